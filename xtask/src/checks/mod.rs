//! Which rules of the house does `cargo xtask tidy` hold?

mod dependencies;
mod leaks;
mod purity;
mod shape;
mod sql;
mod templates;

use crate::problem::Problem;
use crate::tree::Tree;

type Check = fn(&Tree) -> Vec<Problem>;

const CHECKS: &[Check] = &[dependencies::check, purity::check, sql::check, shape::check, leaks::check, templates::check];

/// Every problem, errors first, then by file and line.
pub fn all(tree: &Tree) -> Vec<Problem> {
    let mut problems: Vec<Problem> = CHECKS.iter().flat_map(|check| check(tree)).collect();
    problems.sort_by(|a, b| (a.level, &a.path, a.line).cmp(&(b.level, &b.path, b.line)));
    problems
}

/// What a check says of a small tree: `path:line: text`, for the tests beside each check.
#[cfg(test)]
#[track_caller]
pub fn assert_says(check: Check, files: &[(&str, &str)], expected: &[&str]) {
    let found: Vec<String> = check(&crate::tree::sample(files)).iter().map(Problem::to_string).collect();
    assert_eq!(found.len(), expected.len(), "found {found:#?}");
    for (line, wanted) in found.iter().zip(expected) {
        assert!(line.starts_with(wanted), "{line:?} does not start with {wanted:?}");
    }
}
