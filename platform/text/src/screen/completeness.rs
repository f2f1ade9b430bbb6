//! Does the document agree with what is known of it: annexes, signature, dates, numbers?

use super::codes::Code;
use super::subject::Subject;
use crate::annex;
use crate::marks;
use crate::normalise;
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::script::fold_char;
use gongkai_law::{DocumentNumber, IndexNumber, IndexNumberError};

/// A finding about the document: its code, place and what to show.
pub(crate) struct Told {
    pub code: Code,
    pub place: String,
    pub excerpt: String,
    /// The paragraph it is about, if it is about one.
    pub paragraph: Option<usize>,
    /// Guessed from the wording rather than stated by it: let the editor look, do not stop him.
    pub is_guess: bool,
}

fn told(code: Code, place: &str, excerpt: impl Into<String>) -> Told {
    Told { code, place: place.to_owned(), excerpt: excerpt.into(), paragraph: None, is_guess: false }
}

/// 主动公开 within twenty working days (条例第二十六条).
const PUBLISH_WITHIN: u32 = 20;

pub(crate) fn find(subject: &Subject<'_>, mentions_annex: bool) -> Vec<Told> {
    let mut all = Vec::new();
    metadata(subject, &mut all);
    dates(subject, &mut all);
    signature(subject, &mut all);
    images(subject, &mut all);
    annexes(subject, mentions_annex, &mut all);
    all
}

fn metadata(subject: &Subject<'_>, all: &mut Vec<Told>) {
    if subject.metadata.title.as_deref().is_none_or(|title| title.trim().is_empty()) {
        all.push(told(Code::TitleMissing, "标题", ""));
    }
    let has_text = subject
        .paragraphs
        .iter()
        .any(|p| !p.text.trim().is_empty() || p.image.is_some() || p.rows.iter().flatten().any(|cell| !cell.trim().is_empty()));
    if !has_text && subject.attachments.iter().all(super::AttachmentText::is_empty) {
        all.push(told(Code::EmptyText, "正文", ""));
    }
    if let Some(number) = &subject.metadata.index_number {
        match IndexNumber::parse(number) {
            Err(IndexNumberError::Empty) => {}
            Err(_) => all.push(told(Code::IndexNumberForm, "索引号", number)),
            Ok(index) if index.uscc_passes() == Some(false) => all.push(told(Code::UsccCheck, "索引号", number)),
            Ok(_) => {}
        }
    }
}

fn dates(subject: &Subject<'_>, all: &mut Vec<Told>) {
    let metadata = subject.metadata;
    if let (Some(formed), Some(number)) = (metadata.formed_on, &metadata.document_number)
        && let Ok(DocumentNumber { year: Some(year), .. }) = DocumentNumber::parse(number)
    {
        let ahead = year - formed.year();
        // Numbered in the old year and signed in January, or the other way about.
        let new_year = (ahead == -1 && formed.month() == 1) || (ahead == 1 && formed.month() == 12);
        if ahead != 0 && !new_year {
            all.push(told(Code::NumberYear, "发文字号", format!("{number}，成文日期{formed}")));
        }
    }
    let published = subject.first_online_on.or(metadata.published_on);
    if let (Some(formed), Some(published)) = (metadata.formed_on, published)
        && formed > published
    {
        all.push(told(Code::FormedAfterPublished, "成文日期", format!("成文日期{formed}，发布日期{published}")));
    }
    if let Some(days) = subject.days_to_publish.filter(|days| *days > PUBLISH_WITHIN) {
        all.push(told(Code::LatePublication, "发布日期", format!("自形成之日起第{days}个工作日公开")));
    }
    for (at, paragraph) in subject.paragraphs.iter().enumerate().filter(|(_, p)| p.kind == ParagraphKind::FormedOn) {
        let key: String = paragraph.text.chars().map(fold_char).collect();
        if let Some(crate::dates::Found::NoSuchDay(words)) = crate::dates::is_whole(&key)
            && !paragraph.text.chars().any(|c| c.is_ascii_digit())
        {
            all.push(Told { paragraph: Some(at), ..told(Code::DateInvalid, &format!("第{}段", at + 1), words) });
        }
    }
}

