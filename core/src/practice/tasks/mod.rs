//! Reads of a tenant's tasks.

mod list;
mod row;

pub(crate) use list::list_tasks;
pub use list::{ListTasks, TaskFilters, TaskSort};
pub use row::{TaskRow, TaskRowField};
