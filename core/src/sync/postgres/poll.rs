//! Changes by query, for servers that do not permit replication.
//!
//! Every round reads, inside one snapshot of the server, the rows whose `updatedAt` is at least the newest one seen less
//! an overlap, and takes those that differ from the engine's. The overlap is there for transactions that commit later
//! than others that set a newer `updatedAt`; rows that it reads again cost a comparison each.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fixedbitset::FixedBitSet;
use pgwire_replication::Lsn;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio_postgres::Client;

use super::connect::{connect, connect_listening, sql_error};
use super::control::{FollowState, Request};
use super::copy::{read_ids, read_table};
use super::follow::Following;
use super::layout::{Layout, SourceTable, quoted};
use super::load::{Description, SnapshotLoad, export_snapshot};
use super::settings::Polling;
use super::slot::Server;
use crate::error::{Error, ErrorKind, Result};
use crate::model::records::with_canonical_records;
use crate::model::row::{RowImage, RowRef, RowWriter};
use crate::options::CallOptions;
use crate::store::batch::{CheckedBatch, RowChange};
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::warehouse::columns::refusal;

/// How often a pause looks whether it is to end.
const LOOK: Duration = Duration::from_millis(20);

/// How far rounds have come: the newest `updatedAt` of each table, as the server writes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Watermarks {
    polled: BTreeMap<String, String>,
}

/// The column by which the changes of a table are found.
fn watermark_column(table: &SourceTable) -> Option<&str> {
    let named = |wanted: &str| {
        table
            .table
            .columns
            .iter()
            .filter(|column| column.name == wanted)
            .find_map(|column| table.names.iter().find(|name| column.is_spelled(name)))
    };
    named("updated_at").or_else(|| named("created_at")).map(String::as_str)
}

impl Following<'_> {
    /// Rounds until it is told to stop.
    pub(super) async fn poll(&self, polling: &Polling) -> Result<()> {
        let woken = Arc::new(Notify::new());
        let client = match &polling.notify_channel {
            Some(channel) => {
                let client = connect_listening(&self.settings, Arc::clone(&woken)).await?;
                let listen = format!("LISTEN {}", quoted(channel));
                client.batch_execute(&listen).await.map_err(|cause| sql_error(&cause))?;
                client
            }
            None => connect(&self.settings).await?,
        };
        let layout = Layout::discover(&client, &self.settings, self.sink.catalog()).await?;
        self.control.set_blind_spots(&blind_spots(polling, &layout));
        let description = Description::new(&self.server(&client).await?, &self.settings, &layout);
        let mut watermarks = self.begin_polling(&layout, &description.to_text()?).await?;
        self.control.set_state(FollowState::Streaming);
        let mut round = Round {
            following: self,
            layout: &layout,
            overlap: Duration::from_millis(polling.overlap_ms),
            refused: HashSet::new(),
        };
        let mut swept = Instant::now();
        let interval = Duration::from_millis(polling.interval_ms.max(1));
        loop {
            self.refuse_requests();
            if self.control.is_paused() {
                self.control.set_state(FollowState::Paused);
            } else {
                self.control.set_state(FollowState::Streaming);
                let is_sweeping = polling
                    .sweep_ms
                    .is_some_and(|sweep_ms| swept.elapsed() >= Duration::from_millis(sweep_ms));
                round.run(&client, &mut watermarks, is_sweeping).await?;
                if is_sweeping {
                    swept = Instant::now();
                }
            }
            let next = Instant::now() + interval;
            while Instant::now() < next {
                if self.control.stop.is_cancelled() {
                    return Ok(());
                }
                let rest = next.saturating_duration_since(Instant::now()).min(LOOK);
                if tokio::time::timeout(rest, woken.notified()).await.is_ok() {
                    break;
                }
            }
        }
    }

    /// Tells clusters apart, where the user may ask.
    async fn server(&self, client: &Client) -> Result<Server> {
        let asked =
            client.query_one("SELECT system_identifier::text FROM pg_control_system()", &[]).await;
        let system = match asked {
            Ok(row) => row.get(0),
            Err(cause) if sql_error(&cause).kind() == ErrorKind::PermissionDenied => String::new(),
            Err(cause) => return Err(sql_error(&cause)),
        };
        Ok(Server { system, database: self.settings.database.clone() })
    }

    /// The watermarks at which the store stands; it is loaded where it stands at none.
    async fn begin_polling(&self, layout: &Layout, description: &str) -> Result<Watermarks> {
        let standing = self.sink.standing()?;
        let stored = standing.source_position.as_deref();
        if standing.followed.as_deref() == Some(description)
            && let Some(stored) = stored.and_then(|position| serde_json::from_str(position).ok())
        {
            return Ok(stored);
        }
        self.control.set_state(FollowState::Loading);
        let client = connect(&self.settings).await?;
        let (snapshot, _) = export_snapshot(&client, &self.settings, layout).await?;
        let mut watermarks = Watermarks::default();
        for table in &layout.tables {
            let newest = newest(&client, &self.settings.schema, table).await?;
            watermarks.polled.extend(newest.map(|at| (table.table.name.to_owned(), at)));
        }
        let mut load = SnapshotLoad {
            settings: &self.settings,
            layout,
            snapshot: &snapshot,
            position: to_text(&watermarks)?,
            followed: Some(description.to_owned()),
        };
        self.sink.load(&mut load)?;
        self.control.note(|status| status.load_count += 1);
        Ok(watermarks)
    }

    fn refuse_requests(&self) {
        while let Some(Request::Verify { answer, .. }) = self.control.next_request() {
            drop(answer.send(Err(Error::new(
                ErrorKind::Unsupported,
                "rows that are read by `polling` cannot be compared at one position; set `sweepMs`, or follow the \
                 server's log",
            ))));
        }
    }
}

