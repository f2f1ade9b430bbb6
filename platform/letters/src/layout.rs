//! Which blocks stand on the paper, in which order and dress? The one list that PDF, docx and plain text print.

use gongkai_text::paragraph::{Paragraph, ParagraphKind};
use serde::Serialize;

use crate::form::Row;
use crate::letter_layout::{Foot, Signed};
use crate::paper::{Form, Paper, Script};
use crate::picture::Picture;
use crate::runs::{Face, Run, is_chapter, runs};
use crate::table::Table;
use crate::title::half_widths;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub(crate) enum Block {
    /// The header table: label and value.
    Header {
        rows: Vec<[String; 2]>,
    },
    Line(Line),
    Table(Table),
    Picture(Picture),
    /// Agency, date and seal of a letter.
    Signed(Signed),
    /// The foot of a letter's last page.
    Foot(Foot),
    /// The cells of a form.
    Grid {
        rows: Vec<Row>,
    },
}

/// A paragraph with its dress.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Line {
    pub style: Style,
    pub runs: Vec<Run>,
    /// A title as it is broken into lines; empty for everything else.
    pub lines: Vec<String>,
    /// Depth in the outline, 1 for the title; 0 for what is no heading. Never skips a level (PDF/UA-1, 7.4).
    pub outline: u8,
    pub new_page: bool,
    /// A blank line stands above.
    pub gap: bool,
    /// What follows stands on the same page.
    pub keep: bool,
    /// Free full-width characters at the right edge.
    pub right: f64,
    /// First or last of a row of equal styles; the rules of the imprint need it.
    pub first: bool,
    pub last: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    IssuerHeading,
    DocumentNumber,
    Title,
    Salutation,
    /// A heading that begins two characters in.
    Heading,
    Chapter,
    Body,
    AnnexNote,
    AnnexMark,
    Signature,
    Note,
    Imprint,
    Caption,
    Origin,
}

impl Line {
    pub(crate) fn new(style: Style, runs: Vec<Run>) -> Self {
        Self { style, runs, lines: Vec::new(), outline: 0, new_page: false, gap: false, keep: false, right: 0.0, first: true, last: true }
    }

    pub(crate) fn plain(style: Style, face: Face, text: impl Into<String>) -> Self {
        Self::new(style, vec![Run::new(face, text)])
    }

    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    fn width(&self) -> f64 {
        self.text().chars().map(half_widths).sum::<usize>() as f64 / 2.0
    }
}

/// Lays out the whole paper.
pub(crate) fn blocks(paper: &Paper) -> Vec<Block> {
    let mut blocks = Vec::new();
    front(paper, &mut blocks);
    let mut previous = None;
    let mut outline = 1;
    let mut n_pictures = 0;
    for paragraph in body(paper) {
        match paragraph.kind {
            ParagraphKind::Table => table(paragraph, &mut blocks),
            ParagraphKind::Image => picture(paper, paragraph, &mut n_pictures, &mut blocks),
            _ => {
                let Some(mut line) = line(paragraph) else { continue };
                surroundings(&mut line, paragraph.kind, previous);
                if line.outline > 0 {
                    line.outline = line.outline.min(outline + 1);
                    outline = line.outline;
                }
                blocks.push(Block::Line(line));
            }
        }
        previous = Some(paragraph.kind);
    }
    align_signatures(&mut blocks);
    rule_imprint(&mut blocks);
    back(paper, &mut blocks);
    blocks
}

/// The paragraphs without a title that only repeats the paper's own.
fn body(paper: &Paper) -> &[Paragraph] {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    match paper.paragraphs.first() {
        Some(first) if first.kind == ParagraphKind::Title && bare(&first.text) == bare(&paper.title) => &paper.paragraphs[1..],
        _ => &paper.paragraphs,
    }
}

/// Header table, issuer, number and title.
pub(crate) fn front(paper: &Paper, blocks: &mut Vec<Block>) {
    let rows: Vec<[String; 2]> = paper.header.iter().map(|(label, value)| [clean(label) + "：", clean(value)]).collect();
    if !rows.is_empty() {
        blocks.push(Block::Header { rows });
    }
    let number = paper.document_number.as_deref().map(clean).filter(|number| !number.is_empty());
    let number = number.map(|number| Block::Line(Line::plain(Style::DocumentNumber, Face::FangSong, number)));
    let heading = paper.issuer_heading.as_deref().map(clean).filter(|heading| !heading.is_empty());
    let mut title = Line::plain(Style::Title, Face::XiaoBiaoSong, clean(&paper.title));
    title.outline = 1;
    // Under its red heading a document bears the number first; where there is none, readers know it under the title.
    if let Some(heading) = heading {
        blocks.push(Block::Line(Line::plain(Style::IssuerHeading, Face::XiaoBiaoSong, heading)));
        blocks.extend(number);
        blocks.push(Block::Line(title));
    } else if paper.form == Form::Letter {
        blocks.extend(number);
        blocks.push(Block::Line(title));
    } else {
        blocks.push(Block::Line(title));
        blocks.extend(number);
    }
}

