//! How does a text go into one field of a form and come back without losing a name? One paragraph a line, tables as rows.
//!
//! * a line is a paragraph; its part (一、（一）第三条 附件 落款 …) is recognised anew, as when a file is read;
//! * `## ` begins a heading that bears no number;
//! * `| 姓名 | 职务 |` is a row of a table; rows that follow one another are one table, `\|` is the sign itself and `\n` a new
//!   line within a cell;
//! * `![说明](文件)` is a picture, named by the hash of an attachment, or by its file name until it is saved;
//! * a backslash before the first sign makes an ordinary line of one that looks like any of these.
//!
//! Paragraphs whose text is unchanged keep their identity, whatever was put in, moved or taken out around them.

use std::collections::{HashMap, HashSet, VecDeque};

use gongkai_text::extract::{Block, Extract};
use gongkai_text::marks;
use gongkai_text::normalise::canonical;
use gongkai_text::paragraph::{Paragraph, ParagraphKind};
use gongkai_text::structure::structure;

use crate::content::Attachment;

/// The text of a field for these paragraphs.
#[must_use]
pub(super) fn to_text(paragraphs: &[Paragraph]) -> String {
    let mut out = String::new();
    let mut after_table = false;
    for paragraph in paragraphs {
        if !paragraph.rows.is_empty() {
            if after_table {
                // Two tables, not one.
                out.push('\n');
            }
            table(&mut out, &paragraph.rows);
        } else if let Some(image) = &paragraph.image {
            out.push_str(&format!("![{}]({image})\n", paragraph.text));
        } else {
            line(&mut out, paragraph);
        }
        after_table = !paragraph.rows.is_empty();
    }
    out
}

fn table(out: &mut String, rows: &[Vec<String>]) {
    for row in rows {
        out.push('|');
        for cell in row {
            let cell = cell.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
            out.push_str(&format!(" {cell} |"));
        }
        out.push('\n');
    }
}

fn line(out: &mut String, paragraph: &Paragraph) {
    if paragraph.kind == ParagraphKind::Heading && paragraph.level == 0 && marks::mark(&paragraph.text).is_none() {
        out.push_str("## ");
    } else if paragraph.text.starts_with(['|', '#', '\\']) || paragraph.text.starts_with("![") {
        out.push('\\');
    }
    out.push_str(&paragraph.text);
    out.push('\n');
}

/// The same of what a reader found in a file or on the clipboard.
#[must_use]
pub(super) fn of_extract(extract: &Extract) -> String {
    let mut out = String::new();
    for block in &extract.blocks {
        match block {
            Block::Heading { text, .. } | Block::Text { text } => {
                text.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| {
                    out.push_str(line);
                    out.push('\n');
                })
            }
            Block::Table { rows } => {
                table(&mut out, rows);
                out.push('\n');
            }
            // Its name leads to the file that comes with the form; one without a file is a finding that stops, with its place.
            Block::Image { name, alt } => out.push_str(&format!("![{}]({})\n", in_brackets(alt), in_brackets(name))),
            Block::PageBreak => {}
        }
    }
    out.trim_end().to_owned()
}

/// What may stand between the brackets of a picture.
fn in_brackets(text: &str) -> String {
    const LONGEST: usize = 120;
    let name = text.trim().rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control() && !"[]()".contains(*c)).take(LONGEST).collect()
}

/// Pictures that the text names like a file of the record show that file, and it stands in the text rather than below it.
pub(super) fn name_pictures(paragraphs: &mut [Paragraph], files: &mut [Attachment]) {
    for image in paragraphs.iter_mut().filter_map(|paragraph| paragraph.image.as_mut()) {
        if let Some(file) = files.iter_mut().find(|file| file.name == *image && is_shown(&file.kind)) {
            file.inline = true;
            file.hash.as_str().clone_into(image);
        }
    }
}

/// Kinds of pictures that a page can show.
fn is_shown(kind: &str) -> bool {
    matches!(kind, "png" | "jpeg" | "gif" | "webp")
}

