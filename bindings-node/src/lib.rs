//! The native part of the Node package `advisor-engine`: conversion only.
//!
//! It knows no operation by name. A call names one by its place in the registry of operations; its request is read out
//! of the JavaScript values (`from_js`), it runs here or on a thread of libuv's pool (`call`), and its answer goes
//! back as the text of its JSON, which V8 parses faster than objects can be built from outside. The methods per operation
//! and all types are JavaScript, generated from the same registry.

mod batches;
mod call;
mod environment;
mod error;
mod exports;
mod following;
mod from_js;
mod handle;
mod options;
mod running;
mod source;
mod subscription;
mod text;
mod value;
mod values;
mod waiting;

pub use exports::{OperationEntry, connect, operations};
pub use options::Flag;

/// Threads that follow a source allocate all the time; the C library's allocator lets a reader wait for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
