//! What the store should hold: every row in one ordered map, and how it came there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use advisor_engine::{ADVISOROS, AsOf, Change, ChangeAction, Stats, Timestamp, Value};

/// A table's name and a row's id.
pub(crate) type Key = (String, String);
type Rows = BTreeMap<Key, Arc<Row>>;

/// A row by column name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row(pub(crate) BTreeMap<String, Value>);

impl Row {
    pub(crate) fn value(&self, column: &str) -> &Value {
        self.0.get(column).unwrap_or(&Value::Null)
    }

    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        if let Value::Text(text) = self.value(column) { Some(text) } else { None }
    }

    pub(crate) fn string(&self, column: &str) -> String {
        self.text(column).unwrap_or_default().to_owned()
    }

    pub(crate) fn int(&self, column: &str) -> Option<i64> {
        if let Value::Int(number) = self.value(column) { Some(*number) } else { None }
    }

    pub(crate) fn float(&self, column: &str) -> Option<f64> {
        if let Value::Float(number) = self.value(column) { Some(*number) } else { None }
    }

    pub(crate) fn cents(&self, column: &str) -> Option<i64> {
        if let Value::Money(money) = self.value(column) { Some(money.cents()) } else { None }
    }

    pub(crate) fn at(&self, column: &str) -> Option<Timestamp> {
        if let Value::Timestamp(at) = self.value(column) { Some(*at) } else { None }
    }

    pub(crate) fn is(&self, column: &str) -> bool {
        *self.value(column) == Value::Bool(true)
    }

    pub(crate) fn list(&self, column: &str) -> &[String] {
        if let Value::TextList(items) = self.value(column) { items } else { &[] }
    }

    pub(crate) fn vector(&self, column: &str) -> &[f32] {
        if let Value::Vector(items) = self.value(column) { items } else { &[] }
    }

    pub(crate) fn is_live(&self) -> bool {
        *self.value("deleted_at") == Value::Null
    }
}

/// One revision of the past.
#[derive(Debug, Clone)]
struct Step {
    revision: i64,
    rows: Rows,
    /// The rows that its batch put in (true) or took out; none where a load made it.
    batch: Option<Vec<(Key, bool)>>,
}

/// The model of a store. A clone shares the rows.
#[derive(Debug, Clone)]
pub(crate) struct World {
    rows: Rows,
    pub(crate) revision: i64,
    pub(crate) as_of: AsOf,
    history: Vec<Step>,
}

impl World {
    /// An empty store, made at an instant.
    pub(crate) fn new(now: Timestamp) -> Self {
        let start = Step { revision: 0, rows: Rows::new(), batch: None };
        Self {
            rows: Rows::new(),
            revision: 0,
            as_of: AsOf { committed_at: now, source_position: None },
            history: vec![start],
        }
    }

    /// Takes a batch as `apply` should.
    pub(crate) fn apply(&mut self, changes: &[Change], position: Option<&str>, now: Timestamp) {
        if changes.is_empty() {
            return;
        }
        let mut batch = Vec::new();
        for change in changes {
            let (id, row) = match &change.action {
                ChangeAction::Delete(id) => (id.clone(), None),
                ChangeAction::Upsert(row) => {
                    let row = Row(row.0.iter().cloned().collect());
                    let id_column = table(&change.table).columns[0].name;
                    (row.string(id_column), Some(row))
                }
            };
            let key = (change.table.clone(), id);
            batch.push((key.clone(), row.is_some()));
            match row {
                Some(row) => self.rows.insert(key, Arc::new(row)),
                None => self.rows.remove(&key),
            };
        }
        self.step(Some(batch), position, now);
    }

    /// Whether a batch would leave vectors of two models, which `apply` should refuse.
    pub(crate) fn has_two_models_after(&self, changes: &[Change]) -> bool {
        let mut after = self.clone();
        after.apply(changes, None, self.as_of.committed_at);
        let models = after.table("advisor_embeddings").map(|(_, row)| row.string("model"));
        models.collect::<BTreeSet<_>>().len() > 1
    }

    /// Takes a snapshot folder as `load_snapshot` should: other rows, host-owned ones kept.
    pub(crate) fn load(&mut self, source: &Self, position: Option<&str>, now: Timestamp) {
        self.rows.retain(|(name, _), _| table(name).is_host_owned);
        let loaded = source.rows.iter().filter(|((name, _), _)| !table(name).is_host_owned);
        self.rows.extend(loaded.map(|(key, row)| (key.clone(), Arc::clone(row))));
        self.step(None, position, now);
    }

    fn step(&mut self, batch: Option<Vec<(Key, bool)>>, position: Option<&str>, now: Timestamp) {
        self.revision += 1;
        // Commit times never run backwards.
        self.as_of.committed_at = self.as_of.committed_at.max(now);
        if let Some(position) = position {
            self.as_of.source_position = Some(position.to_owned());
        }
        self.history.push(Step { revision: self.revision, rows: self.rows.clone(), batch });
    }

    /// Drops the past: from here on it cannot say how rows are spread over base and delta.
    pub(crate) fn forget(&mut self) {
        self.history.clear();
    }

    pub(crate) fn get(&self, table: &str, id: &str) -> Option<&Row> {
        // A map keyed by two strings cannot be asked with two borrowed ones.
        self.rows.get(&(table.to_owned(), id.to_owned())).map(|row| &**row)
    }

    /// The rows of a table, by id.
    pub(crate) fn table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a Row)> {
        self.rows
            .range((table.to_owned(), String::new())..)
            .take_while(move |((name, _), _)| name == table)
            .map(|((_, id), row)| (id.as_str(), &**row))
    }

    /// Compares what `stats` says of rows with what is here.
    pub(crate) fn compare_stats(&self, stats: &Stats) -> Result<(), String> {
        same("revision of stats", &stats.revision, &self.revision)?;
        same("as_of of stats", &stats.as_of, &self.as_of)?;
        let base = self.history.iter().find(|step| step.revision == stats.base_revision);
        let base =
            base.ok_or_else(|| format!("base revision {} never was", stats.base_revision))?;
        let mut known: BTreeSet<&Key> = base.rows.keys().collect();
        let mut changed: BTreeSet<&Key> = BTreeSet::new();
        for step in self.history.iter().filter(|step| step.revision > base.revision) {
            let batch = step.batch.as_ref().ok_or("the base is older than the last load")?;
            for (key, is_put) in batch {
                // Taking out what never was leaves no trace.
                if *is_put || known.contains(key) {
                    known.insert(key);
                    changed.insert(key);
                }
            }
        }
        for counted in &stats.tables {
            let of_table = |keys: &mut dyn Iterator<Item = &Key>| {
                keys.filter(|(name, _)| name == counted.name).count() as u64
            };
            let expected =
                (of_table(&mut base.rows.keys()), of_table(&mut changed.iter().copied()));
            let found = (counted.base_row_count, counted.delta_row_count);
            same(&format!("base and delta rows of {}", counted.name), &found, &expected)?;
        }
        Ok(())
    }
}

/// A table of the catalog; the first is a stand-in for a name that is not of it.
fn table(name: &str) -> &'static advisor_engine::Table {
    ADVISOROS.tables.iter().find(|table| table.name == name).unwrap_or(&ADVISOROS.tables[0])
}

/// Says what differs.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}\n   found: {found:?}\nexpected: {expected:?}"))
    }
}