/// A line of running text; `None` where nothing is left to print.
fn line(paragraph: &Paragraph) -> Option<Line> {
    let text = clean(&paragraph.text);
    if text.is_empty() {
        return None;
    }
    let plain = |style, face| Line::plain(style, face, text.clone());
    let line = match paragraph.kind {
        ParagraphKind::Title => Line { outline: 1, gap: true, ..plain(Style::Title, Face::XiaoBiaoSong) },
        ParagraphKind::Salutation => plain(Style::Salutation, Face::FangSong),
        ParagraphKind::AnnexNote => plain(Style::AnnexNote, Face::FangSong),
        ParagraphKind::Annex => plain(Style::AnnexMark, Face::Hei),
        ParagraphKind::Signature | ParagraphKind::FormedOn => Line { right: 2.0, ..plain(Style::Signature, Face::FangSong) },
        ParagraphKind::Note => plain(Style::Note, Face::FangSong),
        ParagraphKind::Imprint => plain(Style::Imprint, Face::FangSong),
        ParagraphKind::Heading if is_chapter(&text) => Line { outline: 1 + paragraph.level.max(1), ..plain(Style::Chapter, Face::Hei) },
        _ => {
            let (runs, own_line) = runs(paragraph, &text);
            let style = if own_line { Style::Heading } else { Style::Body };
            Line { outline: if own_line { (1 + paragraph.level.max(1)).min(6) } else { 0 }, ..Line::new(style, runs) }
        }
    };
    Some(line)
}

/// Blank lines and new pages depend on what stands above (GB/T 9704-2012, 7.3.4 to 7.3.7).
fn surroundings(line: &mut Line, kind: ParagraphKind, previous: Option<ParagraphKind>) {
    use ParagraphKind::{Annex, AnnexNote, FormedOn, Imprint, Note, Signature};
    let closing = |kind| matches!(kind, Signature | FormedOn | Note | Imprint | AnnexNote);
    match kind {
        Annex => line.new_page = previous.is_some(),
        ParagraphKind::Title => line.new_page = previous.is_some_and(closing),
        AnnexNote => line.gap = previous != Some(AnnexNote),
        Signature | FormedOn => line.gap = !matches!(previous, Some(Signature | FormedOn)),
        Imprint => line.gap = previous != Some(Imprint),
        _ => {}
    }
}

/// The date begins two characters right of the organ above it, or ends two from the edge if it is longer (7.3.5.2).
fn align_signatures(blocks: &mut [Block]) {
    for at in 1..blocks.len() {
        let (before, rest) = blocks.split_at_mut(at);
        let (Some(Block::Line(organ)), Block::Line(date)) = (before.last_mut(), &mut rest[0]) else { continue };
        if organ.style != Style::Signature || date.style != Style::Signature || !is_date(&date.text()) || is_date(&organ.text()) {
            continue;
        }
        let (organ_width, date_width) = (organ.width(), date.width());
        if date_width > organ_width {
            organ.right = date.right + 2.0 + date_width - organ_width;
        } else {
            date.right = (organ.right + organ_width - 2.0 - date_width).max(0.0);
        }
    }
}

fn is_date(text: &str) -> bool {
    text.ends_with('日') && text.contains('月')
}

fn rule_imprint(blocks: &mut [Block]) {
    let imprint = |block: Option<&Block>| matches!(block, Some(Block::Line(line)) if line.style == Style::Imprint);
    for at in 0..blocks.len() {
        let first = at == 0 || !imprint(blocks.get(at - 1));
        let last = !imprint(blocks.get(at + 1));
        if let Block::Line(line) = &mut blocks[at] {
            (line.first, line.last) = (first, last);
        }
    }
}

fn table(paragraph: &Paragraph, blocks: &mut Vec<Block>) {
    let text = clean(&paragraph.text);
    if !text.is_empty() {
        blocks.push(Block::Line(Line::plain(Style::Caption, Face::Hei, text)));
    }
    let rows: Vec<Vec<String>> = paragraph.rows.iter().map(|row| row.iter().map(|cell| clean_cell(cell)).collect()).collect();
    blocks.extend(Table::new(&rows).map(Block::Table));
}

