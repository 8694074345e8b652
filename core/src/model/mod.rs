//! Plain data: what rows, values, money, needs and results are.

pub(crate) mod advisoros;
pub(crate) mod audience;
pub(crate) mod catalog;
pub(crate) mod money;
pub(crate) mod rank;
pub(crate) mod row;
pub(crate) mod value;
pub(crate) mod vector;
