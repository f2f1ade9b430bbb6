//! Which agency bears which field or item of a catalogue, which item has nobody, and how long are 实时 and 及时?

use std::collections::{BTreeMap, BTreeSet};

use gongkai_agencies::directory;
use gongkai_capability::{Id, StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::{Answer, Choice, FieldError, errors, found, reasons};
use crate::acts::{self, Settling};
use crate::catalogue::{Bearer, Target};
use crate::library::library;
use crate::owed::owed;
use crate::view;

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let values = values(&page, id, &Form::default(), &[]).await?;
    page.render("catalogue/staff/bearers.html", values)
}

async fn values(page: &StaffPage, id: i64, form: &Form, errors: &[FieldError]) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let own = found(&library, id)?;
    let (items, today) = (library.items_now(own.id), db.clock().today());
    let fields: BTreeSet<&str> = items.values().map(|item| item.kept.item.field.as_str()).filter(|field| !field.is_empty()).collect();
    let mut by_target: BTreeMap<String, Vec<&Bearer>> = BTreeMap::new();
    for bearer in library.bearers(own.id) {
        by_target.entry(bearer.target.code()).or_default().push(bearer);
    }
    let label = |target: &str| match Target::from_code(target) {
        Some(Target::Field(code)) => format!("领域 {code} {}", view::field_label(&code)),
        Some(Target::Item(code)) => items.get(&code).map_or(code.clone(), |item| format!("{code} {}", item.kept.item.names.join(" › "))),
        None => target.to_owned(),
    };
    let bearer = |one: &&Bearer| {
        json!({
            "id": one.id, "agency": directory.name_of(&one.agency), "from_on": one.from_on, "until_on": one.until_on,
            "answering": crate::rules::bearing::answering(&directory, today).get(one.agency.as_str()).map(|path| directory.name_of(path)),
            "holds": one.holds_on(today),
        })
    };
    let mut targets: Vec<Choice> =
        fields.iter().map(|code| Choice { value: format!("field:{code}"), label: label(&format!("field:{code}")) }).collect();
    targets.extend(items.keys().map(|code| Choice { value: format!("item:{code}"), label: label(&format!("item:{code}")) }));
    let agency = |agency: &gongkai_agencies::Agency| Choice { value: agency.path.clone(), label: agency.name().to_owned() };
    let settled = library.settled_for(&own.owner, today);
    let orphans = owed(&library, &directory, None, today).orphans;
    Ok(json!({
        "own": view::catalogue(own, &library, &directory),
        "groups": by_target.iter().map(|(target, all)| json!({"label": label(target), "bearers": all.iter().map(bearer).collect::<Vec<_>>()})).collect::<Vec<_>>(),
        "orphans": orphans.iter().filter(|orphan| orphan.catalogue == own.id).map(|orphan| json!({
            "code": orphan.code, "name": orphan.name, "why": orphan.why.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"),
        })).collect::<Vec<_>>(),
        "targets": targets,
        "agencies": directory.subtree(&own.owner).filter(|agency| agency.active).map(agency).collect::<Vec<_>>(),
        "settled": {"hours": settled.real_time.amount, "days": settled.prompt.amount},
        "typed": {"target": form.get("target"), "agency": form.get("agency"), "from": if form.get("from").is_empty() { today.to_string() } else { form.get("from").to_owned() }},
        "errors": errors,
        "may_manage": page.offers(Action::ManageCatalogue, &own.owner),
    }))
}

pub(super) async fn change(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let (library, directory) = (library(&page.platform.db).await?, directory(&page.platform.db).await?);
    let own = found(&library, id)?;
    page.may(Action::ManageCatalogue, &own.owner)?;
    let mut change = page.platform.db.change(&page.actor()).await?;
    let today = change.today();
    let done = match (form.get("act"), form.get("from").parse().unwrap_or(today)) {
        ("end", _) => acts::unbear(&mut change, own.id, form.get("bearer").parse().unwrap_or(0), today).await?,
        ("settle", _) => {
            let number = |name: &str| form.get(name).trim().parse().unwrap_or(0);
            let spans = Settling { real_time_hours: number("hours"), prompt_working_days: number("days") };
            acts::settle(&mut change, &own.owner, today, spans).await?
        }
        (_, from) => match Target::from_code(form.get("target")) {
            Some(target) => acts::bear(&mut change, &directory, own.id, &[(target, form.get("agency").to_owned())], from).await?,
            None => return Err(Failure::refused("请选择领域或者事项")),
        },
    };
    match done {
        Ok(()) => {
            change.commit().await?;
            page.redirect(&format!("/staff/catalogues/{id}/bearers"), "已保存")
        }
        Err(refusals) => {
            drop(change);
            let refused = errors(&refusals);
            let values = values(&page, id, &form, &refused).await?;
            page.refuse("catalogue/staff/bearers.html", reasons(&refused), values)
        }
    }
}
