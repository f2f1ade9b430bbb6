//! The five files and the archive of laws: is everything recognised that a person recognises in them?

use std::path::PathBuf;

use gongkai_documents::incoming::{Opened, open};
use gongkai_exchange::{Outcome, Report};
use gongkai_files::Limits;
use gongkai_text::finding::Severity;
use gongkai_text::script::Script;

use crate::{codes, screened};

/// The folder of shared material, where it is at hand.
fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("GONGKAI_SHARED").map_or_else(beside, PathBuf::from).join("sources");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the five sources are not at {}", folder.display());
    None
}

struct Source {
    report: Report,
    opened: Opened,
    original: String,
}

fn source(start: &str) -> Option<Source> {
    let folder = shared()?;
    let mut files = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let path = files.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)))?;
    let bytes = std::fs::read(&path).expect("a file");
    let reports = screened(&path);
    assert_eq!((reports.len(), reports[0].outcome), (1, Outcome::Read));
    let opened = open("source.txt", &bytes, &Limits::default(), &Default::default()).expect("readable");
    let original = String::from_utf8(bytes).expect("UTF-8");
    Some(Source { report: reports.into_iter().next().expect("one"), opened, original })
}

impl Source {
    fn text(&self) -> String {
        self.opened.reading.paragraphs.iter().map(|p| format!("{}{}\n", p.text, p.rows.concat().concat())).collect()
    }

    #[track_caller]
    fn has(&self, code: &str) {
        assert!(codes(&self.report).contains(&code), "{code} is missing: {:?}", codes(&self.report));
    }

    #[track_caller]
    fn lacks(&self, words: &[&str]) {
        let text = self.text();
        for word in words {
            assert!(!text.contains(word), "`{word}` must not reach the portal");
        }
    }

    #[track_caller]
    fn keeps(&self, words: &[&str]) {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "`{word}` is genuine and must not be lost");
        }
    }

    /// How much of the original's own words is still there, in characters.
    fn share_kept(&self) -> f64 {
        self.text().chars().filter(|c| c.is_alphanumeric()).count() as f64
            / self.original.chars().filter(|c| c.is_alphanumeric()).count() as f64
    }
}

#[test]
fn source_000_has_no_head_and_is_mended() {
    let Some(source) = source("000") else { return };
    let report = &source.report;
    assert_eq!((&report.title, &report.document_number, report.formed_on), (&None, &None, None), "none is made up");
    source.has("defect.title_missing");
    source.has("defect.split_paragraph");
    source.has("defect.repeated_word");
    source.has("defect.stray_space");
    source.lacks(&["如下如下"]);
    source.keeps(&["总体要求", "适当", "责任单位"]);
    assert!(source.share_kept() > 0.99, "{}", source.share_kept());
}

#[test]
fn source_001_names_two_annexes_that_are_absent() {
    let Some(source) = source("001") else { return };
    let report = &source.report;
    assert_eq!(report.document_number.as_deref(), Some("宁政办发〔2017〕169号"));
    assert_eq!(report.issuer.as_deref(), Some("南京市人民政府办公厅"));
    assert_eq!(report.formed_on.map(|day| day.to_string()).as_deref(), Some("2017-09-15"));
    assert!(
        report.title.as_ref().is_some_and(|title| title.contains("关于印发南京市基层政务公开标准化规范化试点工作实施方案的通知")),
        "{:?}",
        report.title
    );
    assert_eq!(report.attachments_named.len(), 2, "{:?}", report.attachments_named);
    assert!(report.attachments_named[0].contains("领导小组成员名单") && report.attachments_named[1].contains("任务分工及进度安排"));
    source.has("defect.annex_missing");
    source.lacks(&["中国电子政务网", "更新时间"]);
    assert_eq!(report.openness.as_deref(), Some("proactive"));
    assert!(source.share_kept() > 0.97, "{}", source.share_kept());
}

#[test]
fn source_002_is_brought_back_to_simplified_without_noise_or_repetition() {
    let Some(source) = source("002") else { return };
    let report = &source.report;
    assert_eq!(report.script, Some(Script::Hant));
    assert_eq!(report.title.as_deref(), Some("2020年云南省政务公开工作要点"));
    source.has("tamper.noise");
    source.has("tamper.doubled");
    source.has("defect.script");
    let noise = codes(report).iter().filter(|code| **code == "tamper.noise").count();
    assert_eq!(
        noise,
        7,
        "seven runs of meaningless characters: {:?}",
        report.findings.iter().filter(|told| told.code == "tamper.noise").collect::<Vec<_>>()
    );
    source.lacks(&[
        "恥巴拳船",
        "耻巴拳船",
        "相關詞條",
        "相关词条",
        "熱門詞條",
        "热门词条",
        "聯絡我們",
        "联络我们",
        "檔案",
        "入口網站",
        "入口网站",
        "最佳化",
    ]);
    source.keeps(&["主动公开", "门户网站", "优化", "加强考核评估"]);
    let once = source.text().matches("提高人员素质").count();
    assert_eq!(once, 1, "the sections that came twice stand once");
}

#[test]
fn source_003_reads_its_header_table() {
    let Some(source) = source("003") else { return };
    let report = &source.report;
    assert_eq!(report.index_number.as_deref(), Some("11640112010148754W/2022-00206"));
    assert_eq!(report.validity.as_deref(), Some("in_force"));
    assert_eq!(report.formed_on.map(|day| day.to_string()).as_deref(), Some("2022-05-26"));
    assert_eq!(report.published_on.map(|day| day.to_string()).as_deref(), Some("2022-05-27"));
    assert_eq!(report.issuer.as_deref(), Some("灵武市人民政府办公室"));
    assert_eq!(report.title.as_deref(), Some("灵武市人民政府办公室关于印发灵武市2022年政务公开工作要点的通知"));
    source.has("defect.annex_empty");
    source.lacks(&["当前位置", "索 引 号", "图文解读:", "图文解读：", "一图速览"]);
    source.keeps(&["做到图文解读比例达到80%"]);
    source.keeps(&["请认真抓好贯彻落实", "逐项核查开展落实情况"]);
}

#[test]
fn source_004_loses_its_advertising_and_its_second_copy() {
    let Some(source) = source("004") else { return };
    let report = &source.report;
    assert_eq!(report.document_number.as_deref(), Some("辽政办发〔2020〕13号"));
    assert_eq!(report.title.as_deref(), Some("辽宁省人民政府办公厅关于印发辽宁省全面推进基层政务公开标准化规范化工作实施方案的通知"));
    assert_eq!(report.issuer.as_deref(), Some("辽宁省人民政府办公厅"));
    assert_eq!(report.formed_on.map(|day| day.to_string()).as_deref(), Some("2020-05-18"));
    assert_eq!((report.script, report.openness.as_deref()), (Some(Script::Hant), Some("proactive")));
    source.has("tamper.advertising");
    source.has("tamper.doubled");
    source.has("defect.annex_image");
    source.lacks(&["影院", "无码", "無碼", "国产", "國產", "欧美", "信息来源:", "信息来源：", "打印内容", "关闭窗口", "浏览次数"]);
    let told = report.findings.iter().find(|told| told.code == "defect.annex_image").expect("told above");
    assert_eq!(told.severity, Severity::Stop);
    source.keeps(&["优化营商环境", "总体要求", "规范信息来源"]);
    assert_eq!(source.text().matches("规范重点领域信息公开").count(), 1);
    assert!((0.45..0.55).contains(&source.share_kept()), "one of two copies is left: {}", source.share_kept());
}
