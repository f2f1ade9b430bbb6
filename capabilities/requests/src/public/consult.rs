//! What does a third party or another organ say to the disclosure? On a page of its own, by a link that works once.
//!
//! Nothing of the applicant stands here (条例 articles 32, 34).

use axum::extract::Path;
use axum::http::StatusCode;
use gongkai_capability::{PublicForm, PublicPage};
use gongkai_web::Failure;
use serde_json::{Value, json};

use super::{Answer, FieldError, doer, options, steps};
use crate::acts::consult::{answer_by_link, link_of, of_token};
use crate::calendars::calendars;
use crate::case::Case;
use crate::rules::clock::{Clock, Sought};
use crate::rules::history::{History, Opinion, PartyKind};
use crate::rules::papers::Paper;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState};

pub(super) async fn show(page: PublicPage, Path(token): Path<String>) -> Answer {
    draw(&page, &token, &[], "", "").await
}

/// The opinion: agrees, in part, or objects with its reasons.
pub(super) async fn send(Path(token): Path<String>, PublicForm { page, form, oversized }: PublicForm) -> Answer {
    let (opinion, reasons) = (form.get("opinion").to_owned(), form.get("reasons").to_owned());
    let (files, mut errors) = steps::files(form.files, &oversized, "opinion");
    let chosen = opinion.parse::<Opinion>().ok();
    if chosen.is_none() {
        errors.push(FieldError::of("opinion", "请选择意见"));
    }
    if reasons.chars().count() > 4000 {
        errors.push(FieldError::of("reasons", "理由不能超过4000个字符，较长的请作为文件上传"));
    }
    let Some(chosen) = chosen.filter(|_| errors.is_empty()) else { return draw(&page, &token, &errors, &opinion, &reasons).await };
    if find(&page, &token).await?.is_none() {
        return gone(&page, false).await;
    }
    match answer_by_link(&doer(&page), &token, chosen, &reasons, &files).await {
        Ok(_) => {
            let said = json!({"title": "您的意见已经送达", "words": ["感谢配合。行政机关将依法作出是否公开的决定；决定公开的，会书面告知您。", "本页不能再次提交意见；决定公开的，可以在本页查看告知书。"]});
            let response = page.render("requests/public/said.html", said)?;
            page.unkept(response).await
        }
        Err(Failure::Gone) => gone(&page, false).await,
        Err(Failure::Refused(told)) => {
            let errors: Vec<FieldError> = told.iter().map(|told| FieldError::of("reasons", told)).collect();
            draw(&page, &token, &errors, &opinion, &reasons).await
        }
        Err(failure) => Err(failure),
    }
}

/// What is asked, by an open link.
struct Open {
    sought: Sought,
    information: Vec<String>,
    agency_path: String,
    term: u32,
}

