//! Files what somebody asks for: by himself on the site, or registered by the clerk from paper, fax or spoken words.

use gongkai_agencies::directory;
use gongkai_documents::Doer;
use gongkai_identity::{Action, random_token};
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::Work;
use super::consult::hash;
use super::keep::{Incoming, keep_files, keep_person};
use crate::calendars::calendars;
use crate::case::{AnswerState, Case, PublicAnswer};
use crate::rules::applicant::{ApplicantKind, Application, Refusal};
use crate::rules::history::{Channel, Event, What};
use crate::rules::receipt::{Intake, ReceiptRefusal};
use crate::rules::state::State;
use crate::tables;

/// Letters and figures that nobody takes for another when a code is read out.
const CODE: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A request as it comes in.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Made by the form: sent twice, filed once.
    pub submission_key: String,
    pub agency_path: String,
    pub application: Application,
    /// Help that was given (article 43), and who wrote the form down.
    pub assistance: String,
    pub files: Vec<Incoming>,
}

/// What the applicant takes home.
#[derive(Debug, Clone)]
pub struct Filed {
    pub case: Case,
    pub query_code: String,
    /// The key in the applicant's own address.
    pub access_key: String,
    /// What is lacking and will have to be corrected.
    pub lacking: Vec<String>,
}

/// X01 by the form on the site: the clock waits for the confirmation of both sides (article 31 (3)).
///
/// # Errors
/// Everything that is wrong with the form, at once.
pub async fn file(doer: &Doer, filing: Filing) -> Result<Filed, Failure> {
    let today = doer.platform.db.clock().today();
    let mut reasons: Vec<String> = filing.application.faults(today).iter().map(|fault| fault.reason.to_string()).collect();
    let proof_must = calendars(&doer.platform).await?.practice.identity_file;
    reasons.extend(unproven(proof_must, &filing.files, &filing.assistance).map(|refusal| refusal.to_string()));
    reasons.extend(filing.files.iter().filter_map(Incoming::wrong));
    if filing.submission_key.len() < 16 {
        reasons.push("页面已过期，请刷新后重新提交".to_owned());
    }
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let intake = Intake { submitted_on: Some(today), ..Intake::of(Channel::Web) };
    // What was not brought is for the clerk to ask for; where somebody needs help, to complete with him.
    let lacking = if proven(&filing.files) { Vec::new() } else { vec!["身份证明的照片或者扫描件".to_owned()] };
    take_in(doer, filing, intake, lacking).await
}

fn proven(files: &[Incoming]) -> bool {
    files.iter().any(|file| file.kind == "identity")
}

/// Why a form from the site cannot be taken without a proof of identity, where this place demands one. Whoever needs help to
/// bring it is not kept out for that (article 43).
#[must_use]
pub fn unproven(must: bool, files: &[Incoming], help: &str) -> Option<Refusal> {
    (must && !proven(files) && help.trim().is_empty()).then_some(Refusal::NoProof)
}

/// What the clerk knows of the way it came.
#[derive(Debug, Clone)]
pub struct Registration {
    pub filing: Filing,
    pub intake: Intake,
}

/// X01 to X03 by the clerk: the receipt day follows the rule of the channel. What the applicant left out is noted and asked for later.
pub async fn register(doer: &Doer, registration: Registration) -> Result<Filed, Failure> {
    let Registration { filing, intake } = registration;
    doer.may(Action::RegisterRequest, &filing.agency_path)?;
    let today = doer.platform.db.clock().today();
    let mut reasons = Vec::new();
    if filing.application.description.trim().is_empty() {
        reasons.push("请录入申请内容（条例第二十九条第二款第（二）项）".to_owned());
    }
    if intake.submitted_on.is_none() {
        reasons.push("请填写提交或者寄出的日期".to_owned());
    }
    if let Err(refusals) = intake.receipt(today) {
        // Not signed for or confirmed yet: it waits, and the clock with it.
        let waits = |refusal: &ReceiptRefusal| matches!(refusal, ReceiptRefusal::NotConfirmed(_));
        reasons.extend(refusals.iter().filter(|refusal| !waits(refusal)).map(ToString::to_string));
    }
    reasons.extend(filing.files.iter().filter_map(Incoming::wrong));
    if !reasons.is_empty() {
        return Err(Failure::Refused(reasons));
    }
    let lacking = filing.application.faults(today).iter().map(|fault| fault.reason.to_string()).collect();
    take_in(doer, filing, intake, lacking).await
}

