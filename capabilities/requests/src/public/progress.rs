//! What does the applicant take home, and how does he find his request again?

use std::net::IpAddr;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use gongkai_capability::{PublicForm, PublicPage};
use gongkai_web::Failure;
use serde_json::json;

use super::case::of_key;
use super::{Answer, code, doer};
use crate::acts::receive::{confirm_by, of_code, opened};
use crate::calendars::calendars;

/// The receipt: number, query code, and what happens next.
pub(super) async fn receipt(page: PublicPage, Path(key): Path<String>) -> Answer {
    let case = of_key(&page, &key).await?;
    if case.access_sealed.is_empty() {
        return Err(Failure::Gone);
    }
    let (_, query_code) = opened(&doer(&page), &case)?;
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let calendars = calendars(&page.platform).await?;
    let agency = directory.by_path(&case.agency_path).ok_or(Failure::NotFound)?;
    let address = format!("{}/requests/case/{key}", page.origin);
    let values = json!({
        "number": case.number,
        "code": spaced(&query_code),
        "key": key,
        "office": super::office(agency),
        "submitted_on": case.submitted_on,
        "description": case.description,
        "delivery": super::case::wish_label(&case),
        "confirm_by": confirm_by(&case, calendars.as_of(case.notice_id)),
        "waits": case.receipt_on.is_none(),
        "due_on": case.due_on,
        "terms": calendars.practice.terms,
        "qr": code::svg(&address, "查询办理进度的二维码"),
    });
    let response = page.render("requests/public/receipt.html", values)?;
    page.unkept(response).await
}

/// `ABCD EFGH`: easier to read out and to copy.
fn spaced(code: &str) -> String {
    let (first, rest) = code.split_at_checked(4).unwrap_or((code, ""));
    format!("{first} {rest}").trim().to_owned()
}

pub(super) async fn ask(page: PublicPage) -> Answer {
    draw(&page, "", &[], StatusCode::OK).await
}

/// Number and code lead to the request; of a wrong pair nothing is told but that it is wrong.
pub(super) async fn find(PublicForm { page, form, .. }: PublicForm) -> Answer {
    let (number, code) = (form.get("number").trim(), form.get("code").trim());
    let from: Option<IpAddr> = page.from.parse().ok();
    if from.is_some_and(|from| !page.platform.sign_in_rate.allows(from)) {
        return Err(Failure::TooMany);
    }
    if number.is_empty() || code.is_empty() {
        return draw(&page, number, &["请填写申请编号和查询码"], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let doer = doer(&page);
    let number: String = number.chars().map(|c| if matches!(c, '－' | '—' | '–') { '-' } else { c }).collect();
    match of_code(&doer, &number, code).await? {
        Some(case) if !case.access_sealed.is_empty() => {
            let (key, _) = opened(&doer, &case)?;
            Ok(Redirect::to(&format!("/requests/case/{key}")).into_response())
        }
        Some(_) => {
            let erased = "该申请办结已久，身份信息已按规定删除，不再提供网上查询；如需了解，请与受理机关联系";
            draw(&page, &number, &[erased], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        None => draw(&page, &number, &["申请编号或者查询码不正确，请核对回执后重新填写"], StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

async fn draw(page: &PublicPage, number: &str, reasons: &[&str], status: StatusCode) -> Answer {
    let errors: Vec<_> = reasons.iter().map(|message| json!({"field": "number", "message": message})).collect();
    let response = page.render_as(status, "requests/public/progress.html", json!({"number": number, "errors": errors}))?;
    page.unkept(response).await
}
