//! Keeps 有效性 true: replays the dated facts, and turns it by itself on its day.

use std::sync::Arc;

use anyhow::Result;
use gongkai_capability::{BoxFuture, Platform};
use gongkai_identity::Action;
use gongkai_law::{Validity, ValidityFact, next_change_after, validity_on};
use gongkai_store::{Change, Fact, Job};
use gongkai_text::extract::Extract;
use gongkai_text::finding::Finding;
use gongkai_text::screen::Subject;
use gongkai_text::structure::structure;
use gongkai_web::Failure;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::json;

use crate::content::{Content, sha256};
use crate::document::{Document, State};
use crate::doer::Doer;
use crate::kind::Kind;
use crate::{screening, tables};

pub(crate) const JOB: &str = "documents.turn";

/// Works 有效性 out from the facts of a document and stores it with the next day on which it turns.
pub(crate) async fn settle(change: &mut Change, document: &mut Document, today: Date) -> Result<(), Failure> {
    let content = published_content(change, document).await?;
    let has_force = Kind::get(&content.kind).is_some_and(|kind| kind.policy);
    let facts: Vec<ValidityFact> =
        tables::relation::facts(change.connection(), document.id).await?.into_iter().map(|held| held.fact).collect();
    let metadata = &content.metadata;
    if !has_force && facts.is_empty() && metadata.effective_on.is_none() && metadata.ends_on.is_none() {
        document.validity = String::new();
        document.validity_turns_on = None;
        return Ok(());
    }
    document.validity = validity_on(today, metadata.effective_on, metadata.ends_on, &facts).code().to_owned();
    document.validity_turns_on = next_change_after(today, metadata.effective_on, metadata.ends_on, &facts);
    Ok(())
}

/// What the public reads of a document: while a record is amended, what counts is what is published, not what somebody is typing.
pub(crate) async fn published_content(change: &mut Change, document: &Document) -> Result<Content, Failure> {
    let published = match document.state {
        State::Settled => None,
        _ => tables::edition::within(change.connection(), document.id, document.edition).await?,
    };
    Ok(published.map_or_else(|| document.content.clone(), |edition| edition.content))
}

/// The same for another document than the one in hand; says so in the journal where it changed.
pub(crate) async fn resettle(change: &mut Change, id: i64, today: Date) -> Result<(), Failure> {
    let Some(mut document) = tables::document::lock(change, id).await? else { return Ok(()) };
    let before = (document.validity.clone(), document.validity_turns_on);
    settle(change, &mut document, today).await?;
    if before == (document.validity.clone(), document.validity_turns_on) {
        return Ok(());
    }
    tables::document::save(change, &document).await?;
    let detail = json!({"from": before.0, "to": document.validity});
    let kind = "documents.validity_turned";
    change.record(if document.is_public() {
        Fact::public(kind, document.subject(), &document.agency_path, detail)
    } else {
        Fact::internal(kind, document.subject(), &document.agency_path, detail)
    });
    Ok(())
}

/// Records a fact about the force of a text: repealed, partly repealed, extended, suspended …
pub async fn record_fact(doer: &Doer, id: i64, fact: &ValidityFact, note: &str) -> Result<Validity, Failure> {
    if note.trim().is_empty() {
        return Err(Failure::refused("请写明依据"));
    }
    let mut change = doer.change().await?;
    let document = doer.locked(&mut change, id, Action::SetValidity).await?;
    tables::relation::insert_fact(&mut change, id, fact, None, note).await?;
    let detail = json!({"fact": fact, "note": note});
    change.record(Fact::public("documents.validity_fact", document.subject(), &document.agency_path, detail));
    let today = change.today();
    resettle(&mut change, id, today).await?;
    change.commit().await?;
    let after = tables::document::by_id(&doer.platform.db, id).await?.ok_or(Failure::NotFound)?;
    Ok(after.validity.parse().unwrap_or(Validity::InForce))
}

/// Turns everything whose day has come: texts that take force or lapse, and 公示 whose time is over.
pub async fn turn_due(platform: &Arc<Platform>) -> Result<usize> {
    let doer = Doer::system(platform, "job");
    let today = platform.db.clock().today();
    let mut n = 0;
    loop {
        let due = tables::document::turning(&platform.db, today, 200).await?;
        if due.is_empty() {
            break;
        }
        let mut change = platform.db.change(&doer.actor).await?;
        for id in &due {
            resettle(&mut change, *id, today).await.map_err(broken)?;
        }
        change.commit().await?;
        n += due.len();
    }
    loop {
        let over = tables::document::expired(&platform.db, today, 200).await?;
        if over.is_empty() {
            return Ok(n);
        }
        let mut change = platform.db.change(&doer.actor).await?;
        for id in &over {
            let Some(mut document) = tables::document::lock(&mut change, *id).await? else { continue };
            after_showing(platform, &mut change, &mut document).await.map_err(broken)?;
        }
        change.commit().await?;
        n += over.len();
    }
}

