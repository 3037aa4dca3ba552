"""Decisions of external: which address is which, what a postback says, where the money of a sale stands."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.external.errors import LinkRefused, PostbackRefused, PostbackUnreadable
from vitrina.external.model import (
    URL_LENGTH_MAX,
    ClickId,
    Conversion,
    Field,
    Merchant,
    State,
    Told,
    Trust,
)
from vitrina.kit import crypto
from vitrina.kit.errors import Malformed
from vitrina.kit.money import AMOUNT_MAX, divide_half_up, share
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line

SIGNED_WITHIN = timedelta(minutes=5)
ALL_BPS = 10_000
PLACEHOLDER = "{click_id}"
REFERENCE_LENGTH_MAX = 200
EVENT_LENGTH_MAX = 60
PARAMETERS_MAX = 60
HOST_LENGTH_MAX = 253
# Two names at least, of letters, digits and dashes; an address of numbers in brackets is no shop.
HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+")
# Parameters that say where a visitor came from, and nothing of what he sees.
TRACKING = re.compile(
    r"^(utm_\w+|gclid|fbclid|msclkid|ttclid|igshid|mc_[ce]id|_branch_\w+|srsltid|gbraid|wbraid)$"
)
BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|discord|curl/|wget/|python-"
    r"|headless|lighthouse|monitor|archiver|embedly|scrap|httpclient|okhttp|java/|go-http",
    re.IGNORECASE,
)
# Sums of programs: a dot before the decimals, however many; or a comma, where it can mean one thing alone.
_DOTTED = re.compile(r"[0-9]{1,15}(\.[0-9]{1,12})?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,2}")
_COMMA = re.compile(r"([0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,15}),[0-9]{1,2}")
_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
# Nobody writes their cents, but many a dot between thousands.
_CENTLESS = {Currency.CLP, Currency.COP}
# What affiliate networks say; a merchant's own table comes first. Source: domain rule B1.10 (Affise).
STATUSES = {
    "approved": State.CONFIRMED,
    "confirmed": State.CONFIRMED,
    "validated": State.CONFIRMED,
    "paid": State.CONFIRMED,
    "1": State.CONFIRMED,
    "pending": State.REPORTED,
    "hold": State.REPORTED,
    "2": State.REPORTED,
    "4": State.REPORTED,
    "rejected": State.REJECTED,
    "declined": State.REJECTED,
    "cancelled": State.REJECTED,
    "canceled": State.REJECTED,
    "reversed": State.REJECTED,
    "refunded": State.REJECTED,
    "3": State.REJECTED,
}


class Address(Struct, frozen=True):
    """An address in its normal form. canonical: without what only says where a visitor came from."""

    url: str
    canonical: str
    host: str


def address(text: str) -> Address:
    """Bring what somebody pasted to its normal form. Raises LinkRefused."""
    stripped = "".join(each for each in text.strip() if each.isprintable() and each != " ")
    if "://" not in stripped[:12]:
        stripped = f"https://{stripped}"
    try:
        parts = urlsplit(stripped)
        host = (parts.hostname or "").encode("idna").decode().lower().rstrip(".")
        port = parts.port
    except ValueError as e:
        raise LinkRefused from e
    is_fine = parts.scheme.lower() in {"http", "https"} and HOST.fullmatch(host) and not parts.username
    if not is_fine or parts.password or len(host) > HOST_LENGTH_MAX:
        raise LinkRefused
    scheme = parts.scheme.lower()
    usual = {"http": 80, "https": 443}[scheme]
    place = host if port in (None, usual) else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%") if _is_plain(parts.path) else parts.path
    path = quote(path or "/", safe="/:@!$&'()*+,;=~-._%")
    query = quote(parts.query, safe="=&/:@!$'()*+,;~-._%?[]{}|")
    fragment = quote(parts.fragment, safe="=&/:@!$'()*+,;~-._%?")
    kept = [(name, value) for name, value in parse_qsl(query, True) if not TRACKING.match(name.lower())]
    canonical = urlunsplit(("https", place.removeprefix("www."), path.rstrip("/") or "/", "", ""))
    if kept:
        canonical += "?" + urlencode(sorted(kept))
    url = urlunsplit((scheme, place, path, query, fragment))
    if max(len(url), len(canonical)) > URL_LENGTH_MAX:
        raise LinkRefused
    return Address(url, canonical, host)


def _is_plain(path: str) -> bool:
    """Tell whether unquoting a path changes no sign that divides it."""
    return not re.search(r"%(2f|5c|25|3f|23|0[0-9a-f]|1[0-9a-f])", path, re.IGNORECASE)


def site_of(host: str) -> str:
    """Name the place of a host as merchants are known: without www or m before it."""
    return host.lower().removeprefix("www.").removeprefix("m.")


def template(text: str) -> str:
    """Check a merchant's template: pairs of a query, at least one of which carries the click.

    Empty: its links carry nothing of ours. Raises Malformed.
    """
    plain = text.strip().lstrip("?&")
    if not plain:
        return ""
    is_query = re.fullmatch(
        r"[A-Za-z0-9_.\-~%+\[\]]+=[^\s#<>\"]*(&[A-Za-z0-9_.\-~%+\[\]]+=[^\s#<>\"]*)*", plain
    )
    if not is_query or PLACEHOLDER not in plain:
        raise Malformed({"sub_id_template": "such as clickref={click_id}"})
    return plain


def way_out(url: str, sub_id_template: str, click_id: UUID | None) -> str:
    """Write the address that a visitor is sent to; parameters of the template replace those of the link."""
    if not sub_id_template or click_id is None:
        return url
    parts = urlsplit(url)
    ours = sub_id_template.replace(PLACEHOLDER, click_id.hex)
    names = {pair.partition("=")[0] for pair in ours.split("&")}
    kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in names]
    return urlunsplit(parts._replace(query="&".join([*kept, ours])))


def is_bot(agent: str, *, purpose: str) -> bool:
    """Tell whether a request is no visitor: a robot by its name, no name, or a browser looking ahead."""
    return not agent or bool(BOTS.search(agent)) or "prefetch" in purpose or "preview" in purpose


def token_of(secret_key: str, merchant: Merchant) -> str:
    """Derive a merchant's token; nobody without the instance's key can, and nothing need be stored."""
    return "vpt_" + crypto.sign(secret_key, "postback-token", _seed(merchant))


def signing_key_of(secret_key: str, merchant: Merchant) -> str:
    """Derive the key by which a merchant signs."""
    return "vpk_" + crypto.sign(secret_key, "postback-key", _seed(merchant))


def _seed(merchant: Merchant) -> str:
    return f"{merchant.id}:{merchant.secret_number}"


def signed_text(parameters: Mapping[str, str], *, but: str) -> str:
    """Write what is signed: every parameter but the signature, by name, percent-encoded, joined by `&`."""
    pairs = sorted((name, value) for name, value in parameters.items() if name != but)
    return "&".join(f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in pairs)


def signature(key: str, text: str) -> str:
    """Sign as merchants do: HMAC-SHA256 in hexadecimal."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def require_genuine(
    merchant: Merchant, parameters: Mapping[str, str], *, secret_key: str, now: datetime
) -> bytes | None:
    """Check the token or the signature of a postback; answer the digest of what was signed.

    Raises PostbackRefused. None: it was not signed, so that the same text again may be news.
    """
    signed = parameters.get(_name(merchant, Field.SIGNATURE), "")
    if signed:
        text = signed_text(parameters, but=_name(merchant, Field.SIGNATURE))
        expected = signature(signing_key_of(secret_key, merchant), text)
        at = _moment(parameters.get(_name(merchant, Field.TIMESTAMP), ""))
        if not crypto.equal(expected, signed.lower()) or at is None or abs(now - at) > SIGNED_WITHIN:
            raise PostbackRefused
        return hashlib.sha256(text.encode()).digest()
    token = parameters.get(_name(merchant, Field.TOKEN), "")
    if merchant.is_signature_required or not crypto.equal(token_of(secret_key, merchant), token):
        raise PostbackRefused
    return None


