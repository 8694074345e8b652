//! Kills at random moments, round after round on one store.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::child::{Told, start};
use super::store::Store;
use crate::model::random::{is_long, seed};

/// Kills of the short form.
const KILL_COUNT: u32 = 10;
/// Long enough for several explicit folds, short enough for many rounds.
const LONGEST_DELAY_MS: u32 = 400;

/// Where kills landed.
#[derive(Debug, Default)]
struct Landed {
    in_apply: u32,
    in_fold: u32,
    in_both: u32,
    outside: u32,
}

impl Landed {
    fn add(&mut self, told: Told) {
        *match (told.is_applying(), told.is_folding) {
            (true, true) => &mut self.in_both,
            (true, false) => &mut self.in_apply,
            (false, true) => &mut self.in_fold,
            (false, false) => &mut self.outside,
        } += 1;
    }
}

#[test]
fn a_killed_store_holds_every_acknowledged_batch_and_no_half_one() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let kill_count = if is_long() { 50 * KILL_COUNT } else { KILL_COUNT };
    let mut landed = Landed::default();
    let mut store = Store::new();
    for round in 0..kill_count {
        let mut child = start(store.path(), store.world.revision, None);
        child.await_acknowledgement();
        // The one sleep: the moment of the kill is what is drawn.
        let delay_us = random.next_u32() % (1000 * LONGEST_DELAY_MS);
        std::thread::sleep(Duration::from_micros(delay_us.into()));
        child.kill();
        let (told, status) = child.end();
        assert_eq!(status.signal(), Some(libc::SIGKILL), "round {round} ended by itself: {status}");
        let revision = store.check(told);
        println!("round {round}: {told:?}, opened at {revision}");
        landed.add(told);
    }
    println!("{landed:?}");
    store.go_on();
    // A kill between two steps proves little; most must have cut one short.
    assert!(5 * (kill_count - landed.outside) >= 4 * kill_count, "{landed:?}");
}
