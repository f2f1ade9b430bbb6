//! Writes a letter: facts of the case and of the agency fill the template, it is numbered, typeset, signed, sealed and kept.

use std::path::PathBuf;

use anyhow::Context as _;
use gongkai_agencies::{Agency, AgencyKind, Directory, directory};
use gongkai_capability::Platform;
use gongkai_documents::Doer;
use gongkai_identity::random_token;
use gongkai_letters::letter::Letter;
use gongkai_letters::sign::{Signer, sign};
use gongkai_letters::{letter_docx, letter_pdf};
use gongkai_web::Failure;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::Work;
use super::consult::Asked;
use super::keep::{get, person_within, put};
use crate::letters::{compose, own_file};
use crate::rules::applicant::Application;
use crate::rules::outcome::{Outcome, RemedyClass};
use crate::rules::papers::Paper;
use crate::rules::remedy::{Neighbours, OrganKind, Redress, reconsideration_body};
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState};

/// A letter that goes out at once: a notice on the way.
pub(crate) struct Issue<'a> {
    pub code: &'a str,
    /// `applicant`, or the part of the person.
    pub addressee: &'a str,
    pub values: Value,
    pub way: &'a str,
}

/// A day as letters write it.
#[must_use]
pub fn chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Writes, numbers, signs and sends a notice within the change of its act.
pub(crate) async fn issue(doer: &Doer, work: &mut Work, issue: Issue<'_>) -> Result<CaseLetter, Failure> {
    let on = work.today();
    let mut letter = begun(work, issue.code, issue.addressee, issue.values, None).await?;
    finish(doer, work, &mut letter).await?;
    // The way to a third party's page stands in its letter and nowhere else: the database knows its hash alone.
    if letter.body.as_object_mut().is_some_and(|body| body.remove("reply_path").is_some()) {
        letter.body_sha256 = digest(&letter.body);
    }
    letter.state = LetterState::Sent;
    letter.way = if issue.way.is_empty() { work.case.delivery.clone() } else { issue.way.to_owned() };
    letter.sent_on = Some(on);
    tables::letter::insert(&mut work.change, &letter).await?;
    Ok(letter)
}

/// A letter as a draft.
pub(super) async fn begun(
    work: &mut Work,
    code: &str,
    addressee: &str,
    body: Value,
    outcome: Option<Outcome>,
) -> Result<CaseLetter, Failure> {
    Ok(CaseLetter {
        id: work.change.next("request_letter").await?,
        request_id: work.case.id,
        code: code.to_owned(),
        addressee: addressee.to_owned(),
        number: String::new(),
        body_sha256: digest(&body),
        body,
        outcome,
        state: LetterState::Draft,
        drafted_by: work.change.actor().id,
        drafted_name: work.change.actor().name.clone(),
        signed_name: String::new(),
        signed_on: None,
        pdf_sha256: String::new(),
        docx_sha256: String::new(),
        way: String::new(),
        tracking: String::new(),
        sent_on: None,
        received_on: None,
        version: 1,
        at: work.change.at_iso(),
    })
}

pub(super) fn digest(body: &Value) -> String {
    Sha256::digest(body.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbers, typesets and signs a letter, and keeps both forms sealed.
pub(super) async fn finish(doer: &Doer, work: &mut Work, letter: &mut CaseLetter) -> Result<(), Failure> {
    let platform = &doer.platform;
    let (on, at) = (work.today(), work.change.at());
    let directory = directory(&platform.db).await?;
    let agency = directory.by_path(&work.case.agency_path).context("the agency of a request")?;
    let mark = mark_of(agency);
    let serial = work.change.next(&format!("request.letter.{mark}.{}", on.year())).await?;
    let number = json!({"mark": mark, "year": on.year(), "serial": serial});
    let values = facts(platform, work, &directory, letter, Some(number)).await?;
    let composed = compose_own(work, agency, letter, &values).map_err(Failure::Refused)?;
    letter.number = composed.number.clone().unwrap_or_default();
    letter.signed_on = Some(on);
    letter.signed_name = work.change.actor().name.clone();
    let signer = signer(platform, agency)?;
    let fonts = platform.fonts()?;
    let place = agency.name().to_owned();
    let (pdf, docx) = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let pdf = letter_pdf(&composed, &fonts)?;
        Ok((sign(&pdf, &signer, at, "依申请公开文书", &place)?, letter_docx(&composed)?))
    })
    .await
    .map_err(anyhow::Error::from)??;
    letter.pdf_sha256 = put(platform, &place_of(letter, "pdf"), &pdf, true)?;
    letter.docx_sha256 = put(platform, &place_of(letter, "docx"), &docx, true)?;
    Ok(())
}

