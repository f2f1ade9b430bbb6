//! Which form is filled in by hand? D01, blank, of the agency chosen.

use axum::extract::Query;
use gongkai_capability::PublicPage;
use gongkai_letters::form::Form;
use gongkai_letters::{form_docx, form_pdf};
use gongkai_web::Failure;
use jiff::tz::Offset;
use serde_json::json;

use super::start::Asked;
use super::{Answer, download, receiver};
use crate::calendars::calendars;
use crate::letters::{own_file, sheet};
use crate::rules::papers::Paper;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn pdf(page: PublicPage, Query(asked): Query<Asked>) -> Answer {
    let form = form(&page, &asked.agency).await?;
    let fonts = page.platform.fonts()?;
    let _turn = page.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let bytes = tokio::task::spawn_blocking(move || form_pdf(&form, &fonts)).await.map_err(anyhow::Error::from)??;
    download("application/pdf", "政府信息公开申请表.pdf", bytes)
}

pub(super) async fn docx(page: PublicPage, Query(asked): Query<Asked>) -> Answer {
    let form = form(&page, &asked.agency).await?;
    let bytes = tokio::task::spawn_blocking(move || form_docx(&form)).await.map_err(anyhow::Error::from)??;
    download(DOCX, "政府信息公开申请表.docx", bytes)
}

async fn form(page: &PublicPage, path: &str) -> Result<Form, Failure> {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let path = if path.is_empty() { page.site.root.as_str() } else { path };
    let agency = receiver(page, &directory, path).ok_or(Failure::NotFound)?;
    let calendars = calendars(&page.platform).await?;
    let file = calendars.practice.letters.as_ref().map(|folder| own_file(folder, agency.code(), Paper::ApplicationForm));
    let own = file.and_then(|file| std::fs::read_to_string(file).ok());
    let printed_at = Offset::constant(8).to_datetime(page.platform.db.clock().now());
    let values = json!({"agency": {"name": agency.name()}, "printed_at": printed_at.to_string()});
    sheet(Paper::ApplicationForm, own.as_deref(), &values, true)
        .map_err(|problems| Failure::Broken(anyhow::anyhow!("the blank form D01: {}", problems.join("；"))))
}
