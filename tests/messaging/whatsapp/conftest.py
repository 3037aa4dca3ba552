"""A counterpart of WhatsApp, and a shop that its number belongs to."""

import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.messaging.talking import API, Client, Talk, talk_of
from tests.messaging.whatsapp.phoning import HANDLE
from vitrina.demo.fakewhatsapp import PHONE_NUMBER_ID, SECRET, FakeWhatsApp
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


@pytest.fixture
def fake() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(settings: Settings, fake: FakeWhatsApp) -> Settings:
    return replace(
        settings,
        whatsapp_app_secret=SECRET,
        whatsapp_verify_token="a word of ours",
        whatsapp_access_token="token",
        whatsapp_api_url=fake.url,
        whatsapp_phone_number_id=PHONE_NUMBER_ID,
        whatsapp_number="+52 1 55 1234 5678",
        whatsapp_shop=HANDLE,
        base_url="https://vitrina.localhost",
    )


@pytest.fixture
async def talk(pool: Pool, client: Client) -> Talk:
    """Ana's conversation here, and Bruno's shop under the handle that the number belongs to."""
    talk = await talk_of(pool)
    renamed = await client.patch(
        f"{API}/shops/{talk.shop.id}", headers=talk.as_bruno, json={"handle": HANDLE}
    )
    assert renamed.status_code == 200, renamed.text
    return talk
