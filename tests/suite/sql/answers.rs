//! What SQL answers: scopes, revisions, parameters, types, streams, plans.

use advisor_engine::{
    ADVISOROS, CallOptions, Change, Config, Engine, ErrorKind, Schema, SqlQuery, Value,
};
use advisor_engine_tests::rows::row;

use super::{CANARY, ask, assert_clean, rows, tangled, whole};

fn message(engine: &Engine, query: &SqlQuery) -> String {
    let refused = engine.tenant("tenant-a").query(query, &CallOptions::default());
    let error = refused.expect_err(&query.sql);
    assert_eq!(error.operation(), Some("query"), "{}", query.sql);
    format!("{}: {}", error.kind(), error.message())
}

#[test]
fn a_tenant_sees_its_live_rows_and_those_reached_through_live_parents() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    for state in ["in the delta", "in the base"] {
        for (sql, expected) in [
            ("SELECT id FROM organizations", r#"[["tenant-a"]]"#),
            ("SELECT id FROM clients", r#"[["client-a"]]"#),
            ("SELECT id FROM documents ORDER BY id", r#"[["document-a"],["document-a-of-b"]]"#),
            ("SELECT id FROM invoices", r#"[["invoice-a"]]"#),
            ("SELECT id FROM tasks ORDER BY id", r#"[["task-a"],["task-a-of-b"]]"#),
            // It has no column of a tenant: its client has.
            ("SELECT id FROM client_portal_access", r#"[["access-a"]]"#),
            ("SELECT count(*) FROM team_member_permissions", "[[0]]"),
            ("SELECT id FROM audit_logs", r#"[["line-a"]]"#),
            ("SELECT id FROM revenue_shares ORDER BY 1", r#"[["share-a"],["share-a-hidden"]]"#),
            // Advisors of all tenants whom the marketplace shows.
            (
                "SELECT id FROM advisor_profiles ORDER BY id",
                r#"[["advisor-listed"],["advisor-of-gone-user"]]"#,
            ),
            // Another tenant's rows cannot be reached by a join, whatever is written into one's own.
            (
                "SELECT count(u.id) FROM documents d LEFT JOIN users u ON u.id = d.uploaded_by",
                "[[0]]",
            ),
        ] {
            assert_eq!(rows(&ask(&engine, sql).unwrap()), expected, "{sql} {state}");
        }
        engine.fold(&options).unwrap();
    }
    let deleted =
        "SELECT count(*) > 1 FROM clients WHERE deleted_at IS NOT NULL OR id = 'client-b'";
    assert_eq!(whole(&engine, deleted), "[[true]]");
    assert!(whole(&engine, "SELECT * FROM clients").contains(CANARY));
    engine.close();
}

#[test]
fn a_parent_that_is_deleted_or_of_another_tenant_hides_what_is_reached_through_it() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let options = CallOptions::default();
    let of = |table, id, columns: &[(&'static str, &str)]| {
        row(table, id, columns.iter().map(|(name, text)| (*name, Value::from(*text))))
    };
    let mut member = of("team_members", "member", &[("user_id", "user"), ("organization_id", "a")]);
    let changes = [
        of("organizations", "a", &[]),
        of("organizations", "b", &[]),
        member.clone(),
        of("team_member_permissions", "granted", &[("team_member_id", "member")]),
        of("team_member_permissions", "of-nobody", &[("team_member_id", "nobody")]),
    ];
    engine.apply(&changes, None, &options).unwrap();
    let seen = |tenant: &str| {
        let query = SqlQuery::new("SELECT id FROM team_member_permissions");
        rows(&engine.tenant(tenant).query(&query, &options).unwrap())
    };
    assert_eq!((&*seen("a"), &*seen("b")), (r#"[["granted"]]"#, "[]"));
    member = crate::canary::with(member, "deleted_at", "2026-01-01T00:00:00Z".into());
    engine.apply(&[member], None, &options).unwrap();
    assert_eq!(seen("a"), "[]");
    engine.close();
}

#[test]
fn advisors_have_public_columns_and_tables_of_no_tenant_are_not_there() {
    let engine = tangled(Config::default());
    let answer = ask(&engine, "SELECT * FROM advisor_profiles").unwrap();
    let columns: Vec<&str> = answer.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(columns.len(), 33);
    for hidden in
        ["is_verified", "marketplace_status", "hours_per_week", "deleted_at", "updated_at"]
    {
        assert!(!columns.contains(&hidden), "{hidden}");
        let error = ask(&engine, &format!("SELECT {hidden} FROM advisor_profiles")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
    for table in ["advisor_embeddings", "scoring_profiles", "permissions", "role_permissions"] {
        let text = message(&engine, &SqlQuery::new(format!("SELECT * FROM {table}")));
        let expected = format!(
            "InvalidArgument: table `{table}` has no rows of a tenant; a tenant's tables are"
        );
        assert!(text.starts_with(&expected), "{text}");
        assert_eq!(whole(&engine, &format!("SELECT count(*) >= 0 FROM {table}")), "[[true]]");
    }
    let text = message(&engine, &SqlQuery::new("SELECT * FROM cleints"));
    let expected = "SchemaMismatch: there is no table `cleints`; did you mean `clients`?; the tables are organizations, users,";
    assert!(text.starts_with(expected), "{text}");
    let nobody = engine.tenant("nobody").query(&SqlQuery::new("SELECT 1"), &CallOptions::default());
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
    engine.close();
}

#[test]
fn a_tenant_whose_id_is_sql_is_a_text_like_any_other() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let options = CallOptions::default();
    let id = "x' OR '1' = '1\\'; DROP VIEW \"clients\"; --";
    let client = |id: &str, of: &str| row("clients", id, [("organization_id", of.into())]);
    let changes = [
        row("organizations", id, []),
        row("organizations", "other", []),
        client("mine", id),
        client("theirs", "other"),
    ];
    engine.apply(&changes, None, &options).unwrap();
    let answer =
        engine.tenant(id).query(&SqlQuery::new("SELECT id FROM clients"), &options).unwrap();
    assert_eq!(rows(&answer), r#"[["mine"]]"#);
    engine.close();
}

#[test]
fn parameters_are_values_by_place_or_by_name() {
    let engine = tangled(Config::default());
    let told = |query: SqlQuery| {
        rows(&engine.tenant("tenant-a").query(&query, &CallOptions::default()).unwrap())
    };
    let query = SqlQuery::new;
    let values = query("SELECT $1, $2 + 1, $3, $4, $5::DECIMAL(18,2), $6::TIMESTAMP, $7")
        .with_params([
            "it's; DROP".into(),
            41_i64.into(),
            2.5.into(),
            true.into(),
            "10.05".into(),
            "2026-01-01T10:00:00Z".into(),
            Value::Null,
        ]);
    assert_eq!(told(values), r#"[["it's; DROP",42,2.5,true,"10.05","2026-01-01T10:00:00Z",null]]"#);
    let list = query("SELECT id FROM clients WHERE id IN (SELECT unnest($1))").with_params([[
        "client-a", "client-b",
    ]
    .as_slice()
    .into()]);
    assert_eq!(told(list), r#"[["client-a"]]"#);
    let by_mark = query("SELECT ? || ?").with_params(["a".into(), "b".into()]);
    assert_eq!(told(by_mark), r#"[["ab"]]"#);
    let named = query("SELECT $status, count(*) FROM clients WHERE status = $Status LIMIT $most")
        .with_named("status", "active")
        .with_named("most", 5);
    assert_eq!(told(named), r#"[["active",1]]"#);
    for (query, expected) in [
        (query("SELECT $1"), "InvalidArgument: parameter `$1` has no value; field `params` has 0"),
        (
            query("SELECT $nam").with_named("name", 1),
            "InvalidArgument: parameter `$nam` has no value in field `named`; did you mean `name`?",
        ),
        (
            query("SELECT $1").with_params([1.into(), 2.into()]),
            "InvalidArgument: field `params` has 2 values; the statement does not use `$2`",
        ),
        (
            query("SELECT 1").with_named("x", 1),
            "InvalidArgument: field `named[0]` gives `x`, which the statement does not use",
        ),
        (
            query("SELECT $1").with_params([Value::Vector(vec![1.0])]),
            "InvalidArgument: field `params[0]` is a list of numbers; expected null, a boolean, a number, text or a \
             list of text",
        ),
        (
            query("SELECT $1").with_params([1.into()]).with_named("a", 1),
            "InvalidArgument: fields `params` and `named` both hold values; expected parameters by place or by name",
        ),
        (
            query("SELECT $a").with_named("a", 1).with_named("A", 1),
            "InvalidArgument: field `named[1].name` is `A`, which is there before; expected each once",
        ),
    ] {
        assert_eq!(message(&engine, &query), expected);
    }
    engine.close();
}

#[test]
fn values_have_one_form_per_type() {
    let engine = tangled(Config::default());
    let sql = "SELECT 1::TINYINT a, 2::BIGINT b, 3::HUGEINT c, 1.50::DECIMAL(18,2) d, 0.5::DOUBLE e, 'NaN'::DOUBLE f,
               true g, NULL h, 'text' i, DATE '2024-02-29' j, TIMESTAMP '2024-02-29 12:30:00.25' k,
               ['x', NULL] l, {'n': 1, 't': [1.5::DOUBLE]} m, 'ab'::BLOB n, TIME '10:11:12' o, INTERVAL 3 MONTH p,
               18446744073709551615::UBIGINT q, MAP {'k': 1} r, '7b1c2cbe-8e12-4aeb-8a4e-35b1a7b4c001'::UUID s";
    let answer = ask(&engine, sql).unwrap();
    assert_eq!(
        rows(&answer),
        r#"[[1,2,"3","1.5",0.5,"NaN",true,null,"text","2024-02-29","2024-02-29T12:30:00.25Z",["x",null],{"n":1,"t":[1.5]},"6162","10:11:12","3 mons",18446744073709551615,[{"key":"k","value":1}],"7b1c2cbe-8e12-4aeb-8a4e-35b1a7b4c001"]]"#
    );
    let types: Vec<&str> = answer.columns.iter().map(|column| &*column.r#type).collect();
    assert_eq!(
        types.join(" "),
        "tinyint bigint decimal(38,0) decimal(18,2) double double boolean null text date timestamp text[] \
         struct(n integer, t double[]) blob time interval ubigint map text"
    );
    engine.close();
}

#[test]
fn an_answer_has_a_limit_and_a_stream_has_none() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    let tenant = engine.tenant("tenant-a");
    let mut query = SqlQuery::new("SELECT i FROM range(50000) AS numbers(i) ORDER BY i");
    let answer = tenant.query(&query, &options).unwrap();
    assert_eq!((answer.rows.len(), answer.truncated), (10_000, true));
    query.limit = 50_000;
    let answer = tenant.query(&query, &options).unwrap();
    assert_eq!((answer.rows.len(), answer.truncated), (50_000, false));
    assert_eq!(answer.rows[49_999], [49_999_i64.into()]);
    let stream = tenant.query_batches(&query, &options).unwrap();
    assert_eq!(stream.schema().metadata()["revision"], "1");
    assert!(stream.schema().metadata()["as_of"].contains("2026-01-10T00:00:00Z"));
    let counts: Vec<usize> = stream.map(|batch| batch.unwrap().num_rows()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 50_000);
    assert!(counts.len() > 10 && counts.iter().all(|count| *count <= 2048), "{counts:?}");
    for limit in [0, 1_000_001] {
        let error = tenant.query(&SqlQuery { limit, ..query.clone() }, &options).unwrap_err();
        assert_eq!(error.message(), format!("field `limit` is {limit}; expected 1 to 1000000"));
    }
    engine.close();
}

#[test]
fn a_stream_holds_its_revision_and_ends_with_its_engine() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    let query = SqlQuery::new("SELECT c.id, i FROM clients c, range(100000) AS numbers(i)");
    let mut stream = engine.tenant("tenant-a").query_batches(&query, &options).unwrap();
    stream.next().unwrap().unwrap();
    engine.apply(&[Change::delete("clients", "client-a")], None, &options).unwrap();
    engine.fold(&options).unwrap();
    engine.fold(&options).unwrap();
    let count: usize = stream.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!((count, stream.revision()), (100_000 - 2048, 1));
    assert_eq!(rows(&ask(&engine, "SELECT count(*) FROM clients").unwrap()), "[[0]]");
    let mut open = engine.tenant("tenant-a").query_batches(&query, &options).unwrap();
    engine.close();
    assert_eq!(open.next().unwrap().unwrap_err().kind(), ErrorKind::Conflict);
}

#[test]
fn a_plan_tells_a_tenant_no_counts_and_nothing_behind_its_views() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    let query = SqlQuery::new(
        "SELECT c.id, count(*) FROM clients c JOIN Documents d ON d.client_id = c.id WHERE c.status = $1 GROUP BY 1",
    )
    .with_params(["active".into()]);
    for _ in ["in the delta", "in the base"] {
        let plan = engine.tenant("tenant-a").explain_query(&query, &options).unwrap();
        assert_eq!(plan.tables, ["clients", "documents"]);
        assert!(
            plan.plan.contains("Secure View") && plan.plan.contains("View: clients"),
            "{}",
            plan.plan
        );
        for hidden in ["rows", "tenant-a", "base_", "delta", "deleted_at", "organization_id"] {
            assert!(!plan.plan.contains(hidden), "{hidden}: {}", plan.plan);
        }
        assert_clean(&plan.plan, "a plan");
        engine.fold(&options).unwrap();
    }
    let plan = engine.explain_query_whole(&query, &options).unwrap();
    assert!(plan.plan.contains(" row") && plan.plan.contains("documents"), "{}", plan.plan);
    engine.close();
}

#[test]
fn sql_works_under_every_schema() {
    let config = Config { catalog: Schema::ClientsPlus, ..Config::default() };
    let engine = Engine::in_memory(config).unwrap();
    let options = CallOptions::default();
    let company = |id: &'static str| {
        Change::upsert("companies", [("id", id.into()), ("currency", "EGP".into())])
    };
    let client = |id: &'static str, of: &'static str| {
        Change::upsert("clients", [("id", id.into()), ("companyId", of.into())])
    };
    let changes = [company("a"), company("b"), client("one", "a"), client("two", "b")];
    engine.apply(&changes, None, &options).unwrap();
    let query = SqlQuery::new(
        "SELECT c.id, o.currency FROM clients c JOIN companies o ON o.id = c.company_id",
    );
    let answer = engine.tenant("a").query(&query, &options).unwrap();
    assert_eq!(rows(&answer), r#"[["one","EGP"]]"#);
    // Its tables are its own: none of the marketplace is there.
    let error = engine
        .tenant("a")
        .query(&SqlQuery::new("SELECT * FROM advisor_profiles"), &options)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SchemaMismatch);
    engine.close();
}

#[test]
fn every_table_is_read_as_it_was_applied_at_every_revision() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    let mut pins = vec![engine.pin().unwrap()];
    for round in 0..3 {
        let change =
            row("clients", &format!("new-{round}"), [("organization_id", "tenant-a".into())]);
        engine.apply(&[change], None, &options).unwrap();
        pins.push(engine.pin().unwrap());
        if round == 1 {
            engine.fold(&options).unwrap();
        }
    }
    // Late revisions first: what was copied for one must not show in an earlier one.
    for (extra, pinned) in pins.iter().enumerate().rev() {
        let answer = pinned
            .tenant("tenant-a")
            .query(&SqlQuery::new("SELECT count(*) FROM clients"), &options)
            .unwrap();
        assert_eq!(answer.rows, [[i64::try_from(extra + 1).unwrap().into()]], "{extra}");
    }
    for table in ADVISOROS.tables {
        assert!(whole(&engine, &format!("SELECT count(*) FROM {}", table.name)).starts_with("[["));
    }
    engine.close();
}

#[test]
fn a_statement_that_is_asked_again_reads_the_rows_of_its_own_scope_revision_and_parameters() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let options = CallOptions::default();
    let client = |id: &str, tenant: &str, status: &str| {
        row("clients", id, [("organization_id", tenant.into()), ("status", status.into())])
    };
    let organization = |id: &str| row("organizations", id, []);
    engine.apply(&[organization("a"), organization("b")], None, &options).unwrap();
    let sql = "SELECT id FROM clients WHERE status = $1 ORDER BY id";
    let query = |status: &str| SqlQuery::new(sql).with_params([status.into()]);
    let mut pins = Vec::new();
    for round in 0..6 {
        let changes = [
            client(&format!("a{round}"), "a", if round % 2 == 0 { "even" } else { "odd" }),
            client(&format!("b{round}"), "b", "even"),
        ];
        engine.apply(&changes, None, &options).unwrap();
        if round == 3 {
            engine.fold(&options).unwrap();
        }
        pins.push(engine.pin().unwrap());
        // Every revision so far, in turns: sessions of all of them wait to be asked again.
        for (at, pin) in pins.iter().enumerate() {
            let ids = |of: &str, wanted: fn(usize) -> bool| -> String {
                let ids = (0..=at).filter(|number| wanted(*number));
                let ids: Vec<[String; 1]> = ids.map(|number| [format!("{of}{number}")]).collect();
                serde_json::to_string(&ids).unwrap()
            };
            for (tenant, status, expected) in [
                ("a", "even", ids("a", |number| number % 2 == 0)),
                ("b", "even", ids("b", |_| true)),
                ("a", "odd", ids("a", |number| number % 2 == 1)),
                ("b", "odd", "[]".to_owned()),
            ] {
                let found = pin.tenant(tenant).query(&query(status), &options).unwrap();
                assert_eq!(rows(&found), expected, "{tenant}, {status}, revision {at} at {round}");
            }
            let found = pin.query_whole(&query("odd"), &options).unwrap();
            assert_eq!(rows(&found), ids("a", |number| number % 2 == 1));
        }
    }
    // What only the whole may read is refused to a tenant, though it was asked before.
    let profiles = SqlQuery::new("SELECT count(*) FROM permissions");
    engine.query_whole(&profiles, &options).unwrap();
    let refused = engine.tenant("a").query(&profiles, &options).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidArgument);
    engine.close();
}
