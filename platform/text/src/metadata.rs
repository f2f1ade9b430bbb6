//! What is known of this document besides its text, and what in that cannot be true?

use jiff::civil::Date;

use crate::dates::{self, Found};
use crate::extract::{Extract, LabelSource};
use crate::finding::Finding;
use crate::labels;
use crate::marks;
use crate::normalise::{canonical, squeeze};
use crate::paragraph::{Metadata, Paragraph, ParagraphKind};
use crate::screen::Code;
use crate::structure::Structure;

/// Reads the metadata: the labels of the page first (those the national norm prescribes before header tables, these
/// before lines of text), then the text itself. `found` are the labels that cleaning cut from the text; all label values
/// pass through `simplify`. Values that cannot be true (2月30日) are left out and reported.
#[must_use]
pub fn metadata(
    extract: &Extract,
    found: &[(String, String)],
    structure: &Structure,
    simplify: &dyn Fn(&str) -> String,
) -> (Metadata, Vec<Finding>) {
    let mut labels = Labels::new(extract, found, simplify);
    let from_text = FromText::of(&structure.paragraphs, structure.title.as_deref());
    let formed_on = labels.date("formed_on").or(from_text.formed_on);
    labels.findings.extend(from_text.findings);
    let title =
        structure.title.clone().or_else(|| labels.text("title")).or_else(|| page_title(extract, simplify)).map(|title| squeeze(&title));
    let issuers = match labels.text("issuers") {
        Some(value) => split_bodies(&value),
        None => from_text.issuers,
    };
    let metadata = Metadata {
        document_number: labels
            .text("document_number")
            .map(|value| marks::document_number(&value).unwrap_or(value))
            .or_else(|| structure.document_number.clone()),
        index_number: labels.text("index_number").filter(|value| !value.ends_with("None")),
        issuers,
        formed_on,
        published_on: labels.date("published_on"),
        effective_on: labels.date("effective_on"),
        ends_on: labels.date("ends_on"),
        validity: labels.text("validity").and_then(|value| validity(&value)).map(str::to_owned),
        openness: labels.text("openness").and_then(|value| openness(&value)).or(from_text.openness).map(str::to_owned),
        topic: labels.text("topic"),
        genre: labels.text("genre").or_else(|| title.as_deref().and_then(genre).map(str::to_owned)),
        audience: labels.text("audience"),
        owner_unit: labels.text("owner_unit"),
        keywords: labels.text("keywords"),
        summary: labels.text("summary"),
        source: labels.text("source"),
        title,
    };
    (metadata, labels.findings)
}

struct Labels<'a> {
    /// Field and value, the most trustworthy first.
    values: Vec<(&'static str, String)>,
    simplify: &'a dyn Fn(&str) -> String,
    findings: Vec<Finding>,
}

impl<'a> Labels<'a> {
    fn new(extract: &Extract, found: &[(String, String)], simplify: &'a dyn Fn(&str) -> String) -> Self {
        let rank = |from: LabelSource| match from {
            LabelSource::Meta => 0,
            LabelSource::HeaderTable => 1,
            LabelSource::Text => 2,
            LabelSource::Properties => 3,
        };
        let mut all: Vec<(u8, &str, &str)> =
            extract.labels.iter().map(|label| (rank(label.from), label.name.as_str(), label.value.as_str())).collect();
        all.extend(found.iter().map(|(name, value)| (2, name.as_str(), value.as_str())));
        all.sort_by_key(|(rank, _, _)| *rank);
        let values = all
            .into_iter()
            .filter(|(_, _, value)| !labels::is_missing(value))
            .filter_map(|(_, name, value)| Some((field(name)?, canonical(value))))
            .collect();
        Self { values, simplify, findings: Vec::new() }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.values.iter().find(|(name, _)| *name == field).map(|(_, value)| (self.simplify)(value))
    }

