//! Which facts of an edition stand at its head, in which words? The header table, its banner and its relations.

use std::sync::OnceLock;

use gongkai_agencies::Directory;
use gongkai_law::{Genre, Openness, Topics, Validity};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::body;
use crate::content::{Attachment, Content};
use crate::kind::Kind;
use crate::tables::record::{Record, Related};

/// 主题分类, read once.
pub fn topics() -> &'static Topics {
    static TOPICS: OnceLock<Topics> = OnceLock::new();
    TOPICS.get_or_init(Topics::national)
}

/// The label of a code of 有效性; empty where it has none.
#[must_use]
pub fn validity_label(code: &str) -> &'static str {
    code.parse::<Validity>().map_or("", Validity::label)
}

/// The header table of a published record (platform norms, metadata of a published document), without its empty rows.
#[must_use]
pub fn facts(record: &Record, content: &Content, directory: &Directory) -> Vec<(&'static str, String)> {
    let metadata = &content.metadata;
    let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let genre = metadata.genre.as_deref().and_then(|code| code.parse::<Genre>().ok());
    let openness = metadata.openness.as_deref().and_then(|code| code.parse::<Openness>().ok()).unwrap_or(Openness::Proactive);
    let issuers =
        if metadata.issuers.is_empty() { directory.name_of(&record.agency_path).to_owned() } else { metadata.issuers.join("、") };
    let mut rows = vec![
        ("索引号", record.index_number.clone().unwrap_or_default()),
        ("发文字号", text(&metadata.document_number)),
        ("发文机关", issuers),
        ("受委托发布", content.delegated_by.clone()),
        ("成文日期", day(metadata.formed_on)),
        ("发布日期", record.published_on.to_string()),
        ("主题分类", topics().path(&content.topic).unwrap_or_default()),
        ("体裁", genre.map_or_else(String::new, |genre| genre.label().to_owned())),
        ("公开方式", openness.label().to_owned()),
        ("有效性", validity_label(&record.validity).to_owned()),
        ("施行日期", day(metadata.effective_on)),
        ("失效日期", day(metadata.ends_on)),
        ("公示截止", content.shown_until.map_or_else(String::new, |date| date.to_string())),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

/// Where a text comes from: 来源, else those who issued it, else the agency that published it. Never empty (页面标签 ContentSource).
#[must_use]
pub fn source(record: &Record, content: &Content, directory: &Directory) -> String {
    let metadata = &content.metadata;
    let named = metadata.source.clone().filter(|source| !source.trim().is_empty());
    let issuers = || Some(metadata.issuers.join("、")).filter(|issuers| !issuers.is_empty());
    named.or_else(issuers).unwrap_or_else(|| directory.name_of(&record.agency_path).to_owned())
}

/// 发布日期 with its minute where the day is the one on which the system itself put the text on line.
#[must_use]
pub fn published_minute(published_on: Date, first_online_at: &str) -> String {
    let online = first_online_at.parse::<Timestamp>().ok().map(|at| Offset::constant(8).to_datetime(at));
    match online.filter(|online| online.date() == published_on) {
        Some(online) => online.strftime("%Y-%m-%d %H:%M").to_string(),
        None => format!("{published_on} 00:00"),
    }
}

/// A file as the page lists it.
#[derive(Debug, Serialize)]
pub struct FileLine {
    pub name: String,
    pub address: String,
    pub n_bytes: u64,
    pub kind: String,
}

/// The files beside the text; pictures of the text itself are in it already.
#[must_use]
pub fn files(id: i64, content: &Content) -> Vec<FileLine> {
    let line = |file: &Attachment| FileLine {
        name: file.name.clone(),
        address: body::address(id, file),
        n_bytes: file.n_bytes,
        kind: file.kind.to_uppercase(),
    };
    content.attachments.iter().filter(|file| !file.inline).map(line).collect()
}

/// Relations of one sort.
#[derive(Debug, Serialize)]
pub struct Relations {
    pub label: &'static str,
    pub records: Vec<RelatedLine>,
}

#[derive(Debug, Serialize)]
pub struct RelatedLine {
    pub title: String,
    pub document_number: String,
    /// Empty where the other text is not kept here.
    pub path: String,
    pub published_on: Option<Date>,
}

impl RelatedLine {
    fn of(related: &Related) -> Self {
        Self {
            title: related.title.clone(),
            document_number: related.document_number.clone(),
            path: related.id.map_or_else(String::new, |id| format!("/documents/{id}")),
            published_on: related.published_on,
        }
    }
}

fn relation_label(relation: &str, forward: bool) -> &'static str {
    match (relation, forward) {
        ("amends", true) => "修改以下文件",
        ("amends", false) => "被以下文件修改",
        ("repeals", true) => "废止以下文件",
        ("repeals", false) => "被以下文件废止",
        ("replaces", true) => "替代以下文件",
        ("replaces", false) => "被以下文件替代",
        ("implements", true) => "落实以下文件",
        ("implements", false) => "由以下文件落实",
        ("interprets", true) => "解读以下文件",
        ("interprets", false) => "政策解读",
        ("based_on", true) => "制定依据",
        ("based_on", false) => "依据本文件制定",
        ("forwards", true) => "转发以下文件",
        ("forwards", false) => "被以下文件转发",
        (_, true) => "提到的文件",
        (_, false) => "被以下文件提到",
    }
}

/// All relations under their labels, what changed its force first.
#[must_use]
pub fn relations(related: &[Related]) -> Vec<Relations> {
    let mut groups: Vec<Relations> = Vec::new();
    for one in related {
        let label = relation_label(&one.relation, one.forward);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.records.push(RelatedLine::of(one)),
            None => groups.push(Relations { label, records: vec![RelatedLine::of(one)] }),
        }
    }
    // What changed the force of this text, before everything else.
    groups.sort_by_key(|group| !["被以下文件废止", "被以下文件替代", "被以下文件修改"].contains(&group.label));
    groups
}

