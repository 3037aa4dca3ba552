"""What the description of the API says of every operation."""

from collections.abc import Iterator
from typing import Any

import pytest

from vitrina.app import create_app
from vitrina.kit.config import Settings

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def operations() -> dict[str, Operation]:
    document = create_app(Settings(secret_key="x" * 48)).openapi_schema.to_schema()
    return {f"{method.upper()} {path}": each for method, path, each in _operations(document)}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path.removeprefix("/api/v1"), operation


def test_every_refusal_is_a_problem(operations: dict[str, Operation]) -> None:
    for name, operation in operations.items():
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], (name, status)
                assert response["content"]["application/problem+json"]["schema"] == {
                    "$ref": "#/components/schemas/Problem"
                }, (name, status)


def test_who_must_sign_in_is_told_so(operations: dict[str, Operation]) -> None:
    private, open_to_all, either = (
        operations[name] for name in ("GET /me", "GET /categories", "POST /checkouts/{checkout}/payment")
    )

    assert private["security"] == [{"token": []}, {"session": []}]
    assert "identity.sign_in_needed" in private["responses"]["401"]["description"]
    assert (open_to_all["security"], "401" in open_to_all["responses"]) == ([{}], False)
    assert {} in either["security"]
    assert {"token": []} in either["security"]


def test_writes_tell_of_the_edge(operations: dict[str, Operation]) -> None:
    responses = operations["POST /quotes"]["responses"]

    assert responses["403"]["description"] == "kit.cross_site"
    assert responses["429"]["description"] == "kit.too_many_requests"
    assert "kit.body_too_large" in responses["413"]["description"]
    for code in ("catalogue.variant_not_sold", "kit.idempotency_key_reused", "kit.still_running"):
        assert code in responses["409"]["description"]


def test_a_body_that_takes_no_other_fields_says_so() -> None:
    schemas = create_app(Settings(secret_key="x" * 48)).openapi_schema.to_schema()["components"]["schemas"]

    assert schemas["NewCheckout"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["PurchaseView"]


def test_the_shape_of_the_framework_is_nowhere(operations: dict[str, Operation]) -> None:
    assert not [name for name, operation in operations.items() if "400" in operation["responses"]]
