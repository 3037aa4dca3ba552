"""One broadcast: a publisher's samples are checked, cut, kept for viewers and recorded."""

import math
from collections.abc import Callable

from msgspec import Struct

from vitrina.live.broadcast import fmp4
from vitrina.live.broadcast.cutter import Broken, Cutter
from vitrina.live.broadcast.film import Film, Segment
from vitrina.live.broadcast.h264 import is_well_formed
from vitrina.live.broadcast.limits import (
    AUDIO_SAMPLE_BYTES_MAX,
    BROADCAST_S_MAX,
    KEYFRAME_INTERVAL_MAX_S,
    LEAD_MAX_S,
    SAMPLE_BYTES_MAX,
    TICKS_PER_S,
)
from vitrina.live.broadcast.model import Audio, Part, Picture, Refused, Sound, Video
from vitrina.live.broadcast.pace import Pace, Tally
from vitrina.live.broadcast.playlist import SOUND
from vitrina.live.broadcast.ports import Health, Recording
from vitrina.live.broadcast.recording import Recorder
from vitrina.live.broadcast.soundtrack import Soundtrack

MS = TICKS_PER_S // 1000
LONG_GOPS_MAX = 3


class Facts(Struct, frozen=True, kw_only=True):
    """What a broadcast was begun with."""

    room_id: str
    tag: str
    began_ms: float
    bitrate_max_bps: int
    film_key: str = ""
    started_ms: float = 0.0  # The first picture of all, where a restart lies between; 0: it is still to come.


