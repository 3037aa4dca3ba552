"""What `doctor` looks at: each function looks at one thing and says how it stands."""

import shutil
import subprocess
from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

import psycopg
from msgspec import Struct

from vitrina.account import service as account_service
from vitrina.account.model import Late
from vitrina.cli.console import Stopped
from vitrina.cli.instance import WEB_APP, last_address, require_web_app
from vitrina.cli.supervisor import answers
from vitrina.kit import clock as clocks
from vitrina.kit import events, health, sandbox, tls
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.migrate import scripts
from vitrina.orders import service as orders_service
from vitrina.orders.model import Overdue
from vitrina.payments import service as payments_service
from vitrina.payments.model import Unanswered
from vitrina.prohibitions import service as prohibitions
from vitrina.wiring import SUBSCRIBERS

CONNECT_TIMEOUT_S = 5
FREE_BYTES_WANTED = 1024**3
CLOCK_DRIFT_MAX_S = 2
QUEUE_WAIT_MAX_S = 300
BEHIND_COUNT_MAX = 1_000
LAWS_READ_AFTER = timedelta(days=365)
UNGUARDED = {
    "files": "read what this user reads",
    "network": "reach the network",
    "processes": "start processes",
}
GUARDS = "Linux 5.13 or later with Landlock and seccomp, on x86-64 or arm64, refuses that"
MIGRATE = "run ./vitrina migrate, or start Vitrina"


class Verdict(StrEnum):
    """How serious a finding is."""

    GOOD = "ok"
    """As it should be."""
    ODD = "note"
    """Works, and somebody should know."""
    WRONG = "WRONG"
    """Must be mended; the exit status says so."""


class Finding(Struct, frozen=True, kw_only=True):
    """One line of the report."""

    topic: str
    text: str
    verdict: Verdict = Verdict.GOOD


async def machine(settings: Settings) -> list[Finding]:
    """Look at what the instance needs of this machine."""
    return [
        _web_app(),
        _ffmpeg(),
        _sandbox(),
        _disk(settings),
        await _storage(settings),
        _mail(settings),
        _web(settings),
        _live(settings),
        goods(clocks.real_now().date()),
    ]


async def database(settings: Settings) -> list[Finding]:
    """Look at the database, the jobs, the event log and the clock."""
    try:
        db = await psycopg.AsyncConnection.connect(settings.database_url, connect_timeout=CONNECT_TIMEOUT_S)
    except psycopg.OperationalError as e:
        reason = " ".join(str(e).split())
        return [Finding(topic="database", text=f"does not answer: {reason}", verdict=Verdict.WRONG)]
    async with db:
        return await _database(db, settings)


async def _database(db: Db, settings: Settings) -> list[Finding]:
    server = await health.server_state(db)
    found = [_server(server), _role(server), _drift(server.now)]
    if not server.is_migrated:
        return [*found, Finding(topic="migrations", text=f"none; {MIGRATE}", verdict=Verdict.WRONG)]
    migrated = migrations([name for name, _ in scripts()], await health.applied_migrations(db))
    if migrated.verdict is not Verdict.GOOD:
        return [*found, migrated]
    return [
        *found,
        migrated,
        *queue(await health.queue_state(db)),
        _events(await events.unheard(db, before=timedelta(), limit=len(SUBSCRIBERS))),
        payments(await payments_service.unanswered(db)),
        maturity(await orders_service.overdue(db)),
        erasures(await account_service.late(db, now=await health.house_time(db))),
        clock(await health.clock_offset_s(db), is_demo=settings.is_demo),
    ]


def migrations(known: Sequence[str], applied: Sequence[str]) -> Finding:
    """Compare the migrations of this version with those of the database."""
    missing, foreign = set(known) - set(applied), set(applied) - set(known)
    if foreign:
        text = f"the database is of another version of Vitrina: {', '.join(sorted(foreign))}"
        return Finding(topic="migrations", text=text, verdict=Verdict.WRONG)
    if missing:
        text = f"{len(missing)} missing ({', '.join(sorted(missing))}); {MIGRATE}"
        return Finding(topic="migrations", text=text, verdict=Verdict.WRONG)
    return Finding(topic="migrations", text=f"all {len(applied)} applied")


