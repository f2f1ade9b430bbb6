//! How is a draft written: its metadata, its text, its files; saved as one version, never over somebody else's?

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use gongkai_capability::{StaffForm, StaffPage};
use gongkai_catalogue::ItemRef;
use gongkai_catalogue::rules::propose::Known;
use gongkai_files::Limits;
use gongkai_identity::Action;
use gongkai_store::iso;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;
use serde_json::{Value, json};

use super::fields::{self, FieldError, Typed};
use super::record::{findings, head, maskable, merge, others};
use super::{Answer, Asked, Id, attachments, choices, text_form};
use crate::acts;
use crate::document::{Document, State};
use crate::doer::Doer;
use crate::kind::Kind;
use crate::screening::judge;
use crate::tables;

pub(super) async fn show(page: StaffPage, Id(id): Id, Asked(asked): Asked) -> Answer {
    let document = Doer::staff(&page).document(id).await?;
    page.may(Action::Draft, &document.agency_path)?;
    let typed = fields::of_document(&document);
    let form = Drawn { typed: &typed, errors: &[], conflict: false, read: asked.get("read") == "1" };
    let drawn = context(&page, &document, &form).await?;
    page.render("documents/staff/edit.html", drawn)
}

/// What the form is drawn from.
struct Drawn<'a> {
    typed: &'a Typed,
    errors: &'a [FieldError],
    /// Somebody saved in between.
    conflict: bool,
    /// Straight after reading a file: what was understood is marked for confirmation.
    read: bool,
}

async fn context(page: &StaffPage, document: &Document, form: &Drawn<'_>) -> Result<Value, Failure> {
    note_presence(page, document.id).await?;
    let judged = judge(&page.platform, document).await?;
    let (shown, ..) = fields::apply(form.typed, document);
    let mut context = head(page, document).await?;
    let more = json!({
        "typed": form.typed,
        "errors": form.errors,
        "conflict": form.conflict,
        "read": form.read && document.handling.original.is_some(),
        "choices": choices::Choices::of_form(),
        "term": crate::rules::term::proposal(&shown),
        "catalogue": catalogue_items(page, document, &shown).await?,
        "missing": crate::rules::missing(&document.content, &document.handling.openness_reason).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "findings": findings(&judged),
        "n_stops": judged.iter().filter(|judged| judged.stops()).count(),
        "n_maskable": maskable(&judged),
        "others": others(page, document.id).await?,
        // A draft saves itself; what is in review or public changes by a deliberate act only.
        "autosave": document.state == State::Draft,
        "expiring_kinds": Kind::all().iter().filter(|kind| kind.expires).map(|kind| kind.code.as_str()).collect::<Vec<_>>(),
    });
    merge(&mut context, more);
    Ok(context)
}

/// The items of catalogues that the record fulfils or may fulfil, and all that its agency owes.
async fn catalogue_items(page: &StaffPage, document: &Document, shown: &crate::Content) -> Result<Value, Failure> {
    let db = &page.platform.db;
    let (library, directory) = (gongkai_catalogue::library(db).await?, gongkai_agencies::directory(db).await?);
    let (agency, today) = (&document.agency_path, db.clock().today());
    let summary = shown.summary();
    let known = Known { title: shown.title(), kind: Kind::label_of(&shown.kind), summary: &summary };
    Ok(json!({
        "choices": gongkai_catalogue::choices::choices(&library, &directory, agency, &known, &shown.items, today),
        "all": gongkai_catalogue::choices::all_choices(&library, &directory, agency, today),
    }))
}

async fn note_presence(page: &StaffPage, id: i64) -> Result<(), Failure> {
    let db = &page.platform.db;
    Ok(tables::sundry::note_presence(db, &page.actor(), id, &iso(db.clock().now())).await?)
}

pub(super) async fn save(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    let document = doer.document(id).await?;
    page.may(Action::Draft, &document.agency_path)?;
    let typed = fields::of_form(&form);
    let saved = keep(&doer, &document, &typed, &form).await;
    if form.get("autosave") == "1" {
        return autosaved(&page, id, saved).await;
    }
    match saved {
        Ok(saved) => go_on(page, form, &saved).await,
        Err(NotKept::Typed(errors)) => again(&page, &document, &typed, &errors, false).await,
        Err(NotKept::Failed(Failure::Refused(reasons))) => again(&page, &document, &typed, &general(&reasons), false).await,
        Err(NotKept::Failed(Failure::Conflict)) => {
            let reason = format!("{} 在您编辑期间保存了新的稿子。您输入的内容仍在下面，没有覆盖他人的修改。", document.author_name);
            again(&page, &document, &typed, &general(&[reason]), true).await
        }
        Err(NotKept::Failed(other)) => Err(other),
    }
}

