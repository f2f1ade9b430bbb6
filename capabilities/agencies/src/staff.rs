//! Which pages does the administration of agencies, people and sites have, and who may come to each?

mod account;
mod agencies;
mod entrance;
mod home;
mod journal;
mod people;
mod sites;
mod typed;

use axum::routing::{get, post};
use gongkai_capability::{Access, MenuEntry, Route, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde::Serialize;

use crate::directory::Directory;

pub(crate) const MENU: &[MenuEntry] = &[
    MenuEntry { label: "人员与岗位", path: "/staff/people", action: Action::ManageStaff, order: 80 },
    MenuEntry { label: "机构", path: "/staff/agencies", action: Action::ManageSystem, order: 81 },
    MenuEntry { label: "站点", path: "/staff/sites", action: Action::ManageSystem, order: 82 },
    MenuEntry { label: "操作日志", path: "/staff/journal", action: Action::ReadJournal, order: 90 },
];

/// What is recorded here and below: agencies, accounts, refusals, the journal itself.
pub(crate) const FACTS: &[(&str, &str)] = &[
    ("identity.signed_in", "登录"),
    ("identity.signed_out", "退出"),
    ("identity.sign_in_refused", "登录被拒"),
    ("identity.staff_created", "新建账号"),
    ("identity.grants_set", "调整岗位"),
    ("identity.password_set", "更改密码"),
    ("identity.second_factor_set", "启用动态验证码"),
    ("identity.second_factor_removed", "停用动态验证码"),
    ("identity.staff_enabled", "启用账号"),
    ("identity.staff_disabled", "停用账号"),
    ("access.refused", "操作被拒"),
    ("agencies.created", "新建机构"),
    ("agencies.changed", "更改机构信息"),
    ("agencies.dissolved", "撤销机构"),
    ("agencies.site_set", "更改站点"),
    ("journal.verified", "校验日志"),
    ("journal.exported", "导出日志"),
    ("demo.begun", "开始制作演示数据"),
    ("demo.finished", "演示数据制作完成"),
];

pub(crate) fn routes() -> Vec<Route> {
    use Access::{Entrance, SignedIn};
    let people = Access::Staff(Action::ManageStaff);
    let system = Access::Staff(Action::ManageSystem);
    let audit = Access::Staff(Action::ReadJournal);
    vec![
        Route::read("/staff/sign-in", Entrance, get(entrance::show)),
        Route::act("/staff/sign-in", Entrance, post(entrance::enter)),
        Route::act("/staff/sign-out", SignedIn, post(entrance::leave)),
        Route::read("/staff", SignedIn, get(home::show)),
        Route::read("/staff/account", SignedIn, get(account::show)),
        Route::act("/staff/account/password", SignedIn, post(account::change_password)),
        Route::act("/staff/account/codes", SignedIn, post(account::begin_codes)),
        Route::act("/staff/account/codes/confirm", SignedIn, post(account::confirm_codes)),
        Route::act("/staff/account/codes/remove", SignedIn, post(account::remove_codes)),
        Route::read("/staff/people", people, get(people::list)),
        Route::read("/staff/people/new", people, get(people::blank)),
        Route::act("/staff/people/new", people, post(people::create)),
        Route::read("/staff/people/{id}", people, get(people::show)),
        Route::act("/staff/people/{id}/roles", people, post(people::set_roles)),
        Route::act("/staff/people/{id}/state", people, post(people::set_state)),
        Route::act("/staff/people/{id}/password", people, post(people::reset_password)),
        Route::read("/staff/agencies", system, get(agencies::list)),
        Route::read("/staff/agencies/new", system, get(agencies::blank)),
        Route::act("/staff/agencies/new", system, post(agencies::create)),
        Route::read("/staff/agencies/{id}", system, get(agencies::show)),
        Route::act("/staff/agencies/{id}", system, post(agencies::change)),
        Route::act("/staff/agencies/{id}/dissolve", system, post(agencies::dissolve)),
        Route::read("/staff/sites", system, get(sites::list)),
        Route::read("/staff/sites/new", system, get(sites::blank)),
        Route::act("/staff/sites/new", system, post(sites::create)),
        Route::read("/staff/sites/{id}", system, get(sites::show)),
        Route::act("/staff/sites/{id}", system, post(sites::change)),
        Route::read("/staff/journal", audit, get(journal::show)),
        Route::act("/staff/journal/verify", audit, post(journal::verify)),
        Route::act("/staff/journal/export", audit, post(journal::export)),
    ]
}

/// What is wrong with one field of a form, as `web/form.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FieldError {
    field: &'static str,
    message: String,
}

/// Every refusal with the field it concerns.
fn errors_of<R: std::fmt::Display>(refusals: &[R], field: impl Fn(&R) -> &'static str) -> Vec<FieldError> {
    refusals.iter().map(|refusal| FieldError { field: field(refusal), message: refusal.to_string() }).collect()
}

fn messages(errors: &[FieldError]) -> Vec<String> {
    errors.iter().map(|error| error.message.clone()).collect()
}

/// A choice of a select or a group of boxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// The agencies at which the person may do this, each below the one above it; only those still active.
fn agency_choices(page: &StaffPage, directory: &Directory, action: Action) -> Vec<Choice> {
    let reached = directory.all().iter().filter(|agency| agency.active && page.offers(action, &agency.path));
    let choice = |agency: &crate::Agency| {
        let depth = directory.above(&agency.path).len();
        Choice { value: agency.path.clone(), label: format!("{}{}", "　".repeat(depth), agency.name()) }
    };
    reached.map(choice).collect()
}

/// The parameters of an address as fields, with the same ways to ask.
fn asked(fields: Vec<(String, String)>) -> Form {
    Form { fields, files: Vec::new() }
}

/// A number from an address; what is none names nothing.
fn number(text: &str) -> Result<i64, Failure> {
    gongkai_law::id::read(text).map_err(|_| Failure::NotFound)
}

/// What is done by an act that was refused by its rules: the same page again, or on to the next.
type Answer = Result<axum::response::Response, Failure>;
