//! What does a foreign table say of the items, and what of it is not understood? Into items and out again, without loss.

mod cells;
mod form;
mod head;
mod heading;
mod place;
mod rows;
mod separated;
#[cfg(test)]
mod tests;
mod xlsx;

use gongkai_files::{Limits, Placed, PlacedTable, ReadError};
use gongkai_text::finding::{Finding, Severity};
use serde::Serialize;

use crate::pack::{self, Numbers};
use crate::rules::check::{self, Code};
use crate::rules::item::Item;

pub use place::Place;
pub use separated::write_tsv;
pub use xlsx::write_xlsx;

/// A table wider or longer than this is no catalogue.
const MOST_COLUMNS: usize = 60;
const MOST_ROWS: usize = 20_000;

/// What was understood of a file, and everything that was not.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub catalogues: Vec<Found>,
    pub rows: Vec<Row>,
    /// All that was not understood or is wrong, with the address of each cell.
    pub findings: Vec<Finding>,
}

/// One catalogue of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The line above its heading.
    pub title: String,
    /// Where its heading begins.
    pub place: String,
    /// Code of the field that its title or sheet names; empty where they name none.
    pub field: String,
    pub n_items: usize,
    /// Columns that are no part of the official form and were kept as they stand.
    pub kept_columns: Vec<String>,
}

/// One item, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub item: Item,
    pub place: Place,
}

impl Reading {
    /// Whether anything forbids to take the file in.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Stop)
    }

    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        self.rows.iter().map(|row| row.item.clone()).collect()
    }
}

/// Reads the catalogues of a workbook (xlsx, xls), a docx, an HTML page or a text with separators. Blocks; wrap it in
/// `spawn_blocking`.
///
/// # Errors
/// Where the file itself cannot be read. What is wrong inside it is in [`Reading::findings`].
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Reading, ReadError> {
    let placed = gongkai_files::tables(name, bytes, limits)?;
    Ok(reading(name, &placed))
}

fn reading(name: &str, placed: &Placed) -> Reading {
    let mut reading = Reading::default();
    let mut numbers = Numbers::default();
    for hidden in &placed.hidden {
        reading.findings.push(Code::Hidden.at(&hidden.place, &hidden.text));
    }
    for table in &placed.tables {
        one_table(table, &mut numbers, &mut reading);
    }
    if reading.catalogues.is_empty() {
        reading.findings.push(Code::NoCatalogue.at(name, ""));
    }
    let rows = &reading.rows;
    let wrong = check::check(rows.iter().map(|row| &row.item), |index, element| rows[index].place.of(element));
    reading.findings.extend(wrong);
    reading
}

fn one_table(table: &PlacedTable, numbers: &mut Numbers, reading: &mut Reading) {
    let first = table.rows.keys().next().copied().unwrap_or_default();
    let n_columns = table.rows.values().filter_map(|cells| cells.keys().next_back()).max().map_or(0, |last| *last as usize + 1);
    if table.rows.len() > MOST_ROWS || n_columns > MOST_COLUMNS {
        let what = format!("{}行{n_columns}列", table.rows.len());
        reading.findings.push(Code::TooLarge.at(table.place(first, 0), &what));
        return;
    }
    let heads = head::heads(table);
    if heads.is_empty() {
        let text: Vec<&str> = table.rows.values().next().into_iter().flat_map(|cells| cells.values()).map(String::as_str).collect();
        reading.findings.push(Code::LineApart.at(table.place(first, 0), &text.join(" ")));
        return;
    }
    reading.findings.extend(table.overlapping.iter().map(|region| {
        let sheet = table.sheet.as_deref().unwrap_or_default();
        Code::MergeOverlap.at(format!("{sheet}!{region}"), "")
    }));
    if heads.len() > 1 {
        reading.findings.push(Code::SeveralOnSheet.at(table.place(heads[1].first_row, 0), &format!("{}个目录", heads.len())));
    }
    for (index, head) in heads.iter().enumerate() {
        let until = heads.get(index + 1).map_or(u32::MAX, |next| next.title_row.unwrap_or(next.first_row));
        let title = head.title.clone();
        let named = pack::field_in(&title).or_else(|| pack::field_in(table.sheet.as_deref().unwrap_or_default()));
        let field = named.map_or("", |field| field.code);
        let before = reading.rows.len();
        rows::take(table, head, until, field, numbers, reading);
        reading.catalogues.push(Found {
            title,
            place: table.place(head.first_row, head.columns.keys().next().copied().unwrap_or_default()),
            field: field.to_owned(),
            n_items: reading.rows.len() - before,
            kept_columns: head.kept(),
        });
    }
}
