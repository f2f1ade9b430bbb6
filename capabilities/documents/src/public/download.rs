//! In which form does a visitor take a record home? Plain text, PDF, docx or JSON of the published edition.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use gongkai_web::listing::percent;

use super::gate::published;
use crate::api;
use crate::papers;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn paper(page: PublicPage, Path((id, form)): Path<(String, String)>) -> Result<Response, Failure> {
    let record = match published(&page, &id).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let paper = || papers::paper(&page, &record, &directory);
    let (media, bytes) = match form.as_str() {
        "txt" => ("text/plain; charset=utf-8", gongkai_letters::plain_text(&paper()?).into_bytes()),
        "pdf" => ("application/pdf", papers::pdf(&page.platform, paper()?).await?),
        "docx" => {
            let paper = paper()?;
            let bytes = tokio::task::spawn_blocking(move || gongkai_letters::docx(&paper)).await.map_err(anyhow::Error::from)?;
            (DOCX, bytes?)
        }
        "json" => {
            let record = api::record_of(&page, &record, &directory).await?;
            ("application/json", serde_json::to_vec_pretty(&record).map_err(anyhow::Error::from)?)
        }
        _ => return Err(Failure::NotFound),
    };
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
