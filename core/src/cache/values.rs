//! Values of the host: whatever it would keep in Redis or in a map of its own.

use std::sync::Arc;
use std::time::Instant;

use super::entry::{Body, Entry, Given, Truth, ValueBody};
use super::flight::{Flight, Joined, Lead, Outcome};
use super::key::Key;
use super::policy::ValueOptions;
use super::reads::{Reads, Subject};
use super::stamps::Slot;
use super::stats::{Tally, count};
use super::storage::Cache;
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, TableId};
use crate::options::CallOptions;

/// A kept value of the host.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ValueOptions};
/// # let engine = Engine::in_memory(Default::default())?;
/// let values = engine.values();
/// values.put("rates", b"[1,2]".as_slice(), &ValueOptions::default())?;
/// let found = values.get("rates")?.expect("it was just put in");
/// assert_eq!((&*found.bytes, found.is_stale), (b"[1,2]".as_slice(), false));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedValue {
    /// The bytes, shared and not copied.
    pub bytes: Arc<[u8]>,
    /// Whether its fresh time is over: it is being loaded anew, or loading it failed.
    pub is_stale: bool,
    /// When it was loaded or put in.
    pub made_at: Timestamp,
}

/// Whose values: a tenant's, or those of the host that are of no tenant. The two never meet.
#[derive(Clone, Copy)]
pub(crate) struct ValueScope<'a> {
    pub(crate) cache: &'a Cache,
    pub(crate) clock: &'a Clock,
    pub(crate) catalog: &'static Catalog,
    pub(crate) tenant: Option<&'a str>,
    /// The revision that is published; a value that is loaded from now on knows of it.
    pub(crate) revision: i64,
}

/// How a read of a value begins.
#[derive(Debug)]
pub enum Begun {
    /// It is there and fresh.
    Fresh(CachedValue),
    /// It is there, but its fresh time is over; with a ticket, the caller loads it anew.
    Stale(CachedValue, Option<LoadTicket>),
    /// It is not there: the caller loads it.
    Load(LoadTicket),
    /// It is not there, and another caller loads it.
    Wait(Waiting),
}

/// A load that another caller does.
#[derive(Debug)]
pub struct Waiting(Arc<Flight>);

/// The right to load a value. Others wait for it; dropped, it lets the next one try.
#[derive(Debug)]
pub struct LoadTicket {
    lead: Lead,
    options: ValueOptions,
    reads: Box<[Slot]>,
    tags: Box<[Slot]>,
    revision: i64,
    sequence: i64,
    started: Instant,
    tally: Arc<Tally>,
}

impl<'a> ValueScope<'a> {
    fn key(self, name: &str) -> Result<Key> {
        if name.is_empty() {
            return Err(Error::invalid("field `key` is empty; expected a name"));
        }
        Ok(Key::of_value(self.tenant, name))
    }

    /// What is kept under a name, while it may be served; a late one too.
    pub(crate) fn get(self, name: &str) -> Result<Option<CachedValue>> {
        let key = self.key(name)?;
        let now = self.clock.now();
        let found = self.cache.get(key.bytes()).and_then(|entry| {
            let (value, body) = self.served(&entry, now)?;
            (now < body.usable_until).then(|| {
                let tally = &entry.tally;
                count(if value.is_stale { &tally.stale } else { &tally.hits });
                value
            })
        });
        Ok(found)
    }

    /// The value of an entry that nothing has invalidated; stale where its fresh time is over.
    fn served(self, entry: &Entry, now: Timestamp) -> Option<(CachedValue, &ValueBody)> {
        let Body::Value(body) = &entry.body else { return None };
        let is_stale = match self.cache.truth(entry, self.revision, now) {
            Truth::True => false,
            Truth::Late => true,
            Truth::Changed => return None,
        };
        let (bytes, made_at) = (Arc::clone(&body.bytes), body.made_at);
        Some((CachedValue { bytes, is_stale, made_at }, body))
    }

