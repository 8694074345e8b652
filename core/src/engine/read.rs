//! Reads: of a tenant, and of the marketplace that spans tenants.

use std::sync::Arc;

use super::{Engine, Shared};
use crate::dashboards::client::{self, ClientDashboard};
use crate::dashboards::organization::{self, OrganizationDashboard};
use crate::error::{Error, Result};
use crate::matching::{ClientNeeds, MatchResult, Means, Roster, Strategy, match_advisors};
use crate::model::audience::Audience;
use crate::moment::Moment;
use crate::options::CallOptions;
use crate::rows::{self, FoundRows, GetRows};
use crate::snapshot::{Answer, AsOf, Snapshot};

/// The way to one tenant's data. There is no other: a call without a tenant does not exist.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ErrorKind};
/// # let engine = Engine::in_memory(Default::default())?;
/// let nobody = engine.tenant("org-of-nobody").organization_dashboard(&CallOptions::default());
/// assert_eq!(nobody.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tenant {
    pub(super) engine: Engine,
    pub(super) id: String,
    pub(super) pinned: Option<Pinned>,
}

/// One revision, held for as long as this lives: every read through it sees the same rows.
///
/// It keeps the files of its base from being removed; drop it when the reads are done. Dropping the last holder of
/// an earlier base removes that base's files.
///
/// ```
/// # use advisor_engine::Engine;
/// # let engine = Engine::in_memory(Default::default())?;
/// let pinned = engine.pin()?;
/// assert_eq!(pinned.revision(), 0);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Clone)]
pub struct Pinned {
    // First: it is released before what it was the last to hold is swept.
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) engine: SweepingEngine,
}

/// Sweeps what nobody reads any more when a pin goes.
#[derive(Clone)]
pub(super) struct SweepingEngine(pub(super) Engine);

impl Drop for SweepingEngine {
    fn drop(&mut self) {
        if let Ok(shared) = self.0.shared() {
            shared.retired.sweep();
        }
    }
}

impl std::fmt::Debug for Pinned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Pinned")
            .field("revision", &self.snapshot.revision)
            .finish_non_exhaustive()
    }
}

impl Pinned {
    /// The revision that is held.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.snapshot.revision
    }

    /// When it was committed.
    #[must_use]
    pub fn as_of(&self) -> &AsOf {
        &self.snapshot.as_of
    }

    /// The way to a tenant's data at this revision.
    #[must_use]
    pub fn tenant(&self, id: impl Into<String>) -> Tenant {
        Tenant { engine: self.engine.0.clone(), id: id.into(), pinned: Some(self.clone()) }
    }

    /// As [`Engine::match_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::match_advisors`].
    pub fn match_advisors(
        &self,
        needs: &ClientNeeds,
        options: &CallOptions,
    ) -> Result<Answer<MatchResult>> {
        match_at(&self.engine.0, Some(self), needs, Means::planned(), options)
    }
}

impl Engine {
    /// The way to a tenant's data; every call through it reads the newest revision.
    #[must_use]
    pub fn tenant(&self, id: impl Into<String>) -> Tenant {
        Tenant { engine: self.clone(), id: id.into(), pinned: None }
    }

    /// Holds the newest revision for several reads that must agree.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn pin(&self) -> Result<Pinned> {
        Ok(Pinned {
            snapshot: self.shared()?.snapshot.load_full(),
            engine: SweepingEngine(self.clone()),
        })
    }

    /// Ranks the advisors of the marketplace for a client's needs, exactly unless `search` allows otherwise.
    ///
    /// *Order*: score descending, then advisor id; with a diversity, as they were chosen. *Cost*: one pass over the
    /// eligible advisors; by the graph, over those parts of their scores that are not the cosine; a diversity adds a
    /// cosine of each candidate with each match.
    ///
    /// # Errors
    /// `InvalidArgument` for a field of the needs, `DimensionMismatch` and `SchemaMismatch` for their embedding.
    pub fn match_advisors(
        &self,
        needs: &ClientNeeds,
        options: &CallOptions,
    ) -> Result<Answer<MatchResult>> {
        match_at(self, None, needs, Means::planned(), options)
    }

    /// Runs a read of the AdvisorOS schema at a pinned revision, or at the newest.
    ///
    /// # Errors
    /// `Unsupported` under another schema: its tables are at other positions.
    pub(super) fn read<T>(
        &self,
        operation: &'static str,
        pinned: Option<&Pinned>,
        options: &CallOptions,
        read: impl FnOnce(&Shared, &Snapshot) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.read_timed(operation, pinned, options, |shared, snapshot, _| read(shared, snapshot))
    }

    /// [`Self::read`], for what depends on the instant of the call too.
    fn read_timed<T>(
        &self,
        operation: &'static str,
        pinned: Option<&Pinned>,
        options: &CallOptions,
        read: impl FnOnce(&Shared, &Snapshot, &Moment) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.read_any_schema(operation, pinned, options, |shared, snapshot, moment| {
            snapshot.views()?;
            read(shared, snapshot, moment)
        })
    }

    /// Runs a read that is the same under every schema.
    pub(super) fn read_any_schema<T>(
        &self,
        operation: &'static str,
        pinned: Option<&Pinned>,
        options: &CallOptions,
        read: impl FnOnce(&Shared, &Snapshot, &Moment) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.run(operation, options, |shared| {
            let snapshot = match pinned {
                Some(pinned) => Arc::clone(&pinned.snapshot),
                None => shared.snapshot.load_full(),
            };
            let moment = Moment::new(shared.config.clock.now());
            let value = read(shared, &snapshot, &moment)?;
            Ok(Answer { valid_until: moment.valid_until(), ..snapshot.answer(value) })
        })
    }
}

