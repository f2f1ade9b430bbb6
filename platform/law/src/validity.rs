//! Is a normative document in force on a given day? The answer is replayed from dated facts, never typed in.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// 有效期: a normative document ends after five years unless renewed (rule of most provinces; configurable).
pub const NORMATIVE_TERM_YEARS: u16 = 5;
/// 暂行, 试行: two years.
pub const TRIAL_TERM_YEARS: u16 = 2;

crate::coded! {
    /// 效力状态.
    pub enum Validity "效力状态" {
        NotYet => "not_yet", "尚未施行";
        InForce => "in_force", "有效";
        /// 已修改: in force as amended.
        Amended => "amended", "已修改";
        Partly => "partly", "部分有效";
        Suspended => "suspended", "停止执行";
        /// 失效: its term is over or its object gone.
        Lapsed => "lapsed", "失效";
        /// 废止: ended by a decision.
        Repealed => "repealed", "废止";
        /// 被替代: ended by the text that took its place.
        Replaced => "replaced", "被替代";
    }
}

impl Validity {
    /// Whether it may still be applied.
    pub fn binds(self) -> bool {
        matches!(self, Validity::InForce | Validity::Amended | Validity::Partly)
    }

    /// Reads what sites print: 有效, 现行有效, 已废止, 宣布失效…; blanks say nothing.
    pub fn of_label(text: &str) -> Option<Validity> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        match bare.as_str() {
            "有效" | "现行有效" | "继续有效" | "是" => Some(Validity::InForce),
            "失效" | "已失效" | "宣布失效" | "自动失效" => Some(Validity::Lapsed),
            "废止" | "已废止" | "宣布废止" => Some(Validity::Repealed),
            "部分有效" | "部分失效" | "部分废止" => Some(Validity::Partly),
            "已修改" | "修改" | "已修订" | "修订" => Some(Validity::Amended),
            "尚未施行" | "尚未生效" | "未生效" | "待施行" | "已公布未施行" => Some(Validity::NotYet),
            "停止执行" | "暂停执行" | "停止施行" => Some(Validity::Suspended),
            "被替代" | "已被替代" | "被修订" => Some(Validity::Replaced),
            _ => None,
        }
    }
}

/// Something that happened to the force of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactKind {
    Amended,
    PartlyRepealed,
    Repealed,
    /// Repealed by the text that takes its place.
    Replaced,
    DeclaredLapsed,
    /// The new last day; `None` where no term remains.
    Extended {
        until: Option<Date>,
    },
    Suspended,
    Resumed,
}

/// A fact and the day from which it holds (not the day it was decided).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityFact {
    pub on: Date,
    #[serde(flatten)]
    pub kind: FactKind,
}

/// How the last day of a term is found. Papers that name it almost always choose the day before the anniversary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermReckoning {
    /// 2021年3月1日起施行，有效期5年 → in force through 2026-02-28.
    #[default]
    DayBeforeAnniversary,
    /// … → in force through 2026-03-01 (民法典 article 201 read to the letter).
    Anniversary,
}

/// The last day on which a document is in force.
///
/// A text in force since 29 February has its anniversary on 1 March where the year has no such day, so that no term is
/// shorter than its years.
pub fn term_end(effective_on: Date, years: u16, reckoning: TermReckoning) -> Option<Date> {
    let year = effective_on.year().checked_add(i16::try_from(years).ok()?)?;
    let anniversary = Date::new(year, effective_on.month(), effective_on.day()).or_else(|_| Date::new(year, 3, 1)).ok()?;
    match reckoning {
        TermReckoning::DayBeforeAnniversary => anniversary.yesterday().ok(),
        TermReckoning::Anniversary => Some(anniversary),
    }
}

/// The force of a document on `day`. `ends_on` is its last day in force; without an effective date it is taken to be in
/// force from the first. Facts may come in any order; those after `day` do not count yet.
pub fn validity_on(day: Date, effective_on: Option<Date>, ends_on: Option<Date>, facts: &[ValidityFact]) -> Validity {
    let mut happened: Vec<&ValidityFact> = facts.iter().filter(|fact| fact.on <= day).collect();
    happened.sort_by_key(|fact| fact.on);
    let mut ends_on = ends_on;
    let mut ended = None;
    let (mut amended, mut partly, mut suspended) = (false, false, false);
    for fact in happened {
        match fact.kind {
            FactKind::Amended => amended = true,
            FactKind::PartlyRepealed => partly = true,
            FactKind::Repealed => ended = Some(Validity::Repealed),
            FactKind::Replaced => ended = Some(Validity::Replaced),
            FactKind::DeclaredLapsed => ended = Some(Validity::Lapsed),
            FactKind::Extended { until } => ends_on = until,
            FactKind::Suspended => suspended = true,
            FactKind::Resumed => suspended = false,
        }
    }
    match ended {
        Some(ended) => ended,
        None if effective_on.is_some_and(|effective| day < effective) => Validity::NotYet,
        None if ends_on.is_some_and(|end| end < day) => Validity::Lapsed,
        None if suspended => Validity::Suspended,
        None if partly => Validity::Partly,
        None if amended => Validity::Amended,
        None => Validity::InForce,
    }
}

/// The first day after `day` on which the force differs: when search, feeds and pages must look again. A text lapses on the
/// day after its last.
pub fn next_change_after(day: Date, effective_on: Option<Date>, ends_on: Option<Date>, facts: &[ValidityFact]) -> Option<Date> {
    let extended = facts.iter().filter_map(|fact| match fact.kind {
        FactKind::Extended { until } => until,
        _ => None,
    });
    let mut days: Vec<Date> = effective_on
        .into_iter()
        .chain(ends_on.into_iter().chain(extended).filter_map(|end| end.checked_add(1.day()).ok()))
        .chain(facts.iter().map(|fact| fact.on))
        .filter(|candidate| *candidate > day)
        .collect();
    days.sort_unstable();
    let now = validity_on(day, effective_on, ends_on, facts);
    days.into_iter().find(|candidate| validity_on(*candidate, effective_on, ends_on, facts) != now)
}

/// The last day that counts as "lapses within `months` months" from `day`.
pub fn horizon(day: Date, months: u16) -> Date {
    day.checked_add(i64::from(months).months()).unwrap_or(date(9999, 12, 31))
}
