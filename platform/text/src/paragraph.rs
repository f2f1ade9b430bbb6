//! What are the parts of a document, and how is each addressed for ever?
//!
//! Comments, answers, amendments and comparisons point to paragraphs, so an identity must survive an edition in which
//! other paragraphs come and go (`house.md` invariant 9).

use serde::{Deserialize, Serialize};

/// One paragraph, table or picture of the text that is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// `a3` (第三条), `s1.2.3` (一、（二）3.), `p17` (seventeenth plain paragraph), unique within the document.
    pub id: String,
    pub kind: ParagraphKind,
    /// Depth of a heading or article part: 1 for 一、 or 章, 2 for （一）, 3 for 1., 4 for （1）; 0 where it has none.
    #[serde(default)]
    pub level: u8,
    /// The text without layout: no leading spaces, no line breaks inside a paragraph. Empty for a table.
    #[serde(default)]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    /// SHA-256 of the picture among the attachments, or its original name where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// The elements of an official document (GB/T 9704-2012) and what else a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParagraphKind {
    /// 标题 inside the body (the attached plan's own title after the covering notice).
    Title,
    /// 主送机关
    Salutation,
    Heading,
    Body,
    /// 第N条
    Article,
    Table,
    Image,
    /// 附件说明: names the annexes below the body.
    AnnexNote,
    /// 附件 marker at the start of an annex.
    Annex,
    /// 落款: the organ that signs.
    Signature,
    /// 成文日期
    FormedOn,
    /// 附注: （此件公开发布）
    Note,
    /// 责任单位 / 牵头单位 line
    Responsible,
    /// 版记: 抄送, 印发
    Imprint,
}

/// What is known of a document besides its text (national header of a published record).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub title: Option<String>,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    /// 发文机关; a joint issue names several, the lead maker first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<String>,
    /// ISO dates.
    pub formed_on: Option<jiff::civil::Date>,
    pub published_on: Option<jiff::civil::Date>,
    pub effective_on: Option<jiff::civil::Date>,
    pub ends_on: Option<jiff::civil::Date>,
    /// 有效性 as a stable word: `in_force`, `not_yet`, `partly`, `amended`, `lapsed`, `repealed`.
    pub validity: Option<String>,
    /// 公开属性: `proactive`, `on_request`, `withheld`.
    pub openness: Option<String>,
    pub topic: Option<String>,
    pub genre: Option<String>,
    pub audience: Option<String>,
    pub owner_unit: Option<String>,
    pub keywords: Option<String>,
    pub summary: Option<String>,
    pub source: Option<String>,
}