/// `None` for a link that was used, has expired, or whose term has passed.
async fn find(page: &PublicPage, token: &str) -> Result<Option<Open>, Failure> {
    let link = match of_token(&doer(page), token).await {
        Ok(link) => link,
        Err(Failure::Gone) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let db = &page.platform.db;
    let case = tables::case::by_id(db, link.request_id).await?.ok_or(Failure::NotFound)?;
    let calendars = calendars(&page.platform).await?;
    let law = calendars.as_of(case.notice_id);
    let noted = tables::event::of(db, case.id).await?;
    let history = History::new(noted.into_iter().map(|noted| noted.event).collect());
    let clock = Clock::after(&history, law);
    let sought = clock.sought().iter().find(|sought| i64::from(sought.id) == link.consultation).cloned();
    let today = db.clock().today();
    // Silence has had its effect by law, whether or not the morning's look wrote it down yet.
    let Some(sought) = sought.filter(|sought| sought.ended_on.is_none() && case.is_open && sought.due.is_none_or(|due| due >= today))
    else {
        return Ok(None);
    };
    let part = format!("third-{}", link.consultation);
    let letters = tables::letter::of(db, case.id).await?;
    let letter = letters.into_iter().find(|letter| letter.addressee == part && matches!(letter.code.as_str(), "D05" | "D06"));
    let lines = letter.and_then(|letter| letter.body.get("information").and_then(Value::as_array).cloned()).unwrap_or_default();
    let information = lines.iter().filter_map(|line| line.as_str().map(str::to_owned)).collect();
    Ok(Some(Open { sought, information, agency_path: case.agency_path, term: law.terms.opinion }))
}

async fn draw(page: &PublicPage, token: &str, errors: &[FieldError], opinion: &str, reasons: &str) -> Answer {
    let Some(open) = find(page, token).await? else { return told(page, token).await };
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agency = directory.by_path(&open.agency_path).ok_or(Failure::NotFound)?;
    let values = json!({
        "token": token,
        "office": super::office(agency),
        "information": open.information,
        "party": open.sought.party.code(),
        "is_third_party": open.sought.party == PartyKind::ThirdParty,
        "is_co_maker": open.sought.party == PartyKind::CoMaker,
        "due_on": open.sought.due,
        "term": open.term,
        "opinions": options(Opinion::ALL, |opinion| (opinion.code(), opinion.label())),
        "opinion": opinion,
        "reasons": reasons,
        "errors": errors,
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let response = page.render_as(status, "requests/public/consult.html", values)?;
    page.unkept(response).await
}

/// What was decided over its objection; nothing else is told once the opinion is in or the term is over.
async fn told(page: &PublicPage, token: &str) -> Answer {
    let (case, letters) = letters_to(page, token).await?;
    let decided: Vec<Value> = letters
        .iter()
        .filter(|letter| letter.code == Paper::ThirdPartyTold.code())
        .map(|letter| json!({"id": letter.id, "name": Paper::ThirdPartyTold.label(), "number": letter.number, "sent_on": letter.sent_on}))
        .collect();
    if decided.is_empty() {
        return gone(page, true).await;
    }
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let agency = directory.by_path(&case.agency_path).ok_or(Failure::NotFound)?;
    let values = json!({"token": token, "office": super::office(agency), "letters": decided});
    let response = page.render("requests/public/decided.html", values)?;
    page.unkept(response).await
}

/// The letters that went to whoever has this link, as long as it is open at all.
async fn letters_to(page: &PublicPage, token: &str) -> Result<(Case, Vec<CaseLetter>), Failure> {
    let db = &page.platform.db;
    let link = link_of(&doer(page), token).await?;
    let case = tables::case::by_id(db, link.request_id).await?.ok_or(Failure::NotFound)?;
    if link.expires_on < db.clock().today() {
        return Ok((case, Vec::new()));
    }
    let part = format!("third-{}", link.consultation);
    let mut letters = tables::letter::of(db, case.id).await?;
    letters.retain(|letter| letter.addressee == part && letter.state == LetterState::Sent);
    Ok((case, letters))
}

/// One of them, as PDF or docx.
pub(super) async fn letter(page: PublicPage, Path((token, id, form)): Path<(String, i64, String)>) -> Answer {
    let (_, letters) = letters_to(&page, &token).await?;
    let letter = letters.into_iter().find(|letter| letter.id == id).ok_or(Failure::NotFound)?;
    super::case::sent(&page, letter, &form).await
}

async fn gone(page: &PublicPage, looking: bool) -> Answer {
    let words = if looking {
        vec!["该链接已经使用，或者已经超过提出意见的期限。", "如仍需说明情况，请按征求意见书上的联系方式与行政机关联系。"]
    } else {
        vec!["该链接已经使用，或者已经超过提出意见的期限，您刚才填写的意见没有提交。", "请按征求意见书上的联系方式与行政机关联系。"]
    };
    let said = json!({"title": "链接已经失效", "words": words});
    let response = page.render_as(StatusCode::GONE, "requests/public/said.html", said)?;
    page.unkept(response).await
}
