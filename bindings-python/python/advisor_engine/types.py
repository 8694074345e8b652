# Written by `cargo xtask generate bindings` from the registry of operations; do not edit.
"""What requests and answers are made of.

Requests are written as plain dictionaries; an optional field that is `None` is as good as absent. Answers are plain
dictionaries, too, and share nothing with the engine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NotRequired, Protocol, TypeAlias, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import Buffer
else:
    Buffer = object



class Array(Protocol):
    """An array of numpy, whose types tell of the buffer protocol from Python 3.12 on."""

    @property
    def __array_interface__(self) -> dict[str, object]: ...


Vector: TypeAlias = "Sequence[float] | Buffer | Array"
"""Numbers; an array of float32 or float64, such as numpy's, is copied at once."""

MoneyLike: TypeAlias = Union[str, Decimal]
"""An amount to be given: text such as `1234.50`, or a `Decimal`."""

PathLike: TypeAlias = "str | os.PathLike[str]"
"""A path to be given: text, or a `pathlib.Path`."""

TimestampLike: TypeAlias = Union[str, datetime]
"""An instant to be given: ISO 8601 text, or a `datetime` that has a time zone."""


class Advisor(TypedDict):
    """An advisor of the marketplace: public columns only, those that were selected."""

    id: str
    """The id of the profile; there whatever was selected."""

    accepts_hourly: NotRequired[bool]
    """Whether the advisor may be paid by the hour."""

    accepts_project: NotRequired[bool]
    """Whether the advisor may be paid by project."""

    accepts_retainer: NotRequired[bool]
    """Whether the advisor may be paid a monthly retainer."""

    accepts_value_based: NotRequired[bool]
    """Whether the advisor may be paid by the value of the work."""

    bio: NotRequired[str | None]
    """What the advisor tells of the work."""

    business_sizes: NotRequired[list[str]]
    """Sizes of business served."""

    certifications: NotRequired[list[str]]
    """Certifications held."""

    completed_engagements: NotRequired[int]
    """Engagements brought to an end."""

    created_at: NotRequired[Timestamp | None]
    """When the profile was made."""

    current_clients: NotRequired[int]
    """Clients served now."""

    headline: NotRequired[str | None]
    """The headline of the profile."""

    hourly_rate: NotRequired[Money | None]
    """The price of an hour."""

    industries: NotRequired[list[str]]
    """Industries known."""

    is_available: NotRequired[bool]
    """Whether the advisor takes new clients now."""

    languages: NotRequired[list[str]]
    """Languages spoken."""

    linkedin_url: NotRequired[str | None]
    """The advisor's page in the professional network."""

    max_clients: NotRequired[int | None]
    """The most clients that the advisor takes."""

    monthly_retainer_max: NotRequired[Money | None]
    """The largest monthly retainer."""

    monthly_retainer_min: NotRequired[Money | None]
    """The least monthly retainer."""

    name: NotRequired[str | None]
    """The user's name; none where the user is not there or deleted."""

    overall_rating: NotRequired[float | None]
    """0 to 5."""

    portfolio_url: NotRequired[str | None]
    """A page with earlier work."""

    professional_title: NotRequired[str | None]
    """The title of the profile."""

    project_rate_min: NotRequired[Money | None]
    """The least price of a project."""

    remote_only: NotRequired[bool]
    """Whether the advisor works remotely only."""

    response_time: NotRequired[int | None]
    """How long an answer takes, in hours."""

    score: NotRequired[float]
    """How well the advisor fits the text, higher is better; only in a list by relevance."""

    services: NotRequired[list[str]]
    """Services offered."""

    timezone: NotRequired[str | None]
    """The zone that the advisor lives by."""

    total_reviews: NotRequired[int]
    """How many reviews the rating rests on."""

    user_id: NotRequired[str]
    """The user behind the profile."""

    video_intro_url: NotRequired[str | None]
    """A video in which the advisor speaks."""

    willing_to_travel: NotRequired[bool]
    """Whether the advisor travels to clients."""

    years_experience: NotRequired[int | None]
    """Years of experience."""


class AdvisorAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    id: str
    """The id of the profile; there whatever was selected."""

    accepts_hourly: NotRequired[bool]
    """Whether the advisor may be paid by the hour."""

    accepts_project: NotRequired[bool]
    """Whether the advisor may be paid by project."""

    accepts_retainer: NotRequired[bool]
    """Whether the advisor may be paid a monthly retainer."""

    accepts_value_based: NotRequired[bool]
    """Whether the advisor may be paid by the value of the work."""

    bio: NotRequired[str | None]
    """What the advisor tells of the work."""

    business_sizes: NotRequired[list[str]]
    """Sizes of business served."""

    certifications: NotRequired[list[str]]
    """Certifications held."""

    completed_engagements: NotRequired[int]
    """Engagements brought to an end."""

    created_at: NotRequired[Timestamp | None]
    """When the profile was made."""

    current_clients: NotRequired[int]
    """Clients served now."""

    headline: NotRequired[str | None]
    """The headline of the profile."""

    hourly_rate: NotRequired[Money | None]
    """The price of an hour."""

    industries: NotRequired[list[str]]
    """Industries known."""

    is_available: NotRequired[bool]
    """Whether the advisor takes new clients now."""

    languages: NotRequired[list[str]]
    """Languages spoken."""

    linkedin_url: NotRequired[str | None]
    """The advisor's page in the professional network."""

    max_clients: NotRequired[int | None]
    """The most clients that the advisor takes."""

    monthly_retainer_max: NotRequired[Money | None]
    """The largest monthly retainer."""

    monthly_retainer_min: NotRequired[Money | None]
    """The least monthly retainer."""

    name: NotRequired[str | None]
    """The user's name; none where the user is not there or deleted."""

    overall_rating: NotRequired[float | None]
    """0 to 5."""

    portfolio_url: NotRequired[str | None]
    """A page with earlier work."""

    professional_title: NotRequired[str | None]
    """The title of the profile."""

    project_rate_min: NotRequired[Money | None]
    """The least price of a project."""

    remote_only: NotRequired[bool]
    """Whether the advisor works remotely only."""

    response_time: NotRequired[int | None]
    """How long an answer takes, in hours."""

    score: NotRequired[float]
    """How well the advisor fits the text, higher is better; only in a list by relevance."""

    services: NotRequired[list[str]]
    """Services offered."""

    timezone: NotRequired[str | None]
    """The zone that the advisor lives by."""

    total_reviews: NotRequired[int]
    """How many reviews the rating rests on."""

    user_id: NotRequired[str]
    """The user behind the profile."""

    video_intro_url: NotRequired[str | None]
    """A video in which the advisor speaks."""

    willing_to_travel: NotRequired[bool]
    """Whether the advisor travels to clients."""

    years_experience: NotRequired[int | None]
    """Years of experience."""


AdvisorField: TypeAlias = "Literal['id', 'userId', 'name', 'professionalTitle', 'headline', 'bio', 'yearsExperience', 'certifications', 'industries', 'services', 'businessSizes', 'languages', 'hourlyRate', 'monthlyRetainerMin', 'monthlyRetainerMax', 'projectRateMin', 'acceptsHourly', 'acceptsRetainer', 'acceptsProject', 'acceptsValueBased', 'overallRating', 'totalReviews', 'completedEngagements', 'responseTime', 'currentClients', 'maxClients', 'isAvailable', 'remoteOnly', 'willingToTravel', 'timezone', 'videoIntroUrl', 'portfolioUrl', 'linkedinUrl', 'createdAt']"
"""A public column of an advisor.

`id`: The id of the profile.

`userId`: The user behind the profile.

`name`: The user's name; none where the user is not there or deleted.

`professionalTitle`: The title of the profile.

`headline`: The headline of the profile.

`bio`: What the advisor tells of the work.

`yearsExperience`: Years of experience.

`certifications`: Certifications held.

`industries`: Industries known.

`services`: Services offered.

`businessSizes`: Sizes of business served.

`languages`: Languages spoken.

`hourlyRate`: The price of an hour.

`monthlyRetainerMin`: The least monthly retainer.

`monthlyRetainerMax`: The largest monthly retainer.

`projectRateMin`: The least price of a project.

`acceptsHourly`: Whether the advisor may be paid by the hour.

`acceptsRetainer`: Whether the advisor may be paid a monthly retainer.

`acceptsProject`: Whether the advisor may be paid by project.

`acceptsValueBased`: Whether the advisor may be paid by the value of the work.

`overallRating`: 0 to 5.

`totalReviews`: How many reviews the rating rests on.

`completedEngagements`: Engagements brought to an end.

`responseTime`: How long an answer takes, in hours.

`currentClients`: Clients served now.

`maxClients`: The most clients that the advisor takes.

`isAvailable`: Whether the advisor takes new clients now.

`remoteOnly`: Whether the advisor works remotely only.

`willingToTravel`: Whether the advisor travels to clients.

`timezone`: The zone that the advisor lives by.

`videoIntroUrl`: A video in which the advisor speaks.

`portfolioUrl`: A page with earlier work.

`linkedinUrl`: The advisor's page in the professional network.

`createdAt`: When the profile was made.
"""


class AdvisorFilters(TypedDict):
    """What a search form asks for: every field that is given must hold, any word of a list will do.

    An empty list and a field that is absent ask for nothing; 0 is a value. Words are compared without regard to case.
    An advisor who lacks a number drops out of its filter, unless `keep_missing` names it.
    """

    accepts_hourly: NotRequired[bool | None]
    """Whether the advisor may be paid by the hour."""

    accepts_project: NotRequired[bool | None]
    """Whether the advisor may be paid by project."""

    accepts_retainer: NotRequired[bool | None]
    """Whether the advisor may be paid a monthly retainer."""

    accepts_value_based: NotRequired[bool | None]
    """Whether the advisor may be paid by the value of the work."""

    available: NotRequired[bool | None]
    """Whether the advisor takes new clients now."""

    business_sizes: NotRequired[Sequence[str] | None]
    """Any of these sizes of business."""

    capacity_left: NotRequired[bool | None]
    """Whether the advisor has fewer clients than the maximum."""

    certifications: NotRequired[Sequence[str] | None]
    """Any of these certifications."""

    hourly_rate_max: NotRequired[MoneyLike | None]
    """The highest price of an hour."""

    hourly_rate_min: NotRequired[MoneyLike | None]
    """The least price of an hour."""

    industries: NotRequired[Sequence[str] | None]
    """Any of these industries."""

    keep_missing: NotRequired[Sequence[NumericFilter] | None]
    """The numbers without which an advisor stays in."""

    languages: NotRequired[Sequence[str] | None]
    """Any of these languages."""

    monthly_retainer_max: NotRequired[MoneyLike | None]
    """The highest monthly retainer: the advisor's own maximum is within it."""

    rating_min: NotRequired[float | None]
    """The least rating, 0 to 5."""

    remote_only: NotRequired[bool | None]
    """Whether the advisor works remotely only."""

    services: NotRequired[Sequence[str] | None]
    """Any of these services."""

    years_min: NotRequired[int | None]
    """The least years of experience."""


class AdvisorListAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: list[Advisor]
    """The advisors."""


AdvisorSort: TypeAlias = "Literal['relevance', 'rating', 'experience', 'price_low', 'price_high', 'reviews', 'newest']"
"""The order of a list of advisors. Each is total: missing values last, equal ones by id.

`relevance`: How well the text fits, best first; only with a text.

`rating`: The rating, highest first.

`experience`: Years of experience, most first.

`price_low`: The price of an hour, lowest first.

`price_high`: The price of an hour, highest first.

`reviews`: The number of reviews, most first.

`newest`: The making of the profile, newest first.
"""


class Applied(TypedDict):
    """What `apply` acknowledges."""

    revision: int
    """The revision that holds the batch; published when `apply` returns."""

    as_of: AsOf
    """When it was committed."""

    change_count: int
    """Changes in the batch."""


class ApplyRequest(TypedDict):
    """A batch of changes."""

    changes: Sequence[Change]
    """All of them are taken as one revision, or none."""

    source_position: NotRequired[str | None]
    """The host's own mark of how far it has come; every later answer carries it."""


class AsOf(TypedDict):
    """When the revision of an answer was committed, and how far its source had come."""

    committed_at: Timestamp
    """When the newest batch of the revision was committed here."""

    source_position: str | None
    """The position that the source gave with it, where it gave one."""


class AudienceStaff(TypedDict):
    kind: Literal["staff"]


class AudiencePortal(TypedDict):
    kind: Literal["portal"]

    client_id: str
    """The only client that this access opens."""

    is_active: bool
    """Whether the row is active; an inactive one opens nothing."""

    can_view_financials: bool
    """Whether amounts and invoices are shown."""

    document_access_levels: Sequence[DocumentAccessLevel]
    """The access levels of the documents that are shown; confidential ones never are."""

    expires_at: NotRequired[TimestampLike | None]
    """From this instant on the access opens nothing."""


Audience: TypeAlias = "AudienceStaff | AudiencePortal"
"""Who an answer is for. Every read that a client's portal may call takes one."""


class Budget(TypedDict):
    """A way of paying, and how much.

    An advisor fits who accepts that way of paying and whose price range meets this one: the hourly rate; the monthly
    retainer from its minimum to its maximum; a project from its minimum upwards. A bound that is given is compared with
    a price that the advisor must therefore state.
    """

    kind: BudgetKind
    """The way of paying."""

    max: NotRequired[MoneyLike | None]
    """The most that the client can spend."""

    min: NotRequired[MoneyLike | None]
    """The least that the client means to spend."""


BudgetKind: TypeAlias = "Literal['hourly', 'monthly_retainer', 'project_based', 'flexible']"
"""A way of paying an advisor.

`hourly`: By the hour.

`monthly_retainer`: A fixed sum per month.

`project_based`: A fixed sum per project.

`flexible`: Any of the three others.
"""


class ChangeUpsert(TypedDict):
    table: str
    """The table's name."""

    upsert: Row


class ChangeDelete(TypedDict):
    table: str
    """The table's name."""

    delete: str


Change: TypeAlias = "ChangeUpsert | ChangeDelete"
"""One change of one row.

Columns may be named in either spelling (`organizationId`, `organization_id`). An upsert gives the whole row: a column
that it leaves out is null, and a required one may not be left out.
"""


class ClientDashboardAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    client_id: str
    """The client's id."""

    business_name: str
    """The client's name."""

    status: str
    """The client's status."""

    total_documents: int
    """Documents that the audience sees."""

    documents_last30_days: int
    """Of these, created in the 30 days before the call."""

    documents_needs_review: int
    """Of these, waiting for review."""

    active_tasks: int
    """Tasks pending or in progress."""

    completed_tasks: int
    """Tasks completed."""

    total_invoices: int | None
    """Invoices; none where the audience may not see financials."""

    amounts: list[CurrencyAmounts] | None
    """Amounts by currency, in order of its code; none where the audience may not see financials."""

    total_engagements: int
    """Engagements."""

    active_engagements: int
    """Engagements in progress."""

    last_document_upload: Timestamp | None
    """When the newest visible document was created."""

    last_task_update: Timestamp | None
    """When a task was last updated."""

    last_invoice_date: Timestamp | None
    """When the newest invoice was created; none where the audience may not see financials."""

    last_refreshed: Timestamp
    """When the revision of this answer was committed."""

    recent_documents: list[RecentDocument]
    """The 5 newest visible documents, newest first, then by id."""

    upcoming_tasks: list[UpcomingTask]
    """The 5 next tasks that are pending or in progress: due first, without a date last, then by id."""


class ClientDashboardRequest(TypedDict):
    """Which client's dashboard, and for whom."""

    client_id: str
    """The client."""

    audience: Audience
    """Who reads it."""


