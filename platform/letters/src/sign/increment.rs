//! How is something appended to a PDF without touching what is there (ISO 32000-1, 7.5.6)?
//!
//! Only the plain form that the typesetter writes is read: one cross-reference table, dictionaries outside of object streams.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::SignError;

/// A PDF and the objects that will be appended to it.
pub(super) struct Increment<'a> {
    pdf: &'a [u8],
    table_at: usize,
    offsets: BTreeMap<usize, usize>,
    trailer: String,
    size: usize,
    root: usize,
    pub first_page: usize,
    changed: BTreeMap<usize, String>,
}

impl<'a> Increment<'a> {
    pub(super) fn of(pdf: &'a [u8]) -> Result<Self, SignError> {
        let tail = &pdf[pdf.len().saturating_sub(1024)..];
        let tail = String::from_utf8_lossy(tail);
        let at = tail.rfind("startxref").ok_or(SignError::Pdf("没有 startxref"))?;
        let table_at = tail[at + 9..].split_whitespace().next().and_then(|number| number.parse().ok());
        let table_at: usize = table_at.filter(|at| *at < pdf.len()).ok_or(SignError::Pdf("交叉引用表位置有误"))?;
        let table = pdf[table_at..].strip_prefix(b"xref").ok_or(SignError::Pdf("没有普通的交叉引用表"))?;
        let table = String::from_utf8_lossy(table);
        let (entries, trailer) = table.split_once("trailer").ok_or(SignError::Pdf("没有 trailer"))?;
        let trailer = dictionary(trailer).ok_or(SignError::Pdf("trailer 不完整"))?.to_owned();
        if value(&trailer, "Prev").is_some() {
            return Err(SignError::Signed);
        }
        let size = value(&trailer, "Size").and_then(|size| size.trim().parse().ok()).ok_or(SignError::Pdf("没有 Size"))?;
        let root = reference(&trailer, "Root").ok_or(SignError::Pdf("没有 Root"))?;
        let mut increment = Self { pdf, table_at, offsets: offsets(entries), trailer, size, root, first_page: 0, changed: BTreeMap::new() };
        increment.first_page = increment.find_first_page()?;
        Ok(increment)
    }

    fn find_first_page(&self) -> Result<usize, SignError> {
        let mut at = reference(&self.object(self.root)?, "Pages").ok_or(SignError::Pdf("没有页面"))?;
        // A tree of pages is never so deep; the bound ends one that bites its tail.
        for _ in 0..32 {
            let node = self.object(at)?;
            let Some(children) = value(&node, "Kids") else { return Ok(at) };
            at = first_reference(children).ok_or(SignError::Pdf("没有页面"))?;
        }
        Err(SignError::Pdf("页面树过深"))
    }

    /// The dictionary of an object as it will be.
    fn object(&self, number: usize) -> Result<String, SignError> {
        if let Some(changed) = self.changed.get(&number) {
            return Ok(changed.clone());
        }
        let offset = self.offsets.get(&number).filter(|at| **at < self.pdf.len()).ok_or(SignError::Pdf("对象不存在"))?;
        let rest = &self.pdf[*offset..];
        let end = rest.windows(6).position(|window| window == b"endobj").ok_or(SignError::Pdf("对象不完整"))?;
        let text = std::str::from_utf8(&rest[..end]).map_err(|_| SignError::Pdf("对象不是字典"))?;
        let text = text.split_once("obj").map(|(_, text)| text.trim()).ok_or(SignError::Pdf("对象不完整"))?;
        Ok(text.to_owned())
    }

    /// Adds an object and gives its number.
    pub(super) fn add(&mut self, object: String) -> usize {
        let number = self.size;
        self.size += 1;
        self.changed.insert(number, object);
        number
    }

    /// Puts the signature field into the form of the document and among the annotations of its page.
    pub(super) fn register_field(&mut self, field: usize) -> Result<(), SignError> {
        let root = self.object(self.root)?;
        if value(&root, "AcroForm").is_some() {
            return Err(SignError::Signed);
        }
        let root = with(&root, &format!("/AcroForm<</SigFlags 3/Fields[{field} 0 R]>>"))?;
        self.changed.insert(self.root, root);
        let page = self.object(self.first_page)?;
        let page = match value(&page, "Annots").map(str::trim) {
            None => with(&page, &format!("/Annots[{field} 0 R]"))?,
            Some(list) if list.starts_with('[') => page.replacen(list, &list.replacen('[', &format!("[{field} 0 R "), 1), 1),
            Some(list) => {
                let at = first_reference(list).ok_or(SignError::Pdf("注释有误"))?;
                let list = self.object(at)?.replacen('[', &format!("[{field} 0 R "), 1);
                self.changed.insert(at, list);
                page
            }
        };
        // Annotations are reached in the order of the structure (PDF/UA-1, 7.18.3).
        let page = if value(&page, "Tabs").is_some() { page } else { with(&page, "/Tabs/S")? };
        self.changed.insert(self.first_page, page);
        Ok(())
    }

