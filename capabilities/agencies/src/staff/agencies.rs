//! Which agencies are there, and what does the guide say of each? The pages of the system administrator.

use axum::extract::Path;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::typed::{Typed, agency_data, agency_fields, agency_form};
use super::{Answer, Choice, FieldError, agency_choices, errors_of, messages, number};
use crate::acts::{self, NewAgency};
use crate::agency::{Agency, AgencyId, AgencyKind};
use crate::directory::directory;
use crate::rules::agency::AgencyRefusal;

pub(super) async fn list(page: StaffPage) -> Answer {
    let directory = directory(&page.platform.db).await?;
    let line = |agency: &Agency| {
        json!({
            "id": agency.id, "name": agency.name(), "short_name": agency.data.short_name, "code": agency.code(),
            "kind": agency.data.kind.label(), "active": agency.active, "level": directory.above(&agency.path).len().min(3),
            "successor": directory.name_of(&agency.successor), "lacking": lacking(agency),
        })
    };
    let reached = directory.all().iter().filter(|agency| page.offers(Action::ManageSystem, &agency.path));
    let agencies: Vec<Value> = reached.map(line).collect();
    page.render("agencies/agencies.html", json!({"agencies": agencies}))
}

/// What the guide must say (条例 article 12) and does not yet.
fn lacking(agency: &Agency) -> Vec<&'static str> {
    let openness = &agency.data.openness;
    let wanted = [
        ("统一社会信用代码", &agency.data.code),
        ("公开工作机构", &openness.unit),
        ("办公地址", &openness.address),
        ("办公时间", &openness.office_hours),
        ("联系电话", &openness.phone),
        ("互联网联系方式", &openness.online),
    ];
    if !agency.active {
        return Vec::new();
    }
    wanted.into_iter().filter(|(_, text)| text.is_empty()).map(|(label, _)| label).collect()
}

async fn values(page: &StaffPage, agency: Option<&Agency>, typed: &Typed, errors: &[FieldError]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let kinds: Vec<Choice> =
        AgencyKind::ALL.into_iter().map(|kind| Choice { value: kind.code().to_owned(), label: kind.label().to_owned() }).collect();
    Ok(json!({
        "agency": agency, "typed": typed, "errors": errors, "kinds": kinds,
        "agencies": agency_choices(page, &directory, Action::ManageSystem),
        "root_allowed": page.offers(Action::ManageSystem, ""),
        "successor": agency.map(|agency| directory.name_of(&agency.successor).to_owned()),
    }))
}

async fn refuse(page: &StaffPage, agency: Option<&Agency>, typed: &Typed, refusals: &[AgencyRefusal]) -> Answer {
    let errors = errors_of(refusals, AgencyRefusal::field);
    let values = values(page, agency, typed, &errors).await?;
    page.refuse("agencies/agency.html", messages(&errors), values)
}

pub(super) async fn blank(page: StaffPage) -> Answer {
    let values = values(&page, None, &agency_form(&gongkai_web::multipart::Form::default()), &[]).await?;
    page.render("agencies/agency.html", values)
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    let typed = agency_form(&form);
    let (data, unreadable) = agency_data(&typed);
    let new = NewAgency { path: form.get("path").trim().to_owned(), parent: form.get("parent").to_owned(), data };
    // A root of its own is for those who look after the whole installation.
    page.may(Action::ManageSystem, &new.parent)?;
    let mut change = page.platform.db.change(&page.actor()).await?;
    let refusals = match acts::create_agency(&mut change, &new).await? {
        Ok(id) if unreadable.is_empty() => {
            change.commit().await?;
            return page.redirect(&format!("/staff/agencies/{id}"), &format!("已新建机构“{}”", new.data.name));
        }
        made => unreadable.into_iter().chain(made.err().unwrap_or_default()).collect::<Vec<_>>(),
    };
    drop(change);
    refuse(&page, None, &typed, &refusals).await
}

/// The agency of an address, if this administrator looks after it.
async fn found(page: &StaffPage, id: &str) -> Result<Agency, Failure> {
    let directory = directory(&page.platform.db).await?;
    let agency = directory.by_id(AgencyId(number(id)?)).ok_or(Failure::NotFound)?;
    page.may(Action::ManageSystem, &agency.path)?;
    Ok(agency.clone())
}

pub(super) async fn show(page: StaffPage, Path(id): Path<String>) -> Answer {
    let agency = found(&page, &id).await?;
    let values = values(&page, Some(&agency), &agency_fields(&agency.data), &[]).await?;
    page.render("agencies/agency.html", values)
}

pub(super) async fn change(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let agency = found(&page, &id).await?;
    let typed = agency_form(&form);
    let (data, unreadable) = agency_data(&typed);
    let mut change = page.platform.db.change(&page.actor()).await?;
    let refusals = match acts::change_agency(&mut change, agency.id, &data).await? {
        Ok(()) if unreadable.is_empty() => {
            change.commit().await?;
            return page.redirect(&format!("/staff/agencies/{id}"), &format!("“{}”的信息已保存", data.name));
        }
        changed => unreadable.into_iter().chain(changed.err().unwrap_or_default()).collect::<Vec<_>>(),
    };
    drop(change);
    refuse(&page, Some(&agency), &typed, &refusals).await
}

pub(super) async fn dissolve(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let agency = found(&page, &id).await?;
    let mut typed = agency_fields(&agency.data);
    typed.extend([("dissolved_on", form.get("dissolved_on").to_owned()), ("successor", form.get("successor").to_owned())]);
    let Ok(on) = form.get("dissolved_on").trim().parse() else {
        return refuse(&page, Some(&agency), &typed, &[AgencyRefusal::Malformed("撤销日期", "dissolved_on")]).await;
    };
    let mut change = page.platform.db.change(&page.actor()).await?;
    if let Err(refusals) = acts::dissolve_agency(&mut change, agency.id, on, form.get("successor")).await? {
        drop(change);
        return refuse(&page, Some(&agency), &typed, &refusals).await;
    }
    change.commit().await?;
    page.redirect("/staff/agencies", &format!("“{}”已撤销，其已公开的信息继续保留", agency.name()))
}
