//! How do the forms about the course of a case become acts: asking, waiting, consulting, prolonging, charging, ending?

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use gongkai_web::multipart::Form;

use super::decide::{Came, done, warned};
use super::read::{Reading, files_of};
use crate::acts::consult::{Asked, Consultation};
use crate::acts::correct::{Clarification, Counted};
use crate::acts::record::Correction;
use crate::acts::{self, At, Work};
use crate::rules::applicant::Contact;
use crate::rules::history::{FeeBasis, Opinion, PartyKind};
use crate::tables;

pub(super) async fn one(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    match act {
        "ask-clarification" => ask_clarification(doer, at, form).await,
        "notice-reached" => {
            let mut read = Reading::of(form);
            let on = read.day("on", "申请人收到的日期");
            read.done()?;
            acts::correct::notice_reached(doer, at, on).await?;
            done("已登记送达，期限开始计算")
        }
        "clarify" => {
            let work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
            let good_reason = Some(form.get("good_reason").trim().to_owned()).filter(|reason| !reason.is_empty());
            let case = acts::correct::clarify(work, form.get("text"), good_reason).await?;
            done(case.due_on.map_or_else(|| "已登记补正".to_owned(), |due| format!("已登记补正，答复期限重新计算为{due}")))
        }
        "ask-explanation" => ask_explanation(doer, at, form).await,
        "take-explanation" => {
            let mut read = Reading::of(form);
            let reasonable = read.one::<u8>("reasonable", "理由是否合理");
            read.words("text", "申请人说明的理由");
            read.done()?;
            acts::correct::take_explanation(doer, at, reasonable == Some(1), form.get("text")).await?;
            done("已登记申请人说明的理由")
        }
        "consult" => consult(doer, at, form).await,
        "letter-reached" | "take-opinion" | "lapse-opinion" => opinion(doer, at, form, act).await,
        "extend" | "defer" | "take-over-notice" => term(doer, at, form, act).await,
        "fee" | "paid" => money(doer, at, form, act).await,
        "lapse" => {
            acts::close::lapse(doer, at).await?;
            done("已确认逾期")
        }
        "pass-on" => {
            let (_, next) = acts::pass_on::pass_on(doer, at, form.get("to"), form.get("way")).await?;
            done(format!("已转送，新的申请编号为{}，并告知申请人", next.number))
        }
        "answer-record" => answer_record(doer, at, form).await,
        "split" => split(doer, at, form).await,
        "merge" => {
            let case = acts::close::merge(doer, at, form.get("into")).await?;
            done(format!("申请{}已并入{}", case.number, form.get("into").trim()))
        }
        "withdraw" => {
            let work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
            acts::close::withdraw(work, form.get("reason")).await?;
            done("已登记撤回，申请办结")
        }
        _ => Err(Failure::NotFound),
    }
}

async fn ask_clarification(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let asked = Clarification {
        items: form.get("items").lines().map(str::to_owned).collect(),
        guidance: form.get("guidance").to_owned(),
        within_working_days: read.number_if_any("days", "补正期限"),
        way: form.get("way").to_owned(),
    };
    read.done()?;
    let (_, warnings) = acts::correct::ask_clarification(doer, at, &asked).await?;
    warned("已发出补正告知书", &warnings)
}

async fn ask_explanation(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let counted = Counted {
        n: read.number("count", "申请件数"), from: read.day("from", "起算日期"), until: read.day("until", "截止日期")
    };
    read.done()?;
    acts::correct::ask_explanation(doer, at, form.get("facts"), counted, form.get("way")).await?;
    done("已发出说明理由告知书")
}

/// The one-time page of those who are asked is shown once, for whoever mails or reads it out.
async fn consult(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let party = read.one::<PartyKind>("party", "征求意见对象");
    read.words("name", "姓名或者名称");
    read.words("information", "拟征求意见的信息");
    read.done()?;
    let text = |name: &str| form.get(name).trim().to_owned();
    let contact = Contact { phone: text("phone"), email: text("email"), address: text("address"), ..Contact::default() };
    let asked = Consultation {
        party: party.unwrap_or(PartyKind::ThirdParty),
        asked: Asked { name: text("name"), is_organisation: form.get("organisation") == "1", contact },
        information: text("information"),
        way: text("way"),
    };
    let (_, token, warnings) = acts::consult::consult(doer, at, &asked).await?;
    let said = if warnings.is_empty() { String::new() } else { format!("。请注意：{}", warnings.join("；")) };
    Ok(Came::Link(format!("已发出征求意见书，并告知申请人{said}"), format!("/consult/{token}")))
}

