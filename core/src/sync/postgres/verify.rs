//! Compares every row with the source, at one position of its log.
//!
//! A temporary slot exports a snapshot of exactly what was committed before a position; the stream is held where it
//! reaches that position, and both sides then hold the same transactions. Rows of the source are read as a load reads
//! them and compared one by one with those of the engine, so that what differs is known by its id, not by a sum alone.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::time::Instant;

use fixedbitset::FixedBitSet;
use pgwire_replication::{Lsn, ReplicationClient};
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Client;
use xxhash_rust::xxh3::xxh3_64;

use super::connect::sql_error;
use super::copy::{hold, read_table};
use super::layout::{Layout, SourceTable};
use super::settings::Settings;
use super::slot::{NewSlot, create_slot};
use super::{Runtime, runtime};
use crate::error::{Error, Result};
use crate::model::catalog::Table;
use crate::model::records::with_canonical_records;
use crate::model::row::{RowImage, RowRef, RowWriter};
use crate::options::{CallOptions, Progress};
use crate::snapshot::Snapshot;
use crate::store::batch::{CheckedBatch, RowChange};
use crate::store::table::TableView;
use crate::sync::sink::Sink;
use crate::warehouse::columns::refusal;

/// Rows that differ and are named, at most; all are counted.
const MOST_NAMED: usize = 10_000;

/// How a row differs from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DriftKind {
    /// The source has it, the engine does not.
    Missing,
    /// The engine has it, the source does not.
    Extra,
    /// Both have it, with other values.
    Different,
}

/// A row that is not as the source has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DriftedRow {
    /// The table's name.
    pub table: String,
    /// The row's id.
    pub id: String,
    /// How it differs.
    pub kind: DriftKind,
    /// The columns whose values differ, in the table's order.
    pub columns: Vec<String>,
}

/// What the comparison of one table found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedTable {
    /// The table's name.
    pub name: String,
    /// Rows of the source, without those that cannot be taken.
    pub source_row_count: u64,
    /// Rows of the engine.
    pub row_count: u64,
    /// Rows of the source that cannot be taken.
    pub rejected_row_count: u64,
    /// Sum of the hashes of all rows of the source, whatever their order; 16 hexadecimal digits.
    pub source_checksum: String,
    /// The same of the engine's rows.
    pub checksum: String,
    /// Tenants whose count or sum differs, in the order of their ids; empty for a table without tenants.
    pub differing_tenants: Vec<String>,
}

/// What a comparison of all rows with the source found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// The position of the source's log at which both were compared.
    pub position: String,
    /// The revision that was compared.
    pub revision: i64,
    /// By table, in the catalog's order.
    pub tables: Vec<VerifiedTable>,
    /// Rows that differ.
    pub drifted_row_count: u64,
    /// The first 10,000 of them.
    pub drifted_rows: Vec<DriftedRow>,
    /// Rows that were made as the source has them.
    pub healed_row_count: u64,
    /// From the snapshot to the report, in milliseconds.
    pub elapsed_ms: u64,
}

/// A comparison that waits for the stream to reach its position.
pub(super) struct Verifying {
    pub(super) point: Lsn,
    /// Keeps the snapshot.
    session: ReplicationClient,
    snapshot: String,
    is_healing: bool,
    options: CallOptions,
    answer: Sender<Result<VerifyReport>>,
    started: Instant,
}

impl Verifying {
    /// Takes a snapshot of the source; none where that failed, which the asker is told.
    pub(super) async fn begin(
        client: &Client,
        settings: &Settings,
        is_healing: bool,
        options: CallOptions,
        answer: Sender<Result<VerifyReport>>,
    ) -> Option<Self> {
        match Self::snapshot(client, settings).await {
            Ok(NewSlot { session, consistent_point, snapshot }) => Some(Self {
                point: consistent_point,
                session,
                snapshot,
                is_healing,
                options,
                answer,
                started: Instant::now(),
            }),
            Err(error) => {
                // An asker who has gone needs no answer.
                drop(answer.send(Err(error)));
                None
            }
        }
    }

