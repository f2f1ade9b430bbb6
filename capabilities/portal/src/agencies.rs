//! Who is who? The agencies of the site, and the page of each: functions, people, contact, what it published.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use gongkai_agencies::{Agency, AgencyKind, Directory};
use gongkai_capability::PublicPage;
use gongkai_documents::public::newest;
use gongkai_documents::{Facet, Filter, tables};
use gongkai_identity::within;
use gongkai_law::DisclosureItem;
use gongkai_web::Failure;
use serde_json::{Value, json};

use crate::columns::AGENCIES;

/// Agencies of one sort.
pub(crate) fn groups(directory: &Directory, root: &str) -> Vec<Value> {
    let of = |kinds: &[AgencyKind]| -> Vec<Value> {
        let own = |agency: &&Agency| agency.active && kinds.contains(&agency.data.kind);
        let line = |agency: &Agency| json!({"path": agency.path, "name": agency.name(), "short_name": agency.short_name()});
        directory.subtree(root).filter(own).map(line).collect()
    };
    let groups = [
        ("人民政府及办公室", of(&[AgencyKind::Government, AgencyKind::Office])),
        ("政府部门", of(&[AgencyKind::Department])),
        ("乡镇和街道", of(&[AgencyKind::Town, AgencyKind::Subdistrict])),
        ("其他机构和公共企事业单位", of(&[AgencyKind::Institution, AgencyKind::PublicEnterprise])),
    ];
    groups
        .into_iter()
        .filter(|(_, agencies)| !agencies.is_empty())
        .map(|(label, agencies)| json!({"label": label, "agencies": agencies}))
        .collect()
}

pub(crate) async fn list(page: PublicPage) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let dissolved: Vec<Value> = directory
        .subtree(&page.site.root)
        .filter(|agency| !agency.active)
        .map(|agency| json!({"path": agency.path, "name": agency.name(), "on": agency.dissolved_on}))
        .collect();
    page.render("portal/agencies.html", json!({"column": AGENCIES, "groups": groups(&directory, &page.site.root), "dissolved": dissolved}))
}

pub(crate) async fn page(page: PublicPage, Path(path): Path<String>) -> Result<Response, Failure> {
    let db = &page.platform.db;
    let directory = gongkai_agencies::directory(db).await?;
    let agency =
        directory.by_path(path.trim_end_matches('/')).filter(|agency| within(&page.site.root, &agency.path)).ok_or(Failure::NotFound)?;
    let own = Filter { agencies: vec![agency.path.clone()], ..Filter::default() };
    let counts: HashMap<String, i64> = tables::shelf::counts(db, &page.scope(), &own, Facet::Item).await?.into_iter().collect();
    let items: Vec<Value> = DisclosureItem::all()
        .iter()
        .filter_map(|item| counts.get(item.code).map(|n| json!({"code": item.code, "short": item.short, "n": n})))
        .collect();
    let line = |agency: &Agency| json!({"path": agency.path, "name": agency.name()});
    let above: Vec<Value> =
        directory.above(&agency.path).into_iter().filter(|above| within(&page.site.root, &above.path)).map(line).collect();
    let values = json!({
        "column": AGENCIES,
        "agency": agency,
        "functions": agency.data.functions.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        "above": above,
        "below": directory.children(&agency.path).filter(|agency| agency.active).map(line).collect::<Vec<_>>(),
        "successor": directory.by_path(&agency.successor).map(line),
        "newest": newest(&page, &own, 10).await?,
        "items": items,
    });
    page.render("portal/agency.html", values)
}
