//! Where does the address of an old site lead after its pages were taken in? To the record, if it was ever public.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_documents::tables::record;
use gongkai_identity::{Scope, Subject};
use gongkai_web::Failure;

use crate::rules::old_address::key;
use crate::tables::documents_at;

/// Answers what no other route answers. A draft or a text that is not public is not told from what never was; a withdrawn
/// record's own address says that it is gone.
pub(crate) async fn old_address(page: PublicPage) -> Result<Response, Failure> {
    let db = &page.platform.db;
    let here = Scope::public(&page.site.root);
    let mut elsewhere = None;
    for address in spellings(&page.address) {
        for id in documents_at(db, &address).await? {
            let Some(record) = record::get(db, id).await? else { continue };
            if here.holds(Subject::public(&record.agency_path)) {
                return moved(id);
            }
            elsewhere = elsewhere.or(Some(id));
        }
    }
    elsewhere.map_or(Err(Failure::NotFound), moved)
}

/// As asked for, then without the query: links were often given marks of where they were clicked.
fn spellings(address: &str) -> Vec<String> {
    let mut all: Vec<String> = [address, address.split('?').next().unwrap_or(address)].into_iter().filter_map(key).collect();
    all.dedup();
    all
}

fn moved(id: i64) -> Result<Response, Failure> {
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&format!("/documents/{id}")).map_err(anyhow::Error::from)?);
    // It may be withdrawn, or another site may show it tomorrow: the record's own address knows.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
