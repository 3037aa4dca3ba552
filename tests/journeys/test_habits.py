"""The sixty habits that people bring from other apps: each with the journeys that prove it.

What cannot be tested here says why. That a journey exists is looked up in its file.
"""

import ast
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest
from msgspec import Struct

HABIT_COUNT = 60
FEED, LIVE, BUYING = "test_feed", "test_habits_live", "test_habits_buying"
MORE = "test_habits_feed"


class Habit(Struct, frozen=True):
    """A habit. proofs: file and test; untested: the part of it that cannot be tested here, and why."""

    says: str
    proofs: tuple[tuple[str, str], ...] = ()
    untested: str = ""


def by(says: str, *proofs: tuple[str, str], untested: str = "") -> Habit:
    return Habit(says, proofs, untested)


FLICK = (FEED, "test_1_2_11_a_flick_moves_one_clip_and_only_that_one_plays")
TAPS = (FEED, "test_6_7_two_taps_like_and_never_take_it_back_nor_pause")
RAIL = (FEED, "test_15_17_the_rail_and_the_bar_stand_where_thumbs_look")
CAPTIONS = (MORE, "test_14_16_captions_can_be_chosen_for_good_and_the_words_of_a_clip_unfold")
SIDEWAYS = (FEED, "test_18_21_a_finger_sideways_changes_the_tab_and_opens_the_creator")
SHEET = (FEED, "test_23_24_25_29_a_sheet_over_the_playing_clip_follows_the_finger")
CLOSING = (FEED, "test_26_27_28_backdrop_back_and_escape_close_the_sheet_not_the_page")
ADDRESSES = (FEED, "test_30_31_a_sheet_and_a_clip_have_addresses_of_their_own")
CHIP = (FEED, "test_34_35_the_chip_shows_picture_price_and_discount")
WATCHED = (LIVE, "test_44_to_49_a_show_is_watched_from_its_chat_to_its_end")
SCREENS = ("test_screens", "test_a_screen_fits_stands_still_can_be_tapped_and_is_read_aloud")

