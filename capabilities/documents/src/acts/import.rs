//! Takes in many documents at once, each original once; as drafts, into review, or (a migration) straight to the public.

use std::collections::BTreeMap;

use gongkai_identity::Action;
use gongkai_store::{Change, Fact};
use gongkai_text::finding::Severity;
use gongkai_web::Failure;
use serde_json::json;

use crate::acts::draft::{Source, new_document};
use crate::content::{Content, Handling};
use crate::document::{Document, State};
use crate::doer::Doer;
use crate::rules::required::{missing, openness_of};
use crate::rules::workflow::Chain;
use crate::tables;

/// One document that is to be taken in.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub agency_path: String,
    pub content: Content,
    pub handling: Handling,
    /// Identity of the original: agency and SHA-256 of its bytes.
    pub key: String,
    pub name: String,
    /// Codes of findings that stop: such a document stays a draft whatever was asked for.
    pub stops: Vec<String>,
}

/// How far a document is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Draft,
    Review,
    /// A migration: what was public on the old site is public here, without the reviews it had there.
    Public,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    Drafted(i64),
    Submitted(i64),
    Published(i64),
    /// Imported before.
    Known(i64),
}

/// Takes a batch in as one change: all of it or nothing. The texts are lent to the rows and given back, not copied: a caller
/// that is refused may try them one by one.
pub async fn take_in(doer: &Doer, batch: &mut [Incoming], until: Until) -> Result<Vec<Taken>, Failure> {
    for incoming in &*batch {
        doer.may(Action::Import, &incoming.agency_path)?;
    }
    let mut change = doer.change().await?;
    let keys: Vec<String> = batch.iter().map(|incoming| incoming.key.clone()).collect();
    let mut known: BTreeMap<String, i64> = tables::document::by_source_keys(change.connection(), &keys).await?.into_iter().collect();
    let mut taken = Vec::with_capacity(batch.len());
    for incoming in batch {
        if let Some(id) = known.get(&incoming.key) {
            taken.push(Taken::Known(*id));
            continue;
        }
        let id = change.next("document").await?;
        known.insert(incoming.key.clone(), id);
        let source = Source { key: Some(incoming.key.clone()), name: Some(incoming.name.clone()) };
        let content = std::mem::take(&mut incoming.content);
        let mut document = new_document(&change, id, &incoming.agency_path, content, incoming.handling.clone(), source);
        let outcome = take(doer, &mut change, &mut document, &incoming.stops, until).await;
        incoming.content = document.content;
        taken.push(outcome?);
    }
    change.commit().await?;
    Ok(taken)
}

/// Takes one document as far as it may go.
async fn take(doer: &Doer, change: &mut Change, document: &mut Document, stops: &[String], until: Until) -> Result<Taken, Failure> {
    let id = document.id;
    let openness = openness_of(&document.content);
    let lacking = missing(&document.content, &document.handling.openness_reason);
    let number_key = document.number_key();
    let taken_number = match &number_key {
        Some(key) => tables::document::holder_of_number(change.connection(), key, id).await?.is_some(),
        None => false,
    };
    let ready = lacking.is_empty() && stops.is_empty() && !taken_number;
    // A migration does not ask for metadata that the old site never had; stops and a doubled 文号 hold it back all the same.
    // Nor is anything registered as not public without its ground.
    let open = openness == gongkai_law::Openness::Proactive || lacking.is_empty();
    let migrates = until == Until::Public && stops.is_empty() && !taken_number && open && !document.content.title().is_empty();
    let reason = document.handling.forced_reason.clone();
    let taken = if migrates {
        super::publish::put_online(doer, change, document).await?;
        super::submit::propose_relations(change, document).await?;
        Taken::Published(id)
    } else if until == Until::Review && ready {
        document.chain = Some(Chain::choose(&document.content.kind, &document.agency_path, openness));
        document.state = State::InReview;
        document.submitted_at = Some(change.at_iso());
        tables::document::save(change, document).await?;
        super::submit::propose_relations(change, document).await?;
        Taken::Submitted(id)
    } else {
        tables::document::save_with_number(change, document, number_key.filter(|_| !taken_number)).await?;
        Taken::Drafted(id)
    };
    let mut detail = json!({"name": document.source_name, "sha256": document.content_sha256, "title": document.content.title()});
    if !reason.is_empty() {
        detail["reason"] = reason.into();
    }
    change.record(Fact::internal("documents.imported", document.subject(), &document.agency_path, detail));
    Ok(taken)
}

/// The codes among findings that stop.
#[must_use]
pub fn stopping(findings: &[gongkai_text::finding::Finding]) -> Vec<String> {
    findings.iter().filter(|finding| finding.severity == Severity::Stop).map(|finding| finding.code.clone()).collect()
}
