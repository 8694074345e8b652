//! The marketplace's reads against plain loops over the rows, and under writes.

mod book;
mod compare;
mod options;
mod paging;
mod pick;
mod refusals;
mod rows;
mod similar;
mod surviving;
