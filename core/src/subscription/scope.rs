//! Whose a row is.

use crate::model::catalog::{Catalog, TableId};
use crate::model::row::RowRef;
use crate::store::table::Tables;

/// Tables whose rows belong to the tenant of the row that their parent column names, and the table of that row.
const THROUGH: &[(&str, &str)] =
    &[("client_portal_access", "clients"), ("team_member_permissions", "team_members")];

/// How the rows of a table are told apart by tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// By a column of their own.
    Own(usize),
    /// By that of another table's row: the column that names it, the table, and its tenant column.
    Through(usize, TableId, usize),
    /// They are the marketplace's, or the same for every tenant.
    Everyone,
}

impl Scope {
    pub(super) fn of(catalog: &Catalog, table: TableId) -> Self {
        let definition = &catalog.tables[table];
        if let Some(column) = definition.tenant {
            return Self::Own(column);
        }
        let through = THROUGH.iter().find(|(name, _)| *name == definition.name);
        let found = through.and_then(|(_, through)| {
            let through = catalog.position(through).ok()?;
            Some(Self::Through(definition.parent?, through, catalog.tables[through].tenant?))
        });
        found.unwrap_or(Self::Everyone)
    }

    /// The tenant of a row among the tables that it is in; none where that names none.
    pub(super) fn tenant<'a>(self, tables: &'a Tables, row: RowRef<'a>) -> Option<&'a str> {
        match self {
            Self::Own(column) => row.text_opt(column),
            Self::Through(parent, table, column) => {
                tables.table(table).find(row.text_opt(parent)?)?.1.text_opt(column)
            }
            Self::Everyone => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::advisoros::ADVISOROS;
    use crate::model::clients_plus::CLIENTS_PLUS;

    #[test]
    fn tables_that_are_told_to_every_tenant_are_those_of_the_marketplace_and_of_all() {
        let open = |catalog: &'static Catalog| {
            let tables = catalog.tables.iter().enumerate();
            let tables = tables.filter(|(table, _)| Scope::of(catalog, *table) == Scope::Everyone);
            tables.map(|(_, table)| table.name).collect::<Vec<_>>()
        };
        let expected = [
            "advisor_profiles",
            "advisor_embeddings",
            "permissions",
            "role_permissions",
            "scoring_profiles",
        ];
        assert_eq!(open(&ADVISOROS), expected);
        assert_eq!(open(&CLIENTS_PLUS), [""; 0]);
    }
}
