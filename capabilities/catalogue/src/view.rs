//! How do catalogues and duties read on a page? Values for templates and lists, the same for staff and for everybody.

use std::collections::BTreeMap;

use gongkai_agencies::Directory;
use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Catalogue;
use crate::duties::Line;
use crate::library::Library;
use crate::rules::duty::{Duty, DutyState};
use crate::rules::inherit::{Effective, Kept, fields};

/// What a field is called; a code that is none of them reads as itself.
#[must_use]
pub fn field_label(code: &str) -> String {
    crate::pack::field_of_code(code).map_or_else(|| code.to_owned(), |field| field.name.to_owned())
}

/// A sign that is read without colour.
fn mark(state: DutyState) -> &'static str {
    match state {
        DutyState::Met => "✓",
        DutyState::MetLate => "△",
        DutyState::Nil => "○",
        DutyState::Due => "…",
        DutyState::Late => "✕",
        DutyState::NeverFiled => "∅",
        DutyState::NotApplicable => "—",
        DutyState::OnRequest => "申",
    }
}

/// Every state with its sign, for the key below a matrix.
pub(crate) fn key() -> Vec<Value> {
    DutyState::ALL.iter().map(|state| json!({"code": state.code(), "mark": mark(*state), "label": state.label()})).collect()
}

/// One duty in a cell of a matrix.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    pub state: &'static str,
    pub mark: &'static str,
    pub label: &'static str,
    pub period: String,
    pub period_code: String,
    /// In one sentence: by which record, how late, since when.
    pub told: String,
    /// The record that fulfils it.
    pub path: String,
    /// Whether a statement that nothing arose would settle it.
    pub nil_possible: bool,
    pub due: String,
    pub gap: bool,
    pub open: bool,
}

fn count(days: i32) -> String {
    match days {
        0 => "，恰在最后一日".to_owned(),
        days if days > 0 => format!("，晚{days}天"),
        days => format!("，早{}天", -days),
    }
}

impl Cell {
    pub(crate) fn of(line: &Line, duty: &Duty) -> Self {
        let first = duty.records.first().and_then(|at| line.records.get(*at));
        let due = duty.due.map(|due| format!("{}{}", due.on, if due.provisional { "（暂定）" } else { "" })).unwrap_or_default();
        let told = match duty.state {
            DutyState::Met | DutyState::MetLate => {
                let days = duty.days.map(count).unwrap_or_default();
                let title = first.and_then(|record| record.named()).unwrap_or("（已不再公开的信息）");
                format!("{}条{days}：{title}", duty.records.len())
            }
            DutyState::Nil => {
                let nil = line.nils.iter().find(|nil| Some(nil.id) == duty.nil);
                nil.map(|nil| format!("{}（{}签字）", nil.reason, nil.signed_name)).unwrap_or_default()
            }
            DutyState::Due if due.is_empty() => "待公开".to_owned(),
            DutyState::Due => format!("应于{due}前公开"),
            DutyState::Late => format!("应于{due}前公开"),
            DutyState::NeverFiled if due.is_empty() => format!("自{}起应当公开", line.owed.since),
            DutyState::NeverFiled => format!("自{}起应当公开，期限{due}", line.owed.since),
            DutyState::NotApplicable => line.owed.reason.to_string(),
            DutyState::OnRequest => "收到申请后提供".to_owned(),
        };
        Self {
            state: duty.state.code(),
            mark: mark(duty.state),
            label: duty.state.label(),
            period: duty.period.map(|period| period.label()).unwrap_or_default(),
            period_code: duty.period.map(|period| period.code()).unwrap_or_default(),
            told,
            path: first
                .filter(|record| record.named().is_some())
                .map(|record| format!("/documents/{}", record.document))
                .unwrap_or_default(),
            nil_possible: duty.period.is_some() && !duty.state.is_settled(),
            due,
            gap: duty.state.is_gap(),
            open: !duty.state.is_settled(),
        }
    }
}

