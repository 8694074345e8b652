//! The table of operations: name, request, answer, and the typed method that answers.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::call::{PreparedCall, Target, read, reply};
use super::schema::{of_answer, of_request};
use super::{Operation, Scope};
use crate::dashboards::client::ClientDashboard;
use crate::dashboards::organization::OrganizationDashboard;
use crate::engine::{Applied, FoldReport, LoadOptions, LoadReport, ViewReport};
use crate::marketplace::{
    Advisor, AdvisorList, CompareAdvisors, FeaturedAdvisors, FoundAdvisors, GetAdvisor,
    GetAdvisors, MarketplaceStats, SearchAdvisors, SearchResult,
};
use crate::matching::{ClientNeeds, MatchResult};
use crate::model::audience::Audience;
use crate::snapshot::Answer;
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::store::verify::FileReport;
use crate::sync::change::Change;
use crate::telemetry::Stats;

/// One entry of the table; the body is the call of the typed method, whose answer is checked against the declared one.
macro_rules! operation {
    (
        $(#[doc = $summary:literal])+
        $scope:ident $(($($mark:ident),*))? $name:ident($request_type:ty) -> $answer:ty,
        |$target:ident, $request:ident, $options:ident| $body:expr
    ) => {
        Operation {
            name: stringify!($name),
            scope: Scope::$scope,
            is_write: operation!(@has write $($($mark)*)?),
            is_long: operation!(@has long $($($mark)*)?),
            summary: concat!($($summary),+).trim_ascii(),
            request_schema: of_request::<$request_type>,
            answer_schema: of_answer::<$answer>,
            prepare: |request| {
                let $request: $request_type = read(request)?;
                Ok(PreparedCall::new(move |target, $options| {
                    let answer: $answer =
                        operation!(@run $scope $name target, $target, $body);
                    Ok(reply(answer))
                }))
            },
        }
    };
    (@run Tenant $name:ident $found:ident, $target:ident, $body:expr) => {{
        let $target = $found.tenant(stringify!($name))?;
        $body?
    }};
    (@run Store $name:ident $found:ident, $target:ident, $body:expr) => {{
        let $target = $found.engine(stringify!($name))?;
        $body?
    }};
    (@run Marketplace $name:ident $found:ident, $target:ident, $body:expr) => {
        match $found {
            Target::Engine($target) => $body?,
            Target::Pinned($target) => $body?,
            Target::Tenant(_) => return Err(Target::not_marketplace(stringify!($name))),
        }
    };
    (@has write) => { false };
    (@has write write $($rest:ident)*) => { true };
    (@has write $other:ident $($rest:ident)*) => { operation!(@has write $($rest)*) };
    (@has long) => { false };
    (@has long long $($rest:ident)*) => { true };
    (@has long $other:ident $($rest:ident)*) => { operation!(@has long $($rest)*) };
}

/// All operations.
pub static OPERATIONS: &[Operation] = &[
    operation! {
        /// Metrics, newest documents and next tasks of one client.
        Tenant client_dashboard(ClientDashboardRequest) -> Answer<ClientDashboard>,
        |tenant, request, options| {
            tenant.client_dashboard(&request.client_id, &request.audience, options)
        }
    },
    operation! {
        /// Counts and sums over everything that the organization holds.
        Tenant organization_dashboard(Empty) -> Answer<OrganizationDashboard>,
        |tenant, _request, options| tenant.organization_dashboard(options)
    },
    operation! {
        /// The advisors of the marketplace that fit a client's needs best.
        Marketplace match_advisors(ClientNeeds) -> Answer<MatchResult>,
        |marketplace, request, options| marketplace.match_advisors(&request, options)
    },
    operation! {
        /// Finds advisors by words and filters: a page, the exact total, and counts by facet.
        Marketplace search_advisors(SearchAdvisors) -> Answer<SearchResult>,
        |marketplace, request, options| marketplace.search_advisors(&request, options)
    },
    operation! {
        /// One advisor of the marketplace.
        Marketplace get_advisor(GetAdvisor) -> Answer<Advisor>,
        |marketplace, request, options| marketplace.get_advisor(&request, options)
    },
    operation! {
        /// Many advisors of the marketplace by id, in the order of the ids.
        Marketplace get_advisors(GetAdvisors) -> Answer<FoundAdvisors>,
        |marketplace, request, options| marketplace.get_advisors(&request, options)
    },
    operation! {
        /// Two to five advisors, to show side by side.
        Marketplace compare_advisors(CompareAdvisors) -> Answer<AdvisorList>,
        |marketplace, request, options| marketplace.compare_advisors(&request, options)
    },
    operation! {
        /// The available advisors that stand out in a category.
        Marketplace featured_advisors(FeaturedAdvisors) -> Answer<AdvisorList>,
        |marketplace, request, options| marketplace.featured_advisors(&request, options)
    },
    operation! {
        /// The marketplace in figures.
        Marketplace marketplace_stats(Empty) -> Answer<MarketplaceStats>,
        |marketplace, _request, options| marketplace.marketplace_stats(options)
    },
    operation! {
        /// Takes a batch of changes as one durable revision.
        Store(write, long) apply(ApplyRequest) -> Applied,
        |engine, request, options| {
            engine.apply(&request.changes, request.source_position.as_deref(), options)
        }
    },
    operation! {
        /// Replaces the source tables by those of a snapshot folder.
        Store(write, long) load_snapshot(LoadRequest) -> LoadReport,
        |engine, request, options| {
            let on_bad_row =
                if request.stop_on_bad_row { OnBadRow::Stop } else { OnBadRow::Reject };
            engine.load_snapshot(request.folder, &LoadOptions { on_bad_row, call: options.clone() })
        }
    },
    operation! {
        /// Makes base and delta the next base now.
        Store(write, long) fold(Empty) -> FoldReport,
        |engine, _request, options| engine.fold(options)
    },
    operation! {
        /// Copies the store to a new folder.
        Store(long) backup(FolderRequest) -> (),
        |engine, request, options| engine.backup(request.folder, options)
    },
    operation! {
        /// Compares every file of the store with its checksum.
        Store(long) verify_files(Empty) -> FileReport,
        |engine, _request, options| engine.verify_files(options)
    },
    operation! {
        /// Computes every rollup anew and compares it with what is kept.
        Store(long) verify_rollups(Empty) -> ViewReport,
        |engine, _request, options| engine.verify_rollups(options)
    },
    operation! {
        /// The rows that the last load could not take.
        Store(long) rejected_rows(Empty) -> Vec<RejectedRow>,
        |engine, _request, options| engine.rejected_rows(options)
    },
    operation! {
        /// The figures of the engine.
        Store stats(Empty) -> Stats,
        |engine, _request, options| engine.stats(options)
    },
];

/// Which client's dashboard, and for whom.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientDashboardRequest {
    /// The client.
    client_id: String,
    /// Who reads it.
    audience: Audience,
}

/// A batch of changes.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ApplyRequest {
    /// All of them are taken as one revision, or none.
    changes: Vec<Change>,
    /// The host's own mark of how far it has come; every later answer carries it.
    #[serde(default)]
    source_position: Option<String>,
}

/// What to load.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoadRequest {
    /// The folder of the snapshot.
    folder: PathBuf,
    /// Ends the load at a row that cannot be taken, instead of listing it as rejected.
    #[serde(default)]
    stop_on_bad_row: bool,
}

/// A folder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FolderRequest {
    /// Its path.
    folder: PathBuf,
}

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Empty {}