fn to_text(watermarks: &Watermarks) -> Result<String> {
    serde_json::to_string(watermarks)
        .map_err(|cause| Error::internal("watermarks are no JSON").with_source(cause))
}

/// What rounds cannot see, for the host.
fn blind_spots(polling: &Polling, layout: &Layout) -> Vec<String> {
    let mut spots = vec![
        "changes that leave `updatedAt` alone".to_owned(),
        format!(
            "transactions that commit more than {} ms after they set `updatedAt`",
            polling.overlap_ms
        ),
    ];
    if polling.sweep_ms.is_none() {
        spots.push("rows that are deleted for good, as `sweepMs` is not set".to_owned());
    }
    for table in &layout.tables {
        let is_updated = table.table.columns.iter().any(|column| column.name == "updated_at");
        if !is_updated && watermark_column(table).is_some() {
            spots.push(format!(
                "changes of rows of `{}`, which only tells when they were made",
                table.table.name
            ));
        }
    }
    spots
}

async fn newest(client: &Client, schema: &str, table: &SourceTable) -> Result<Option<String>> {
    let Some(column) = watermark_column(table) else { return Ok(None) };
    // Infinite ones would end every later round.
    let sql = format!(
        "SELECT max({column})::text FROM {}.{} WHERE isfinite({column})",
        quoted(schema),
        quoted(table.table.name),
        column = quoted(column),
    );
    let row = client.query_one(&sql, &[]).await.map_err(|cause| sql_error(&cause))?;
    Ok(row.get(0))
}

/// What rounds have in common.
struct Round<'a, 'b> {
    following: &'a Following<'b>,
    layout: &'a Layout,
    overlap: Duration,
    /// Rows that were refused already, with the reason: they are not listed again in every round.
    refused: HashSet<(String, String)>,
}

