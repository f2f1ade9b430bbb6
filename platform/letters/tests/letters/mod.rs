//! Do letters and forms say the same in PDF and docx, and do long names, texts and lists stay on the paper?

use std::path::Path;

use gongkai_letters::form::{Form, Row, choices};
use gongkai_letters::letter::{Block, Check, Letter, Seal};
use gongkai_letters::{form_docx, form_pdf, form_text, letter_docx, letter_pdf, letter_text};
use jiff::civil::date;

use crate::{FONTS, bare, text_of_docx};

pub fn letter() -> Letter {
    Letter {
        agency: "青岚县教育局".into(),
        number: Some("青教公开〔2026〕12号".into()),
        title: "政府信息部分公开告知书".into(),
        salutation: "张某某：".into(),
        body: vec![
            Block::Paragraph {
                text: "你于2026年11月3日通过网站提出的政府信息公开申请（编号：QL-2026-0031），本机关于同日收到。".into()
            },
            Block::Paragraph { text: "一、申请内容".into() },
            Block::Quotation { text: "2025年青岚县中小学校舍安全检查结果，\n含各校的检查记录。".into() },
            Block::Paragraph { text: "二、答复".into() },
            Block::Paragraph {
                text: "根据《中华人民共和国政府信息公开条例》第三十七条的规定，本机关决定对下列信息予以公开：".into()
            },
            Block::Table {
                rows: [
                    ["序号", "信息名称", "形式", "页数"],
                    ["1", "2025年校舍安全检查情况通报", "纸质复印件", "4"],
                    ["2", "检查记录汇总表", "电子文档", "11"],
                ]
                .map(|row| row.map(str::to_owned).to_vec())
                .to_vec(),
            },
            Block::Items {
                items: vec!["各校联系人的手机号码属于个人隐私。".into(), "整改讨论记录属于过程性信息。".into()]
            },
        ],
        remedy: Some("如对本告知书中不予公开的部分不服，可以自收到之日起60日内向青岚县人民政府申请行政复议。".into()),
        annexes: vec!["2025年校舍安全检查情况通报".into(), "检查记录汇总表".into()],
        seal: Some(Seal::demonstration("青岚县教育局")),
        date: "2026年11月24日".into(),
        contact: vec![("联系人".into(), "李某某".into()), ("联系电话".into(), "0000-8800123".into())],
        delivery: Some("邮寄（挂号信 XA00000000001）".into()),
        check: Some(Check { address: "https://www.qinglan.example/check/QL2026-7F3K-9M2P".into(), text: String::new() }),
        printed_at: date(2026, 11, 24).at(9, 30, 0, 0),
    }
}

/// Keeps PDF and docx where a person can look at them.
pub fn keep(name: &str, pdf: &[u8], docx: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("letters");
    std::fs::create_dir_all(&folder).expect("a folder for the letters");
    std::fs::write(folder.join(format!("{name}.pdf")), pdf).expect("the PDF is kept");
    std::fs::write(folder.join(format!("{name}.docx")), docx).expect("the docx is kept");
}

/// The pages of a PDF, without spaces.
fn pages(pdf: &[u8]) -> Vec<String> {
    let pages = pdf_extract::extract_text_from_mem_by_pages(pdf).expect("the PDF has text");
    pages.iter().map(|page| bare(page)).collect()
}

#[track_caller]
fn check(name: &str, letter: &Letter) -> Vec<String> {
    let pdf = letter_pdf(letter, &FONTS).expect("typeset");
    let docx = letter_docx(letter).expect("written");
    keep(name, &pdf, &docx);
    let says = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(says("<pdfaid:part>2</pdfaid:part>") && says("<pdfuaid:part>1</pdfuaid:part>"), "{name} is not archival");
    let pages = pages(&pdf);
    let whole = pages.concat();
    let word = text_of_docx(&docx);
    for line in letter_text(letter).lines().map(bare) {
        assert!(word.contains(&line), "the docx of {name} lacks “{line}”");
        // A line that goes on over the page is cut there by the page's number.
        let head: String = line.chars().take(12).collect();
        assert!(whole.contains(&head), "the PDF of {name} lacks “{line}”: {whole}");
    }
    pages
}

#[test]
fn a_letter_says_the_same_in_every_form() {
    let pages = check("letter", &letter());
    assert_eq!(pages.len(), 2, "{pages:?}");
    // The first page of a letter bears no number (GB/T 9704-2012, 10.1).
    assert!(!pages[0].contains("—1—") && pages[1].contains("—2—"), "{pages:?}");
    // The seal is drawn, not written: its words are not among those of the letter.
    assert!(!pages.concat().contains("电子印章"));
}

#[test]
fn short_letters_stand_on_one_page() {
    let short = Letter { body: letter().body[..2].to_vec(), remedy: None, annexes: vec!["申请表".into()], ..letter() };
    assert_eq!(check("short", &short).len(), 1);
    let bare_letter = Letter {
        body: vec![],
        remedy: None,
        annexes: vec![],
        seal: None,
        contact: vec![],
        delivery: None,
        check: None,
        number: None,
        ..letter()
    };
    assert_eq!(check("bare", &bare_letter).len(), 1);
}

