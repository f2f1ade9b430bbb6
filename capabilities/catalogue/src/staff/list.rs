//! Which catalogues are there, and what does one of them say? And how is a new one begun?

use gongkai_agencies::directory;
use gongkai_capability::{Asked, Id, StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::multipart::Form;
use gongkai_web::{Failure, Format};
use serde_json::{Value, json};

use super::typed::{self, Typed};
use super::{Answer, Choice, FieldError, agencies, errors, found, reasons};
use crate::acts::{self, NewCatalogue};
use crate::catalogue::{ListKind, Tier};
use crate::library::library;
use crate::rules::inherit::{Effective, Status};
use crate::{rows, view};

pub(super) async fn show(page: StaffPage) -> Answer {
    let values = values(&page, &Form::default(), &[]).await?;
    page.render("catalogue/staff/catalogues.html", values)
}

async fn values(page: &StaffPage, form: &Form, errors: &[FieldError]) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let line = |own: &crate::Catalogue| {
        let mut value = view::catalogue(own, &library, &directory);
        value["n_proposals"] = library.proposals(own.id).len().into();
        value["depth"] = depth(&library, own).into();
        value
    };
    let mut sorted: Vec<&crate::Catalogue> = library.all().collect();
    sorted.sort_by_key(|own| (library.line(own.id).to_owned(), own.tier, own.owner.clone(), own.id));
    let coded = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let on = if form.get("on").is_empty() { db.clock().today().to_string() } else { form.get("on").to_owned() };
    Ok(json!({
        "catalogues": sorted.into_iter().map(line).collect::<Vec<_>>(),
        "errors": errors,
        "may_manage": page.viewer().may_somewhere(Action::ManageCatalogue),
        "owners": agencies(page, &directory, Action::ManageCatalogue),
        "parents": library.all().map(|own| coded(&own.code, &own.title)).collect::<Vec<_>>(),
        "kinds": ListKind::ALL.iter().map(|kind| coded(kind.code(), kind.label())).collect::<Vec<_>>(),
        "tiers": Tier::ALL.iter().map(|tier| coded(tier.code(), tier.label())).collect::<Vec<_>>(),
        "typed": {
            "code": form.get("code"), "title": form.get("title"), "kind": form.get("kind"), "tier": form.get("tier"),
            "owner": form.get("owner"), "parent": form.get("parent"), "reason": form.get("reason"), "document": form.get("document"), "on": on,
        },
    }))
}

fn depth(library: &crate::Library, own: &crate::Catalogue) -> usize {
    let mut depth = 0;
    let mut at = own.parent;
    while let Some(parent) = at.and_then(|parent| library.get(parent)).filter(|_| depth < 4) {
        (depth, at) = (depth + 1, parent.parent);
    }
    depth.min(3)
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    // A catalogue that is kept elsewhere is taken in by those who look after the whole installation.
    page.may(Action::ManageCatalogue, form.get("owner"))?;
    let new = NewCatalogue {
        code: form.get("code").trim().to_owned(),
        title: form.get("title").trim().to_owned(),
        list_kind: form.get("kind").parse().unwrap_or(ListKind::Standard),
        tier: form.get("tier").parse().unwrap_or(Tier::County),
        owner: form.get("owner").to_owned(),
        parent: form.get("parent").to_owned(),
        items: Vec::new(),
    };
    let typed: Typed = typed::of_form(&form);
    let refused = match typed::amendment(&typed) {
        Ok(amendment) => {
            let directory = directory(&page.platform.db).await?;
            let mut change = page.platform.db.change(&page.actor()).await?;
            match acts::create(&mut change, &directory, &new, &amendment).await? {
                Ok(id) => {
                    change.commit().await?;
                    return page.redirect(&format!("/staff/catalogues/{id}"), &format!("已建立“{}”", new.title));
                }
                Err(refusals) => errors(&refusals),
            }
        }
        Err(error) => vec![error],
    };
    let values = values(&page, &form, &refused).await?;
    page.refuse("catalogue/staff/catalogues.html", reasons(&refused), values)
}

pub(super) async fn one(page: StaffPage, Id(id): Id, Asked(asked): Asked) -> Answer {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let own = found(&library, id)?;
    let number =
        asked.get("version").parse().ok().filter(|number| library.versions(own.id).iter().any(|version| version.number == *number));
    let items = library.items(own.id, number.unwrap_or_else(|| library.newest(own.id)));
    let (field, status, words) = (asked.get("field"), asked.get("status").parse::<Status>().ok(), asked.get("q").trim());
    let holds = |item: &&Effective| {
        let text = &item.kept.item;
        (field.is_empty() || text.field == field)
            && status.is_none_or(|status| item.status == status)
            && (words.is_empty()
                || text.content.contains(words)
                || text.code == words
                || text.names.iter().any(|name| name.contains(words)))
    };
    let shown: Vec<&Effective> = items.values().filter(holds).collect();
    if let Some(format) = Format::of(asked.get("format")).filter(|format| *format != Format::Page) {
        let path = format!("/staff/catalogues/{id}");
        return Ok(
            rows::of_items(&page.origin, &path, &own.title, &format!("/staff/catalogues/{id}/items"), &shown, &library).answer(format)?
        );
    }
    let mut fields: Vec<&str> = items.values().map(|item| item.kept.item.field.as_str()).filter(|field| !field.is_empty()).collect();
    fields.dedup();
    let fields: std::collections::BTreeSet<&str> = fields.into_iter().collect();
    page.render(
        "catalogue/staff/catalogue.html",
        json!({
            "own": view::catalogue(own, &library, &directory),
            "items": shown.iter().map(|item| view::item(item)).collect::<Vec<_>>(),
            "n_items": items.len(),
            "n_unread": items.values().filter(|item| item.applies && item.kept.term.is_err()).count(),
            "n_proposals": library.proposals(own.id).len(),
            "upstream": library.upstream(own.id).iter().map(|(above, all)| json!({"title": above.title, "n": all.len()})).collect::<Vec<_>>(),
            "versions": library.versions(own.id).iter().rev().collect::<Vec<_>>(),
            "version": number.unwrap_or_else(|| library.newest(own.id)),
            "newest": library.newest(own.id),
            "fields": fields.iter().map(|code| Choice { value: (*code).to_owned(), label: format!("{code} {}", view::field_label(code)) }).collect::<Vec<_>>(),
            "statuses": Status::ALL.iter().map(|status| Choice { value: status.code().to_owned(), label: status.label().to_owned() }).collect::<Vec<_>>(),
            "query": {"field": field, "status": asked.get("status"), "q": words},
            "may_manage": page.offers(Action::ManageCatalogue, &own.owner),
        }),
    )
}
