//! Which pages do the people have who draft, review and publish, and who may come to each?

mod attachments;
mod choices;
mod compare;
mod confirm;
mod cuts;
mod decide;
mod desk;
mod edit;
mod fields;
mod files;
mod journal;
mod list;
mod mend;
mod new;
mod preview;
mod query;
mod record;
mod relate;
mod self_check;
mod text_form;
mod zero_results;

use axum::response::Response;
use axum::routing::{get, post};
use gongkai_capability::{Access, Asked, Id, MenuEntry, Route};
use gongkai_identity::Action;
use gongkai_web::Failure;

/// A page, or why there is none.
type Answer = Result<Response, Failure>;

pub(crate) use journal::EVENTS as FACTS;

pub(crate) const MENU: &[MenuEntry] = &[
    MenuEntry { label: "工作台", path: "/staff/desk", action: Action::ReadInternal, order: 10 },
    MenuEntry { label: "信息", path: "/staff/documents", action: Action::ReadInternal, order: 11 },
    MenuEntry { label: "起草", path: "/staff/documents/new", action: Action::Draft, order: 12 },
    MenuEntry { label: "内容自查", path: "/staff/screening", action: Action::ReadInternal, order: 13 },
    MenuEntry { label: "检索无结果", path: "/staff/zero-results", action: Action::DecideOpenness, order: 14 },
];

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(acts());
    routes
}

fn pages() -> Vec<Route> {
    let reader = Access::Staff(Action::ReadInternal);
    let author = Access::Staff(Action::Draft);
    vec![
        Route::read("/staff/desk", reader, get(desk::show)),
        Route::read("/staff/documents", reader, get(list::show)),
        Route::read("/staff/documents/new", author, get(new::blank)),
        Route::read("/staff/documents/{id}", reader, get(record::show)),
        Route::read("/staff/documents/{id}/edit", author, get(edit::show)),
        Route::read("/staff/documents/{id}/preview", reader, get(preview::show)),
        Route::read("/staff/documents/{id}/cuts", reader, get(cuts::show)),
        Route::read("/staff/documents/{id}/editions", reader, get(compare::show)),
        Route::read("/staff/documents/{id}/history", reader, get(journal::show)),
        Route::read("/staff/documents/{id}/original", reader, get(files::original)),
        Route::read("/staff/documents/{id}/files/{hash}/{name}", reader, get(files::attachment)),
        Route::read("/staff/screening", reader, get(self_check::blank)),
        Route::read("/staff/zero-results", Access::Staff(Action::DecideOpenness), get(zero_results::show)),
        Route::read("/confirm/{token}", Access::Uncached, get(confirm::show)),
        Route::read("/confirm/{token}/files/{hash}", Access::Uncached, get(confirm::file)),
    ]
}

fn acts() -> Vec<Route> {
    let reader = Access::Staff(Action::ReadInternal);
    let author = Access::Staff(Action::Draft);
    let publisher = Access::Staff(Action::Publish);
    let exempter = Access::Staff(Action::Exempt);
    vec![
        Route::act("/staff/documents/bulk", reader, post(list::bulk)),
        Route::act("/staff/documents/new", author, post(new::create)),
        Route::act("/staff/documents/clean-html", author, post(edit::clean_html)),
        Route::act("/staff/documents/{id}/edit", author, post(edit::save)),
        Route::act("/staff/documents/{id}/cuts", author, post(cuts::decide)),
        Route::act("/staff/documents/{id}/mask", author, post(mend::mask)),
        Route::act("/staff/documents/{id}/exempt", exempter, post(mend::exempt)),
        Route::act("/staff/documents/{id}/unexempt", exempter, post(mend::unexempt)),
        // On a draft the author decides, on a public record whoever answers for validity: asked when the record is known.
        Route::act("/staff/documents/{id}/relations", reader, post(relate::decide)),
        Route::act("/staff/documents/{id}/facts", Access::Staff(Action::SetValidity), post(relate::record_fact)),
        Route::act("/staff/documents/{id}/submit", author, post(decide::submit)),
        Route::act("/staff/documents/{id}/recall", author, post(decide::recall)),
        // Which office may take the step in hand is asked when the step is known.
        Route::act("/staff/documents/{id}/approve", reader, post(decide::approve)),
        Route::act("/staff/documents/{id}/return", reader, post(decide::return_to_author)),
        Route::act("/staff/documents/{id}/publish", publisher, post(decide::publish)),
        Route::act("/staff/documents/{id}/schedule", publisher, post(decide::schedule)),
        Route::act("/staff/documents/{id}/unschedule", publisher, post(decide::unschedule)),
        Route::act("/staff/documents/{id}/force", Access::Staff(Action::ForcePublish), post(decide::force)),
        Route::act("/staff/documents/{id}/review-forced", Access::Staff(Action::ReviewFinal), post(decide::review_forced)),
        Route::act("/staff/documents/{id}/withdraw", Access::Staff(Action::Withdraw), post(decide::withdraw)),
        Route::act("/staff/documents/{id}/close-edition", Access::Staff(Action::Withdraw), post(decide::close_edition)),
        Route::act("/staff/documents/{id}/reopen", author, post(decide::reopen)),
        Route::act("/staff/documents/{id}/discard", author, post(decide::discard)),
        Route::act("/staff/documents/{id}/delete", author, post(decide::delete)),
        Route::act("/staff/documents/{id}/invite", author, post(decide::invite)),
        Route::act("/staff/screening", reader, post(self_check::check)),
        Route::act("/confirm/{token}", Access::Uncached, post(confirm::decide)),
    ]
}

/// The page of a document.
fn page_of(id: i64) -> String {
    format!("/staff/documents/{id}")
}
