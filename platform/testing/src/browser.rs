//! What does somebody see who comes with an empty browser? Cookies are kept, form tokens are taken from the last page.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::request::{self, Upload};
use crate::site::TestSite;

/// A browser of its own: it signs in by the sign-in page, and only if the test tells it to.
#[derive(Debug)]
pub struct Browser {
    site: TestSite,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Browser {
    pub(crate) fn new(site: TestSite) -> Self {
        Self { site, cookies: BTreeMap::new(), token: String::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = request::bare("GET", path, &self.cookie_line());
        let answer = self.site.send(request).await;
        self.remember(answer)
    }

    /// Sends a form with the token of the last page that had one, unless the fields bring their own.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let request = request::form(path, &self.cookie_line(), &with_token(fields, &token));
        let answer = self.site.send(request).await;
        self.remember(answer)
    }

    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[Upload<'_>]) -> Answer {
        let token = self.token.clone();
        let request = request::multipart(path, &self.cookie_line(), &with_token(fields, &token), files);
        let answer = self.site.send(request).await;
        self.remember(answer)
    }

    /// The value of a cookie it holds.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    fn cookie_line(&self) -> String {
        cookie_line(&self.cookies)
    }

    fn remember(&mut self, answer: Answer) -> Answer {
        keep(&mut self.cookies, &answer);
        let token = answer.token();
        if !token.is_empty() {
            self.token = token;
        }
        answer
    }
}

pub(crate) fn cookie_line(cookies: &BTreeMap<String, String>) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

pub(crate) fn keep(cookies: &mut BTreeMap<String, String>, answer: &Answer) {
    for (name, value) in answer.cookies() {
        if value.is_empty() {
            cookies.remove(&name);
        } else {
            cookies.insert(name, value);
        }
    }
}

/// The fields with the form token, unless they bring one.
pub(crate) fn with_token<'a>(fields: &[(&'a str, &'a str)], token: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    if !token.is_empty() && !fields.iter().any(|(name, _)| *name == "token") {
        all.push(("token", token));
    }
    all
}
