//! What does a Markdown file say?
//!
//! Only the marks that offices and text collections use are understood: headings, pipe tables, links, pictures, bold, front
//! matter and HTML comments. `<` is left alone: laws write 《关于修改<港口法>的决定》.

use crate::charset::decode;
use crate::labels::is_rule;
use crate::limits::Limits;
use crate::pictures::name_of_source;
use crate::read::Failure;
use gongkai_text::extract::{Block, Extract, Hidden, Label, LabelSource, Link};
use regex::Regex;
use std::sync::LazyLock;

/// Collections of law put adoption and amendment between the title and this mark.
const INFO_END: &str = "INFO END";

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?P<picture>!)?\[(?P<text>[^\[\]]*)\]\((?P<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)"#)
        .expect("a fixed pattern")
});
static BOLD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\*\*(?P<a>[^*\s](?:[^*]*[^*\s])?)\*\*|__(?P<b>[^_\s](?:[^_]*[^_\s])?)__").expect("a fixed pattern"));
static DATED_FACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<day>\d{4}年\d{1,2}月\d{1,2}日).*?(?P<verb>通过|批准|公布|发布|修订|修正|修改|施行|废止)[》）)]?\s*$")
        .expect("a fixed pattern")
});

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let decoded = decode(bytes, None).ok_or(Failure::Encoding)?;
    let size = decoded.text.len() as u64;
    if size > limits.part_bytes {
        return Err(Failure::TooLarge { size, limit: limits.part_bytes });
    }
    let mut extract = Extract { encoding: Some(decoded.encoding.to_owned()), hidden: decoded.dropped, ..Extract::default() };
    let body = front_matter(&decoded.text, &mut extract);
    let mut reading = Reading { extract, table: Vec::new(), cells: limits.cells, info_ends_at: None, fenced: false };
    let mut comment = String::new();
    for line in body.lines() {
        reading.line(line, &mut comment)?;
    }
    if !comment.is_empty() {
        reading.hide_comment(&comment);
    }
    reading.end_table();
    Ok(reading.finish())
}

/// Reads `--- … ---` at the top and returns what follows it.
fn front_matter<'a>(text: &'a str, extract: &mut Extract) -> &'a str {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return text };
    let mut read = 0;
    let mut labels = Vec::new();
    for line in rest.split_inclusive('\n') {
        read += line.len();
        let line = line.trim();
        if line == "---" || line == "..." {
            extract.title = labels.iter().find(|l: &&Label| l.name == "title").map(|l| l.value.clone());
            extract.labels = labels;
            return &rest[read..];
        }
        let Some((name, value)) = line.split_once([':', '：']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        labels.push(Label { name: name.trim().to_owned(), value, from: LabelSource::Properties });
    }
    text
}

struct Reading {
    extract: Extract,
    table: Vec<Vec<String>>,
    cells: usize,
    /// How many blocks stood before the end of the law's own history.
    info_ends_at: Option<usize>,
    fenced: bool,
}