async fn take_in(doer: &Doer, filing: Filing, intake: Intake, lacking: Vec<String>) -> Result<Filed, Failure> {
    let platform = &doer.platform;
    let directory = directory(&platform.db).await?;
    if directory.by_path(&filing.agency_path).is_none_or(|agency| !agency.active) {
        return Err(Failure::refused("请选择受理申请的机关"));
    }
    let calendars = calendars(platform).await?;
    let mut change = doer.change().await?;
    if let Some(known) = tables::case::by_submission(&mut change, &filing.submission_key).await? {
        let (access_key, query_code) = opened(doer, &known)?;
        return Ok(Filed { case: known, query_code, access_key, lacking });
    }
    let (access_key, query_code) = (random_token(), code());
    let mut case = blank(&mut change, &filing, intake, calendars.newest()).await?;
    case.access_hash = hash(&access_key);
    case.query_hash = hash(&format!("{}/{query_code}", case.number));
    case.access_sealed = platform.seal.seal_text(&case.place("access"), &format!("{access_key} {query_code}"))?;
    case.applicant_key = applicant_key(doer, &filing.application);
    tables::case::insert(&mut change, &case).await?;
    keep_person(platform, &mut change, &case, "applicant", &filing.application).await?;
    keep_files(platform, &mut change, case.id, &filing.files).await?;
    let mut work = Work::begun(change, case, calendars, doer.viewer.clone());
    come_in(&mut work, intake).await?;
    if !lacking.is_empty() {
        super::handle::keep_note(&mut work, "note", &format!("申请材料欠缺：{}", lacking.join("；"))).await?;
    }
    let case = work.close("requests.filed", json!({"channel": intake.channel.code()})).await?;
    Ok(Filed { case, query_code, access_key, lacking })
}

/// The events with which a request begins, by its channel.
async fn come_in(work: &mut Work, intake: Intake) -> Result<(), Failure> {
    let (today, channel) = (work.today(), intake.channel);
    let submitted = intake.submitted_on.unwrap_or(today);
    work.note(Event { on: submitted, what: What::Submitted { channel } }).await?;
    if let Some(on) = intake.arrived_on {
        work.note(Event { on, what: What::Arrived }).await?;
    }
    if let Ok(receipt) = intake.receipt(today) {
        work.note(Event { on: receipt.on, what: What::Received { channel } }).await?;
    }
    Ok(())
}

async fn blank(change: &mut gongkai_store::Change, filing: &Filing, intake: Intake, notice_id: i64) -> Result<Case, Failure> {
    let (id, today, at) = (change.next("request").await?, change.today(), change.at_iso());
    let serial = change.next(&format!("request.number.{}", today.year())).await?;
    let application = &filing.application;
    let description = application.description.trim().to_owned();
    Ok(Case {
        id,
        agency_path: filing.agency_path.clone(),
        number: format!("{}-{serial:06}", today.year()),
        submission_key: filing.submission_key.clone(),
        access_hash: String::new(),
        query_hash: String::new(),
        access_sealed: String::new(),
        parent_id: None,
        merged_into: None,
        passed_from: None,
        document_id: None,
        counted: true,
        is_open: true,
        state: State::Submitted.code().to_owned(),
        channel: intake.channel,
        applicant_kind: application.kind.unwrap_or(ApplicantKind::NaturalPerson),
        title: title_of(&description),
        description,
        medium: application.form.map_or_else(String::new, |form| form.code().to_owned()),
        delivery: application.delivery.map_or_else(String::new, |delivery| delivery.code().to_owned()),
        assistance: filing.assistance.trim().to_owned(),
        submitted_on: intake.submitted_on.unwrap_or(today),
        receipt_on: None,
        due_on: None,
        provisional: false,
        notice_id,
        waits_until: None,
        overdue_told: false,
        assignee_id: None,
        assignee_name: String::new(),
        outcome: None,
        replied_on: None,
        in_time: None,
        days_used: None,
        remedies: Vec::new(),
        applicant_key: String::new(),
        answer: PublicAnswer { state: AnswerState::Closed, title: String::new(), question: String::new(), text: String::new(), on: None },
        erase_on: None,
        erased_at: None,
        projected_by: tables::case::PROJECTION,
        version: 1,
        created_at: at.clone(),
        changed_at: at,
    })
}

