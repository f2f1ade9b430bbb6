//! Which form do the facts of a case make, blank or filled?

use gongkai_letters::form::{Form, Row, choices};
use serde_json::Value as Json;

use super::compose::printed_at;
use super::fill::Filler;
use super::template::{self, SheetRow, SheetTemplate};
use crate::rules::papers::Paper;

/// The form D01, D02, D26, D27 or D28. What is not given stays an empty cell, to be written by hand; only the few values that
/// a template calls required must be there, and not even they in a blank form.
///
/// `values` needs `printed_at`; for the rest see the template.
pub fn sheet(paper: Paper, own: Option<&str>, values: &Json, blank: bool) -> Result<Form, Vec<String>> {
    let name = if paper == Paper::Receipt { "D02-form" } else { paper.code() };
    let template: SheetTemplate = template::read(name, own)?;
    let mut strict = Filler::new(paper.code(), values, true);
    if !blank {
        for path in &template.required {
            strict.need(path);
        }
    }
    let printed_at = printed_at(&mut strict);
    let mut filler = Filler::new(paper.code(), values, false);
    filler.problems = strict.problems;
    let form = Form {
        title: template.title.unwrap_or_else(|| paper.label().to_owned()),
        subtitle: template.subtitle.map(|subtitle| filler.text(&subtitle)),
        rows: template.rows.iter().map(|row| self::row(row, &mut filler)).collect(),
        notes: template.notes.iter().map(|note| filler.text(note)).collect(),
        printed_at,
    };
    if filler.problems.is_empty() { Ok(form) } else { Err(filler.problems) }
}

pub(super) fn row(row: &SheetRow, filler: &mut Filler) -> Row {
    if let Some(section) = &row.section {
        return Row::section(section);
    }
    if let Some(label) = &row.choice {
        let taken = row.taken.as_deref().map(|path| filler.words(path)).unwrap_or_default();
        let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
        let all: Vec<&str> = row.all.iter().map(String::as_str).collect();
        return Row::pair(label, &choices(&all, &taken)).tall(row.tall);
    }
    let filled: Vec<(&str, String)> = row.pairs.iter().map(|[label, value]| (label.as_str(), filler.text(value))).collect();
    let pairs: Vec<(&str, &str)> = filled.iter().map(|(label, value)| (*label, value.as_str())).collect();
    Row::pairs(&pairs).tall(row.tall)
}