impl Reading {
    fn line(&mut self, line: &str, comment: &mut String) -> Result<(), Failure> {
        let line = line.trim_end();
        let trimmed = line.trim_start();
        if !comment.is_empty() || trimmed.starts_with("<!--") {
            comment.push_str(line);
            comment.push('\n');
            if line.contains("-->") {
                let whole = std::mem::take(comment);
                self.end_comment(&whole);
            }
            return Ok(());
        }
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            self.fenced = !self.fenced;
            return Ok(());
        }
        if self.fenced {
            self.extract.blocks.push(Block::Text { text: line.to_owned() });
        } else if trimmed.starts_with('|') || (!self.table.is_empty() && trimmed.contains('|')) {
            self.row(trimmed)?;
        } else {
            self.end_table();
            self.paragraph(line);
        }
        Ok(())
    }

    fn end_comment(&mut self, whole: &str) {
        self.end_table();
        let (inner, after) = whole.split_once("-->").unwrap_or((whole, ""));
        self.hide_comment(inner);
        let after = after.trim();
        if !after.is_empty() {
            self.paragraph(after);
        }
    }

    fn hide_comment(&mut self, comment: &str) {
        let text = comment.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        if text == INFO_END {
            self.info_ends_at = Some(self.extract.blocks.len());
        } else if !text.is_empty() {
            let place = format!("第{}段后的注释", self.extract.blocks.len());
            self.extract.hidden.push(Hidden { how: "comment".to_owned(), place, text: text.to_owned() });
        }
    }

    fn row(&mut self, line: &str) -> Result<(), Failure> {
        if is_rule(line) {
            return Ok(());
        }
        let inner = line.strip_prefix('|').unwrap_or(line);
        let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
        let guarded = inner.replace("\\|", "\u{1F}");
        let row: Vec<String> =
            guarded.split('|').map(|cell| self.inline(cell.trim()).replace('\u{1F}', "|").replace("<br>", "\n")).collect();
        self.cells = self.cells.checked_sub(row.len()).ok_or(Failure::TooManyCells)?;
        self.table.push(row);
        Ok(())
    }

    fn end_table(&mut self) {
        if self.table.is_empty() {
            return;
        }
        let mut rows = std::mem::take(&mut self.table);
        // A short row (`| x ||`) leaves its last cells empty.
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if let Some(rest) = self.cells.checked_sub(rows.iter().map(|row| width - row.len()).sum()) {
            self.cells = rest;
            rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        }
        self.extract.blocks.push(Block::Table { rows });
    }

    fn paragraph(&mut self, line: &str) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            return;
        }
        let level = trimmed.bytes().take_while(|b| *b == b'#').count();
        let after = &trimmed[level..];
        if (1..=6).contains(&level) && after.starts_with([' ', '\t']) {
            let text = self.inline(after.trim().trim_end_matches('#').trim_end());
            let level = u8::try_from(level).expect("at most six");
            self.extract.blocks.push(Block::Heading { level, text });
            return;
        }
        let quoted = trimmed.strip_prefix("> ").unwrap_or(line);
        let text = self.inline(quoted);
        if !text.is_empty() {
            self.extract.blocks.push(Block::Text { text });
        }
    }

    /// Takes links, pictures and bold marks out of a line; pictures become blocks of their own before it.
    fn inline(&mut self, text: &str) -> String {
        if !text.contains(['[', '*', '_', '\\']) {
            return text.to_owned();
        }
        let mut plain = String::with_capacity(text.len());
        let mut done = 0;
        for found in LINK.captures_iter(text) {
            let whole = found.get(0).expect("group 0 is the match");
            plain.push_str(&text[done..whole.start()]);
            done = whole.end();
            let (label, href) = (found["text"].to_owned(), found["href"].to_owned());
            if found.name("picture").is_some() {
                self.extract.blocks.push(Block::Image { name: name_of_source(&href), alt: label });
            } else {
                plain.push_str(&label);
                self.extract.links.push(Link { href, text: label });
            }
        }
        plain.push_str(&text[done..]);
        let plain = BOLD.replace_all(&plain, "$a$b");
        unescape(&plain)
    }

    fn finish(mut self) -> Extract {
        if self.extract.title.is_none()
            && let Some(Block::Heading { level: 1, text }) = self.extract.blocks.first()
        {
            self.extract.title = Some(text.clone());
        }
        let info = self.info_ends_at.unwrap_or(0);
        let mut labels = Vec::new();
        for block in &self.extract.blocks[..info] {
            if let Block::Text { text } = block {
                labels.extend(dated_fact(text));
            }
        }
        self.extract.labels.append(&mut labels);
        self.extract
    }
}

/// `2007年10月28日 第十届…第三十次会议通过` → 通过日期.
fn dated_fact(line: &str) -> Option<Label> {
    let found = DATED_FACT.captures(line.trim())?;
    Some(Label { name: format!("{}日期", &found["verb"]), value: found["day"].to_owned(), from: LabelSource::Text })
}

fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next_if(char::is_ascii_punctuation) } else { None };
        out.push(escaped.unwrap_or(c));
    }
    out
}
