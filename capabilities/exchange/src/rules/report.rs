//! What is said of one file, to a program as one JSON object and to a person as a few lines?

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gongkai_text::finding::{Finding, Severity};
use gongkai_text::paragraph::Metadata;
use gongkai_text::reading::Reading;
use gongkai_text::script::Script;
use jiff::civil::Date;
use serde::Serialize;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Read and screened; nothing was kept.
    Read,
    /// Taken in as a draft.
    Imported,
    /// Taken in and sent into review.
    Submitted,
    /// Taken in and public (or registered, where it is not to be public).
    Published,
    /// Taken in by an earlier run; nothing was done.
    Known,
    /// Taken in as a draft although more was asked for: something stops it.
    Held,
    /// Not a document: a picture, a film.
    Skipped,
    /// Not read, or not taken in.
    Failed,
}

impl Outcome {
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "已读取",
            Self::Imported => "已存为草稿",
            Self::Submitted => "已送审",
            Self::Published => "已公开",
            Self::Known => "此前已导入",
            Self::Held => "暂存草稿待处理",
            Self::Skipped => "跳过",
            Self::Failed => "失败",
        }
    }
}

/// Why a file failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable word: `damaged`, `encoding`, `too_large`, `bomb`, …
    pub code: String,
    /// Chinese, names the file and the cause.
    pub message: String,
}

/// A finding as it is told outside: without positions that only the editor's page understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub code: String,
    pub severity: Severity,
    #[serde(rename = "where")]
    pub place: String,
    pub excerpt: String,
    pub advice: String,
}

impl From<&Finding> for Told {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.clone(),
            severity: finding.severity,
            place: finding.place.clone(),
            excerpt: finding.excerpt.clone(),
            advice: finding.advice.clone(),
        }
    }
}

/// One line of `--json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub path: String,
    pub outcome: Outcome,
    pub title: Option<String>,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    /// The organs of a joint issue are parted by 、, the lead maker first.
    pub issuer: Option<String>,
    pub formed_on: Option<Date>,
    pub published_on: Option<Date>,
    pub validity: Option<String>,
    /// What the document or the command says; absent where neither does (an import then proposes `proactive`).
    pub openness: Option<String>,
    /// The script that came in.
    pub script: Option<Script>,
    pub paragraphs: usize,
    pub attachments_named: Vec<String>,
    pub findings: Vec<Told>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
}

impl Report {
    /// Of a file that was read.
    #[must_use]
    pub fn of(path: &str, reading: &Reading, metadata: &Metadata, findings: &[Finding]) -> Self {
        Self {
            title: metadata.title.clone(),
            document_number: metadata.document_number.clone(),
            index_number: metadata.index_number.clone(),
            issuer: (!metadata.issuers.is_empty()).then(|| metadata.issuers.join("、")),
            formed_on: metadata.formed_on,
            published_on: metadata.published_on,
            validity: metadata.validity.clone(),
            openness: metadata.openness.clone(),
            script: Some(reading.script),
            paragraphs: reading.paragraphs.len(),
            attachments_named: reading.annexes_named.clone(),
            findings: findings.iter().map(Told::from).collect(),
            ..Self::nothing(path, Outcome::Read)
        }
    }

    /// Of a file that gave nothing.
    #[must_use]
    pub fn without(path: &str, outcome: Outcome, code: &str, message: String) -> Self {
        Self { error: Some(Problem { code: code.to_owned(), message }), ..Self::nothing(path, outcome) }
    }

    fn nothing(path: &str, outcome: Outcome) -> Self {
        Self {
            path: path.to_owned(),
            outcome,
            title: None,
            document_number: None,
            index_number: None,
            issuer: None,
            formed_on: None,
            published_on: None,
            validity: None,
            openness: None,
            script: None,
            paragraphs: 0,
            attachments_named: Vec::new(),
            findings: Vec::new(),
            error: None,
        }
    }

    /// Some lines for a person.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("[{}] {}\n", self.outcome.label(), self.path);
        let mut facts: Vec<String> = Vec::new();
        let mut fact = |name: &str, value: Option<String>| facts.extend(value.map(|value| format!("{name}：{value}")));
        fact("文号", self.document_number.clone());
        fact("索引号", self.index_number.clone());
        fact("发文机关", self.issuer.clone());
        fact("成文", self.formed_on.map(|day| day.to_string()));
        fact("发布", self.published_on.map(|day| day.to_string()));
        fact("有效性", self.validity.as_deref().map(validity_label));
        fact("公开属性", self.openness.as_deref().map(openness_label));
        fact("文字", self.script.map(|script| if script == Script::Hant { "繁体" } else { "简体" }.to_owned()));
        fact("段落", (self.paragraphs > 0).then(|| self.paragraphs.to_string()));
        fact("所列附件", (!self.attachments_named.is_empty()).then(|| self.attachments_named.join("；")));
        if let Some(title) = &self.title {
            let _ = writeln!(out, "  《{title}》");
        }
        if self.script.is_some() {
            let _ = writeln!(out, "  {}", facts.join("　"));
        }
        for told in &self.findings {
            let weight = if told.severity == Severity::Stop { "阻断" } else { "提示" };
            let _ = writeln!(out, "  · {weight} {} {}：“{}” {}", told.code, told.place, told.excerpt, told.advice);
        }
        if let Some(problem) = &self.error {
            let _ = writeln!(out, "  {}（{}）", problem.message, problem.code);
        }
        out
    }
}

