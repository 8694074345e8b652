//! What a match should answer, advisor by advisor from the model.

use advisor_engine::{
    Budget, BudgetKind, ClientNeeds, HardFilters, LexicalEmbedder, Match, Money, Part, Reasons,
    ScoringProfile, SignalWeight,
};

use super::world::{Row, World};

/// The requests that are compared after every step.
pub(crate) fn requests() -> Vec<ClientNeeds> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        ClientNeeds { embedding: vec![1.0, 2.0, 0.0, -1.0], ..ClientNeeds::default() },
        ClientNeeds {
            industries: words(&["saas", "Retail"]),
            required_services: words(&["Tax", "Audit", "Payroll"]),
            certifications: words(&["CPA"]),
            max_hourly_rate: Some(Money::from_cents(20_000)),
            limit: 3,
            scoring_profile: "points-v1".to_owned(),
            ..ClientNeeds::default()
        },
        ClientNeeds {
            industries: words(&["SaaS"]),
            required_services: words(&["Tax"]),
            certifications: words(&["cpa"]),
            business_size: Some("smb".to_owned()),
            languages: words(&["English", "german"]),
            min_years: Some(5),
            remote: true,
            budget: Some(Budget {
                min: Some(Money::from_cents(5_000)),
                max: Some(Money::from_cents(15_000)),
                kind: BudgetKind::Hourly,
            }),
            excluded_ids: words(&["a0", "nobody"]),
            embedding: vec![0.0, 1.0, 1.0, 0.0],
            hard_filters: HardFilters {
                available: Some(false),
                capacity_left: Some(false),
                industries: Some(false),
                services_all: Some(true),
                certifications: Some(true),
                business_size: Some(false),
                languages: Some(true),
                min_years: Some(true),
                budget: Some(true),
                ..HardFilters::default()
            },
            ..ClientNeeds::default()
        },
        // Everyone who may be shown at all, each with the cosine.
        ClientNeeds {
            industries: words(&["SaaS"]),
            embedding: vec![2.0, -1.0, 1.0, 3.0],
            hard_filters: HardFilters {
                available: Some(false),
                capacity_left: Some(false),
                industries: Some(false),
                ..HardFilters::default()
            },
            ..ClientNeeds::default()
        },
        // In words, which the advisors' own texts are compared with.
        ClientNeeds { text: Some("payrolls and an audit".to_owned()), ..ClientNeeds::default() },
        // By the hour at any price: without an embedding, the points and the rating decide.
        ClientNeeds { max_hourly_rate: Some(Money::from_cents(9_999)), ..ClientNeeds::default() },
    ]
}

/// Requests by a scoring profile that the world holds.
pub(crate) fn requests_by(profile: &str) -> [ClientNeeds; 2] {
    let needs = ClientNeeds {
        scoring_profile: profile.to_owned(),
        max_hourly_rate: Some(Money::from_cents(30_000)),
        ..ClientNeeds::default()
    };
    [ClientNeeds { embedding: vec![1.0, 2.0, 0.0, -1.0], ..needs.clone() }, needs]
}

