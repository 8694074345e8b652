//! The nodes that a statement may be made of, and what each of their fields holds: everything else is refused.
//!
//! Names are those of DuckDB's serializer (`src/storage/serialization`).

/// What a field of a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Names, numbers and flags, and lists of them: nothing that is looked up or run.
    Plain,
    /// What only a statement that is not permitted fills: null, false, or empty.
    Unused,
    /// The name of something in a catalog; who walks the node looks at it.
    Name,
    Expression,
    Expressions,
    /// Lists of expressions.
    Rows,
    /// Pairs of a name and an expression.
    Arguments,
    /// The branches of a `CASE`.
    Branches,
    /// Pairs of a key and an expression.
    Replacements,
    /// Expressions with a direction.
    Orders,
    /// The same inside of a modifier.
    OrderBy,
    Modifiers,
    Ctes,
    Query,
    Queries,
    Statement,
    From,
    Pivots,
    PivotValues,
    Sample,
}

pub(super) type Fields = &'static [(&'static str, Shape)];

use Shape::{
    Arguments, Branches, Ctes, Expression, Expressions, From, Modifiers, Name, OrderBy, Orders,
    PivotValues, Pivots, Plain, Queries, Query, Replacements, Rows, Sample, Statement, Unused,
};

/// What every expression has.
pub(super) const OF_EXPRESSION: Fields = &[
    ("class", Plain),
    ("type", Plain),
    ("alias", Plain),
    ("query_location", Plain),
    ("query_location_length", Plain),
];

/// What every item of a `FROM` has.
pub(super) const OF_FROM: Fields = &[
    ("type", Plain),
    ("alias", Plain),
    ("sample", Sample),
    ("query_location", Plain),
    ("query_location_length", Plain),
];

/// What every query has.
pub(super) const OF_QUERY: Fields = &[("type", Plain), ("modifiers", Modifiers), ("cte_map", Ctes)];

/// Expressions by class. Lambda functions are not among them: a list that a lambda multiplies lies outside of every limit.
pub(super) fn expression(class: &str) -> Option<Fields> {
    Some(match class {
        "BETWEEN" => &[("input", Expression), ("lower", Expression), ("upper", Expression)],
        "CASE" => &[("case_checks", Branches), ("else_expr", Expression)],
        "CAST" => &[("child", Expression), ("try_cast", Plain), ("type_expr", Expression)],
        "COLLATE" => &[("child", Expression), ("collation", Name)],
        "COLUMN_REF" => &[("column_names", Plain)],
        "COMPARISON" => &[("left", Expression), ("right", Expression)],
        "CONJUNCTION" | "OPERATOR" => &[("children", Expressions)],
        "CONSTANT" => &[("literal", Plain)],
        "FUNCTION" => FUNCTION,
        "PARAMETER" => &[("identifier", Name)],
        "POSITIONAL_REFERENCE" => &[("index", Plain)],
        "STAR" => &[
            ("relation_name", Plain),
            ("exclude_list", Plain),
            ("replace_list", Replacements),
            ("columns", Plain),
            ("expr", Expression),
            ("qualified_exclude_list", Plain),
            ("rename_list", Plain),
        ],
        "SUBQUERY" => &[
            ("subquery_type", Plain),
            ("subquery", Statement),
            ("child", Expression),
            ("comparison_type", Plain),
        ],
        "TYPE" => &[
            ("catalog", Unused),
            ("schema", Unused),
            ("type_name", Name),
            ("children", Expressions),
            ("qualified_name", Name),
        ],
        "WINDOW" => WINDOW,
        _ => return None,
    })
}

const FUNCTION: Fields = &[
    ("function_name", Name),
    ("schema", Unused),
    ("catalog", Unused),
    ("qualified_name", Name),
    ("filter", Expression),
    ("order_bys", OrderBy),
    ("distinct", Plain),
    ("is_operator", Plain),
    ("export_state", Unused),
    ("arguments", Arguments),
];

const WINDOW: Fields = &[
    ("function_name", Name),
    ("schema", Unused),
    ("catalog", Unused),
    ("qualified_name", Name),
    ("partitions", Expressions),
    ("orders", Orders),
    ("start", Plain),
    ("end", Plain),
    ("start_expr", Expression),
    ("end_expr", Expression),
    ("offset_expr", Expression),
    ("default_expr", Expression),
    ("ignore_nulls", Plain),
    ("has_ignore_nulls", Plain),
    ("filter_expr", Expression),
    ("exclude_clause", Plain),
    ("distinct", Plain),
    ("arg_orders", Orders),
    ("arguments", Arguments),
];

