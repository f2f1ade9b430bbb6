//! How wide is each column of a table, and how large its letters, so that the table fits the page?

use serde::Serialize;

use crate::title::half_widths;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Table {
    /// Widths in points; together the type area.
    pub widths: Vec<f64>,
    /// Columns whose cells are all short are centred, the others read from the left.
    pub centred: Vec<bool>,
    /// Letter size in points.
    pub size: f64,
    /// The first row, repeated on every page; empty for a table of one row.
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table whose ragged rows are filled up; `None` where there is no cell.
    pub(crate) fn new(rows: &[Vec<String>]) -> Option<Self> {
        let n_columns = rows.iter().map(Vec::len).max().filter(|n| *n > 0)?;
        let mut rows: Vec<Vec<String>> = rows.iter().map(|row| filled(row, n_columns)).collect();
        let longest: Vec<usize> = (0..n_columns).map(|column| longest_in(&rows, column)).collect();
        let size = size_for(n_columns);
        let natural: Vec<f64> = longest.iter().map(|n| *n as f64 * size / 2.0 + PADDING).collect();
        let widths = fitted(&natural);
        let centred = longest.iter().map(|n| *n <= 16).collect();
        let head = if rows.len() > 1 { rows.remove(0) } else { Vec::new() };
        Some(Self { widths, centred, size, head, rows })
    }

    pub(crate) fn all_rows(&self) -> impl Iterator<Item = &Vec<String>> {
        let head = (!self.head.is_empty()).then_some(&self.head);
        head.into_iter().chain(&self.rows)
    }
}

/// The type area of 156 mm, in points.
pub(crate) const WIDTH: f64 = 442.2;
/// The free space at both sides of a cell.
const PADDING: f64 = 10.0;

/// Narrow columns get what they need, so that no number or date is broken; the wide ones share what is left.
fn fitted(natural: &[f64]) -> Vec<f64> {
    let total: f64 = natural.iter().sum();
    if total <= WIDTH {
        return natural.iter().map(|width| width * WIDTH / total).collect();
    }
    let mut widths = vec![0.0; natural.len()];
    let mut open: Vec<usize> = (0..natural.len()).collect();
    let mut left = WIDTH;
    loop {
        let share = left / open.len() as f64;
        let (narrow, wide): (Vec<usize>, Vec<usize>) = open.iter().partition(|column| natural[**column] <= share);
        if narrow.is_empty() || wide.is_empty() {
            break;
        }
        for column in narrow {
            widths[column] = natural[column];
            left -= natural[column];
        }
        open = wide;
    }
    // A column of long sentences gets at most three times the room of its neighbours.
    let least = open.iter().map(|column| natural[*column]).fold(f64::INFINITY, f64::min);
    let weight = |column: usize| natural[column].min(least * 3.0);
    let all: f64 = open.iter().map(|column| weight(*column)).sum();
    for column in open {
        widths[column] = left * weight(column) / all;
    }
    widths
}

fn filled(row: &[String], n_columns: usize) -> Vec<String> {
    (0..n_columns).map(|column| row.get(column).cloned().unwrap_or_default()).collect()
}

/// The longest line of a column in half-width units.
fn longest_in(rows: &[Vec<String>], column: usize) -> usize {
    let width = |line: &str| line.chars().map(half_widths).sum::<usize>();
    rows.iter().flat_map(|row| row[column].lines()).map(width).max().unwrap_or(0)
}

/// 小四 for few columns, then 五号, 小五, 六号: the standard leaves the size of tables open.
fn size_for(n_columns: usize) -> f64 {
    match n_columns {
        0..=5 => 12.0,
        6..=8 => 10.5,
        9..=12 => 9.0,
        _ => 7.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ragged_rows_are_filled_and_the_first_row_is_the_head() {
        let rows = vec![vec!["序号".to_owned(), "名称".to_owned()], vec!["1".to_owned()]];
        let table = Table::new(&rows).expect("two columns");
        assert_eq!(table.head, ["序号", "名称"]);
        assert_eq!(table.rows, [["1", ""]]);
        assert_eq!(table.all_rows().count(), 2);
        assert!((table.widths.iter().sum::<f64>() - WIDTH).abs() < 0.01);
        assert!(Table::new(&[]).is_none());
        assert!(Table::new(&[vec![]]).is_none());
    }

    #[test]
    fn narrow_columns_are_not_squeezed_by_wide_ones() {
        let widths = fitted(&[34.0, 900.0, 300.0, 88.0]);
        assert_eq!((widths[0], widths[3]), (34.0, 88.0));
        assert!((widths.iter().sum::<f64>() - WIDTH).abs() < 0.01);
        assert!(widths[1] / widths[2] <= 3.0 + f64::EPSILON);
        let many = fitted(&[100.0; 40]);
        assert!((many.iter().sum::<f64>() - WIDTH).abs() < 0.01 && many.iter().all(|width| *width > 11.0));
    }
}