    /// The old bytes, the objects, their table and a trailer that leads to the old one.
    pub(super) fn finish(self) -> Result<Vec<u8>, SignError> {
        let mut file = self.pdf.to_vec();
        if !file.ends_with(b"\n") {
            file.push(b'\n');
        }
        let mut table = String::from("xref\n");
        for (number, object) in &self.changed {
            let _ = write!(table, "{number} 1\n{:010} 00000 n \n", file.len());
            file.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
        }
        let at = file.len();
        let keep = |name: &str| value(&self.trailer, name).map(|value| format!("/{name} {value}")).unwrap_or_default();
        let kept: String = ["Info", "ID"].map(keep).concat();
        let (size, root, previous) = (self.size, self.root, self.table_at);
        let _ = write!(table, "trailer\n<</Size {size}/Root {root} 0 R{kept}/Prev {previous}>>\nstartxref\n{at}\n%%EOF\n");
        file.extend(table.into_bytes());
        Ok(file)
    }
}

/// Object numbers and their places from the text of a cross-reference table.
fn offsets(entries: &str) -> BTreeMap<usize, usize> {
    let mut offsets = BTreeMap::new();
    let mut number = 0;
    for line in entries.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [first, _] => number = first.parse().unwrap_or(usize::MAX / 2),
            [offset, _, kind] => {
                if kind == "n"
                    && let Ok(offset) = offset.parse()
                {
                    offsets.insert(number, offset);
                }
                number += 1;
            }
            _ => {}
        }
    }
    offsets
}

/// A dictionary with more in it.
fn with(object: &str, entry: &str) -> Result<String, SignError> {
    let text = dictionary(object).ok_or(SignError::Pdf("对象不是字典"))?;
    Ok(format!("{}{entry}>>", &text[..text.len() - 2]))
}

/// The first dictionary of a text, with its brackets.
fn dictionary(text: &str) -> Option<&str> {
    let start = text.find("<<")?;
    let end = end_of_value(&text[start..])?;
    Some(&text[start..start + end])
}

/// The text of the value that a name has in a dictionary, not looking into values.
fn value<'t>(object: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = dictionary(object)?.strip_prefix("<<")?;
    loop {
        rest = rest.trim_start();
        let key = rest.strip_prefix('/')?;
        let end = key.find(|c: char| c.is_whitespace() || "/[]<>()".contains(c)).unwrap_or(key.len());
        let (found, after) = key.split_at(end);
        let length = end_of_value(after)?;
        if found == name {
            return Some(after[..length].trim());
        }
        rest = &after[length..];
    }
}

/// Where a value ends: before the next name at its level, or the end of its dictionary.
fn end_of_value(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut depth = 0usize;
    let mut begun = false;
    while at < bytes.len() {
        match bytes[at] {
            b'(' => {
                at = end_of_string(bytes, at)?;
                begun = true;
                continue;
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                depth += 1;
                at += 1;
            }
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                if depth == 0 {
                    return Some(at);
                }
                depth -= 1;
                at += 1;
                if depth == 0 && text.trim_start().starts_with("<<") {
                    return Some(at + 1);
                }
            }
            b'[' => depth += 1,
            b']' => depth = depth.checked_sub(1)?,
            b'/' if depth == 0 && begun => return Some(at),
            _ => {}
        }
        begun |= !bytes[at].is_ascii_whitespace();
        at += 1;
    }
    (depth == 0).then_some(bytes.len())
}

fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

fn reference(object: &str, name: &str) -> Option<usize> {
    first_reference(value(object, name)?)
}

fn first_reference(text: &str) -> Option<usize> {
    let mut words = text.trim_start_matches('[').split_whitespace();
    let number = words.next()?.parse().ok()?;
    (words.next()? == "0" && words.next()?.starts_with('R')).then_some(number)
}

/// A text as a PDF string: UTF-16 in hexadecimal, which has no character to escape.
pub(super) fn text_string(text: &str) -> String {
    let digits: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{digits}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_at_their_level_only() {
        let object =
            "<</Type/Page/Resources<</Font<</F0 3 0 R>>/Annots[9 0 R]>>/Note(a) b \\) /Annots[1 0 R])/Kids [5 0 R 6 0 R]/Pages 2 0 R>>";
        let object = object.replace("(a)", "(a");
        assert_eq!(value(&object, "Annots"), None);
        assert_eq!(value(&object, "Type"), Some("/Page"));
        assert_eq!(first_reference(value(&object, "Kids").expect("it is there")), Some(5));
        assert_eq!(reference(&object, "Pages"), Some(2));
        assert_eq!(with("<</A 1>>", "/B 2").expect("a dictionary"), "<</A 1/B 2>>");
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        for broken in
            [&b""[..], b"%PDF-1.7\nstartxref\n99999\n%%EOF", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"xref\ntrailer\n<<>>\nstartxref\n0\n%%EOF"]
        {
            assert!(matches!(Increment::of(broken), Err(SignError::Pdf(_))));
        }
    }
}
