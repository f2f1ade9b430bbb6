//! What do programs read of duties, and how do they know what to expect?

use axum::Json;
use axum::routing::get;
use gongkai_agencies::directory;
use gongkai_capability::{Access, Asked, PublicPage, Route};
use gongkai_identity::within;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::duties::{Ask, Line, duties, first_of};
use crate::library::library;
use crate::rules::duty::Duty;
use crate::view::{Cell, item_path};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route { method: "GET", path: "/api/v1/duties", access: Access::Public, handler: get(list) }]
}

/// The part of the interface that is about duties.
#[derive(Debug, OpenApi)]
#[openapi(paths(list), tags((name = "duties", description = "应公开事项及公开情况")))]
pub struct Interface;

/// How the duties of an agency stand on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyList {
    /// Path of the agency.
    pub agency: String,
    pub agency_name: String,
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    pub rows: Vec<DutyShape>,
}

/// What one item demands in one period.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyShape {
    /// The item, wherever it is inherited to: `std26/200101`.
    pub item: String,
    /// Code of the field; empty where it has none.
    pub field: String,
    /// 一级事项, 二级事项 …
    pub names: Vec<String>,
    /// 公开时限, as it stands.
    pub time_limit: String,
    /// 2026, 2026-H1, 2026-Q1, 2026-03; empty for what must simply be on line.
    pub period: String,
    /// met, met_late, nil, due, late, never_filed, not_applicable, on_request
    pub state: String,
    /// The last day on which it is in time.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Whether that day may yet move.
    pub provisional: bool,
    /// Days after the last day, of the worst record; negative where even that was early.
    pub days_late: Option<i32>,
    /// In one sentence.
    pub told: String,
    /// Address of the item's page.
    pub url: String,
    pub records: Vec<FulfillingRecord>,
}

/// A record that fulfils an item.
#[derive(Debug, Serialize, ToSchema)]
pub struct FulfillingRecord {
    pub id: i64,
    pub title: String,
    pub url: String,
    #[schema(value_type = String, format = Date)]
    pub published_on: Date,
}

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorShape {
    pub error: String,
    /// All reasons at once.
    pub reasons: Vec<String>,
}

/// How the duties of one agency stand, as of any day up to today.
#[utoipa::path(
    get,
    path = "/api/v1/duties",
    operation_id = "listDuties",
    tag = "duties",
    params(
        ("agency" = String, Query, description = "Path of the agency; where it is not given, that of the site"),
        ("as_of" = Option<String>, Query, description = "The day as of which it is read; today where it is not given", format = Date),
        ("field" = Option<Vec<String>>, Query, description = "Codes of fields"),
        ("from_year" = Option<i16>, Query, description = "The first year asked for; two years before where it is not given", minimum = 2000),
    ),
    responses(
        (status = 200, description = "All of them", body = DutyList),
        (status = 404, description = "There is no such agency on this site", body = ErrorShape),
        (status = 422, description = "The query cannot be read", body = ErrorShape),
        (status = 429, description = "Too many requests", body = ErrorShape),
    )
)]
pub(crate) async fn list(page: PublicPage, Asked(asked): Asked) -> Result<Json<DutyList>, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let today = db.clock().today();
    let path = if asked.get("agency").is_empty() { page.site.root.as_str() } else { asked.get("agency") };
    let agency = directory.by_path(path).filter(|agency| within(&page.site.root, &agency.path)).ok_or(Failure::NotFound)?;
    let mut problems = Vec::new();
    let as_of = match asked.get("as_of") {
        "" => today,
        text => text.parse().ok().filter(|day| *day <= today).unwrap_or_else(|| {
            problems.push("参数 as_of 应为不晚于今天的日期，如 2026-03-02".to_owned());
            today
        }),
    };
    let year = match asked.get("from_year") {
        "" => as_of.year() - 2,
        text => text.parse().ok().filter(|year| (2000..=as_of.year()).contains(year)).unwrap_or_else(|| {
            problems.push("参数 from_year 应为2000年以后的四位年份".to_owned());
            as_of.year()
        }),
    };
    if !problems.is_empty() {
        return Err(Failure::Refused(problems));
    }
    let fields = asked.all("field").map(str::to_owned).collect();
    let read = duties(db, &Ask { agencies: vec![agency.path.clone()], as_of, from: first_of(year), fields }).await?;
    let shape = |line: &Line, duty: &Duty| shape(line, duty, &page.origin, format!("{}{}", page.origin, item_path(&library, line)));
    let rows = read.lines.iter().flat_map(|line| line.duties.iter().map(move |duty| shape(line, duty))).collect();
    Ok(Json(DutyList { agency: agency.path.clone(), agency_name: agency.name().to_owned(), as_of, rows }))
}

fn shape(line: &Line, duty: &Duty, origin: &str, url: String) -> DutyShape {
    let item = &line.owed.kept.item;
    let record = |at: &usize| {
        let record = line.records.get(*at).filter(|record| record.named().is_some())?;
        let url = format!("{origin}/documents/{}", record.document);
        Some(FulfillingRecord { id: record.document, title: record.title.clone(), url, published_on: record.published_on })
    };
    DutyShape {
        item: line.owed.item().to_string(),
        field: item.field.clone(),
        names: item.names.clone(),
        time_limit: item.time_limit.clone(),
        period: duty.period.map(|period| period.code()).unwrap_or_default(),
        state: duty.state.code().to_owned(),
        due: duty.due.map(|due| due.on),
        provisional: duty.due.is_some_and(|due| due.provisional),
        days_late: duty.days,
        told: Cell::of(line, duty).told,
        url,
        records: duty.records.iter().filter_map(record).collect(),
    }
}

/// The same rows for the command line.
#[must_use]
pub fn rows(lines: &[Line]) -> Vec<DutyShape> {
    let of = |line: &Line, duty: &Duty| shape(line, duty, "", String::new());
    lines.iter().flat_map(|line| line.duties.iter().map(move |duty| of(line, duty))).collect()
}
