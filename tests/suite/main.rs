//! The suite: one binary, one module per question.

mod smoke;
