//! Takes a public record off line and puts a tombstone at its address; puts it back.

use gongkai_identity::Action;
use gongkai_store::Fact;
use gongkai_web::Failure;
use serde_json::json;

use crate::document::{Document, PublicState, State};
use crate::doer::Doer;
use crate::tables;

/// Withdraws a public record. Page, files, feeds, search and caches follow with the commit.
pub async fn withdraw(doer: &Doer, id: i64, reason: &str, basis: &str) -> Result<Document, Failure> {
    let mut reasons = Vec::new();
    if reason.trim().is_empty() {
        reasons.push("撤下信息应当写明原因".to_owned());
    }
    if basis.trim().is_empty() {
        reasons.push("撤下信息应当写明依据".to_owned());
    }
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Withdraw).await?;
    if !document.is_public() {
        reasons.push("该信息不在公开状态".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    take_off(&mut change, &mut document, reason.trim(), basis.trim()).await?;
    change.commit().await?;
    Ok(document)
}

/// The part that withdrawing by a person and the end of a 公示 share.
pub(crate) async fn take_off(
    change: &mut gongkai_store::Change,
    document: &mut Document,
    reason: &str,
    basis: &str,
) -> Result<(), Failure> {
    document.public_state = PublicState::Withdrawn;
    document.withdrawn_at = Some(change.at_iso());
    document.withdrawn_reason = Some(reason.to_owned());
    document.withdrawn_basis = Some(basis.to_owned());
    document.withdrawn_by = Some(change.actor().name.clone());
    document.expires_on = None;
    if document.state == State::Scheduled {
        document.state = State::Approved;
        document.publish_at = None;
        change.cancel_jobs(super::schedule::JOB, &document.subject()).await?;
    }
    document.version += 1;
    tables::document::save(change, document).await?;
    tables::sundry::replace_bands(change, document.id, &[]).await?;
    gongkai_catalogue::acts::withdraw(change, document.id).await?;
    // What it repealed stays repealed: 撤下 takes a page off line, it is no act of law. A repeal that was itself a mistake is
    // undone by rejecting the relation, or by a fact of validity with its basis.
    change.record(Fact::public(
        "documents.withdrawn",
        document.subject(),
        &document.agency_path,
        json!({"edition": document.edition, "sha256": document.content_sha256, "reason": reason, "basis": basis, "title": document.content.title()}),
    ));
    Ok(())
}

/// Puts a withdrawn record, or one registered as not public (re-assessment, article 18), back as a draft that goes through
/// its reviews again.
pub async fn reopen(doer: &Doer, id: i64) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    if document.is_public() || document.state != State::Settled {
        return Err(Failure::refused("该信息不在已撤下或已登记不公开的状态"));
    }
    document.state = State::Draft;
    document.version += 1;
    document.changed_at = change.at_iso();
    tables::review::void_all(&mut change, id).await?;
    // Its number may be borne by the text that took its place: then it is a finding to be mended before submission.
    super::draft::keep_saved(&mut change, &document).await?;
    change.record(Fact::internal("documents.reopened", document.subject(), &document.agency_path, json!({})));
    change.commit().await?;
    Ok(document)
}