def queue(state: health.QueueState) -> list[Finding]:
    """Judge the jobs that wait and the workers that should do them."""
    late = state.waiting_count > 0 and state.oldest_wait_s > QUEUE_WAIT_MAX_S
    waiting = (
        f"{state.waiting_count} waiting (longest {state.oldest_wait_s} s), {state.running_count} running"
    )
    return [
        Finding(topic="jobs", text=waiting, verdict=Verdict.WRONG if late else Verdict.GOOD),
        Finding(
            topic="failed jobs",
            text=f"{state.failed_count}; logs/worker.log says why" if state.failed_count else "none",
            verdict=Verdict.ODD if state.failed_count else Verdict.GOOD,
        ),
        Finding(
            topic="workers",
            text=f"{state.worker_count} heard of in the last minute",
            verdict=Verdict.GOOD if state.worker_count else Verdict.ODD,
        ),
    ]


def clock(offset_s: int, *, is_demo: bool) -> Finding:
    """Judge a moved clock: a demo's may be, a real instance's may not."""
    if not offset_s:
        return Finding(topic="clock", text="real time")
    text = f"{offset_s} s ahead of real time"
    return Finding(topic="clock", text=text, verdict=Verdict.GOOD if is_demo else Verdict.WRONG)


def payments(state: Unanswered) -> Finding:
    """Judge what waits for payment providers: whether money came or went is not known."""
    counts = {
        "payments without an answer for an hour": state.pending_count,
        "refunds that wait for more than an hour": state.queued_count,
        "refunds refused": state.refused_count,
        "news of providers that fit nothing": state.parked_count,
    }
    text = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if not text:
        return Finding(topic="payments", text="every provider has answered")
    return Finding(topic="payments", text=f"{text}; logs/worker.log says why", verdict=Verdict.WRONG)


def maturity(state: Overdue) -> Finding:
    """Judge orders whose money should have become their shops' own."""
    if state.stuck_codes:
        text = f"the books refuse to hand over {', '.join(state.stuck_codes)}; logs/worker.log says why"
        return Finding(topic="maturity", text=text, verdict=Verdict.WRONG)
    if state.waiting_count:
        text = f"{state.waiting_count} orders have been due for an hour: does the worker run and read events?"
        return Finding(topic="maturity", text=text, verdict=Verdict.ODD)
    return Finding(topic="maturity", text="every order that is due was handed over")


def erasures(state: Late) -> Finding:
    """Judge people who asked to be forgotten."""
    if state.stuck_ids:
        text = f"not finished for a day: {', '.join(map(str, state.stuck_ids))}; logs/worker.log says why"
        return Finding(topic="erasures", text=text, verdict=Verdict.WRONG)
    if state.waiting_count:
        text = f"{state.waiting_count} accounts should have been deleted a day ago: does the worker run?"
        return Finding(topic="erasures", text=text, verdict=Verdict.ODD)
    return Finding(topic="erasures", text="everybody whose time has come was forgotten")


def _server(server: health.ServerState) -> Finding:
    size = f"{server.size_bytes / 1024**2:.0f} MB"
    return Finding(
        topic="database", text=f"PostgreSQL {server.version}, {server.name} as {server.role}, {size}"
    )


def _role(server: health.ServerState) -> Finding:
    if server.can_work_as_app:
        return Finding(
            topic="ledger role", text="works as vitrina_app, which cannot change the ledger's rows"
        )
    text = "there is no role vitrina_app to work as: only our code keeps the ledger's rows unchanged"
    return Finding(topic="ledger role", text=text, verdict=Verdict.ODD)


def _drift(database_now: datetime) -> Finding:
    drift_s = abs((datetime.now(UTC) - database_now).total_seconds())
    if drift_s <= CLOCK_DRIFT_MAX_S:
        return Finding(topic="time", text="this machine and the database agree")
    text = f"this machine and the database differ by {drift_s:.0f} s; set both by NTP"
    return Finding(topic="time", text=text, verdict=Verdict.WRONG)


def _events(unheard: Sequence[events.Unheard]) -> Finding:
    behind = [each for each in unheard if each.event_count > BEHIND_COUNT_MAX]
    if not behind:
        return Finding(topic="events", text=f"{len(SUBSCRIBERS)} subscribers, none far behind")
    text = ", ".join(f"{each.subscriber} is {each.event_count} behind" for each in behind)
    return Finding(topic="events", text=text, verdict=Verdict.WRONG)


