//! What changed from one edition to the other, and why? The comparison, for everybody.

use axum::extract::Path;
use axum::response::Response;
use gongkai_capability::PublicPage;
use gongkai_text::compare::compare;
use gongkai_web::Failure;
use serde_json::json;

use super::comparison::shortened;
use super::edition::closed;
use super::gate::{Found, find};
use super::record::{editions, tombstone};
use super::shown::{column, facts};
use crate::tables;

pub(super) async fn page(page: PublicPage, Path((id, from, to)): Path<(String, String, String)>) -> Result<Response, Failure> {
    let record = match find(&page, &id).await? {
        Found::Public(record) => record,
        Found::Withdrawn(record) => return tombstone(&page, &record).await,
        Found::Elsewhere(response) => return Ok(response),
    };
    let number = |text: &str| text.parse::<i64>().map_err(|_| Failure::NotFound);
    let (from, to) = (number(&from)?, number(&to)?);
    let db = &page.platform.db;
    let lines = editions(&page, &record).await?;
    let directory = gongkai_agencies::directory(db).await?;
    let Some(old) = tables::edition::open(db, record.id, from).await? else {
        return closed(&page, &record, &lines, from, &directory);
    };
    let Some(new) = tables::edition::open(db, record.id, to).await? else {
        return closed(&page, &record, &lines, to, &directory);
    };
    let (before, after) = (facts(&record, &old.content, &directory), facts(&record, &new.content, &directory));
    let value = |rows: &[(&'static str, String)], label: &str| {
        rows.iter().find(|(own, _)| *own == label).map_or_else(String::new, |(_, value)| value.clone())
    };
    let mut labels: Vec<&str> = after.iter().map(|(label, _)| *label).collect();
    labels.extend(before.iter().map(|(label, _)| *label).filter(|label| !after.iter().any(|(own, _)| own == label)));
    let mut changed: Vec<_> = labels.into_iter().map(|label| (label, value(&before, label), value(&after, label))).collect();
    changed.insert(0, ("标题", old.content.title().to_owned(), new.content.title().to_owned()));
    changed.retain(|(_, before, after)| before != after);
    let names = |content: &crate::content::Content| {
        content.attachments.iter().filter(|file| !file.inline).map(|file| (file.name.clone(), file.hash.clone())).collect::<Vec<_>>()
    };
    let (had, has) = (names(&old.content), names(&new.content));
    let gone: Vec<_> = had.iter().filter(|file| !has.contains(file)).map(|(name, _)| name).collect();
    let came: Vec<_> = has.iter().filter(|file| !had.contains(file)).map(|(name, _)| name).collect();
    let view = json!({
        "id": record.id,
        "path": format!("/documents/{}", record.id),
        "title": record.edition.content.title(),
        "column": column(&record.edition.content.kind),
        "from": {"number": old.number, "published_at": old.published_at, "sha256": old.sha256},
        "to": {"number": new.number, "published_at": new.published_at, "sha256": new.sha256},
        "editions": lines,
        "facts": changed,
        "files_gone": gone,
        "files_come": came,
        "changes": shortened(compare(&old.content.paragraphs, &new.content.paragraphs)),
    });
    page.render("documents/public/compare.html", json!({"comparison": view}))
}
