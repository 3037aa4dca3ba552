"""Ids sort by time and cannot be guessed; codes can be read aloud."""

from vitrina.kit.ids import CODE_ALPHABET, new_id, short_code, uuid7


def test_an_id_carries_its_time_version_and_variant() -> None:
    made = uuid7(1_700_000_000_123, b"\xff" * 10)

    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == 1_700_000_000_123


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    assert uuid7(1_000, b"\xff" * 10) < uuid7(1_001, b"\x00" * 10)


def test_ids_do_not_repeat() -> None:
    assert len({new_id() for _ in range(5_000)}) == 5_000


def test_a_code_has_no_letters_that_look_alike() -> None:
    code = short_code("VT")

    assert code.startswith("VT-")
    assert set(code[3:]) <= set(CODE_ALPHABET)
    assert not set("0O1ILSBZ") & set(CODE_ALPHABET)
