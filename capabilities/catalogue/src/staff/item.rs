//! What does a catalogue say of one item, in which versions, and what does this level say of it itself?

use std::collections::HashMap;

use axum::extract::Path;
use gongkai_agencies::directory;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::typed::{self, Typed};
use super::{Answer, Choice, FieldError, errors, found, reasons};
use crate::acts::{self, Word};
use crate::catalogue::{Catalogue, CatalogueId};
use crate::library::{Library, library};
use crate::rules::inherit::{Effective, Status, differences};
use crate::rules::item::{DisclosedTo, Item, Level, Mode};
use crate::view;

fn named(path: &HashMap<String, String>) -> Result<(i64, &str), Failure> {
    let id = path.get("id").and_then(|id| gongkai_law::id::read(id).ok()).ok_or(Failure::NotFound)?;
    Ok((id, path.get("code").map_or("", String::as_str)))
}

/// An item that is to be added has this in place of a code in its address.
const NEW: &str = "new";

fn blank() -> Item {
    Item {
        basis: "《中华人民共和国政府信息公开条例》".to_owned(),
        time_limit: "信息形成或者变更之日起20个工作日内".to_owned(),
        channels: vec!["政府网站".to_owned()],
        levels: vec![Level::County],
        ..Item::default()
    }
}

pub(super) async fn show(page: StaffPage, Path(path): Path<HashMap<String, String>>) -> Answer {
    let (id, code) = named(&path)?;
    let library = library(&page.platform.db).await?;
    let own = found(&library, id)?;
    let today = page.platform.db.clock().today();
    let typed = if code == NEW {
        typed::of_item(&blank(), today)
    } else {
        let items = library.items_now(own.id);
        typed::of_item(&items.get(code).ok_or(Failure::NotFound)?.kept.item, today)
    };
    let values = values(&page, &library, own, code, &typed, &[]).await?;
    page.render("catalogue/staff/item.html", values)
}

/// How it read in each version that changed it, the newest first, with what differs from the one before.
fn history(library: &Library, id: CatalogueId, code: &str) -> Vec<Value> {
    let mut history = Vec::new();
    let mut before: Option<Effective> = None;
    for version in library.versions(id) {
        let now = library.items(id, version.number).get(code).cloned();
        let same = match (&before, &now) {
            (Some(before), Some(now)) => before.mark() == now.mark() && before.status == now.status,
            (None, None) => true,
            _ => false,
        };
        if !same {
            let changed = match (&before, &now) {
                (Some(before), Some(now)) => differences(&before.kept.item, &now.kept.item),
                _ => Vec::new(),
            };
            history.push(json!({
                "number": version.number, "on": version.on, "by": version.by_name, "why": version.reason, "basis": version.basis,
                "status": now.as_ref().map_or("已取消", |now| now.status.label()),
                "reason": now.as_ref().map(|now| now.reason.to_string()).unwrap_or_default(),
                "differences": changed,
            }));
        }
        before = now;
    }
    history.reverse();
    history
}

async fn values(
    page: &StaffPage,
    library: &Library,
    own: &Catalogue,
    code: &str,
    typed: &Typed,
    errors: &[FieldError],
) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let items = library.items_now(own.id);
    let shown = items.get(code);
    let origin = shown.and_then(|item| library.get(CatalogueId(item.origin.catalogue)).map(|origin| (origin, item.origin.version)));
    let below = library.children(own.id).filter_map(|child| {
        let item = library.items_now(child.id).get(code)?.clone();
        Some(json!({"id": child.id, "title": child.title, "status": item.status.label(), "waits": library.proposals(child.id).iter().any(|one| one.code == code)}))
    });
    let coded = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    Ok(json!({
        "own": view::catalogue(own, library, &directory),
        "new": code == NEW,
        "code": code,
        "item": shown.map(view::item),
        "origin": origin.map(|(origin, version)| json!({"id": origin.id, "title": origin.title, "version": version})),
        "inherited": shown.is_some_and(|item| item.status == Status::Inherited),
        "below": below.collect::<Vec<_>>(),
        "history": history(library, own.id, code),
        "typed": typed,
        "errors": errors,
        "levels": Level::ALL.iter().map(|level| coded(level.code(), level.label())).collect::<Vec<_>>(),
        "typed_levels": typed.get("levels").map_or("", String::as_str).split('、').collect::<Vec<_>>(),
        "audiences": DisclosedTo::ALL.iter().map(|one| coded(one.code(), one.label())).collect::<Vec<_>>(),
        "modes": Mode::ALL.iter().map(|one| coded(one.code(), one.label())).collect::<Vec<_>>(),
        "may_manage": page.offers(Action::ManageCatalogue, &own.owner),
    }))
}

pub(super) async fn amend(Path(path): Path<HashMap<String, String>>, StaffForm { page, form }: StaffForm) -> Answer {
    let (id, code) = named(&path)?;
    let library = library(&page.platform.db).await?;
    let own = found(&library, id)?;
    page.may(Action::ManageCatalogue, &own.owner)?;
    let typed = typed::of_form(&form);
    let items = library.items_now(own.id);
    if code != NEW && !items.contains_key(code) {
        return Err(Failure::NotFound);
    }
    let reason = form.get("reason").trim().to_owned();
    let word = match form.get("act") {
        "not_applicable" => Word::NotApplicable(code.to_owned(), reason),
        "take_back" => Word::TakeBack(code.to_owned()),
        _ if code == NEW => {
            let field = form.get("code").trim().chars().take(2).collect();
            let known = Item { code: form.get("code").trim().to_owned(), field, ..blank() };
            Word::Put(Box::new(typed::item(&typed, &known)), reason)
        }
        _ => Word::Put(Box::new(typed::item(&typed, &items.get(code).ok_or(Failure::NotFound)?.kept.item)), reason),
    };
    let of = if code == NEW { form.get("code").trim() } else { code };
    let refused = match typed::amendment(&typed) {
        Ok(amendment) => {
            let mut change = page.platform.db.change(&page.actor()).await?;
            match acts::amend(&mut change, own.id, &[word], &amendment).await? {
                Ok(number) => {
                    change.commit().await?;
                    let gone = form.get("act") == "take_back" && items.get(code).is_some_and(|item| item.status == Status::Own);
                    let to = if gone { format!("/staff/catalogues/{id}") } else { format!("/staff/catalogues/{id}/items/{of}") };
                    return page.redirect(&to, &format!("已保存为第{number}版"));
                }
                Err(refusals) => errors(&refusals),
            }
        }
        Err(error) => vec![error],
    };
    let values = values(&page, &library, own, code, &typed, &refused).await?;
    page.refuse("catalogue/staff/item.html", reasons(&refused), values)
}
