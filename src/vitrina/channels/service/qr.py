"""QR codes of addresses that carry lines."""

import asyncio
import io
from functools import lru_cache
from urllib.parse import quote

import segno

from vitrina.kit.config import Settings

SCALE = 8
# Lighter patterns and a quiet zone of four, so that a print on a parcel is read, too. Source: ISO/IEC 18004.
BORDER = 4
KEPT = 256


async def qr_of_code(settings: Settings, code: str) -> bytes:
    """Draw the address of a link as SVG. Takes some milliseconds of CPU, beside the event loop."""
    return await asyncio.to_thread(_drawn, f"{settings.base_url}/c/{code}")


async def qr_of_products(settings: Settings, products: str) -> bytes:
    """Draw an address in Meta's form as SVG. products: not encoded, a few hundred characters."""
    return await asyncio.to_thread(
        _drawn, f"{settings.base_url}/checkout?products={quote(products, safe='')}"
    )


@lru_cache(maxsize=KEPT)
def _drawn(address: str) -> bytes:
    out = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(out, kind="svg", scale=SCALE, border=BORDER, light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()
