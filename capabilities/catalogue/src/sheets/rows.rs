//! How does each row below a heading become an item, and what of it cannot be understood?

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use gongkai_files::PlacedTable;
use gongkai_text::normalise::squeeze;

use super::cells::{boxes, channels, is_masked, is_on, is_same_as_above, text, tick};
use super::head::Head;
use super::heading::{Column, levels, stage};
use super::place::{Columns, Place};
use super::{Reading, Row};
use crate::pack::{FIELDS, Numbers};
use crate::rules::check::Code;
use crate::rules::element::{Element, REQUIRED};
use crate::rules::item::{DisclosedTo, Item, Level, Mode, Stage, Step};

/// Takes the rows between a heading and `until` into the reading.
pub(super) fn take(table: &PlacedTable, head: &Head, until: u32, field: &str, numbers: &mut Numbers, reading: &mut Reading) {
    let of = head.of();
    let mut taking = Taking {
        table,
        head,
        field,
        columns: Columns::new(table, of.clone()),
        has_field: of.contains_key(&Element::Field),
        formulas: table.formulas.iter().copied().collect(),
        above: BTreeMap::new(),
        filled: BTreeMap::new(),
        numbers,
        reading,
    };
    if taking.columns_are_whole(&of) {
        for (row, cells) in table.rows.range(head.last_row + 1..until) {
            taking.row(*row, cells);
        }
    }
    taking.tell_filled();
}

struct Taking<'a> {
    table: &'a PlacedTable,
    head: &'a Head,
    field: &'a str,
    has_field: bool,
    columns: Arc<Columns>,
    formulas: HashSet<(u32, u32)>,
    /// The last text of each column, for 同上.
    above: BTreeMap<u32, String>,
    /// Runs of empty cells that were filled down: first and last row.
    filled: BTreeMap<u32, (u32, u32)>,
    numbers: &'a mut Numbers,
    reading: &'a mut Reading,
}

