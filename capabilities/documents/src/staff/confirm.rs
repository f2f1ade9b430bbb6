//! How does somebody concerned, who has no account, agree or object? Through a link that works once.

use axum::extract::{Form as Fields, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use gongkai_capability::PublicPage;
use gongkai_identity::Viewer;
use gongkai_store::Actor;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::Answer;
use super::files::send;
use super::record::labelled;
use crate::acts;
use crate::content::Attachment;
use crate::doer::Doer;

fn doer(page: &PublicPage) -> Doer {
    Doer { platform: page.platform.clone(), viewer: Viewer::Public, actor: Actor::visitor(&page.from) }
}

pub(super) async fn show(page: PublicPage, Path(token): Path<String>) -> Answer {
    draw(&page, &token, &[], &Form::default()).await.map(unkept)
}

/// A text that is not public stays in no browser and no proxy.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn draw(page: &PublicPage, token: &str, reasons: &[&str], form: &Form) -> Answer {
    let (link, document) = match acts::review::open_link(&doer(page), token).await {
        Ok(found) => found,
        Err(Failure::Gone) => {
            return said(page, StatusCode::GONE, "该链接已经使用、已经过期，或者文件内容已经改变。如仍需确认，请与发送链接的单位联系。");
        }
        Err(other) => return Err(other),
    };
    let content = &document.content;
    let own = |file: &Attachment| format!("/confirm/{token}/files/{}", file.hash);
    let line = |file: &Attachment| json!({"name": file.name, "n_bytes": file.n_bytes, "address": own(file)});
    let files: Vec<Value> = content.attachments.iter().filter(|file| !file.inline).map(line).collect();
    // The pictures are not yet at their public address: they leave through the link as the text does.
    let body = content.attachments.iter().fold(crate::public::body::html(document.id, content), |body, file| {
        body.replace(&format!("\"{}\"", crate::public::body::address(document.id, file)), &format!("\"{}\"", own(file)))
    });
    let context = json!({
        "link": {"name": link.name, "expires_at": link.expires_at},
        "title": content.title(),
        "labels": labelled(content),
        "body": body,
        "files": files,
        "sha256": link.content_sha256,
        "errors": reasons.iter().map(|message| json!({"field": "", "message": message})).collect::<Vec<_>>(),
        "opinion": form.get("opinion"),
    });
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page.render_as(status, "documents/staff/confirm.html", context)
}

/// A file or picture of the text, as long as the link opens the text.
pub(super) async fn file(page: PublicPage, Path((token, hash)): Path<(String, String)>) -> Answer {
    let (_, document) = acts::review::open_link(&doer(&page), &token).await?;
    let file = document.content.attachments.into_iter().find(|file| file.hash.as_str() == hash).ok_or(Failure::NotFound)?;
    send(&page.platform, &file.hash, &file.name, true).map(unkept)
}

fn said(page: &PublicPage, status: StatusCode, message: &str) -> Answer {
    page.render_as(status, "documents/staff/confirmed.html", json!({"message": message}))
}

/// The secret of the link is the form's proof: whoever can send it was given it.
pub(super) async fn decide(page: PublicPage, Path(token): Path<String>, Fields(fields): Fields<Vec<(String, String)>>) -> Answer {
    let form = Form { fields, files: Vec::new() };
    let agree = match form.get("decision") {
        "agree" => true,
        "object" if form.get("opinion").trim().is_empty() => {
            return draw(&page, &token, &["不同意公开的，请写明理由。"], &form).await.map(unkept);
        }
        "object" => false,
        _ => return draw(&page, &token, &["请选择同意或者不同意。"], &form).await.map(unkept),
    };
    match acts::review::confirm_by_link(&doer(&page), &token, agree, form.get("opinion").trim()).await {
        Ok(_) => said(&page, StatusCode::OK, "您的意见已经送达，感谢配合。本链接不能再次使用。"),
        Err(Failure::Gone) => {
            said(&page, StatusCode::GONE, "该链接已经使用、已经过期，或者文件内容已经改变。您的意见没有提交，请与发送链接的单位联系。")
        }
        Err(other) => Err(other),
    }
}
