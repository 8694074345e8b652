//! Embeddings of a host: one model at a time, and of the texts that the advisors have.

use advisor_engine::{
    AdvisorText, AdvisorTexts, CallOptions, Change, ClientNeeds, Config, Engine, ErrorKind,
    PageRequest, TextState, Value,
};
use advisor_engine_tests::rows::row;

fn options() -> CallOptions {
    CallOptions::default()
}

fn advisor(id: &str, headline: &str) -> Change {
    let given = [
        ("is_available", true.into()),
        ("is_verified", true.into()),
        ("marketplace_status", "active".into()),
        ("max_clients", 5_i64.into()),
        ("headline", headline.into()),
    ];
    row("advisor_profiles", id, given)
}

fn embedding(id: &str, model: &str, digest: &str, vector: &[f32]) -> Change {
    let vector = Value::Vector(vector.to_vec());
    let given = [("model", model.into()), ("text_digest", digest.into()), ("vector", vector)];
    row("advisor_embeddings", id, given)
}

fn engine() -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(folder.path(), Config::default()).unwrap();
    (folder, engine)
}

fn refusal(engine: &Engine, batch: &[Change]) -> (ErrorKind, String) {
    let before = engine.stats(&options()).unwrap().revision;
    let error = engine.apply(batch, None, &options()).unwrap_err();
    assert_eq!(engine.stats(&options()).unwrap().revision, before);
    (error.kind(), error.to_string())
}

/// The model and the ids of a match, best first.
fn matched(engine: &Engine, embedding: &[f32]) -> (Option<String>, Vec<String>) {
    let needs = ClientNeeds { embedding: embedding.to_vec(), ..ClientNeeds::default() };
    let found = engine.match_advisors(&needs, &options()).unwrap().value;
    let ids = found.matches.into_iter().map(|one| one.advisor_id).collect();
    (found.embedding_model, ids)
}

