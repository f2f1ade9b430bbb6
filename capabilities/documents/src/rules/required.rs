//! Which metadata does a record still lack?

use gongkai_law::{Genre, Ground, Openness};

use crate::content::Content;
use crate::kind::Kind;

/// What a kind may demand; `data/kinds.toml` uses these words.
pub const REQUIRABLE: [&str; 5] = ["document_number", "formed_on", "topic", "effective", "catalogue_item"];

/// What is missing or contradicts itself, each with the rule it breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    #[error("请填写标题")]
    Title,
    #[error("请选择信息种类")]
    Kind,
    #[error("请填写正文")]
    Text,
    #[error("{0}应当有发文字号")]
    DocumentNumber(String),
    #[error("请填写成文日期")]
    FormedOn,
    #[error("请选择主题分类")]
    Topic,
    #[error("规范性文件应当写明施行日期（国办发〔2018〕37号）")]
    Effective,
    #[error("请选择对应的公开事项（标准目录）")]
    CatalogueItem,
    #[error("请填写发文机关")]
    Issuer,
    #[error("不予公开或依申请公开的，应当选择法定理由并说明（条例第十四条至第十六条、国办发〔2016〕80号）")]
    Ground,
    #[error("主动公开的信息不应同时选择不予公开理由")]
    GroundWithProactive,
    #[error("公示应当写明截止日期")]
    ShownUntil,
    #[error("失效日期不能早于施行日期")]
    EndsBeforeEffective,
}

/// Everything that keeps a working copy from being submitted.
#[must_use]
pub fn missing(content: &Content, openness_reason: &str) -> Vec<Missing> {
    let mut all = Vec::new();
    let metadata = &content.metadata;
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if blank(&metadata.title) {
        all.push(Missing::Title);
    }
    if content.paragraphs.is_empty() && content.attachments.is_empty() {
        all.push(Missing::Text);
    }
    if metadata.issuers.iter().all(|issuer| issuer.trim().is_empty()) {
        all.push(Missing::Issuer);
    }
    match Kind::get(&content.kind) {
        None => all.push(Missing::Kind),
        Some(kind) => {
            for field in &kind.required {
                match field.as_str() {
                    "document_number" if blank(&metadata.document_number) => all.push(Missing::DocumentNumber(kind.label.clone())),
                    "formed_on" if metadata.formed_on.is_none() => all.push(Missing::FormedOn),
                    "topic" if content.topic.is_empty() => all.push(Missing::Topic),
                    "catalogue_item" if content.items.is_empty() => all.push(Missing::CatalogueItem),
                    "effective" if metadata.effective_on.is_none() => all.push(Missing::Effective),
                    _ => {}
                }
            }
            if kind.expires && content.shown_until.is_none() && genre_is_notice(content) {
                all.push(Missing::ShownUntil);
            }
        }
    }
    openness(content, openness_reason, &mut all);
    if let (Some(from), Some(to)) = (metadata.effective_on, metadata.ends_on)
        && to < from
    {
        all.push(Missing::EndsBeforeEffective);
    }
    all
}

/// 公示 is shown for a time; a list of those already employed, filed under the same kind, need not be.
fn genre_is_notice(content: &Content) -> bool {
    content.title().ends_with("公示") || Genre::of_title(content.title()).is_some_and(|genre| genre.label() == "公示")
}

fn openness(content: &Content, reason: &str, all: &mut Vec<Missing>) {
    let proactive = openness_of(content) == Openness::Proactive;
    let ground = content.ground.parse::<Ground>();
    // 依申请公开 needs words as well: whoever asks later must be told the same reason.
    if !proactive && (ground.is_err() || reason.trim().is_empty()) {
        all.push(Missing::Ground);
    }
    if proactive && !content.ground.is_empty() {
        all.push(Missing::GroundWithProactive);
    }
}

/// 公开属性; what is not decided is proactive (article 5: 以公开为常态).
#[must_use]
pub fn openness_of(content: &Content) -> Openness {
    content.metadata.openness.as_deref().and_then(|code| code.parse().ok()).unwrap_or(Openness::Proactive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_text::paragraph::{Metadata, Paragraph, ParagraphKind};
    use jiff::civil::date;

    fn whole() -> Content {
        Content {
            kind: "normative".into(),
            topic: "0101".into(),
            metadata: Metadata {
                title: Some("青岚县住房保障办法".into()),
                document_number: Some("青政规〔2026〕3号".into()),
                issuers: vec!["青岚县人民政府".into()],
                formed_on: Some(date(2026, 3, 2)),
                effective_on: Some(date(2026, 4, 1)),
                ..Metadata::default()
            },
            paragraphs: vec![Paragraph {
                id: "p1".into(),
                kind: ParagraphKind::Body,
                level: 0,
                text: "正文".into(),
                rows: vec![],
                image: None,
            }],
            ..Content::default()
        }
    }

    #[test]
    fn a_whole_record_lacks_nothing() {
        assert_eq!(missing(&whole(), ""), []);
    }

    #[test]
    fn everything_missing_is_told_at_once() {
        let empty = Content { kind: "normative".into(), ..Content::default() };
        assert_eq!(
            missing(&empty, ""),
            [
                Missing::Title,
                Missing::Text,
                Missing::Issuer,
                Missing::DocumentNumber("行政规范性文件".into()),
                Missing::FormedOn,
                Missing::Topic,
                Missing::Effective,
            ]
        );
    }

    #[test]
    fn anything_but_proactive_needs_ground_and_reason() {
        let mut content = whole();
        content.metadata.openness = Some("withheld".into());
        assert_eq!(missing(&content, "涉及商业秘密"), [Missing::Ground]);
        content.ground = "trade_secret".into();
        assert_eq!(missing(&content, ""), [Missing::Ground]);
        assert_eq!(missing(&content, "涉及商业秘密"), []);
        content.metadata.openness = Some("proactive".into());
        assert_eq!(missing(&content, ""), [Missing::GroundWithProactive]);
    }

    #[test]
    fn a_public_notice_says_until_when() {
        let mut content = whole();
        content.kind = "public_notice".into();
        content.metadata.title = Some("关于拟表彰对象的公示".into());
        assert_eq!(missing(&content, ""), [Missing::ShownUntil]);
        content.shown_until = Some(date(2026, 3, 9));
        assert_eq!(missing(&content, ""), []);
    }
}