/// Items of a `FROM` by type.
pub(super) fn from(kind: &str) -> Option<Fields> {
    Some(match kind {
        "BASE_TABLE" => &[
            ("schema_name", Name),
            ("catalog_name", Name),
            ("table_name", Name),
            ("qualified_name", Name),
            ("column_name_alias", Plain),
            ("at_clause", Unused),
        ],
        "EMPTY" => &[],
        "EXPRESSION_LIST" => {
            &[("expected_names", Plain), ("expected_types", Unused), ("values", Rows)]
        }
        "JOIN" => &[
            ("left", From),
            ("right", From),
            ("condition", Expression),
            ("join_type", Plain),
            ("ref_type", Plain),
            ("using_columns", Plain),
            ("delim_flipped", Unused),
            ("duplicate_eliminated_columns", Unused),
            ("is_implicit", Plain),
            ("ranking_expression", Unused),
            ("nearest_count", Plain),
            ("nearest_order_type", Plain),
            ("nearest_approx", Unused),
        ],
        "PIVOT" => &[
            ("source", From),
            ("aggregates", Expressions),
            ("unpivot_names", Plain),
            ("pivots", Pivots),
            ("groups", Plain),
            ("column_name_alias", Plain),
            ("include_nulls", Plain),
        ],
        "SUBQUERY" => &[("subquery", Statement), ("column_name_alias", Plain)],
        "TABLE_FUNCTION" => {
            &[("function", Expression), ("column_name_alias", Plain), ("with_ordinality", Plain)]
        }
        _ => return None,
    })
}

/// Queries by type.
pub(super) fn query(kind: &str) -> Option<Fields> {
    Some(match kind {
        // The `FROM` first: what the expressions read is known then.
        "SELECT_NODE" => &[
            ("from_table", From),
            ("select_list", Expressions),
            ("where_clause", Expression),
            ("group_expressions", Expressions),
            ("group_sets", Plain),
            ("aggregate_handling", Plain),
            ("having", Expression),
            ("sample", Sample),
            ("qualify", Expression),
        ],
        "SET_OPERATION_NODE" => &[
            ("setop_type", Plain),
            ("left", Query),
            ("right", Query),
            ("setop_all", Plain),
            ("children", Queries),
        ],
        "RECURSIVE_CTE_NODE" => &[
            ("cte_name", Name),
            ("union_all", Plain),
            ("left", Query),
            ("right", Query),
            ("aliases", Plain),
            ("key_targets", Expressions),
        ],
        _ => return None,
    })
}

/// What follows a query: by type.
pub(super) fn modifier(kind: &str) -> Option<Fields> {
    Some(match kind {
        "LIMIT_MODIFIER" => {
            &[("type", Plain), ("limit", Expression), ("offset", Expression), ("limit_type", Plain)]
        }
        "ORDER_MODIFIER" => &[("type", Plain), ("orders", Orders)],
        "DISTINCT_MODIFIER" => &[("type", Plain), ("distinct_on_targets", Expressions)],
        _ => return None,
    })
}

pub(super) const STATEMENT: Fields = &[("node", Query), ("named_param_map", Plain)];
pub(super) const ORDER: Fields =
    &[("type", Plain), ("null_order", Plain), ("expression", Expression)];
pub(super) const ARGUMENT: Fields = &[("name", Plain), ("expression", Expression)];
pub(super) const BRANCH: Fields = &[("when_expr", Expression), ("then_expr", Expression)];
pub(super) const REPLACEMENT: Fields = &[("key", Plain), ("value", Expression)];
pub(super) const PIVOT: Fields = &[
    ("pivot_expressions", Expressions),
    ("unpivot_names", Plain),
    ("entries", PivotValues),
    // The name of a type whose values would be looked up.
    ("pivot_enum", Unused),
];
pub(super) const PIVOT_VALUE: Fields =
    &[("values", Plain), ("star_expr", Expression), ("alias", Plain)];
pub(super) const SAMPLE: Fields = &[
    ("sample_size", Plain),
    ("is_percentage", Plain),
    ("method", Plain),
    ("seed", Plain),
    ("repeatable", Plain),
    ("sample_rate", Plain),
];
pub(super) const CTE: Fields = &[
    ("aliases", Plain),
    ("materialized", Plain),
    ("key_targets", Expressions),
    ("payload_aggregates", Unused),
    ("query_node", Query),
];
