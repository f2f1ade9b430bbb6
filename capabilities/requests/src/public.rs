//! Which pages do applicants, third parties and readers have?

mod answers;
mod blank;
mod case;
mod code;
mod consult;
mod course;
mod form;
mod progress;
mod similar;
mod start;
mod statistics;
mod steps;
mod typed;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use gongkai_agencies::{Agency, AgencyKind, Directory};
use gongkai_capability::{Access, Platform, PublicPage, Route};
use gongkai_documents::Doer;
use gongkai_identity::Viewer;
use gongkai_store::Actor;
use gongkai_web::Failure;
use gongkai_web::listing::percent;
use serde::Serialize;
use serde_json::{Value, json};

type Answer = Result<Response, Failure>;

pub(crate) fn routes() -> Vec<Route> {
    let kept = |path, handler| Route { method: "GET", path, access: Access::Public, handler };
    let asked = |path, handler| Route { method: "GET", path, access: Access::Uncached, handler };
    let sent = |path, handler: MethodRouter<Arc<Platform>>| Route {
        method: "POST",
        path,
        access: Access::Uncached,
        // The form counts for itself, so that a file that is too large does not lose what was typed.
        handler: handler.layer(DefaultBodyLimit::disable()),
    };
    vec![
        kept("/requests", get(start::page)),
        asked("/requests/new", get(form::show)),
        sent("/requests/new", post(form::send)),
        asked("/requests/similar", get(similar::fragment)),
        asked("/requests/form.pdf", get(blank::pdf)),
        asked("/requests/form.docx", get(blank::docx)),
        asked("/requests/receipt/{key}", get(progress::receipt)),
        asked("/requests/progress", get(progress::ask)),
        sent("/requests/progress", post(progress::find)),
        asked("/requests/case/{key}", get(case::page)),
        asked("/requests/case/{key}/letters/{id}/{form}", get(case::letter)),
        asked("/requests/case/{key}/files/{id}", get(case::file)),
        sent("/requests/case/{key}/withdraw", post(steps::withdraw)),
        sent("/requests/case/{key}/clarify", post(steps::clarify)),
        sent("/requests/case/{key}/explain", post(steps::explain)),
        sent("/requests/case/{key}/received", post(steps::received)),
        asked("/consult/{token}", get(consult::show)),
        sent("/consult/{token}", post(consult::send)),
        asked("/consult/{token}/letters/{id}/{form}", get(consult::letter)),
        asked("/requests/statistics", get(statistics::page)),
        kept("/requests/answers", get(answers::list)),
        kept("/requests/answers/{id}", get(answers::page)),
    ]
}

/// Whoever is on the site, without an account.
fn doer(page: &PublicPage) -> Doer {
    Doer { platform: page.platform.clone(), viewer: Viewer::Public, actor: Actor::visitor(&page.from) }
}

/// What is wrong, and with which field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FieldError {
    field: String,
    message: String,
}

impl FieldError {
    fn of(field: &str, message: impl ToString) -> Self {
        Self { field: field.to_owned(), message: message.to_string() }
    }
}

/// The agencies to which one can turn: those that still act. Public enterprises have rules of their own (条例 article 55).
fn receivers<'a>(directory: &'a Directory, root: &'a str) -> impl Iterator<Item = &'a Agency> {
    directory.subtree(root).filter(|agency| agency.active && agency.data.kind != AgencyKind::PublicEnterprise)
}

/// The agency of a query, if one can turn to it on this site.
fn receiver<'a>(page: &'a PublicPage, directory: &'a Directory, path: &str) -> Option<&'a Agency> {
    receivers(directory, &page.site.root).find(|agency| agency.path == path)
}

/// How its office for openness is reached; what the office does not say of itself is the agency's.
fn office(agency: &Agency) -> Value {
    let (data, own) = (&agency.data, &agency.data.openness);
    let or = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
    json!({
        "path": agency.path,
        "name": data.name,
        "unit": own.unit,
        "address": or(&own.address, &data.address),
        "postcode": data.postcode,
        "office_hours": or(&own.office_hours, &data.office_hours),
        "phone": or(&own.phone, &data.phone),
        "fax": or(&own.fax, &data.fax),
        "online": or(&own.online, &data.email),
    })
}

/// `[{value, label}]` of a closed list, for the fields of a form.
fn options<T: Copy>(all: &[T], of: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Value> {
    all.iter().map(|one| of(*one)).map(|(value, label)| json!({"value": value, "label": label})).collect()
}

/// Bytes that somebody may have who proved it; they stay in no browser and no proxy.
fn download(media: &str, name: &str, bytes: Vec<u8>) -> Answer {
    // A picture or PDF may be looked at; anything else is saved, so that no document of others runs on our own site.
    let inline = matches!(media, "application/pdf" | "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    let media =
        if inline || media.starts_with("text/plain") || media.starts_with("application/vnd") { media } else { "application/octet-stream" };
    let disposition = format!("{}; filename*=UTF-8''{}", if inline { "inline" } else { "attachment" }, percent(name));
    let mut response = Response::new(axum::body::Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media).map_err(anyhow::Error::from)?);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
