//! What must be known to print a form: an application, a receipt, an approval slip, a record of a search?

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::layout::clean_cell;

/// A sheet of labelled cells under a title. Empty values print as empty cells: the same form is blank and filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub title: String,
    /// Under the title, at the right: 「编号：…」, the agency.
    #[serde(default)]
    pub subtitle: Option<String>,
    pub rows: Vec<Row>,
    /// 填表说明, each a paragraph under the table.
    #[serde(default)]
    pub notes: Vec<String>,
    /// When the file was made, in Beijing time. It stands in the file.
    pub printed_at: DateTime,
}

/// One row of cells across the twelve columns of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// The least height, room for handwriting; 0 for what the text needs.
    #[serde(default)]
    pub height_mm: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    pub text: String,
    /// A label names what is written beside it and is the head of its row for a screen reader.
    #[serde(default)]
    pub label: bool,
    /// Columns of twelve.
    pub span: u8,
}

/// The columns of a sheet.
pub const COLUMNS: u8 = 12;
const LABEL: u8 = 2;

impl Row {
    /// Labels and values side by side: one pair has the whole row, two have half of it each, three a third.
    #[must_use]
    pub fn pairs(pairs: &[(&str, &str)]) -> Self {
        let share = COLUMNS / u8::try_from(pairs.len().clamp(1, 3)).unwrap_or(1);
        let cells = pairs.iter().flat_map(|(label, value)| [Cell::label(label, LABEL), Cell::value(value, share - LABEL)]);
        Self { cells: cells.collect(), height_mm: 0.0 }
    }

    /// One label and one value.
    #[must_use]
    pub fn pair(label: &str, value: &str) -> Self {
        Self::pairs(&[(label, value)])
    }

    /// A label across the sheet, above the rows that belong to it.
    #[must_use]
    pub fn section(label: &str) -> Self {
        Self { cells: vec![Cell::label(label, COLUMNS)], height_mm: 0.0 }
    }

    /// The row without characters that no file can hold.
    pub(crate) fn cleaned(&self) -> Self {
        let cell = |cell: &Cell| Cell { text: clean_cell(&cell.text), ..cell.clone() };
        Self { cells: self.cells.iter().map(cell).collect(), ..self.clone() }
    }

    #[must_use]
    pub fn tall(self, height_mm: f64) -> Self {
        Self { height_mm, ..self }
    }
}

impl Cell {
    #[must_use]
    pub fn label(text: &str, span: u8) -> Self {
        Self { text: text.to_owned(), label: true, span }
    }

    #[must_use]
    pub fn value(text: &str, span: u8) -> Self {
        Self { text: text.to_owned(), label: false, span }
    }
}

/// 「■纸质　□电子邮件」: the choices of a form with those taken filled in; none taken is the blank form. Few fonts have a ticked box.
#[must_use]
pub fn choices(all: &[&str], taken: &[&str]) -> String {
    let mark = |choice: &&str| format!("{}{choice}", if taken.contains(choice) { '■' } else { '□' });
    all.iter().map(mark).collect::<Vec<_>>().join("　")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_fills_the_sheet() {
        for n in 1..=3 {
            let pairs = vec![("姓名", "张某某"); n];
            assert_eq!(Row::pairs(&pairs).cells.iter().map(|cell| cell.span).sum::<u8>(), COLUMNS);
        }
        assert_eq!(choices(&["纸质", "电子"], &["电子"]), "□纸质　■电子");
    }
}
