//! Drafts an answer, has it reviewed by others, signs it, sends it: X22 to X25.

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_law::Ground;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::letters::{begun, digest, finish, preview_within};
use super::{At, Work, overrule, redact};
use crate::case::Case;
use crate::rules::history::{Event, ReviewKind, Way, What};
use crate::rules::outcome::{Demand, Outcome};
use crate::rules::state::State;
use crate::rules::transitions::DraftMaterials;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState, Review};

/// What the drafter decides and what the letter says of it.
#[derive(Debug, Clone)]
pub struct Decision {
    pub outcome: Option<Outcome>,
    pub grounds: Vec<Ground>,
    /// What fills the template, by its names.
    pub body: Value,
}

/// Saves the draft of the answer; the same draft as long as it is not submitted.
pub async fn draft(doer: &Doer, at: impl Into<At>, decision: &Decision) -> Result<CaseLetter, Failure> {
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let id = work.case.id;
    let Some(outcome) = decision.outcome else {
        return Err(Failure::refused("没有选定答复类型，答复必须有且只有一种答复类型（条例第三十六条）"));
    };
    let Some(paper) = outcome.paper() else {
        return Err(Failure::refused(format!("“{}”由事实产生，不能作为答复稿提交", outcome.label())));
    };
    if !matches!(work.clock().state(), State::Processing | State::SeekingOpinions | State::Explaining | State::Redo) {
        return Err(Failure::refused(format!("申请处于“{}”状态，不能起草答复", work.clock().state().label())));
    }
    let mut body = decision.body.clone();
    body["outcome"] = json!(outcome.code());
    if outcome.discloses() {
        let beside = redact::enclosures(&mut work).await?;
        redact::enclose(&mut body, beside);
    }
    if let [ground, ..] = decision.grounds.as_slice() {
        body["ground"] = json!(ground.statute_code());
    }
    let known = tables::letter::within(work.change.connection(), id).await?;
    let known = known.into_iter().find(|letter| letter.state == LetterState::Draft && letter.outcome.is_some());
    let letter = match known {
        Some(mut letter) => {
            letter.code = paper.code().to_owned();
            letter.outcome = Some(outcome);
            letter.body_sha256 = digest(&body);
            letter.body = body;
            letter.drafted_by = work.change.actor().id;
            letter.drafted_name = work.change.actor().name.clone();
            letter.version += 1;
            tables::letter::save(&mut work.change, &letter).await?;
            letter
        }
        None => {
            let letter = begun(&mut work, paper.code(), "applicant", body, Some(outcome)).await?;
            tables::letter::insert(&mut work.change, &letter).await?;
            letter
        }
    };
    work.close("requests.drafted", json!({"outcome": outcome.code(), "sha256": letter.body_sha256})).await?;
    Ok(letter)
}

/// X22, X30: hands the draft over to those who review it. The letter must be whole.
pub async fn submit(doer: &Doer, at: impl Into<At>) -> Result<(Case, Vec<String>), Failure> {
    let mut work = Work::of_staff(doer, at, Action::HandleRequest).await?;
    let mut letter = open_answer(&mut work, LetterState::Draft).await?;
    let mut reasons = match preview_within(doer, &mut work, &letter).await? {
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    };
    let materials = materials(&mut work, &letter).await?;
    reasons.extend(untold(&mut work, &materials).await?);
    // Whoever is overruled is told with the answer: what its letter lacks keeps the answer back.
    reasons.extend(overrule::problems(doer, &mut work, &letter, &materials.grounds).await?);
    let on = work.today();
    let by = work.change.actor().id;
    let outcome = letter.outcome.ok_or_else(|| Failure::refused("没有选定答复类型"))?;
    let what = What::DraftSubmitted { outcome, grounds: materials.grounds.clone(), by };
    match work.take(Event { on, what }, Some(&materials)).await {
        Ok(warnings) if reasons.is_empty() => {
            letter.state = LetterState::InReview;
            letter.version += 1;
            tables::letter::save(&mut work.change, &letter).await?;
            let case = work.close("requests.submitted", json!({"outcome": outcome.code(), "sha256": letter.body_sha256})).await?;
            Ok((case, warnings))
        }
        Ok(_) => Err(Failure::Refused(reasons)),
        Err(Failure::Refused(more)) => {
            reasons.extend(more);
            Err(Failure::Refused(reasons))
        }
        Err(failure) => Err(failure),
    }
}

