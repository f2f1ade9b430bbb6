//! What parts does an Office or OFD package hold, and do they unpack to a sane size?

use crate::limits::Limits;
use crate::read::Failure;
use crate::xml::{Token, Xml};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Below this no ratio is an attack.
const INNOCENT: u64 = 10 * 1024 * 1024;

pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    part_bytes: u64,
    ratio: u64,
}

/// What a part points to: its targets by relation id.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    by_id: HashMap<String, Relation>,
}

#[derive(Debug)]
pub(crate) struct Relation {
    pub target: String,
    /// The last word of the relation's type: `hyperlink`, `image`, `comments`.
    pub kind: String,
    pub external: bool,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Failure> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Failure::Damaged("文件不完整，找不到目录".to_owned()))?;
        Ok(Self { zip, part_bytes: limits.part_bytes, ratio: limits.ratio })
    }

    /// The text of a part, or `None` where the package has none of that name.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let (encoding, skip) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
        Ok(Some(text.into_owned()))
    }

    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.bytes_within(name, self.part_bytes)
    }

    /// The bytes of a part that may unpack to so much.
    pub(crate) fn bytes_within(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(Failure::Encrypted),
            Err(error) => return Err(Failure::Damaged(format!("{name}：{error}"))),
        };
        let allowed = INNOCENT.max(entry.compressed_size().saturating_mul(self.ratio)).min(limit);
        let mut bytes = Vec::new();
        let read = entry.take(allowed + 1).read_to_end(&mut bytes);
        read.map_err(|error| Failure::Damaged(format!("{name}：{error}")))?;
        let size = bytes.len() as u64;
        if size > allowed { Err(Failure::TooLarge { size, limit: allowed }) } else { Ok(Some(bytes)) }
    }

    /// Unpacks every XML part to nowhere, so that parsers which take no limit may be let at the file.
    pub(crate) fn check_sizes(&mut self) -> Result<(), Failure> {
        let mut left = self.part_bytes;
        for number in 0..self.zip.len() {
            let entry = self.zip.by_index(number).map_err(|error| Failure::Damaged(error.to_string()))?;
            let xml = entry.name_raw().ends_with(b".xml") || entry.name_raw().ends_with(b".rels");
            if !xml {
                continue;
            }
            let allowed = INNOCENT.max(entry.compressed_size().saturating_mul(self.ratio)).min(left);
            let size =
                std::io::copy(&mut entry.take(allowed + 1), &mut std::io::sink()).map_err(|error| Failure::Damaged(error.to_string()))?;
            if size > allowed {
                return Err(Failure::TooLarge { size, limit: allowed });
            }
            left -= size;
        }
        Ok(())
    }

    /// The names of all parts.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    /// The relations of a part (`word/document.xml` → `word/_rels/document.xml.rels`).
    pub(crate) fn relations(&mut self, part: &str) -> Result<Relations, Failure> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = self.part(&format!("{folder}{slash}_rels/{file}.rels"))? else { return Ok(Relations::default()) };
        let mut relations = Relations::default();
        let mut xml = Xml::new(&text);
        while let Some(token) = xml.next()? {
            let Token::Open(tag) = token else { continue };
            let (Some(id), Some(target), Some(kind)) = (tag.attr("Id"), tag.attr("Target"), tag.attr("Type")) else { continue };
            let external = tag.attr("TargetMode") == Some("External");
            let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
            let target = if external { target.to_owned() } else { resolve(folder, target) };
            relations.by_id.insert(id.to_owned(), Relation { target, kind, external });
        }
        Ok(relations)
    }
}

impl Relations {
    pub(crate) fn get(&self, id: &str) -> Option<&Relation> {
        self.by_id.get(id)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Relation> {
        self.by_id.values()
    }

    /// The first part of a kind, such as `comments`.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&str> {
        self.all_of_kind(kind).into_iter().next()
    }

    pub(crate) fn all_of_kind(&self, kind: &str) -> Vec<&str> {
        let mut targets: Vec<&str> = self.by_id.values().filter(|r| r.kind == kind && !r.external).map(|r| r.target.as_str()).collect();
        targets.sort_unstable();
        targets
    }
}

/// A target relative to the folder of its part, as a name in the package.
fn resolve(folder: &str, target: &str) -> String {
    let absolute = target.starts_with('/');
    let mut parts: Vec<&str> = if absolute || folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}