/// The organ that signs is the organ that issues (条例第十条).
fn signature(subject: &Subject<'_>, all: &mut Vec<Told>) {
    let issuers: Vec<String> = subject.metadata.issuers.iter().map(|name| normalise::bare(name)).filter(|name| !name.is_empty()).collect();
    if issuers.is_empty() {
        return;
    }
    let body = subject.paragraphs.iter().position(|p| p.kind == ParagraphKind::Annex).unwrap_or(subject.paragraphs.len());
    for (at, paragraph) in subject.paragraphs[..body].iter().enumerate().filter(|(_, p)| p.kind == ParagraphKind::Signature) {
        let signed = normalise::bare(&paragraph.text);
        // 宁省政府 abbreviates: one name's characters stand in the other in their order.
        if !signed.is_empty() && !issuers.iter().any(|issuer| is_within(issuer, &signed) || is_within(&signed, issuer)) {
            let excerpt = format!("落款“{}”，发文机关“{}”", paragraph.text.trim(), subject.metadata.issuers.join("、"));
            all.push(Told { paragraph: Some(at), ..told(Code::IssuerSignature, &format!("第{}段", at + 1), excerpt) });
        }
    }
}

fn is_within(short: &str, long: &str) -> bool {
    let mut chars = long.chars();
    short.chars().all(|c| chars.any(|d| d == c))
}

/// A picture that is not among the attachments is kept under its old name instead of its hash.
fn images(subject: &Subject<'_>, all: &mut Vec<Told>) {
    let mut in_annex = false;
    for (at, paragraph) in subject.paragraphs.iter().enumerate() {
        in_annex |= paragraph.kind == ParagraphKind::Annex;
        let Some(image) = &paragraph.image else { continue };
        let is_hash = image.len() == 64 && image.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hash {
            let code = if in_annex { Code::AnnexImage } else { Code::ImageMissing };
            all.push(Told { paragraph: Some(at), ..told(code, &format!("第{}段", at + 1), not_taken(image)) });
        }
    }
}

/// What an office's picture is called, and why it did not come along where its kind is the reason: no browser shows it.
fn not_taken(image: &str) -> String {
    const NOT_SHOWN: [&str; 6] = ["emf", "wmf", "bmp", "tif", "tiff", "wdp"];
    let ending = image.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match NOT_SHOWN.contains(&ending.as_str()) {
        true => format!("{image}（{}图片网页不能显示，没有收入，请另存为PNG或者JPG后补充）", ending.to_ascii_uppercase()),
        false => image.to_owned(),
    }
}

fn annexes(subject: &Subject<'_>, mentions_annex: bool, all: &mut Vec<Told>) {
    /// The smallest file that can be anything (real-samples: an attachment of two bytes).
    const SMALLEST: u64 = 64;
    for attachment in subject.attachments {
        let place = format!("附件“{}”", attachment.name);
        if attachment.bytes < SMALLEST {
            all.push(told(Code::AnnexBroken, &place, format!("{}字节", attachment.bytes)));
        } else if attachment.is_empty()
            && !matches!(
                attachment.kind.as_str(),
                "image" | "jpg" | "jpeg" | "png" | "gif" | "video" | "mp4" | "audio" | "zip" | "rar" | "ofd" | "other"
            )
        {
            // A scanned paper has no text layer and is not empty.
            all.push(Told { is_guess: true, ..told(Code::AnnexEmpty, &place, "没有可读取的文字") });
        }
    }
    let named = named(subject, all);
    let sections = sections(subject.paragraphs, all);
    let mut spare = sections.len() + subject.attachments.iter().filter(|a| a.bytes >= SMALLEST).count();
    let titles: Vec<String> =
        subject.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Title).map(|p| normalise::bare(&p.text)).collect();
    let files: Vec<String> =
        subject.attachments.iter().map(|a| normalise::bare(a.name.rsplit_once('.').map_or(a.name.as_str(), |(stem, _)| stem))).collect();
    let is_there = |name: &str| {
        files
            .iter()
            .chain(&sections)
            .chain(&titles)
            .any(|other| !other.is_empty() && (other.contains(name) || other.len() >= 12 && name.contains(other.as_str())))
    };
    spare += usize::from(follows_note(subject.paragraphs));
    let mut missing = Vec::new();
    for (at, name) in &named {
        let bare = normalise::bare(name);
        // Named again as the head of its own text; (略) says that it was left out on purpose.
        let again = named.iter().filter(|(_, other)| normalise::bare(other) == bare).count() > 1;
        if again || annex::is_left_out(name) || is_there(&bare) {
            spare = spare.saturating_sub(1);
        } else {
            missing.push((*at, name));
        }
    }
    let n_missing = missing.len().saturating_sub(spare);
    for (at, name) in missing.into_iter().rev().take(n_missing).rev() {
        all.push(Told { paragraph: Some(at), ..told(Code::AnnexMissing, &format!("第{}段", at + 1), format!("附件：{name}")) });
    }
    if mentions_annex
        && named.is_empty()
        && sections.is_empty()
        && subject.attachments.is_empty()
        && !all.iter().any(|t| t.code == Code::AnnexEmpty)
    {
        all.push(told(Code::AnnexMentioned, "正文", "正文提到附件，文后没有附件"));
    }
}

