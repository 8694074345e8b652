#![doc = include_str!("../docs/guide.md")]

mod chunked;
mod clock;
mod columnar;
mod config;
mod dashboards;
mod engine;
mod error;
mod filter;
mod marketplace;
mod matching;
mod model;
mod options;
mod page;
mod pool;
mod profiles;
mod registry;
mod snapshot;
mod store;
mod sync;
mod telemetry;
mod text;
mod vector;
mod warehouse;
mod width;

pub use clock::{Clock, Timestamp};
pub use columnar::ColumnSpelling;
pub use config::Config;
pub use dashboards::client::{ClientDashboard, CurrencyAmounts, RecentDocument, UpcomingTask};
pub use dashboards::organization::{
    EngagementCount, InvoiceTotals, OrganizationDashboard, StatusCount, TaskCount,
};
pub use engine::{
    Applied, Engine, FoldReport, LoadOptions, LoadReport, LoadedTable, Pinned, Tenant, ViewReport,
};
pub use error::{Error, ErrorKind, Result};
pub use filter::{
    AdvisorFilters, AmountField, CountField, Filter, FlagField, ListField, Missing, NumericFilter,
    Range, ScoreField, Words,
};
pub use marketplace::{
    Advisor, AdvisorField, AdvisorFields, AdvisorList, AdvisorSort, BandCount, CompareAdvisors,
    FacetCount, FacetName, Facets, FeaturedAdvisors, FeaturedCategory, FoundAdvisors, GetAdvisor,
    GetAdvisors, MarketplaceStats, SearchAdvisors, SearchPlan, SearchResult,
};
pub use matching::{
    Budget, BudgetKind, ClientNeeds, HardFilters, Match, MatchResult, Part, Plan, Reasons,
};
pub use model::advisoros::ADVISOROS;
pub use model::audience::{Audience, DocumentAccessLevel, PortalAccess};
pub use model::catalog::{Catalog, Column, ColumnType, Table};
pub use model::money::Money;
pub use model::value::Value;
#[doc(hidden)]
pub use model::vector::VECTOR_NEWTYPE;
pub use options::{CallOptions, CancelFlag, Progress};
pub use page::{CursorKey, PageRequest};
pub use registry::{
    OPERATIONS, Operation, PreparedCall, Reply, Scope, Target, configuration_schema,
};
pub use snapshot::{Answer, AsOf};
pub use store::build::OnBadRow;
pub use store::log::RejectedRow;
pub use store::verify::{FileCheck, FileReport};
pub use sync::change::{Change, ChangeAction, Row};
pub use telemetry::{MemoryUse, OperationStats, Stats, TableStats};

/// What only tests and benches use.
#[doc(hidden)]
pub mod testing {
    pub use crate::engine::match_by_plain_scan;
    pub use crate::registry::panic_in_next_call;
    pub use crate::store::failpoint::{FAILPOINTS, arm};
}

/// The README's code, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
