//! What kind of file are these bytes, whatever the name says?

use crate::kind::FileKind;
use std::io::Cursor;
use zip::ZipArchive;

const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// PDF readers accept some rubbish before the header; so do we.
const PDF_WINDOW: usize = 1024;
const TAR_MAGIC_AT: usize = 257;

/// The kind by magic numbers and, for text, by name and by how it begins.
#[must_use]
pub fn sniff(name: &str, bytes: &[u8]) -> FileKind {
    if bytes.is_empty() {
        return by_extension(name);
    }
    if let Some(kind) = by_magic(bytes) {
        return kind;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return inside_zip(name, bytes);
    }
    if bytes.starts_with(OLE2) {
        return inside_ole2(name, bytes);
    }
    text_kind(name, bytes)
}

/// The lower-case extension without its dot, empty where there is none.
#[must_use]
pub(crate) fn extension(name: &str) -> String {
    let base = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    match base.rsplit_once('.') {
        Some((_, end)) => end.trim().to_lowercase(),
        None => String::new(),
    }
}

fn by_magic(bytes: &[u8]) -> Option<FileKind> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |place: usize, magic: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(magic));
    let kind = if starts(b"\x89PNG\r\n\x1a\n") {
        FileKind::Png
    } else if starts(&[0xFF, 0xD8, 0xFF]) {
        FileKind::Jpeg
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        FileKind::Gif
    } else if starts(b"RIFF") && at(8, b"WEBP") {
        FileKind::Webp
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        FileKind::Tiff
    } else if starts(b"BM") && at(6, &[0, 0, 0, 0]) {
        FileKind::Bmp
    } else if starts(b"ID3") || starts(&[0xFF, 0xFB]) {
        FileKind::Mp3
    } else if at(4, b"ftyp") {
        FileKind::Mp4
    } else if starts(b"{\\rtf") {
        FileKind::Rtf
    } else if starts(&[0x1F, 0x8B]) {
        FileKind::Gzip
    } else if starts(&[0xFD, b'7', b'z', b'X', b'Z', 0]) {
        FileKind::Xz
    } else if starts(b"Rar!\x1a\x07") {
        FileKind::Rar
    } else if starts(&[b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C]) {
        FileKind::SevenZip
    } else if at(TAR_MAGIC_AT, b"ustar") {
        FileKind::Tar
    } else if is_program(bytes) {
        FileKind::Executable
    } else if memchr_pdf(bytes) {
        FileKind::Pdf
    } else {
        return None;
    };
    Some(kind)
}

fn memchr_pdf(bytes: &[u8]) -> bool {
    let window = &bytes[..bytes.len().min(PDF_WINDOW)];
    window.windows(5).any(|w| w == b"%PDF-") && !looks_like_text_before_pdf(window)
}

/// A text that merely mentions `%PDF-` is not a PDF: the header must open the file or follow a few bytes of rubbish.
fn looks_like_text_before_pdf(window: &[u8]) -> bool {
    let place = window.windows(5).position(|w| w == b"%PDF-").unwrap_or(0);
    let before = &window[..place];
    place > 8 && std::str::from_utf8(before).is_ok_and(|text| text.chars().any(char::is_alphanumeric))
}

fn is_program(bytes: &[u8]) -> bool {
    let pe = bytes.starts_with(b"MZ") && {
        // The offset of the PE header stands at 0x3C; a text that begins with "MZ" has no such header.
        let offset = bytes.get(0x3C..0x40).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        offset.is_some_and(|at| bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PE\0\0"))) || bytes.iter().take(64).any(|b| *b == 0)
    };
    pe || bytes.starts_with(b"\x7fELF")
        || bytes.starts_with(&[0xCA, 0xFE, 0xBA, 0xBE])
        || bytes.starts_with(&[0xFE, 0xED, 0xFA, 0xCE])
        || bytes.starts_with(&[0xCF, 0xFA, 0xED, 0xFE])
        || bytes.starts_with(b"#!")
}

fn inside_zip(name: &str, bytes: &[u8]) -> FileKind {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // The directory at the end is missing (a truncated upload): the name decides which reader reports the damage.
        let kind = by_extension(name);
        let zipped = [FileKind::Docx, FileKind::Xlsx, FileKind::Pptx, FileKind::Ofd, FileKind::MacroOffice];
        return if zipped.contains(&kind) { kind } else { FileKind::Zip };
    };
    let mut kind = FileKind::Zip;
    for entry in archive.file_names_raw() {
        match entry {
            _ if entry.ends_with(b"vbaProject.bin") => return FileKind::MacroOffice,
            b"word/document.xml" => kind = FileKind::Docx,
            b"xl/workbook.xml" => kind = FileKind::Xlsx,
            b"ppt/presentation.xml" => kind = FileKind::Pptx,
            b"OFD.xml" => kind = FileKind::Ofd,
            _ => {}
        }
    }
    let macro_name = matches!(extension(name).as_str(), "docm" | "xlsm" | "pptm" | "dotm" | "xltm" | "xlsb");
    if macro_name && kind != FileKind::Zip { FileKind::MacroOffice } else { kind }
}

