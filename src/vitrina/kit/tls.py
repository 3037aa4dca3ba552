"""TLS of our own ports, where no proxy speaks it for them: which files, and how they are used."""

import ssl
from pathlib import Path

from vitrina.kit.config import Settings

CERTIFICATE = "certificate.pem"
KEY = "key.pem"
# Below the data folder: where the certificate that Vitrina makes by itself is kept.
FOLDER = "tls"


def certificate_of(settings: Settings) -> Path | None:
    """Name the file with the certificate; None where the ports speak plain HTTP."""
    return Path(settings.tls_dir) / CERTIFICATE if settings.tls_dir else None


def key_of(settings: Settings) -> Path | None:
    """Name the file with the key of the certificate; None where the ports speak plain HTTP."""
    return Path(settings.tls_dir) / KEY if settings.tls_dir else None


def kept_certificate(settings: Settings) -> Path:
    """Name where the certificate of an instance is if it speaks TLS, whether or not it runs."""
    return certificate_of(settings) or settings.data_dir / FOLDER / CERTIFICATE


def listening(settings: Settings) -> ssl.SSLContext | None:
    """Load what a listener of ours needs; None where it speaks plain HTTP. Raises OSError, ssl.SSLError."""
    certificate, key = certificate_of(settings), key_of(settings)
    if certificate is None or key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


def trusting(certificate: Path | None) -> ssl.SSLContext:
    """Trust our own certificate and no other one; without it, what every machine trusts. Raises OSError."""
    return ssl.create_default_context(cafile=certificate if certificate and certificate.exists() else None)
