//! How do the agencies of a person stand, field by field: where are the gaps?

use std::collections::{BTreeMap, BTreeSet};

use gongkai_agencies::directory;
use gongkai_capability::{Asked, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Format;
use serde_json::json;

use super::Answer;
use crate::duties::{Ask, Line, duties, first_of};
use crate::library::library;
use crate::rows;
use crate::rules::duty::DutyState;
use crate::view::{self, Tally};

pub(super) async fn show(page: StaffPage, Asked(asked): Asked) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let today = db.clock().today();
    let as_of = asked.get("as_of").parse().unwrap_or(today).min(today);
    let reached = directory.all().iter().filter(|agency| page.offers(Action::ReadDuties, &agency.path));
    let ask =
        Ask { agencies: reached.map(|agency| agency.path.clone()).collect(), as_of, from: first_of(as_of.year() - 2), fields: Vec::new() };
    let read = duties(db, &ask).await?;
    if let Some(format) = Format::of(asked.get("format")).filter(|format| *format != Format::Page) {
        let state = asked.get("state").parse::<DutyState>().ok();
        let lines: Vec<&Line> =
            read.lines.iter().filter(|line| state.is_none_or(|state| line.duties.iter().any(|duty| duty.state == state))).collect();
        let listing = rows::of_duties(&page.origin, "/staff/coverage", &format!("公开情况一览（{as_of}）"), &lines, &library, &directory);
        return Ok(listing.answer(format)?);
    }
    let matrix = Matrix::of(&read.lines);
    page.render(
        "catalogue/staff/coverage.html",
        json!({
            "as_of": as_of,
            "tally": Tally::of(&read.lines),
            "fields": matrix.fields.iter().map(|code| json!({"code": code, "label": view::field_label(code)})).collect::<Vec<_>>(),
            "rows": matrix.rows(&read.lines, |path| directory.name_of(path).to_owned(), "/staff/duties?agency=", "&"),
            "n_orphans": read.orphans.len(),
            "orphans": read.orphans.iter().take(50).map(|orphan| json!({
                "catalogue": orphan.catalogue, "code": orphan.code, "name": orphan.name,
                "why": orphan.why.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"),
            })).collect::<Vec<_>>(),
        }),
    )
}

/// Agencies by fields.
pub(crate) struct Matrix<'a> {
    pub fields: BTreeSet<&'a str>,
}

impl<'a> Matrix<'a> {
    pub fn of(lines: &'a [Line]) -> Self {
        Self { fields: lines.iter().map(|line| line.owed.kept.item.field.as_str()).collect() }
    }

    /// A row for each agency that owes anything, with a cell for each field: how much is there, how much is missing.
    pub fn rows(&self, lines: &[Line], name: impl Fn(&str) -> String, address: &str, join: &str) -> Vec<serde_json::Value> {
        let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<&Line>>> = BTreeMap::new();
        for line in lines {
            groups.entry(&line.owed.agency).or_default().entry(&line.owed.kept.item.field).or_default().push(line);
        }
        let row = |(agency, own): (&str, BTreeMap<&str, Vec<&Line>>)| {
            let cells: Vec<serde_json::Value> = self
                .fields
                .iter()
                .map(|field| {
                    own.get(field).map_or(json!(null), |lines| {
                        let tally = Tally::of(lines.iter().copied());
                        let gaps = tally.late + tally.never;
                        json!({"tally": tally, "heat": tally.heat(), "gaps": gaps, "path": format!("{address}{agency}{join}field={field}")})
                    })
                })
                .collect();
            let whole = Tally::of(own.values().flatten().copied());
            json!({"agency": agency, "name": name(agency), "path": format!("{address}{agency}"), "tally": whole, "heat": whole.heat(), "cells": cells})
        };
        groups.into_iter().map(row).collect()
    }
}
