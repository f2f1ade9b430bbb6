//! May this file be had now? Files are part of their record and leave through the same gate, asked at each request.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_files::{FileKind, sniff};
use gongkai_web::Failure;
use gongkai_web::listing::percent;

use super::gate::published;
use crate::content::Attachment;
use crate::tables;

pub(super) async fn file(page: PublicPage, Path((id, hash, _name)): Path<(String, String, String)>) -> Result<Response, Failure> {
    let record = match published(&page, &id).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    // A hash and nothing else: the value goes into a `like`.
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::NotFound);
    }
    let find = |files: &[Attachment]| files.iter().find(|file| file.hash.as_str() == hash).cloned();
    let held = match find(&record.edition.content.attachments) {
        Some(file) => file,
        None => {
            let edition = tables::record::edition_naming(&page.platform.db, record.id, &hash).await?;
            match edition.and_then(|content| find(&content.attachments)) {
                Some(file) => file,
                None => return Err(gone_or_unknown(&page, record.id, &hash).await?),
            }
        }
    };
    let platform = page.platform.clone();
    let wanted = held.hash.clone();
    let bytes = tokio::task::spawn_blocking(move || platform.files.get(&wanted)).await.map_err(anyhow::Error::from)?;
    answer(&held, bytes.map_err(anyhow::Error::from)?)
}

/// A file that only closed editions had is gone; what none ever had is unknown.
async fn gone_or_unknown(page: &PublicPage, id: i64, hash: &str) -> Result<Failure, Failure> {
    let closed = tables::edition::closed_naming(&page.platform.db, id, hash).await?;
    let had = closed.iter().any(|content| content.attachments.iter().any(|file| file.hash.as_str() == hash));
    Ok(if had { Failure::Gone } else { Failure::NotFound })
}

fn answer(file: &Attachment, bytes: Vec<u8>) -> Result<Response, Failure> {
    let kind = sniff(&file.name, &bytes);
    // A picture or PDF may be looked at; anything else is saved, so that no document of ours runs on our own site.
    let inline = matches!(kind, FileKind::Pdf | FileKind::Png | FileKind::Jpeg | FileKind::Gif | FileKind::Webp);
    let media = match kind {
        FileKind::Html | FileKind::Svg | FileKind::Xml => "application/octet-stream",
        kind => kind.media_type(),
    };
    let disposition = format!("{}; filename*=UTF-8''{}", if inline { "inline" } else { "attachment" }, percent(&file.name));
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
