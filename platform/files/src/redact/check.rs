//! Is anything left in these bytes of what was taken out? Asked of the file itself, by other libraries than those that wrote it.

use std::collections::BTreeSet;

use encoding_rs::GBK;
use flate2::read::ZlibDecoder;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use memchr::memmem;
use std::io::Read as _;

use super::draw::letters;
use super::stamp::Stamp;
use super::{Area, Cover};

/// What a page of the file must be.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub width: u32,
    pub height: u32,
    pub covers: &'a [Cover],
}

/// Something that speaks against letting the file out. It names no word of what was taken out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Leak {
    #[error("生成的文件不能读出：{0}")]
    Unreadable(String),
    #[error("生成的文件中有不应有的内容：{0}")]
    Extra(String),
    #[error("生成的文件中有文字，应当只有图像")]
    Text,
    #[error("第{0}段被遮盖的文字仍在生成的文件中")]
    Words(usize),
    #[error("第{0}页的图像与遮盖时所见不同")]
    Picture(usize),
    #[error("第{0}页第{1}处遮盖没有完全涂黑")]
    Box(usize, usize),
}

/// Shorter than this, bytes coincide by chance.
const FEWEST: usize = 6;

/// Everything that speaks against letting these bytes out; nothing, if they are pictures with their boxes and no more.
///
/// `hidden` is the text that lay beneath the boxes, piece by piece.
#[must_use]
pub fn check(bytes: &[u8], title: &str, pages: &[Wanted<'_>], hidden: &[String]) -> Vec<Leak> {
    let mut leaks = Vec::new();
    if !is_one_piece(bytes) {
        leaks.push(Leak::Extra("文件头尾不完整或者有增补部分".to_owned()));
    }
    match Document::load_mem(bytes) {
        Ok(document) => {
            let mut walk = Walk { document: &document, seen: BTreeSet::new(), leaks: Vec::new() };
            let pictures = walk.whole(title, pages.len());
            let found = walk.leaks;
            leaks.extend(found);
            leaks.extend(words(bytes, &document, hidden));
            leaks.extend(pictures.into_iter().zip(pages).enumerate().filter_map(|(n, (picture, page))| of_page(n + 1, picture, page)));
        }
        Err(error) => leaks.push(Leak::Unreadable(error.to_string())),
    }
    let read = pdf_extract::extract_text_from_mem(bytes).is_ok_and(|text| text.chars().all(char::is_whitespace));
    if !read || letters(bytes).is_ok_and(|runs| !runs.is_empty()) {
        leaks.push(Leak::Text);
    }
    leaks.dedup();
    leaks
}

/// One header, one end, nothing behind it: no older state of the file lies beneath.
fn is_one_piece(bytes: &[u8]) -> bool {
    let once = |words: &[u8]| memmem::find_iter(bytes, words).count() == 1;
    bytes.starts_with(b"%PDF-") && once(b"%%EOF") && once(b"startxref") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}

/// Goes through every object of the file and knows what each may be.
struct Walk<'a> {
    document: &'a Document,
    seen: BTreeSet<ObjectId>,
    leaks: Vec<Leak>,
}

impl<'a> Walk<'a> {
    fn extra(&mut self, what: impl Into<String>) {
        self.leaks.push(Leak::Extra(what.into()));
    }

    fn only(&mut self, dictionary: &Dictionary, allowed: &[&str], place: &str) {
        for (key, _) in dictionary.iter() {
            let key = String::from_utf8_lossy(key);
            if !allowed.contains(&key.as_ref()) {
                self.extra(format!("{place}的{key}"));
            }
        }
    }

    fn object(&mut self, value: Option<&Object>) -> Option<&'a Object> {
        let id = value?.as_reference().ok()?;
        self.seen.insert(id);
        self.document.objects.get(&id)
    }

    fn dictionary(&mut self, value: Option<&Object>) -> Option<&'a Dictionary> {
        self.object(value)?.as_dict().ok()
    }

    fn stream(&mut self, value: Option<&Object>) -> Option<&'a Stream> {
        self.object(value)?.as_stream().ok()
    }

    /// The picture of each page, after everything else was looked at.
    fn whole(&mut self, title: &str, count: usize) -> Vec<Option<&'a Stream>> {
        let trailer = &self.document.trailer;
        self.only(trailer, &["Size", "Root", "Info"], "文件尾");
        let info = self.dictionary(trailer.get(b"Info").ok());
        if let Some(info) = info {
            self.only(info, &["Title"], "文件属性");
            let own = info.get(b"Title").ok().and_then(|value| lopdf::decode_text_string(value).ok());
            if own.as_deref() != Some(title) {
                self.extra("标题");
            }
        }
        let root = self.dictionary(trailer.get(b"Root").ok());
        let tree = root.and_then(|root| {
            self.only(root, &["Type", "Pages", "Lang", "ViewerPreferences"], "目录");
            self.dictionary(root.get(b"Pages").ok())
        });
        let kids = tree.and_then(|tree| {
            self.only(tree, &["Type", "Kids", "Count"], "页树");
            tree.get(b"Kids").ok()?.as_array().ok()
        });
        let kids = kids.map_or(&[][..], Vec::as_slice);
        if kids.len() != count {
            self.extra(format!("{}页，应为{count}页", kids.len()));
        }
        let pictures = kids.iter().map(|kid| self.page(kid)).collect();
        let strange = self.document.objects.keys().filter(|id| !self.seen.contains(id)).count();
        if strange > 0 {
            self.extra(format!("{strange}个与页面无关的对象"));
        }
        pictures
    }

    fn page(&mut self, kid: &Object) -> Option<&'a Stream> {
        let page = self.dictionary(Some(kid))?;
        self.only(page, &["Type", "Parent", "MediaBox", "Contents", "Resources"], "页面");
        let content = self.stream(page.get(b"Contents").ok());
        if let Some(content) = content {
            self.only(&content.dict, &["Length"], "页面内容");
            let operations = Content::decode(&content.content).map(|content| content.operations).unwrap_or_default();
            let names: Vec<&str> = operations.iter().map(|operation| operation.operator.as_str()).collect();
            if names != ["q", "cm", "Do", "Q"] {
                self.extra("页面中画图以外的指令");
            }
        }
        let resources = page.get(b"Resources").ok()?.as_dict().ok()?;
        self.only(resources, &["XObject"], "页面资源");
        let pictures = resources.get(b"XObject").ok()?.as_dict().ok()?;
        if pictures.len() != 1 {
            self.extra("页面图像以外的资源");
        }
        let picture = self.stream(pictures.iter().next().map(|(_, value)| value))?;
        let allowed = ["Type", "Subtype", "Filter", "Width", "Height", "BitsPerComponent", "ColorSpace", "Length"];
        self.only(&picture.dict, &allowed, "图像");
        Some(picture)
    }
}