/// What stands above a text that must not be read as if it simply held.
#[derive(Debug, Serialize)]
pub struct Banner {
    /// Code of 有效性.
    pub validity: String,
    pub text: String,
    /// The texts that ended or changed it.
    pub by: Vec<RelatedLine>,
}

/// The banner of a record; none where it holds as it stands.
#[must_use]
pub fn banner(record: &Record, related: &[Related]) -> Option<Banner> {
    let metadata = &record.edition.content.metadata;
    let validity: Validity = record.validity.parse().ok()?;
    let day = |label: &str, date: Option<Date>| date.map_or_else(String::new, |date| format!("，{label}：{date}"));
    let (text, sorts): (String, &[&str]) = match validity {
        Validity::InForce => return None,
        Validity::NotYet => (format!("本文件尚未施行{}。", day("施行日期", metadata.effective_on)), &[]),
        Validity::Amended => ("本文件已被修改，请与修改它的文件一并阅读。".to_owned(), &["amends"]),
        Validity::Partly => ("本文件部分条款已经废止，其余部分仍然有效。".to_owned(), &["amends", "repeals"]),
        Validity::Suspended => ("本文件已停止执行。".to_owned(), &[]),
        Validity::Lapsed => {
            (format!("本文件已经失效，不再作为行政管理的依据{}。", day("有效期至", metadata.ends_on)), &["replaces", "repeals"])
        }
        Validity::Repealed => ("本文件已经废止，不再作为行政管理的依据。".to_owned(), &["repeals", "replaces"]),
        Validity::Replaced => ("本文件已被新的文件替代，不再作为行政管理的依据。".to_owned(), &["replaces", "repeals"]),
    };
    let by = related.iter().filter(|one| !one.forward && sorts.contains(&one.relation.as_str())).map(RelatedLine::of).collect();
    Some(Banner { validity: record.validity.clone(), text, by })
}

/// The column of the site under which records of a kind stand (页面标签, group 栏目).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Column {
    pub name: &'static str,
    pub description: &'static str,
    pub keywords: &'static str,
    pub kind: &'static str,
    pub path: &'static str,
}

/// The column of a kind.
#[must_use]
pub fn column(kind: &str) -> Column {
    let policy = Kind::get(kind).is_some_and(|kind| kind.policy);
    match kind {
        "news" => Column {
            name: "政务动态",
            description: "发布本地区政务活动和工作进展",
            keywords: "政务动态,要闻,工作进展",
            kind: "动态要闻",
            path: "/news",
        },
        "interpretation" => Column {
            name: "政策解读",
            description: "发布政策文件的解读材料",
            keywords: "政策解读,文件解读",
            kind: "政策解读",
            path: "/documents?kind=interpretation",
        },
        "announcement" | "public_notice" | "recruitment" | "personnel" => Column {
            name: "通知公告",
            description: "发布公告、通告、公示和招考人事信息",
            keywords: "公告,公示,招考,人事",
            kind: "通知公告",
            path: "/documents?kind=announcement&kind=public_notice&kind=recruitment&kind=personnel",
        },
        "guide" => Column {
            name: "政府信息公开指南",
            description: "发布政府信息公开指南",
            keywords: "指南,政府信息公开",
            kind: "政府信息公开",
            path: "/open/guide",
        },
        "institution" => Column {
            name: "政府信息公开制度",
            description: "发布政府信息公开的法规、规章和制度",
            keywords: "制度,政府信息公开",
            kind: "政府信息公开",
            path: "/open/institutions",
        },
        "annual_report" => Column {
            name: "政府信息公开年报",
            description: "发布政府信息公开工作年度报告",
            keywords: "年度报告,政府信息公开",
            kind: "政府信息公开",
            path: "/open/annual-reports",
        },
        _ if policy => Column {
            name: "政策文件库",
            description: "集中公开行政规范性文件和其他政策文件",
            keywords: "政策文件,规范性文件,有效性",
            kind: "政策文件",
            path: "/policies",
        },
        _ => Column {
            name: "法定主动公开内容",
            description: "按照《中华人民共和国政府信息公开条例》第二十条、第二十一条主动公开的政府信息",
            keywords: "法定主动公开,政府信息",
            kind: "政府信息公开",
            path: "/open/items",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_is_the_systems_own_or_midnight() {
        let day = jiff::civil::date(2026, 3, 2);
        assert_eq!(published_minute(day, "2026-03-02T01:30:00Z"), "2026-03-02 09:30");
        assert_eq!(published_minute(day, "2026-03-01T15:59:00Z"), "2026-03-02 00:00");
        assert_eq!(published_minute(day, ""), "2026-03-02 00:00");
    }

    #[test]
    fn what_changed_its_force_stands_first() {
        let one = |relation: &str, forward| Related {
            relation: relation.to_owned(),
            forward,
            id: Some(3),
            title: "某办法".to_owned(),
            document_number: String::new(),
            published_on: None,
        };
        let labels: Vec<_> =
            relations(&[one("based_on", true), one("interprets", false), one("repeals", false)]).into_iter().map(|g| g.label).collect();
        assert_eq!(labels, ["被以下文件废止", "制定依据", "政策解读"]);
    }
}