/// [`Engine::match_advisors`] by the plain scan, whatever the planner would choose: what others are
/// measured and checked against.
///
/// # Errors
/// As [`Engine::match_advisors`].
pub fn match_by_plain_scan(
    engine: &Engine,
    needs: &ClientNeeds,
    options: &CallOptions,
) -> Result<Answer<MatchResult>> {
    let means = Means { strategy: Some(Strategy::PlainScan), ..Means::planned() };
    match_at(engine, None, needs, means, options)
}

/// [`Engine::match_advisors`] by the first beam of the graph alone, and by the bounded scan where there is no graph:
/// what the graph finds by itself.
///
/// # Errors
/// As [`Engine::match_advisors`].
pub fn match_by_first_beam(
    engine: &Engine,
    needs: &ClientNeeds,
    options: &CallOptions,
) -> Result<Answer<MatchResult>> {
    let means = Means { strategy: Some(Strategy::FirstBeam), ..Means::planned() };
    match_at(engine, None, needs, means, options)
}

fn match_at(
    engine: &Engine,
    pinned: Option<&Pinned>,
    needs: &ClientNeeds,
    means: Means,
    options: &CallOptions,
) -> Result<Answer<MatchResult>> {
    engine.read("match_advisors", pinned, options, |_, snapshot| {
        match_advisors(Roster::of(snapshot)?, needs, means, options)
    })
}

impl Tenant {
    /// The tenant's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The dashboard of one client, as an audience may see it, at the time of the call.
    ///
    /// *Cost*: no SQL; one id search, and at most ten rows and five names.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client does not exist or is deleted, when the client is another tenant's,
    /// and when the portal access is of another client, inactive or expired.
    pub fn client_dashboard(
        &self,
        client_id: &str,
        audience: &Audience,
        options: &CallOptions,
    ) -> Result<Answer<ClientDashboard>> {
        self.read_timed("client_dashboard", options, |_, snapshot, moment| {
            client::read(snapshot, &self.id, client_id, audience, moment)
        })
    }

    /// The dashboard of the organization, of all time.
    ///
    /// *Cost*: no SQL; a few dozen counts are sorted.
    ///
    /// # Errors
    /// `NotFound` when the tenant does not exist or is deleted.
    pub fn organization_dashboard(
        &self,
        options: &CallOptions,
    ) -> Result<Answer<OrganizationDashboard>> {
        self.read("organization_dashboard", options, |_, snapshot| {
            organization::read(snapshot, &self.id)
        })
    }

    /// Reads many rows of one table, as a batch loader wants them: one place per id. It works under every schema.
    ///
    /// A row counts if its tenant column is this tenant's and its own delete marker is null.
    /// *Order*: that of the ids. *Units*: money and decimals are text, instants are RFC 3339 text.
    ///
    /// # Errors
    /// `NotFound` when the tenant does not exist or is deleted; `InvalidArgument` for no id or more than 1,000, for a
    /// table without a tenant column and for a column that is selected twice; `SchemaMismatch` for an unknown table or
    /// column.
    pub fn get_rows(&self, request: &GetRows, options: &CallOptions) -> Result<Answer<FoundRows>> {
        let pinned = self.pinned.as_ref();
        self.engine.read_any_schema("get_rows", pinned, options, |_, snapshot, _| {
            self.check(snapshot)?;
            rows::read(&snapshot.tables, &self.id, request)
        })
    }

    fn read<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        read: impl FnOnce(&Shared, &Snapshot) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.read_timed(operation, options, |shared, snapshot, _| read(shared, snapshot))
    }

    /// [`Self::read`], for what depends on the instant of the call too.
    pub(super) fn read_timed<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        read: impl FnOnce(&Shared, &Snapshot, &Moment) -> Result<T>,
    ) -> Result<Answer<T>> {
        let pinned = self.pinned.as_ref();
        self.engine.read_timed(operation, pinned, options, |shared, snapshot, moment| {
            self.check(snapshot)?;
            read(shared, snapshot, moment)
        })
    }

    /// Checks that the tenant exists and is live.
    pub(super) fn check(&self, snapshot: &Snapshot) -> Result<()> {
        let catalog = snapshot.tables.catalog();
        let marker = catalog.tables[catalog.tenants].delete_marker;
        let tenant = snapshot.tables.table(catalog.tenants).find(&self.id);
        if tenant.is_some_and(|(_, row)| marker.is_none_or(|marker| row.is_null(marker))) {
            return Ok(());
        }
        Err(Error::not_found(format!("no tenant `{}`", self.id)))
    }
}
