//! How does the reader want to read? Script and type size, kept in a cookie that says nothing else.

use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use gongkai_web::view::{COOKIE, View};

use crate::lists::Pairs;

const A_YEAR: u32 = 365 * 24 * 60 * 60;

pub(crate) async fn choose(page: PublicPage, Query(pairs): Pairs) -> Result<Response, Failure> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let View { mut traditional, mut elder } = page.view;
    match value("script") {
        Some("hant") => traditional = true,
        Some("hans") => traditional = false,
        _ => {}
    }
    match value("elder") {
        Some("1") => elder = true,
        Some("0") => elder = false,
        _ => {}
    }
    let back = local(value("back").unwrap_or_default());
    let secure = if page.origin.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age={A_YEAR}; SameSite=Lax; HttpOnly{secure}", View { traditional, elder }.to_cookie());
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_str(&back).map_err(anyhow::Error::from)?);
    headers.insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// An address of this site, written so that no browser takes it for another one; the home page where it is none.
fn local(back: &str) -> String {
    let own = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\') && !back.contains(char::is_control);
    if !own || back.len() > 4_000 {
        return "/".to_owned();
    }
    let one = |c: char| if c.is_ascii_graphic() { c.to_string() } else { gongkai_web::listing::percent(&c.to_string()) };
    back.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses() {
        assert_eq!(local("/policies?q=a&page=2"), "/policies?q=a&page=2");
        assert_eq!(local("/search?q=住房 保障"), "/search?q=%E4%BD%8F%E6%88%BF%20%E4%BF%9D%E9%9A%9C");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "", "javascript:alert(1)"] {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }
}
