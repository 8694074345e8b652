//! Explanations against the book: ranks, filters, and changes that reach their rank and no less.

use super::oracle::{Vector, passes, random_needs, score};
use super::{OPEN, World, needs};
use crate::matching::explain_match;
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::{Advisor, Random, words};
use crate::{
    ClientNeeds, ErrorKind, ExplainMatch, HardFilters, MatchExplanation, MatchStatus, SignalChange,
};

fn explain(world: &World, request: &ExplainMatch) -> crate::Result<MatchExplanation> {
    explain_match(world.roster(), request, &CallOptions::default())
}

fn of(world: &World, id: &str, needs: &ClientNeeds) -> MatchExplanation {
    let request =
        ExplainMatch { needs: needs.clone(), advisor_id: id.to_owned(), ..ExplainMatch::default() };
    explain(world, &request).unwrap()
}

fn switch<'a>(filters: &'a mut HardFilters, name: &str) -> &'a mut Option<bool> {
    match name {
        "available" => &mut filters.available,
        "capacityLeft" => &mut filters.capacity_left,
        "industries" => &mut filters.industries,
        "servicesAny" => &mut filters.services_any,
        "maxHourlyRate" => &mut filters.max_hourly_rate,
        "servicesAll" => &mut filters.services_all,
        "certifications" => &mut filters.certifications,
        "businessSize" => &mut filters.business_size,
        "languages" => &mut filters.languages,
        "remote" => &mut filters.remote,
        "minYears" => &mut filters.min_years,
        "budget" => &mut filters.budget,
        other => unreachable!("{other} is no filter"),
    }
}

/// The score with one part's value replaced.
fn refolded(found: &MatchExplanation, change: &SignalChange, value: f64) -> f64 {
    let mut sum = 0.0;
    for part in &found.parts {
        sum += part.weight * if part.name == change.signal { value } else { part.value };
    }
    sum
}

fn assert_changes_are_exact(found: &MatchExplanation, target: (f64, &str), at: &str) {
    let id = found.advisor_id.as_str();
    let reaches = |change: &SignalChange, value: f64| {
        let score = refolded(found, change, value);
        score > target.0 || (score == target.0 && id < target.1)
    };
    assert_eq!(found.changes.len(), found.parts.len(), "{at}");
    for change in &found.changes {
        let part = found.parts.iter().find(|part| part.name == change.signal).unwrap();
        assert_eq!((change.weight, change.value), (part.weight, part.value), "{at}");
        assert!(!reaches(change, change.value), "{at}: {change:?}");
        let Some(needed) = change.needed else {
            assert!(!reaches(change, f64::MAX) && !reaches(change, -f64::MAX), "{at}: {change:?}");
            assert!(!change.is_reachable && change.difference.is_none());
            continue;
        };
        let before = if change.weight > 0.0 { needed.next_down() } else { needed.next_up() };
        assert!(reaches(change, needed), "{at}: {change:?}");
        assert!(!reaches(change, before), "{at}: {change:?}");
        assert_eq!(change.difference, Some(needed - change.value), "{at}");
        let is_within = change.lowest <= needed && needed <= change.highest;
        assert_eq!(change.is_reachable, is_within, "{at}: {change:?}");
    }
    let sizes: Vec<f64> =
        found.changes.iter().map(|one| one.relative_change.unwrap_or(f64::INFINITY)).collect();
    assert!(sizes.is_sorted(), "{at}: {sizes:?}");
    let first = found.changes.iter().find(|change| change.is_reachable);
    assert_eq!(found.smallest.as_ref(), first, "{at}");
}

/// The filters named, all of them and no other, keep the advisor out.
fn assert_filters_keep_out(
    found: &MatchExplanation,
    advisor: &Advisor,
    needs: &ClientNeeds,
    at: &str,
) {
    let passes_without = |off: &[&str]| {
        let mut changed = needs.clone();
        changed.excluded_ids.clear();
        for name in off {
            *switch(&mut changed.hard_filters, name) = Some(false);
        }
        passes(advisor, &changed)
    };
    let names: Vec<_> = found.filters.iter().map(|one| one.filter.as_str()).collect();
    assert!(passes_without(&names), "{at}: {names:?}");
    for kept in 0..names.len() {
        let mut off = names.clone();
        off.remove(kept);
        assert!(!passes_without(&off), "{at}: {names:?}");
    }
}

