//! What does an address ask for? Its number, its parameters, and the list a person left a moment ago.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use gongkai_web::Failure;
use gongkai_web::listing::percent;
use gongkai_web::multipart::Form;
use gongkai_web::view::cookie;

use crate::page::decoded;
use crate::platform::Platform;

/// The number `{id}` of an address; what is none names nothing.
pub struct Id(pub i64);

impl FromRequestParts<Arc<Platform>> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        let Path(named) = Path::<HashMap<String, String>>::from_request_parts(parts, platform).await.map_err(|_| Failure::NotFound)?;
        let text = named.get("id").ok_or(Failure::NotFound)?;
        text.parse().ok().filter(|id| *id > 0).map(Self).ok_or(Failure::NotFound)
    }
}

/// The parameters of an address, with the same ways to ask as a form.
pub struct Asked(pub Form);

impl FromRequestParts<Arc<Platform>> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, platform).await;
        let Query(fields) = query.map_err(|_| Failure::NotFound)?;
        Ok(Self(Form { fields, files: Vec::new() }))
    }
}

/// A list that the menu leads back to as it was left. The cookie holds nothing but the parameters of its address.
#[derive(Debug, Clone, Copy)]
pub struct Remembered {
    pub cookie: &'static str,
    /// The address of the list without parameters.
    pub path: &'static str,
}

impl Remembered {
    /// The address with its parameters as it was left, if it was.
    #[must_use]
    pub fn last(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let last = decoded(cookie(cookies, self.cookie)?);
        // It goes into a header: nothing but what an address holds.
        let plain = last.bytes().all(|byte| byte.is_ascii_graphic());
        (plain && last.strip_prefix(self.path).is_some_and(|rest| rest.starts_with('?'))).then_some(last)
    }

    /// Remembers the address for a month.
    ///
    /// # Errors
    /// The address is none.
    pub fn keep(&self, response: &mut Response, address: &str) -> Result<(), Failure> {
        let value = format!("{}={}; Path={}; Max-Age=2592000; HttpOnly; SameSite=Lax", self.cookie, percent(address), self.path);
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&value).map_err(anyhow::Error::from)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Remembered = Remembered { cookie: "gongkai_list", path: "/staff/documents" };

    fn last(cookie: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).expect("a header"));
        LIST.last(&headers)
    }

    #[test]
    fn a_list_is_found_as_it_was_left_and_nothing_else_is() {
        let mut response = Response::default();
        LIST.keep(&mut response, "/staff/documents?state=draft&q=%E8%8A%82").expect("kept");
        let kept = response.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
        assert_eq!(last(&kept).as_deref(), Some("/staff/documents?state=draft&q=%E8%8A%82"));
        for other in ["/staff/documents", "/staff/documentsx?a=1", "//elsewhere.example?", "/staff/documents?a=\r\nb"] {
            assert_eq!(last(&format!("gongkai_list={}", percent(other))), None, "{other}");
        }
    }
}
