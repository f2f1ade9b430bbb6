//! Which of several is ticked: 主动 or 依申请, 全社会 or 特定群体? Exactly one, or it is told.

use std::collections::BTreeMap;

use super::Taking;
use crate::rules::check::Code;
use crate::rules::element::Element;
use crate::rules::item::{DisclosedTo, Mode};
use crate::sheets::cells::{boxes, is_on, tick};
use crate::sheets::heading::Column;

impl Taking<'_> {
    /// The tick under a column; `None` where there is no such column.
    pub(super) fn ticked(&mut self, meant: &Column, row: u32, cells: &BTreeMap<u32, String>) -> Option<(bool, String)> {
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

    pub(super) fn mode(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Option<Mode> {
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

    pub(super) fn disclosed_to(&mut self, row: u32, cells: &BTreeMap<u32, String>) -> Option<(DisclosedTo, String)> {
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
