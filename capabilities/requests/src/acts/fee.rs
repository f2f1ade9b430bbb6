//! 信息处理费: computed and shown, never automatic, on one basis only (国办函〔2020〕109号).

use gongkai_documents::Doer;
use gongkai_identity::Action;
use gongkai_web::Failure;
use jiff::civil::Date;
use serde_json::json;

use super::letters::{Issue, chinese, issue};
use super::{At, Work};
use crate::case::Case;
use crate::rules::fee::{Calculation, of_items, of_pages};
use crate::rules::history::{Event, FeeBasis, What};
use crate::tables;

/// What it would cost: by pages, or by the place of this request among the month's of the same applicant.
pub async fn calculation(doer: &Doer, case: &Case, basis: FeeBasis, pages: u32) -> Result<Calculation, Failure> {
    Ok(match basis {
        FeeBasis::Page => of_pages(pages),
        FeeBasis::Item => {
            let month = case.receipt_on.unwrap_or(case.submitted_on).to_string();
            let month = month.get(..7).unwrap_or_default();
            let all = tables::list::of_applicant_in(&doer.platform.db, &case.agency_path, &case.applicant_key, month).await?;
            let place = all.iter().position(|(id, _)| *id == case.id).map_or(all.len() + 1, |at| at + 1);
            of_items(u32::try_from(place).unwrap_or(u32::MAX), 1)
        }
    })
}

/// X19: sends the fee notice D09. The head decides; a fee is never charged by the program alone.
pub async fn notice(doer: &Doer, at: impl Into<At>, basis: FeeBasis, pages: u32, way: &str) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::ApproveRequest).await?;
    let sum = calculation(doer, &work.case, basis, pages).await?;
    let on = work.today();
    let count = if basis == FeeBasis::Page { pages } else { 1 };
    work.take(Event { on, what: What::FeeNoticed { basis, count, amount: sum.amount } }, None).await?;
    let unit = if basis == FeeBasis::Page { "页" } else { "件" };
    let lines: Vec<_> = sum
        .lines
        .iter()
        .map(|line| {
            let range = format!("第{}{unit}至第{}{unit}", line.from, line.until);
            json!({"range": range, "quantity": line.until - line.from + 1, "rate": line.rate, "amount": line.amount})
        })
        .collect();
    let last_day = work.law().calendar.add_working_days(on, work.law().terms.payment).on;
    let article = if basis == FeeBasis::Page { "五" } else { "四" };
    let payment = work.practice().payment.clone();
    let values = json!({
        "last_day": chinese(last_day),
        "fee": {"basis": basis.label(), "article": article, "amount": sum.amount, "payment": payment, "lines": lines},
    });
    issue(doer, &mut work, Issue { code: "D09", addressee: "applicant", values, way }).await?;
    work.close("requests.fee_noticed", json!({"amount": sum.amount, "basis": basis.code()})).await
}

/// X20: paid in full; the clock starts anew.
pub async fn paid(doer: &Doer, at: impl Into<At>, on: Date, amount: u32) -> Result<Case, Failure> {
    let mut work = Work::of_staff(doer, at, Action::RegisterRequest).await?;
    work.take(Event { on, what: What::FeePaid { amount } }, None).await?;
    work.close("requests.fee_paid", json!({"on": on, "amount": amount})).await
}