class ClientNeeds(TypedDict):
    """What a client needs of an advisor.

    Lists that are empty and values that are absent ask for nothing. Hard filters compare words without regard to case;
    the parts of `points-v1` compare them with it, as the formula always did.
    """

    budget: NotRequired[Budget | None]
    """What the client can spend, in one way of paying."""

    business_size: NotRequired[str | None]
    """The size of the client's business, for instance `smb`."""

    certifications: NotRequired[Sequence[str] | None]
    """Any of these certifications."""

    embedding: NotRequired[Vector | None]
    """The needs as a vector, of the dimension of the advisors' embeddings; empty for none."""

    excluded_ids: NotRequired[Sequence[str] | None]
    """Advisors that must not be matched; unknown ids are fine."""

    hard_filters: NotRequired[HardFilters | None]
    """Filters switched on or off one by one."""

    industries: NotRequired[Sequence[str] | None]
    """Any of these industries."""

    languages: NotRequired[Sequence[str] | None]
    """Any of these languages."""

    limit: NotRequired[int | None]
    """The largest number of matches: 1 to 1000, by default 20."""

    max_hourly_rate: NotRequired[MoneyLike | None]
    """The most that an hour may cost."""

    min_years: NotRequired[int | None]
    """Years of experience that the advisor should have."""

    remote: NotRequired[bool | None]
    """The advisor should work remotely."""

    required_services: NotRequired[Sequence[str] | None]
    """Services that the advisor should offer; a match needs one of them, or all if the filter `services_all` is on."""

    scoring_profile: NotRequired[str | None]
    """The name of the scoring profile: `blended-v1` (default) or `points-v1`."""


class CompareAdvisors(TypedDict):
    """Asks for two to five different advisors, to show side by side."""

    ids: Sequence[str]
    """The ids of the profiles."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class Config(TypedDict):
    """The configuration of an engine."""

    clock: NotRequired[TimestampLike | None]
    """Where the engine reads the time; in JSON, an instant at which it stands still, for tests.

    Default: the system's clock.
    """

    cursor_key: NotRequired[CursorKey | None]
    """The secret that cursors are authenticated with.

    Default none: the store makes its own once, and keeps it in its log. Cursors of one key are refused under another.
    """

    embedding_dimension: NotRequired[int | None]
    """The dimension that every vector must have; none takes that of the first vector.

    Default none: the host's embedding model decides.
    """

    fold_batches: NotRequired[int | None]
    """A fold starts when the log holds more batches than this.

    Default 100,000: a few seconds of replay at the next open, however few rows they change again and again.
    """

    fold_bytes: NotRequired[int | None]
    """A fold starts when the log has taken this many bytes of row images since the base. Default 256 MiB."""

    fold_row_minimum: NotRequired[int | None]
    """Tables with fewer changed rows than this never start a fold by their share.

    Default 50,000: below it a fold costs more than the delta it saves.
    """

    fold_row_share: NotRequired[float | None]
    """A fold starts when the changed rows of a table pass this share of its base.

    Default 0.1: a tenth of a table is where the anti-join of base and delta begins to cost a query.
    """

    is_fold_automatic: NotRequired[bool | None]
    """Whether folds start by themselves in the background. Default true."""

    memory_limit_bytes: NotRequired[int | None]
    """Bytes that DuckDB may use for folds and queries before it spills to disk; a load may use as many again.

    Default 1 GiB: a load of six million rows sorts within it on the reference machine.
    """

    thread_count: NotRequired[int | None]
    """Threads that DuckDB may use. Default: what the machine offers."""


class CurrencyAmounts(TypedDict):
    """Sums of invoices in one currency."""

    currency: str
    """The currency's code."""

    total_revenue: Money
    """Total of the invoices that are paid."""

    outstanding_balance: Money
    """Balance of the invoices that are sent, viewed, partly paid or overdue."""


CursorKey: TypeAlias = "str"
"""The secret of cursors: text of at least 32 bytes, made by a random generator."""

DocumentAccessLevel: TypeAlias = "Literal['public', 'organization', 'client', 'restricted']"
"""The access level of a document.

`public`: Everyone.

`organization`: The tenant's own people.

`client`: The client's people.

`restricted`: Named people.
"""


class EngagementCount(TypedDict):
    """Engagements of one status and type."""

    status: str
    """The status."""

    type: str
    """The type."""

    count: int
    """Their rows."""


class FacetCount(TypedDict):
    """How many advisors of the result hold a word.

    Spellings that differ only in case are one word, shown as most advisors of the marketplace spell it (of equals, the
    first by bytes). *Order*: count, largest first, then spelling; words that nobody of the result holds are left out.
    """

    value: str
    """The word."""

    count: int
    """Advisors that hold it in any spelling."""


FacetName: TypeAlias = "Literal['industries', 'services', 'certifications', 'languages', 'businessSizes', 'rating', 'hourlyRate']"
"""What a result is counted by.

`industries`: Words of the industries.

`services`: Words of the services.

`certifications`: Words of the certifications.

`languages`: Words of the languages.

`businessSizes`: Words of the sizes of business.

`rating`: Bands of the rating.

`hourlyRate`: Bands of the price of an hour.
"""


