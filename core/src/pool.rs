//! The engine's own threads, for work that is done while a lock is held.
//!
//! A worker of a host's pool that waits for parallel work takes other jobs of that pool meanwhile. If such a job called
//! the engine, it would wait for the lock that its own thread holds. On the engine's threads no host job runs.

use std::sync::OnceLock;

use rayon::ThreadPool;

/// Runs a job whose parallel parts use the engine's threads; the caller blocks and takes no other work.
pub(crate) fn run<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let builder =
            rayon::ThreadPoolBuilder::new().thread_name(|index| format!("advisor-engine-{index}"));
        builder.build().inspect_err(|error| tracing::warn!(%error, "no threads of its own")).ok()
    });
    match pool {
        None => job(),
        // A thread that belongs to no pool blocks while it waits.
        Some(pool) if rayon::current_thread_index().is_none() => pool.install(job),
        Some(pool) => std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.install(job));
            waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        }),
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    #[test]
    fn jobs_of_a_hosts_pool_that_share_a_lock_do_not_wait_for_themselves() {
        let lock = parking_lot::Mutex::new(0_u64);
        (0..200_u32).into_par_iter().for_each(|_| {
            let mut sum = lock.lock();
            *sum += super::run(|| {
                (0..1000_u32).into_par_iter().with_max_len(10).map(|_| 1_u64).sum::<u64>()
            });
        });
        assert_eq!(lock.into_inner(), 200_000);
    }
}
