//! Where does a catalogue begin, and what do its columns mean? Headings of one, two or three rows.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_files::PlacedTable;
use gongkai_text::normalise::{label_name, squeeze};

use super::heading::{Column, column, is_lower, is_telling};
use crate::rules::element::Element;

/// The heading of one catalogue.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub first_row: u32,
    pub last_row: u32,
    /// The first of the lines above that belong to it.
    pub title_row: Option<u32>,
    pub title: String,
    pub columns: BTreeMap<u32, Column>,
    /// Columns that mean the same as one before them.
    pub twice: Vec<u32>,
}

/// So many elements in one row are a heading and no item.
const TELLING: usize = 3;
/// Rows of a heading below the first.
const LOWER_ROWS: usize = 3;

impl Head {
    /// The headings that are kept as they stand.
    pub(super) fn kept(&self) -> Vec<String> {
        let mut kept = Vec::new();
        for column in self.columns.values() {
            if let Column::Other(name) = column {
                kept.push(name.clone());
            }
        }
        kept
    }

    /// The column of an element, the first where it has several.
    pub(super) fn of(&self) -> BTreeMap<Element, u32> {
        let mut of = BTreeMap::new();
        for (number, column) in &self.columns {
            if let Some(element) = column.element() {
                of.entry(element).or_insert(*number);
            }
        }
        of
    }
}

/// Every heading of a table, in order.
pub(super) fn heads(table: &PlacedTable) -> Vec<Head> {
    let rows: Vec<(&u32, &BTreeMap<u32, String>)> = table.rows.iter().collect();
    let mut heads: Vec<Head> = Vec::new();
    let mut index = 0;
    let mut free_from = 0;
    while index < rows.len() {
        if !begins(rows[index].1) {
            index += 1;
            continue;
        }
        let mut n_lower = 0;
        while n_lower < LOWER_ROWS && rows.get(index + n_lower + 1).is_some_and(|(_, below)| continues(rows[index + n_lower].1, below)) {
            n_lower += 1;
        }
        let block = &rows[index..=index + n_lower];
        let (title_row, title) = title(&rows[free_from..index], table, heads.is_empty());
        let (columns, twice) = columns(block);
        heads.push(Head { first_row: *block[0].0, last_row: *block[n_lower].0, title_row, title, columns, twice });
        index += n_lower + 1;
        free_from = index;
    }
    heads
}

fn begins(row: &BTreeMap<u32, String>) -> bool {
    let elements: BTreeSet<Element> = row.values().filter(|text| text.chars().count() <= 40).filter_map(|text| is_telling(text)).collect();
    elements.len() >= TELLING
}

/// Whether a row continues the heading: merged cells from above and lower headings, nothing else.
fn continues(above: &BTreeMap<u32, String>, below: &BTreeMap<u32, String>) -> bool {
    let repeats = |column: &u32, text: &String| above.get(column) == Some(text);
    let fits = |(column, text): (&u32, &String)| repeats(column, text) || is_lower(text) || under_other(above.get(column), text);
    below.values().any(|text| is_lower(text)) && below.iter().all(fits) && !below.iter().all(|(column, text)| repeats(column, text))
}

/// A short heading below one that is no element, or below the further columns: 联系方式 → 咨询电话.
fn under_other(above: Option<&String>, text: &str) -> bool {
    let short = text.chars().count() <= 20 && !text.contains(['。', '；']);
    short && above.is_some_and(|above| is_telling(above).is_none() || is_telling(above) == Some(Element::Channels))
}

/// The headings of each column from top to bottom, and what they mean.
fn columns(block: &[(&u32, &BTreeMap<u32, String>)]) -> (BTreeMap<u32, Column>, Vec<u32>) {
    let numbers: BTreeSet<u32> = block.iter().flat_map(|(_, row)| row.keys().copied()).collect();
    let mut found = BTreeMap::new();
    let mut twice = Vec::new();
    let mut n_names = 0;
    for number in numbers {
        let mut path: Vec<&str> = Vec::new();
        for text in block.iter().filter_map(|(_, row)| row.get(&number)).map(|text| text.trim()) {
            if path.last().is_none_or(|last| label_name(last) != label_name(text)) {
                path.push(text);
            }
        }
        if path.is_empty() {
            continue;
        }
        let mut meant = column(&path);
        if let Column::Name(level) = &mut meant {
            n_names += 1;
            *level = if *level == 0 { n_names } else { *level };
        }
        if found.values().any(|other| *other == meant) && meant != Column::Number {
            twice.push(number);
            meant = Column::Other(format!("{}（第{}列）", squeeze(&path.join("·")), number + 1));
        }
        found.insert(number, meant);
    }
    subject(&mut found);
    (found, twice)
}

/// 责任单位 is the 公开主体 where nothing else is.
fn subject(columns: &mut BTreeMap<u32, Column>) {
    if columns.values().any(|column| *column == Column::Subject) {
        return;
    }
    let named = |column: &Column| matches!(column, Column::Other(name) if matches!(name.as_str(), "责任单位" | "责任部门" | "牵头单位"));
    let mut answering = columns.iter().filter(|(_, column)| named(column)).map(|(number, _)| *number);
    if let (Some(number), None) = (answering.next(), answering.next()) {
        columns.insert(number, Column::Subject);
    }
}

/// The line above that names the catalogue, and the first of the lines there. Below another catalogue, only lines of one text.
fn title(above: &[(&u32, &BTreeMap<u32, String>)], table: &PlacedTable, first: bool) -> (Option<u32>, String) {
    let one_text = |row: &BTreeMap<u32, String>| {
        let texts: BTreeSet<&str> = row.values().map(|text| text.trim()).collect();
        texts.first().filter(|_| texts.len() == 1).map(|text| (*text).to_owned())
    };
    let mut lines: Vec<(u32, String)> = Vec::new();
    for (number, row) in above.iter().rev() {
        let text = match one_text(row) {
            Some(text) if first || names_catalogue(&text) || lines.is_empty() => text,
            Some(_) | None if !first => break,
            Some(text) => text,
            None => row.values().map(|text| text.trim()).collect::<Vec<_>>().join(" "),
        };
        lines.push((**number, text));
    }
    // Notes of the catalogue before do not belong to this one.
    if !first && !lines.iter().any(|(_, text)| names_catalogue(text)) {
        return (None, String::new());
    }
    let row = lines.last().map(|(number, _)| *number);
    let named = lines.iter().map(|(_, text)| text).find(|text| names_catalogue(text));
    let outside = || table.above.iter().rev().find(|text| names_catalogue(text)).or(table.above.last()).cloned();
    let title = named.cloned().or_else(|| if first { outside() } else { None }).or_else(|| lines.last().map(|(_, text)| text.clone()));
    (row, title.map(|title| squeeze(&title)).unwrap_or_default())
}

fn names_catalogue(text: &str) -> bool {
    let is_note = ["注", "备注", "说明", "填表"].iter().any(|word| text.starts_with(word));
    !is_note && ["目录", "清单", "领域"].iter().any(|word| text.contains(word)) && text.chars().count() <= 60
}
