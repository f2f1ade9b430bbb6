//! What lies in this archive? Entries are unpacked one at a time, each within its limits.

use super::meter::{Packed, Spent, spent};
use super::names;
use super::{Walk, WalkError};
use crate::guard;
use crate::kind::FileKind;
use crate::sniff::{by_extension, extension, sniff};
use flate2::read::MultiGzDecoder;
use liblzma::read::XzDecoder;
use liblzma::stream::Stream;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// The dictionary of an xz stream may not ask for more memory than this.
const XZ_MEMORY: u64 = 256 * 1024 * 1024;
const TAR_BLOCK: usize = 512;

impl Walk<'_> {
    pub(super) fn archive_file(&mut self, kind: FileKind, shown: &str, file: File, size: u64) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(64 * 1024, file);
        if kind == FileKind::Zip && self.is_document(shown, &mut reader) {
            if size > self.limits.file_bytes {
                let error = WalkError::TooLarge { path: shown.to_owned(), size, limit: self.limits.file_bytes };
                self.fail(error, shown.to_owned());
                return Ok(());
            }
            reader.rewind()?;
            let mut bytes = Vec::new();
            reader.take(self.limits.file_bytes).read_to_end(&mut bytes)?;
            self.deliver(shown.to_owned(), bytes);
            return Ok(());
        }
        reader.rewind()?;
        self.archive(kind, shown, reader, 1);
        Ok(())
    }

    /// A zip that holds a docx, xlsx, pptx or OFD, or is one that lost its directory.
    fn is_document(&self, name: &str, reader: &mut (impl Read + Seek)) -> bool {
        let inside = guard::here(|| {
            ZipArchive::new(reader).map(|archive| {
                let parts = ["word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "OFD.xml"];
                archive.file_names_raw().any(|part| parts.iter().any(|known| known.as_bytes() == part))
            })
        });
        match inside {
            Ok(Ok(document)) => document,
            _ => !matches!(by_extension(name), FileKind::Zip | FileKind::Unknown),
        }
    }

    fn archive(&mut self, kind: FileKind, path: &str, reader: impl Read + Seek, depth: usize) {
        if depth > self.limits.depth {
            let error = WalkError::TooDeep { path: path.to_owned(), limit: self.limits.depth };
            return self.fail(error, path.to_owned());
        }
        match kind {
            FileKind::Zip => self.zip(path, reader, depth),
            FileKind::Tar => {
                let (packed, _) = Packed::new(reader);
                let counter = Rc::new(Cell::new(u64::MAX));
                let metered = self.meter.unpacked(packed, counter);
                self.tar(path, metered, depth);
            }
            FileKind::Gzip => {
                let (packed, count) = Packed::new(reader);
                self.compressed(path, MultiGzDecoder::new(packed), count, depth);
            }
            _ => {
                let (packed, count) = Packed::new(reader);
                match Stream::new_stream_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED) {
                    Ok(stream) => self.compressed(path, XzDecoder::new_stream(packed, stream), count, depth),
                    Err(error) => self.damaged(path, &error.to_string()),
                }
            }
        }
    }

    fn zip(&mut self, path: &str, reader: impl Read + Seek, depth: usize) {
        let opened = guard::here(|| ZipArchive::new(reader));
        let mut archive = match opened {
            Ok(Ok(archive)) => archive,
            Ok(Err(error)) => return self.damaged(path, &zip_cause(&error)),
            Err(_) => return self.damaged(path, "目录无法解析"),
        };
        for number in 0..archive.len() {
            if self.stopped {
                return;
            }
            let mut shown = format!("{path}!/第{}项", number + 1);
            let limit = self.limits.file_bytes;
            let meter = self.meter.clone();
            let outcome = guard::here(|| -> Result<Option<Vec<u8>>, ZipError> {
                let entry = archive.by_index(number)?;
                let name = names::safe(&names::decode(entry.name_raw()), number + 1);
                shown = format!("{path}!/{name}");
                if entry.is_dir() || entry.is_symlink() || name.split('/').any(names::is_furniture) {
                    return Ok(None);
                }
                let packed = Rc::new(Cell::new(entry.compressed_size()));
                Ok(Some(read_limited(meter.unpacked(entry, packed), limit)?))
            });
            let outcome = outcome.unwrap_or(Err(ZipError::InvalidArchive("读取时出错".into())));
            match outcome {
                Ok(Some(bytes)) => self.inner(shown, bytes, depth),
                Ok(None) => {}
                Err(error) => {
                    if !self.zip_entry_failed(shown, error) {
                        return;
                    }
                }
            }
        }
    }

    /// Tells why an entry gave nothing; answers whether the rest of the archive is worth trying.
    fn zip_entry_failed(&mut self, shown: String, error: ZipError) -> bool {
        let path = shown.clone();
        let told = match error {
            ZipError::Io(error) => return self.entry_failed(shown, &error),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => WalkError::Encrypted { path },
            ZipError::InvalidPassword => WalkError::Encrypted { path },
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => WalkError::Method { path },
            other => WalkError::Damaged { path, cause: zip_cause(&other) },
        };
        self.fail(told, shown);
        true
    }

    /// The same for an input error, from which our own limits are told apart.
    fn entry_failed(&mut self, shown: String, error: &io::Error) -> bool {
        let path = shown.clone();
        let (told, go_on) = match (spent(error), over_limit(error)) {
            (Some(Spent::Bomb), _) => (WalkError::Bomb { path, ratio: self.limits.ratio }, true),
            (Some(Spent::Exhausted), _) => (WalkError::Exhausted { path, limit: self.limits.archive_bytes }, false),
            (None, Some(size)) => (WalkError::TooLarge { path, size, limit: self.limits.file_bytes }, true),
            (None, None) => (WalkError::Damaged { path, cause: names::cause_of(error) }, true),
        };
        self.fail(told, shown);
        go_on
    }

    /// A gzip or xz stream: a tar by its first block, else one file without its last extension.
    fn compressed(&mut self, path: &str, decoder: impl Read, count: Rc<Cell<u64>>, depth: usize) {
        let mut metered = self.meter.unpacked(decoder, count);
        let mut head = Vec::with_capacity(TAR_BLOCK);
        if let Err(error) = (&mut metered).take(TAR_BLOCK as u64).read_to_end(&mut head) {
            self.entry_failed(path.to_owned(), &error);
            return;
        }
        let lower = path.to_lowercase();
        let named_tar = [".tar.gz", ".tgz", ".tar.xz", ".txz"].iter().any(|end| lower.ends_with(end));
        let tar = named_tar || sniff("", &head) == FileKind::Tar;
        let whole = Cursor::new(head).chain(metered);
        if tar {
            return self.tar(path, whole, depth);
        }
        let base = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let inner = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
        let shown = format!("{path}!/{inner}");
        match read_limited(whole, self.limits.file_bytes) {
            Ok(bytes) => self.inner(shown, bytes, depth),
            Err(error) => {
                self.entry_failed(shown, &error);
            }
        }
    }

    fn tar(&mut self, path: &str, reader: impl Read, depth: usize) {
        let mut archive = tar::Archive::new(reader);
        let mut entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.damaged(path, &names::cause_of(&error)),
        };
        let mut number = 0;
        while !self.stopped {
            number += 1;
            let next = guard::here(|| entries.next());
            let mut entry = match next {
                Ok(None) => return,
                Ok(Some(Ok(entry))) => entry,
                // The length of a broken entry is unknown, so what follows cannot be found either.
                Ok(Some(Err(error))) => {
                    self.entry_failed(path.to_owned(), &error);
                    return;
                }
                Err(_) => return self.damaged(path, "目录项无法解析"),
            };
            let name = names::safe(&names::decode(&entry.path_bytes()), number);
            if !entry.header().entry_type().is_file() || name.split('/').any(names::is_furniture) {
                continue;
            }
            let shown = format!("{path}!/{name}");
            let declared = entry.size();
            match read_limited(&mut entry, self.limits.file_bytes) {
                Ok(bytes) if bytes.len() as u64 == declared => self.inner(shown, bytes, depth),
                Ok(_) => {
                    self.entry_failed(shown, &io::Error::from(io::ErrorKind::UnexpectedEof));
                    return;
                }
                Err(error) => {
                    let lost = over_limit(&error).is_none();
                    if !self.entry_failed(shown, &error) || lost {
                        return;
                    }
                }
            }
        }
    }

    /// An unpacked file: delivered, or opened in turn.
    fn inner(&mut self, shown: String, bytes: Vec<u8>, depth: usize) {
        let kind = self.kind(&shown, &bytes[..bytes.len().min(super::HEAD)]);
        let document = kind == FileKind::Zip && self.is_document(&shown, &mut Cursor::new(&bytes));
        if kind.is_archive() && !document && extension(&shown) != "svgz" {
            self.archive(kind, &shown, Cursor::new(bytes), depth + 1);
        } else {
            self.deliver(shown, bytes);
        }
    }

    fn damaged(&mut self, path: &str, cause: &str) {
        self.fail(WalkError::Damaged { path: path.to_owned(), cause: cause.to_owned() }, path.to_owned());
    }
}

fn zip_cause(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => names::cause_of(error),
        ZipError::InvalidArchive(_) => "找不到完整的目录".to_owned(),
        other => other.to_string(),
    }
}

/// Carried inside an `io::Error` when a file is longer than a file may be.
#[derive(Debug, thiserror::Error)]
#[error("文件过大")]
struct OverLimit(u64);

fn over_limit(error: &io::Error) -> Option<u64> {
    error.get_ref()?.downcast_ref::<OverLimit>().map(|over| over.0)
}

fn read_limited(mut reader: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    (&mut reader).take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(OverLimit(bytes.len() as u64)));
    }
    Ok(bytes)
}
