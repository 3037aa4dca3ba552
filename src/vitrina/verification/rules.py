"""What a document may be, and what is needed."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta

from vitrina.verification.errors import DocumentNotAccepted, DocumentTooLarge
from vitrina.verification.model import ApplicationStatus, DocumentKind, VerificationOutcome

SIZE_MAX_BYTES = 5 * 1024 * 1024
DOCUMENTS_MAX = 6
KEPT_FOR = timedelta(days=30)
NEEDED: Sequence[DocumentKind] = (DocumentKind.IDENTITY, DocumentKind.TAX_REGISTRATION)
PDF, WEBP = "application/pdf", "image/webp"
# From which status each outcome leads.
FROM = {
    VerificationOutcome.VERIFIED: ApplicationStatus.PENDING,
    VerificationOutcome.REFUSED: ApplicationStatus.PENDING,
    VerificationOutcome.WITHDRAWN: ApplicationStatus.VERIFIED,
}

PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")
# What makes a PDF do something, or carry something else. Names of a PDF may be written as `/J#61vaScript`.
# What an array opens is a page of it.
PDF_ACTS = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|AA|OpenAction(?!\s*\[))(?![A-Za-z0-9])"
)
# Where the bytes of a stream begin. A scan is nothing but bytes, and some of them spell a name by chance.
PDF_STREAM = re.compile(rb">>\s*stream\r?\n")
PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
AFTER_END = b"\r\n\t \x00"


def is_pdf(raw: bytes) -> bool:
    """Whether it says at its first byte that it is a PDF."""
    return raw.startswith(b"%PDF-")


def check_pdf(raw: bytes) -> None:
    """Let a plain PDF be: one that begins and ends as one, and acts on nothing that we can see.

    What hides in its streams is not looked for: it is served to be saved, never as a page.
    Raises DocumentTooLarge, DocumentNotAccepted.
    """
    if len(raw) > SIZE_MAX_BYTES:
        raise DocumentTooLarge(size_max_bytes=SIZE_MAX_BYTES)
    if not PDF_HEAD.match(raw) or not raw.rstrip(AFTER_END).endswith(b"%%EOF"):
        raise DocumentNotAccepted
    words = b" ".join(PDF_STREAM.split(piece, 1)[0] for piece in raw.split(b"endstream"))
    plain = PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), words)
    if PDF_ACTS.search(plain):
        raise DocumentNotAccepted


def missing_of(kinds: Collection[DocumentKind]) -> list[DocumentKind]:
    """List which documents are still needed."""
    return [each for each in NEEDED if each not in kinds]
