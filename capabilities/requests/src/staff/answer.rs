//! How is an answer drafted? Its type first, then what its letter needs; checked and shown before it is handed in.

use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_law::Ground;
use gongkai_letters::{letter_pdf, letter_text};
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::decide::at;
use super::fields::{Needs, value_in, values_of};
use super::forms::Field;
use super::record::unnumbered;
use super::view::{Seen, errors, masked, merge};
use super::{Answer, Asked, Id};
use crate::acts::answer::Decision;
use crate::acts::{self, At};
use crate::rules::outcome::Outcome;
use crate::tables;
use crate::tables::letter::{CaseLetter, LetterState};

const PAGE: &str = "requests/staff/answer.html";

pub(super) async fn show(page: StaffPage, Id(id): Id, Asked(asked): Asked) -> Answer {
    let drawn = whole(&page, id, &asked, &[]).await?;
    page.render(PAGE, drawn)
}

async fn whole(page: &StaffPage, id: i64, typed: &Form, reasons: &[String]) -> Result<Value, Failure> {
    let seen = Seen::of(page, id).await?;
    page.may(Action::HandleRequest, &seen.case.agency_path)?;
    let draft = draft_of(page, id).await?;
    let chosen = match typed.get("outcome") {
        "" => draft.as_ref().and_then(|draft| draft.outcome),
        code => code.parse().ok(),
    };
    let mut fields = match chosen {
        Some(outcome) => fields_of(page, &seen, outcome).await?,
        None => Vec::new(),
    };
    let kept = draft.as_ref().filter(|draft| draft.outcome == chosen);
    for field in &mut fields {
        if !reasons.is_empty() {
            field.value = typed.get(&field.name).to_owned();
        } else if let Some(draft) = kept {
            field.value = value_in(&draft.body, &field.name).unwrap_or_default();
        }
    }
    let (text, problems) = match kept {
        Some(draft) => checked(page, &seen, draft).await?,
        None => (String::new(), Vec::new()),
    };
    let mut context = seen.head(page);
    merge(
        &mut context,
        json!({
            "errors": errors(reasons),
            "outcomes": outcomes(),
            "chosen": chosen.map(|outcome| json!({"code": outcome.code(), "label": outcome.label(), "articles": outcome.articles(),
                "remedy": outcome.remedy().label(), "paper": outcome.paper().map(crate::rules::papers::Paper::label),
                "demands": outcome.demands().iter().map(|demand| demand.label()).collect::<Vec<_>>()})),
            "fields": fields,
            "draft": kept.map(|draft| json!({"by": draft.drafted_name, "version": draft.version})),
            "text": text,
            "problems": problems,
            "changing": typed.get("change") == "1",
        }),
    );
    Ok(context)
}

/// Every type that an office may choose, in the groups of article 36.
fn outcomes() -> Vec<Value> {
    let groups = [("予以公开、部分公开", "R0"), ("不予公开", "R1"), ("无法提供", "R2"), ("不予处理", "R3")];
    let of = |prefix: &str| {
        let own = Outcome::ALL.iter().filter(|outcome| outcome.code().starts_with(prefix));
        own.map(|outcome| json!({"code": outcome.code(), "label": outcome.label(), "articles": outcome.articles()})).collect::<Vec<_>>()
    };
    groups.into_iter().map(|(label, prefix)| json!({"label": label, "outcomes": of(prefix)})).collect()
}

async fn fields_of(page: &StaffPage, seen: &Seen, outcome: Outcome) -> Result<Vec<Field>, Failure> {
    let mut connection = page.platform.db.read().acquire().await.map_err(anyhow::Error::from)?;
    let searches = tables::office::searches(&mut connection, seen.case.id).await?;
    Ok(Needs { seen, searches: &searches }.fields(outcome))
}

async fn draft_of(page: &StaffPage, id: i64) -> Result<Option<CaseLetter>, Failure> {
    let letters = tables::letter::of(&page.platform.db, id).await?;
    Ok(letters.into_iter().rev().find(|letter| letter.outcome.is_some() && letter.state == LetterState::Draft))
}

/// The letter as it would be, or what it lacks.
async fn checked(page: &StaffPage, seen: &Seen, draft: &CaseLetter) -> Result<(String, Vec<String>), Failure> {
    match seen.preview(page, draft).await {
        Ok(Ok(letter)) => Ok((masked(page, &seen.case, &letter_text(&unnumbered(letter))).await?, Vec::new())),
        Ok(Err(problems)) | Err(Failure::Refused(problems)) => Ok((String::new(), problems)),
        Err(other) => Err(other),
    }
}

pub(super) async fn save(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = match at(id, &form) {
        Ok(at) => keep(&page, at, &form).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => page.redirect(&format!("{}/answer", super::page_of(id)), "答复稿已保存，尚未提交审核"),
        Err(Failure::Refused(reasons)) => {
            let drawn = whole(&page, id, &form, &reasons).await?;
            page.refuse(PAGE, reasons, drawn)
        }
        Err(Failure::Conflict) => {
            let reasons = vec!["在您打开页面之后，该件已被他人办理。您填写的内容保留在下面，请核对后再保存。".to_owned()];
            let drawn = whole(&page, id, &form, &reasons).await?;
            let mut response = page.refuse(PAGE, reasons, drawn)?;
            *response.status_mut() = axum::http::StatusCode::CONFLICT;
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

async fn keep(page: &StaffPage, at: At, form: &Form) -> Result<(), Failure> {
    let seen = Seen::of(page, at.id).await?;
    let outcome: Option<Outcome> = form.get("outcome").parse().ok();
    let Some(chosen) = outcome else {
        return Err(Failure::refused("请选择答复类型，答复必须有且只有一种答复类型（条例第三十六条）"));
    };
    let body = values_of(form, &fields_of(page, &seen, chosen).await?);
    let code = form.get("ground");
    let grounds = Ground::ALL.iter().copied().filter(|ground| ground.statute_code() == code).collect();
    acts::answer::draft(&Doer::staff(page), at, &Decision { outcome, grounds, body }).await?;
    Ok(())
}

/// The draft as it would be printed, with the name of who asked: the look is noted.
pub(super) async fn preview(page: StaffPage, Id(id): Id) -> Answer {
    let seen = Seen::of(&page, id).await?;
    page.may(Action::ReadApplicant, &seen.case.agency_path)?;
    let letters = tables::letter::of(&page.platform.db, id).await?;
    let in_hand = letters
        .into_iter()
        .rev()
        .find(|letter| letter.outcome.is_some() && matches!(letter.state, LetterState::Draft | LetterState::InReview));
    let letter = in_hand.ok_or(Failure::NotFound)?;
    let letter = seen.preview(&page, &letter).await?.map(unnumbered).map_err(Failure::Refused)?;
    acts::handle::looked(&Doer::staff(&page), &seen.case, "答复稿").await?;
    let fonts = page.platform.fonts()?;
    let _one = page.platform.typesetting.acquire().await.map_err(anyhow::Error::from)?;
    let pdf = tokio::task::spawn_blocking(move || letter_pdf(&letter, &fonts)).await.map_err(anyhow::Error::from)??;
    Ok(pdf_response(pdf, "答复稿"))
}

pub(super) fn pdf_response(pdf: Vec<u8>, name: &str) -> axum::response::Response {
    let mut response = pdf.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let value = format!("inline; filename=\"paper.pdf\"; filename*=UTF-8''{}.pdf", gongkai_web::listing::percent(name));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&value).expect("a percent-encoded name is ASCII"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
