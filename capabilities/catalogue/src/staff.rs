//! Which pages do catalogues and duties have for staff, and who may come to each?

mod bearers;
mod coverage;
mod duties;
mod item;
mod list;
mod proposals;
mod typed;

use axum::response::Response;
use axum::routing::{get, post};
use gongkai_agencies::Directory;
use gongkai_capability::{Access, MenuEntry, Route, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde::Serialize;

pub(crate) use coverage::Matrix;

use crate::catalogue::{Catalogue, CatalogueId};
use crate::library::Library;

type Answer = Result<Response, Failure>;

pub(crate) const MENU: &[MenuEntry] = &[
    MenuEntry { label: "应公开事项", path: "/staff/duties", action: Action::ReadDuties, order: 12 },
    MenuEntry { label: "公开目录", path: "/staff/catalogues", action: Action::ReadDuties, order: 40 },
    MenuEntry { label: "公开情况一览", path: "/staff/coverage", action: Action::ReadDuties, order: 41 },
];

pub(crate) const FACTS: &[(&str, &str)] = &[
    ("catalogue.created", "编制目录"),
    ("catalogue.amended", "修订目录"),
    ("catalogue.borne", "确定承担单位"),
    ("catalogue.unborne", "解除承担单位"),
    ("catalogue.settled", "确定公开时限天数"),
    ("catalogue.confirmed", "确认信息对应的公开事项"),
    ("catalogue.declined", "否定信息对应的公开事项"),
    ("catalogue.occurred", "登记起算日期"),
    ("catalogue.nil_drafted", "起草零报告"),
    ("catalogue.nil_signed", "签署零报告"),
    ("catalogue.nil_refused", "退回零报告"),
];

pub(crate) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::ReadDuties);
    let manage = Access::Staff(Action::ManageCatalogue);
    let clerk = Access::Staff(Action::Draft);
    let leader = Access::Staff(Action::SignStatement);
    vec![
        Route::read("/staff/catalogues", see, get(list::show)),
        Route::act("/staff/catalogues", manage, post(list::create)),
        Route::read("/staff/catalogues/{id}", see, get(list::one)),
        Route::read("/staff/catalogues/{id}/items/{code}", see, get(item::show)),
        Route::act("/staff/catalogues/{id}/items/{code}", manage, post(item::amend)),
        Route::read("/staff/catalogues/{id}/proposals", see, get(proposals::show)),
        Route::act("/staff/catalogues/{id}/proposals", manage, post(proposals::decide)),
        Route::read("/staff/catalogues/{id}/bearers", see, get(bearers::show)),
        Route::act("/staff/catalogues/{id}/bearers", manage, post(bearers::change)),
        Route::read("/staff/duties", see, get(duties::show)),
        Route::act("/staff/duties/nil", clerk, post(duties::state_nothing)),
        Route::act("/staff/duties/sign", leader, post(duties::sign)),
        Route::act("/staff/duties/occurrence", clerk, post(duties::occur)),
        Route::act("/staff/duties/fulfilment", clerk, post(duties::decide)),
        Route::read("/staff/coverage", see, get(coverage::show)),
    ]
}

/// A choice of a select.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// What is wrong with one field, as `web/form.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FieldError {
    field: &'static str,
    message: String,
}

/// Refusals that concern the whole form.
fn errors<R: std::fmt::Display>(refusals: &[R]) -> Vec<FieldError> {
    refusals.iter().map(|refusal| FieldError { field: "", message: refusal.to_string() }).collect()
}

fn reasons(errors: &[FieldError]) -> Vec<String> {
    errors.iter().map(|error| error.message.clone()).collect()
}

/// The catalogue of an address.
fn found(library: &Library, id: i64) -> Result<&Catalogue, Failure> {
    library.get(CatalogueId(id)).ok_or(Failure::NotFound)
}

/// The active agencies at which the person may do this, each below the one above it.
fn agencies(page: &StaffPage, directory: &Directory, action: Action) -> Vec<Choice> {
    let reached = directory.all().iter().filter(|agency| agency.active && page.offers(action, &agency.path));
    let choice = |agency: &gongkai_agencies::Agency| {
        let depth = directory.above(&agency.path).len();
        Choice { value: agency.path.clone(), label: format!("{}{}", "　".repeat(depth), agency.name()) }
    };
    reached.map(choice).collect()
}