def _web_app() -> Finding:
    try:
        require_web_app()
    except Stopped as e:
        return Finding(topic="web app", text=str(e), verdict=Verdict.WRONG)
    return Finding(topic="web app", text=f"built, in {WEB_APP}")


def _ffmpeg() -> Finding:
    import imageio_ffmpeg

    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        answer = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stdout
    except (RuntimeError, OSError, subprocess.SubprocessError) as e:
        return Finding(topic="ffmpeg", text=f"does not run: {e}", verdict=Verdict.WRONG)
    return Finding(topic="ffmpeg", text=" ".join(answer.split()[1:3]))


def _sandbox() -> Finding:
    try:
        refused = sandbox.refused()
    except (OSError, subprocess.SubprocessError) as e:
        return Finding(topic="sandbox", text=f"no file can be opened in it: {e}", verdict=Verdict.WRONG)
    return in_sandbox(sandbox.layers(), refused)


def in_sandbox(layers: Sequence[str], refused: Set[str]) -> Finding:
    """Judge what a child that opens a stranger's file was refused when it tried."""
    names = ", ".join(["limits", *layers])
    if open_to := [text for what, text in UNGUARDED.items() if what not in refused]:
        text = f"{names}; a decoder that is taken over could {' and '.join(open_to)}: {GUARDS}"
        return Finding(topic="sandbox", text=text, verdict=Verdict.ODD)
    return Finding(topic="sandbox", text=f"strangers' files are opened behind {names}")


def _disk(settings: Settings) -> Finding:
    free_bytes = shutil.disk_usage(settings.data_dir).free
    text = f"{free_bytes / 1024**3:.1f} GB free in {settings.data_dir}"
    return Finding(
        topic="disk", text=text, verdict=Verdict.GOOD if free_bytes > FREE_BYTES_WANTED else Verdict.WRONG
    )


async def _storage(settings: Settings) -> Finding:
    from obstore.exceptions import BaseError

    from vitrina.media.storage import storage_of

    place = settings.storage_url or str(settings.data_dir / "media")
    folder = f"doctor/{new_id()}"
    try:
        storage = storage_of(settings)
        await storage.put(f"{folder}/probe.txt", b"written by vitrina doctor")
        await storage.delete_folder(folder)
    except (BaseError, OSError) as e:
        reason = " ".join(str(e).split())[:200]
        return Finding(topic="storage", text=f"{place} cannot be written: {reason}", verdict=Verdict.WRONG)
    return Finding(topic="storage", text=f"{place} can be written")


def _mail(settings: Settings) -> Finding:
    if settings.is_demo:
        return Finding(topic="mail", text="lands in the page /demo/mails")
    if settings.smtp_url:
        return Finding(topic="mail", text=f"sent as {settings.mail_from}")
    text = "VITRINA_SMTP_URL is empty: mails wait, and nobody gets a sign-in code"
    return Finding(topic="mail", text=text, verdict=Verdict.ODD)


def _web(settings: Settings) -> Finding:
    address = last_address(settings)
    if answers(f"{address}/readyz", certificate=tls.kept_certificate(settings)):
        return Finding(topic="web", text=f"answers at {address}")
    return Finding(topic="web", text=f"does not answer at {address}: not running here", verdict=Verdict.ODD)


def _live(settings: Settings) -> Finding:
    parts = urlsplit(last_address(settings))
    address = f"{parts.scheme}://{parts.hostname}:{(parts.port or settings.port) + 1}"
    obs = f"OBS sends to {settings.rtmp_url}" if settings.rtmp_url else "RTMP is off"
    if answers(f"{address}/readyz", certificate=tls.kept_certificate(settings)):
        return Finding(topic="live", text=f"answers at {address}; {obs}")
    return Finding(topic="live", text=f"does not answer at {address}: not running here", verdict=Verdict.ODD)


def goods(today: date) -> Finding:
    """Say which laws on the list of prohibited goods were read too long ago."""
    old = prohibitions.read_before(today - LAWS_READ_AFTER)
    if not old:
        return Finding(topic="prohibited goods", text="every law was read within a year")
    text = f"read again, and set the day in prohibitions/goods.py: {', '.join(old)}"
    return Finding(topic="prohibited goods", text=text, verdict=Verdict.ODD)
