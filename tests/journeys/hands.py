"""What a person does with her thumb, counted, and how long it would take her.

The time is that of the keystroke-level model (Card, Moran and Newell, "The Keystroke-Level Model for User
Performance Time with Interactive Systems", Communications of the ACM 23(7), 1980): 1.1 s to point at
something and touch it, 1.35 s to decide before each act. A letter is one of 36.2 words a minute, five letters
each, which 37,000 people typed on their phones (Palin et al., "How do People Type on Mobile Devices?",
MobileHCI 2019).
"""

from pathlib import Path

from playwright.sync_api import Locator, Page

POINT_S = 1.1
DECIDE_S = 1.35
LETTER_S = 60 / (36.2 * 5)
# To the mail and back: two taps that need no thought; six figures, read and filled in.
CODE_S = 2 * POINT_S + DECIDE_S + 3.0
# A page or an answer on slow 4G.
ANSWER_S = 1.0


class Hand:
    """One thumb. A field that is touched and filled in is one tap and one input."""

    def __init__(self, page: Page) -> None:
        """Begin with nothing done."""
        self.page = page
        self.tap_count = 0
        self.input_count = 0
        self.person_s = 0.0

    def tap(self, target: Locator, *, is_floating: bool = False) -> None:
        """Decide, point and touch. is_floating: it may still float in, or lie under its own label."""
        target.click(force=is_floating)
        self.tap_count += 1
        self.person_s += DECIDE_S + POINT_S

    def write(self, target: Locator, text: str) -> None:
        """Touch a field and type, letter by letter."""
        self.tap(target)
        target.press_sequentially(text)
        self.input_count += 1
        self.person_s += len(text) * LETTER_S

    def date(self, target: Locator, day: str) -> None:
        """Fill in a date as the phone's own wheels do: three of them."""
        self.tap(target)
        target.fill(day)
        self.input_count += 1
        self.person_s += 3 * POINT_S + POINT_S

    def choose(self, target: Locator, option: str) -> None:
        """Open a list of choices and take one."""
        target.select_option(option)
        self.tap_count += 2
        self.input_count += 1
        self.person_s += DECIDE_S + 2 * POINT_S

    def photograph(self, target: Locator, photo: Path) -> None:
        """Take a picture or a film, or one that is there: the shutter, and that it is right."""
        with self.page.expect_file_chooser() as camera_opened:
            self.tap(target)
        camera_opened.value.set_files(photo)
        self.input_count += 1
        self.person_s += DECIDE_S + 2 * POINT_S

    def read_code(self, target: Locator, code: str) -> None:
        """Fill in the code that came by mail."""
        target.fill(code)
        self.input_count += 1
        self.person_s += CODE_S

    def wait(self, times: int = 1) -> None:
        """Wait for a page or an answer."""
        self.person_s += times * ANSWER_S

    def wait_s(self, seconds: float) -> None:
        """Wait for what takes its time by itself."""
        self.person_s += seconds
