//! Does screening see what is wrong with a document as a whole?

use super::{SCREEN, TODAY, paragraph, table};
use crate::extract::{Extract, Hidden, Link};
use crate::finding::Severity;
use crate::paragraph::{Metadata, Paragraph, ParagraphKind};
use crate::screen::{AttachmentText, Code, Content, PlacedBlock, Subject, similarity};
use crate::structure::structure;
use jiff::civil::date;

fn metadata() -> Metadata {
    Metadata { title: Some("关于做好政务公开工作的通知".to_owned()), ..Metadata::default() }
}

fn codes(subject: &Subject<'_>) -> Vec<String> {
    SCREEN.screen(subject).into_iter().map(|f| f.code).collect()
}

/// Lines taken apart as an import does, screened without attachments.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let paragraphs = structure(&Extract::of_lines(text).blocks, Some("关于做好政务公开工作的通知")).paragraphs;
    let metadata = metadata();
    assert_eq!(codes(&Subject::new(&metadata, &paragraphs, TODAY)), expected, "{paragraphs:#?}");
}

fn of_kind(kind: ParagraphKind, text: &str) -> Paragraph {
    Paragraph { kind, ..paragraph(kind as usize, text) }
}

fn attachment(name: &str, text: &str) -> AttachmentText {
    let blocks = vec![PlacedBlock { place: "第1段".to_owned(), content: Content::Text(text.to_owned()) }];
    AttachmentText { name: name.to_owned(), kind: "docx".to_owned(), bytes: 5000, blocks, ..AttachmentText::default() }
}

#[test]
fn a_sound_notice_has_no_finding() {
    check(
        "关于做好政务公开工作的通知\n各乡镇人民政府：\n现就做好政务公开工作通知如下。\n一、总体要求\n（一）公开为常态。\n（二）及时回应关切。\n二、工作安排\n各单位请于2026年5月31日前完成。\n青岚县人民政府办公室\n2026年5月6日\n（此件公开发布）",
        &[],
    );
}

#[test]
fn annexes_named_must_be_there() {
    let paragraphs = [paragraph(1, "现将名单印发给你们。"), of_kind(ParagraphKind::AnnexNote, "附件：1.任务分工表 2.联系名单")];
    let metadata = metadata();
    let subject = Subject::new(&metadata, &paragraphs, TODAY);
    assert_eq!(codes(&subject), ["defect.annex_missing", "defect.annex_missing"]);
    let one = [attachment("附件1 任务分工表.docx", "分工")];
    assert_eq!(codes(&Subject { attachments: &one, ..subject.clone() }), ["defect.annex_missing"]);
    let both = [attachment("任务分工表.docx", "分工"), attachment("20260506.docx", "名单")];
    assert_eq!(codes(&Subject { attachments: &both, ..subject.clone() }), Vec::<String>::new());
    let empty = [of_kind(ParagraphKind::AnnexNote, "附件："), paragraph(2, "正文。")];
    assert_eq!(codes(&Subject { paragraphs: &empty, ..subject.clone() }), ["defect.annex_empty"]);
    let mentioned = [paragraph(1, "具体名单见附件。")];
    assert_eq!(codes(&Subject { paragraphs: &mentioned, ..subject.clone() }), ["defect.annex_mentioned"]);
    let left_out = [of_kind(ParagraphKind::AnnexNote, "附件：1.印章式样（略） 2.（按顺序列明材料名称）"), paragraph(2, "正文。")];
    assert_eq!(codes(&Subject { paragraphs: &left_out, ..subject.clone() }), Vec::<String>::new());
    let table = Paragraph { rows: vec![vec!["档次".to_owned(), "收费".to_owned()]], ..of_kind(ParagraphKind::Table, "") };
    let shown = [paragraph(1, "收费标准如下。"), of_kind(ParagraphKind::AnnexNote, "附表："), table];
    assert_eq!(codes(&Subject { paragraphs: &shown, ..subject.clone() }), Vec::<String>::new());
    let lost = [paragraph(1, "收费标准如下。"), of_kind(ParagraphKind::AnnexNote, "附表：")];
    assert_eq!(codes(&Subject { paragraphs: &lost, ..subject }), ["defect.annex_empty"]);
}

