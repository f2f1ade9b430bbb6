//! Which answers did agencies publish, and what do they say? One filter for the page, the feed, JSON and tables.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::listing::{Cell, Listing, Row, percent};
use gongkai_web::{Failure, Format, Paging};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, receivers};
use crate::case::{AnswerState, Case};
use crate::tables;

const PATH: &str = "/requests/answers";
const PER_PAGE: i64 = 20;
/// Rows of a form other than a page.
const FORMS: i64 = 1_000;
const LONGEST: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    q: String,
    agency: String,
    page: String,
    format: String,
}

/// The filter, read once.
#[derive(Debug, Clone, Serialize)]
struct Filter {
    q: String,
    agency: String,
}

impl Filter {
    fn of(typed: &Typed) -> Self {
        let q: String = typed.q.trim().chars().take(LONGEST).collect();
        Self { q, agency: typed.agency.trim().to_owned() }
    }

    /// Below which path: what is not of this site finds nothing.
    fn path<'a>(&'a self, root: &'a str) -> &'a str {
        match self.agency.as_str() {
            "" => root,
            path if gongkai_identity::within(root, path) => path,
            _ => "-",
        }
    }

    fn address(&self) -> String {
        let given = [("q", &self.q), ("agency", &self.agency)];
        let pairs: Vec<String> =
            given.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if pairs.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", pairs.join("&")) }
    }
}

pub(super) async fn list(page: PublicPage, Query(typed): Query<Typed>) -> Answer {
    let filter = Filter::of(&typed);
    let db = &page.platform.db;
    let directory = gongkai_agencies::directory(db).await?;
    let path = filter.path(&page.site.root).to_owned();
    match Format::of(&typed.format) {
        None => return Err(Failure::refused("列表没有这种格式，可用：atom、json、csv、xlsx")),
        Some(Format::Page) => {}
        Some(format) => {
            let (cases, total) = tables::list::public_answers(db, &path, &filter.q, FORMS, 0).await?;
            return Ok(listing(&page, &filter, &cases, total, &directory).answer(format)?);
        }
    }
    let asked = typed.page.parse().unwrap_or(1);
    let address = filter.address();
    let (_, total) = tables::list::public_answers(db, &path, &filter.q, 0, 0).await?;
    let paging = Paging::new(asked, total, PER_PAGE, &address);
    let (cases, _) = tables::list::public_answers(db, &path, &filter.q, PER_PAGE, paging.offset()).await?;
    let agencies: Vec<Value> =
        receivers(&directory, &page.site.root).map(|agency| json!({"value": agency.path, "label": agency.name()})).collect();
    let join = if address.contains('?') { '&' } else { '?' };
    let values = json!({
        "filter": filter,
        "agencies": agencies,
        "forms_address": format!("{address}{join}format="),
        "total": total,
        "lines": cases.iter().map(|case| line(case, &directory)).collect::<Vec<_>>(),
        "paging": paging,
    });
    page.render("requests/public/answers.html", values)
}

fn line(case: &Case, directory: &Directory) -> Value {
    json!({
        "path": format!("{PATH}/{}", case.id),
        "title": case.answer.title,
        "summary": case.answer.question,
        "agency": directory.name_of(&case.agency_path),
        "outcome": case.outcome.map(|outcome| outcome.label()),
        "on": case.answer.on,
    })
}

fn listing(page: &PublicPage, filter: &Filter, cases: &[Case], total: i64, directory: &Directory) -> Listing {
    let row = |case: &Case| {
        let at = case.answer.on.and_then(|on| Offset::constant(8).to_timestamp(on.at(0, 0, 0, 0)).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        let agency = directory.name_of(&case.agency_path).to_owned();
        Row {
            path: format!("{PATH}/{}", case.id),
            title: case.answer.title.clone(),
            summary: case.answer.question.clone(),
            author: agency.clone(),
            published_at: at,
            updated_at: at,
            cells: vec![
                Cell::from(case.answer.title.as_str()),
                Cell::from(agency),
                Cell::from(case.answer.question.as_str()),
                Cell::from(case.answer.text.as_str()),
                Cell::from(case.outcome.map_or("", |outcome| outcome.label())),
                Cell::from(case.replied_on),
                Cell::from(case.answer.on),
            ],
        }
    };
    Listing {
        title: format!("依申请公开答复选登_{}", page.site.name),
        origin: page.origin.clone(),
        path: filter.address(),
        columns: vec![
            ("title", "标题"),
            ("agency", "答复机关"),
            ("question", "申请内容"),
            ("answer", "答复内容"),
            ("outcome", "答复类型"),
            ("replied_on", "答复日期"),
            ("published_on", "公开日期"),
        ],
        rows: cases.iter().map(row).collect(),
        total,
    }
}

pub(super) async fn page(page: PublicPage, Path(id): Path<i64>) -> Answer {
    let db = &page.platform.db;
    let case = tables::case::by_id(db, id).await?.ok_or(Failure::NotFound)?;
    if !gongkai_identity::within(&page.site.root, &case.agency_path) {
        return Err(Failure::NotFound);
    }
    match case.answer.state {
        AnswerState::Public => {}
        // Was public once: its day stays when it is taken back.
        AnswerState::Closed if case.answer.on.is_some() => {
            let words = ["该答复已经撤下，不再公开。", "需要了解有关情况的，可以向答复机关提出政府信息公开申请。"];
            let said = json!({"title": "该答复已经撤下", "words": words});
            return page.render_as(StatusCode::GONE, "requests/public/said.html", said);
        }
        _ => return Err(Failure::NotFound),
    }
    let directory = gongkai_agencies::directory(db).await?;
    let paragraphs = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let values = json!({
        "answer": {
            "title": case.answer.title,
            "question": paragraphs(&case.answer.question),
            "text": paragraphs(&case.answer.text),
            "agency": directory.name_of(&case.agency_path),
            "agency_path": case.agency_path,
            "outcome": case.outcome.map(|outcome| outcome.label()),
            "replied_on": case.replied_on,
            "on": case.answer.on,
        },
    });
    page.render("requests/public/answer.html", values)
}