/// A row of an agency's matrix: an item with its cells by year; what has no period stands under the newest year.
pub(crate) fn row(line: &Line, library: &Library, years: &[i16]) -> Value {
    let mut cells: BTreeMap<i16, Vec<Cell>> = years.iter().map(|year| (*year, Vec::new())).collect();
    let newest = years.last().copied().unwrap_or_default();
    for duty in &line.duties {
        let year = duty.period.map_or(newest, |period| period.first.year());
        cells.entry(year).or_default().push(Cell::of(line, duty));
    }
    let item = &line.owed.kept.item;
    json!({
        "code": item.code, "item": line.owed.item().to_string(), "name": item.names.join(" › "), "short": item.name(),
        "field": field_label(&item.field), "time_limit": item.time_limit, "since": line.owed.since, "applies": line.owed.applies,
        "path": item_path(library, line), "catalogue": line.owed.catalogue.0, "agency": &*line.owed.agency,
        "cells": years.iter().map(|year| json!({"year": year, "duties": cells.get(year)})).collect::<Vec<_>>(),
    })
}

pub(crate) fn item_path(library: &Library, line: &Line) -> String {
    let code = library.get(line.owed.catalogue).map_or("", |own| own.code.as_str());
    format!("/catalogue/{code}/{}", line.owed.code())
}

/// How many duties are settled, how many are open, how many are missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    pub met: usize,
    pub met_late: usize,
    pub nil: usize,
    pub due: usize,
    pub late: usize,
    pub never: usize,
    /// Of everything that could be settled by now.
    pub percent: usize,
}

impl Tally {
    pub(crate) fn of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let mut tally = Self::default();
        for duty in lines.into_iter().flat_map(|line| &line.duties) {
            match duty.state {
                DutyState::Met => tally.met += 1,
                DutyState::MetLate => tally.met_late += 1,
                DutyState::Nil => tally.nil += 1,
                DutyState::Due => tally.due += 1,
                DutyState::Late => tally.late += 1,
                DutyState::NeverFiled => tally.never += 1,
                DutyState::NotApplicable | DutyState::OnRequest => {}
            }
        }
        let settled = tally.met + tally.met_late + tally.nil;
        let fell_due = settled + tally.late + tally.never;
        tally.percent = (settled * 100).checked_div(fell_due).unwrap_or(100);
        tally
    }

    /// From 0 (all is there) to 4 (nothing is), for the shade of a cell; its number says the same.
    pub(crate) fn heat(&self) -> usize {
        match (self.late + self.never, self.percent) {
            (0, _) => 0,
            (_, 90..) => 1,
            (_, 70..) => 2,
            (_, 40..) => 3,
            _ => 4,
        }
    }
}

/// An item as pages show it: the elements with their headings, and what its time limit was read as.
pub(crate) fn item(effective: &Effective) -> Value {
    let item = &effective.kept.item;
    json!({
        "code": item.code, "name": item.names.join(" › "), "short": item.name(), "field": item.field, "field_label": field_label(&item.field),
        "content": item.content, "time_limit": item.time_limit, "read": in_words(&effective.kept), "unread": effective.kept.term.is_err(),
        "subject": item.subject, "levels": item.levels.iter().map(|level| level.label()).collect::<Vec<_>>().join("、"),
        "mode": item.mode.label(), "status": effective.status.code(), "status_label": effective.status.label(),
        "reason": &*effective.reason, "applies": effective.applies, "elements": fields(item),
    })
}

/// What a time limit was read as; why it was not, where it was not.
pub(crate) fn in_words(kept: &Kept) -> String {
    match &kept.term {
        Ok(term) => term.in_words(),
        Err(unread) => unread.to_string(),
    }
}

/// A catalogue as pages show it.
pub(crate) fn catalogue(own: &Catalogue, library: &Library, directory: &Directory) -> Value {
    let items = library.items_now(own.id);
    let version = library.versions(own.id).last();
    let owner = if own.owner.is_empty() { own.tier.label() } else { directory.name_of(&own.owner) };
    json!({
        "id": own.id, "code": own.code, "title": own.title, "kind": own.list_kind.label(), "tier": own.tier.label(), "owner": owner,
        "owner_path": own.owner, "n_items": items.values().filter(|item| item.applies).count(),
        "parent": own.parent.and_then(|parent| library.get(parent)).map(|parent| json!({"id": parent.id, "title": parent.title, "code": parent.code})),
        "version": version.map(|version| json!({"number": version.number, "on": version.on, "reason": version.reason, "basis": version.basis})),
    })
}