/// A picture and the words under it, so that a reader of the plain text knows that one stands here.
fn picture(paper: &Paper, paragraph: &Paragraph, n_pictures: &mut usize, blocks: &mut Vec<Block>) {
    let words = words(paper.script);
    let text = clean(&paragraph.text);
    let alt = if text.is_empty() { words.picture } else { &text };
    let bytes = paragraph.image.as_ref().and_then(|name| paper.images.get(name));
    let picture = bytes.and_then(|bytes| Picture::read(*n_pictures, bytes, alt));
    let caption = match (&picture, text.is_empty()) {
        (Some(_), false) => text,
        (Some(_), true) => words.picture.to_owned(),
        (None, _) => format!("{text}{}", words.picture_absent),
    };
    *n_pictures += 1;
    blocks.extend(picture.map(Block::Picture));
    blocks.push(Block::Line(Line::plain(Style::Caption, Face::Kai, caption)));
}

/// The files beside the text, and where this copy can be checked.
fn back(paper: &Paper, blocks: &mut Vec<Block>) {
    let words = words(paper.script);
    let mut lines: Vec<(Face, String)> = Vec::new();
    if !paper.attachments.is_empty() {
        lines.push((Face::Hei, words.attachments.to_owned()));
        let files = paper.attachments.iter().enumerate();
        lines.extend(files.map(|(n, file)| (Face::Song, format!("{}.{}（{}）", n + 1, clean(&file.name), size(file.n_bytes)))));
    }
    if let Some(origin) = &paper.origin {
        let made = paper.printed_at.strftime("%Y-%m-%d %H:%M");
        lines.push((Face::Hei, words.check.to_owned()));
        lines.push((Face::Song, format!("{}{}", words.site, clean(&origin.site_name))));
        lines.push((Face::Song, format!("{}{}", words.address, clean(&origin.address))));
        lines.push((Face::Song, format!("{}{}；{}{made}", words.edition, origin.edition, words.made)));
        lines.push((Face::Song, format!("{}{}", words.hash, clean(&origin.sha256))));
    }
    for (n, (face, text)) in lines.into_iter().enumerate() {
        blocks.push(Block::Line(Line { gap: n == 0, ..Line::plain(Style::Origin, face, text) }));
    }
}

/// The two lines at the foot of each page.
pub(crate) fn foot(paper: &Paper) -> Option<[String; 2]> {
    let origin = paper.origin.as_ref()?;
    let words = words(paper.script);
    let place = format!("{}　{}", origin.site_name, origin.address);
    Some([clean(&place), clean(&format!("{}{}　SHA-256：{}", words.edition, origin.edition, origin.sha256))])
}

struct Words {
    picture: &'static str,
    picture_absent: &'static str,
    attachments: &'static str,
    check: &'static str,
    site: &'static str,
    address: &'static str,
    edition: &'static str,
    made: &'static str,
    hash: &'static str,
}

fn words(script: Script) -> Words {
    match script {
        Script::Simplified => Words {
            picture: "（图片）",
            picture_absent: "（此处图片未能载入，请到原网页查看）",
            attachments: "随文附件（请到原网页下载）",
            check: "来源与核对",
            site: "网站：",
            address: "网址：",
            edition: "版次：",
            made: "生成时间：",
            hash: "本版校验值（SHA-256）：",
        },
        Script::Traditional => Words {
            picture: "（圖片）",
            picture_absent: "（此處圖片未能載入，請到原網頁查看）",
            attachments: "隨文附件（請到原網頁下載）",
            check: "來源與核對",
            site: "網站：",
            address: "網址：",
            edition: "版次：",
            made: "生成時間：",
            hash: "本版校驗值（SHA-256）：",
        },
    }
}

fn size(n_bytes: u64) -> String {
    match n_bytes {
        0..1024 => format!("{n_bytes} B"),
        1024..1_048_576 => format!("{} KB", n_bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", n_bytes as f64 / 1_048_576.0),
    }
}

/// One line without control, invisible and direction characters: none of them may stand in XML, PDF/A or a printed text.
pub(crate) fn clean(text: &str) -> String {
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { c });
    spaced.filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// A cell keeps its line breaks.
pub(crate) fn clean_cell(text: &str) -> String {
    text.lines().map(clean).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn is_invisible(c: char) -> bool {
    let formats = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    formats || c.is_control() || matches!(c, '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
