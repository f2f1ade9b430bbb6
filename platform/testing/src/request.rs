//! How is a request written as a browser would write it?

use axum::body::Body;
use axum::http::{Request, header};

/// A file to be sent: the field it stands in, its name, its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    pub field: &'a str,
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// The part of a request that is the same for all: method, address, cookies. A path goes to the main site, a whole address
/// (`http://town.qinglan.test/…`) to the site of its host.
fn begin(method: &str, address: &str, cookies: &str) -> axum::http::request::Builder {
    let (host, path) = match address.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash)),
        None => ("www.qinglan.test", address),
    };
    let builder = Request::builder().method(method).uri(path).header(header::HOST, host);
    if cookies.is_empty() { builder } else { builder.header(header::COOKIE, cookies) }
}

pub(crate) fn bare(method: &str, address: &str, cookies: &str) -> Request<Body> {
    begin(method, address, cookies).body(Body::empty()).expect("a request of valid parts")
}

pub(crate) fn form(address: &str, cookies: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let encoded = |text: &str| gongkai_web::listing::percent(text);
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    begin("POST", address, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .expect("a request of valid parts")
}

pub(crate) fn multipart(address: &str, cookies: &str, fields: &[(&str, &str)], files: &[Upload<'_>]) -> Request<Body> {
    const BOUNDARY: &str = "----gongkai-test-boundary-7f1c";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for Upload { field, name, bytes } in files {
        let head = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n").into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    begin("POST", address, cookies)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(body))
        .expect("a request of valid parts")
}