/// Does the annex stand right below the note that names it, without a marker of its own?
fn follows_note(paragraphs: &[Paragraph]) -> bool {
    let last = paragraphs.iter().rposition(|p| p.kind == ParagraphKind::AnnexNote);
    let next = last.map(|at| &paragraphs[at + 1..]).unwrap_or_default();
    let is_content = |p: &Paragraph| {
        matches!(
            p.kind,
            ParagraphKind::Body | ParagraphKind::Heading | ParagraphKind::Article | ParagraphKind::Table | ParagraphKind::Title
        )
    };
    next.first().is_some_and(is_content) && next.iter().filter(|p| is_content(p)).count() >= 3
}

/// The annexes that 附件说明 names, with the paragraph that names them. A note that names none is itself a defect.
fn named(subject: &Subject<'_>, all: &mut Vec<Told>) -> Vec<(usize, String)> {
    let paragraphs = subject.paragraphs;
    let mut names = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate().filter(|(_, p)| p.kind == ParagraphKind::AnnexNote) {
        let key: String = paragraph.text.chars().map(fold_char).collect();
        let rest = marks::annex_note(&key).unwrap_or_else(|| key.trim_start_matches("附件"));
        let found: Vec<String> = split_names(rest);
        if found.is_empty() && subject.attachments.is_empty() && annex::promises_in_vain(paragraphs, at) {
            all.push(Told { paragraph: Some(at), ..told(Code::AnnexEmpty, &format!("第{}段", at + 1), paragraph.text.trim()) });
        }
        names.extend(found.into_iter().filter(|name| !annex::is_instruction(name)).map(|name| (at, name)));
    }
    names
}

/// `1.甲表 2.乙表` → two names.
fn split_names(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut chars = text.chars().peekable();
    let mut at_start = true;
    while let Some(c) = chars.next() {
        let numbered = at_start && c.is_ascii_digit() && matches!(chars.peek(), Some('.' | '．' | '、' | ' '));
        if numbered {
            chars.next();
            names.push(String::new());
            continue;
        }
        at_start = c.is_whitespace() || matches!(c, '；' | ';' | ':' | '：');
        if let Some(last) = names.last_mut() {
            last.push(c);
        }
    }
    let clean = |name: String| name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';' | '。' | ':' | '：')).to_owned();
    names.into_iter().map(clean).filter(|name| !name.is_empty() && name != "无").collect()
}

/// The annexes that stand in the text, by their first line; one without content is a defect.
fn sections(paragraphs: &[Paragraph], all: &mut Vec<Told>) -> Vec<String> {
    let starts: Vec<usize> = paragraphs.iter().enumerate().filter(|(_, p)| p.kind == ParagraphKind::Annex).map(|(at, _)| at).collect();
    let mut sections = Vec::new();
    for (n, at) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(paragraphs.len());
        let inside = &paragraphs[at + 1..end];
        let has_content = inside.iter().any(|p| {
            !p.rows.is_empty()
                || p.image.is_some()
                || !matches!(p.kind, ParagraphKind::Imprint | ParagraphKind::Image) && !p.text.trim().is_empty()
        });
        if has_content {
            let first = inside.iter().find(|p| !p.text.trim().is_empty()).map_or("", |p| p.text.as_str());
            sections.push(normalise::bare(&format!("{}{first}", paragraphs[*at].text)));
        } else {
            all.push(Told { paragraph: Some(*at), ..told(Code::AnnexEmpty, &format!("第{}段", at + 1), paragraphs[*at].text.trim()) });
        }
    }
    sections
}
