//! Invented garbage around invented documents.

use super::*;

fn cleaned(text: &str) -> Cleaned {
    clean(&Extract::of_lines(text), &BTreeSet::new())
}

fn text(cleaned: &Cleaned) -> String {
    let lines: Vec<&str> = cleaned
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Text { text } | Block::Heading { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    lines.join("\n")
}

fn codes(cleaned: &Cleaned) -> Vec<&str> {
    cleaned.cuts.iter().map(|cut| cut.code.as_str()).collect()
}

const PAGE: &str = "{某某影院}-国产精品,高清无码免费中文字幕
当前位置: 首页>政务公开>政府文件
索 引 号: | qlx-2026-00012 | 效力状态: | 有效 |
---|---|---|---|
名 称: | 青岚县公开工作要点 | ||
图文解读: |
一图读懂公开工作 |
青岚县2026年政务公开工作要点
来源:青岚县政府网站 发布时间:2026-05-18 浏览次数: 【打印】 【关闭窗口】
各乡镇人民政府:
现制定如下如下要点,请结合“信用 青岚”建设认真执行,并以适
当方式公布办理的结果和采纳的情况。
责任编辑:某某
相关阅读
青岚县召开工作会议";

#[test]
fn a_page_loses_what_is_not_the_document() {
    let page = cleaned(PAGE);
    assert_eq!(
        text(&page),
        "青岚县2026年政务公开工作要点\n各乡镇人民政府:\n现制定如下要点,请结合“信用青岚”建设认真执行,并以适当方式公布办理的结果和采纳的情况。"
    );
    assert!(page.labels.contains(&("索引号".to_owned(), "qlx-2026-00012".to_owned())), "{:?}", page.labels);
    assert!(page.labels.contains(&("图文解读".to_owned(), "一图读懂公开工作".to_owned())));
    assert_eq!(page.original_lines.len(), PAGE.lines().count());
}

#[test]
fn every_cut_can_be_undone() {
    let page = cleaned(PAGE);
    let all: BTreeSet<String> = page.cuts.iter().map(|cut| cut.id.clone()).collect();
    assert_eq!(all.len(), page.cuts.len(), "ids are unique");
    let undone = clean(&Extract::of_lines(PAGE), &all);
    assert_eq!(text(&undone), PAGE);
    assert!(undone.cuts.iter().all(|cut| !cut.applied));
    // One undone cut leaves the others alone, under the same ids.
    let repeated = page.cuts.iter().find(|cut| cut.code == "defect.repeated_word").expect("it is cut");
    let one = clean(&Extract::of_lines(PAGE), &BTreeSet::from([repeated.id.clone()]));
    assert!(text(&one).contains("如下如下"));
    let ids = |cleaned: &Cleaned| cleaned.cuts.iter().map(|cut| cut.id.clone()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&one), ids(&page));
}

#[test]
fn a_text_that_stands_twice_is_kept_once() {
    let body = "青岚县公开工作方案\n各乡镇人民政府:\n为了做好全县政务公开工作,结合工作实际,制定本方案,请认真贯彻执行。\n一、公开财政预算决算和重大建设项目的批准实施情况,接受社会监督,定期更新。\n二、公开行政许可办理依据条件程序和结果,方便群众办事,并做好解读回应工作。\n三、各单位应当在每年一月底以前报送上一年度工作情况,由县政府办公室汇总公布。\n四、县政府办公室会同有关部门对落实情况进行督促检查,检查结果纳入年度考核,对工作落实不到位的单位予以通报,对成绩突出的单位予以表扬。";
    let twice = cleaned(&format!("{body}\n{body}"));
    assert_eq!(text(&twice), body);
    assert_eq!(codes(&twice), ["tamper.doubled"]);
}

#[test]
fn interleaved_pinyin() {
    let page = cleaned("國(guo)務院(yuan)各(ge)部委政(zheng)(zheng)府(fǔ)信息,国内生产总值(GDP)增长,每袋(kg)装。");
    assert_eq!(text(&page), "國務院各部委政府信息,国内生产总值(GDP)增长,每袋(kg)装。");
    // One reading explains a name.
    assert_eq!(cleaned("亳(bó)州市").cuts, []);
}

#[test]
fn strewn_characters_come_in_series() {
    let line = |noise: &str| format!("持续加强监督管{noise}理机制建设。");
    let four = ["狸钵霞", "蛛帚瓢", "糯榔蹄", "橱蝶翘"].map(line).join("\n");
    let page = cleaned(&four);
    assert_eq!(codes(&page), ["tamper.noise"; 4]);
    assert!(text(&page).lines().all(|line| line == "持续加强监督管理机制建设。"));
    assert_eq!(cleaned(&line("狸钵霞")).cuts, []);
    assert_eq!(text(&cleaned("公开✿ღ★◈信息。机密★1年")), "公开信息。机密★1年");
}

#[test]
fn a_notice_of_a_meeting_keeps_its_labels() {
    let notice = "关于召开会议的通知\n各乡镇人民政府:\n时间:2026年5月6日\n地点:县政府三楼\n来源:不详";
    assert_eq!(text(&cleaned(notice)), notice);
}

proptest::proptest! {
    /// Whatever the text: undoing all cuts gives it back, line by line.
    #[test]
    fn undoing_restores(lines in proptest::collection::vec("[如下一二、：:|甲乙丙公开信息（）a★✿来源打印 ,，。]{0,30}", 0..24)) {
        let text_in = lines.join("\n");
        let extract = Extract::of_lines(&text_in);
        let all: BTreeSet<String> = clean(&extract, &BTreeSet::new()).cuts.into_iter().map(|cut| cut.id).collect();
        // Undoing may bring further cuts to light; undoing those too must end.
        let mut rejected = all;
        for _ in 0..50 {
            let again = clean(&extract, &rejected);
            let more: Vec<String> = again.cuts.iter().filter(|cut| cut.applied).map(|cut| cut.id.clone()).collect();
            if more.is_empty() {
                let expected: Vec<String> = text_in.lines().map(crate::normalise::canonical).filter(|line| !line.is_empty()).collect();
                proptest::prop_assert_eq!(text(&again), expected.join("\n"));
                return Ok(());
            }
            rejected.extend(more);
        }
        proptest::prop_assert!(false, "undoing does not end");
    }
}
