//! Follows a source in the background, and tells how far it has come.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Engine, Shared, gate};
use crate::LoadOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;
use crate::options::CallOptions;
use crate::snapshot::Snapshot;
use crate::store::batch::CheckedBatch;
use crate::store::build::OnBadRow;
use crate::sync::postgres::{
    Control, FollowStatus, PostgresSource, Request, VerifyReport, drop_replication, follow,
    preflight,
};
use crate::sync::sink::{Sink, Standing};
use crate::sync::source::LoadSource;

/// How often a call that waits for an answer looks at its deadline and cancel flag.
const LOOK: Duration = Duration::from_millis(5);

/// Options of a following.
#[derive(Debug, Clone, Default)]
pub struct FollowOptions {
    /// What to do with a row that cannot be taken; by default it is rejected and listed, and an earlier state of it goes.
    /// [`OnBadRow::Stop`] ends the following.
    pub on_bad_row: OnBadRow,
    /// Is told how far loads have come; its deadline holds for the checks of the call alone.
    pub call: CallOptions,
}

/// A following that runs, until it is stopped or its engine closes; dropping the handle leaves it running.
///
/// ```no_run
/// use advisor_engine::{CallOptions, Engine, FollowOptions, PostgresSource};
/// let engine = Engine::open("store", Default::default())?;
/// let source = PostgresSource::new("postgresql://reader@localhost/practice");
/// let following = engine.follow(&source, &FollowOptions::default())?;
/// // What a transaction of the host has written is seen once its position is reached.
/// following.wait_for("16/B374D848", &CallOptions::default())?;
/// assert_eq!(following.status().retry_count, 0);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Following {
    control: Arc<Control>,
    thread: Arc<parking_lot::Mutex<Option<JoinHandle<()>>>>,
}

impl Following {
    /// What it does, and how far it has come.
    #[must_use]
    pub fn status(&self) -> FollowStatus {
        self.control.status()
    }

    /// Waits until everything that the source committed before a position of its log is published here.
    ///
    /// `position` is what `SELECT pg_current_wal_insert_lsn()` says after the commit that the caller wants to read.
    ///
    /// # Errors
    /// `InvalidArgument` for text that is no position, `Timeout` and `Cancelled` as the options say, `Conflict` once
    /// the following has ended.
    pub fn wait_for(&self, position: &str, options: &CallOptions) -> Result<()> {
        gate::guard("wait_for", || self.control.wait_for(position, options))
    }

    /// Stops applying at the end of a transaction; the source keeps its log until [`Following::resume`].
    pub fn pause(&self) {
        self.control.pause(true);
    }

    /// Goes on after [`Following::pause`].
    pub fn resume(&self) {
        self.control.pause(false);
    }

    /// Compares every row with the source, at one position of its log; makes rows as the source has them if told to.
    ///
    /// The stream waits meanwhile, and so does what was committed since; reads go on. *Cost*: a copy of every table.
    ///
    /// # Errors
    /// As the source has them; `Timeout` and `Cancelled` as the options say, `Conflict` once the following has ended.
    pub fn verify(&self, is_healing: bool, options: &CallOptions) -> Result<VerifyReport> {
        gate::guard("verify", || {
            let (answer, answers) = channel();
            self.control.ask(Request::Verify { is_healing, options: options.clone(), answer });
            loop {
                options.check()?;
                match answers.recv_timeout(LOOK) {
                    Ok(report) => return report,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => {
                        return Err(Error::new(
                            ErrorKind::Unavailable,
                            "the session with the source ended before the comparison did; ask again",
                        ));
                    }
                }
            }
        })
    }

    /// Ends it, and waits until it has ended; what it has applied stays, and the slot waits for the next following.
    pub fn stop(&self) {
        self.control.stop.cancel();
        if let Some(thread) = self.thread.lock().take() {
            // A panic was recorded by its own guard.
            drop(thread.join());
        }
    }

    pub(super) fn is_running(&self) -> bool {
        !self.control.is_ended()
    }

    /// Asks it to end, without waiting.
    pub(super) fn cancel(&self) {
        self.control.stop.cancel();
    }
}

