//! Opens a follower: the base that the log's head names, then the log.

use std::path::Path;
use std::sync::Arc;

use super::super::open::{as_of, check_dimension, set_rows};
use super::super::{Shared, Writer};
use super::Tailing;
use super::tail::{Tail, append};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::catalog::Catalog;
use crate::page::Cursors;
use crate::snapshot::{Snapshot, Views};
use crate::store::batch::Batch;
use crate::store::folder::StoreFolder;
use crate::store::generation::Generation;
use crate::store::log::{Head, Log};
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::warehouse::database::Warehouse;

impl Shared {
    pub(in super::super) fn open_follower(
        folder: StoreFolder,
        config: Config,
    ) -> Result<Arc<Self>> {
        let catalog = config.catalog.catalog();
        // The file before it is opened: one that takes its place in between is noticed.
        let mut tail = Tail::new(&folder.log())?;
        let log = Log::open_to_read(&folder.log())?;
        let mut head = made_head(&log)?;
        let cursors = Cursors::new(&match &config.cursor_key {
            Some(key) => key.clone(),
            None => log.kept_cursor_key()?.ok_or_else(|| {
                Error::not_found(
                    "the store keeps no key of its cursors, since its writer was given one; give the same \
                     `cursor_key` here",
                )
            })?,
        });
        let warehouse = Arc::new(Warehouse::open(
            catalog,
            folder.path(),
            folder.spill(),
            config.memory_limit_bytes,
            config.thread_count,
        )?);
        let snapshot = loop {
            let base = Base { catalog, warehouse: &warehouse, log: &log, number: head.generation };
            let opened = base.open(&folder.generation(head.generation), &mut |batch| {
                append(catalog, &warehouse, &mut tail.delta_revision, batch).map(|()| true)
            });
            let now = made_head(&log)?;
            match opened {
                Ok(Some(snapshot)) => break snapshot,
                // The writer has switched meanwhile: the base may be gone, and its batches.
                _ if now.generation != head.generation => head = now,
                Ok(None) => return Err(missing(now.revision)),
                Err(error) => return Err(error),
            }
        };
        check_dimension(&config, snapshot.views.as_ref())?;
        tracing::info!(
            revision = snapshot.revision,
            generation = snapshot.generation.number,
            "the store is followed"
        );
        let tailing = Tailing::new(snapshot.revision);
        let writer = Writer {
            log,
            head,
            logged_bytes: 0,
            logged_batches: 0,
            is_unsettled: false,
            followed: None,
            refusal: None,
        };
        let shared = Self::assemble(config, folder, cursors, warehouse, snapshot, writer)?;
        let shared = Arc::new(Self { follower: Some(tailing), ..shared });
        tail.start(&shared)?;
        Ok(shared)
    }
}

/// The head of a log, which a store that is being made has none of.
fn made_head(log: &Log) -> Result<Head> {
    let head = if log.is_made()? { log.head()? } else { None };
    head.ok_or_else(|| {
        Error::not_found(
            "the store is not made yet; the process that writes it does that with `open`",
        )
    })
}

/// A revision that is neither in the log nor in the base that the log names.
pub(super) fn missing(revision: i64) -> Error {
    Error::corrupt("the log lacks a record").with_context("head", revision)
}

/// A base that is to be opened, with what it takes.
pub(super) struct Base<'a> {
    pub(super) catalog: &'static Catalog,
    pub(super) warehouse: &'a Arc<Warehouse>,
    pub(super) log: &'a Log,
    pub(super) number: u64,
}

impl Base<'_> {
    /// Opens it with those of the next batches that are let in, until one is not.
    ///
    /// None where the log has dropped batches that it lacks: it is the base of the head no more.
    pub(super) fn open(
        &self,
        folder: &Path,
        is_let_in: &mut dyn FnMut(&Batch) -> Result<bool>,
    ) -> Result<Option<Snapshot>> {
        let generation =
            Generation::open(self.catalog, Arc::clone(self.warehouse), folder, self.number)?;
        let generation = Arc::new(generation);
        let manifest = &generation.manifest;
        let mut reached = Head {
            generation: self.number,
            revision: manifest.base_revision,
            committed_at_ms: manifest.committed_at_ms,
            source_position: manifest.source_position.clone(),
        };
        let mut tables = Tables::new(self.catalog, generation.rows());
        let mut is_done = false;
        while !is_done {
            let ahead = self.log.ahead(self.catalog, reached.revision)?;
            if ahead.is_in_a_base {
                return Ok(None);
            }
            is_done = ahead.batches.is_empty();
            for batch in ahead.batches {
                if !is_let_in(&batch)? {
                    is_done = true;
                    break;
                }
                set_rows(&mut tables, &batch.changes, &mut Touched::new(self.catalog.tables.len()));
                reached = batch.head(self.number);
            }
        }
        let views = Views::of(&tables, &generation);
        generation.release_pages();
        let as_of = as_of(&reached);
        Ok(Some(Snapshot { revision: reached.revision, as_of, tables, views, generation }))
    }
}
