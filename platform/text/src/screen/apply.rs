//! What does a text read after one-click masking?

use super::classified::Openness;
use super::report;
use super::scan::Scan;
use super::tables::{CellHit, ColumnHit};
use super::{Screen, Seen, Setting, Subject};
use crate::finding::Finding;
use crate::paragraph::{Metadata, Paragraph};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One value that was masked, at its place in the original, in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masked {
    pub code: String,
    pub start: usize,
    pub end: usize,
    pub masked: String,
}

/// The text that spans of a table count in: cells parted by tabs, rows by line ends.
#[must_use]
pub fn table_text(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n")
}

/// Where a cell begins in [`table_text`], in characters.
pub(crate) fn cell_offset(rows: &[Vec<String>], row: usize, column: usize) -> usize {
    let width = |cells: &[String]| cells.iter().map(|cell| cell.chars().count() + 1).sum::<usize>();
    rows[..row].iter().map(|cells| width(cells).max(1)).sum::<usize>() + width(&rows[row][..column])
}

/// `表1第2行第4列`, `Sheet2!D2`, or the column where there are several.
pub(crate) fn cell_place(place: &str, is_sheet: bool, group: &ColumnHit) -> String {
    let CellHit { row, column, .. } = group.first;
    let label = if group.label.is_empty() { String::new() } else { format!("（{}）", group.label) };
    match (is_sheet, group.count) {
        (true, 1) => format!("{place}!{}{}", letters(column), row + 1),
        (true, n) => format!("{place}!{0}{1}起{0}列{label}共{n}处", letters(column), row + 1),
        (false, 1) => format!("{place}第{}行第{}列", row + 1, column + 1),
        (false, n) => format!("{place}第{}行起第{}列{label}共{n}处", row + 1, column + 1),
    }
}

/// `A`, `Z`, `AA`: a column as spreadsheets name it.
fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut n = column + 1;
    while n > 0 {
        n -= 1;
        name.insert(0, char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    name
}

impl Screen {
    /// Masks every personal value of a text by the profile. Without a day nobody is a minor by his date of birth: use
    /// [`Screen::mask_on`] where the day is known.
    #[must_use]
    pub fn mask(&self, text: &str) -> (String, Vec<Masked>) {
        // On the last of days everyone is grown up, and no birth lies in the future.
        self.mask_on(text, Date::MAX)
    }

    /// Masks every personal value of a text as of a day.
    #[must_use]
    pub fn mask_on(&self, text: &str, today: Date) -> (String, Vec<Masked>) {
        let scan = Scan::of(text);
        let (mut marks, mut hits) = (Vec::new(), Vec::new());
        self.lexicon.find(text, &mut marks);
        let setting = Setting { today, openness: Openness::Proactive, own_hosts: &[], in_form: true };
        self.judge(text, "", &setting, &Seen { scan: &scan, marks: &marks }, &mut hits);
        let covers = report::covers(&hits);
        let mut out = String::with_capacity(text.len());
        let mut done = Vec::with_capacity(covers.len());
        let (mut at, mut n_chars) = (0, 0);
        for cover in covers {
            out.push_str(&text[at..cover.start]);
            n_chars += text[at..cover.start].chars().count();
            let width = text[cover.start..cover.end].chars().count();
            out.push_str(&cover.masked);
            done.push(Masked { code: cover.code.to_owned(), start: n_chars, end: n_chars + width, masked: cover.masked });
            n_chars += width;
            at = cover.end;
        }
        out.push_str(&text[at..]);
        (out, done)
    }

    /// Carries out the masks of findings: a span is replaced, a finding about a column masks the whole column. Findings
    /// without a mask or of another text are left. Gives the number of values masked.
    pub fn apply_masks(&self, paragraphs: &mut [Paragraph], title: Option<&str>, findings: &[Finding], today: Date) -> usize {
        let mut n_masked = 0;
        let mut lead = String::new();
        for paragraph in paragraphs {
            let own: Vec<&Finding> = findings
                .iter()
                .filter(|f| f.masked.is_some() && f.span.as_ref().is_some_and(|span| span.paragraph == paragraph.id))
                .collect();
            let next = super::lead_of(paragraph).to_owned();
            if !own.is_empty() {
                n_masked += if paragraph.rows.is_empty() {
                    replace(&mut paragraph.text, &own)
                } else {
                    let title = format!("{}{}{lead}", title.unwrap_or_default(), paragraph.text);
                    self.mask_columns(&mut paragraph.rows, &title, &own, today)
                };
            }
            lead = next;
        }
        n_masked
    }

    fn mask_columns(&self, rows: &mut [Vec<String>], title: &str, findings: &[&Finding], today: Date) -> usize {
        let wanted: BTreeSet<(usize, &str)> =
            findings.iter().filter_map(|f| Some((column_at(rows, f.span.as_ref()?.start)?, f.code.as_str()))).collect();
        let metadata = Metadata::default();
        let cells = self.table_cells(rows, title, &Subject::new(&metadata, &[], today), &mut super::Scratch::default());
        let chosen: Vec<CellHit> =
            cells.into_iter().filter(|cell| cell.hit.masked.is_some() && wanted.contains(&(cell.column, cell.hit.code.as_str()))).collect();
        let mut n_masked = 0;
        for group in chosen.chunk_by(|a, b| (a.row, a.column) == (b.row, b.column)) {
            let hits: Vec<_> = group.iter().map(|cell| cell.hit.clone()).collect();
            let cell = &mut rows[group[0].row][group[0].column];
            for cover in report::covers(&hits).into_iter().rev() {
                cell.replace_range(cover.start..cover.end, &cover.masked);
                n_masked += 1;
            }
        }
        n_masked
    }
}

/// The column in which a character of [`table_text`] lies.
fn column_at(rows: &[Vec<String>], at: usize) -> Option<usize> {
    let mut from = 0;
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let n = cell.chars().count();
            if (from..=from + n).contains(&at) {
                return Some(column);
            }
            from += n + 1;
        }
        if row.is_empty() {
            from += 1;
        }
    }
    None
}

/// Replaces spans from the last to the first; of two that overlap, the one that hides more.
fn replace(text: &mut String, findings: &[&Finding]) -> usize {
    let mut spans: Vec<(usize, usize, &str)> =
        findings.iter().filter_map(|f| Some((f.span.as_ref()?.start, f.span.as_ref()?.end, f.masked.as_deref()?))).collect();
    spans.sort_by_key(|(start, end, masked)| (*start, std::cmp::Reverse(*end), masked.len()));
    let mut kept: Vec<(usize, usize, &str)> = Vec::new();
    for span in spans {
        if kept.last().is_none_or(|last| span.0 >= last.1) {
            kept.push(span);
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    kept.retain(|(start, end, _)| start <= end && *end <= chars.len());
    for (start, end, masked) in &kept {
        out.extend(&chars[at..*start]);
        out.push_str(masked);
        at = *end;
    }
    out.extend(&chars[at..]);
    *text = out;
    kept.len()
}
