//! Which public records are there, and what does one say? As JSON, through the same filter and the same gate as the pages.

use anyhow::Context;
use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;

use super::shapes::{
    AgencyName, AttachmentShape, DocumentLine, DocumentPage, DocumentRecord, EditionLine, ErrorShape, ParagraphShape, RelationShape,
    Tombstone,
};
use crate::filter::Sort;
use crate::public::gate::{Found, find};
use crate::public::query::Asked;
use crate::public::{file_address, shown};
use crate::tables::list::{self, Line};
use crate::tables::{edition, record};

const USUAL: i64 = 50;
const MOST: i64 = 200;

/// Public records by rising id, a page at a time.
#[utoipa::path(
    get,
    path = "/api/v1/documents",
    operation_id = "listDocuments",
    tag = "documents",
    params(
        ("q" = Option<String>, Query, description = "Words in title, 发文字号 or 索引号", max_length = 200),
        ("agency" = Option<Vec<String>>, Query, description = "Paths of agencies, each with those below it"),
        ("kind" = Option<Vec<String>>, Query, description = "Codes of 信息种类"),
        ("topic" = Option<Vec<String>>, Query, description = "Codes of 主题分类"),
        ("genre" = Option<Vec<String>>, Query, description = "Codes of 体裁"),
        ("item" = Option<Vec<String>>, Query, description = "Codes of items of 条例 articles 20 and 21"),
        ("year" = Option<Vec<i32>>, Query, description = "Years of publication"),
        ("validity" = Option<Vec<String>>, Query, description = "Codes of 有效性"),
        ("from" = Option<String>, Query, description = "First day of publication", format = Date),
        ("to" = Option<String>, Query, description = "Last day of publication", format = Date),
        ("after" = Option<i64>, Query, description = "Only records with a greater id", minimum = 0),
        ("limit" = Option<i64>, Query, description = "Rows of a page", minimum = 1, maximum = 200),
    ),
    responses(
        (status = 200, description = "One page", body = DocumentPage),
        (status = 422, description = "The query cannot be read", body = ErrorShape),
        (status = 429, description = "Too many requests", body = ErrorShape),
    )
)]
pub(super) async fn list(page: PublicPage, Query(pairs): Query<Vec<(String, String)>>) -> Result<Json<DocumentPage>, Failure> {
    let (after, limit, mut asked) = read(&pairs)?;
    asked.filter.sort = Sort::Id;
    let db = &page.platform.db;
    // One more than asked for tells whether there is a next page.
    let mut lines = list::after(db, &page.scope(), &asked.filter, after, limit + 1).await?;
    let more = lines.len() as i64 > limit;
    lines.truncate(usize::try_from(limit).context("a limit fits")?);
    let next = if more { lines.last().map(|line| line.id) } else { None };
    let directory = gongkai_agencies::directory(db).await?;
    Ok(Json(DocumentPage { rows: lines.into_iter().map(|line| line_of(&page, line, &directory)).collect(), next }))
}

/// Programs are told what is wrong, all of it, instead of being given something else.
fn read(pairs: &[(String, String)]) -> Result<(i64, i64, Asked), Failure> {
    let asked = Asked::read(pairs);
    let mut problems = asked.problems.clone();
    let mut number = |name: &str, usual: i64, least: i64, most: i64| {
        let Some((_, value)) = pairs.iter().find(|(key, _)| key == name) else { return usual };
        match value.parse::<i64>().ok().filter(|number| (least..=most).contains(number)) {
            Some(number) => number,
            None => {
                problems.push(format!("参数 {name} 应为 {least} 至 {most} 的整数"));
                usual
            }
        }
    };
    let after = number("after", 0, 0, i64::MAX);
    let limit = number("limit", USUAL, 1, MOST);
    if asked.values("year").any(|year| year.parse::<i16>().is_err()) {
        problems.push("参数 year 应为四位年份".to_owned());
    }
    if problems.is_empty() { Ok((after, limit, asked)) } else { Err(Failure::Refused(problems)) }
}

fn line_of(page: &PublicPage, line: Line, directory: &Directory) -> DocumentLine {
    DocumentLine {
        url: format!("{}{}", page.origin, line.path),
        agency: agency_of(&line.agency_path, directory),
        id: line.id,
        title: line.title,
        document_number: line.document_number,
        index_number: line.index_number,
        kind: line.kind,
        topic: line.topic,
        item: line.item,
        genre: line.genre,
        formed_on: line.formed_on,
        published_on: line.published_on,
        effective_on: line.effective_on,
        ends_on: line.ends_on,
        validity: line.validity,
        edition: line.edition,
        edition_at: line.edition_at,
        summary: line.summary,
        n_attachments: line.n_attachments,
    }
}