fn place_of(letter: &CaseLetter, form: &str) -> String {
    format!("request/{}/letter/{}/{form}", letter.request_id, letter.id)
}

/// A finished letter as PDF or docx; the caller has asked the gate.
pub fn read(platform: &Platform, letter: &CaseLetter, form: &str) -> Result<Vec<u8>, Failure> {
    let hash = if form == "docx" { &letter.docx_sha256 } else { &letter.pdf_sha256 };
    if hash.is_empty() {
        return Err(Failure::NotFound);
    }
    get(platform, &place_of(letter, form), hash, true)
}

/// What a draft would look like, without a number; or everything that it lacks.
pub async fn preview(doer: &Doer, work: &mut Work, letter: &CaseLetter) -> Result<Result<Letter, Vec<String>>, Failure> {
    let directory = directory(&doer.platform.db).await?;
    let agency = directory.by_path(&work.case.agency_path).context("the agency of a request")?;
    let number = json!({"mark": mark_of(agency), "year": work.today().year(), "serial": 1});
    let values = facts(&doer.platform, work, &directory, letter, Some(number)).await?;
    Ok(compose_own(work, agency, letter, &values))
}

fn compose_own(work: &Work, agency: &Agency, letter: &CaseLetter, values: &Value) -> Result<Letter, Vec<String>> {
    let paper: Paper = letter.code.parse().map_err(|_| vec![format!("没有编号为{}的文书", letter.code)])?;
    let file = work.practice().letters.as_ref().map(|folder| own_file(folder, agency.code(), paper));
    let own = file.and_then(|file| std::fs::read_to_string(file).ok());
    compose(paper, own.as_deref(), values)
}

/// 青教公开 from the agency's 机关代字 青教发.
fn mark_of(agency: &Agency) -> String {
    let usual = agency.data.abbreviations.first().map_or(agency.short_name(), String::as_str);
    let bare = usual.trim_end_matches(['发', '函', '办', '字']);
    format!("{}公开", if bare.is_empty() { usual } else { bare })
}

/// Everything that templates may name.
async fn facts(
    platform: &Platform,
    work: &mut Work,
    directory: &Directory,
    letter: &CaseLetter,
    number: Option<Value>,
) -> Result<Value, Failure> {
    let applicant: Application = person_within(platform, &mut work.change, &work.case, "applicant").await?.unwrap_or_default();
    // Whom we ask was sealed a moment ago, in this very change.
    let asked: Asked = match letter.addressee.as_str() {
        "applicant" => Asked::default(),
        part => person_within(platform, &mut work.change, &work.case, part).await?.unwrap_or_default(),
    };
    let case = &work.case;
    let agency = directory.by_path(&case.agency_path).context("the agency of a request")?;
    let on = work.change.at();
    let office = &agency.data.openness;
    let origin = origin(platform);
    let mut all = json!({
        "agency": {"name": agency.name()},
        "number": number,
        "applicant": of_applicant(&applicant),
        "request": {
            "number": case.number, "channel": case.channel.label(), "content": case.description,
            "received_on": case.receipt_on.map(chinese), "submitted_on": chinese(case.submitted_on),
        },
        "date": chinese(work.today()),
        "printed_at": Offset::constant(8).to_datetime(on).to_string(),
        "seal": "电子印章（示范）",
        "contact": {"person": if office.unit.is_empty() { agency.name() } else { &office.unit }, "phone": or(&office.phone, &agency.data.phone)},
        "check": {"address": format!("{origin}/requests/progress")},
    });
    if letter.addressee != "applicant" {
        all["recipient"] = json!({"name": asked.name, "is_organisation": asked.is_organisation});
    }
    if let Some(path) = letter.body.get("reply_path").and_then(Value::as_str) {
        all["check"] = json!({"address": format!("{origin}{path}"), "text": "扫码在线反馈意见"});
    }
    let extended = work.history.first_on(|what| matches!(what, crate::rules::history::What::Extended { .. }));
    if let Some(on) = extended {
        all["extended_on"] = json!(chinese(on));
    }
    if let Some(remedy) = remedy_of(work, directory, agency, letter)? {
        all["remedy"] = json!(remedy);
    }
    if let (Some(all), Some(own)) = (all.as_object_mut(), letter.body.as_object()) {
        // An empty answer of a form is no answer: a letter never has a blank.
        all.extend(own.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())));
    }
    Ok(all)
}

fn or<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

/// Where this installation is reached; the address in letters.
fn origin(platform: &Platform) -> String {
    let scheme = if platform.settings.https { "https" } else { "http" };
    let sites = platform.sites.all();
    let host = sites.iter().find(|site| site.main).map_or(platform.settings.listen.as_str(), |site| site.host.as_str());
    format!("{scheme}://{host}")
}

