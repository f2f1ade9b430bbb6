//! Receives what waited for confirmation, gives a case to who handles it, and keeps searches, notes and files beside it.

use gongkai_documents::Doer;
use gongkai_identity::{Action, Grant, Staff};
use gongkai_store::Fact;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::keep::{Incoming, keep_files};
use super::redact;
use super::{At, Work};
use crate::case::Case;
use crate::rules::history::{Event, What};
use crate::tables;
use crate::tables::office::{Note, SearchRecord};

/// 双方确认 (article 31): the clock starts on the day on which the office and the applicant agreed that it came.
pub async fn confirm(doer: &Doer, at: impl Into<At>, on: Date) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let channel = work.case.channel;
    if on < work.case.submitted_on {
        return Err(Failure::refused(format!("确认日期{on}早于提交日期{}", work.case.submitted_on)));
    }
    work.take(Event { on, what: What::Received { channel } }, None).await?;
    work.close("requests.received", json!({"on": on, "rule": channel.code()})).await
}

/// Gives the case to somebody of the agency who may handle it.
pub async fn assign(doer: &Doer, at: impl Into<At>, staff_id: i64) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    // A disabled account is not found by its number.
    let staff = Staff::by_id(&doer.platform.db, staff_id).await?;
    let Some(staff) = staff.filter(|staff| can_handle(&staff.grants, &work.case.agency_path)) else {
        return Err(Failure::refused("请选择本机关可以承办依申请公开的人员（账号已停用的不能承办）"));
    };
    let on = work.today();
    let event = Event { on, what: What::Assigned { unit: staff.name.clone() } };
    // The first assignment is a step of the law's course; giving it to somebody else later is noted.
    if work.clock().state() == crate::rules::state::State::Received {
        work.take(event, None).await?;
    } else {
        work.note(event).await?;
    }
    work.case.assignee_id = Some(staff.id);
    work.case.assignee_name = staff.name.clone();
    work.close("requests.assigned", json!({"to": staff.name})).await
}

/// Whether somebody with these offices may be given a case of an agency.
#[must_use]
pub fn can_handle(grants: &[Grant], path: &str) -> bool {
    grants.iter().any(|grant| grant.role.allows(Action::HandleRequest) && grant.reaches(path))
}

/// What a search was: without one nothing is said not to exist (article 36 (4)).
#[derive(Debug, Clone, Default)]
pub struct Searched {
    pub on: Option<Date>,
    pub systems: String,
    pub words: String,
    pub searcher: String,
    pub result: String,
}

/// Keeps a search record.
pub async fn record_search(doer: &Doer, at: impl Into<At>, searched: &Searched) -> Result<(), Failure> {
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let id = work.case.id;
    let today = work.today();
    let mut reasons = Vec::new();
    match searched.on {
        None => reasons.push("请填写检索日期".to_owned()),
        Some(on) if on > today => reasons.push(format!("检索日期{on}晚于今天")),
        Some(_) => {}
    }
    for (value, what) in [
        (&searched.systems, "检索的档案、系统范围"),
        (&searched.words, "检索词"),
        (&searched.searcher, "检索人"),
        (&searched.result, "检索结果"),
    ] {
        if value.trim().is_empty() {
            reasons.push(format!("请填写{what}"));
        }
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let record = SearchRecord {
        id: work.change.next("request_search").await?,
        request_id: id,
        searched_on: searched.on.unwrap_or(today).to_string(),
        systems: searched.systems.trim().to_owned(),
        words: searched.words.trim().to_owned(),
        searcher: searched.searcher.trim().to_owned(),
        result: searched.result.trim().to_owned(),
        at: work.change.at_iso(),
    };
    tables::office::add_search(&mut work.change, &record).await?;
    work.close("requests.searched", json!({"on": record.searched_on, "systems": record.systems, "words": record.words})).await?;
    Ok(())
}

/// Keeps a note of the office, or of a talk with the applicant (`contact`).
pub async fn note(doer: &Doer, at: impl Into<At>, kind: &str, text: &str) -> Result<(), Failure> {
    let mut work = Work::of_staff(doer, at, Action::ReadRequests).await?;
    if text.trim().is_empty() {
        return Err(Failure::refused("请填写内容"));
    }
    let kind = if kind == "contact" { "contact" } else { "note" };
    keep_note(&mut work, kind, text).await?;
    work.close("requests.noted", json!({"kind": kind})).await?;
    Ok(())
}

pub(super) async fn keep_note(work: &mut Work, kind: &str, text: &str) -> Result<(), Failure> {
    let note =
        Note { kind: kind.to_owned(), text: text.trim().to_owned(), at: work.change.at_iso(), by_name: work.change.actor().name.clone() };
    let id = work.change.next("request_note").await?;
    tables::office::add_note(&mut work.change, id, work.case.id, &note).await?;
    Ok(())
}

/// Adds files to a case: scans, materials, what is released.
pub async fn add_files(doer: &Doer, at: impl Into<At>, files: &[Incoming]) -> Result<(), Failure> {
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let id = work.case.id;
    if files.is_empty() {
        return Err(Failure::refused("请选择文件"));
    }
    let given = files.iter().any(|file| file.kind == "released");
    if given && let Some(state) = redact::in_hands(&mut work).await? {
        return Err(Failure::refused(format!("答复稿“{}”，不能再添加拟提供的信息；需要添加的，请先退回答复稿", state.label())));
    }
    if given && !work.case.is_open {
        return Err(Failure::refused("该件已经办结，不能再添加拟提供的信息"));
    }
    keep_files(&doer.platform, &mut work.change, id, files).await?;
    if given {
        redact::bind(&mut work).await?;
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    work.close("requests.files", json!({"n": names.len()})).await?;
    Ok(())
}

/// Every look at who asked is in the journal.
pub async fn looked(doer: &Doer, case: &Case, what: &str) -> Result<(), Failure> {
    seen(doer, case, "requests.applicant_seen", what).await
}

/// And every look at a paper of which a part is withheld.
pub async fn looked_at_original(doer: &Doer, case: &Case, name: &str) -> Result<(), Failure> {
    seen(doer, case, "requests.original_seen", name).await
}

async fn seen(doer: &Doer, case: &Case, kind: &str, what: &str) -> Result<(), Failure> {
    let mut change = doer.change().await?;
    let detail = json!({"number": case.number, "what": what});
    change.record(Fact::internal(kind, case.subject(), &case.agency_path, detail));
    change.commit().await?;
    Ok(())
}
