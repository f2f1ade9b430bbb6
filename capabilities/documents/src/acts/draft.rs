//! Begins a draft, saves it, throws it away. A saved change voids every approval of the bytes before it.

use gongkai_identity::Action;
use gongkai_store::{Change, Fact};
use gongkai_web::Failure;
use serde_json::json;

use crate::content::{Content, Handling, sha256};
use crate::document::{Document, PublicState, State};
use crate::doer::Doer;
use crate::rules::required::openness_of;
use crate::rules::workflow::{Chain, Step};
use crate::tables;

/// Where a draft came from, if it was not written in the page.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Identity of an imported original; the same original is imported once. Of what came from elsewhere in this installation:
    /// the address of its page there.
    pub key: Option<String>,
    pub name: Option<String>,
}

/// Begins a draft and gives its number.
pub async fn create(doer: &Doer, agency_path: &str, content: Content, handling: Handling, source: Source) -> Result<i64, Failure> {
    doer.may(Action::Draft, agency_path)?;
    let mut change = doer.change().await?;
    let id = begin(&mut change, agency_path, content, handling, source).await?;
    change.commit().await?;
    Ok(id)
}

/// The same within the change of another capability's act, which has asked the gate for what it does.
pub async fn begin(change: &mut Change, agency_path: &str, content: Content, handling: Handling, source: Source) -> Result<i64, Failure> {
    let id = change.next("document").await?;
    let document = new_document(change, id, agency_path, content, handling, source);
    keep_saved(change, &document).await?;
    change.record(Fact::internal("documents.drafted", document.subject(), agency_path, json!({"title": document.content.title()})));
    Ok(id)
}

pub(crate) fn new_document(change: &Change, id: i64, agency_path: &str, content: Content, handling: Handling, source: Source) -> Document {
    Document {
        id,
        agency_path: agency_path.to_owned(),
        state: State::Draft,
        public_state: PublicState::None,
        content_sha256: sha256(&content.canonical()),
        content,
        edition_sha256: None,
        version: 1,
        author_id: change.actor().id,
        author_name: change.actor().name.clone(),
        created_at: change.at_iso(),
        changed_at: change.at_iso(),
        chain: None,
        submitted_at: None,
        handling,
        forced: false,
        publish_at: None,
        source_key: source.key,
        source_name: source.name,
        index_number: None,
        reassess_on: None,
        edition: 0,
        published_on: None,
        first_online_at: None,
        edition_at: None,
        expires_on: None,
        validity: String::new(),
        validity_turns_on: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        withdrawn_basis: None,
        withdrawn_by: None,
        signature: String::new(),
    }
}

/// Saves a working copy over the version that was opened. On a published record this begins an amendment.
///
/// # Errors
/// [`Failure::Conflict`] where somebody saved in between: nothing is overwritten.
pub async fn save(doer: &Doer, id: i64, version: i64, content: Content, handling: Handling) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    if document.version != version {
        return Err(Failure::Conflict);
    }
    let sha = sha256(&content.canonical());
    let mut handling = handling;
    handling.wrote = document.handling.wrote.clone();
    let same_bytes = sha == document.content_sha256;
    if same_bytes && handling == document.handling {
        return Ok(document);
    }
    // The reasons are read by those who approve and, for a change, by the public: they are approved with the bytes.
    let before = &document.handling;
    let same_reasons = handling.change_reason == before.change_reason
        && handling.openness_reason == before.openness_reason
        && handling.reassess_on == before.reassess_on;
    let own = change.actor().id;
    if !handling.wrote.contains(&own) {
        handling.wrote.push(own);
    }
    if !handling.wrote.contains(&document.author_id) && document.state != State::Settled {
        handling.wrote.push(document.author_id);
    }
    document.handling = handling;
    let mut voided = 0;
    if !same_bytes || !same_reasons {
        voided = tables::review::void_all(&mut change, id).await?;
        if document.state != State::InReview {
            document.state = State::Draft;
        }
        if document.publish_at.take().is_some() {
            change.cancel_jobs(super::schedule::JOB, &document.subject()).await?;
        }
        document.content = content;
        document.content_sha256 = sha;
        if document.state == State::InReview {
            document.chain = Some(chain_for(&document));
        }
    }
    document.version += 1;
    document.changed_at = change.at_iso();
    // Whoever changed the text last wrote it: he may not approve it.
    document.author_id = change.actor().id;
    document.author_name = change.actor().name.clone();
    keep_saved(&mut change, &document).await?;
    change.record(Fact::internal(
        "documents.saved",
        document.subject(),
        &document.agency_path,
        json!({"version": document.version, "sha256": document.content_sha256, "approvals_voided": voided}),
    ));
    change.commit().await?;
    Ok(document)
}

/// The chain for what the text in review has become: a text that is no longer to be public must still pass the openness office.
fn chain_for(document: &Document) -> Chain {
    let mut chain = Chain::choose(&document.content.kind, &document.agency_path, openness_of(&document.content));
    let invited = document.chain.as_ref().is_some_and(|before| before.steps.contains(&Step::Stakeholder));
    if invited && !chain.steps.contains(&Step::Stakeholder) {
        chain.steps.push(Step::Stakeholder);
    }
    chain
}

/// Saves a working copy without letting a half-typed 文号 that another document bears break the save: it is a finding, and
/// stops submission, but what was typed is kept.
pub(crate) async fn keep_saved(change: &mut Change, document: &Document) -> Result<(), Failure> {
    let Some(key) = document.number_key() else { return Ok(tables::document::save(change, document).await?) };
    let taken = tables::document::holder_of_number(change.connection(), &key, document.id).await?.is_some();
    tables::document::save_with_number(change, document, if taken { None } else { Some(key) }).await?;
    Ok(())
}

/// Throws a draft away that was never public.
pub async fn delete(doer: &Doer, id: i64) -> Result<(), Failure> {
    let mut change = doer.change().await?;
    let document = doer.locked(&mut change, id, Action::Draft).await?;
    if document.edition > 0 || document.state != State::Draft {
        return Err(Failure::refused("只能删除从未公开、且未在审核中的草稿"));
    }
    tables::document::delete_draft(&mut change, id).await?;
    let detail = json!({"title": document.content.title(), "sha256": document.content_sha256});
    change.record(Fact::internal("documents.draft_deleted", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(())
}

/// Gives up an amendment: the working copy reads as the published edition again.
pub async fn discard_amendment(doer: &Doer, id: i64) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    if document.edition == 0 {
        return Err(Failure::refused("该文件尚未公开，没有可恢复的版本"));
    }
    let edition = tables::edition::get(&doer.platform.db, id, document.edition).await?.ok_or(Failure::NotFound)?;
    document.content = edition.content;
    document.content_sha256 = edition.sha256;
    document.state = State::Settled;
    document.chain = None;
    document.submitted_at = None;
    document.version += 1;
    document.changed_at = change.at_iso();
    document.handling.change_reason = String::new();
    if document.publish_at.take().is_some() {
        change.cancel_jobs(super::schedule::JOB, &document.subject()).await?;
    }
    tables::review::void_all(&mut change, id).await?;
    tables::held_back::forget(&mut change, id).await?;
    keep_saved(&mut change, &document).await?;
    change.record(Fact::internal("documents.amendment_discarded", document.subject(), &document.agency_path, json!({})));
    change.commit().await?;
    Ok(document)
}