/// What a line of the field is.
enum Unit {
    Line(String),
    Rows(Vec<Vec<String>>),
    Image { alt: String, name: String },
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut in_table = false;
    for line in text.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}');
        if let Some(row) = row(line) {
            match units.last_mut().filter(|_| in_table) {
                Some(Unit::Rows(rows)) => rows.push(row),
                _ => units.push(Unit::Rows(vec![row])),
            }
            in_table = true;
            continue;
        }
        in_table = false;
        if line.is_empty() {
            continue;
        }
        units.push(match image(line) {
            Some((alt, name)) => Unit::Image { alt, name },
            None => Unit::Line(line.to_owned()),
        });
    }
    units
}

fn row(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?;
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n') => cell.push('\n'),
                Some(other) => cell.push(other),
                None => cell.push('\\'),
            },
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
    }
    // A row whose last sign was forgotten is a row all the same.
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    (!cells.is_empty()).then_some(cells)
}

fn image(line: &str) -> Option<(String, String)> {
    let (alt, rest) = line.strip_prefix("![")?.split_once("](")?;
    let name = rest.strip_suffix(')')?.trim();
    (!name.is_empty()).then(|| (alt.to_owned(), name.to_owned()))
}

/// The line that stands for the title while the parts are recognised: the first lines of a body must not be taken for it.
const STAND_IN: &str = "关于起草文稿的通知";

/// The paragraphs of a field's text; `before` are those that it was made from.
#[must_use]
pub(super) fn from_text(text: &str, before: &[Paragraph]) -> Vec<Paragraph> {
    let units = units(text);
    let mut blocks = vec![Block::Text { text: STAND_IN.to_owned() }];
    // A line that is nothing but a document number would be read as the number of the whole: it is set aside and put back.
    let mut aside: Vec<(usize, String)> = Vec::new();
    for unit in &units {
        match unit {
            Unit::Line(line) if marks::document_number(line).is_some() => aside.push((blocks.len(), line.clone())),
            Unit::Line(line) => blocks.push(block_of(line)),
            Unit::Rows(rows) => blocks.push(Block::Table { rows: rows.clone() }),
            Unit::Image { alt, name } => blocks.push(Block::Image { name: name.clone(), alt: alt.clone() }),
        }
    }
    let found = structure(&blocks, Some(STAND_IN)).paragraphs;
    let found = put_back(found, &blocks, aside);
    keep_names(found, before)
}

fn block_of(line: &str) -> Block {
    // An escaped line is an ordinary one. The reader of parts understands `## ` by itself.
    let text = line.strip_prefix('\\').unwrap_or(line);
    Block::Text { text: text.to_owned() }
}

/// Puts the lines back that were set aside: each before the paragraph that its following block became.
fn put_back(found: Vec<Paragraph>, blocks: &[Block], aside: Vec<(usize, String)>) -> Vec<Paragraph> {
    let mut out = found;
    for (at, line) in aside {
        let next = blocks[at..].iter().find_map(|block| match block {
            Block::Text { text } => out.iter().position(|paragraph| paragraph.text == canonical(text)),
            Block::Table { rows } => out.iter().position(|paragraph| paragraph.rows == *rows),
            _ => None,
        });
        let paragraph =
            Paragraph { id: format!("p-n{at}"), kind: ParagraphKind::Body, level: 0, text: line, rows: Vec::new(), image: None };
        out.insert(next.unwrap_or(out.len()), paragraph);
    }
    out
}

type Words = (String, Vec<Vec<String>>, Option<String>);

fn words(paragraph: &Paragraph) -> Words {
    (paragraph.text.clone(), paragraph.rows.clone(), paragraph.image.clone())
}

