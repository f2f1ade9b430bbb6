//! In which order and dress do the parts of a letter stand on paper?

use gongkai_text::paragraph::{Paragraph, ParagraphKind};
use serde::Serialize;

use crate::code;
use crate::form::Row;
use crate::layout::{Block, Line, Style, clean, clean_cell, front};
use crate::letter::{Check, Letter, Seal};
use crate::paper::{Form, Paper};
use crate::picture::Picture;
use crate::runs::{Face, Run, runs};
use crate::table::Table;
use crate::title::{self, half_widths};

/// Agency and date, centred on each other, and the seal over both (GB/T 9704-2012, 7.3.5.1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Signed {
    /// The agency's name, broken where it is too long for one line.
    pub organ: Vec<String>,
    pub date: String,
    /// Free full-width characters at the right edge.
    pub right: f64,
    pub seal: Option<SealText>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SealText {
    pub ring: String,
    pub middle: String,
}

/// The foot of the last page: the QR code and lines beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Foot {
    pub picture: Option<Picture>,
    pub lines: Vec<String>,
    /// The line that is a link.
    pub address: Option<String>,
}

/// The date ends four characters from the edge where a seal is set.
const DATE_RIGHT: f64 = 4.0;
/// So many characters of an agency's name stand on one line above the date.
const ORGAN_PER_LINE: usize = 20;
/// So many names of annexes go with the signature to the next page, and the last paragraph with them.
const KEPT_ANNEXES: usize = 5;
const CHECK_TEXT: &str = "扫描二维码或访问下列网址，可核验本件：";

/// The head of the letter as a paper without text: what the writers of PDF and docx need to know of it.
pub(crate) fn paper(letter: &Letter) -> Paper {
    Paper {
        form: Form::Letter,
        issuer_heading: Some(letter.agency.clone()),
        document_number: letter.number.clone(),
        title: letter.title.clone(),
        printed_at: letter.printed_at,
        ..Paper::default()
    }
}

pub(crate) fn blocks(letter: &Letter) -> Vec<Block> {
    let mut blocks = Vec::new();
    front(&paper(letter), &mut blocks);
    push_line(&mut blocks, Line::plain(Style::Salutation, Face::FangSong, clean(&letter.salutation)));
    let mut annexed = Vec::new();
    body(&letter.body, &mut blocks, &mut annexed);
    if let Some(remedy) = &letter.remedy {
        paragraph(remedy, &mut blocks);
    }
    let body_ends = blocks.len();
    annexes(&letter.annexes, &mut blocks);
    // A signature never stands on a page without text (7.3.5.4): a short list of annexes does not part them.
    let from = if blocks.len() - body_ends <= KEPT_ANNEXES { body_ends - 1 } else { blocks.len() - 1 };
    for block in &mut blocks[from..] {
        if let Block::Line(line) = block {
            line.keep = true;
        }
    }
    blocks.push(Block::Signed(signed(letter)));
    contact(letter, &mut blocks);
    foot(letter, &mut blocks);
    blocks.extend(annexed);
    blocks
}

fn push_line(blocks: &mut Vec<Block>, line: Line) {
    if !line.text().is_empty() {
        blocks.push(Block::Line(line));
    }
}

fn body(parts: &[crate::letter::Block], blocks: &mut Vec<Block>, annexed: &mut Vec<Block>) {
    use crate::letter::Block as Part;
    for part in parts {
        match part {
            Part::Paragraph { text } => paragraph(text, blocks),
            Part::Items { items } => {
                for (n, item) in items.iter().enumerate() {
                    paragraph(&format!("{}.{item}", n + 1), blocks);
                }
            }
            Part::Quotation { text } => {
                for line in text.lines() {
                    push_line(blocks, Line::plain(Style::Body, Face::Kai, clean(line)));
                }
            }
            Part::Table { rows } => {
                let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean_cell(cell)).collect()).collect();
                blocks.extend(Table::new(&rows).map(Block::Table));
            }
            Part::Sheet { rows } => blocks.push(Block::Grid { rows: rows.iter().map(Row::cleaned).collect() }),
            Part::Annex { mark, title, body: inner } => annex(mark, title, inner, annexed),
        }
    }
}

/// An annex within the letter: 附件 at the left edge of a new page, its title, its text. An annex has no annexes.
fn annex(mark: &str, title: &str, parts: &[crate::letter::Block], annexed: &mut Vec<Block>) {
    push_line(annexed, Line { new_page: true, ..Line::plain(Style::AnnexMark, Face::Hei, clean(mark)) });
    push_line(annexed, Line { outline: 1, gap: true, ..Line::plain(Style::Title, Face::XiaoBiaoSong, clean(title)) });
    let mut nested = Vec::new();
    body(parts, annexed, &mut nested);
    annexed.extend(nested);
}

