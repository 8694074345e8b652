//! Plain data: what rows, values, money, needs and results are.

pub(crate) mod advisoros;
pub(crate) mod audience;
pub(crate) mod catalog;
pub(crate) mod clients_plus;
pub(crate) mod columns;
pub(crate) mod decimal;
pub(crate) mod money;
pub(crate) mod rank;
pub(crate) mod records;
pub(crate) mod row;
pub(crate) mod selectable;
pub(crate) mod value;
pub(crate) mod vector;
