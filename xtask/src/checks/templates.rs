//! Is every template rendered by somebody?
//!
//! A template that no code names is never rendered by the page tests, so nothing proves it.

use regex::Regex;

use crate::problem::Problem;
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Problem> {
    let names = names_in_code(tree);
    let mut problems = Vec::new();
    for (path, _) in tree.files() {
        let Some((_, inside)) = path.split_once("/templates/") else { continue };
        let called = names.iter().any(|name| name.is_match_of(inside));
        if !called {
            let why = format!("no code and no template names `{inside}`");
            problems.push(Problem::error("template-in-use", path, 1, why));
        }
    }
    problems
}

/// A name as written, or a pattern where part of it is put in at run time (`letters/{kind}.typ`).
enum Name {
    Whole(String),
    Pattern(Regex),
}

impl Name {
    /// A template may be named with its capability in front: `documents/staff/desk.html`.
    fn is_match_of(&self, inside: &str) -> bool {
        match self {
            Name::Whole(name) => name == inside || name.strip_suffix(inside).is_some_and(|front| front.ends_with('/')),
            Name::Pattern(pattern) => pattern.is_match(inside),
        }
    }
}

fn names_in_code(tree: &Tree) -> Vec<Name> {
    let in_template = Regex::new(r#"(?:extends|include|import|from)\s+"([^"]+)""#).expect("a constant pattern");
    let from_rust = tree.rust().flat_map(|(_, source)| source.product_strings().map(|literal| literal.text.clone()));
    let from_templates = tree
        .files()
        .filter(|(path, _)| path.contains("/templates/"))
        .flat_map(|(_, text)| in_template.captures_iter(text).map(|found| found[1].to_owned()));
    from_rust.chain(from_templates).filter(|text| text.contains('.') && !text.contains(char::is_whitespace)).filter_map(name).collect()
}

fn name(text: String) -> Option<Name> {
    if !text.contains('{') {
        return Some(Name::Whole(text));
    }
    // Holes alone, `{}.{}`, would name every template.
    if !text.contains('/') {
        return None;
    }
    let hole = Regex::new(r"\\\{[^{}]*\\\}").expect("a constant pattern");
    let escaped = regex::escape(&text);
    let pattern = hole.replace_all(&escaped, "[^/]+");
    Regex::new(&format!("^(.*/)?{pattern}$")).ok().map(Name::Pattern)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    const DESK: (&str, &str) = ("capabilities/documents/templates/staff/desk.html", "{% include \"shell/table.html\" %}");
    const TABLE: (&str, &str) = ("platform/web/templates/shell/table.html", "");

    #[test]
    fn a_template_is_named_by_code_or_by_a_template() {
        let code = ("capabilities/documents/src/staff.rs", "fn a() { render(\"documents/staff/desk.html\") }");
        assert_says(check, &[DESK, TABLE, code], &[]);
        let holes = ("capabilities/documents/src/staff.rs", "fn a() { format!(\"staff/{name}.html\") }");
        assert_says(check, &[DESK, TABLE, holes], &[]);
    }

    #[test]
    fn a_template_that_nobody_names_is_found() {
        let expected = &["capabilities/documents/templates/staff/desk.html:1: error[template-in-use]"];
        assert_says(check, &[DESK, TABLE], expected);
        let other = ("capabilities/documents/src/staff.rs", "fn a() { (\"helpdesk.html\", \"{}.{}\") }");
        assert_says(check, &[DESK, TABLE, other], expected);
    }
}
