//! 征求意见: third parties and co-makers are asked in writing, answer on a page of their own, and their silence means what the law says.

use gongkai_documents::Doer;
use gongkai_identity::{Action, random_token};
use gongkai_web::Failure;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::keep::{Incoming, keep_files, keep_person};
use super::letters::{Issue, chinese, issue};
use super::{At, Work};
use crate::case::Case;
use crate::rules::applicant::Contact;
use crate::rules::history::{Event, Opinion, PartyKind, What};
use crate::tables;
use crate::tables::office::Link;

/// Who is asked and how to reach it: sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub name: String,
    pub is_organisation: bool,
    pub contact: Contact,
}

/// Whom to ask about what.
#[derive(Debug, Clone)]
pub struct Consultation {
    pub party: PartyKind,
    pub asked: Asked,
    /// The information in question, told without who asked for it.
    pub information: String,
    pub way: String,
}

/// X09, X10: sends D05 or D06 with a one-time page, and tells the applicant that the clock stands still (D07).
///
/// The token of the page is in the letter and is returned once, for those who read it out or mail it.
pub async fn consult(doer: &Doer, at: impl Into<At>, asked: &Consultation) -> Result<(Case, String, Vec<String>), Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let id = work.case.id;
    let on = work.today();
    let n = work.history.next_opinion_id();
    if asked.information.trim().is_empty() {
        return Err(Failure::refused("请写明拟征求意见的信息（不得写明申请人）"));
    }
    // The history names nobody: who it is lies sealed beside it.
    let name = if asked.asked.name.trim().is_empty() { String::new() } else { format!("{}{n}", asked.party.label()) };
    let warnings = work.take(Event { on, what: What::OpinionSought { id: n, party: asked.party, name } }, None).await?;
    let part = format!("third-{n}");
    keep_person(&doer.platform, &mut work.change, &work.case, &part, &asked.asked).await?;
    let token = random_token();
    // Long enough for the letter to come and fifteen working days to pass.
    let expires_on = work.law().calendar.add_working_days(on, work.law().terms.opinion + 15).on;
    let link = Link { request_id: id, consultation: i64::from(n), expires_on, used_at: None };
    tables::office::add_link(&mut work.change, &hash(&token), &link).await?;
    let code = if asked.party == PartyKind::ThirdParty { "D05" } else { "D06" };
    let information: Vec<&str> = asked.information.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last_day = work.law().calendar.add_working_days(on, work.law().terms.opinion).on;
    let values = json!({
        "information": information, "last_day": chinese(last_day), "co_maker": asked.party == PartyKind::CoMaker,
        "reply_path": format!("/consult/{token}"),
    });
    issue(doer, &mut work, Issue { code, addressee: &part, values, way: &asked.way }).await?;
    let because = match asked.party {
        PartyKind::ThirdParty => "公开可能损害第三方合法权益",
        PartyKind::CoMaker => "该信息由本机关与其他机关共同制作",
        PartyKind::OtherAgency => "该信息涉及其他机关",
    };
    let values = json!({"started_on": chinese(on), "consulted": asked.party.label(), "consulted_because": because});
    issue(doer, &mut work, Issue { code: "D07", addressee: "applicant", values, way: "online" }).await?;
    let case = work.close("requests.opinion_sought", json!({"party": asked.party.code(), "consultation": n})).await?;
    Ok((case, token, warnings))
}

/// The letter reached them: their fifteen working days run.
pub async fn letter_reached(doer: &Doer, at: impl Into<At>, consultation: u32, on: Date) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    work.take(Event { on, what: What::OpinionLetterReached { id: consultation } }, None).await?;
    work.close("requests.opinion_letter_reached", json!({"consultation": consultation, "on": on})).await
}

/// X11: their opinion, written by themselves on their page or registered by the clerk.
pub async fn take_opinion(
    doer: &Doer,
    mut work: Work,
    consultation: u32,
    opinion: Opinion,
    reasons: &str,
    files: &[Incoming],
) -> Result<Case, Failure> {
    if opinion != Opinion::Agreed && reasons.trim().is_empty() {
        return Err(Failure::refused("不同意公开或者部分同意公开的，请说明理由（条例第三十二条）"));
    }
    let on = work.today();
    let unreached = work.clock().sought().iter().any(|sought| sought.id == consultation && sought.reached_on.is_none());
    if unreached {
        work.note(Event { on, what: What::OpinionLetterReached { id: consultation } }).await?;
    }
    let what = What::OpinionReceived { id: consultation, opinion: Some(opinion), reasons: reasons.trim().to_owned() };
    work.take(Event { on, what }, None).await?;
    if !files.is_empty() {
        keep_files(&doer.platform, &mut work.change, work.case.id, files).await?;
    }
    work.close("requests.opinion_received", json!({"consultation": consultation, "opinion": opinion.code()})).await
}

/// X12, X13: silence. The pause ended on the last day of the term.
pub async fn lapse_opinion(mut work: Work, consultation: u32) -> Result<Case, Failure> {
    let due = work.clock().sought().iter().find(|sought| sought.id == consultation).and_then(|sought| sought.due);
    let Some(due) = due else {
        return Err(Failure::refused("征求意见书尚未送达对方，期限未起算（条例第三十二条、第三十四条）"));
    };
    work.take(Event { on: due, what: What::OpinionLapsed { id: consultation } }, None).await?;
    work.close("requests.opinion_lapsed", json!({"consultation": consultation, "on": due})).await
}

/// What a token leads to, open or not.
pub async fn link_of(doer: &Doer, token: &str) -> Result<Link, Failure> {
    let mut connection = doer.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    tables::office::link(&mut connection, &hash(token)).await?.ok_or(Failure::NotFound)
}

/// The page of a token: its request and consultation, if it is open.
pub async fn of_token(doer: &Doer, token: &str) -> Result<Link, Failure> {
    let link = link_of(doer, token).await?;
    if link.used_at.is_some() || link.expires_on < doer.platform.db.clock().today() {
        return Err(Failure::Gone);
    }
    Ok(link)
}

/// The answer of a third party on its page: once.
pub async fn answer_by_link(doer: &Doer, token: &str, opinion: Opinion, reasons: &str, files: &[Incoming]) -> Result<Case, Failure> {
    let link = of_token(doer, token).await?;
    let mut work = Work::open(doer, link.request_id).await?;
    let fresh = tables::office::link(work.change.connection(), &hash(token)).await?;
    if fresh.is_none_or(|link| link.used_at.is_some()) {
        return Err(Failure::Gone);
    }
    tables::office::use_link(&mut work.change, &hash(token)).await?;
    let consultation = u32::try_from(link.consultation).map_err(anyhow::Error::from)?;
    take_opinion(doer, work, consultation, opinion, reasons, files).await
}

pub(crate) fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
