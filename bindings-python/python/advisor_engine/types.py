# Written by `cargo xtask generate bindings` from the registry of operations; do not edit.
"""What requests and answers are made of.

Requests are written as plain dictionaries; an optional field that is `None` is as good as absent. Answers are plain
dictionaries, too, and share nothing with the engine.
"""

from __future__ import annotations

import decimal
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
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

DecimalLike: TypeAlias = Union[str, decimal.Decimal]
"""A number to be given exactly: text such as `1.25`, or a `decimal.Decimal`."""

MoneyLike: TypeAlias = Union[str, decimal.Decimal]
"""An amount to be given: text such as `1234.50`, or a `decimal.Decimal`."""

PathLike: TypeAlias = "str | os.PathLike[str]"
"""A path to be given: text, or a `pathlib.Path`."""

TimestampLike: TypeAlias = Union[str, datetime]
"""An instant to be given: ISO 8601 text, or a `datetime` that has a time zone."""


class ActionCount(TypedDict):
    """How often something was done."""

    action: str
    """What was done."""

    count: int
    """The lines of it."""


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

    highlights: NotRequired[list[Highlight]]
    """Where the words of the text stand in the advisor's texts: fields in a fixed order, items in theirs; only where
    the search asks for it and has a text.
    """

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

    similarity: NotRequired[float]
    """The cosine of the two embeddings, -1 to 1, higher is nearer; only among similar advisors."""

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

    highlights: NotRequired[list[Highlight]]
    """Where the words of the text stand in the advisor's texts: fields in a fixed order, items in theirs; only where
    the search asks for it and has a text.
    """

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

    similarity: NotRequired[float]
    """The cosine of the two embeddings, -1 to 1, higher is nearer; only among similar advisors."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    timezone: NotRequired[str | None]
    """The zone that the advisor lives by."""

    total_reviews: NotRequired[int]
    """How many reviews the rating rests on."""

    user_id: NotRequired[str]
    """The user behind the profile."""

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """

    video_intro_url: NotRequired[str | None]
    """A video in which the advisor speaks."""

    willing_to_travel: NotRequired[bool]
    """Whether the advisor travels to clients."""

    years_experience: NotRequired[int | None]
    """Years of experience."""


AdvisorField: TypeAlias = "Literal['id', 'userId', 'name', 'professionalTitle', 'headline', 'bio', 'yearsExperience', 'certifications', 'industries', 'services', 'businessSizes', 'languages', 'hourlyRate', 'monthlyRetainerMin', 'monthlyRetainerMax', 'projectRateMin', 'acceptsHourly', 'acceptsRetainer', 'acceptsProject', 'acceptsValueBased', 'overallRating', 'totalReviews', 'completedEngagements', 'responseTime', 'currentClients', 'maxClients', 'isAvailable', 'remoteOnly', 'willingToTravel', 'timezone', 'videoIntroUrl', 'portfolioUrl', 'linkedinUrl', 'createdAt']"
"""A field of `Advisor`.

`id`: The id of the profile; there whatever was selected.

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

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class AdvisorRatingsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    id: str
    """The id of the profile."""

    satisfaction: SatisfactionFigures
    """The published ratings."""

    current_client_count: int
    """Live clients, each once, of live engagements that are assigned to the advisor's user and neither completed nor
    cancelled: clients served now, whatever the profile says.
    """

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


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


class AdvisorStanding(TypedDict):
    """What a profile says of its advisor, as it is stored."""

    id: str
    """The id of the profile."""

    overall_rating: float | None
    """0 to 5."""

    total_reviews: int
    """How many reviews the rating rests on."""

    completed_engagements: int
    """Engagements brought to an end."""

    current_clients: int
    """Clients served now."""

    max_clients: int | None
    """The most clients that the advisor takes."""


class AdvisorStatsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    user_id: str
    """The advisor, as a user."""

    profile: AdvisorStanding | None
    """What the advisor's profile says, whatever the range; none without a live profile that the tenant may see: that of
    a user of its own, or one of the marketplace.
    """

    engagement_count: int
    """Engagements of the tenant that are assigned to the advisor and start in the range. One without a date of start
    counts where the range has no bounds.
    """

    shares: ShareSums
    """Revenue shares of the tenant whose period starts in the range."""

    satisfaction: SatisfactionFigures
    """Ratings by the tenant's clients whose review is dated in the range, published or not."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class AdvisorText(TypedDict):
    """The text of one advisor, as it is to be embedded."""

    advisor_id: str
    """The id of the profile."""

    text: str
    """Title, headline, bio, industries, services and certifications, each from a new line; the items of a list with `,
    ` between them.
    """

    text_digest: str
    """The digest to store with the vector of this text: `text-v1:` and 32 hexadecimal digits."""

    state: TextState
    """How the stored vector stands to the text."""


class AdvisorTextPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[AdvisorText]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class AdvisorTexts(TypedDict):
    """Asks for the texts that a host's model is to embed."""

    page: NotRequired[PageRequest | None]
    """Which page; the total is always exact."""

    state: NotRequired[TextState | None]
    """Only advisors whose vectors are in this state; none for all."""


class AggregateClients(TypedDict):
    """Groups of clients, with sums."""

    group_by: ClientGroup
    """What a group has in common."""

    filters: NotRequired[ClientFilters | None]
    """Which clients."""


class AgingBand(TypedDict):
    """Invoices that are owed."""

    count: int
    """How many."""

    balance: Money
    """The sum of their balances; one of zero or below counts as it stands."""


AnalyseMatches = TypedDict(
    "AnalyseMatches",
    {
        # Made at this instant or later.
        "from": "TimestampLike",
        # Made before this instant.
        "to": "TimestampLike",
        # Matches with this advisor alone, by the id of the profile.
        "advisor_profile_id": "NotRequired[str | None]",
        # Matches of this client alone.
        "client_id": "NotRequired[str | None]",
        # The periods: weeks where nothing is said.
        "group_by": "NotRequired[PeriodKind | None]",
        # The zone that the periods are of, by its IANA name: `UTC` where nothing is said.
        "time_zone": "NotRequired[str | None]",
    },
)
"""Asks for the tenant's matches in figures, period by period."""


class Applied(TypedDict):
    """What `apply` acknowledges."""

    revision: int
    """The revision that holds the batch; published when `apply` returns."""

    as_of: AsOf
    """When it was committed."""

    change_count: int
    """Changes in the batch."""

    malformed_element_count: int
    """Elements that were left out of lists of records; only some schemas have such lists."""


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


class AuditFilters(TypedDict):
    """Conditions on a line, all of which must hold; an empty list asks for nothing. Values are spelled as in the row.
    """

    actions: NotRequired[Sequence[str] | None]
    """One of these actions."""

    created_from: NotRequired[TimestampLike | None]
    """Done at this instant or later."""

    created_to: NotRequired[TimestampLike | None]
    """Done before this instant."""

    entity_ids: NotRequired[Sequence[str] | None]
    """Of one of these things."""

    entity_types: NotRequired[Sequence[str] | None]
    """Of one of these kinds of things."""

    user_ids: NotRequired[Sequence[str] | None]
    """By one of these people."""


class AuditRow(TypedDict):
    """Who did what to what."""

    id: str
    """The line's id."""

    action: NotRequired[str]
    """What was done, in the words of the source: `create`, `update`, `login`, …"""

    created_at: NotRequired[Timestamp]
    """When it was done."""

    entity_id: NotRequired[str | None]
    """To which one."""

    entity_type: NotRequired[str]
    """To what kind of thing."""

    metadata: NotRequired[str | None]
    """What else the source says, as JSON text."""

    user_id: NotRequired[str | None]
    """Who did it; none where it was not a person."""

    user_name: NotRequired[str | None]
    """The name of the person; none where the user is not of the tenant or deleted."""


AuditRowField: TypeAlias = "Literal['id', 'userId', 'userName', 'action', 'entityType', 'entityId', 'metadata', 'createdAt']"
"""A field of `AuditRow`.

`id`: The line's id.

`userId`: Who did it; none where it was not a person.

`userName`: The name of the person; none where the user is not of the tenant or deleted.

`action`: What was done, in the words of the source: `create`, `update`, `login`, …

`entityType`: To what kind of thing.

`entityId`: To which one.

`metadata`: What else the source says, as JSON text.

`createdAt`: When it was done.
"""


class AuditRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[AuditRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class AuditStatisticsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    total: int
    """Lines."""

    by_action: list[ActionCount]
    """By action, the most frequent first, then by spelling."""

    by_entity_type: list[EntityTypeCount]
    """By kind of thing, the most frequent first, then by spelling."""

    top_users: list[UserActionCount]
    """The ten people with the most lines, then by id."""

    without_user_count: int
    """Lines of nobody."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


AuditStatisticsRequest = TypedDict(
    "AuditStatisticsRequest",
    {
        # Done at this instant or later.
        "from": "NotRequired[TimestampLike | None]",
        # Done before this instant.
        "to": "NotRequired[TimestampLike | None]",
    },
)
"""Asks for the audit trail in figures, in a range of time or of all time."""


class BacklogAges(TypedDict):
    """Waiting documents by the time since they were made; days are of 24 hours, and each band holds its upper end."""

    up_to1_day: int
    """At most a day."""

    up_to7_days: int
    """More than a day, at most 7."""

    up_to30_days: int
    """More than 7 days, at most 30."""

    over30_days: int
    """More than 30 days."""


class BatchMatch(TypedDict):
    """One advisor for one of many needs; id, order and score are those of `match_advisors`, to the bit."""

    need: int
    """The position of the needs in the request, from 0."""

    rank: int
    """From 1."""

    advisor_id: str
    """The id of the profile."""

    score: float
    """The left fold, in `f64`, of the contributions of the parts in their order; higher is better."""

    points: int
    """The points of `points-v1`, rounded half up; 0 to 100."""

    parts: NotRequired[list[Part] | None]
    """What the score is made of, in the order of the scoring profile; only where it was asked for."""


class BatchResultAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    matches: list[BatchMatch]
    """At most as many for each needs as its limit."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class BillingSums(TypedDict):
    """Invoices in one currency that were made in a year, but for drafts and cancelled ones."""

    currency: str
    """The currency's code."""

    invoice_count: int
    """The invoices."""

    total_billed: Money
    """Sum of their totals."""

    total_paid: Money
    """Sum of what was paid."""

    outstanding: Money
    """Balance of those that are sent, viewed, partly paid or overdue."""


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


CacheClassStats = TypedDict(
    "CacheClassStats",
    {
        # The operation, or the class of the host's values.
        "class": "str",
        # Reads that found what is true.
        "hit_count": "int",
        # Reads that had to compute or load.
        "miss_count": "int",
        # Reads that were given, as they permit, what was not the newest.
        "stale_count": "int",
        # What was thrown out for want of room.
        "eviction_count": "int",
        # Loads that failed.
        "failure_count": "int",
        # Hits of 100 reads; none before the first.
        "hit_percent": "float | None",
        # How long a computation or load takes on average, in microseconds; none before the first.
        "mean_load_us": "float | None",
    },
)
"""Reads of one class."""


class CacheStats(TypedDict):
    """How the cache does since the engine was opened."""

    capacity_bytes: int
    """Bytes that kept answers and values may take."""

    byte_count: int
    """Bytes that they take, an upper estimate."""

    entry_count: int
    """Answers and values that are kept."""

    classes: list[CacheClassStats]
    """By operation, and by class of the host's values; in order of their names."""

    tenants: list[CacheTenantStats]
    """By tenant, in order of the ids; what is of none is left out."""


class CacheTenantStats(TypedDict):
    """Reads of one tenant."""

    tenant_id: str
    """The tenant."""

    hit_count: int
    """Reads that found what is true."""

    miss_count: int
    """Reads that had to compute or load."""

    stale_count: int
    """Reads that were given, as they permit, what was not the newest."""

    eviction_count: int
    """What was thrown out for want of room."""


class CategoryBacklog(TypedDict):
    """Documents of one category that wait for review."""

    category: str
    """The category."""

    count: int
    """Its documents."""


class CategoryStatistics(TypedDict):
    """Processed documents of one category."""

    category: str
    """The category."""

    count: int
    """Its documents."""

    needing_review: int
    """Of these, those that somebody is to look at."""

    mean_confidence: Decimal | None
    """The mean of their confidences; none where no document has one."""


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


class ClauseEffect(TypedDict):
    """How many advisors one condition of a request takes out, of those who may be shown at all.

    A page is empty for a reason: the condition that blocks most is the one to relax first. Where nothing blocks and all
    the same nobody is left, each advisor fails two conditions or more.
    """

    clause: str
    """The condition, by the name of its field in the request."""

    removes: int
    """Advisors who fail it, whatever else they pass or fail."""

    blocks: int
    """Advisors who pass every other condition and fail this one: the result grows by them where it is dropped."""


class ClientAggregationAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    groups: list[ClientGroupSums]
    """Known values in rank order, others by spelling, clients without a value last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ClientCounts(TypedDict):
    """How many live rows hang on a client; zeros where the tenant has none of that id."""

    id: str
    """The client's id."""

    documents: int
    """Documents in their latest version."""

    engagements: int
    """Engagements."""

    invoices: int
    """Invoices."""


class ClientCountsRequest(TypedDict):
    """Asks how many rows hang on many clients; for staff alone."""

    ids: Sequence[str]
    """The clients, 1 to 1,000; one may come twice."""


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

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ClientDashboardRequest(TypedDict):
    """Which client's dashboard, and for whom."""

    client_id: str
    """The client."""

    audience: Audience
    """Who reads it."""


class ClientFilters(TypedDict):
    """Conditions on a client, all of which must hold; an empty list asks for nothing."""

    annual_revenue_max: NotRequired[DecimalLike | None]
    """At most this revenue of a year; a client without one drops out."""

    annual_revenue_min: NotRequired[DecimalLike | None]
    """At least this revenue of a year; a client without one drops out."""

    business_types: NotRequired[Sequence[str] | None]
    """One of these legal forms."""

    created_from: NotRequired[TimestampLike | None]
    """Made at this instant or later."""

    created_to: NotRequired[TimestampLike | None]
    """Made before this instant."""

    has_quickbooks: NotRequired[bool | None]
    """Whether the client is connected to QuickBooks."""

    industries: NotRequired[Sequence[str] | None]
    """One of these trades, spelled as in the row."""

    risk_levels: NotRequired[Sequence[str] | None]
    """One of these levels: `low`, `medium`, `high`."""

    statuses: NotRequired[Sequence[str] | None]
    """One of these statuses: `active`, `prospect`, `inactive`."""

    text: NotRequired[str | None]
    """Text anywhere in the name, the legal name, the contact's name or e-mail, the tax id or the industry, whatever its
    case and accents.
    """


ClientGroup: TypeAlias = "Literal['status', 'businessType', 'riskLevel', 'industry']"
"""What clients are grouped by.

`status`: The status.

`businessType`: The legal form.

`riskLevel`: The level of risk.

`industry`: The trade.
"""


class ClientGroupSums(TypedDict):
    """The clients of one group."""

    key: str | None
    """What they have in common; none where they lack it."""

    count: int
    """The clients."""

    total_revenue: Decimal
    """Sum of their annual revenues."""

    average_revenue: Decimal | None
    """Mean of the annual revenues of those that have one, to 12 places; none where nobody has."""


class ClientMetricsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    client_count: int
    """Clients."""

    total_revenue: Decimal
    """Sum of their annual revenues."""

    average_revenue: Decimal | None
    """Mean of the annual revenues of those that have one, to 12 places; none where nobody has."""

    invoices: list[InvoiceMetrics]
    """Invoices by currency, in order of its code."""

    engagements: list[ValueCount]
    """Engagements by status, in rank order, then others by spelling."""

    documents: list[ValueCount]
    """Documents by category: the known ones, then others by spelling."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ClientMetricsRequest(TypedDict):
    """Whose figures, and of what time."""

    client_id: NotRequired[str | None]
    """One client; none for the whole tenant."""

    created_from: NotRequired[TimestampLike | None]
    """Only rows made at this instant or later."""

    created_to: NotRequired[TimestampLike | None]
    """Only rows made before this instant."""


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

    diagnose: NotRequired[bool | None]
    """Whether to tell what each hard filter does to the result."""

    diversity: NotRequired[Diversity | None]
    """Matches that differ from one another, in place of the best alone."""

    embedding: NotRequired[Vector | None]
    """The needs as a vector, of the dimension of the advisors' embeddings; empty for none."""

    embedding_model: NotRequired[str | None]
    """The model that made the embedding: must be that of the advisors' embeddings, where it is given and they have any.
    """

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
    """The name of the scoring profile: `blended-v1` (default), `points-v1`, or one that the host keeps."""

    search: NotRequired[SearchMode | None]
    """Whether the best must be found, or most of them will do; by default they must, except of very many."""

    text: NotRequired[str | None]
    """The needs in words, at most 16,384 bytes. Without an embedding they are compared with the texts of the advisors
    by the built-in lexical model, which knows words and parts of words, not meanings; with an embedding they are not
    read. Blank for none.
    """

    weights: NotRequired[Sequence[SignalWeight] | None]
    """Weights of the request's own, in place of a profile, in the order of addition; empty for none."""


class ClientRow(TypedDict):
    """A client of the practice, with how many rows hang on it."""

    id: str
    """The client's id."""

    annual_revenue: NotRequired[Decimal | None]
    """Revenue of a year."""

    business_name: NotRequired[str]
    """The client's name."""

    business_type: NotRequired[str | None]
    """The legal form."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    document_count: NotRequired[int]
    """Live documents."""

    engagement_count: NotRequired[int]
    """Live engagements."""

    industry: NotRequired[str | None]
    """The trade."""

    invoice_count: NotRequired[int]
    """Live invoices."""

    legal_name: NotRequired[str | None]
    """The name in the register."""

    primary_contact_email: NotRequired[str]
    """Where to write."""

    primary_contact_name: NotRequired[str]
    """Whom to talk to."""

    quickbooks_id: NotRequired[str | None]
    """The id in QuickBooks, where the client is connected."""

    risk_level: NotRequired[str]
    """`low`, `medium` or `high`; other values are the source's."""

    status: NotRequired[str]
    """`active`, `prospect` or `inactive`; other values are the source's."""

    tax_id: NotRequired[str | None]
    """The number at the tax office."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""


ClientRowField: TypeAlias = "Literal['id', 'businessName', 'legalName', 'taxId', 'quickbooksId', 'primaryContactName', 'primaryContactEmail', 'businessType', 'industry', 'status', 'riskLevel', 'annualRevenue', 'documentCount', 'engagementCount', 'invoiceCount', 'createdAt', 'updatedAt']"
"""A field of `ClientRow`.

`id`: The client's id.

`businessName`: The client's name.

`legalName`: The name in the register.

`taxId`: The number at the tax office.

`quickbooksId`: The id in QuickBooks, where the client is connected.

`primaryContactName`: Whom to talk to.

`primaryContactEmail`: Where to write.

`businessType`: The legal form.

`industry`: The trade.

`status`: `active`, `prospect` or `inactive`; other values are the source's.

`riskLevel`: `low`, `medium` or `high`; other values are the source's.

`annualRevenue`: Revenue of a year.

`documentCount`: Live documents.

`engagementCount`: Live engagements.

`invoiceCount`: Live invoices.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class ClientRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[ClientRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ClientSearchResultAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[ClientRow]
    """Best first: names that are the text, that begin with it, that have a word beginning with it, that hold it, then
    clients that hold it elsewhere; among equals by name, then by id.
    """

    total: int
    """All clients that hold the text."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


ClientSort: TypeAlias = "Literal['name', 'name_down', 'newest', 'oldest', 'updated_last', 'updated_first', 'status', 'status_down', 'risk_low', 'risk_high', 'revenue_low', 'revenue_high']"
"""The order of a list of clients. Each is total: missing and unknown values last, equal ones by id.

`name`: The name, whatever its case.

`name_down`: The name, from the end of the alphabet.

`newest`: Made last first.

`oldest`: Made first first.

`updated_last`: Changed last first.

`updated_first`: Changed first first.

`status`: Active, prospect, inactive.

`status_down`: Inactive, prospect, active.

`risk_low`: Low, medium, high.

`risk_high`: High, medium, low.

`revenue_low`: Smallest revenue first.

`revenue_high`: Largest revenue first.
"""


class ClientStatsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    total_clients: int
    """Clients that are not deleted."""

    active_clients: int
    """Of these, active."""

    prospect_clients: int
    """Prospects."""

    inactive_clients: int
    """Inactive."""

    total_revenue: Decimal
    """Sum of the annual revenues."""

    average_revenue: Decimal | None
    """Mean of the annual revenues of those that have one, to 12 places; none where nobody has."""

    quickbooks_connected: int
    """Clients that are connected to QuickBooks."""

    recently_added: int
    """Clients made in the 30 days before the call, or later."""

    by_status: list[ValueCount]
    """By status: active, prospect, inactive, then others by spelling."""

    by_business_type: list[ValueCount]
    """By legal form, clients without one left out: known forms, then others by spelling."""

    by_risk_level: list[ValueCount]
    """By level: low, medium, high, then others by spelling."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class CompareAdvisors(TypedDict):
    """Asks for two to five different advisors, to show side by side."""

    ids: Sequence[str]
    """The ids of the profiles."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class Config(TypedDict):
    """The configuration of an engine."""

    cache_capacity_bytes: NotRequired[int | None]
    """Bytes that kept answers and the host's own values may take; 0 keeps nothing.

    Default 64 MiB: some ten thousand dashboards with their JSON.
    """

    catalog: NotRequired[Schema | None]
    """The schema of the tables; a store that was made for another says `SchemaMismatch`. Default: AdvisorOS.

    Operations that read what is derived from the tables, such as dashboards and the marketplace, are of AdvisorOS.
    """

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

    graph_minimum: NotRequired[int | None]
    """A base with at least this many vectors gets a graph, by which approximate matches are found.

    Default 100,000, above which a match may choose it by itself; it is made in folds and loads, and takes a second or
    more for every thousand vectors. A store that is opened with another number has or lacks its graph until then.
    """

    is_fold_automatic: NotRequired[bool | None]
    """Whether folds start by themselves in the background. Default true."""

    memory_limit_bytes: NotRequired[int | None]
    """Bytes that DuckDB may use for folds and queries before it spills to disk; a load may use as many again.

    Default 1 GiB: a load of six million rows sorts within it on the reference machine.
    """

    sql_memory_limit_bytes: NotRequired[int | None]
    """Bytes that statements of SQL may use beside `memory_limit_bytes`, all that run at once together.

    Default 512 MiB: they run on an instance of their own, so that none of them can take what a write needs.
    """

    sql_timeout_ms: NotRequired[int | None]
    """How long a statement of SQL may work, in milliseconds; a call's own deadline may be shorter.

    Default 30,000: what takes longer is nearly always a join that was not meant.
    """

    thread_count: NotRequired[int | None]
    """Threads that DuckDB may use. Default: what the machine offers."""


class CountedClientsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    clients: list[ClientCounts]
    """The counts."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class CurrencyAging(TypedDict):
    """What is owed in one currency. Days late are calendar days of the zone from the day that an invoice was due; the
    bands add up to the total.
    """

    currency: str
    """The currency's code."""

    not_due: AgingBand
    """Due on that day or later."""

    days1_to30: AgingBand
    """1 to 30 days late."""

    days31_to60: AgingBand
    """31 to 60 days late."""

    days61_to90: AgingBand
    """61 to 90 days late."""

    over90_days: AgingBand
    """More than 90 days late."""

    total: AgingBand
    """All of them."""


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

Decimal: TypeAlias = "str"
"""A number as decimal text with at most twelve digits after the point, such as `1.25`."""


Diversity = TypedDict(
    "Diversity",
    {
        # How much the score counts, 0 to 1: 1 gives the order by score, 0 looks at likeness alone.
        "lambda": "float",
        # How many of the best to choose from: the limit to 1000, by default five times the limit, at most 1000.
        "candidates": "NotRequired[int | None]",
    },
)
"""Asks for matches that differ from one another.

Of the best by score, one after the other is chosen for which `lambda · score' − (1 − lambda) · similarity` is
highest, where `score'` is the score between the lowest (0) and the highest (1) of those to choose from, all 1 where
they are equal, and `similarity` the largest cosine of the embedding with that of one chosen before, 0 where one of them
has none; with needs in words, of the lexical vectors. Equal values go to the better score, then to the smaller id.
"""


DocumentAccessLevel: TypeAlias = "Literal['public', 'organization', 'client', 'restricted']"
"""The access level of a document.

`public`: Everyone.

`organization`: The tenant's own people.

`client`: The client's people.

`restricted`: Named people.
"""


class DocumentFilters(TypedDict):
    """Conditions on a document, all of which must hold; an empty list asks for nothing."""

    categories: NotRequired[Sequence[str] | None]
    """One of these categories."""

    created_from: NotRequired[TimestampLike | None]
    """Made at this instant or later."""

    created_to: NotRequired[TimestampLike | None]
    """Made before this instant."""

    file_types: NotRequired[Sequence[str] | None]
    """Of one of these types of file, spelled as in the row."""

    is_archived: NotRequired[bool | None]
    """Whether it is archived."""

    is_confidential: NotRequired[bool | None]
    """Whether it is confidential."""

    latest_version_only: NotRequired[bool | None]
    """Whether earlier versions are left out, as they are by default."""

    needs_review: NotRequired[bool | None]
    """Whether somebody is to look at it."""

    ocr_statuses: NotRequired[Sequence[str] | None]
    """One of these states: `pending`, `processing`, `completed`, `failed`, `manual_review`, `skipped`."""

    quarters: NotRequired[Sequence[int] | None]
    """About one of these quarters, 1 to 4."""

    subcategories: NotRequired[Sequence[str] | None]
    """One of these finer kinds."""

    tags: NotRequired[Sequence[str] | None]
    """With any of these tags, spelled as in the row."""

    text: NotRequired[str | None]
    """Text anywhere in the file's name or the description, or the whole of a tag, whatever its case and accents."""

    uploaded_by: NotRequired[Sequence[str] | None]
    """Uploaded by one of these users."""

    years: NotRequired[Sequence[int] | None]
    """About one of these years."""


class DocumentRow(TypedDict):
    """A document of a client."""

    id: str
    """The document's id."""

    access_level: NotRequired[str]
    """`public`, `organization`, `client` or `restricted`; other values are the source's."""

    age_days: NotRequired[int]
    """In the review queue: whole days of 24 hours from when the row was made to the call."""

    category: NotRequired[str]
    """What kind of document it is; an open set."""

    client_id: NotRequired[str]
    """The client that it belongs to."""

    client_name: NotRequired[str | None]
    """The client's name; none where the client is deleted or not of this tenant."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    description: NotRequired[str | None]
    """What it is about."""

    file_name: NotRequired[str]
    """The file's name."""

    file_size: NotRequired[int | None]
    """The file's size in bytes."""

    file_type: NotRequired[str]
    """The file's type, as the source spells it."""

    is_archived: NotRequired[bool]
    """Whether it is archived."""

    is_confidential: NotRequired[bool]
    """Whether only staff may see it, whatever its access level."""

    is_latest_version: NotRequired[bool]
    """Whether no later version is there."""

    mime_type: NotRequired[str | None]
    """The media type."""

    needs_review: NotRequired[bool]
    """Whether somebody is to look at it."""

    ocr_confidence: NotRequired[float | None]
    """How sure the machine is of what it read, from 0 to 1."""

    ocr_processed_at: NotRequired[Timestamp | None]
    """When the machine read it."""

    ocr_status: NotRequired[str]
    """How far reading it by machine has come: `pending`, `processing`, `completed`, `failed`, `manual_review`,
    `skipped`; other values are the source's.
    """

    quarter: NotRequired[int | None]
    """The quarter that it is about."""

    reviewed_at: NotRequired[Timestamp | None]
    """When somebody did."""

    subcategory: NotRequired[str | None]
    """A finer kind."""

    tags: NotRequired[list[str]]
    """Its tags."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""

    uploaded_by: NotRequired[str]
    """The user who uploaded it."""

    uploader_name: NotRequired[str | None]
    """The uploader's name; none where the user is deleted or not of this tenant."""

    version: NotRequired[int]
    """The number of this version."""

    year: NotRequired[int | None]
    """The year that it is about."""


DocumentRowField: TypeAlias = "Literal['id', 'clientId', 'clientName', 'fileName', 'fileType', 'mimeType', 'fileSize', 'category', 'subcategory', 'description', 'year', 'quarter', 'version', 'isLatestVersion', 'tags', 'ocrStatus', 'ocrConfidence', 'ocrProcessedAt', 'needsReview', 'reviewedAt', 'isConfidential', 'accessLevel', 'isArchived', 'uploadedBy', 'uploaderName', 'createdAt', 'updatedAt']"
"""A field of `DocumentRow`.

`id`: The document's id.

`clientId`: The client that it belongs to.

`clientName`: The client's name; none where the client is deleted or not of this tenant.

`fileName`: The file's name.

`fileType`: The file's type, as the source spells it.

`mimeType`: The media type.

`fileSize`: The file's size in bytes.

`category`: What kind of document it is; an open set.

`subcategory`: A finer kind.

`description`: What it is about.

`year`: The year that it is about.

`quarter`: The quarter that it is about.

`version`: The number of this version.

`isLatestVersion`: Whether no later version is there.

`tags`: Its tags.

`ocrStatus`: How far reading it by machine has come: `pending`, `processing`, `completed`, `failed`, `manual_review`,
`skipped`; other values are the source's.

`ocrConfidence`: How sure the machine is of what it read, from 0 to 1.

`ocrProcessedAt`: When the machine read it.

`needsReview`: Whether somebody is to look at it.

`reviewedAt`: When somebody did.

`isConfidential`: Whether only staff may see it, whatever its access level.

`accessLevel`: `public`, `organization`, `client` or `restricted`; other values are the source's.

`isArchived`: Whether it is archived.

`uploadedBy`: The user who uploaded it.

`uploaderName`: The uploader's name; none where the user is deleted or not of this tenant.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class DocumentRowGroup(TypedDict):
    """The rows of one key."""

    key: str
    """The key."""

    rows: list[DocumentRow]
    """Its first rows."""

    total: int
    """All of its rows; none where there is no such key in the tenant."""


class DocumentRowGroupsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    groups: list[DocumentRowGroup]
    """The groups."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class DocumentRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[DocumentRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


DocumentSort: TypeAlias = "Literal['newest', 'oldest', 'name', 'name_down', 'smallest', 'largest', 'confidence', 'confidence_down']"
"""The order of a list of documents. Each is total: missing values last, equal ones by id.

`newest`: Made last first.

`oldest`: Made first first.

`name`: The file's name, whatever its case.

`name_down`: The file's name, from the end of the alphabet.

`smallest`: Smallest file first.

`largest`: Largest file first.

`confidence`: Least sure first.

`confidence_down`: Surest first.
"""


class DocumentStatisticsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    total: int
    """Documents whose reading by machine is not pending any more, of every version."""

    needing_review: int
    """Of these, those that somebody is to look at."""

    mean_confidence: Decimal | None
    """The mean of their confidences, from 0 to 1; none where no document has one.

    Each is rounded to 9 places, ties to even, and their mean to 12, half away from zero.
    """

    without_confidence: int
    """Of these, those without a confidence: they are not in the mean."""

    categories: list[CategoryStatistics]
    """Of these, by category, in order of its name."""

    statuses: list[StatusCount]
    """Of these, by state: known ones in their order, then others by name."""

    backlog: ReviewBacklog
    """What waits for review at the call, whenever it was processed."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class DocumentStatisticsRequest(TypedDict):
    """Asks for the figures of the documents that were processed."""

    processed_from: NotRequired[TimestampLike | None]
    """Processed at this instant or later; documents without such an instant drop out."""

    processed_to: NotRequired[TimestampLike | None]
    """Processed before this instant; documents without such an instant drop out."""


class DocumentsByClient(TypedDict):
    """Asks for the documents of many clients; for staff alone."""

    keys: Sequence[str]
    """The clients, 1 to 1,000; one may come twice."""

    limit: NotRequired[int | None]
    """The largest number of rows of each key: 1 to 1,000, by default 50."""

    select: NotRequired[Sequence[DocumentRowField] | None]
    """The columns; an empty list for all."""


DriftKind: TypeAlias = "Literal['missing', 'extra', 'different']"
"""How a row differs from the source.

`missing`: The source has it, the engine does not.

`extra`: The engine has it, the source does not.

`different`: Both have it, with other values.
"""


class DriftedRow(TypedDict):
    """A row that is not as the source has it."""

    table: str
    """The table's name."""

    id: str
    """The row's id."""

    kind: DriftKind
    """How it differs."""

    columns: list[str]
    """The columns whose values differ, in the table's order."""


class EmbedText(TypedDict):
    """Asks for the lexical vector of a text."""

    text: str
    """Any text of at most 16,384 bytes."""


class EmbeddedTextAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    model: str
    """The model: `lexical-v1`."""

    vector: list[float]
    """256 values of unit length, each exactly an `f32`; all 0 for a text without a word."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class EngagementCount(TypedDict):
    """Engagements of one status and type."""

    status: str
    """The status."""

    type: str
    """The type."""

    count: int
    """Their rows."""


class EngagementRow(TypedDict):
    """An engagement of a client."""

    id: str
    """The engagement's id."""

    actual_hours: NotRequired[Decimal | None]
    """Hours that it took."""

    assigned_to_id: NotRequired[str | None]
    """Who it is assigned to."""

    assignee_name: NotRequired[str | None]
    """The assignee's name; none where the user is deleted or not of this tenant."""

    client_id: NotRequired[str]
    """The client that it belongs to."""

    client_name: NotRequired[str | None]
    """The client's name; none where the client is deleted or not of this tenant."""

    completed_date: NotRequired[Timestamp | None]
    """When it was done."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    description: NotRequired[str | None]
    """What it is about."""

    due_date: NotRequired[Timestamp | None]
    """When it is due."""

    estimated_hours: NotRequired[Decimal | None]
    """Hours that it should take."""

    fixed_fee: NotRequired[Decimal | None]
    """The price of the whole."""

    hourly_rate: NotRequired[Decimal | None]
    """The price of an hour."""

    name: NotRequired[str]
    """Its name."""

    priority: NotRequired[str]
    """`urgent`, `high`, `normal` or `low`; other values are the source's."""

    quarter: NotRequired[int | None]
    """The quarter that it is about."""

    start_date: NotRequired[Timestamp | None]
    """When work starts."""

    status: NotRequired[str]
    """`planning`, `in_progress`, `review`, `on_hold`, `completed` or `cancelled`; other values are the source's."""

    type: NotRequired[str]
    """What kind of work it is."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""

    year: NotRequired[int | None]
    """The year that it is about."""


EngagementRowField: TypeAlias = "Literal['id', 'clientId', 'clientName', 'name', 'description', 'type', 'status', 'priority', 'startDate', 'dueDate', 'completedDate', 'estimatedHours', 'actualHours', 'hourlyRate', 'fixedFee', 'assignedToId', 'assigneeName', 'year', 'quarter', 'createdAt', 'updatedAt']"
"""A field of `EngagementRow`.

`id`: The engagement's id.

`clientId`: The client that it belongs to.

`clientName`: The client's name; none where the client is deleted or not of this tenant.

`name`: Its name.

`description`: What it is about.

`type`: What kind of work it is.

`status`: `planning`, `in_progress`, `review`, `on_hold`, `completed` or `cancelled`; other values are the source's.

`priority`: `urgent`, `high`, `normal` or `low`; other values are the source's.

`startDate`: When work starts.

`dueDate`: When it is due.

`completedDate`: When it was done.

`estimatedHours`: Hours that it should take.

`actualHours`: Hours that it took.

`hourlyRate`: The price of an hour.

`fixedFee`: The price of the whole.

`assignedToId`: Who it is assigned to.

`assigneeName`: The assignee's name; none where the user is deleted or not of this tenant.

`year`: The year that it is about.

`quarter`: The quarter that it is about.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class EngagementRowGroup(TypedDict):
    """The rows of one key."""

    key: str
    """The key."""

    rows: list[EngagementRow]
    """Its first rows."""

    total: int
    """All of its rows; none where there is no such key in the tenant."""


class EngagementRowGroupsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    groups: list[EngagementRowGroup]
    """The groups."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class EngagementSummaryAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    year: int
    """The year."""

    total: int
    """Engagements that were made in it."""

    by_status: list[ValueCount]
    """They by status, in rank order, then others by spelling."""

    by_type: list[ValueCount]
    """They by type: the known ones, then others by spelling."""

    estimated_hours: Decimal
    """Sum of their estimated hours; one without counts none."""

    actual_hours: Decimal
    """Sum of their actual hours; one without counts none."""

    billing: list[BillingSums] | None
    """What was billed in the year, by currency in order of its code; none where the audience may not see financials."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class EngagementsByClient(TypedDict):
    """Asks for the engagements of many clients; for staff alone."""

    keys: Sequence[str]
    """The clients, 1 to 1,000; one may come twice."""

    limit: NotRequired[int | None]
    """The largest number of rows of each key: 1 to 1,000, by default 50."""

    select: NotRequired[Sequence[EngagementRowField] | None]
    """The columns; an empty list for all."""


class EntityTypeCount(TypedDict):
    """How often something was done to a kind of thing."""

    entity_type: str
    """The kind of thing."""

    count: int
    """The lines of it."""


class ExplainMatch(TypedDict):
    """Asks why an advisor is, or is not, among the matches of a client's needs."""

    advisor_id: str
    """The id of the profile."""

    needs: NotRequired[ClientNeeds | None]
    """The needs, as a match takes them. Ranks are by score, whatever their diversity."""

    rank: NotRequired[int | None]
    """The rank that the advisor should reach, 1 to 1000; by default the limit of the needs."""


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


class FacetValuesAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    values: list[FacetCount]
    """At most as many as the limit."""

    total: int
    """All values that begin so and that somebody of the result holds."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
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


FollowState: TypeAlias = "Literal['connecting', 'loading', 'streaming', 'paused', 'retrying', 'stopped']"
"""What a following does at the moment.

`connecting`: Opens its sessions.

`loading`: Copies every table; what was served before still is.

`streaming`: Applies changes as they come.

`paused`: Waits until it is told to go on; the server keeps its log meanwhile.

`retrying`: Waits before it tries again, after an error.

`stopped`: Ended.
"""


class FollowStatus(TypedDict):
    """How far a following has come."""

    state: FollowState
    """What it does."""

    position: str | None
    """The position of the source's log up to which everything is applied and published."""

    source_position: str | None
    """The position of the source's log as it was last heard of."""

    lag_bytes: int
    """Bytes of the source's log between the two."""

    lag_ms: int | None
    """How long the newest applied transaction took from its commit at the source to its publication, in milliseconds;
    by the clocks of both machines.
    """

    retained_bytes: int | None
    """Bytes of its log that the server keeps for the slot, as of some seconds ago."""

    last_error: LastError | None
    """The last error, even if it was got over."""

    retry_count: int
    """Times that it began anew after an error."""

    retry_at: Timestamp | None
    """When it tries again; none unless it waits for that."""

    load_count: int
    """Loads of everything."""

    transaction_count: int
    """Transactions applied."""

    batch_count: int
    """Batches of whole transactions that were applied, each as one revision."""

    tables: list[FollowedTable]
    """Changes, by table in the order of names."""

    blind_spots: list[str]
    """What this kind of following cannot see."""


class FollowedTable(TypedDict):
    """Changes of one table since the following began."""

    name: str
    """The table's name."""

    change_count: int
    """Changes that the source sent."""


class FollowerStats(TypedDict):
    """How a follower stands to the process that writes the store."""

    writer_revision: int
    """The newest revision that was seen in the writer's log; above the published one while the follower catches up."""

    lag_ms: int
    """For how many milliseconds a seen revision has not been published yet; 0 where all are."""

    last_error: str | None
    """Why the follower cannot go on just now, if it cannot: it serves what it has, and tries again."""


class FoundAdvisorsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: list[Advisor | None]
    """The advisor of the id at this place; none where there is none that may be shown."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class FoundClientsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    clients: list[ClientRow | None]
    """The client of the id at this place; none where the tenant has none."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


FoundRow: TypeAlias = "dict[str, Json]"
"""A row: values by column name; money, decimals and instants as text."""


class FoundRowsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[FoundRow | None]
    """The row of the id at this place, by column name in camelCase; none where this tenant has no live row of it."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class Fragment(TypedDict):
    """A piece of a text as it is spelled: matched by the search, or what stands between."""

    text: str
    """The piece."""

    is_match: bool
    """Whether the search matched it."""


class GetAdvisor(TypedDict):
    """Asks for one advisor."""

    id: str
    """The id of the profile."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class GetAdvisorRatings(TypedDict):
    """Asks for the ratings of an advisor."""

    id: str
    """The id of the profile."""


GetAdvisorStats = TypedDict(
    "GetAdvisorStats",
    {
        # The advisor, as a user.
        "user_id": "str",
        # From this instant on.
        "from": "NotRequired[TimestampLike | None]",
        # Before this instant.
        "to": "NotRequired[TimestampLike | None]",
    },
)
"""Asks what an advisor did for the tenant, in a range of time or ever."""


class GetAdvisors(TypedDict):
    """Asks for many advisors, at most 1,000."""

    ids: Sequence[str]
    """The ids of the profiles; one may come twice, as a batch loader's keys may."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""


class GetClients(TypedDict):
    """Asks for many clients; for staff alone."""

    ids: Sequence[str]
    """The clients, 1 to 1,000; one may come twice."""

    select: NotRequired[Sequence[ClientRowField] | None]
    """The columns; an empty list for all."""


class GetEngagementSummary(TypedDict):
    """A client, a year, and who asks."""

    client_id: str
    """The client."""

    audience: Audience
    """Who reads it."""

    time_zone: NotRequired[str | None]
    """The IANA name of the zone in which the year begins and ends; by default `UTC`."""

    year: NotRequired[int | None]
    """The year, 1 to 9998; none for that of the call."""


class GetPortalAccess(TypedDict):
    """Asks whether a person may enter the portal of a client now."""

    user_id: str
    """The person."""

    client_id: str
    """The client."""

    ip_address: NotRequired[str | None]
    """Where the person calls from, IPv4 or IPv6; an access with a list of addresses opens nothing without."""


class GetQueueStats(TypedDict):
    """Asks how the tenant's queues stand."""

    queue_name: NotRequired[str | None]
    """This queue alone; all of them where nothing is said."""


class GetRows(TypedDict):
    """Asks for rows of one table, at most 1,000."""

    table: str
    """The table's name; it has a tenant column."""

    ids: Sequence[str]
    """The ids of the rows, 1 to 1,000; one may come twice, as a batch loader's keys may."""

    select: NotRequired[Sequence[str] | None]
    """The columns to read, in either spelling; an empty list for all."""


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


class Highlight(TypedDict):
    """A text of an advisor that a search matched, in pieces.

    *What counts*: every word that the search took for one of its own, as it was matched: inflected, completed,
    misspelt, or in a phrase. *Shape*: the pieces in a row are the text as it is spelled, or of a long one an excerpt of
    at most 220 characters on the bounds of words: the one with matches of most words of the search.
    """

    field: AdvisorField
    """The field."""

    fragments: list[Fragment]
    """Matches and what stands between them, in their order; at least one match."""

    is_cut_before: bool
    """Whether text is left out before the first piece."""

    is_cut_after: bool
    """Whether text is left out after the last piece."""

    item: NotRequired[int | None]
    """Which item of a list field, from 0; left out for others."""


class IntegerRange(TypedDict):
    """A range, both ends included."""

    max: NotRequired[int | None]
    """The largest value; none for no bound."""

    min: NotRequired[int | None]
    """The least value; none for no bound."""

    missing: NotRequired[Missing | None]
    """What happens to an advisor who lacks the value."""


class InvoiceAgingAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    counted_to: Timestamp
    """The instant that lateness is counted to."""

    currencies: list[CurrencyAging]
    """The currencies in which anything is owed, in order of their codes; amounts are never summed across them."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class InvoiceAgingRequest(TypedDict):
    """Asks what is owed, by how late it is: by one client, or by all."""

    audience: Audience
    """Who reads; for a portal that is shown no amounts there are no invoices."""

    as_of: NotRequired[TimestampLike | None]
    """The instant that lateness is counted to, by default that of the call. Invoices and balances are those of now."""

    client_id: NotRequired[str | None]
    """Who owes; everyone where it is missing, which only staff may ask for."""

    time_zone: NotRequired[str | None]
    """The IANA time zone whose calendar tells days."""


class InvoiceFilters(TypedDict):
    """Conditions on an invoice, all of which must hold; an empty list asks for nothing."""

    amount_max: NotRequired[MoneyLike | None]
    """A total of at most this, in whichever currency."""

    amount_min: NotRequired[MoneyLike | None]
    """A total of at least this, in whichever currency."""

    currencies: NotRequired[Sequence[str] | None]
    """In one of these currencies, spelled as in the row."""

    due_from: NotRequired[TimestampLike | None]
    """Due at this instant or later."""

    due_to: NotRequired[TimestampLike | None]
    """Due before this instant."""

    invoiced_from: NotRequired[TimestampLike | None]
    """Dated at this instant or later."""

    invoiced_to: NotRequired[TimestampLike | None]
    """Dated before this instant."""

    overdue: NotRequired[bool | None]
    """Whether it is outstanding with a balance above zero and was due before the call."""

    payment_statuses: NotRequired[Sequence[str] | None]
    """By its amounts, one of these: `unpaid`, `partial`, `paid`."""

    statuses: NotRequired[Sequence[str] | None]
    """One of these: `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid`, `cancelled`."""

    text: NotRequired[str | None]
    """Text anywhere in the number, whatever its case and accents."""


class InvoiceMetrics(TypedDict):
    """Invoices in one currency."""

    currency: str
    """The currency's code."""

    count: int
    """Invoices of every status."""

    total_amount: Money
    """Sum of their totals."""

    paid_amount: Money
    """Sum of what was paid."""

    outstanding_amount: Money
    """Balance of those that are sent, viewed, partly paid or overdue."""


class InvoiceRow(TypedDict):
    """An invoice of a client; amounts are in its currency."""

    id: str
    """The invoice's id."""

    balance_amount: NotRequired[Money]
    """What is still to be paid, as the source keeps it."""

    client_id: NotRequired[str]
    """The client that it belongs to."""

    client_name: NotRequired[str | None]
    """The client's name; none where the client is deleted or not of this tenant."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    currency: NotRequired[str]
    """The currency's code."""

    days_overdue: NotRequired[int]
    """Of an overdue invoice, one that is outstanding with a balance above zero and was due before the call: whole days
    of 24 hours since then.
    """

    discount_amount: NotRequired[Money]
    """What is taken off."""

    due_date: NotRequired[Timestamp]
    """When it is due."""

    engagement_id: NotRequired[str | None]
    """The engagement that it is for."""

    engagement_name: NotRequired[str | None]
    """The engagement's name; none where the engagement is deleted or not of this tenant."""

    invoice_date: NotRequired[Timestamp]
    """Its date."""

    invoice_number: NotRequired[str]
    """Its number."""

    paid_amount: NotRequired[Money]
    """What was paid."""

    paid_at: NotRequired[Timestamp | None]
    """When it was paid."""

    payment_status: NotRequired[str]
    """By its amounts: `paid` where no less than the total was, `partial` where something was, else `unpaid`."""

    payment_terms: NotRequired[str | None]
    """When it is to be paid, in the source's words."""

    sent_at: NotRequired[Timestamp | None]
    """When it was sent."""

    status: NotRequired[str]
    """`draft`, `sent`, `viewed`, `partial`, `overdue`, `paid` or `cancelled`; other values are the source's."""

    subtotal: NotRequired[Money]
    """The sum of its lines."""

    tax_amount: NotRequired[Money]
    """The tax on it."""

    total_amount: NotRequired[Money]
    """What is to be paid in all."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""

    viewed_at: NotRequired[Timestamp | None]
    """When it was first looked at."""


InvoiceRowField: TypeAlias = "Literal['id', 'clientId', 'clientName', 'engagementId', 'engagementName', 'invoiceNumber', 'status', 'paymentStatus', 'invoiceDate', 'dueDate', 'subtotal', 'taxAmount', 'discountAmount', 'totalAmount', 'paidAmount', 'balanceAmount', 'currency', 'paymentTerms', 'sentAt', 'viewedAt', 'paidAt', 'createdAt', 'updatedAt']"
"""A field of `InvoiceRow`.

`id`: The invoice's id.

`clientId`: The client that it belongs to.

`clientName`: The client's name; none where the client is deleted or not of this tenant.

`engagementId`: The engagement that it is for.

`engagementName`: The engagement's name; none where the engagement is deleted or not of this tenant.

`invoiceNumber`: Its number.

`status`: `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid` or `cancelled`; other values are the source's.

`paymentStatus`: By its amounts: `paid` where no less than the total was, `partial` where something was, else `unpaid`.

`invoiceDate`: Its date.

`dueDate`: When it is due.

`subtotal`: The sum of its lines.

`taxAmount`: The tax on it.

`discountAmount`: What is taken off.

`totalAmount`: What is to be paid in all.

`paidAmount`: What was paid.

`balanceAmount`: What is still to be paid, as the source keeps it.

`currency`: The currency's code.

`paymentTerms`: When it is to be paid, in the source's words.

`sentAt`: When it was sent.

`viewedAt`: When it was first looked at.

`paidAt`: When it was paid.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class InvoiceRowGroup(TypedDict):
    """The rows of one key."""

    key: str
    """The key."""

    rows: list[InvoiceRow]
    """Its first rows."""

    total: int
    """All of its rows; none where there is no such key in the tenant."""


class InvoiceRowGroupsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    groups: list[InvoiceRowGroup]
    """The groups."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class InvoiceRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[InvoiceRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


InvoiceSort: TypeAlias = "Literal['lifecycle', 'due', 'newest', 'largest']"
"""The order of a list of invoices. Each is total: unknown values last, equal ones by id.

`lifecycle`: Draft, sent, viewed, partial, overdue, paid, cancelled, then what is none of these; due first; dated last
first.

`due`: Due first.

`newest`: Dated last first.

`largest`: Largest total first, in whichever currency.
"""


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


class InvoicesByClient(TypedDict):
    """Asks for the invoices of many clients; for staff alone."""

    keys: Sequence[str]
    """The clients, 1 to 1,000; one may come twice."""

    limit: NotRequired[int | None]
    """The largest number of rows of each key: 1 to 1,000, by default 50."""

    select: NotRequired[Sequence[InvoiceRowField] | None]
    """The columns; an empty list for all."""


class JobStatusCount(TypedDict):
    """How many jobs have a status."""

    status: str
    """The status."""

    count: int
    """The jobs with it."""


Json: TypeAlias = "bool | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""Any JSON."""


class LastError(TypedDict):
    """An error that a following met and got over, or has not yet."""

    code: str
    """The error's code."""

    message: str
    """What happened, and what to do."""

    at: Timestamp
    """When."""


class ListAdvisorMatches(TypedDict):
    """A page of the tenant's matches with one advisor, newest first."""

    advisor_profile_id: str
    """The id of the advisor's profile."""

    filters: NotRequired[MatchFilters | None]
    """Which matches."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[MatchRowField] | None]
    """The columns; an empty list for all."""


class ListAuditTrail(TypedDict):
    """A page of the tenant's audit trail, newest first."""

    filters: NotRequired[AuditFilters | None]
    """Which lines."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[AuditRowField] | None]
    """The columns; an empty list for all."""


class ListClientMatches(TypedDict):
    """A page of the matches of one client, newest first."""

    client_id: str
    """The client."""

    audience: Audience
    """Who reads it; a portal that sees no amounts is shown neither budget nor proposed rate."""

    filters: NotRequired[MatchFilters | None]
    """Which matches."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[MatchRowField] | None]
    """The columns; an empty list for all."""


class ListClients(TypedDict):
    """A page of the tenant's clients, with counts.

    Everything is optional; the default lists all of them by name.
    """

    filters: NotRequired[ClientFilters | None]
    """Which clients."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[ClientRowField] | None]
    """The columns; an empty list for all."""

    sort: NotRequired[ClientSort | None]
    """In what order."""


class ListDocuments(TypedDict):
    """A page of documents: of one client, or of the whole tenant."""

    audience: Audience
    """Who reads: a portal sees documents of its access levels that are not confidential."""

    client_id: NotRequired[str | None]
    """Whose documents; the whole tenant's where it is missing, which only staff may ask for."""

    filters: NotRequired[DocumentFilters | None]
    """Which documents."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[DocumentRowField] | None]
    """The columns; an empty list for all."""

    sort: NotRequired[DocumentSort | None]
    """In what order."""


ListField: TypeAlias = "Literal['industries', 'services', 'certifications', 'languages', 'businessSizes']"
"""A field that lists words.

`industries`: The industries that the advisor knows.

`services`: The services that the advisor offers.

`certifications`: The certifications that the advisor holds.

`languages`: The languages that the advisor speaks.

`businessSizes`: The sizes of business that the advisor serves.
"""


class ListInvoices(TypedDict):
    """A page of invoices: of one client, one engagement, or the whole tenant."""

    audience: Audience
    """Who reads; for a portal that is shown no amounts there are no invoices."""

    client_id: NotRequired[str | None]
    """Whose invoices; a portal names its own client."""

    engagement_id: NotRequired[str | None]
    """The invoices for this engagement, of its client."""

    filters: NotRequired[InvoiceFilters | None]
    """Which invoices."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[InvoiceRowField] | None]
    """The columns; an empty list for all. The days of an overdue invoice are always told."""

    sort: NotRequired[InvoiceSort | None]
    """In what order."""


class ListTasks(TypedDict):
    """A page of tasks: of one client, one engagement, one person, or the whole tenant."""

    audience: Audience
    """Who reads."""

    assignee_id: NotRequired[str | None]
    """The tasks that are assigned to this person, who need not be there any more."""

    client_id: NotRequired[str | None]
    """Whose tasks: those of the client's engagements. A portal names its own client."""

    engagement_id: NotRequired[str | None]
    """The tasks of this engagement."""

    filters: NotRequired[TaskFilters | None]
    """Which tasks."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[TaskRowField] | None]
    """The columns; an empty list for all. Whether a task is overdue is always told."""

    sort: NotRequired[TaskSort | None]
    """In what order."""


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

    malformed_element_count: int
    """Elements that were left out of lists of records, of all rows that were read; only some schemas have such lists.
    """


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

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


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
    """Whether the advisor has a vector of the model that the needs are compared by: a lexical one where the needs are
    text without an embedding, else the host's embedding; without one the cosine is 0.
    """

    diversity: NotRequired[MatchDiversity | None]
    """Why the advisor was chosen at this place; only where a diversity was asked for."""


class MatchAnalyticsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    totals: MatchFigures
    """Over the whole range."""

    periods: list[MatchPeriod]
    """Every period of the range in order, those without matches too."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class MatchBatch(TypedDict):
    """Needs of many clients."""

    needs: NotRequired[Sequence[ClientNeeds] | None]
    """Each as in `match_advisors`."""

    parts: NotRequired[bool | None]
    """Whether what each score is made of is wanted, too; off by default."""


class MatchDiversity(TypedDict):
    """Why an advisor was chosen at a place."""

    value: float
    """What was highest of those left to choose from."""

    similarity: float
    """The largest cosine with one chosen before, -1 to 1; 0 for the first."""


class MatchExplanationAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisor_id: str
    """The advisor."""

    status: MatchStatus
    """Where the advisor stands."""

    rank: int
    """The place among all eligible by score, then id, from 1; of one who is not eligible, the place that the advisor
    would have if let in beside them.
    """

    target_rank: int
    """The rank that was asked about."""

    eligible: int
    """Advisors that passed the hard filters."""

    scoring_profile: ScoringProfileVersion
    """What scores are made by."""

    score: float
    """The advisor's score."""

    target_score: float | None
    """The score of the eligible advisor at the target rank; none where there are fewer."""

    gap: float | None
    """The target's score less the advisor's: 0 or more where points are missing."""

    parts: list[Part]
    """What the score is made of, in the order of the scoring profile."""

    points: int
    """The points of `points-v1`, rounded half up; 0 to 100."""

    reasons: Reasons
    """Why the advisor has these points."""

    has_embedding: bool
    """Whether the advisor has an embedding; without one the cosine is 0."""

    filters: list[RemovingFilter]
    """Every hard filter that removes the advisor; none where the advisor is eligible."""

    changes: list[SignalChange]
    """For one who is ranked beyond the target: for every part, what it alone would have to be to reach the target.

    *Order*: the smallest relative change first, those without one last; then that of the parts.
    """

    smallest: SignalChange | None
    """The first of the changes that is reachable."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class MatchFigures(TypedDict):
    """Figures of some matches."""

    count: int
    """Matches."""

    by_status: list[MatchStatusCount]
    """By status, along the life of a match, then by spelling; only those that a match has."""

    mean_score: float | None
    """The mean of their scores, 0 to 100, higher is better; none without matches."""

    shown_count: int
    """How often they were shown to clients."""

    clicked_count: int
    """Those that the client looked at closer."""

    engagement_created_count: int
    """Those of which an engagement came."""

    converted_count: int
    """Those that were accepted or of which an engagement came."""

    conversion_percent: float | None
    """The share of these, in percent; none without matches."""


class MatchFilters(TypedDict):
    """Conditions on a match; an empty list asks for nothing."""

    statuses: NotRequired[Sequence[str] | None]
    """One of these statuses: `suggested`, `client_viewed`, `client_contacted`, `contacted`, `advisor_responded`,
    `call_scheduled`, `meeting_scheduled`, `proposal_sent`, `accepted`, `rejected`, `declined`, `expired`.
    """


MatchPeriod = TypedDict(
    "MatchPeriod",
    {
        # Its name, such as `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1` or `2026`.
        "label": "str",
        # Its first instant; matches of the range alone are counted in the first period and in the last.
        "from": "Timestamp",
        # The first instant behind it.
        "to": "Timestamp",
        # Its matches.
        "figures": "MatchFigures",
    },
)
"""The matches of one period."""


class MatchResultAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    matches: list[Match]
    """At most as many as the limit."""

    scoring_profile: ScoringProfileVersion
    """What they were scored by."""

    plan: Plan
    """How they were found."""

    clauses: NotRequired[list[ClauseEffect] | None]
    """What each hard filter that is on and has something to filter by takes out, and `excludedIds`; only where
    `diagnose` asks for it.
    """

    embedding_model: NotRequired[str | None]
    """The model of the vectors that the cosine was taken of; left out where no cosine is part of the score, and where
    the advisors have no embeddings.
    """

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class MatchRow(TypedDict):
    """An advisor suggested to a client, and what came of it."""

    id: str
    """The match's id."""

    advisor_headline: NotRequired[str | None]
    """The headline of the advisor's profile; none where the marketplace may not show the advisor."""

    advisor_interested: NotRequired[bool | None]
    """Whether the advisor is interested; none before an answer."""

    advisor_name: NotRequired[str | None]
    """The advisor's name; none where the marketplace may not show the advisor, or the user is not there or deleted."""

    advisor_profile_id: NotRequired[str]
    """The id of the advisor's profile."""

    advisor_rating: NotRequired[float | None]
    """The rating of the advisor's profile, 0 to 5; none where the marketplace may not show the advisor."""

    advisor_response: NotRequired[str | None]
    """What the advisor wrote."""

    advisor_title: NotRequired[str | None]
    """The title of the advisor's profile; none where the marketplace may not show the advisor."""

    budget_range: NotRequired[str | None]
    """What the client would pay, as JSON text; none for a portal without amounts."""

    clicked_by_client: NotRequired[bool]
    """Whether the client looked closer."""

    client_id: NotRequired[str]
    """The client."""

    client_industry: NotRequired[str | None]
    """The client's trade; none where the client is not there or deleted."""

    client_name: NotRequired[str | None]
    """The client's name; none where the client is not there or deleted."""

    client_notes: NotRequired[str | None]
    """What the client wrote."""

    client_viewed_at: NotRequired[Timestamp | None]
    """When the client looked first."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    engagement_created: NotRequired[bool]
    """Whether an engagement came of it."""

    engagement_id: NotRequired[str | None]
    """That engagement."""

    engagement_started_at: NotRequired[Timestamp | None]
    """When it started."""

    expires_at: NotRequired[Timestamp | None]
    """From when on the match is of no use."""

    is_expired: NotRequired[bool]
    """Whether the source marked it so."""

    match_algorithm_version: NotRequired[str]
    """The version of the scoring; `manual` where a person suggested the advisor."""

    match_reason: NotRequired[str]
    """Why, as JSON text."""

    match_score: NotRequired[float]
    """How well the two fit, 0 to 100, higher is better."""

    meeting_completed_at: NotRequired[Timestamp | None]
    """When they met."""

    meeting_scheduled_at: NotRequired[Timestamp | None]
    """When the two are to meet."""

    proposed_rate: NotRequired[Money | None]
    """What the advisor asks for; none for a portal without amounts."""

    rejected_at: NotRequired[Timestamp | None]
    """When it was rejected."""

    rejected_by: NotRequired[str | None]
    """`client`, `advisor` or `system`."""

    rejection_reason: NotRequired[str | None]
    """Why it was rejected."""

    requested_services: NotRequired[list[str]]
    """Services that the client asked for."""

    responded_at: NotRequired[Timestamp | None]
    """When the advisor answered."""

    start_date: NotRequired[Timestamp | None]
    """When the work is to start."""

    status: NotRequired[str]
    """One of the twelve statuses that filters take; other values are the source's."""

    status_updated_at: NotRequired[Timestamp]
    """When the status was set."""

    times_shown: NotRequired[int]
    """How often the client was shown the advisor."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""

    urgency: NotRequired[str | None]
    """How pressing it is, in the words of the source."""


MatchRowField: TypeAlias = "Literal['id', 'clientId', 'clientName', 'clientIndustry', 'advisorProfileId', 'advisorName', 'advisorTitle', 'advisorHeadline', 'advisorRating', 'matchScore', 'matchReason', 'matchAlgorithmVersion', 'status', 'statusUpdatedAt', 'requestedServices', 'budgetRange', 'startDate', 'urgency', 'clientNotes', 'advisorInterested', 'advisorResponse', 'proposedRate', 'respondedAt', 'meetingScheduledAt', 'meetingCompletedAt', 'engagementCreated', 'engagementId', 'engagementStartedAt', 'rejectedBy', 'rejectionReason', 'rejectedAt', 'timesShown', 'clickedByClient', 'clientViewedAt', 'expiresAt', 'isExpired', 'createdAt', 'updatedAt']"
"""A field of `MatchRow`.

`id`: The match's id.

`clientId`: The client.

`clientName`: The client's name; none where the client is not there or deleted.

`clientIndustry`: The client's trade; none where the client is not there or deleted.

`advisorProfileId`: The id of the advisor's profile.

`advisorName`: The advisor's name; none where the marketplace may not show the advisor, or the user is not there or
deleted.

`advisorTitle`: The title of the advisor's profile; none where the marketplace may not show the advisor.

`advisorHeadline`: The headline of the advisor's profile; none where the marketplace may not show the advisor.

`advisorRating`: The rating of the advisor's profile, 0 to 5; none where the marketplace may not show the advisor.

`matchScore`: How well the two fit, 0 to 100, higher is better.

`matchReason`: Why, as JSON text.

`matchAlgorithmVersion`: The version of the scoring; `manual` where a person suggested the advisor.

`status`: One of the twelve statuses that filters take; other values are the source's.

`statusUpdatedAt`: When the status was set.

`requestedServices`: Services that the client asked for.

`budgetRange`: What the client would pay, as JSON text; none for a portal without amounts.

`startDate`: When the work is to start.

`urgency`: How pressing it is, in the words of the source.

`clientNotes`: What the client wrote.

`advisorInterested`: Whether the advisor is interested; none before an answer.

`advisorResponse`: What the advisor wrote.

`proposedRate`: What the advisor asks for; none for a portal without amounts.

`respondedAt`: When the advisor answered.

`meetingScheduledAt`: When the two are to meet.

`meetingCompletedAt`: When they met.

`engagementCreated`: Whether an engagement came of it.

`engagementId`: That engagement.

`engagementStartedAt`: When it started.

`rejectedBy`: `client`, `advisor` or `system`.

`rejectionReason`: Why it was rejected.

`rejectedAt`: When it was rejected.

`timesShown`: How often the client was shown the advisor.

`clickedByClient`: Whether the client looked closer.

`clientViewedAt`: When the client looked first.

`expiresAt`: From when on the match is of no use.

`isExpired`: Whether the source marked it so.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class MatchRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[MatchRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


MatchStatus: TypeAlias = "Literal['matched', 'ranked', 'filtered', 'excluded']"
"""Where an advisor stands in a match.

`matched`: Eligible, and within the rank that was asked about.

`ranked`: Eligible, and beyond that rank.

`filtered`: Removed by hard filters.

`excluded`: One of the excluded ids, whatever the filters.
"""


class MatchStatusCount(TypedDict):
    """How many matches have a status."""

    status: str
    """The status."""

    count: int
    """The matches with it."""


class MemoryUse(TypedDict):
    """Where the memory goes, in bytes."""

    mapped: int
    """Files of the base that are mapped; the operating system may take these pages back."""

    rollups: int
    """Rollups of clients and tenants."""

    lists: int
    """Kept lists of clients, documents, tasks, invoices and engagements."""

    profiles: int
    """Columns, bitmaps and kept orders of the advisors."""

    text: int
    """The text index of the advisors."""

    vectors: int
    """Vectors, codes and norms that are not in a mapped file, the lexical ones included."""

    delta: int
    """Images of changed rows."""

    cache: int
    """Kept answers, the host's values, and what tells that they are true."""

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

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


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

    total: NotRequired[TotalKind | None]
    """How the rows of all pages are counted."""


class Part(TypedDict):
    """One part of a score."""

    name: str
    """The signal, as a scoring profile names it."""

    weight: float
    """The weight, renormalised where a part was dropped."""

    value: float
    """The signal's value, mostly 0 to 1; a cosine is -1 to 1."""

    contribution: float
    """Weight times value."""


PeriodKind: TypeAlias = "Literal['day', 'week', 'month', 'quarter', 'year']"
"""A period of the calendar.

`day`: From midnight to midnight: 23 or 25 hours where clocks are moved. `2026-03-01`.

`week`: From Monday to Monday, named by ISO 8601: the year is that of the week's Thursday. `2026-W09`.

`month`: `2026-03`.

`quarter`: Three months from January, April, July or October on. `2026-Q1`.

`year`: `2026`.
"""


class Plan(TypedDict):
    """How the answer was computed."""

    strategy: str
    """`plain_scan`: the whole score of every eligible advisor. `bounded_scan`: every score within proven bounds, and
    the whole score of those that may be among the best; the same answer. `graph`: the same of those to whom the graph
    of embeddings leads, and of those whom their other parts leave a chance.
    """

    eligible: int
    """Advisors that passed the hard filters."""

    scored: int
    """Advisors whose score was computed or bounded: all that are eligible, except by the `graph`."""

    rescored: int
    """Advisors whose score was first bounded and then computed; 0 in a `plain_scan`."""

    exact: bool
    """Whether the answer equals that of scoring everyone."""

    recall: NotRequired[float | None]
    """The share of the ten nearest embeddings that the graph led to when it was made, on a sample of its own; only
    where the answer is not exact. The answer is better: whoever the other parts leave a chance is scored too.
    """


class Polling(TypedDict):
    """Changes by query: what is newer than the newest seen.

    It does not see rows that are deleted for good, unless `sweep_ms` is set, nor changes that leave `updatedAt` alone;
    a transaction of several tables may be seen in part.
    """

    interval_ms: NotRequired[int | None]
    """From one round to the next, in milliseconds. Default 1,000."""

    notify_channel: NotRequired[str | None]
    """A channel of `NOTIFY` that starts a round at once. Default none."""

    overlap_ms: NotRequired[int | None]
    """How far back each round reads again, in milliseconds: a transaction that commits later than this after it set
    `updatedAt` is missed. Default 60,000.
    """

    sweep_ms: NotRequired[int | None]
    """From one comparison of all ids to the next, in milliseconds: it finds rows that were deleted for good. Default
    none: they stay.
    """


class PortalDecisionAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    is_allowed: bool
    """Whether the person may enter."""

    reason: PortalReason
    """Why; of several reasons against it, the first in the order of their list."""

    access_level: str | None
    """`view`, `edit`, `admin` or `owner`; other values are the source's."""

    can_view_financials: bool
    """Whether amounts and invoices are shown."""

    can_upload_documents: bool
    """Whether documents may be sent."""

    can_message_advisor: bool
    """Whether the advisor may be written to."""

    can_approve_invoices: bool
    """Whether invoices may be approved."""

    can_manage_team: bool
    """Whether other people's accesses may be managed."""

    can_export_data: bool
    """Whether data may be taken out."""

    permissions: str | None
    """What the tenant permits besides, as JSON text."""

    expires_at: Timestamp | None
    """From when on the access opens nothing."""

    mfa_enabled: bool
    """Whether a second factor is asked for."""

    session_timeout_minutes: int | None
    """Minutes after which a session without activity ends."""

    audience: Audience | None
    """What reads take as their audience; none where entry is refused."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


PortalReason: TypeAlias = "Literal['ok', 'no_access', 'inactive', 'expired', 'address_not_allowed']"
"""Why a person may enter a portal, or may not.

`ok`: Nothing stands against it.

`no_access`: The person has no access to this client, or is not there or deleted.

`inactive`: The access, or the person's account, is not active.

`expired`: The access has come to its end.

`address_not_allowed`: The address is not among those that the access is limited to, or was not given.
"""


class PostgresSource(TypedDict):
    """A PostgreSQL database as a source."""

    connection: str
    """A URL (`postgresql://user:password@host:port/database?sslmode=require`) or pairs (`host=… dbname=…`).

    What it leaves out comes from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE`,
    `PGSSLROOTCERT`, `PGOPTIONS` and `PGCONNECT_TIMEOUT`. `sslmode` is `disable`, `prefer` (the default), `require`,
    `verify-ca` or `verify-full`, `sslrootcert` a PEM file in place of the public roots. `verify-ca` compares the
    server's name as well; `verify-full` wants a name, not an address. Parameters that only Prisma knows are left alone,
    but for `schema`.
    """

    connection_count: NotRequired[int | None]
    """Connections that copy tables at the same time. Default 2."""

    polling: NotRequired[Polling | None]
    """Reads changes by query instead of replication, for servers that do not permit that; see `Polling`."""

    publication: NotRequired[str | None]
    """The publication; engines may share it. Default `advisor_engine`."""

    schema: NotRequired[str | None]
    """The schema that holds the tables. Default: the one that the connection string names, or `public`."""

    slot: NotRequired[str | None]
    """The replication slot; every engine that follows a database needs one of its own. Default `advisor_engine`."""

    statement_timeout_ms: NotRequired[int | None]
    """How long the server may take for one statement other than a copy, in milliseconds. Default 30,000."""


class PublishedRevision(TypedDict):
    """The newest revision that reads see."""

    revision: int
    """It is the one that was waited for, or a later one."""

    as_of: AsOf
    """When it was committed."""


class QueueFigures(TypedDict):
    """How one queue stands."""

    queue_name: str
    """The queue's name."""

    total: int
    """Jobs, whatever their status."""

    by_status: list[JobStatusCount]
    """By status, along the life of a job, then by spelling; only those that a job has."""

    oldest_pending_at: Timestamp | None
    """When the job was made that has been pending longest."""

    ready_count: int
    """Pending jobs that a worker would take now: not put off to a later time, and with an attempt left."""

    expired_lock_count: int
    """Jobs in work whose lock has expired: their worker is likely gone."""


class QueueStatsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    queues: list[QueueFigures]
    """The queues that hold any job, by name."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


RateBucket = TypedDict(
    "RateBucket",
    {
        # The least rate of the bucket.
        "from": "Money",
        # The rate that it ends before.
        "to": "Money",
        # Advisors in it.
        "count": "int",
    },
)
"""How many advisors have a rate from one bound up to another."""


class RateBuckets(TypedDict):
    """Asks for the spread of hourly rates, in buckets of one width.

    Either a number of buckets, by default 20, or their width.
    """

    bucket_count: NotRequired[int | None]
    """How many buckets lie between the lowest rate and the highest: 1 to 200."""

    width: NotRequired[MoneyLike | None]
    """The width of a bucket, whose bounds are then multiples of it; at most 200 buckets."""


class RateHistogram(TypedDict):
    """The hourly rates of a result, exactly, without the filters `hourlyRateMin` and `hourlyRateMax` themselves: what
    moving them would give.

    The counts of the buckets and of the missing add up to the total.
    """

    total: int
    """Advisors of the result without the filters of the rate."""

    missing: int
    """Those of them who state no rate."""

    min: Money | None
    """The lowest rate; none where nobody states one."""

    max: Money | None
    """The highest rate."""

    buckets: list[RateBucket]
    """From the lowest rate to the highest, empty ones too. Where a number of them was asked for, there are so many: the
    first starts at the lowest rate, and the width is rounded up to whole cents, so that the last may end beyond the
    highest rate.
    """


class RatingCount(TypedDict):
    """How many ratings have a satisfaction."""

    rating: int
    """The satisfaction, 1 to 10."""

    count: int
    """The ratings with it."""


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


class RecentActivity(TypedDict):
    """Clients that were made or changed lately."""

    days: NotRequired[int | None]
    """Days of 24 hours before the call: 1 to 90, by default 7."""

    limit: NotRequired[int | None]
    """The largest number of clients in each list: 1 to 50, by default 10."""

    select: NotRequired[Sequence[ClientRowField] | None]
    """The columns; an empty list for all."""


class RecentClientsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    recent_clients: list[ClientRow]
    """Made in the window, newest first, then by id."""

    recent_updates: list[ClientRow]
    """Made before the window and changed in it, changed last first, then by id."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


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


class RemovingFilter(TypedDict):
    """A hard filter that removes an advisor."""

    filter: str
    """The filter by the name of its switch: `available`, `capacityLeft`, `industries`, `servicesAny`, `servicesAll`,
    `maxHourlyRate`, `certifications`, `businessSize`, `languages`, `remote`, `minYears` or `budget`.
    """

    asked: list[str]
    """What was asked for."""

    has: list[str]
    """What the advisor has instead; empty where the row has no value."""


class ReviewBacklog(TypedDict):
    """The documents of the review queue."""

    total: int
    """All of them."""

    categories: list[CategoryBacklog]
    """By category, in order of its name."""

    ages: BacklogAges
    """By age at the call; the parts add up to the total."""


class ReviewQueue(TypedDict):
    """A page of the documents that wait for review; for staff alone."""

    categories: NotRequired[Sequence[str] | None]
    """One of these categories; an empty list for all."""

    client_id: NotRequired[str | None]
    """Whose documents; the whole tenant's where it is missing."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    select: NotRequired[Sequence[DocumentRowField] | None]
    """The columns; an empty list for all. The age is always told."""


class RevisionRequest(TypedDict):
    """A revision."""

    revision: int
    """As a write gave it."""


Row: TypeAlias = "Mapping[str, Value | Decimal | datetime]"
"""A row: values by column name."""


class RowKey(TypedDict):
    """One row of a table."""

    table: str
    """The table."""

    id: str
    """The row's id."""


class SatisfactionFigures(TypedDict):
    """Ratings in figures.

    *What counts*: a satisfaction of 1 to 10, and a likelihood of recommendation of 0 to 10. Values out of range are
    counted apart and are in no mean, distribution or score.
    """

    count: int
    """Ratings with a satisfaction of 1 to 10."""

    mean_of_ten: float | None
    """Their mean satisfaction, 1 to 10, higher is better; none without ratings."""

    mean_of_five: float | None
    """The same on the scale of a profile's rating, 0 to 5: half of it."""

    distribution: list[RatingCount]
    """Ratings by satisfaction, from 1 to 10, each of them; empty without ratings."""

    out_of_range_count: int
    """Ratings with another satisfaction."""

    net_promoter_score: float | None
    """The share of promoters less that of detractors, in percent: -100 to 100; none where nobody answered."""

    promoter_count: int
    """Answers of 9 and 10."""

    passive_count: int
    """Answers of 7 and 8."""

    detractor_count: int
    """Answers of 0 to 6."""

    answer_out_of_range_count: int
    """Answers out of range."""


Schema: TypeAlias = "Literal['advisoros', 'clients_plus']"
"""The schema of the backend whose tables an engine holds.

`advisoros`: AdvisorOS: practices, their clients, and the marketplace of advisors.

`clients_plus`: Clients+: companies and their appointments.
"""


class ScoringProfile(TypedDict):
    """A scoring profile: a named, versioned sum of weighted signals.

    A profile of the host is a row of the table `scoring_profiles`: `id` is the name, `terms` a JSON list of
    `SignalWeight`. A batch that changes the terms of a profile must raise its version.

    Needs without an embedding drop the cosine: the other weights are then divided by their sum, or stay as they are
    where that is below 1e-9, as it is when weights below 0 outweigh the others. Nothing but a cosine then scores
    everybody 0.
    """

    name: str
    """The name by which needs ask for it."""

    version: int
    """From 1."""

    is_built_in: bool
    """Whether it is part of the engine."""

    description: str | None
    """What the host says of it."""

    terms: list[SignalWeight]
    """What a score is the sum of, in the order of addition."""


class ScoringProfileListAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    profiles: list[ScoringProfile]
    """Those of the engine and those of the host."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ScoringProfileVersion(TypedDict):
    """Which scoring profile an answer was scored by."""

    name: str
    """The name; `inline` for weights that the request gave itself."""

    version: int
    """The version: the host's own for its profiles, 1 for those of the engine and for `inline`."""


class SearchAdvisors(TypedDict):
    """A search for advisors: words, filters, order, page, and what to tell of the result.

    Everything is optional; the default lists the whole marketplace, best rated first, with all facets.
    """

    diagnose: NotRequired[bool | None]
    """Whether to tell what the text and each filter do to the result."""

    facets: NotRequired[Sequence[FacetName] | None]
    """The facets to count; none for all, an empty list for no facet."""

    filters: NotRequired[AdvisorFilters | None]
    """The filters of a search form; facets leave out their own field's."""

    highlight: NotRequired[bool | None]
    """Whether to tell where the words of the text stand in each advisor of the page."""

    page: NotRequired[PageRequest | None]
    """Which page."""

    rate_histogram: NotRequired[RateBuckets | None]
    """The spread of hourly rates to tell; none for none."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns of the advisors; an empty list for all."""

    sort: NotRequired[AdvisorSort | None]
    """The order; by default relevance where there is a text, rating where there is none."""

    text: NotRequired[str | None]
    """Words to look for, all of them but those that only hold a sentence together (`for`, `the`); text within `"` is a
    phrase; blanks alone are no text.
    """

    where: NotRequired[Filter | None]
    """A filter tree besides; every facet respects it."""


class SearchClients(TypedDict):
    """Looks for clients by a text."""

    query: str
    """The text, whatever its case and accents; `%` and `_` mean themselves."""

    limit: NotRequired[int | None]
    """The largest number of clients: 1 to 50, by default 10."""

    select: NotRequired[Sequence[ClientRowField] | None]
    """The columns; an empty list for all."""


class SearchFacet(TypedDict):
    """Asks for the values of a facet that begin as typed, for lists that are too long to be shown whole."""

    field: ListField
    """The facet."""

    limit: NotRequired[int | None]
    """The largest number of values: 1 to 1,000, by default 20."""

    search: NotRequired[SearchAdvisors | None]
    """The search whose result is counted, as it is given to `search_advisors`. Its text, filters and filter tree
    choose, and the limit of its page decides as there whether typos are expanded; all else says nothing here.
    """

    text: NotRequired[str | None]
    """What was typed: each of its words begins a word of the value, whatever case and accents; empty for every value.
    """


SearchMode: TypeAlias = "Literal['auto', 'exact', 'approximate']"
"""Whether the nearest embeddings must be found, or most of them will do.

An answer tells in its plan whether it is exact.

`auto`: Exact, except where more than 100,000 advisors are eligible and the base has a graph of its embeddings.

`exact`: Exact, however many are eligible.

`approximate`: By the graph wherever there is one and it is cheaper; exact elsewhere.
"""


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

    clauses: NotRequired[list[ClauseEffect] | None]
    """What the text (`text`), each filter (by its name) and the filter tree (`where`) take out; only where `diagnose`
    asks for it.
    """

    rate_histogram: NotRequired[RateHistogram | None]
    """The spread of hourly rates; only where `rateHistogram` asks for it."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class ShareSums(TypedDict):
    """Revenue shares in sums. Their rows name no currency: it is the one that the practice is kept in."""

    count: int
    """Shares."""

    gross_revenue: Money
    """What the clients paid or owe."""

    advisor_payout: Money
    """What goes to the advisor."""

    platform_fee: Money
    """What goes to the platform."""


class SignalChange(TypedDict):
    """What one signal alone would have to be for an advisor to reach a rank, all else as it is.

    A signal that takes steps, such as a share of services or whole points, serves with the next step. The signal
    `points` is taken as one of its own, whatever it is made of.
    """

    signal: str
    """The signal."""

    weight: float
    """Its weight."""

    value: float
    """Its value now."""

    needed: float | None
    """The least value, or with a weight below 0 the greatest, that reaches the rank: exact to the last bit of the
    score's arithmetic. None where no number does, as with a weight of 0.
    """

    difference: float | None
    """What is needed less the value now."""

    relative_change: float | None
    """The size of the difference as a share of the signal's width: 2 for the cosine, 1 for all others."""

    lowest: float
    """The least value that the signal can take for these needs."""

    highest: float
    """The greatest value that the signal can take for these needs; 0 where they do not ask for it."""

    is_reachable: bool
    """Whether what is needed lies between the two."""


class SignalWeight(TypedDict):
    """One part of a scoring profile: a signal and what its value is multiplied by.

    What a client does not ask for gives a signal of 0, and so does a value that an advisor lacks. Values are 0 to 1
    unless something else is said:

    | signal | value | |---|---| | `industry` | 1 where the advisor works in one of the industries, compared with case |
    | `services` | the share of the required services that the advisor offers, compared with case | | `experience` |
    years of experience of 20, at most 1 | | `rating` | the rating of 5 | | `certifications` | 1 where the advisor holds
    one of the certifications, compared with case | | `availability` | the free share of the capacity; below 0 where
    there are more clients than the maximum | | `cosine` | the cosine of the two embeddings, -1 to 1; dropped where the
    needs have no embedding | | `points` | the rounded points of `points-v1` of 100 | | `price_fit` | 1 less the hourly
    rate divided by the most that an hour may cost, at least 0 | | `budget` | 1 where the advisor's prices meet the
    budget, as in the hard filter | | `language` | 1 where the advisor speaks one of the languages, in any case | |
    `business_size` | 1 where the advisor serves businesses of the size, in any case | | `remote` | 1 where remote work
    is asked for and the advisor works remotely | | `reviews` | reviews of 50, at most 1 | | `responsiveness` | 1 less
    the hours that an answer takes of 48, at least 0 |
    """

    signal: str
    """The name of the signal."""

    weight: float
    """What its value is multiplied by, -1,000,000 to 1,000,000; below 0 for what counts against an advisor."""


class SimilarAdvisorListAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    advisors: list[Advisor]
    """At most as many as the limit."""

    plan: Plan
    """How they were found."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class SimilarAdvisors(TypedDict):
    """Asks for the advisors whose embeddings are nearest to that of one advisor."""

    advisor_id: str
    """The id of the profile that the others are compared with; it is left out itself."""

    filters: NotRequired[AdvisorFilters | None]
    """The filters of a search form, which the others must pass."""

    limit: NotRequired[int | None]
    """The largest number of advisors: 1 to 100, by default 10."""

    search: NotRequired[SearchMode | None]
    """Whether the nearest must be found, or most of them will do."""

    select: NotRequired[Sequence[AdvisorField] | None]
    """The columns to read; an empty list for all."""

    where: NotRequired[Filter | None]
    """A filter tree besides."""


class SqlAnswerAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    columns: list[SqlColumn]
    """The columns."""

    rows: list[list[Value]]
    """The rows: one value per column. Decimals, wide integers, dates, times and instants are text, as are the numbers
    that JSON has no form for.
    """

    truncated: bool
    """Whether there are more rows than the query's limit."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class SqlColumn(TypedDict):
    """A column of an answer."""

    name: str
    """Its name, as the statement gives it."""

    type: str
    """Its type, such as `bigint`, `text`, `decimal(18,2)`, `timestamp`, `text[]`."""


class SqlParameter(TypedDict):
    """The value of a named parameter."""

    name: str
    """The name, without `$`."""

    value: Value
    """The value."""


class SqlPlanAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    plan: str
    """DuckDB's plan, drawn as text. A tenant's plan tells no counts and nothing behind the tenant's views."""

    tables: list[str]
    """The tables that are read, by name."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class SqlQuery(TypedDict):
    """A question in SQL: one `SELECT`, in DuckDB's dialect, over the tables of the catalog by their plain names.

    Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are text
    there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.
    """

    sql: str
    """The statement, at most 65,536 bytes."""

    limit: NotRequired[int | None]
    """The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit."""

    named: NotRequired[Sequence[SqlParameter] | None]
    """Values of `$name`; a statement has parameters of one kind."""

    params: NotRequired[Sequence[Value] | None]
    """Values of `$1`, `$2` … or of each `?`, in order."""


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

    follower: NotRequired[FollowerStats | None]
    """How a follower stands to its writer; left out of an engine that writes."""


class StatusCount(TypedDict):
    """Rows of one status."""

    status: str
    """The status."""

    count: int
    """Its rows."""


class SuggestAdvisors(TypedDict):
    """Asks for what a text that is being typed may become."""

    kinds: NotRequired[Sequence[SuggestionKind] | None]
    """The kinds of suggestions; an empty list for all."""

    limit: NotRequired[int | None]
    """The largest number of suggestions: 1 to 50, by default 10."""

    text: NotRequired[str | None]
    """What was typed so far; without a word nothing is suggested."""


class Suggestion(TypedDict):
    """A text that the typed one may become."""

    kind: SuggestionKind
    """What it is."""

    text: str
    """The whole text; a title, industry or service as most advisors of the marketplace spell it."""

    count: int
    """Advisors of the marketplace who have it in any spelling, exactly; 1 for a name."""

    advisor_id: NotRequired[str | None]
    """The advisor whose name it is; left out for other kinds."""


SuggestionKind: TypeAlias = "Literal['name', 'title', 'industry', 'service']"
"""What is suggested.

`name`: The name of an advisor.

`title`: A professional title.

`industry`: An industry.

`service`: A service.
"""


class SuggestionsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    suggestions: list[Suggestion]
    """At most as many as the limit."""

    typos_expanded: bool
    """Whether nothing begins as typed, so that slips were looked for."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


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


class TaskFilters(TypedDict):
    """Conditions on a task, all of which must hold; an empty list asks for nothing."""

    due_from: NotRequired[TimestampLike | None]
    """Due at this instant or later; a task without a date drops out."""

    due_to: NotRequired[TimestampLike | None]
    """Due before this instant; a task without a date drops out."""

    overdue: NotRequired[bool | None]
    """Whether it was due before the call and is neither completed nor cancelled."""

    priorities: NotRequired[Sequence[str] | None]
    """One of these: `urgent`, `high`, `normal`, `low`."""

    statuses: NotRequired[Sequence[str] | None]
    """One of these: `pending`, `in_progress`, `review`, `completed`, `cancelled`."""

    task_types: NotRequired[Sequence[str] | None]
    """One of these: `document_review`, `data_entry`, `client_meeting`, `preparation`, `review`, `custom`."""

    text: NotRequired[str | None]
    """Text anywhere in the title or the description, whatever its case and accents."""

    unassigned: NotRequired[bool | None]
    """Whether it is assigned to nobody."""

    without_engagement: NotRequired[bool | None]
    """Whether it belongs to no engagement, and so to no client."""


class TaskRow(TypedDict):
    """A task of the practice."""

    id: str
    """The task's id."""

    actual_hours: NotRequired[Decimal | None]
    """Hours that it took."""

    assigned_to_id: NotRequired[str | None]
    """Who it is assigned to."""

    assignee_name: NotRequired[str | None]
    """The assignee's name; none where the user is deleted or not of this tenant."""

    client_id: NotRequired[str | None]
    """The client of the engagement; none where the engagement is deleted or not of this tenant."""

    client_name: NotRequired[str | None]
    """The client's name; none where the client or the engagement is deleted or not of this tenant."""

    completed_date: NotRequired[Timestamp | None]
    """When it was done."""

    created_at: NotRequired[Timestamp]
    """When the row was made."""

    description: NotRequired[str | None]
    """The same at length."""

    due_date: NotRequired[Timestamp | None]
    """When it is due."""

    engagement_id: NotRequired[str | None]
    """The engagement that it belongs to."""

    engagement_name: NotRequired[str | None]
    """The engagement's name; none where the engagement is deleted or not of this tenant."""

    estimated_hours: NotRequired[Decimal | None]
    """Hours that it should take."""

    is_overdue: NotRequired[bool]
    """Whether it was due before the call and is neither completed nor cancelled."""

    priority: NotRequired[str]
    """`urgent`, `high`, `normal` or `low`; other values are the source's."""

    start_date: NotRequired[Timestamp | None]
    """When work starts."""

    status: NotRequired[str]
    """`pending`, `in_progress`, `review`, `completed` or `cancelled`; other values are the source's."""

    task_type: NotRequired[str]
    """What kind of work it is."""

    title: NotRequired[str]
    """What is to be done."""

    updated_at: NotRequired[Timestamp]
    """When it was last changed."""


TaskRowField: TypeAlias = "Literal['id', 'title', 'description', 'status', 'priority', 'taskType', 'estimatedHours', 'actualHours', 'startDate', 'dueDate', 'completedDate', 'assignedToId', 'assigneeName', 'engagementId', 'engagementName', 'clientId', 'clientName', 'createdAt', 'updatedAt']"
"""A field of `TaskRow`.

`id`: The task's id.

`title`: What is to be done.

`description`: The same at length.

`status`: `pending`, `in_progress`, `review`, `completed` or `cancelled`; other values are the source's.

`priority`: `urgent`, `high`, `normal` or `low`; other values are the source's.

`taskType`: What kind of work it is.

`estimatedHours`: Hours that it should take.

`actualHours`: Hours that it took.

`startDate`: When work starts.

`dueDate`: When it is due.

`completedDate`: When it was done.

`assignedToId`: Who it is assigned to.

`assigneeName`: The assignee's name; none where the user is deleted or not of this tenant.

`engagementId`: The engagement that it belongs to.

`engagementName`: The engagement's name; none where the engagement is deleted or not of this tenant.

`clientId`: The client of the engagement; none where the engagement is deleted or not of this tenant.

`clientName`: The client's name; none where the client or the engagement is deleted or not of this tenant.

`createdAt`: When the row was made.

`updatedAt`: When it was last changed.
"""


class TaskRowGroup(TypedDict):
    """The rows of one key."""

    key: str
    """The key."""

    rows: list[TaskRow]
    """Its first rows."""

    total: int
    """All of its rows; none where there is no such key in the tenant."""


class TaskRowGroupsAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    groups: list[TaskRowGroup]
    """The groups."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


class TaskRowPageAnswer(TypedDict):
    """An answer with the revision at which it is true."""

    revision: int
    """The revision that the answer was read at; all of it, from one snapshot."""

    as_of: AsOf
    """When that revision was committed."""

    rows: list[TaskRow]
    """The rows of this page, in the order that was asked for."""

    total: int
    """All rows that fit, whichever page this is."""

    is_total_exact: bool
    """Whether every row was counted; an estimate was asked for where this is false."""

    next_cursor: str | None
    """Where the next page starts; none on the last."""

    stale: NotRequired[bool]
    """Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    the answer is the newest.
    """

    valid_until: NotRequired[Timestamp | None]
    """From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    """


TaskSort: TypeAlias = "Literal['rank', 'due', 'newest']"
"""The order of a list of tasks. Each is total: missing and unknown values last, equal ones by id.

`rank`: Urgent, high, normal, low, then what is none of these; due first, without a date last; made first.

`due`: Due first, without a date last.

`newest`: Made last first.
"""


class TasksByAssignee(TypedDict):
    """Asks for the open tasks of many people; for staff alone."""

    keys: Sequence[str]
    """The people, 1 to 1,000; one may come twice."""

    limit: NotRequired[int | None]
    """The largest number of rows of each key: 1 to 1,000, by default 50."""

    select: NotRequired[Sequence[TaskRowField] | None]
    """The columns; an empty list for all."""


class TasksByEngagement(TypedDict):
    """Asks for the tasks of many engagements; for staff alone."""

    keys: Sequence[str]
    """The engagements, 1 to 1,000; one may come twice."""

    limit: NotRequired[int | None]
    """The largest number of rows of each key: 1 to 1,000, by default 50."""

    select: NotRequired[Sequence[TaskRowField] | None]
    """The columns; an empty list for all."""


TextState: TypeAlias = "Literal['missing', 'stale', 'current', 'unknown']"
"""How the stored vector of an advisor stands to the advisor's text.

`missing`: There is no vector.

`stale`: The vector is of another text: its digest is another.

`current`: The vector is of this text.

`unknown`: The vector has a digest of the host's own, which the engine cannot compare.
"""

Timestamp: TypeAlias = "str"
"""An instant in UTC as ISO 8601 text, such as `2026-01-31T08:00:00Z`."""

TotalKind: TypeAlias = "Literal['exact', 'estimate']"
"""How the rows of all pages are counted.

`exact`: Every row that fits is counted.

`estimate`: A long list with a filter is judged by some two thousand of its rows; where counting costs nothing the total
is exact all the same, and says so.
"""


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


class UserActionCount(TypedDict):
    """How much a person did."""

    user_id: str
    """The person."""

    user_name: str | None
    """The person's name; none where the user is not of the tenant or deleted."""

    count: int
    """The lines of what the person did."""


Value: TypeAlias = "bool | float | str | Sequence[str] | Vector | Json | None"
"""One value of a row; money, decimals and instants as text, JSON as it is or as text."""

ValueClass: TypeAlias = "Literal['short', 'medium', 'long', 'session', 'user_profile', 'client', 'list', 'document_list', 'document', 'tasks', 'invoices', 'dashboard', 'report', 'report_list', 'sync_status', 'organization', 'matches', 'response']"
"""A kind of values of the host, with the times that the platform's documents give it.

A value is *fresh* for some time. From then to its *hard* end it is served at once while one caller loads it anew; the
two are the same where nothing is said of serving it late. *Units*: seconds, fresh / hard.

`short`: 300 / 300: whatever has no class.

`medium`: 900 / 900.

`long`: 3,600 / 3,600.

`session`: 1,800 / 1,800: a session.

`user_profile`: 600 / 600: a user's profile and permissions.

`client`: 1,800 / 1,800: one client's data.

`list`: 300 / 300: lists of clients and of advisors.

`document_list`: 900 / 900: lists of documents.

`document`: 3,600 / 3,600: what is known of one document.

`tasks`: 300 / 300: tasks.

`invoices`: 900 / 900: invoices.

`dashboard`: 120 / 300: dashboards.

`report`: 7,200 / 7,200: the data of a report.

`report_list`: 900 / 900: lists of reports.

`sync_status`: 300 / 300: how a synchronisation with others stands.

`organization`: 3,600 / 3,600: an organization.

`matches`: 600 / 600: matches.

`response`: 300 / 900: whole answers to requests over HTTP; 3,600 where loading them fails.
"""


class ValueCount(TypedDict):
    """How many rows hold a value."""

    value: str
    """The value, as the rows spell it."""

    count: int
    """Its rows."""


ValueOptions = TypedDict(
    "ValueOptions",
    {
        # The class, which gives the times and under which it is counted.
        "class": "NotRequired[ValueClass | None]",
        # For how many milliseconds it is fresh, instead of the class's time.
        "fresh_ms": "NotRequired[int | None]",
        # After how many milliseconds it is served no more, instead of the class's time; not below `fresh_ms`.
        "hard_ms": "NotRequired[int | None]",
        # By what share, 0 to 1, the fresh time is shortened at most, at random, so that what was loaded together is not loaded together again. Default 0.1.
        "jitter": "NotRequired[float | None]",
        # After how many milliseconds it is served no more even where loading it anew fails; not below `hard_ms`.
        "on_error_ms": "NotRequired[int | None]",
        # Rows that it depends on, as tables are.
        "rows": "NotRequired[Sequence[RowKey] | None]",
        # Tables whose rows it depends on: of the tenant, where it is a tenant's value. A commit of the engine that changes one ends it, as does `invalidate`.
        "tables": "NotRequired[Sequence[str] | None]",
        # Names by which it can be invalidated together with others of its scope.
        "tags": "NotRequired[Sequence[str] | None]",
    },
)
"""How a value of the host is kept."""


class VerifiedTable(TypedDict):
    """What the comparison of one table found."""

    name: str
    """The table's name."""

    source_row_count: int
    """Rows of the source, without those that cannot be taken."""

    row_count: int
    """Rows of the engine."""

    rejected_row_count: int
    """Rows of the source that cannot be taken."""

    source_checksum: str
    """Sum of the hashes of all rows of the source, whatever their order; 16 hexadecimal digits."""

    checksum: str
    """The same of the engine's rows."""

    differing_tenants: list[str]
    """Tenants whose count or sum differs, in the order of their ids; empty for a table without tenants."""


class VerifyReport(TypedDict):
    """What a comparison of all rows with the source found."""

    position: str
    """The position of the source's log at which both were compared."""

    revision: int
    """The revision that was compared."""

    tables: list[VerifiedTable]
    """By table, in the catalog's order."""

    drifted_row_count: int
    """Rows that differ."""

    drifted_rows: list[DriftedRow]
    """The first 10,000 of them."""

    healed_row_count: int
    """Rows that were made as the source has them."""

    elapsed_ms: int
    """From the snapshot to the report, in milliseconds."""


class ViewReport(TypedDict):
    """What `verify_rollups` found."""

    revision: int
    """The revision that was looked at."""

    difference: str | None
    """The first place where what is kept differs from what is computed anew; none where all is equal."""


class WarmCache(TypedDict):
    """Reads that shall be kept before they are asked for."""

    reads: Sequence[WarmRead]
    """The reads, in the order in which they are computed."""


class WarmRead(TypedDict):
    """A read that shall be kept before it is asked for."""

    operation: str
    """The operation, by its name in Rust."""

    request_json: NotRequired[str | None]
    """The request as JSON text with names in camelCase, `{}` where nothing is asked."""

    tenant_id: NotRequired[str | None]
    """The tenant, for an operation of a tenant."""


class WarmedCache(TypedDict):
    """What warming came to."""

    read_count: int
    """Reads that were answered, by what was kept already too."""

    not_found_count: int
    """Reads of what is not there, such as of a tenant that is gone since the list was made."""


class Words(TypedDict):
    """Words that a list must hold, whatever their case."""

    all_of: NotRequired[Sequence[str] | None]
    """Every one of these; an empty list asks for nothing."""

    any_of: NotRequired[Sequence[str] | None]
    """At least one of these; an empty list asks for nothing."""


__all__ = [
    "ActionCount",
    "Advisor",
    "AdvisorAnswer",
    "AdvisorField",
    "AdvisorFilters",
    "AdvisorListAnswer",
    "AdvisorRatingsAnswer",
    "AdvisorSort",
    "AdvisorStanding",
    "AdvisorStatsAnswer",
    "AdvisorText",
    "AdvisorTextPageAnswer",
    "AdvisorTexts",
    "AggregateClients",
    "AgingBand",
    "AnalyseMatches",
    "Applied",
    "ApplyRequest",
    "Array",
    "AsOf",
    "Audience",
    "AudiencePortal",
    "AudienceStaff",
    "AuditFilters",
    "AuditRow",
    "AuditRowField",
    "AuditRowPageAnswer",
    "AuditStatisticsAnswer",
    "AuditStatisticsRequest",
    "BacklogAges",
    "BatchMatch",
    "BatchResultAnswer",
    "BillingSums",
    "Budget",
    "BudgetKind",
    "CacheClassStats",
    "CacheStats",
    "CacheTenantStats",
    "CategoryBacklog",
    "CategoryStatistics",
    "Change",
    "ChangeDelete",
    "ChangeUpsert",
    "ClauseEffect",
    "ClientAggregationAnswer",
    "ClientCounts",
    "ClientCountsRequest",
    "ClientDashboardAnswer",
    "ClientDashboardRequest",
    "ClientFilters",
    "ClientGroup",
    "ClientGroupSums",
    "ClientMetricsAnswer",
    "ClientMetricsRequest",
    "ClientNeeds",
    "ClientRow",
    "ClientRowField",
    "ClientRowPageAnswer",
    "ClientSearchResultAnswer",
    "ClientSort",
    "ClientStatsAnswer",
    "CompareAdvisors",
    "Config",
    "CountedClientsAnswer",
    "CurrencyAging",
    "CurrencyAmounts",
    "CursorKey",
    "Decimal",
    "DecimalLike",
    "Diversity",
    "DocumentAccessLevel",
    "DocumentFilters",
    "DocumentRow",
    "DocumentRowField",
    "DocumentRowGroup",
    "DocumentRowGroupsAnswer",
    "DocumentRowPageAnswer",
    "DocumentSort",
    "DocumentStatisticsAnswer",
    "DocumentStatisticsRequest",
    "DocumentsByClient",
    "DriftKind",
    "DriftedRow",
    "EmbedText",
    "EmbeddedTextAnswer",
    "EngagementCount",
    "EngagementRow",
    "EngagementRowField",
    "EngagementRowGroup",
    "EngagementRowGroupsAnswer",
    "EngagementSummaryAnswer",
    "EngagementsByClient",
    "EntityTypeCount",
    "ExplainMatch",
    "FacetCount",
    "FacetName",
    "FacetValuesAnswer",
    "Facets",
    "FeaturedAdvisors",
    "FeaturedCategory",
    "FileCheck",
    "FileReport",
    "Filter",
    "FoldReport",
    "FolderRequest",
    "FollowState",
    "FollowStatus",
    "FollowedTable",
    "FollowerStats",
    "FoundAdvisorsAnswer",
    "FoundClientsAnswer",
    "FoundRow",
    "FoundRowsAnswer",
    "Fragment",
    "GetAdvisor",
    "GetAdvisorRatings",
    "GetAdvisorStats",
    "GetAdvisors",
    "GetClients",
    "GetEngagementSummary",
    "GetPortalAccess",
    "GetQueueStats",
    "GetRows",
    "HardFilters",
    "Highlight",
    "IntegerRange",
    "InvoiceAgingAnswer",
    "InvoiceAgingRequest",
    "InvoiceFilters",
    "InvoiceMetrics",
    "InvoiceRow",
    "InvoiceRowField",
    "InvoiceRowGroup",
    "InvoiceRowGroupsAnswer",
    "InvoiceRowPageAnswer",
    "InvoiceSort",
    "InvoiceTotals",
    "InvoicesByClient",
    "JobStatusCount",
    "Json",
    "LastError",
    "ListAdvisorMatches",
    "ListAuditTrail",
    "ListClientMatches",
    "ListClients",
    "ListDocuments",
    "ListField",
    "ListInvoices",
    "ListTasks",
    "LoadReport",
    "LoadRequest",
    "LoadedTable",
    "MarketplaceStatsAnswer",
    "Match",
    "MatchAnalyticsAnswer",
    "MatchBatch",
    "MatchDiversity",
    "MatchExplanationAnswer",
    "MatchFigures",
    "MatchFilters",
    "MatchPeriod",
    "MatchResultAnswer",
    "MatchRow",
    "MatchRowField",
    "MatchRowPageAnswer",
    "MatchStatus",
    "MatchStatusCount",
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
    "PeriodKind",
    "Plan",
    "Polling",
    "PortalDecisionAnswer",
    "PortalReason",
    "PostgresSource",
    "PublishedRevision",
    "QueueFigures",
    "QueueStatsAnswer",
    "RateBucket",
    "RateBuckets",
    "RateHistogram",
    "RatingCount",
    "Reasons",
    "RecentActivity",
    "RecentClientsAnswer",
    "RecentDocument",
    "RejectedRow",
    "RemovingFilter",
    "ReviewBacklog",
    "ReviewQueue",
    "RevisionRequest",
    "Row",
    "RowKey",
    "SatisfactionFigures",
    "Schema",
    "ScoringProfile",
    "ScoringProfileListAnswer",
    "ScoringProfileVersion",
    "SearchAdvisors",
    "SearchClients",
    "SearchFacet",
    "SearchMode",
    "SearchPlan",
    "SearchResultAnswer",
    "ShareSums",
    "SignalChange",
    "SignalWeight",
    "SimilarAdvisorListAnswer",
    "SimilarAdvisors",
    "SqlAnswerAnswer",
    "SqlColumn",
    "SqlParameter",
    "SqlPlanAnswer",
    "SqlQuery",
    "Stats",
    "StatusCount",
    "SuggestAdvisors",
    "Suggestion",
    "SuggestionKind",
    "SuggestionsAnswer",
    "TableStats",
    "TaskCount",
    "TaskFilters",
    "TaskRow",
    "TaskRowField",
    "TaskRowGroup",
    "TaskRowGroupsAnswer",
    "TaskRowPageAnswer",
    "TaskSort",
    "TasksByAssignee",
    "TasksByEngagement",
    "TextState",
    "Timestamp",
    "TimestampLike",
    "TotalKind",
    "UpcomingTask",
    "UserActionCount",
    "Value",
    "ValueClass",
    "ValueCount",
    "ValueOptions",
    "Vector",
    "VerifiedTable",
    "VerifyReport",
    "ViewReport",
    "WarmCache",
    "WarmRead",
    "WarmedCache",
    "Words",
]
