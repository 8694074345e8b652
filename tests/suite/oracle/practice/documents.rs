//! Documents: lists, the review queue, figures.

use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, audience, bounds, client_or_all, compare, no_rows, page};
use crate::oracle::dirty::user_ids;
use crate::oracle::random::Random;

const ORACLES: &[Oracle] = &[
    Oracle {
        operation: "list_documents",
        sql: include_str!("../../../oracle/practice/list_documents.sql"),
        draw: list_documents,
    },
    Oracle {
        operation: "review_queue",
        sql: include_str!("../../../oracle/practice/review_queue.sql"),
        draw: review_queue,
    },
    Oracle {
        operation: "document_statistics",
        sql: include_str!("../../../oracle/practice/document_statistics.sql"),
        draw: document_statistics,
    },
];

const CATEGORIES: [&str; 5] = ["tax", "invoice", "w2", "", "nothing"];

#[test]
fn reads_of_documents_equal_sql() {
    compare(&Area { oracles: ORACLES, rows: no_rows, request_count: 6 });
}

fn list_documents(random: &mut Random) -> Json {
    let client_id = client_or_all(random);
    let mut request = json!({
        "clientId": client_id,
        "audience": audience(random, client_id.as_deref()),
        "filters": filters(random),
        "page": page(random),
    });
    if random.percent(70) {
        let sorts = [
            "newest",
            "oldest",
            "name",
            "name_down",
            "smallest",
            "largest",
            "confidence",
            "confidence_down",
        ];
        request["sort"] = (*random.pick(&sorts)).into();
    }
    request
}

/// Filters, most often few.
fn filters(random: &mut Random) -> Json {
    let mut filters = json!({});
    if random.percent(20) {
        let texts = ["a", "A.PDF", "ä", "steuer", "stEuER", "arger", "100%", " ", "_"];
        filters["text"] = (*random.pick(&texts)).into();
    }
    let lists: [(&str, &[&str]); 5] = [
        ("categories", &CATEGORIES),
        ("subcategories", &["federal", "state", ""]),
        ("tags", &["Steuer", "steuer", "a\"b", ""]),
        ("fileTypes", &["pdf", "csv", ""]),
        ("ocrStatuses", &["pending", "completed", "manual_review", "skipped"]),
    ];
    for (name, values) in lists {
        if random.percent(10) {
            filters[name] = random.some(values, 3).into();
        }
    }
    if random.percent(10) {
        filters["years"] = json!([2025, *random.pick(&[-1, 2024, 1900])]);
    }
    if random.percent(10) {
        filters["quarters"] = json!([*random.pick(&[1, 2, 3, 4])]);
    }
    if random.percent(10) {
        filters["uploadedBy"] = json!([random.pick(&user_ids()), random.pick(&user_ids())]);
    }
    for name in ["needsReview", "isConfidential", "isArchived", "latestVersionOnly"] {
        if random.percent(12) {
            filters[name] = random.percent(50).into();
        }
    }
    bounds(random, &mut filters, ["createdFrom", "createdTo"]);
    filters
}

fn review_queue(random: &mut Random) -> Json {
    let mut request = json!({ "clientId": client_or_all(random), "page": page(random) });
    if random.percent(40) {
        request["categories"] = random.some(&CATEGORIES, 3).into();
    }
    request
}

fn document_statistics(random: &mut Random) -> Json {
    let mut request = json!({});
    bounds(random, &mut request, ["processedFrom", "processedTo"]);
    request
}
