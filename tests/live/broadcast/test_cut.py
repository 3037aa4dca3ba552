"""Cutting a film into parts: whatever the pace of its pictures, viewers get parts that players accept."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.broadcast.boxes import fragments
from tests.live.broadcast.films import picture, sound, steady
from vitrina.live.broadcast.cutter import Broken, Cutter
from vitrina.live.broadcast.limits import PART_SHORTEST, PART_TARGET_S, TARGET_DURATION_S, TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Part, Picture

AAC = Audio(kind="aac", config=b"\x11\x90", rate=48_000, channels=2, codec="mp4a.40.2")
TARGET = PART_TARGET_S * TICKS_PER_S


def cut(pictures: list[Picture], *, start: int = 0) -> list[Part]:
    """Cut a whole film."""
    cutter = Cutter(pictures[0], audio=None, start=start, sequence=0)
    parts = [part for each in pictures[1:] if (part := cutter.picture(each))]
    last = cutter.close()
    return [*parts, *([last] if last else [])]


def assert_players_accept(parts: list[Part]) -> None:
    segments: list[list[Part]] = []
    for part in parts:
        if part.begins_segment:
            assert part.is_key
            segments.append([])
        segments[-1].append(part)
        (fragment,) = fragments(part.data)
        assert (fragment.start, fragment.duration) == (part.start, part.duration)
        assert fragment.sample_count == part.picture_count
        assert part.duration <= TARGET
    assert all(before.start + before.duration == after.start for before, after in pairwise(parts))
    for segment in segments:
        assert all(part.duration >= PART_SHORTEST * TARGET for part in segment[:-1])
        assert sum(part.duration for part in segment) / TICKS_PER_S < TARGET_DURATION_S + 0.5


@pytest.mark.parametrize("rate", [12, 15, 20, 23.976, 24, 25, 29.97, 30, 48, 50, 60])
def test_steady_pictures_become_three_parts_a_second(rate: float):
    parts = cut(list(steady(6, rate=rate, key_every=round(rate))))

    assert_players_accept(parts)
    assert len(parts) <= 3 * 6 + 1


def test_pictures_of_the_usual_paces_are_never_moved():
    for rate in (24, 25, 30, 50, 60):
        film = list(steady(4, rate=rate, key_every=rate))
        parts = cut(film)
        begins = {part.start for part in parts}

        assert begins <= {each.dts for each in film}, rate


@given(seed=st.integers(0, 2**32), jitter_ms=st.floats(0, 60), key_ms=st.floats(200, 2000))
def test_uneven_pictures_make_parts_that_players_accept(seed: int, jitter_ms: float, key_ms: float):
    dice = random.Random(seed)
    film, now_ms, keyed_ms = list[Picture](), 0.0, -10_000.0
    while now_ms < 6000:
        is_key = now_ms - keyed_ms >= key_ms
        keyed_ms = now_ms if is_key else keyed_ms
        film.append(picture(now_ms, is_key=is_key))
        now_ms += 15 + dice.random() * jitter_ms

    assert_players_accept(cut(film))


def test_a_film_without_key_frames_is_broken():
    with pytest.raises(Broken) as broken:
        cut(list(steady(4, key_every=1000)))

    assert broken.value.is_gop


@pytest.mark.parametrize("step_ms", [-1, -5000, 2500])
def test_pictures_that_jump_break_the_run(step_ms: int):
    cutter = Cutter(picture(0, is_key=True), audio=None, start=0, sequence=0)
    cutter.picture(picture(33))

    with pytest.raises(Broken) as broken:
        cutter.picture(picture(33 + step_ms))

    assert not broken.value.is_gop


def test_a_run_of_single_pictures_a_second_is_broken_before_its_clock_is_far_behind():
    cutter = Cutter(picture(0, is_key=True), audio=None, start=0, sequence=0)

    with pytest.raises(Broken):
        for index in range(1, 10):
            cutter.picture(picture(index * 1000, is_key=True))


def test_a_run_begins_where_it_stands_on_the_time_line():
    parts = cut([picture(each.dts / 90 + 7000, is_key=each.is_key) for each in steady(1)], start=900_000)

    assert parts[0].start == 900_000


def test_sound_follows_without_gaps_though_its_clock_counts_milliseconds():
    cutter = Cutter(picture(0, is_key=True), audio=AAC, start=0, sequence=0)
    parts: list[Part] = []
    sounds = iter(range(10_000))
    at = next(sounds)
    for each in list(steady(3))[1:]:
        while at * 1024 / 48 <= each.dts / 90:
            cutter.sound(sound(int(at * 1024 / 48)))
            at = next(sounds)
        part = cutter.picture(each)
        parts += [part] if part else []

    runs = [fragment for part in parts for fragment in fragments(part.data, track=2)]
    assert len(runs) == len(parts)
    assert all(before.start + before.duration == after.start for before, after in pairwise(runs))


def test_sound_that_pauses_leaves_a_gap_and_sound_from_before_is_left_out():
    cutter = Cutter(picture(1000, is_key=True), audio=AAC, start=0, sequence=0)
    cutter.sound(sound(900))
    cutter.sound(sound(1000))
    cutter.sound(sound(1021))
    cutter.sound(sound(1200))
    cutter.sound(sound(1000))
    part = cutter.close()

    assert part
    (run,) = fragments(part.data, track=2)
    assert (run.start, run.sample_count) == (0, 3)
    assert run.duration == 200 * 48 + 1024
