//! May this person have this file or letter of a case, and how does it go out so that no browser runs it?

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::StaffPage;
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::listing::percent;

use super::Answer;
use super::view::Seen;
use crate::acts;
use crate::case::Case;
use crate::tables;
use crate::tables::file::CaseFile;

/// What shows who asked is for those who may know it.
pub(super) fn may_open(page: &StaffPage, case: &Case, file: &CaseFile) -> Result<(), Failure> {
    // A paper that is disclosed in part says nothing of who asked; who judges what is taken out of it must see it.
    if file.sealed && file.kind != "original" {
        return page.may(Action::ReadApplicant, &case.agency_path);
    }
    works_on(page, case)
}

/// Materials are for those who work on the answer, not for those who only watch.
pub(super) fn works_on(page: &StaffPage, case: &Case) -> Result<(), Failure> {
    let path = &case.agency_path;
    let works = [
        Action::HandleRequest,
        Action::RegisterRequest,
        Action::ReviewSecrecy,
        Action::ReviewLegal,
        Action::ApproveRequest,
        Action::SignRequest,
    ];
    if works.into_iter().any(|action| page.offers(action, path)) { Ok(()) } else { page.may(Action::HandleRequest, path) }
}

fn number(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

pub(super) async fn file(page: StaffPage, Path((id, file)): Path<(String, String)>) -> Answer {
    let seen = Seen::of(&page, number(&id)?).await?;
    let file = number(&file)?;
    let all = tables::file::of(&page.platform.db, seen.case.id).await?;
    let file = all.into_iter().find(|known| known.id == file).ok_or(Failure::NotFound)?;
    may_open(&page, &seen.case, &file)?;
    let bytes = acts::keep::read_file(&page.platform, &file)?;
    if file.kind == "original" {
        acts::handle::looked_at_original(&Doer::staff(&page), &seen.case, &format!("文件{}", file.id)).await?;
    } else if file.sealed {
        acts::handle::looked(&Doer::staff(&page), &seen.case, super::record::kind_label(&file.kind)).await?;
    }
    send(bytes, &file.media_type, &file.name)
}

pub(super) async fn letter(page: StaffPage, Path((id, letter, form)): Path<(String, String, String)>) -> Answer {
    let seen = Seen::of(&page, number(&id)?).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let letter = number(&letter)?;
    let all = tables::letter::of(&page.platform.db, seen.case.id).await?;
    let letter = all.into_iter().find(|known| known.id == letter).ok_or(Failure::NotFound)?;
    let (form, media) = match form.as_str() {
        "pdf" => ("pdf", "application/pdf"),
        "docx" => ("docx", "application/octet-stream"),
        _ => return Err(Failure::NotFound),
    };
    let bytes = acts::letters::read(&page.platform, &letter, form)?;
    acts::handle::looked(&Doer::staff(&page), &seen.case, "文书").await?;
    send(bytes, media, &format!("{}{}.{form}", seen.case.number, letter.code))
}

/// PDF and pictures may be shown; everything else is saved, never opened, by the browser.
pub(super) fn send(bytes: Vec<u8>, media: &str, name: &str) -> Answer {
    let shown = matches!(media, "application/pdf" | "image/jpeg" | "image/png" | "image/gif" | "image/webp");
    let place = if shown { "inline" } else { "attachment" };
    let disposition = format!("{place}; filename=\"file\"; filename*=UTF-8''{}", percent(name));
    let media = if shown { media } else { "application/octet-stream" };
    let mut response: Response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media).map_err(anyhow::Error::from)?);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
