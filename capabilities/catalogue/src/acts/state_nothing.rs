//! 零报告: an agency states that nothing arose in a period; one drafts, another signs.

use anyhow::Result;
use gongkai_store::{Change, Fact};
use serde_json::json;

use crate::catalogue::ItemRef;
use crate::statement::{NilStatement, StatementState};
use crate::tables;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefusal {
    #[error("请说明本期没有产生此项信息的情况")]
    ReasonMissing,
    #[error("请选择所属期间")]
    PeriodMissing,
    #[error("本期已有零报告")]
    StatedAlready,
    #[error("没有这份零报告")]
    Unknown,
    #[error("该零报告不在待签字状态")]
    NotWaiting,
    #[error("起草人不能签字，请由单位负责人签字")]
    OwnDraft,
    #[error("退回零报告应当写明理由")]
    NoteMissing,
}

/// What is stated.
#[derive(Debug, Clone)]
pub struct NewStatement {
    pub item: ItemRef,
    pub agency: String,
    pub period: String,
    pub reason: String,
}

/// Drafts a statement. Gives its number.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn state_nothing(change: &mut Change, new: &NewStatement) -> Result<Result<i64, Vec<StatementRefusal>>> {
    let mut refusals = Vec::new();
    if new.reason.trim().is_empty() {
        refusals.push(StatementRefusal::ReasonMissing);
    }
    if new.period.is_empty() {
        refusals.push(StatementRefusal::PeriodMissing);
    } else if tables::statement::is_stated(change.connection(), &new.item, &new.agency, &new.period).await? {
        refusals.push(StatementRefusal::StatedAlready);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let statement = NilStatement {
        id: change.next("nil_statement").await?,
        item: new.item.clone(),
        agency: new.agency.clone(),
        period: new.period.clone(),
        reason: new.reason.trim().to_owned(),
        drafted_by: change.actor().id,
        drafted_name: change.actor().name.clone(),
        signed_name: String::new(),
        signed_on: None,
        state: StatementState::Drafted,
        note: String::new(),
    };
    tables::statement::insert(change, &statement).await?;
    let detail = json!({"item": new.item.to_string(), "period": new.period, "reason": statement.reason});
    change.record(Fact::internal("catalogue.nil_drafted", format!("nil_statement:{}", statement.id), &new.agency, detail));
    Ok(Ok(statement.id))
}

/// Signs a statement, or gives it back with a note. The caller has asked the gate.
///
/// # Errors
/// The outer error is a broken database; the inner one lists everything that is wrong.
pub async fn sign(change: &mut Change, id: i64, refused_because: Option<&str>) -> Result<Result<NilStatement, Vec<StatementRefusal>>> {
    let Some(statement) = tables::statement::by_id(change.connection(), id).await? else {
        return Ok(Err(vec![StatementRefusal::Unknown]));
    };
    let mut refusals = Vec::new();
    if statement.state != StatementState::Drafted {
        refusals.push(StatementRefusal::NotWaiting);
    }
    // Who drafted it does not answer for it as well.
    if statement.drafted_by == change.actor().id {
        refusals.push(StatementRefusal::OwnDraft);
    }
    if refused_because.is_some_and(|note| note.trim().is_empty()) {
        refusals.push(StatementRefusal::NoteMissing);
    }
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let state = if refused_because.is_some() { StatementState::Refused } else { StatementState::Signed };
    tables::statement::decide(change, id, state, refused_because.unwrap_or_default().trim()).await?;
    let detail = json!({"item": statement.item.to_string(), "period": statement.period, "note": refused_because.unwrap_or_default()});
    let subject = format!("nil_statement:{id}");
    change.record(match state {
        StatementState::Signed => Fact::public("catalogue.nil_signed", subject, &statement.agency, detail),
        _ => Fact::internal("catalogue.nil_refused", subject, &statement.agency, detail),
    });
    Ok(Ok(statement))
}
