//! How does somebody come in, and go? Sign-in and sign-out of staff.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use anyhow::Context;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_capability::{Platform, PublicPage, SESSION_COOKIE, StaffForm};
use gongkai_identity::{Session, SignInRefusal, sign_in};
use gongkai_store::{Actor, Fact};
use gongkai_web::Failure;
use serde::Serialize;
use serde_json::json;

use super::{Answer, FieldError, asked};
use crate::rules::back::safe_back;

/// What the sign-in page shows; a password is never sent back.
#[derive(Debug, Default, Serialize)]
struct SignInPage {
    login: String,
    back: String,
    need_code: bool,
    said: &'static str,
    errors: Vec<FieldError>,
}

pub(super) async fn show(page: PublicPage, Query(fields): Query<Vec<(String, String)>>) -> Answer {
    let asked = asked(fields);
    let said = match asked.get("said") {
        "out" => "您已退出。",
        "password" => "密码已更改，请用新密码登录。",
        "codes" => "动态验证码已启用，请重新登录。",
        _ => "",
    };
    let back = safe_back(asked.get("back")).to_owned();
    page.render("agencies/sign_in.html", SignInPage { back, said, ..SignInPage::default() })
}

pub(super) async fn enter(
    State(platform): State<Arc<Platform>>,
    page: PublicPage,
    axum::Form(fields): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let form = asked(fields);
    let mut shown =
        SignInPage { login: form.get("login").trim().to_owned(), back: safe_back(form.get("back")).to_owned(), ..SignInPage::default() };
    let address = page.from.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !platform.sign_in_rate.allows(address) {
        shown.errors = vec![FieldError { field: "", message: Failure::TooMany.to_string() }];
        return page.render_as(StatusCode::TOO_MANY_REQUESTS, "agencies/sign_in.html", shown);
    }
    let outcome = sign_in(&platform.db, &shown.login, form.get("password"), form.get("code"), &page.from).await?;
    match outcome {
        Ok((token, staff)) => {
            let mut change = platform.db.change(&Actor::system("sign-in")).await?;
            Session::sweep(&platform.db, &mut change).await?;
            change.commit().await?;
            tracing::info!(staff = staff.id, "signed in");
            with_session(&platform, Redirect::to(&shown.back).into_response(), token.as_cookie(), "")
        }
        Err(refusal) => {
            let field = match refusal {
                SignInRefusal::CodeNeeded | SignInRefusal::CodeWrong => "code",
                SignInRefusal::Wrong | SignInRefusal::Locked(_) | SignInRefusal::Disabled => "login",
            };
            shown.need_code = field == "code";
            shown.errors = vec![FieldError { field, message: refusal.to_string() }];
            page.render_as(StatusCode::UNPROCESSABLE_ENTITY, "agencies/sign_in.html", shown)
        }
    }
}

pub(super) async fn leave(StaffForm { page, .. }: StaffForm) -> Answer {
    end_session(&page, "identity.signed_out").await?;
    with_session(&page.platform, Redirect::to("/staff/sign-in?said=out").into_response(), "", "; Max-Age=0")
}

/// Ends the session of a page and says so in the journal.
pub(super) async fn end_session(page: &gongkai_capability::StaffPage, kind: &str) -> Result<(), Failure> {
    let staff = &page.session.staff;
    let mut change = page.platform.db.change(&page.actor()).await?;
    Session::end(&mut change, &page.session.token).await?;
    change.record(Fact::internal(kind, format!("staff:{}", staff.id), &staff.agency_path, json!({})));
    change.commit().await?;
    Ok(())
}

/// Sends the browser to sign in again, its session forgotten.
pub(super) fn signed_out(platform: &Platform, said: &str) -> Answer {
    with_session(platform, Redirect::to(&format!("/staff/sign-in?said={said}")).into_response(), "", "; Max-Age=0")
}

fn with_session(platform: &Platform, mut response: Response, value: &str, age: &str) -> Answer {
    let secure = if platform.settings.https { "; Secure" } else { "" };
    let cookie = format!("{SESSION_COOKIE}={value}; Path=/staff; HttpOnly; SameSite=Lax{secure}{age}");
    let cookie = HeaderValue::from_str(&cookie).context("writing the session cookie")?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
