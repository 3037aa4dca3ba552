"""Messages for browsers: encrypted as the standard's own example, signed by a key that is always the same."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from tests.notifications.push_service import Browser, from_text, to_text
from vitrina.kit.config import Settings, SettingWrong, load_settings
from vitrina.notifications.providers import web_push


def test_a_message_is_encrypted_as_in_the_standards_own_example() -> None:
    """Source: RFC 8291, section 5 and appendix A."""
    sender = ec.derive_private_key(
        int.from_bytes(from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    receiver = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"

    body = web_push.encrypted(
        b"When I grow up, I want to be a watermelon",
        p256dh=from_text(receiver),
        auth=from_text("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
        key=sender,
    )

    assert to_text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_lengths_do_not_tell_what_is_told() -> None:
    browser = Browser("https://push.example/x")

    bodies = [
        web_push.encrypted(text, p256dh=browser.point, auth=browser.auth)
        for text in (b'{"a":1}', b'{"a":"' + b"b" * 180 + b'"}', b'{"a":"' + b"b" * 3_985 + b'"}')
    ]

    assert len(bodies[0]) == len(bodies[1])
    assert len(bodies[2]) == 4_096
    assert [len(browser.read(body)) for body in bodies] == [1, 1, 1]


def test_the_key_follows_from_the_secret_of_the_instance() -> None:
    settings = Settings(secret_key="k" * 40)

    keys = [
        web_push.public_key(each) for each in (settings, settings, replace(settings, secret_key="l" * 40))
    ]

    assert keys[0] == keys[1] != keys[2]
    assert len(from_text(keys[0])) == 65
    assert from_text(keys[0])[0] == 4


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", "BTBZMqHH6r4Tts7J_aSIgg"),
        ("BCVx", "BTBZMqHH6r4Tts7J_aSIgg"),
        (to_text(b"\4" + b"\1" * 64), "BTBZMqHH6r4Tts7J_aSIgg"),
        ("ñ" * 87, "BTBZMqHH6r4Tts7J_aSIgg"),
        (to_text(Browser("").point), "BTBZMqHH"),
        (to_text(Browser("").point), "!!!!!!!!!!!!!!!!!!!!!!"),
    ],
)
def test_what_is_no_key_is_not_taken_for_one(p256dh: str, auth: str) -> None:
    assert web_push.read_keys(p256dh, auth) is None


def test_a_compressed_point_is_not_taken() -> None:
    """It is on the curve, and no browser sends it."""
    browser = Browser("")
    short = bytes([2 + browser.point[-1] % 2]) + browser.point[1:33]

    assert web_push.read_keys(to_text(short), to_text(browser.auth)) is None
    assert web_push.read_keys(to_text(browser.point), to_text(browser.auth)) is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("VITRINA_PUSH_CONTACT", "ops@vitrina.example"),
        ("VITRINA_PUSH_CONTACT", "http://vitrina.example"),
        ("VITRINA_PUSH_CONTACT", 'mailto:a"b@vitrina.example'),
        ("VITRINA_PUSH_SERVICES", "https://fcm.googleapis.com"),
        ("VITRINA_PUSH_SERVICES", "*"),
    ],
)
def test_a_setting_that_no_service_would_take_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingWrong, match=name):
        load_settings({name: text})


def test_nothing_is_pushed_unless_the_operator_says_who_stands_behind_it() -> None:
    assert not Settings().push_subject
    assert Settings(is_demo=True).push_subject.startswith("mailto:")
    assert load_settings({"VITRINA_PUSH_CONTACT": "mailto:a@b.example"}).push_subject == "mailto:a@b.example"