/// What is said of an edition whose 公示期 is over.
const ENDED: &str = "公示期满，遮盖个人信息";
const KEPT_NO_LONGER: &str = "个人信息保护法第十九条：保存期限应当为实现处理目的所必要的最短时间";

/// 公示期满: the record goes, or its personal data are masked in an edition of its own, or it simply stays
/// (个人信息保护法第十九条: kept no longer than its purpose needs).
async fn after_showing(platform: &Platform, change: &mut Change, document: &mut Document) -> Result<(), Failure> {
    // Somebody may be amending it: his working copy is screened when it is submitted; what was published, and what it said of
    // its end, is dealt with now.
    let mut masked = published_content(change, document).await?;
    if masked.after_shown == "withdraw" {
        return super::withdraw::take_off(change, document, "公示期满", KEPT_NO_LONGER).await;
    }
    document.expires_on = None;
    if masked.after_shown == "keep" {
        return Ok(tables::document::save(change, document).await?);
    }
    let today = change.today();
    let subject = Subject::new(&masked.metadata, &masked.paragraphs, today);
    let personal = |finding: &Finding| finding.code.starts_with("personal.");
    let screen = platform.screens.of(&document.agency_path);
    let findings: Vec<_> = screen.screen(&subject).into_iter().filter(personal).collect();
    // A file cannot be masked by us: one that names people goes with the edition that showed it.
    let mut kept = Vec::new();
    for file in &masked.attachments {
        let text = screening::attachment_text(platform, file)?;
        let shown = Subject { attachments: std::slice::from_ref(&text), ..Subject::new(&masked.metadata, &[], today) };
        if !screen.screen(&shown).iter().any(personal) {
            kept.push(file.clone());
        }
    }
    let mut dropped = masked.attachments.len() - kept.len();
    masked.attachments = kept;
    // A summary that somebody wrote is shown in every list: one that names people gives way to the beginning of the masked text.
    if let Some(summary) = masked.metadata.summary.take() {
        let lines = structure(&Extract::of_lines(&summary).blocks, None).paragraphs;
        if screen.screen(&Subject::new(&masked.metadata, &lines, today)).iter().any(personal) {
            dropped += 1;
        } else {
            masked.metadata.summary = Some(summary);
        }
    }
    let title = masked.metadata.title.clone();
    let n = screen.apply_masks(&mut masked.paragraphs, title.as_deref(), &findings, today) + dropped;
    if n > 0 {
        document.edition += 1;
        document.edition_at = Some(change.at_iso());
        let sha = sha256(&masked.canonical());
        document.edition_sha256 = Some(sha.clone());
        tables::edition::insert(change, document.id, document.edition, &masked.canonical(), &sha, ENDED).await?;
        tables::edition::close_before(change, document.id, document.edition, ENDED, KEPT_NO_LONGER).await?;
        if document.state == State::Settled {
            document.content = masked.clone();
            document.content_sha256.clone_from(&sha);
            document.version += 1;
        }
    }
    tables::document::save(change, document).await?;
    // Beside an amendment the row keeps what lists showed before: it must say what the masked edition says.
    tables::document::list_as(change, document.id, &masked).await?;
    let detail = json!({"edition": document.edition, "masked": n, "sha256": sha256(&masked.canonical())});
    change.record(Fact::public("documents.showing_ended", document.subject(), &document.agency_path, detail));
    Ok(())
}

fn broken(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("{}", failure.reasons().join("；"))
}

/// The daily job; queues itself for the next midnight in China.
pub(crate) fn run(platform: Arc<Platform>, _job: Job) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        turn_due(&platform).await?;
        let mut change = platform.db.change(&Doer::system(&platform, "job").actor).await?;
        queue_next(&mut change).await?;
        change.commit().await?;
        Ok(())
    })
}

/// Queues the daily turn for the next midnight in China; done at every start, so that the chain of days never breaks.
pub async fn queue_next(change: &mut Change) -> Result<()> {
    let midnight = change.today().checked_add(1.day())?.at(0, 0, 1, 0);
    let at = Offset::constant(8).to_timestamp(midnight)?;
    change.enqueue(JOB, "daily", at, &json!({})).await?;
    Ok(())
}
