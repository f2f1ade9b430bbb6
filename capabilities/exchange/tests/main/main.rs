//! Do files come in as they should: screened alike with and without a database, once, and through every fault?

#![expect(clippy::unwrap_used, reason = "in a test an error is a failure, and its place says which")]

mod bad_input;
mod importing;
mod killed;
mod old_addresses;
mod screening;
mod sources;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use gongkai_capability::Capability;
use gongkai_exchange::{Check, Report, Tally, screen};
use gongkai_files::Limits;
use gongkai_text::screen::{Profile, Screen};
use jiff::civil::date;

const CAPABILITIES: &[Capability] =
    &[gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY, gongkai_documents::CAPABILITY, gongkai_exchange::CAPABILITY];

fn screened_with(paths: &[PathBuf], limits: Limits) -> (Vec<Report>, Tally) {
    let rules = Screen::new(&Profile::default()).expect("the embedded profile");
    let check = Check { paths: paths.to_vec(), limits, today: date(2026, 3, 2), openness: None };
    let mut reports = Vec::new();
    let mut tell = |report: &Report| {
        reports.push(report.clone());
        ControlFlow::Continue(())
    };
    let tally = screen(&check, &rules, &mut tell, &mut |_| {});
    (reports, tally)
}

fn screened(path: &Path) -> Vec<Report> {
    screened_with(&[path.to_owned()], Limits::default()).0
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|told| told.code.as_str()).collect()
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// An ordinary notice; `n` makes it another one.
fn notice(n: usize) -> String {
    let matters = [
        "节约用水",
        "森林防火",
        "农村公路养护",
        "义务教育入学",
        "防汛抗旱",
        "粮食收购",
        "献血",
        "垃圾分类",
        "老旧小区改造",
        "秋冬季流感防控",
    ];
    let matter = matters[n % matters.len()];
    let body: String = (0..6)
        .map(|k| {
            let digits: String = (n * 7 + k * 13 + 1)
                .to_string()
                .chars()
                .map(|c| char::from_u32(0x7532 + (c as u32 - 48) * (n as u32 % 89 + 3)).unwrap_or('甲'))
                .collect();
            format!(
                "{}、第{digits}项任务由{matter}工作领导小组第{}组会同各村（社区）在{}日内办结，逐项登记{digits}并报县政府办公室。\n",
                ["一", "二", "三", "四", "五", "六"][k],
                n + k,
                n % 27 + 3
            )
        })
        .collect();
    format!(
        "青岚县人民政府办公室关于做好{matter}工作的通知（第{n}期）\n青政办发〔2026〕{}号\n各乡镇人民政府，县政府各部门：\n为做好{matter}工作，经县政府同意，现就有关事项通知如下：\n{body}青岚县人民政府办公室\n2026年2月{}日\n",
        n + 1,
        n % 27 + 1
    )
}
