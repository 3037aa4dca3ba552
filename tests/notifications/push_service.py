"""A push service and a browser, as the standards have them: the receiver's side, written apart from ours."""

import asyncio
import hashlib
import hmac
import json
import os
import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct
from msgspec.structs import replace

from vitrina.cli import certificate
from vitrina.kit import tls
from vitrina.kit.config import Settings

CONTACT = "mailto:ops@vitrina.example"


class Browser:
    """A subscription: the address that its service gave it, and the keys that it alone has."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def asked(self, **changes: Any) -> dict[str, Any]:
        """What the web app sends of it."""
        return {
            "endpoint": self.endpoint,
            "p256dh": to_text(self.point),
            "auth": to_text(self.auth),
            "language": "es",
            "zone": "America/Mexico_City",
        } | changes

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message as RFC 8291 asks of who receives it."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = _mac(_mac(self.auth, shared), b"WebPush: info\0" + self.point + sender + b"\1")
        extracted = _mac(salt, secret)
        key = _mac(extracted, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _mac(extracted, b"Content-Encoding: nonce\0\1")[:12]
        text, delimiter, filling = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\2")
        assert delimiter
        assert not filling.strip(b"\0")
        return json.loads(text)


class Received(Struct, frozen=True):
    """A message as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(Struct, frozen=True, kw_only=True):
    """What the service says. is_silent: nothing at all, and the line stays open."""

    status: int = 201
    headers: Mapping[str, str] = {}
    is_silent: bool = False


class PushService:
    """Takes messages over TLS, checks who signed them, and remembers them."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[Received] = []
        self.replies: dict[str, list[Reply]] = {}
        self.asked_count = 0
        # Messages wait here for each other.
        self.gate: asyncio.Barrier | None = None

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def browser(self, name: str = "ana") -> Browser:
        return Browser(f"{self.origin}/push/{name}")

    def settings(self, settings: Settings) -> Settings:
        """An instance that pushes, to this service alone."""
        return replace(
            settings,
            push_contact=CONTACT,
            push_services="127.0.0.1",
            fetch_networks="127.0.0.0/8",
            fetch_ports=f"443,{self.port}",
        )

    def messages(self, browser: Browser) -> list[dict[str, Any]]:
        """What a browser shows, in the order in which it came."""
        return [browser.read(each.body) for each in self.received if browser.endpoint.endswith(each.path)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = [line.split(": ", 1) for line in head[1:] if ": " in line]
            headers = {name.lower(): text for name, text in pairs}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            path = head[0].split(" ")[1]
            self.asked_count += 1
            if self.gate:
                await self.gate.wait()
            waiting = self.replies.get(path, [])
            reply = waiting.pop(0) if waiting else Reply()
            if reply.is_silent:
                await reader.read()
            elif reply.status == 201:
                self._require_signed(headers)
                self.received.append(Received(path, headers, body))
            lines = [f"HTTP/1.1 {reply.status} X", "connection: close", "content-length: 0"]
            lines += [f"{name}: {text}" for name, text in reply.headers.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _require_signed(self, headers: Mapping[str, str]) -> None:
        """Check the signature as RFC 8292 asks of a service."""
        scheme, _, rest = headers["authorization"].partition(" ")
        said = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, claims, signature = said["t"].split(".")
        point = from_text(said["k"])
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        raw = from_text(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        told = json.loads(from_text(claims))
        assert scheme == "vapid"
        assert json.loads(from_text(head)) == {"typ": "JWT", "alg": "ES256"}
        assert told["aud"] == self.origin
        assert told["sub"] == CONTACT
        assert 0 < told["exp"] - datetime.now(UTC).timestamp() <= 24 * 3600


@asynccontextmanager
async def push_service(folder: Path) -> AsyncGenerator[PushService]:
    """A running service on loopback, with a certificate of its own in the folder."""
    certificate.keep(folder, ["127.0.0.1"], now=datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / tls.CERTIFICATE, folder / tls.KEY)
    service = PushService()
    listening = await asyncio.start_server(service.serve, "127.0.0.1", 0, ssl=context)
    service.port = listening.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        listening.close()


def to_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def from_text(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
