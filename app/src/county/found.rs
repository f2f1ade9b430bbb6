//! Who is there before the first document: the agencies, sites and people of the demonstration.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use gongkai_agencies::acts::{NewAgency, NewPerson, create_agency, set_site, take_on};
use gongkai_agencies::{AgencyData, AgencyKind, Leader, OpennessContact};
use gongkai_capability::Platform;
use gongkai_identity::{Grant, Role, Staff};
use gongkai_store::Actor;
use gongkai_web::{Footer, SiteProfile};

use super::{ACTOR, PASSWORD};
use crate::demo::model::{Demo, DemoAgency, DemoStaff};

/// Agencies, sites and people.
pub(super) async fn found(platform: &Arc<Platform>, county: &Demo) -> Result<()> {
    let actor = Actor::system(ACTOR);
    for (order_no, agency) in (1..).zip(&county.agencies) {
        let mut change = platform.db.change(&actor).await?;
        let new =
            NewAgency { path: agency.path.clone(), parent: agency.parent.clone().unwrap_or_default(), data: agency_data(agency, order_no) };
        told(create_agency(&mut change, &new).await?)?;
        change.commit().await?;
    }
    for (n, agency) in county.agencies.iter().filter(|agency| agency.site.is_some()).enumerate() {
        let Some(site) = &agency.site else { continue };
        let mut change = platform.db.change(&actor).await?;
        let profile = SiteProfile {
            id: 0,
            host: site.host.clone(),
            main: n == 0,
            name: site.name.clone(),
            root: agency.path.clone(),
            colour: site.colour.clone(),
            footer: Footer {
                sponsor: agency.name.clone(),
                operator: agency.openness_unit.clone(),
                contact: format!("{}　电话：{}", agency.address, agency.telephone),
                site_code: format!("999900000{}", n + 1),
                ..Footer::default()
            },
        };
        told(set_site(&mut change, &profile).await?)?;
        change.commit().await?;
    }
    platform.sites.replace(gongkai_agencies::load_sites(&platform.db).await?);
    for person in &county.staff {
        // The county's office works for the whole county; everybody else for their own agency.
        let path = if person.agency == "qinglan/office" { "qinglan" } else { person.agency.as_str() };
        let grants: Vec<Grant> = roles_of(person).into_iter().map(|role| Grant { role, path: path.to_owned() }).collect();
        let new = NewPerson { login: &person.login, name: &person.name, agency: &person.agency, password: PASSWORD, grants: &grants };
        let mut change = platform.db.change(&actor).await?;
        told(take_on(&platform.db, &mut change, &new).await?)?;
        change.commit().await?;
    }
    Ok(())
}

/// The county is years old and its people have changed their passwords as they must: the visitor is not asked to.
pub(super) async fn renew_passwords(platform: &Arc<Platform>, county: &Demo) -> Result<()> {
    let mut change = platform.db.change(&Actor::system(ACTOR)).await?;
    for person in &county.staff {
        let staff = Staff::by_login(&platform.db, &person.login).await?.context("the people were made before")?;
        told(Staff::set_password(&mut change, staff.id, &staff.login, PASSWORD).await?)?;
    }
    change.commit().await.map(|_| ())
}

fn told<T, R: std::fmt::Display>(outcome: Result<T, Vec<R>>) -> Result<T> {
    outcome.map_err(|refusals| anyhow!(refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")))
}

fn agency_data(agency: &DemoAgency, order_no: i64) -> AgencyData {
    AgencyData {
        name: agency.name.clone(),
        short_name: agency.short_name.clone(),
        code: agency.uscc.clone(),
        kind: AgencyKind::from_code(agency.kind.code()).unwrap_or_default(),
        order_no,
        address: agency.address.clone(),
        postcode: agency.postcode.clone(),
        office_hours: agency.office_hours.clone(),
        phone: agency.telephone.clone(),
        fax: agency.fax.clone(),
        email: agency.email.clone(),
        functions: agency.functions.join("\n"),
        divisions: agency.divisions.clone(),
        leaders: agency
            .leaders
            .iter()
            .map(|leader| Leader { name: leader.name.clone(), post: leader.post.clone(), duties: leader.duties.clone() })
            .collect(),
        openness: OpennessContact {
            unit: agency.openness_unit.clone(),
            address: agency.address.clone(),
            office_hours: agency.office_hours.clone(),
            phone: agency.telephone.clone(),
            fax: agency.fax.clone(),
            online: agency.email.clone(),
        },
        abbreviations: ["发", "函", "规"].iter().map(|last| format!("{}{last}", agency.number_stem)).collect(),
    }
}

pub(super) fn roles_of(person: &DemoStaff) -> Vec<Role> {
    let known = person.roles.iter().map(|code| match code.as_str() {
        "reviewer_1" => Some(Role::FirstReviewer),
        "reviewer_2" => Some(Role::SecondReviewer),
        "reviewer_3" => Some(Role::FinalReviewer),
        "system_admin" => Some(Role::SystemAdministrator),
        "security_admin" => Some(Role::SecurityAdministrator),
        "audit_admin" => Some(Role::AuditAdministrator),
        other => Role::from_code(other),
    });
    known.flatten().collect()
}