    fn date(&mut self, field: &str) -> Option<Date> {
        let found: Vec<Found> = self
            .values
            .iter()
            .filter(|(name, _)| *name == field)
            .filter_map(|(_, value)| dates::of_value(&(self.simplify)(value)))
            .collect();
        self.findings.extend(found.iter().filter_map(bad_date));
        found.iter().find_map(Found::day)
    }
}

/// Meta labels come in any case (`articletitle`, `KeyWords`).
fn field(name: &str) -> Option<&'static str> {
    labels::field(name).or_else(|| match name.to_ascii_lowercase().as_str() {
        "articletitle" => Some("title"),
        "pubdate" => Some("published_on"),
        "contentsource" => Some("source"),
        "keywords" => Some("keywords"),
        "description" => Some("summary"),
        _ => None,
    })
}

fn bad_date(found: &Found) -> Option<Finding> {
    match found {
        Found::Day(_) => None,
        Found::NoSuchDay(words) => Some(Finding {
            code: Code::DateInvalid.as_str().to_owned(),
            severity: Code::DateInvalid.severity(),
            place: "日期".to_owned(),
            excerpt: words.clone(),
            advice: format!("“{words}”不是存在的日期，请核对原件后改正。"),
            span: None,
            masked: None,
        }),
    }
}

/// What the text says of itself: who signs it, when, and how public it is.
#[derive(Default)]
struct FromText {
    issuers: Vec<String>,
    formed_on: Option<Date>,
    openness: Option<&'static str>,
    findings: Vec<Finding>,
}

impl FromText {
    fn of(paragraphs: &[Paragraph], title: Option<&str>) -> Self {
        let mut this = Self::default();
        let formed = paragraphs.iter().position(|p| p.kind == ParagraphKind::FormedOn);
        if let Some(at) = formed {
            let found = dates::is_whole(&paragraphs[at].text);
            this.formed_on = found.as_ref().and_then(Found::day);
            this.findings.extend(found.as_ref().and_then(bad_date));
            let signatures = paragraphs[..at].iter().rev().take_while(|p| p.kind == ParagraphKind::Signature);
            this.issuers = signatures.map(|p| squeeze(&p.text)).collect();
            this.issuers.reverse();
        }
        if this.issuers.is_empty() {
            this.issuers = title.and_then(issuer_of_title).map(split_bodies).unwrap_or_default();
        }
        this.openness = paragraphs.iter().find(|p| p.kind == ParagraphKind::Note).and_then(|p| openness(&p.text));
        this
    }
}

/// 青岚县人民政府关于…: the issuer stands before 关于, if what stands there is a body.
fn issuer_of_title(title: &str) -> Option<&str> {
    let (issuer, _) = title.split_once("关于").or_else(|| title.split_once("關於")).or_else(|| title.split_once("關于"))?;
    // 市政府办公厅 is short for its own town only; the header or the signature must name it in full.
    (issuer.chars().count() >= 4
        && marks::is_organ(&issuer.chars().map(crate::script::fold_char).collect::<String>())
        && !issuer.starts_with(['市', '县', '省', '区']))
    .then_some(issuer)
}

/// The bodies of a joint issue, the lead maker first.
fn split_bodies(value: &str) -> Vec<String> {
    let split = |c: char| matches!(c, '、' | '；' | ';' | '，' | ',' | '/' | '|') || crate::normalise::is_space(c);
    value.split(split).filter(|part| part.chars().count() > 1).map(str::to_owned).collect()
}

/// The page's own `<title>` without the name of the site behind it.
fn page_title(extract: &Extract, simplify: &dyn Fn(&str) -> String) -> Option<String> {
    let title = canonical(extract.title.as_deref()?);
    let core = title.split(['_', '|']).next().unwrap_or(&title);
    let core = core.split(" - ").next().unwrap_or(core).trim();
    (core.chars().count() >= 4).then(|| simplify(core))
}

