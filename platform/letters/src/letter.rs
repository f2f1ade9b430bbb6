//! What must be known to write an official letter (信函格式, GB/T 9704-2012, 10.1)?

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::form::Row;

/// Everything that one letter shows, in words as they are printed: nothing is looked up and nothing is computed.
/// The same value always gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// 发文机关标志: the full name of the agency, red over the double rule and again above the date.
    pub agency: String,
    /// 发文字号, as 青教公开〔2026〕12号; a receipt has none.
    #[serde(default)]
    pub number: Option<String>,
    pub title: String,
    /// 「张某某：」
    pub salutation: String,
    pub body: Vec<Block>,
    /// The paragraph that says where the reader may complain; the law wants it in most answers.
    #[serde(default)]
    pub remedy: Option<String>,
    /// 附件说明: the names of what is enclosed.
    #[serde(default)]
    pub annexes: Vec<String>,
    #[serde(default)]
    pub seal: Option<Seal>,
    /// 成文日期 as it is printed: 2026年11月24日.
    pub date: String,
    /// The line in brackets under the date: 联系人, 电话, 地址; label and value.
    #[serde(default)]
    pub contact: Vec<(String, String)>,
    /// 送达方式, in small letters at the foot of the last page.
    #[serde(default)]
    pub delivery: Option<String>,
    #[serde(default)]
    pub check: Option<Check>,
    /// When the file was made, in Beijing time. It stands in the file.
    pub printed_at: DateTime,
}

/// A part of the body of a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph, indented by two characters. 「一、」 and 「（一）」 at its start choose the typeface as in every paper.
    Paragraph { text: String },
    /// 「1.」, 「2.」, …: each a paragraph of its own.
    Items { items: Vec<String> },
    /// Words quoted as they came, each line a paragraph: what the applicant asked for.
    Quotation { text: String },
    /// The first row is the head, repeated on every page.
    Table { rows: Vec<Vec<String>> },
    /// Labelled cells, as in a form: a slip to be filled in and sent back.
    Sheet { rows: Vec<Row> },
    /// A part that begins a new page under its own title: a reply slip, a list.
    Annex { mark: String, title: String, body: Vec<Block> },
}

/// The drawn seal: a plain circle, never an emblem. It proves nothing; the signature in the file does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The words along the ring: the name of the agency.
    pub ring: String,
    /// The words in the middle: 「电子印章」, in a demonstration 「电子印章（示范）」.
    pub middle: String,
}

impl Seal {
    /// The seal of an installation that has no right to a real one.
    #[must_use]
    pub fn demonstration(agency: &str) -> Self {
        Self { ring: agency.to_owned(), middle: "电子印章（示范）".to_owned() }
    }
}

/// Where a reader can see whether the letter is genuine: printed as text and as a QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub address: String,
    /// One short line above the address; empty for the usual words.
    #[serde(default)]
    pub text: String,
}
