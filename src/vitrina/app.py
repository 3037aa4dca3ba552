"""The web process: one Litestar application made of every module's routes."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

import vitrina
from vitrina.identity.errors import SignInNeeded
from vitrina.kit import clock, log, openapi, xray
from vitrina.kit.answers import IS_RAW, Answer
from vitrina.kit.bodies import StrictRequest
from vitrina.kit.config import Settings, load_settings, with_secret_key
from vitrina.kit.db import Pool, value
from vitrina.kit.edge import Edge, add_headers
from vitrina.kit.http import API_BASE, EXCEPTION_HANDLERS, Limiter, language_of
from vitrina.kit.signals import stop_listening
from vitrina.kit.ticker import Ticker, read_clock_offset
from vitrina.payments.providers import registry as providers
from vitrina.wiring import MODULES

BODY_BYTES_MAX = 1024 * 1024
DESCRIPTION = "api_description"


def create_app(settings: Settings | None = None) -> Litestar:
    """Build the application. Settings come from the environment unless given."""
    settings = with_secret_key(settings or load_settings())
    log.set_up(settings.log_level)
    api = _Api(path=API_BASE, route_handlers=_handlers("ROUTES"))
    return Litestar(
        route_handlers=[api, describe_api, healthz, readyz, *_handlers("PAGES")],
        lifespan=[_running],
        middleware=[Edge()],
        exception_handlers=EXCEPTION_HANDLERS,
        dependencies=_dependencies(),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1_000, gzip_compress_level=5, exclude_opt_key="is_raw"
        ),
        openapi_config=openapi.config(vitrina.__version__),
        plugins=[openapi.Describing(SignInNeeded), openapi.ClosedStructs()],
        before_send=[add_headers],
        request_class=StrictRequest,
        request_max_body_size=BODY_BYTES_MAX,
        state=state_of(settings),
    )


class _Api(Router):
    """The routes of one application, which the framework would copy one by one: a fifth of its making."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Api":
        return self


def _handlers(name: str) -> Sequence[ControllerRouterHandler]:
    """Collect what modules list in routes.py: ROUTES below the API base, PAGES at the root."""
    found: list[ControllerRouterHandler] = []
    for module in MODULES:
        if find_spec(f"vitrina.{module}") and find_spec(f"vitrina.{module}.routes"):
            found.extend(getattr(import_module(f"vitrina.{module}.routes"), name, ()))
    return found


def _dependencies() -> dict[str, Provide]:
    from vitrina.identity import guards

    return {
        "pool": Provide(_pool, sync_to_thread=False),
        "settings": Provide(_settings, sync_to_thread=False),
        "language": Provide(language_of, sync_to_thread=False),
        "person": Provide(guards.person),
        "viewer": Provide(guards.viewer),
    }


def state_of(settings: Settings) -> State:
    """All of an application that depends on its settings; its routes are the same for everybody."""
    rate = settings.rate_limit_per_minute
    return State(
        {
            "settings": settings,
            "limiter": Limiter(per_minute=rate),
            # Of what holds goods for days; a card holds them for minutes.
            "long_holds": Limiter(per_minute=max(1, rate // 120), burst=max(2, rate // 8)),
        }
    )


@asynccontextmanager
async def _running(app: Litestar) -> AsyncGenerator[None, None]:
    settings: Settings = app.state.settings
    opened = Pool(settings.database_url, is_telling=xray.is_open(settings))
    async with opened as pool, Ticker() as ticker:
        app.state.pool = pool
        providers.set_up(pool, settings)
        await read_clock_offset(pool)
        if settings.is_demo:
            ticker.every(1.0, read_clock_offset, pool)
        yield
        await stop_listening(pool)


def _pool(state: State) -> Pool:
    return state.pool


def _settings(state: State) -> Settings:
    return state.settings


@get("/api/openapi.json", include_in_schema=False, sync_to_thread=False, opt={IS_RAW: True})
def describe_api(request: Request[Any, Any, Any], state: State) -> Answer:
    """Describe this API as OpenAPI 3.1."""
    if DESCRIPTION not in state:
        state[DESCRIPTION] = Answer(request.app.openapi_schema.to_schema())
    return state[DESCRIPTION]


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok", "version": vitrina.__version__}


@get("/readyz", include_in_schema=False)
async def readyz(pool: Pool) -> Response[dict[str, str]]:
    """Say whether the database answers and has every migration."""
    async with pool.transaction() as db:
        count = await value(db, "select count(*) from public.vitrina_migrations")
    return Response({"status": "ready", "migrations": str(count), "now": clock.now().isoformat()})
