//! Do the rules decide from values alone?
//!
//! `rules/` and the crates `law` and `text` take values and return values; time, chance, files and requests are asked for
//! elsewhere and handed in (invariant 2). A decision can then be replayed for any past day.

use crate::problem::Problem;
use crate::tree::Tree;

const IMPURE: &[(&str, &str)] = &[
    ("sqlx", "a database"),
    ("axum", "a request"),
    ("tokio", "waiting"),
    ("std::fs", "files"),
    ("std::env", "the surroundings"),
    ("std::net", "the network"),
    ("std::process", "other programs"),
    ("SystemTime::now", "the clock"),
    ("Instant::now", "the clock"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("rand::", "chance"),
];

pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| is_pure(path)) {
        for (line, code) in source.product_code() {
            for (word, what) in IMPURE.iter().filter(|(word, _)| has_path(code, word)) {
                let why = format!("`{word}` asks {what}: rules take values and return values");
                problems.push(Problem::error("pure-rules", path, line, why));
            }
        }
    }
    problems
}

fn is_pure(path: &str) -> bool {
    path.starts_with("platform/law/src/")
        || path.starts_with("platform/text/src/")
        || path.contains("/src/rules/")
        || path.ends_with("/src/rules.rs")
}

/// The word as a path of its own, not as the tail of another (`operand::` is not `rand::`).
fn has_path(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + word.len()..].chars().next();
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        !before.is_some_and(is_word) && (word.ends_with(':') || !after.is_some_and(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::assert_says;

    const RULES: &str = "capabilities/documents/src/rules/workflow.rs";

    #[test]
    fn each_impure_word_is_found_in_rules() {
        for (word, _) in IMPURE {
            let text = format!("fn decide() {{\n    {word}::thing();\n}}\n");
            assert_says(check, &[(RULES, &text)], &["capabilities/documents/src/rules/workflow.rs:2: error[pure-rules]"]);
        }
    }

    #[test]
    fn law_and_text_are_rules_throughout() {
        let text = "use std::fs;\n";
        assert_says(check, &[("platform/law/src/clock.rs", text)], &["platform/law/src/clock.rs:1:"]);
        assert_says(check, &[("platform/text/src/lib.rs", text)], &["platform/text/src/lib.rs:1:"]);
        assert_says(check, &[("platform/store/src/lib.rs", text)], &[]);
        assert_says(check, &[("capabilities/documents/src/acts/publish.rs", "use sqlx::Row;\n")], &[]);
    }

    #[test]
    fn comments_strings_tests_and_other_words_are_no_calls() {
        let text = "// std::fs\nlet a = \"tokio\";\nlet operand::b = axum_like;\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert_says(check, &[(RULES, text)], &[]);
    }
}