/// What lies in the file for this answer.
async fn materials(work: &mut Work, letter: &CaseLetter) -> Result<DraftMaterials, Failure> {
    let id = work.case.id;
    let has = |key: &str| match letter.body.get(key) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(all)) => !all.is_empty(),
        Some(Value::Object(map)) => map.values().any(|value| value.as_str().is_none_or(|text| !text.is_empty())),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    let mut at_hand = Vec::new();
    let told = [
        (
            Demand::Reasons,
            ["reason", "withheld", "work", "special", "petition", "search", "information", "demand", "earlier"].into_iter().any(has),
        ),
        (Demand::WayToGet, has("information") || has("provided_how")),
        (Demand::Provision, has("provision")),
        (Demand::RightAgency, has("right_agency")),
        (Demand::EarlierReply, has("earlier")),
        (Demand::SpecialLaw, has("special")),
    ];
    at_hand.extend(told.into_iter().filter(|(_, told)| *told).map(|(demand, _)| demand));
    if !tables::office::searches(work.change.connection(), id).await?.is_empty() {
        at_hand.push(Demand::SearchRecord);
    }
    let grounds = grounds_of(letter);
    if !grounds.is_empty() {
        at_hand.push(Demand::Ground);
    }
    // What is given of it lies beside the letter without what is withheld, or it stands in the letter itself and nowhere else.
    let (covered, _) = redact::used(work).await?;
    if !covered.is_empty() || has("part_in_text") {
        at_hand.push(Demand::GivenPart);
    }
    if overrule::reasoned(letter) {
        at_hand.push(Demand::PublicInterest);
    }
    Ok(DraftMaterials { outcome: letter.outcome, grounds, at_hand })
}

/// Grounds of boxes of which the letter says nothing: who withholds a part says why (article 37).
async fn untold(work: &mut Work, materials: &DraftMaterials) -> Result<Vec<String>, Failure> {
    if materials.outcome != Some(Outcome::PartlyGranted) {
        return Ok(Vec::new());
    }
    let (covered, _) = redact::used(work).await?;
    let silent = covered.into_iter().filter(|ground| !materials.grounds.contains(ground));
    Ok(silent.map(|ground| format!("公开件中有按“{}”遮盖的内容，告知书没有写明这一理由（条例第三十七条）", ground.label())).collect())
}

/// Whoever took something out of what goes out does not say himself that it is right so (article 17).
async fn of_others(work: &mut Work) -> Result<(), Failure> {
    let by = work.change.actor().id;
    let (_, people) = redact::used(work).await?;
    if people.contains(&by) {
        return Err(Failure::refused("审核人、签发人不能是遮盖或者生成公开件的人（条例第十七条）"));
    }
    Ok(())
}

/// What lies beside the answer is, byte for byte, what its body names and its reviewers saw.
async fn unchanged(doer: &Doer, work: &mut Work, letter: &CaseLetter) -> Result<(), Failure> {
    if !letter.outcome.is_some_and(Outcome::discloses) {
        return Ok(());
    }
    let mut now = letter.body.clone();
    redact::enclose(&mut now, redact::enclosures(work).await?);
    if now != letter.body {
        return Err(Failure::refused("随答复提供的信息在审核后有变动，请退回重新提交审核（条例第十七条）"));
    }
    for beside in letter.body.get("enclosures").and_then(Value::as_array).into_iter().flatten() {
        let hash = beside.get("sha256").and_then(Value::as_str).unwrap_or_default();
        let hash: gongkai_files::FileHash = hash.parse().map_err(anyhow::Error::from)?;
        if doer.platform.files.verify(&hash).is_err() {
            return Err(Failure::refused("随答复提供的文件与审核时的内容不一致，不能签发，请重新生成"));
        }
    }
    Ok(())
}

/// The grounds on which something is withheld.
fn grounds_of(letter: &CaseLetter) -> Vec<Ground> {
    let withheld = letter.body.get("withheld").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let codes = std::iter::once(&letter.body).chain(withheld).filter_map(|part| part.get("ground").and_then(Value::as_str));
    codes.flat_map(|code| Ground::ALL.iter().copied().filter(move |ground| ground.statute_code() == code)).collect()
}

/// A review of the answer by its kind: passes, or goes back with a reason (X23).
pub async fn review(
    doer: &Doer,
    at: impl Into<At>,
    kind: ReviewKind,
    approved: bool,
    opinion: &str,
    sha256: &str,
) -> Result<Case, Failure> {
    let action = match kind {
        ReviewKind::Secrecy => Action::ReviewSecrecy,
        ReviewKind::Legal => Action::ReviewLegal,
        ReviewKind::Head => Action::ApproveRequest,
    };
    let mut work = Work::of_staff(doer, at, action).await?;
    let mut letter = open_answer(&mut work, LetterState::InReview).await?;
    if letter.body_sha256 != sha256 {
        return Err(Failure::Conflict);
    }
    of_others(&mut work).await?;
    let (on, by) = (work.today(), work.change.actor().id);
    let what =
        if approved { What::ReviewPassed { kind, by } } else { What::ReviewReturned { kind, by, reason: opinion.trim().to_owned() } };
    work.take(Event { on, what }, None).await?;
    let review = Review {
        id: work.change.next("request_review").await?,
        letter_id: letter.id,
        kind,
        staff_id: by,
        name: work.change.actor().name.clone(),
        at: work.change.at_iso(),
        approved,
        opinion: opinion.trim().to_owned(),
        body_sha256: letter.body_sha256.clone(),
    };
    tables::letter::add_review(&mut work.change, &review).await?;
    if !approved {
        letter.state = LetterState::Draft;
        letter.version += 1;
        tables::letter::save(&mut work.change, &letter).await?;
    }
    let detail = json!({"review": kind.code(), "approved": approved, "sha256": letter.body_sha256});
    work.close(if approved { "requests.review_passed" } else { "requests.returned" }, detail).await
}

