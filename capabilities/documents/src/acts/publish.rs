//! Makes a text public: the last look, the edition, its number, what it does to other texts, all in one change.

use anyhow::Context;
use gongkai_catalogue::acts::Published;
use gongkai_identity::Action;
use gongkai_law::{FactKind, IndexNumber, Openness, ValidityFact};
use gongkai_store::{Change, Fact};
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use crate::document::{Document, PublicState, State};
use crate::doer::Doer;
use crate::kind::Kind;
use crate::rules::required::{missing, openness_of};
use crate::rules::workflow::{Step, next_step};
use crate::screening::{Judged, bands_of, judge, signature_of};
use crate::tables;

/// Months after which a withheld text is assessed again where its editor chose no day (article 18; the number is ours).
const REASSESS_AFTER_MONTHS: i32 = 12;

/// Publishes an approved text now (or registers it, where it is not to be public).
pub async fn publish(doer: &Doer, id: i64) -> Result<Document, Failure> {
    publish_when(doer, id, Action::Publish, None).await
}

/// Publishes past the chain, for those allowed, with a reason; flagged until it is reviewed after the fact.
pub async fn force(doer: &Doer, id: i64, reason: &str) -> Result<Document, Failure> {
    if reason.trim().chars().count() < 4 {
        return Err(Failure::refused("强制发布应当写明理由（不少于四个字）"));
    }
    publish_when(doer, id, Action::ForcePublish, Some(reason)).await
}

