"""Two phones, one QR: a demo over HTTPS, a code for the phone that buys, and what to do on either device."""

import hashlib
import io
import ssl
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from vitrina.cli.console import Step, say
from vitrina.cli.prepare import DemoPerson
from vitrina.kit import tls
from vitrina.kit.config import Settings

BORDER = 2
# Whatever the colours of the terminal: light modules white, dark ones black.
WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"


def prepared(settings: Settings, arguments: Namespace, environ: Mapping[str, str]) -> Settings:
    """Put HTTPS into the settings of a demo. Raises Stopped."""
    from vitrina.cli.certificate import with_https

    def is_set(name: str) -> bool:
        return bool({name, f"{name}_FILE"} & environ.keys())

    is_host_given = arguments.host is not None or is_set("VITRINA_HOST")
    return with_https(settings, is_host_given=is_host_given, is_address_given=is_set("VITRINA_BASE_URL"))


def keep_certificate(settings: Settings) -> None:
    """Have a certificate of the demo's address in its folder. Raises Stopped."""
    from vitrina.cli.certificate import keep, names_of

    folder = settings.data_dir / tls.FOLDER
    with Step("certificate") as step:
        is_new = keep(folder, names_of(settings), now=datetime.now(UTC))
        step.report(f"{'made' if is_new else 'kept'} in {folder}")


def invite(settings: Settings, people: Sequence[DemoPerson]) -> None:
    """Print the code, what the browsers will say, and who to be on each device."""
    say()
    say(drawn(settings.base_url))
    say(f"  Scan it with a phone in the same network: {settings.base_url}")
    say()
    say("  The browser will warn that the connection is not private: this machine made the certificate")
    say("  itself, and nobody vouches for it. That is expected here. On both devices choose Advanced")
    say("  (Safari: Show Details) and go on to the page. The certificate's SHA-256 fingerprint is")
    say(f"  {fingerprint(settings)}")
    ports = f"{settings.live_port} and {settings.socket_port}"
    say(f"  For live shows some browsers want the same for the ports {ports}: open them once with https.")
    say()
    for line in steps(settings, people):
        say(f"  {line}")


def steps(settings: Settings, people: Sequence[DemoPerson]) -> list[str]:
    """Say what to do on each device: who earns on the desktop, who buys on the phone."""
    creator = next((each for each in people if each.role == "creator"), None)
    buyer = next((each for each in people if each.role == "buyer"), None)
    if creator is None or buyer is None:
        return []
    return [
        f"desktop  sign in as {creator.name} ({creator.email}, {creator.password})",
        f"         and open {settings.base_url}/studio/earnings",
        f"phone    buy as a guest, or as {buyer.name} ({buyer.email}, {buyer.password}),",
        f"         what a clip of @{creator.handle} shows: {settings.base_url}/@{creator.handle}",
        "         Her balance on the desktop moves by itself some seconds later.",
    ]


def drawn(address: str) -> str:
    """Draw an address as a QR code of half blocks, or say why there is none."""
    import segno

    out = io.StringIO()
    segno.make_qr(address, error="l").terminal(out, border=BORDER, compact=True)
    lines = out.getvalue().splitlines()
    if not _can_print(lines[0]):
        return "  (This terminal cannot draw a QR code: type the address.)"
    before, after = (WHITE_ON_BLACK, PLAIN) if sys.stdout.isatty() else ("", "")
    return "\n".join(f"  {before}{line}{after}" for line in lines)


def fingerprint(settings: Settings) -> str:
    """Write the certificate's fingerprint as browsers show it."""
    raw = ssl.PEM_cert_to_DER_cert(tls.kept_certificate(settings).read_text())
    return hashlib.sha256(raw).digest().hex(":").upper()


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
