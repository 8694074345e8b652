#![doc = include_str!("../docs/guide.md")]

mod chunked;
mod clock;
mod config;
mod dashboards;
mod engine;
mod error;
mod matching;
mod model;
mod options;
mod pool;
mod profiles;
mod registry;
mod snapshot;
mod store;
mod sync;
mod telemetry;
mod vector;
mod warehouse;
mod width;

pub use clock::{Clock, Timestamp};
pub use config::Config;
pub use dashboards::client::{ClientDashboard, CurrencyAmounts, RecentDocument, UpcomingTask};
pub use dashboards::organization::{
    EngagementCount, InvoiceTotals, OrganizationDashboard, StatusCount, TaskCount,
};
pub use engine::{
    Applied, Engine, FoldReport, LoadOptions, LoadReport, LoadedTable, Pinned, Tenant, ViewReport,
};
pub use error::{Error, ErrorKind, Result};
pub use matching::{
    Budget, BudgetKind, ClientNeeds, HardFilters, Match, MatchResult, Part, Plan, Reasons,
};
pub use model::advisoros::ADVISOROS;
pub use model::audience::{Audience, DocumentAccessLevel, PortalAccess};
pub use model::catalog::{Catalog, Column, ColumnType, Table};
pub use model::money::Money;
pub use model::value::Value;
pub use options::{CallOptions, CancelFlag};
pub use registry::{OPERATIONS, Operation, Scope};
pub use snapshot::{Answer, AsOf};
pub use store::build::{OnBadRow, Progress, ProgressCallback};
pub use store::log::RejectedRow;
pub use store::verify::{FileCheck, FileReport};
pub use sync::change::{Change, ChangeAction, Row};
pub use telemetry::{MemoryUse, OperationStats, Stats, TableStats};

/// What only tests of crashes use.
#[doc(hidden)]
pub mod testing {
    pub use crate::store::failpoint::{FAILPOINTS, arm};
}

/// The README's code, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
