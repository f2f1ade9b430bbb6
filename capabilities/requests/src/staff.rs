//! Which pages do the people have who receive, handle, review and answer requests, and who may come to each?

mod answer;
mod bundle;
mod calendar;
mod converted;
mod decide;
mod decide_answer;
mod decide_course;
mod facts;
mod fields;
mod files;
mod forms;
mod forms_answer;
mod holidays;
mod person;
mod query;
mod queue;
mod read;
mod record;
mod redactions;
mod register;
mod repeated;
mod sheets;
mod similar;
mod steps;
mod timeline;
mod today;
mod view;

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_capability::{Access, Asked, Id, MenuEntry, Route, StaffForm};
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde::Serialize;

pub(crate) use facts::FACTS;

/// A page, or why there is none.
type Answer = Result<Response, Failure>;

pub(crate) const MENU: &[MenuEntry] = &[
    MenuEntry { label: "依申请公开", path: "/staff/requests", action: Action::ReadRequests, order: 20 },
    MenuEntry { label: "登记申请", path: "/staff/requests/new", action: Action::RegisterRequest, order: 21 },
    MenuEntry { label: "今日到期", path: "/staff/requests/today", action: Action::ReadRequests, order: 22 },
    MenuEntry { label: "放假安排", path: "/staff/holidays", action: Action::ManageSystem, order: 23 },
];

/// Every act on a case: its address and what one must be allowed for it. The last part of the address is its name.
const ACTS: &[(&str, Action)] = &[
    ("/staff/requests/{id}/confirm", Action::RegisterRequest),
    ("/staff/requests/{id}/assign", Action::RegisterRequest),
    ("/staff/requests/{id}/ask-clarification", Action::RegisterRequest),
    ("/staff/requests/{id}/notice-reached", Action::RegisterRequest),
    ("/staff/requests/{id}/clarify", Action::RegisterRequest),
    ("/staff/requests/{id}/ask-explanation", Action::RegisterRequest),
    ("/staff/requests/{id}/take-explanation", Action::HandleRequest),
    ("/staff/requests/{id}/consult", Action::RegisterRequest),
    ("/staff/requests/{id}/letter-reached", Action::RegisterRequest),
    ("/staff/requests/{id}/take-opinion", Action::RegisterRequest),
    ("/staff/requests/{id}/lapse-opinion", Action::RegisterRequest),
    ("/staff/requests/{id}/extend", Action::ApproveRequest),
    ("/staff/requests/{id}/defer", Action::ApproveRequest),
    ("/staff/requests/{id}/take-over-notice", Action::ApproveRequest),
    ("/staff/requests/{id}/fee", Action::ApproveRequest),
    ("/staff/requests/{id}/paid", Action::RegisterRequest),
    ("/staff/requests/{id}/lapse", Action::RegisterRequest),
    ("/staff/requests/{id}/pass-on", Action::RegisterRequest),
    ("/staff/requests/{id}/answer-record", Action::ApproveRequest),
    ("/staff/requests/{id}/split", Action::RegisterRequest),
    ("/staff/requests/{id}/merge", Action::RegisterRequest),
    ("/staff/requests/{id}/withdraw", Action::RegisterRequest),
    ("/staff/requests/{id}/search", Action::HandleRequest),
    ("/staff/requests/{id}/note", Action::ReadRequests),
    ("/staff/requests/{id}/add-files", Action::HandleRequest),
    ("/staff/requests/{id}/submit", Action::HandleRequest),
    // Which review it is says the form; the act asks for the office of that one.
    ("/staff/requests/{id}/review", Action::ReadRequests),
    ("/staff/requests/{id}/sign", Action::SignRequest),
    ("/staff/requests/{id}/dispatch", Action::RegisterRequest),
    ("/staff/requests/{id}/delivered", Action::RegisterRequest),
    ("/staff/requests/{id}/accept-remedy", Action::RegisterRequest),
    ("/staff/requests/{id}/decide-remedy", Action::RegisterRequest),
    ("/staff/requests/{id}/propose-public", Action::RegisterRequest),
    ("/staff/requests/{id}/approve-public", Action::ApproveRequest),
    ("/staff/requests/{id}/take-back", Action::ApproveRequest),
    ("/staff/requests/{id}/convert", Action::ApproveRequest),
    ("/staff/requests/{id}/archive", Action::RegisterRequest),
];

