"""Every operation of the API, asked with what fits its description and what does not, alone and in sequences.

Whoever asks: no answer is a 5xx, each is one that the description tells of, each no is a problem, what must
be signed in for is refused to others. The same cases in each run; `VITRINA_FUZZ_SEED` chooses others, and
`VITRINA_FUZZ_EXAMPLES` how many (2 in the suite; hundreds for an evening).
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
import schemathesis
from litestar.testing import AsyncTestClient
from msgspec import Struct
from msgspec.structs import replace
from schemathesis import Case, Response, hooks
from schemathesis.checks import CheckContext
from schemathesis.config import CacheConfig, GenerationConfig, SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import RejectedPositiveData, UndefinedContentType, UseAfterFree
from schemathesis.python.asgi import shutdown_lifespans

from tests.builders import clip_of, product_of, shop_of
from tests.conftest import copy_of
from tests.people import ANA, BRUNO, join, sign_in
from vitrina.app import create_app
from vitrina.identity.model import Capability
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

SEED = int(os.environ.get("VITRINA_FUZZ_SEED", "1"))
EXAMPLES = int(os.environ.get("VITRINA_FUZZ_EXAMPLES", "2"))
COPIES = 3
REACHED_MIN = {"guest": 15, "seller": 45}
# These end what the next case would ask with; each has its own tests.
ENDINGS = ["signOut", "signOutEverywhere", "deleteToken", "advanceDemoClock"]
# What no description of JSON can say: two fields that depend on each other, a list that names nothing twice,
# an address by its country, a moment to come, the headers of an upload, bytes of a picture, a text that is a
# URL, a handle or an e-mail address, a line that is not empty.
RULED = {
    *("signIn", "askSignInCode", "changeMe", "setPassword", "createToken", "openShop", "changeShop"),
    *(
        "createProduct",
        "editProduct",
        "setStock",
        "startCheckout",
        "shipOrder",
        "cancelOrder",
        "advanceDemoClock",
        "addImage",
    ),
    *("makePartnerKey", "planRetailEvent", "shipPartnerOrder", "openSponsorCampaign"),
    *("findProducts", "countFacets", "setCommentFilters", "addImportSource", "changeImportSource"),
    *("makeAdCampaign", "fillAdSlot", "addAdImpression", "addAdTap", "hideAd"),
    *("openUpload", "continueUpload", "endUpload", "overrideUpload", "findUploadOffset", "addVideo"),
    *("changeVideo", "editVideo", "putCaptions", "scheduleVideo"),
    *("createCollection", "editCollection", "beginSlideshows", "askDeletion"),
    *("askForPermit", "ruleOnPermit"),
    *("touch", "drawIncomingCart", "addMyMerchant", "changeMyMerchant", "sendMessage"),
    *("announceLiveRoom", "changeLiveRoom", "sayInLiveRoom", "sellInLiveRoom", "setLiveChatFilter"),
    *("getTipOffer", "giveTip", "addVerificationDocument", "planDrop", "claimDrop"),
    *("makeCoupon", "makePlatformCoupon", "changeCoupon", "changePlatformCoupon", "setShippingRates"),
    *("refundOrder", "previewRefund", "askReturn", "acceptReturn", "refuseReturn", "sendReturn"),
    *("acceptReturns", "inspectReturn", "withdraw", "sendParcel", "correctParcel", "markExemptBuyer"),
    *("saveAddress", "findPostalCode", "getPackingSlips", "saveLocation", "setLocationStock", "moveStock"),
    *("addPushDevice", "setPushSettings"),
}
# Who has a link to an archived product still sees it.
ARCHIVES = "DELETE /api/v1/products/"
AnyCase = Case[Any]
HOOKS: Any = hooks
BRUNA = replace(BRUNO, capabilities=frozenset({Capability.SELL, Capability.EARN}))
ADDRESS = {
    "country": "MX",
    "name": "Ana López",
    "line1": "Av. Álvaro Obregón 151",
    "city": "Cuauhtémoc",
    "neighbourhood": "Roma Norte",
    "state": "Ciudad de México",
    "postal_code": "06700",
    "phone": "+525512345678",
}


class Fuzzed(Struct, frozen=True):
    """The application with somebody who sells and earns in it, and ids of what is theirs, by parameter."""

    app: Any
    headers: dict[str, str]
    known: dict[str, list[str]]

    def schema(self, headers: dict[str, str]) -> Any:
        """Read the description, and let most ids of a case be of something that exists."""
        config = SchemathesisConfig(seed=SEED, cache=CacheConfig(enabled=False))
        project = config.projects.default
        project.headers = headers
        project.continue_on_failure = True
        project.generation = GenerationConfig(
            max_examples=EXAMPLES,
            with_security_parameters=False,
            allow_x00=False,
            no_shrink=True,
            database="none",
        )
        schema: Any = schemathesis.openapi.from_asgi("/api/openapi.json", self.app, config=config)
        schema.hook("filter_failure")(is_our_fault)

        def before_call(_: object, case: AnyCase, **options: object) -> None:
            self.ask_with_known_ids(case)

        HOOKS.unregister_all()
        HOOKS.hook("before_call")(before_call)
        return schema

    def ask_with_known_ids(self, case: AnyCase) -> None:
        """Put ids of what exists where an id is asked for, in most cases; a sequence brings its own."""
        if case.meta is None or case.meta.phase.name is not TestPhase.STATEFUL:
            case.path_parameters = self._known_ids(case.path_parameters)
        case.body = self._known_ids(case.body)

    def _known_ids(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            return {key: self._known_ids(each, key) for key, each in members.items()}
        if isinstance(value, list):
            return [self._known_ids(each, name) for each in cast("list[Any]", value)]
        ids = self.known.get(name.removesuffix("_id"))
        if not ids or not isinstance(value, str):
            return value
        try:
            place = UUID(value).int % (len(ids) + 1)
        except ValueError:
            return value
        return ids[place] if place < len(ids) else value


@pytest.fixture(scope="module")
def fuzzed(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with copy_of(server_url, template) as url:
        settings = Settings(
            database_url=url,
            is_demo=True,
            secret_key="k" * 40,
            data_dir=Path(tmp_path_factory.mktemp("fuzz")),
            rate_limit_per_minute=10**9,
            log_level="ERROR",
        )
        headers, known = asyncio.run(populate(settings))
        yield Fuzzed(create_app(settings), headers, known)
        shutdown_lifespans()


async def populate(settings: Settings) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Let Bruna open a shop with products and clips, and Ana buy each."""
    known: dict[str, list[str]] = {"shop": [], "product": [], "variant": [], "video": [], "order": []}
    async with Pool(settings.database_url) as pool:
        headers = await sign_in(pool, BRUNA)
        async with pool.transaction() as db:
            await join(db, ANA)
            shop = await shop_of(db, BRUNA)
            known["shop"].append(str(shop.id))
            for _ in range(COPIES):
                product = await product_of(db, shop, quantity=50)
                clip = await clip_of(db, BRUNA, products=[product.id])
                known["product"].append(str(product.id))
                known["variant"].append(str(product.variants[0].id))
                known["video"].append(str(clip))
    async with AsyncTestClient(create_app(settings)) as client:
        for variant_id in known["variant"]:
            known["order"].append(await buy(client, variant_id))
    known["followee"] = [str(ANA.id), str(shop.id)]
    # The tool looks for credentials under the name that the description writes.
    return {"Authorization": headers["authorization"]}, known


