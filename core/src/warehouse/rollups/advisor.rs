//! What rows of all tenants say of an advisor: published ratings, and clients served now.

use std::collections::HashMap as StdHashMap;
use std::sync::Arc;

use imbl::HashMap;
use rayon::prelude::*;

use crate::lists::satisfaction_facts as facts;
use crate::model::advisoros::{
    CLIENT_SATISFACTION_METRICS, ENGAGEMENTS, client_satisfaction_metrics as rating, engagements,
};
use crate::model::catalog::TableId;
use crate::model::rank::is_final_engagement;
use crate::model::row::RowRef;
use crate::store::table::Tables;
use crate::store::touched::Touched;

/// Rows that one task of the pool takes.
const BLOCK: u32 = 16_384;
/// The tables whose rows count towards an advisor.
const COUNTED: [TableId; 2] = [CLIENT_SATISFACTION_METRICS, ENGAGEMENTS];

/// The sums of every advisor: a row is added and taken away alone, so that no order of arrival matters.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AdvisorRollups {
    /// By profile.
    ratings: HashMap<Arc<str>, Arc<Ratings>>,
    /// By user.
    clients: HashMap<Arc<str>, Arc<AssignedClients>>,
}

/// How many ratings say what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ratings {
    /// By satisfaction, 1 to 10; those out of range first.
    pub(crate) satisfaction: [i64; 11],
    /// By likelihood, 0 to 10.
    pub(crate) likelihood: [i64; 11],
    pub(crate) likelihood_out_of_range: i64,
}

/// The clients of an advisor's open engagements, with the tenant that each engagement is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AssignedClients(Vec<Assigned>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Assigned {
    client_id: Box<str>,
    tenant: Box<str>,
    engagement_count: i64,
}

impl Ratings {
    /// Adds a rating (`sign` 1) or takes it away (`sign` -1), by its facts.
    pub(crate) fn add(&mut self, of_rating: u32, sign: i64) {
        if let Some(count) = self.satisfaction.get_mut(facts::SATISFACTION.get(of_rating) as usize)
        {
            *count += sign;
        }
        match facts::LIKELIHOOD.get(of_rating) as usize {
            facts::NO_LIKELIHOOD => {}
            likelihood => match self.likelihood.get_mut(likelihood) {
                Some(count) => *count += sign,
                None => self.likelihood_out_of_range += sign,
            },
        }
    }

    fn merge(&mut self, other: &Self) {
        let Self { satisfaction, likelihood, likelihood_out_of_range } = other;
        let add = |(mine, theirs): (&mut i64, &i64)| *mine += theirs;
        self.satisfaction.iter_mut().zip(satisfaction).for_each(add);
        self.likelihood.iter_mut().zip(likelihood).for_each(add);
        self.likelihood_out_of_range += likelihood_out_of_range;
    }
}

impl AssignedClients {
    /// Each client once, with its tenant.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|assigned| (&*assigned.client_id, &*assigned.tenant))
    }

    fn add(&mut self, client_id: &str, tenant: &str, count: i64) {
        let place = self.0.binary_search_by(|known| {
            (&*known.client_id, &*known.tenant).cmp(&(client_id, tenant))
        });
        match place {
            Ok(at) => {
                self.0[at].engagement_count += count;
                if self.0[at].engagement_count == 0 {
                    self.0.remove(at);
                }
            }
            Err(at) => self.0.insert(
                at,
                Assigned {
                    client_id: client_id.into(),
                    tenant: tenant.into(),
                    engagement_count: count,
                },
            ),
        }
    }
}

