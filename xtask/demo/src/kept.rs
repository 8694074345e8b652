//! Answers that are kept while they are true: what a change ends, and what it leaves.

use std::sync::Arc;

use advisor_engine::{Audience, Cached, CallOptions, ClientDashboard, Engine};
use anyhow::{Result, ensure};

use super::pick::Picked;
use super::{apply_a_change, show, timed};

/// Asks for a client's and for the marketplace's answer, before the change and after it.
pub(crate) fn change_beside_kept_answers(engine: &Engine, picked: &Picked) -> Result<()> {
    let options = CallOptions::default();
    let tenant = engine.tenant(&picked.tenant);
    let read = || -> Result<Cached<ClientDashboard>> {
        Ok(tenant.cached().client_dashboard(&picked.client, &Audience::Staff, &options)?)
    };
    let (first, computing) = timed(read)?;
    let market = engine.cached().marketplace_stats(&options)?;
    let (kept, reading) = timed(read)?;
    ensure!(Arc::ptr_eq(&first.value, &kept.value), "the dashboard was not kept");
    println!(
        "the client's dashboard: computed and kept in {}, read again in {}",
        show::time(computing),
        show::time(reading)
    );
    apply_a_change(engine, picked)?;
    let changed = read()?;
    ensure!(
        changed.total_documents == first.total_documents + 1,
        "a kept dashboard is not what is there"
    );
    let still = engine.cached().marketplace_stats(&options)?;
    ensure!(
        Arc::ptr_eq(&market.value, &still.value) && still.revision == changed.revision,
        "a document ended an answer of the marketplace"
    );
    println!(
        "the dashboard was computed anew; what the marketplace says is still true, at revision {}",
        still.revision
    );
    Ok(())
}
