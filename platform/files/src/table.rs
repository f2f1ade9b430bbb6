//! How does a table with merged cells become plain rows?
//!
//! A merged cell is repeated in every place it covers: a catalogue's first column, merged over twenty rows, must be known
//! in each of them.

use crate::read::Failure;

/// One cell as the format gives it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SpanCell {
    pub text: String,
    pub columns: usize,
    pub rows: usize,
}

/// Browsers read no more than this into a `colspan`.
const WIDEST: usize = 1000;

/// Expands spans into a grid of equal rows; `budget` is the number of cells that may still be made.
pub(crate) fn expand(source: Vec<Vec<SpanCell>>, budget: &mut usize) -> Result<Vec<Vec<String>>, Failure> {
    let height = source.len();
    let mut grid: Vec<Vec<Option<String>>> = vec![Vec::new(); height];
    for (row, cells) in source.into_iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            while grid[row].get(column).is_some_and(Option::is_some) {
                column += 1;
            }
            let width = cell.columns.clamp(1, WIDEST);
            let tall = cell.rows.clamp(1, height - row);
            // A long text repeated often costs memory as many short cells do.
            let cost = width * tall * (1 + cell.text.len() / 1024);
            *budget = budget.checked_sub(cost).ok_or(Failure::TooManyCells)?;
            for line in &mut grid[row..row + tall] {
                fill(line, column, width, &cell.text);
            }
            column += width;
        }
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    *budget = budget.checked_sub(grid.iter().map(|row| width - row.len()).sum()).ok_or(Failure::TooManyCells)?;
    let square = |row: Vec<Option<String>>| {
        let mut row: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
        row.resize(width, String::new());
        row
    };
    Ok(grid.into_iter().map(square).collect())
}

fn fill(line: &mut Vec<Option<String>>, column: usize, width: usize, text: &str) {
    if line.len() < column + width {
        line.resize(column + width, None);
    }
    for place in &mut line[column..column + width] {
        if place.is_none() {
            *place = Some(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, columns: usize, rows: usize) -> SpanCell {
        SpanCell { text: text.to_owned(), columns, rows }
    }

    #[test]
    fn merged_cells_are_repeated_where_they_reach() {
        let source = vec![
            vec![cell("事项", 1, 2), cell("层级", 2, 1)],
            vec![cell("县级", 1, 1), cell("乡级", 1, 1)],
            vec![cell("救助", 1, 9), cell("是", 1, 1)],
        ];
        let rows = expand(source, &mut 100).expect("small");
        assert_eq!(rows, [["事项", "层级", "层级"], ["事项", "县级", "乡级"], ["救助", "是", ""]]);
    }

    #[test]
    fn a_span_bomb_is_refused() {
        let source = vec![vec![cell("x", 1000, 65_000); 50]; 1000];
        assert_eq!(expand(source, &mut 500_000), Err(Failure::TooManyCells));
    }
}
