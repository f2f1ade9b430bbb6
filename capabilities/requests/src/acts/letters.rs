//! Writes a letter: facts of the case and of the agency fill the template, it is numbered, typeset, signed, sealed and kept.

use std::path::PathBuf;

use anyhow::Context as _;
use gongkai_agencies::{Agency, Directory, directory};
use gongkai_capability::Platform;
use gongkai_documents::Doer;
use gongkai_identity::random_token;
use gongkai_letters::letter::Letter;
use gongkai_letters::sign::{Signer, sign};
use gongkai_letters::{letter_docx, letter_pdf};
use gongkai_store::beijing_date;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::keep::{get, put};
use super::{Known, Work};
use crate::letters::{compose, own_file};
use crate::practice::Practice;
use crate::rules::outcome::Outcome;
use crate::rules::papers::Paper;
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

/// The way to a third party's page, and the code of a request.
const KEYS: [&str; 2] = ["reply_path", "query_code"];

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
    // What opens a page stands in its letter and nowhere else in the clear.
    if let Some(body) = letter.body.as_object_mut() {
        KEYS.iter().for_each(|key| drop(body.remove(*key)));
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
    let people = tables::person::within(work.change.connection(), work.case.id).await?;
    let values = known(doer, work, &directory, people).values(letter, number)?;
    let composed = compose_own(work.practice(), agency, letter, &values).map_err(Failure::Refused)?;
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

/// What a draft would look like, without a number of its own; or everything that it lacks. Nothing is written.
pub fn preview(known: &Known<'_>, letter: &CaseLetter) -> Result<Result<Letter, Vec<String>>, Failure> {
    let agency = known.agency()?;
    let number = json!({"mark": mark_of(agency), "year": beijing_date(known.at).year(), "serial": 1});
    let values = known.values(letter, number)?;
    Ok(compose_own(known.practice, agency, letter, &values))
}

/// The same within the change of an act, which may have sealed somebody a moment ago.
pub(super) async fn preview_within(doer: &Doer, work: &mut Work, letter: &CaseLetter) -> Result<Result<Letter, Vec<String>>, Failure> {
    let directory = directory(&doer.platform.db).await?;
    let people = tables::person::within(work.change.connection(), work.case.id).await?;
    preview(&known(doer, work, &directory, people), letter)
}

fn known<'a>(doer: &'a Doer, work: &'a Work, directory: &'a Directory, people: Vec<(String, String)>) -> Known<'a> {
    let (case, history, practice, at) = (&work.case, &work.history, work.practice(), work.change.at());
    Known { platform: &doer.platform, directory, case, history, practice, people, at }
}

fn compose_own(practice: &Practice, agency: &Agency, letter: &CaseLetter, values: &Value) -> Result<Letter, Vec<String>> {
    let paper: Paper = letter.code.parse().map_err(|_| vec![format!("没有编号为{}的文书", letter.code)])?;
    let file = practice.letters.as_ref().map(|folder| own_file(folder, agency.code(), paper));
    let own = file.and_then(|file| std::fs::read_to_string(file).ok());
    compose(paper, own.as_deref(), values)
}

/// 青教公开 from the agency's 机关代字 青教发.
fn mark_of(agency: &Agency) -> String {
    let usual = agency.data.abbreviations.first().map_or(agency.short_name(), String::as_str);
    let bare = usual.trim_end_matches(['发', '函', '办', '字']);
    format!("{}公开", if bare.is_empty() { usual } else { bare })
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
