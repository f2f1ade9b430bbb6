//! What does this file say? Chooses the reader by content and answers with an extract or one clear error.

use crate::guard::{self, Stopped};
use crate::kind::FileKind;
use crate::limits::{Limits, human_bytes};
use crate::package::Package;
use crate::sniff::{by_extension, sniff};
use crate::{csv_table, doc, docx, html, markdown, ofd, pdf, sheet, txt};
use gongkai_text::extract::Extract;
use std::time::Duration;

/// Why a file could not be read. The message names the file and the cause and is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("“{file}”是空文件")]
    Empty { file: String },
    #[error("“{file}”有 {}，超出大小上限 {}", human_bytes(*.size), human_bytes(*.limit))]
    TooLarge { file: String, size: u64, limit: u64 },
    #[error("“{file}”的表格超过 {limit} 个单元格，请拆分后再导入")]
    TooManyCells { file: String, limit: usize },
    #[error("“{file}”的编码无法识别（既不是 UTF-8、UTF-16，也不是 GB18030 或 Big5）")]
    Encoding { file: String },
    #[error("“{file}”已损坏，不能作为{kind}读出：{cause}")]
    Damaged { file: String, kind: FileKind, cause: String },
    #[error("“{file}”是{kind}，系统读不出其中的文字")]
    Unsupported { file: String, kind: FileKind },
    #[error("“{file}”加了密码，无法读取")]
    Encrypted { file: String },
    #[error("“{file}”没有文字层（多半是扫描件），请提供可复制文字的版本")]
    NoText { file: String },
    #[error("“{file}”在 {seconds} 秒内没有读完，已放弃")]
    TimedOut { file: String, seconds: u64 },
    #[error("“{file}”的内容使{kind}读取程序出错，已跳过")]
    Crashed { file: String, kind: FileKind },
}

impl ReadError {
    /// A stable word for machines: the finding codes and the JSON of an import use it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::Encoding { .. } => "encoding",
            Self::Damaged { .. } => "damaged",
            Self::Unsupported { .. } => "unsupported",
            Self::Encrypted { .. } => "encrypted",
            Self::NoText { .. } => "no_text",
            Self::TimedOut { .. } => "timed_out",
            Self::Crashed { .. } => "crashed",
        }
    }
}

/// What the readers of formats say; the name of the file is added once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    TooLarge { size: u64, limit: u64 },
    TooManyCells,
    Encoding,
    Damaged(String),
    Encrypted,
    NoText,
}

/// Larger input is parsed on its own thread, so that a parser that grows faster than its input cannot hold up the caller.
const INLINE_BYTES: usize = 64 * 1024;

/// Reads one file into an extract, choosing the reader by content. Blocks; never panics, whatever the bytes are.
///
/// Archives are not opened here (see `walk`); pictures, old presentations and the like are [`ReadError::Unsupported`].
///
/// # Errors
/// [`ReadError`], whose message is Chinese and names the file and the cause.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
    let file = || name.to_owned();
    if bytes.is_empty() {
        return Err(ReadError::Empty { file: file() });
    }
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(ReadError::TooLarge { file: file(), size, limit: limits.file_bytes });
    }
    let kind = guard::here(|| sniff(name, bytes)).unwrap_or(FileKind::Unknown);
    if let Some(promised) = broken_promise(name, kind) {
        let cause = format!("内容不是{promised}");
        return Err(ReadError::Damaged { file: file(), kind: promised, cause });
    }
    let Some(reader) = reader_of(kind) else {
        return Err(match kind {
            FileKind::EncryptedOffice => ReadError::Encrypted { file: file() },
            _ => ReadError::Unsupported { file: file(), kind },
        });
    };
    if bytes.len() <= INLINE_BYTES && reader.ours {
        return answer(guard::here(|| (reader.run)(bytes, limits)), name, kind, limits);
    }
    guarded(name, bytes, limits, reader.run)
}

/// Runs a reader on its own thread under the limits of size and time.
pub(crate) fn guarded<T: Send + 'static>(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    run: fn(&[u8], &Limits) -> Result<T, Failure>,
) -> Result<T, ReadError> {
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(ReadError::TooLarge { file: name.to_owned(), size, limit: limits.file_bytes });
    }
    let kind = guard::here(|| sniff(name, bytes)).unwrap_or(FileKind::Unknown);
    let (owned, own_limits) = (bytes.to_vec(), limits.clone());
    answer(guard::run(Duration::from_secs(limits.seconds), move || run(&owned, &own_limits)), name, kind, limits)
}

fn answer<T>(outcome: Result<Result<T, Failure>, Stopped>, name: &str, kind: FileKind, limits: &Limits) -> Result<T, ReadError> {
    let file = name.to_owned();
    match outcome {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(failure)) => Err(named(file, kind, failure, limits)),
        Err(Stopped::Panicked) => Err(ReadError::Crashed { file, kind }),
        Err(Stopped::TimedOut) => Err(ReadError::TimedOut { file, seconds: limits.seconds }),
    }
}

/// The text of an attachment for screening: hidden sheets, rows and comments included. It is the same reading.
pub fn attachment_text(name: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
    read(name, bytes, limits)
}

/// A name that promises a format whose header the content lacks: a torn download, or a page saved as `.pdf`.
///
/// Text under `.doc` or `.xls` is let through: old systems export so.
fn broken_promise(name: &str, kind: FileKind) -> Option<FileKind> {
    let promised = by_extension(name);
    let headed = matches!(promised, FileKind::Pdf | FileKind::Docx | FileKind::Xlsx | FileKind::Ofd | FileKind::Zip);
    (headed && matches!(kind, FileKind::Text | FileKind::Unknown)).then_some(promised)
}

struct Reader {
    run: fn(&[u8], &Limits) -> Result<Extract, Failure>,
    /// Whether it is ours throughout, and linear in its input; others' parsers always run under a time limit.
    ours: bool,
}

fn reader_of(kind: FileKind) -> Option<Reader> {
    let ours = |run| Some(Reader { run, ours: true });
    let others = |run| Some(Reader { run, ours: false });
    match kind {
        FileKind::Text | FileKind::Json | FileKind::Xml => ours(txt::read),
        FileKind::Markdown => ours(markdown::read),
        FileKind::Csv => ours(csv_table::read),
        FileKind::Html => ours(html::read),
        FileKind::Docx => ours(docx::read),
        FileKind::Ofd => ours(ofd::read),
        // A macro changes nothing for a reader; whether the file may be uploaded is asked elsewhere.
        FileKind::MacroOffice => ours(macro_office),
        FileKind::Xlsx => others(sheet::read_xlsx),
        FileKind::Xls => others(sheet::read_xls),
        FileKind::Doc => others(doc::read),
        FileKind::Pdf => others(pdf::read),
        _ => None,
    }
}

fn macro_office(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let names = Package::open(bytes, limits)?.names();
    if names.iter().any(|name| name == "word/document.xml") { docx::read(bytes, limits) } else { sheet::read_xlsx(bytes, limits) }
}

fn named(file: String, kind: FileKind, failure: Failure, limits: &Limits) -> ReadError {
    match failure {
        Failure::TooLarge { size, limit } => ReadError::TooLarge { file, size, limit },
        Failure::TooManyCells => ReadError::TooManyCells { file, limit: limits.cells },
        Failure::Encoding => ReadError::Encoding { file },
        Failure::Damaged(cause) => ReadError::Damaged { file, kind, cause },
        Failure::Encrypted => ReadError::Encrypted { file },
        Failure::NoText => ReadError::NoText { file },
    }
}
