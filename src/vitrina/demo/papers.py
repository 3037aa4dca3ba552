"""Papers of two demo shops: one was verified by them, the other one's wait for an operator."""

from datetime import datetime, timedelta

from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.shops.model import ShopId
from vitrina.verification import service
from vitrina.verification.model import (
    DocumentKind,
    NewVerificationOutcome,
    VerificationOutcome,
    VerificationStatus,
)

VERIFIED, WAITING = ("molino.nube", "bruno"), ("ventania.27", "iara")
OPERATOR = "davi"
SENT_AGO, DECIDED_AGO, WAITS_SINCE = timedelta(days=12), timedelta(days=11), timedelta(hours=5)
TITLES = {
    DocumentKind.IDENTITY: "Identificacion inventada de la demo",
    DocumentKind.TAX_REGISTRATION: "Registro fiscal inventado de la demo",
}


async def seed_papers(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let both shops send papers, and an operator look at those of the first. Doing it twice is once."""
    await _send(pool, settings, VERIFIED, now=now - SENT_AGO)
    await _send(pool, settings, WAITING, now=now - WAITS_SINCE)
    shop_id = ShopId(demo_id("shop", VERIFIED[0]))
    async with pool.transaction() as db:
        operator = await identity.person_by_id(db, PersonId(demo_id("person", OPERATOR)))
        cases = await service.list_pending(db, operator=operator, cursor=None, limit=10)
        for case in cases.items:
            if case.shop_id == shop_id:
                yes, at = NewVerificationOutcome(outcome=VerificationOutcome.VERIFIED), now - DECIDED_AGO
                await service.decide(db, application_id=case.id, operator=operator, new=yes, now=at)


async def _send(pool: Pool, settings: Settings, who: tuple[str, str], *, now: datetime) -> None:
    shop_id = ShopId(demo_id("shop", who[0]))
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", who[1])))
        known = await service.look(db, shop_id=shop_id, actor=owner)
    if known.status is not VerificationStatus.NONE:
        return
    for kind in known.missing:
        raw = paper(f"{TITLES[kind]}: {who[0]}")
        await service.add_document(pool, settings, shop_id=shop_id, kind=kind, raw=raw, actor=owner, now=now)
    async with pool.transaction() as db:
        await service.send(db, shop_id=shop_id, actor=owner, now=now)


def paper(text: str) -> bytes:
    """Write a page with one line as a PDF. text: of ASCII, without brackets and backslashes."""
    shown = f"BT /F1 14 Tf 56 770 Td ({text}) Tj ET"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = "%PDF-1.4\n", ["0000000000 65535 f \n"]
    for number, part in enumerate(parts, 1):
        places.append(f"{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n{part}\nendobj\n"
    begins, count = len(written), len(places)
    written += f"xref\n0 {count}\n{''.join(places)}trailer\n<</Size {count}/Root 1 0 R>>\n"
    return f"{written}startxref\n{begins}\n%%EOF\n".encode("ascii")
