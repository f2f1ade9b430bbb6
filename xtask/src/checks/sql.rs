//! Does SQL stand only in `tables.rs`?
//!
//! Whoever changes a table must find every statement on it in one file, and the story test must run every one of them on both
//! databases (invariant 3).

use regex::Regex;

use crate::problem::Problem;
use crate::tree::Tree;

const RULE: &str = "sql-in-tables";

pub fn check(tree: &Tree) -> Vec<Problem> {
    let statement = Regex::new(
        r"(?is)^\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s*\(|(create|drop|alter)\s+(unique\s+)?(table|index|view|trigger)\s)",
    )
    .expect("a constant pattern");
    let call = Regex::new(r"\bsqlx::(query|raw_sql|QueryBuilder)").expect("a constant pattern");
    let mut problems = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| !may_hold_sql(path)) {
        for literal in source.product_strings().filter(|literal| statement.is_match(&literal.text)) {
            problems.push(Problem::error(RULE, path, literal.line, "a statement belongs into tables.rs of its capability"));
        }
        for (line, _) in source.product_code().filter(|(_, code)| call.is_match(code)) {
            problems.push(Problem::error(RULE, path, line, "a query is called from tables.rs alone"));
        }
    }
    problems
}

fn may_hold_sql(path: &str) -> bool {
    path.ends_with("/tables.rs") || path.contains("/tables/") || path.starts_with("platform/store/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    const STAFF: &str = "capabilities/documents/src/staff.rs";
    const FOUND: &[&str] = &["capabilities/documents/src/staff.rs:2: error[sql-in-tables]"];

    #[test]
    fn each_kind_of_statement_is_found() {
        for statement in [
            "select id from documents where id = $1",
            "\n  insert into documents (id) values ($1)",
            "INSERT OR IGNORE INTO documents VALUES (1)",
            "update documents set title = $1",
            "delete from documents",
            "with due as (select 1) select * from due",
            "create table documents (id bigint)",
        ] {
            assert_says(check, &[(STAFF, &format!("fn a() {{\n  b(\"{statement}\");\n}}\n"))], FOUND);
        }
        assert_says(check, &[(STAFF, "fn a() {\n  sqlx::query(TEXT);\n}\n")], FOUND);
    }

    #[test]
    fn tables_store_and_tests_may() {
        let text = "fn a() {\n  sqlx::query(\"select a from b where c\");\n}\n";
        for path in ["capabilities/documents/src/tables.rs", "platform/identity/src/tables/staff.rs", "platform/store/src/journal.rs"] {
            assert_says(check, &[(path, text)], &[]);
        }
        assert_says(check, &[("capabilities/documents/tests/main.rs", text)], &[]);
    }

    #[test]
    fn english_is_not_sql() {
        assert_says(check, &[(STAFF, "fn a() {\n  b(\"choose from the list, update the draft, delete it\");\n}\n")], &[]);
    }
}
