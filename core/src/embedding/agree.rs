//! Whether a batch leaves embeddings that agree: one model, one dimension, and texts that are the advisors'.

use super::advisor_text::{DIGEST_PREFIX, advisor_text, text_digest};
use super::lexical::LEXICAL_MODEL;
use crate::error::{Error, ErrorKind, Result};
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES, advisor_embeddings};
use crate::model::row::RowRef;
use crate::store::batch::RowChange;
use crate::store::table::Tables;
use crate::vector::Vectors;

const HOW_TO_CHANGE: &str = "replace all vectors in one batch, or delete the others first";

/// Checks the embeddings of a batch that leads from `before`, whose vectors these are, to `after`.
///
/// What counts is the state after the batch, so that one batch may change the model of all.
///
/// # Errors
/// `DimensionMismatch` and `SchemaMismatch` for a vector of another dimension or model than the others,
/// `InvalidArgument` for the name of the built-in model, `Conflict` for a digest of the engine's that is not
/// that of the advisor's text; each names the change's position in the batch.
pub(crate) fn check_embeddings(
    before: &Tables,
    vectors: &Vectors,
    after: &Tables,
    rows: &[RowChange],
) -> Result<()> {
    let changes = || rows.iter().enumerate().filter(|(_, row)| row.table == ADVISOR_EMBEDDINGS);
    let was_live = |row: &RowChange| {
        let ordinal = before.table(ADVISOR_EMBEDDINGS).ordinal(&row.id);
        ordinal.is_some_and(|ordinal| vectors.get(ordinal).is_some())
    };
    let mut model = None;
    let mut dimension = None;
    if changes().filter(|(_, row)| was_live(row)).count() < vectors.live_count() {
        (model, dimension) = (vectors.model(), vectors.dimension());
    }
    for (index, row) in changes() {
        if let Some(image) = row.image.as_deref() {
            let own = RowRef::new(image);
            check_dimension(own, dimension)
                .and_then(|()| check_model(own, &mut model))
                .and_then(|()| check_digest(&row.id, own, after))
                .map_err(|error| error.with_context("change", index))?;
        }
    }
    Ok(())
}

/// `expected` is the dimension of the vectors that stay; those of one batch were compared when it was read.
fn check_dimension(row: RowRef<'_>, expected: Option<usize>) -> Result<()> {
    let bytes = row.vector_bytes(advisor_embeddings::vector).unwrap_or_default();
    let dimension = bytes.len() / size_of::<f32>();
    match expected {
        Some(expected) if dimension != expected => Err(Error::new(
            ErrorKind::DimensionMismatch,
            format!(
                "column `vector` of table `advisor_embeddings` has dimension {dimension}; expected {expected}"
            ),
        )),
        _ => Ok(()),
    }
}

fn check_model<'a>(row: RowRef<'a>, expected: &mut Option<&'a str>) -> Result<()> {
    let model = row.text(advisor_embeddings::model);
    if model == LEXICAL_MODEL {
        return Err(Error::invalid(format!(
            "column `model` of table `advisor_embeddings` is `{LEXICAL_MODEL}`, the built-in model, whose vectors the \
             engine makes itself; expected the name of your own"
        )));
    }
    let expected = *expected.get_or_insert(model);
    if model == expected {
        return Ok(());
    }
    Err(Error::schema(format!(
        "column `model` of table `advisor_embeddings` is `{model}`; expected `{expected}`, as the others have; \
         {HOW_TO_CHANGE}"
    )))
}

/// The host's own digests are not compared, nor is anything while the advisor is not there.
fn check_digest(advisor_id: &str, row: RowRef<'_>, after: &Tables) -> Result<()> {
    let given = row.text(advisor_embeddings::text_digest);
    if !given.starts_with(DIGEST_PREFIX) {
        return Ok(());
    }
    let Some((_, advisor)) = after.table(ADVISOR_PROFILES).find(advisor_id) else { return Ok(()) };
    let current = text_digest(&advisor_text(advisor));
    if given == current {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Conflict,
        format!(
            "column `text_digest` of table `advisor_embeddings` is `{given}`; the text of advisor `{advisor_id}` has \
             `{current}`; embed the text that it has now"
        ),
    ))
}
