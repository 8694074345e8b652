//! Pages of any list: where one starts, and the cursor that the next one starts from.

mod cursor;
mod key;
mod request;
#[cfg(test)]
mod tests;

pub(crate) use cursor::{Cursors, Position, Scope, SortValue};
pub use key::CursorKey;
pub(crate) use request::Start;
pub use request::{PageRequest, TotalKind};
