//! Deaths at named places: each step of each write, on its first passages.
//!
//! The steps of a build and a switch are passed for the first time when the store is made, so that a store
//! that was never finished is among them.

use std::os::unix::process::ExitStatusExt;

use advisor_engine::testing::FAILPOINTS;

use super::child::start;
use super::store::Store;

/// The first: a store that is being made, or its first batch or fold. The third: one that has lived.
const PASSAGES: [u32; 2] = [1, 3];

#[test]
fn a_death_at_any_step_of_a_write_loses_nothing_acknowledged() {
    for (name, passage) in
        FAILPOINTS.iter().flat_map(|name| PASSAGES.iter().map(move |passage| (*name, *passage)))
    {
        let mut store = Store::new();
        let (told, status) = start(store.path(), 0, Some((name, passage))).end();
        assert_eq!(status.signal(), Some(libc::SIGABRT), "{name} was not passed: {status}");
        let revision = store.check(told);
        println!("{name}, passage {passage}: {told:?}, opened at {revision}");
        // Before the commit the batch is absent, from it on the batch is there.
        match name {
            "apply-validated" | "apply-views-made" | "apply-delta-appended" => {
                assert_eq!((revision, revision), (told.acknowledged, told.begun - 1), "{name}");
            }
            "apply-committed" | "apply-published" => {
                assert_eq!((revision, revision), (told.begun, told.acknowledged + 1), "{name}");
            }
            _ => {}
        }
        store.go_on();
    }
}
