"""Sources, runs, and products as files describe them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from vitrina.catalogue.model import Category, ProductId, ProductStatus
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.taxes import TaxClass
from vitrina.media.model import UploadId
from vitrina.shops.model import ShopId

SourceId = NewType("SourceId", UUID)
RunId = NewType("RunId", UUID)

EXTERNAL_ID_LENGTH_MAX = 200
COLUMNS_MAX = 200
SAMPLES_MAX = 3
SAMPLE_LENGTH_MAX = 80
SOURCES_MAX = 20
ASSUMED_QUANTITY_MAX = 1_000
VANISH_PERCENT_MAX = 30


class Field(StrEnum):
    """What a column of a file can tell."""

    ID = "id"
    """The variant's own id at the source."""
    GROUP = "group"
    """Which rows are variants of one product."""
    TITLE = "title"
    """Name of the product."""
    DESCRIPTION = "description"
    """What the product is, as text or HTML."""
    CATEGORY = "category"
    """Its shelf, in the source's own words."""
    PRICE = "price"
    """What it costs, with tax or without it, as the shop writes its prices."""
    SALE_PRICE = "sale_price"
    """What it costs now, when that is less."""
    COMPARE_AT = "compare_at"
    """What it cost before."""
    CURRENCY = "currency"
    """ISO code of the prices."""
    QUANTITY = "quantity"
    """How many lie on the shelf."""
    AVAILABILITY = "availability"
    """Whether there is any, in words."""
    WEIGHT_G = "weight_g"
    """What a piece weighs with its packing: grams, unless a unit stands beside it."""
    WEIGHT_KG = "weight_kg"
    """The same in kilograms."""
    SKU = "sku"
    """The shop's own code of a variant."""
    IMAGE = "image"
    """Address of a picture."""
    IMAGES = "images"
    """Addresses of more pictures, between commas."""
    STATUS = "status"
    """active, draft or archived."""
    PUBLISHED = "published"
    """Whether it is shown: true or false."""
    TAX_CLASS = "tax_class"
    """general, reduced or zero."""
    OPTION1_NAME = "option1_name"
    """First question, such as Size."""
    OPTION1 = "option1"
    """Answer to it."""
    OPTION2_NAME = "option2_name"
    """Second question."""
    OPTION2 = "option2"
    """Answer to it."""
    OPTION3_NAME = "option3_name"
    """Third question."""
    OPTION3 = "option3"
    """Answer to it."""
    COLOR = "color"
    """Colour, as feeds write it."""
    SIZE = "size"
    """Size, as feeds write it."""
    MATERIAL = "material"
    """Material, as feeds write it."""
    PATTERN = "pattern"
    """Pattern, as feeds write it."""
    ATTRIBUTES = "attributes"
    """Further choices as Meta writes them, such as Scent:Lemon,Strength:High."""


class Format(StrEnum):
    """What a file turned out to be."""

    SHOPIFY_CSV = "shopify_csv"
    """Product export of Shopify, classic or new headers."""
    FEED_CSV = "feed_csv"
    """Product feed of Google, Meta or TikTok as CSV or TSV."""
    FEED_XML = "feed_xml"
    """Product feed as RSS or Atom."""
    SHOPIFY_JSON = "shopify_json"
    """`products.json` of a Shopify shop."""
    LIST_JSON = "list_json"
    """Any JSON list of objects."""
    TABLE_CSV = "table_csv"
    """Any other table, read by a column mapping."""


class Mode(StrEnum):
    """What a file says about products that it does not name."""

    FULL = "full"
    """They are gone: archived."""
    DELTA = "delta"
    """Nothing: they stay."""


class Schedule(StrEnum):
    """When a source is pulled by itself."""

    OFF = "off"
    """Never."""
    HOURLY = "hourly"
    """Every hour."""
    DAILY = "daily"
    """Every day."""