#[test]
fn names_of_fifty_characters_and_twenty_annexes_stay_on_the_paper() {
    let name = "青岚县某某某某某某某某某某某某某某某某某某某资源综合开发利用与生态环境保护协调推进工作领导小组办公室".to_owned();
    assert_eq!(name.chars().count(), 50);
    let annexes = (1..=20).map(|n| format!("2025年第{n}批校舍安全检查情况通报及整改台账（含各校检查记录、照片和复查意见）")).collect();
    let long =
        Letter { agency: name.clone(), salutation: format!("{name}："), annexes, seal: Some(Seal::demonstration(&name)), ..letter() };
    let pages = check("long-names", &long);
    assert!(pages.concat().contains("20.2025年第20批"));
    let last = pages.iter().find(|page| page.contains("2026年11月24日")).expect("it is dated");
    assert!(last.contains("第20批"), "the signature stands alone: {last}");
    let one = Letter { agency: "甲".into(), salutation: "乙：".into(), seal: Some(Seal::demonstration("甲")), ..letter() };
    check("short-names", &one);
}

#[test]
fn a_letter_of_many_pages_is_numbered_and_its_signature_is_not_alone() {
    let text = "经检索，本机关在办公自动化系统、档案室和业务科室的文件柜中查找了与申请内容有关的记录，并向经办人员作了核实。".repeat(3);
    for n in 20..28 {
        let long = Letter { body: (0..n).map(|_| Block::Paragraph { text: text.clone() }).collect(), annexes: vec![], ..letter() };
        let pages = pages(&letter_pdf(&long, &FONTS).expect("typeset"));
        let last = pages.iter().find(|page| page.contains("2026年11月24日")).expect("it is dated");
        assert!(last.contains("行政复议"), "{n} paragraphs leave the signature alone: {last}");
        for (n, page) in pages.iter().enumerate().skip(1) {
            assert!(page.contains(&format!("—{}—", n + 1)), "{page}");
        }
    }
    check("many-pages", &Letter { body: (0..24).map(|_| Block::Paragraph { text: text.clone() }).collect(), ..letter() });
}

#[test]
fn a_part_with_its_own_title_begins_a_page() {
    let slip =
        Block::Annex {
            mark: "附件".into(), title: "第三方意见回执".into(), body: vec![Block::Paragraph { text: "本单位意见：".into() }]
        };
    let with_slip = Letter { body: vec![letter().body[0].clone(), slip], ..letter() };
    let pages = check("with-slip", &with_slip);
    assert!(pages.len() == 2 && pages[1].contains("第三方意见回执"), "{pages:?}");
}

#[test]
fn no_text_of_a_letter_breaks_out() {
    let evil = r##"#evil *x* $y$ \\ #read("data.json") `raw` <label> @ref // "quoted" ]}) #{panic()} 😀 𪚥"##;
    let letter = Letter {
        title: evil.into(),
        salutation: evil.into(),
        body: vec![Block::Paragraph { text: evil.into() }, Block::Table { rows: vec![vec![evil.into()], vec![evil.into()]] }],
        seal: Some(Seal { ring: evil.into(), middle: evil.into() }),
        delivery: Some(evil.into()),
        check: Some(Check { address: "a".repeat(5000), text: evil.into() }),
        ..letter()
    };
    let pdf = letter_pdf(&letter, &FONTS).expect("typeset");
    assert!(pages(&pdf).concat().contains("#evil*x*$y$"));
    keep("evil", &pdf, &letter_docx(&letter).expect("written"));
}

#[test]
fn a_form_is_blank_and_filled() {
    let form = |name: &str, taken: &[&str]| Form {
        title: "政府信息公开申请表".into(),
        subtitle: Some("编号：QL-2026-0031".into()),
        rows: vec![
            Row::section("申请人信息"),
            Row::pairs(&[("姓名", name), ("联系电话", "")]),
            Row::pair("获取方式", &choices(&["邮寄", "电子邮件", "当面领取"], taken)),
            Row::pair("所需信息", "").tall(45.0),
        ],
        notes: vec!["注：请写明所需信息的名称、文号或者其他特征。".into()],
        printed_at: date(2026, 11, 24).at(9, 0, 0, 0),
    };
    for (file, form) in [("form-blank", form("", &[])), ("form-filled", form("张某某", &["邮寄"]))] {
        let (pdf, docx) = (form_pdf(&form, &FONTS).expect("typeset"), form_docx(&form).expect("written"));
        keep(file, &pdf, &docx);
        let (page, word) = (pages(&pdf).concat(), text_of_docx(&docx));
        for cell in form_text(&form).split(['\n', '\t']).map(bare) {
            assert!(page.contains(&cell) && word.contains(&cell), "{file} lacks “{cell}”: {page}");
        }
    }
}
