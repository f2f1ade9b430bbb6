//! What did the record say before? An older edition, word for word, marked as one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use serde_json::json;

use super::gate::{Found, find};
use super::record::{RecordView, editions, tombstone};
use super::shown::column;
use crate::tables;
use crate::tables::edition::EditionLine;
use crate::tables::record::Record;

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
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    match tables::edition::open(&page.platform.db, record.id, number).await? {
        Some(edition) => record.edition = edition,
        None => return closed(&page, &record, &lines, number, &directory),
    }
    let view = RecordView::of(&record, &[], lines, &directory);
    page.render("documents/public/edition.html", json!({"record": view}))
}

/// What is answered for an edition that is not to be had: a tombstone where it was closed, nothing where it never was.
pub(super) fn closed(
    page: &PublicPage,
    record: &Record,
    lines: &[EditionLine],
    number: i64,
    directory: &Directory,
) -> Result<Response, Failure> {
    let line = lines.iter().find(|line| line.number == number).ok_or(Failure::NotFound)?;
    let gone = json!({
        "title": record.edition.content.title(),
        "path": format!("/documents/{}", record.id),
        "edition": number,
        "agency": directory.name_of(&record.agency_path),
        "closed_at": line.closed_at,
        "reason": line.closed,
        "basis": line.closed_basis,
        "column": column(&record.edition.content.kind),
    });
    page.render_as(StatusCode::GONE, "documents/public/edition_closed.html", json!({"gone": gone}))
}
