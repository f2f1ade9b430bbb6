//! Invented papers of 青岚县 that together use every kind of paragraph.

use std::collections::HashMap;

use gongkai_letters::{Attachment, Form, Origin, Paper, Script};
use gongkai_text::paragraph::{Paragraph, ParagraphKind};

pub fn paragraph(kind: ParagraphKind, level: u8, text: &str) -> Paragraph {
    Paragraph { id: "p".into(), kind, level, text: text.into(), rows: vec![], image: None }
}

pub fn body(text: &str) -> Paragraph {
    paragraph(ParagraphKind::Body, 0, text)
}

pub fn table(rows: &[&[&str]]) -> Paragraph {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    Paragraph { rows, ..paragraph(ParagraphKind::Table, 0, "") }
}

pub fn origin() -> Origin {
    Origin {
        site_name: "青岚县人民政府门户网站".into(),
        address: "https://www.qinglan.example/zwgk/d/11520100MB0000000X-2026-00031".into(),
        edition: 2,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

/// 28 characters fill a line; the sentence is longer than that.
const SENTENCE: &str = "各乡镇人民政府、县政府各部门要把公开透明作为政府工作的基本制度，完善工作机制，细化任务分工，按时限要求抓好落实，并于每季度末将进展情况报送县政府办公室。";

pub fn notice() -> Paper {
    use ParagraphKind::{Annex, AnnexNote, FormedOn, Heading, Image, Imprint, Note, Responsible, Salutation, Signature, Title};
    let mut paragraphs = vec![
        paragraph(Salutation, 0, "各乡镇人民政府，县政府各部门、各直属机构："),
        body("《青岚县进一步推进政务公开工作实施方案》已经县政府第12次常务会议审议通过，现印发给你们，请结合实际认真贯彻执行。"),
        paragraph(Heading, 1, "一、总体要求"),
        body(SENTENCE),
        paragraph(Heading, 1, "二、主要任务"),
        paragraph(Heading, 2, "（一）完善公开目录。各部门要对照权责清单，逐项梳理公开事项、依据、时限和责任单位。"),
        paragraph(Heading, 3, "1.明确公开事项"),
        paragraph(Heading, 4, "（1）财政预决算信息"),
        body(SENTENCE),
        paragraph(Responsible, 0, "（责任单位：县财政局、县审计局，2026年12月底前完成）"),
        paragraph(Heading, 2, "（二）规范办理依申请公开"),
        body(SENTENCE),
        table(&[
            &["序号", "事项", "责任单位", "完成时限"],
            &["1", "编制并公布政府信息主动公开基本目录", "县政府办公室", "2026年6月底前"],
            &["2", "开展政府信息公开申请办理培训，覆盖全部乡镇和部门", "县政府办公室、县司法局", "2026年9月底前"],
            &["3", "清理失效的行政规范性文件\n并公布清理结果", "县司法局", "长期"],
        ]),
        Paragraph { image: Some("chart".into()), ..paragraph(Image, 0, "图1　依申请公开办理流程") },
        paragraph(AnnexNote, 0, "附件：1.青岚县政务公开任务分解表及各责任单位联系人名单（2026年修订）"),
        paragraph(AnnexNote, 0, "2.申请表"),
        paragraph(Signature, 0, "青岚县人民政府办公室"),
        paragraph(FormedOn, 0, "2026年5月8日"),
        paragraph(Note, 0, "（此件公开发布）"),
        paragraph(Imprint, 0, "抄送：县委办公室，县人大常委会办公室，县政协办公室。"),
        paragraph(Imprint, 0, "青岚县人民政府办公室　2026年5月8日印发"),
        paragraph(Annex, 0, "附件1"),
        paragraph(Title, 0, "青岚县政务公开任务分解表"),
        paragraph(ParagraphKind::Article, 0, "第一条　为了规范政务公开工作，制定本办法。"),
    ];
    paragraphs.extend((0..12).map(|_| body(SENTENCE)));
    Paper {
        header: [
            ("索引号", "11520100MB0000000X/2026-00031"),
            ("主题分类", "综合政务、政务公开"),
            ("发文机关", "青岚县人民政府办公室"),
            ("成文日期", "2026年5月8日"),
            ("标题", "青岚县人民政府办公室关于印发青岚县进一步推进政务公开工作实施方案的通知"),
            ("发文字号", "青政办发〔2026〕31号"),
            ("发布日期", "2026年5月12日"),
            ("有效性", "现行有效"),
        ]
        .map(|(label, value)| (label.to_owned(), value.to_owned()))
        .to_vec(),
        document_number: Some("青政办发〔2026〕31号".into()),
        title: "青岚县人民政府办公室关于印发青岚县进一步推进政务公开工作实施方案的通知".into(),
        paragraphs,
        attachments: vec![Attachment { name: "青岚县政务公开任务分解表.xlsx".into(), n_bytes: 23_456 }],
        images: HashMap::from([("chart".to_owned(), chart())]),
        origin: Some(origin()),
        printed_at: jiff::civil::date(2026, 11, 24).at(10, 30, 0, 0),
        ..Paper::default()
    }
}

pub fn letter() -> Paper {
    use ParagraphKind::{FormedOn, Salutation, Signature};
    Paper {
        form: Form::Letter,
        issuer_heading: Some("青岚县人民政府办公室".into()),
        document_number: Some("青政办公开告〔2026〕第7号".into()),
        title: "政府信息公开申请答复书".into(),
        paragraphs: vec![
            paragraph(Salutation, 0, "张某某："),
            body(
                "你于2026年5月6日通过网站提交的政府信息公开申请收悉。经审查，现根据《中华人民共和国政府信息公开条例》第三十六条第二项的规定，答复如下。",
            ),
            body(SENTENCE),
            body("如对本答复不服，可以在收到本答复之日起六十日内依法申请行政复议，或者在六个月内依法提起行政诉讼。"),
            paragraph(Signature, 0, "青岚县人民政府办公室"),
            paragraph(FormedOn, 0, "2026年5月18日"),
        ],
        printed_at: jiff::civil::date(2026, 5, 18).at(9, 0, 0, 0),
        ..Paper::default()
    }
}

pub fn traditional() -> Paper {
    use ParagraphKind::{Heading, Salutation};
    Paper {
        script: Script::Traditional,
        title: "青嵐縣人民政府辦公室關於進一步推進政務公開工作的通知".into(),
        paragraphs: vec![
            paragraph(Salutation, 0, "各鄉鎮人民政府，縣政府各部門："),
            paragraph(Heading, 1, "一、總體要求"),
            body(
                "各部門要把公開透明作為政府工作的基本制度，完善工作機制，細化任務分工，按時限要求抓好落實，並於每季度末將進展情況報送縣政府辦公室。",
            ),
        ],
        header: vec![("索引號".into(), "11520100MB0000000X/2026-00031".into())],
        document_number: Some("青政辦發〔2026〕31號".into()),
        attachments: vec![],
        origin: Some(Origin { site_name: "青嵐縣人民政府入口網站".into(), ..origin() }),
        ..notice()
    }
}

/// A text of about sixty pages with a table of 300 rows.
pub fn long() -> Paper {
    let mut paragraphs = Vec::new();
    for n in 1..=330 {
        if n % 20 == 1 {
            paragraphs.push(paragraph(ParagraphKind::Heading, 1, &format!("第{n}项工作")));
        }
        paragraphs.push(body(&format!("{n}.{SENTENCE}")));
    }
    let rows =
        (0..=300).map(|n| vec![n.to_string(), "青岚县某某村农村公路养护项目".into(), "县交通运输局".into(), format!("{}.5万元", n * 3)]);
    paragraphs.push(Paragraph { rows: rows.collect(), ..table(&[]) });
    Paper { paragraphs, ..notice() }
}

/// A small picture: 120 by 60 pixels in two tones, stored without compression.
fn chart() -> Vec<u8> {
    let (width, height) = (120u32, 60u32);
    let row = |y: u32| {
        let tone = move |x: u32| if x > y * 2 { 0x60 } else { 0xD0 };
        std::iter::once(0u8).chain((0..width).map(tone))
    };
    let raw: Vec<u8> = (0..height).flat_map(row).collect();
    let mut deflated = vec![0x78, 0x01, 0x01];
    let length = u16::try_from(raw.len()).expect("a small picture");
    deflated.extend(length.to_le_bytes());
    deflated.extend((!length).to_le_bytes());
    deflated.extend(&raw);
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (a + b) % 65521)
    });
    deflated.extend((b << 16 | a).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    for (name, content) in [(b"IHDR", head), (b"IDAT", deflated), (b"IEND", vec![])] {
        png.extend(u32::try_from(content.len()).expect("a small picture").to_be_bytes());
        let chunk = [&name[..], &content].concat();
        png.extend(&chunk);
        png.extend(checksum(&chunk).to_be_bytes());
    }
    png
}

fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