/// Why nothing was saved.
enum NotKept {
    Typed(Vec<FieldError>),
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for NotKept {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Items that no catalogue of the agency has.
async fn unknown_items(doer: &Doer, document: &Document, items: &[String]) -> Result<Vec<FieldError>, Failure> {
    let library = gongkai_catalogue::library(&doer.platform.db).await?;
    let known = |item: &&String| ItemRef::parse(item).is_some_and(|item| library.find(&item, &document.agency_path).is_some());
    let unknown = items.iter().filter(|item| !known(item));
    Ok(unknown.map(|item| FieldError { field: "items", message: format!("目录中没有事项“{item}”") }).collect())
}

async fn keep(doer: &Doer, document: &Document, typed: &Typed, form: &Form) -> Result<Document, NotKept> {
    let (mut content, handling, mut errors) = fields::apply(typed, document);
    let (files, against) = attachments::apply(&doer.platform, form, &document.content.attachments)?;
    errors.extend(against);
    errors.extend(unknown_items(doer, document, &content.items).await?);
    if !errors.is_empty() {
        return Err(NotKept::Typed(errors));
    }
    content.attachments = files;
    text_form::name_pictures(&mut content.paragraphs, &mut content.attachments);
    // What was proposed with its reason is taken over by a deliberate click, never by itself.
    if form.get("then") == "term"
        && let Some(proposal) = crate::rules::term::proposal(&content)
    {
        content.metadata.ends_on = Some(proposal.ends_on);
    }
    // Who was told of the other version and still wants his own says so by the button.
    let version = if form.get("then") == "overwrite" { document.version } else { form.get("version").parse().unwrap_or(0) };
    Ok(acts::draft::save(doer, document.id, version, content, handling).await?)
}

fn general(reasons: &[String]) -> Vec<FieldError> {
    reasons.iter().map(|message| FieldError { field: "", message: message.clone() }).collect()
}

/// The form again, with everything that was typed and everything against it.
async fn again(page: &StaffPage, document: &Document, typed: &Typed, errors: &[FieldError], conflict: bool) -> Answer {
    let drawn = context(page, document, &Drawn { typed, errors, conflict, read: false }).await?;
    page.refuse("documents/staff/edit.html", errors.iter().map(|error| error.message.clone()).collect(), drawn)
}

/// What the button that saved asks for besides.
async fn go_on(page: StaffPage, form: Form, saved: &Document) -> Answer {
    let doer = Doer::staff(&page);
    let edit = format!("/staff/documents/{}/edit", saved.id);
    let refused = |failure: Failure| match failure {
        Failure::Refused(reasons) => Ok(reasons),
        other => Err(other),
    };
    let then = form.get("then");
    let reasons = match then {
        "submit" => match acts::submit::submit(&doer, saved.id, saved.version).await {
            Ok(_) => return page.redirect(&super::page_of(saved.id), "已保存并送审"),
            Err(failure) => refused(failure)?,
        },
        "preview" => return page.redirect(&format!("/staff/documents/{}/preview", saved.id), ""),
        "done" => return page.redirect(&super::page_of(saved.id), "已保存"),
        "term" => {
            let ends_on = saved.content.metadata.ends_on.map(|day| day.to_string()).unwrap_or_default();
            return page.redirect(&edit, &format!("已保存，有效期至 {ends_on}"));
        }
        _ => match then.strip_prefix("mask") {
            Some(key) => {
                let keys: Vec<String> = key.strip_prefix(':').map(str::to_owned).into_iter().collect();
                match acts::mask::mask(&doer, saved.id, saved.version, &keys).await {
                    Ok((_, n)) => return page.redirect(&edit, &format!("已保存，并遮盖 {n} 处")),
                    Err(failure) => refused(failure)?,
                }
            }
            None => return page.redirect(&edit, "已保存"),
        },
    };
    let typed = fields::of_document(saved);
    again(&page, saved, &typed, &general(&reasons), false).await
}

/// The same for a script: what happened, in a few words.
async fn autosaved(page: &StaffPage, id: i64, saved: Result<Document, NotKept>) -> Answer {
    note_presence(page, id).await?;
    let others = others(page, id).await?;
    let (status, body) = match saved {
        Ok(saved) => {
            (StatusCode::OK, json!({"version": saved.version, "saved_at": super::desk::minute(&saved.changed_at), "others": others}))
        }
        Err(NotKept::Typed(errors)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({"reasons": errors.into_iter().map(|error| error.message).collect::<Vec<_>>(), "others": others}),
        ),
        Err(NotKept::Failed(Failure::Conflict)) => {
            let reasons = ["他人已保存新的稿子；您输入的内容还在本页，没有保存。请点“保存”查看。"];
            (StatusCode::CONFLICT, json!({"reasons": reasons, "others": others}))
        }
        Err(NotKept::Failed(other)) => return Err(other),
    };
    Ok((status, axum::Json(body)).into_response())
}

/// The text of what was pasted from Word, WPS or a page, levels, tables and all, without its layout.
pub(super) async fn clean_html(StaffForm { form, .. }: StaffForm) -> Answer {
    let html = format!("<!doctype html><meta charset=\"utf-8\"><body>{}</body>", form.get("html"));
    let extract = tokio::task::spawn_blocking(move || gongkai_files::read("粘贴.html", html.as_bytes(), &Limits::default()));
    let extract = extract.await.map_err(anyhow::Error::from)?.map_err(Failure::refused)?;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, plain)], text_form::of_extract(&extract)).into_response())
}
