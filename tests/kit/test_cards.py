"""What may be the number of a card is not repeated."""

import logging

import pytest

from vitrina.kit import log
from vitrina.kit.cards import HIDDEN, hide_cards


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4242424242424242", HIDDEN),
        ("pay with 4242 4242 4242 4242, please", f"pay with {HIDDEN}, please"),
        ("378282246310005", HIDDEN),
        ("6011-1111-1111-1117", HIDDEN),
        ("4242424242424241", "4242424242424241"),
        ("1234567890", "1234567890"),
        ("0100424242424242424242420", "0100424242424242424242420"),
        ("01a22766-fa9a-7f17-b568-233e9c362852", "01a22766-fa9a-7f17-b568-233e9c362852"),
        ("", ""),
    ],
)
def test_a_number_of_a_card_is_hidden_and_others_are_not(text: str, shown: str):
    assert hide_cards(text) == shown


def test_no_log_line_repeats_one(capsys: pytest.CaptureFixture[str]):
    before = logging.getLogger().handlers[:]
    try:
        log.set_up("INFO")
        logging.getLogger("anybody").warning(
            "wrong: %s", "4242 4242 4242 4242", extra={"raw": "4242424242424242"}
        )
    finally:
        logging.basicConfig(handlers=before, force=True)

    assert "4242" not in capsys.readouterr().err
