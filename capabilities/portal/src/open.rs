//! Where are the five parts of 政府信息公开, in the order that 国办公开办函〔2019〕61号 fixes?

pub(crate) mod items;
pub(crate) mod reports;

use axum::response::Response;
use gongkai_agencies::{Agency, Directory};
use gongkai_capability::PublicPage;
use gongkai_documents::public::newest;
use gongkai_documents::{Filter, tables};
use gongkai_web::Failure;
use serde_json::{Value, json};

use crate::columns::{GUIDE, INSTITUTIONS, OPEN, PARTS, REQUESTS};

/// Most lines of the parts that are shown whole.
const WHOLE: i64 = 500;

pub(crate) fn of_kind(kind: &str) -> Filter {
    Filter { kinds: vec![kind.to_owned()], ..Filter::default() }
}

/// The agency whose site this is.
fn host<'a>(page: &PublicPage, directory: &'a Directory) -> Result<&'a Agency, Failure> {
    directory.by_path(&page.site.root).ok_or(Failure::NotFound)
}

pub(crate) async fn page(page: PublicPage) -> Result<Response, Failure> {
    let (db, scope) = (&page.platform.db, page.scope());
    let mut parts = Vec::new();
    for part in PARTS {
        let filter = match part.path {
            "/open/institutions" => of_kind("institution"),
            "/open/annual-reports" => of_kind("annual_report"),
            "/open/items" => items::all(),
            _ => {
                parts.push(json!({"column": part}));
                continue;
            }
        };
        let n = tables::shelf::count(db, &scope, &filter).await?;
        parts.push(json!({"column": part, "n": n}));
    }
    let newest = newest(&page, &items::all(), 10).await?;
    page.render("portal/open.html", json!({"column": OPEN, "parts": parts, "five": PARTS, "newest": newest}))
}

/// The guide (条例 article 12): written from what is known of the agency, so that it cannot grow stale beside it.
pub(crate) async fn guide(page: PublicPage) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agency = host(&page, &directory)?;
    let own = Filter { agencies: vec![agency.path.clone()], ..of_kind("guide") };
    let originals = newest(&page, &own, 5).await?;
    let others: Vec<Value> = offices(&directory, &page.site.root).filter(|other| other.path != agency.path).map(office).collect();
    page.render("portal/guide.html", json!({"column": GUIDE, "five": PARTS, "agency": agency, "originals": originals, "others": others}))
}

pub(crate) async fn institutions(page: PublicPage) -> Result<Response, Failure> {
    let lines = newest(&page, &of_kind("institution"), WHOLE).await?;
    page.render("portal/institutions.html", json!({"column": INSTITUTIONS, "five": PARTS, "lines": lines}))
}

/// By which ways a request can be made, and at which office; the pages of the procedure itself are those of requests.
pub(crate) async fn requests(page: PublicPage) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agency = host(&page, &directory)?;
    let offices: Vec<Value> = offices(&directory, &page.site.root).map(office).collect();
    page.render("portal/requests.html", json!({"column": REQUESTS, "five": PARTS, "agency": agency, "offices": offices}))
}

/// The agencies that still act, with an office for openness.
fn offices<'a>(directory: &'a Directory, root: &'a str) -> impl Iterator<Item = &'a Agency> {
    directory.subtree(root).filter(|agency| agency.active)
}

fn office(agency: &Agency) -> Value {
    let data = &agency.data;
    let or = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
    json!({
        "path": agency.path,
        "name": data.name,
        "unit": data.openness.unit,
        "address": or(&data.openness.address, &data.address),
        "office_hours": or(&data.openness.office_hours, &data.office_hours),
        "phone": or(&data.openness.phone, &data.phone),
    })
}
