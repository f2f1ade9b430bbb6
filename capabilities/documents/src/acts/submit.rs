//! Sends a draft into review, and takes it back.

use gongkai_identity::Action;
use gongkai_store::{Change, Fact};
use gongkai_text::relations::{Citation, citations};
use gongkai_web::Failure;
use serde_json::json;

use crate::document::{Document, State};
use crate::doer::Doer;
use crate::rules::required::{missing, openness_of};
use crate::rules::workflow::Chain;
use crate::screening::judge;
use crate::tables;
use crate::tables::relation::Relation;

/// Sends the version that was seen into review.
///
/// # Errors
/// [`Failure::Refused`] with everything that is missing and every finding that stops.
pub async fn submit(doer: &Doer, id: i64, version: i64) -> Result<Document, Failure> {
    let seen = doer.document(id).await?;
    // Screening takes a moment; the version guards against a save in between.
    let findings = judge(&doer.platform, &seen).await?;
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    if document.version != version || seen.version != version {
        return Err(Failure::Conflict);
    }
    let mut reasons: Vec<String> = Vec::new();
    if document.state != State::Draft {
        reasons.push(format!("文件当前状态为“{}”，不能送审", document.state.label()));
    }
    reasons.extend(missing(&document.content, &document.handling.openness_reason).iter().map(ToString::to_string));
    if document.edition > 0 && document.handling.change_reason.trim().is_empty() {
        reasons.push("修改已公开的信息，应当填写修改原因".to_owned());
    }
    reasons.extend(
        findings
            .iter()
            .filter(|judged| judged.stops())
            .map(|judged| format!("{}：{}（{}）", judged.finding.place, judged.finding.advice, judged.finding.code)),
    );
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let chain = Chain::choose(&document.content.kind, &document.agency_path, openness_of(&document.content));
    document.chain = Some(chain);
    document.state = State::InReview;
    document.submitted_at = Some(change.at_iso());
    document.version += 1;
    tables::document::save(&mut change, &document).await?;
    tables::held_back::forget(&mut change, id).await?;
    propose_relations(&mut change, &document).await?;
    change.record(Fact::internal(
        "documents.submitted",
        document.subject(),
        &document.agency_path,
        json!({"sha256": document.content_sha256, "warnings": findings.len()}),
    ));
    change.commit().await?;
    Ok(document)
}

/// Finds what the text says of other documents and keeps it as proposals; what an editor decided before stays.
pub(crate) async fn propose_relations(change: &mut Change, document: &Document) -> Result<(), Failure> {
    let mut relations = tables::relation::within(change.connection(), document.id).await?;
    for citation in citations(&document.content.paragraphs) {
        let Citation { title, document_number, relation, .. } = citation;
        let number = document_number.unwrap_or_default();
        let known = relations.iter().any(|held| held.target_title == title && held.target_number == number);
        if known || title == document.content.title() {
            continue;
        }
        let target_id = tables::relation::find_target(change.connection(), &number, &title, document.id).await?;
        relations.push(Relation {
            ordinal: 0,
            relation: relation_code(relation),
            target_id,
            target_title: title,
            target_number: number,
            state: "proposed".to_owned(),
        });
    }
    Ok(tables::relation::replace(change, document.id, &relations).await?)
}

/// The stable word of a relation, as it is kept.
fn relation_code(relation: gongkai_text::relations::Relation) -> String {
    serde_json::to_value(relation).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Decides about the relations of a document: their kind, target and whether they hold.
pub async fn decide_relations(doer: &Doer, id: i64, relations: &[Relation]) -> Result<(), Failure> {
    let mut change = doer.change().await?;
    let document = doer.locked(&mut change, id, Action::ReadInternal).await?;
    // On a public record this changes the public page at once: that is the publisher's, not the author's alone.
    let action = if document.is_public() { Action::SetValidity } else { Action::Draft };
    doer.may(action, &document.agency_path)?;
    let mut kept = relations.to_vec();
    for relation in &mut kept {
        if relation.target_id.is_none() {
            relation.target_id =
                tables::relation::find_target(change.connection(), &relation.target_number, &relation.target_title, id).await?;
        }
    }
    tables::relation::replace(&mut change, id, &kept).await?;
    let public = document.is_public();
    if public {
        // What was said before is taken back, what holds now is carried out: the targets follow the decision at once.
        let today = change.today();
        for target in tables::relation::delete_facts_by(&mut change, id).await? {
            super::validity::resettle(&mut change, target, today).await?;
        }
        super::publish::carry_out_relations(&mut change, &document, today).await?;
    }
    let detail = json!({"relations": kept});
    change.record(if public {
        Fact::public("documents.relations_decided", document.subject(), &document.agency_path, detail)
    } else {
        Fact::internal("documents.relations_decided", document.subject(), &document.agency_path, detail)
    });
    change.commit().await?;
    Ok(())
}

/// Takes a text out of review. Its approvals are void.
pub async fn recall(doer: &Doer, id: i64) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    if !matches!(document.state, State::InReview | State::Approved) {
        return Err(Failure::refused("文件不在审核中，无需撤回"));
    }
    tables::review::void_all(&mut change, id).await?;
    document.state = State::Draft;
    document.submitted_at = None;
    document.version += 1;
    tables::document::save(&mut change, &document).await?;
    change.record(Fact::internal("documents.recalled", document.subject(), &document.agency_path, json!({})));
    change.commit().await?;
    Ok(document)
}
