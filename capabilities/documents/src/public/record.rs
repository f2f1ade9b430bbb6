//! What stands at the address of a record: its page, or the words in its place where it was withdrawn.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use serde::Serialize;
use serde_json::json;

use super::body;
use super::gate::{Found, find};
use super::shown::{Banner, Column, FileLine, Relations, banner, column, facts, files, published_minute, relations, source};
use crate::kind::Kind;
use crate::tables;
use crate::tables::edition::EditionLine;
use crate::tables::record::{Record, Related};

/// Everything that the page of a record, of today or of an older edition, shows.
#[derive(Debug, Serialize)]
pub(crate) struct RecordView {
    pub id: i64,
    pub path: String,
    pub title: String,
    pub agency: String,
    pub agency_path: String,
    pub kind_label: String,
    pub column: Column,
    pub facts: Vec<(&'static str, String)>,
    pub banner: Option<Banner>,
    /// HTML, escaped where it was written.
    pub body: String,
    pub contact: String,
    pub files: Vec<FileLine>,
    pub relations: Vec<Relations>,
    /// The items of catalogues that it fulfils: label and address.
    pub items: Vec<(String, String)>,
    pub editions: Vec<EditionLine>,
    pub edition: i64,
    pub newest: i64,
    pub edition_at: String,
    pub edition_reason: String,
    pub sha256: String,
    pub published_minute: String,
    pub source: String,
    pub description: String,
    pub keywords: String,
}

impl RecordView {
    pub(crate) fn of(record: &Record, related: &[Related], editions: Vec<EditionLine>, directory: &Directory) -> Self {
        let content = &record.edition.content;
        let kind_label = Kind::label_of(&content.kind).to_owned();
        let keywords = content.metadata.keywords.clone().filter(|words| !words.trim().is_empty());
        Self {
            id: record.id,
            path: format!("/documents/{}", record.id),
            title: content.title().to_owned(),
            agency: directory.name_of(&record.agency_path).to_owned(),
            agency_path: record.agency_path.clone(),
            column: column(&content.kind),
            facts: facts(record, content, directory),
            banner: banner(record, related),
            body: body::html(record.id, content),
            contact: content.contact.clone(),
            files: files(record.id, content),
            relations: relations(related),
            items: Vec::new(),
            newest: editions.first().map_or(record.edition.number, |newest| newest.number),
            editions,
            edition: record.edition.number,
            edition_at: record.edition.published_at.clone(),
            edition_reason: record.edition.reason.clone(),
            sha256: record.edition.sha256.clone(),
            published_minute: published_minute(record.published_on, &record.first_online_at),
            source: source(record, content, directory),
            description: content.summary(),
            keywords: keywords.unwrap_or_else(|| kind_label.clone()),
            kind_label,
        }
    }
}

/// All editions; one that was never changed needs no question.
pub(super) async fn editions(page: &PublicPage, record: &Record) -> Result<Vec<EditionLine>, Failure> {
    let own = &record.edition;
    if own.number == 1 {
        let line = EditionLine {
            number: 1,
            sha256: own.sha256.clone(),
            reason: own.reason.clone(),
            published_at: own.published_at.clone(),
            ..EditionLine::default()
        };
        return Ok(vec![line]);
    }
    Ok(tables::edition::lines(&page.platform.db, record.id).await?)
}

pub(super) async fn page(page: PublicPage, Path(id): Path<String>) -> Result<Response, Failure> {
    let record = match find(&page, &id).await? {
        Found::Public(record) => record,
        Found::Withdrawn(record) => return tombstone(&page, &record).await,
        Found::Elsewhere(response) => return Ok(response),
    };
    let related = if record.is_related { tables::record::related(&page.platform.db, record.id).await? } else { Vec::new() };
    let editions = editions(&page, &record).await?;
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let mut view = RecordView::of(&record, &related, editions, &directory);
    view.items = items(&page, &record).await?;
    page.render("documents/public/record.html", BTreeMap::from([("record", view)]))
}

async fn items(page: &PublicPage, record: &Record) -> Result<Vec<(String, String)>, Failure> {
    let named = &record.edition.content.items;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let library = gongkai_catalogue::library(&page.platform.db).await?;
    let one = |value: &String| {
        let item = gongkai_catalogue::ItemRef::parse(value)?;
        let (catalogue, found) = library.find(&item, &record.agency_path)?;
        Some((found.kept.item.names.join(" › "), format!("/catalogue/{}/{}", catalogue.code, item.code)))
    };
    Ok(named.iter().filter_map(one).collect())
}

/// What was taken off line, when, why and on what basis; not a word of its text.
pub(super) async fn tombstone(page: &PublicPage, record: &Record) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let content = &record.edition.content;
    let gone = json!({
        "title": content.title(),
        "agency": directory.name_of(&record.agency_path),
        "index_number": record.index_number,
        "document_number": content.metadata.document_number,
        "withdrawn_at": record.withdrawn_at,
        "reason": record.withdrawn_reason,
        "basis": record.withdrawn_basis,
        "column": column(&content.kind),
    });
    page.render_as(StatusCode::GONE, "documents/public/tombstone.html", json!({"gone": gone}))
}
