//! Do the pictures of a text come out under the names that its blocks have, and nothing else?

use crate::read_ok;
use gongkai_files::{Limits, Picture, pictures};
use gongkai_text::extract::{Block, Extract};
use std::io::Write;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
/// The same in base64.
const PNG_TEXT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff;";

fn taken(name: &str, bytes: &[u8]) -> Vec<Picture> {
    pictures(name, bytes, &Limits::default())
}

/// The names of the pictures as the reader hands them on.
fn named(extract: &Extract) -> Vec<&str> {
    extract.blocks.iter().filter_map(|block| if let Block::Image { name, .. } = block { Some(name.as_str()) } else { None }).collect()
}

/// A Word document that shows these pictures: relation target and bytes; a target that is an address is outside.
fn docx(shown: &[(&str, &[u8])]) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut body = "<w:p><w:r><w:t>流程如图。</w:t></w:r></w:p>".to_owned();
    let mut relations = String::new();
    for (n, (target, _)) in shown.iter().enumerate() {
        body += &format!("<w:p><w:r><w:drawing><wp:docPr descr=\"图{n}\"/><a:blip r:embed=\"rId{n}\"/></w:drawing></w:r></w:p>");
        let mode = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
        relations += &format!("<Relationship Id=\"rId{n}\" Type=\"{KIND}/image\" Target=\"{target}\"{mode}/>");
    }
    let root =
        format!("<Relationships><Relationship Id=\"r\" Type=\"{KIND}/officeDocument\" Target=\"word/document.xml\"/></Relationships>");
    let document = format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:a=\"a\" xmlns:wp=\"wp\"><w:body>{body}</w:body></w:document>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, bytes: &[u8]| {
        writer.start_file(name, SimpleFileOptions::default()).expect("entry");
        writer.write_all(bytes).expect("bytes");
    };
    part("_rels/.rels", root.as_bytes());
    part("word/document.xml", document.as_bytes());
    part("word/_rels/document.xml.rels", relations.as_bytes());
    for (target, bytes) in shown.iter().filter(|(target, _)| !target.contains("://")) {
        part(&format!("word/{target}"), bytes);
    }
    writer.finish().expect("finished").into_inner()
}

#[test]
fn a_word_document_gives_its_pictures_by_name() {
    let bytes = docx(&[
        ("media/image1.png", PNG),
        ("media/image2.gif", GIF),
        ("media/image3.emf", b"\x01\0\0\0not for a page"),
        ("media/image4.png", b""),
        ("media/image5.png", b"<html><script>alert(1)</script></html>"),
        ("http://example.test/image6.png", b""),
    ]);
    let found = taken("流程.docx", &bytes);
    let picture = |name: &str, bytes: &[u8]| Picture { name: name.to_owned(), bytes: bytes.to_vec() };
    assert_eq!(found, [picture("image1.png", PNG), picture("image2.gif", GIF)]);
    let extract = read_ok("流程.docx", &bytes);
    assert!(found.iter().all(|picture| named(&extract).contains(&picture.name.as_str())), "{:?}", named(&extract));

    // A name that two pictures bear is nobody's.
    assert_eq!(taken("a.docx", &docx(&[("media/a.png", PNG), ("old/a.png", GIF)])), []);
    assert_eq!(taken("a.docx", &docx(&[("media/a.png", PNG), ("http://example.test/a.png", b"")])), []);
    assert_eq!(taken("a.docx", &docx(&[("media/a.png", PNG), ("media/a.png", PNG)][..1])).len(), 1);
}

#[test]
fn bounds_hold_and_rubbish_is_no_picture() {
    let many: Vec<String> = (0..230).map(|n| format!("media/image{n}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), PNG)).collect();
    assert_eq!(taken("a.docx", &docx(&many)).len(), 200);
    let mut large = PNG.to_vec();
    large.resize(21 * 1024 * 1024, 0);
    let found = taken("a.docx", &docx(&[("media/a.png", &large), ("media/b.png", PNG)]));
    assert_eq!(found.iter().map(|picture| picture.name.as_str()).collect::<Vec<_>>(), ["b.png"]);

    let whole = docx(&[("media/image1.png", PNG)]);
    for end in (0..whole.len()).step_by(7) {
        let _ = taken("a.docx", &whole[..end]);
    }
    for rubbish in [&b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><img src='data:image/png;base64,", PNG] {
        for name in ["a.docx", "a.html", "a.md", "a.doc", ""] {
            assert_eq!(taken(name, rubbish), [], "{name}");
        }
    }
    assert_eq!(pictures("a.docx", &whole, &Limits { file_bytes: 10, ..Limits::default() }), []);
}

#[test]
fn a_page_and_a_markdown_text_give_what_is_written_into_them() {
    let broken = format!("{}\r\n  {}", &PNG_TEXT[..20], &PNG_TEXT[20..]);
    let page = format!(
        "<html><body><p>流程如图，请对照办理各项手续。</p><p><img alt=\"流程\" src=\"data:image/png;base64,{broken}\"></p>\
         <p><img src=\"data:image/svg+xml;base64,PHN2Zz4=\"></p><p><img src=\"images/b.png\"></p><p>特此通知。</p></body></html>"
    );
    let found = taken("a.html", page.as_bytes());
    assert_eq!(found.iter().map(|picture| picture.bytes.as_slice()).collect::<Vec<_>>(), [PNG]);
    let extract = read_ok("a.html", page.as_bytes());
    assert_eq!(named(&extract), [found[0].name.as_str(), "data:image/svg+xml;base64", "images/b.png"]);
    assert!(found[0].name.ends_with(".png"));

    let text = format!("# 通知\n\n![流程](data:image/png;base64,{PNG_TEXT})\n\n![外部](b.png)\n");
    let in_text = taken("a.md", text.as_bytes());
    assert_eq!(in_text, found, "named by what it shows");
    assert_eq!(named(&read_ok("a.md", text.as_bytes())), [found[0].name.as_str(), "b.png"]);
}
