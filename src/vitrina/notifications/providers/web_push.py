"""Messages for browsers: encrypted for one device, signed by this instance, handed to its maker's service.

Sources: RFC 8030 (delivery), RFC 8188 and 8291 (encryption), RFC 8292 (VAPID, who sends).
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vitrina.kit.config import Settings
from vitrina.kit.net import Bounds, Fetcher
from vitrina.notifications.push.model import Envelope, PushMessage, Target

CURVE = ec.SECP256R1()
# Order of the group of P-256. Source: FIPS 186-4, D.1.2.3.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY_PURPOSE = b"vitrina.notifications.web_push"
POINT_BYTES = 65
SECRET_BYTES = 16
SALT_BYTES = 16
RECORD_BYTES = 4_096
# Services take bodies of 4,096 bytes at least, ours among them. Source: RFC 8030, section 7.2.
TEXT_BYTES_MAX = 3_993
# Lengths tell what is told: messages are filled up to a multiple of this.
PADDED_TO_BYTES = 256
TOKEN_LIFE = timedelta(hours=12)
BOUNDS = Bounds(size_max_bytes=64 * 1024, time_max_s=10.0)
AGENT = "Vitrina (web push)"
SENDERS_KEPT = 4


@lru_cache(maxsize=SENDERS_KEPT)
def sender_key(secret_key: str) -> ec.EllipticCurvePrivateKey:
    """Derive the key that every push of this instance is signed with from the secret of the instance.

    Whoever has several machines gives them one secret already, and nothing more can be lost or mixed up.
    """
    hkdf = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=KEY_PURPOSE)
    number = int.from_bytes(hkdf.derive(secret_key.encode()))
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def public_key(settings: Settings) -> str:
    """Tell browsers whose pushes they subscribe to: the applicationServerKey."""
    return encoded(_point(sender_key(settings.secret_key).public_key()))


def authorization(settings: Settings, endpoint: str, now: datetime) -> str:
    """Say who sends, to one service alone and for a few hours. now: real time. Source: RFC 8292."""
    url = urlsplit(endpoint)
    claims = {
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": settings.push_subject,
    }
    key = sender_key(settings.secret_key)
    head = encoded(msgspec.json.encode({"typ": "JWT", "alg": "ES256"}))
    said = f"{head}.{encoded(msgspec.json.encode(claims))}"
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={said}.{encoded(r.to_bytes(32) + s.to_bytes(32))}, k={public_key(settings)}"


def encrypted(
    text: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Encrypt a message so that one browser alone can read it. Source: RFC 8291, section 3; RFC 8188, 2.

    salt, key: fresh ones for each message; given by the test with the RFC's own example alone, unpadded.
    """
    is_example = key is not None
    key, salt = key or ec.generate_private_key(CURVE), salt or os.urandom(SALT_BYTES)
    own = _point(key.public_key())
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    secret = _derived(shared, salt=auth, info=b"WebPush: info\0" + p256dh + own, length=32)
    content_key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    # One record, the last one: text, the delimiter 2, and as many zeros as one likes.
    filled = text + b"\2"
    if not is_example:
        filled += bytes(min(-len(filled) % PADDED_TO_BYTES, TEXT_BYTES_MAX + 1 - len(filled)))
    head = salt + RECORD_BYTES.to_bytes(4) + len(own).to_bytes(1) + own
    return head + AESGCM(content_key).encrypt(nonce, filled, None)


def read_keys(p256dh: str, auth: str) -> tuple[bytes, bytes] | None:
    """Read what a browser says that messages shall be encrypted with; None for what is no key."""
    try:
        point, secret = decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        return None
    return (point, secret) if len(point) == POINT_BYTES and len(secret) == SECRET_BYTES else None


class WebPushCarrier:
    """Hands messages to the services of browser makers."""

    def __init__(self, settings: Settings) -> None:
        """Take key, contact and guard from the settings."""
        self._settings = settings
        self._fetcher = Fetcher(settings)

    async def send(self, target: Target, message: PushMessage, envelope: Envelope, *, now: datetime) -> None:
        """Hand one message over. now: real time. Raises FetchFailed."""
        text = msgspec.json.encode(message)
        assert len(text) <= TEXT_BYTES_MAX, "titles are short"
        headers = {
            "authorization": authorization(self._settings, target.endpoint, now),
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(envelope.life_s),
            "urgency": envelope.urgency,
            "topic": envelope.topic,
            "user-agent": AGENT,
        }
        body = encrypted(text, p256dh=target.p256dh, auth=target.auth)
        await self._fetcher.tell(target.endpoint, body, headers=headers, bounds=BOUNDS)


def encoded(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Read base64url with or without padding. Raises ValueError."""
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    raw = urlsafe_b64decode(bare.encode("ascii") + b"=" * (-len(bare) % 4))
    if encoded(raw) != bare:
        raise ValueError("not base64url")
    return raw


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
