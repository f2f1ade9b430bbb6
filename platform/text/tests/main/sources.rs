//! The five real sources: what must be known of each, what must be cut, and that nothing genuine is lost.

use std::collections::BTreeSet;
use std::path::PathBuf;

use gongkai_text::extract::Extract;
use gongkai_text::paragraph::ParagraphKind;
use gongkai_text::reading::{Reading, read};
use gongkai_text::script::Script;
use jiff::civil::date;

fn shared() -> PathBuf {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("GONGKAI_SHARED").map_or(beside, PathBuf::from)
}

/// The source whose name begins with `number`, or `None` where the shared folder is absent.
fn source(number: &str) -> Option<String> {
    let folder = shared().join("sources");
    let found = std::fs::read_dir(&folder).ok().and_then(|mut entries| {
        entries.find_map(|entry| {
            entry
                .ok()
                .map(|entry| entry.path())
                .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)))
        })
    });
    if found.is_none() {
        println!("skipped: no source {number} in {}", folder.display());
    }
    found.map(|path| std::fs::read_to_string(path).expect("a source is UTF-8"))
}

fn reading(text: &str) -> Reading {
    read(&Extract::of_lines(text), &BTreeSet::new())
}

fn cuts<'a>(reading: &'a Reading, code: &str) -> Vec<&'a str> {
    reading.cuts.iter().filter(|cut| cut.code == code).map(|cut| cut.original.as_str()).collect()
}

