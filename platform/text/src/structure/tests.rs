//! One invented document of each kind, taken apart.

use super::*;
use crate::extract::Extract;

fn of(text: &str) -> Structure {
    structure(&Extract::of_lines(text).blocks, None)
}

fn outline(structure: &Structure) -> Vec<String> {
    structure.paragraphs.iter().map(|p| format!("{:?} {} {}", p.kind, p.id, p.text.chars().take(12).collect::<String>())).collect()
}

const NOTICE: &str = "青岚县人民政府办公室关于印发
青岚县政务公开
工作方案的通知
青政办发[2026]12号

各乡镇人民政府,县政府各部门:

《青岚县政务公开工作方案》已经县政府同意,现印发给你们,请认真执行。

附件:1.任务分工表
2.联系名单

青岚县人民政府办公室
二〇二六年五月六日
(此件公开发布)

青岚县政务公开工作方案
为做好全县政务公开工作,制定本方案。
一、总体要求
(一)指导思想。坚持以公开为常态,不公开为例外。各单位应当认真落实有关要求。
责任单位:县政府各部门
(二)工作目标
1.到2026年底完成。各乡镇要按时报送进展情况。
（1）按月报送;
抄送：县委办公室。
青岚县人民政府办公室 2026年5月6日印发
";

#[test]
fn a_notice_with_a_plan() {
    let notice = of(NOTICE);
    assert_eq!(notice.title.as_deref(), Some("青岚县人民政府办公室关于印发青岚县政务公开工作方案的通知"));
    assert_eq!(notice.document_number.as_deref(), Some("青政办发〔2026〕12号"));
    assert_eq!(notice.annexes_named, ["任务分工表", "联系名单"]);
    let outline = outline(&notice);
    let kinds: Vec<&str> = outline.iter().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(
        kinds,
        [
            "Salutation",
            "Body",
            "AnnexNote",
            "AnnexNote",
            "Signature",
            "FormedOn",
            "Note",
            "Title",
            "Body",
            "Heading",
            "Body",
            "Responsible",
            "Heading",
            "Body",
            "Body",
            "Imprint",
            "Imprint"
        ],
        "{outline:#?}"
    );
    let ids: Vec<&str> = notice.paragraphs.iter().map(|p| p.id.as_str()).filter(|id| id.starts_with('s') && id.contains('1')).collect();
    assert_eq!(ids, ["s1", "s1.1", "s1.1.r1", "s1.2", "s1.2.1", "s1.2.1.1"]);
}

#[test]
fn a_law() {
    let law = of("# 青岚县信息公开办法

2026年1月2日 县人民政府第3次常务会议通过

## 第一章　总　则

第一条 为了规范信息公开,制定本办法。

第二条 下列信息应当公开:

（一）规划;

（二）预算。

前款规定的信息应当及时更新。

（一）每月一次;

第二条之一 本条是后来加的。
");
    assert_eq!(law.title.as_deref(), Some("青岚县信息公开办法"));
    let ids: Vec<&str> = law.paragraphs.iter().skip(1).map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["c1", "a1", "a2", "a2.i1", "a2.i2", "a2.p2", "a2.p2.i1", "a2_1"]);
}

#[test]
fn identities_survive_an_insertion_elsewhere() {
    let before = of(NOTICE);
    let after = of(&NOTICE.replace("为做好全县", "本方案经公开征求意见。\n为做好全县"));
    let gone: Vec<&Paragraph> =
        before.paragraphs.iter().filter(|p| !after.paragraphs.iter().any(|q| q.id == p.id && q.text == p.text)).collect();
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(after.paragraphs.len(), before.paragraphs.len() + 1);
}

#[test]
fn traditional_text_is_recognised_as_it_stands() {
    let structure = of("青嵐縣人民政府關於公開工作的意見\n青政發〔2026〕3號\n各鄉鎮人民政府:\n一、總體要求\n附件:責任單位名單");
    assert_eq!(structure.document_number.as_deref(), Some("青政发〔2026〕3号"));
    assert_eq!(structure.title.as_deref(), Some("青嵐縣人民政府關於公開工作的意見"));
    assert_eq!(structure.paragraphs[0].kind, ParagraphKind::Salutation);
    assert_eq!(structure.annexes_named.len(), 1);
    let again =
        of("青岚县人民政府关于公开工作的意见\n各单位:\n一、总体要求\n附件:1.甲表 2.乙表\n附件:1.甲表 2.乙表\n附件:(按顺序列明材料)");
    assert_eq!(again.annexes_named, ["甲表", "乙表"]);
}

#[test]
fn a_text_that_begins_with_its_body_has_no_title() {
    let structure = of("为做好工作,现制定如下方案:\n一、总体要求\n认真落实各项部署,做好全年工作。");
    assert_eq!(structure.title, None);
    assert_eq!(structure.paragraphs[0].kind, ParagraphKind::Body);
}

#[test]
fn an_annex_has_its_own_numbering() {
    let structure =
        of("关于公开的通知\n各单位:\n一、请执行有关规定。\n附件1\n任务分工\n一、甲单位负责汇总。\n附件2 名单\n一、乙单位负责报送。");
    let ids: Vec<&str> = structure.paragraphs.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["salutation", "s1", "x1", "x1.title", "x1.s1", "x2", "x2.s1"]);
}

#[test]
fn hostile_lines_do_no_harm() {
    for text in ["", "（", "第", "第条", "附件", "附", "９９９９９９９９９.", "（此件", "第九九九九九九九九九九条 甲", "#", "\u{200b}", "①"]
    {
        let _ = of(text);
    }
}

proptest::proptest! {
    /// Identities are unique, and no character that a reader sees is lost, whatever the lines.
    #[test]
    fn nothing_is_lost(lines in proptest::collection::vec("[一二三(（)）、.0-9第条章附件:：。号〔〕年月日甲乙丙政府局通知的 ]{0,24}", 0..20)) {
        let text = lines.join("\n");
        let structure = of(&text);
        let mut ids: Vec<&str> = structure.paragraphs.iter().map(|p| p.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        proptest::prop_assert_eq!(count, ids.len());
        let seen = |text: &str| text.chars().filter(|c| !crate::normalise::is_space(*c) && *c != '#').count();
        let kept: usize = structure.paragraphs.iter().map(|p| seen(&p.text)).sum::<usize>() + structure.title.as_deref().map_or(0, seen);
        let number = structure.document_number.as_deref().map_or(0, |number| seen(number) + 6);
        proptest::prop_assert!(kept + number >= seen(&text), "{} {:?}", text, structure);
    }
}

#[test]
fn the_items_of_an_article_are_not_headings() {
    let structure = of(
        "青岚县住房保障办法\n第一条 申请人应当符合下列条件：\n（一）在本县稳定就业；\n（二）人均面积低于13平方米。\n第二条 本办法自印发之日起施行。",
    );
    let kinds: Vec<_> = structure.paragraphs.iter().map(|p| p.kind).collect();
    use crate::paragraph::ParagraphKind as K;
    assert_eq!(kinds, [K::Article, K::Body, K::Body, K::Article]);
}
