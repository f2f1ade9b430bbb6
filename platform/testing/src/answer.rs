//! What did the service answer?

use axum::body::{Bytes, to_bytes};
use axum::http::{HeaderMap, header};
use axum::response::Response;

/// A whole answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body made in memory can be read");
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    /// A header; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads; empty where the answer is none.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// What the browser is told to keep: name and value, an empty value where it is told to forget.
    #[must_use]
    pub fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = lines.filter_map(|line| line.split(';').next()?.split_once('='));
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    }

    /// The answer itself where its status is the one expected; else the test fails and shows what was answered.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert!(self.status == status, "expected {status}, got {} {}\n{}", self.status, self.location(), self.text());
        self
    }

    /// The form token of a page; empty where the page has no form.
    #[must_use]
    pub fn token(&self) -> String {
        let text = self.text();
        let after = text.split_once("name=\"token\" value=\"").map(|(_, after)| after);
        after.and_then(|after| after.split_once('"')).map_or_else(String::new, |(token, _)| token.to_owned())
    }
}
