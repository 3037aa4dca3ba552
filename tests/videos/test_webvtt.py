"""Captions as files: what is read of them, what is refused, and that no markup comes through."""

import pytest

from vitrina.videos import webvtt
from vitrina.videos.model import Cue


def cue(from_ms: int, to_ms: int, text: str) -> Cue:
    return Cue(from_ms=from_ms, to_ms=to_ms, text=text)


WEBVTT = """\ufeffWEBVTT - Mi clip\r
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\r
\r
STYLE\r
::cue { background: url(https://bad.example) }\r
\r
NOTE nobody sees this\r
nor this\r
\r
saludo\r
00:01.000 --> 00:02.500 align:start position:10%\r
<v Ana><b>Hola</b></v>\r
&lt;qué tal&gt; &amp; adiós\r
\r
00:00:03.000 --> 01:00:04.000\r
<c.yellow.bg_blue>Mira</c>\r
"""

SUBRIP = """1
00:00:00,500 --> 00:00:02,000
{\\an8}<font color="#fff">Primero</font>

2
00:00:02,000 --> 00:00:03,25
Segundo
renglón

3
00:00:03,000 --> 00:00:04,000

"""


def test_webvtt_is_read_as_words_and_times() -> None:
    assert webvtt.read(WEBVTT) == [
        cue(1_000, 2_500, "Hola\n<qué tal> & adiós"),
        cue(3_000, 3_604_000, "Mira"),
    ]


def test_subrip_is_read_and_empty_cues_are_left_out() -> None:
    assert webvtt.read(SUBRIP) == [cue(500, 2_000, "Primero"), cue(2_000, 3_250, "Segundo\nrenglón")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("just a text", 1),
        ("WEBVTT\n\nhola\nadiós", 3),
        ("WEBVTT\n\n00:01.000 --> 00:00.500\nhola", 3),
        ("WEBVTT\n\nname\n00:01 --> 00:02\nhola", 4),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nhola", 3),
        ("\x00\x01PNG", 1),
        ("{" * 1_000, 1),
    ],
)
def test_what_is_no_captions_names_its_line(text: str, line: int) -> None:
    with pytest.raises(webvtt.Unreadable) as refused:
        webvtt.read(text)

    assert refused.value.line == line


@pytest.mark.parametrize("text", ["<" * 100_000, "<a" * 50_000, "{\\" * 50_000, "&" * 100_000])
def test_a_file_made_to_be_slow_is_read_like_any_other(text: str) -> None:
    assert webvtt.read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}")


@pytest.mark.parametrize(
    "text",
    ["<b>no</b>", "a --> b", "&lt;script&gt;", "<00:00:01.000>", "WEBVTT", "NOTE x", "1 < 2 & 3 > 2"],
)
def test_what_is_written_is_read_back_as_the_same_text(text: str) -> None:
    written = webvtt.write([cue(61_001, 3_723_004, text), cue(0, 1, "Ñandú\n😀")])

    assert "<" not in written
    assert written.startswith("WEBVTT\n\n00:01:01.001 --> 01:02:03.004\n")
    assert webvtt.read(written) == [cue(61_001, 3_723_004, text), cue(0, 1, "Ñandú\n😀")]


def test_nothing_to_say_is_a_file_too() -> None:
    assert webvtt.read(webvtt.write([])) == []


def test_lines_that_would_cover_the_picture_are_joined() -> None:
    assert webvtt.on_lines("a\n\nb\nc\nd") == "a\nb\nc d"
    assert webvtt.on_lines("a") == "a"