fn agency_of(path: &str, directory: &Directory) -> AgencyName {
    AgencyName { path: path.to_owned(), name: directory.name_of(path).to_owned() }
}

/// One record with its text, editions and relations.
#[utoipa::path(
    get,
    path = "/api/v1/documents/{id}",
    operation_id = "getDocument",
    tag = "documents",
    params(("id" = i64, Path, description = "Number of the record")),
    responses(
        (status = 200, description = "The record", body = DocumentRecord),
        (status = 301, description = "Another site of the installation shows it"),
        (status = 404, description = "There is no such public record", body = ErrorShape),
        (status = 410, description = "It was withdrawn", body = Tombstone),
        (status = 429, description = "Too many requests", body = ErrorShape),
    )
)]
pub(super) async fn one(page: PublicPage, Path(id): Path<String>) -> Result<Response, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    match find(&page, &id).await? {
        Found::Public(record) => Ok(Json(record_of(&page, &record, &directory).await?).into_response()),
        Found::Withdrawn(record) => Ok((StatusCode::GONE, Json(tombstone(&record, &directory))).into_response()),
        Found::Elsewhere(response) => Ok(response),
    }
}

fn tombstone(record: &record::Record, directory: &Directory) -> Tombstone {
    let error = Failure::Gone.to_string();
    Tombstone {
        reasons: vec![error.clone()],
        error,
        title: record.edition.content.title().to_owned(),
        agency: agency_of(&record.agency_path, directory),
        withdrawn_at: record.withdrawn_at.clone(),
        reason: record.withdrawn_reason.clone(),
        basis: record.withdrawn_basis.clone(),
    }
}

/// A record as programs read it.
pub(crate) async fn record_of(page: &PublicPage, record: &record::Record, directory: &Directory) -> Result<DocumentRecord, Failure> {
    let db = &page.platform.db;
    let related = record::related(db, record.id).await?;
    let editions = edition::lines(db, record.id).await?;
    let content = &record.edition.content;
    let metadata = &content.metadata;
    let own = &record.edition;
    let relation = |one: record::Related| RelationShape {
        relation: one.relation,
        forward: one.forward,
        title: one.title,
        document_number: one.document_number,
        id: one.id,
    };
    let line = |line: edition::EditionLine| EditionLine {
        number: line.number,
        sha256: line.sha256,
        reason: line.reason,
        published_at: line.published_at,
    };
    Ok(DocumentRecord {
        id: record.id,
        url: format!("{}/documents/{}", page.origin, record.id),
        title: content.title().to_owned(),
        document_number: metadata.document_number.clone(),
        index_number: record.index_number.clone(),
        agency: agency_of(&record.agency_path, directory),
        issuers: metadata.issuers.clone(),
        kind: content.kind.clone(),
        topic: content.topic.clone(),
        item: content.item.clone(),
        genre: metadata.genre.clone().unwrap_or_default(),
        openness: metadata.openness.clone().unwrap_or_default(),
        formed_on: metadata.formed_on,
        published_on: record.published_on,
        effective_on: metadata.effective_on,
        ends_on: metadata.ends_on,
        validity: record.validity.clone(),
        summary: content.summary(),
        source: shown::source(record, content, directory),
        edition: EditionLine {
            number: own.number,
            sha256: own.sha256.clone(),
            reason: own.reason.clone(),
            published_at: own.published_at.clone(),
        },
        paragraphs: content.paragraphs.iter().map(paragraph).collect::<Result<_, _>>()?,
        attachments: content.attachments.iter().map(|file| attachment(page, record.id, file)).collect(),
        editions: editions.into_iter().map(line).collect(),
        relations: related.into_iter().map(relation).collect(),
    })
}

fn paragraph(p: &gongkai_text::paragraph::Paragraph) -> Result<ParagraphShape, Failure> {
    let kind = serde_json::to_value(p.kind).map_err(anyhow::Error::from)?;
    Ok(ParagraphShape {
        id: p.id.clone(),
        kind: kind.as_str().unwrap_or_default().to_owned(),
        level: p.level,
        text: p.text.clone(),
        rows: p.rows.clone(),
        image: p.image.clone(),
    })
}

fn attachment(page: &PublicPage, id: i64, file: &crate::content::Attachment) -> AttachmentShape {
    AttachmentShape {
        name: file.name.clone(),
        url: format!("{}{}", page.origin, file_address(id, file)),
        n_bytes: file.n_bytes,
        sha256: file.hash.as_str().to_owned(),
    }
}
