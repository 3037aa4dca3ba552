"""What a review, a question and an answer may say."""

from vitrina.kit.errors import Malformed
from vitrina.kit.text import clean_text
from vitrina.reviews.model import ANSWER_LENGTH_MAX, QUESTION_LENGTH_MAX, REVIEW_LENGTH_MAX


def review_text(text: str) -> str:
    """Make a review plain text of a few lines; it may be empty. Raises Malformed when it is too long."""
    cleaned = clean_text(text)
    if len(cleaned) > REVIEW_LENGTH_MAX:
        raise Malformed({"text": f"at most {REVIEW_LENGTH_MAX} characters"})
    return cleaned


def answer_text(text: str) -> str:
    """Make an answer plain text of a few lines. Raises Malformed when nothing is left, or too much."""
    cleaned = clean_text(text)
    if not 0 < len(cleaned) <= ANSWER_LENGTH_MAX:
        raise Malformed({"text": f"1 to {ANSWER_LENGTH_MAX} characters"})
    return cleaned


def question_text(text: str) -> str:
    """Make a question plain text of a few lines. Raises Malformed when nothing is left, or too much."""
    cleaned = clean_text(text)
    if not 0 < len(cleaned) <= QUESTION_LENGTH_MAX:
        raise Malformed({"text": f"1 to {QUESTION_LENGTH_MAX} characters"})
    return cleaned
