//! Does a page hold 22 lines of 28 characters, and does every paper read the same?

use super::*;

fn paragraph(kind: ParagraphKind, level: u8, text: &str) -> Paragraph {
    Paragraph { id: format!("p{}", text.len()), kind, level, text: text.into(), rows: vec![], image: None }
}

fn lines(paragraphs: Vec<Paragraph>) -> Vec<Line> {
    let paper = Paper { title: "关于开展检查的通知".into(), paragraphs, ..Paper::default() };
    let blocks = blocks(&paper).into_iter();
    blocks.filter_map(|block| if let Block::Line(line) = block { Some(line) } else { None }).collect()
}

#[test]
fn outline_never_skips_a_level() {
    use ParagraphKind::{Heading, Title};
    let lines = lines(vec![
        paragraph(Heading, 3, "1.直接从第三级开始"),
        paragraph(Heading, 4, "（1）再深一级"),
        paragraph(Heading, 1, "一、回到第一级"),
        paragraph(Title, 0, "附件的标题"),
    ]);
    let outline: Vec<u8> = lines.iter().map(|line| line.outline).collect();
    assert_eq!(outline, [1, 2, 3, 2, 1]);
}

#[test]
fn gb_9704_7_3_5_date_stands_two_right_of_the_organ() {
    use ParagraphKind::{FormedOn, Signature};
    let signed = lines(vec![paragraph(Signature, 0, "青岚县人民政府办公室"), paragraph(FormedOn, 0, "2026年5月8日")]);
    assert!(signed[1].gap && !signed[2].gap);
    // The organ is 10 characters wide, the date 6: 10 + 2 − 2 − 6 = 4 free at its right.
    assert_eq!((signed[1].right, signed[2].right), (2.0, 4.0));
    let short = lines(vec![paragraph(Signature, 0, "县政府"), paragraph(FormedOn, 0, "2026年11月18日")]);
    // The date is longer (7 characters): it keeps two free, the organ moves so that it begins two characters further left.
    assert_eq!((short[1].right, short[2].right), (8.0, 2.0));
}

#[test]
fn the_title_is_not_printed_twice_and_annexes_begin_a_page() {
    use ParagraphKind::{Annex, Body, Title};
    let lines = lines(vec![
        paragraph(Title, 0, "关于开展 检查的通知"),
        paragraph(Body, 0, "现通知如下。"),
        paragraph(Annex, 0, "附件1"),
        paragraph(Title, 0, "检查项目表"),
    ]);
    let texts: Vec<String> = lines.iter().map(Line::text).collect();
    assert_eq!(texts, ["关于开展检查的通知", "现通知如下。", "附件1", "检查项目表"]);
    assert!(lines[2].new_page && !lines[3].new_page);
}

#[test]
fn characters_that_no_form_can_hold_are_left_out() {
    assert_eq!(clean(" 一\u{0}二\u{200B}三\u{202E}\n四\u{FFFE} "), "一二三 四");
    assert_eq!(clean_cell("甲\n\n乙\u{7}"), "甲\n乙");
}

#[test]
fn a_missing_picture_is_told_in_words() {
    let image = Paragraph { image: Some("流程图.png".into()), ..paragraph(ParagraphKind::Image, 0, "办理流程图") };
    let lines = lines(vec![image]);
    assert_eq!(lines[1].text(), "办理流程图（此处图片未能载入，请到原网页查看）");
}
