//! Comparison with the source: what differs is named, and mended on request.

use advisor_engine::{Config, DriftKind, Engine};
use advisor_engine_tests::crash::batch;
use advisor_engine_tests::postgres::{Cluster, Layout};

use super::compare::assert_same;
use super::{catch_up, follow, patient, source};

#[test]
fn what_the_stream_was_not_told_is_found_and_mended() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    for revision in 1..=60 {
        database.apply(&batch(revision));
    }
    let engine = Engine::in_memory(Config::default()).unwrap();
    let source = source(&cluster, &database.name);
    let following = follow(&engine, &source, &mut database.client);
    let ids = database.client.query("SELECT id FROM documents ORDER BY id LIMIT 2", &[]).unwrap();
    let (changed, gone): (String, String) = (ids[0].get(0), ids[1].get(0));
    // Nobody is told of what changes in a table that is not published at the moment.
    for statement in [
        "ALTER PUBLICATION advisor_engine DROP TABLE documents".to_owned(),
        format!(
            "UPDATE documents SET \"fileName\" = 'unheard', version = 99 WHERE id = '{changed}'"
        ),
        format!("DELETE FROM documents WHERE id = '{gone}'"),
        format!(
            "INSERT INTO documents SELECT (jsonb_populate_record(d, '{{\"id\": \"new\"}}')).* FROM documents d \
             WHERE id = '{changed}'"
        ),
        "ALTER PUBLICATION advisor_engine ADD TABLE documents".to_owned(),
        "UPDATE clients SET status = 'inactive' WHERE id = 'c1'".to_owned(),
    ] {
        database.client.batch_execute(&statement).unwrap();
    }
    catch_up(&following, &mut database.client);

    let found = following.verify(false, &patient()).unwrap();
    let mut drifted: Vec<(&str, DriftKind, Vec<&str>)> = found
        .drifted_rows
        .iter()
        .map(|row| (&*row.id, row.kind, row.columns.iter().map(String::as_str).collect()))
        .collect();
    drifted.sort_by_key(|(id, ..)| *id);
    let expected = [
        (&*changed, DriftKind::Different, vec!["file_name", "version"]),
        (&*gone, DriftKind::Extra, vec![]),
        ("new", DriftKind::Missing, vec![]),
    ];
    assert_eq!(drifted, expected, "{found:#?}");
    assert_eq!((found.drifted_row_count, found.healed_row_count), (3, 0));
    for table in &found.tables {
        let differs = table.name == "documents";
        assert_eq!(table.checksum != table.source_checksum, differs, "{table:#?}");
        assert_eq!(!table.differing_tenants.is_empty(), differs, "{table:#?}");
    }

    let healed = following.verify(true, &patient()).unwrap();
    assert_eq!((healed.drifted_row_count, healed.healed_row_count), (3, 3));
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    let clean = following.verify(false, &patient()).unwrap();
    assert_eq!(clean.drifted_row_count, 0, "{clean:#?}");
    following.stop();
    engine.drop_replication(&source, &patient()).unwrap();
}