impl Round<'_, '_> {
    /// Takes what has changed, as one revision; nothing where nothing has.
    async fn run(
        &mut self,
        client: &Client,
        watermarks: &mut Watermarks,
        is_sweeping: bool,
    ) -> Result<()> {
        let settings = &self.following.settings;
        // All tables at one moment, so that a transaction is seen whole.
        let (_, position) = export_snapshot(client, settings, self.layout).await?;
        let mut batch = CheckedBatch::default();
        let mut next = watermarks.clone();
        let mut changes = Vec::new();
        for table in &self.layout.tables {
            let before = batch.rows.len();
            self.read(client, table, watermarks, &mut batch).await?;
            if is_sweeping {
                self.sweep(client, table, &mut batch).await?;
            }
            if let Some(newest) = newest(client, &settings.schema, table).await? {
                next.polled.insert(table.table.name.to_owned(), newest);
            }
            let count = (batch.rows.len() - before) as u64;
            changes.extend((count > 0).then_some((table.table.name, count)));
        }
        client.batch_execute("COMMIT").await.map_err(|cause| sql_error(&cause))?;
        let Following { sink, control, .. } = self.following;
        if !batch.rows.is_empty() || !batch.rejected.is_empty() {
            batch.source_position = Some(to_text(&next)?);
            sink.take(batch)?;
            control.note(|status| status.batch_count += 1);
            control.count_changes(changes.into_iter());
        }
        *watermarks = next;
        if let Ok(position) = Lsn::parse(&position) {
            control.reach(position);
        }
        Ok(())
    }

    /// The rows of a table that may have changed.
    async fn read(
        &mut self,
        client: &Client,
        table: &SourceTable,
        watermarks: &Watermarks,
        batch: &mut CheckedBatch,
    ) -> Result<()> {
        let since = watermark_column(table).zip(watermarks.polled.get(table.table.name));
        let condition = since.map(|(column, at)| {
            let overlap_ms = self.overlap.as_millis();
            format!("{} >= TIMESTAMP '{at}' - interval '{overlap_ms} ms'", quoted(column))
        });
        let published = self.following.sink.snapshot();
        let view = published.tables.table(table.id);
        let mut writer = RowWriter::default();
        let options = CallOptions::default().with_cancel(self.following.control.stop.clone());
        let on_bad_row = self.following.on_bad_row;
        let refused = &mut self.refused;
        read_table(
            client,
            &self.following.settings,
            table,
            condition.as_deref(),
            &options,
            &mut |image, written| {
                let id = RowRef::new(image).text(0).to_owned();
                if let Some(reason) = written.err().or_else(|| refusal(table.table, image)) {
                    if on_bad_row == OnBadRow::Stop {
                        return Err(Error::invalid(format!(
                            "row `{id}` of table `{}` cannot be taken: {reason}",
                            table.table.name
                        )));
                    }
                    if refused.insert((id.clone(), reason.clone())) {
                        let table_name = table.table.name.to_owned();
                        batch.rows.push(RowChange { table: table.id, id: id.clone(), image: None });
                        batch.rejected.push(RejectedRow {
                            table: table_name,
                            id: Some(id),
                            reason,
                        });
                    }
                    return Ok(());
                }
                let (image, malformed) = with_canonical_records(table.table, image, &mut writer);
                if view.find(&id).is_none_or(|(_, held)| held.bytes() != image) {
                    let image = RowImage::from(image);
                    batch.malformed_element_count += malformed;
                    batch.rows.push(RowChange { table: table.id, id, image: Some(image) });
                }
                Ok(())
            },
        )
        .await
    }

    /// The rows of the engine that the table has no more.
    async fn sweep(
        &self,
        client: &Client,
        table: &SourceTable,
        batch: &mut CheckedBatch,
    ) -> Result<()> {
        let published = self.following.sink.snapshot();
        let view = published.tables.table(table.id);
        let mut seen = FixedBitSet::with_capacity(view.ordinal_count() as usize);
        let options = CallOptions::default().with_cancel(self.following.control.stop.clone());
        read_ids(client, &self.following.settings, table, &options, &mut |id| {
            if let Some(ordinal) = view.ordinal(id) {
                seen.insert(ordinal as usize);
            }
        })
        .await?;
        for (ordinal, row) in view.rows() {
            if !seen.contains(ordinal as usize) {
                let id = row.text(0).to_owned();
                batch.rows.push(RowChange { table: table.id, id, image: None });
            }
        }
        Ok(())
    }
}
