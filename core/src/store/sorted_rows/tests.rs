//! Rows come back in the order of the base, in memory or spilled.

use super::*;
use crate::model::advisoros::{ADVISOROS, ENGAGEMENTS, TASKS, engagements, tasks};
use crate::model::row::{RowImage, RowWriter};
use crate::model::value::Stored;
use crate::profiles::fixture::Random;

/// A row of a table whose columns are null but for some.
fn image(table: TableId, given: &[(usize, &str)]) -> RowImage {
    let mut writer = RowWriter::default();
    writer.begin();
    for position in 0..ADVISOROS.tables[table].columns.len() {
        let text = given.iter().find(|(column, _)| *column == position);
        writer.push(text.map_or(Stored::Null, |(_, text)| Stored::Text(text)));
    }
    RowImage::from(writer.finish())
}

fn in_order(rows: &SortedRows) -> Vec<RowImage> {
    let mut found = Vec::new();
    rows.for_each(&mut |image| {
        found.push(RowImage::from(image));
        Ok(())
    })
    .unwrap();
    found
}

/// An optional text orders nulls last.
fn last_if_none(text: Option<&str>) -> (bool, &str) {
    (text.is_none(), text.unwrap_or_default())
}

#[test]
fn rows_are_ordered_by_tenant_client_engagement_and_id_whatever_memory_they_have() {
    let folder = tempfile::tempdir().unwrap();
    // In memory; in one run that is spilled; in many; each row a run of its own.
    for (count, run_bytes) in [(40, RUN_BYTES), (6_000, RUN_BYTES), (6_000, 20_000), (300, 1)] {
        let mut random = Random(count * 31 + 7);
        let clusters = ClusterParents::default();
        let names = ["", "a", "a b", "ab", "b", "é", "\u{1}"];
        let mut sorter = RowSorter::new(&ADVISOROS, ENGAGEMENTS, folder.path(), &clusters);
        let mut client_of = HashMap::new();
        for number in 0..40 {
            let id = format!("e{number}");
            let client = names[random.index(names.len())];
            sorter
                .push(&image(
                    ENGAGEMENTS,
                    &[(engagements::id, &id), (engagements::client_id, client)],
                ))
                .unwrap();
            client_of.insert(id, client);
        }
        assert_eq!(in_order(&sorter.finish().unwrap()).len(), 40);

        let mut sorter = RowSorter::new(&ADVISOROS, TASKS, folder.path(), &clusters);
        sorter.run_bytes = run_bytes;
        let mut expected = Vec::new();
        for number in 0..count {
            let id = format!("t{}", number ^ 0x155);
            // Some engagements are missing, and some tasks have none.
            let engagement = format!("e{}", random.below(50));
            let filler = "x".repeat(random.index(400));
            let mut given = vec![(tasks::id, &*id), (tasks::title, &*filler)];
            if !random.chance(9) {
                given.push((tasks::engagement_id, &*engagement));
            }
            let tenant = names[random.index(names.len())];
            if !random.chance(9) {
                given.push((tasks::organization_id, tenant));
            }
            let row = image(TASKS, &given);
            sorter.push(&row).unwrap();
            expected.push(row);
        }
        expected.sort_by_key(|row| {
            let row = RowRef::new(row);
            let engagement = row.text_opt(tasks::engagement_id);
            let client = engagement.and_then(|id| client_of.get(id).copied());
            let key = [row.text_opt(tasks::organization_id), client, engagement];
            (
                key.map(|text| {
                    let (is_none, text) = last_if_none(text);
                    (is_none, text.to_owned())
                }),
                row.text(tasks::id).to_owned(),
            )
        });
        let rows = sorter.finish().unwrap();
        let is_spilled = count > 40;
        assert_eq!(
            rows.spilled.runs.is_empty(),
            !is_spilled,
            "{count} rows in runs of {run_bytes}"
        );
        assert!(in_order(&rows) == expected, "{count} rows in runs of {run_bytes}");
        // And again: a build may read them twice.
        assert!(in_order(&rows) == expected);
    }
}

#[test]
fn rows_of_one_key_all_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let clusters = ClusterParents::default();
    let mut sorter = RowSorter::new(&ADVISOROS, TASKS, folder.path(), &clusters);
    sorter.run_bytes = 1;
    for title in ["one", "two", "three"] {
        sorter.push(&image(TASKS, &[(tasks::id, "same"), (tasks::title, title)])).unwrap();
    }
    let found = in_order(&sorter.finish().unwrap());
    let titles: Vec<&str> = found.iter().map(|row| RowRef::new(row).text(tasks::title)).collect();
    assert_eq!(titles, ["one", "two", "three"]);
}