impl Taking<'_> {
    fn say(&mut self, code: Code, row: u32, column: u32, what: &str) {
        self.reading.findings.push(code.at(self.table.place(row, column), what));
    }

    /// Says which columns are missing or unclear; false where no item can be made without them.
    fn columns_are_whole(&mut self, of: &BTreeMap<Element, u32>) -> bool {
        let first = self.head.columns.keys().next().copied().unwrap_or_default();
        for column in &self.head.twice {
            self.say(Code::ColumnTwice, self.head.first_row, *column, self.heading(*column));
        }
        for (column, meant) in &self.head.columns {
            if matches!(meant, Column::Level(_, true)) {
                self.say(Code::LevelAssumed, self.head.last_row, *column, self.heading(*column));
            }
        }
        let missing: Vec<Element> =
            REQUIRED.into_iter().filter(|element| !of.contains_key(element) && !self.is_in_title(*element)).collect();
        for element in &missing {
            self.say(Code::ColumnMissing, self.head.first_row, first, element.label());
        }
        !missing.iter().any(|element| matches!(element, Element::Mode | Element::DisclosedTo | Element::Name))
    }

    /// 主动公开基本目录 says in its title how all of it is disclosed.
    fn is_in_title(&self, element: Element) -> bool {
        element == Element::Mode && self.head.title.contains("主动公开")
    }

    fn heading(&self, column: u32) -> &'static str {
        self.head.columns.get(&column).and_then(Column::element).map_or("", Element::label)
    }

    fn row(&mut self, row: u32, cells: &BTreeMap<u32, String>) {
        let texts: BTreeSet<&str> = cells.values().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let first = cells.keys().next().copied().unwrap_or_default();
        let only_numbers = cells.iter().all(|(column, cell)| {
            cell.trim().is_empty() || self.head.columns.get(column) == Some(&Column::Number) || cell.trim().parse::<u32>().is_ok()
        });
        if texts.len() <= 1 || only_numbers {
            // A line over the whole width, a note, a row of column numbers: no item, but it is told.
            if let Some(text) = texts.first() {
                self.say(Code::LineApart, row, first, text);
            }
            return;
        }
        if let Some((column, cell)) = cells.iter().find(|(_, cell)| is_masked(cell)) {
            self.say(Code::Masked, row, *column, cell);
            return;
        }
        let cells = self.filled(row, cells);
        if let Some(item) = self.item(row, &cells) {
            self.reading.rows.push(Row { item, place: Place::new(&self.columns, row) });
        }
    }

    /// The cells of the known columns with 同上 replaced and empty merged ones filled, formulas told.
    fn filled(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> BTreeMap<u32, String> {
        let mut filled = BTreeMap::new();
        let head = self.head;
        for (column, meant) in &head.columns {
            let cell = cells.get(column).map(|cell| text(cell)).unwrap_or_default();
            if *meant == Column::Number {
                continue;
            }
            if self.formulas.contains(&(row, *column)) {
                let broken = cell.is_empty() || cell.starts_with('#');
                self.say(if broken { Code::FormulaEmpty } else { Code::Formula }, row, *column, &cell);
            }
            let cell = self.resolved(row, *column, meant, cell);
            if !cell.is_empty() {
                self.above.insert(*column, cell.clone());
                filled.insert(*column, cell);
            }
        }
        for (column, cell) in cells.iter().filter(|(column, cell)| !head.columns.contains_key(column) && !cell.trim().is_empty()) {
            if !self.above.contains_key(column) {
                self.say(Code::ColumnUnnamed, row, *column, cell);
            }
            self.above.insert(*column, String::new());
            filled.insert(*column, text(cell));
        }
        filled
    }

    fn resolved(&mut self, row: u32, column: u32, meant: &Column, cell: String) -> String {
        if is_same_as_above(&cell) {
            return self.above.get(&column).cloned().unwrap_or_else(|| {
                self.say(Code::NothingAbove, row, column, &cell);
                String::new()
            });
        }
        let fills = matches!(meant, Column::Name(1) | Column::Basis | Column::TimeLimit | Column::Subject | Column::Channels);
        let lower_names = self.head.columns.values().any(|other| matches!(other, Column::Name(2..)));
        if !cell.is_empty() || !fills || (*meant == Column::Name(1) && !lower_names) {
            return cell;
        }
        let Some(above) = self.above.get(&column).cloned() else { return cell };
        match self.filled.get_mut(&column) {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => {
                self.tell_filled_in(column);
                self.filled.insert(column, (row, row));
            }
        }
        above
    }

    fn tell_filled(&mut self) {
        for column in self.filled.keys().copied().collect::<Vec<_>>() {
            self.tell_filled_in(column);
        }
    }

    fn tell_filled_in(&mut self, column: u32) {
        let Some((first, last)) = self.filled.remove(&column) else { return };
        let mut place = self.table.place(first, column);
        if last > first {
            place += &match &self.table.sheet {
                Some(_) => format!(":{}{}", gongkai_files::column_letters(column), last + 1),
                None => format!("至第{}行", last + 1),
            };
        }
        self.reading.findings.push(Code::FilledDown.at(place, self.heading(column)));
    }

    fn item(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Option<Item> {
        let first = |meant: &Column| self.head.columns.iter().find(|(_, column)| *column == meant).and_then(|(n, _)| cells.get(n)).cloned();
        let one = |meant: Column| first(&meant).unwrap_or_default();
        let (content, basis, time_limit, subject) =
            (one(Column::Content), one(Column::Basis), one(Column::TimeLimit), one(Column::Subject));
        let code = one(Column::Code);
        let names = self.names(cells);
        let field = self.field(row, cells);
        let mode = self.mode(row, cells);
        let disclosed = self.disclosed_to(row, cells);
        let item = Item {
            code,
            names,
            content,
            basis,
            time_limit,
            subject,
            channels: self.channels(row, cells),
            mode: mode.unwrap_or(Mode::Proactive),
            disclosed_to: disclosed.as_ref().map_or(DisclosedTo::Everybody, |(to, _)| *to),
            group_note: disclosed.as_ref().map(|(_, note)| note.clone()).unwrap_or_default(),
            levels: self.levels(row, cells),
            stages: self.stages(row, cells),
            ext: self.further(cells),
            steps: self.steps(row, cells),
            field,
        };
        // Numbered even where it is refused, so that a mended table gets the same codes.
        let number = self.numbers.next(&item.field, item.names.first().map_or("", String::as_str));
        let item = if item.code.is_empty() { Item { code: number, ..item } } else { item };
        (mode.is_some() && disclosed.is_some()).then_some(item)
    }

    fn names(&self, cells: &BTreeMap<u32, String>) -> Vec<String> {
        let mut levels: Vec<(u8, u32)> = Vec::new();
        for (number, column) in &self.head.columns {
            if let Column::Name(level) = column {
                levels.push((*level, *number));
            }
        }
        levels.sort_unstable();
        let mut names: Vec<String> =
            levels.iter().map(|(_, number)| cells.get(number).map(|name| squeeze(name)).unwrap_or_default()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        names
    }

    fn field(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> String {
        if !self.has_field {
            return self.field.to_owned();
        }
        let Some((column, cell)) = self.cell(&Column::Field, cells) else { return String::new() };
        let known = FIELDS.iter().find(|field| field.code == cell || field.name == cell || field.aliases.contains(&cell.as_str()));
        known.or_else(|| crate::pack::field_in(&cell)).map_or_else(
            || {
                self.say(Code::CellUnread, row, column, &cell);
                String::new()
            },
            |field| field.code.to_owned(),
        )
    }

    /// The cell under a column that is there once.
    fn cell(&self, meant: &Column, cells: &BTreeMap<u32, String>) -> Option<(u32, String)> {
        let (number, _) = self.head.columns.iter().find(|(_, column)| *column == meant)?;
        cells.get(number).map(|cell| (*number, cell.clone()))
    }

    /// The tick under a column; `None` where there is no such column.
    fn ticked(&mut self, meant: &Column, row: u32, cells: &BTreeMap<u32, String>) -> Option<(bool, String)> {
        let number = *self.head.columns.iter().find(|(_, column)| *column == meant)?.0;
        let cell = cells.get(&number).cloned().unwrap_or_default();
        match tick(&cell) {
            Some(tick) => Some((tick.on, tick.note)),
            // 特定群体（请写明): the group instead of a tick.
            None if *meant == Column::Group => Some((true, cell)),
            None => {
                self.say(Code::CellUnread, row, number, &cell);
                Some((false, String::new()))
            }
        }
    }

    fn mode(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Option<Mode> {
        let of_word = |word: &str| match word {
            "主动" | "主动公开" => Some(Mode::Proactive),
            "依申请" | "依申请公开" => Some(Mode::OnRequest),
            _ => None,
        };
        if let Some((column, cell)) = self.cell(&Column::Mode, cells) {
            let word = chosen(&cell).and_then(|word| of_word(&word));
            if word.is_none() {
                self.say(Code::ChoiceUnclear, row, column, &cell);
            }
            return word;
        }
        let said = self.reading.findings.len();
        let proactive = self.ticked(&Column::Proactive, row, cells);
        let on_request = self.ticked(&Column::OnRequest, row, cells);
        if self.reading.findings.len() > said {
            return None;
        }
        match (proactive.map(|(on, _)| on), on_request.map(|(on, _)| on)) {
            (Some(true), Some(false) | None) => Some(Mode::Proactive),
            (Some(false) | None, Some(true)) => Some(Mode::OnRequest),
            (None, None) if self.is_in_title(Element::Mode) => Some(Mode::Proactive),
            _ => {
                self.unclear(Element::Mode, row);
                None
            }
        }
    }

    fn unclear(&mut self, element: Element, row: u32) {
        let column = self.head.of().get(&element).copied().unwrap_or_default();
        self.say(Code::ChoiceUnclear, row, column, element.label());
    }

    fn disclosed_to(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Option<(DisclosedTo, String)> {
        if let Some((column, cell)) = self.cell(&Column::DisclosedTo, cells) {
            let read = chosen(&cell).and_then(|word| audience(&word));
            if read.is_none() {
                self.say(Code::ChoiceUnclear, row, column, &cell);
            }
            return read;
        }
        let said = self.reading.findings.len();
        let everybody = self.ticked(&Column::Everybody, row, cells);
        let group = self.ticked(&Column::Group, row, cells);
        if self.reading.findings.len() > said {
            return None;
        }
        match (everybody.map(|(on, _)| on), group) {
            (Some(true), Some((false, _)) | None) => Some((DisclosedTo::Everybody, String::new())),
            (Some(false) | None, Some((true, note))) => Some((DisclosedTo::Group, note)),
            _ => {
                self.unclear(Element::DisclosedTo, row);
                None
            }
        }
    }

    fn channels(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Vec<String> {
        let mut found = self.cell(&Column::Channels, cells).map(|(_, cell)| channels(&cell)).unwrap_or_default();
        let head = self.head;
        for (number, column) in &head.columns {
            let Column::Channel(name) = column else { continue };
            let cell = cells.get(number).cloned().unwrap_or_default();
            match tick(&cell) {
                Some(tick) if !tick.on => {}
                Some(tick) if cell.trim().starts_with('▲') => found.push(format!("▲{}", with_note(name, &tick.note))),
                Some(tick) => found.push(with_note(name, &tick.note)),
                None if name == "其他" => found.push(with_note(name, &cell)),
                None => self.say(Code::CellUnread, row, *number, &cell),
            }
        }
        found
    }

    fn levels(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Vec<Level> {
        let mut found: Vec<Level> = Vec::new();
        if let Some((column, cell)) = self.cell(&Column::Levels, cells) {
            match boxes(&cell).map_or_else(
                || levels(&cell),
                |boxes| {
                    let on: Vec<String> = boxes.into_iter().filter(|(mark, _)| is_on(*mark)).map(|(_, name)| name).collect();
                    levels(&on.join("、"))
                },
            ) {
                Some((read, false)) => found = read,
                _ => self.say(Code::CellUnread, row, column, &cell),
            }
        }
        let head = self.head;
        for (number, column) in &head.columns {
            let Column::Level(of_column, _) = column else { continue };
            let cell = cells.get(number).cloned().unwrap_or_default();
            match tick(&cell) {
                Some(tick) if tick.note.is_empty() => found.extend(of_column.iter().filter(|_| tick.on)),
                _ => self.say(Code::CellUnread, row, *number, &cell),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn stages(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Vec<Stage> {
        let mut found: Vec<Stage> = Vec::new();
        if let Some((column, cell)) = self.cell(&Column::Stages, cells) {
            for word in cell.split(['、', ',', '，', ';', '；', '\n', ' ', '/']).filter(|word| !word.is_empty()) {
                match stage(word) {
                    Some(stage) => found.push(stage),
                    None => self.say(Code::CellUnread, row, column, word),
                }
            }
        }
        for stage in Stage::ALL {
            if self.ticked(&Column::Stage(*stage), row, cells).is_some_and(|(on, _)| on) {
                found.push(*stage);
            }
        }
        found
    }

    fn steps(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Vec<Step> {
        let Some((column, cell)) = self.cell(&Column::Steps, cells) else { return Vec::new() };
        serde_json::from_str(&cell).unwrap_or_else(|_| {
            self.say(Code::CellUnread, row, column, &cell);
            Vec::new()
        })
    }

    /// Further columns by their headings, unnamed ones by their number.
    fn further(&self, cells: &BTreeMap<u32, String>) -> BTreeMap<String, String> {
        let mut further = BTreeMap::new();
        for (number, cell) in cells {
            match self.head.columns.get(number) {
                Some(Column::Other(name)) => drop(further.insert(name.clone(), cell.clone())),
                None => drop(further.insert(format!("第{}列", number + 1), cell.clone())),
                Some(_) => {}
            }
        }
        further
    }
}

/// The one thing a cell names: itself, or its only ticked box.
fn chosen(cell: &str) -> Option<String> {
    let Some(boxes) = boxes(cell) else { return Some(cell.trim().to_owned()) };
    let mut on = boxes.into_iter().filter(|(mark, _)| is_on(*mark)).map(|(_, name)| name);
    on.next().filter(|_| on.next().is_none())
}

/// 全社会, 特定群体（申请人)
fn audience(word: &str) -> Option<(DisclosedTo, String)> {
    if matches!(word, "全社会" | "社会公众" | "社会" | "面向社会") {
        return Some((DisclosedTo::Everybody, String::new()));
    }
    let rest = ["特定群体", "特定群众", "特定对象", "特定人群"].iter().find_map(|name| word.strip_prefix(name))?;
    let note = rest.trim_start_matches([':', '：']).trim();
    let inner = note.strip_prefix(['（', '(']).and_then(|note| note.strip_suffix(['）', ')']));
    Some((DisclosedTo::Group, inner.unwrap_or(note).to_owned()))
}

fn with_note(name: &str, note: &str) -> String {
    if name == "其他" && !note.is_empty() { format!("其他:{note}") } else { name.to_owned() }
}
