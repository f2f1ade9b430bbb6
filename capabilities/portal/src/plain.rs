//! How is an answer made that is no page: a text, a feed, a page that may not be kept?

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_web::view::traditional_page;
use gongkai_web::{Failure, Format, Listing};

/// Largest page that is turned into the other script here.
const LARGEST: usize = 8 * 1024 * 1024;

/// Text under a media type.
pub(crate) fn text(media: &'static str, body: String) -> Response {
    let mut response = Body::from(body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// A page that is not kept, in the reader's script: the keeper of pages turns only what it keeps.
pub(crate) async fn in_script(page: &PublicPage, response: Response) -> Result<Response, Failure> {
    if !page.view.traditional {
        return Ok(unkept(response));
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST).await.map_err(anyhow::Error::from)?;
    let turned = traditional_page(&String::from_utf8_lossy(&bytes), gongkai_text::script::to_traditional);
    let mut parts = parts;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(unkept(Response::from_parts(parts, Body::from(turned))))
}

fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A list in a form other than a page; a large table takes its time elsewhere than among the requests.
pub(crate) async fn answer(listing: Listing, format: Format) -> Result<Response, Failure> {
    let answered = tokio::task::spawn_blocking(move || listing.answer(format)).await.map_err(anyhow::Error::from)?;
    Ok(answered?)
}
