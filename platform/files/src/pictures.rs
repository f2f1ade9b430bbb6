//! Which pictures does a document bring along, under the names that its reader hands on?

use crate::charset::{declared_in_html, decode};
use crate::guard;
use crate::kind::FileKind;
use crate::limits::Limits;
use crate::package::Package;
use crate::read::Failure;
use crate::sniff::sniff;
use crate::store::FileHash;
use crate::{doc, docx};
use std::collections::BTreeMap;
use std::time::Duration;

const MB: u64 = 1024 * 1024;
/// The most pictures of one document; what comes after them stays missing and is told as missing.
const MOST: usize = 200;
/// The largest picture.
const ONE: u64 = 20 * MB;
/// What all pictures of a document may unpack to.
const ALL: u64 = 100 * MB;

/// A picture of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As the picture's block in the extract is named.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The pictures that a page can show (png, jpeg, gif, webp) in a Word document, or written into an HTML page or Markdown.
///
/// Blocks; never panics, whatever the bytes are. What is too large, of another kind, damaged or not in the file is left out:
/// the text still says that a picture is missing there.
#[must_use]
pub fn pictures(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Picture> {
    if bytes.is_empty() || bytes.len() as u64 > limits.file_bytes {
        return Vec::new();
    }
    let found = guard::here(|| match sniff(name, bytes) {
        FileKind::Docx | FileKind::MacroOffice => of_package(bytes, limits).unwrap_or_default(),
        FileKind::Html => decode(bytes, declared_in_html(bytes)).map(|page| of_text(&page.text)).unwrap_or_default(),
        FileKind::Markdown => decode(bytes, None).map(|text| of_text(&text.text)).unwrap_or_default(),
        FileKind::Doc => of_old_word(bytes, limits),
        _ => Vec::new(),
    });
    found.unwrap_or_default()
}

/// The name of the picture that a part of a package is.
pub(crate) fn name_of_part(target: &str) -> String {
    target.rsplit('/').next().unwrap_or(target).to_owned()
}

/// The name of a picture by the address that a page or a Markdown text gives it.
pub(crate) fn name_of_source(source: &str) -> String {
    if let Some(picture) = of_data(source) {
        return picture.name;
    }
    match source.split_once(',') {
        // The bytes of what cannot be shown are no name.
        Some((kind, _)) if source.starts_with("data:") => kind.to_owned(),
        _ => source.to_owned(),
    }
}

/// What is taken, within the bounds.
struct Bag {
    found: Vec<Picture>,
    left: u64,
}

impl Bag {
    fn new() -> Self {
        Self { found: Vec::new(), left: ALL }
    }

    fn take(&mut self, picture: Picture) {
        let size = picture.bytes.len() as u64;
        if size <= ONE.min(self.left) && is_shown(&picture.bytes) && !self.found.contains(&picture) {
            self.left -= size;
            self.found.push(picture);
        }
    }
}

fn is_shown(bytes: &[u8]) -> bool {
    extension(bytes).is_some()
}

/// By content alone: what a name promises does not count.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    match (bytes.is_empty(), sniff("", bytes)) {
        (false, FileKind::Png) => Some("png"),
        (false, FileKind::Jpeg) => Some("jpg"),
        (false, FileKind::Gif) => Some("gif"),
        (false, FileKind::Webp) => Some("webp"),
        _ => None,
    }
}

fn of_package(bytes: &[u8], limits: &Limits) -> Result<Vec<Picture>, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let main = docx::main_part(&mut package)?;
    let relations = package.relations(&main)?;
    // Two parts of one name: which of them the text means cannot be told any more, and the wrong one is worse than none.
    let mut parts: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for relation in relations.all().filter(|relation| relation.kind == "image") {
        let part = Some(relation.target.as_str()).filter(|_| !relation.external);
        let known = parts.entry(name_of_part(&relation.target)).or_insert(part);
        if *known != part {
            *known = None;
        }
    }
    let mut bag = Bag::new();
    let parts = parts.into_iter().filter_map(|(name, part)| Some((name, part?)));
    for (name, part) in parts.take(MOST) {
        let allowed = ONE.min(bag.left);
        match package.bytes_within(part, allowed) {
            Ok(Some(bytes)) => bag.take(Picture { name, bytes }),
            // Unpacking it was work as well.
            Err(Failure::TooLarge { limit, .. }) => bag.left = bag.left.saturating_sub(limit),
            Ok(None) | Err(_) => {}
        }
    }
    Ok(bag.found)
}

fn of_old_word(bytes: &[u8], limits: &Limits) -> Vec<Picture> {
    let owned = bytes.to_vec();
    let found = guard::run(Duration::from_secs(limits.seconds), move || doc::pictures(&owned));
    let mut bag = Bag::new();
    for (name, bytes) in found.ok().and_then(Result::ok).unwrap_or_default().into_iter().take(MOST) {
        bag.take(Picture { name, bytes });
    }
    bag.found
}

/// Pictures written into a text as `data:` addresses.
fn of_text(text: &str) -> Vec<Picture> {
    const BEGINS: &str = "data:image/";
    let mut bag = Bag::new();
    let mut at = 0;
    for _ in 0..MOST {
        let Some(found) = text[at..].find(BEGINS) else { break };
        let start = at + found;
        // In quotes an address may be broken into lines.
        let quoted = text[..start].trim_end().ends_with(['"', '\'']);
        let ends = |c: char| matches!(c, '"' | '\'' | '<' | '>') || (!quoted && (c == ')' || c.is_whitespace()));
        let end = text[start..].find(ends).map_or(text.len(), |length| start + length);
        if let Some(picture) = of_data(&text[start..end]) {
            bag.take(picture);
        }
        at = end;
    }
    bag.found
}

/// The picture in a `data:` address, named by its content: the address itself is no name.
fn of_data(source: &str) -> Option<Picture> {
    let (head, payload) = source.trim().split_once(',')?;
    let head = head.to_ascii_lowercase();
    if !head.starts_with("data:image/") || !head.ends_with(";base64") || payload.len() as u64 > ONE * 2 {
        return None;
    }
    let bytes = base64(payload)?;
    let extension = extension(&bytes)?;
    let name = format!("插图-{}.{extension}", &FileHash::of(&bytes).as_str()[..12]);
    Some(Picture { name, bytes })
}

/// RFC 4648, white space left out; `None` for anything else.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_u32, 0);
    let body = text.trim_end_matches(|c: char| c == '=' || c.is_ascii_whitespace());
    for sign in body.bytes().filter(|sign| !sign.is_ascii_whitespace()) {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits).to_be_bytes()[3]);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_and_nothing_else() {
        assert_eq!(base64("").as_deref(), Some(&b""[..]));
        assert_eq!(base64("Zg==").as_deref(), Some(&b"f"[..]));
        assert_eq!(base64("Zm9v\r\n YmE=").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base64("+/+/").as_deref(), Some(&[0xFB, 0xFF, 0xBF][..]));
        assert_eq!(base64("Zm9v&YmE="), None);
    }
}
