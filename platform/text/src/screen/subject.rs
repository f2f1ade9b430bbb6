//! What is screened: the text, what its attachments contain, and what is known of its surroundings?

use crate::extract::{Block, Extract, Hidden, Link};
use crate::paragraph::{Metadata, Paragraph};
use jiff::civil::Date;

/// A document about to be published. Nothing here is looked up: what the rules need to know is told.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    pub metadata: &'a Metadata,
    pub paragraphs: &'a [Paragraph],
    pub attachments: &'a [AttachmentText],
    /// What a reader of the original does not see, in the text itself.
    pub hidden: &'a [Hidden],
    /// Links of the text; those written out in it are found anyway.
    pub links: &'a [Link],
    pub today: Date,
    /// When it first went on line, where it did (`first_online_at`), else the metadata's own date counts.
    pub first_online_on: Option<Date>,
    /// Working days from forming to publication, counted by the calendar of `gongkai-law` (条例第二十六条: at most 20).
    pub days_to_publish: Option<u32>,
    /// Hosts of this installation.
    pub own_hosts: &'a [String],
}

impl<'a> Subject<'a> {
    /// A text without attachments or surroundings.
    #[must_use]
    pub fn new(metadata: &'a Metadata, paragraphs: &'a [Paragraph], today: Date) -> Self {
        Self {
            metadata,
            paragraphs,
            attachments: &[],
            hidden: &[],
            links: &[],
            today,
            first_online_on: None,
            days_to_publish: None,
            own_hosts: &[],
        }
    }
}

/// What one attachment contains, as its reader found it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AttachmentText {
    /// The file's name as it is shown.
    pub name: String,
    /// `docx`, `xlsx`, `pdf`, `image` …; a picture has no text and misses none.
    pub kind: String,
    pub bytes: u64,
    pub blocks: Vec<PlacedBlock>,
    pub hidden: Vec<Hidden>,
    pub links: Vec<Link>,
}

/// A piece of an attachment and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedBlock {
    /// `第3段`, `表2`, or the name of a sheet: then cells are placed as `Sheet2!A5`.
    pub place: String,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Text(String),
    Table { rows: Vec<Vec<String>>, is_sheet: bool },
}

impl AttachmentText {
    /// Places what a reader found: text by paragraph, tables by number or, in a workbook, by the heading that names the sheet.
    #[must_use]
    pub fn of_extract(name: &str, kind: &str, bytes: u64, extract: &Extract) -> Self {
        let is_workbook = matches!(kind, "xlsx" | "xls" | "csv" | "et" | "ods");
        let (mut paragraphs, mut tables, mut sheet) = (0, 0, None);
        let mut blocks = Vec::new();
        for block in &extract.blocks {
            match block {
                Block::Heading { text, .. } if is_workbook => sheet = Some(text.clone()),
                Block::Heading { text, .. } | Block::Text { text } => {
                    paragraphs += 1;
                    blocks.push(PlacedBlock { place: format!("第{paragraphs}段"), content: Content::Text(text.clone()) });
                }
                Block::Table { rows } => {
                    tables += 1;
                    let place = sheet.clone().unwrap_or_else(|| if is_workbook { format!("Sheet{tables}") } else { format!("表{tables}") });
                    blocks.push(PlacedBlock { place, content: Content::Table { rows: rows.clone(), is_sheet: is_workbook } });
                }
                Block::Image { .. } | Block::PageBreak => {}
            }
        }
        Self { name: name.to_owned(), kind: kind.to_owned(), bytes, blocks, hidden: extract.hidden.clone(), links: extract.links.clone() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hidden.is_empty()
            && self.blocks.iter().all(|block| match &block.content {
                Content::Text(text) => text.trim().is_empty(),
                Content::Table { rows, .. } => rows.iter().flatten().all(|cell| cell.trim().is_empty()),
            })
    }
}