/// X24: signs the answer: numbered, typeset, signed, sealed. Approvals must be of these bytes.
pub async fn sign(doer: &Doer, at: impl Into<At>, sha256: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::SignRequest).await?;
    let id = work.case.id;
    let mut letter = open_answer(&mut work, LetterState::InReview).await?;
    if letter.body_sha256 != sha256 {
        return Err(Failure::Conflict);
    }
    let (on, by) = (work.today(), work.change.actor().id);
    // Whether it may be signed is asked before it is typeset: a refusal costs nothing.
    let mut reasons = refusals(work.examine(&Event { on, what: What::ReplySigned { by, number: None } }, None))?;
    let reviews = tables::letter::reviews(work.change.connection(), id).await?;
    let secret = reviews.iter().rev().find(|review| review.letter_id == letter.id && review.kind == ReviewKind::Secrecy);
    if secret.is_none_or(|review| !review.approved || review.body_sha256 != letter.body_sha256) {
        reasons.push("答复稿没有通过保密审查，或者审查后又有改动（条例第十七条）".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    of_others(&mut work).await?;
    unchanged(doer, &mut work, &letter).await?;
    finish(doer, &mut work, &mut letter).await?;
    let number = Some(letter.number.clone()).filter(|number| !number.is_empty());
    work.take(Event { on, what: What::ReplySigned { by, number } }, None).await?;
    letter.state = LetterState::Signed;
    letter.version += 1;
    tables::letter::save(&mut work.change, &letter).await?;
    work.close("requests.signed", json!({"number": letter.number, "pdf_sha256": letter.pdf_sha256})).await
}

/// What stands against a step, to be told together with what else does.
fn refusals<T>(outcome: Result<T, Failure>) -> Result<Vec<String>, Failure> {
    match outcome {
        Ok(_) => Ok(Vec::new()),
        Err(Failure::Refused(reasons)) => Ok(reasons),
        Err(other) => Err(other),
    }
}

/// X25: the answer goes out; the way decides which day is the day of reply (国办公开办函〔2016〕235号).
pub async fn dispatch(doer: &Doer, at: impl Into<At>, way: Way, tracking: &str, on: Date) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    let mut letter = open_answer(&mut work, LetterState::Signed).await?;
    if way == Way::Post && tracking.trim().is_empty() {
        return Err(Failure::refused("邮寄送达的，请填写挂号或者邮政特快专递的邮件号码"));
    }
    let reference = Some(tracking.trim().to_owned()).filter(|text| !text.is_empty());
    work.take(Event { on, what: What::Dispatched { way, reference } }, None).await?;
    letter.state = LetterState::Sent;
    letter.way = way.code().to_owned();
    letter.tracking = tracking.trim().to_owned();
    letter.sent_on = Some(on);
    letter.version += 1;
    tables::letter::save(&mut work.change, &letter).await?;
    if matches!(way, Way::Hand | Way::OnSite) {
        work.note(Event { on, what: What::Delivered }).await?;
    }
    let told = overrule::tell(doer, &mut work, &letter, &grounds_of(&letter), on).await?;
    let late = work.clock().in_time() == Some(false);
    work.close("requests.replied", json!({"way": way.code(), "on": on, "late": late, "third_parties_told": told})).await
}

/// The applicant has it: confirmed by himself or from the slip of the post. Terms of redress run from here.
pub async fn delivered(mut work: Work, on: Date) -> Result<Case, Failure> {
    if on > work.today() {
        return Err(Failure::refused(format!("日期{on}晚于今天，不能登记将来的事项")));
    }
    if work.case.replied_on.is_none() || work.clock().standing(work.law(), on).delivered_on.is_some() {
        return Err(Failure::refused("没有待确认收到的答复"));
    }
    let id = work.case.id;
    work.note(Event { on, what: What::Delivered }).await?;
    let letters = tables::letter::within(work.change.connection(), id).await?;
    if let Some(mut letter) = letters.into_iter().rev().find(|letter| letter.state == LetterState::Sent && letter.outcome.is_some()) {
        letter.received_on = Some(on);
        letter.version += 1;
        tables::letter::save(&mut work.change, &letter).await?;
    }
    work.close("requests.delivered", json!({"on": on})).await
}

/// The answer that stands in a state.
async fn open_answer(work: &mut Work, state: LetterState) -> Result<CaseLetter, Failure> {
    let id = work.case.id;
    let letters = tables::letter::within(work.change.connection(), id).await?;
    let found = letters.into_iter().rev().find(|letter| letter.outcome.is_some() && letter.state == state);
    found.ok_or_else(|| Failure::refused(format!("没有处于“{}”的答复稿", state.label())))
}
