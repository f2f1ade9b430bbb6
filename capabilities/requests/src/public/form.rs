//! How does somebody ask on line, without an account? The form, every fault at once, and the receipt.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use gongkai_capability::{PublicForm, PublicPage};
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::similar::{Similar, similar};
use super::start::Asked;
use super::typed::Typed;
use super::{Answer, FieldError, doer, options, receiver, receivers};
use crate::acts::receive::{Filing, file, unproven};
use crate::calendars::calendars;
use crate::rules::applicant::{ApplicantKind, DeliveryWish, FormWish, IdentityKind};

pub(super) async fn show(page: PublicPage, Query(asked): Query<Asked>) -> Answer {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agency = receiver(&page, &directory, &asked.agency).map_or("", |agency| agency.path.as_str());
    draw(&page, &Typed::blank(agency), &[], None).await
}

/// Looks for what is public already (`look`), or files the request.
pub(super) async fn send(PublicForm { page, form, oversized }: PublicForm) -> Answer {
    let looks = !form.get("look").is_empty();
    let typed = Typed::read(form, &oversized);
    let (agency, description) = (&typed.values["agency"], &typed.values["description"]);
    if looks {
        let found = similar(&page, agency, description).await?;
        return draw(&page, &typed, &[], Some(&found)).await;
    }
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let mut errors = Vec::new();
    if receiver(&page, &directory, agency).is_none() {
        errors.push(FieldError::of("agency", "请选择受理申请的机关（条例第二十七条）"));
    }
    errors.extend(typed.faults(page.platform.db.clock().today()));
    let must = calendars(&page.platform).await?.practice.identity_file;
    errors.extend(unproven(must, &typed.files, &typed.help).map(|refusal| FieldError::of("identity_file", refusal)));
    if !errors.is_empty() {
        return draw(&page, &typed, &errors, None).await;
    }
    let filing = Filing {
        submission_key: typed.key.clone(),
        agency_path: agency.clone(),
        application: typed.application.clone(),
        assistance: typed.help.trim().to_owned(),
        files: typed.files.clone(),
    };
    match file(&doer(&page), filing).await {
        Ok(filed) => Ok(Redirect::to(&format!("/requests/receipt/{}", filed.access_key)).into_response()),
        Err(Failure::Refused(reasons)) => {
            let errors: Vec<FieldError> = reasons.iter().map(|reason| FieldError::of("", reason)).collect();
            draw(&page, &typed, &errors, None).await
        }
        Err(failure) => Err(failure),
    }
}

async fn draw(page: &PublicPage, typed: &Typed, errors: &[FieldError], found: Option<&Similar>) -> Answer {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agencies: Vec<Value> =
        receivers(&directory, &page.site.root).map(|agency| json!({"value": agency.path, "label": agency.name()})).collect();
    let has_agent = ["agent.name", "agent.identity", "agent.number"].iter().any(|field| !typed.values[field].is_empty());
    let values = json!({
        "agencies": agencies,
        "kinds": options(ApplicantKind::ALL, |kind| (kind.code(), kind.label())),
        "identities": options(IdentityKind::ALL, |kind| (kind.code(), kind.label())),
        "personal": options(personal(), |kind| (kind.code(), kind.label())),
        "deliveries": options(DeliveryWish::ALL, |wish| (wish.code(), wish.label())),
        "forms": options(FormWish::ALL, |wish| (wish.code(), wish.label())),
        "typed": typed.values,
        "help": typed.help,
        "key": typed.key,
        "files_again": typed.had_files,
        "agent_open": has_agent || errors.iter().any(|error| error.field.starts_with("agent.")),
        "errors": errors,
        "proof_must": calendars(&page.platform).await?.practice.identity_file,
        "similar": found,
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let response = page.render_as(status, "requests/public/new.html", values)?;
    page.unkept(response).await
}

/// Papers that a person has; an organisation acts under its credit code.
fn personal() -> &'static [IdentityKind] {
    use IdentityKind as K;
    const PERSONAL: [IdentityKind; 8] = [
        K::ResidentCard,
        K::ResidencePermit,
        K::ForeignResident,
        K::Passport,
        K::HongKongMacaoPermit,
        K::TaiwanPermit,
        K::Officer,
        K::Other,
    ];
    &PERSONAL
}