#[test]
fn explanations_equal_the_book_and_changes_reach_the_rank_to_the_bit() {
    let (mut counts, mut change_count, mut tie_count) = ([0; 4], 0, 0);
    for seed in 0..40 {
        const DIMENSION: usize = 7;
        let mut random = Random(seed);
        let count = random.below(120) + 5;
        let model: Vec<(Advisor, Vector)> = (0..count)
            .map(|n| {
                let id = format!("a{n}");
                // Some are of one kind, so that scores are equal.
                let advisor = if random.chance(3) {
                    Advisor { rating: Some(2.5), ..Advisor::new(&id) }
                } else {
                    Advisor::random(&id, &mut random)
                };
                (advisor, (!random.chance(3)).then(|| random.vector(DIMENSION)))
            })
            .collect();
        let advisors: Vec<_> = model.iter().map(|(advisor, _)| advisor.clone()).collect();
        let vectors: Vec<_> = model
            .iter()
            .filter_map(|(advisor, vector)| Some((advisor.id.clone(), vector.clone()?)))
            .collect();
        let world = World::new(&advisors, &vectors);
        for round in 0..12 {
            let mut needs = random_needs(&mut random, DIMENSION, count);
            if random.chance(2) {
                needs.hard_filters = OPEN;
            }
            let scored = |(advisor, vector): &(Advisor, Vector)| {
                (score(advisor, vector.as_deref(), &needs), advisor.id.clone())
            };
            let mut eligible: Vec<_> =
                model.iter().filter(|(advisor, _)| passes(advisor, &needs)).map(scored).collect();
            eligible.sort_by(|one, other| other.0.0.total_cmp(&one.0.0).then(one.1.cmp(&other.1)));
            for (advisor, vector) in model.iter().take(25) {
                let at = format!("seed {seed}, round {round}, {}: {needs:?}", advisor.id);
                let k = random.index(20) + 1;
                let request = ExplainMatch {
                    needs: needs.clone(),
                    advisor_id: advisor.id.clone(),
                    rank: Some(k),
                };
                if advisor.status != "active" || !advisor.is_verified || advisor.is_deleted {
                    let error = explain(&world, &request).unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::NotFound, "{at}");
                    continue;
                }
                let found = explain(&world, &request).unwrap();
                let (own, points) = score(advisor, vector.as_deref(), &needs);
                assert_eq!((found.score, found.points as f64), (own, points), "{at}");
                let ahead = eligible
                    .iter()
                    .filter(|((other, _), id)| *other > own || (*other == own && *id < advisor.id));
                assert_eq!(
                    (found.rank, found.eligible),
                    (ahead.count() + 1, eligible.len()),
                    "{at}"
                );
                let target = eligible.get(k - 1).map(|((score, _), id)| (*score, id.as_str()));
                assert_eq!(found.target_score, target.map(|(score, _)| score), "{at}");
                assert_eq!(found.gap, target.map(|(score, _)| score - own), "{at}");
                let is_excluded = needs.excluded_ids.contains(&advisor.id);
                let status = if is_excluded {
                    MatchStatus::Excluded
                } else if !passes(advisor, &needs) {
                    MatchStatus::Filtered
                } else if found.rank <= k {
                    MatchStatus::Matched
                } else {
                    MatchStatus::Ranked
                };
                assert_eq!(found.status, status, "{at}");
                counts[status as usize] += 1;
                if let (MatchStatus::Ranked, Some(target)) = (status, target) {
                    assert_changes_are_exact(&found, target, &at);
                    change_count += found.changes.len();
                    tie_count += usize::from(found.gap == Some(0.0));
                } else {
                    assert!(found.changes.is_empty() && found.smallest.is_none(), "{at}");
                }
                assert_filters_keep_out(&found, advisor, &needs, &at);
            }
        }
    }
    println!("by status {counts:?}; {change_count} changes, {tie_count} of ties");
    assert!(counts.iter().all(|count| *count > 50) && change_count > 1000 && tie_count > 20);
}