async fn opinion(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let consultation = read.one::<u32>("consultation", "哪一次征求意见").unwrap_or_default();
    match act {
        "letter-reached" => {
            let on = read.day("on", "对方收到的日期");
            read.done()?;
            acts::consult::letter_reached(doer, at, consultation, on).await?;
            done("已登记征求意见书送达")
        }
        "take-opinion" => {
            let opinion = read.one::<Opinion>("opinion", "意见");
            read.done()?;
            let work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
            let files = files_of(form, "file", "opinion");
            let opinion = opinion.unwrap_or(Opinion::Objected);
            acts::consult::take_opinion(doer, work, consultation, opinion, form.get("reasons"), &files).await?;
            done("已登记反馈意见")
        }
        _ => {
            read.done()?;
            let work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
            acts::consult::lapse_opinion(work, consultation).await?;
            done("已确认逾期未反馈")
        }
    }
}

async fn term(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let case = match act {
        "extend" => {
            let days = read.number("days", "延长的工作日数");
            read.done()?;
            acts::extend::extend(doer, at, days, form.get("reason"), form.get("way")).await?
        }
        "defer" => {
            let until = read.day("until", "答复日期");
            read.done()?;
            acts::extend::defer(doer, at, until, form.get("reason"), form.get("way")).await?
        }
        _ => acts::extend::take_over_notice(doer, at).await?,
    };
    done(case.due_on.map_or_else(|| "已办理".to_owned(), |due| format!("答复期限为{due}")))
}

async fn money(doer: &Doer, at: At, form: &Form, act: &str) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    if act == "paid" {
        let (on, amount) = (read.day("on", "缴清的日期"), read.number("amount", "金额"));
        read.done()?;
        let case = acts::fee::paid(doer, at, on, amount).await?;
        return done(case.due_on.map_or_else(|| "已登记缴费".to_owned(), |due| format!("已登记缴费，答复期限重新计算为{due}")));
    }
    let basis = read.one::<FeeBasis>("basis", "计费方式");
    let pages = match basis {
        Some(FeeBasis::Page) => read.number("pages", "页数"),
        _ => 0,
    };
    read.done()?;
    let basis = basis.unwrap_or(FeeBasis::Item);
    if form.get("stage") == "send" {
        let case = acts::fee::notice(doer, at, basis, pages, form.get("way")).await?;
        return done(format!("已发出收费通知（申请{}）", case.number));
    }
    let case = tables::case::by_id(&doer.platform.db, at.id).await?.ok_or(Failure::NotFound)?;
    let sum = acts::fee::calculation(doer, &case, basis, pages).await?;
    let lines: Vec<&str> = sum.lines.iter().map(|line| line.words.as_str()).collect();
    let how = if lines.is_empty() { "没有超出免费标准".to_owned() } else { lines.join("；") };
    Ok(Came::Told(format!("{}：{how}，共{}元。尚未发出通知；需要收取的，选择“发出收费通知”后再次提交。", basis.label(), sum.amount)))
}

async fn answer_record(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let mut read = Reading::of(form);
    let on = read.day_if_any("on", "更正或者转送的日期");
    read.done()?;
    let text = |name: &str| form.get(name).trim().to_owned();
    let correction = Correction {
        result: form.get("result").parse().ok(),
        on,
        content: text("content"),
        reason: text("reason"),
        agency: text("agency"),
        contact: text("contact"),
        way: text("way"),
    };
    acts::record::answer(doer, at, &correction).await?;
    done("已答复更正申请，并告知申请人")
}

async fn split(doer: &Doer, at: At, form: &Form) -> Result<Came, Failure> {
    let matters: Vec<(String, String)> =
        (1..=4).map(|n| (form.get(&format!("title{n}")).to_owned(), form.get(&format!("text{n}")).to_owned())).collect();
    let children = acts::close::split(doer, at, &matters).await?;
    done(format!("已分为{}件：{}", children.len(), children.iter().map(|child| child.number.as_str()).collect::<Vec<_>>().join("、")))
}
