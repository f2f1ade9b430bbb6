//! What do machines ask of a site? Its health, its counters, its colours, and what robots may read.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_capability::PublicPage;
use gongkai_documents::{Filter, tables};
use gongkai_web::listing::xml;
use serde_json::json;

use crate::plain::text;

/// Whether this node can answer: its database is asked, because a node without it only looks alive.
pub(crate) async fn health(page: PublicPage) -> Response {
    let asked = tables::list::lines(&page.platform.db, &page.scope(), &Filter::default(), 1, 0).await;
    let (status, word) = match &asked {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database does not answer")
        }
    };
    let mut response = (status, Json(json!({"status": word, "version": env!("CARGO_PKG_VERSION")}))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) async fn metrics(page: PublicPage) -> Response {
    text("text/plain; version=0.0.4; charset=utf-8", page.platform.metrics.text())
}

/// The site's one main colour and its shades; a style sheet of its own, because no page may carry a style.
pub(crate) async fn theme(page: PublicPage) -> Response {
    let main = rgb(&page.site.colour).unwrap_or([0x1f, 0x5f, 0x8b]);
    let mixed = |other: [u8; 3], part: f32| {
        let one = |at: usize| (f32::from(main[at]) * part + f32::from(other[at]) * (1.0 - part)).round() as u8;
        format!("#{:02x}{:02x}{:02x}", one(0), one(1), one(2))
    };
    let (white, black) = ([255; 3], [0; 3]);
    let css = format!(
        ":root{{--main:{};--main-deep:{};--main-soft:{};--main-line:{}}}\n",
        mixed(white, 1.0),
        mixed(black, 0.72),
        mixed(white, 0.07),
        mixed(white, 0.28)
    );
    let mut response = text("text/css; charset=utf-8", css);
    // The address carries the colour.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}

fn rgb(colour: &str) -> Option<[u8; 3]> {
    let hex = colour.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// A sign of our own in the site's colour: an open page. No emblem of any organ.
pub(crate) async fn icon(page: PublicPage) -> Response {
    let colour = rgb(&page.site.colour).map_or("#1f5f8b", |_| page.site.colour.as_str());
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{}\"/>\
         <path d=\"M16 9c-2.5-2-6-2.6-9.5-2.3v15.6C10 22 13.500 22.700 16 24.700c2.500-2 6-2.700 9.500-2.400V6.700C22 6.400 18.500 7 16 9z\" fill=\"#fff\"/>\
         <path d=\"M16 9v15.700\" stroke=\"{}\" stroke-width=\"1.600\"/></svg>",
        xml(colour),
        xml(colour)
    );
    let mut response = text("image/svg+xml", svg);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}

pub(crate) async fn old_icon() -> Redirect {
    Redirect::permanent("/favicon.svg")
}

pub(crate) async fn robots(page: PublicPage) -> Response {
    let body = format!(
        "User-agent: *\nDisallow: /staff\nDisallow: /view\nDisallow: /search\nDisallow: /metrics\n\nSitemap: {}/sitemap.xml\n",
        page.origin
    );
    text("text/plain; charset=utf-8", body)
}

/// Lets a browser offer the site's search.
pub(crate) async fn opensearch(page: PublicPage) -> Response {
    let name: String = page.site.name.chars().take(16).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\
         <ShortName>{}</ShortName><Description>{}站内检索</Description><InputEncoding>UTF-8</InputEncoding>\
         <Url type=\"text/html\" template=\"{}/search?q={{searchTerms}}\"/></OpenSearchDescription>\n",
        xml(&name),
        xml(&page.site.name),
        xml(&page.origin)
    );
    text("application/xml; charset=utf-8", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_or_refused() {
        assert_eq!(rgb("#1f5f8b"), Some([0x1f, 0x5f, 0x8b]));
        for bad in ["1f5f8b", "#1f5f8", "#zzzzzz", "#中国", "#1f5f8b}"] {
            assert_eq!(rgb(bad), None, "{bad}");
        }
    }
}
