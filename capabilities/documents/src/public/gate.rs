//! May this visitor of this site read this record, and if not, what is answered instead?

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_identity::{Scope, Subject};
use gongkai_web::Failure;

use crate::document::PublicState;
use crate::tables::record::{self, Record};

/// What stands behind an id for a visitor.
pub(crate) enum Found {
    Public(Box<Record>),
    Withdrawn(Box<Record>),
    /// Another site of the installation shows it.
    Elsewhere(Response),
}

/// The one way to a record for visitors: page, editions, comparison, files, papers and interface all come through here.
///
/// # Errors
/// [`Failure::NotFound`] for what was never public and for what no site shows: neither tells that it exists.
pub(crate) async fn find(page: &PublicPage, id: &str) -> Result<Found, Failure> {
    let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let record = record::get(&page.platform.db, id).await?.ok_or(Failure::NotFound)?;
    if !shows(&page.site.root, &record) {
        return Ok(Found::Elsewhere(elsewhere(page, &record)?));
    }
    Ok(match record.public_state {
        PublicState::Published => Found::Public(Box::new(record)),
        PublicState::Withdrawn => Found::Withdrawn(Box::new(record)),
        PublicState::None => return Err(Failure::NotFound),
    })
}

/// The record alone, for what has no page of its own: a file of a withdrawn record is gone.
pub(crate) async fn published(page: &PublicPage, id: &str) -> Result<Box<Record>, Result<Response, Failure>> {
    match find(page, id).await {
        Ok(Found::Public(record)) => Ok(record),
        Ok(Found::Withdrawn(_)) => Err(Err(Failure::Gone)),
        Ok(Found::Elsewhere(response)) => Err(Ok(response)),
        Err(failure) => Err(Err(failure)),
    }
}

fn shows(root: &str, record: &Record) -> bool {
    // Withdrawn or not, it belongs to the public part: what is answered differs, not who may ask.
    Scope::public(root).holds(Subject::public(&record.agency_path))
}

/// 301 to the site that shows it: an address that was once read aloud must not end in nothing.
fn elsewhere(page: &PublicPage, record: &Record) -> Result<Response, Failure> {
    let sites = page.platform.sites.all();
    let site = sites.iter().find(|site| shows(&site.root, record)).ok_or(Failure::NotFound)?;
    let (scheme, host) = page.origin.split_once("://").unwrap_or(("http", ""));
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let port = port.map_or_else(String::new, |(_, port)| format!(":{port}"));
    let address = format!("{scheme}://{}{port}{}", site.host, page.address);
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&address).map_err(anyhow::Error::from)?);
    Ok(response)
}
