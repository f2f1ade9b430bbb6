//! Which kinds of record are there, and what does each need? Data, read once.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

const TABLE: &str = include_str!("../data/kinds.toml");

/// A kind of record (信息种类).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    pub code: String,
    pub label: String,
    /// Default item of articles 20 and 21; empty where the kind has a part of the platform of its own.
    pub item: String,
    /// A policy document: a proposal not to publish it goes to the openness office first.
    #[serde(default)]
    pub policy: bool,
    /// Default term of validity in years.
    #[serde(default)]
    pub term: Option<u16>,
    /// Whether it is shown for a time only (公示期).
    #[serde(default)]
    pub expires: bool,
    /// Metadata without which it is not submitted.
    pub required: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    kind: Vec<Kind>,
}

impl Kind {
    /// All kinds in the order of menus.
    pub fn all() -> &'static [Self] {
        static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
        KINDS.get_or_init(|| toml::from_str::<File>(TABLE).expect("the embedded table of kinds is checked by a test").kind)
    }

    #[must_use]
    pub fn get(code: &str) -> Option<&'static Self> {
        Self::all().iter().find(|kind| kind.code == code)
    }

    /// The label of a code; the code itself where it is unknown.
    #[must_use]
    pub fn label_of(code: &str) -> &str {
        Self::get(code).map_or(code, |kind| kind.label.as_str())
    }

    /// The kind that a title and its number suggest; 通知 where nothing else does.
    #[must_use]
    pub fn suggested(title: &str, document_number: Option<&str>) -> &'static str {
        if document_number.is_some_and(|number| number.contains("规〔")) {
            return "normative";
        }
        let ends = |words: &[&str]| words.iter().any(|word| title.trim_end_matches(['）', ')']).ends_with(word));
        let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
        match () {
            () if has(&["政策解读", "解读"]) => "interpretation",
            () if has(&["年度报告"]) && has(&["信息公开"]) => "annual_report",
            () if ends(&["公示"]) => "public_notice",
            () if ends(&["公告", "通告"]) => "announcement",
            () if ends(&["决算", "决算公开"]) || has(&["部门决算"]) => "final_accounts",
            () if ends(&["预算", "预算公开"]) || has(&["部门预算"]) => "budget",
            () if has(&["统计公报", "主要经济指标"]) => "statistics",
            () if has(&["任免", "任职", "免职"]) => "personnel",
            () if has(&["应急预案"]) => "emergency",
            () if ends(&["规划", "计划", "要点"]) => "plan",
            () if ends(&["意见"]) => "opinion",
            () if ends(&["决定"]) => "decision",
            () if ends(&["批复"]) => "reply",
            () if ends(&["函"]) => "letter",
            () if ends(&["通报"]) => "bulletin",
            () if ends(&["令"]) => "order",
            () if ends(&["清单", "目录"]) => "list",
            () if ends(&["条例", "规定", "办法", "细则"]) => "rule",
            () => "notice",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_kinds_holds() {
        let codes: std::collections::BTreeSet<_> = Kind::all().iter().map(|kind| &kind.code).collect();
        assert_eq!(codes.len(), Kind::all().len(), "codes are unique");
        for kind in Kind::all() {
            assert!(kind.item.is_empty() || gongkai_law::DisclosureItem::get(&kind.item).is_some(), "{}: {}", kind.code, kind.item);
            for field in &kind.required {
                assert!(crate::rules::REQUIRABLE.contains(&field.as_str()), "{}: {field}", kind.code);
            }
        }
    }

    #[test]
    fn a_title_suggests_its_kind() {
        assert_eq!(Kind::suggested("青岚县住房保障办法", Some("青政规〔2026〕3号")), "normative");
        assert_eq!(Kind::suggested("关于拟录用人员的公示", None), "public_notice");
        assert_eq!(Kind::suggested("《青岚县住房保障办法》政策解读", None), "interpretation");
        assert_eq!(Kind::suggested("关于印发青岚县2026年政务公开工作要点的通知", None), "notice");
        for title in ["x", "关于公示的通知", ""] {
            assert!(Kind::get(Kind::suggested(title, None)).is_some());
        }
    }
}
