//! Who is told of commits.

use std::collections::BTreeSet;

use super::{Engine, Shared, Tenant};
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::subscription::Subscription;

impl Engine {
    /// Tells of every committed change of some tables, of all tenants; of all tables where none is named.
    ///
    /// It is for those who may know of every tenant; for one of them there is [`Tenant::subscribe`]. A subscriber that
    /// is slow slows no writer. *Cost*: to each commit, the ids of its rows.
    ///
    /// # Errors
    /// `SchemaMismatch` for an unknown table, `Conflict` when the engine is closed.
    pub fn subscribe_all(&self, tables: &[&str]) -> Result<Subscription> {
        self.run("subscribe_all", &CallOptions::default(), |shared| shared.subscribe(None, tables))
    }
}

impl Tenant {
    /// Tells of the committed changes of this tenant's rows in some tables; in all tables where none is named.
    ///
    /// A row is the tenant's by its tenant column, or, for portal access and team permissions, by that of the client or
    /// team member that it names; before the change or after it: a row that goes to another tenant is told to both, to
    /// the first as deleted. A row without a tenant is told to none. Rows of an advisor are told to every tenant while the
    /// marketplace may show the advisor, as deleted when it may no longer, and else to the tenant of the advisor's user
    /// alone; what is the same for every tenant, such as permissions, is told to all. A load is told as a reset of every
    /// table that it replaces.
    ///
    /// # Errors
    /// `NotFound` when the tenant does not exist or is deleted, `SchemaMismatch` for an unknown table, `Unsupported` for
    /// a tenant of a pinned revision, which does not change, `Conflict` when the engine is closed.
    ///
    /// # Example
    /// ```
    /// use advisor_engine::{CallOptions, Change, Engine};
    /// use std::time::Duration;
    /// # fn organization(id: &str) -> Change {
    /// #     Change::upsert("organizations", [
    /// #         ("id", id.into()), ("name", "First Practice".into()), ("subscriptionTier", "trial".into()),
    /// #         ("isMarketplaceEnabled", false.into()), ("createdAt", "2026-01-01T00:00:00Z".into()),
    /// #         ("updatedAt", "2026-01-01T00:00:00Z".into()),
    /// #     ])
    /// # }
    /// let engine = Engine::in_memory(Default::default())?;
    /// let options = CallOptions::default();
    /// engine.apply(&[organization("org-1"), organization("org-2")], None, &options)?;
    /// let changes = engine.tenant("org-1").subscribe(&["organizations", "clients"])?;
    /// engine.apply(&[organization("org-2")], None, &options)?;
    /// engine.apply(&[organization("org-1")], None, &options)?;
    /// let summary = changes.receive(Duration::from_secs(5))?.expect("the engine is open");
    /// assert_eq!((summary.revision, summary.tables[0].ids.as_slice()), (3, &["org-1".to_owned()][..]));
    /// engine.close();
    /// assert_eq!(changes.receive(Duration::ZERO)?, None);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn subscribe(&self, tables: &[&str]) -> Result<Subscription> {
        self.engine.run("subscribe", &CallOptions::default(), |shared| {
            if self.pinned.is_some() {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "a pinned revision does not change; subscribe to a tenant of the engine",
                ));
            }
            self.check(&shared.snapshot.load())?;
            shared.subscribe(Some(&self.id), tables)
        })
    }
}

impl Shared {
    fn subscribe(&self, tenant: Option<&str>, tables: &[&str]) -> Result<Subscription> {
        let wanted: BTreeSet<_> = if tables.is_empty() {
            (0..self.catalog.tables.len()).collect()
        } else {
            tables.iter().map(|name| self.catalog.position(name)).collect::<Result<_>>()?
        };
        let queue = self.feed.add(self.catalog, tenant, wanted);
        // After it was added: what is committed between the two is told, though the revision has it already.
        Ok(Subscription::new(queue, self.snapshot.load().revision))
    }
}
