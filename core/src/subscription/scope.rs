//! Whose a row is.

use crate::model::advisoros::advisor_profiles;
use crate::model::catalog::{Catalog, TableId};
use crate::model::row::RowRef;
use crate::profiles::may_be_shown;
use crate::store::table::Tables;

/// Tables whose rows belong to the tenant of the row that their parent column names, and the table of that row.
const THROUGH: &[(&str, &str)] =
    &[("client_portal_access", "clients"), ("team_member_permissions", "team_members")];
/// The advisors of the marketplace, the users that they are, and the tables with a row per advisor, of the same id.
const ADVISORS: &str = "advisor_profiles";
const USERS: &str = "users";
const OF_ADVISORS: &[&str] = &[ADVISORS, "advisor_embeddings"];

/// How the rows of a table are told apart by tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// By a column of their own.
    Own(usize),
    /// By that of another table's row.
    Through(Parent),
    /// They are of an advisor: everyone's while the marketplace may show that one, else of the user's tenant.
    Advisor { profiles: TableId, user: Parent },
    /// They are the same for every tenant.
    Everyone,
}

/// A row of another table with a tenant: the column that names it, its table, and the tenant column there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parent {
    column: usize,
    table: TableId,
    tenant: usize,
}

/// Who may know of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known<'a> {
    pub(super) is_everyones: bool,
    pub(super) tenant: Option<&'a str>,
}

impl Scope {
    pub(super) fn of(catalog: &Catalog, table: TableId) -> Self {
        let definition = &catalog.tables[table];
        if let Some(column) = definition.tenant {
            return Self::Own(column);
        }
        if OF_ADVISORS.contains(&definition.name)
            && let Ok(profiles) = catalog.position(ADVISORS)
            && let Some(user) = Parent::of(catalog, profiles, USERS)
        {
            return Self::Advisor { profiles, user };
        }
        let through = THROUGH.iter().find(|(name, _)| *name == definition.name);
        let parent = through.and_then(|(_, through)| Parent::of(catalog, table, through));
        parent.map_or(Self::Everyone, Self::Through)
    }

    /// Who may know of a row among the tables that it is in.
    pub(super) fn known<'a>(self, tables: &'a Tables, row: RowRef<'a>) -> Known<'a> {
        match self {
            Self::Own(column) => Known { tenant: row.text_opt(column), ..Known::default() },
            Self::Through(parent) => {
                Known { tenant: parent.tenant(tables, row), ..Known::default() }
            }
            Self::Advisor { profiles, user } => {
                let profile = tables.table(profiles).find(row.text(advisor_profiles::id));
                profile.map_or_else(Known::default, |(_, profile)| Known {
                    is_everyones: may_be_shown(profile),
                    tenant: user.tenant(tables, profile),
                })
            }
            Self::Everyone => Known { is_everyones: true, tenant: None },
        }
    }
}

impl Parent {
    /// The parent of a table's rows in another one; none where the catalog knows none.
    fn of(catalog: &Catalog, table: TableId, parent: &str) -> Option<Self> {
        let column = catalog.tables[table].parent?;
        let table = catalog.position(parent).ok()?;
        Some(Self { column, table, tenant: catalog.tables[table].tenant? })
    }

    fn tenant<'a>(self, tables: &'a Tables, row: RowRef<'a>) -> Option<&'a str> {
        tables.table(self.table).find(row.text_opt(self.column)?)?.1.text_opt(self.tenant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::advisoros::ADVISOROS;
    use crate::model::clients_plus::CLIENTS_PLUS;

    #[test]
    fn tables_that_are_told_to_every_tenant_are_those_of_the_marketplace_and_of_all() {
        let told = |catalog: &'static Catalog, is_told: fn(Scope) -> bool| {
            let tables = catalog.tables.iter().enumerate();
            let tables = tables.filter(|(table, _)| is_told(Scope::of(catalog, *table)));
            tables.map(|(_, table)| table.name).collect::<Vec<_>>()
        };
        let always = |scope| scope == Scope::Everyone;
        let while_shown = |scope| matches!(scope, Scope::Advisor { .. });
        assert_eq!(
            told(&ADVISOROS, always),
            ["permissions", "role_permissions", "scoring_profiles"]
        );
        assert_eq!(told(&ADVISOROS, while_shown), ["advisor_profiles", "advisor_embeddings"]);
        assert_eq!(told(&CLIENTS_PLUS, always), [""; 0]);
        assert_eq!(told(&CLIENTS_PLUS, while_shown), [""; 0]);
    }
}
