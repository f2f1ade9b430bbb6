//! Who knocks, with what in their hands? Requests with their own cookies and headers, beside what the browser of a test does.

use axum::body::Body;
use axum::http::{Request, header};
use gongkai_capability::SESSION_COOKIE;
use gongkai_identity::{Action, Role, sign_in, within};
use gongkai_testing::{Answer, PASSWORD, TestSite};
use gongkai_web::listing::percent;

/// The main site of the sample county, and its town's.
pub const COUNTY: &str = "www.qinglan.test";
pub const TOWN: &str = "yunxi.qinglan.test";

/// Somebody at the door.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    pub name: String,
    pub role: Option<Role>,
    /// Where the role is held.
    pub path: &'static str,
    pub cookies: String,
    pub token: String,
}

impl Caller {
    pub fn nobody() -> Self {
        Self { name: "nobody".to_owned(), ..Self::default() }
    }

    /// Somebody of the staff with a live session.
    pub async fn signed_in(site: &TestSite, login: &str, role: Role, path: &'static str) -> Self {
        let signed = sign_in(site.db(), login, PASSWORD, "", "127.0.0.1").await.expect("signing in");
        let (token, _) = signed.unwrap_or_else(|refusal| panic!("{login} cannot sign in: {refusal}"));
        Self {
            name: format!("{login} ({})", role.code()),
            role: Some(role),
            path,
            cookies: format!("{SESSION_COOKIE}={}", token.as_cookie()),
            token: token.form_token(),
        }
    }

    /// Whether they hold a role that allows this anywhere.
    pub fn allows(&self, action: Action) -> bool {
        self.role.is_some_and(|role| role.allows(action))
    }

    /// Whether they may do this to what belongs to an agency: said here once more, in words that know nothing of the gate.
    pub fn may(&self, action: Action, agency: &str) -> bool {
        self.allows(action) && within(self.path, agency)
    }
}

/// One request as it is to be sent.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub method: &'a str,
    pub host: &'a str,
    pub path: &'a str,
    pub fields: &'a [(&'a str, &'a str)],
    pub headers: &'a [(&'a str, &'a str)],
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a str) -> Self {
        Self { method: "GET", host: COUNTY, path, fields: &[], headers: &[] }
    }

    pub fn post(path: &'a str, fields: &'a [(&'a str, &'a str)]) -> Self {
        Self { method: "POST", fields, ..Self::get(path) }
    }

    pub fn at(self, host: &'a str) -> Self {
        Self { host, ..self }
    }

    pub fn with(self, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self { headers, ..self }
    }

    pub async fn by(&self, site: &TestSite, caller: &Caller) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.path).header(header::HOST, self.host);
        if !caller.cookies.is_empty() {
            request = request.header(header::COOKIE, &caller.cookies);
        }
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let body = if self.method == "POST" {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let token = [("token", caller.token.as_str())];
            let own = self.fields.iter().any(|(name, _)| *name == "token");
            let all = self.fields.iter().chain(token.iter().filter(|(_, token)| !own && !token.is_empty()));
            all.map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect::<Vec<_>>().join("&")
        } else {
            String::new()
        };
        site.send(request.body(Body::from(body)).expect("a request of valid parts")).await
    }
}

/// Everything an answer says, for whoever looks for a word in it: headers (also percent-decoded) and the body, a spreadsheet
/// or paper with the text it holds.
pub fn whole(answer: &Answer) -> String {
    let mut text = String::new();
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        text.push_str(&format!("{name}: {value}\n{}\n", unescaped(&value)));
    }
    let kind = answer.header("content-type");
    if kind.contains("officedocument") || kind == "application/pdf" {
        let name = if kind.contains("sheet") {
            "a.xlsx"
        } else if kind == "application/pdf" {
            "a.pdf"
        } else {
            "a.docx"
        };
        let read = gongkai_files::read(name, &answer.body, &gongkai_files::Limits::default());
        text.push_str(&serde_json::to_string(&read.expect("what we write can be read")).expect("an extract is JSON"));
    } else {
        let body = answer.text();
        text.push_str(&unescaped(&body));
        text.push_str(&body);
    }
    text
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
