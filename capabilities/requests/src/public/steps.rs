//! What can the applicant still do with his request? Withdraw, correct, explain, confirm that the answer came.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use gongkai_capability::PublicForm;
use gongkai_web::Failure;
use gongkai_web::multipart::{Oversized, Upload};

use super::case::{Shown, draw, of_key};
use super::{Answer, FieldError, doer};
use crate::acts::keep::{Incoming, LARGEST};
use crate::acts::{Work, answer, close, correct};
use crate::case::Case;

const LONGEST: usize = 4000;

/// Files of a form as one kind, and what is wrong with them.
pub(super) fn files(uploads: Vec<Upload>, oversized: &[Oversized], kind: &'static str) -> (Vec<Incoming>, Vec<FieldError>) {
    let files: Vec<Incoming> = uploads.into_iter().map(|file| Incoming { kind, name: file.name, bytes: file.bytes }).collect();
    let mut errors: Vec<FieldError> = files.iter().filter_map(Incoming::wrong).map(|wrong| FieldError::of("files", wrong)).collect();
    errors.extend(oversized.iter().map(|file| {
        let (size, most) = (file.n_bytes.div_ceil(1 << 20), LARGEST >> 20);
        FieldError::of("files", format!("文件“{}”有{size}MB，超过{most}MB，请分开或者降低扫描精度后重新选择", file.name))
    }));
    (files, errors)
}

/// Goes back to the page of the request, or shows there why not.
async fn back(page: &gongkai_capability::PublicPage, key: &str, done: &str, outcome: Result<Case, Failure>, shown: Shown<'_>) -> Answer {
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/requests/case/{key}?done={done}")).into_response()),
        Err(Failure::Refused(reasons)) => {
            let errors = reasons.iter().map(|reason| FieldError::of(field_of(done), reason)).collect();
            draw(page, key, &Shown { errors, ..shown }).await
        }
        Err(failure) => Err(failure),
    }
}

fn field_of(act: &str) -> &'static str {
    match act {
        "withdraw" => "sure",
        "received" => "",
        _ => "text",
    }
}

pub(super) async fn withdraw(Path(key): Path<String>, PublicForm { page, form, .. }: PublicForm) -> Answer {
    let case = of_key(&page, &key).await?;
    if form.get("sure").is_empty() {
        return back(&page, &key, "withdraw", Err(Failure::refused("请勾选“确认撤回”后再提交")), Shown::default()).await;
    }
    let work = Work::open(&doer(&page), case.id).await?;
    let reason: String = form.get("reason").chars().take(LONGEST).collect();
    let outcome = close::withdraw(work, &reason).await;
    back(&page, &key, "withdraw", outcome, Shown::default()).await
}

pub(super) async fn clarify(Path(key): Path<String>, PublicForm { page, form, oversized }: PublicForm) -> Answer {
    let case = of_key(&page, &key).await?;
    let (text, reason) = (form.get("text").to_owned(), form.get("good_reason").trim().to_owned());
    let (files, mut errors) = files(form.files, &oversized, "annex");
    too_long(&text, "补正内容", &mut errors);
    let shown = Shown { text: &text, good_reason: &reason, ..Shown::default() };
    if !errors.is_empty() {
        return draw(&page, &key, &Shown { errors, ..shown }).await;
    }
    let good_reason = Some(reason.clone()).filter(|reason| !reason.is_empty());
    let outcome = correct::clarify_online(&doer(&page), case.id, &text, good_reason, &files).await;
    back(&page, &key, "clarify", outcome, shown).await
}

pub(super) async fn explain(Path(key): Path<String>, PublicForm { page, form, oversized }: PublicForm) -> Answer {
    let case = of_key(&page, &key).await?;
    let text = form.get("text").to_owned();
    let (files, mut errors) = files(form.files, &oversized, "evidence");
    too_long(&text, "理由", &mut errors);
    let shown = Shown { text: &text, ..Shown::default() };
    if !errors.is_empty() {
        return draw(&page, &key, &Shown { errors, ..shown }).await;
    }
    let outcome = correct::explain_online(&doer(&page), case.id, &text, &files).await;
    back(&page, &key, "explain", outcome, shown).await
}

pub(super) async fn received(Path(key): Path<String>, PublicForm { page, .. }: PublicForm) -> Answer {
    let case = of_key(&page, &key).await?;
    let work = Work::open(&doer(&page), case.id).await?;
    let today = work.today();
    let outcome = answer::delivered(work, today).await;
    back(&page, &key, "received", outcome, Shown::default()).await
}

fn too_long(text: &str, what: &str, errors: &mut Vec<FieldError>) {
    let length = text.chars().count();
    if length > LONGEST {
        errors.push(FieldError::of("text", format!("{what}不能超过{LONGEST}个字符，现为{length}个")));
    }
}
