//! In which form does a visitor take a record home? Plain text, PDF, docx or JSON of the published edition, papers of those before.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use gongkai_web::listing::percent;

use super::gate::published;
use crate::tables::record::Record;
use crate::{api, papers, tables};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn paper(page: PublicPage, Path((id, form)): Path<(String, String)>) -> Result<Response, Failure> {
    let record = match published(&page, &id).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    if form == "json" {
        let whole = api::record_of(&page, &record, &directory).await?;
        let bytes = serde_json::to_vec_pretty(&whole).map_err(anyhow::Error::from)?;
        return answer(&record, &form, "application/json", bytes);
    }
    printed(&page, &record, &directory, &form, None).await
}

/// The paper of an edition before the newest, behind the same gate: one that was closed is gone.
pub(super) async fn of_edition(page: PublicPage, Path((id, number, form)): Path<(String, String, String)>) -> Result<Response, Failure> {
    let mut record = match published(&page, &id).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let number: i64 = number.parse().map_err(|_| Failure::NotFound)?;
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    if number == record.edition.number {
        return printed(&page, &record, &directory, &form, None).await;
    }
    match tables::edition::open(&page.platform.db, record.id, number).await? {
        Some(edition) => record.edition = edition,
        None => {
            let known = tables::edition::lines(&page.platform.db, record.id).await?.iter().any(|line| line.number == number);
            return Err(if known { Failure::Gone } else { Failure::NotFound });
        }
    }
    printed(&page, &record, &directory, &form, Some(number)).await
}

async fn printed(page: &PublicPage, record: &Record, directory: &Directory, form: &str, older: Option<i64>) -> Result<Response, Failure> {
    let paper = || papers::paper(page, record, directory, older);
    let (media, bytes) = match form {
        "txt" => ("text/plain; charset=utf-8", gongkai_letters::plain_text(&paper()?).into_bytes()),
        "pdf" => ("application/pdf", papers::pdf(&page.platform, record.id, record.edition.number, paper()?).await?),
        "docx" => {
            let paper = paper()?;
            let bytes = tokio::task::spawn_blocking(move || gongkai_letters::docx(&paper)).await.map_err(anyhow::Error::from)?;
            (DOCX, bytes?)
        }
        _ => return Err(Failure::NotFound),
    };
    answer(record, form, media, bytes)
}

fn answer(record: &Record, form: &str, media: &'static str, bytes: Vec<u8>) -> Result<Response, Failure> {
    let title: String =
        record.edition.content.title().chars().filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c)).take(60).collect();
    let sort = if form == "pdf" { "inline" } else { "attachment" };
    let disposition = format!("{sort}; filename=\"{}.{form}\"; filename*=UTF-8''{}.{form}", record.id, percent(&title));
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