#[test]
fn pictures_that_did_not_come_along() {
    let image = |name: &str| Paragraph { image: Some(name.to_owned()), ..of_kind(ParagraphKind::Image, "") };
    let paragraphs = [
        paragraph(1, "现予公布。"),
        image(&"0f".repeat(32)),
        image("一图读懂.jpg"),
        of_kind(ParagraphKind::Annex, "附件"),
        image("名单.png"),
    ];
    let metadata = metadata();
    assert_eq!(codes(&Subject::new(&metadata, &paragraphs, TODAY)), ["defect.image_missing", "defect.annex_image"]);
    let drawn = [paragraph(1, "流程如下。"), image("image3.emf")];
    let found = SCREEN.screen(&Subject::new(&metadata, &drawn, TODAY));
    assert_eq!((found[0].place.as_str(), found[0].excerpt.contains("EMF图片网页不能显示")), ("第2段", true), "{found:?}");
}

#[test]
fn broken_and_empty_attachments() {
    let paragraphs = [paragraph(1, "现予公布。")];
    let files = [
        AttachmentText { bytes: 2, ..attachment("简本.doc", "") },
        attachment("名单.docx", " "),
        AttachmentText { kind: "png".to_owned(), ..attachment("照片.png", "") },
    ];
    let metadata = metadata();
    assert_eq!(
        codes(&Subject { attachments: &files, ..Subject::new(&metadata, &paragraphs, TODAY) }),
        ["defect.annex_broken", "defect.annex_empty"]
    );
}

#[test]
fn dates_numbers_and_signatures_against_the_metadata() {
    let paragraphs = [paragraph(1, "现予公布。"), of_kind(ParagraphKind::Signature, "青岚县旅游局")];
    let base = Metadata {
        issuers: vec!["青岚县旅游局".to_owned()],
        document_number: Some("青政办发〔2026〕3号".to_owned()),
        formed_on: Some(date(2026, 1, 20)),
        published_on: Some(date(2026, 1, 22)),
        ..metadata()
    };
    let of = |metadata: &Metadata, days| codes(&Subject { days_to_publish: days, ..Subject::new(metadata, &paragraphs, TODAY) });
    assert_eq!(of(&base, Some(20)), Vec::<String>::new());
    assert_eq!(of(&base, Some(21)), ["defect.late_publication"]);
    let number = |text: &str| Metadata { document_number: Some(text.to_owned()), ..base.clone() };
    assert_eq!(of(&number("青政办发〔2025〕3号"), None), Vec::<String>::new(), "numbered in the old year");
    assert_eq!(of(&number("青政办发〔2024〕3号"), None), ["defect.number_year"]);
    assert_eq!(of(&Metadata { published_on: Some(date(2026, 1, 19)), ..base.clone() }, None), ["defect.formed_after_published"]);
    assert_eq!(of(&Metadata { issuers: vec!["青岚县教育局".to_owned()], ..base.clone() }, None), ["defect.issuer_signature"]);
    assert_eq!(
        of(&Metadata { index_number: Some("11640112010148754W/2022-00206".to_owned()), ..base.clone() }, None),
        Vec::<String>::new()
    );
    assert_eq!(
        of(&Metadata { index_number: Some("11370300MB28347540/2021-None".to_owned()), ..base.clone() }, None),
        ["defect.index_number_form"]
    );
    assert_eq!(
        of(&Metadata { index_number: Some("11640112010148754X/2022-00206".to_owned()), ..base.clone() }, None),
        ["defect.uscc_check"]
    );
    assert_eq!(of(&Metadata { title: Some(" ".to_owned()), ..base.clone() }, None), ["defect.title_missing"]);
}

#[test]
fn nothing_to_read() {
    let metadata = metadata();
    assert_eq!(codes(&Subject::new(&metadata, &[], TODAY)), ["defect.empty_text"]);
    let only = [attachment("方案.pdf", "方案全文")];
    assert_eq!(codes(&Subject { attachments: &only, ..Subject::new(&metadata, &[], TODAY) }), Vec::<String>::new());
}

#[test]
fn wording_that_was_not_finished() {
    for (text, code) in [
        ("请{{联系人}}办理", "defect.template_field"),
        ("XX局：", "defect.template_field"),
        ("青政办发〔2026〕 号，〔〕号", "defect.template_field"),
        ("于____年完成", "defect.template_field"),
        ("请于2026年2月30日前报送", "defect.date_invalid"),
        ("2025年2月29日", "defect.date_invalid"),
        ("自2026-04-31起", "defect.date_invalid"),
        ("13月1日", "defect.date_invalid"),
        ("根据国办发〔2107〕54号", "defect.reference_year"),
        ("锟斤拷锟斤拷", "defect.replacement_character"),
        ("政府\u{FFFD}信息", "defect.replacement_character"),
        ("统一社会信用代码：11640112010148754X", "defect.uscc_check"),
    ] {
        let paragraphs = [paragraph(1, text)];
        let metadata = metadata();
        assert_eq!(codes(&Subject::new(&metadata, &paragraphs, TODAY)), [code], "{text}");
    }
    for text in ["2024年2月29日", "2月29日前", "国办发〔2019〕54号", "编号2026-13-45", "3月31日", "使用六角括号〔〕括入"]
    {
        let paragraphs = [paragraph(1, text)];
        let metadata = metadata();
        assert_eq!(codes(&Subject::new(&metadata, &paragraphs, TODAY)), Vec::<String>::new(), "{text}");
    }
    let form = [of_kind(ParagraphKind::Annex, "附件1"), paragraph(2, "申请人：____ ××年×月×日"), table(&[&["姓名", "____"]])];
    let metadata = metadata();
    assert_eq!(codes(&Subject::new(&metadata, &form, TODAY)), Vec::<String>::new(), "blanks of a form are the citizen's");
}

