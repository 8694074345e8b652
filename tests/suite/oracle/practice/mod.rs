//! The reads of a practice equal hand-written SQL over the same rows.

mod batch;
mod clients;
mod compare;
mod documents;
mod invoices;
mod marketside;
mod tasks;
