//! How is this site used, by whom, with which rights? Help, accessibility, privacy, corrections, and the map of the site.

use axum::response::Response;
use gongkai_capability::PublicPage;
use gongkai_law::DisclosureItem;
use gongkai_web::Failure;
use serde_json::json;

use crate::agencies::groups;
use crate::columns::{ABOUT, AGENCIES, DOCUMENTS, NEWS, PARTS, POLICIES, SEARCH, SITE_MAP};

pub(crate) async fn page(page: PublicPage) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    page.render("portal/about.html", json!({"column": ABOUT, "agency": directory.by_path(&page.site.root)}))
}

pub(crate) async fn site_map(page: PublicPage) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let values = json!({
        "column": SITE_MAP,
        "five": PARTS,
        "columns": [POLICIES, NEWS, DOCUMENTS, AGENCIES, SEARCH, ABOUT],
        "items": DisclosureItem::all(),
        "groups": groups(&directory, &page.site.root),
    });
    page.render("portal/site_map.html", values)
}
