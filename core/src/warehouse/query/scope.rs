//! Whose rows a statement sees, as views of the tables at a revision.

use crate::error::Result;
use crate::model::advisoros::{ADVISOR_PROFILES, ADVISOROS, advisor_profiles};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::store::table::Tables;
use crate::warehouse::at_revision::{Pin, table_at};
use crate::warehouse::columns::{quoted, sql_columns};
use crate::warehouse::database::base_name;

/// Where the views of a statement lie: in the schema of its own connection.
pub(super) const VIEWS: [&str; 2] = ["temp", "main"];

/// Whose rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One tenant's live rows, and what the marketplace shows of its advisors.
    Tenant(String),
    /// All rows of all tables, deleted ones with their markers.
    Whole,
}

/// What a tenant's statement sees of an advisor: the columns that the marketplace shows of everyone.
const PUBLIC_OF_ADVISORS: [usize; 33] = [
    advisor_profiles::id,
    advisor_profiles::user_id,
    advisor_profiles::professional_title,
    advisor_profiles::headline,
    advisor_profiles::bio,
    advisor_profiles::years_experience,
    advisor_profiles::certifications,
    advisor_profiles::industries,
    advisor_profiles::services,
    advisor_profiles::business_sizes,
    advisor_profiles::languages,
    advisor_profiles::timezone,
    advisor_profiles::is_available,
    advisor_profiles::max_clients,
    advisor_profiles::current_clients,
    advisor_profiles::overall_rating,
    advisor_profiles::total_reviews,
    advisor_profiles::completed_engagements,
    advisor_profiles::response_time,
    advisor_profiles::hourly_rate,
    advisor_profiles::monthly_retainer_min,
    advisor_profiles::monthly_retainer_max,
    advisor_profiles::project_rate_min,
    advisor_profiles::accepts_hourly,
    advisor_profiles::accepts_retainer,
    advisor_profiles::accepts_project,
    advisor_profiles::accepts_value_based,
    advisor_profiles::video_intro_url,
    advisor_profiles::portfolio_url,
    advisor_profiles::linkedin_url,
    advisor_profiles::willing_to_travel,
    advisor_profiles::remote_only,
    advisor_profiles::created_at,
];

impl Scope {
    /// Whether a table has rows in this scope.
    pub(super) fn sees(&self, catalog: &Catalog, table: TableId) -> bool {
        match self {
            Self::Whole => true,
            Self::Tenant(_) => {
                let definition = &catalog.tables[table];
                definition.tenant.is_some()
                    || definition.tenant_through.is_some()
                    || is_marketplace(catalog, table)
            }
        }
    }

    /// The definition of a view of a table's rows at a revision.
    ///
    /// A tenant's is a secure view: DuckDB evaluates what a statement asks only on rows that the view gives, unless that can
    /// neither fail nor be seen. Otherwise a cast that fails on another tenant's row would tell of it.
    pub(super) fn view(&self, tables: &Tables, table: TableId, pin: Pin) -> Result<String> {
        let catalog = tables.catalog();
        let definition = &catalog.tables[table];
        let [database, schema] = VIEWS;
        let name = format!("{database}.{schema}.{}", quoted(definition.name));
        Ok(match self {
            Self::Whole => format!("CREATE TEMP VIEW {name} AS {}", rows(tables, table, pin)),
            Self::Tenant(tenant) => {
                let is_shown = |position: &usize| {
                    !is_marketplace(catalog, table) || PUBLIC_OF_ADVISORS.contains(position)
                };
                let columns: Vec<String> = sql_columns(definition)
                    .filter(|(position, _)| is_shown(position))
                    .map(|(_, column)| quoted(column.name))
                    .collect();
                format!(
                    "CREATE TEMP SECURE VIEW {name} AS SELECT {} FROM {}",
                    columns.join(", "),
                    counted_rows(tables, table, pin, tenant)?
                )
            }
        })
    }

    /// The tables that the view of a table reads.
    pub(super) fn read_with(&self, catalog: &Catalog, table: TableId) -> Result<Vec<TableId>> {
        match (self, catalog.tables[table].tenant_through) {
            (Self::Tenant(_), Some(parent)) => Ok(vec![table, catalog.position(parent)?]),
            _ => Ok(vec![table]),
        }
    }
}

/// Advisors belong to no tenant: they are shown to all.
fn is_marketplace(catalog: &Catalog, table: TableId) -> bool {
    std::ptr::eq(catalog, &raw const ADVISOROS) && table == ADVISOR_PROFILES
}

/// All rows at the revision.
fn rows(tables: &Tables, table: TableId, pin: Pin) -> String {
    let definition = &tables.catalog().tables[table];
    if tables.table(table).override_count() > 0 {
        return table_at(definition, pin);
    }
    let columns: Vec<String> =
        sql_columns(definition).map(|(_, column)| quoted(column.name)).collect();
    let (base, name) = (base_name(pin.generation), quoted(definition.name));
    format!("SELECT {} FROM {base}.main.{name}", columns.join(", "))
}

/// The rows that count for a tenant: its own, live, and where they are reached through a parent, that too.
fn counted_rows(tables: &Tables, table: TableId, pin: Pin, tenant: &str) -> Result<String> {
    let catalog = tables.catalog();
    let definition = &catalog.tables[table];
    let mut conditions = Vec::new();
    if let Some(column) = definition.tenant {
        let tenant = tenant.replace('\'', "''");
        conditions.push(format!("{} = '{tenant}'", column_of(definition, column)));
    }
    if let (Some(column), Some(parent)) = (definition.parent, definition.tenant_through) {
        let parent = catalog.position(parent)?;
        conditions.push(format!(
            "{} IN (SELECT {} FROM {})",
            column_of(definition, column),
            column_of(&catalog.tables[parent], 0),
            counted_rows(tables, parent, pin, tenant)?
        ));
    }
    if is_marketplace(catalog, table) {
        conditions.push(format!(
            "{} AND {} = 'active'",
            column_of(definition, advisor_profiles::is_verified),
            column_of(definition, advisor_profiles::marketplace_status)
        ));
    }
    if let Some(marker) = definition.delete_marker {
        conditions.push(format!("{} IS NULL", column_of(definition, marker)));
    }
    Ok(format!("({}) WHERE {}", rows(tables, table, pin), conditions.join(" AND ")))
}

fn column_of(table: &Table, position: usize) -> String {
    quoted(table.columns[position].name)
}