/// One matter of a letter, as a request of its own: the same applicant, channel and day of receipt.
pub(super) async fn child_of(doer: &Doer, work: &mut Work, title: &str, text: &str) -> Result<Case, Failure> {
    let parent = work.case.clone();
    let shape = Case { parent_id: Some(parent.id), title: title_of(title), description: text.to_owned(), ..parent.clone() };
    let (child, _) = made_of(doer, work, shape).await?;
    let on = work.today();
    let received = parent.receipt_on.unwrap_or(on);
    for event in [
        Event { on: parent.submitted_on, what: What::Submitted { channel: parent.channel } },
        Event { on: received, what: What::Received { channel: parent.channel } },
        Event { on, what: What::SplitFrom { parent: parent.number.clone() } },
    ] {
        tables::event::append(&mut work.change, child.id, &event).await?;
    }
    Ok(child)
}

/// A request made of the one in hand: a number, a key and a code of its own, and the applicant sealed anew under them. Gives its code too.
pub(super) async fn made_of(doer: &Doer, work: &mut Work, shape: Case) -> Result<(Case, String), Failure> {
    let at = work.change.at_iso();
    let id = work.change.next("request").await?;
    let serial = work.change.next(&format!("request.number.{}", work.today().year())).await?;
    let (access_key, query_code) = (random_token(), code());
    let number = format!("{}-{serial:06}", work.today().year());
    let mut made = Case {
        id,
        query_hash: hash(&format!("{number}/{query_code}")),
        number,
        submission_key: random_token(),
        access_hash: hash(&access_key),
        created_at: at.clone(),
        changed_at: at,
        version: 1,
        ..shape
    };
    made.access_sealed = doer.platform.seal.seal_text(&made.place("access"), &format!("{access_key} {query_code}"))?;
    tables::case::insert(&mut work.change, &made).await?;
    let person = super::keep::person_within::<Application>(&doer.platform, &mut work.change, &work.case, "applicant").await?;
    if let Some(person) = person {
        keep_person(&doer.platform, &mut work.change, &made, "applicant", &person).await?;
    }
    Ok((made, query_code))
}

/// The applicant's key and query code of a request.
pub fn opened(doer: &Doer, case: &Case) -> Result<(String, String), Failure> {
    let text = doer.platform.seal.unseal_text(&case.place("access"), &case.access_sealed)?;
    let (key, code) = text.split_once(' ').unwrap_or((&text, ""));
    Ok((key.to_owned(), code.to_owned()))
}

/// The request of a number and its query code: nothing is told of a wrong pair but that it is wrong.
pub async fn of_code(doer: &Doer, number: &str, code: &str) -> Result<Option<Case>, Failure> {
    let number = number.trim();
    let code: String = code.trim().to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let case = tables::case::by_number(&doer.platform.db, number).await?;
    Ok(case.filter(|case| case.query_hash == hash(&format!("{number}/{code}"))))
}

fn code() -> String {
    let token = random_token();
    let bytes = token.as_bytes().chunks(2).take(8).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.map(|byte| char::from(CODE[usize::from(byte) % CODE.len()])).collect()
}

/// The same person under the same proof of identity; without one, under name and way of contact.
fn applicant_key(doer: &Doer, application: &Application) -> String {
    let person = &application.applicant;
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let value = match person.identity {
        Some(kind) if !person.number.trim().is_empty() => format!("{}:{}", kind.code(), bare(&person.number)),
        _ => format!("{}:{}{}", bare(&person.name), bare(&application.contact.phone), bare(&application.contact.email)),
    };
    doer.platform.seal.blind(&value)
}

/// A line for lists: the first sentence, shortened.
#[must_use]
pub fn title_of(description: &str) -> String {
    let line = description.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("（未写明申请内容）");
    let line = line.split(['。', '；']).next().unwrap_or(line);
    let mut title: String = line.chars().take(50).collect();
    if line.chars().count() > 50 {
        title.push('…');
    }
    title
}

/// The day on which a clerk must have confirmed, for a request that waits for it.
#[must_use]
pub fn confirm_by(case: &Case, law: crate::rules::clock::Law<'_>) -> Option<Date> {
    let intake = Intake { submitted_on: Some(case.submitted_on), ..Intake::of(case.channel) };
    intake.confirm_by(law.calendar, law.terms)
}
