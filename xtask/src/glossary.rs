//! Do the names in the code and the rows of `GLOSSARY.md` agree?
//!
//! The glossary is two tables: terms, whose rows carry a ✓ once their identifiers stand in the code, and banned words with the
//! word to use instead.

use std::collections::BTreeSet;

use regex::Regex;

use crate::problem::Problem;
use crate::tree::Tree;

const FILE: &str = "GLOSSARY.md";
const MARK: &str = "✓";
/// Names below this heading wait for their capability: that another word like them occurs says nothing.
const LATER_HEADING: &str = "## Settled for later capabilities";
const BANNED_HEADING: &str = "## Words not used";
const N_COLUMNS: usize = 5;

/// 中文 · identifier · legal source · not to be confused with · in code
struct Term {
    line: usize,
    identifiers: Vec<String>,
    is_marked: bool,
}

struct BannedWord {
    word: String,
    instead: String,
}

pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(FILE) else { return vec![Problem::error("glossary", FILE, 1, "the glossary is missing")] };
    let identifiers = identifiers(tree);
    let mut problems = malformed_rows(text);
    let terms = terms(text);
    if !terms.iter().any(|term| term.is_marked) {
        problems.push(Problem::error("glossary", FILE, 1, "no row is marked: the table was not understood"));
    }
    for term in terms.iter().filter(|term| term.is_marked) {
        for name in term.identifiers.iter().filter(|name| !occurs(name, &identifiers)) {
            problems.push(Problem::error("glossary", FILE, term.line, format!("`{name}` is marked as used and occurs nowhere")));
        }
    }
    problems.extend(banned_uses(tree, &banned_words(text)));
    problems
}

/// The text with a mark on every row whose identifiers have all come into use, and how many rows that changed.
pub fn mark(text: &str, tree: &Tree) -> (String, usize) {
    let identifiers = identifiers(tree);
    let later = text.lines().position(|line| line == LATER_HEADING).unwrap_or(usize::MAX);
    let ready: BTreeSet<usize> = terms(text)
        .into_iter()
        .filter(|term| !term.is_marked && !term.identifiers.is_empty() && term.line <= later)
        .filter(|term| term.identifiers.iter().all(|name| occurs(name, &identifiers)))
        .map(|term| term.line)
        .collect();
    let mut marked = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        match line.trim_end().strip_suffix('|') {
            Some(row) if ready.contains(&(index + 1)) => marked.push_str(&format!("{} {MARK} |", row.trim_end())),
            _ => marked.push_str(line),
        }
        marked.push('\n');
    }
    (marked, ready.len())
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(str::trim).collect()
}

fn is_row(line: &str) -> bool {
    let is_rule = line.chars().all(|letter| "|-: ".contains(letter));
    line.starts_with('|') && !is_rule && !line.starts_with("| 中文") && !line.starts_with("| not ")
}

fn rows(text: &str, banned: bool) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let split = text.lines().position(|line| line == BANNED_HEADING).unwrap_or(usize::MAX);
    text.lines()
        .enumerate()
        .filter(move |(index, line)| (*index > split) == banned && is_row(line))
        .map(|(index, line)| (index + 1, cells(line)))
}

fn terms(text: &str) -> Vec<Term> {
    rows(text, false)
        .filter(|(_, cells)| cells.len() == N_COLUMNS)
        .map(|(line, cells)| Term { line, identifiers: quoted(cells[1]), is_marked: cells[4] == MARK })
        .collect()
}

fn malformed_rows(text: &str) -> Vec<Problem> {
    let terms = rows(text, false).map(|(line, cells)| (line, cells, N_COLUMNS));
    let banned = rows(text, true).map(|(line, cells)| (line, cells, 2));
    terms
        .chain(banned)
        .filter(|(_, cells, n_wanted)| cells.len() != *n_wanted)
        .map(|(line, cells, n_wanted)| Problem::error("glossary", FILE, line, format!("{} cells, not {n_wanted}", cells.len())))
        .collect()
}

fn banned_words(text: &str) -> Vec<BannedWord> {
    let mut words = Vec::new();
    for (_, cells) in rows(text, true).filter(|(_, cells)| cells.len() == 2) {
        words.extend(quoted(cells[0]).into_iter().map(|word| BannedWord { word, instead: cells[1].to_owned() }));
    }
    words
}

fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every word of code and of statements in quotes: names of tables and columns stand only in the latter.
fn identifiers(tree: &Tree) -> BTreeSet<String> {
    let word = Regex::new(r"[A-Za-z_][A-Za-z0-9_]*").expect("a constant pattern");
    let mut found = BTreeSet::new();
    let mut add = |text: &str| found.extend(word.find_iter(text).map(|name| name.as_str().to_owned()));
    for (path, source) in tree.rust().filter(|(path, _)| !path.starts_with("xtask/")) {
        source.code.iter().for_each(|line| add(line));
        source.strings.iter().for_each(|literal| add(&literal.text));
        path.split(['/', '.']).for_each(&mut add);
    }
    for (path, text) in tree.files().filter(|(path, _)| path.contains("/migrations/") || path.contains("/templates/")) {
        add(text);
        path.split(['/', '.']).for_each(&mut add);
    }
    found
}

/// `Openness::Proactive` occurs where both words do.
fn occurs(name: &str, identifiers: &BTreeSet<String>) -> bool {
    name.split("::").all(|part| identifiers.contains(part))
}

fn banned_uses(tree: &Tree, banned: &[BannedWord]) -> Vec<Problem> {
    let name = Regex::new(r"[A-Za-z_][A-Za-z0-9_]*").expect("a constant pattern");
    let mut problems = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| !path.starts_with("xtask/")) {
        for (index, line) in source.code.iter().enumerate() {
            // What stands behind a point was named where it is defined: here, or by a crate whose words are not ours.
            for found in name.find_iter(line).filter(|found| !line[..found.start()].ends_with('.')) {
                let snake = snake_case(found.as_str());
                for entry in banned.iter().filter(|entry| has_words(&snake, &entry.word)) {
                    let why = format!("`{}` says `{}`: the glossary has {}", found.as_str(), entry.word, entry.instead);
                    problems.push(Problem::error("glossary", path, index + 1, why));
                }
            }
        }
    }
    problems
}

fn has_words(snake: &str, banned: &str) -> bool {
    format!("_{snake}_").contains(&format!("_{banned}_"))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::sample;

    const GLOSSARY: &str = "# Glossary\n\n| 中文 | identifier | source | not | in code |\n| --- | --- | --- | --- | --- |\n\
        | 成文日期 | `formed_on` | GB/T 9704 | 发布日期 | ✓ |\n\
        | 公开属性 | `Openness::Proactive` | 条例 §13 | | |\n\n\
        ## Words not used\n\n| not | but |\n| --- | --- |\n| `made_on`, `chengwen` | `formed_on` |\n";

    #[track_caller]
    fn check_says(glossary: &str, code: &str, expected: &[&str]) {
        let found: Vec<String> =
            check(&sample(&[(FILE, glossary), ("platform/law/src/a.rs", code)])).iter().map(Problem::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (line, wanted) in found.iter().zip(expected) {
            assert!(line.contains(wanted), "{line:?} does not contain {wanted:?}");
        }
    }

    #[test]
    fn marked_identifiers_occur() {
        check_says(GLOSSARY, "struct A { formed_on: Date }", &[]);
        check_says(GLOSSARY, "// formed_on", &["GLOSSARY.md:5: error[glossary]: `formed_on` is marked"]);
        check_says(GLOSSARY, "fn a() { query(\"select formed_on from documents\") }", &[]);
    }

    #[test]
    fn banned_words_are_found_inside_names() {
        check_says(GLOSSARY, "fn formed_on() {}\nfn document_made_on() {}", &["a.rs:2: error[glossary]: `document_made_on`"]);
        check_says(GLOSSARY, "fn formed_on() {}\nstruct ChengwenDate;", &["`ChengwenDate` says `chengwen`"]);
        check_says(GLOSSARY, "fn formed_on() { unmade_one(); }", &[]);
    }

    #[test]
    fn a_broken_table_is_not_passed_over() {
        check_says(&GLOSSARY.replace(" ✓ ", " "), "fn formed_on() {}", &["no row is marked"]);
        check_says(&GLOSSARY.replace(" | ✓ ", " "), "fn formed_on() {}", &["4 cells, not 5", "no row is marked"]);
        check_says(&GLOSSARY.replace("| 条例 §13 |", "| 条例 | §13 |"), "fn formed_on() {}", &["6 cells"]);
    }

    #[test]
    fn a_missing_glossary_is_an_error() {
        assert_eq!(check(&sample(&[])).len(), 1);
    }

    #[test]
    fn rows_are_marked_once_all_their_identifiers_are_in_use() {
        let tree = sample(&[("platform/law/src/a.rs", "enum Openness { Proactive }")]);
        let (marked, n_new) = mark(GLOSSARY, &tree);
        assert_eq!(n_new, 1);
        assert!(marked.contains("| 公开属性 | `Openness::Proactive` | 条例 §13 | | ✓ |"), "{marked}");
        assert_eq!(mark(GLOSSARY, &sample(&[])), (GLOSSARY.to_owned(), 0));
        let later = GLOSSARY.replace("| 公开属性", "## Settled for later capabilities\n| 公开属性");
        assert_eq!(mark(&later, &tree), (later.clone(), 0));
    }
}
