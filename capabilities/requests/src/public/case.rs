//! How does my own request stand? Opened by the key in its address; what is shown of the applicant is masked.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use gongkai_agencies::Directory;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::course::{clarification_term, course, waits_for};
use super::{Answer, FieldError, doer, download};
use crate::acts::consult::hash;
use crate::acts::keep::{person, read_file};
use crate::acts::letters;
use crate::acts::receive::{confirm_by, opened};
use crate::calendars::calendars;
use crate::case::Case;
use crate::rules::applicant::{Application, DeliveryWish, FormWish};
use crate::rules::clock::{Clock, Standing, reasons};
use crate::rules::history::History;
use crate::rules::papers::Paper;
use crate::rules::state::State;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The request of an applicant's key.
pub(super) async fn of_key(page: &PublicPage, key: &str) -> Result<Case, Failure> {
    tables::case::by_access(&page.platform.db, &hash(key)).await?.ok_or(Failure::NotFound)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

pub(super) async fn page(page: PublicPage, Path(key): Path<String>, Query(done): Query<Done>) -> Answer {
    let notice = match done.done.as_str() {
        "withdraw" => "申请已经撤回。",
        "clarify" => "补正已经收到，答复期限重新计算。",
        "explain" => "您说明的理由已经送达公开工作机构。",
        "received" => "已经登记您收到答复的日期。",
        _ => "",
    };
    draw(&page, &key, &Shown { notice, ..Shown::default() }).await
}

/// What an act left to say on the page of its request.
#[derive(Debug, Default)]
pub(super) struct Shown<'a> {
    pub notice: &'a str,
    pub errors: Vec<FieldError>,
    /// What was typed into which of the forms.
    pub text: &'a str,
    pub good_reason: &'a str,
}

pub(super) async fn draw(page: &PublicPage, key: &str, shown: &Shown<'_>) -> Answer {
    let db = &page.platform.db;
    let case = of_key(page, key).await?;
    let calendars = calendars(&page.platform).await?;
    let law = calendars.as_of(case.notice_id);
    let noted = tables::event::of(db, case.id).await?;
    let history = History::new(noted.into_iter().map(|noted| noted.event).collect());
    let clock = Clock::after(&history, law);
    let standing = clock.standing(law, db.clock().today());
    let directory = gongkai_agencies::directory(db).await?;
    let agency = directory.by_path(&case.agency_path).ok_or(Failure::NotFound)?;
    let sent: Vec<CaseLetter> = tables::letter::of(db, case.id).await?.into_iter().filter(own).collect();
    let why = reasons(&history, law);
    let kin = tables::case::kin(db, case.id).await?;
    let children = lines(page, kin.iter().filter(|child| child.parent_id == Some(case.id)), &directory)?;
    let passed_to = lines(page, kin.iter().filter(|next| next.passed_from == Some(case.id)), &directory)?.pop();
    let values = json!({
        "key": key,
        "number": case.number,
        "title": case.title,
        "description": case.description,
        "delivery": wish_label(&case),
        "office": super::office(agency),
        "state": if passed_to.is_some() { "已转送负责公开的机关" } else { state_label(&case, &standing) },
        "standing": standing,
        "waits": match &passed_to {
            Some(next) => format!("已经转送{}办理，请在下面打开新的申请。", next["agency"].as_str().unwrap_or_default()),
            None => waits_for(&case, &standing, confirm_by(&case, law), clarification_term(&history, law)),
        },
        "outcome": case.outcome.filter(|_| standing.replied_on.is_some()).map(|outcome| outcome.label()),
        "course": course(&history, law),
        "reasons": why,
        "letters": sent.iter().map(letter_line).collect::<Vec<_>>(),
        "files": released(page, &case, &sent).await?,
        "applicant": masked(page, &case).await?,
        "children": children,
        "passed_to": passed_to,
        "may": may(&case, &standing, db.clock().today()),
        "explained": explained(page, &case).await?,
        "notice": shown.notice,
        "errors": shown.errors,
        "typed": {"text": shown.text, "good_reason": shown.good_reason},
    });
    let status = if shown.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let response = page.render_as(status, "requests/public/case.html", values)?;
    page.unkept(response).await
}

/// 办理状态, and within an ended one how it ended.
fn state_label(case: &Case, standing: &Standing) -> &'static str {
    match standing.state {
        State::Replied if case.merged_into.is_some() => "已并入其他申请",
        state => state.label(),
    }
}

/// Which forms the page offers.
#[derive(Debug, Serialize)]
struct May {
    withdraw: bool,
    clarify: bool,
    /// The term to clarify has passed: a good reason is asked for (条例 article 30).
    late: bool,
    explain: bool,
    received: bool,
}

fn may(case: &Case, standing: &Standing, today: Date) -> May {
    let state = standing.state;
    May {
        withdraw: case.is_open && !matches!(state, State::Remedy | State::Redo),
        clarify: state == State::Clarifying,
        late: standing.clarification_due.is_some_and(|due| due < today),
        explain: state == State::Explaining,
        received: standing.replied_on.is_some() && standing.delivered_on.is_none(),
    }
}

/// A letter that went to the applicant.
fn own(letter: &CaseLetter) -> bool {
    letter.addressee == "applicant" && letter.state == LetterState::Sent
}

fn letter_name(letter: &CaseLetter) -> String {
    letter.code.parse::<Paper>().map_or_else(|_| "文书".to_owned(), |paper| paper.label().to_owned())
}

