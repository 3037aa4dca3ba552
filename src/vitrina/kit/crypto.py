"""Secrets: password hashes, tokens, signatures."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP password storage cheat sheet: argon2id, 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_DUMMY_HASH = _HASHER.hash("no such person")
TOKEN_BYTES = 32
SIGNATURES_KEPT = 5_000


def hash_password(password: str) -> str:
    """Hash a password with argon2id. Takes about 20 ms of CPU: call it in a thread."""
    return _HASHER.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password fits; as slow for a person who does not exist or has none."""
    try:
        _HASHER.verify(password_hash or _DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def new_token(prefix: str) -> str:
    """Make a bearer secret of 256 random bits; the prefix tells secret scanners what it is."""
    return f"{prefix}_{secrets.token_urlsafe(TOKEN_BYTES)}"


def digest(token: str) -> bytes:
    """Digest a random token for storage and look-up. Only for high-entropy secrets."""
    return hashlib.sha256(token.encode()).digest()


def one_time_code(secret_key: str, purpose: str, subject: str) -> str:
    """Derive the six-digit code of a subject: nobody without the key can, and nothing need be stored."""
    mac = hmac.new(secret_key.encode(), f"{purpose}\0{subject}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac) % 1_000_000:06d}"


@lru_cache(maxsize=SIGNATURES_KEPT)
def sign(secret_key: str, purpose: str, message: str) -> str:
    """Sign a message for one purpose: 128 bits, URL-safe. What was just signed is remembered."""
    mac = hmac.digest(secret_key.encode(), f"{purpose}\0{message}".encode(), "sha256")
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def signature_fits(secret_key: str, purpose: str, message: str, signature: str) -> bool:
    """Compare a signature in constant time."""
    return hmac.compare_digest(sign(secret_key, purpose, message).encode(), signature.encode())


def equal(secret: str, typed: str) -> bool:
    """Compare a secret with what somebody typed in constant time."""
    return hmac.compare_digest(secret.encode(), typed.encode())