async def buy(client: AsyncTestClient[Any], variant_id: str) -> str:
    lines = [{"variant_id": variant_id, "quantity": 1}]
    quote = (await client.post("/api/v1/quotes", json={"lines": lines, "country": "MX"})).json()
    wanted = {
        "id": str(new_id()),
        "lines": lines,
        "buyer": {"email": "ana@people.example", "name": "Ana", "language": "es"},
        "address": ADDRESS,
        "expected_total": quote["total"],
    }
    placed = await client.post("/api/v1/checkouts", json=wanted)
    assert placed.status_code == 201, placed.text
    paid = await client.post(
        f"/api/v1/checkouts/{wanted['id']}/payment", json={"method": "sandbox", "card": "success"}
    )
    assert paid.json()["status"] == "paid", paid.text
    return paid.json()["orders"][0]["id"]


@schemathesis.check
def is_a_problem(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Each no has the one shape, and is told under the id that the header carries."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    assert response.headers["content-type"] == ["application/problem+json"], response.headers
    problem = response.json()
    assert problem["status"] == response.status_code
    assert [problem["request_id"]] == response.headers["x-request-id"]
    assert problem["title"]
    assert problem["code"]


def name_of(case: AnyCase) -> str:
    operation: Any = case.operation
    return operation.definition.raw["operationId"]


def is_our_fault(_: object, failure: Failure, case: AnyCase, response: Response) -> bool:
    """Excuse what no description can say."""
    if isinstance(failure, RejectedPositiveData):
        operation_id = name_of(case)
        return (
            operation_id not in RULED
            and "cursor" not in (case.query or {})
            and not has_whole_float(case.body)
        )
    if isinstance(failure, UseAfterFree):
        return not failure.free.startswith(ARCHIVES)
    # What has no body has no type.
    return case.method != "HEAD" or not isinstance(failure, UndefinedContentType)


def has_whole_float(value: Any) -> bool:
    """Find a 39.0, which is an integer to JSON Schema and none to us."""
    if isinstance(value, dict):
        return any(map(has_whole_float, cast("dict[str, Any]", value).values()))
    if isinstance(value, list):
        return any(map(has_whole_float, cast("list[Any]", value)))
    return isinstance(value, float) and value.is_integer()


@pytest.mark.parametrize("who", ["guest", "seller"])
def test_everybody_is_answered_as_described(fuzzed: Fuzzed, who: str) -> None:
    """Single requests first; then make something, read it, change it, end it, and ask for it again."""
    reached: set[str] = set()
    wrong: list[str] = []

    schema = fuzzed.schema(fuzzed.headers if who == "seller" else {}).exclude(operation_id=ENDINGS)
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            wrong.extend(failures(event.recorder))
            reached |= successes(event.recorder)
        elif isinstance(event, NonFatalError | FatalError):
            wrong.append(repr(event))

    assert not wrong, "\n\n".join(dict.fromkeys(wrong))
    assert len(reached) > REACHED_MIN[who], sorted(reached)


def successes(recorder: ScenarioRecorder) -> set[str]:
    """Name the operations that said yes: a fuzzer that only ever hears no proves little."""
    return {
        name_of(cast("AnyCase", recorder.cases[case_id].value))  # pyright: ignore[reportUnknownMemberType]
        for case_id, asked in recorder.interactions.items()
        if asked.response is not None
        and asked.response.status_code < 300
        and asked.request.method != "OPTIONS"
    }


def failures(recorder: ScenarioRecorder) -> Iterator[str]:
    for nodes in recorder.checks.values():
        for node in nodes:
            if found := node.failure_info:
                yield f"{recorder.label}: {found.failure.title}: {found.failure.message}\n{found.code_sample}"