class Facets(TypedDict):
    """The counts of a result, for the facets that were asked for.

    Exact over the whole result, not the page, and disjunctive: the counts of a field leave out that field's own filter,
    so that they tell what choosing another value would give.
    """

    business_sizes: NotRequired[list[FacetCount] | None]
    """By size of business."""

    certifications: NotRequired[list[FacetCount] | None]
    """By certification."""

    hourly_rate: NotRequired[list[MoneyBand] | None]
    """By the price of an hour: below 100, from 100, from 150, from 200, from 300, from 500, missing."""

    industries: NotRequired[list[FacetCount] | None]
    """By industry."""

    languages: NotRequired[list[FacetCount] | None]
    """By language."""

    rating: NotRequired[list[NumberBand] | None]
    """By rating: below 3, from 3, from 4, from 4.5, missing."""

    services: NotRequired[list[FacetCount] | None]
    """By service."""


class FeaturedAdvisors(TypedDict):
    """Asks for the advisors of a front page: available ones that stand out."""

    category: FeaturedCategory
    """What they stand out by."""

    industry: NotRequired[str | None]
    """An industry that they know, whatever its case; none for any."""

    limit: NotRequired[int | None]
    """The largest number of advisors: 1 to 20, by default 10."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


FeaturedCategory: TypeAlias = "Literal['top_rated', 'recently_joined', 'industry_expert']"
"""What a featured advisor stands out by.

`top_rated`: A rating of 4.5 or more on at least 5 reviews, the best rated first.

`recently_joined`: The newest profiles first.

`industry_expert`: 10 years of experience or more, the most first.
"""


class FileCheck(TypedDict):
    """One file of the store."""

    name: str
    """The file's name in its folder."""

    byte_count: int
    """Bytes that it should hold."""

    problem: str | None
    """What is wrong with it; none where it is sound."""


class FileReport(TypedDict):
    """What `verify_files` found, one entry per file."""

    files: list[FileCheck]
    """The files of the base and the log."""


Filter = TypedDict(
    "Filter",
    {
        # Whether this is true.
        "accepts_hourly": "NotRequired[bool | None]",
        # Whether this is true.
        "accepts_project": "NotRequired[bool | None]",
        # Whether this is true.
        "accepts_retainer": "NotRequired[bool | None]",
        # Whether this is true.
        "accepts_value_based": "NotRequired[bool | None]",
        # Every one of these.
        "all": "NotRequired[Sequence[Filter] | None]",
        # At least one of these.
        "any": "NotRequired[Sequence[Filter] | None]",
        # Whether this is true.
        "available": "NotRequired[bool | None]",
        # Words of this list.
        "business_sizes": "NotRequired[Words | None]",
        # Whether this is true.
        "capacity_left": "NotRequired[bool | None]",
        # Words of this list.
        "certifications": "NotRequired[Words | None]",
        # A range of this amount, both ends included.
        "hourly_rate": "NotRequired[MoneyRange | None]",
        # Words of this list.
        "industries": "NotRequired[Words | None]",
        # Words of this list.
        "languages": "NotRequired[Words | None]",
        # A range of this amount, both ends included.
        "monthly_retainer_max": "NotRequired[MoneyRange | None]",
        # A range of this amount, both ends included.
        "monthly_retainer_min": "NotRequired[MoneyRange | None]",
        # Not this.
        "not": "NotRequired[Filter | None]",
        # A range of this number, both ends included.
        "overall_rating": "NotRequired[NumberRange | None]",
        # A range of this amount, both ends included.
        "project_rate_min": "NotRequired[MoneyRange | None]",
        # Whether this is true.
        "remote_only": "NotRequired[bool | None]",
        # Words of this list.
        "services": "NotRequired[Words | None]",
        # A range of this number, both ends included.
        "total_reviews": "NotRequired[IntegerRange | None]",
        # A range of this number, both ends included.
        "years_experience": "NotRequired[IntegerRange | None]",
    },
)
"""A condition on an advisor, or several joined: an object of one key, which is `all`, `any`, `not`, or the name of a
field.
"""


class FoldReport(TypedDict):
    """What a fold has done."""

    base_revision: int
    """The newest revision that the new base holds."""


class FolderRequest(TypedDict):
    """A folder."""

    folder: PathLike
    """Its path."""


class FoundAdvisorsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: list[Advisor | None]
    """The advisor of the id at this place; none where there is none that may be shown."""


class GetAdvisor(TypedDict):
    """Asks for one advisor."""

    id: str
    """The id of the profile."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class GetAdvisors(TypedDict):
    """Asks for many advisors, at most 1,000."""

    ids: Sequence[str]
    """The ids of the profiles; one may come twice, as a batch loader's keys may."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class HardFilters(TypedDict):
    """Hard filters one by one: true and false switch a filter on and off, none leaves its default.

    A filter whose needs are not stated removes nobody; one that is on removes advisors that lack the value it looks at.
    Active, verified and not deleted is required always.
    """

    available: NotRequired[bool | None]
    """Available now; on by default."""

    budget: NotRequired[bool | None]
    """The budget; off by default."""

    business_size: NotRequired[bool | None]
    """The business size; off by default."""

    capacity_left: NotRequired[bool | None]
    """Fewer clients than the maximum, where none or 0 leaves no capacity; on by default."""

    certifications: NotRequired[bool | None]
    """Any of the certifications; off by default."""

    industries: NotRequired[bool | None]
    """Any of the industries; on by default."""

    languages: NotRequired[bool | None]
    """Any of the languages; off by default."""

    max_hourly_rate: NotRequired[bool | None]
    """An hourly rate of at most the maximum; on by default."""

    min_years: NotRequired[bool | None]
    """The years of experience; off by default."""

    remote: NotRequired[bool | None]
    """Works remotely; off by default."""

    services_all: NotRequired[bool | None]
    """All of the required services; off by default."""

    services_any: NotRequired[bool | None]
    """Any of the required services; on by default."""


