//! How do the forms on a case's page become acts? The version that was seen is compared, the act done, the page shown again.

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;

use super::read::{Reading, files_of};
use super::{Answer, Id, decide_answer, decide_course, record};
use crate::acts;
use crate::acts::handle::Searched;

/// What came of an act.
pub(super) enum Came {
    /// It is done: one sentence for the next page.
    Done(String),
    /// Nothing is done yet; the page says this and keeps the form.
    Told(String),
    /// Done, with an address that is shown this once only.
    Link(String, String),
}

pub(super) fn done(sentence: impl Into<String>) -> Result<Came, Failure> {
    Ok(Came::Done(sentence.into()))
}

/// With what should be seen although it did not stop the act.
pub(super) fn warned(sentence: &str, warnings: &[String]) -> Result<Came, Failure> {
    done(if warnings.is_empty() { sentence.to_owned() } else { format!("{sentence}。请注意：{}", warnings.join("；")) })
}

pub(super) async fn take(Id(id): Id, StaffForm { page, mut form }: StaffForm, act: &'static str) -> Answer {
    if form.get("act").is_empty() {
        form.fields.push(("act".to_owned(), act.to_owned()));
    }
    let outcome = match fresh(&page, id, &form).await {
        Ok(()) => one(&Doer::staff(&page), id, &form, act).await,
        Err(failure) => Err(failure),
    };
    record::after(page, id, form, outcome).await
}

/// Two clerks on one case: who has not seen what the other did sees it first.
pub(super) async fn fresh(page: &StaffPage, id: i64, form: &Form) -> Result<(), Failure> {
    let case = crate::tables::case::by_id(&page.platform.db, id).await?.ok_or(Failure::NotFound)?;
    page.may(Action::ReadRequests, &case.agency_path).map_err(|_| Failure::NotFound)?;
    match form.get("version").parse::<i64>() {
        Ok(version) if version == case.version => Ok(()),
        _ => Err(Failure::Conflict),
    }
}

async fn one(doer: &Doer, id: i64, form: &Form, act: &str) -> Result<Came, Failure> {
    match act {
        "confirm" => confirm(doer, id, form).await,
        "assign" => assign(doer, id, form).await,
        "search" => search(doer, id, form).await,
        "note" => {
            acts::handle::note(doer, id, form.get("kind"), form.get("text")).await?;
            done("已添加记录")
        }
        "add-files" => add_files(doer, id, form).await,
        "submit" | "review" | "sign" | "dispatch" | "delivered" | "accept-remedy" | "decide-remedy" | "propose-public"
        | "approve-public" | "take-back" | "archive" => decide_answer::one(doer, id, form, act).await,
        _ => decide_course::one(doer, id, form, act).await,
    }
}

async fn confirm(doer: &Doer, id: i64, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day("on", "与申请人确认的日期");
    read.done()?;
    let case = acts::handle::confirm(doer, id, on).await?;
    done(case.due_on.map_or_else(|| "已确认收到".to_owned(), |due| format!("已确认收到，答复期限为{due}")))
}

async fn assign(doer: &Doer, id: i64, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let staff = read.one::<i64>("staff", "承办人");
    read.done()?;
    let case = acts::handle::assign(doer, id, staff.unwrap_or_default()).await?;
    done(format!("已交办给{}", case.assignee_name))
}

async fn search(doer: &Doer, id: i64, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day_if_any("on", "检索日期");
    let text = |name: &str| form.get(name).trim().to_owned();
    let searched = Searched { on, systems: text("systems"), words: text("words"), searcher: text("searcher"), result: text("result") };
    read.done()?;
    acts::handle::record_search(doer, id, &searched).await?;
    done("已登记检索记录")
}

async fn add_files(doer: &Doer, id: i64, form: &Form) -> Result<Came, Failure> {
    let kinds = ["material", "released", "evidence", "scan"];
    let Some(kind) = kinds.into_iter().find(|kind| *kind == form.get("kind")) else {
        return Err(Failure::refused("请选择文件的种类"));
    };
    let files = files_of(form, "file", kind);
    acts::handle::add_files(doer, id, &files).await?;
    done(format!("已添加{}个文件", files.len()))
}
