"""A ticket lets one session claim in one drop, for half an hour, and nobody else."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.drops.dropping import Client, a_drop, claim, ticket_of
from tests.people import ANA, EVA, sign_in
from vitrina.drops import routes
from vitrina.drops.model import DropId
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id
from vitrina.kit.visitors import VISITOR_COOKIE


def code(answer: object) -> str:
    return answer.json().get("code", "")  # type: ignore[attr-defined]


async def test_a_copied_ticket_is_worth_nothing_elsewhere(client: Client, pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool)
    _, _, other = await a_drop(pool)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    of_ana, of_guest = await ticket_of(client, drop_id, ana), await ticket_of(client, drop_id)
    browser = client.cookies[VISITOR_COOKIE]

    refused = [
        await claim(client, drop_id, ticket=of_ana, headers=eva),
        await claim(client, other, ticket=of_ana, headers=ana),
        await claim(client, drop_id, ticket=of_ana),
    ]
    client.cookies.clear()
    refused += [
        await claim(client, drop_id, ticket=of_guest),
        await claim(client, drop_id, ticket=of_guest, headers={"cookie": f"{VISITOR_COOKIE}={new_id()}"}),
    ]
    right = await claim(client, drop_id, ticket=of_guest, headers={"cookie": f"{VISITOR_COOKIE}={browser}"})

    assert {(answer.status_code, code(answer)) for answer in refused} == {(403, "drops.ticket_refused")}
    assert right.status_code == 201


@pytest.mark.parametrize(
    "forged",
    [
        "p",
        ".",
        "..",
        "p0.0.x",
        "g" + "0" * 32 + ".99999999999.AAAAAAAAAAAAAAAAAAAAAA",
        "p" + "z" * 32 + ".1.AAAA",
        "\u2028",
        "x" * 120,
    ],
)
async def test_a_forged_ticket_is_refused(client: Client, pool: Pool, forged: str) -> None:
    _, _, drop_id = await a_drop(pool)

    answer = await claim(client, drop_id, ticket=forged, headers={"cookie": f"{VISITOR_COOKIE}={new_id()}"})

    assert (answer.status_code, code(answer)) == (403, "drops.ticket_refused"), quote(forged)


async def test_a_changed_ticket_is_refused(client: Client, pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool)
    ticket = await ticket_of(client, drop_id)
    body, until, signature = ticket.split(".")

    for changed in (
        f"p{body[1:]}.{until}.{signature}",
        f"{body}.{int(until) + 1}.{signature}",
        f"{body[:-1]}{'1' if body[-1] == '0' else '0'}.{until}.{signature}",
    ):
        assert code(await claim(client, drop_id, ticket=changed)) == "drops.ticket_refused"
    assert (await claim(client, drop_id, ticket=ticket)).status_code == 201


async def test_a_ticket_grows_old_by_the_real_clock(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, drop_id = await a_drop(pool)
    ticket = await ticket_of(client, drop_id)
    now = clock.real_now()

    monkeypatch.setattr(clock, "real_now", lambda: now + timedelta(minutes=31))

    assert code(await claim(client, drop_id, ticket=ticket)) == "drops.ticket_refused"


async def test_a_ticket_is_given_before_the_drop_opens_and_of_no_other(client: Client, pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, opens_in=timedelta(hours=1))

    early = await claim(client, drop_id)
    missing = await client.post(f"/api/v1/drops/{DropId(new_id())}/tickets")

    assert (early.status_code, code(early)) == (409, "drops.not_open")
    assert (missing.status_code, code(missing)) == (404, "drops.not_found")


async def test_who_asks_without_end_is_slowed_down(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_claims", Limiter(per_minute=2))
    _, _, drop_id = await a_drop(pool)
    ticket = await ticket_of(client, drop_id)

    answers = [(await claim(client, drop_id, ticket=ticket)).status_code for _ in range(3)]

    assert answers == [201, 201, 429]


async def test_a_guest_who_signs_in_still_sees_what_she_claimed(client: Client, pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool)
    claimed = (await claim(client, drop_id)).json()

    seen = await client.get(f"/api/v1/drops/{drop_id}", headers=await sign_in(pool, ANA))
    given_up = await client.delete(f"/api/v1/drops/{drop_id}/claims/{claimed['id']}")
    other = await client.delete(f"/api/v1/drops/{drop_id}/claims/{new_id()}")

    assert seen.json()["claim"]["id"] == claimed["id"]
    assert (given_up.status_code, other.status_code) == (204, 404)
