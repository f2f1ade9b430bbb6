//! What does an agency state of an item itself: that nothing arose in a period, or that something happened on a day?

use jiff::civil::Date;

use crate::catalogue::ItemRef;

gongkai_law::coded! {
    pub enum StatementState "零报告状态" {
        Drafted => "drafted", "待签字";
        Signed => "signed", "已签字";
        Refused => "refused", "已退回";
        Void => "void", "已作废";
    }
}

/// 零报告: nothing arose in a period, drafted by one and signed by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NilStatement {
    pub id: i64,
    pub item: ItemRef,
    pub agency: String,
    /// Code of the period: `2026`, `2026-Q1`.
    pub period: String,
    pub reason: String,
    pub drafted_by: i64,
    pub drafted_name: String,
    pub signed_name: String,
    pub signed_on: Option<Date>,
    pub state: StatementState,
    /// What the signatory wrote.
    pub note: String,
}

/// Something that happened on a day and sets a clock going: 预算批准, 作出决定.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    pub item: ItemRef,
    pub agency: String,
    pub on: Date,
    pub what: String,
    pub by_name: String,
}
