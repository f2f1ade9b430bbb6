//! How does the official form look on paper: as a Word file and as PDF?

use anyhow::Context;
use gongkai_letters::Fonts;
use gongkai_letters::wide::{Cell, Wide, wide_docx, wide_pdf};
use jiff::civil::DateTime;

use super::form::{Form, FormColumn, forms, runs};
use crate::rules::item::Item;

/// The catalogue as docx, one table for each field, with the further columns: it can be read again without loss.
pub fn write_docx<'a>(title: &str, items: impl IntoIterator<Item = &'a Item>, printed_at: DateTime) -> anyhow::Result<Vec<u8>> {
    let tables: Vec<Wide> = forms(title, items).iter().map(|form| wide(form, &form.columns)).collect();
    wide_docx(&tables, printed_at).context("writing the docx")
}

/// The catalogue as PDF, one table for each field, of the official columns alone.
pub fn write_pdf<'a>(
    title: &str,
    items: impl IntoIterator<Item = &'a Item>,
    printed_at: DateTime,
    fonts: &Fonts,
) -> anyhow::Result<Vec<u8>> {
    let official = |form: &Form<'_>| form.columns.iter().filter(|column| column.is_official()).cloned().collect::<Vec<_>>();
    let tables: Vec<Wide> = forms(title, items).iter().map(|form| wide(form, &official(form))).collect();
    wide_pdf(&tables, printed_at, fonts).context("typesetting the PDF")
}

fn wide(form: &Form<'_>, columns: &[FormColumn]) -> Wide {
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); form.items.len()];
    for column in columns {
        for (first, last) in runs(form, column) {
            let text = column.text(first + 1, form.items[first]);
            rows[first].push(Cell { rows: last - first + 1, ..Cell::new(text) });
        }
    }
    Wide {
        title: form.title.clone(),
        widths: columns.iter().map(|column| f64::from(column.width)).collect(),
        centred: columns.iter().map(|column| column.centred).collect(),
        head: head(columns),
        rows,
    }
}

/// The groups over their columns; a column without a group takes both rows.
fn head(columns: &[FormColumn]) -> Vec<Vec<Cell>> {
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for group in columns.chunk_by(|one, next| one.group == next.group) {
        let first = &group[0];
        if group.len() == 1 && first.name == first.group {
            upper.push(Cell { rows: 2, ..Cell::new(&first.name) });
        } else {
            upper.push(Cell { columns: group.len(), ..Cell::new(&first.group) });
            lower.extend(group.iter().map(|column| Cell::new(&column.name)));
        }
    }
    vec![upper, lower]
}
