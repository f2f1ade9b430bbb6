//! In which typeface is each part of a paragraph set: 一、黑体, （一）楷体, 1. and the text 仿宋 (GB/T 9704-2012, 7.3.3)?

use gongkai_text::paragraph::{Paragraph, ParagraphKind};
use serde::Serialize;

/// The five typefaces of the standard; which font file stands for each is decided by `fonts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Face {
    FangSong,
    Hei,
    Kai,
    Song,
    XiaoBiaoSong,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Run {
    pub face: Face,
    pub text: String,
}

impl Run {
    pub(crate) fn new(face: Face, text: impl Into<String>) -> Self {
        Self { face, text: text.into() }
    }
}

/// A heading that goes on as text in the same paragraph is split where its first sentence ends.
const LONGEST_LEAD: usize = 45;

/// The runs of a body paragraph, heading or article, and whether it is a heading on a line of its own.
pub(crate) fn runs(paragraph: &Paragraph, text: &str) -> (Vec<Run>, bool) {
    let own_line = paragraph.kind == ParagraphKind::Heading;
    if paragraph.kind == ParagraphKind::Article {
        return (split(text, article_marker(text), Face::Hei), false);
    }
    let face = match paragraph.level {
        0 if own_line => Face::Hei,
        1 => Face::Hei,
        2 => Face::Kai,
        _ => return (vec![Run::new(Face::FangSong, text)], own_line),
    };
    match first_sentence(text) {
        Some(end) if end < text.len() => (split(text, end, face), false),
        Some(_) => (vec![Run::new(face, text)], own_line),
        None if own_line => (vec![Run::new(face, text)], true),
        None => (vec![Run::new(Face::FangSong, text)], false),
    }
}

fn split(text: &str, at: usize, face: Face) -> Vec<Run> {
    let (lead, rest) = text.split_at(at);
    let runs = [Run::new(face, lead), Run::new(Face::FangSong, rest)];
    runs.into_iter().filter(|run| !run.text.is_empty()).collect()
}

/// The byte at which the first sentence ends, if it is short enough to be a heading.
fn first_sentence(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().take(LONGEST_LEAD);
    characters.find(|(_, c)| *c == '。').map(|(at, c)| at + c.len_utf8())
}

/// The length in bytes of 第N条 or 第N条之M at the start; 0 where there is none.
fn article_marker(text: &str) -> usize {
    let numerals = |c: char| "零〇一二三四五六七八九十百千".contains(c) || c.is_ascii_digit();
    let Some(rest) = text.strip_prefix('第') else { return 0 };
    let after = rest.trim_start_matches(numerals);
    let Some(tail) = after.strip_prefix('条').or_else(|| after.strip_prefix('條')) else { return 0 };
    if after.len() == rest.len() {
        return 0;
    }
    let tail = match tail.strip_prefix('之') {
        Some(suffix) if suffix.starts_with(numerals) => suffix.trim_start_matches(numerals),
        _ => tail,
    };
    text.len() - tail.len()
}

/// 第N编、章、节 stand in the middle of the line.
pub(crate) fn is_chapter(text: &str) -> bool {
    let numerals = |c: char| "零〇一二三四五六七八九十百千".contains(c) || c.is_ascii_digit();
    let Some(rest) = text.strip_prefix('第') else { return false };
    let after = rest.trim_start_matches(numerals);
    after.len() < rest.len() && after.starts_with(['编', '編', '章', '节', '節'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(kind: ParagraphKind, level: u8, text: &str) -> Paragraph {
        Paragraph { id: "p1".into(), kind, level, text: text.into(), rows: vec![], image: None }
    }

    #[track_caller]
    fn check(kind: ParagraphKind, level: u8, text: &str, expected: &[(Face, &str)]) {
        let (runs, _) = runs(&paragraph(kind, level, text), text);
        let runs: Vec<(Face, &str)> = runs.iter().map(|run| (run.face, run.text.as_str())).collect();
        assert_eq!(runs, expected);
    }

    #[test]
    fn gb_9704_7_3_3_levels() {
        use Face::{FangSong, Hei, Kai};
        use ParagraphKind::{Article, Body, Heading};
        check(Heading, 1, "一、总体要求", &[(Hei, "一、总体要求")]);
        check(Heading, 2, "（一）加强领导。各部门要抓好落实。", &[(Kai, "（一）加强领导。"), (FangSong, "各部门要抓好落实。")]);
        check(Heading, 3, "1.明确分工", &[(FangSong, "1.明确分工")]);
        check(Body, 0, "普通文字。", &[(FangSong, "普通文字。")]);
        check(Article, 0, "第二十条之一 行政机关应当公开。", &[(Hei, "第二十条之一"), (FangSong, " 行政机关应当公开。")]);
        check(Article, 0, "第三条之规定不适用。", &[(Hei, "第三条"), (FangSong, "之规定不适用。")]);
        check(Article, 0, "第条", &[(FangSong, "第条")]);
    }

    #[test]
    fn chapters_are_centred() {
        assert!(is_chapter("第一章　总则"));
        assert!(is_chapter("第12节 监督"));
        assert!(!is_chapter("第一条　为了"));
        assert!(!is_chapter("章程"));
    }
}
