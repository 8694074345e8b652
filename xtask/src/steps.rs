//! A run of several steps, each of which may fail without stopping the others.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// The steps done so far, with how they ended.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    failure: Option<String>,
    elapsed: Duration,
}

impl Steps {
    /// Carries out one step, timed. A failure is said at once and kept for the end.
    pub(crate) fn run(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), Failure>) {
        println!("\n==> {name}");
        let start = Instant::now();
        let failure = work().err().map(|failure| failure.to_string());
        if let Some(failure) = &failure {
            println!("{name}: {failure}");
        }
        self.done.push(Step { name, failure, elapsed: start.elapsed() });
    }

    /// Prints the table of steps.
    ///
    /// # Errors
    /// When a step failed: the message names each that did.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        println!("\n{}", self.table());
        let failed: Vec<&str> =
            self.done.iter().filter(|step| step.failure.is_some()).map(|step| step.name).collect();
        if failed.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!("failed: {}", failed.join(", "))))
        }
    }

    fn table(&self) -> String {
        let width = self.done.iter().map(|step| step.name.len()).max().unwrap_or(0).max(4);
        let mut table = format!("{:width$}  result  seconds\n", "step");
        for step in &self.done {
            let result = if step.failure.is_some() { "FAILED" } else { "ok" };
            let seconds = step.elapsed.as_secs_f64();
            // Writing into a string cannot fail.
            let _ = writeln!(table, "{:width$}  {result:6}  {seconds:7.1}", step.name);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Step, Steps};
    use crate::failure::Failure;

    #[test]
    fn later_steps_run_after_a_failure_and_the_end_names_it() {
        let mut steps = Steps::default();
        let mut later_ran = false;
        steps.run("spelling", || Err(Failure::new("no")));
        steps.run("tests", || {
            later_ran = true;
            Ok(())
        });
        assert!(later_ran);
        assert_eq!(steps.finish().unwrap_err().to_string(), "failed: spelling");
    }

    #[test]
    fn table_is_aligned() {
        let steps = Steps {
            done: vec![
                Step { name: "format", failure: None, elapsed: Duration::from_millis(1_250) },
                Step {
                    name: "documentation",
                    failure: Some("no".into()),
                    elapsed: Duration::from_secs(61),
                },
            ],
        };
        assert_eq!(
            steps.table(),
            "step           result  seconds\n\
             format         ok          1.2\n\
             documentation  FAILED     61.0\n"
        );
    }
}
