//! Which kinds of record are there, and what does each need? Data; the operator's table may extend or replace ours.

use serde::{Deserialize, Serialize};

/// A kind of record (信息种类).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// The same for a text that is 试行 or 暂行.
    #[serde(default)]
    pub trial_term: Option<u16>,
    /// Whether it is shown for a time only (公示期).
    #[serde(default)]
    pub expires: bool,
    /// Metadata without which it is not submitted.
    #[serde(default)]
    pub required: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The kinds are laid over ours (one with a known code takes its place) instead of replacing them all.
    #[serde(default)]
    extends: bool,
    #[serde(default)]
    kind: Vec<Kind>,
}

/// Reads a table of kinds over the ones we bring along.
///
/// # Errors
/// Everything that is wrong, each naming its entry.
pub(crate) fn read(text: &str, ours: &[Kind]) -> Result<Vec<Kind>, Vec<String>> {
    let file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut wrong = Vec::new();
    for (n, kind) in (1..).zip(&file.kind) {
        let twice = file.kind.iter().filter(|other| other.code == kind.code).count() > 1;
        let reasons = against(kind).into_iter().chain(twice.then(|| "its code is borne twice".to_owned()));
        wrong.extend(reasons.map(|reason| format!("kind {n} (`{}`): {reason}", kind.code)));
    }
    let mut all = if file.extends { ours.to_vec() } else { Vec::new() };
    for kind in file.kind {
        match all.iter_mut().find(|known| known.code == kind.code) {
            Some(known) => *known = kind,
            None => all.push(kind),
        }
    }
    if all.is_empty() {
        wrong.push("it has no `[[kind]]`".to_owned());
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

fn against(kind: &Kind) -> Vec<String> {
    let mut wrong = Vec::new();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if kind.code.is_empty() || !kind.code.chars().all(plain) {
        wrong.push("a code is of small letters, digits and `_`".to_owned());
    }
    if kind.label.trim().is_empty() {
        wrong.push("it has no `label`".to_owned());
    }
    if !kind.item.is_empty() && gongkai_law::DisclosureItem::get(&kind.item).is_none() {
        wrong.push(format!("there is no item `{}` of articles 20 and 21", kind.item));
    }
    for field in kind.required.iter().filter(|field| !crate::rules::REQUIRABLE.contains(&field.as_str())) {
        wrong.push(format!("`{field}` cannot be required; what can be is {}", crate::rules::REQUIRABLE.join(", ")));
    }
    if kind.term == Some(0) || kind.trial_term == Some(0) {
        wrong.push("a term has at least one year".to_owned());
    }
    wrong
}

impl Kind {
    /// All kinds in the order of menus.
    pub fn all() -> &'static [Self] {
        crate::practice::kinds()
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

    /// The kind that a title and its number suggest; 通知 where nothing else does, the first where there is no such kind here.
    #[must_use]
    pub fn suggested(title: &str, document_number: Option<&str>) -> &'static str {
        let first = Self::all().first().map_or("", |kind| kind.code.as_str());
        let here = |code: &'static str| Self::get(code).map(|kind| kind.code.as_str());
        here(usual(title, document_number)).or_else(|| here("notice")).unwrap_or(first)
    }
}

/// What a title and its number usually stand for.
fn usual(title: &str, document_number: Option<&str>) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_kinds_holds() {
        let codes: std::collections::BTreeSet<_> = Kind::all().iter().map(|kind| &kind.code).collect();
        assert_eq!(codes.len(), Kind::all().len(), "codes are unique");
        assert!(Kind::all().len() >= 30, "reading the embedded table checked each of them");
    }

    #[test]
    fn a_table_extends_or_replaces_ours() {
        let text = "[[kind]]\ncode = \"bidding\"\nlabel = \"招标公告\"\nitem = \"ZD20-15\"\n\n[[kind]]\ncode = \"notice\"\nlabel = \"通知公告\"\nitem = \"\"\n";
        let own = read(text, Kind::all()).unwrap();
        assert_eq!(own.iter().map(|kind| kind.label.as_str()).collect::<Vec<_>>(), ["招标公告", "通知公告"]);
        let both = read(&format!("extends = true\n{text}"), Kind::all()).unwrap();
        assert_eq!(both.len(), Kind::all().len() + 1);
        let place = |all: &[Kind]| all.iter().position(|kind| kind.code == "notice");
        assert_eq!(place(&both), place(Kind::all()), "a known code keeps its place in the menu");
    }

    #[test]
    fn everything_wrong_with_a_table_is_told_at_once() {
        let text = "[[kind]]\ncode = \"A b\"\nlabel = \"\"\nitem = \"ZD99\"\nrequired = [\"colour\"]\n";
        let wrong = read(text, &[]).unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert!(wrong.iter().all(|reason| reason.starts_with("kind 1 (`A b`): ")), "{wrong:?}");
        assert!(read("[[kind]]\ncode = \"x\"\n", &[]).unwrap_err()[0].contains("label"));
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
