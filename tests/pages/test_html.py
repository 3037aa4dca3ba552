"""Stories become HTML, and nobody's text becomes markup."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from tests.pages.conftest import TEMPLATE
from tests.pages.reading import Document
from vitrina.affiliates.model import Disclosure
from vitrina.catalogue.model import ProductId
from vitrina.feed.model import Clip, Creator, ShownProduct, Why
from vitrina.identity.model import HandleKind, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.http import Page
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.pages.model import Boot, Profile, Story, Tile
from vitrina.pages.rules import html, stories
from vitrina.pages.shell import shell_of
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard, ShopName
from vitrina.videos.model import VideoId

SETTINGS = Settings(base_url="https://vitrina.example", media_base_url="https://cdn.example/files/")
ATTACKS = [
    '</script><script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "<!--<script>",
    "<!--vitrina:boot-->",
    "]]></title><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; \u2028 \\u003c/script> \\",
]


def a_clip(text: str = "Linen", **changes: Any) -> Clip:
    """A published clip in which every text that people write is the same."""
    card = ProductCard(
        id=ProductId(new_id()),
        title=text,
        image_url="/media/images/1/small.webp",
        price=Money(189_00, Currency.MXN),
        compare_at=None,
        has_price_range=False,
        is_sold_out=False,
        rating=None,
        shop=ShopName(id=ShopId(new_id()), handle="shop.test", name=text),
    )
    creator = Creator(
        id=PersonId(new_id()),
        handle="carla.test",
        name=text,
        avatar_url=None,
        is_following=False,
        is_self=False,
    )
    clip = Clip(
        id=VideoId(new_id()),
        creator=creator,
        caption=text,
        language=Language.ES,
        hls_url="/media/clips/1/index.m3u8",
        av1_url=None,
        preview_url=None,
        poster_url="/media/clips/1/poster.webp",
        width=540,
        height=960,
        duration_ms=7_600,
        like_count=3,
        is_liked=False,
        comment_count=0,
        save_count=0,
        is_saved=False,
        products=[ShownProduct(from_ms=0, to_ms=3_000, product=card)],
        external_products=[],
        disclosures=[],
        stickers=[],
        captions=[],
        published_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        why=Why.NEW,
    )
    return replace(clip, **changes)


def a_boot(**changes: Any) -> Boot:
    boot = Boot(locale=Language.ES, is_demo=True, is_development=False, is_signed_in=False)
    return replace(boot, **changes)


def read(story: Story, boot: Boot | None = None) -> Document:
    language = Language.ES
    parts = {
        "head": html.head(story, base_url=SETTINGS.base_url, language=language),
        "shell": html.shell(story, language),
        "boot": html.boot(boot or a_boot()),
    }
    return Document(shell_of(TEMPLATE).fill(language, parts))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_clip_becomes_markup(attack: str) -> None:
    clip = a_clip(attack)
    story = stories.clip_story(clip, settings=SETTINGS, language=Language.ES)
    plain = stories.clip_story(a_clip("Linen"), settings=SETTINGS, language=Language.ES)

    document = read(story, a_boot(clip=clip, feed=Page(items=[clip])))

    assert [tag for tag, _ in document.tags] == [tag for tag, _ in read(plain, a_boot(clip=clip)).tags]
    assert not any(name.startswith("on") for _, attributes in document.tags for name in attributes)
    assert document.comments == []
    assert document.boot["clip"]["caption"] == attack
    assert document.boot["clip"]["products"][0]["product"]["shop"]["name"] == attack
    assert document.meta("og:title") == document.linked("VideoObject")["name"] == story.title


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_profile_becomes_markup(attack: str) -> None:
    profile = Profile(
        kind=HandleKind.PERSON,
        id=new_id(),
        handle="ana.test",
        name=attack,
        bio=attack,
        avatar_url='/media/images/1/small.webp"><b>',
        follower_count=2,
        following_count=0,
        clip_count=0,
        is_following=False,
        is_self=False,
    )

    document = read(stories.profile_story(profile, settings=SETTINGS, language=Language.ES))

    assert not {tag for tag, _ in document.tags} & {"svg", "b"}
    assert [tag for tag, _ in document.tags].count("img") == 1
    assert document.title == f"{attack} (@ana.test) · Vitrina"
    assert document.linked("ProfilePage")["mainEntity"]["name"] == attack


def test_a_clip_tells_search_engines_and_link_previews_what_it_is() -> None:
    clip = a_clip("Linen for hot days\nand nights")
    document = read(stories.clip_story(clip, settings=SETTINGS, language=Language.ES))
    video = document.linked("VideoObject")
    crumbs = document.linked("BreadcrumbList")["itemListElement"]

    assert document.link("canonical") == document.meta("og:url") == f"https://vitrina.example/v/{clip.id}"
    assert document.link("preload") == "/media/clips/1/poster.webp"
    assert document.meta("og:image") == "https://cdn.example/files/clips/1/poster.webp"
    assert document.meta("twitter:card") == "summary_large_image"
    assert document.meta("og:title") == "Linen for hot days"
    assert document.meta("robots") is None
    assert video["duration"] == "PT8S"
    assert video["uploadDate"] == "2026-03-01T12:00:00Z"
    assert video["contentUrl"] == "https://cdn.example/files/clips/1/index.m3u8"
    assert [each["item"] for each in crumbs] == [
        "https://vitrina.example/",
        "https://vitrina.example/@carla.test",
        f"https://vitrina.example/v/{clip.id}",
    ]


def test_readers_without_scripts_get_title_text_and_links() -> None:
    clip = a_clip("Linen")
    document = read(stories.clip_story(clip, settings=SETTINGS, language=Language.EN))
    links = [attributes["href"] for tag, attributes in document.tags if tag == "a"]

    assert links == ["/@carla.test", f"/p/{clip.products[0].product.id}"]
    assert "$189.00 MXN" in document.text
    assert ("img", "/media/clips/1/poster.webp") in [(tag, each.get("src")) for tag, each in document.tags]


def test_a_clip_without_a_caption_still_has_a_title() -> None:
    clip = a_clip(caption=" \n ", products=[])
    story = stories.clip_story(clip, settings=SETTINGS, language=Language.PT)

    assert (story.title, story.text) == ("Clipe de Linen", "Clipe de Linen")


def test_a_text_does_not_say_the_title_again() -> None:
    short = stories.clip_story(a_clip("Linen\nfor hot days"), settings=SETTINGS, language=Language.EN)
    long = stories.clip_story(a_clip("Linen " * 30), settings=SETTINGS, language=Language.EN)

    assert short.text == "for hot days Linen for hot days shows: Linen for hot days"
    assert long.title.endswith("…") and long.text.startswith("Linen Linen")


def test_the_preview_of_a_clip_that_was_paid_for_says_so_first() -> None:
    clip = a_clip("Linen\nfor hot days " * 30, disclosures=[Disclosure.PAID, Disclosure.COMMISSION])

    document = read(stories.clip_story(clip, settings=SETTINGS, language=Language.ES))

    for name in ("description", "og:description"):
        assert (document.meta(name) or "").startswith("Colaboración pagada · Publicidad. ")
    unpaid = stories.clip_story(a_clip("Linen"), settings=SETTINGS, language=Language.ES)
    assert "pagada" not in unpaid.text


def test_of_a_picture_in_several_sizes_the_browser_fetches_the_one_that_it_shows() -> None:
    tiles = [Tile(url="/media/pictures/1/600.webp"), Tile(url="/media/images/2/p.webp", is_tall=True)]
    document = read(replace(stories.shelves_story(Language.ES), tiles=tiles))
    found = [(tag, each) for tag, each in document.tags if tag in {"picture", "source", "img"}]
    files = [f"/media/pictures/1/{width}.avif {width}w" for width in (240, 480, 600)]

    assert found == [
        ("picture", {}),
        ("source", {"type": "image/avif", "srcset": ", ".join(files), "sizes": html.TILE_SIZES}),
        ("img", {"src": "/media/pictures/1/600.webp", "alt": ""}),
        ("picture", {"class": "tall"}),
        ("img", {"src": "/media/images/2/p.webp", "alt": ""}),
    ]


def test_an_empty_feed_is_a_page_too() -> None:
    document = read(stories.feed_story([], settings=SETTINGS, language=Language.ES))

    assert document.link("canonical") == "https://vitrina.example/"
    assert document.link("preload") is None
    assert document.linked("WebSite")["url"] == "https://vitrina.example/"


def test_pages_of_the_app_stay_out_of_search() -> None:
    document = read(stories.app_story(Language.ES))

    assert document.meta("robots") == "noindex"
    assert document.link("canonical") is None
    assert document.title == "Vitrina"
    shells = [attributes for _, attributes in document.tags if attributes.get("id") == "shell"]
    assert [each["class"] for each in shells] == ["day"]


def test_a_page_that_will_be_dark_is_dark_before_the_app_is_there() -> None:
    document = read(stories.app_story(Language.ES, is_night=True))

    assert not any(attributes.get("id") == "shell" for _, attributes in document.tags)


@pytest.mark.parametrize(
    ("origins", "is_embedded", "rule"),
    [
        ("*", True, "frame-ancestors *"),
        (
            "https://a.example https://*.b.example",
            True,
            "frame-ancestors https://a.example https://*.b.example",
        ),
        ("", True, "frame-ancestors 'none'"),
        ("*", False, "frame-ancestors 'none'"),
    ],
)
def test_only_a_page_made_for_frames_stands_in_them(origins: str, is_embedded: bool, rule: str) -> None:
    settings = replace(SETTINGS, embed_origins=origins)

    assert html.policy(settings, [], is_embedded=is_embedded).split("; ")[-1] == rule


def test_the_policy_allows_our_scripts_and_the_media_host_and_nothing_inline() -> None:
    policy = dict(
        rule.split(" ", 1) for rule in html.policy(SETTINGS, ["sha256-abc="]).split("; ") if " " in rule
    )

    assert policy["script-src"] == "'self' 'sha256-abc='"
    assert policy["style-src"] == "'self'"
    for name in ("img-src", "media-src", "connect-src"):
        assert "https://cdn.example" in policy[name].split()
    assert (policy["frame-ancestors"], policy["base-uri"], policy["object-src"]) == (("'none'",) * 3)
    assert "unsafe" not in str(policy)
    assert "cdn" not in html.policy(Settings(), [])


def test_the_policy_allows_the_live_process_of_its_own_port_and_of_its_own_host() -> None:
    own_port = html.policy(Settings(), [])
    own_host = html.policy(
        Settings(base_url="https://shop.example", live_base_url="https://live.example"), []
    )

    assert "connect-src 'self' http://localhost:8001 ws://localhost:8001 ws://localhost:8002;" in own_port
    assert "media-src 'self' blob: http://localhost:8001;" in own_port
    assert "connect-src 'self' https://live.example wss://live.example;" in own_host
