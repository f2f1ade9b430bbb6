//! How do the buttons on a document's page become acts?

use gongkai_capability::StaffForm;
use gongkai_web::Failure;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{Answer, Id, record};
use crate::acts;
use crate::document::Document;
use crate::doer::Doer;
use crate::rules::workflow::Step;

/// The version that was seen; a form without one names none.
fn version(form: &gongkai_web::multipart::Form) -> i64 {
    form.get("version").parse().unwrap_or(0)
}

pub(super) async fn submit(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::submit::submit(&Doer::staff(&page), id, version(&form)).await;
    record::after(page, id, form, outcome.map(|_| "已送审".to_owned())).await
}

pub(super) async fn recall(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::submit::recall(&Doer::staff(&page), id).await;
    record::after(page, id, form, outcome.map(|_| "已撤回，可以继续修改".to_owned())).await
}

fn step(form: &gongkai_web::multipart::Form) -> Result<Step, Failure> {
    Step::from_code(form.get("step")).ok_or_else(|| Failure::refused("当前没有待办的审核环节，请刷新"))
}

pub(super) async fn approve(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    let outcome = match step(&form) {
        Ok(step) => acts::review::approve(&doer, id, step, form.get("sha256"), form.get("opinion").trim())
            .await
            .map(|document| approved(&document, step)),
        Err(failure) => Err(failure),
    };
    record::after(page, id, form, outcome).await
}

fn approved(document: &Document, step: Step) -> String {
    match document.state {
        crate::State::Approved => format!("{}已通过，各环节均已通过，待发布", step.label()),
        _ => format!("{}已通过", step.label()),
    }
}

pub(super) async fn return_to_author(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let doer = Doer::staff(&page);
    let outcome = match step(&form) {
        Ok(step) => acts::review::return_to_author(&doer, id, step, form.get("reasons").trim()).await,
        Err(failure) => Err(failure),
    };
    record::after(page, id, form, outcome.map(|_| "已退回拟稿人".to_owned())).await
}

pub(super) async fn publish(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::publish::publish(&Doer::staff(&page), id).await;
    record::after(page, id, form, outcome.map(|document| published(&document))).await
}

fn published(document: &Document) -> String {
    if document.is_public() { format!("已发布第{}版", document.edition) } else { "已登记为不主动公开".to_owned() }
}

pub(super) async fn schedule(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = match beijing_instant(form.get("at")) {
        Some(at) => acts::schedule::schedule(&Doer::staff(&page), id, at).await,
        None => Err(Failure::refused("请填写发布时间，例如 2026-03-05 09:00")),
    };
    let said = outcome.map(|document| format!("已定于 {} 发布", super::desk::minute(document.publish_at.as_deref().unwrap_or_default())));
    record::after(page, id, form, said).await
}

/// An instant as a browser or a person writes it, in the time of China.
fn beijing_instant(text: &str) -> Option<Timestamp> {
    let text = text.trim().replacen(' ', "T", 1);
    let at: DateTime = text.parse().ok()?;
    Offset::constant(8).to_timestamp(at).ok()
}

pub(super) async fn unschedule(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::schedule::unschedule(&Doer::staff(&page), id).await;
    record::after(page, id, form, outcome.map(|_| "已取消定时发布".to_owned())).await
}

pub(super) async fn force(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::publish::force(&Doer::staff(&page), id, form.get("reason").trim()).await;
    record::after(page, id, form, outcome.map(|_| "已强制发布，等待事后审核".to_owned())).await
}

pub(super) async fn review_forced(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::review::review_forced(&Doer::staff(&page), id, form.get("opinion").trim()).await;
    record::after(page, id, form, outcome.map(|()| "已完成事后审核".to_owned())).await
}

pub(super) async fn withdraw(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::withdraw::withdraw(&Doer::staff(&page), id, form.get("reason"), form.get("basis")).await;
    record::after(page, id, form, outcome.map(|_| "已撤下，原地址显示撤下说明".to_owned())).await
}

pub(super) async fn close_edition(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let number = form.get("number").parse().unwrap_or(0);
    let outcome = acts::close_edition::close_edition(&Doer::staff(&page), id, number, form.get("reason"), form.get("basis")).await;
    record::after(page, id, form, outcome.map(|()| format!("第{number}版已停止公开"))).await
}

pub(super) async fn reopen(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::withdraw::reopen(&Doer::staff(&page), id).await;
    record::after(page, id, form, outcome.map(|_| "已恢复为草稿，重新公开须再次审核".to_owned())).await
}

pub(super) async fn discard(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::draft::discard_amendment(&Doer::staff(&page), id).await;
    record::after(page, id, form, outcome.map(|_| "已放弃修订，内容与公开版本一致".to_owned())).await
}

pub(super) async fn delete(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    match acts::draft::delete(&Doer::staff(&page), id).await {
        Ok(()) => page.redirect("/staff/documents", "草稿已删除"),
        Err(failure) => record::after(page, id, form, Err(failure)).await,
    }
}

pub(super) async fn invite(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    match acts::review::invite_stakeholder(&Doer::staff(&page), id, form.get("name")).await {
        Ok(secret) => {
            let link = format!("{}/confirm/{secret}", page.origin);
            record::with_link(page, id, &link).await
        }
        Err(failure) => record::after(page, id, form, Err(failure)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_in_the_time_of_china() {
        let expected: Timestamp = "2026-03-05T01:00:00Z".parse().unwrap();
        assert_eq!(beijing_instant("2026-03-05T09:00"), Some(expected));
        assert_eq!(beijing_instant("2026-03-05 09:00:00"), Some(expected));
        assert_eq!(beijing_instant("明天"), None);
        assert_eq!(beijing_instant("2026-02-30T09:00"), None);
    }
}
