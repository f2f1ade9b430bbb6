//! How does a draft begin: from a file, from what is pasted, or with an empty page?

use std::collections::BTreeSet;

use gongkai_agencies::directory;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_files::{FileKind, Limits, UploadReason, allowed_upload};
use gongkai_identity::Action;
use gongkai_text::paragraph::Metadata;
use gongkai_web::Failure;
use gongkai_web::multipart::{Form, Upload};
use serde_json::{Value, json};

use super::{Answer, Asked, attachments, choices, fields, text_form};
use crate::acts;
use crate::acts::draft::Source;
use crate::content::{Content, Handling};
use crate::doer::Doer;
use crate::incoming;
use crate::kind::Kind;

/// With the parameters of a duty (`title`, `kind`, `agency`, `items`) the form is filled from it.
pub(super) async fn blank(page: StaffPage, Asked(asked): Asked) -> Answer {
    let context = context(&page, &asked, &[]).await?;
    page.render("documents/staff/new.html", context)
}

async fn context(page: &StaffPage, form: &Form, reasons: &[String]) -> Result<Value, Failure> {
    let directory = directory(&page.platform.db).await?;
    let own = page.session.staff.agency_path.clone();
    let agency = if form.get("agency").is_empty() { own } else { form.get("agency").to_owned() };
    let field = if form.get("way") == "write" { "" } else { "file" };
    Ok(json!({
        "agencies": choices::agencies(page, &directory, Action::Draft),
        "kinds": choices::kinds(),
        "agency": agency,
        "typed": {"title": form.get("title"), "kind": form.get("kind"), "body": form.get("body"), "items": form.get("items")},
        "duty": gongkai_catalogue::choices::label(&*gongkai_catalogue::library(&page.platform.db).await?, &agency, form.get("items")),
        "errors": reasons.iter().map(|message| json!({"field": field, "message": message})).collect::<Vec<_>>(),
    }))
}

pub(super) async fn create(StaffForm { page, form }: StaffForm) -> Answer {
    let begun = match form.files.iter().find(|file| file.field == "file") {
        Some(file) => uploaded(&page, &form, file).await,
        None if form.get("way") == "write" => written(&page, &form).await,
        None => Err(Failure::refused("请选择要上传的文件")),
    };
    match begun {
        Ok((id, true)) => page.redirect(&format!("/staff/documents/{id}/edit?read=1"), "文件已读取，请核对识别结果"),
        Ok((id, false)) => page.redirect(&format!("/staff/documents/{id}/edit"), "草稿已建立"),
        Err(Failure::Refused(reasons)) => {
            let context = context(&page, &form, &reasons).await?;
            page.refuse("documents/staff/new.html", reasons, context)
        }
        Err(other) => Err(other),
    }
}

/// Reads a file, keeps its bytes, and begins a draft with what was understood.
async fn uploaded(page: &StaffPage, form: &Form, file: &Upload) -> Result<(i64, bool), Failure> {
    page.may(Action::Draft, form.get("agency"))?;
    acceptable(file)?;
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let opened = tokio::task::spawn_blocking(move || incoming::open(&name, &bytes, &Limits::default(), &BTreeSet::new()));
    let opened = opened.await.map_err(anyhow::Error::from)?.map_err(Failure::refused)?;
    let mut content = incoming::content_of(&opened.reading);
    content.items = fields::items_of(form.get("items"));
    own_issuer(page, form.get("agency"), &mut content).await?;
    let (platform, name, bytes) = (page.platform.clone(), file.name.clone(), file.bytes.clone());
    let keep = move || incoming::keep_pictures(Some(&platform), &name, &bytes, &Limits::default(), &mut content).map(|_| content);
    let content = tokio::task::spawn_blocking(keep).await.map_err(anyhow::Error::from)??;
    let original = incoming::keep_original(&page.platform, &file.name, &file.bytes, &opened.extract)?;
    let handling = Handling { original: Some(original), ..Handling::default() };
    let source = Source { key: None, name: Some(file.name.clone()) };
    Ok((acts::draft::create(&Doer::staff(page), form.get("agency"), content, handling, source).await?, true))
}

/// Everything against a file from which a draft is to be read. Unlike an attachment it may be a web page: nobody but staff gets
/// it, and never to be opened in a browser.
fn acceptable(file: &Upload) -> Result<(), Failure> {
    let Err(mut refusal) = allowed_upload(&file.name, &file.bytes, &Limits::default()) else { return Ok(()) };
    refusal.reasons.retain(|reason| !matches!(reason, UploadReason::NotAccepted(FileKind::Html)));
    if refusal.reasons.is_empty() {
        return Ok(());
    }
    let reason = |reason: &UploadReason| format!("“{}”：{reason}", file.name);
    Err(Failure::Refused(refusal.reasons.iter().map(reason).collect()))
}

/// Begins a draft with what was typed or pasted.
async fn written(page: &StaffPage, form: &Form) -> Result<(i64, bool), Failure> {
    page.may(Action::Draft, form.get("agency"))?;
    let title = form.get("title").trim().to_owned();
    let kind = if Kind::get(form.get("kind")).is_some() { form.get("kind") } else { Kind::suggested(&title, None) };
    let mut content = Content {
        kind: kind.to_owned(),
        item: Kind::get(kind).map(|kind| kind.item.clone()).unwrap_or_default(),
        metadata: Metadata {
            genre: gongkai_law::Genre::of_title(&title).map(|genre| genre.code().to_owned()),
            title: Some(title).filter(|title| !title.is_empty()),
            openness: Some(gongkai_law::Openness::Proactive.code().to_owned()),
            ..Metadata::default()
        },
        paragraphs: text_form::from_text(form.get("body"), &[]),
        items: fields::items_of(form.get("items")),
        ..Content::default()
    };
    own_issuer(page, form.get("agency"), &mut content).await?;
    let (files, against) = attachments::apply(&page.platform, form, &[])?;
    if !against.is_empty() {
        return Err(Failure::Refused(against.into_iter().map(|error| error.message).collect()));
    }
    content.attachments = files;
    text_form::name_pictures(&mut content.paragraphs, &mut content.attachments);
    let id = acts::draft::create(&Doer::staff(page), form.get("agency"), content, Handling::default(), Source::default()).await?;
    Ok((id, false))
}

/// Who issues it, where the text does not say: the agency that drafts.
async fn own_issuer(page: &StaffPage, path: &str, content: &mut Content) -> Result<(), Failure> {
    if content.metadata.issuers.is_empty() {
        let directory = directory(&page.platform.db).await?;
        content.metadata.issuers = directory.by_path(path).map(|agency| agency.name().to_owned()).into_iter().collect();
    }
    Ok(())
}
