//! What did the record say before? An older edition, word for word, marked as one.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use serde_json::json;

use super::gate::{Found, find};
use super::record::{RecordView, editions, tombstone};
use crate::tables;
use crate::tables::edition::EditionLine;

pub(super) async fn page(page: PublicPage, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let mut record = match find(&page, &id).await? {
        Found::Public(record) => record,
        Found::Withdrawn(record) => return tombstone(&page, &record).await,
        Found::Elsewhere(response) => return Ok(response),
    };
    let number: i64 = number.parse().map_err(|_| Failure::NotFound)?;
    if number == record.edition.number {
        return Ok(Redirect::to(&format!("/documents/{}", record.id)).into_response());
    }
    let lines = editions(&page, &record).await?;
    record.edition = tables::edition::open(&page.platform.db, record.id, number).await?.ok_or_else(|| closed(&lines, number))?;
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let view = RecordView::of(&record, &[], lines, &directory);
    page.render("documents/public/edition.html", json!({"record": view}))
}

/// What is answered for an edition that is not to be had: gone where it was closed, unknown where it never was.
pub(super) fn closed(lines: &[EditionLine], number: i64) -> Failure {
    if lines.iter().any(|line| line.number == number) { Failure::Gone } else { Failure::NotFound }
}
