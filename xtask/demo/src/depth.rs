//! Beyond the best: words half typed, needs in words, why someone is not matched, whom one is like, many at once.

use std::time::Instant;

use advisor_engine::{
    CallOptions, Change, ClientNeeds, Engine, ExplainMatch, MatchBatch, SimilarAdvisors,
    SuggestAdvisors,
};
use anyhow::{Context, Result};

use super::pick::Picked;
use super::{show, timed};

pub(crate) fn show_depth(engine: &Engine, picked: &Picked) -> Result<()> {
    let options = CallOptions::default();
    let request = SuggestAdvisors { text: "tax pl".to_owned(), limit: 5, ..Default::default() };
    let (suggestions, elapsed) = timed(|| engine.suggest_advisors(&request, &options))?;
    let texts: Vec<_> = suggestions
        .suggestions
        .iter()
        .map(|found| format!("{} ({})", found.text, found.count))
        .collect();
    println!("\n`tax pl` may become: {} ({})", texts.join(", "), show::time(elapsed));

    let in_words = ClientNeeds {
        text: Some("retirement plans for the owners of small medical practices".to_owned()),
        limit: 3,
        ..ClientNeeds::default()
    };
    let (answer, elapsed) = timed(|| engine.match_advisors(&in_words, &options))?;
    show::matches("Needs in words, by the built-in lexical model", &answer, elapsed);

    let profile = [
        ("id", "thrift".into()),
        ("version", 1.into()),
        (
            "terms",
            serde_json::json!([
                { "signal": "price_fit", "weight": 0.7 }, { "signal": "rating", "weight": 0.3 },
            ])
            .into(),
        ),
    ];
    engine.apply(&[Change::upsert("scoring_profiles", profile)], None, &options)?;
    let (_, needs) = picked.needs.first().context("the demo has needs")?;
    let thrifty = ClientNeeds { scoring_profile: "thrift".to_owned(), ..needs.clone() };
    let (answer, elapsed) = timed(|| engine.match_advisors(&thrifty, &options))?;
    show::matches("The clinic's needs by a scoring profile of the host", &answer, elapsed);

    let everyone = ClientNeeds { limit: 1000, ..thrifty.clone() };
    let last = engine.match_advisors(&everyone, &options)?;
    let advisor_id = last.matches.last().context("nobody is eligible")?.advisor_id.clone();
    let request = ExplainMatch { needs: thrifty, advisor_id: advisor_id.clone(), rank: Some(1) };
    let (explained, elapsed) = timed(|| engine.explain_match(&request, &options))?;
    println!(
        "\nwhy not `{advisor_id}`? rank {} of {}, score {:.4}, {:.4} short of the first ({})",
        explained.rank,
        explained.eligible,
        explained.score,
        explained.gap.unwrap_or_default(),
        show::time(elapsed)
    );
    if let Some(change) = &explained.smallest {
        println!(
            "the smallest change that would do: `{}` from {:.4} to {:.4}",
            change.signal,
            change.value,
            change.needed.unwrap_or_default()
        );
    }

    let (_, needs) = picked.needs.get(1).context("the demo has needs with an embedding")?;
    let known = engine.match_advisors(needs, &options)?;
    let advisor_id = known.matches.first().context("nobody is like them")?.advisor_id.clone();
    let request: SimilarAdvisors = serde_json::from_value(
        serde_json::json!({ "advisorId": advisor_id, "limit": 3, "select": ["name"] }),
    )?;
    let (similar, elapsed) = timed(|| engine.similar_advisors(&request, &options))?;
    let names: Vec<_> = similar
        .advisors
        .iter()
        .map(|found| {
            let name = found.name.clone().unwrap_or_default();
            format!("{name} {:.3}", found.similarity.unwrap_or_default())
        })
        .collect();
    println!("\nlike `{advisor_id}`: {} ({})", names.join(", "), show::time(elapsed));

    let needs: Vec<ClientNeeds> =
        picked.needs.iter().cycle().take(3_000).map(|(_, needs)| needs.clone()).collect();
    let count = needs.len();
    let started = Instant::now();
    let mut row_count = 0;
    for batch in engine.match_batches(MatchBatch { needs, parts: false }, &options)? {
        row_count += batch?.num_rows();
    }
    println!(
        "\nthe needs of {count} clients at once: {row_count} matches as Arrow batches in {}",
        show::time(started.elapsed())
    );
    Ok(())
}