    /// Puts a value in, in the place of what was there.
    pub(crate) fn put(self, name: &str, bytes: Arc<[u8]>, options: &ValueOptions) -> Result<()> {
        let key = self.key(name)?;
        let (reads, tags) = self.subjects(options)?;
        let tally = self.cache.tallies.of(self.tenant, options.class.name());
        let sequence = self.cache.sequence();
        let load = Load { options, reads, tags, revision: self.revision, sequence, tally };
        self.cache.put(key.bytes(), Arc::new(load.entry(key.bytes(), bytes, self.clock.now())));
        Ok(())
    }

    /// Takes a value out. Returns whether it was there.
    pub(crate) fn remove(self, name: &str) -> Result<bool> {
        Ok(self.cache.remove(self.key(name)?.bytes()))
    }

    /// Begins a read: what is there, or the right to load it, or somebody to wait for.
    pub(crate) fn begin(self, name: &str, options: &ValueOptions) -> Result<Begun> {
        options.validate()?;
        let key = self.key(name)?;
        // Before anything is looked at: what is invalidated from now on ends what is loaded.
        let sequence = self.cache.sequence();
        let now = self.clock.now();
        let found = self.cache.get(key.bytes());
        let kept = found.as_ref().and_then(|entry| self.served(entry, now));
        if let (Some((value, _)), Some(entry)) = (&kept, &found)
            && !value.is_stale
        {
            count(&entry.tally.hits);
            return Ok(Begun::Fresh(value.clone()));
        }
        let late = kept.and_then(|(value, body)| (now < body.usable_until).then_some(value));
        let ticket = match self.cache.flights.join(key.bytes()) {
            Joined::Leads(lead) => {
                let (reads, tags) = self.subjects(options)?;
                let tally = self.cache.tallies.of(self.tenant, options.class.name());
                Some(LoadTicket {
                    lead,
                    options: options.clone(),
                    reads,
                    tags,
                    revision: self.revision,
                    sequence,
                    started: Instant::now(),
                    tally,
                })
            }
            Joined::Waits(_) if late.is_some() => None,
            Joined::Waits(flight) => return Ok(Begun::Wait(Waiting(flight))),
        };
        match (late, ticket) {
            (Some(value), ticket) => {
                if let Some(entry) = &found {
                    count(&entry.tally.stale);
                }
                Ok(Begun::Stale(value, ticket))
            }
            (None, Some(ticket)) => {
                // Another may have ended between the look and the lead.
                if let Some(entry) = self.cache.get(key.bytes())
                    && let Some((value, _)) = self.served(&entry, now)
                    && !value.is_stale
                {
                    count(&entry.tally.hits);
                    return Ok(Begun::Fresh(value));
                }
                count(&ticket.tally.misses);
                Ok(Begun::Load(ticket))
            }
            (None, None) => Err(Error::internal("a read of a value neither leads nor waits")),
        }
    }

    /// What a load came to that another did: none where the caller must try for itself.
    pub(crate) fn wait(
        self,
        waiting: &Waiting,
        options: &CallOptions,
    ) -> Result<Option<CachedValue>> {
        match waiting.0.wait(options)? {
            Outcome::Loaded(entry) => {
                let found = self.served(&entry, self.clock.now());
                Ok(found.map(|(value, _)| {
                    count(&entry.tally.hits);
                    value
                }))
            }
            Outcome::Failed(kind, message) => Err(Error::new(kind, message)),
            Outcome::Abandoned => Ok(None),
        }
    }

    /// Keeps what was loaded, and gives it to those who wait. Tells whether nothing has invalidated it meanwhile.
    pub(crate) fn loaded(self, ticket: LoadTicket, bytes: Arc<[u8]>) -> (CachedValue, bool) {
        let LoadTicket { lead, options, reads, tags, revision, sequence, started, tally } = ticket;
        tally.loaded(started.elapsed());
        let load = Load { options: &options, reads, tags, revision, sequence, tally };
        let now = self.clock.now();
        let value = CachedValue { bytes: Arc::clone(&bytes), is_stale: false, made_at: now };
        let entry = Arc::new(load.entry(lead.key(), bytes, now));
        let is_true = self.cache.truth(&entry, self.revision, now) != Truth::Changed;
        self.cache.put(lead.key(), Arc::clone(&entry));
        lead.end(Outcome::Loaded(entry));
        (value, is_true)
    }