#[test]
fn filters_tell_what_was_asked_and_what_the_advisor_has() {
    let advisor = Advisor {
        industries: words(&["SaaS", "Retail"]),
        services: words(&["Tax"]),
        is_available: false,
        remote_only: false,
        max_clients: Some(3),
        current_clients: 4,
        years: Some(2),
        hourly_rate: Some(25_050),
        retainer: (Some(100_000), Some(200_000)),
        accepts: [true, true, false],
        ..Advisor::new("a")
    };
    let empty = Advisor { max_clients: None, accepts: [false, false, true], ..Advisor::new("b") };
    let world = World::new(&[advisor, empty, Advisor::new("c")], &[]);
    let asked = needs(
        r#"{"industries": ["Health"], "requiredServices": ["Audit", "Tax"], "certifications": ["CPA"],
            "businessSize": "smb", "maxHourlyRate": "100", "budget": {"min": "10", "max": "90", "kind": "flexible"},
            "minYears": 5, "languages": ["English"], "remote": true, "excludedIds": ["c"],
            "hardFilters": {"servicesAll": true, "certifications": true, "businessSize": true, "languages": true,
                "remote": true, "minYears": true, "budget": true}}"#,
    );
    let lines = |id: &str| -> Vec<String> {
        let found = of(&world, id, &asked);
        assert_eq!((found.rank, found.eligible, found.target_score), (1, 0, None));
        found
            .filters
            .iter()
            .map(|one| format!("{}: {} / {}", one.filter, one.asked.join(", "), one.has.join(", ")))
            .collect()
    };
    assert_eq!(
        lines("a"),
        [
            "available: true / false",
            "capacityLeft: fewer clients than the maximum / 4 of 3",
            "remote: true / false",
            "industries: Health / SaaS, Retail",
            "servicesAll: Audit, Tax / Tax",
            "certifications: CPA / ",
            "businessSize: smb / ",
            "languages: English / ",
            "maxHourlyRate: 100.00 / 250.50",
            "minYears: 5 / 2",
            "budget: flexible 10.00 to 90.00 / hourly 250.50, monthly_retainer 1000.00 to 2000.00",
        ]
    );
    assert_eq!(
        lines("b"),
        [
            "capacityLeft: fewer clients than the maximum / 0 of no maximum",
            "industries: Health / ",
            "servicesAny: Audit, Tax / ",
            "servicesAll: Audit, Tax / ",
            "certifications: CPA / ",
            "businessSize: smb / ",
            "languages: English / ",
            "maxHourlyRate: 100.00 / ",
            "minYears: 5 / ",
            "budget: flexible 10.00 to 90.00 / project_based no price",
        ]
    );
    assert_eq!(of(&world, "c", &asked).status, MatchStatus::Excluded);
}

#[test]
fn a_signal_that_the_needs_do_not_ask_for_cannot_be_reached() {
    let rated = |id: &str, rating| Advisor { rating: Some(rating), ..Advisor::new(id) };
    let world = World::new(&[rated("a", 4.0), rated("b", 3.0)], &[]);
    let weights = r#""weights": [{"signal": "industry", "weight": 1}, {"signal": "rating", "weight": 0.5},
        {"signal": "reviews", "weight": -0.25}, {"signal": "remote", "weight": 0}]"#;
    let found = of(&world, "b", &needs(&format!(r#"{{"limit": 1, {weights}}}"#)));
    assert_eq!((found.status, found.rank, found.target_rank), (MatchStatus::Ranked, 2, 1));
    let changes: Vec<_> = found
        .changes
        .iter()
        .map(|one| (one.signal.as_str(), one.is_reachable, one.highest))
        .collect();
    // The industry would have to be 0.1 and is not asked for; the reviews would have to be below 0.
    assert_eq!(
        changes,
        [
            ("industry", false, 0.0),
            ("rating", true, 1.0),
            ("reviews", false, 1.0),
            ("remote", false, 0.0)
        ]
    );
    let smallest = found.smallest.unwrap();
    // Not the other's 0.8 itself: the tie goes to the smaller id.
    assert_eq!((smallest.signal.as_str(), smallest.needed), ("rating", Some(0.8_f64.next_up())));
    let asked = format!(
        r#"{{"limit": 1, "industries": ["SaaS"], "hardFilters": {{"industries": false}}, {weights}}}"#
    );
    let smallest = of(&world, "b", &needs(&asked)).smallest.unwrap();
    assert_eq!((smallest.signal.as_str(), smallest.highest), ("industry", 1.0));
}

#[test]
fn requests_that_cannot_be_taken_are_refused_and_calls_stop_when_told() {
    let world = World::new(&[Advisor::new("a")], &[]);
    for (rank, id, kind, message) in [
        (0, "a", ErrorKind::InvalidArgument, "field `rank` is 0; expected 1 to 1000"),
        (1001, "a", ErrorKind::InvalidArgument, "field `rank` is 1001; expected 1 to 1000"),
        (1, "nobody", ErrorKind::NotFound, "no advisor `nobody`"),
    ] {
        let request =
            ExplainMatch { advisor_id: id.to_owned(), rank: Some(rank), ..ExplainMatch::default() };
        let error = explain(&world, &request).unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, message));
    }
    let request = ExplainMatch { advisor_id: "a".to_owned(), ..ExplainMatch::default() };
    let flag = CancelFlag::new();
    flag.cancel();
    let options = CallOptions::default().with_cancel(flag);
    let stopped = explain_match(world.roster(), &request, &options).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Cancelled);
}