fn inside_ole2(name: &str, bytes: &[u8]) -> FileKind {
    // Stream names are UTF-16LE in the directory sectors; looking for them spares a parse of hostile sector chains.
    let has = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        find(bytes, &wide)
    };
    if has("EncryptedPackage") {
        FileKind::EncryptedOffice
    } else if has("WordDocument") {
        FileKind::Doc
    } else if has("Workbook") || (has("Book") && extension(name) == "xls") {
        FileKind::Xls
    } else if has("PowerPoint Document") {
        FileKind::Ppt
    } else {
        // A torn file has lost its directory: the name decides which reader reports the damage.
        let promised = by_extension(name);
        let old_office = matches!(promised, FileKind::Doc | FileKind::Xls | FileKind::Ppt);
        if old_office { promised } else { FileKind::Ole2 }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|b| b == first) {
        let place = from + at;
        if bytes[place..].starts_with(wanted) {
            return true;
        }
        from = place + 1;
    }
    false
}

fn text_kind(name: &str, bytes: &[u8]) -> FileKind {
    let head = &bytes[..bytes.len().min(4096)];
    let wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let by_name = by_extension(name);
    let texts = [FileKind::Text, FileKind::Markdown, FileKind::Csv, FileKind::Json, FileKind::Xml];
    let lower: Vec<u8> = head.iter().filter(|b| **b != 0 && !b.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
    let lower = lower.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&lower);
    let begins = |tag: &[u8]| lower.starts_with(tag);
    if begins(b"<!doctypehtml") || begins(b"<html") || begins(b"<head") || begins(b"<body") {
        return FileKind::Html;
    }
    if begins(b"<svg") || ((begins(b"<?xml") || begins(b"<!--")) && find(lower, b"<svg")) {
        return FileKind::Svg;
    }
    if (begins(b"<?xml") || begins(b"<!--")) && find(lower, b"<html") {
        return FileKind::Html;
    }
    if by_name == FileKind::Html || by_name == FileKind::Svg {
        return by_name;
    }
    if begins(b"<?xml") {
        return FileKind::Xml;
    }
    if texts.contains(&by_name) {
        return by_name;
    }
    let zeros = head.iter().filter(|b| **b == 0).count();
    let control = head.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)).count();
    if wide || (zeros == 0 && control * 20 <= head.len()) { FileKind::Text } else { FileKind::Unknown }
}

/// The kind that the name promises.
#[must_use]
pub(crate) fn by_extension(name: &str) -> FileKind {
    match extension(name).as_str() {
        "txt" | "text" | "log" => FileKind::Text,
        "md" | "markdown" => FileKind::Markdown,
        "htm" | "html" | "shtml" | "xhtml" | "jhtml" => FileKind::Html,
        "csv" | "tsv" => FileKind::Csv,
        "xml" => FileKind::Xml,
        "json" => FileKind::Json,
        "docx" => FileKind::Docx,
        "xlsx" => FileKind::Xlsx,
        "pptx" => FileKind::Pptx,
        "docm" | "xlsm" | "pptm" | "dotm" | "xltm" | "xlsb" => FileKind::MacroOffice,
        "doc" | "wps" => FileKind::Doc,
        "xls" | "et" => FileKind::Xls,
        "ppt" | "dps" => FileKind::Ppt,
        "rtf" => FileKind::Rtf,
        "pdf" => FileKind::Pdf,
        "ofd" => FileKind::Ofd,
        "png" => FileKind::Png,
        "jpg" | "jpeg" => FileKind::Jpeg,
        "gif" => FileKind::Gif,
        "webp" => FileKind::Webp,
        "bmp" => FileKind::Bmp,
        "tif" | "tiff" => FileKind::Tiff,
        "svg" => FileKind::Svg,
        "mp3" => FileKind::Mp3,
        "mp4" | "m4v" | "mov" => FileKind::Mp4,
        "zip" => FileKind::Zip,
        "tar" => FileKind::Tar,
        "gz" | "tgz" => FileKind::Gzip,
        "xz" | "txz" => FileKind::Xz,
        "rar" => FileKind::Rar,
        "7z" => FileKind::SevenZip,
        "exe" | "dll" | "com" | "bat" | "cmd" | "sh" | "ps1" | "vbs" | "js" | "jar" | "msi" | "scr" | "php" | "jsp" | "asp" | "aspx"
        | "py" | "pl" | "apk" | "lnk" | "hta" | "wsf" | "reg" | "so" | "dylib" | "war" | "class" => FileKind::Executable,
        _ => FileKind::Unknown,
    }
}