class IntegerRange(TypedDict):
    """A range, both ends included."""

    max: NotRequired[int | None]
    """The largest value; none for no bound."""

    min: NotRequired[int | None]
    """The least value; none for no bound."""

    missing: NotRequired[Missing | None]
    """What happens to an advisor who lacks the value."""


class InvoiceTotals(TypedDict):
    """Invoices in one currency, of every status."""

    currency: str
    """The currency's code."""

    count: int
    """The invoices."""

    total_amount: Money
    """Sum of their totals."""

    paid_amount: Money
    """Sum of what was paid."""

    balance_amount: Money
    """Sum of what is left."""


class LoadReport(TypedDict):
    """What a load has done."""

    revision: int
    """The revision that holds the loaded rows."""

    as_of: AsOf
    """When it was committed."""

    tables: list[LoadedTable]
    """Rows taken, by table in the catalog's order."""

    rejected: list[RejectedRow]
    """Rows that could not be taken."""

    elapsed_ms: int
    """From call to switch, in milliseconds."""


class LoadRequest(TypedDict):
    """What to load."""

    folder: PathLike
    """The folder of the snapshot."""

    stop_on_bad_row: NotRequired[bool | None]
    """Ends the load at a row that cannot be taken, instead of listing it as rejected."""


class LoadedTable(TypedDict):
    """One table of a load."""

    name: str
    """The table's name."""

    row_count: int
    """Rows that it holds now."""


class MarketplaceStatsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: int
    """Advisors."""

    available: int
    """Those who take new clients now."""

    with_capacity: int
    """Those who are available and have fewer clients than their maximum."""

    rated: int
    """Those who have a rating and at least one review: a profile starts at 0 without any."""

    average_rating: float | None
    """The mean of their ratings, 0 to 5; none where nobody is rated."""

    total_reviews: int
    """The reviews of all advisors."""

    industries: list[FacetCount]
    """Advisors by industry."""

    services: list[FacetCount]
    """Advisors by service."""

    certifications: list[FacetCount]
    """Advisors by certification."""

    languages: list[FacetCount]
    """Advisors by language."""

    business_sizes: list[FacetCount]
    """Advisors by size of business."""


class Match(TypedDict):
    """One advisor with the score and what it is made of; public columns only."""

    rank: int
    """From 1."""

    advisor_id: str
    """The id of the profile."""

    user_id: str
    """The user behind the profile."""

    name: str | None
    """The user's name; none where the user is not there or deleted."""

    professional_title: str | None
    """The title of the profile."""

    headline: str | None
    """The headline of the profile."""

    hourly_rate: Money | None
    """Per hour."""

    years_experience: int | None
    """Years of experience."""

    overall_rating: float | None
    """0 to 5."""

    total_reviews: int
    """How many reviews the rating rests on."""

    score: float
    """The left fold, in `f64`, of the contributions of the parts in their order; higher is better."""

    parts: list[Part]
    """What the score is made of, in the order of the scoring profile."""

    points: int
    """The points of `points-v1`, rounded half up; 0 to 100."""

    reasons: Reasons
    """Why the advisor has these points."""

    has_embedding: bool
    """Whether the advisor has an embedding; without one the cosine is 0."""


class MatchResultAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    matches: list[Match]
    """At most as many as the limit."""

    plan: Plan
    """How they were found."""


class MemoryUse(TypedDict):
    """Where the memory goes, in bytes."""

    mapped: int
    """Files of the base that are mapped; the operating system may take these pages back."""

    rollups: int
    """Rollups of clients and tenants."""

    profiles: int
    """Columns, bitmaps and kept orders of the advisors."""

    text: int
    """The text index of the advisors."""

    vectors: int
    """Vectors and norms that are not in a mapped file."""

    delta: int
    """Images of changed rows."""

    warehouse_limit: int
    """The limit that DuckDB was given."""


Missing: TypeAlias = "Literal['drop', 'keep']"
"""What a range does with an advisor who lacks the value.

`drop`: Takes the advisor out.

`keep`: Keeps the advisor.
"""

Money: TypeAlias = "str"
"""An amount as decimal text with two digits after the point, such as `1234.50`."""


MoneyBand = TypedDict(
    "MoneyBand",
    {
        # The least value of the band; none for no bound.
        "from": "Money | None",
        # The value that the band ends before; none for no bound.
        "to": "Money | None",
        # Whether this counts those who lack the value.
        "missing": "bool",
        # Advisors in the band.
        "count": "int",
    },
)
"""How many advisors of the result lie in a band; every band is there, from the lowest, the missing last."""


class MoneyRange(TypedDict):
    """A range, both ends included."""

    max: NotRequired[MoneyLike | None]
    """The largest value; none for no bound."""

    min: NotRequired[MoneyLike | None]
    """The least value; none for no bound."""

    missing: NotRequired[Missing | None]
    """What happens to an advisor who lacks the value."""


NumberBand = TypedDict(
    "NumberBand",
    {
        # The least value of the band; none for no bound.
        "from": "float | None",
        # The value that the band ends before; none for no bound.
        "to": "float | None",
        # Whether this counts those who lack the value.
        "missing": "bool",
        # Advisors in the band.
        "count": "int",
    },
)
"""How many advisors of the result lie in a band; every band is there, from the lowest, the missing last."""