async fn publish_when(doer: &Doer, id: i64, action: Action, forced: Option<&str>) -> Result<Document, Failure> {
    let seen = doer.document(id).await?;
    let findings = judge(&doer.platform, &seen).await?;
    let mut change = doer.change().await?;
    let mut document = doer.locked(&mut change, id, action).await?;
    if document.version != seen.version || document.content_sha256 != seen.content_sha256 {
        return Err(Failure::Conflict);
    }
    let mut reasons = stops(&findings);
    reasons.extend(missing(&document.content, &document.handling.openness_reason).iter().map(ToString::to_string));
    if forced.is_none() {
        reasons.extend(unapproved(&mut change, &document).await?);
    } else {
        reasons.extend(unforceable(&mut change, &document).await?);
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    if let Some(reason) = forced {
        document.forced = true;
        document.handling.forced_reason = reason.to_owned();
        document.handling.forced_by = doer.actor.id;
    }
    put_online(doer, &mut change, &mut document).await?;
    change.commit().await?;
    Ok(document)
}

fn stops(findings: &[Judged]) -> Vec<String> {
    let stopping = findings.iter().filter(|judged| judged.stops());
    stopping.map(|judged| format!("{}：{}（{}）", judged.finding.place, judged.finding.advice, judged.finding.code)).collect()
}

async fn unapproved(change: &mut Change, document: &Document) -> Result<Vec<String>, Failure> {
    let ready = matches!(document.state, State::Approved | State::Scheduled);
    let Some(chain) = document.chain.as_ref().filter(|_| ready) else {
        return Ok(vec![format!("文件当前状态为“{}”，尚不能发布", document.state.label())]);
    };
    let approvals = tables::review::holding(change.connection(), document.id).await?;
    // The approvals name bytes: these must be the very ones.
    Ok(next_step(chain, &approvals, &document.content_sha256).map(|step| format!("“{}”环节尚未通过", step.label())).into_iter().collect())
}

/// What not even the openness office may leave out: something to publish, and 先审查、后公开 (保密法第三十五条).
async fn unforceable(change: &mut Change, document: &Document) -> Result<Vec<String>, Failure> {
    if document.state == State::Settled {
        return Ok(vec!["没有待发布的内容".to_owned()]);
    }
    let approvals = tables::review::holding(change.connection(), document.id).await?;
    let secrecy = approvals.iter().any(|held| held.step == Step::SecrecyReview && held.content_sha256 == document.content_sha256);
    let reason = "未经保密审查不得公开，强制发布也不例外（保守国家秘密法第三十五条）";
    Ok(if secrecy { Vec::new() } else { vec![reason.to_owned()] })
}

/// The part that every way of publishing shares. The caller has checked everything and commits.
pub(crate) async fn put_online(doer: &Doer, change: &mut Change, document: &mut Document) -> Result<(), Failure> {
    let today = change.today();
    document.state = State::Settled;
    document.publish_at = None;
    document.version += 1;
    change.cancel_jobs(super::schedule::JOB, &document.subject()).await?;
    tables::held_back::forget(change, document.id).await?;
    if openness_of(&document.content) != Openness::Proactive {
        return register(change, document, today).await;
    }
    number(doer, change, document, today).await?;
    document.edition += 1;
    document.edition_sha256 = Some(document.content_sha256.clone());
    document.public_state = PublicState::Published;
    document.edition_at = Some(change.at_iso());
    let (claimed, formed) = (document.content.metadata.published_on, document.content.metadata.formed_on);
    let possible = |day: &Date| *day <= today && formed.is_none_or(|formed| formed <= *day);
    document.published_on = document.published_on.or_else(|| claimed.filter(possible)).or(Some(today));
    if formed > document.published_on {
        return Err(Failure::refused("成文日期不能晚于发布日期，请核对成文日期"));
    }
    document.first_online_at = document.first_online_at.take().or_else(|| Some(change.at_iso()));
    document.expires_on = match document.content.shown_until {
        Some(last) => Some(last.tomorrow().context("the day after the last day of showing")?),
        None => None,
    };
    document.withdrawn_at = None;
    document.withdrawn_reason = None;
    document.withdrawn_basis = None;
    document.withdrawn_by = None;
    let signature = signature_of(&document.content);
    document.signature = signature.as_ref().map(ToString::to_string).unwrap_or_default();
    super::validity::settle(change, document, today).await?;
    if let Some(key) = document.number_key()
        && let Some((_, title)) = tables::document::holder_of_number(change.connection(), &key, document.id).await?
    {
        return Err(Failure::refused(format!("发文字号已被《{title}》使用")));
    }
    let reason = std::mem::take(&mut document.handling.change_reason);
    document.handling.wrote.clear();
    tables::document::save(change, document).await?;
    let canonical = document.content.canonical();
    tables::edition::insert(change, document.id, document.edition, &canonical, &document.content_sha256, &reason).await?;
    tables::sundry::replace_bands(change, document.id, &signature.as_ref().map(bands_of).unwrap_or_default()).await?;
    carry_out_relations(change, document, today).await?;
    fulfil(doer, change, document, today).await?;
    let number = document.content.metadata.document_number.as_deref().unwrap_or_default();
    tables::relation::adopt(change, document.id, number, document.content.title()).await?;
    change.record(Fact::public(
        "documents.published",
        document.subject(),
        &document.agency_path,
        json!({
            "edition": document.edition,
            "sha256": document.content_sha256,
            "title": document.content.title(),
            "index_number": document.index_number,
            "reason": reason,
            "forced": document.forced,
            "files": document.content.attachments.iter().map(|file| json!({"name": file.name, "sha256": file.hash})).collect::<Vec<_>>(),
        }),
    ));
    Ok(())
}

/// What the record fulfils of the catalogues; one that names nothing is proposed to its agency.
async fn fulfil(doer: &Doer, change: &mut Change, document: &Document, today: Date) -> Result<(), Failure> {
    let library = gongkai_catalogue::library(&doer.platform.db).await?;
    let directory = gongkai_agencies::directory(&doer.platform.db).await?;
    let content = &document.content;
    // A catalogue may have dropped an item since the draft named it.
    let known = |item: &str| gongkai_catalogue::ItemRef::parse(item).and_then(|item| library.find(&item, &document.agency_path)).is_some();
    let gone = content.items.iter().filter(|item| !known(item));
    let gone: Vec<String> = gone.map(|item| format!("目录中已没有公开事项“{item}”，请重新选择该信息对应的公开事项")).collect();
    if !gone.is_empty() && !library.is_empty() {
        return Err(Failure::Refused(gone));
    }
    let published = Published {
        document: document.id,
        agency: &document.agency_path,
        title: content.title(),
        kind: Kind::label_of(&content.kind),
        formed_on: content.metadata.formed_on,
        published_on: document.published_on.unwrap_or(today),
        items: &content.items,
    };
    Ok(gongkai_catalogue::acts::fulfil(change, &library, &directory, &published).await?)
}

/// A text that is not to be public is registered with the day on which that is assessed again (article 18).
async fn register(change: &mut Change, document: &mut Document, today: Date) -> Result<(), Failure> {
    use jiff::ToSpan;
    if document.is_public() {
        return Err(Failure::refused("已公开的信息改为不予公开的，应当先撤下"));
    }
    let usual = today.checked_add(REASSESS_AFTER_MONTHS.months()).context("the day of re-assessment")?;
    let chosen = document.handling.reassess_on.unwrap_or(usual);
    if chosen <= today {
        return Err(Failure::refused(format!("重新评估日期 {chosen} 已到，请改为今后的日期（条例第十八条）")));
    }
    document.reassess_on = Some(chosen);
    tables::document::save(change, document).await?;
    let detail =
        json!({"openness": document.content.metadata.openness, "ground": document.content.ground, "reassess_on": document.reassess_on});
    change.record(Fact::internal("documents.registered", document.subject(), &document.agency_path, detail));
    Ok(())
}

/// 索引号: the one an imported record brought where it is free, else the agency's next; never reused, without gaps.
async fn number(doer: &Doer, change: &mut Change, document: &mut Document, today: Date) -> Result<(), Failure> {
    if document.index_number.is_some() {
        return Ok(());
    }
    let brought = document.content.metadata.index_number.clone().filter(|number| IndexNumber::parse(number).is_ok());
    if let Some(number) = brought
        && !tables::document::index_number_taken(change.connection(), &number).await?
    {
        document.index_number = Some(number);
        return Ok(());
    }
    let directory = gongkai_agencies::directory(&doer.platform.db).await?;
    let agency = directory.by_path(&document.agency_path).context("the agency of a document")?;
    let year = document.content.metadata.formed_on.unwrap_or(today).year();
    let serial = change.next(&format!("index_number:{}:{year}", agency.code())).await?;
    let serial = u32::try_from(serial).context("a serial of this year")?;
    document.index_number = Some(IndexNumber::next(agency.code(), year, serial).to_string());
    Ok(())
}

/// What confirmed relations do to the force of their targets: repeal, replacement, amendment.
pub(crate) async fn carry_out_relations(change: &mut Change, document: &Document, today: Date) -> Result<(), Failure> {
    // What the public reads, not what somebody is typing over it; and counted from publication, not from the day somebody
    // confirms the relation: a decision made later moves no legal date.
    let published = super::validity::published_content(change, document).await?;
    let on = published.metadata.effective_on.or(document.published_on).unwrap_or(today);
    for relation in tables::relation::within(change.connection(), document.id).await? {
        let kind = match relation.relation.as_str() {
            "repeals" => FactKind::Repealed,
            "replaces" => FactKind::Replaced,
            "amends" => FactKind::Amended,
            _ => continue,
        };
        let Some(target) = relation.target_id.filter(|_| relation.state == "confirmed") else { continue };
        if !tables::relation::was_public(change.connection(), target).await? {
            continue;
        }
        let known = tables::relation::facts(change.connection(), target).await?;
        if known.iter().any(|held| held.by_document_id == Some(document.id)) {
            continue;
        }
        let note = format!("依据《{}》", published.title());
        tables::relation::insert_fact(change, target, &ValidityFact { on, kind }, Some(document.id), &note).await?;
        super::validity::resettle(change, target, today).await?;
    }
    Ok(())
}
