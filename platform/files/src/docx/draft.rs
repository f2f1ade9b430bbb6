//! What has been read so far of a paragraph, a run and a table?

use crate::table::SpanCell;

/// A paragraph that is still open.
#[derive(Debug, Default)]
pub(crate) struct Paragraph {
    pub text: String,
    /// Text that a reader does not see, with its kind.
    pub hidden: Vec<(&'static str, String)>,
    pub style: Option<String>,
    pub list: Option<String>,
    pub level: Option<usize>,
    pub outline: Option<u8>,
    pub images: Vec<(String, String)>,
    /// The paragraph began inside this many tables: it belongs to the innermost cell.
    pub tables: usize,
}

/// Properties of the run being read.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Run {
    pub vanish: bool,
    pub white: bool,
    pub shaded: bool,
    pub tiny: bool,
}

impl Run {
    pub(crate) fn is_hidden(self) -> bool {
        self.vanish || self.tiny || (self.white && !self.shaded)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Cell {
    pub lines: Vec<String>,
    pub columns: usize,
    /// Goes on with the cell above it (`vMerge` without `restart`).
    pub continues: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    pub rows: Vec<Vec<Cell>>,
    /// Numbers of rows marked as hidden.
    pub hidden: Vec<usize>,
}

impl Table {
    /// Takes the hidden rows out and returns their texts.
    pub(crate) fn take_hidden(&mut self) -> Vec<String> {
        let hidden = std::mem::take(&mut self.hidden);
        let mut texts = Vec::new();
        for number in hidden.into_iter().rev() {
            let row = self.rows.remove(number);
            let text = row.iter().flat_map(|cell| cell.lines.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
            texts.push(text);
        }
        texts.reverse();
        texts
    }

    /// Rows with spans: a cell that is continued below covers the rows that continue it.
    pub(crate) fn spans(self) -> Vec<Vec<SpanCell>> {
        let mut result: Vec<Vec<SpanCell>> = Vec::new();
        // For each grid column: where the cell that may be continued stands.
        let mut open: Vec<Option<(usize, usize)>> = Vec::new();
        for (number, row) in self.rows.into_iter().enumerate() {
            let mut made = Vec::new();
            let mut column = 0;
            for cell in row {
                let width = cell.columns.clamp(1, 1000);
                if open.len() < column + width {
                    open.resize(column + width, None);
                }
                match open[column] {
                    Some((at, index)) if cell.continues => {
                        if let Some(above) = result.get_mut(at).and_then(|row: &mut Vec<SpanCell>| row.get_mut(index)) {
                            above.rows += 1;
                        }
                    }
                    _ => {
                        open[column] = Some((number, made.len()));
                        made.push(SpanCell { text: cell.lines.join("\n"), columns: width, rows: 1 });
                    }
                }
                column += width;
            }
            result.push(made);
        }
        result
    }
}
