//! Which lines of a comparison are worth reading? Long unchanged runs are left out, their length is said.

use gongkai_text::compare::{Change, Row};
use serde::Serialize;

/// Of a run of unchanged paragraphs so many are shown beside what changed.
const CONTEXT: usize = 1;

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Line {
    Shown(Row),
    LeftOut { left_out: usize },
}

/// All rows in their order, the middle of unchanged runs left out.
pub(super) fn shortened(rows: Vec<Row>) -> Vec<Line> {
    let n = rows.len();
    let changed: Vec<bool> = rows.iter().map(|row| row.change != Change::Same).collect();
    let near = |at: usize| (at.saturating_sub(CONTEXT)..=(at + CONTEXT).min(n - 1)).any(|other| changed[other]);
    let mut out = Vec::with_capacity(n);
    for (at, row) in rows.into_iter().enumerate() {
        if near(at) {
            out.push(Line::Shown(row));
        } else if let Some(Line::LeftOut { left_out }) = out.last_mut() {
            *left_out += 1;
        } else {
            out.push(Line::LeftOut { left_out: 1 });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(change: Change) -> Row {
        Row { change, before: None, after: None, runs: Vec::new() }
    }

    #[track_caller]
    fn check(changes: &[Change], expected: &str) {
        let lines = shortened(changes.iter().map(|change| row(*change)).collect());
        let shown: Vec<String> = lines
            .iter()
            .map(|line| match line {
                Line::Shown(row) => format!("{:?}", row.change),
                Line::LeftOut { left_out } => format!("…{left_out}"),
            })
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn the_neighbours_of_a_change_are_shown() {
        use Change::{Added, Same};
        check(&[Same, Same, Same, Added, Same, Same], "…2 Same Added Same …1");
        check(&[Same, Same], "…2");
        check(&[], "");
        check(&[Added], "Added");
    }
}
