//! Which sites does the installation serve, how do they look, what stands in their footers?

use axum::extract::Path;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::{Failure, SiteProfile};
use serde_json::{Value, json};

use super::typed::{Typed, site_fields, site_form, site_profile};
use super::{Answer, FieldError, agency_choices, errors_of, messages, number};
use crate::acts;
use crate::directory::directory;
use crate::rules::site::SiteRefusal;
use crate::sites::{load_sites, reload_sites};

pub(super) async fn list(page: StaffPage) -> Answer {
    let directory = directory(&page.platform.db).await?;
    let sites = load_sites(&page.platform.db).await?;
    let reached = sites.iter().filter(|site| page.offers(Action::ManageSystem, &site.root));
    let line = |site: &SiteProfile| json!({"site": site, "agency": directory.name_of(&site.root)});
    let sites: Vec<Value> = reached.map(line).collect();
    page.render("agencies/sites.html", json!({"sites": sites}))
}

async fn values(page: &StaffPage, id: i64, typed: &Typed, errors: &[FieldError]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let agencies = agency_choices(page, &directory, Action::ManageSystem);
    Ok(json!({"id": id, "typed": typed, "errors": errors, "agencies": agencies}))
}

pub(super) async fn blank(page: StaffPage) -> Answer {
    let mut typed = site_form(&gongkai_web::multipart::Form::default());
    typed.insert("colour", "#1f5f8b".to_owned());
    let values = values(&page, 0, &typed, &[]).await?;
    page.render("agencies/site.html", values)
}

/// The site of an address, if this administrator looks after it.
async fn found(page: &StaffPage, id: &str) -> Result<SiteProfile, Failure> {
    let id = number(id)?;
    let site = load_sites(&page.platform.db).await?.into_iter().find(|site| site.id == id).ok_or(Failure::NotFound)?;
    page.may(Action::ManageSystem, &site.root)?;
    Ok(site)
}

pub(super) async fn show(page: StaffPage, Path(id): Path<String>) -> Answer {
    let site = found(&page, &id).await?;
    let values = values(&page, site.id, &site_fields(&site), &[]).await?;
    page.render("agencies/site.html", values)
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    let typed = site_form(&form);
    save(page, 0, &typed).await
}

pub(super) async fn change(Path(id): Path<String>, StaffForm { page, form }: StaffForm) -> Answer {
    let site = found(&page, &id).await?;
    let typed = site_form(&form);
    save(page, site.id, &typed).await
}

async fn save(page: StaffPage, id: i64, typed: &Typed) -> Answer {
    let site = site_profile(id, typed);
    if !site.root.is_empty() {
        page.may(Action::ManageSystem, &site.root)?;
    }
    let mut change = page.platform.db.change(&page.actor()).await?;
    match acts::set_site(&mut change, &site).await? {
        Ok(id) => {
            change.commit().await?;
            reload_sites(&page.platform).await?;
            page.redirect(&format!("/staff/sites/{id}"), &format!("站点“{}”已保存", site.name))
        }
        Err(refusals) => {
            drop(change);
            let errors = errors_of(&refusals, SiteRefusal::field);
            let values = values(&page, id, typed, &errors).await?;
            page.refuse("agencies/site.html", messages(&errors), values)
        }
    }
}