class RunStatus(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    """A worker will begin soon."""
    READING = "reading"
    """The file is fetched and read."""
    MAPPING = "mapping"
    """Somebody must say what the columns mean."""
    READY = "ready"
    """Read: its preview can be looked at, nothing has changed."""
    APPLYING = "applying"
    """Products are being written."""
    DONE = "done"
    """Every product is written."""
    UNCHANGED = "unchanged"
    """The address answered that nothing is new since the last run."""
    CANCELLED = "cancelled"
    """Somebody stopped it; what was written until then stays."""
    FAILED = "failed"
    """It could not be read or written."""
    UNDOING = "undoing"
    """Its products are being put back."""
    UNDONE = "undone"
    """Every product is as it was before."""


class Verdict(StrEnum):
    """What an item means for the shop."""

    NEW = "new"
    """It will be a new product."""
    CHANGED = "changed"
    """It differs from what was imported last."""
    UNCHANGED = "unchanged"
    """It was imported like that before."""
    WRONG = "wrong"
    """It is left out; its problems say why."""
    VANISHING = "vanishing"
    """The file does not name it any more; a full run archives it."""


class ImportedVariant(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A variant as a file describes it. None: the file does not tell.

    key: tells it from others of its product, for ever.  values: in the order of the option names, "" for no
    answer.
    """

    key: str
    values: list[str] = []
    price_minor: int | None = None
    compare_at_minor: int | None = None
    sku: str | None = None
    quantity: int | None = None
    is_available: bool | None = None
    weight_g: int | None = None


class ImportedProduct(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product as a file describes it. None: the file does not tell.

    has_attributes: its options are attributes of a feed, and only those that differ are a choice.
    """

    external_id: str
    title: str | None = None
    description: str | None = None
    category: Category | None = None
    status: ProductStatus | None = None
    tax_class: TaxClass | None = None
    option_names: list[str] = []
    has_attributes: bool = False
    variants: list[ImportedVariant] = []
    images: list[str] = []


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with a row.

    line: in the file, counted from 1.  is_error: the product is left out; else it is imported all the same.
    """

    line: int
    code: str
    external_id: str = ""
    field: str = ""
    sample: str = ""
    is_error: bool = True


class Column(Struct, frozen=True, kw_only=True):
    """A column of a table. field: what it means; null when it is not used."""

    name: str
    field: Field | None
    samples: list[str]


ColumnName = Annotated[str, Meta(min_length=1, max_length=200)]
Mapping = Annotated[dict[ColumnName, Field], Meta(max_length=COLUMNS_MAX)]
SourceName = Annotated[str, Meta(min_length=1, max_length=80)]
Url = Annotated[str, Meta(min_length=8, max_length=2_000, pattern="^https?://")]
Quantity = Annotated[
    int,
    Meta(
        ge=0,
        le=ASSUMED_QUANTITY_MAX,
        description="Units of a new variant that is in stock but has no number in the file",
    ),
]


class Source(Struct, frozen=True, kw_only=True):
    """Where products of a shop come from. mapping: column -> field of tables that we do not know."""

    id: SourceId
    shop_id: ShopId
    name: str
    url: str | None
    mode: Mode
    schedule: Schedule
    category: Category
    assumed_quantity: int
    mapping: Mapping
    etag: str | None
    modified: str | None
    next_pull_at: datetime | None
    created_at: datetime


class SourceView(Struct, frozen=True, kw_only=True):
    """A source as its shop sees it. product_count: on sale or drafts, archived ones not."""

    id: SourceId
    shop_id: ShopId
    name: str
    url: str | None
    mode: Mode
    schedule: Schedule
    category: Category
    assumed_quantity: int
    mapping: Mapping
    product_count: int
    next_pull_at: datetime | None
    created_at: datetime


class NewSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source to be added. No url: files are uploaded. category: for what we cannot tell the shelf of."""

    id: SourceId
    name: SourceName
    url: Url | None = None
    mode: Mode = Mode.FULL
    schedule: Schedule = Schedule.OFF
    category: Category = Category.HOME
    assumed_quantity: Quantity = 0


class SourceChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a source; absent fields stay. mapping: replaces the whole mapping."""

    name: SourceName | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    schedule: Schedule | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    assumed_quantity: Quantity | UnsetType = UNSET
    mapping: Mapping | UnsetType = UNSET


class NewRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An import to begin. upload_id: a finished upload; null fetches the source's address."""

    id: RunId
    upload_id: UploadId | None = None


class Confirmation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Yes to what the preview shows. is_vanishing_fine: also when much of the source would be archived."""

    is_vanishing_fine: bool = False


class Counts(Struct, frozen=True, kw_only=True):
    """What a run found, in products; variants with no number of units, and problems, in rows."""

    row_count: int = 0
    new_count: int = 0
    changed_count: int = 0
    unchanged_count: int = 0
    wrong_count: int = 0
    vanishing_count: int = 0
    problem_count: int = 0
    unnumbered_count: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """One import of a source."""

    id: RunId
    source_id: SourceId
    shop_id: ShopId
    person_id: PersonId
    upload_id: UploadId | None
    status: RunStatus
    is_automatic: bool
    attempt_count: int
    format: Format | None
    encoding: str | None
    delimiter: str | None
    columns: list[Column]
    failure: str | None
    counts: Counts
    done_count: int
    size_bytes: int
    read_bytes: int
    known_count: int
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_stopped(self) -> bool:
        """Whether so much of the source would vanish that a person must say yes."""
        return self.counts.vanishing_count * 100 > self.known_count * VANISH_PERCENT_MAX


class RunView(Struct, frozen=True, kw_only=True):
    """A run as its shop sees it.

    progress_percent: of the step that runs.  is_stopped: more than 30 % of the source would vanish.
    can_undo: it is the last that changed anything.  failure: why it could not go on, as a sentence.
    """

    id: RunId
    source_id: SourceId
    status: RunStatus
    is_automatic: bool
    format: Format | None
    encoding: str | None
    delimiter: str | None
    columns: list[Column]
    failure: str | None
    failure_code: str | None
    counts: Counts
    done_count: int
    progress_percent: int
    is_stopped: bool
    can_undo: bool
    created_at: datetime
    ended_at: datetime | None


class ItemView(Struct, frozen=True, kw_only=True):
    """A product as a run read it. product_id: of the shop's product when there is one."""

    external_id: str
    verdict: Verdict
    line: int
    title: str
    price: Money | None
    variant_count: int
    quantity: int | None
    image_url: str | None
    product_id: ProductId | None


class ProblemView(Struct, frozen=True, kw_only=True):
    """What is wrong with a row. message: a sentence in the reader's language."""

    line: int
    external_id: str
    field_name: str = field(name="field")
    code: str
    sample: str
    is_error: bool
    message: str


class PictureView(Struct, frozen=True, kw_only=True):
    """A picture that could not be fetched, for one of the products that want it."""

    product_id: ProductId
    url: str
    attempt_count: int
    failure: str
    message: str


class Halt(StrEnum):
    """Why a pull of a schedule does not go on by itself."""

    VANISHING = "vanishing"
    """Too much of the source would vanish: its shop must say yes."""
    COLUMNS = "columns"
    """Its columns are not the ones that were named: its shop must name them."""
    FAILED = "failed"
    """It could not be fetched, read or written."""


class ScheduledImportHalted(Event, frozen=True, kw_only=True):
    """A pull of a schedule waits for a person, or failed after it had worked.

    failure: code of the reason when it failed, as in `import_failure.*` of the server's words.
    """

    run_id: RunId
    source_id: SourceId
    shop_id: ShopId
    source_name: str
    because: Halt
    failure: str | None = None
    vanishing_count: int = 0