class NumberRange(TypedDict):
    """A range, both ends included."""

    max: NotRequired[float | None]
    """The largest value; none for no bound."""

    min: NotRequired[float | None]
    """The least value; none for no bound."""

    missing: NotRequired[Missing | None]
    """What happens to an advisor who lacks the value."""


NumericFilter: TypeAlias = "Literal['hourlyRate', 'monthlyRetainerMax', 'years', 'rating']"
"""A number that a search form filters by.

`hourlyRate`: The price of an hour.

`monthlyRetainerMax`: The largest monthly retainer.

`years`: The years of experience.

`rating`: The rating.
"""


class OperationStats(TypedDict):
    """The calls of one operation."""

    name: str
    """The operation's name."""

    count: int
    """Calls, failed ones included."""

    error_count: int
    """Calls that failed."""

    p50_us: float
    """Half of the calls took at most this many microseconds."""

    p99_us: float
    """99 of 100 calls took at most this many microseconds."""

    max_us: float
    """The longest call, in microseconds."""


class OrganizationDashboardAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    total_clients: int
    """Clients in all."""

    clients: list[StatusCount]
    """Clients by status."""

    total_documents: int
    """Documents in all."""

    total_document_bytes: int
    """Bytes of their files; a file without a size counts 0. A sum beyond 64 bits stays at their end."""

    total_tasks: int
    """Tasks in all."""

    tasks: list[TaskCount]
    """Tasks by status and priority."""

    total_engagements: int
    """Engagements in all."""

    engagements: list[EngagementCount]
    """Engagements by status and type."""

    total_invoices: int
    """Invoices in all."""

    invoices: list[InvoiceTotals]
    """Invoices by currency, in order of its code; amounts are never summed across currencies."""

    generated_at: Timestamp
    """When the revision of this answer was committed."""


class PageRequest(TypedDict):
    """Which page of a list: its size, and where it starts.

    Without cursor and offset it is the first. A cursor goes on exactly behind the last row of its page, whatever was
    written in between; an offset counts rows as they stand now.
    """

    cursor: NotRequired[str | None]
    """The `next_cursor` of the page before; the rest of the request must be as it was, but for the limit."""

    limit: NotRequired[int | None]
    """The largest number of rows: 1 to 100, by default 20."""

    offset: NotRequired[int | None]
    """Rows to leave out from the start, at most 10,000; not together with a cursor."""


class Part(TypedDict):
    """One part of a score."""

    name: str
    """The signal: `cosine`, `points`, `rating`, `industry`, `services`, `experience`, `certifications` or
    `availability`.
    """

    weight: float
    """The weight, renormalised where a part was dropped."""

    value: float
    """The signal's value, mostly 0 to 1; a cosine is -1 to 1."""

    contribution: float
    """Weight times value."""


class Plan(TypedDict):
    """How the answer was computed."""

    strategy: str
    """`plain_scan`: the whole score of every eligible advisor. `bounded_scan`: every score within proven bounds, and
    the whole score of those that may be among the best; the same answer.
    """

    eligible: int
    """Advisors that passed the hard filters."""

    scored: int
    """Advisors whose score was computed or bounded: all that are eligible."""

    rescored: int
    """Advisors whose score was first bounded and then computed; 0 in a `plain_scan`."""

    exact: bool
    """Whether the answer equals that of scoring everyone."""


class Reasons(TypedDict):
    """Why an advisor has these points, in the form of the existing backend."""

    availability_ratio: NotRequired[float | None]
    """The *used* share of the capacity: current clients of the maximum."""

    certifications: NotRequired[list[str] | None]
    """The certifications asked for that the advisor holds."""

    experience_years: NotRequired[int | None]
    """Years of experience."""

    industry_match: NotRequired[bool | None]
    """True where one of the industries matched."""

    rating: NotRequired[float | None]
    """0 to 5."""

    service_matches: NotRequired[list[str] | None]
    """The required services that the advisor offers; there whenever services were asked for."""


class RecentDocument(TypedDict):
    """A document as a dashboard lists it."""

    id: str
    """The document's id."""

    file_name: str
    """Its file name."""

    category: str
    """Its category."""

    created_at: Timestamp
    """When it was created."""


class RejectedRow(TypedDict):
    """A row of a load that could not be taken."""

    table: str
    """The table of the load."""

    id: str | None
    """The row's id, where it has one."""

    reason: str
    """Why it could not be taken: the column, what was expected, and at most a number that came."""


Row: TypeAlias = "Mapping[str, Value | Decimal | datetime]"
"""A row: values by column name."""


class SearchAdvisors(TypedDict):
    """A search for advisors: words, filters, order, page, and what to tell of the result.

    Everything is optional; the default lists the whole marketplace, best rated first, with all facets.
    """

    facets: NotRequired[Sequence[FacetName] | None]
    """The facets to count; none for all, an empty list for no facet."""

    filters: NotRequired[AdvisorFilters | None]
    """The filters of a search form; facets leave out their own field's."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns of the advisors; an empty list for all."""

    sort: NotRequired[AdvisorSort | None]
    """The order; by default relevance where there is a text, rating where there is none."""

    text: NotRequired[str | None]
    """Words to look for, all of them; blanks alone are no text."""

    where: NotRequired[Filter | None]
    """A filter tree besides; every facet respects it."""


