//! May this person have this file, and how does it go out so that no browser runs it?

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::{Platform, StaffPage};
use gongkai_files::{FileHash, sniff};
use gongkai_web::Failure;
use gongkai_web::listing::percent;

use super::{Answer, Id};
use crate::doer::Doer;
use crate::tables;

/// The bytes a draft was read from, as they came.
pub(super) async fn original(page: StaffPage, Id(id): Id) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let original = document.handling.original.ok_or(Failure::NotFound)?;
    send(&page.platform, &original.hash, &original.name, false)
}

/// An attachment of the working copy or of any edition.
pub(super) async fn attachment(page: StaffPage, Path((id, hash, _)): Path<(String, String, String)>) -> Answer {
    let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let document = Doer::staff(&page).document(id).await?;
    let own = document.content.attachments.into_iter().find(|file| file.hash.as_str() == hash);
    let file = match own {
        Some(file) => file,
        None => older(&page, id, &hash).await?.ok_or(Failure::NotFound)?,
    };
    send(&page.platform, &file.hash, &file.name, true)
}

async fn older(page: &StaffPage, id: i64, hash: &str) -> Result<Option<crate::Attachment>, Failure> {
    if !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let content = tables::record::edition_naming(&page.platform.db, id, hash).await?;
    Ok(content.and_then(|content| content.attachments.into_iter().find(|file| file.hash.as_str() == hash)))
}

/// Pictures of the text may be shown in the page; everything else is saved, never opened, by the browser.
pub(super) fn send(platform: &Platform, hash: &FileHash, name: &str, may_show: bool) -> Answer {
    let bytes = platform.files.get(hash).map_err(anyhow::Error::from)?;
    let kind = sniff(name, &bytes);
    let shown = may_show && kind.is_picture() && kind != gongkai_files::FileKind::Svg;
    let disposition = format!("{}; filename=\"file\"; filename*=UTF-8''{}", if shown { "inline" } else { "attachment" }, percent(name));
    let media = if shown { kind.media_type() } else { "application/octet-stream" };
    let mut response: Response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    Ok(response)
}
