//! Who works here, with which offices? The pages of the security administrator.

use axum::extract::{Path, Query};
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::{Action, Grant, Role, Staff, StaffRow};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::{Answer, Choice, FieldError, agency_choices, asked, errors_of, messages, number};
use crate::acts::{self, NewPerson};
use crate::directory::{Directory, directory};
use crate::rules::people::PeopleRefusal;

pub(super) async fn list(page: StaffPage, Query(fields): Query<Vec<(String, String)>>) -> Answer {
    let (asked, directory) = (asked(fields), directory(&page.platform.db).await?);
    let (q, agency) = (asked.get("q").trim(), asked.get("agency"));
    let now = gongkai_store::iso(page.platform.db.clock().now());
    let people: Vec<Value> = Staff::list(&page.platform.db)
        .await?
        .iter()
        .filter(|row| page.offers(Action::ManageStaff, &row.agency_path))
        .filter(|row| agency.is_empty() || gongkai_identity::within(agency, &row.agency_path))
        .filter(|row| row.name.contains(q) || row.login.contains(q))
        .map(|row| person(row, &directory, &now))
        .collect();
    let agencies = agency_choices(&page, &directory, Action::ManageStaff);
    page.render("agencies/people.html", json!({"people": people, "q": q, "agency": agency, "agencies": agencies}))
}

/// An account as the pages show it.
fn person(row: &StaffRow, directory: &Directory, now: &str) -> Value {
    let named = |path: &str| if path.is_empty() { "全部机构".to_owned() } else { directory.name_of(path).to_owned() };
    let grants: Vec<Value> = row
        .grants
        .iter()
        .map(|grant| json!({"key": key(grant), "role": grant.role.label(), "agency": named(&grant.path), "path": grant.path}))
        .collect();
    json!({
        "id": row.id, "login": row.login, "name": row.name, "agency": named(&row.agency_path), "agency_path": row.agency_path,
        "active": row.state == "active", "locked": row.locked_until.as_str() > now, "codes": row.second_factor, "grants": grants,
    })
}

/// An office as a form sends it back: `author@qinglan/edu`.
fn key(grant: &Grant) -> String {
    format!("{}@{}", grant.role.code(), grant.path)
}

fn grant_of(key: &str) -> Option<Grant> {
    let (role, path) = key.split_once('@')?;
    Some(Grant { role: Role::from_code(role)?, path: path.to_owned() })
}

fn role_choices() -> Vec<Choice> {
    Role::ALL.into_iter().map(|role| Choice { value: role.code().to_owned(), label: role.label().to_owned() }).collect()
}

