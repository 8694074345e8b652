//! How a schema is written down: a table's columns, once.

/// A column named by a Rust keyword is written as a raw identifier.
pub(crate) const fn trim_raw(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a table's columns once: as data for the catalog, and as positions for the code that
/// reads single columns.
///
/// A column is `name: type, is_required`; one whose other spelling no rule gives names it last.
macro_rules! columns {
    ($(#[$doc:meta])* $module:ident {
        $($name:ident : $kind:expr, $required:literal $(, $other_spelling:literal)?;)*
    }) => {
        $(#[$doc])*
        #[expect(
            non_camel_case_types,
            non_upper_case_globals,
            reason = "names are the columns' own"
        )]
        pub(crate) mod $module {
            use $crate::model::catalog::{Column, ColumnType};
            use $crate::model::columns::trim_raw;
            enum Position { $($name),* }
            $(pub(crate) const $name: usize = Position::$name as usize;)*
            // Not every column is read by name.
            const _: &[usize] = &[$($name),*];
            pub(in $crate::model) static COLUMNS: &[Column] = &[
                $(Column {
                    is_required: $required,
                    $(other_spelling: Some($other_spelling),)?
                    ..Column::new(trim_raw(stringify!($name)), $kind)
                }),*
            ];
        }
    };
}
pub(crate) use columns;
