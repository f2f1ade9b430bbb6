//! What must my town publish, and did it? The matrix of one agency, and of all agencies of a site.

use axum::extract::Path;
use gongkai_agencies::directory;
use gongkai_capability::{Asked, PublicPage};
use gongkai_identity::within;
use gongkai_web::{Failure, Format};
use serde_json::json;

use super::Answer;
use crate::duties::{Ask, Line, duties, first_of};
use crate::library::library;
use crate::rows;
use crate::staff::Matrix;
use crate::view::{self, Tally};

/// The year of a day and the two before it.
const YEARS: i16 = 3;

pub(super) async fn all(page: PublicPage) -> Answer {
    let db = &page.platform.db;
    let directory = directory(db).await?;
    let today = db.clock().today();
    let agencies = directory.subtree(&page.site.root).map(|agency| agency.path.clone()).collect();
    let read = duties(db, &Ask { agencies, as_of: today, from: first_of(today.year() - YEARS + 1), fields: Vec::new() }).await?;
    let matrix = Matrix::of(&read.lines);
    page.render(
        "catalogue/public/coverage_all.html",
        json!({
            "as_of": today,
            "fields": matrix.fields.iter().map(|code| view::field_label(code)).collect::<Vec<_>>(),
            "rows": matrix.rows(&read.lines, |path| directory.name_of(path).to_owned(), "/coverage/", "?"),
        }),
    )
}

pub(super) async fn one(page: PublicPage, Path(path): Path<String>, Asked(asked): Asked) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let agency = directory.by_path(&path).filter(|agency| within(&page.site.root, &agency.path)).ok_or(Failure::NotFound)?;
    let today = db.clock().today();
    let as_of = asked.get("as_of").parse().unwrap_or(today).min(today);
    let read = duties(db, &Ask { from: first_of(as_of.year() - YEARS + 1), ..Ask::of(&path, as_of) }).await?;
    let (field, gaps) = (asked.get("field"), asked.get("gaps") == "1");
    let holds = |line: &&Line| {
        (field.is_empty() || line.owed.kept.item.field == field) && (!gaps || line.duties.iter().any(|duty| duty.state.is_gap()))
    };
    let lines: Vec<&Line> = read.lines.iter().filter(holds).collect();
    let percent = gongkai_web::listing::percent;
    let address = format!("/coverage/{path}?field={}&gaps={}&as_of={}", percent(field), u8::from(gaps), percent(asked.get("as_of")));
    let title = format!("{}应公开事项", agency.name());
    match Format::of(asked.get("format")).ok_or(Failure::NotFound)? {
        Format::Page => {}
        format => return Ok(rows::of_duties(&page.origin, &address, &title, &lines, &library, &directory).answer(format)?),
    }
    let years: Vec<i16> = (as_of.year() - YEARS + 1..=as_of.year()).collect();
    let fields: std::collections::BTreeSet<&str> = read.lines.iter().map(|line| line.owed.kept.item.field.as_str()).collect();
    page.render(
        "catalogue/public/coverage.html",
        json!({
            "agency": {"path": path, "name": agency.name()}, "as_of": as_of, "title": title, "years": years, "key": view::key(),
            "tally": Tally::of(read.lines.iter()),
            "rows": lines.iter().map(|line| view::row(line, &library, &years)).collect::<Vec<_>>(),
            "fields": fields.iter().filter(|code| !code.is_empty()).map(|code| json!({"code": code, "label": view::field_label(code)})).collect::<Vec<_>>(),
            "field": field, "gaps": gaps, "other_forms": format!("{address}&format="),
        }),
    )
}
