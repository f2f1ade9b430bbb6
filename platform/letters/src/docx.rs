//! How does a paper look as a Word file that an office can work on: the fonts of GB/T 9704 by name, real styles and tables?
//!
//! The file is written here and not by a library: the one at hand repeats no table head, knows neither title nor language
//! of a file, takes PNG only, and numbers its parts from a global counter, so that no two files are equal.

mod body;
mod parts;
mod wide;

use std::io::{Cursor, Write};

use anyhow::Context;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::layout::{Block, blocks};
use crate::paper::Paper;
use crate::picture::Picture;
use crate::wide::Wide;

/// The paper as docx. Fonts are named, not embedded: the office that opens the file has its own.
pub fn docx(paper: &Paper) -> anyhow::Result<Vec<u8>> {
    docx_of(paper, &blocks(paper))
}

/// Wide tables as docx under the properties of the paper.
pub(crate) fn wide_docx_of(paper: &Paper, tables: &[Wide]) -> anyhow::Result<Vec<u8>> {
    of_body(paper, &[], &wide::document(tables))
}

/// The blocks as docx under the properties of the paper.
pub(crate) fn docx_of(paper: &Paper, blocks: &[Block]) -> anyhow::Result<Vec<u8>> {
    of_body(paper, blocks, &body::document(paper, blocks))
}

fn of_body(paper: &Paper, blocks: &[Block], body: &str) -> anyhow::Result<Vec<u8>> {
    let mut file = Package::new();
    file.part("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
    file.part("_rels/.rels", parts::PACKAGE_RELATIONS.as_bytes())?;
    file.part("docProps/core.xml", parts::core(paper).as_bytes())?;
    file.part("word/styles.xml", parts::styles(paper).as_bytes())?;
    file.part("word/settings.xml", parts::SETTINGS.as_bytes())?;
    file.part("word/footer1.xml", parts::footer(paper, Some("right")).as_bytes())?;
    file.part("word/footer2.xml", parts::footer(paper, Some("left")).as_bytes())?;
    file.part("word/footer3.xml", parts::footer(paper, None).as_bytes())?;
    file.part("word/document.xml", body.as_bytes())?;
    file.part("word/_rels/document.xml.rels", parts::document_relations(blocks).as_bytes())?;
    for picture in pictures(blocks) {
        file.part(&format!("word/media/{}", picture.file_name()), &picture.bytes)?;
    }
    file.finish()
}

/// The pictures of the text and the code at its foot.
fn pictures(blocks: &[Block]) -> impl Iterator<Item = &Picture> {
    blocks.iter().filter_map(|block| match block {
        Block::Picture(picture) => Some(picture),
        Block::Foot(foot) => foot.picture.as_ref(),
        _ => None,
    })
}

/// A zip whose bytes depend on nothing but its parts.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
}

impl Package {
    fn new() -> Self {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), options }
    }

    fn part(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.zip.start_file(name, self.options).with_context(|| format!("opening the part {name}"))?;
        self.zip.write_all(bytes).with_context(|| format!("writing the part {name}"))
    }

    fn finish(self) -> anyhow::Result<Vec<u8>> {
        Ok(self.zip.finish().context("closing the docx")?.into_inner())
    }
}

/// Text as XML content or attribute value. Control characters never reach this place: `layout` leaves them out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
