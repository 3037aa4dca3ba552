"""What the description of the API says of every route: who may ask, and how the house says no.

Routes declare their own refusals; those that the edge, the guards and the framework add stand here, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar._openapi.schema_generation import SchemaCreator
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import ScalarRenderPlugin
from litestar.openapi.spec import Components, Operation, Schema, SecurityRequirement, SecurityScheme
from litestar.plugins.base import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute
from litestar.typing import FieldDefinition
from msgspec import Struct

from vitrina.kit.edge import NOT_REPLAYABLE, SAFE_METHODS
from vitrina.kit.errors import (
    BodyTooLarge,
    CrossSite,
    IdempotencyKeyReused,
    Malformed,
    NotFound,
    Refusal,
    StillRunning,
    TooManyRequests,
)
from vitrina.kit.http import fails

SIGNED_IN: list[SecurityRequirement] = [{"token": []}, {"session": []}]
GUEST: SecurityRequirement = {}
SCHEMES = {
    "token": SecurityScheme(type="http", scheme="bearer", description="A program, by a token of its person."),
    "session": SecurityScheme(
        type="apiKey",
        name="__Host-vitrina",
        security_scheme_in="cookie",
        description="A browser, by the cookie that signing in sets.",
    ),
}
# Where the framework would tell of an answer that ours never gives: we say 422 in our own shape.
NEVER = "400"


def config(version: str) -> OpenAPIConfig:
    """Describe the API as a whole."""
    return OpenAPIConfig(
        title="Vitrina",
        version=version,
        path="/api/docs",
        create_examples=False,
        render_plugins=[ScalarRenderPlugin(path="/")],
        use_handler_docstrings=True,
        components=Components(security_schemes={**SCHEMES}),
    )


@dataclass
class ApiOperation(Operation):
    """An operation as our routes answer."""

    def __post_init__(self) -> None:
        """Leave out what is never answered."""
        self.responses = {status: each for status, each in (self.responses or {}).items() if status != NEVER}


class Describing(ReceiveRoutePlugin):
    """Adds to each route of the API what is said of all of its kind.

    refusal_of_guests: what who is not signed in gets, where a person is needed.
    """

    def __init__(self, refusal_of_guests: type[Refusal]) -> None:
        """Take what lies above the kit."""
        self._refusal_of_guests = refusal_of_guests

    def receive_route(self, route: BaseRoute) -> None:
        """Describe a route as it is registered."""
        if not isinstance(route, HTTPRoute):
            return
        for method, (handler, _) in route.route_handler_map.items():
            if not handler.resolve_include_in_schema():
                continue
            handler.operation_class = ApiOperation
            handler.security = _security(handler)
            said = fails(*self._common(handler, str(method), has_path_parameters=bool(route.path_parameters)))
            handler.responses = _merged(handler.responses or {}, said)

    def _common(
        self, handler: HTTPRouteHandler, method: str, *, has_path_parameters: bool
    ) -> list[type[Refusal]]:
        taken = handler.parsed_fn_signature.parameters
        kinds: list[type[Refusal]] = []
        if {"person", "viewer"} & taken.keys():
            kinds.append(self._refusal_of_guests)
        if has_path_parameters:
            kinds.append(NotFound)
        if "data" in taken:
            kinds.append(BodyTooLarge)
        if method not in SAFE_METHODS:
            kinds += [CrossSite, TooManyRequests]
        if method == "POST" and not handler.opt.get(NOT_REPLAYABLE):
            kinds += [IdempotencyKeyReused, StillRunning]
        return [*kinds, Malformed]


class ClosedStructs(StructSchemaPlugin):
    """Tells of a body that takes no other fields than those documented."""

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Describe a Struct."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        kind: type[Struct] = field_definition.type_
        if kind.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        return schema


def _security(handler: HTTPRouteHandler) -> list[SecurityRequirement]:
    taken = handler.parsed_fn_signature.parameters
    if "person" in taken:
        return [*SIGNED_IN]
    heeds_who_asks = "viewer" in taken or 401 in (handler.responses or {})
    return [GUEST, *SIGNED_IN] if heeds_who_asks else [GUEST]


def _merged(own: Mapping[int, ResponseSpec], common: Mapping[int, ResponseSpec]) -> dict[int, ResponseSpec]:
    merged: dict[int, Any] = {**common, **own}
    for status in own.keys() & common.keys():
        codes = [*own[status].description.split(" | "), *common[status].description.split(" | ")]
        merged[status] = replace(own[status], description=" | ".join(dict.fromkeys(codes)))
    return merged