    async fn snapshot(client: &Client, settings: &Settings) -> Result<NewSlot> {
        let mut name = format!("{}_verify", settings.slot);
        name.truncate(63);
        let slot = create_slot(settings, Some(&name)).await?;
        // On a server where nothing happens, this is what tells the stream that it has come past the position.
        client
            .execute("SELECT pg_logical_emit_message(false, 'advisor-engine', 'verify')", &[])
            .await
            .map_err(|cause| sql_error(&cause))?;
        Ok(slot)
    }

    /// Compares, now that the engine holds exactly what the snapshot holds, and tells the asker.
    ///
    /// # Errors
    /// Those of healing alone: a comparison that fails changes nothing.
    pub(super) fn finish(
        self,
        settings: &Settings,
        layout: &Layout,
        sink: &dyn Sink,
    ) -> Result<()> {
        let snapshot = sink.snapshot();
        let comparison = Comparison {
            settings,
            layout,
            snapshot: &snapshot,
            options: &self.options,
            is_healing: self.is_healing,
        };
        // A thread of its own: this one drives the stream's sessions.
        let compared = std::thread::scope(|scope| {
            scope
                .spawn(|| comparison.run(&self.snapshot))
                .join()
                .map_err(|_| Error::internal("a comparison with the source panicked"))
                .flatten()
        });
        drop(self.session);
        let (mut report, fixes) = match compared {
            Ok(found) => found,
            Err(error) => {
                drop(self.answer.send(Err(error)));
                return Ok(());
            }
        };
        report.position = self.point.to_string();
        if !fixes.is_empty() {
            report.healed_row_count = fixes.len() as u64;
            tracing::warn!(rows = fixes.len(), "rows are made as the source has them");
            sink.take(CheckedBatch {
                rows: fixes,
                source_position: Some(self.point.to_string()),
                ..CheckedBatch::default()
            })?;
        }
        report.elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        drop(self.answer.send(Ok(report)));
        Ok(())
    }
}

struct Comparison<'a> {
    settings: &'a Settings,
    layout: &'a Layout,
    snapshot: &'a Snapshot,
    options: &'a CallOptions,
    is_healing: bool,
}

impl Comparison<'_> {
    fn run(&self, snapshot: &str) -> Result<(VerifyReport, Vec<RowChange>)> {
        let mut report = VerifyReport {
            position: String::new(),
            revision: self.snapshot.revision,
            tables: Vec::new(),
            drifted_row_count: 0,
            drifted_rows: Vec::new(),
            healed_row_count: 0,
            elapsed_ms: 0,
        };
        let mut fixes = Vec::new();
        runtime(Runtime::OneThread)?.block_on(async {
            let client = hold(self.settings, self.layout, snapshot).await?;
            for table in &self.layout.tables {
                let mut of_table = OfTable::new(table, self.snapshot.tables.table(table.id));
                let mut writer = RowWriter::default();
                read_table(
                    &client,
                    self.settings,
                    table,
                    None,
                    self.options,
                    &mut |image, written| {
                        of_table.compare(image, written.is_ok(), &mut writer);
                        self.report(table.table, of_table.source_row_count);
                        Ok(())
                    },
                )
                .await
                .map_err(|error| error.with_context("table", table.table.name))?;
                of_table.finish(self.options, self.is_healing, &mut report, &mut fixes)?;
            }
            Ok::<_, Error>(())
        })?;
        Ok((report, fixes))
    }

    fn report(&self, table: &Table, row_count: u64) {
        if row_count.is_multiple_of(65_536) {
            self.options.report(&Progress { table: table.name, step: "verify", row_count });
        }
    }
}

/// Count and sum of hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    checksum: u64,
}

impl Sum {
    fn add(&mut self, image: &[u8]) {
        self.count += 1;
        self.checksum = self.checksum.wrapping_add(xxh3_64(image));
    }
}

/// The comparison of one table.
struct OfTable<'a> {
    source: &'a SourceTable,
    view: &'a TableView,
    seen: FixedBitSet,
    source_row_count: u64,
    rejected_row_count: u64,
    source_sums: HashMap<String, Sum>,
    sums: HashMap<String, Sum>,
    drifted: Vec<(DriftedRow, Option<RowImage>)>,
}