HABITS: dict[int, Habit] = {
    1: by("One clip a screen, which snaps; a flick moves exactly one.", FLICK),
    2: by("Up is the next clip, down the one before.", FLICK),
    3: by(
        "The first clip plays muted without a tap.",
        (FEED, "test_3_the_first_clip_plays_muted_where_sound_needs_a_tap"),
        untested="A phone of Apple that saves power refuses that, too: there is no such engine here.",
    ),
    4: by(
        "The choice of sound survives swipe and reload.",
        (FEED, "test_4_the_choice_of_sound_survives_a_swipe_and_a_reload"),
    ),
    5: by("A tap pauses and plays, with an icon.", (FEED, "test_5_a_tap_pauses_and_plays")),
    6: by("Two taps like, with a heart at the finger, and never take it back.", TAPS),
    7: by("Two taps do not pause as well.", TAPS),
    8: by(
        "A finger that rests opens the menu: not interested, report, save, speed.",
        (MORE, "test_8_a_finger_that_rests_opens_the_menu_and_a_clip_that_is_not_wanted_goes"),
        (MORE, "test_8_what_is_not_wanted_stays_away_after_a_reload"),
        (MORE, "test_8_menu_saves_the_clip"),
        ("test_talk", "test_a_finger_that_rests_on_a_clip_opens_its_menu"),
    ),
    9: by(
        "Resting on the right edge plays at double speed until it lifts.",
        (MORE, "test_9_a_finger_on_the_right_edge_plays_at_double_speed_until_it_lifts"),
    ),
    10: by(
        "A thin bar tells how far it is; a drag scrubs, with the time.",
        (FEED, "test_10_the_progress_bar_scrubs_under_a_finger"),
    ),
    11: by(
        "Clips off the screen rest; only one has sound.",
        FLICK,
        untested="That a phone of Apple has three decoders at most: there is no such engine here.",
    ),
    12: by("A clip begins again when it ends.", (FEED, "test_12_a_clip_begins_again_when_it_ends")),
    13: by(
        "The poster stands until the first picture.",
        (FEED, "test_13_the_poster_stands_until_the_first_picture"),
    ),
    14: by("Captions can be switched, for good.", CAPTIONS),
    15: by("The rail in its order, each a thumb wide.", RAIL),
    16: by("A caption folds to two lines.", CAPTIONS),
    17: by("Five places at the bottom.", RAIL),
    18: by("Following and For you above, changed by a swipe.", SIDEWAYS),
    19: by(
        "Home again, or a pull, goes up and brings what is new.",
        (FEED, "test_19_home_again_and_a_pull_down_bring_what_is_new"),
    ),
    20: by("Back to the feed is back to the clip.", (FEED, "test_20_the_way_back_leads_to_the_same_clip")),
    21: by("A swipe to the left opens the creator; back returns.", SIDEWAYS),
    22: by("A hidden tab is silent, and goes on.", (FEED, "test_22_a_hidden_tab_is_silent")),
    23: by("Product, comments and checkout are sheets over the clip.", SHEET),
    24: by(
        "The clip plays on behind them.",
        SHEET,
        ("test_loop", "test_a_clip_sells_and_its_creator_is_paid_to_the_cent"),
    ),
    25: by("A swipe down on the handle closes; a short one springs back.", SHEET),
    26: by("A tap beside the sheet closes it.", CLOSING),
    27: by("Back closes the sheet, not the page.", CLOSING),
    28: by("Escape closes it, and the focus returns.", CLOSING),
    29: by("The feed does not scroll behind it.", SHEET),
    30: by("A sheet has its own address.", ADDRESSES),
    31: by("A link to a clip begins there, and the feed goes on.", ADDRESSES),
    32: by(
        "A keyboard does not cover the field.",
        (BUYING, "test_32_a_keyboard_covers_neither_the_field_nor_what_is_pressed_next"),
        untested="No browser here brings a keyboard up: both ways in which it takes its place are played.",
    ),
    33: by(
        "What is pressed next is in the lower third, above the home bar.",
        (BUYING, "test_33_what_is_pressed_next_lies_under_the_thumb_and_above_the_home_bar"),
    ),
    34: by("The chip shows picture, price and discount.", CHIP),
    35: by(
        "Prices as their reader writes them.",
        CHIP,
        (FEED, "test_35_a_price_is_written_as_its_reader_writes_it"),
        untested="Spain and its euro are no market of this product: there is no such price to show.",
    ),
    36: by(
        "A size must be chosen; one that is gone is struck.",
        (BUYING, "test_36_a_size_that_is_gone_is_struck_and_one_must_be_chosen"),
        ("test_buying", "test_a_size_has_to_be_chosen_and_a_sold_out_one_cannot"),
    ),
    37: by(
        "Three taps at most where address and card are known.",
        ("test_row_kept_cards", "test_a_kept_card_pays_from_the_product_in_three_taps_at_most"),
    ),
    38: by(
        "The whole sum, with shipping and tax, before paying.",
        (BUYING, "test_38_39_the_whole_sum_is_seen_before_and_two_taps_pay_it_once"),
    ),
    39: by(
        "Two taps on Pay are one order.",
        (BUYING, "test_38_39_the_whole_sum_is_seen_before_and_two_taps_pay_it_once"),
        ("test_buying", "test_a_double_tap_on_pay_is_one_order"),
    ),
    40: by(
        "The badge of the cart changes at once.",
        (BUYING, "test_40_the_badge_of_the_cart_does_not_wait_for_the_answer"),
    ),
    41: by(
        "A payment that fails keeps the cart, and says what to do.",
        ("test_buying", "test_a_declined_card_keeps_the_cart_and_another_one_pays"),
    ),
    42: by(
        "An order is a line of steps.",
        ("test_buying", "test_a_guest_buys_and_follows_the_order_by_the_link_in_the_mail"),
    ),
    43: by(
        "A message to the shop begins with the product.",
        (BUYING, "test_43_a_message_to_the_shop_begins_with_the_product"),
    ),
    44: by("LIVE and how many watch above; the way out at the upper right.", WATCHED),
    45: by("The chat grows from below and leaves in peace who reads back.", WATCHED),
    46: by("Taps are hearts.", WATCHED),
    47: by("The card of what is pinned opens it while the show goes on.", WATCHED),
    48: by(
        "The end is told, with replay and shop.",
        WATCHED,
        ("test_live_rooms", "test_what_the_host_pins_is_on_the_viewers_screen"),
    ),
    49: by(
        "A line that breaks is told and comes back by itself.",
        WATCHED,
        ("test_live_film", "test_a_camera_whose_line_breaks_comes_back_into_the_same_film"),
    ),
    50: by(
        "Going live asks for the camera, shows the picture first, and explains a refusal.",
        ("test_live_rooms", "test_what_the_host_pins_is_on_the_viewers_screen"),
        (LIVE, "test_50_a_camera_that_is_refused_is_explained"),
    ),
    51: by(
        "Like, follow and save answer at once, and go back when they are refused.",
        (FEED, "test_51_a_like_answers_at_once_and_goes_back_when_it_is_refused"),
        (MORE, "test_51_a_save_and_a_follow_are_taken_back_when_they_are_refused"),
    ),
    52: by(
        "Without a line the app says so, and goes on when it is back.",
        (FEED, "test_52_a_phone_without_network_says_so_and_goes_on_when_it_is_back"),
        ("test_buying", "test_paying_without_a_line_says_so_and_goes_on_when_it_is_back"),
    ),
    53: by(
        "Sharing uses the phone's own sheet, or copies the link.",
        (FEED, "test_53_sharing_uses_the_phones_own_sheet_or_copies_the_link"),
    ),
    54: by(
        "A short buzz on a like and on a pull, none where less motion is wanted.",
        (MORE, "test_54_a_like_and_a_pull_buzz_where_motion_is_wanted"),
        untested="What a hand feels, and iOS, which lets no page buzz: asked for is what is counted.",
    ),
    55: by(
        "Nothing moves by itself where motion is not wanted.",
        (FEED, "test_55_nothing_moves_by_itself_where_motion_is_not_wanted"),
    ),
    56: by(
        "Who must sign in is asked then, and what she wanted is done.",
        (MORE, "test_56_who_must_sign_in_is_asked_then_and_what_she_wanted_is_done"),
    ),
    57: by(
        "The language follows the browser until it is chosen; no key is shown.",
        (FEED, "test_57_the_language_follows_the_browser_until_it_is_chosen"),
        ("test_screens", "test_a_screen_is_translated_and_fits"),
    ),
    58: by(
        "Times and counts as their reader says them.",
        (MORE, "test_58_times_and_counts_are_said_as_their_reader_says_them"),
    ),
    59: by(
        "Bones stand where something is still to come, and nothing jumps.",
        SCREENS,
        untested="How much moves on a line far slower than the one here: that is measured by hand.",
    ),
    60: by(
        "axe finds nothing on any screen, and keys do what fingers do.",
        SCREENS,
        (FEED, "test_60_arrows_and_letters_do_what_fingers_do"),
    ),
}


@cache
def journeys_of(file: str) -> set[str]:
    """Read what pytest collects in a file of journeys."""
    tree = ast.parse(Path(__file__).with_name(f"{file}.py").read_text("utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


def test_all_sixty_habits_are_here() -> None:
    assert list(HABITS) == list(range(1, HABIT_COUNT + 1))
    assert all(each.proofs or each.untested for each in HABITS.values())


@pytest.mark.parametrize("number", HABITS)
def test_a_habit_is_proved_by_a_journey_that_exists(number: int) -> None:
    for file, name in HABITS[number].proofs:
        assert name in journeys_of(file), f"{file}.py has no {name}"


def numbers_of(name: str) -> list[int]:
    """Read the numbers with which a test begins its name."""
    return [int(part) for part in takewhile(str.isdigit, name.removeprefix("test_").split("_"))]


@pytest.mark.parametrize("file", [FEED, MORE, BUYING, LIVE])
def test_a_journey_that_names_a_habit_stands_with_it(file: str) -> None:
    for name in journeys_of(file):
        for number in numbers_of(name):
            assert (file, name) in HABITS[number].proofs, f"{number}: {name}"