fn letter_line(letter: &CaseLetter) -> Value {
    json!({
        "id": letter.id, "name": letter_name(letter), "number": letter.number, "sent_on": letter.sent_on,
        "docx": !letter.docx_sha256.is_empty(),
    })
}

/// What was given out, once the answer is out.
async fn released(page: &PublicPage, case: &Case, sent: &[CaseLetter]) -> Result<Vec<Value>, Failure> {
    let files = tables::file::of(&page.platform.db, case.id).await?;
    let out = files.into_iter().filter(|file| sent.iter().any(|letter| letter.gives(file)));
    Ok(out.map(|file| json!({"id": file.id, "name": file.name, "n_bytes": file.n_bytes})).collect())
}

/// Enough for the applicant to know that it is his, and too little for others to learn who he is.
async fn masked(page: &PublicPage, case: &Case) -> Result<Option<Value>, Failure> {
    let Some(own) = person::<Application>(&page.platform, case, "applicant").await? else { return Ok(None) };
    let contact = if own.contact.phone.is_empty() { mask_email(&own.contact.email) } else { mask(&own.contact.phone, 3, 4) };
    Ok(Some(json!({
        "kind": own.kind.map(|kind| kind.label()),
        "name": mask(&own.applicant.name, 1, 0),
        "number": mask(&own.applicant.number, 2, 2),
        "contact": contact,
    })))
}

/// 张*, 138****1234: so many characters at each end stay, and nothing of what is not longer than that.
fn mask(text: &str, first: usize, last: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return String::new();
    }
    if chars.len() <= first + last {
        return "*".repeat(chars.len());
    }
    let stars = "*".repeat((chars.len() - first - last).min(12));
    let (head, tail): (String, String) = (chars[..first].iter().collect(), chars[chars.len() - last..].iter().collect());
    format!("{head}{stars}{tail}")
}

fn mask_email(text: &str) -> String {
    text.split_once('@').map_or_else(String::new, |(local, domain)| format!("{}@{domain}", mask(local, 1, 0)))
}

/// Other requests of the same applicant, each with the way to its page: his own key opens them.
fn lines<'a>(page: &PublicPage, all: impl Iterator<Item = &'a Case>, directory: &Directory) -> Result<Vec<Value>, Failure> {
    all.filter(|other| !other.access_sealed.is_empty())
        .map(|other| {
            let (key, _) = opened(&doer(page), other)?;
            let state = other.state.parse::<State>().map_or("", State::label);
            let agency = directory.name_of(&other.agency_path);
            Ok(json!({"number": other.number, "title": other.title, "key": key, "state": state, "agency": agency}))
        })
        .collect()
}

/// The day on which reasons were given here.
async fn explained(page: &PublicPage, case: &Case) -> Result<Option<String>, Failure> {
    let notes = tables::office::notes(&page.platform.db, case.id).await?;
    let given = notes.into_iter().rev().find(|note| note.text.starts_with(crate::acts::correct::EXPLAINED_ONLINE));
    Ok(given.map(|note| note.at))
}

/// 载体形式 and 获取方式 in words.
pub(super) fn wish_label(case: &Case) -> String {
    let medium = case.medium.parse::<FormWish>().map_or("", FormWish::label);
    let delivery = case.delivery.parse::<DeliveryWish>().map_or("", DeliveryWish::label);
    [medium, delivery].into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>().join("，")
}

/// A letter to the applicant, as PDF or docx.
pub(super) async fn letter(page: PublicPage, Path((key, id, form)): Path<(String, i64, String)>) -> Answer {
    let case = of_key(&page, &key).await?;
    let letters = tables::letter::of(&page.platform.db, case.id).await?;
    let letter = letters.into_iter().find(|letter| letter.id == id && own(letter)).ok_or(Failure::NotFound)?;
    sent(&page, letter, &form).await
}

/// A letter to whoever has proved that it is his.
pub(super) async fn sent(page: &PublicPage, letter: CaseLetter, form: &str) -> Answer {
    let (media, ending) = match form {
        "pdf" => ("application/pdf", "pdf"),
        "docx" => (DOCX, "docx"),
        _ => return Err(Failure::NotFound),
    };
    let name = format!("{}{}.{ending}", letter_name(&letter), letter.number);
    let platform = page.platform.clone();
    let bytes = tokio::task::spawn_blocking(move || letters::read(&platform, &letter, ending)).await.map_err(anyhow::Error::from)??;
    download(media, &name, bytes)
}

/// Something that was given out.
pub(super) async fn file(page: PublicPage, Path((key, id)): Path<(String, i64)>) -> Answer {
    let case = of_key(&page, &key).await?;
    let sent: Vec<CaseLetter> = tables::letter::of(&page.platform.db, case.id).await?.into_iter().filter(own).collect();
    let files = tables::file::of(&page.platform.db, case.id).await?;
    let file = files.into_iter().find(|file| file.id == id && sent.iter().any(|letter| letter.gives(file))).ok_or(Failure::NotFound)?;
    let platform = page.platform.clone();
    let (media, name) = (file.media_type.clone(), file.name.clone());
    let bytes = tokio::task::spawn_blocking(move || read_file(&platform, &file)).await.map_err(anyhow::Error::from)??;
    download(&media, &name, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_tells_too_little() {
        assert_eq!(mask("宋照临", 1, 0), "宋**");
        assert_eq!(mask("玉", 1, 0), "*");
        assert_eq!(mask("13800138000", 3, 4), "138****8000");
        assert_eq!(mask("E1", 2, 2), "**");
        assert_eq!(mask_email("reader@example.org"), "r*****@example.org");
    }
}
