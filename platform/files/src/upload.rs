//! May this file be put beside a record for everyone to download?

use crate::kind::FileKind;
use crate::limits::{Limits, human_bytes};
use crate::sniff::{by_extension, extension, sniff};

/// A broken attachment is smaller than any real file (a "doc" of two bytes has been seen on a county's site).
const SMALLEST: usize = 64;
const LONGEST_NAME: usize = 200;

/// All that speaks against an upload, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct UploadRefusal {
    pub name: String,
    pub reasons: Vec<UploadReason>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadReason {
    #[error("文件是空的")]
    Empty,
    #[error("文件只有 {0} 字节，多半已损坏")]
    TooSmall(usize),
    #[error("文件有 {}，超出上限 {}", human_bytes(*.size), human_bytes(*.limit))]
    TooLarge { size: u64, limit: u64 },
    #[error("文件名没有扩展名")]
    NoExtension,
    #[error("文件名过长（{0} 个字，上限 {LONGEST_NAME}）")]
    NameTooLong(usize),
    #[error("文件名含有路径或控制字符")]
    UnsafeName,
    #[error("不接受“{0}”类附件")]
    NotAccepted(FileKind),
    #[error("扩展名是“.{extension}”，内容却是{content}")]
    ContentDisagrees { extension: String, content: FileKind },
    #[error("含有宏，请另存为不带宏的格式（docx、xlsx）")]
    Macros,
    #[error("SVG 图形里有脚本或外部引用")]
    ActiveSvg,
    #[error("文件加了密码，公众无法打开")]
    Encrypted,
}

impl UploadRefusal {
    /// The refusal as shown to the person who uploaded.
    #[must_use]
    pub fn message(&self) -> String {
        let reasons: Vec<String> = self.reasons.iter().map(ToString::to_string).collect();
        format!("“{}”不能作为附件：{}。", self.name, reasons.join("；"))
    }
}

/// The kind of an acceptable attachment. The content decides and must agree with the name.
///
/// # Errors
/// [`UploadRefusal`] with every reason at once. A virus scan is not done here.
pub fn allowed_upload(name: &str, bytes: &[u8], limits: &Limits) -> Result<FileKind, UploadRefusal> {
    let mut reasons = Vec::new();
    refuse_name(name, &mut reasons);
    refuse_size(bytes, limits, &mut reasons);
    let kind = sniff(name, bytes);
    if !bytes.is_empty() {
        refuse_content(name, kind, bytes, &mut reasons);
    }
    if reasons.is_empty() { Ok(kind) } else { Err(UploadRefusal { name: name.to_owned(), reasons }) }
}

fn refuse_name(name: &str, reasons: &mut Vec<UploadReason>) {
    if extension(name).is_empty() {
        reasons.push(UploadReason::NoExtension);
    }
    let length = name.chars().count();
    if length > LONGEST_NAME {
        reasons.push(UploadReason::NameTooLong(length));
    }
    // U+202E and its kin turn `gnp.exe` into `exe.png` on the screen.
    let turning = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if name.contains(['/', '\\']) || name.contains("..") || name.chars().any(|c| c.is_control() || turning(c)) {
        reasons.push(UploadReason::UnsafeName);
    }
}

fn refuse_size(bytes: &[u8], limits: &Limits, reasons: &mut Vec<UploadReason>) {
    let size = bytes.len() as u64;
    if size == 0 {
        reasons.push(UploadReason::Empty);
    } else if size > limits.file_bytes {
        reasons.push(UploadReason::TooLarge { size, limit: limits.file_bytes });
    }
}

fn refuse_content(name: &str, kind: FileKind, bytes: &[u8], reasons: &mut Vec<UploadReason>) {
    let promised = by_extension(name);
    match kind {
        FileKind::MacroOffice => reasons.push(UploadReason::Macros),
        FileKind::EncryptedOffice => reasons.push(UploadReason::Encrypted),
        FileKind::Svg if svg_is_active(bytes) => reasons.push(UploadReason::ActiveSvg),
        FileKind::Html | FileKind::Executable | FileKind::Unknown | FileKind::Ole2 | FileKind::Xml => {
            reasons.push(UploadReason::NotAccepted(kind));
        }
        _ => {}
    }
    if promised == FileKind::Executable && kind != FileKind::Executable {
        reasons.push(UploadReason::NotAccepted(promised));
    }
    if promised == FileKind::Html && kind != FileKind::Html {
        reasons.push(UploadReason::NotAccepted(promised));
    }
    if !agrees(promised, kind) {
        reasons.push(UploadReason::ContentDisagrees { extension: extension(name), content: kind });
    }
    let text = matches!(kind, FileKind::Text | FileKind::Markdown | FileKind::Csv | FileKind::Json);
    if bytes.len() < SMALLEST && !text && kind != FileKind::Gif {
        reasons.push(UploadReason::TooSmall(bytes.len()));
    }
}

fn agrees(promised: FileKind, found: FileKind) -> bool {
    promised == found
        || matches!(
            (promised, found),
            (FileKind::Unknown, _)
                | (FileKind::MacroOffice, FileKind::Docx | FileKind::Xlsx | FileKind::Pptx)
                // WPS writes docx bytes under its own extension, and old offices rename RTF to doc.
                | (FileKind::Doc, FileKind::Rtf | FileKind::EncryptedOffice)
                | (FileKind::Docx | FileKind::Xlsx | FileKind::Pptx | FileKind::Xls, FileKind::EncryptedOffice)
                | (FileKind::Docx | FileKind::Xlsx | FileKind::Pptx, FileKind::MacroOffice)
                | (FileKind::Executable, _)
                | (FileKind::Html, _)
        )
}

/// Whether an SVG could run or fetch something. A drawing of lines and text needs none of these.
fn svg_is_active(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\0').collect();
    let words = ["<script", "javascript:", "<foreignobject", "<!entity", "<iframe", "<embed", "<object", "@import"];
    words.iter().any(|word| squeezed.contains(word)) || has_handler(&text) || has_outside_reference(&squeezed)
}

/// An attribute such as `onload=` or `onclick =`.
fn has_handler(text: &str) -> bool {
    text.match_indices("on").any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 2..];
        let name = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let free = before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
        free && name >= 3 && rest[name..].trim_start().starts_with('=')
    })
}

fn has_outside_reference(squeezed: &str) -> bool {
    ["href=\"", "href='", "url("].iter().any(|mark| {
        squeezed.match_indices(mark).any(|(at, _)| {
            let target = squeezed[at + mark.len()..].trim_start_matches(['"', '\'']);
            !(target.starts_with('#') || target.starts_with("data:image/"))
        })
    })
}
