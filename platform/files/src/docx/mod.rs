//! What does a Word document (docx) say, numbers of its lists and hidden text included?
//!
//! The parts are read here rather than by a general converter, because list numbers, deleted and hidden runs and comments
//! are what others drop and what screening must see.

mod document;
mod draft;
mod numbering;
mod styles;

use crate::limits::Limits;
use crate::package::Package;
use crate::read::Failure;
use crate::xml::{Token, Xml};
use document::{Body, Parts};
use gongkai_text::extract::{Extract, Hidden, Label, LabelSource};
use numbering::Numbering;
use std::collections::HashMap;
use styles::Styles;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let main = main_part(&mut package)?;
    let text = package.part(&main)?.ok_or_else(|| Failure::Damaged("缺少正文部分 word/document.xml".to_owned()))?;
    let relations = package.relations(&main)?;
    let optional = |package: &mut Package<'_>, kind: &str| match relations.of_kind(kind) {
        Some(part) => package.part(part),
        None => Ok(None),
    };
    let styles = optional(&mut package, "styles")?.map_or_else(|| Ok(Styles::default()), |text| Styles::read(&text))?;
    let numbering = optional(&mut package, "numbering")?.map_or_else(|| Ok(Numbering::default()), |text| Numbering::read(&text))?;
    let parts = Parts { styles: &styles, relations: &relations };
    let mut body = Body::new(parts, numbering, limits.cells);
    body.read(&text)?;
    let comments = optional(&mut package, "comments")?.map_or_else(|| Ok(Vec::new()), |text| notes(&text, "comment"))?;
    body.add_comments(&comments);
    for (kind, element, name) in [("footnotes", "footnote", "脚注"), ("endnotes", "endnote", "尾注")] {
        if let Some(text) = optional(&mut package, kind)? {
            body.add_notes(&notes(&text, element)?, name);
        }
    }
    let mut extract = body.finish();
    for kind in ["header", "footer"] {
        for part in relations.all_of_kind(kind) {
            if let Some(text) = package.part(part)? {
                margin(&text, kind, &mut extract)?;
            }
        }
    }
    properties(&mut package, &mut extract)?;
    Ok(extract)
}

/// The main part by the package's own relations; WPS and others name it differently at times.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<String, Failure> {
    let relations = package.relations("")?;
    Ok(relations.of_kind("officeDocument").unwrap_or("word/document.xml").to_owned())
}

/// The texts of notes or comments by id, one line a paragraph.
fn notes(text: &str, element: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    let mut current: Option<(String, String)> = None;
    let mut in_text = false;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name == element => {
                // Separators are notes of a type of their own and hold no text.
                let id = tag.attr("id").unwrap_or_default().to_owned();
                current = Some((id, String::new()));
            }
            Token::Open(tag) => in_text = matches!(tag.name.as_str(), "t" | "delText"),
            Token::Close(name) if name == element => {
                found.extend(current.take().map(|(id, text)| (id, text.trim().to_owned())).filter(|(_, text)| !text.is_empty()));
            }
            Token::Close(name) => {
                in_text = false;
                if let ("p", Some((_, text))) = (name.as_str(), &mut current) {
                    text.push('\n');
                }
            }
            Token::Text(piece) => {
                if let (true, Some((_, text))) = (in_text, &mut current) {
                    text.push_str(&piece);
                }
            }
        }
    }
    Ok(found)
}

/// Headers and footers repeat on every page and are no paragraphs of the text, but a classification mark may stand there.
fn margin(text: &str, kind: &str, extract: &mut Extract) -> Result<(), Failure> {
    let mut lines = String::new();
    let mut in_text = false;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) => in_text = tag.name == "t",
            Token::Close(name) => {
                in_text = false;
                if name == "p" {
                    lines.push(' ');
                }
            }
            Token::Text(piece) if in_text => lines.push_str(&piece),
            Token::Text(_) => {}
        }
    }
    let text = lines.split_whitespace().collect::<Vec<_>>().join(" ");
    // A page number alone says nothing.
    let telling = text.chars().any(|c| c.is_alphabetic() && !matches!(c, '第' | '页' | '共'));
    let place = if kind == "header" { "页眉" } else { "页脚" };
    let known = extract.hidden.iter().any(|hidden| hidden.place == place && hidden.text == text);
    if telling && !known {
        extract.hidden.push(Hidden { how: kind.to_owned(), place: place.to_owned(), text });
    }
    Ok(())
}

/// Title, authors and dates of the document's properties.
pub(crate) fn properties(package: &mut Package<'_>, extract: &mut Extract) -> Result<(), Failure> {
    let Some(text) = package.part("docProps/core.xml")? else { return Ok(()) };
    let mut values: HashMap<String, String> = HashMap::new();
    let mut order = Vec::new();
    let mut current = None;
    let mut xml = Xml::new(&text);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) => current = Some(tag.name),
            Token::Close(_) => current = None,
            Token::Text(piece) => {
                if let Some(name) = &current {
                    if !values.contains_key(name) {
                        order.push(name.clone());
                    }
                    values.entry(name.clone()).or_default().push_str(&piece);
                }
            }
        }
    }
    for name in order {
        let value = values.remove(&name).unwrap_or_default().trim().to_owned();
        // The remark of the properties (备注) is the office's own note or the program's boast, never the summary of the text.
        if value.is_empty() || matches!(name.as_str(), "coreProperties" | "description") {
            continue;
        }
        if name == "title" {
            extract.title = Some(value.clone());
        }
        extract.labels.push(Label { name, value, from: LabelSource::Properties });
    }
    Ok(())
}
