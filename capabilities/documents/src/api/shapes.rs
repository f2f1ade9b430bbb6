//! How is each answer of the interface shaped? Field names are those of the glossary.

use serde::Serialize;
use utoipa::ToSchema;

/// A line of the list of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentLine {
    pub id: i64,
    /// Address of its page.
    pub url: String,
    pub title: String,
    /// 发文字号
    pub document_number: Option<String>,
    /// 索引号
    pub index_number: Option<String>,
    pub agency: AgencyName,
    /// Code of 信息种类; `/api/v1/kinds` lists them.
    pub kind: String,
    /// Code of 主题分类; empty where it has none.
    pub topic: String,
    /// Code of the item of 条例 articles 20 and 21; empty where it has none.
    pub item: String,
    /// Code of 体裁; empty where it has none.
    pub genre: String,
    /// 成文日期
    #[schema(value_type = Option<String>, format = Date)]
    pub formed_on: Option<jiff::civil::Date>,
    /// 发布日期
    #[schema(value_type = Option<String>, format = Date)]
    pub published_on: Option<jiff::civil::Date>,
    /// 施行日期
    #[schema(value_type = Option<String>, format = Date)]
    pub effective_on: Option<jiff::civil::Date>,
    /// Last day in force.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<jiff::civil::Date>,
    /// Code of 有效性: in_force, not_yet, amended, partly, suspended, lapsed, repealed, replaced; empty for what has no force.
    pub validity: String,
    /// Number of the newest edition.
    pub edition: i64,
    /// When the newest edition went on line.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub edition_at: Option<String>,
    pub summary: String,
    pub n_attachments: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyName {
    pub path: String,
    pub name: String,
}

/// One page of records, by rising id.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentPage {
    pub rows: Vec<DocumentLine>,
    /// Give it as `after` for the next page; absent on the last one.
    pub next: Option<i64>,
}

/// A record with its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentRecord {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub document_number: Option<String>,
    pub index_number: Option<String>,
    pub agency: AgencyName,
    /// 发文机关, the lead maker first.
    pub issuers: Vec<String>,
    pub kind: String,
    pub topic: String,
    pub item: String,
    pub genre: String,
    /// Code of 公开属性: always `proactive`.
    pub openness: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub formed_on: Option<jiff::civil::Date>,
    #[schema(value_type = String, format = Date)]
    pub published_on: jiff::civil::Date,
    #[schema(value_type = Option<String>, format = Date)]
    pub effective_on: Option<jiff::civil::Date>,
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<jiff::civil::Date>,
    pub validity: String,
    pub summary: String,
    pub source: String,
    pub edition: EditionLine,
    pub paragraphs: Vec<ParagraphShape>,
    pub attachments: Vec<AttachmentShape>,
    pub editions: Vec<EditionLine>,
    pub relations: Vec<RelationShape>,
}

/// One paragraph, table or picture; its id is kept across editions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParagraphShape {
    pub id: String,
    /// title, salutation, heading, body, article, table, image, annex_note, annex, signature, formed_on, note, responsible, imprint
    pub kind: String,
    /// Depth of a heading; 0 where it has none.
    pub level: u8,
    pub text: String,
    /// Cells of a table, row by row; empty for anything else.
    pub rows: Vec<Vec<String>>,
    /// SHA-256 of a picture among the attachments.
    pub image: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentShape {
    pub name: String,
    pub url: String,
    pub n_bytes: u64,
    pub sha256: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EditionLine {
    pub number: i64,
    /// SHA-256 of the canonical bytes of the edition.
    pub sha256: String,
    /// Why it differs from the one before; empty for the first.
    pub reason: String,
    #[schema(format = DateTime)]
    pub published_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RelationShape {
    /// amends, repeals, replaces, implements, interprets, based_on, forwards, cites
    pub relation: String,
    /// `true` where this record is the one that amends, repeals …
    pub forward: bool,
    pub title: String,
    pub document_number: String,
    /// The other record, where it is public here.
    pub id: Option<i64>,
}

/// What is said in place of a withdrawn record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tombstone {
    pub error: String,
    pub reasons: Vec<String>,
    pub title: String,
    pub agency: AgencyName,
    #[schema(format = DateTime)]
    pub withdrawn_at: String,
    pub reason: String,
    pub basis: String,
}

/// An agency that discloses.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyShape {
    pub path: String,
    pub parent: String,
    pub name: String,
    pub short_name: String,
    /// 统一社会信用代码; empty where it has none.
    pub code: String,
    pub kind: String,
    pub active: bool,
    pub address: String,
    pub office_hours: String,
    pub phone: String,
    pub url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyList {
    pub rows: Vec<AgencyShape>,
}

/// A kind of record (信息种类).
#[derive(Debug, Serialize, ToSchema)]
pub struct KindShape {
    pub code: String,
    pub label: String,
    /// Item of 条例 articles 20 and 21 under which it usually stands; empty where it has a column of its own.
    pub item: String,
    /// A policy document.
    pub policy: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KindList {
    pub rows: Vec<KindShape>,
}

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorShape {
    pub error: String,
    /// All reasons at once.
    pub reasons: Vec<String>,
}
