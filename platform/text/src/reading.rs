//! What is this document, put together: its metadata, its parts, what was cut from it, and what is wrong with it?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::annex;
use crate::clean::{Cut, clean};
use crate::extract::{Block, Extract};
use crate::finding::{Finding, Severity};
use crate::metadata::metadata;
use crate::paragraph::{Metadata, Paragraph, ParagraphKind};
use crate::script::{Reconversion, Script, detect};
use crate::structure::structure;

/// A foreign document, read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub metadata: Metadata,
    /// The script that came in; the paragraphs are Simplified unless that cut was rejected.
    pub script: Script,
    pub paragraphs: Vec<Paragraph>,
    pub cuts: Vec<Cut>,
    /// The annexes that 附件说明 names.
    pub annexes_named: Vec<String>,
    /// What cleaning and structure saw; screening for personal data and secrets is `screen`'s.
    pub findings: Vec<Finding>,
    /// The lines as they came, for showing side by side with the cuts.
    pub original_lines: Vec<String>,
}

const RECONVERTED: &str = "defect.script";

/// Reads a document: cleans it, brings Traditional copies back to Simplified, takes it apart and finds its metadata.
/// Cuts whose id is in `rejected` are not made.
#[must_use]
pub fn read(extract: &Extract, rejected: &BTreeSet<String>) -> Reading {
    let cleaned = clean(extract, rejected);
    let whole = text_of(&cleaned.blocks);
    let script = detect(&whole);
    let mut cuts = cleaned.cuts;
    let mut blocks = cleaned.blocks;
    let reconversion = Reconversion::of(&whole);
    if script == Script::Hant {
        let cut = script_cut(&whole, &reconversion, cleaned.original_lines.len(), rejected);
        if cut.applied {
            blocks = blocks.iter().map(|block| converted(block, &reconversion)).collect();
        }
        cuts.push(cut);
    }
    let simplify = |text: &str| reconversion.line(text);
    let format_title = extract.title.as_deref().map(&simplify);
    let structure = structure(&blocks, format_title.as_deref());
    let (metadata, mut findings) = metadata(extract, &cleaned.labels, &structure, &simplify);
    let mut paragraphs = structure.paragraphs;
    findings.extend(pictures_for_text(&mut paragraphs));
    findings.extend(empty_annex_note(&paragraphs));
    findings.extend(of_cuts(&cuts));
    Reading { metadata, script, paragraphs, cuts, annexes_named: structure.annexes_named, findings, original_lines: cleaned.original_lines }
}

impl Reading {
    /// The annexes that are named but neither attached nor part of the text; `attached` is the number of attachments
    /// known. Which attachment is which annex is not judged here.
    #[must_use]
    pub fn annexes_missing(&self, attached: usize) -> Vec<Finding> {
        let inside = self.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Annex && !self.is_reduced(&p.id)).count();
        let there = attached + inside;
        let wanted: Vec<&str> = self.annexes_named.iter().map(String::as_str).filter(|name| !annex::is_left_out(name)).collect();
        if there >= wanted.len() {
            return Vec::new();
        }
        let missing = &wanted[there..];
        let names: Vec<String> = missing.iter().map(|name| format!("《{name}》")).collect();
        vec![finding(
            "defect.annex_missing",
            Severity::Stop,
            "附件说明",
            &missing.join("；"),
            &format!("正文列有附件{}，但没有随文件提供，请补充附件后再公开。", names.join("、")),
        )]
    }

    /// An annex that has nothing in it but the name of a picture.
    fn is_reduced(&self, annex: &str) -> bool {
        let Some(at) = self.paragraphs.iter().position(|p| p.id == annex) else { return false };
        let parts: Vec<&Paragraph> = self.paragraphs[at + 1..].iter().take_while(|p| p.kind != ParagraphKind::Annex).collect();
        parts.iter().all(|p| p.kind == ParagraphKind::Image)
    }
}

fn text_of(blocks: &[Block]) -> String {
    let mut whole = String::new();
    for block in blocks {
        match block {
            Block::Text { text } | Block::Heading { text, .. } => whole.push_str(text),
            Block::Table { rows } => rows.iter().flatten().for_each(|cell| whole.push_str(cell)),
            Block::Image { .. } | Block::PageBreak => {}
        }
        whole.push('\n');
    }
    whole
}

