"""HTTPS without a proxy: the address of this machine in its network, and a certificate that says so.

Nobody vouches for the certificate, so that a browser warns of it; what is sent is encrypted all the same, and
a phone gives a page what it keeps from plain HTTP: the camera, secure cookies.
"""

import ipaddress
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec.structs import replace

from vitrina.cli.console import Stopped
from vitrina.cli.instance import shown_host
from vitrina.kit import tls
from vitrina.kit.config import Settings

# Apple's systems refuse more than 825 days, and browsers more than 398 where somebody vouches for it.
VALID_FOR = timedelta(days=397)
# One that ends while a demo runs would be of no use.
RENEWED_BEFORE = timedelta(days=30)
# A machine whose clock is a little behind ours takes it, too.
BACKDATED = timedelta(days=1)
# Never sent anything: asking for the way to it tells which of our addresses leads out. Source: RFC 5737.
OUTSIDE = "192.0.2.1"
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared, and bound on purpose.
HERE = ("localhost", "127.0.0.1")
NO_ADDRESS = "The address of this machine in its network was not found; name it with --host."


def with_https(settings: Settings, *, is_host_given: bool, is_address_given: bool) -> Settings:
    """Let an instance speak TLS by itself, on an address that a phone in the same network reaches.

    is_host_given: somebody chose where to listen; else it is everywhere.  is_address_given: somebody chose
    the address that people type.  Raises Stopped.
    """
    if is_address_given and not settings.is_https:
        raise Stopped("--https needs a VITRINA_BASE_URL that begins with https://, or none.")
    host = settings.host if is_host_given else "0.0.0.0"  # noqa: S104 - asked for: a phone shall reach it.
    settings = replace(settings, host=host, tls_dir=str(settings.data_dir / tls.FOLDER))
    if is_address_given:
        return settings
    shown = lan_address() if host in EVERYWHERE else shown_host(host)
    return replace(settings, base_url=f"https://{shown}:{settings.port}")


def lan_address(towards: str = OUTSIDE) -> str:
    """Find the address by which other machines of the network reach this one. Raises Stopped."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((towards, 9))
        except OSError as e:
            raise Stopped(NO_ADDRESS) from e
        address: str = probe.getsockname()[0]
    found = ipaddress.ip_address(address)
    if found.is_loopback or found.is_unspecified:
        raise Stopped(NO_ADDRESS)
    return address


def names_of(settings: Settings) -> list[str]:
    """List what the certificate of an instance must name: its address, and this machine by itself."""
    typed = urlsplit(settings.base_url).hostname or ""
    bound = [] if settings.host in EVERYWHERE else [settings.host]
    return list(dict.fromkeys([typed, *bound, *HERE]))


def keep(folder: Path, names: Sequence[str], *, now: datetime) -> bool:
    """Have a certificate of these names in the folder. Answers whether it was made now. Raises Stopped."""
    if _is_good(folder, names, now):
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(folder / tls.KEY, secret, mode=0o600)
        signed = _signed(key, names, now=now)
        _write(folder / tls.CERTIFICATE, signed.public_bytes(Encoding.PEM), mode=0o644)
    except OSError as e:
        raise Stopped(f"The certificate cannot be kept in {folder}: {e.strerror}.") from e
    return True


def _is_good(folder: Path, names: Sequence[str], now: datetime) -> bool:
    """Say whether what is there will do: these names, time left, and its own key, which nobody else reads."""
    with suppress(OSError, ValueError, TypeError, x509.ExtensionNotFound):
        found = x509.load_pem_x509_certificate((folder / tls.CERTIFICATE).read_bytes())
        key = load_pem_private_key((folder / tls.KEY).read_bytes(), password=None)
        carried = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return (
            set(carried) == set(map(_general_name, names))
            and found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEWED_BEFORE
            and key.public_key() == found.public_key()
            and (folder / tls.KEY).stat().st_mode & 0o077 == 0
        )
    return False


def _signed(key: ec.EllipticCurvePrivateKey, names: Sequence[str], *, now: datetime) -> x509.Certificate:
    myself = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Vitrina on this machine")])
    # No authority: whoever trusts it trusts these names, and nothing else that its key might sign.
    return (
        x509.CertificateBuilder()
        .subject_name(myself)
        .issuer_name(myself)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(map(_general_name, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        pass
    try:
        return x509.DNSName(name)
    except ValueError as e:
        raise Stopped(f"{name} cannot stand in a certificate; use its address, or its name in ASCII.") from e


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file in one step, with its mode from its first byte on."""
    half_made = path.with_name(f"{path.name}.{os.getpid()}")
    half_made.unlink(missing_ok=True)
    half_made.touch(mode=mode)
    half_made.write_bytes(content)
    half_made.replace(path)
