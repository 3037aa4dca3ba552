"""A counterpart of Stripe that every test may have, with our side set up for it."""

import os
import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from vitrina.demo.fakepsp import KEY, WEBHOOK_SECRET, FakePsp
from vitrina.kit.config import Settings


@pytest.fixture
def psp() -> Iterator[FakePsp]:
    with FakePsp() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def stripe_settings(settings: Settings, psp: FakePsp) -> Settings:
    """An instance that sells through the counterpart, and plays nothing itself."""
    return replace(
        settings,
        base_url="https://vitrina.localhost",
        payment_methods="stripe_card stripe_oxxo stripe_transfer",
        stripe_secret_key=KEY,
        stripe_webhook_secret=WEBHOOK_SECRET,
        stripe_api_url=psp.url,
    )


@pytest.fixture
def live_key() -> str:
    """A test key of the real Stripe, for `-m live`."""
    key = os.environ.get("STRIPE_TEST_KEY", "")
    if not key.startswith(("sk_test_", "rk_test_")):
        pytest.skip("STRIPE_TEST_KEY is not set to a test key")
    return key