/// All scoring profiles by name: version, whether it is the engine's own, description, terms.
pub(crate) fn profiles(world: &World) -> Vec<ScoringProfile> {
    let own = |name: &str, description: &str, terms: &[(&str, f64)]| ScoringProfile {
        name: name.to_owned(),
        version: 1,
        is_built_in: true,
        description: Some(description.to_owned()),
        terms: terms
            .iter()
            .map(|(signal, weight)| SignalWeight { signal: (*signal).to_owned(), weight: *weight })
            .collect(),
    };
    let blended = [("cosine", 0.6), ("points", 0.3), ("rating", 0.1)];
    let points = [
        ("industry", 30.0),
        ("services", 25.0),
        ("experience", 15.0),
        ("rating", 15.0),
        ("certifications", 10.0),
        ("availability", 5.0),
    ];
    let mut all = vec![
        own("blended-v1", "The likeness of texts, the points and the rating.", &blended),
        own("points-v1", "The backend's own points, 0 to 100.", &points),
    ];
    all.extend(world.table("scoring_profiles").map(|(id, row)| ScoringProfile {
        name: id.to_owned(),
        version: row.int("version").unwrap_or_default(),
        is_built_in: false,
        description: row.text("description").map(str::to_owned),
        terms: terms(row),
    }));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn terms(row: &Row) -> Vec<SignalWeight> {
    serde_json::from_str(row.text("terms").unwrap_or_default()).unwrap_or_default()
}

/// The matches and how many were eligible.
pub(crate) fn matches(world: &World, needs: &ClientNeeds) -> (Vec<Match>, usize) {
    let mut scored: Vec<Match> = world
        .table("advisor_profiles")
        .filter(|(id, row)| is_eligible(id, row, needs))
        .map(|(id, row)| score(world, id, row, needs))
        .collect();
    let eligible = scored.len();
    scored.sort_by(|one, other| {
        other.score.total_cmp(&one.score).then_with(|| one.advisor_id.cmp(&other.advisor_id))
    });
    scored.truncate(needs.limit);
    for (index, found) in scored.iter_mut().enumerate() {
        found.rank = index + 1;
    }
    (scored, eligible)
}

fn is_eligible(id: &str, row: &Row, needs: &ClientNeeds) -> bool {
    let filters = &needs.hard_filters;
    let any = |column: &str, wanted: &[String]| {
        let held = row.list(column);
        wanted.is_empty()
            || wanted.iter().any(|word| held.iter().any(|held| held.eq_ignore_ascii_case(word)))
    };
    let passes = |switch: Option<bool>, is_on: bool, test: bool| !switch.unwrap_or(is_on) || test;
    let services = &needs.required_services;
    let current = row.int("current_clients").unwrap_or_default();
    let has_room = row.int("max_clients").is_some_and(|max| max > 0 && current < max);
    let rate = row.cents("hourly_rate");
    let fits_rate = needs.max_hourly_rate.is_none_or(|max| rate.is_some_and(|r| r <= max.cents()));
    let years = row.int("years_experience");
    let fits_budget = needs.budget.is_none_or(|budget| {
        // The requests above ask by the hour only.
        row.is("accepts_hourly")
            && budget.min.is_none_or(|min| rate.is_some_and(|rate| rate >= min.cents()))
            && budget.max.is_none_or(|max| rate.is_some_and(|rate| rate <= max.cents()))
    });
    row.is_live()
        && row.text("marketplace_status") == Some("active")
        && row.is("is_verified")
        && !needs.excluded_ids.iter().any(|excluded| excluded == id)
        && passes(filters.available, true, row.is("is_available"))
        && passes(filters.capacity_left, true, has_room)
        && passes(filters.industries, true, any("industries", &needs.industries))
        && passes(filters.services_any, true, any("services", services))
        && passes(filters.max_hourly_rate, true, fits_rate)
        && passes(
            filters.services_all,
            false,
            services.iter().all(|service| any("services", std::slice::from_ref(service))),
        )
        && passes(filters.certifications, false, any("certifications", &needs.certifications))
        && passes(
            filters.business_size,
            false,
            any("business_sizes", needs.business_size.as_slice()),
        )
        && passes(filters.languages, false, any("languages", &needs.languages))
        && passes(filters.remote, false, !needs.remote || row.is("remote_only"))
        && passes(
            filters.min_years,
            false,
            needs.min_years.is_none_or(|min| years.is_some_and(|years| years >= i64::from(min))),
        )
        && passes(filters.budget, false, fits_budget)
}

/// The parts by a profile of the host: name, weight and value.
fn by_profile(
    terms: &[SignalWeight],
    is_without_cosine: bool,
    value: impl Fn(&str) -> (&'static str, f64),
) -> Vec<(&'static str, f64, f64)> {
    let kept = || terms.iter().filter(|term| !(is_without_cosine && term.signal == "cosine"));
    let sum = kept().fold(0.0, |sum, term| sum + term.weight);
    let divisor = if kept().count() < terms.len() && sum > 0.0 { sum } else { 1.0 };
    let part = |term: &SignalWeight| {
        let (name, value) = value(&term.signal);
        (name, term.weight / divisor, value)
    };
    kept().map(part).collect()
}

/// The reviews of 50, or how far the hourly rate is below the most that is asked for.
fn of_row(signal: &str, row: &Row, needs: &ClientNeeds) -> (&'static str, f64) {
    if signal == "reviews" {
        return ("reviews", row.int("total_reviews").unwrap_or_default().min(50) as f64 / 50.0);
    }
    let fit = match (row.cents("hourly_rate"), needs.max_hourly_rate) {
        (Some(rate), Some(max)) => (1.0 - rate as f64 / max.cents() as f64).max(0.0),
        _ => 0.0,
    };
    ("price_fit", fit)
}

fn score(world: &World, id: &str, row: &Row, needs: &ClientNeeds) -> Match {
    let held = |column: &str, wanted: &[String]| -> Vec<String> {
        wanted.iter().filter(|word| row.list(column).contains(word)).cloned().collect()
    };
    let one_if = |condition: bool| if condition { 1.0 } else { 0.0 };
    let services = held("services", &needs.required_services);
    let certifications = held("certifications", &needs.certifications);
    let industry = !held("industries", &needs.industries).is_empty();
    let years = row.int("years_experience");
    let rating = row.float("overall_rating");
    let used = row
        .int("max_clients")
        .filter(|max| *max > 0)
        .map(|max| row.int("current_clients").unwrap_or_default() as f64 / max as f64);
    let share = if needs.required_services.is_empty() {
        0.0
    } else {
        services.len() as f64 / needs.required_services.len() as f64
    };
    let rating_part = rating.unwrap_or_default() / 5.0;
    let formula = [
        ("industry", 30.0, one_if(industry)),
        ("services", 25.0, share),
        ("experience", 15.0, (years.unwrap_or_default() as f64 / 20.0).min(1.0)),
        ("rating", 15.0, rating_part),
        ("certifications", 10.0, one_if(!certifications.is_empty())),
        ("availability", 5.0, used.map_or(0.0, |used| 1.0 - used)),
    ];
    let total = |parts: &[(&str, f64, f64)]| {
        parts.iter().fold(0.0, |sum, (_, weight, value)| sum + weight * value)
    };
    let points = (total(&formula) + 0.5).floor();
    let (asked, embedding) = compared(world, id, row, needs);
    let points_part = points / 100.0;
    let profile = world.get("scoring_profiles", &needs.scoring_profile).map(terms);
    let parts: Vec<(&str, f64, f64)> = match (&*needs.scoring_profile, asked.is_empty()) {
        (_, is_without) if profile.is_some() => {
            by_profile(&profile.unwrap_or_default(), is_without, |signal| match signal {
                "cosine" => {
                    ("cosine", embedding.as_ref().map_or(0.0, |found| cosine(&asked, found)))
                }
                "points" => ("points", points_part),
                "rating" => ("rating", rating_part),
                "experience" => ("experience", (years.unwrap_or_default() as f64 / 20.0).min(1.0)),
                _ => of_row(signal, row, needs),
            })
        }
        ("points-v1", _) => formula.to_vec(),
        (_, true) => vec![
            ("points", 0.3 / (0.3 + 0.1), points_part),
            ("rating", 0.1 / (0.3 + 0.1), rating_part),
        ],
        (_, false) => vec![
            ("cosine", 0.6, embedding.as_ref().map_or(0.0, |found| cosine(&asked, found))),
            ("points", 0.3, points_part),
            ("rating", 0.1, rating_part),
        ],
    };
    let user = world.get("users", &row.string("user_id")).filter(|user| user.is_live());
    let text = |column: &str| row.text(column).map(str::to_owned);
    Match {
        rank: 0,
        advisor_id: id.to_owned(),
        user_id: row.string("user_id"),
        name: user.map(|user| user.string("name")),
        professional_title: text("professional_title"),
        headline: text("headline"),
        hourly_rate: row.cents("hourly_rate").map(Money::from_cents),
        years_experience: years,
        overall_rating: rating,
        total_reviews: row.int("total_reviews").unwrap_or_default(),
        score: total(&parts),
        #[expect(clippy::cast_possible_truncation, reason = "points are far below 2^53")]
        points: points as i64,
        parts: parts
            .into_iter()
            .map(|(name, weight, value)| Part {
                name: name.to_owned(),
                weight,
                value,
                contribution: weight * value,
            })
            .collect(),
        reasons: Reasons {
            industry_match: industry.then_some(true),
            service_matches: (!needs.required_services.is_empty()).then_some(services),
            experience_years: years.filter(|years| *years != 0),
            rating: rating.filter(|rating| *rating != 0.0),
            certifications: (!certifications.is_empty()).then_some(certifications),
            availability_ratio: used,
        },
        has_embedding: embedding.is_some(),
        diversity: None,
    }
}

/// The vector of the needs, empty for none, and that of the advisor: of their texts where the needs are in words.
fn compared(
    world: &World,
    id: &str,
    row: &Row,
    needs: &ClientNeeds,
) -> (Vec<f32>, Option<Vec<f32>>) {
    let Some(text) = &needs.text else {
        let embedding = world.get("advisor_embeddings", id);
        return (needs.embedding.clone(), embedding.map(|row| row.vector("vector").to_vec()));
    };
    let of_row = LexicalEmbedder::new().embed(&text_of(row));
    let has_words = of_row.iter().any(|value| *value != 0.0);
    (LexicalEmbedder::new().embed(text), has_words.then_some(of_row))
}

/// The text of an advisor: title, headline, bio, then the lists, a line each, without what is blank.
fn text_of(row: &Row) -> String {
    let columns = ["professional_title", "headline", "bio"].map(|column| row.string(column));
    let lists = ["industries", "services", "certifications"];
    let lists = lists.map(|column| row.list(column).join(", "));
    let lines: Vec<String> =
        columns.into_iter().chain(lists).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Element i in lane i mod 8, then pairs of lanes.
fn cosine(one: &[f32], other: &[f32]) -> f64 {
    let dot = |one: &[f32], other: &[f32]| -> f64 {
        let mut lanes = [0.0; 8];
        for (index, (a, b)) in one.iter().zip(other).enumerate() {
            lanes[index % 8] += f64::from(*a) * f64::from(*b);
        }
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    };
    let lengths = dot(one, one).sqrt() * dot(other, other).sqrt();
    if lengths > 0.0 { dot(one, other) / lengths } else { 0.0 }
}
