//! Approves a step, returns a text with reasons, lifts a stop with a reason, or lets somebody without an account confirm.

use gongkai_identity::Action;
use gongkai_store::{Change, Fact, iso};
use gongkai_web::Failure;
use jiff::SignedDuration;
use serde_json::json;

use crate::content::sha256;
use crate::document::{Document, State};
use crate::doer::Doer;
use crate::rules::workflow::{Approval, Chain, Step, is_open, may_take, next_step};
use crate::screening::judge;
use crate::tables;
use crate::tables::review::ApprovalLink;

/// A one-time link is good for this long.
const LINK_FOR: SignedDuration = SignedDuration::from_hours(72);

/// Where a document stands in its chain.
pub async fn waiting_step(doer: &Doer, document: &Document) -> Result<Option<Step>, Failure> {
    let Some(chain) = document.chain.as_ref().filter(|_| document.state == State::InReview) else { return Ok(None) };
    let mut connection = doer.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let approvals = tables::review::holding(&mut connection, document.id).await?;
    Ok(next_step(chain, &approvals, &document.content_sha256))
}

/// Approves one step of the very bytes that were seen. After the last step the text may be published.
pub async fn approve(doer: &Doer, id: i64, step: Step, seen_sha256: &str, opinion: &str) -> Result<Document, Failure> {
    let mut change = doer.change().await?;
    let (mut document, chain, approvals) = in_review(doer, &mut change, id, step).await?;
    let refusals = may_take(&chain, &approvals, &document.content_sha256, seen_sha256, step, &document.authors(), doer.actor.id);
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals.iter().map(ToString::to_string).collect()));
    }
    note_approval(&mut change, &mut document, &chain, step, opinion).await?;
    change.commit().await?;
    Ok(document)
}

async fn note_approval(change: &mut Change, document: &mut Document, chain: &Chain, step: Step, opinion: &str) -> Result<(), Failure> {
    tables::review::insert_decision(change, document.id, step, &document.content_sha256, true, opinion).await?;
    let approvals = tables::review::holding(change.connection(), document.id).await?;
    let complete = next_step(chain, &approvals, &document.content_sha256).is_none();
    if complete {
        document.state = State::Approved;
        tables::document::save(change, document).await?;
    }
    change.record(Fact::internal(
        "documents.approved",
        document.subject(),
        &document.agency_path,
        json!({"step": step.code(), "sha256": document.content_sha256, "complete": complete, "opinion": opinion}),
    ));
    Ok(())
}