/// A paragraph that says what one said before is that one; every other gets a name that nothing else bears.
fn keep_names(found: Vec<Paragraph>, before: &[Paragraph]) -> Vec<Paragraph> {
    let mut known: HashMap<Words, VecDeque<&Paragraph>> = HashMap::new();
    for paragraph in before {
        known.entry(words(paragraph)).or_default().push_back(paragraph);
    }
    let kept: Vec<(Paragraph, bool)> = found
        .into_iter()
        .map(|paragraph| match known.get_mut(&words(&paragraph)).and_then(VecDeque::pop_front) {
            Some(same) => (same.clone(), true),
            None => (paragraph, false),
        })
        .collect();
    let mut used: HashSet<String> = kept.iter().filter(|(_, same)| *same).map(|(paragraph, _)| paragraph.id.clone()).collect();
    kept.into_iter()
        .map(|(mut paragraph, same)| {
            if !same {
                let name = paragraph.id.clone();
                let mut n = 1;
                while !used.insert(paragraph.id.clone()) {
                    n += 1;
                    paragraph.id = format!("{name}-{n}");
                }
            }
            paragraph
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "各乡镇人民政府，县政府各部门：\n为做好汛期值守工作，现将有关事项通知如下。\n一、落实责任\n（一）明确带班领导。\n1.建立名册。\n\
        ## 值守安排\n| 单位 | 人数 |\n| 县应急局 | 3\\|4 |\n\n| 时段 |\n| 早\\n晚 |\n二、严格纪律\n附件：1.值守表\n青岚县人民政府办公室\n2026年5月6日\n（此件公开发布）";

    fn kinds(paragraphs: &[Paragraph]) -> Vec<ParagraphKind> {
        paragraphs.iter().map(|paragraph| paragraph.kind).collect()
    }

    #[test]
    fn parts_are_recognised_and_come_back_word_for_word() {
        use ParagraphKind as K;
        let first = from_text(TEXT, &[]);
        let expected = [
            K::Salutation,
            K::Body,
            K::Heading,
            K::Body,
            K::Heading,
            K::Heading,
            K::Table,
            K::Table,
            K::Heading,
            K::AnnexNote,
            K::Signature,
            K::FormedOn,
            K::Note,
        ];
        let got = kinds(&first);
        assert_eq!(got.len(), expected.len(), "{first:#?}");
        assert_eq!((got[0], got[6], got[7], got[10], got[12]), (K::Salutation, K::Table, K::Table, K::Signature, K::Note));
        assert_eq!(first[6].rows[1], ["县应急局", "3|4"]);
        assert_eq!(first[7].rows[1], ["早\n晚"]);
        let again = from_text(&to_text(&first), &first);
        assert_eq!(again, first);
        let without_memory = from_text(&to_text(&first), &[]);
        assert_eq!(without_memory, first, "the form holds all there is");
    }

    #[test]
    fn unchanged_paragraphs_keep_their_names() {
        let first = from_text(TEXT, &[]);
        let edited = to_text(&first).replace("（一）明确带班领导。", "新增一段说明文字。\n（一）明确带班领导，二十四小时在岗。");
        let second = from_text(&edited, &first);
        assert_eq!(second.len(), first.len() + 1);
        for paragraph in &first {
            if !paragraph.text.contains("带班领导") {
                assert!(second.iter().any(|kept| kept == paragraph), "{paragraph:?}");
            }
        }
        let ids: HashSet<&str> = second.iter().map(|paragraph| paragraph.id.as_str()).collect();
        assert_eq!(ids.len(), second.len(), "names are unique");
    }

    #[test]
    fn what_looks_like_a_title_or_number_is_not_lost() {
        let text = "关于印发实施方案的通知\n青政发〔2026〕3号\n青政规〔2026〕4号\n正文第一段说明有关情况。\n\\| 不是表格";
        let paragraphs = from_text(text, &[]);
        let all: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(all, ["关于印发实施方案的通知", "青政发〔2026〕3号", "青政规〔2026〕4号", "正文第一段说明有关情况。", "| 不是表格"]);
        assert_eq!(from_text(&to_text(&paragraphs), &paragraphs), paragraphs);
    }

    #[test]
    fn pictures_and_foreign_tables() {
        let paragraphs = from_text("![办事流程图](9f86d0)\n说明文字在图下方。", &[]);
        assert_eq!((paragraphs[0].image.as_deref(), paragraphs[0].text.as_str()), (Some("9f86d0"), "办事流程图"));
        let extract = Extract {
            blocks: vec![
                Block::Text { text: "第一行\n第二行".into() },
                Block::Table { rows: vec![vec!["甲".into(), "乙|丙".into()]] },
                Block::Image { name: "file:///C:/Temp/clip_(1).png".into(), alt: "位置[图]".into() },
            ],
            ..Extract::default()
        };
        assert_eq!(of_extract(&extract), "第一行\n第二行\n| 甲 | 乙\\|丙 |\n\n![位置图](clip_1.png)");
    }
}