#[test]
fn all_vectors_may_change_their_model_and_dimension_in_one_batch_and_not_in_two() {
    let (_folder, engine) = engine();
    let first = [
        advisor("a", "x"),
        advisor("b", "x"),
        embedding("a", "one", "d", &[1.0, 0.0]),
        embedding("b", "one", "d", &[0.0, 1.0]),
    ];
    engine.apply(&first, None, &options()).unwrap();
    for state in ["in the delta", "in the base"] {
        let one_of_two = embedding("a", "two", "d", &[1.0, 0.0]);
        let (kind, message) = refusal(&engine, std::slice::from_ref(&one_of_two));
        assert_eq!(kind, ErrorKind::SchemaMismatch, "{state}");
        assert!(message.contains("is `two`; expected `one`"), "{message}");
        let mixed = [one_of_two, embedding("b", "one", "d", &[0.0, 1.0])];
        assert_eq!(refusal(&engine, &mixed).0, ErrorKind::SchemaMismatch, "{state}");
        let new_one = embedding("c", "two", "d", &[1.0, 0.0]);
        assert_eq!(refusal(&engine, &[new_one]).0, ErrorKind::SchemaMismatch, "{state}");
        let wider = embedding("a", "one", "d", &[1.0, 0.0, 0.0]);
        assert_eq!(refusal(&engine, &[wider]).0, ErrorKind::DimensionMismatch, "{state}");
        let own = embedding("a", "lexical-v1", "d", &[1.0, 0.0]);
        assert_eq!(refusal(&engine, &[own]).0, ErrorKind::InvalidArgument, "{state}");
        assert_eq!(matched(&engine, &[0.0, 1.0]).0.as_deref(), Some("one"));
        engine.fold(&options()).unwrap();
    }
    // One replaced, one deleted, one new: nothing of the first model stays.
    let second = [
        embedding("a", "two", "d", &[0.0, 0.0, 1.0]),
        Change::delete("advisor_embeddings", "b"),
        embedding("c", "two", "d", &[1.0, 0.0, 0.0]),
    ];
    engine.apply(&second, None, &options()).unwrap();
    let expected = (Some("two".to_owned()), vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(matched(&engine, &[0.0, 0.0, 1.0]), expected);
    engine.fold(&options()).unwrap();
    assert_eq!(matched(&engine, &[0.0, 0.0, 1.0]), expected);
    let path = engine.path().unwrap();
    engine.close();
    let engine = Engine::open(path, Config::default()).unwrap();
    assert_eq!(matched(&engine, &[0.0, 0.0, 1.0]), expected);
    // Without any vector the next may be of any model.
    let none = ["a", "c"].map(|id| Change::delete("advisor_embeddings", id));
    engine.apply(&none, None, &options()).unwrap();
    assert_eq!(matched(&engine, &[1.0]).0, None);
    engine.apply(&[embedding("b", "three", "d", &[1.0])], None, &options()).unwrap();
    let named = |model: &str| {
        let needs = ClientNeeds {
            embedding: vec![1.0],
            embedding_model: Some(model.to_owned()),
            ..ClientNeeds::default()
        };
        engine.match_advisors(&needs, &options()).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(named("three"), Ok(()));
    let refused = named("two").unwrap_err();
    assert!(refused.contains("`embedding_model` is `two`; expected `three`"), "{refused}");
    engine.close();
}

fn texts(engine: &Engine, state: Option<TextState>) -> Vec<AdvisorText> {
    let mut page = PageRequest { limit: 2, ..PageRequest::default() };
    let mut rows = Vec::new();
    loop {
        let request = AdvisorTexts { state, page: page.clone() };
        let found = engine.advisor_texts(&request, &options()).unwrap().value;
        assert!(found.is_total_exact);
        rows.extend(found.rows);
        page.cursor = found.next_cursor;
        if page.cursor.is_none() {
            assert_eq!(rows.len() as u64, found.total, "{state:?}");
            return rows;
        }
    }
}

fn ids(engine: &Engine, state: TextState) -> Vec<String> {
    let rows = texts(engine, Some(state));
    assert!(rows.iter().all(|row| row.state == state));
    rows.into_iter().map(|row| row.advisor_id).collect()
}

#[test]
fn a_host_learns_which_texts_to_embed_and_cannot_store_a_vector_of_an_old_one() {
    let (_folder, engine) = engine();
    let advisors = ["e", "b", "d", "a", "c"].map(|id| advisor(id, &format!("Headline of {id}")));
    engine.apply(&advisors, None, &options()).unwrap();
    engine.apply(&[advisor("silent", " ")], None, &options()).unwrap();
    let all = texts(&engine, None);
    let listed: Vec<_> = all.iter().map(|row| &*row.advisor_id).collect();
    assert_eq!(listed, ["a", "b", "c", "d", "e"]);
    assert_eq!(all[1].text, "Headline of b");
    assert_eq!(ids(&engine, TextState::Missing), ["a", "b", "c", "d", "e"]);
    let of = |place: usize| embedding(&all[place].advisor_id, "m", &all[place].text_digest, &[1.0]);
    engine
        .apply(&[of(0), of(1), embedding("c", "m", "sha256:0", &[1.0])], None, &options())
        .unwrap();
    // The text of one changes, and its vector is stale; that of another changes back.
    engine.apply(&[advisor("b", "Another")], None, &options()).unwrap();
    engine.apply(&[advisor("a", "Another")], None, &options()).unwrap();
    engine.apply(&[advisor("a", "Headline of a")], None, &options()).unwrap();
    for _ in ["in the delta", "in the base"] {
        assert_eq!(ids(&engine, TextState::Current), ["a"]);
        assert_eq!(ids(&engine, TextState::Stale), ["b"]);
        assert_eq!(ids(&engine, TextState::Unknown), ["c"]);
        assert_eq!(ids(&engine, TextState::Missing), ["d", "e"]);
        // What was embedded is no more the text.
        let (kind, message) = refusal(&engine, &[of(3), of(1)]);
        assert_eq!(kind, ErrorKind::Conflict);
        let now = &texts(&engine, None)[1].text_digest;
        assert!(message.contains(&all[1].text_digest) && message.contains(now), "{message}");
        assert!(message.contains("(change: 1)"), "{message}");
        engine.fold(&options()).unwrap();
    }
    // The state after the batch counts, and an advisor who is not there yet has no text to differ from.
    engine.apply(&[of(1), advisor("b", "Headline of b")], None, &options()).unwrap();
    engine.apply(&[embedding("z", "m", "text-v1:0", &[1.0])], None, &options()).unwrap();
    assert_eq!(ids(&engine, TextState::Current), ["a", "b"]);
    engine.apply(&[advisor("z", "Late")], None, &options()).unwrap();
    assert_eq!(ids(&engine, TextState::Stale), ["z"]);
    engine.close();
}

#[test]
fn text_finds_advisors_without_any_vector_of_the_host() {
    let (_folder, engine) = engine();
    let advisors = [
        advisor("a", "Audits of hospitals"),
        advisor("b", "Payroll for bakeries"),
        advisor("c", ""),
    ];
    engine.apply(&advisors, None, &options()).unwrap();
    let ask = |text: &str| {
        let needs = ClientNeeds { text: Some(text.to_owned()), ..ClientNeeds::default() };
        let found = engine.match_advisors(&needs, &options()).unwrap().value;
        let first = found.matches[0].advisor_id.clone();
        let with_vectors = found.matches.iter().filter(|one| one.has_embedding).count();
        (found.embedding_model, first, with_vectors)
    };
    for _ in ["in the delta", "in the base"] {
        let model = || Some("lexical-v1".to_owned());
        assert_eq!(ask("a bakery's payrol"), (model(), "b".to_owned(), 2));
        assert_eq!(ask("hospital audit"), (model(), "a".to_owned(), 2));
        assert_eq!(ask("  "), (None, "a".to_owned(), 0));
        engine.fold(&options()).unwrap();
    }
    let long = ClientNeeds { text: Some("x".repeat(16_385)), ..ClientNeeds::default() };
    let error = engine.match_advisors(&long, &options()).unwrap_err();
    assert_eq!(error.message(), "field `text` has 16385 bytes; expected at most 16384");
    engine.close();
}
