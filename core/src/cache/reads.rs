//! What an answer has read, and what a commit has changed, in the same words.

use xxhash_rust::xxh3::xxh3_64;

use super::stamps::Slot;
use crate::model::advisoros::{CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES, TASKS};
use crate::model::catalog::{Catalog, TableId};

/// Something that answers depend on and commits change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    /// Any row of a table.
    Table(TableId),
    /// The rows of a tenant in a table: those whose tenant it is, or was before the change.
    OfTenant(TableId, &'a str),
    /// One row.
    Row(TableId, &'a str),
    /// A client, with everything that hangs on it in any table.
    Client(&'a str),
    /// The names of a tenant's users: what else changes of a user does not matter.
    UserNames(&'a str),
    /// What the marketplace knows of advisors: their profiles, their embeddings, and the names of their users.
    Advisors,
    /// A tag of the host, in the scope of a tenant or in the one of all.
    Tag(Option<&'a str>, &'a str),
    /// All values of the host in a scope.
    Values(Option<&'a str>),
    /// A table that the host has declared changed, in a scope.
    DeclaredTable(Option<&'a str>, TableId),
    /// Some row of a table that the host has declared changed.
    DeclaredSome(Option<&'a str>, TableId),
    /// A row that the host has declared changed.
    DeclaredRow(Option<&'a str>, TableId, &'a str),
}

impl Subject<'_> {
    pub(super) fn slot(self) -> Slot {
        let mut bytes = [0_u8; 128];
        let mut hasher = Parts { bytes: &mut bytes, length: 0, hash: 0 };
        match self {
            Self::Table(table) => hasher.number(0).number(table),
            Self::OfTenant(table, tenant) => hasher.number(1).number(table).text(tenant),
            Self::Row(table, id) => hasher.number(2).number(table).text(id),
            Self::Client(id) => hasher.number(3).text(id),
            Self::UserNames(tenant) => hasher.number(4).text(tenant),
            Self::Advisors => hasher.number(5),
            Self::Tag(scope, tag) => hasher.number(6).option(scope).text(tag),
            Self::Values(scope) => hasher.number(7).option(scope),
            Self::DeclaredTable(scope, table) => hasher.number(8).option(scope).number(table),
            Self::DeclaredSome(scope, table) => hasher.number(9).option(scope).number(table),
            Self::DeclaredRow(scope, table, id) => {
                hasher.number(10).option(scope).number(table).text(id)
            }
        };
        Slot::of_hash(hasher.end())
    }
}

/// The parts of a subject on their way into one hash. What does not fit the buffer is hashed into the next one's start.
struct Parts<'a> {
    bytes: &'a mut [u8; 128],
    length: usize,
    hash: u64,
}

impl Parts<'_> {
    fn number(&mut self, number: usize) -> &mut Self {
        self.put(&number.to_le_bytes())
    }

    fn text(&mut self, text: &str) -> &mut Self {
        // The length tells where one text ends and the next begins.
        self.number(text.len()).put(text.as_bytes())
    }

    fn option(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    fn put(&mut self, mut bytes: &[u8]) -> &mut Self {
        while !bytes.is_empty() {
            if self.length == self.bytes.len() {
                self.hash = xxh3_64(&self.bytes[..]);
                self.bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
                self.length = 8;
            }
            let count = bytes.len().min(self.bytes.len() - self.length);
            self.bytes[self.length..self.length + count].copy_from_slice(&bytes[..count]);
            self.length += count;
            bytes = &bytes[count..];
        }
        self
    }

    fn end(&self) -> u64 {
        xxh3_64(&self.bytes[..self.length])
    }
}

/// The tables that hang on a client.
const OF_CLIENTS: [TableId; 5] = [CLIENTS, DOCUMENTS, ENGAGEMENTS, TASKS, INVOICES];
/// With more clients than this a read depends on the tables of the whole tenant.
const CLIENTS_MAX: usize = 32;

/// What an answer reads. Naming too much ends it early; what is left out makes it stale.
#[derive(Debug)]
pub(crate) struct Reads<'a> {
    catalog: &'static Catalog,
    tenant: &'a str,
    slots: Vec<Slot>,
}

impl<'a> Reads<'a> {
    /// Of no tenant.
    pub(crate) fn of_all(catalog: &'static Catalog) -> Self {
        Self { catalog, tenant: "", slots: Vec::with_capacity(8) }
    }

    /// Of a tenant, whose own row every read of it looks at.
    pub(crate) fn of_tenant(catalog: &'static Catalog, tenant: &'a str) -> Self {
        let mut reads = Self { tenant, ..Self::of_all(catalog) };
        reads.add(Subject::Row(catalog.tenants, tenant));
        reads
    }

    pub(crate) fn add(&mut self, subject: Subject<'_>) -> &mut Self {
        self.slots.push(subject.slot());
        self
    }

    /// Rows of the tenant.
    pub(crate) fn rows(&mut self, tables: &[TableId]) -> &mut Self {
        for table in tables {
            self.add(Subject::OfTenant(*table, self.tenant));
        }
        self
    }

    /// Rows of the tenant in a table of this name; of a name that is none, nothing can be read.
    pub(crate) fn rows_named(&mut self, table: &str) -> &mut Self {
        match self.catalog.position(table) {
            Ok(table) => self.rows(&[table]),
            Err(_) => self,
        }
    }

    /// The names of the tenant's users.
    pub(crate) fn names(&mut self) -> &mut Self {
        self.add(Subject::UserNames(self.tenant))
    }

    /// Everything that hangs on the clients of the tenant.
    pub(crate) fn clients(&mut self) -> &mut Self {
        self.rows(&OF_CLIENTS)
    }

    /// Everything that hangs on these clients.
    pub(crate) fn these_clients<'b>(
        &mut self,
        ids: impl ExactSizeIterator<Item = &'b str>,
    ) -> &mut Self {
        if ids.len() > CLIENTS_MAX {
            return self.clients();
        }
        for id in ids {
            self.add(Subject::Client(id));
        }
        self
    }

    /// Everything that hangs on a client, or on all of the tenant where none is named.
    pub(crate) fn client_or_all(&mut self, id: Option<&str>) -> &mut Self {
        match id {
            Some(id) => self.add(Subject::Client(id)),
            None => self.clients(),
        }
    }

    /// The marketplace's advisors.
    pub(crate) fn advisors(&mut self) -> &mut Self {
        self.add(Subject::Advisors)
    }

    /// Any row of these tables.
    pub(crate) fn tables(&mut self, tables: &[TableId]) -> &mut Self {
        for table in tables {
            self.add(Subject::Table(*table));
        }
        self
    }

    pub(super) fn into_slots(self) -> Box<[Slot]> {
        self.slots.into()
    }
}