fn text(reading: &Reading) -> String {
    reading.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn codes(reading: &Reading) -> BTreeSet<&str> {
    reading.findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn seen(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Every character of the original is either in the text or in a cut. The conversion of script, which changes words, is
/// rejected for the count.
#[track_caller]
fn nothing_is_lost(original: &str) {
    let extract = Extract::of_lines(original);
    let script: BTreeSet<String> =
        reading(original).cuts.iter().filter(|cut| cut.code == "defect.script").map(|cut| cut.id.clone()).collect();
    let reading = read(&extract, &script);
    let kept: usize = reading.paragraphs.iter().map(|p| seen(&p.text) + p.image.as_deref().map_or(0, seen)).sum();
    let head = reading.metadata.title.as_deref().map_or(0, seen) + reading.metadata.document_number.as_deref().map_or(0, seen);
    let cut: usize = reading.cuts.iter().filter(|cut| cut.applied).map(|cut| seen(&cut.original) - seen(&cut.replacement)).sum();
    // The title of 003 stands only in the header table, so it is counted with the cut.
    let title_was_cut = reading.cuts.iter().any(|cut| {
        cut.code == "defect.furniture"
            && reading.metadata.title.as_deref().is_some_and(|title| cut.original.contains(&format!("| {title} |")))
    });
    let head = if title_was_cut { 0 } else { head };
    assert_eq!(kept + head + cut, seen(original));
}

#[test]
fn source_000_begins_with_its_body() {
    let Some(original) = source("000") else { return };
    let reading = reading(&original);
    assert_eq!(reading.metadata.title, None);
    assert_eq!(reading.metadata.document_number, None);
    assert_eq!(reading.metadata.formed_on, None);
    assert_eq!(reading.script, Script::Hans);
    let text = text(&reading);
    assert!(text.contains("并以适当方式公布"));
    assert!(text.contains("现制定如下分工方案"));
    assert!(text.contains("按照“信用青海”建设要求"));
    assert_eq!(reading.cuts.len(), 3, "{:#?}", reading.cuts);
    // Five parts, nineteen tasks numbered through, and who answers for each.
    assert_eq!(reading.paragraphs.iter().filter(|p| p.level == 1).count(), 5);
    assert_eq!(reading.paragraphs.iter().filter(|p| p.level == 2).count(), 19);
    assert_eq!(
        reading.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Responsible).count(),
        original.lines().filter(|line| line.starts_with("责任单位") || line.starts_with("配合单位")).count()
    );
    nothing_is_lost(&original);
}

#[test]
fn source_001_names_two_annexes_it_lacks() {
    let Some(original) = source("001") else { return };
    let reading = reading(&original);
    let metadata = &reading.metadata;
    assert_eq!(metadata.document_number.as_deref(), Some("宁政办发〔2017〕169号"));
    assert_eq!(metadata.issuers, ["南京市人民政府办公厅"]);
    assert_eq!(metadata.formed_on, Some(date(2017, 9, 15)));
    // The day a third party updated its copy is not the day of publication.
    assert_eq!(metadata.published_on, None);
    assert!(metadata.title.as_deref().is_some_and(|title| title.starts_with("市政府办公厅关于印发") && title.ends_with("的通知")));
    assert_eq!(metadata.openness.as_deref(), Some("proactive"));
    assert_eq!(reading.annexes_named.len(), 2);
    assert_eq!(reading.annexes_missing(0)[0].code, "defect.annex_missing");
    assert_eq!(reading.annexes_missing(2), []);
    assert_eq!(reading.cuts.len(), 2, "{:#?}", reading.cuts);
    nothing_is_lost(&original);
}

#[test]
fn source_002_is_freed_of_seven_runs_of_noise() {
    let Some(original) = source("002") else { return };
    let reading = reading(&original);
    assert_eq!(reading.script, Script::Hant);
    let mut noise = cuts(&reading, "tamper.noise");
    noise.sort_unstable();
    let mut expected = ["恥巴拳船", "符抹重", "頌試頁", "槳霸姜", "連遷嚷龍", "凝墊市", "故臘"];
    expected.sort_unstable();
    assert_eq!(noise, expected);
    let doubled = cuts(&reading, "tamper.doubled");
    assert_eq!(doubled.len(), 1);
    assert_eq!(doubled[0].lines().count(), 18);
    assert!(cuts(&reading, "defect.furniture").iter().any(|cut| cut.starts_with("相關詞條") && cut.ends_with("聯絡我們")));
    let text = text(&reading);
    for wording in [
        "规范性文件",
        "门户网站",
        "优化营商环境",
        "互联网协议第6版",
        "按照权限督促",
        "执法程序",
        "公共交通",
        "数据库",
        "网络安全",
        "在线查阅",
        "让办事群众",
        "一、进一步拓展",
        "监管机制建设",
        "处置工作进展",
    ] {
        assert!(text.contains(wording), "{wording}");
    }
    for garbage in ["档案", "入口网站", "最佳化", "网际", "许可权", "民众", "相关词条", "中文名"] {
        assert!(!text.contains(garbage), "{garbage}");
    }
    assert!(codes(&reading).contains("defect.script"));
    // Four parts with five, six, three and four tasks, each once.
    let ids: Vec<&str> = reading.paragraphs.iter().filter(|p| p.level > 0).map(|p| p.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "s1", "s1.1", "s1.2", "s1.3", "s1.4", "s1.5", "s2", "s2.1", "s2.2", "s2.3", "s2.4", "s2.5", "s2.6", "s3", "s3.1", "s3.2",
            "s3.3", "s4", "s4.1", "s4.2", "s4.3", "s4.4"
        ]
    );
    assert_eq!(text.matches("各地各部门要结合本要点细化工作任务").count(), 1);
    nothing_is_lost(&original);
}

#[test]
fn source_003_has_a_header_table_and_an_empty_annex() {
    let Some(original) = source("003") else { return };
    let reading = reading(&original);
    let metadata = &reading.metadata;
    assert_eq!(metadata.index_number.as_deref(), Some("11640112010148754W/2022-00206"));
    assert_eq!(metadata.validity.as_deref(), Some("in_force"));
    assert_eq!(metadata.formed_on, Some(date(2022, 5, 26)));
    assert_eq!(metadata.published_on, Some(date(2022, 5, 27)));
    assert_eq!(metadata.issuers, ["灵武市人民政府办公室"]);
    assert!(metadata.title.as_deref().is_some_and(|title| title.ends_with("政务公开工作要点的通知")));
    assert!(codes(&reading).contains("defect.annex_empty"));
    assert!(text(&reading).contains("各乡镇<街道>、各部门负责落实"));
    assert!(!text(&reading).contains("当前位置"));
    assert_eq!(reading.paragraphs[0].kind, ParagraphKind::Salutation);
    nothing_is_lost(&original);
}

#[test]
fn source_004_is_one_text_without_advertising() {
    let Some(original) = source("004") else { return };
    let reading = reading(&original);
    let metadata = &reading.metadata;
    assert_eq!(metadata.document_number.as_deref(), Some("辽政办发〔2020〕13号"));
    assert_eq!(metadata.title.as_deref(), Some("辽宁省人民政府办公厅关于印发辽宁省全面推进基层政务公开标准化规范化工作实施方案的通知"));
    assert_eq!(metadata.issuers, ["辽宁省人民政府办公厅"]);
    assert_eq!(metadata.formed_on, Some(date(2020, 5, 18)));
    assert_eq!(metadata.published_on, Some(date(2020, 5, 18)));
    assert_eq!(reading.script, Script::Hant);
    assert_eq!(cuts(&reading, "tamper.advertising").len(), 1);
    assert_eq!(cuts(&reading, "tamper.doubled").len(), 1);
    let text = text(&reading);
    assert_eq!(text.matches("制定本实施方案").count(), 1);
    assert_eq!(text.matches("政府公报工作试点").count(), 1);
    assert!(text.contains("政府门户网站") && text.contains("不断增强政府公信力"));
    for garbage in ["影院", "責任編輯", "责任编辑", "浏览次数", "關"] {
        assert!(!text.contains(garbage), "{garbage}");
    }
    assert!(codes(&reading).contains("defect.annex_image"));
    assert_eq!(reading.annexes_missing(0)[0].code, "defect.annex_missing");
    nothing_is_lost(&original);
}

/// A cut that is undone stands in the text again, and the other cuts are still made.
#[test]
fn a_cut_of_a_source_can_be_undone() {
    let Some(original) = source("002") else { return };
    let extract = Extract::of_lines(&original);
    let first = reading(&original);
    let noise = first.cuts.iter().find(|cut| cut.original == "符抹重").expect("the run is cut");
    let second = read(&extract, &BTreeSet::from([noise.id.clone()]));
    assert!(text(&second).contains("监管符抹重机制"));
    assert_eq!(second.cuts.iter().filter(|cut| cut.applied).count(), first.cuts.len() - 1);
}