fn of_applicant(application: &Application) -> Value {
    let person = &application.applicant;
    let mut all = Map::new();
    all.insert("name".to_owned(), json!(person.name));
    all.insert("is_organisation".to_owned(), json!(application.kind.is_some_and(|kind| kind.is_organisation())));
    Value::Object(all)
}

/// The paragraph on redress that this letter must bear, if any.
fn remedy_of(work: &Work, directory: &Directory, agency: &Agency, letter: &CaseLetter) -> Result<Option<String>, Failure> {
    let paper: Paper = letter.code.parse().map_err(anyhow::Error::from)?;
    let class = letter.outcome.map_or(paper.remedy(), Outcome::remedy);
    if paper.remedy() == RemedyClass::NoRemedy {
        return Ok(None);
    }
    let practice = work.practice();
    let government = government_of(directory, agency);
    let kind = match agency.data.kind {
        AgencyKind::Government | AgencyKind::Town => OrganKind::LocalGovernment,
        AgencyKind::Subdistrict => OrganKind::DispatchedOrgan,
        AgencyKind::Department | AgencyKind::Office => OrganKind::Department,
        AgencyKind::Institution | AgencyKind::PublicEnterprise => OrganKind::AuthorisedOrganisation,
    };
    let above = government.map(Agency::name).or(Some(practice.superior.as_str()).filter(|name| !name.is_empty()));
    let neighbours = Neighbours { own: agency.name(), government: above, superior: above };
    let body = reconsideration_body(kind, neighbours).ok_or_else(|| {
        Failure::refused(
            "没有设置上一级人民政府，不能写明行政复议机关；请系统管理员在“requests”配置中填写“superior”（行政复议法第二十四条）",
        )
    })?;
    let some = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (court, channel) = (some(&practice.court), some(&practice.review_channel));
    let redress = Redress { body, court: court.as_deref(), online_channel: channel.as_deref(), paper: "本告知书" };
    Ok(match letter.outcome {
        Some(outcome) => redress.paragraph(outcome),
        None => redress.of_class(class),
    })
}

/// The government that an agency belongs to: the nearest above it that is one.
fn government_of<'a>(directory: &'a Directory, agency: &Agency) -> Option<&'a Agency> {
    directory.above(&agency.path).into_iter().rev().find(|above| above.path != agency.path && above.data.kind == AgencyKind::Government)
}

/// The key that signs letters of an agency: its own, that of the installation, or one made for demonstration. A file holds the
/// key and, behind it, the certificates.
fn signer(platform: &Platform, agency: &Agency) -> Result<Signer, Failure> {
    let folder = platform.settings.seal_key.parent().map_or_else(PathBuf::new, PathBuf::from);
    let own = folder.join(format!("letters-{}.pem", agency.path.replace('/', "-")));
    let file = if own.exists() { own } else { folder.join("letters.pem") };
    if !file.exists() {
        make_signer(&file)?;
    }
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let at = text.find("-----BEGIN CERTIFICATE").with_context(|| format!("{} holds no certificate behind its key", file.display()))?;
    let (key, certificates) = text.split_at(at);
    Ok(Signer::from_pem(key, certificates).with_context(|| format!("the key in {}", file.display()))?)
}

/// Whole or not at all: whoever comes second finds the first one's.
fn make_signer(file: &std::path::Path) -> anyhow::Result<()> {
    use std::io::Write as _;
    let chance: [u8; 32] = Sha256::digest(random_token().as_bytes()).into();
    // From a fixed day: a clock that is moved for a demonstration or a test must not find the certificate not yet valid.
    let from: jiff::Timestamp = "2020-01-01T00:00:00Z".parse()?;
    let made = Signer::self_made("依申请公开电子签章（示范）", "示范证书，不具有法律效力", &chance, from)?;
    let half = file.with_extension(random_token());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = format!("{}\n{}", made.key_pem.trim_end(), made.certificate_pem);
    let written = options.open(&half).and_then(|mut to| to.write_all(text.as_bytes()).and_then(|()| to.sync_all()));
    let linked = written.and_then(|()| std::fs::hard_link(&half, file));
    // What is left of a half is of no use to anybody.
    let _ = std::fs::remove_file(&half);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("writing {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// Of whom a letter speaks to its reader, for a list: never who it is.
#[must_use]
pub fn addressee_label(letter: &CaseLetter) -> String {
    match letter.addressee.strip_prefix("third-") {
        Some(n) => format!("被征求意见方{n}"),
        None => "申请人".to_owned(),
    }
}