fn validity_label(code: &str) -> String {
    code.parse::<gongkai_law::Validity>().map_or(code, |validity| validity.label()).to_owned()
}

fn openness_label(code: &str) -> String {
    code.parse::<gongkai_law::Openness>().map_or(code, |openness| openness.label()).to_owned()
}

/// What a whole run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub outcomes: BTreeMap<Outcome, usize>,
    /// Findings by code: how many, in how many files, and whether one of them stops.
    pub codes: BTreeMap<String, Count>,
    /// The first failures, for the end of a long run.
    pub failures: Vec<String>,
}

/// How often a code was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    pub findings: usize,
    pub stops: usize,
    pub files: usize,
}

impl Tally {
    /// More failures than this are counted but not named again: each had its own line.
    const NAMED: usize = 50;

    pub fn add(&mut self, report: &Report) {
        *self.outcomes.entry(report.outcome).or_default() += 1;
        let mut in_file: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for told in &report.findings {
            let counts = in_file.entry(&told.code).or_default();
            counts.0 += 1;
            counts.1 += usize::from(told.severity == Severity::Stop);
        }
        for (code, (findings, stops)) in in_file {
            let count = self.codes.entry(code.to_owned()).or_default();
            count.findings += findings;
            count.stops += stops;
            count.files += 1;
        }
        if report.outcome == Outcome::Failed && self.failures.len() < Self::NAMED {
            let cause = report.error.as_ref().map(|problem| format!("{}（{}）", problem.message, problem.code));
            self.failures.push(format!("{}：{}", report.path, cause.unwrap_or_default()));
        }
    }

    #[must_use]
    pub fn of(&self, outcome: Outcome) -> usize {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    #[must_use]
    pub fn total(&self) -> usize {
        self.outcomes.values().sum()
    }

    /// One line: how many, and what became of them.
    #[must_use]
    pub fn line(&self) -> String {
        let parts: Vec<String> = self.outcomes.iter().map(|(outcome, n)| format!("{} {n}", outcome.label())).collect();
        format!("共 {} 个文件：{}", self.total(), if parts.is_empty() { "无".to_owned() } else { parts.join("，") })
    }

    /// The table at the end, for a person.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = format!("{}\n", self.line());
        if !self.codes.is_empty() {
            let _ = writeln!(out, "{:<32}{:>8}{:>8}{:>8}", "code", "文件", "处", "阻断");
        }
        for (code, count) in &self.codes {
            let _ = writeln!(out, "{code:<32}{:>10}{:>9}{:>10}", count.files, count.findings, count.stops);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_text::extract::Extract;

    #[test]
    fn the_keys_are_those_of_the_contract() {
        let extract = Extract::of_lines("关于节水的通知\n青政发〔2026〕1号\n各乡镇：\n请节约用水。\n青岚县水利局\n2026年3月2日");
        let reading = gongkai_text::reading::read(&extract, &std::collections::BTreeSet::new());
        let report = Report::of("a/b.txt", &reading, &reading.metadata, &reading.findings);
        let json = serde_json::to_value(&report).expect("a report is an object");
        let keys: Vec<&str> = json.as_object().expect("a report is an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "path",
                "outcome",
                "title",
                "document_number",
                "index_number",
                "issuer",
                "formed_on",
                "published_on",
                "validity",
                "openness",
                "script",
                "paragraphs",
                "attachments_named",
                "findings"
            ]
        );
        assert_eq!(json["outcome"], "read");
        assert_eq!(json["script"], "hans");
        assert_eq!(json["formed_on"], "2026-03-02");
        assert!(report.text().contains("《关于节水的通知》"));
    }

    #[test]
    fn a_failure_is_counted_and_named() {
        let mut tally = Tally::default();
        tally.add(&Report::without("坏.docx", Outcome::Failed, "damaged", "“坏.docx”已损坏".to_owned()));
        assert_eq!((tally.total(), tally.of(Outcome::Failed)), (1, 1));
        assert_eq!(tally.failures, ["坏.docx：“坏.docx”已损坏（damaged）"]);
        assert_eq!(tally.line(), "共 1 个文件：失败 1");
    }
}
