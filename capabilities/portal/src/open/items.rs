//! What must be published by law, item by item, and is it? The tree of 条例 articles 20 and 21.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use gongkai_agencies::AgencyKind;
use gongkai_capability::PublicPage;
use gongkai_documents::{Facet, Filter, tables};
use gongkai_law::DisclosureItem;
use gongkai_law::Level;
use gongkai_web::Failure;
use serde_json::{Value, json};

use crate::columns::{ITEMS, OPEN, PARTS};
use crate::lists::{List, Pairs, draw};

/// Everything that stands under an item.
pub(crate) fn all() -> Filter {
    Filter { items: DisclosureItem::all().iter().map(|item| item.code.to_owned()).collect(), ..Filter::default() }
}

/// Whose items a site shows: those of article 20 are everyone's; a county's site also shows those of its towns.
fn levels(kind: AgencyKind) -> &'static [Level] {
    match kind {
        AgencyKind::Town | AgencyKind::Subdistrict => &[Level::All, Level::Town],
        AgencyKind::Government => &[Level::All, Level::County, Level::Town],
        _ => &[Level::All, Level::County],
    }
}

fn heading(level: Level) -> &'static str {
    match level {
        Level::All => "第二十条规定的公开内容",
        Level::County => "第二十一条规定的公开内容（设区的市级、县级人民政府及其部门）",
        Level::Town => "第二十一条规定的公开内容（乡镇人民政府）",
    }
}

pub(crate) async fn tree(page: PublicPage) -> Result<Response, Failure> {
    let db = &page.platform.db;
    let counts: HashMap<String, i64> =
        tables::shelf::counts(db, &page.scope(), &Filter::default(), Facet::Item).await?.into_iter().collect();
    let directory = gongkai_agencies::directory(db).await?;
    let kind = directory.by_path(&page.site.root).map_or(AgencyKind::Government, |agency| agency.data.kind);
    let items = DisclosureItem::all();
    let group = |level: &Level| -> Value {
        let own: Vec<Value> = items
            .iter()
            .filter(|item| item.level == *level)
            .map(|item| json!({"code": item.code, "article": item.article, "label": item.label, "short": item.short, "n": counts.get(item.code).unwrap_or(&0)}))
            .collect();
        json!({"heading": heading(*level), "items": own})
    };
    let groups: Vec<Value> = levels(kind).iter().map(group).collect();
    page.render("portal/items.html", json!({"column": ITEMS, "five": PARTS, "groups": groups}))
}

pub(crate) async fn list(page: PublicPage, Path(code): Path<String>, pairs: Pairs) -> Result<Response, Failure> {
    let item = DisclosureItem::get(&code).ok_or(Failure::NotFound)?;
    let path = format!("/open/items/{}", item.code);
    let of = |label: &str, path: &str| (label.to_owned(), path.to_owned());
    let list = List {
        trail: vec![of(OPEN.name, OPEN.path), of(ITEMS.name, ITEMS.path), of(item.short, &path)],
        column: ITEMS,
        title: item.short.to_owned(),
        kinds: Vec::new(),
        items: vec![item.code.to_owned()],
        facets: &[Facet::Agency, Facet::Kind, Facet::Year],
        about: format!("{}。依据：《中华人民共和国政府信息公开条例》{}", item.label, item.article),
        path,
    };
    draw(page, pairs, list).await
}
