//! Do PDF, docx and plain text say the same, and can no text break out of the template?

mod letters;
mod samples;
mod signed;

use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

use gongkai_letters::{Fonts, Paper, docx, pdf, plain_text};
use gongkai_text::paragraph::{Paragraph, ParagraphKind};
use samples::{body, letter, long, notice, paragraph, table, traditional};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(&[]).unwrap_or_else(|missing| panic!("{missing}")));

/// Typesets and keeps the file under the target directory, where a person can look at it.
fn print(name: &str, paper: &Paper) -> Vec<u8> {
    let bytes = pdf(paper, &FONTS).expect("the paper is typeset");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers");
    std::fs::create_dir_all(&folder).expect("a folder for the papers");
    std::fs::write(folder.join(format!("{name}.pdf")), &bytes).expect("the PDF is kept");
    std::fs::write(folder.join(format!("{name}.docx")), docx(paper).expect("the docx is written")).expect("the docx is kept");
    std::fs::write(folder.join(format!("{name}.txt")), plain_text(paper)).expect("the text is kept");
    bytes
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

/// The text of the PDF without the foot of its pages.
fn text_of_pdf(bytes: &[u8], foot: &str) -> String {
    let pages = pdf_extract::extract_text_from_mem_by_pages(bytes).expect("the PDF has text");
    let without_foot = |(n, page): (usize, &String)| bare(page).replacen(&format!("—{}—", n + 1), "", 1).replacen(foot, "", 1);
    pages.iter().enumerate().map(without_foot).collect()
}

fn text_of_docx(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a docx is a zip");
    let mut xml = String::new();
    zip.by_name("word/document.xml").expect("it has a body").read_to_string(&mut xml).expect("the body is UTF-8");
    let mut text = String::new();
    for part in xml.split("<w:t xml:space=\"preserve\">").skip(1) {
        text += part.split("</w:t>").next().expect("every text is closed");
    }
    bare(&text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// Every line of the plain text stands in the other form, in order, and nothing else does.
#[track_caller]
fn check_agreement(paper: &Paper, form: &str, text: &str) {
    let mut rest = text;
    for line in plain_text(paper).lines() {
        let line = bare(line);
        let Some(tail) = rest.strip_prefix(line.as_str()) else {
            // pdf-extract reads a right-to-left jump or a table in its own order; the line must still be there.
            let at = rest.find(line.as_str());
            panic!("{form} lacks “{line}” (found at {at:?}) where it reads “{}”", rest.chars().take(60).collect::<String>());
        };
        rest = tail;
    }
    assert_eq!(rest, "", "{form} says more than the plain text");
}

fn foot_of(paper: &Paper) -> String {
    let foot = |origin: &gongkai_letters::Origin| {
        bare(&format!("{}{}版次：{}SHA-256：{}", origin.site_name, origin.address, origin.edition, origin.sha256))
    };
    paper.origin.as_ref().map(foot).unwrap_or_default()
}

#[test]
fn all_forms_say_the_same() {
    let decree = Paper { issuer_heading: Some("青岚县人民政府办公室文件".into()), ..notice() };
    for (name, paper) in [("notice", notice()), ("decree", decree), ("letter", letter()), ("traditional", traditional())] {
        let bytes = print(name, &paper);
        check_agreement(&paper, "the docx", &text_of_docx(&docx(&paper).expect("docx")));
        check_agreement(&paper, "the PDF", &text_of_pdf(&bytes, &foot_of(&paper)));
    }
}

#[test]
fn no_text_breaks_out_of_the_template() {
    let evil = r##"#evil *x* $y$ \\ #read("data.json") #import "x" `raw` <label> @ref // /* */ "quoted" ]}) #{panic()}"##;
    let paper = Paper {
        title: evil.into(),
        document_number: Some(evil.into()),
        header: vec![(evil.into(), evil.into())],
        paragraphs: vec![body(evil), paragraph(ParagraphKind::Heading, 1, evil), table(&[&[evil, "乙"], &["丙", evil]])],
        ..Paper::default()
    };
    let bytes = print("evil", &paper);
    let text = text_of_pdf(&bytes, "");
    // Header label and value, title, number, body, heading and two cells.
    assert_eq!(text.matches("#evil*x*$y$").count(), 8, "{text}");
    check_agreement(&paper, "the docx", &text_of_docx(&docx(&paper).expect("docx")));
}

#[test]
fn a_page_holds_22_lines_of_28_characters() {
    let paper = Paper {
        title: String::new(),
        paragraphs: vec![paragraph(ParagraphKind::Salutation, 0, &"政".repeat(28 * 44))],
        ..Paper::default()
    };
    let bytes = print("grid", &paper);
    let pages = pdf_extract::extract_text_from_mem_by_pages(&bytes).expect("the PDF has text");
    let full: Vec<&str> = pages[1].lines().map(str::trim).filter(|line| line.contains('政')).collect();
    assert_eq!(full.len(), 22, "{full:?}");
    assert!(full.iter().all(|line| line.chars().filter(|c| *c == '政').count() == 28), "{full:?}");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(pdf(&notice(), &FONTS).expect("typeset"), pdf(&notice(), &FONTS).expect("typeset"));
    assert_eq!(docx(&notice()).expect("docx"), docx(&notice()).expect("docx"));
}

#[test]
fn a_pdf_is_archival_tagged_titled_and_chinese() {
    let bytes = pdf(&notice(), &FONTS).expect("typeset");
    let says = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(says("<pdfaid:part>2</pdfaid:part>") && says("<pdfaid:conformance>A</pdfaid:conformance>"));
    assert!(says("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(says("/Lang(zh-CN)") || says("/Lang (zh-CN)"));
}

#[test]
fn characters_without_a_font_do_not_stop_a_paper() {
    let strange = "张𪚥、👨‍👩‍👧、\u{E123}、ᠮᠣᠩᠭᠣᠯ、བོད、العربية、e\u{301}、\u{0}\u{7}\u{FFFE}";
    let paper = Paper { title: strange.into(), paragraphs: vec![body(strange), table(&[&[strange]])], ..Paper::default() };
    let text = text_of_pdf(&print("strange", &paper), "");
    assert!(text.contains('张') && text.contains('〓'), "{text}");
    docx(&paper).expect("the docx is written");
}

#[test]
fn broken_pictures_and_empty_papers_are_printed() {
    let image = |name: &str| Paragraph { image: Some(name.into()), ..paragraph(ParagraphKind::Image, 0, "") };
    let images = [("svg", &b"<svg/>"[..]), ("png", b"\x89PNG\r\n\x1a\nrubbish"), ("empty", b"")];
    let paper = Paper {
        title: "坏图".into(),
        paragraphs: images.iter().map(|(name, _)| image(name)).collect(),
        images: images.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect(),
        ..Paper::default()
    };
    let text = text_of_pdf(&print("broken-pictures", &paper), "");
    assert_eq!(text.matches("此处图片未能载入").count(), 3, "{text}");
    print("empty", &Paper::default());
    let wide: Vec<String> = (1..=20).map(|n| format!("第{n}季度收入")).collect();
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    print("wide", &Paper { title: "宽表".into(), paragraphs: vec![table(&[&wide, &["1234.56"; 20]])], ..Paper::default() });
    print("ragged", &Paper { paragraphs: vec![table(&[&["甲"], &["乙", "丙", "丁"], &[]]), table(&[])], ..Paper::default() });
}

#[test]
fn long_words_stay_on_the_paper() {
    let long_word = "a".repeat(300);
    let paper = Paper {
        title: long_word.clone(),
        paragraphs: vec![body(&long_word), table(&[&["名", &long_word], &["1", "2"]])],
        ..Paper::default()
    };
    let text = text_of_pdf(&print("long-words", &paper), "");
    assert!(text.matches('a').count() >= 900);
}

#[test]
fn sixty_pages_with_a_long_table_are_typeset() {
    let bytes = print("long", &long());
    let pages = pdf_extract::extract_text_from_mem_by_pages(&bytes).expect("the PDF has text");
    assert!(pages.len() >= 60, "{} pages", pages.len());
    // Each page of the table repeats its head.
    let last = pages.iter().rev().find(|page| page.contains("农村公路")).expect("the table is there");
    assert!(bare(last).contains("0青岚县某某村"), "{last}");
}
