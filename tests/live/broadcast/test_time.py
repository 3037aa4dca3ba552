"""The dates of a film: near the truth from the first seconds, and never jumping."""

import random

from vitrina.live.broadcast.anchor import FIRST_PARTS, SLEW_MS_MAX, WINDOW_PARTS, Anchor

EPOCH_MS = 1_790_000_000_000.0
PART = 30_000


def parts_come(anchor: Anchor, count: int, *, begin: int = 0, drift: float = 0.0, seed: int = 1) -> None:
    """Let parts come with a delay of 20 to 320 ms, from a publisher whose clock goes wrong by a share."""
    dice = random.Random(seed)
    for index in range(begin, begin + count):
        end = (index + 1) * PART
        true_ms = EPOCH_MS + end / 90 * (1 + drift)
        anchor.observe(end, now_ms=true_ms + 20 + 300 * dice.random() ** 2)


def test_the_least_delayed_of_the_first_parts_dates_the_film():
    anchor = Anchor()
    parts_come(anchor, FIRST_PARTS)

    assert 20 <= anchor.at_ms(0) - EPOCH_MS < 40


def test_later_delays_do_not_move_the_dates():
    anchor = Anchor()
    parts_come(anchor, FIRST_PARTS)
    dated = anchor.at_ms(0)
    parts_come(anchor, 5 * WINDOW_PARTS, begin=FIRST_PARTS, seed=2)

    assert abs(anchor.at_ms(0) - dated) < SLEW_MS_MAX


def test_the_drift_of_a_publishers_clock_is_followed_in_small_steps():
    anchor, drift = Anchor(), 50e-6
    parts_come(anchor, FIRST_PARTS, drift=drift)
    before_ms = anchor.epoch_ms
    for window in range(100):
        parts_come(anchor, WINDOW_PARTS, begin=FIRST_PARTS + window * WINDOW_PARTS, drift=drift, seed=window)
        assert abs(anchor.epoch_ms - before_ms) <= SLEW_MS_MAX
        before_ms = anchor.epoch_ms

    end = (FIRST_PARTS + 100 * WINDOW_PARTS) * PART
    assert abs(anchor.at_ms(end) - (EPOCH_MS + end / 90 * (1 + drift))) < 60


def test_a_publisher_who_knows_our_clock_is_believed_within_reason():
    anchor = Anchor()
    parts_come(anchor, 3)
    seen_ms = anchor.epoch_ms

    anchor.declare(seen_ms + 500)
    anchor.declare(seen_ms - 60_000)
    assert anchor.epoch_ms == seen_ms

    anchor.declare(seen_ms - 200)
    assert anchor.epoch_ms == seen_ms - 200
    anchor.declare(seen_ms - 300)
    assert anchor.epoch_ms == seen_ms - 200 - SLEW_MS_MAX
    parts_come(anchor, 3 * WINDOW_PARTS, begin=3)
    assert anchor.epoch_ms == seen_ms - 200 - SLEW_MS_MAX


def test_a_publisher_who_tells_the_time_first_dates_the_first_part():
    anchor = Anchor()
    anchor.declare(EPOCH_MS - 100)
    assert anchor.epoch_ms == 0

    parts_come(anchor, 1)

    assert anchor.epoch_ms == EPOCH_MS - 100


def test_a_film_that_comes_later_than_at_its_best_is_told():
    anchor = Anchor()
    anchor.observe(PART, now_ms=EPOCH_MS + 333.3)
    anchor.observe(2 * PART, now_ms=EPOCH_MS + 666.6 + 900)

    assert 890 < anchor.late_ms < 910