impl Engine {
    /// Follows a PostgreSQL database: loads everything where the store does not hold it yet, then applies every
    /// transaction as it is committed, whole and in order. A store that followed the database before goes on where it
    /// stands.
    ///
    /// Every source table refuses [`Engine::apply`] from then on. The call returns once the server was asked all that
    /// could refuse it; the load runs in the background, and what was served before is served until it is done. A lost
    /// connection is opened again, for as long as it takes.
    ///
    /// # Errors
    /// `InvalidArgument` for the source's fields; `PermissionDenied`, `Unsupported`, `SchemaMismatch` and `NotFound`
    /// with what to do at the server; `Unavailable` where no server answers; `Conflict` while another following runs.
    pub fn follow(&self, source: &PostgresSource, options: &FollowOptions) -> Result<Following> {
        self.run("follow", &options.call, |shared| {
            shared.check_is_writer()?;
            shared.follow(source, options)
        })
    }

    /// Ends for good what [`Engine::follow`] set up: removes slot and publication from the server, so that it keeps no
    /// log for this store, and lets the host apply changes of the source tables again.
    ///
    /// # Errors
    /// `Conflict` while a following runs; as sessions with the server have them, and then nothing has changed here.
    pub fn drop_replication(&self, source: &PostgresSource, options: &CallOptions) -> Result<()> {
        self.run("drop_replication", options, |shared| {
            shared.check_is_writer()?;
            shared.check_no_following()?;
            drop_replication(source)?;
            let mut writer = shared.lock_writer(options)?;
            writer.log.unfollow()?;
            writer.followed = None;
            Ok(())
        })
    }
}

impl Shared {
    fn follow(
        self: &Arc<Self>,
        source: &PostgresSource,
        options: &FollowOptions,
    ) -> Result<Following> {
        self.check_no_following()?;
        preflight(source, self.catalog, self.standing(&options.call)?.followed.is_some())?;
        let control = Arc::new(Control::default());
        let sink = EngineSink {
            shared: Arc::clone(self),
            load: LoadOptions {
                on_bad_row: options.on_bad_row,
                call: options.call.clone().without_deadline().with_cancel(control.stop.clone()),
            },
            call: CallOptions::default().with_cancel(control.stop.clone()),
        };
        let mut following = self.following.lock();
        if following.as_ref().is_some_and(Following::is_running) {
            return Err(Error::new(ErrorKind::Conflict, "a following runs; stop it first"));
        }
        let (source, on_bad_row) = (source.clone(), options.on_bad_row);
        let of_thread = Arc::clone(&control);
        let thread = std::thread::Builder::new()
            .name("advisor-engine-follow".to_owned())
            .spawn(move || {
                let clock = sink.shared.config.clock.clone();
                let ended = gate::guard("follow", || {
                    follow(&source, on_bad_row, &sink, &of_thread, &clock)
                });
                if let Err(error) = ended {
                    tracing::error!(%error, "following the source has ended for good");
                    of_thread.note_error(&error, clock.now());
                }
                drop(sink);
                of_thread.end();
            })
            .map_err(Error::from)?;
        let started =
            Following { control, thread: Arc::new(parking_lot::Mutex::new(Some(thread))) };
        *following = Some(started.clone());
        Ok(started)
    }

    fn standing(&self, options: &CallOptions) -> Result<Standing> {
        let writer = self.lock_log(options)?;
        Ok(Standing {
            followed: writer.followed.clone(),
            source_position: writer.head.source_position.clone(),
        })
    }
}

/// The engine as the thread that follows sees it.
struct EngineSink {
    shared: Arc<Shared>,
    load: LoadOptions,
    call: CallOptions,
}

impl Sink for EngineSink {
    fn catalog(&self) -> &'static Catalog {
        self.shared.catalog
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot.load_full()
    }

    fn standing(&self) -> Result<Standing> {
        self.shared.standing(&self.call)
    }

    fn take(&self, batch: CheckedBatch) -> Result<()> {
        gate::guard("follow", || {
            let mut writer = self.shared.lock_writer(&self.call)?;
            self.shared.take(&mut writer, &batch, &self.call)?;
            drop(writer);
            self.shared.retired.sweep();
            self.shared.fold_if_due();
            Ok(())
        })
    }

    fn advance(&self, source_position: &str) -> Result<()> {
        let mut writer = self.shared.lock_writer(&self.call)?;
        let head = crate::store::log::Head {
            source_position: Some(source_position.to_owned()),
            ..writer.head.clone()
        };
        let committed = writer.log.advance(&head);
        writer.confirm(committed, |found| found.source_position == head.source_position)?;
        writer.head = head;
        Ok(())
    }

    fn load(&self, source: &mut dyn LoadSource) -> Result<()> {
        gate::guard("follow", || self.shared.load(source, &self.load)).map(drop)
    }
}
