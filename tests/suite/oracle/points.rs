//! The scores of an advisor, computed by the book; no code of the engine.

use advisor_engine::{ClientNeeds, LexicalEmbedder};

/// An advisor as the test keeps it.
#[expect(clippy::struct_excessive_bools, reason = "the row has as many flags")]
#[derive(Debug, Clone, Default)]
pub(super) struct Advisor {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) title: Option<String>,
    pub(super) headline: Option<String>,
    pub(super) years: Option<i64>,
    pub(super) certifications: Vec<String>,
    pub(super) industries: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) business_sizes: Vec<String>,
    pub(super) languages: Vec<String>,
    pub(super) is_available: bool,
    pub(super) is_verified: bool,
    pub(super) is_deleted: bool,
    pub(super) status: String,
    pub(super) max_clients: Option<i64>,
    pub(super) current_clients: i64,
    pub(super) rating: Option<f64>,
    pub(super) reviews: i64,
    pub(super) hourly_rate: Option<i64>,
    pub(super) retainer_min: Option<i64>,
    pub(super) retainer_max: Option<i64>,
    pub(super) project_min: Option<i64>,
    pub(super) accepts_hourly: bool,
    pub(super) accepts_retainer: bool,
    pub(super) accepts_project: bool,
    pub(super) is_remote_only: bool,
    pub(super) embedding: Option<Vec<f32>>,
}

/// A part as (name, weight, value).
pub(super) type ScorePart = (&'static str, f64, f64);

/// Exact products, eight lanes, then pairs of lanes.
fn dot(one: &[f32], other: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    for (index, (left, right)) in one.iter().zip(other).enumerate() {
        lanes[index % 8] += f64::from(*left) * f64::from(*right);
    }
    fold_lanes(lanes)
}

fn fold_lanes(lanes: [f64; 8]) -> f64 {
    let pairs =
        [lanes[0] + lanes[1], lanes[2] + lanes[3], lanes[4] + lanes[5], lanes[6] + lanes[7]];
    (pairs[0] + pairs[1]) + (pairs[2] + pairs[3])
}

fn cosine(one: &[f32], other: &[f32]) -> f64 {
    let lengths = dot(one, one).sqrt() * dot(other, other).sqrt();
    if lengths == 0.0 { 0.0 } else { dot(one, other) / lengths }
}

fn whole(number: i64) -> f64 {
    f64::from(i32::try_from(number).expect("the test draws small numbers"))
}

/// The six parts of `points-v1`; words are compared with their case.
pub(super) fn points_parts(advisor: &Advisor, needs: &ClientNeeds) -> Vec<ScorePart> {
    let any = |held: &[String], asked: &[String]| asked.iter().any(|word| held.contains(word));
    let flag = |condition: bool| if condition { 1.0 } else { 0.0 };
    let offered = offered_services(advisor, needs).len();
    let services = if needs.required_services.is_empty() {
        0.0
    } else {
        whole(i64::try_from(offered).unwrap())
            / whole(i64::try_from(needs.required_services.len()).unwrap())
    };
    let availability = match advisor.max_clients {
        Some(max) if max > 0 => 1.0 - whole(advisor.current_clients) / whole(max),
        _ => 0.0,
    };
    vec![
        ("industry", 30.0, flag(any(&advisor.industries, &needs.industries))),
        ("services", 25.0, services),
        ("experience", 15.0, f64::min(whole(advisor.years.unwrap_or(0)) / 20.0, 1.0)),
        ("rating", 15.0, advisor.rating.unwrap_or(0.0) / 5.0),
        ("certifications", 10.0, flag(any(&advisor.certifications, &needs.certifications))),
        ("availability", 5.0, availability),
    ]
}

pub(super) fn offered_services(advisor: &Advisor, needs: &ClientNeeds) -> Vec<String> {
    let asked = needs.required_services.iter();
    asked.filter(|service| advisor.services.contains(service)).cloned().collect()
}

pub(super) fn sum(parts: &[ScorePart]) -> f64 {
    let mut sum = 0.0;
    for (_, weight, value) in parts {
        sum += weight * value;
    }
    sum
}

pub(super) fn rounded_points(advisor: &Advisor, needs: &ClientNeeds) -> f64 {
    (sum(&points_parts(advisor, needs)) + 0.5).floor()
}

pub(super) fn has_text(needs: &ClientNeeds) -> bool {
    needs.text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

/// The text of an advisor that is embedded.
pub(super) fn text(advisor: &Advisor) -> String {
    let lists = [&advisor.industries, &advisor.services, &advisor.certifications];
    let lines = [advisor.title.clone(), advisor.headline.clone()].into_iter().flatten();
    let lines: Vec<String> = lines
        .chain(lists.into_iter().map(|list| list.join(", ")))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The parts by which the needs' profile ranks an advisor.
pub(super) fn parts(advisor: &Advisor, needs: &ClientNeeds) -> Vec<ScorePart> {
    if needs.scoring_profile == "points-v1" {
        return points_parts(advisor, needs);
    }
    let points = rounded_points(advisor, needs) / 100.0;
    let rating = advisor.rating.unwrap_or(0.0) / 5.0;
    if needs.embedding.is_empty() && !has_text(needs) {
        let rest = 0.3 + 0.1;
        return vec![("points", 0.3 / rest, points), ("rating", 0.1 / rest, rating)];
    }
    let likeness = if needs.embedding.is_empty() {
        let embed = |text: &str| LexicalEmbedder::new().embed(text);
        cosine(&embed(needs.text.as_deref().unwrap_or_default()), &embed(&text(advisor)))
    } else {
        advisor.embedding.as_ref().map_or(0.0, |embedding| cosine(&needs.embedding, embedding))
    };
    vec![("cosine", 0.6, likeness), ("points", 0.3, points), ("rating", 0.1, rating)]
}
