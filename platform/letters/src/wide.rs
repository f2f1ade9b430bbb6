//! How does a wide table with merged headings (a catalogue, a list) become paper: A3 across, as docx and PDF?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::civil::DateTime;
use serde::Serialize;
use typst::syntax::Source;

use crate::docx::wide_docx_of;
use crate::fonts::Fonts;
use crate::layout::clean;
use crate::paper::{Paper, Script};
use crate::pdf::{drawable, template, typeset};
use crate::runs::Face;

static MAIN: LazyLock<Source> = LazyLock::new(|| template("wide.typ", include_str!("../templates/wide.typ")));

/// One table under its title; each begins on a page of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Wide {
    pub title: String,
    /// The share of each column in the width of the page.
    pub widths: Vec<f64>,
    /// Columns whose cells are centred.
    pub centred: Vec<bool>,
    /// Repeated on each page.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

/// One cell, as in HTML: places that a cell from the left or from above covers are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub text: String,
    pub columns: usize,
    pub rows: usize,
}

impl Cell {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), columns: 1, rows: 1 }
    }
}

/// The tables as a Word file.
pub fn wide_docx(tables: &[Wide], printed_at: DateTime) -> anyhow::Result<Vec<u8>> {
    wide_docx_of(&paper(tables, printed_at), &cleaned(tables))
}

/// The tables as PDF. Takes a core for its time: call it where blocking is allowed, and few at once.
pub fn wide_pdf(tables: &[Wide], printed_at: DateTime, fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    let shelf = fonts.shelf();
    let mut tables = cleaned(tables);
    let mut absent = BTreeSet::new();
    let mut text = String::new();
    for table in &mut tables {
        let n = table.widths.len().clamp(1, 30);
        for cell in table.head.iter_mut().chain(&mut table.rows).flatten() {
            cell.text = drawable(&cell.text, 120 / n, shelf, &mut absent);
            text.push_str(&cell.text);
        }
        table.title = drawable(&table.title, 60, shelf, &mut absent);
    }
    if !absent.is_empty() {
        tracing::warn!(characters = ?absent, "no font has these characters");
    }
    let faces = [Face::FangSong, Face::Hei, Face::Song, Face::XiaoBiaoSong];
    let faces = faces.map(|face| (face, shelf.chain_for(face, Script::Simplified, &text))).into();
    let paper = paper(&tables, printed_at);
    let data = Data { title: &paper.title, faces, tables: &tables };
    typeset(&MAIN, &data, HashMap::new(), &paper, shelf)
}

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    faces: BTreeMap<Face, Vec<String>>,
    tables: &'a [Wide],
}

fn paper(tables: &[Wide], printed_at: DateTime) -> Paper {
    let title = tables.first().map_or_else(String::new, |table| clean(&table.title));
    Paper { title, printed_at, ..Paper::default() }
}

/// Control characters have no place in a paper; line ends have one in a cell.
fn cleaned(tables: &[Wide]) -> Vec<Wide> {
    let of_lines = |text: &str| text.split('\n').map(clean).collect::<Vec<_>>().join("\n");
    let cell = |cell: &Cell| Cell { text: of_lines(&cell.text), ..cell.clone() };
    let rows = |rows: &[Vec<Cell>]| rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let table = |table: &Wide| Wide { title: clean(&table.title), head: rows(&table.head), rows: rows(&table.rows), ..table.clone() };
    tables.iter().map(table).collect()
}