fn validity(value: &str) -> Option<&'static str> {
    // The longer word first: 部分失效 holds 失效, 宣布失效 too.
    const WORDS: [(&str, &str); 12] = [
        ("部分", "partly"),
        ("尚未", "not_yet"),
        ("未生效", "not_yet"),
        ("待施行", "not_yet"),
        ("无效", "lapsed"),
        ("失效", "lapsed"),
        ("废止", "repealed"),
        ("修改", "amended"),
        ("修订", "amended"),
        ("现行", "in_force"),
        ("有效", "in_force"),
        ("是", "in_force"),
    ];
    WORDS.iter().find(|(word, _)| value.contains(word)).map(|(_, validity)| *validity)
}

fn openness(value: &str) -> Option<&'static str> {
    let folded: String = value.chars().map(crate::script::fold_char).collect();
    const WORDS: [(&str, &str); 6] = [
        ("依申请", "on_request"),
        ("不予公开", "withheld"),
        ("不公开", "withheld"),
        ("主动公开", "proactive"),
        ("公开发布", "proactive"),
        ("全文公开", "proactive"),
    ];
    WORDS.iter().find(|(word, _)| folded.contains(word)).map(|(_, openness)| *openness)
}

/// 公文种类 by the last noun of the title (《党政机关公文处理工作条例》第八条).
#[must_use]
pub fn genre(title: &str) -> Option<&'static str> {
    const KINDS: [(&str, &str); 16] = [
        ("决议", "决议"),
        ("决定", "决定"),
        ("命令", "命令（令）"),
        ("令", "命令（令）"),
        ("公报", "公报"),
        ("公告", "公告"),
        ("通告", "通告"),
        ("意见", "意见"),
        ("通知", "通知"),
        ("通报", "通报"),
        ("报告", "报告"),
        ("请示", "请示"),
        ("批复", "批复"),
        ("议案", "议案"),
        ("函", "函"),
        ("纪要", "纪要"),
    ];
    let title = title.trim_end_matches(['）', ')']);
    let title = title.rfind(['（', '(']).filter(|at| title.len() - at <= 24).map_or(title, |at| &title[..at]);
    KINDS.iter().find(|(end, _)| title.ends_with(end)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::extract::Label;
    use crate::structure::structure;

    fn read(extract: &Extract) -> (Metadata, Vec<Finding>) {
        metadata(extract, &[], &structure(&extract.blocks, None), &str::to_owned)
    }

    #[test]
    fn the_text_speaks_for_itself() {
        let (metadata, findings) = read(&Extract::of_lines(
            "关于做好公开工作的通知\n青政发〔2026〕1号\n各乡镇:\n请认真执行。\n青岚县财政局\n青岚县民政局\n二〇二六年一月二日\n（此件依申请公开）",
        ));
        assert_eq!(metadata.issuers, ["青岚县财政局", "青岚县民政局"]);
        assert_eq!(metadata.formed_on, Some(date(2026, 1, 2)));
        assert_eq!(metadata.openness.as_deref(), Some("on_request"));
        assert_eq!(metadata.genre.as_deref(), Some("通知"));
        assert_eq!(findings, []);
    }

    #[test]
    fn labels_in_any_shape() {
        let label = |name: &str, value: &str, from| Label { name: name.to_owned(), value: value.to_owned(), from };
        let extract = Extract {
            labels: vec![
                label("发文机关", "青岚县财政局、青岚县民政局", LabelSource::HeaderTable),
                label("有\u{2002}效\u{2002}性：", "部分失效", LabelSource::HeaderTable),
                label("发文字号", "无", LabelSource::HeaderTable),
                label("pubDate", "2026-08-04 10:08", LabelSource::Meta),
                label("成文日期", "2026年2月30日", LabelSource::HeaderTable),
            ],
            ..Extract::default()
        };
        let (metadata, findings) = read(&extract);
        assert_eq!(metadata.issuers.len(), 2);
        assert_eq!(metadata.validity.as_deref(), Some("partly"));
        assert_eq!(metadata.document_number, None);
        assert_eq!(metadata.published_on, Some(date(2026, 8, 4)));
        assert_eq!(metadata.formed_on, None);
        assert_eq!(findings[0].code, "defect.date_invalid");
    }
}