/// Returns a text to its author. Every approval of the round is void.
pub async fn return_to_author(doer: &Doer, id: i64, step: Step, reasons: &str) -> Result<Document, Failure> {
    if reasons.trim().is_empty() {
        return Err(Failure::refused("退回时应当填写退回原因"));
    }
    if step == Step::Stakeholder {
        return Err(Failure::refused("该环节由相关方通过一次性链接确认"));
    }
    let mut change = doer.change().await?;
    let (mut document, chain, approvals) = in_review(doer, &mut change, id, step).await?;
    let next = next_step(&chain, &approvals, &document.content_sha256) == Some(step);
    let early = step == Step::SecrecyReview && is_open(&chain, &approvals, &document.content_sha256, step);
    if !next && !early {
        return Err(Failure::refused("当前不在该审核环节，请刷新后重试"));
    }
    tables::review::insert_decision(&mut change, id, step, &document.content_sha256, false, reasons).await?;
    tables::review::void_all(&mut change, id).await?;
    document.state = State::Draft;
    document.submitted_at = None;
    document.version += 1;
    tables::document::save(&mut change, &document).await?;
    let detail = json!({"step": step.code(), "reasons": reasons});
    change.record(Fact::internal("documents.returned", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(document)
}

async fn in_review(doer: &Doer, change: &mut Change, id: i64, step: Step) -> Result<(Document, Chain, Vec<Approval>), Failure> {
    let document = doer.locked(change, id, step.action()).await?;
    let chain = document.chain.clone().filter(|_| document.state == State::InReview);
    let Some(chain) = chain else { return Err(Failure::refused("该文件不在审核中")) };
    let approvals = tables::review::holding(change.connection(), id).await?;
    Ok((document, chain, approvals))
}

/// Lifts a finding that stops, with a reason. Secrecy marks can be lifted by nobody here: they are mended in the text.
pub async fn exempt(doer: &Doer, id: i64, finding: &str, reason: &str) -> Result<(), Failure> {
    if reason.trim().chars().count() < 4 {
        return Err(Failure::refused("请写明豁免理由（不少于四个字）"));
    }
    let document = doer.document(id).await?;
    let judged = judge(&doer.platform, &document).await?;
    let Some(found) = judged.iter().find(|judged| judged.key == finding) else {
        return Err(Failure::refused("该问题已不存在，请刷新"));
    };
    if found.finding.code == "classified.marking" {
        return Err(Failure::refused("带有国家秘密标志的内容不得豁免，应当先依法解密或删除（保守国家秘密法第三十五条）"));
    }
    let mut change = doer.change().await?;
    doer.locked(&mut change, id, Action::Exempt).await?;
    tables::review::insert_exemption(&mut change, id, finding, reason).await?;
    let detail = json!({"finding": found.finding.code, "place": found.finding.place, "reason": reason});
    change.record(Fact::internal("documents.exempted", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(())
}

/// Takes an exemption back.
pub async fn unexempt(doer: &Doer, id: i64, finding: &str) -> Result<(), Failure> {
    let mut change = doer.change().await?;
    let document = doer.locked(&mut change, id, Action::Exempt).await?;
    tables::review::delete_exemption(&mut change, id, finding).await?;
    let detail = json!({"finding": finding});
    change.record(Fact::internal("documents.exemption_removed", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(())
}

/// Adds a step that somebody concerned confirms by a one-time link; gives the secret of the link. Only before the chain is complete.
pub async fn invite_stakeholder(doer: &Doer, id: i64, name: &str) -> Result<String, Failure> {
    if name.trim().is_empty() {
        return Err(Failure::refused("请填写确认人的姓名或者单位"));
    }
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::Draft).await?;
    let Some(chain) = document.chain.as_mut().filter(|_| document.state == State::InReview) else {
        return Err(Failure::refused("只能在审核过程中邀请相关方确认"));
    };
    if !chain.steps.contains(&Step::Stakeholder) {
        chain.steps.push(Step::Stakeholder);
    }
    let token = gongkai_identity::random_token();
    let link = ApprovalLink {
        document_id: id,
        step: Step::Stakeholder,
        name: name.trim().to_owned(),
        content_sha256: document.content_sha256.clone(),
        expires_at: iso(change.at() + LINK_FOR),
        used_at: None,
    };
    tables::document::save(&mut change, &document).await?;
    tables::review::insert_link(&mut change, &sha256(&token), &link).await?;
    let detail = json!({"name": name, "sha256": document.content_sha256});
    change.record(Fact::internal("documents.stakeholder_invited", document.subject(), &document.agency_path, detail));
    change.commit().await?;
    Ok(token)
}

/// The link of a secret, if it is still good, with its document.
pub async fn open_link(doer: &Doer, token: &str) -> Result<(ApprovalLink, Document), Failure> {
    let link = tables::review::link(&doer.platform.db, &sha256(token)).await?.ok_or(Failure::NotFound)?;
    let now = iso(doer.platform.db.clock().now());
    if link.used_at.is_some() || link.expires_at < now {
        return Err(Failure::Gone);
    }
    let document = tables::document::by_id(&doer.platform.db, link.document_id).await?.ok_or(Failure::NotFound)?;
    if document.content_sha256 != link.content_sha256 || document.state != State::InReview {
        return Err(Failure::Gone);
    }
    Ok((link, document))
}

/// Confirms (or objects to) a text by a one-time link.
pub async fn confirm_by_link(doer: &Doer, token: &str, agree: bool, opinion: &str) -> Result<Document, Failure> {
    let (link, _) = open_link(doer, token).await?;
    let mut named = doer.clone();
    named.actor.name = format!("{}（相关方）", link.name);
    let mut change = named.change().await?;
    if !tables::review::use_link(&mut change, &sha256(token)).await? {
        return Err(Failure::Gone);
    }
    let mut document = tables::document::lock(&mut change, link.document_id).await?.ok_or(Failure::NotFound)?;
    let chain = document.chain.clone().filter(|_| document.state == State::InReview).ok_or(Failure::Gone)?;
    if document.content_sha256 != link.content_sha256 {
        return Err(Failure::Gone);
    }
    if agree {
        note_approval(&mut change, &mut document, &chain, link.step, opinion).await?;
    } else {
        tables::review::insert_decision(&mut change, document.id, link.step, &document.content_sha256, false, opinion).await?;
        tables::review::void_all(&mut change, document.id).await?;
        document.state = State::Draft;
        document.version += 1;
        tables::document::save(&mut change, &document).await?;
        let detail = json!({"step": link.step.code(), "reasons": opinion});
        change.record(Fact::internal("documents.returned", document.subject(), &document.agency_path, detail));
    }
    change.commit().await?;
    Ok(document)
}

/// Looks again at a text that was published past its chain.
pub async fn review_forced(doer: &Doer, id: i64, opinion: &str) -> Result<(), Failure> {
    if opinion.trim().is_empty() {
        return Err(Failure::refused("请填写事后审核意见"));
    }
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, Action::ReviewFinal).await?;
    if !document.forced {
        return Err(Failure::refused("该文件没有待事后审核的强制发布"));
    }
    let refused = document.authors().contains(&doer.actor.id) || document.handling.forced_by == doer.actor.id;
    if refused {
        return Err(Failure::refused("拟稿人和强制发布人不得进行事后审核"));
    }
    document.forced = false;
    tables::document::save(&mut change, &document).await?;
    change.record(Fact::internal("documents.forced_reviewed", document.subject(), &document.agency_path, json!({"opinion": opinion})));
    change.commit().await?;
    Ok(())
}