/// A paragraph takes its typefaces from its numbering, as in every other paper; in a letter it is never a heading alone.
fn paragraph(text: &str, blocks: &mut Vec<Block>) {
    for text in text.lines().map(clean).filter(|text| !text.is_empty()) {
        let paragraph =
            Paragraph { id: String::new(), kind: ParagraphKind::Body, level: level(&text), text: text.clone(), rows: vec![], image: None };
        let (runs, _) = runs(&paragraph, &text);
        let keep = is_heading(&text);
        blocks.push(Block::Line(Line { keep, ..Line::new(Style::Body, whole(runs, &text)) }));
    }
}

/// A short numbered line without a full stop is set like a heading: 「一、申请内容」.
fn whole(runs: Vec<Run>, text: &str) -> Vec<Run> {
    match (level(text), is_heading(text)) {
        (1, true) => vec![Run::new(Face::Hei, text)],
        (2, true) => vec![Run::new(Face::Kai, text)],
        _ => runs,
    }
}

fn is_heading(text: &str) -> bool {
    level(text) > 0 && text.chars().count() <= 20 && !text.ends_with(['。', '；', '：', '，'])
}

fn level(text: &str) -> u8 {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let after = text.trim_start_matches(numeral);
    if after.len() < text.len() && after.starts_with('、') {
        return 1;
    }
    let Some(inner) = text.strip_prefix('（') else { return 0 };
    let after = inner.trim_start_matches(numeral);
    u8::from(after.len() < inner.len() && after.starts_with('）')) * 2
}

/// 附件：1.…; one alone bears no number (7.3.4).
fn annexes(names: &[String], blocks: &mut Vec<Block>) {
    let alone = names.len() == 1;
    for (n, name) in names.iter().enumerate() {
        let (mark, number) = (if n == 0 { "附件：" } else { "" }, if alone { String::new() } else { format!("{}.", n + 1) });
        let text = format!("{mark}{number}{}", clean(name));
        blocks.push(Block::Line(Line { gap: n == 0, ..Line::plain(Style::AnnexNote, Face::FangSong, text) }));
    }
}

fn signed(letter: &Letter) -> Signed {
    let organ = title::lines(&clean(&letter.agency), ORGAN_PER_LINE);
    let date = clean(&letter.date);
    let width = |line: &String| line.chars().map(half_widths).sum::<usize>() as f64 / 2.0;
    let widest = organ.iter().map(width).fold(0.0, f64::max);
    // A name that is wider than the date reaches to both sides of it, but never over the edge.
    let right = (DATE_RIGHT - (widest - width(&date)).max(0.0) / 2.0).max(0.0);
    Signed { organ, date, right, seal: letter.seal.as_ref().map(seal) }
}

fn seal(seal: &Seal) -> SealText {
    SealText { ring: clean(&seal.ring), middle: clean(&seal.middle) }
}

fn contact(letter: &Letter, blocks: &mut Vec<Block>) {
    let given = letter.contact.iter().filter(|(_, value)| !value.trim().is_empty());
    let parts: Vec<String> = given.map(|(label, value)| format!("{}：{}", clean(label), clean(value))).collect();
    if !parts.is_empty() {
        push_line(blocks, Line { keep: true, ..Line::plain(Style::Note, Face::FangSong, format!("（{}）", parts.join("；"))) });
    }
}

fn foot(letter: &Letter, blocks: &mut Vec<Block>) {
    let mut lines = Vec::new();
    let mut picture = None;
    if let Some(Check { address, text }) = &letter.check {
        lines.push(if text.trim().is_empty() { CHECK_TEXT.to_owned() } else { clean(text) });
        lines.push(clean(address));
        picture = code::picture(address, "核验本件的二维码");
    }
    lines.extend(letter.delivery.as_deref().map(|delivery| format!("送达方式：{}", clean(delivery))));
    if !lines.is_empty() {
        blocks.push(Block::Foot(Foot { picture, lines, address: letter.check.as_ref().map(|check| clean(&check.address)) }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb_9704_7_3_5_1_a_long_name_stays_on_the_paper() {
        let letter = |agency: &str| Letter {
            agency: agency.into(),
            number: None,
            title: "函".into(),
            salutation: "张某某：".into(),
            body: vec![],
            remedy: None,
            annexes: vec![],
            seal: None,
            date: "2026年11月24日".into(),
            contact: vec![],
            delivery: None,
            check: None,
            printed_at: jiff::civil::date(2026, 11, 24).at(9, 0, 0, 0),
        };
        let short = signed(&letter("青岚县教育局"));
        assert_eq!((short.organ.len(), short.right), (1, 4.0));
        let long = signed(&letter(&"青岚县某某某某管理".repeat(6)));
        assert!(long.organ.len() == 3 && long.right == 0.0, "{long:?}");
    }

    #[test]
    fn numbered_lines_choose_their_typeface() {
        let face = |text: &str| {
            let mut blocks = Vec::new();
            paragraph(text, &mut blocks);
            match &blocks[0] {
                Block::Line(line) => line.runs[0].face,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(face("一、申请内容"), Face::Hei);
        assert_eq!(face("（二）理由"), Face::Kai);
        assert_eq!(face("你于本月提出申请。"), Face::FangSong);
    }
}
