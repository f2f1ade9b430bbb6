//! Which files lie under these paths, in folders and in archives in archives?

mod archives;
mod meter;
mod names;

use crate::guard;
use crate::kind::FileKind;
use crate::limits::{Limits, human_bytes};
use crate::sniff::{extension, sniff};
use meter::Meter;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// One file that was met, with its bytes or the reason why there are none.
#[derive(Debug)]
pub struct Entry {
    /// For people and for the record of an import: `收文/2026.zip!/通知/关于节水.docx`.
    pub path: String,
    pub content: Result<Vec<u8>, WalkError>,
}

impl Entry {
    /// The file's own name, for readers and for the attachment's label.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }
}

/// Why a file or an archive gave no bytes. The walk goes on after each of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalkError {
    #[error("读取“{path}”失败：{cause}")]
    Io { path: String, cause: String },
    #[error("压缩包“{path}”已损坏或不完整：{cause}")]
    Damaged { path: String, cause: String },
    #[error("“{path}”有 {}，超出大小上限 {}", human_bytes(*.size), human_bytes(*.limit))]
    TooLarge { path: String, size: u64, limit: u64 },
    #[error("压缩包“{path}”解压后膨胀超过 {ratio} 倍，疑似压缩炸弹，已停止解压")]
    Bomb { path: String, ratio: u64 },
    #[error("解压到“{path}”时总量超过 {}，其余内容未读", human_bytes(*.limit))]
    Exhausted { path: String, limit: u64 },
    #[error("“{path}”嵌套在第 {limit} 层以下的压缩包里，未打开")]
    TooDeep { path: String, limit: usize },
    #[error("文件多于 {limit} 个，从“{path}”起未读")]
    TooMany { path: String, limit: usize },
    #[error("“{path}”加了密码，无法解压")]
    Encrypted { path: String },
    #[error("“{path}”使用了不支持的压缩方法")]
    Method { path: String },
}

impl WalkError {
    /// A stable word for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Damaged { .. } => "damaged_archive",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb { .. } => "bomb",
            Self::Exhausted { .. } => "exhausted",
            Self::TooDeep { .. } => "too_deep",
            Self::TooMany { .. } => "too_many",
            Self::Encrypted { .. } => "encrypted",
            Self::Method { .. } => "method",
        }
    }
}

/// Calls `visit` for every file under the paths, one at a time and in a stable order: folders sorted by name, archives in
/// their own order. Blocks. At most one file a level of nesting is in memory.
///
/// Links are not followed (a path given by name is). Names beginning with a dot, Word's lock files and the like are passed
/// over. Whatever cannot be read is an [`Entry`] with an error; nothing ends the walk but the limit on the number of files.
pub fn walk(paths: &[PathBuf], limits: &Limits, visit: &mut dyn FnMut(Entry)) {
    let mut walk = Walk { limits, meter: Meter::new(limits), entries: 0, stopped: false, visit };
    for path in paths {
        walk.root(path);
    }
}

struct Walk<'a> {
    limits: &'a Limits,
    meter: Meter,
    entries: usize,
    stopped: bool,
    visit: &'a mut dyn FnMut(Entry),
}

/// Enough of a file to tell its kind by magic number, a tar's at 257 included.
const HEAD: usize = 4096;

impl Walk<'_> {
    fn root(&mut self, root: &Path) {
        // Sorted by the whole path, so that the order does not depend on the file system.
        let tree = WalkDir::new(root).follow_links(false).sort_by_file_name().into_iter();
        let kept = tree.filter_entry(|e| e.depth() == 0 || !names::is_furniture(&e.file_name().to_string_lossy()));
        for entry in kept {
            if self.stopped {
                return;
            }
            match entry {
                Ok(entry) if entry.file_type().is_file() || (entry.depth() == 0 && entry.path().is_file()) => {
                    self.file(entry.path());
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_string_lossy().into_owned();
                    let cause = error.io_error().map_or_else(|| "目录自身成环".to_owned(), names::cause_of);
                    self.fail(WalkError::Io { path: path.clone(), cause }, path);
                }
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let shown = path.to_string_lossy().into_owned();
        if let Err(error) = self.open_file(path, &shown) {
            self.fail(WalkError::Io { path: shown.clone(), cause: names::cause_of(&error) }, shown);
        }
    }

    fn open_file(&mut self, path: &Path, shown: &str) -> std::io::Result<()> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut head = Vec::with_capacity(HEAD);
        (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
        // A zip may be a docx: that is told from its directory at the end, so the whole file is handed over as a document
        // only where its size allows; an archive of any size is streamed.
        let kind = self.kind(shown, &head);
        if kind.is_archive() {
            let reopened = File::open(path)?;
            return self.archive_file(kind, shown, reopened, size);
        }
        if size > self.limits.file_bytes {
            let error = WalkError::TooLarge { path: shown.to_owned(), size, limit: self.limits.file_bytes };
            self.fail(error, shown.to_owned());
            return Ok(());
        }
        let mut bytes = head;
        file.take(self.limits.file_bytes).read_to_end(&mut bytes)?;
        self.deliver(shown.to_owned(), bytes);
        Ok(())
    }

    /// The kind by its first bytes only; every zip is an archive here until its directory shows a document.
    fn kind(&self, name: &str, head: &[u8]) -> FileKind {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return FileKind::Zip;
        }
        let kind = guard::here(|| sniff(name, head)).unwrap_or(FileKind::Unknown);
        // Tar files older than POSIX carry no magic number.
        if kind == FileKind::Unknown && extension(name) == "tar" && !head.is_empty() { FileKind::Tar } else { kind }
    }

    /// Hands one plain file to the visitor.
    fn deliver(&mut self, path: String, bytes: Vec<u8>) {
        if self.may_go_on(&path) {
            (self.visit)(Entry { path, content: Ok(bytes) });
        }
    }

    fn fail(&mut self, error: WalkError, path: String) {
        if self.may_go_on(&path) {
            (self.visit)(Entry { path, content: Err(error) });
        }
    }

    /// Counts one more file, and says once that there are too many.
    fn may_go_on(&mut self, path: &str) -> bool {
        if self.stopped {
            return false;
        }
        self.entries += 1;
        if self.entries > self.limits.entries {
            self.stopped = true;
            let error = WalkError::TooMany { path: path.to_owned(), limit: self.limits.entries };
            (self.visit)(Entry { path: path.to_owned(), content: Err(error) });
            return false;
        }
        true
    }
}
