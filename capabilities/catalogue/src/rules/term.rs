//! By when must it be public? 公开时限: what a phrase demands, as rules that a clock can keep.
//!
//! A phrase is read by `parse` into a [`Term`]; what cannot be read is said, never guessed. Families T1–T22 are those of the
//! official catalogues of the 26 fields (named in the tests). A term is told in words that read back as the same term.

mod anchor;
mod clause;
mod due;
mod normal;
mod parse;
#[cfg(test)]
mod tests;
mod words;

pub use due::{due, shown_until};
pub use parse::parse;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Working days or others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 工作日
    WorkingDays,
    /// 日、天: calendar days
    Days,
    Months,
    Hours,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub amount: u16,
    pub unit: Unit,
}

/// What sets a clock going. The day of the event is day 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// 信息形成或者变更 (条例 article 26)
    FormedOrChanged,
    /// 制定或获取信息
    MadeOrObtained,
    /// 作出行政决定 (双公示)
    DecisionMade,
    /// 本级人民代表大会或其常务委员会批准 (预算法 article 14)
    CongressApproved,
    /// 本级政府财政部门批复
    FinanceReplied,
    /// 收到申请
    RequestReceived,
    /// 收到批准文件
    ApprovalReceived,
    /// Another event, in the words of the phrase: 中标、成交供应商确定
    Event(String),
}

/// One rule of a term.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Rule {
    /// Within a span after an event.
    Within { anchor: Anchor, span: Span },
    /// 提前: at least a span before an event.
    Before { anchor: Anchor, span: Span },
    /// 实时: the span is configured.
    RealTime,
    /// 及时, 征集结束后及时: the span is configured; never more than 20 working days (条例 article 26).
    Prompt { anchor: Anchor },
    /// 按进展情况及时公开: each step of the matter promptly.
    Progress,
    /// 长期公开: must be on line, looked at every year, on change as T1.
    Standing,
    /// 公示期不少于…: may not come down earlier.
    Shown { at_least: Span },
    /// 每季度, 每年3月底前 …
    Periodic { every: super::period::Every, due: super::period::Due },
    /// 随采购文件公开: with the document named.
    With { document: String },
    /// 在公告规定期限内: the document named sets the span.
    SetBy { document: String },
    /// Only when someone asks: 收到申请之日起 …
    OnRequest { span: Span },
}

/// A rule with what it is limited to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    #[serde(flatten)]
    pub rule: Rule,
    /// The part of the content that it is for (处罚决定); empty: all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The channel that it is for (村公示栏); empty: each channel of the item.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Nothing in the phrase names the event: 信息形成或者变更 was taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anchor_assumed: bool,
}

/// What a whole phrase demands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Term {
    pub parts: Vec<Part>,
    /// 法律、法规另有规定的，从其规定: does not change a number, is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unless_law_says_otherwise: bool,
    /// Remarks in brackets that set no time of their own (旧版10个工作日, 动态调整), kept for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// Spans that a phrase leaves open, settled by each agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// 实时
    pub real_time: Span,
    /// 及时
    pub prompt: Span,
}

impl Default for Settled {
    fn default() -> Self {
        Self { real_time: Span { amount: 24, unit: Unit::Hours }, prompt: Span { amount: 5, unit: Unit::WorkingDays } }
    }
}

/// Nothing of the phrase, or not all of it, could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("公开时限“{phrase}”中的“{rest}”不能识别")]
pub struct Unread {
    pub phrase: String,
    /// What was left over.
    pub rest: String,
}

/// The last day on which a deed is in time, and whether a holiday notice to come may move it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDay {
    pub on: Date,
    pub provisional: bool,
}
