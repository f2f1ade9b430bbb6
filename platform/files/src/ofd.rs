//! What does an OFD file (GB/T 33190-2016) say?
//!
//! Text is taken from the `TextCode` of each page, in the order of the page list; text objects on one line are joined.

use crate::limits::Limits;
use crate::package::Package;
use crate::read::Failure;
use crate::xml::{Token, Xml};
use gongkai_text::extract::{Block, Extract, Label, LabelSource};

/// Millimetres between the tops of two text objects that still stand on one line.
const SAME_LINE: f64 = 1.5;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let root = package.part("OFD.xml")?.ok_or_else(|| Failure::Damaged("缺少 OFD.xml".to_owned()))?;
    let mut extract = Extract::default();
    let documents = information(&root, &mut extract)?;
    for document in documents {
        let Some(text) = package.part(&document)? else { continue };
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        for page in pages(&text, folder)? {
            let Some(content) = package.part(&page)? else { continue };
            if !extract.blocks.is_empty() {
                extract.blocks.push(Block::PageBreak);
            }
            extract.blocks.extend(lines(&content)?.into_iter().map(|text| Block::Text { text }));
        }
    }
    let any = extract.blocks.iter().any(|block| matches!(block, Block::Text { .. }));
    if any { Ok(extract) } else { Err(Failure::NoText) }
}

/// Title and dates of the file, and where its documents are.
fn information(root: &str, extract: &mut Extract) -> Result<Vec<String>, Failure> {
    let mut documents = Vec::new();
    let mut name = String::new();
    let mut xml = Xml::new(root);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) => name = tag.name,
            Token::Close(_) => name.clear(),
            Token::Text(piece) => {
                let value = piece.trim().trim_start_matches('/').to_owned();
                match name.as_str() {
                    _ if value.is_empty() => {}
                    "DocRoot" => documents.push(value),
                    "Title" => extract.title = Some(value),
                    "Author" | "CreationDate" | "ModDate" | "Subject" => {
                        extract.labels.push(Label { name: name.clone(), value, from: LabelSource::Properties });
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(documents)
}

fn pages(document: &str, folder: &str) -> Result<Vec<String>, Failure> {
    let mut pages = Vec::new();
    let mut xml = Xml::new(document);
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        if tag.name == "Page"
            && let Some(place) = tag.attr("BaseLoc")
        {
            let absolute = place.strip_prefix('/').map(str::to_owned);
            pages.push(absolute.unwrap_or_else(|| if folder.is_empty() { place.to_owned() } else { format!("{folder}/{place}") }));
        }
    }
    Ok(pages)
}

fn lines(content: &str) -> Result<Vec<String>, Failure> {
    let mut lines: Vec<String> = Vec::new();
    let mut top = f64::NEG_INFINITY;
    let mut in_code = false;
    let mut xml = Xml::new(content);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name == "TextObject" => {
                let boundary: Vec<f64> =
                    tag.attr("Boundary").unwrap_or_default().split_whitespace().filter_map(|n| n.parse().ok()).collect();
                let own = boundary.get(1).copied().unwrap_or(f64::NAN);
                if (own - top).abs() > SAME_LINE || own.is_nan() || lines.is_empty() {
                    lines.push(String::new());
                }
                top = own;
            }
            Token::Open(tag) => in_code = tag.name == "TextCode",
            Token::Close(_) => in_code = false,
            Token::Text(piece) => {
                if let (true, Some(line)) = (in_code, lines.last_mut()) {
                    line.push_str(&piece);
                }
            }
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    Ok(lines)
}