class Broadcast:
    """Everything from the first picture in a room to the end, over returns of the publisher.

    Its time line begins with the first picture of all and follows the wall clock over returns, so that media
    time never goes back.  on_air: called when the first segment is whole, and after each return.
    """

    def __init__(
        self,
        facts: Facts,
        *,
        recorder: Recorder | None,
        on_air: Callable[[Video, Audio | None], None],
    ) -> None:
        """Begin without a picture."""
        self.facts = facts
        self.film = Film(facts.tag, key=facts.film_key)
        sound = Film(facts.tag, key=facts.film_key, name=SOUND)
        self.film.beside, sound.beside = sound, self.film
        self.video: Video | None = None
        self.audio: Audio | None = None
        self.pace = Pace(facts.bitrate_max_bps)
        self.tally = Tally()
        self.started_ms = facts.started_ms
        self._soundtrack = Soundtrack(sound)
        self._recorder = recorder
        self._on_air = on_air
        self._cutter: Cutter | None = None
        self._sequence = 0
        self._end = 0
        self._is_told = False
        self._long_gops = 0

    def set_form(self, video: Video, audio: Audio | None) -> None:
        """Say how the samples that follow are encoded. A change begins a new run."""
        if (video, audio) != (self.video, self.audio):
            self.break_run()
            self.video, self.audio = video, audio

    def picture(self, picture: Picture, *, now_ms: float) -> None:
        """Take a picture, in order of decoding. Raises Refused."""
        size = len(picture.data)
        if not self.video:
            raise Refused("video_unreadable", "Pictures came before their configuration.")
        if not 0 < size <= SAMPLE_BYTES_MAX or not is_well_formed(picture.data, is_key=picture.is_key):
            raise Refused("video_unreadable", "A picture is not H.264 as it was announced.")
        self._count(size, now_ms=now_ms)
        if self._cutter is None:
            if picture.is_key:
                self._begin_run(picture, now_ms=now_ms)
            return
        try:
            part = self._cutter.picture(picture)
        except Broken as e:
            self._mend(picture, now_ms=now_ms, is_gop=e.is_gop)
            return
        self.tally.note(picture)
        self._require_real_time(now_ms)
        if part:
            self._add(part, now_ms=now_ms)

    def sound(self, sound: Sound, *, now_ms: float) -> None:
        """Take a packet of sound. Raises Refused."""
        if not 0 < len(sound.data) <= AUDIO_SAMPLE_BYTES_MAX:
            raise Refused("audio_unreadable", "A packet of sound has no usable size.")
        self._count(len(sound.data), now_ms=now_ms)
        if self._cutter and self.audio and (placed := self._cutter.sound(sound)):
            self._soundtrack.sound(placed)

    def taken(self, dts: int, *, epoch_ms: float) -> None:
        """Hear from the publisher when a picture of the running stretch was taken."""
        if self._cutter and self.film.run and math.isfinite(epoch_ms):
            self.film.run.anchor.declare(epoch_ms - self._cutter.on_time_line(dts) / MS)

    def break_run(self) -> None:
        """End the running stretch: the publisher left, or what she sends has changed."""
        cutter, self._cutter = self._cutter, None
        if not cutter:
            return
        if part := cutter.close():
            self._record_finished(self.film.add(part, now_ms=self._arrival_ms(part)))
        self._record_finished(self.film.finish())
        self._soundtrack.break_run()
        self._sequence, self._end = cutter.sequence, cutter.end

    def leave(self) -> None:
        """The publisher is gone; the film stands still until a return or the end."""
        self.break_run()
        self._is_told = False

    def end(self) -> None:
        """End the film for viewers."""
        self.break_run()
        self.film.end()
        self._soundtrack.film.end()

    async def close(self) -> Recording | None:
        """Close the recording and return it; None when nothing was kept."""
        return await self._recorder.end() if self._recorder else None

    async def let_go(self) -> None:
        """Leave the recording to the next process, which goes on with it, and the viewers to themselves."""
        self.film.let_go()
        self._soundtrack.film.let_go()
        if self._recorder:
            await self._recorder.leave()

    def waiter_count(self) -> int:
        """Count the viewers who wait, for pictures or for sound."""
        return len(self.film.waiters) + len(self._soundtrack.film.waiters)

    def health(self, *, now_ms: float) -> Health:
        """Tell how the broadcast did since it was asked last."""
        run = self.film.run
        return self.tally.health(
            now_ms=now_ms,
            viewers_waiting=self.waiter_count(),
            late_ms=round(run.anchor.late_ms) if run else 0,
        )

    def _mend(self, picture: Picture, *, now_ms: float, is_gop: bool) -> None:
        """The run broke: a key frame begins the next one at once, anything else waits for one."""
        self._long_gops = self._long_gops + 1 if is_gop else 0
        if self._long_gops >= LONG_GOPS_MAX or (is_gop and not self.film.can_be_fetched):
            raise Refused(
                "keyframes_too_far",
                f"Key frames come more than {KEYFRAME_INTERVAL_MAX_S:.1f} s apart; set an interval of 1 s.",
            )
        self.break_run()
        if picture.is_key:
            self._begin_run(picture, now_ms=now_ms)

    def _begin_run(self, first: Picture, *, now_ms: float) -> None:
        assert self.video
        passed = int((now_ms - self.started_ms) * MS) if self.started_ms else 0
        self.started_ms = self.started_ms or now_ms
        if passed > BROADCAST_S_MAX * TICKS_PER_S:
            raise Refused("too_long", "The broadcast has lasted as long as one may.")
        start = max(self._end, passed)
        self._cutter = Cutter(first, audio=self.audio, start=start, sequence=self._sequence)
        run = self.film.begin_run(fmp4.init(self.video, self.audio), delay_ms=first.cts / MS)
        self.film.codecs = ",".join(each.codec for each in (self.video, self.audio) if each)
        self.film.size = (self.video.width, self.video.height)
        self._soundtrack.begin_run(self.audio, pictures=run)
        self.pace.restart(now_ms=now_ms)
        self.tally.note(first)

    def _add(self, part: Part, *, now_ms: float) -> None:
        finished = self.film.add(part, now_ms=now_ms)
        self._record_finished(finished)
        if finished and not self._is_told:
            self._is_told, self._long_gops = True, 0
            assert self.video
            self._on_air(self.video, self.audio)

    def _record_finished(self, segment: Segment | None) -> None:
        if segment and self._recorder:
            self._recorder.segment(self.film.inits[segment.run.init_number], segment)

    def _count(self, size: int, *, now_ms: float) -> None:
        self.tally.bytes_count += size
        if not self.pace.allows(size, now_ms=now_ms):
            most = self.facts.bitrate_max_bps // 1_000
            raise Refused("bitrate_too_high", f"More than {most} kbit/s came; set a lower bitrate.")

    def _require_real_time(self, now_ms: float) -> None:
        assert self._cutter
        lead_ms = (self._cutter.end - self._cutter.start) / MS - (now_ms - self.pace.began_ms)
        if lead_ms > LEAD_MAX_S * 1000:
            raise Refused("too_fast", "The film comes faster than it plays; send it in real time.")

    def _arrival_ms(self, part: Part) -> float:
        """A part that was cut early came no earlier than the film's pace says."""
        run = self.film.run
        return run.anchor.at_ms(part.start + part.duration) if run else self.facts.began_ms