impl<'a> OfTable<'a> {
    fn new(source: &'a SourceTable, view: &'a TableView) -> Self {
        Self {
            source,
            view,
            seen: FixedBitSet::with_capacity(view.ordinal_count() as usize),
            source_row_count: 0,
            rejected_row_count: 0,
            source_sums: HashMap::new(),
            sums: HashMap::new(),
            drifted: Vec::new(),
        }
    }

    fn compare(&mut self, image: &[u8], is_written: bool, writer: &mut RowWriter) {
        let table = self.source.table;
        if !is_written || refusal(table, image).is_some() {
            // The engine holds nothing of it; a row that it has would be told as extra.
            self.rejected_row_count += 1;
            return;
        }
        let (image, _) = with_canonical_records(table, image, writer);
        let row = RowRef::new(image);
        self.source_row_count += 1;
        add(&mut self.source_sums, table, row);
        let id = row.text(0);
        let Some((ordinal, held)) = self.view.find(id) else {
            let drifted = drifted(table, id, DriftKind::Missing, Vec::new());
            self.drifted.push((drifted, Some(RowImage::from(image))));
            return;
        };
        self.seen.insert(ordinal as usize);
        if held.bytes() == image {
            return;
        }
        let differing: Vec<String> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(position, column)| {
                row.get(*position, column.kind) != held.get(*position, column.kind)
            })
            .map(|(_, column)| column.name.to_owned())
            .collect();
        if !differing.is_empty() {
            let drifted = drifted(table, id, DriftKind::Different, differing);
            self.drifted.push((drifted, Some(RowImage::from(image))));
        }
    }

    fn finish(
        mut self,
        options: &CallOptions,
        is_healing: bool,
        report: &mut VerifyReport,
        fixes: &mut Vec<RowChange>,
    ) -> Result<()> {
        let table = self.source.table;
        let mut row_count = 0_u64;
        for (ordinal, row) in self.view.rows() {
            if row_count.is_multiple_of(8_192) {
                options.check()?;
            }
            row_count += 1;
            add(&mut self.sums, table, row);
            if !self.seen.contains(ordinal as usize) {
                let drifted = drifted(table, row.text(0), DriftKind::Extra, Vec::new());
                self.drifted.push((drifted, None));
            }
        }
        let mut differing_tenants: Vec<String> = self
            .source_sums
            .keys()
            .chain(self.sums.keys())
            .filter(|tenant| self.source_sums.get(*tenant) != self.sums.get(*tenant))
            .filter(|_| table.tenant.is_some())
            .cloned()
            .collect();
        differing_tenants.sort_unstable();
        differing_tenants.dedup();
        report.tables.push(VerifiedTable {
            name: table.name.to_owned(),
            source_row_count: self.source_row_count,
            row_count,
            rejected_row_count: self.rejected_row_count,
            source_checksum: checksum(&self.source_sums),
            checksum: checksum(&self.sums),
            differing_tenants,
        });
        report.drifted_row_count += self.drifted.len() as u64;
        for (drifted, image) in self.drifted {
            if is_healing {
                fixes.push(RowChange { table: self.source.id, id: drifted.id.clone(), image });
            }
            if report.drifted_rows.len() < MOST_NAMED {
                report.drifted_rows.push(drifted);
            }
        }
        Ok(())
    }
}

fn drifted(table: &Table, id: &str, kind: DriftKind, columns: Vec<String>) -> DriftedRow {
    DriftedRow { table: table.name.to_owned(), id: id.to_owned(), kind, columns }
}

fn add(sums: &mut HashMap<String, Sum>, table: &Table, row: RowRef<'_>) {
    let tenant = table.tenant.map_or("", |tenant| row.text(tenant));
    match sums.get_mut(tenant) {
        Some(sum) => sum.add(row.bytes()),
        None => sums.entry(tenant.to_owned()).or_default().add(row.bytes()),
    }
}

fn checksum(sums: &HashMap<String, Sum>) -> String {
    let sum = sums.values().fold(0_u64, |sum, tenant| sum.wrapping_add(tenant.checksum));
    format!("{sum:016x}")
}
