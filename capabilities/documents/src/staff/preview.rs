//! How will it look when it is public? The public page itself, drawn from the working copy.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use gongkai_agencies::directory;
use gongkai_capability::{PublicPage, StaffPage};
use gongkai_web::view::View;
use serde_json::json;

use super::{Answer, Id};
use crate::document::{Document, PublicState};
use crate::doer::Doer;
use crate::public::record::RecordView;
use crate::tables;
use crate::tables::edition::{Edition, EditionLine};
use crate::tables::record::Record;

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    let db = &page.platform.db;
    let mut editions = tables::edition::lines(db, id).await?;
    let record = record(&page, &document);
    let number = record.edition.number;
    editions.insert(
        0,
        EditionLine {
            number,
            sha256: document.content_sha256.clone(),
            reason: record.edition.reason.clone(),
            published_at: record.edition.published_at.clone(),
            ..EditionLine::default()
        },
    );
    let related = tables::record::related(db, id).await?;
    let view = RecordView::of(&record, &related, editions, &*directory(db).await?);
    let visitor = PublicPage {
        platform: page.platform.clone(),
        site: page.site.clone(),
        view: View::default(),
        address: record_path(id),
        origin: page.origin.clone(),
        from: page.from.clone(),
    };
    let drawn = visitor.render("documents/public/record.html", json!({"record": view}))?;
    with_staff_files(drawn, id).await
}

fn record_path(id: i64) -> String {
    format!("/documents/{id}")
}

/// The working copy as if it were published now.
fn record(page: &StaffPage, document: &Document) -> Record {
    let clock = page.platform.db.clock();
    let now = gongkai_store::iso(clock.now());
    Record {
        id: document.id,
        agency_path: document.agency_path.clone(),
        public_state: PublicState::Published,
        edition: Edition {
            number: document.edition + 1,
            content: document.content.clone(),
            sha256: document.content_sha256.clone(),
            reason: document.handling.change_reason.clone(),
            published_at: now.clone(),
            published_by: String::new(),
        },
        index_number: document.index_number.clone().or_else(|| Some("（发布时生成）".to_owned())),
        published_on: document.published_on.unwrap_or_else(|| clock.today()),
        first_online_at: document.first_online_at.clone().unwrap_or(now),
        expires_on: document.content.shown_until.and_then(|day| day.tomorrow().ok()),
        validity: document.validity.clone(),
        withdrawn_at: String::new(),
        withdrawn_reason: String::new(),
        withdrawn_basis: String::new(),
        is_related: false,
    }
}

/// Files of what is not yet public leave through the door of the staff only.
async fn with_staff_files(response: Response, id: i64) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(anyhow::Error::from)?;
    let html = String::from_utf8_lossy(&bytes).replace(&format!("\"/documents/{id}/files/"), &format!("\"/staff/documents/{id}/files/"));
    Ok(Response::from_parts(parts, Body::from(html)))
}