/// The offices a form asks for: those kept, and the roles added at one agency.
fn grants_of(form: &Form) -> Result<Vec<Grant>, PeopleRefusal> {
    let at = form.get("at");
    let added = form.all("role").map(|role| format!("{role}@{at}"));
    let mut grants = Vec::new();
    for key in form.all("keep").map(str::to_owned).chain(added) {
        let grant = grant_of(&key).ok_or(PeopleRefusal::RoleUnknown)?;
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    Ok(grants)
}

pub(super) async fn blank(page: StaffPage) -> Answer {
    let values = new_values(&page, &Form::default(), &[]).await?;
    page.render("agencies/person_new.html", values)
}

async fn new_values(page: &StaffPage, form: &Form, errors: &[FieldError]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    Ok(json!({
        "login": form.get("login"), "name": form.get("name"), "agency": form.get("agency"), "at": form.get("at"),
        "chosen": form.all("role").collect::<Vec<_>>(), "errors": errors, "roles": role_choices(),
        "agencies": agency_choices(page, &directory, Action::ManageStaff),
        "everywhere": page.offers(Action::ManageStaff, ""),
    }))
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    let db = &page.platform.db;
    let (login, name, agency) = (form.get("login").trim(), form.get("name").trim(), form.get("agency"));
    if !agency.is_empty() {
        page.may(Action::ManageStaff, agency)?;
    }
    let (grants, unknown) = match grants_of(&form) {
        Ok(grants) => (grants, None),
        Err(refusal) => (Vec::new(), Some(refusal)),
    };
    grants.iter().try_for_each(|grant| page.may(Action::ManageStaff, &grant.path))?;
    let mut change = db.change(&page.actor()).await?;
    let new = NewPerson { login, name, agency, password: form.get("password"), grants: &grants };
    let made = acts::take_on(db, &mut change, &new).await?;
    let refusals = match (made, unknown) {
        (Ok(id), None) => {
            Staff::password_was_told(&mut change, id).await?;
            change.commit().await?;
            return page
                .redirect(&format!("/staff/people/{id}"), &format!("已新建账号“{login}”，请将初始密码当面告知本人，本人首次登录须更改"));
        }
        (made, unknown) => made.err().unwrap_or_default().into_iter().chain(unknown).collect::<Vec<_>>(),
    };
    drop(change);
    let errors = errors_of(&refusals, PeopleRefusal::field);
    let values = new_values(&page, &form, &errors).await?;
    page.refuse("agencies/person_new.html", messages(&errors), values)
}

/// The account of an address, if it lies within what this administrator looks after.
async fn account(page: &StaffPage, id: &str) -> Result<StaffRow, Failure> {
    let id = number(id)?;
    let row = Staff::list(&page.platform.db).await?.into_iter().find(|row| row.id == id).ok_or(Failure::NotFound)?;
    page.may(Action::ManageStaff, &row.agency_path)?;
    Ok(row)
}

pub(super) async fn show(page: StaffPage, Path(id): Path<String>) -> Answer {
    let row = account(&page, &id).await?;
    let values = values(&page, &row, &[]).await?;
    page.render("agencies/person.html", values)
}

async fn values(page: &StaffPage, row: &StaffRow, errors: &[FieldError]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let now = gongkai_store::iso(page.platform.db.clock().now());
    Ok(json!({
        "person": person(row, &directory, &now), "own": row.id == page.session.staff.id, "errors": errors, "roles": role_choices(),
        "agencies": agency_choices(page, &directory, Action::ManageStaff),
        "everywhere": page.offers(Action::ManageStaff, ""),
    }))
}

async fn refuse(page: &StaffPage, row: &StaffRow, refusals: &[PeopleRefusal]) -> Answer {
    let errors = errors_of(refusals, PeopleRefusal::field);
    let values = values(page, row, &errors).await?;
    page.refuse("agencies/person.html", messages(&errors), values)
}

pub(super) async fn set_roles(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let row = account(&page, &id).await?;
    let grants = match grants_of(&form) {
        Ok(grants) => grants,
        Err(refusal) => return refuse(&page, &row, &[refusal]).await,
    };
    // What is given or taken away elsewhere is not this administrator's to decide; what stays as it is needs no asking.
    let changed = grants.iter().filter(|grant| !row.grants.contains(grant));
    let taken = row.grants.iter().filter(|grant| !grants.contains(grant));
    changed.chain(taken).try_for_each(|grant| page.may(Action::ManageStaff, &grant.path))?;
    let db = &page.platform.db;
    let mut change = db.change(&page.actor()).await?;
    if let Err(refusals) = acts::set_roles(db, &mut change, row.id, &grants).await? {
        drop(change);
        return refuse(&page, &row, &refusals).await;
    }
    change.commit().await?;
    page.redirect(&format!("/staff/people/{}", row.id), &format!("“{}”的岗位已更新", row.name))
}

pub(super) async fn set_state(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let row = account(&page, &id).await?;
    if row.id == page.session.staff.id {
        return refuse(&page, &row, &[PeopleRefusal::OwnAccount]).await;
    }
    let mut change = page.platform.db.change(&page.actor()).await?;
    let said = match form.get("to") {
        "disabled" => {
            Staff::set_state(&mut change, row.id, false).await?;
            "账号已停用，其登录状态已立即终止"
        }
        "active" => {
            Staff::set_state(&mut change, row.id, true).await?;
            "账号已启用并解除锁定"
        }
        "without_codes" => {
            Staff::set_totp(&mut change, row.id, "").await?;
            "已解除动态验证码，请提醒本人重新设置"
        }
        _ => return Err(Failure::refused("请选择要办理的事项")),
    };
    change.commit().await?;
    page.redirect(&format!("/staff/people/{}", row.id), said)
}

pub(super) async fn reset_password(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let row = account(&page, &id).await?;
    if row.id == page.session.staff.id {
        // Their own goes by the account page, which asks for the present one.
        return refuse(&page, &row, &[PeopleRefusal::OwnAccount]).await;
    }
    let mut change = page.platform.db.change(&page.actor()).await?;
    if let Err(refusals) = Staff::set_password(&mut change, row.id, &row.login, form.get("password")).await? {
        drop(change);
        let refusals: Vec<_> = refusals.into_iter().map(PeopleRefusal::Password).collect();
        return refuse(&page, &row, &refusals).await;
    }
    Staff::password_was_told(&mut change, row.id).await?;
    change.commit().await?;
    page.redirect(&format!("/staff/people/{}", row.id), "密码已重置，请当面告知本人，本人登录后须先更改")
}