/// What a row says, and of whom.
enum Said<'a> {
    Rating { profile_id: &'a str, facts: u32 },
    Serves { user_id: &'a str, client_id: &'a str, tenant: &'a str },
}

/// What a row says of an advisor; nothing where it does not count.
fn said(table: TableId, row: RowRef<'_>) -> Option<Said<'_>> {
    if table == CLIENT_SATISFACTION_METRICS {
        let counts = row.is_null(rating::deleted_at) && row.flag(rating::is_published);
        return counts.then(|| Said::Rating {
            profile_id: row.text(rating::advisor_profile_id),
            facts: facts::read(row),
        });
    }
    let is_open =
        row.is_null(engagements::deleted_at) && !is_final_engagement(row.text(engagements::status));
    let user_id = row.text_opt(engagements::assigned_to_id).filter(|_| is_open)?;
    Some(Said::Serves {
        user_id,
        client_id: row.text(engagements::client_id),
        tenant: row.text(engagements::organization_id),
    })
}

#[derive(Default)]
struct Sums<'a> {
    ratings: StdHashMap<&'a str, Ratings>,
    clients: StdHashMap<&'a str, AssignedClients>,
}

impl AdvisorRollups {
    /// *Cost*: one visit of each row, on all threads of the pool.
    pub(super) fn build(tables: &Tables) -> Self {
        let blocks: Vec<(TableId, u32)> = COUNTED
            .iter()
            .flat_map(|table| {
                let count = tables.table(*table).ordinal_count();
                (0..count).step_by(BLOCK as usize).map(move |first| (*table, first))
            })
            .collect();
        let sums = blocks
            .into_par_iter()
            .map(|(table, first)| sum_block(tables, table, first))
            .reduce(Sums::default, merge);
        Self { ratings: shared(sums.ratings), clients: shared(sums.clients) }
    }

    /// Takes the rows of a batch away as they were, and adds them as they are.
    pub(super) fn advance(&mut self, before: &Tables, after: &Tables, touched: &Touched) {
        for table in COUNTED {
            for ordinal in touched.ordinals(table) {
                for (tables, sign) in [(before, -1), (after, 1)] {
                    if let Some(row) = tables.table(table).row(*ordinal)
                        && let Some(said) = said(table, row)
                    {
                        self.add(&said, sign);
                    }
                }
            }
        }
    }

    fn add(&mut self, said: &Said<'_>, sign: i64) {
        match said {
            Said::Rating { profile_id, facts } => {
                change(&mut self.ratings, profile_id, |ratings| ratings.add(*facts, sign));
            }
            Said::Serves { user_id, client_id, tenant } => {
                change(&mut self.clients, user_id, |clients| clients.add(client_id, tenant, sign));
            }
        }
    }

    /// The published ratings of a profile; none where there are none.
    pub(crate) fn ratings(&self, profile_id: &str) -> Option<&Ratings> {
        self.ratings.get(profile_id).map(|ratings| &**ratings)
    }

    /// The clients that a user is assigned to; none where there are none.
    pub(crate) fn clients(&self, user_id: &str) -> Option<&AssignedClients> {
        self.clients.get(user_id).map(|clients| &**clients)
    }

    pub(super) fn byte_count(&self) -> usize {
        let ratings: usize =
            self.ratings.keys().map(|id| 64 + id.len() + size_of::<Ratings>()).sum();
        let clients = self.clients.iter().map(|(id, clients)| {
            let texts: usize =
                clients.iter().map(|(client, tenant)| client.len() + tenant.len()).sum();
            64 + id.len() + clients.0.len() * size_of::<Assigned>() + texts
        });
        ratings + clients.sum::<usize>()
    }

    /// The first advisor of whom two states differ, in words; none where they are equal.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        first_difference("ratings of advisor", &self.ratings, &other.ratings)
            .or_else(|| first_difference("clients of advisor", &self.clients, &other.clients))
    }
}

/// Changes the sums of one advisor; sums of nothing are not kept.
fn change<T: Clone + Default + PartialEq>(
    sums: &mut HashMap<Arc<str>, Arc<T>>,
    id: &str,
    change: impl FnOnce(&mut T),
) {
    if !sums.contains_key(id) {
        sums.insert(Arc::from(id), Arc::default());
    }
    let Some(of_advisor) = sums.get_mut(id) else { return };
    change(Arc::make_mut(of_advisor));
    if **of_advisor == T::default() {
        sums.remove(id);
    }
}

fn first_difference<T: std::fmt::Debug + PartialEq>(
    what: &str,
    mine: &HashMap<Arc<str>, Arc<T>>,
    theirs: &HashMap<Arc<str>, Arc<T>>,
) -> Option<String> {
    let differs = |id: &&Arc<str>| mine.get(*id) != theirs.get(*id);
    mine.keys()
        .chain(theirs.keys())
        .find(differs)
        .map(|id| format!("{what} `{id}`: {:?} is not {:?}", mine.get(id), theirs.get(id)))
}

fn sum_block(tables: &Tables, table: TableId, first: u32) -> Sums<'_> {
    let view = tables.table(table);
    let mut sums = Sums::default();
    for ordinal in first..first.saturating_add(BLOCK).min(view.ordinal_count()) {
        match view.row(ordinal).and_then(|row| said(table, row)) {
            Some(Said::Rating { profile_id, facts }) => {
                sums.ratings.entry(profile_id).or_default().add(facts, 1);
            }
            Some(Said::Serves { user_id, client_id, tenant }) => {
                sums.clients.entry(user_id).or_default().add(client_id, tenant, 1);
            }
            None => {}
        }
    }
    sums
}

fn merge<'a>(mut one: Sums<'a>, other: Sums<'a>) -> Sums<'a> {
    for (id, theirs) in other.ratings {
        one.ratings.entry(id).or_default().merge(&theirs);
    }
    for (id, theirs) in other.clients {
        let mine = one.clients.entry(id).or_default();
        for assigned in theirs.0 {
            mine.add(&assigned.client_id, &assigned.tenant, assigned.engagement_count);
        }
    }
    one
}

fn shared<T>(sums: StdHashMap<&str, T>) -> HashMap<Arc<str>, Arc<T>> {
    sums.into_iter().map(|(id, sums)| (Arc::from(id), Arc::new(sums))).collect()
}