def _moment(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{9,13}", text):
        return None
    seconds = int(text)
    # Thirteen digits are milliseconds.
    seconds = seconds // 1000 if len(text) > 11 else seconds
    return datetime.fromtimestamp(seconds, tz=UTC)


def without_secrets(merchant: Merchant, parameters: Mapping[str, str]) -> dict[str, str]:
    """Take out of a postback what proves it, for keeping."""
    secret = {_name(merchant, Field.TOKEN), _name(merchant, Field.SIGNATURE)}
    return {name: value for name, value in parameters.items() if name not in secret}


def _name(merchant: Merchant, field: Field) -> str:
    return merchant.parameters.get(field, field.value)


def told(merchant: Merchant, parameters: Mapping[str, str]) -> Told:
    """Read a postback by its merchant's own names. Raises PostbackUnreadable."""

    def get(field: Field) -> str:
        return parameters.get(_name(merchant, field), "").strip()

    transaction = get(Field.TRANSACTION)
    if not 0 < len(transaction) <= REFERENCE_LENGTH_MAX or len(get(Field.EVENT)) > EVENT_LENGTH_MAX:
        raise PostbackUnreadable(because="transaction")
    currency = _currency(get(Field.CURRENCY))
    sale_minor = _sum(get(Field.SALE), currency, "sale")
    commission_minor = _sum(get(Field.COMMISSION), currency, "commission")
    if commission_minor is None and sale_minor is not None and merchant.commission_bps is not None:
        commission_minor = share(sale_minor, merchant.commission_bps)
    return Told(
        transaction=transaction,
        event=get(Field.EVENT),
        click_id=_click(get(Field.CLICK)),
        currency=currency,
        sale_minor=sale_minor,
        commission_minor=commission_minor,
        state=_state(merchant, get(Field.STATUS)),
    )


def _currency(code: str) -> Currency | None:
    if not code:
        return None
    try:
        return Currency(code.upper())
    except ValueError as e:
        raise PostbackUnreadable(because="currency") from e


def _sum(text: str, currency: Currency | None, name: str) -> int | None:
    if not text:
        return None
    if currency is None:
        raise PostbackUnreadable(because="currency")
    found = sum_of(text, currency)
    if found is None or found > AMOUNT_MAX:
        raise PostbackUnreadable(because=name)
    return found


def sum_of(text: str, currency: Currency) -> int | None:
    """Read a sum as programs write it, half up: "12.345" are twelve dollars and 35 cents, never thousands.

    None for what is no sum, and for what could be two: "1,234", and "12.345" where nobody counts cents.
    """
    plain = text.upper().removeprefix(currency.value).removesuffix(currency.value).strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif not _DOTTED.fullmatch(plain) or (currency in _CENTLESS and _THOUSANDS.fullmatch(plain)):
        return None
    whole, _, decimals = plain.partition(".")
    return divide_half_up(int(whole + decimals) * 10**currency.exponent, 10 ** len(decimals))


def _click(text: str) -> ClickId | None:
    try:
        return ClickId(UUID(text))
    except ValueError:
        return None


def _state(merchant: Merchant, word: str) -> State | None:
    """Tell what a status means; None for one that nobody knows, which changes nothing."""
    if not word:
        return None
    own = {name.lower(): state for name, state in merchant.statuses.items()}
    return own.get(word.lower()) or STATUSES.get(word.lower())


def heard(known: Conversion, said: Told, *, is_own_merchant: bool) -> Conversion:
    """Apply a postback to a conversion.

    A sale that was confirmed or rejected is not merely reported again: postbacks come out of order. A
    person's own merchant proves nothing to the platform: what it confirms stays reported.
    """
    state = known.state
    if said.state is State.REJECTED:
        state = State.REJECTED
    elif said.state is State.CONFIRMED:
        state = State.REPORTED if is_own_merchant else State.CONFIRMED
    sale_minor = known.sale_minor if said.sale_minor is None else said.sale_minor
    commission_minor = known.commission_minor if said.commission_minor is None else said.commission_minor
    return msgspec.structs.replace(
        known, state=state, sale_minor=sale_minor, commission_minor=commission_minor
    )


def placed(conversion: Conversion) -> Conversion:
    """Work out where the money of a conversion stands; the books follow from it alone.

    Reported: the creator's part is expected, and nobody owes it. Confirmed: the merchant owes the
    commission, and the creator's part waits for it. What has arrived makes as much of her part available.
    Rejected: nothing is hers, and what had arrived is owed back.
    """
    conversion = msgspec.structs.replace(
        conversion, reported_minor=0, pending_minor=0, available_minor=0, receivable_minor=0
    )
    received_minor = conversion.received_minor
    part_minor = share(conversion.commission_minor, conversion.share_bps)
    if conversion.state is State.REJECTED:
        return msgspec.structs.replace(conversion, receivable_minor=-received_minor)
    if conversion.state is State.REPORTED and not received_minor:
        return msgspec.structs.replace(conversion, reported_minor=part_minor)
    available_minor = min(part_minor, share(received_minor, conversion.share_bps))
    return msgspec.structs.replace(
        conversion,
        pending_minor=part_minor - available_minor,
        available_minor=available_minor,
        receivable_minor=conversion.commission_minor - received_minor,
    )


def due(conversion: Conversion) -> int:
    """Tell what settles a conversion now: what the merchant owes, or below zero what is owed back."""
    if conversion.state is State.REJECTED:
        return -conversion.received_minor
    return conversion.commission_minor - conversion.received_minor


def trust(conversion: Conversion) -> Trust:
    """Tell the level of trust of a conversion."""
    if conversion.state is State.REJECTED:
        return Trust.REJECTED
    if conversion.received_minor and conversion.received_minor >= conversion.commission_minor:
        return Trust.AVAILABLE
    is_reported = conversion.state is State.REPORTED and not conversion.received_minor
    return Trust.REPORTED if is_reported else Trust.CONFIRMED


def part(conversion: Conversion) -> int:
    """Tell the creator's part, whatever its level of trust."""
    return conversion.reported_minor + conversion.pending_minor + conversion.available_minor


def positions(conversion: Conversion) -> dict[Account, int]:
    """Write where the money of a conversion stands, + debit and - credit; zero in all."""
    creator, merchant = str(conversion.creator_id or ""), str(conversion.merchant_id)
    part_minor = conversion.pending_minor + conversion.available_minor
    income_minor = conversion.receivable_minor + conversion.received_minor - part_minor
    found = [
        ("aff_reported", merchant, conversion.reported_minor),
        ("creator_reported", creator, -conversion.reported_minor),
        ("aff_receivable", merchant, conversion.receivable_minor),
        ("bank", "", conversion.received_minor),
        ("creator_pending", creator, -conversion.pending_minor),
        ("creator_available", creator, -conversion.available_minor),
        ("aff_income", merchant, -income_minor),
    ]
    return {
        Account(kind=kind, owner=owner, currency=conversion.currency): amount_minor
        for kind, owner, amount_minor in found
        if amount_minor
    }


def movement(before: Conversion | None, after: Conversion, *, now: datetime) -> Journal | None:
    """Write the journal of a change: the difference of where the money stands. None: nothing moves.

    Forced: a merchant may take back what its creator has available, or has been paid.
    """
    old, new = positions(before) if before else {}, positions(after)
    lines = [
        Line(account=account, amount_minor=moved)
        for account in sorted({*old, *new}, key=lambda each: (each.kind, each.owner))
        if (moved := new.get(account, 0) - old.get(account, 0))
    ]
    if not lines:
        return None
    return Journal(
        key=f"conversion:{after.id}:{after.change_count}",
        kind=f"conversion_{trust(after).value}",
        source=f"conversion:{after.id}",
        lines=lines,
        is_forced=before is not None and after.available_minor < before.available_minor,
        effective_at=now,
    )


def flat(query: str, body: bytes, content_type: str) -> dict[str, str]:
    """Read the parameters of a postback: those of its query, then of its form or JSON object.

    Raises PostbackUnreadable.
    """
    found = _pairs(query)
    if not body:
        return found
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            said = json.loads(body, parse_float=str, parse_int=str)
            if not isinstance(said, dict):
                raise PostbackUnreadable(because="body")
            pairs = cast("dict[str, Any]", said).items()
            texts = {name: value for name, value in pairs if isinstance(value, str)}
            # Half a pair of UTF-16 can be escaped in JSON, and is no text that can be kept or compared.
            "".join([*texts, *texts.values()]).encode()
            return found | texts
        return found | _pairs(body.decode())
    except (ValueError, RecursionError) as e:
        raise PostbackUnreadable(because="body") from e


def _pairs(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=PARAMETERS_MAX))
    except ValueError as e:
        raise PostbackUnreadable(because="query") from e