    /// Ends a load that failed: with the value that was there, where it may still be served, or with the error.
    pub(crate) fn failed(self, ticket: LoadTicket, error: Error) -> Result<CachedValue> {
        count(&ticket.tally.failures);
        let now = self.clock.now();
        let kept = self.cache.get(ticket.lead.key()).and_then(|entry| {
            let (value, body) = self.served(&entry, now)?;
            (now < body.usable_on_error_until).then(|| (Arc::clone(&entry), value))
        });
        let Some((entry, value)) = kept else {
            ticket.lead.end(Outcome::failed(&error));
            return Err(error);
        };
        count(&entry.tally.stale);
        ticket.lead.end(Outcome::Loaded(entry));
        Ok(value)
    }

    /// Ends every value of the scope that has the tag. *Cost*: a hash, however many there are.
    pub(crate) fn invalidate_tag(self, tag: &str) {
        self.cache.invalidate(&[Subject::Tag(self.tenant, tag)]);
    }

    /// Ends every value of the scope that depends on the table, or on one row of it.
    pub(crate) fn invalidate_rows(self, table: &str, id: Option<&str>) -> Result<()> {
        let (scope, table) = (self.tenant, self.catalog.position(table)?);
        match id {
            None => self.cache.invalidate(&[Subject::DeclaredTable(scope, table)]),
            Some(id) => self.cache.invalidate(&[
                Subject::DeclaredRow(scope, table, id),
                Subject::DeclaredSome(scope, table),
            ]),
        }
        Ok(())
    }

    /// Ends every value of the scope.
    pub(crate) fn invalidate_all(self) {
        self.cache.invalidate(&[Subject::Values(self.tenant)]);
    }

    fn subjects(self, options: &ValueOptions) -> Result<Subjects> {
        let mut reads = Reads::of_all(self.catalog);
        let mut tags = vec![Subject::Values(self.tenant).slot()];
        tags.extend(options.tags.iter().map(|tag| Subject::Tag(self.tenant, tag).slot()));
        for table in &options.tables {
            let table = self.catalog.position(table)?;
            reads.add(self.rows_of(table));
            tags.push(Subject::DeclaredTable(self.tenant, table).slot());
            tags.push(Subject::DeclaredSome(self.tenant, table).slot());
        }
        for row in &options.rows {
            let table = self.catalog.position(&row.table)?;
            reads.add(Subject::Row(table, &row.id));
            tags.push(Subject::DeclaredTable(self.tenant, table).slot());
            tags.push(Subject::DeclaredRow(self.tenant, table, &row.id).slot());
        }
        Ok((reads.into_slots(), tags.into()))
    }

    fn rows_of(self, table: TableId) -> Subject<'a> {
        match (self.tenant, self.catalog.tables[table].tenant) {
            (Some(tenant), Some(_)) => Subject::OfTenant(table, tenant),
            // Rows that no column of their own ties to a tenant count as everybody's.
            _ => Subject::Table(table),
        }
    }
}

/// What a value depends on: of the store, and of the host's own invalidations.
type Subjects = (Box<[Slot]>, Box<[Slot]>);

/// What is known of a value before it is there.
struct Load<'a> {
    options: &'a ValueOptions,
    reads: Box<[Slot]>,
    tags: Box<[Slot]>,
    revision: i64,
    sequence: i64,
    tally: Arc<Tally>,
}

impl Load<'_> {
    fn entry(self, key: &[u8], bytes: Arc<[u8]>, now: Timestamp) -> Entry {
        let Self { options, reads, tags, revision, sequence, tally } = self;
        let [fresh, hard, on_error] = options.ends(now, random(key, now));
        let given = Given {
            revision,
            reads,
            sequence,
            tags,
            valid_until: fresh,
            made_at: now,
            byte_count: (key.len() + bytes.len()) as u64,
            tally,
        };
        let body =
            ValueBody { bytes, made_at: now, usable_until: hard, usable_on_error_until: on_error };
        Entry::new(Body::Value(body), given)
    }
}

/// A number between 0 and 1 that differs from key to key and from load to load.
fn random(key: &[u8], now: Timestamp) -> f64 {
    let seed = now.as_millisecond().cast_unsigned();
    let hash = xxhash_rust::xxh3::xxh3_64_with_seed(key, seed);
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}
