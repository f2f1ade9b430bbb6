//! Publishes an approved text at an instant to come, exact to the second, also across a restart.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use gongkai_capability::{BoxFuture, Platform};
use gongkai_identity::Action;
use gongkai_store::{Fact, Job, iso};
use gongkai_web::Failure;
use jiff::Timestamp;
use serde_json::json;

use crate::document::{Document, State};
use crate::doer::Doer;
use crate::tables;

pub(crate) const JOB: &str = "documents.publish";

/// Sets the instant of publication.
pub async fn schedule(doer: &Doer, id: i64, at: Timestamp) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Publish).await?;
    let mut reasons = Vec::new();
    if !matches!(document.state, State::Approved | State::Scheduled) {
        reasons.push(format!("文件当前状态为“{}”，尚不能安排发布", document.state.label()));
    }
    if at <= change.at() {
        reasons.push("发布时间应当晚于现在".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    document.state = State::Scheduled;
    document.publish_at = Some(iso(at));
    tables::document::save(&mut change, &document).await?;
    tables::held_back::forget(&mut change, id).await?;
    let payload = json!({"document": id, "sha256": document.content_sha256});
    change.enqueue(JOB, &document.subject(), at, &payload).await?;
    change.record(Fact::internal("documents.scheduled", document.subject(), &document.agency_path, json!({"at": iso(at)})));
    change.commit().await?;
    Ok(document)
}

/// Takes the instant back; the text stays approved.
pub async fn unschedule(doer: &Doer, id: i64) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Publish).await?;
    if document.state != State::Scheduled {
        return Err(Failure::refused("该文件没有定时发布"));
    }
    document.state = State::Approved;
    document.publish_at = None;
    change.cancel_jobs(JOB, &document.subject()).await?;
    tables::document::save(&mut change, &document).await?;
    change.record(Fact::internal("documents.unscheduled", document.subject(), &document.agency_path, json!({})));
    change.commit().await?;
    Ok(document)
}

/// The job: publishes what is still scheduled; anything else was decided since and is left alone.
pub(crate) fn run(platform: Arc<Platform>, job: Job) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        let id = job.payload["document"].as_i64().ok_or_else(|| anyhow!("a job without its document"))?;
        let Some(document) = tables::document::by_id(&platform.db, id).await? else { return Ok(()) };
        if document.state != State::Scheduled || job.payload["sha256"].as_str() != Some(&document.content_sha256) {
            return Ok(());
        }
        let doer = Doer::system(&platform, "job");
        match super::publish::publish(&doer, id).await {
            Ok(_) => Ok(()),
            Err(Failure::Refused(reasons)) => held_back(&doer, id, &reasons).await,
            Err(failure) => Err(anyhow!("publishing document {id}: {failure}")),
        }
    })
}

/// What may not be published any more (a finding appeared, a number was taken) goes back to the publisher with the reasons;
/// the desks of the publisher and of those who wrote it show them.
async fn held_back(doer: &Doer, id: i64, reasons: &[String]) -> Result<()> {
    let mut change = doer.platform.db.change(&doer.actor).await?;
    let Some(mut document) = tables::document::lock(&mut change, id).await? else { return Ok(()) };
    document.state = State::Approved;
    document.publish_at = None;
    tables::document::save(&mut change, &document).await?;
    tables::held_back::note(&mut change, id, reasons).await?;
    change.record(Fact::internal("documents.held_back", document.subject(), &document.agency_path, json!({"reasons": reasons})));
    change.commit().await?;
    Ok(())
}
