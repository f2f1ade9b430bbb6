//! What must be known to print a text?

use std::collections::HashMap;

use gongkai_text::paragraph::Paragraph;
use jiff::civil::DateTime;

/// Everything that one PDF, docx or plain text shows. Nothing else is looked up: the same value always gives the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    pub form: Form,
    pub script: Script,
    /// 发文机关标志, printed red above the text; most downloaded records have none.
    pub issuer_heading: Option<String>,
    /// 发文字号
    pub document_number: Option<String>,
    /// The header table of a published record: 索引号, 发文机关, 成文日期, … as label and value; labels without a colon.
    pub header: Vec<(String, String)>,
    pub title: String,
    pub paragraphs: Vec<Paragraph>,
    /// Files that can be fetched from the page beside the text.
    pub attachments: Vec<Attachment>,
    /// The pictures of the paragraphs by the value of [`Paragraph::image`]: PNG, JPEG, GIF or WebP.
    pub images: HashMap<String, Vec<u8>>,
    /// Where the text can be checked; absent for a letter that was never published.
    pub origin: Option<Origin>,
    /// When this paper was made, in Beijing time. It stands in the file: give the edition's instant where equal bytes are wanted.
    pub printed_at: DateTime,
}

/// The two forms of GB/T 9704-2012 that the system prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// A published record with its header table and page numbers.
    #[default]
    Record,
    /// 信函格式 (GB/T 9704-2012, 10.1): the letter to an applicant or another organ.
    Letter,
}

/// The script of the text chooses the fonts and the few words that the paper itself adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Script {
    #[default]
    Simplified,
    Traditional,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub n_bytes: u64,
}

/// What a reader needs to find the text again and to see whether his copy is genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub site_name: String,
    /// The permanent address of the record.
    pub address: String,
    pub edition: u32,
    /// Lower-case hex of the edition's SHA-256.
    pub sha256: String,
}
