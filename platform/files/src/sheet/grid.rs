//! How do scattered cells become the rows a reader sees, with what is hidden set apart?

use super::layout::Layout;
use crate::read::Failure;
use gongkai_text::extract::{Block, Extract, Hidden};
use std::collections::{BTreeMap, BTreeSet};

/// The cells of one sheet by row and column, counted from 0.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    count: usize,
}

impl Grid {
    /// Adds a cell; an empty one costs nothing.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: String, budget: &mut usize) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        *budget = budget.checked_sub(1).ok_or(Failure::TooManyCells)?;
        self.count += 1;
        self.rows.entry(row).or_default().insert(column, text);
        Ok(())
    }

    /// Repeats the value of each merged region in all of its cells.
    fn spread(&mut self, layout: &Layout, budget: &mut usize) -> Result<(), Failure> {
        for region in &layout.merged {
            let Some(text) = self.rows.get(&region.top).and_then(|row| row.get(&region.left)).cloned() else { continue };
            // Regions are cut at the last row and column that hold anything: some run to the end of the sheet.
            let last_row = self.rows.keys().next_back().copied().unwrap_or(region.top).min(region.bottom);
            let widest = self.rows.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(region.left);
            for row in region.top..=last_row {
                for column in region.left..=widest.min(region.right) {
                    if (row, column) != (region.top, region.left) {
                        self.put(row, column, text.clone(), budget)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The visible cells where they stand, merged ones repeated; what is hidden goes to `hidden`.
    pub(crate) fn placed(
        mut self,
        name: &str,
        layout: &Layout,
        budget: &mut usize,
        hidden: &mut Vec<Hidden>,
    ) -> Result<BTreeMap<u32, BTreeMap<u32, String>>, Failure> {
        let mut beside = Extract::default();
        if layout.hidden_sheet {
            self.hide(name, "sheet", |_, _| true, &mut beside);
        }
        self.hide(name, "row", |row, _| layout.hides_row(row), &mut beside);
        self.hide(name, "column", |_, column| layout.hides_column(column), &mut beside);
        hidden.append(&mut beside.hidden);
        self.spread(layout, budget)?;
        let mut rows = self.rows;
        rows.retain(|row, _| !layout.hides_row(*row));
        rows.values_mut().for_each(|cells| cells.retain(|column, _| !layout.hides_column(*column)));
        Ok(rows)
    }

    /// Gives the visible cells as a heading and a table, and the hidden ones to `hidden`.
    pub(crate) fn tell(mut self, name: &str, layout: &Layout, budget: &mut usize, extract: &mut Extract) -> Result<(), Failure> {
        if self.count == 0 {
            return Ok(());
        }
        if layout.hidden_sheet {
            self.hide(name, "sheet", |_, _| true, extract);
            return Ok(());
        }
        self.hide(name, "row", |row, _| layout.hides_row(row), extract);
        self.hide(name, "column", |_, column| layout.hides_column(column), extract);
        if self.rows.is_empty() {
            return Ok(());
        }
        self.spread(layout, budget)?;
        let columns: BTreeSet<u32> = self.rows.values().flat_map(|row| row.keys().copied()).collect();
        let columns: Vec<u32> = columns.into_iter().filter(|column| !layout.hides_column(*column)).collect();
        let empty = (columns.len() * self.rows.len()).saturating_sub(self.count);
        *budget = budget.checked_sub(empty).ok_or(Failure::TooManyCells)?;
        let rows = self.rows.into_iter().filter(|(number, _)| !layout.hides_row(*number));
        let rows = rows.map(|(_, mut row)| columns.iter().map(|column| row.remove(column).unwrap_or_default()).collect());
        extract.blocks.push(Block::Heading { level: 2, text: name.to_owned() });
        extract.blocks.push(Block::Table { rows: rows.collect() });
        Ok(())
    }

    /// Moves the cells that `is_hidden` picks into `hidden`, one entry a row.
    fn hide(&mut self, name: &str, how: &str, is_hidden: impl Fn(u32, u32) -> bool, extract: &mut Extract) {
        for (number, row) in &mut self.rows {
            let picked: Vec<u32> = row.keys().copied().filter(|column| is_hidden(*number, *column)).collect();
            let Some(first) = picked.first().copied() else { continue };
            let texts: Vec<String> = picked.iter().filter_map(|column| row.remove(column)).collect();
            let place = format!("{name}!{}{}", column_letters(first), number + 1);
            self.count -= texts.len();
            extract.hidden.push(Hidden { how: how.to_owned(), place, text: texts.join(" ") });
        }
        self.rows.retain(|_, row| !row.is_empty());
    }
}

/// 0 → A, 26 → AA.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).expect("below 26")));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// `B7` → (6, 1): row and column from 0.
pub(crate) fn place_of(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = reference.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes().filter(|b| *b != b'$') {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?) + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_go_both_ways() {
        assert_eq!((column_letters(0), column_letters(25), column_letters(26), column_letters(701)), {
            ("A".to_owned(), "Z".to_owned(), "AA".to_owned(), "ZZ".to_owned())
        });
        assert_eq!((place_of("B7"), place_of("$AA$10"), place_of("7"), place_of("A0")), (Some((6, 1)), Some((9, 26)), None, None));
    }
}
