//! How does a list of public records reach its reader? The same lines as a page, a feed, JSON or a table.

use anyhow::Result;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_law::Genre;
use gongkai_web::listing::{Cell, Listing, Row};
use gongkai_web::{Failure, Format};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::query::Asked;
pub use super::query::Typed;
use super::shown::{topics, validity_label};
use crate::filter::Filter;
use crate::kind::Kind;
use crate::tables::list::{self, Brief, Line};
use crate::tables::shelf;

/// Newest entries of a feed.
const FEED: i64 = 50;
/// Rows of a page of JSON.
const JSON_PAGE: i64 = 200;
/// Rows of a table that one request may draw.
const TABLE: i64 = 10_000;

/// A line of a list as pages show it.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub id: i64,
    pub path: String,
    pub title: String,
    pub summary: String,
    pub document_number: Option<String>,
    pub agency: String,
    pub agency_path: String,
    pub kind_label: String,
    pub formed_on: Option<Date>,
    pub published_on: Option<Date>,
    pub validity: String,
    pub validity_label: String,
}

/// Lines with the names of their agencies.
#[must_use]
pub fn shown(lines: Vec<Brief>, directory: &Directory) -> Vec<Shown> {
    let one = |line: Brief| Shown {
        id: line.id,
        path: format!("/documents/{}", line.id),
        title: line.title,
        summary: line.summary,
        document_number: line.document_number,
        agency: directory.name_of(&line.agency_path).to_owned(),
        agency_path: line.agency_path,
        kind_label: Kind::label_of(&line.kind).to_owned(),
        formed_on: line.formed_on,
        published_on: line.published_on,
        validity_label: validity_label(&line.validity).to_owned(),
        validity: line.validity,
    };
    lines.into_iter().map(one).collect()
}

/// The newest public records of a filter.
pub async fn newest(page: &PublicPage, filter: &Filter, n: i64) -> Result<Vec<Shown>, Failure> {
    let db = &page.platform.db;
    let lines = list::briefs(db, &page.scope(), filter, n, 0).await?;
    Ok(shown(lines, &*gongkai_agencies::directory(db).await?))
}

/// A filtered list in a form other than a page.
///
/// # Errors
/// [`Failure::Refused`] with what cannot be read of the query: a feed has no form in which it could be corrected.
pub async fn listing(
    page: &PublicPage,
    asked: &Asked,
    filter: &Filter,
    path: &str,
    title: &str,
    format: Format,
) -> Result<Listing, Failure> {
    if !asked.problems.is_empty() {
        return Err(Failure::Refused(asked.problems.clone()));
    }
    let (limit, offset) = match format {
        Format::Atom => (FEED, 0),
        Format::Json | Format::Page => (JSON_PAGE, JSON_PAGE * (asked.page.clamp(1, 1_000_000) - 1)),
        Format::Csv | Format::Xlsx => (TABLE, 0),
    };
    let (db, scope) = (&page.platform.db, page.scope());
    let lines = list::lines(db, &scope, filter, limit, offset).await?;
    let total = shelf::count(db, &scope, filter).await?;
    let directory = gongkai_agencies::directory(db).await?;
    Ok(Listing {
        title: format!("{title}_{}", page.site.name),
        origin: page.origin.clone(),
        path: asked.address(path),
        columns: vec![
            ("title", "标题"),
            ("document_number", "发文字号"),
            ("index_number", "索引号"),
            ("agency", "发布机构"),
            ("kind", "信息种类"),
            ("topic", "主题分类"),
            ("genre", "体裁"),
            ("formed_on", "成文日期"),
            ("published_on", "发布日期"),
            ("effective_on", "施行日期"),
            ("ends_on", "失效日期"),
            ("validity", "有效性"),
            ("summary", "内容概述"),
        ],
        rows: lines.into_iter().map(|line| row(line, &directory)).collect(),
        total,
    })
}

fn row(line: Line, directory: &Directory) -> Row {
    let agency = directory.name_of(&line.agency_path).to_owned();
    let genre = line.genre.parse::<Genre>().map_or("", Genre::label);
    let instant = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
    let published_at = published_at(line.published_on, instant(&line.first_online_at));
    Row {
        path: line.path,
        summary: line.summary.clone(),
        author: agency.clone(),
        published_at,
        updated_at: instant(&line.edition_at).unwrap_or(published_at),
        cells: vec![
            Cell::from(line.title.as_str()),
            Cell::from(line.document_number.unwrap_or_default()),
            Cell::from(line.index_number.unwrap_or_default()),
            Cell::from(agency),
            Cell::from(line.kind_label),
            Cell::from(topics().path(&line.topic).unwrap_or_default()),
            Cell::from(genre),
            Cell::from(line.formed_on),
            Cell::from(line.published_on),
            Cell::from(line.effective_on),
            Cell::from(line.ends_on),
            Cell::from(line.validity_label),
            Cell::from(line.summary),
        ],
        title: line.title,
    }
}

/// The instant of publication: the system's own where it falls on the day of publication, else the beginning of that day in China.
fn published_at(published_on: Option<Date>, first_online: Option<Timestamp>) -> Timestamp {
    let china = Offset::constant(8);
    match (published_on, first_online) {
        (Some(day), Some(at)) if china.to_datetime(at).date() == day => at,
        (Some(day), _) => china.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH),
        (None, at) => at.unwrap_or(Timestamp::UNIX_EPOCH),
    }
}
