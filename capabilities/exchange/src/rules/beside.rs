//! Which of the files lying about are attachments of which document?
//!
//! An HTML page or a text that names or links a file lying beside it has it as an attachment, and so does one of the same
//! stem (`t1.htm`, `t1.pdf`). Everything else is a document of its own.

use std::collections::{BTreeMap, HashMap, HashSet};

use gongkai_files::FileKind;

/// Extensions of files that may be attachments.
const EXTENSIONS: [&str; 16] =
    ["pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "ppt", "pptx", "ofd", "rtf", "jpg", "jpeg", "png", "gif"];

/// A page that names more files than this is a list of documents, not a document with attachments.
const MOST: usize = 40;

/// The names in a text are not longer than this, in bytes.
const LONGEST: usize = 400;

/// What is known of the files of a run before any of them is read.
#[derive(Debug, Default)]
pub struct Folders {
    folders: BTreeMap<String, Folder>,
    candidates: HashSet<String>,
}

#[derive(Debug, Default)]
struct Folder {
    pages: Vec<Page>,
    candidates: Vec<String>,
}

#[derive(Debug)]
struct Page {
    path: String,
    mentions: Vec<String>,
}

/// Who has which attachments: the document's path to those of its attachments, in the order of their names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    pub of_document: HashMap<String, Vec<String>>,
    pub of_attachment: HashMap<String, String>,
}

/// Whether a file can have attachments lying beside it.
#[must_use]
pub fn is_page(kind: FileKind) -> bool {
    matches!(kind, FileKind::Html | FileKind::Text | FileKind::Markdown)
}

impl Folders {
    /// Notes a file of the run.
    pub fn note(&mut self, path: &str, kind: FileKind, bytes: &[u8]) {
        let (folder, name) = parted(path);
        let folder = self.folders.entry(folder.to_owned()).or_default();
        if is_page(kind) {
            let mentions = if is_index(name) { Vec::new() } else { mentions(bytes) };
            folder.pages.push(Page { path: path.to_owned(), mentions });
        } else if EXTENSIONS.contains(&extension(name).as_str()) {
            folder.candidates.push(path.to_owned());
            self.candidates.insert(path.to_owned());
        }
    }

    /// Decides. What is named comes before what merely has the same stem; the first page that names a file has it.
    #[must_use]
    pub fn claims(self) -> Claims {
        let mut claims = Claims::default();
        if self.candidates.is_empty() {
            return claims;
        }
        for (name, folder) in &self.folders {
            for page in &folder.pages {
                let named: Vec<&String> = page.mentions.iter().filter_map(|mention| self.found(name, folder, mention)).collect();
                if named.len() <= MOST {
                    named.into_iter().for_each(|attachment| claims.add(page, attachment));
                }
            }
        }
        for folder in self.folders.values() {
            let stems: HashMap<&str, &Page> = folder.pages.iter().map(|page| (stem(&page.path), page)).collect();
            for candidate in &folder.candidates {
                if let Some(page) = stems.get(stem(candidate)) {
                    claims.add(page, candidate);
                }
            }
        }
        claims.of_document.values_mut().for_each(|attachments| attachments.sort());
        claims
    }

    /// The file that a mention means: the one at that place, else one of that name in the same folder. Running text has words
    /// before the name (`附件：1.名单.xlsx`), so the longest name that ends the mention is taken.
    fn found<'a>(&'a self, folder_name: &str, folder: &'a Folder, mention: &str) -> Option<&'a String> {
        let place = joined(folder_name, mention);
        if let Some(there) = self.candidates.get(&place) {
            return Some(there);
        }
        let last = mention.rsplit(['/', '\\']).next().unwrap_or(mention);
        let ends = folder.candidates.iter().filter(|candidate| last.ends_with(parted(candidate).1));
        ends.max_by_key(|candidate| parted(candidate).1.len())
    }
}

impl Claims {
    fn add(&mut self, page: &Page, attachment: &str) {
        if !self.of_attachment.contains_key(attachment) {
            self.of_attachment.insert(attachment.to_owned(), page.path.clone());
            self.of_document.entry(page.path.clone()).or_default().push(attachment.to_owned());
        }
    }
}

fn parted(path: &str) -> (&str, &str) {
    path.rsplit_once(['/', '\\']).unwrap_or(("", path))
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}

