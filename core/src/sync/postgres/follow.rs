//! Follows a server: connects, loads where it must, applies what is committed, begins anew after errors.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pgwire_replication::{Lsn, ReplicationClient, ReplicationEvent};
use tokio_postgres::Client;

use super::connect::{connect, wire_error};
use super::control::{Control, FollowState, Request};
use super::layout::Layout;
use super::load::{Description, SnapshotLoad};
use super::message::{Message, read};
use super::pending::Pending;
use super::settings::{PostgresSource, Settings};
use super::slot::{
    NewSlot, Server, Slot, check_server, create_slot, drop_publication, drop_slot,
    ensure_publication, find_slot, open_session,
};
use super::verify::Verifying;
use super::{Runtime, lsn_of, runtime};
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;
use crate::snapshot::Snapshot;
use crate::store::build::OnBadRow;
use crate::sync::sink::Sink;

/// How often a stream without news looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(20);
/// From one batch to the next: under load transactions gather meanwhile, each of which would else cost a synced commit.
const GATHER: Duration = Duration::from_millis(10);
/// Rows and bytes from which on a batch is applied before that.
const BATCH_ROWS: usize = 4_000;
const BATCH_BYTES: usize = 16 << 20;
/// How often a position is made durable that changes no row: the server keeps its log until then.
const ADVANCE_EVERY: Duration = Duration::from_secs(5);
/// The first pause after an error; it doubles from one error to the next, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A stream that lasted as long as this has got over its errors.
const SETTLED_AFTER: Duration = Duration::from_secs(10);
/// Log that the server keeps for the slot from which on a line of the log warns.
const RETAINED_WARNING_BYTES: i64 = 1 << 30;
/// How often the server is asked for them.
const LOOK_AT_SLOT_EVERY: Duration = Duration::from_secs(10);
/// The server's time begins in 2000.
const EPOCH_MS: i64 = 946_684_800_000;

/// What a following works with.
pub(super) struct Following<'a> {
    pub(super) settings: Settings,
    pub(super) sink: &'a dyn Sink,
    pub(super) control: &'a Control,
    pub(super) on_bad_row: OnBadRow,
    clock: Clock,
    /// Whether the server kept much of its log for the slot at the last look.
    is_much_retained: Cell<bool>,
}

/// What is asked of a server before anything is followed.
///
/// # Errors
/// What a following would meet again and again: a wrong password, missing rights, a server that keeps no logical log, a
/// table that is missing; `Unavailable` where no server answers.
pub(crate) fn preflight(
    source: &PostgresSource,
    catalog: &'static Catalog,
    is_following_on: bool,
) -> Result<()> {
    let settings = Settings::new(source)?;
    runtime(Runtime::OneThread)?.block_on(async {
        let client = connect(&settings).await?;
        let layout = Layout::discover(&client, &settings, catalog).await?;
        if settings.polling.is_some() {
            return Ok(());
        }
        check_server(&client, &settings).await?;
        layout.check_identities(&settings)?;
        ensure_publication(&client, &settings, &layout).await?;
        match find_slot(&client, &settings).await? {
            // One's own session before a restart may take the server a while to notice gone.
            Some(slot) if slot.is_active && !is_following_on => Err(in_use(&settings)),
            _ => Ok(()),
        }
    })
}

fn in_use(settings: &Settings) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!(
            "slot `{}` is in use by another session; give this engine a slot of its own, or stop the other",
            settings.slot
        ),
    )
}

/// Removes slot and publication from the server.
///
/// # Errors
/// `Conflict` while a session uses the slot; as sessions have them.
pub(crate) fn drop_replication(source: &PostgresSource) -> Result<()> {
    let settings = Settings::new(source)?;
    runtime(Runtime::OneThread)?.block_on(async {
        let client = connect(&settings).await?;
        drop_slot(&client, &settings).await?;
        drop_publication(&client, &settings).await
    })
}

