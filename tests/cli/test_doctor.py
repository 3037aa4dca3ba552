"""The doctor: names what is wrong, hides secrets, and its exit status tells a script."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.people import ANA

from vitrina.account.model import Late
from vitrina.cli import doctor, examine, instance, main
from vitrina.cli.examine import Verdict
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.health import QueueState
from vitrina.orders.model import Overdue
from vitrina.payments.model import Unanswered
from vitrina.prohibitions.goods import GOODS

HOUR_S = int(timedelta(hours=1).total_seconds())


@pytest.fixture
def instance_of(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real instance, as the doctor finds it: a folder and a migrated database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VITRINA_SKIP_WEB", "1")
    instance.mark(Settings(data_dir=tmp_path))
    return tmp_path


def lines_of(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The report's findings by topic."""
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    return {rest[:15].strip(): verdict for verdict, rest in (row for row in rows if len(row) == 2)}


def test_a_whole_instance_has_nothing_wrong(instance_of: Path, capsys: pytest.CaptureFixture[str]):
    status = main(["doctor", "--data", str(instance_of)])

    found = lines_of(capsys)
    assert {topic: verdict for topic, verdict in found.items() if verdict == "WRONG"} == {}
    assert {
        "database",
        "migrations",
        "storage",
        "ffmpeg",
        "sandbox",
        "jobs",
        "events",
        "clock",
    } <= found.keys()
    assert status == 0


def test_a_moved_clock_of_a_real_instance_is_wrong(
    instance_of: Path, database_url: str, capsys: pytest.CaptureFixture[str]
):
    with psycopg.connect(database_url) as db:
        db.execute("update kit.clock set offset_s = 3600")

    assert main(["doctor", "--data", str(instance_of)]) == 1
    assert lines_of(capsys)["clock"] == "WRONG"


def test_a_missing_migration_is_wrong(
    instance_of: Path, database_url: str, capsys: pytest.CaptureFixture[str]
):
    with psycopg.connect(database_url) as db:
        db.execute("delete from public.vitrina_migrations where name = '0001_kit.sql'")

    assert main(["doctor", "--data", str(instance_of)]) == 1
    assert lines_of(capsys)["migrations"] == "WRONG"


