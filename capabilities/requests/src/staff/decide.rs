//! How do the forms on a case's page become acts? The version that was seen is compared, the act done, the page shown again.

use gongkai_capability::StaffForm;
use gongkai_documents::Doer;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;

use super::read::{Reading, files_of};
use super::{Answer, Id, decide_answer, decide_course, record};
use crate::acts::handle::Searched;
use crate::acts::{self, At};

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
    let outcome = match at(id, &form) {
        Ok(at) => one(&Doer::staff(&page), at, &form, act).await,
        Err(failure) => Err(failure),
    };
    record::after(page, id, form, outcome).await
}

/// Two clerks on one case: the act is on the version that this page was drawn with, and whoever has not seen what the other did
/// sees it first. A form that names none was not drawn here.
pub(super) fn at(id: i64, form: &Form) -> Result<At, Failure> {
    let seen = form.get("version").parse().map_err(|_| Failure::Conflict)?;
    Ok(At { id, seen: Some(seen) })
}

async fn one(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    match act {
        "confirm" => confirm(doer, at, form).await,
        "assign" => assign(doer, at, form).await,
        "search" => search(doer, at, form).await,
        "note" => {
            acts::handle::note(doer, at, form.get("kind"), form.get("text")).await?;
            done("已添加记录")
        }
        "add-files" => add_files(doer, at, form).await,
        "submit" | "review" | "sign" | "dispatch" | "delivered" | "accept-remedy" | "decide-remedy" | "propose-public"
        | "approve-public" | "take-back" | "convert" | "archive" => decide_answer::one(doer, at, form, act).await,
        _ => decide_course::one(doer, at, form, act).await,
    }
}

async fn confirm(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day("on", "与申请人确认的日期");
    read.done()?;
    let case = acts::handle::confirm(doer, at, on).await?;
    done(case.due_on.map_or_else(|| "已确认收到".to_owned(), |due| format!("已确认收到，答复期限为{due}")))
}

async fn assign(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let staff = read.one::<i64>("staff", "承办人");
    read.done()?;
    let case = acts::handle::assign(doer, at, staff.unwrap_or_default()).await?;
    done(format!("已交办给{}", case.assignee_name))
}

async fn search(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day_if_any("on", "检索日期");
    let text = |name: &str| form.get(name).trim().to_owned();
    let searched = Searched { on, systems: text("systems"), words: text("words"), searcher: text("searcher"), result: text("result") };
    read.done()?;
    acts::handle::record_search(doer, at, &searched).await?;
    done("已登记检索记录")
}

async fn add_files(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let kinds = ["material", "released", "evidence", "scan"];
    let Some(kind) = kinds.into_iter().find(|kind| *kind == form.get("kind")) else {
        return Err(Failure::refused("请选择文件的种类"));
    };
    let files = files_of(form, "file", kind);
    acts::handle::add_files(doer, at, &files).await?;
    done(format!("已添加{}个文件", files.len()))
}