/// What is done with a paper that is disclosed in part. The last part of the address is its name.
const ON_PAPER: &[&str] = &[
    "/staff/requests/{id}/redactions/{paper}/mark",
    "/staff/requests/{id}/redactions/{paper}/find",
    "/staff/requests/{id}/redactions/{paper}/screen",
    "/staff/requests/{id}/redactions/{paper}/release",
    "/staff/requests/{id}/redactions/{paper}/reopen",
    "/staff/requests/{id}/redactions/{paper}/drop",
];

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(ON_PAPER.iter().map(|path| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let handler = post(move |of: Path<(String, String)>, form: StaffForm| redactions::take(of, form, name));
        Route::act(path, Access::Staff(Action::HandleRequest), handler)
    }));
    routes.extend(ACTS.iter().map(|(path, action)| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let handler = post(move |id: Id, form: StaffForm| decide::take(id, form, name));
        Route::act(path, Access::Staff(*action), handler)
    }));
    routes
}

fn pages() -> Vec<Route> {
    let reader = Access::Staff(Action::ReadRequests);
    let clerk = Access::Staff(Action::RegisterRequest);
    let knows = Access::Staff(Action::ReadApplicant);
    let handler = Access::Staff(Action::HandleRequest);
    let system = Access::Staff(Action::ManageSystem);
    vec![
        Route::read("/staff/requests", reader, get(queue::show)),
        Route::read("/staff/requests/today", reader, get(today::show)),
        Route::read("/staff/requests/new", clerk, get(register::blank)),
        Route::act("/staff/requests/new", clerk, post(register::create)),
        Route::act("/staff/requests/calendar", reader, post(calendar::make)),
        Route::read("/requests/calendar/{token}", Access::Uncached, get(calendar::feed)),
        Route::read("/staff/requests/{id}", reader, get(record::show)),
        Route::read("/staff/requests/{id}/registered", knows, get(register::registered)),
        Route::read("/staff/requests/{id}/applicant", knows, get(person::show)),
        Route::read("/staff/requests/{id}/files/{file}", reader, get(files::file)),
        Route::read("/staff/requests/{id}/letters/{letter}/{form}", knows, get(files::letter)),
        Route::read("/staff/requests/{id}/receipt.pdf", knows, get(sheets::receipt)),
        Route::read("/staff/requests/{id}/forms/{form}", reader, get(sheets::form)),
        Route::read("/staff/requests/{id}/bundle.pdf", knows, get(bundle::show)),
        Route::read("/staff/requests/{id}/redactions", reader, get(redactions::list)),
        Route::act("/staff/requests/{id}/redactions", handler, post(redactions::attach)),
        Route::read("/staff/requests/{id}/redactions/{paper}", reader, get(redactions::show)),
        Route::read("/staff/requests/{id}/redactions/{paper}/pages/{page}", reader, get(redactions::picture)),
        Route::read("/staff/requests/{id}/answer", handler, get(answer::show)),
        Route::act("/staff/requests/{id}/answer", handler, post(answer::save)),
        Route::read("/staff/requests/{id}/answer/preview.pdf", knows, get(answer::preview)),
        Route::read("/staff/holidays", system, get(holidays::show)),
        Route::act("/staff/holidays", system, post(holidays::import)),
    ]
}

/// One line of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    value: String,
    label: String,
}

fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

/// The members of a coded list, to choose from.
macro_rules! choices {
    ($list:ty) => {
        <$list>::ALL.iter().map(|member| crate::staff::choice(member.code(), member.label())).collect::<Vec<_>>()
    };
}
use choices;

/// The page of a case.
fn page_of(id: i64) -> String {
    format!("/staff/requests/{id}")
}
