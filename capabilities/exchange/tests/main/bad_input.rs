//! Does a run go on past every bad file, and say which file and why?

use std::io::Write as _;
use std::path::Path;

use gongkai_exchange::{Outcome, Report};
use gongkai_files::Limits;

use crate::{codes, notice, screened_with, write};

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(document: &str) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    package(&[("[Content_Types].xml", types.as_bytes()), ("word/document.xml", document.as_bytes())])
}

/// A workbook of `rows` × 20 cells.
fn xlsx(rows: usize) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let root = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let cells: String = (0..rows)
        .map(|row| {
            let cells: String =
                (b'A'..b'A' + 20).map(|column| format!(r#"<c r="{}{}"><v>{row}</v></c>"#, column as char, row + 1)).collect();
            format!(r#"<row r="{}">{cells}</row>"#, row + 1)
        })
        .collect();
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>"#
    );
    package(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn word(text: &str, doctype: &str) -> String {
    let paragraphs: String = text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    format!(
        r#"<?xml version="1.0"?>{doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>"#
    )
}

fn of<'a>(reports: &'a [Report], end: &str) -> &'a Report {
    let found: Vec<&Report> = reports.iter().filter(|report| report.path.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{end}: {reports:?}");
    found[0]
}

#[track_caller]
fn fails(reports: &[Report], end: &str, code: &str) {
    let report = of(reports, end);
    let problem = report.error.as_ref().unwrap_or_else(|| panic!("{end} must fail: {report:?}"));
    assert_eq!((report.outcome, problem.code.as_str()), (Outcome::Failed, code), "{problem:?}");
    let name = end.rsplit('/').next().unwrap();
    assert!(problem.message.contains(name), "the message names the file: {}", problem.message);
}

fn fill(folder: &Path) {
    let zipped = package(&[("1.txt", notice(1).as_bytes()), ("2.txt", notice(2).as_bytes())]);
    write(folder, "a/截断.zip", &zipped[..zipped.len() - 60]);
    write(folder, "a/炸弹.zip", package(&[("零.txt", &vec![b'0'; 24 * 1024 * 1024])]));
    // As long as 200 MB are to the limit that is used there; not a byte of it is on the disk.
    std::fs::File::create(folder.join("a/很长.txt")).unwrap().set_len(210 * 1024 * 1024).unwrap();
    let outside = r#"<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY big "十亿">]>"#;
    write(folder, "a/外部实体.docx", docx(&word("关于实体的通知\n正文&secret;&big;到此为止，没有别的内容。", outside)));
    write(folder, "a/半个.docx", &docx(&word(&notice(4), ""))[..300]);
    write(folder, "a/乱码.txt", (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect::<Vec<u8>>());
    write(folder, "a/空.txt", b"");
    write(folder, "a/控制符.txt", notice(5).replace("有关", "有\u{7}\u{1b}[31m关\u{200b}"));
    write(folder, "a/大表.xlsx", xlsx(60));
    write(folder, "a/越界.zip", package(&[("../../../越界.txt", notice(6).as_bytes()), ("/etc/绝对.txt", notice(7).as_bytes())]));
    let page = "<html><body><h1>关于脚本的通知</h1><script>alert('盗取')</script><p onclick=\"evil()\">网页里的脚本不属于正文，导入时一律不取。</p></body></html>";
    write(folder, "a/脚本.html", page);
    write(folder, "a/重号一.txt", notice(8));
    write(folder, "a/重号二.txt", notice(9).replace("〔2026〕10号", "〔2026〕9号"));
    write(folder, "a/日期.txt", notice(10).replace("2026年2月11日", "2026年2月30日"));
    write(folder, "b/最后.txt", notice(11));
}

#[test]
fn every_bad_file_is_named_and_the_run_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let limits = Limits { cells: 1000, ..Limits::default() };
    let (reports, tally) = screened_with(&[dir.path().to_owned()], limits);
    fails(&reports, "a/截断.zip", "damaged_archive");
    fails(&reports, "炸弹.zip!/零.txt", "bomb");
    fails(&reports, "a/很长.txt", "too_large");
    fails(&reports, "a/半个.docx", "damaged");
    fails(&reports, "a/乱码.txt", "encoding");
    fails(&reports, "a/空.txt", "empty");
    fails(&reports, "a/大表.xlsx", "too_many_cells");
    let odd = of(&reports, "a/控制符.txt");
    assert_eq!(odd.outcome, Outcome::Read);
    let entity = of(&reports, "a/外部实体.docx");
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let told = serde_json::to_string(entity).unwrap();
    assert!(host.trim().is_empty() || !told.contains(host.trim()), "nothing outside is read");
    assert!(!told.contains("十亿"), "no entity is resolved");
    for name in ["越界.txt", "绝对.txt"] {
        let report = of(&reports, name);
        assert!(!report.path.contains("..") && report.path.contains("越界.zip!/"), "{}", report.path);
        assert_eq!(report.outcome, Outcome::Read);
    }
    assert!(!dir.path().parent().unwrap().join("越界.txt").exists());
    let page = of(&reports, "a/脚本.html");
    assert_eq!((page.outcome, page.title.as_deref()), (Outcome::Read, Some("关于脚本的通知")));
    assert!(codes(of(&reports, "a/重号二.txt")).contains(&"duplicate.number"));
    let dated = of(&reports, "a/日期.txt");
    assert_eq!(dated.formed_on, None, "a day that does not exist is no day");
    assert!(codes(dated).iter().any(|code| code.starts_with("defect.date")), "{:?}", dated.findings);
    assert_eq!(of(&reports, "b/最后.txt").outcome, Outcome::Read, "the run goes on to the end");
    assert_eq!(tally.of(Outcome::Failed), 7, "{:?}", tally.failures);
    assert_eq!(tally.failures.len(), 7);
}

#[test]
fn scripts_and_control_characters_are_in_no_paragraph() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    for name in ["脚本.html", "控制符.txt", "外部实体.docx"] {
        let bytes = std::fs::read(dir.path().join("a").join(name)).unwrap();
        let opened = gongkai_documents::incoming::open(name, &bytes, &Limits::default(), &Default::default());
        let Ok(opened) = opened else { continue };
        for paragraph in &opened.reading.paragraphs {
            let bad = |c: char| c.is_control() || c == '\u{200b}';
            assert!(!paragraph.text.contains("alert") && !paragraph.text.contains(bad), "{name}: {:?}", paragraph.text);
        }
    }
}
