//! Where are the bytes of an attachment, and are they still what they were?
//!
//! Files are named by their SHA-256, so that an approval that names the hash names the bytes, and a file that is put twice
//! is kept once. All calls block on the disk: in async code run them in `tokio::task::spawn_blocking`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

const HEX_LENGTH: usize = 64;

/// The SHA-256 of a file's bytes, as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是 SHA-256 摘要（应为 64 位十六进制）")]
pub struct FileHashError(String);

impl FileHash {
    /// The hash under which `bytes` would be kept.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&Sha256::digest(bytes)))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for FileHash {
    type Err = FileHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.len() == HEX_LENGTH && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if valid { Ok(Self(text.to_owned())) } else { Err(FileHashError(text.to_owned())) }
    }
}

impl TryFrom<String> for FileHash {
    type Error = FileHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> Self {
        hash.0
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("磁盘已满，附件没有保存：{}", path.display())]
    Full { path: PathBuf, source: io::Error },
    #[error("附件库中没有文件 {0}")]
    NotFound(FileHash),
    #[error("附件 {hash} 的内容已变：现为 {found}")]
    Damaged { hash: FileHash, found: FileHash },
    #[error("附件库 {} 读写失败：{source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl StoreError {
    fn at(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full { path, source },
            _ => Self::Io { path, source },
        }
    }
}

/// A directory of files named by content: `ab/cd/abcd….`
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

/// Makes the names of half-written files of one process unique.
static COUNTER: AtomicU64 = AtomicU64::new(0);

impl Store {
    /// Opens the directory, making it where it is missing.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let store = Self { dir: dir.as_ref().to_owned() };
        let incoming = store.incoming();
        fs::create_dir_all(&incoming).map_err(|e| StoreError::at(&incoming, e))?;
        Ok(store)
    }

    /// Keeps the bytes and returns their name; keeping the same bytes again changes nothing.
    ///
    /// When it returns, the bytes are on the disk under their name (file and directory are synced); a crash before that
    /// leaves at most a file in `incoming/`, which [`Store::sweep`] removes.
    pub fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let hash = FileHash::of(bytes);
        let path = self.place(&hash);
        if fs::metadata(&path).is_ok_and(|found| found.len() == bytes.len() as u64) {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.dir).to_owned();
        fs::create_dir_all(&folder).map_err(|e| StoreError::at(&folder, e))?;
        let serial = COUNTER.fetch_add(1, Ordering::Relaxed);
        let temporary = self.incoming().join(format!("{}-{serial}-{}", std::process::id(), &hash.as_str()[..16]));
        let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        if let Err(error) = written {
            // What remains of a failed write is of no use; that it cannot be removed changes nothing for the caller.
            let _ = fs::remove_file(&temporary);
            return Err(StoreError::at(&path, error));
        }
        sync_folder(&folder).map_err(|e| StoreError::at(&folder, e))?;
        Ok(hash)
    }

    /// The bytes kept under a hash, as they are on the disk; [`Store::verify`] proves them.
    pub fn get(&self, hash: &FileHash) -> Result<Vec<u8>, StoreError> {
        let path = self.place(hash);
        fs::read(&path).map_err(|e| missing_or(hash, &path, e))
    }

    /// The path of a kept file, for sending it without loading it.
    pub fn path(&self, hash: &FileHash) -> Result<PathBuf, StoreError> {
        let path = self.place(hash);
        fs::metadata(&path).map_err(|e| missing_or(hash, &path, e))?;
        Ok(path)
    }

    /// Removes the bytes of a hash; what is not there is removed already. For what must be forgotten alone: a file that a
    /// record names is never removed.
    pub fn remove(&self, hash: &FileHash) -> Result<(), StoreError> {
        let path = self.place(hash);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::at(&path, error)),
            _ => Ok(()),
        }
    }

    #[must_use]
    pub fn contains(&self, hash: &FileHash) -> bool {
        self.place(hash).is_file()
    }

    /// Reads the file again and compares it with its name.
    pub fn verify(&self, hash: &FileHash) -> Result<(), StoreError> {
        let path = self.place(hash);
        let mut file = File::open(&path).map_err(|e| missing_or(hash, &path, e))?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let n = file.read(&mut buffer).map_err(|e| StoreError::at(&path, e))?;
            if n == 0 {
                break;
            }
            digest.update(&buffer[..n]);
        }
        let found = FileHash(hex(&digest.finalize()));
        if found == *hash { Ok(()) } else { Err(StoreError::Damaged { hash: hash.clone(), found }) }
    }

    /// Removes half-written files that a crash left behind; called once at start, before anything is put.
    pub fn sweep(&self) -> Result<usize, StoreError> {
        let incoming = self.incoming();
        let mut removed = 0;
        for entry in fs::read_dir(&incoming).map_err(|e| StoreError::at(&incoming, e))? {
            let path = entry.map_err(|e| StoreError::at(&incoming, e))?.path();
            fs::remove_file(&path).map_err(|e| StoreError::at(&path, e))?;
            removed += 1;
        }
        Ok(removed)
    }

    fn incoming(&self) -> PathBuf {
        self.dir.join("incoming")
    }

    fn place(&self, hash: &FileHash) -> PathBuf {
        let name = hash.as_str();
        self.dir.join(&name[..2]).join(&name[2..4]).join(name)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(out, "{byte:02x}").expect("writing to a String cannot fail");
    }
    out
}

fn missing_or(hash: &FileHash, path: &Path, error: io::Error) -> StoreError {
    if error.kind() == ErrorKind::NotFound { StoreError::NotFound(hash.clone()) } else { StoreError::at(path, error) }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename is durable only when the directory that holds the name is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_has_its_own_error() {
        let full = StoreError::at(Path::new("a"), io::Error::from(ErrorKind::StorageFull));
        assert!(matches!(full, StoreError::Full { .. }) && full.to_string().contains("磁盘已满"));
        let other = StoreError::at(Path::new("a"), io::Error::from(ErrorKind::PermissionDenied));
        assert!(matches!(other, StoreError::Io { .. }));
    }
}