fn converted(block: &Block, reconversion: &Reconversion) -> Block {
    match block {
        Block::Text { text } => Block::Text { text: reconversion.line(text) },
        Block::Heading { level, text } => Block::Heading { level: *level, text: reconversion.line(text) },
        Block::Table { rows } => {
            Block::Table { rows: rows.iter().map(|row| row.iter().map(|cell| reconversion.line(cell)).collect()).collect() }
        }
        other => other.clone(),
    }
}

/// The conversion of the whole text as one cut, which can be rejected like any other.
fn script_cut(whole: &str, reconversion: &Reconversion, lines: usize, rejected: &BTreeSet<String>) -> Cut {
    let id = crate::clean::digest(&format!("{RECONVERTED}\n{whole}"));
    let first = whole.lines().find(|line| !line.is_empty()).unwrap_or_default();
    let wording = if reconversion.rewords() { "，并将台湾用语还原为大陆公文用语" } else { "" };
    Cut {
        applied: !rejected.contains(&id),
        id,
        code: RECONVERTED.to_owned(),
        place: "全文".to_owned(),
        line: 0,
        lines,
        original: first.to_owned(),
        replacement: reconversion.line(first),
        reason: format!("来文为繁体，已转换为简体{wording}"),
    }
}

/// What editors must know of the cuts: each sign of tampering by itself, the mends of layout together by kind.
fn of_cuts(cuts: &[Cut]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for cut in cuts.iter().filter(|cut| cut.applied) {
        let advice = match cut.code.as_str() {
            "tamper.advertising" => "已剔除植入的广告行，请核对原件，并检查来源网站是否被篡改。",
            "tamper.noise" => "已剔除夹入的无意义字符，请对照原件逐处核对。",
            "tamper.pinyin" => "已剔除夹入的拼音，请对照原件核对。",
            "tamper.doubled" => "已剔除重复的正文，请核对保留的一份是否完整。",
            RECONVERTED => "本文由繁体转换回简体，用语可能与原件不同，请对照原件核对法律用语和专有名词。",
            "defect.repeated_word" => "已去掉重复录入的词语，请核对。",
            "defect.split_paragraph" => "已接回被断开的自然段，请核对。",
            "defect.stray_space" => "已去掉句中多余的空格，请核对。",
            "defect.gateway_address" => "已还原被网关改写的网址，请核对。",
            _ => continue,
        };
        let excerpt: String = cut.original.chars().take(60).collect();
        findings.push(finding(&cut.code, Severity::Warn, &cut.place, &excerpt, advice));
    }
    findings
}

/// A line that is only the name of a picture stands where a picture, mostly a scanned table, was lost.
fn pictures_for_text(paragraphs: &mut [Paragraph]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut after_annex = false;
    for paragraph in paragraphs.iter_mut() {
        if paragraph.kind == ParagraphKind::Body && crate::structure::picture_name(&paragraph.text) {
            let name = std::mem::take(&mut paragraph.text);
            let (code, advice) = if after_annex {
                ("defect.annex_image", "附件内容只剩图片文件名，请补充附件原文（不得以图片代替文字）。")
            } else {
                ("defect.image_missing", "此处图片缺失，只剩文件名，请补充图片或删去。")
            };
            findings.push(finding(code, Severity::Stop, "附件", &name, advice));
            paragraph.kind = ParagraphKind::Image;
            paragraph.image = Some(name);
        }
        after_annex = paragraph.kind == ParagraphKind::Annex || (after_annex && paragraph.kind == ParagraphKind::Image);
    }
    findings
}

fn empty_annex_note(paragraphs: &[Paragraph]) -> Option<Finding> {
    let is_empty = |p: &Paragraph| {
        let key: String = p.text.chars().map(crate::script::fold_char).filter(|c| !crate::normalise::is_space(*c)).collect();
        matches!(key.trim_end_matches([':', '：']), "附件" | "附表" | "附图")
    };
    let n_notes = paragraphs.iter().filter(|p| p.kind == ParagraphKind::AnnexNote).count();
    let at = paragraphs.iter().position(|p| p.kind == ParagraphKind::AnnexNote && is_empty(p))?;
    // 附件： alone on its line, with the list below it, is the usual layout.
    (n_notes == 1 && annex::promises_in_vain(paragraphs, at)).then(|| {
        let advice = "“附件”后没有列出附件名称，请补充附件或删去“附件”字样。";
        finding("defect.annex_empty", Severity::Stop, "附件说明", &paragraphs[at].text, advice)
    })
}

fn finding(code: &str, severity: Severity, place: &str, excerpt: &str, advice: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        place: place.to_owned(),
        excerpt: excerpt.to_owned(),
        advice: advice.to_owned(),
        span: None,
        masked: None,
    }
}
