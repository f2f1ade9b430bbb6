//! Do the readers find what a person would see, and refuse what nobody can read?

mod html;
mod office;
mod ole;
mod pdf;
mod pictures;
mod redact;
mod robust;
mod store;
mod text;
mod uploads;
mod walking;

use gongkai_files::{Limits, ReadError, read};
use gongkai_text::extract::{Block, Extract};

fn read_ok(name: &str, bytes: &[u8]) -> Extract {
    read(name, bytes, &Limits::default()).expect("readable")
}

fn refused(name: &str, bytes: &[u8]) -> ReadError {
    read(name, bytes, &Limits::default()).expect_err("must be refused")
}

/// The blocks as short lines: `#1 heading`, `text`, `|row|row`, `![name]`.
fn shown(extract: &Extract) -> Vec<String> {
    let one = |block: &Block| match block {
        Block::Heading { level, text } => format!("#{level} {text}"),
        Block::Text { text } => text.clone(),
        Block::Table { rows } => rows.iter().map(|row| format!("|{}", row.join("|"))).collect::<Vec<_>>().join("\n"),
        Block::Image { name, .. } => format!("![{name}]"),
        Block::PageBreak => "----".to_owned(),
    };
    extract.blocks.iter().map(one).collect()
}

fn label<'a>(extract: &'a Extract, name: &str) -> Option<&'a str> {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '：' && *c != ':').collect::<String>();
    extract.labels.iter().find(|l| squeezed(&l.name) == name).map(|l| l.value.as_str())
}
