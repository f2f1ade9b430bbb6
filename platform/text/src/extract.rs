//! What did a reader find in a foreign file? The one shape that every reader (txt, HTML, docx, xlsx, pdf) hands on.
//!
//! An extract is faithful: nothing is cleaned or judged here. Cleaning and screening work on it and say what they did.

use serde::{Deserialize, Serialize};

/// A foreign document as it was read, before anything is cut or recognised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    /// The title the format itself names: `<title>`, `ArticleTitle`, the docx core property. Never guessed from the text.
    pub title: Option<String>,
    /// Name and value pairs of meta labels and header tables, as found (`索 引 号：` keeps its spaces).
    pub labels: Vec<Label>,
    /// What a reader of the original sees, in order.
    pub blocks: Vec<Block>,
    /// What a reader of the original does not see: hidden sheets, rows and columns, comments, invisible text.
    pub hidden: Vec<Hidden>,
    /// Every link of the original.
    pub links: Vec<Link>,
    /// The address the page says it came from.
    pub url: Option<String>,
    /// The character encoding that was detected, by its WHATWG name (`UTF-8`, `gb18030`, `Big5`).
    pub encoding: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub name: String,
    pub value: String,
    pub from: LabelSource,
}

/// Where a label stood: the national meta labels are more trustworthy than a header table, and that more than running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelSource {
    Meta,
    HeaderTable,
    Text,
    Properties,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading the format marks as one; `level` 1 is the highest.
    Heading {
        level: u8,
        text: String,
    },
    Text {
        text: String,
    },
    Table {
        rows: Vec<Vec<String>>,
    },
    /// A picture; `name` is its file name or address.
    Image {
        name: String,
        alt: String,
    },
    PageBreak,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// What kind of hiding: `sheet`, `row`, `column`, `comment`, `style`, `deleted`.
    pub how: String,
    /// Where, for a person: `Sheet2!A5`, `第3段批注`.
    pub place: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub href: String,
    pub text: String,
}

impl Extract {
    /// An extract of plain lines, as a txt file gives.
    #[must_use]
    pub fn of_lines(text: &str) -> Self {
        let blocks = text.lines().map(|line| Block::Text { text: line.to_owned() }).collect();
        Self { blocks, ..Self::default() }
    }
}
