//! How is an answer made that is no page: a text, a feed, a table?

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gongkai_web::{Failure, Format, Listing};

/// Text under a media type.
pub(crate) fn text(media: &'static str, body: String) -> Response {
    let mut response = Body::from(body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// A list in a form other than a page; a large table takes its time elsewhere than among the requests.
pub(crate) async fn answer(listing: Listing, format: Format) -> Result<Response, Failure> {
    let answered = tokio::task::spawn_blocking(move || listing.answer(format)).await.map_err(anyhow::Error::from)?;
    Ok(answered?)
}
