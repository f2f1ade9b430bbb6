//! Does any reader panic, hang or grow without bound on damaged input?
//!
//! A few hundred mutations of small valid files for each parser of foreign bytes, always the same ones (seeded xorshift), so
//! that a failure can be repeated. The fuzz targets in `fuzz/` go on where this ends.

use crate::{office, ole, pdf};
use gongkai_files::{Entry, Limits, read, walk};
use std::io::Write;
use std::time::{Duration, Instant};

struct Xorshift(u64);

impl Xorshift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Flips, overwrites, cuts, doubles and inserts a few pieces.
fn mutated(seed: &[u8], random: &mut Xorshift) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => bytes.truncate(at.max(1)),
            3 => {
                let end = (at + 1 + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let place = random.below(bytes.len());
                bytes.splice(place..place, piece);
            }
            4 => {
                let end = (at + 1 + random.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let extreme = [0_u8, 0xFF, 0x7F, 0x80][random.below(4)];
                let end = (at + 1 + random.below(8)).min(bytes.len());
                bytes[at..end].fill(extreme);
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// Compiled with `GONGKAI_MUTATIONS=50` in the environment, fifty times as many are tried.
fn times() -> usize {
    option_env!("GONGKAI_MUTATIONS").and_then(|n| n.parse().ok()).unwrap_or(1)
}

const SLOWEST: Duration = Duration::from_secs(2);

#[track_caller]
fn survives(name: &str, seeds: &[Vec<u8>], rounds: usize) {
    let limits = Limits { seconds: 2, ..Limits::default() };
    let mut random = Xorshift(0x9E37_79B9_7F4A_7C15);
    let mut read_whole = 0;
    let others = [".xlsx", ".xls", ".doc", ".pdf"].iter().any(|end| name.ends_with(end));
    for round in 0..rounds * times() {
        let bytes = mutated(&seeds[round % seeds.len()], &mut random);
        let started = Instant::now();
        match read(name, &bytes, &limits) {
            Ok(_) => read_whole += 1,
            Err(error) => {
                assert!(error.to_string().contains(name), "{error}");
                assert_ne!(error.code(), "timed_out", "{name}, round {round}");
                // Others' parsers may panic and are caught; ours must not.
                assert!(others || error.code() != "crashed", "{name}, round {round}: our own reader panicked");
            }
        }
        assert!(started.elapsed() < SLOWEST, "{name}, round {round}: {:?}", started.elapsed());
    }
    assert!(read_whole > 0, "{name}: no mutation was readable, so the parser behind the door was never reached");
}

/// Mutates one part of a package and packs it again, so that the damage lies behind the checksums.
#[track_caller]
fn parts_survive(name: &str, parts: &[(&str, &str)], rounds: usize) {
    let limits = Limits { seconds: 2, ..Limits::default() };
    let others = name.ends_with(".xlsx");
    let mut random = Xorshift(0x2545_F491_4F6C_DD1D);
    let mut read_whole = 0;
    for round in 0..rounds * times() {
        let mut whole: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
        let chosen = random.below(whole.len());
        whole[chosen].1 = mutated(&whole[chosen].1, &mut random);
        let bytes = stored(&whole);
        let started = Instant::now();
        match read(name, &bytes, &limits) {
            Ok(_) => read_whole += 1,
            Err(error) => assert!(error.code() != "timed_out" && (others || error.code() != "crashed"), "round {round}: {error}"),
        }
        assert!(started.elapsed() < SLOWEST, "{name}, round {round}: {:?}", started.elapsed());
    }
    // Most damage to a tag ends the XML; enough must fall into text and numbers to reach what lies behind it.
    assert!(read_whole * 50 > rounds * times(), "{name}: {read_whole} of {rounds} were read to the end");
}

const TEXT: &str = "青岚县人民政府办公室\n索 引 号: | 1133/2026-00012 | 效力状态: | 有效 |\n一、总体要求\n（一）目标。\u{C}第二页\n";

#[test]
fn txt() {
    let wide = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    survives("a.txt", &[TEXT.as_bytes().to_vec(), encoding_rs::GB18030.encode(TEXT).0.into_owned(), wide], 600);
}

#[test]
fn csv() {
    survives("a.csv", &["名称,\"数\n量\",x\n甲,1,\"\"\n".as_bytes().to_vec()], 300);
}

#[test]
fn markdown() {
    let text = format!("---\ntitle: 甲\n---\n# 题\n\n<!-- INFO END -->\n**粗** [a](b) ![c](d)\n| a | b |\n|---|---|\n| 1 |\n{TEXT}");
    survives("a.md", &[text.into_bytes()], 400);
}

#[test]
fn html() {
    let page = format!(
        "<html><head><meta charset=utf-8><meta name=PubDate content='2026-01-02'><style>.a{{display:none}}</style></head><body>\
         <form><input></form><table><tr><td>索引号</td><td>1133/2026-00012</td><td rowspan=3 colspan=2>成文日期</td></tr></table>\
         <div class=TRS_Editor><p class=a>藏</p><ol start=3><li>甲<li>乙</ol><pre>{TEXT}</pre><table><tr><th colspan=2>x<td>y</table>\
         <img src=a.png><a href=b.pdf>附件</a></div></body></html>"
    );
    survives("a.html", &[page.into_bytes()], 400);
}

/// The parts of these packages are not compressed, so that mutations reach the XML inside.
fn stored<B: AsRef<[u8]>>(parts: &[(&str, B)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        writer.start_file(*name, options).expect("entry");
        writer.write_all(text.as_ref()).expect("text");
    }
    writer.finish().expect("finished").into_inner()
}

#[test]
fn docx() {
    let body = "<w:p><w:pPr><w:outlineLvl w:val=\"1\"/><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
        <w:r><w:rPr><w:vanish/><w:sz w:val=\"22\"/></w:rPr><w:t>甲&amp;乙</w:t><w:br w:type=\"page\"/></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"3\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"1\"><w:start w:val=\"9\"/>\
        <w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let rels = "<Relationships><Relationship Id=\"a\" Type=\"x/numbering\" Target=\"numbering.xml\"/></Relationships>";
    let parts = [("word/document.xml", document.as_str()), ("word/numbering.xml", numbering), ("word/_rels/document.xml.rels", rels)];
    parts_survive("a.docx", &parts, 400);
    survives("a.docx", &[stored(&parts), office::docx(body, &[])], 200);
}

#[test]
fn xlsx() {
    let rows =
        "<row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"C2\" t=\"inlineStr\"><is><t>甲</t></is></c></row>";
    let sheet = office::worksheet(
        "<cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols>",
        rows,
        "<mergeCells><mergeCell ref=\"A1:C9\"/></mergeCells>",
    );
    let workbook = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
        <sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let rels = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>";
    let root = "<Relationships><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>";
    let parts = [
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    parts_survive("a.xlsx", &parts, 300);
    survives("a.xlsx", &[stored(&parts), office::xlsx(&sheet, &[])], 200);
}

#[test]
fn xls() {
    survives("a.xls", &[ole::xls()], 400);
}

#[test]
fn doc() {
    survives("a.doc", &[ole::doc("青岚县通知\r一、总体要求\r正文。\r")], 400);
}

#[test]
fn ofd() {
    let root = "<O><DocRoot>D/Document.xml</DocRoot></O>";
    let document = "<D><Pages><Page BaseLoc=\"P.xml\"/></Pages></D>";
    let text = "<TextObject Boundary=\"1 2 3 4\"><TextCode>青岚县关于做好节约用水工作的公告</TextCode></TextObject>";
    let page = &format!("<P>{}</P>", text.repeat(6));
    let parts = [("OFD.xml", root), ("D/Document.xml", document), ("D/P.xml", page)];
    parts_survive("a.ofd", &parts, 300);
}

#[test]
fn pdf_files() {
    survives("a.pdf", &[pdf::pdf("BT /F1 12 Tf 72 700 Td (Qinglan County Notice 2026) Tj ET")], 200);
}

#[test]
fn archives() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let inner = stored(&[("丙.txt", "三")]);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("甲.txt", "一".as_bytes()), ("内.zip", &inner)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("entry");
        writer.write_all(bytes).expect("bytes");
    }
    let zip = writer.finish().expect("finished").into_inner();
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(6);
    header.set_cksum();
    builder.append_data(&mut header, "a/乙.txt", "二二".as_bytes()).expect("entry");
    let tar = builder.into_inner().expect("finished");
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(&tar).expect("packed");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&tar).expect("packed");
    let seeds = [zip, tar, xz.finish().expect("packed"), gz.finish().expect("packed")];
    let mut random = Xorshift(0xD1B5_4A32_D192_ED03);
    let mut delivered = 0;
    for round in 0..400 * times() {
        let path = dir.path().join("a.bin");
        std::fs::write(&path, mutated(&seeds[round % seeds.len()], &mut random)).expect("written");
        let started = Instant::now();
        walk(&[path], &Limits::default(), &mut |entry: Entry| delivered += usize::from(entry.content.is_ok()));
        assert!(started.elapsed() < SLOWEST, "round {round}");
    }
    assert!(delivered > 0);
}
