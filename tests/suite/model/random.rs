//! Lists drawn at random, each failure shrunk to a short one.

use std::hash::{BuildHasher, RandomState};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::operation::lists;
use super::run::run;

/// Lists of the short form: 20 to 40 s on the reference machine.
const LIST_COUNT: u32 = 60;

/// A seed of its own for every run, unless `ADVISOR_ENGINE_SEED` gives one.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("ADVISOR_ENGINE_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| RandomState::new().hash_one(0))
}

/// Whether the long form of the tests was asked for.
pub(crate) fn is_long() -> bool {
    std::env::var_os("ADVISOR_ENGINE_LONG").is_some_and(|value| value == "1")
}

#[test]
fn any_list_of_operations_leaves_the_engine_as_it_leaves_a_plain_map() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: if is_long() { 10 * LIST_COUNT } else { LIST_COUNT },
        failure_persistence: None,
        max_shrink_iters: 3000,
        ..Config::default()
    };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let outcome = TestRunner::new_with_rng(config, random)
        .run(&lists(), |operations| run(&operations).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, operations)) => {
            panic!("seed {seed}: {why}\nthe shortest list found: {operations:#?}")
        }
        Err(error) => panic!("seed {seed}: {error}"),
    }
}
