//! Kept answers equal computed ones, whatever changes; values of the host are loaded once and end when they should.

mod answers;
mod bound;
mod model;
mod values;
