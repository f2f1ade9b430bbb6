//! What does a visitor see first? The search, the way to 政府信息公开, and what is new.

use axum::response::Response;
use gongkai_capability::PublicPage;
use gongkai_documents::public::newest;
use gongkai_documents::{Filter, Kind};
use gongkai_web::Failure;
use serde_json::json;

use crate::agencies::groups;
use crate::columns::{NEWS_KINDS, NOTICE_KINDS, PARTS};

/// Lines of each list: what fits beside the others without becoming a wall.
const LINES: i64 = 7;

pub(crate) async fn page(page: PublicPage) -> Result<Response, Failure> {
    let of = |kinds: Vec<String>| Filter { kinds, ..Filter::default() };
    let named = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let policy = Kind::all().iter().filter(|kind| kind.policy).map(|kind| kind.code.clone()).collect();
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let values = json!({
        "policies": newest(&page, &of(policy), LINES).await?,
        "notices": newest(&page, &of(named(&NOTICE_KINDS)), LINES).await?,
        "news": newest(&page, &of(named(&NEWS_KINDS)), LINES).await?,
        "interpretations": newest(&page, &of(named(&["interpretation"])), LINES).await?,
        "parts": PARTS,
        "groups": groups(&directory, &page.site.root),
    });
    page.render("portal/home.html", values)
}
