//! Has this very page been drawn since anything public changed? Rendered pages in memory, void at once on any public change.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use crate::view::View;

/// What makes one page another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub site: i64,
    pub view: View,
    /// Path and query.
    pub address: String,
}

/// A page as it was drawn.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub content_type: HeaderValue,
    pub body: Bytes,
    /// Compressed when the first reader who can read it so asks for it.
    pub gzip: Arc<OnceLock<Bytes>>,
    pub etag: HeaderValue,
    /// The public generation in which it was drawn.
    pub generation: i64,
    /// The civil day on which it was drawn: 有效性 and 公示期 turn at midnight without any change being written.
    pub day: jiff::civil::Date,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<Key, Page> for ByBytes {
    // A third more: the compressed form that may come.
    fn weight(&self, key: &Key, page: &Page) -> u64 {
        (key.address.len() + page.body.len() * 4 / 3 + 200) as u64
    }
}

#[derive(Debug)]
pub struct PageCache {
    pages: Cache<Key, Page, ByBytes>,
}

impl PageCache {
    /// A cache of at most `bytes` of pages.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        Self { pages: Cache::with_weighter(4096, bytes.max(1), ByBytes) }
    }

    /// The page, unless something public changed or the day turned since it was drawn.
    #[must_use]
    pub fn get(&self, key: &Key, generation: i64, day: jiff::civil::Date) -> Option<Page> {
        self.pages.get(key).filter(|page| page.generation == generation && page.day == day)
    }

    pub fn put(&self, key: Key, page: Page) {
        self.pages.insert(key, page);
    }
}

/// A strong tag of the bytes.
#[must_use]
pub fn etag(body: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(body);
    let text: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{text}\"")).expect("hexadecimal is a valid header value")
}

/// Less is not worth the reader's work.
const WORTH_COMPRESSING: usize = 1024;

impl Page {
    fn compressed(&self) -> Option<&Bytes> {
        if self.body.len() < WORTH_COMPRESSING {
            return None;
        }
        Some(self.gzip.get_or_init(|| {
            let mut encoder = GzEncoder::new(Vec::with_capacity(self.body.len() / 3), Compression::fast());
            // Writing into memory cannot fail.
            let written = encoder.write_all(&self.body).and_then(|()| encoder.finish());
            written.map(Bytes::from).expect("memory takes what is written")
        }))
    }

    /// The answer to one request: 304 where the reader has it, compressed where the reader can.
    #[must_use]
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let own = self.etag.to_str().unwrap_or_default();
        let mut response = if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == own)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let gzip = request
                .get(header::ACCEPT_ENCODING)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|accepted| accepted.contains("gzip"));
            let mut response = match gzip.then(|| self.compressed()).flatten() {
                Some(body) => {
                    let mut response = body.clone().into_response();
                    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                    response
                }
                None => self.body.clone().into_response(),
            };
            *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
            response.headers_mut().insert(header::CONTENT_TYPE, self.content_type.clone());
            response
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        // A browser or a CDN asks each time whether the page still holds: a withdrawal must show at once.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        response
    }
}
