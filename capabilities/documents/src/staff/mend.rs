//! How is a finding mended from the page: masked, or lifted with a reason by somebody allowed?

use gongkai_capability::StaffForm;

use super::{Answer, Id, record};
use crate::acts;
use crate::doer::Doer;

/// Masks the findings named; where none is named, all that can be.
pub(super) async fn mask(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let keys: Vec<String> = form.all("finding").map(str::to_owned).collect();
    let version = form.get("version").parse().unwrap_or(0);
    let outcome = acts::mask::mask(&Doer::staff(&page), id, version, &keys).await;
    record::after(page, id, form, outcome.map(|(_, n)| format!("已遮盖 {n} 处"))).await
}

pub(super) async fn exempt(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::review::exempt(&Doer::staff(&page), id, form.get("finding"), form.get("reason").trim()).await;
    record::after(page, id, form, outcome.map(|()| "已豁免该问题".to_owned())).await
}

pub(super) async fn unexempt(Id(id): Id, StaffForm { page, form }: StaffForm) -> Answer {
    let outcome = acts::review::unexempt(&Doer::staff(&page), id, form.get("finding")).await;
    record::after(page, id, form, outcome.map(|()| "已取消豁免".to_owned())).await
}
