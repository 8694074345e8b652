//! One operation, asked of the engine and of SQLite: the same answers first, then the times.

use std::fmt::Debug;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::Value;

use crate::latency::{Latency, measure};

/// Requests that further peers get, of those that were drawn: their loading of answers is not measured, but waited for.
const SHARED_COUNT: usize = 300;

/// What is asked, and how often.
#[derive(Debug)]
pub struct Question<Request> {
    /// As results name it.
    pub operation: &'static str,
    /// As peers in Python know it; none where only the engine and SQLite answer.
    pub kind: Option<&'static str>,
    /// Where a goal is set.
    pub goal_p99_us: Option<f64>,
    /// Calls of the engine that are timed.
    pub call_count: usize,
    /// Calls of each peer that are timed.
    pub peer_call_count: usize,
    /// Drawn beforehand.
    pub requests: Vec<Request>,
}

/// An operation as it was asked and answered.
#[derive(Debug, Serialize)]
pub struct Compared {
    operation: &'static str,
    kind: Option<&'static str>,
    peer_call_count: usize,
    requests: Vec<Value>,
    /// In the order of the requests.
    answers: Vec<Value>,
    rows: Vec<Measured>,
}

/// One engine's times.
#[derive(Debug, Serialize)]
struct Measured {
    engine: &'static str,
    p50_us: f64,
    p99_us: f64,
    goal_p99_us: Option<f64>,
    answer: String,
    note: &'static str,
}

/// How an engine answers a request.
pub type Ask<'a, Request, Answer> = &'a mut dyn FnMut(&Request) -> Result<Answer>;

/// Answers of one operation that were found equal, and how large each is.
#[derive(Debug)]
pub struct Asked<Request, Answer> {
    question: Question<Request>,
    answers: Vec<Answer>,
    size: fn(&Answer) -> u64,
    rows: Vec<Measured>,
}

impl<Request: Debug + Serialize, Answer: Debug + PartialEq + Serialize> Asked<Request, Answer> {
    /// Asks the engine every request, then measures it. `size` is what each timed answer is checked by.
    ///
    /// # Errors
    /// The first of a call, and an answer that is another than before.
    pub fn of_engine(
        question: Question<Request>,
        answer: &str,
        note: &'static str,
        size: fn(&Answer) -> u64,
        ask: Ask<'_, Request, Answer>,
    ) -> Result<Self> {
        let answers = question.requests.iter().map(&mut *ask).collect::<Result<Vec<_>>>()?;
        let mut asked = Self { question, answers, size, rows: Vec::new() };
        let latency = asked.measure(asked.question.call_count, ask)?;
        let goal_p99_us = asked.question.goal_p99_us;
        asked.push("advisor-engine", latency, goal_p99_us, answer.to_owned(), note);
        Ok(asked)
    }

    /// Compares a peer's answer to every request with the engine's, then measures the peer.
    ///
    /// # Errors
    /// As [`Self::of_engine`], and an answer that is not the engine's.
    pub fn beside(
        mut self,
        engine: &'static str,
        note: &'static str,
        ask: Ask<'_, Request, Answer>,
    ) -> Result<Self> {
        for (request, expected) in self.question.requests.iter().zip(&self.answers) {
            let answer = ask(request)?;
            ensure!(
                answer == *expected,
                "{}: {engine} answers {request:?} by\n{answer:?}\nexpected\n{expected:?}",
                self.question.operation
            );
        }
        let latency = self.measure(self.question.peer_call_count, ask)?;
        let answer = format!("the same in {} of {0}", self.answers.len());
        self.push(engine, latency, None, answer, note);
        Ok(self)
    }

    /// The engine's answers, in the order of the requests.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Says how good the engine's answers are, where only a later look tells.
    #[must_use]
    pub fn told(mut self, answer: &str) -> Self {
        for row in &mut self.rows {
            answer.clone_into(&mut row.answer);
        }
        self
    }

    /// What results are written from.
    ///
    /// # Errors
    /// None in practice: requests and answers have a JSON form.
    pub fn finish(self) -> Result<Compared> {
        let Question { operation, kind, peer_call_count, requests, .. } = self.question;
        let shared = if kind.is_some() { SHARED_COUNT } else { 0 };
        Ok(Compared {
            operation,
            kind,
            peer_call_count,
            requests: values(requests.iter().take(shared))?,
            answers: values(self.answers.iter().take(shared))?,
            rows: self.rows,
        })
    }

    fn measure(&self, call_count: usize, ask: Ask<'_, Request, Answer>) -> Result<Latency> {
        let Self { question, answers, size, .. } = self;
        let sizes: Vec<u64> = answers.iter().map(size).collect();
        ensure!(!sizes.is_empty(), "{}: no request was drawn", question.operation);
        measure(call_count, |index| {
            let place = index % sizes.len();
            let answer = ask(&question.requests[place])?;
            ensure!(size(&answer) == sizes[place], "{}: another answer", question.operation);
            Ok(())
        })
        .with_context(|| question.operation)
    }

    fn push(
        &mut self,
        engine: &'static str,
        Latency { p50_us, p99_us }: Latency,
        goal_p99_us: Option<f64>,
        answer: String,
        note: &'static str,
    ) {
        let operation = self.question.operation;
        println!(
            "{operation:44} {engine:16} p50 {p50_us:9.1} µs  p99 {p99_us:9.1} µs  {answer}  {note}"
        );
        self.rows.push(Measured { engine, p50_us, p99_us, goal_p99_us, answer, note });
    }
}

fn values<'a, T: Serialize + 'a>(items: impl Iterator<Item = &'a T>) -> Result<Vec<Value>> {
    items.map(|item| Ok(serde_json::to_value(item)?)).collect()
}
