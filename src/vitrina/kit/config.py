"""Settings: from VITRINA_* environment variables, or files named by VITRINA_*_FILE. Fails loudly."""

import os
import re
import secrets
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from vitrina.kit.places import Country

NAME_PREFIX = "VITRINA_"
SECRET_KEY_LENGTH_MIN = 32
AMOUNT = re.compile(r"(MXN|BRL|COP|CLP|ARS|PEN|USD)=([0-9]{1,12})")
SCHEDULES = {"daily", "weekly", "monthly", "none"}
DEMO_CONTACT = "mailto:demo@vitrina.example"
PUSH_CONTACT = re.compile(r"mailto:[^\s@<>\"]+@[^\s@<>\"]+|https://[^\s\"]+")
PUSH_SERVICE = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
EMBED_ORIGIN = re.compile(r"\*|https?://(?:\*\.)?[a-zA-Z0-9.-]+(?::\d{1,5})?")


class SettingWrong(Exception):
    """A setting cannot be used; the message says which and why."""


class Settings(Struct, frozen=True, kw_only=True):
    """Everything an operator can set. The comment above a field is its documentation."""

    # PostgreSQL to use, as a URL. Empty: the embedded server in the data folder. `DATABASE_URL` is read too.
    database_url: str = ""
    # Folder for the embedded database, uploads and logs.
    data_dir: Path = Path("var")
    # Address that people type, such as https://vitrina.example. Links in mails and previews start with it.
    base_url: str = "http://localhost:8000"
    # Address to listen on.
    host: str = "127.0.0.1"
    # Port of the web process.
    port: int = 8000
    # Port for publishing by RTMP, as OBS does. 0: none.
    rtmp_port: int = 1935
    # Public address of live films and of publishing from browsers, behind a proxy. Empty: port + 1 here.
    live_base_url: str = ""
    # Shows on air at the same time.
    live_rooms_max: int = 50
    # Largest bitrate of a show, in bits a second.
    live_bitrate_max_bps: int = 8_000_000
    # Bytes kept of one show; its recording ends there, or after four hours.
    live_recording_max_bytes: int = 8 * 1024 * 1024 * 1024
    # Web processes to run.
    web_workers: int = 1
    # Demo mode: demo world, mails on a page, movable clock, sandbox payments.
    is_demo: bool = False
    # Development mode: component page, helpful errors.
    is_development: bool = False
    # Where files are kept: empty for the data folder, or an object store as s3://bucket, gs://bucket, az://container.
    storage_url: str = ""
    # Where private files are kept, such as what people take along: empty for the data folder, or an object
    # store that no CDN serves and every machine reaches.
    private_storage_url: str = ""
    # Public address of the files when a CDN serves them. Empty: this server at /media.
    media_base_url: str = ""
    # Mail server, such as smtp+starttls://user:password@host:587 (or smtp://, smtps://). Empty: mails wait.
    smtp_url: str = ""
    # Sender of mails.
    mail_from: str = "Vitrina <no-reply@localhost>"
    # Web push: whom the services of browser makers write to when something is wrong, such as
    # mailto:ops@vitrina.example or https://vitrina.example/contact. Empty: nothing is pushed, but in a demo.
    push_contact: str = ""
    # Web push: hosts of the services that messages may go to, with spaces between them; *.push.apple.com is
    # every host below that one.
    push_services: str = (
        "fcm.googleapis.com updates.push.services.mozilla.com *.push.apple.com *.notify.windows.com"
    )
    # Secret for signatures, at least 32 characters. Empty: made once and kept in the data folder.
    secret_key: str = ""
    # Platform fee in basis points of the commission base.
    platform_fee_bps: int = 0
    # Default plan in basis points, paid from the platform fee where a shop has no plan of its own.
    default_plan_bps: int = 0
    # What the platform keeps of a sponsorship, in basis points of the fee.
    sponsorship_fee_bps: int = 0
    # Days after which a submitted clip counts as approved when its brand says nothing.
    sponsorship_review_days: int = 7
    # What the platform keeps of a tip, in basis points of it.
    tip_fee_bps: int = 0
    # When payouts are made by themselves (UTC): daily, weekly (Mondays), monthly (the 1st) or none.
    payout_schedule: str = "weekly"
    # From which sum on a payout is made, in minor units, by currency. A currency that is not named: from 1.
    payout_minimums: str = "MXN=20000,BRL=5000,COP=4000000,CLP=10000,ARS=1000000,PEN=4000,USD=1000"
    # Above which sum two operators must agree to a payout, in minor units, by currency. A currency that is
    # not named: always.
    payout_four_eyes_above: str = (
        "MXN=2000000,BRL=500000,COP=400000000,CLP=1000000,ARS=100000000,PEN=400000,USD=100000"
    )
    # The country of who has not said hers and whose browser does not tell: the first of address forms and of
    # what prices are asked in. A browser in English tells none, for most of them name the United States.
    home_country: str = "MX"
    # Countries where an address needs a telephone number, such as MX,BR: what carriers there ask for.
    # Empty: none.
    phone_needed_in: str = ""
    # Folder with files of postal codes, one a country, such as MX.csv, with the columns postal_code, state,
    # city and neighbourhood. Empty: nobody looks postal codes up.
    postal_codes_dir: str = ""
    # Who may turn earning on: everyone (of age), or invited (whom `./vitrina admin invite-creator` names).
    creators: str = "everyone"
    # Ways to pay, in the order in which buyers see them, with spaces between: stripe_card stripe_oxxo
    # stripe_transfer transfer cash_on_delivery. Empty: cards by Stripe where there is a key, transfer where
    # there is an account; in a demo test money and cash on delivery as well.
    payment_methods: str = ""
    # Stripe: the secret key, sk_... or rk_... Empty: Stripe is off.
    stripe_secret_key: str = ""
    # Stripe: the secret of the webhook endpoint, whsec_..., at /api/v1/webhooks/stripe.
    stripe_webhook_secret: str = ""
    # Stripe: where its API is; another address for tests. Empty: Stripe.
    stripe_api_url: str = ""
    # The account that buyers send transfers to: bank, holder and number, as they shall read it.
    transfer_account: str = ""
    # Cash on delivery: who keeps what buyers pay at the door until it is settled, carrier or shop.
    cash_kept_by: str = "carrier"
    # Cash on delivery: parcels that one buyer may have on the way at once.
    cash_open_max: int = 2
    # Cash on delivery: parcels that one buyer may refuse in 180 days before it is no longer offered.
    cash_refusals_max: int = 2
    # How often one person is shown the same advertising campaign on one day (UTC).
    ad_frequency_per_day: int = 3
    # Unsafe requests allowed per client address and minute.
    rate_limit_per_minute: int = 240
    # Believe X-Forwarded-For and X-Forwarded-Proto; only behind a proxy that sets them.
    is_behind_proxy: bool = False
    # Largest video upload in bytes.
    upload_size_max_bytes: int = 500 * 1024 * 1024
    # Uploads that one person may begin on one day (UTC).
    uploads_per_day_max: int = 100
    # Bytes of uploads and files that one person may keep.
    storage_quota_bytes: int = 5 * 1024 * 1024 * 1024
    # Private networks that feeds and pictures may come from, such as 10.1.0.0/16,127.0.0.0/8. Empty: none.
    fetch_networks: str = ""
    # Ports that feeds and pictures may come from.
    fetch_ports: str = "80,443"
    # Sites that may show the player of a clip in a frame, such as https://blog.example or https://*.example,
    # with spaces between them. *: every site. Empty: none.
    embed_origins: str = "*"
    # WhatsApp Cloud API: the app's secret, with which its webhooks are signed. Empty: the bridge is off.
    whatsapp_app_secret: str = ""
    # WhatsApp: the word that Meta asks for when the webhook is set up.
    whatsapp_verify_token: str = ""
    # WhatsApp: the token with which messages are sent.
    whatsapp_access_token: str = ""
    # WhatsApp: where messages are sent to; another address for a gateway or for tests.
    whatsapp_api_url: str = "https://graph.facebook.com/v21.0"
    # WhatsApp: the id of the phone number, as Meta names it.
    whatsapp_phone_number_id: str = ""
    # WhatsApp: the phone number itself, in digits with its country code, for links.
    whatsapp_number: str = ""
    # WhatsApp: the handle of the shop that the number belongs to.
    whatsapp_shop: str = ""
    # WhatsApp: the id of the catalogue whose products have our SKUs. Empty: products are sent as links.
    whatsapp_catalog_id: str = ""
    # WhatsApp: an approved template with one variable, for words a day after the buyer's last ones.
    whatsapp_template: str = ""
    # Demo: port of the retailer that stands in for a partner's system; `./vitrina demo` chooses one. 0: none.
    retailer_port: int = 0
    # Demo: folder with certificate and key of its ports; `./vitrina demo --https` makes it. Empty: no TLS.
    tls_dir: str = ""
    # Level of the logs: DEBUG, INFO, WARNING, ERROR.
    log_level: str = "INFO"

    @property
    def is_https(self) -> bool:
        """Whether people reach this instance over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def push_subject(self) -> str:
        """Who stands behind what is pushed; empty where nothing is."""
        return self.push_contact or (DEMO_CONTACT if self.is_demo else "")

    @property
    def live_port(self) -> int:
        """Port of the live process."""
        return self.port + 1

    @property
    def socket_port(self) -> int:
        """Port of the rooms' sockets."""
        return self.port + 2

    @property
    def live_url(self) -> str:
        """Address of live films: port + 1 where people type our port, else behind their proxy."""
        url = urlsplit(self.base_url)
        if self.live_base_url or url.port != self.port:
            return self.live_base_url.rstrip("/") or self.base_url
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
        return f"{url.scheme}://{host}:{self.live_port}"

    @property
    def sockets_url(self) -> str:
        """Address of the rooms' sockets: port + 2 where people type our port, else behind a proxy."""
        url = urlsplit(self.base_url)
        if self.live_base_url or url.port != self.port:
            return (self.live_base_url.rstrip("/") or self.base_url).replace("http", "ws", 1)
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
        return f"{url.scheme}://{host}:{self.socket_port}".replace("http", "ws", 1)

    @property
    def rtmp_url(self) -> str:
        """Address that a publisher's program is given; empty where RTMP is off."""
        url = urlsplit(self.base_url)
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
        return f"rtmp://{host}:{self.rtmp_port}/live" if self.rtmp_port else ""


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings. Raises SettingWrong with the name and the reason."""
    raw: dict[str, str] = {}
    for field in msgspec.structs.fields(Settings):
        name = NAME_PREFIX + field.name.upper()
        if name + "_FILE" in environ:
            raw[field.name] = _read(name + "_FILE", environ[name + "_FILE"])
        elif name in environ:
            raw[field.name] = environ[name]
    if "database_url" not in raw and environ.get("DATABASE_URL"):
        raw["database_url"] = environ["DATABASE_URL"]
    _refuse_unknown(environ)
    try:
        settings = msgspec.convert(raw, Settings, strict=False, dec_hook=_to_path)
    except msgspec.ValidationError as e:
        raise SettingWrong(f"{NAME_PREFIX}*: {e}") from e
    return _checked(settings)


def amounts_of(text: str) -> dict[str, int]:
    """Read amounts in minor units by currency, such as "MXN=20000,BRL=5000". Raises SettingWrong."""
    amounts: dict[str, int] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        found = AMOUNT.fullmatch(part)
        if not found or found[1] in amounts:
            raise SettingWrong(f"{part!r} is not an amount such as MXN=20000, or its currency stands twice")
        amounts[found[1]] = int(found[2])
    return amounts


def with_secret_key(settings: Settings) -> Settings:
    """Fill an empty secret key from the data folder, making it on the first start (mode 0600)."""
    if settings.secret_key:
        return settings
    path = settings.data_dir / "secret-key"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"secret-key.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        try:
            os.link(temporary, path)  # Two starters at once: one wins, both read the same key.
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return msgspec.structs.replace(settings, secret_key=path.read_text().strip())


def to_environ(settings: Settings) -> dict[str, str]:
    """Write settings as the environment of a child process."""
    values = {field.name: getattr(settings, field.name) for field in msgspec.structs.fields(Settings)}
    return {NAME_PREFIX + name.upper(): _text(value) for name, value in values.items()}


# Variables of the tooling, which are not settings of an instance.
TOOLING = {"SKIP_WEB", "REQUIRE_BROWSER", "CHROMIUM", "PG_USER", "TEST_DATABASE_URL", "WEB_OUT"}


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {field.name.upper() for field in msgspec.structs.fields(Settings)} | TOOLING
    for name in environ:
        bare = name.removeprefix(NAME_PREFIX).removesuffix("_FILE")
        if name.startswith(NAME_PREFIX) and bare not in known:
            raise SettingWrong(f"{name} is not a setting of Vitrina; see docs/reference/settings.md")


def _checked(settings: Settings) -> Settings:
    url = urlsplit(settings.base_url)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path not in {"", "/"}:
        raise SettingWrong("VITRINA_BASE_URL must be like https://vitrina.example, without a path")
    if settings.tls_dir and not (settings.is_demo and url.scheme == "https"):
        raise SettingWrong("VITRINA_TLS_DIR is for a demo at https://; before a real instance stands a proxy")
    if settings.secret_key and len(settings.secret_key) < SECRET_KEY_LENGTH_MIN:
        raise SettingWrong(f"VITRINA_SECRET_KEY must have at least {SECRET_KEY_LENGTH_MIN} characters")
    if settings.creators not in {"everyone", "invited"}:
        raise SettingWrong("VITRINA_CREATORS must be everyone or invited")
    _check_money(settings)
    _check_addresses(settings)
    try:
        for network in filter(None, map(str.strip, settings.fetch_networks.split(","))):
            ip_network(network)
        has_ports = all(0 < int(port) < 65_536 for port in settings.fetch_ports.split(","))
    except ValueError as e:
        raise SettingWrong(f"VITRINA_FETCH_NETWORKS or VITRINA_FETCH_PORTS: {e}") from e
    if not has_ports:
        raise SettingWrong("VITRINA_FETCH_PORTS must be ports between 1 and 65535, with commas between them")
    if not all(EMBED_ORIGIN.fullmatch(each) for each in settings.embed_origins.split()):
        raise SettingWrong("VITRINA_EMBED_ORIGINS must be * or origins such as https://blog.example")
    _check_push(settings)
    if settings.private_storage_url and settings.private_storage_url == settings.storage_url:
        raise SettingWrong("VITRINA_PRIVATE_STORAGE_URL must not be VITRINA_STORAGE_URL: that one is public")
    if not 0 < settings.port < 65_534:
        raise SettingWrong("VITRINA_PORT must be between 1 and 65533; the two ports after it are taken, too")
    _check_live(settings)
    return msgspec.structs.replace(settings, base_url=settings.base_url.rstrip("/"))


def _check_money(settings: Settings) -> None:
    for name in ("platform_fee_bps", "default_plan_bps", "sponsorship_fee_bps", "tip_fee_bps"):
        if not 0 <= getattr(settings, name) <= 5_000:
            raise SettingWrong(f"{NAME_PREFIX}{name.upper()} must be between 0 and 5000 basis points")
    known = {"sandbox", "sandbox_voucher", "stripe_card", "stripe_oxxo", "stripe_transfer", "transfer"}
    if wrong := set(settings.payment_methods.split()) - known - {"cash_on_delivery"}:
        raise SettingWrong(f"VITRINA_PAYMENT_METHODS: {' '.join(sorted(wrong))} is no way to pay")
    if settings.cash_kept_by not in {"carrier", "shop"}:
        raise SettingWrong("VITRINA_CASH_KEPT_BY must be carrier or shop")
    if settings.cash_open_max < 1 or settings.cash_refusals_max < 1:
        raise SettingWrong("VITRINA_CASH_OPEN_MAX and VITRINA_CASH_REFUSALS_MAX must be 1 or more")
    if len(settings.transfer_account) > 500:
        raise SettingWrong("VITRINA_TRANSFER_ACCOUNT must have at most 500 characters")
    if not 1 <= settings.sponsorship_review_days <= 30:
        raise SettingWrong("VITRINA_SPONSORSHIP_REVIEW_DAYS must be between 1 and 30")
    if settings.payout_schedule not in SCHEDULES:
        raise SettingWrong("VITRINA_PAYOUT_SCHEDULE must be daily, weekly, monthly or none")
    for name in ("payout_minimums", "payout_four_eyes_above"):
        try:
            amounts_of(getattr(settings, name))
        except SettingWrong as e:
            raise SettingWrong(f"{NAME_PREFIX}{name.upper()}: {e}") from e
    if settings.default_plan_bps > settings.platform_fee_bps:
        raise SettingWrong("VITRINA_DEFAULT_PLAN_BPS is paid from the platform fee and cannot be larger")


def _check_addresses(settings: Settings) -> None:
    if settings.home_country not in set(Country):
        raise SettingWrong(f"VITRINA_HOME_COUNTRY: {settings.home_country} is no country such as MX")
    named = {each.strip() for each in settings.phone_needed_in.split(",")} - {""}
    if wrong := named - set(Country):
        raise SettingWrong(f"VITRINA_PHONE_NEEDED_IN: {', '.join(sorted(wrong))} is no country such as MX")
    if settings.postal_codes_dir and not Path(settings.postal_codes_dir).is_dir():
        raise SettingWrong(f"VITRINA_POSTAL_CODES_DIR: {settings.postal_codes_dir} is no folder")


def _check_push(settings: Settings) -> None:
    if settings.push_contact and not PUSH_CONTACT.fullmatch(settings.push_contact):
        raise SettingWrong("VITRINA_PUSH_CONTACT must be like mailto:ops@vitrina.example or https://...")
    if not all(PUSH_SERVICE.fullmatch(each) for each in settings.push_services.split()):
        raise SettingWrong(
            "VITRINA_PUSH_SERVICES must be hosts such as fcm.googleapis.com or *.push.apple.com"
        )


def _check_live(settings: Settings) -> None:
    if not 0 <= settings.rtmp_port < 65_536:
        raise SettingWrong("VITRINA_RTMP_PORT must be a port, or 0 for none")
    if settings.rtmp_port in range(settings.port, settings.port + 3):
        raise SettingWrong("VITRINA_RTMP_PORT is one of the three ports from VITRINA_PORT on")
    url = urlsplit(settings.live_base_url)
    if settings.live_base_url and (url.scheme not in {"http", "https"} or not url.hostname):
        raise SettingWrong("VITRINA_LIVE_BASE_URL must be like https://live.vitrina.example")
    if settings.live_rooms_max < 1 or settings.live_recording_max_bytes < 0:
        raise SettingWrong("VITRINA_LIVE_ROOMS_MAX or VITRINA_LIVE_RECORDING_MAX_BYTES is too small")
    if not 100_000 <= settings.live_bitrate_max_bps <= 50_000_000:
        raise SettingWrong("VITRINA_LIVE_BITRATE_MAX_BPS must be between 100000 and 50000000")


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as e:
        raise SettingWrong(f"{name}: {path} cannot be read ({e.strerror})") from e


def _to_path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
