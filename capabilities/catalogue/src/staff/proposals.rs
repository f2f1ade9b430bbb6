//! What did the superior change, field by field, and what is taken over or kept?

use gongkai_agencies::directory;
use gongkai_capability::{Id, StaffForm, StaffPage};
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::typed;
use super::{Answer, FieldError, errors, found, reasons};
use crate::acts::{self, Decision};
use crate::library::library;
use crate::rules::inherit::Proposal;
use crate::view;

pub(super) async fn show(page: StaffPage, Id(id): Id) -> Answer {
    let values = values(&page, id, &Form::default(), &[]).await?;
    page.render("catalogue/staff/proposals.html", values)
}

async fn values(page: &StaffPage, id: i64, form: &Form, errors: &[FieldError]) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (library(db).await?, directory(db).await?);
    let own = found(&library, id)?;
    let one = |proposal: &Proposal| {
        let names = proposal.theirs.as_ref().or(proposal.ours.as_ref()).map(|item| item.kept.item.names.join(" › "));
        json!({
            "code": proposal.code, "kind": proposal.kind.code(), "label": proposal.kind.label(), "name": names.unwrap_or_default(),
            "is_ours": proposal.is_ours(), "differences": proposal.differences,
            "theirs": proposal.theirs.as_ref().map(view::item), "ours": proposal.ours.as_ref().map(view::item),
            "kept": form.get(&format!("reason_{}", proposal.code)), "choice": form.get(&format!("decision_{}", proposal.code)),
        })
    };
    let upstream = library.upstream(own.id);
    let above = upstream.iter().map(|(above, all)| json!({"title": above.title, "proposals": all.iter().map(one).collect::<Vec<_>>()}));
    let on = if form.get("on").is_empty() { db.clock().today().to_string() } else { form.get("on").to_owned() };
    Ok(json!({
        "own": view::catalogue(own, &library, &directory),
        "proposals": library.proposals(own.id).iter().map(one).collect::<Vec<_>>(),
        "upstream": above.collect::<Vec<_>>(),
        "errors": errors,
        "typed": {"reason": form.get("reason"), "document": form.get("document"), "on": on},
        "may_manage": page.offers(Action::ManageCatalogue, &own.owner),
    }))
}

pub(super) async fn decide(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let library = library(&page.platform.db).await?;
    let own = found(&library, id)?;
    page.may(Action::ManageCatalogue, &own.owner)?;
    let refused = match typed::amendment(&typed::of_form(&form)) {
        Ok(amendment) => {
            let mut change = page.platform.db.change(&page.actor()).await?;
            let done = if form.get("act") == "all" {
                acts::accept_all(&mut change, own.id, &amendment).await?
            } else {
                acts::decide(&mut change, own.id, &decisions(&form, &library.proposals(own.id)), &amendment).await?
            };
            match done {
                Ok(number) => {
                    change.commit().await?;
                    return page.redirect(&format!("/staff/catalogues/{id}/proposals"), &format!("已保存为第{number}版"));
                }
                Err(refusals) => errors(&refusals),
            }
        }
        Err(error) => vec![error],
    };
    let values = values(&page, id, &form, &refused).await?;
    page.refuse("catalogue/staff/proposals.html", reasons(&refused), values)
}

/// What was chosen beside each proposal; where nothing was chosen it stays open.
fn decisions(form: &Form, proposals: &[Proposal]) -> Vec<Decision> {
    let of = |proposal: &Proposal| {
        let code = proposal.code.clone();
        match form.get(&format!("decision_{code}")) {
            "accept" => Some(Decision { code, kept_because: None }),
            "keep" => Some(Decision { kept_because: Some(form.get(&format!("reason_{code}")).to_owned()), code }),
            _ => None,
        }
    };
    proposals.iter().filter_map(of).collect()
}