def test_a_database_out_of_reach_is_wrong_and_no_crash(
    instance_of: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/shop?host={instance_of}/nowhere")

    assert main(["doctor", "--data", str(instance_of)]) == 1
    assert lines_of(capsys)["database"] == "WRONG"


def test_a_payment_that_its_provider_does_not_explain_is_wrong(
    instance_of: Path, database_url: str, capsys: pytest.CaptureFixture[str]
):
    with psycopg.connect(database_url) as db:
        db.execute(
            """
            insert into payments.payments (id, purchase_id, attempt, provider, amount_minor, currency,
                                           order_ids, order_amounts, status, opened_at, pending_since)
            select uuidv7(), uuidv7(), 1, 'sandbox', 18900, 'MXN',
                   array[uuidv7()], array[18900], 'pending', now(), now() - waited
              from unnest(array[interval '1 minute', interval '2 hours']) as waited
            """
        )

    assert main(["doctor", "--data", str(instance_of)]) == 1
    found = capsys.readouterr().out
    assert "WRONG payments" in found
    assert "1 payments without an answer for an hour" in found


def test_books_that_balance_end_with_status_0(instance_of: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["doctor", "--money", "--data", str(instance_of)]) == 0
    assert "the books balance" in capsys.readouterr().out


def test_a_breach_of_the_books_ends_with_status_1(
    instance_of: Path, database_url: str, capsys: pytest.CaptureFixture[str]
):
    with psycopg.connect(database_url) as db:
        db.execute("set session_replication_role = replica")  # As somebody would who means harm.
        db.execute(
            """
            insert into ledger.accounts (kind, owner, currency, side, is_guarded, floor_minor)
            values ('creator_pending', 'somebody', 'MXN', 'C', true, 0)
            """
        )
        db.execute(
            "insert into ledger.balances (account_id, amount_minor) select id, -500 from ledger.accounts"
        )

    assert main(["doctor", "--money", "--data", str(instance_of)]) == 1
    assert "WRONG I2" in capsys.readouterr().out


BREAKS = {
    "I6": """
        insert into payments.payments (id, purchase_id, attempt, provider, amount_minor, currency, order_ids,
                                       order_amounts, status, opened_at, captured_at)
        values (uuidv7(), uuidv7(), 1, 'sandbox', 18900, 'MXN', array[uuidv7()],
                array[18900], 'captured', now(), now())
        """,
    "I2": """
        with account as (
            insert into ledger.accounts (kind, owner, currency, side, is_guarded, floor_minor)
            values ('creator_pending', 'somebody', 'MXN', 'C', true, 0)
            returning id
        )
        insert into ledger.entries (journal_id, line, account_id, currency, amount_minor)
        select 1, 1, id, 'MXN', -500 from account
        """,
    "I8": """
        insert into checkout.purchases (id, request_hash, currency, total_minor, status, orders, hold_until,
                                        placed_at, paid_at)
        values (uuidv7(), sha256('x'), 'MXN', 18900, 'paid', '[]', now(), now(), now())
        """,
    "I2 ": """
        insert into ads.accounts (shop_id, currency, deposited_minor) values (uuidv7(), 'MXN', 500)
        """,
    "I5": "insert into inventory.stock (variant_id, available) values (uuidv7(), 3)",
}


@pytest.mark.parametrize("name", BREAKS)
def test_rows_that_the_books_do_not_know_are_a_breach(
    instance_of: Path, database_url: str, name: str, capsys: pytest.CaptureFixture[str]
):
    with psycopg.connect(database_url) as db:
        db.execute("set session_replication_role = replica")
        db.execute(BREAKS[name])  # pyright: ignore[reportArgumentType, reportCallIssue]

    assert main(["doctor", "--money", "--data", str(instance_of)]) == 1
    assert f"WRONG {name}" in capsys.readouterr().out


def test_without_an_instance_it_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert "start one with ./vitrina demo or ./vitrina up" in capsys.readouterr().err


def test_secrets_and_passwords_are_not_shown():
    settings = Settings(
        secret_key="k" * 40,
        database_url="postgresql://vitrina:hunter2@db.example/shop",
        smtp_url="smtps://mailer:letmein@mail.example:465",
    )

    shown = "\n".join(f"{name} {value}" for name, value in doctor.in_force(settings))

    assert "postgresql://vitrina:***@db.example/shop" in shown
    assert not any(secret in shown for secret in ("hunter2", "letmein", "kkkk"))


@pytest.mark.parametrize(
    ("known", "applied", "verdict"),
    [
        (["a", "b"], ["a", "b"], Verdict.GOOD),
        (["a", "b"], ["a"], Verdict.WRONG),
        (["a"], ["a", "b"], Verdict.WRONG),
    ],
)
def test_migrations_must_be_those_of_this_version(known: list[str], applied: list[str], verdict: Verdict):
    assert examine.migrations(known, applied).verdict is verdict


@pytest.mark.parametrize(
    ("waiting", "oldest_s", "failed", "workers", "verdicts"),
    [
        (0, 0, 0, 1, ["ok", "ok", "ok"]),
        (9, 10, 0, 1, ["ok", "ok", "ok"]),
        (1, HOUR_S, 0, 1, ["WRONG", "ok", "ok"]),
        (0, 0, 3, 1, ["ok", "note", "ok"]),
        (0, 0, 0, 0, ["ok", "ok", "note"]),
    ],
)
def test_jobs_that_wait_too_long_are_wrong(
    waiting: int, oldest_s: int, failed: int, workers: int, verdicts: list[str]
):
    state = QueueState(
        waiting_count=waiting,
        running_count=0,
        failed_count=failed,
        oldest_wait_s=oldest_s,
        worker_count=workers,
    )

    assert [finding.verdict for finding in examine.queue(state)] == verdicts


@pytest.mark.parametrize(
    ("pending", "queued", "refused", "verdict"),
    [(0, 0, 0, "ok"), (1, 0, 0, "WRONG"), (0, 1, 0, "WRONG"), (0, 0, 1, "WRONG")],
)
def test_money_without_an_answer_is_wrong(pending: int, queued: int, refused: int, verdict: str):
    state = Unanswered(pending_count=pending, queued_count=queued, refused_count=refused)

    assert examine.payments(state).verdict == verdict


@pytest.mark.parametrize(
    ("waiting", "stuck", "verdict"), [(0, [], "ok"), (2, [], "note"), (1, ["VT-ABCDEFG"], "WRONG")]
)
def test_orders_that_cannot_mature_are_named(waiting: int, stuck: list[str], verdict: str):
    finding = examine.maturity(Overdue(waiting_count=waiting, stuck_codes=stuck))

    assert finding.verdict == verdict
    assert all(code in finding.text for code in stuck)


@pytest.mark.parametrize(
    ("layers", "refused", "verdict", "text"),
    [
        (
            ["Landlock 7", "seccomp"],
            {"files", "network", "processes"},
            Verdict.GOOD,
            "limits, Landlock 7, seccomp",
        ),
        (["seccomp"], {"network", "processes"}, Verdict.ODD, "read what this user reads"),
        (["Landlock 7"], {"files"}, Verdict.ODD, "reach the network and start processes"),
        ([], set[str](), Verdict.ODD, "limits;"),
    ],
)
def test_what_the_sandbox_does_not_refuse_is_named(
    layers: list[str], refused: set[str], verdict: Verdict, text: str
):
    found = examine.in_sandbox(layers, refused)

    assert found.verdict is verdict
    assert text in found.text


@pytest.mark.parametrize(
    ("waiting", "stuck", "verdict"), [(0, [], "ok"), (2, [], "note"), (1, [ANA.id], "WRONG")]
)
def test_people_who_are_not_forgotten_are_named(waiting: int, stuck: list[PersonId], verdict: str):
    finding = examine.erasures(Late(waiting_count=waiting, stuck_ids=stuck))

    assert finding.verdict == verdict
    assert all(str(each) in finding.text for each in stuck)


@pytest.mark.parametrize(
    ("offset_s", "is_demo", "verdict"), [(0, False, "ok"), (60, True, "ok"), (60, False, "WRONG")]
)
def test_only_a_demo_may_move_its_clock(offset_s: int, is_demo: bool, verdict: str):
    assert examine.clock(offset_s, is_demo=is_demo).verdict == verdict


def test_it_says_which_laws_were_read_too_long_ago() -> None:
    read_on = max(source.read_on for good in GOODS for source in good.sources.values())

    fresh, old = examine.goods(read_on), examine.goods(read_on + timedelta(days=366))

    assert (fresh.verdict, old.verdict) == (Verdict.GOOD, Verdict.ODD)
    assert "Ley General de Salud (MX)" in old.text
