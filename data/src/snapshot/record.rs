//! Tables declared once: the row type, its columns and their order.

use arrow::array::ArrayRef;
use arrow::datatypes::Field;

use super::layout::Layout;

/// A row of one table.
pub(crate) trait Record {
    /// Name of the table, as in the manifest.
    const TABLE: &'static str;
    /// One builder per column.
    type Columns;
    /// The columns in order.
    fn fields(layout: Layout) -> Vec<Field>;
    /// Empty builders.
    fn columns() -> Self::Columns;
    /// Moves the row into the builders.
    fn append(self, columns: &mut Self::Columns);
    /// Takes the columns gathered so far and empties the builders.
    fn take_arrays(columns: &mut Self::Columns) -> Vec<ArrayRef>;
}

/// The name of a column from the name of its field: a column called by a Rust keyword is written
/// as a raw identifier.
pub(super) fn snake_case_name(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares a table: the fields are its columns, in order; `Option` makes a column nullable.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident, $columns:ident, $table:literal { $($field:ident: $cell:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name {
            $(pub(crate) $field: $cell,)*
        }

        #[derive(Debug)]
        pub(crate) struct $columns {
            $($field: <$cell as Cell>::Builder,)*
        }

        impl Record for $name {
            const TABLE: &'static str = $table;
            type Columns = $columns;

            fn fields(layout: Layout) -> Vec<Field> {
                vec![$(Field::new(
                    layout.column_name(snake_case_name(stringify!($field))),
                    <$cell as Cell>::data_type(),
                    <$cell as Cell>::IS_NULLABLE,
                ),)*]
            }

            fn columns() -> Self::Columns {
                $columns { $($field: <$cell as Cell>::builder(),)* }
            }

            fn append(self, columns: &mut Self::Columns) {
                $(Cell::append(self.$field, &mut columns.$field);)*
            }

            fn take_arrays(columns: &mut Self::Columns) -> Vec<ArrayRef> {
                vec![$(ArrayBuilder::finish(&mut columns.$field),)*]
            }
        }
    };
}

pub(super) use record;
