//! Opens a store: base, then log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use arc_swap::ArcSwap;
use parking_lot::Mutex;

use super::retired::Retired;
use super::{FoldState, Shared, Writer};
use crate::cache::Cache;
use crate::clock::Timestamp;
use crate::config::Config;
use crate::error::Result;
use crate::model::catalog::Catalog;
use crate::options::{CallOptions, CancelFlag};
use crate::page::Cursors;
use crate::process::Owner;
use crate::snapshot::{AsOf, Snapshot, Views};
use crate::store::batch::{Batch, RowChange, image_bytes};
use crate::store::build::{Build, OnBadRow, RowSource};
use crate::store::folder::StoreFolder;
use crate::store::generation::Generation;
use crate::store::log::{Head, Log};
use crate::store::manifest::Manifest;
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::subscription::Feed;
use crate::telemetry::Timings;
use crate::warehouse::database::{ChangedRows, Warehouse, connect};

impl Shared {
    pub(super) fn open(folder: StoreFolder, config: Config) -> Result<Self> {
        let catalog = config.catalog.catalog();
        let mut log = Log::open(&folder.log(), !folder.is_temporary())?;
        let found = log.head()?;
        if found.is_none() && folder.holds_a_base()? {
            return Err(crate::Error::corrupt(
                "the store has a base but its log is empty; restore the log, or make the store anew from the source \
                 with `Engine::rebuild`",
            ));
        }
        // Before the head: a follower that finds one finds the key.
        let cursors = Cursors::new(&match &config.cursor_key {
            Some(key) => key.clone(),
            None => log.cursor_key()?,
        });
        let head = match found {
            Some(head) => head,
            None => make_empty(catalog, &folder, &mut log, &config)?,
        };
        let warehouse = Warehouse::open(
            catalog,
            folder.path(),
            folder.spill(),
            config.memory_limit_bytes,
            config.thread_count,
        )?;
        let warehouse = Arc::new(warehouse);
        let folder_path = folder.generation(head.generation);
        let generation =
            Generation::open(catalog, Arc::clone(&warehouse), &folder_path, head.generation)?;
        let generation = Arc::new(generation);
        let mut tables = Tables::new(catalog, generation.rows());
        let base_revision = generation.manifest.base_revision;
        let mut replayed = base_revision;
        let mut logged_bytes = 0;
        log.replay(catalog, base_revision, &mut |batch: Batch| {
            let mut touched = Touched::new(catalog.tables.len());
            set_rows(&mut tables, &batch.changes, &mut touched);
            replayed = batch.revision;
            logged_bytes += image_bytes(&batch.changes);
            warehouse.append(batch.revision, &by_table(catalog, &batch.changes))
        })?;
        if replayed != head.revision {
            return Err(crate::Error::corrupt(format!(
                "the log ends at revision {replayed}; its head says {}",
                head.revision
            )));
        }
        // What a kill has left after a switch.
        while log.drop_batches(base_revision)? {}
        // Only now: what is removed is surely not needed.
        folder.remove_generations_except(head.generation)?;
        let views = Views::of(&tables, &generation);
        generation.release_pages();
        check_dimension(&config, views.as_ref())?;
        let snapshot =
            Snapshot { revision: head.revision, as_of: as_of(&head), tables, views, generation };
        tracing::info!(
            revision = head.revision,
            generation = head.generation,
            replayed = head.revision - base_revision,
            "the store is open"
        );
        let writer = Writer {
            followed: log.followed()?,
            logged_bytes,
            logged_batches: usize::try_from(head.revision - base_revision).unwrap_or_default(),
            head,
            is_unsettled: false,
            refusal: None,
            log,
        };
        Self::assemble(config, folder, cursors, warehouse, snapshot, writer)
    }

    pub(super) fn assemble(
        config: Config,
        folder: StoreFolder,
        cursors: Cursors,
        warehouse: Arc<Warehouse>,
        snapshot: Snapshot,
        writer: Writer,
    ) -> Result<Self> {
        Ok(Self {
            catalog: config.catalog.catalog(),
            cache: Cache::new(config.cache_capacity_bytes),
            config,
            cursors,
            owner: Owner::this_process(),
            timings: Timings::new(),
            snapshot: ArcSwap::from_pointee(snapshot),
            rejected_row_count: AtomicUsize::new(writer.log.rejected_row_count()?),
            writer: Mutex::new(writer),
            maintenance: Mutex::new(()),
            fold: Mutex::new(FoldState::default()),
            #[cfg(feature = "postgres")]
            following: Mutex::new(None),
            is_folding: AtomicBool::new(false),
            follower: None,
            feed: Feed::default(),
            retired: Retired::default(),
            closing: CancelFlag::new(),
            warehouse,
            folder,
        })
    }
}

/// # Errors
/// `DimensionMismatch` where the store holds vectors of another dimension than the configuration asks for.
pub(super) fn check_dimension(config: &Config, views: Option<&Views>) -> Result<()> {
    let found = views.and_then(|views| views.vectors.dimension());
    match (config.embedding_dimension, found) {
        (Some(expected), Some(found)) if expected != found => Err(crate::Error::new(
            crate::ErrorKind::DimensionMismatch,
            format!(
                "field `embedding_dimension` is {expected}; the store holds vectors of dimension {found}"
            ),
        )),
        _ => Ok(()),
    }
}

/// Makes the first generation, with empty tables.
fn make_empty(
    catalog: &'static Catalog,
    folder: &StoreFolder,
    log: &mut Log,
    config: &Config,
) -> Result<Head> {
    let head = Head {
        generation: 1,
        revision: 0,
        committed_at_ms: config.clock.now().as_millisecond(),
        source_position: None,
    };
    let connection = connect(config.memory_limit_bytes, config.thread_count, folder.spill())?;
    let build = Build {
        catalog,
        folder: &folder.generation(head.generation),
        sources: catalog.tables.iter().map(|_| RowSource::Empty).collect(),
        on_bad_row: OnBadRow::Stop,
        graph_minimum: config.graph_minimum,
        before: None,
        options: &CallOptions::default(),
    };
    build.run(&connection, Manifest::new(catalog, 0, head.committed_at_ms, None))?;
    log.switch(&head, 0, None)?;
    Ok(head)
}

pub(super) fn as_of(head: &Head) -> AsOf {
    AsOf {
        committed_at: Timestamp::from_stored(head.committed_at_ms),
        source_position: head.source_position.clone(),
    }
}

/// Sets the rows of a batch; `touched` learns their ordinals.
pub(super) fn set_rows(tables: &mut Tables, changes: &[RowChange], touched: &mut Touched) {
    for change in changes {
        if let Some(ordinal) = tables.table_mut(change.table).set(&change.id, change.image.clone())
        {
            touched.add(change.table, ordinal);
        }
    }
}

/// The rows of a batch, table by table, as the warehouse takes them.
pub(super) fn by_table<'a>(catalog: &Catalog, changes: &'a [RowChange]) -> Vec<ChangedRows<'a>> {
    let mut grouped: Vec<ChangedRows<'a>> =
        (0..catalog.tables.len()).map(|table| (table, Vec::new())).collect();
    for change in changes {
        let row = change.image.as_deref().map(crate::model::row::RowRef::new);
        grouped[change.table].1.push((&change.id, row));
    }
    grouped.retain(|(_, rows)| !rows.is_empty());
    grouped
}
