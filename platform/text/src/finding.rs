//! What is wrong with a text, how badly, where, and what should one do about it?

use serde::{Deserialize, Serialize};

/// One thing that screening found. Codes are stable and documented in `docs/findings.md`; the first word is the family:
/// `personal`, `classified`, `tamper`, `defect`, `duplicate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub code: String,
    pub severity: Severity,
    /// The place for a person: `第3段`, `表1第2行第4列`, `附件“名单.xlsx” Sheet2!A5`.
    #[serde(rename = "where")]
    pub place: String,
    pub excerpt: String,
    /// What to do, in administrative Chinese, one sentence.
    pub advice: String,
    /// Where exactly, when it lies in a paragraph of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What the span would read after one-click masking by the default profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masked: Option<String>,
}

/// Characters `start..end` (counted in `char`s, not bytes) of one paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub paragraph: String,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown, does not block.
    Warn,
    /// Cannot be published past; only masking, mending or an exemption with a reason lifts it.
    Stop,
}