#[test]
fn parts_missing_or_twice() {
    check("关于做好政务公开工作的通知\n一、总体要求\n坚持公开。\n三、工作安排\n按期完成。", &["defect.structure_gap"]);
    check("关于做好政务公开工作的通知\n一、总体要求\n（一）甲。\n（二）乙。\n二、安排\n（一）丙。\n（二）丁。", &[]);
    check("青岚县政务公开办法\n第一条 甲。\n第二条 乙。\n第四条 丁。", &["defect.structure_gap"]);
    let long = |n: usize| {
        format!("第{n}项工作由县政府办公室会同有关部门按照职责分工组织实施，并按季度向社会公布进展情况，接受群众和媒体的共同监督。")
    };
    let paragraphs: Vec<Paragraph> = [1, 2, 3, 4, 1, 2, 3, 4].iter().map(|n| paragraph(*n, &long(*n))).collect();
    let metadata = metadata();
    let found = SCREEN.screen(&Subject::new(&metadata, &paragraphs, TODAY));
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["tamper.doubled"]);
    assert_eq!(found[0].severity, Severity::Stop);
    let slip: Vec<Paragraph> = [1, 2, 3, 4, 5, 6, 1].iter().map(|n| paragraph(*n, &long(*n))).collect();
    assert_eq!(codes(&Subject::new(&metadata, &slip, TODAY)), ["defect.duplicate_paragraph"]);
}

#[test]
fn two_scripts_in_one_text() {
    let metadata = metadata();
    let mixed = [paragraph(
        1,
        "各单位要认真贯彻落实政務公開工作要求，进一步提高政府工作透明度和公信力，及时回应社会关切，按时報送進展情況，切实保障人民群众的知情权、参与权、表达权和监督权。",
    )];
    assert_eq!(codes(&Subject::new(&metadata, &mixed, TODAY)), ["defect.mixed_script"]);
    let one = [paragraph(1, "著作权登记按照规定办理，乾县、於潜等地名照旧书写。")];
    assert_eq!(codes(&Subject::new(&metadata, &one, TODAY)), Vec::<String>::new());
}

#[test]
fn hidden_text_and_links_of_the_page() {
    let metadata = metadata();
    let paragraphs = [paragraph(1, "现予公布。")];
    let hidden = [Hidden { how: "style".to_owned(), place: "第1段".to_owned(), text: "澳门威尼斯人娱乐".to_owned() }];
    let link = |href: &str| Link { href: href.to_owned(), text: "详情".to_owned() };
    let links = [
        link("https://www.qinglan.gov.cn/a"),
        link("/local"),
        link("http://www.example.com/"),
        link("http://365bet.example.net/"),
        link("http://our.example.org/x"),
    ];
    let own = ["our.example.org".to_owned()];
    let subject = Subject { hidden: &hidden, links: &links, own_hosts: &own, ..Subject::new(&metadata, &paragraphs, TODAY) };
    let found: Vec<(String, Severity)> = SCREEN.screen(&subject).into_iter().map(|f| (f.code, f.severity)).collect();
    let expected = [
        ("tamper.hidden", Severity::Warn),
        ("tamper.advertising", Severity::Stop),
        ("tamper.offsite_link", Severity::Warn),
        ("tamper.offsite_link", Severity::Stop),
    ];
    assert_eq!(found, expected.map(|(code, severity)| (code.to_owned(), severity)));
}

#[test]
fn duplicates_are_told_with_what_they_repeat() {
    let finding = similarity::finding(Code::DuplicateNear, "关于做好政务公开工作的通知", "/d/1");
    assert_eq!((finding.code.as_str(), finding.severity), ("duplicate.near", Severity::Warn));
    assert!(finding.excerpt.contains("/d/1"));
}