fn stem(path: &str) -> &str {
    let name = parted(path).1;
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_index(name: &str) -> bool {
    ["index", "_index", "default", "readme"].contains(&stem(name).to_lowercase().as_str())
}

/// `a/b` and `./files/../c.pdf` make `a/b/c.pdf`.
fn joined(folder: &str, mention: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in mention.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if folder.is_empty() {
        parts.remove(0)
    } else {
        ""
    };
    parts.join("/")
}

/// Names of files in the raw bytes of a page, whatever its encoding: what ends in a known extension, back to the next
/// quotation mark, bracket or space.
fn mentions(bytes: &[u8]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (dot, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'.') {
        let Some(end) = extension_at(bytes, dot) else { continue };
        let from = dot.saturating_sub(LONGEST);
        let start = bytes[from..dot].iter().rposition(|byte| is_delimiter(*byte)).map_or(from, |at| from + at + 1);
        let name = decoded(&bytes[start..end]);
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
            if found.len() > 4 * MOST {
                break;
            }
        }
    }
    found
}

fn extension_at(bytes: &[u8], dot: usize) -> Option<usize> {
    let rest = &bytes[dot + 1..];
    let n = rest.iter().take(5).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let word = std::str::from_utf8(&rest[..n]).ok()?.to_lowercase();
    EXTENSIONS.contains(&word.as_str()).then_some(dot + 1 + n)
}

/// None of these is a second byte of GB18030 or Big5.
fn is_delimiter(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'=' | b'(' | b')' | b';' | b',' | b'*')
}

fn decoded(raw: &[u8]) -> String {
    let bytes = unescaped(raw);
    match String::from_utf8(bytes) {
        Ok(name) => name,
        Err(error) => encoding_rs::GB18030.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
    }
}

/// `%E5%90%8D.pdf`, as addresses are written.
fn unescaped(raw: &[u8]) -> Vec<u8> {
    let digit = |at: usize| raw.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        match (raw[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(files: &[(&str, FileKind, &[u8])]) -> Claims {
        let mut folders = Folders::default();
        for (path, kind, bytes) in files {
            folders.note(path, *kind, bytes);
        }
        folders.claims()
    }

    #[test]
    fn what_a_page_names_is_its_attachment() {
        let gb = encoding_rs::GB18030.encode("附件：1.拟录用人员名单.xlsx").0;
        let of = claims(&[
            ("站/t1.htm", FileKind::Html, b"<a href=\"./P020260301.pdf\">x</a> <a href='files/%E8%A1%A8.doc'>"),
            ("站/P020260301.pdf", FileKind::Pdf, b""),
            ("站/files/表.doc", FileKind::Doc, b""),
            ("站/t2.txt", FileKind::Text, &gb),
            ("站/拟录用人员名单.xlsx", FileKind::Xlsx, b""),
            ("站/别的.xlsx", FileKind::Xlsx, b""),
        ]);
        assert_eq!(of.of_document["站/t1.htm"], ["站/P020260301.pdf", "站/files/表.doc"]);
        assert_eq!(of.of_attachment["站/拟录用人员名单.xlsx"], "站/t2.txt");
        assert!(!of.of_attachment.contains_key("站/别的.xlsx"), "it is a document of its own");
    }

    #[test]
    fn the_same_stem_belongs_together() {
        let of = claims(&[
            ("通知.html", FileKind::Html, b""),
            ("通知.pdf", FileKind::Pdf, b""),
            ("a/通知.pdf", FileKind::Pdf, b""),
            ("b/规划.docx", FileKind::Docx, b""),
            ("b/规划.pdf", FileKind::Pdf, b""),
        ]);
        assert_eq!(of.of_attachment.len(), 1, "only what lies beside it, and Word does not claim");
        assert_eq!(of.of_document["通知.html"], ["通知.pdf"]);
    }

    #[test]
    fn a_list_of_documents_claims_nothing() {
        let names: Vec<String> = (0..60).map(|n| format!("d/{n}号文件.docx")).collect();
        let list: String = names.iter().map(|name| format!("<a href=\"{}\">", parted(name).1)).collect();
        let mut files: Vec<(&str, FileKind, &[u8])> = names.iter().map(|name| (name.as_str(), FileKind::Docx, &b""[..])).collect();
        files.push(("d/list.html", FileKind::Html, list.as_bytes()));
        assert_eq!(claims(&files), Claims::default());
        let few = [("d/index.html", FileKind::Html, &b"\"1.docx\""[..]), ("d/1.docx", FileKind::Docx, b"")];
        assert_eq!(claims(&few), Claims::default());
    }
}