/// Follows until it is told to stop; errors are noted, and met by beginning anew.
///
/// # Errors
/// `InvalidArgument` for a source that cannot be one, and for a bad row where that is to end it.
pub(crate) fn follow(
    source: &PostgresSource,
    on_bad_row: OnBadRow,
    sink: &dyn Sink,
    control: &Control,
    clock: &Clock,
) -> Result<()> {
    let settings = Settings::new(source)?;
    let following = Following {
        settings,
        sink,
        control,
        on_bad_row,
        clock: clock.clone(),
        is_much_retained: Cell::new(false),
    };
    let runtime = runtime(Runtime::ReadAhead)?;
    let mut pause = FIRST_PAUSE;
    while !control.stop.is_cancelled() {
        let started = Instant::now();
        control.set_state(FollowState::Connecting);
        let ended = match &following.settings.polling {
            Some(polling) => runtime.block_on(following.poll(polling)),
            None => runtime.block_on(following.session()),
        };
        let Err(error) = ended else { break };
        if control.stop.is_cancelled() {
            break;
        }
        if started.elapsed() > SETTLED_AFTER {
            pause = FIRST_PAUSE;
        }
        let is_final = on_bad_row == OnBadRow::Stop && error.kind() == ErrorKind::InvalidArgument;
        control.note_error(&error, clock.now());
        if is_final {
            return Err(error);
        }
        let wait = with_jitter(pause);
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        control.will_retry(Timestamp::nearest(clock.now().as_millisecond() + wait_ms));
        tracing::warn!(%error, wait_ms, "following the source is interrupted");
        clock.wait(wait, &|| control.stop.is_cancelled());
        control.note(|status| status.retry_at = None);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    tracing::info!("following the source has ended");
    Ok(())
}

/// Between half and all of a pause, so that many engines do not come back at the same moment.
fn with_jitter(pause: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    let share = match getrandom::fill(&mut byte) {
        Ok(()) => f64::from(byte[0]) / 255.0,
        Err(_) => 1.0,
    };
    pause.mul_f64(0.5 + share / 2.0)
}

/// A stream that has begun.
struct Stream {
    session: ReplicationClient,
    /// All before it is published.
    applied: Lsn,
    /// Where the server's log stood when nothing was on its way.
    idle: Lsn,
    open: Open,
    pending: Pending,
    verifying: Option<Verifying>,
    /// When rows were last applied.
    applied_at: Instant,
}

impl Stream {
    /// Whether whole transactions wait to be applied, and nothing of another has come.
    fn is_waiting(&self) -> bool {
        self.open.end.is_some() && !self.open.is_in_transaction
    }

    /// How long transactions may still gather.
    fn rest(&self) -> Duration {
        let is_full =
            self.pending.row_count() >= BATCH_ROWS || self.pending.byte_count() >= BATCH_BYTES;
        if is_full { Duration::ZERO } else { GATHER.saturating_sub(self.applied_at.elapsed()) }
    }
}

impl Following<'_> {
    /// One session, from connecting to its end; returns only when it is told to stop.
    async fn session(&self) -> Result<()> {
        let client = connect(&self.settings).await?;
        let server = check_server(&client, &self.settings).await?;
        let layout = Layout::discover(&client, &self.settings, self.sink.catalog()).await?;
        layout.check_identities(&self.settings)?;
        ensure_publication(&client, &self.settings, &layout).await?;
        let stream = self.begin(&client, &server, &layout).await?;
        tracing::info!(position = %stream.applied, slot = self.settings.slot, "following the source");
        self.stream(stream, &client, &layout).await
    }

    /// Goes on where the store stands, or loads everything where the slot cannot.
    async fn begin(&self, client: &Client, server: &Server, layout: &Layout) -> Result<Stream> {
        let slot = find_slot(client, &self.settings).await?;
        if let Some(slot) = &slot {
            self.note_retained(slot);
            if slot.is_active {
                return Err(in_use(&self.settings));
            }
        }
        let standing = self.sink.standing()?;
        let description = Description::new(server, &self.settings, layout).to_text()?;
        let applied = lsn_of(standing.source_position.as_deref())
            .filter(|_| standing.followed.as_deref() == Some(&*description));
        if let (Some(applied), Some(slot)) = (applied, &slot)
            && slot.is_usable
            && slot.confirmed <= applied
            // A server that was set back to an earlier state has written another log since.
            && applied <= slot.current
        {
            let session = open_session(&self.settings, applied).await?;
            return self.start(session, applied).await;
        }
        if slot.is_some() {
            // What the server has sent to the slot and heard confirmed is gone for this store.
            tracing::warn!(
                slot = self.settings.slot,
                "the slot does not go on where the store stands"
            );
            drop_slot(client, &self.settings).await?;
        }
        let NewSlot { session, consistent_point, snapshot } =
            create_slot(&self.settings, None).await?;
        self.control.set_state(FollowState::Loading);
        tracing::info!(position = %consistent_point, "loading everything from the source");
        let mut load = SnapshotLoad {
            settings: &self.settings,
            layout,
            snapshot: &snapshot,
            position: consistent_point.to_string(),
            followed: Some(description),
        };
        self.sink.load(&mut load)?;
        self.control.note(|status| status.load_count += 1);
        self.start(session, consistent_point).await
    }

    async fn start(&self, mut session: ReplicationClient, applied: Lsn) -> Result<Stream> {
        session.start().await.map_err(|cause| wire_error(&cause))?;
        session.wait_started().await.map_err(|cause| wire_error(&cause))?;
        session.update_applied_lsn(applied);
        self.control.set_state(FollowState::Streaming);
        self.control.reach(applied);
        Ok(Stream {
            session,
            applied,
            idle: applied,
            open: Open::default(),
            pending: Pending::new(self.sink.catalog(), &self.settings, self.on_bad_row),
            verifying: None,
            applied_at: Instant::now(),
        })
    }

    fn note_retained(&self, slot: &Slot) {
        self.control.note(|status| status.retained_bytes = Some(slot.retained_bytes));
        let is_much = slot.retained_bytes > RETAINED_WARNING_BYTES;
        let was_much = self.is_much_retained.replace(is_much);
        // Once, not at every look.
        if is_much && !was_much {
            tracing::warn!(
                slot = self.settings.slot,
                retained_bytes = slot.retained_bytes,
                "the server keeps much of its log for the slot"
            );
        }
    }

    async fn stream(&self, mut stream: Stream, client: &Client, layout: &Layout) -> Result<()> {
        let control = self.control;
        let mut advanced = Instant::now();
        let mut looked_at_slot = Instant::now();
        loop {
            if control.stop.is_cancelled() {
                stream.session.stop();
                return Ok(());
            }
            if !stream.open.is_in_transaction {
                if looked_at_slot.elapsed() > LOOK_AT_SLOT_EVERY {
                    if let Some(slot) = find_slot(client, &self.settings).await? {
                        self.note_retained(&slot);
                    }
                    looked_at_slot = Instant::now();
                }
                if control.is_paused() {
                    self.apply(&mut stream)?;
                    control.set_state(FollowState::Paused);
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
                control.set_state(FollowState::Streaming);
                if stream.verifying.is_none() {
                    stream.verifying = self.next_verification(client).await;
                }
                if stream.is_waiting() && stream.rest().is_zero() {
                    self.apply(&mut stream)?;
                }
            }
            let patience = if stream.is_waiting() { stream.rest() } else { LOOK };
            let next = tokio::time::timeout(patience, stream.session.recv()).await.ok();
            if let Some(event) = next {
                let event = event.map_err(|cause| wire_error(&cause))?.ok_or_else(|| {
                    Error::new(ErrorKind::Unavailable, "the server ended the replication session")
                })?;
                self.take(&mut stream, event, layout)?;
            } else if !stream.is_waiting()
                && stream.idle > stream.applied
                && advanced.elapsed() > ADVANCE_EVERY
            {
                self.sink.advance(&stream.idle.to_string())?;
                stream.applied = stream.idle;
                stream.session.update_applied_lsn(stream.idle);
                advanced = Instant::now();
            }
        }
    }

    /// What the host asks for next, begun.
    async fn next_verification(&self, client: &Client) -> Option<Verifying> {
        let Request::Verify { is_healing, options, answer } = self.control.next_request()?;
        Verifying::begin(client, &self.settings, is_healing, options, answer).await
    }

    fn take(&self, stream: &mut Stream, event: ReplicationEvent, layout: &Layout) -> Result<()> {
        match event {
            ReplicationEvent::Begin { final_lsn, commit_time_micros, .. } => {
                self.control.saw(final_lsn);
                if stream.verifying.as_ref().is_some_and(|verifying| final_lsn >= verifying.point) {
                    self.apply(stream)?;
                    self.verify(stream.verifying.take(), layout)?;
                }
                // The rows on which those of the transaction lie; nobody else changes them.
                stream.open.published = Some(self.sink.snapshot());
                stream.open.is_in_transaction = true;
                stream.open.is_known = final_lsn < stream.applied;
                stream.open.committed_at_ms = Some(commit_time_micros / 1000 + EPOCH_MS);
            }
            ReplicationEvent::XLogData { data, .. } => {
                let message = read(&data)?;
                let is_description = matches!(message, Message::Relation(_));
                if let Some(published) = &stream.open.published
                    && (!stream.open.is_known || is_description)
                {
                    stream.pending.take(&message, layout, &published.tables)?;
                }
            }
            ReplicationEvent::Commit { end_lsn, .. } => {
                stream.open.is_in_transaction = false;
                stream.open.published = None;
                if !std::mem::take(&mut stream.open.is_known) {
                    stream.open.transaction_count += 1;
                    stream.open.end = Some(end_lsn);
                }
                self.control.saw(end_lsn);
            }
            ReplicationEvent::KeepAlive { wal_end: end, .. }
            | ReplicationEvent::Message { lsn: end, .. } => {
                self.control.saw(end);
                if stream.open.is_in_transaction {
                    return Ok(());
                }
                // All before it has come; what of that still gathers is applied first.
                stream.idle = stream.idle.max(end);
                if stream.verifying.as_ref().is_some_and(|verifying| end >= verifying.point) {
                    self.apply(stream)?;
                    self.verify(stream.verifying.take(), layout)?;
                }
                if !stream.is_waiting() {
                    self.control.reach(stream.idle);
                }
            }
            ReplicationEvent::StoppedAt { .. } => {}
        }
        Ok(())
    }

    /// Applies the whole transactions that are pending, as one revision, and tells the server.
    fn apply(&self, stream: &mut Stream) -> Result<()> {
        let Stream { session, applied, idle, open, pending, applied_at, .. } = stream;
        let Some(end) = open.end.take() else { return Ok(()) };
        let tables = self.sink.catalog().tables;
        let changes: Vec<(&'static str, u64)> =
            pending.changes.iter().map(|(table, count)| (tables[*table].name, *count)).collect();
        if pending.is_empty() {
            // Of tables that the engine does not hold.
            pending.changes.clear();
            *idle = (*idle).max(end);
        } else {
            self.sink.take(pending.drain(end))?;
            *applied = end;
            session.update_applied_lsn(end);
        }
        let lag_ms =
            open.committed_at_ms.map(|at| self.clock.now().as_millisecond().saturating_sub(at));
        let transaction_count = std::mem::take(&mut open.transaction_count);
        self.control.note(|status| {
            status.transaction_count += transaction_count;
            status.batch_count += 1;
            status.lag_ms = lag_ms;
        });
        self.control.count_changes(changes.into_iter());
        self.control.reach(end.max(*idle));
        *applied_at = Instant::now();
        Ok(())
    }

    fn verify(&self, verifying: Option<Verifying>, layout: &Layout) -> Result<()> {
        match verifying {
            Some(verifying) => verifying.finish(&self.settings, layout, self.sink),
            None => Ok(()),
        }
    }
}

/// Where the stream stands between messages.
#[derive(Default)]
struct Open {
    is_in_transaction: bool,
    published: Option<Arc<Snapshot>>,
    /// Whether the store holds the transaction already.
    is_known: bool,
    /// The end of the last whole transaction that is not applied.
    end: Option<Lsn>,
    committed_at_ms: Option<i64>,
    transaction_count: u64,
}
