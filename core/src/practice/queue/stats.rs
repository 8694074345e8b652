//! How the queues stand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::lists::{Kept, ListName};
use crate::model::advisoros::{TASK_QUEUE_ITEMS, task_queue_items as column};
use crate::model::rank::QUEUE_STATUS;
use crate::model::row::RowRef;
use crate::moment::Moment;
use crate::practice::Practice;

/// Asks how the tenant's queues stand.
///
/// ```
/// use advisor_engine::GetQueueStats;
/// let request: GetQueueStats = serde_json::from_str(r#"{"queueName": "normal"}"#).expect("valid JSON");
/// assert_eq!(request.queue_name.as_deref(), Some("normal"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GetQueueStats {
    /// This queue alone; all of them where nothing is said.
    pub queue_name: Option<String>,
}

/// How queues stand at the time of the call.
///
/// ```
/// use advisor_engine::QueueStats;
/// assert_eq!(serde_json::to_string(&QueueStats::default()).ok().as_deref(), Some(r#"{"queues":[]}"#));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueStats {
    /// The queues that hold any job, by name.
    pub queues: Vec<QueueFigures>,
}

/// How one queue stands.
///
/// ```
/// use advisor_engine::QueueFigures;
/// assert_eq!(QueueFigures::default().oldest_pending_at, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueFigures {
    /// The queue's name.
    pub queue_name: String,
    /// Jobs, whatever their status.
    pub total: u64,
    /// By status, along the life of a job, then by spelling; only those that a job has.
    pub by_status: Vec<JobStatusCount>,
    /// When the job was made that has been pending longest.
    pub oldest_pending_at: Option<Timestamp>,
    /// Pending jobs that a worker would take now: not put off to a later time, and with an attempt left.
    pub ready_count: u64,
    /// Jobs in work whose lock has expired: their worker is likely gone.
    pub expired_lock_count: u64,
}

/// How many jobs have a status.
///
/// ```
/// use advisor_engine::JobStatusCount;
/// let pending = JobStatusCount { status: "pending".to_owned(), count: 2 };
/// assert_eq!(serde_json::to_string(&pending).ok().as_deref(), Some(r#"{"status":"pending","count":2}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobStatusCount {
    /// The status.
    pub status: String,
    /// The jobs with it.
    pub count: u64,
}

/// One queue, while it is added up. Queues and statuses are few, so that scans beat maps.
struct Sums<'a> {
    name: &'a str,
    statuses: Vec<(usize, &'a str, u64)>,
    oldest_pending: Option<i64>,
    ready_count: u64,
    expired_lock_count: u64,
}

impl<'a> Sums<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            statuses: Vec::new(),
            oldest_pending: None,
            ready_count: 0,
            expired_lock_count: 0,
        }
    }

    fn add(&mut self, row: RowRef<'a>, moment: &Moment) {
        let status = row.text(column::status);
        match self.statuses.iter_mut().find(|(_, known, _)| *known == status) {
            Some((.., count)) => *count += 1,
            None => self.statuses.push((QUEUE_STATUS.of(status), status, 1)),
        }
        match status {
            "pending" => {
                let made = row.int(column::created_at).unwrap_or_default();
                self.oldest_pending = Some(self.oldest_pending.map_or(made, |old| old.min(made)));
                let is_due = row.int(column::scheduled_for).is_none_or(|at| moment.has_reached(at));
                let has_attempt = row.int(column::attempts) < row.int(column::max_attempts);
                self.ready_count += u64::from(is_due && has_attempt);
            }
            "processing" => {
                let is_over =
                    row.int(column::lock_expires_at).is_some_and(|at| moment.has_reached(at));
                self.expired_lock_count += u64::from(is_over);
            }
            _ => {}
        }
    }

    fn figures(mut self) -> QueueFigures {
        self.statuses.sort_unstable();
        let statuses = self.statuses.iter();
        QueueFigures {
            queue_name: self.name.to_owned(),
            total: statuses.clone().map(|(.., count)| count).sum(),
            by_status: statuses
                .map(|(_, status, count)| JobStatusCount {
                    status: (*status).to_owned(),
                    count: *count,
                })
                .collect(),
            oldest_pending_at: self.oldest_pending.map(Timestamp::from_stored),
            ready_count: self.ready_count,
            expired_lock_count: self.expired_lock_count,
        }
    }
}

/// Tells how the queues stand.
pub(crate) fn queue_stats(practice: Practice<'_>, request: &GetQueueStats) -> Result<QueueStats> {
    let GetQueueStats { queue_name } = request;
    let table = practice.table(TASK_QUEUE_ITEMS);
    let kept = practice.lists().of_tenant(ListName::Queue, practice.tenant);
    let mut queues: Vec<Sums<'_>> = Vec::new();
    for entries in kept.into_iter().flat_map(Kept::slices) {
        practice.options.check()?;
        for row in entries.iter().filter_map(|entry| table.row(entry.ordinal)) {
            let name = row.text(column::queue_name);
            if queue_name.as_deref().is_some_and(|wanted| wanted != name) {
                continue;
            }
            let place = queues.iter().position(|queue| queue.name == name);
            let place = place.unwrap_or_else(|| {
                queues.push(Sums::new(name));
                queues.len() - 1
            });
            queues[place].add(row, practice.moment);
        }
    }
    queues.sort_unstable_by_key(|queue| queue.name);
    Ok(QueueStats { queues: queues.into_iter().map(Sums::figures).collect() })
}
