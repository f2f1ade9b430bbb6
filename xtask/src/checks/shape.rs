//! Does each file say what it is for, stay one question long, and leave nothing unfinished?

use regex::Regex;

use crate::problem::Problem;
use crate::rust_source::RustSource;
use crate::tree::Tree;

/// Three quarters of the files in the codebases of our model are shorter.
const LONG_FILE: usize = 400;
/// A name that answers no question collects everything.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "service", "types", "misc"];
const WRITTEN_BY_HAND: &[&str] = &[".rs", ".html", ".toml", ".sh", ".js", ".mjs", ".py", ".css", ".sql", ".typ", "Makefile"];

pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, source) in tree.rust() {
        problems.extend(check_opening(path, source));
        problems.extend(check_name(path));
        problems.extend(check_length(path, source));
        problems.extend(check_allowances(path, source));
    }
    problems.extend(unfinished(tree));
    problems
}

/// One sentence answers "what question is this?", so that a newcomer reads no code to find the place.
fn check_opening(path: &str, source: &RustSource) -> Option<Problem> {
    let first = source.lines.first().map_or("", String::as_str);
    let sentence = first.strip_prefix("//!").map(str::trim);
    match sentence {
        Some(sentence) if sentence.chars().count() >= 12 => None,
        Some(_) => Some(Problem::error("opening", path, 1, "the opening `//!` is no sentence")),
        None => Some(Problem::error("opening", path, 1, "open the file with `//!` and one sentence: what question is this?")),
    }
}

fn check_name(path: &str) -> Option<Problem> {
    let mut parts = path.rsplit('/');
    let stem = match parts.next()? {
        "mod.rs" | "lib.rs" | "main.rs" => parts.next()?,
        name => name.strip_suffix(".rs")?,
    };
    EMPTY_NAMES.contains(&stem).then(|| Problem::error("file-name", path, 1, format!("`{stem}` answers no question: name what is in it")))
}

fn check_length(path: &str, source: &RustSource) -> Option<Problem> {
    let n_lines = source.n_product_lines();
    let why = format!("{n_lines} lines without tests, more than {LONG_FILE}: is it still one question?");
    (n_lines > LONG_FILE).then(|| Problem::warning("long-file", path, 1, why))
}

/// An exception to a lint says why, beside it or in the comment above.
fn check_allowances(path: &str, source: &RustSource) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, code) in source.code.iter().enumerate() {
        let start = code.trim_start();
        if start.starts_with("#[ignore") {
            problems.push(Problem::error("unfinished", path, index + 1, "an ignored test proves nothing: mend it or delete it"));
        }
        if !start.starts_with("#[allow(") && !start.starts_with("#![allow(") {
            continue;
        }
        let above = index.checked_sub(1).map_or("", |above| source.lines[above].trim_start());
        let is_comment_above = above.starts_with("//") && !above.starts_with("//!") && !above.starts_with("///");
        if !code.contains("reason") && !source.lines[index].contains("//") && !is_comment_above {
            problems.push(Problem::error("unexplained-allow", path, index + 1, "say why: `#[expect(…, reason = \"…\")]`"));
        }
    }
    problems
}

fn unfinished(tree: &Tree) -> Vec<Problem> {
    // Put together here so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!\\("), concat!("unimplemented", "!\\(")];
    let pattern =
        Regex::new(&format!(r"\b({})", words.map(|word| format!("{word}{}", if word.ends_with('(') { "" } else { r"\b" })).join("|")))
            .expect("a constant pattern");
    let mut problems = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| WRITTEN_BY_HAND.iter().any(|ending| path.ends_with(ending))) {
        for (index, line) in text.lines().enumerate() {
            if let Some(found) = pattern.find(line) {
                let why = format!("`{}` is not done: do it or say so in an issue", found.as_str());
                problems.push(Problem::error("unfinished", path, index + 1, why));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    const OPENING: &str = "//! When does a term end?\n";

    #[test]
    fn a_file_opens_with_its_question() {
        assert_says(check, &[("a/src/term.rs", OPENING)], &[]);
        assert_says(check, &[("a/src/term.rs", "use b;\n")], &["a/src/term.rs:1: error[opening]: open the file"]);
        assert_says(check, &[("a/src/term.rs", "")], &["a/src/term.rs:1: error[opening]: open the file"]);
        assert_says(check, &[("a/src/term.rs", "//! Terms.\n")], &["a/src/term.rs:1: error[opening]: the opening"]);
    }

    #[test]
    fn a_name_says_what_is_in_it() {
        assert_says(check, &[("a/src/utils.rs", OPENING)], &["a/src/utils.rs:1: error[file-name]"]);
        assert_says(check, &[("a/src/types/mod.rs", OPENING)], &["a/src/types/mod.rs:1: error[file-name]"]);
    }

    #[test]
    fn a_long_file_is_a_warning_and_tests_do_not_count() {
        let long = OPENING.to_owned() + &"fn a() {}\n".repeat(LONG_FILE);
        assert_says(check, &[("a/src/term.rs", &long)], &["a/src/term.rs:1: warning[long-file]: 401 lines"]);
        let tested = format!("{OPENING}#[cfg(test)]\nmod tests {{\n{}}}\n", "    fn a() {}\n".repeat(LONG_FILE));
        assert_says(check, &[("a/src/term.rs", &tested)], &[]);
    }

    #[test]
    fn nothing_is_left_unfinished() {
        for word in [concat!("// TO", "DO later"), concat!("FIX", "ME"), concat!("    todo", "!()"), concat!("unimplemented", "!()")] {
            let text = format!("{OPENING}{word}\n");
            assert_says(check, &[("a/src/term.rs", &text)], &["a/src/term.rs:2: error[unfinished]"]);
        }
        assert_says(check, &[("a/templates/b.html", concat!("<!-- TO", "DO -->"))], &["a/templates/b.html:1: error[unfinished]"]);
        let ignored = format!("{OPENING}#[test]\n#[ignore]\nfn a() {{}}\n");
        assert_says(check, &[("a/tests/main.rs", &ignored)], &["a/tests/main.rs:3: error[unfinished]"]);
    }

    #[test]
    fn an_allowance_gives_its_reason() {
        let bare = format!("{OPENING}#[allow(dead_code)]\nfn a() {{}}\n");
        assert_says(check, &[("a/src/term.rs", &bare)], &["a/src/term.rs:2: error[unexplained-allow]"]);
        let reasoned =
            format!("{OPENING}#[allow(dead_code, reason = \"b\")]\nfn a() {{}}\n// The macro wants it.\n#[allow(unused)]\nfn c() {{}}\n");
        assert_says(check, &[("a/src/term.rs", &reasoned)], &[]);
    }
}
