//! In which cell does an element of an item stand?

use std::collections::BTreeMap;
use std::sync::Arc;

use gongkai_files::PlacedTable;

use crate::rules::element::Element;

/// The row of an item, with the columns of the catalogue that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    columns: Arc<Columns>,
    row: u32,
}

/// The columns of one catalogue of one sheet.
#[derive(Debug, PartialEq)]
pub(super) struct Columns {
    /// Without cells: only the names by which places are called.
    table: PlacedTable,
    of: BTreeMap<Element, u32>,
}

impl Columns {
    pub(super) fn new(table: &PlacedTable, of: BTreeMap<Element, u32>) -> Arc<Self> {
        let table = PlacedTable { sheet: table.sheet.clone(), number: table.number, ..PlacedTable::default() };
        Arc::new(Self { table, of })
    }
}

impl Place {
    pub(super) fn new(columns: &Arc<Columns>, row: u32) -> Self {
        Self { columns: Arc::clone(columns), row }
    }

    /// The cell of an element: `标准目录!D5`; of one that has no column, the first cell of the row.
    #[must_use]
    pub fn of(&self, element: Element) -> String {
        let first = self.columns.of.values().min();
        let column = self.columns.of.get(&element).or(first).copied().unwrap_or_default();
        self.columns.table.place(self.row, column)
    }

    /// The first cell of the row.
    #[must_use]
    pub fn first(&self) -> String {
        self.of(Element::Step)
    }

    /// The row as people count it.
    #[must_use]
    pub fn row(&self) -> u32 {
        self.row + 1
    }
}
