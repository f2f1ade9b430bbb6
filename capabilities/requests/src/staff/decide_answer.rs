//! How do the forms about an answer become acts: handed in, reviewed, signed, sent, challenged, made public, archived?

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;

use super::decide::{Came, done, warned};
use super::read::Reading;
use crate::acts::convert::Conversion;
use crate::acts::public_answer::Proposal;
use crate::acts::{self, At, Work};
use crate::rules::history::{RemedyKind, RemedyResult, ReviewKind, Way};

pub(super) async fn one(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    match act {
        "submit" => {
            let (_, warnings) = acts::answer::submit(doer, at).await?;
            warned("已提交审核", &warnings)
        }
        "review" => review(doer, at, form).await,
        "sign" => {
            acts::answer::sign(doer, at, form.get("sha256")).await?;
            done("已签发")
        }
        "dispatch" => dispatch(doer, at, form).await,
        "delivered" => {
            let mut read = Reading::of(form);
            let on = read.day("on", "申请人收到的日期");
            read.done()?;
            let work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
            acts::answer::delivered(work, on).await?;
            done("已登记送达")
        }
        "accept-remedy" | "decide-remedy" => remedy(doer, at, form, act).await,
        "convert" => {
            let conversion = Conversion { title: form.get("title").to_owned(), text: form.get("text").to_owned() };
            acts::convert::convert(doer, at, &conversion).await?;
            done("已建立公开信息的草稿，请信息发布人员补齐、送审；下面列出其中的个人信息")
        }
        "archive" => {
            acts::close::archive(doer, at).await?;
            done("已归档")
        }
        _ => public_answer(doer, at, form, act).await,
    }
}

async fn review(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let kind = read.one::<ReviewKind>("kind", "审核环节");
    let approved = match form.get("decision") {
        "pass" => true,
        "return" => false,
        _ => {
            read.one::<u8>("decision", "意见（通过或者退回）");
            false
        }
    };
    if approved && form.get("copies_seen").is_empty() && copies(doer, at.id).await? {
        read.refuse("请先打开公开件，核对遮盖是否完整、适当，并勾选“已查看公开件”");
    }
    read.done()?;
    let kind = kind.unwrap_or(ReviewKind::Secrecy);
    acts::answer::review(doer, at, kind, approved, form.get("opinion"), form.get("sha256")).await?;
    done(format!("{}{}", kind.label(), if approved { "已通过" } else { "已退回拟稿人" }))
}

/// Does the answer in review have copies with boxes beside it?
async fn copies(doer: &Doer, id: i64) -> Result<bool, Failure> {
    let papers = acts::redact::papers(&doer.platform, id).await?;
    Ok(papers.iter().any(|paper| paper.redaction.released_id.is_some()))
}

async fn dispatch(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let way = read.one::<Way>("way", "送达方式");
    let on = read.day("on", "发出或者签收的日期");
    read.done()?;
    let case = acts::answer::dispatch(doer, at, way.unwrap_or(Way::Post), form.get("tracking"), on).await?;
    done(if case.in_time == Some(false) { "已登记发出；超过了答复期限" } else { "已登记发出" })
}

async fn remedy(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day("on", "日期");
    if act == "accept-remedy" {
        let kind = read.one::<RemedyKind>("kind", "种类");
        read.done()?;
        acts::remedy::accept(doer, at, kind.unwrap_or(RemedyKind::Reconsideration), form.get("number"), on).await?;
        return done("已登记受理");
    }
    let which = read.one::<u32>("remedy", "哪一件");
    let result = read.one::<RemedyResult>("result", "结果");
    let redo = read.number_if_any("redo", "责令重新答复的期限");
    read.done()?;
    acts::remedy::decide(doer, at, which.unwrap_or_default(), result.unwrap_or(RemedyResult::Other), redo, on).await?;
    done(if redo.is_some() { "已登记结果，请重新起草答复" } else { "已登记结果" })
}

async fn public_answer(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    match act {
        "propose-public" => {
            let text = |name: &str| form.get(name).to_owned();
            let proposal = Proposal { title: text("title"), question: text("question"), text: text("text") };
            acts::public_answer::propose(doer, at, &proposal).await?;
            done("已提出，待公开工作机构负责人同意")
        }
        "approve-public" => {
            acts::public_answer::approve(doer, at).await?;
            done("答复已公开")
        }
        _ => {
            acts::public_answer::take_back(doer, at, form.get("reason")).await?;
            done("答复不再公开")
        }
    }
}
