//! What does every request pass before a handler sees it? Origin, form token, rate, and what the answer forbids a browser.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Headers of every answer: no inline script, no frame, no sniffing, nothing from elsewhere.
pub const SECURITY_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'",
        ),
    ),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY")),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ),
];

/// Whether an unsafe request comes from our own pages. Browsers say so themselves; a client that says nothing and sends no
/// cookie needs no such protection, and one that sends a cookie must bring the form token besides.
#[must_use]
pub fn from_our_pages(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    match (headers.get("origin").and_then(|value| value.to_str().ok()), headers.get("host").and_then(|value| value.to_str().ok())) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)),
        _ => true,
    }
}

/// Compares without telling by the time taken where the first difference lies.
#[must_use]
pub fn same_token(given: &str, own: &str) -> bool {
    given.len() == own.len() && given.bytes().zip(own.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// How often one address may do one kind of thing.
#[derive(Debug)]
pub struct Rate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
}

impl Rate {
    /// At most `per_minute`, in bursts of the same number.
    #[must_use]
    pub fn per_minute(per_minute: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::keyed(Quota::per_minute(per_minute)) }
    }

    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        self.limiter.check_key(&address).is_ok()
    }

    /// Forgets addresses that have been quiet.
    pub fn sweep(&self) {
        self.limiter.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn another_sites_form_is_refused() {
        let post = Method::POST;
        assert!(from_our_pages(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])));
        assert!(from_our_pages(&post, &headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!from_our_pages(&post, &headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!from_our_pages(&post, &headers(&[("sec-fetch-site", "same-site")])));
        assert!(!from_our_pages(&post, &headers(&[("origin", "https://evil.example"), ("host", "a.gov.cn")])));
        assert!(from_our_pages(&post, &headers(&[("origin", "https://a.gov.cn"), ("host", "a.gov.cn")])));
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same_token("abc", "abc"));
        assert!(!same_token("abd", "abc"));
        assert!(!same_token("ab", "abc"));
    }

    #[test]
    fn a_burst_is_stopped_and_others_are_not() {
        let rate = Rate::per_minute(NonZeroU32::new(3).unwrap());
        let (one, two): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert_eq!((0..5).filter(|_| rate.allows(one)).count(), 3);
        assert!(rate.allows(two));
    }
}