/// The pieces of hidden text that occur in the bytes as they are or as they unpack, in any of the usual codings.
fn words(bytes: &[u8], document: &Document, hidden: &[String]) -> Vec<Leak> {
    let needles: Vec<(usize, Vec<u8>)> =
        hidden.iter().enumerate().flat_map(|(n, piece)| codings(piece).into_iter().map(move |coded| (n + 1, coded))).collect();
    let mut found: BTreeSet<usize> = BTreeSet::new();
    let mut seek = |hay: &[u8], picture: bool| {
        for (n, needle) in &needles {
            // A row of one shade looks like a repeated sign; among pixels only what varies is a word.
            let varied = needle.iter().collect::<BTreeSet<_>>().len() > 3;
            if (!picture || varied) && memmem::find(hay, needle).is_some() {
                found.insert(*n);
            }
        }
    };
    seek(bytes, false);
    for stream in document.objects.values().filter_map(|object| object.as_stream().ok()) {
        let picture = stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|name| name == b"Image"));
        if let Ok(plain) = stream.decompressed_content() {
            seek(&plain, picture);
        }
    }
    found.into_iter().map(Leak::Words).collect()
}

fn codings(piece: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = piece.encode_utf16().collect();
    let mut all = vec![
        piece.as_bytes().to_vec(),
        GBK.encode(piece).0.into_owned(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
    ];
    // Strings of a PDF may be written in hexadecimal digits.
    let digits: Vec<Vec<u8>> = all
        .iter()
        .flat_map(|coded| {
            let upper: String = coded.iter().map(|byte| format!("{byte:02X}")).collect();
            [upper.to_lowercase().into_bytes(), upper.into_bytes()]
        })
        .collect();
    all.retain(|coded| coded.len() >= FEWEST);
    all.extend(digits.into_iter().filter(|coded| coded.len() >= 2 * FEWEST));
    all
}

/// Every pixel of every box, as it is read back.
fn of_page(number: usize, picture: Option<&Stream>, wanted: &Wanted<'_>) -> Option<Leak> {
    let Some((bytes, pixels)) = picture.and_then(|picture| pixels(picture, wanted)) else { return Some(Leak::Picture(number)) };
    let boxes: Vec<_> = wanted.covers.iter().map(|cover| (cover, cover.area.pixels(wanted.width, wanted.height))).collect();
    for (n, (cover, at)) in boxes.iter().enumerate() {
        let stamp = Stamp::of(&cover.mark, at.right - at.left, at.bottom - at.top);
        // Where boxes overlap, the last one lies on top.
        let above: Vec<Area> = boxes[n + 1..].iter().map(|(_, at)| area(*at)).collect();
        for (x, y) in (at.top..at.bottom).flat_map(|y| (at.left..at.right).map(move |x| (x, y))) {
            let here = Area { left: x, top: y, right: x + 1, bottom: y + 1 };
            if above.iter().any(|other| other.overlaps(here)) {
                continue;
            }
            let first = (y as usize * wanted.width as usize + x as usize) * bytes;
            let shade = stamp.shade(x - at.left, y - at.top);
            if pixels[first..first + bytes].iter().any(|value| *value != shade) {
                return Some(Leak::Box(number, n + 1));
            }
        }
    }
    None
}

fn area(at: super::Pixels) -> Area {
    Area { left: at.left, top: at.top, right: at.right, bottom: at.bottom }
}

/// The pixels of a picture and the bytes of each, if it is of the size that was seen and packed as we pack.
fn pixels(picture: &Stream, wanted: &Wanted<'_>) -> Option<(usize, Vec<u8>)> {
    let number = |key: &[u8]| picture.dict.get(key).ok()?.as_i64().ok();
    let name = |key: &[u8]| picture.dict.get(key).ok()?.as_name().ok();
    let bytes = match name(b"ColorSpace")? {
        b"DeviceGray" => 1,
        b"DeviceRGB" => 3,
        _ => return None,
    };
    let right = number(b"Width")? == i64::from(wanted.width)
        && number(b"Height")? == i64::from(wanted.height)
        && number(b"BitsPerComponent")? == 8
        && name(b"Filter")? == b"FlateDecode";
    let size = wanted.width as usize * wanted.height as usize * bytes;
    let mut plain = Vec::with_capacity(size);
    // One byte more than there should be shows that there is more.
    ZlibDecoder::new(picture.content.as_slice()).take(size as u64 + 1).read_to_end(&mut plain).ok()?;
    (right && plain.len() == size).then_some((bytes, plain))
}
