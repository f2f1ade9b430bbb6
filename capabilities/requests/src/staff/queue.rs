//! Which requests are on the desk, by the day on which they are due?

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use gongkai_agencies::directory;
use gongkai_capability::{Remembered, StaffPage};
use gongkai_identity::Action;
use gongkai_web::listing::{Paging, Row};
use gongkai_web::multipart::Form;
use gongkai_web::{Failure, Format, Listing};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::query::{DESKS, Query};
use super::view::{Line, agencies};
use super::{Answer, Asked, choice, choices};
use crate::calendars::calendars;
use crate::case::Case;
use crate::rules::applicant::ApplicantKind;
use crate::rules::history::Channel;
use crate::rules::outcome::Outcome;
use crate::rules::state::State;
use crate::tables::list::{DeskCounts, desk_counts, page as page_of_cases};

const PER_PAGE: i64 = 25;
/// More rows than any office lists; a spreadsheet holds them.
const MOST_EXPORTED: i64 = 100_000;
const LAST: Remembered = Remembered { cookie: "gongkai_requests", path: "/staff/requests" };

pub(super) async fn show(page: StaffPage, Asked(asked): Asked, headers: HeaderMap) -> Answer {
    let query = Query::of(&asked);
    if let Some(format) = Format::of(asked.get("format")).filter(|format| *format != Format::Page) {
        return export(&page, &query, format).await;
    }
    // The menu leads back to the list as it was left.
    if asked.fields.is_empty()
        && let Some(last) = LAST.last(&headers)
    {
        return Ok(Redirect::to(&last).into_response());
    }
    let mut response = page.render("requests/staff/queue.html", whole(&page, &query, &asked).await?)?;
    LAST.keep(&mut response, &query.address())?;
    Ok(response)
}

async fn whole(page: &StaffPage, query: &Query, asked: &Form) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (scope, today) = (page.viewer().scope(Action::ReadRequests), db.clock().today());
    let filter = query.filter(page);
    let n: i64 = asked.get("page").parse().ok().filter(|n| (1..=100_000).contains(n)).unwrap_or(1);
    let (cases, total) = page_of_cases(db, &scope, &filter, today, PER_PAGE, (n - 1) * PER_PAGE).await?;
    let paging = Paging::new(asked.get("page").parse().unwrap_or(1), total, PER_PAGE, &query.address());
    let (directory, calendars) = (directory(db).await?, calendars(&page.platform).await?);
    let lines: Vec<Line> = cases.iter().map(|case| Line::of(case, &directory, calendars.as_of(case.notice_id), today)).collect();
    let counts = desk_counts(db, &scope, today).await?;
    let this_year = today.year();
    let years: Vec<_> = (this_year - 4..=this_year).rev().map(|year| choice(year.to_string(), format!("{year}年"))).collect();
    let join = if query.address().contains('?') { '&' } else { '?' };
    Ok(json!({
        "query": query,
        "n_conditions": query.n_conditions(),
        "tabs": tabs(query, &counts),
        "lines": lines,
        "total": total,
        "paging": paging,
        "export": format!("{}{join}format=", query.address()),
        "states": choices!(State),
        "channels": choices!(Channel),
        "kinds": choices!(ApplicantKind),
        "outcomes": Outcome::ALL.iter().map(|outcome| choice(outcome.code(), format!("{} {}", outcome.code(), outcome.label()))).collect::<Vec<_>>(),
        "agencies": agencies(page, &directory, Action::ReadRequests),
        "years": years,
        "rows": rows(),
        "may_register": page.viewer().may_somewhere(Action::RegisterRequest),
    }))
}

fn tabs(query: &Query, counts: &DeskCounts) -> Vec<Value> {
    let all = DESKS.iter().map(|(code, label)| {
        let n = match *code {
            "open" => Some(counts.open),
            "soon" => Some(counts.soon),
            "overdue" => Some(counts.overdue),
            "waiting" => Some(counts.waiting),
            "unconfirmed" => Some(counts.unconfirmed),
            _ => None,
        };
        let path = Query { desk: (*code).to_owned(), ..query.clone() }.address();
        json!({"label": label, "n": n, "path": path, "current": query.desk == *code, "stop": *code == "overdue" && n.is_some_and(|n| n > 0)})
    });
    all.collect()
}

/// What table 3 of the annual report counts.
fn rows() -> Vec<super::Choice> {
    let mut rows =
        vec![choice("new", "本年新收"), choice("carried", "上年结转"), choice("decided", "本年办结"), choice("open", "结转下年")];
    for outcome in Outcome::ALL {
        if rows.last().is_none_or(|last| last.value != outcome.row()) {
            rows.push(choice(outcome.row(), format!("{} {}", outcome.row(), outcome.label())));
        }
    }
    rows
}

/// Exactly the filtered list, and never who asked.
async fn export(page: &StaffPage, query: &Query, format: Format) -> Answer {
    let db = &page.platform.db;
    let (scope, today) = (page.viewer().scope(Action::ReadRequests), db.clock().today());
    let (cases, total) = page_of_cases(db, &scope, &query.filter(page), today, MOST_EXPORTED, 0).await?;
    let (directory, calendars) = (directory(db).await?, calendars(&page.platform).await?);
    let rows = cases.iter().map(|case| row(case, &Line::of(case, &directory, calendars.as_of(case.notice_id), today))).collect();
    let columns = vec![
        ("number", "申请编号"),
        ("title", "标题"),
        ("agency", "受理机关"),
        ("state", "办理状态"),
        ("channel", "申请渠道"),
        ("applicant_kind", "申请人类型"),
        ("submitted_on", "提交日期"),
        ("received_on", "收到日期"),
        ("due_on", "答复期限"),
        ("left", "剩余期限"),
        ("assignee", "承办人"),
        ("outcome", "答复类型"),
        ("outcome_code", "答复代码"),
        ("replied_on", "答复日期"),
        ("in_time", "是否按期"),
        ("working_days", "用时（工作日）"),
    ];
    let listing =
        Listing { title: "依申请公开清单".to_owned(), origin: page.origin.clone(), path: query.address(), columns, rows, total };
    Ok(listing.answer(format)?)
}

fn row(case: &Case, line: &Line) -> Row {
    let at = |text: &str| text.parse::<Timestamp>().unwrap_or(Timestamp::UNIX_EPOCH);
    Row {
        path: super::page_of(case.id),
        title: case.title.clone(),
        summary: String::new(),
        author: line.agency.clone(),
        published_at: at(&case.created_at),
        updated_at: at(&case.changed_at),
        cells: vec![
            case.number.clone().into(),
            case.title.clone().into(),
            line.agency.clone().into(),
            line.state_label.clone().into(),
            line.channel.into(),
            line.kind.into(),
            Some(case.submitted_on).into(),
            case.receipt_on.into(),
            case.due_on.into(),
            line.left.clone().into(),
            line.assignee.clone().into(),
            line.outcome.into(),
            case.outcome.map_or("", |outcome| outcome.code()).into(),
            case.replied_on.into(),
            case.in_time.map_or("", |held| if held { "是" } else { "否" }).into(),
            case.days_used.map_or(gongkai_web::listing::Cell::None, gongkai_web::listing::Cell::Number),
        ],
    }
}