class SearchPlan(TypedDict):
    """How a search was computed."""

    strategy: str
    """`kept_order`: an order that is kept from call to call was walked. `scored_hits`: the advisors that the text finds
    were ordered by their scores.
    """

    eligible: int
    """Advisors that fit."""

    scored: int
    """Advisors whose relevance was computed."""

    exact: bool
    """Whether the answer equals that of looking at everyone; it always does."""


class SearchResultAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: list[Advisor]
    """The advisors of this page, in the order that was asked for."""

    total: int
    """All advisors that fit, exactly."""

    facets: Facets
    """The counts of the facets that were asked for, over all that fit."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    typos_expanded: bool
    """Whether words one or two edits away count too: so it is where the exact ones are found in fewer texts than the
    first page has rows, whatever the filters.
    """

    plan: SearchPlan
    """How the answer was computed."""


class Stats(TypedDict):
    """What `stats` tells."""

    revision: int
    """The published revision."""

    as_of: AsOf
    """When it was committed."""

    generation: int
    """The number of the serving generation."""

    base_revision: int
    """The newest revision that its base holds."""

    tables: list[TableStats]
    """Rows, per table of the catalog."""

    memory: MemoryUse
    """Bytes, per part."""

    operations: list[OperationStats]
    """Calls, per operation that was called at least once."""

    sql_statement_count: int
    """Statements that DuckDB has run."""

    is_folding: bool
    """Whether a fold is running."""

    last_fold_error: str | None
    """Why the last fold ended without a new base, if it did."""

    rejected_row_count: int
    """Rows that loads could not take."""


class StatusCount(TypedDict):
    """Rows of one status."""

    status: str
    """The status."""

    count: int
    """Its rows."""


class TableStats(TypedDict):
    """The rows of one table."""

    name: str
    """The table's name."""

    base_row_count: int
    """Rows of the base."""

    delta_row_count: int
    """Rows that changed since."""

    delta_byte_count: int
    """Bytes of their images."""


class TaskCount(TypedDict):
    """Tasks of one status and priority."""

    status: str
    """The status."""

    priority: str
    """The priority."""

    count: int
    """Their rows."""


Timestamp: TypeAlias = "str"
"""An instant in UTC as ISO 8601 text, such as `2026-01-31T08:00:00Z`."""


class UpcomingTask(TypedDict):
    """A task as a dashboard lists it."""

    id: str
    """The task's id."""

    title: str
    """Its title."""

    due_date: Timestamp | None
    """When it is due, where it has a date."""

    priority: str
    """Its priority."""

    assignee_name: str | None
    """Who it is assigned to: a live user of this tenant."""


Value: TypeAlias = "bool | float | str | Sequence[str] | Vector | None"
"""One value of a row; money, decimals and instants as text."""


class ViewReport(TypedDict):
    """What `verify_rollups` found."""

    revision: int
    """The revision that was looked at."""

    difference: str | None
    """The first place where what is kept differs from what is computed anew; none where all is equal."""


class Words(TypedDict):
    """Words that a list must hold, whatever their case."""

    all_of: NotRequired[Sequence[str] | None]
    """Every one of these; an empty list asks for nothing."""

    any_of: NotRequired[Sequence[str] | None]
    """At least one of these; an empty list asks for nothing."""


__all__ = [
    "Advisor",
    "AdvisorAnswer",
    "AdvisorField",
    "AdvisorFilters",
    "AdvisorListAnswer",
    "AdvisorSort",
    "Applied",
    "ApplyRequest",
    "Array",
    "AsOf",
    "Audience",
    "AudiencePortal",
    "AudienceStaff",
    "Budget",
    "BudgetKind",
    "Change",
    "ChangeDelete",
    "ChangeUpsert",
    "ClientDashboardAnswer",
    "ClientDashboardRequest",
    "ClientNeeds",
    "CompareAdvisors",
    "Config",
    "CurrencyAmounts",
    "CursorKey",
    "DocumentAccessLevel",
    "EngagementCount",
    "FacetCount",
    "FacetName",
    "Facets",
    "FeaturedAdvisors",
    "FeaturedCategory",
    "FileCheck",
    "FileReport",
    "Filter",
    "FoldReport",
    "FolderRequest",
    "FoundAdvisorsAnswer",
    "GetAdvisor",
    "GetAdvisors",
    "HardFilters",
    "IntegerRange",
    "InvoiceTotals",
    "LoadReport",
    "LoadRequest",
    "LoadedTable",
    "MarketplaceStatsAnswer",
    "Match",
    "MatchResultAnswer",
    "MemoryUse",
    "Missing",
    "Money",
    "MoneyBand",
    "MoneyLike",
    "MoneyRange",
    "NumberBand",
    "NumberRange",
    "NumericFilter",
    "OperationStats",
    "OrganizationDashboardAnswer",
    "PageRequest",
    "Part",
    "PathLike",
    "Plan",
    "Reasons",
    "RecentDocument",
    "RejectedRow",
    "Row",
    "SearchAdvisors",
    "SearchPlan",
    "SearchResultAnswer",
    "Stats",
    "StatusCount",
    "TableStats",
    "TaskCount",
    "Timestamp",
    "TimestampLike",
    "UpcomingTask",
    "Value",
    "Vector",
    "ViewReport",
    "Words",
]
