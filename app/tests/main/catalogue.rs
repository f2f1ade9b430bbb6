//! Does `gongkai catalogue` write the standard catalogue, read it again whole, and name every cell that it cannot take?

use std::process::Output;

use serde_json::Value;

use crate::binary::bare;

fn run(arguments: &[&str]) -> Output {
    bare(&[&["catalogue"], arguments].concat()).output().expect("the program runs")
}

fn objects(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[test]
fn a_field_goes_out_and_in_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = objects(&run(&["export", "--field", "20", "--format", "json", "-o", "-"]));
    assert_eq!(kept.len(), 16);
    for name in ["目录.xlsx", "目录.docx", "目录.tsv"] {
        let path = folder.path().join(name);
        let path = path.to_str().expect("UTF-8");
        assert!(run(&["export", "--field", "20", "-o", path]).status.success(), "{name}");
        let output = run(&["check", path, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        let lines = objects(&output);
        let items: Vec<Value> = lines.iter().filter(|line| line["kind"] == "item").map(|line| line["item"].clone()).collect();
        assert_eq!(items, kept, "{name}");
        assert!(lines.iter().filter(|line| line["kind"] == "item").all(|line| line["in_words"].is_string()));
        let summary = lines.last().expect("a summary");
        assert_eq!((&summary["kind"], &summary["n_items"], &summary["n_stops"]), (&"summary".into(), &16.into(), &0.into()));
    }
}

#[test]
fn what_cannot_be_taken_is_named_and_wrong_use_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("目录.tsv");
    std::fs::write(&path, "公开事项\t公开内容\t公开依据\t公开时限\t公开主体\t公开渠道\t公开对象\t公开方式\n救助\t\t同上\t视情况\t民政局\t政府网站\t全社会\t两者\n")
        .expect("a file");
    let path = path.to_str().expect("UTF-8");
    let output = run(&["check", path, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let lines = objects(&output);
    let found: Vec<(&str, &str)> = lines
        .iter()
        .filter(|line| line["kind"] == "finding")
        .map(|line| (line["code"].as_str().expect("a code"), line["where"].as_str().expect("a place")))
        .collect();
    assert_eq!(found, [("catalogue.nothing_above", "表1第2行第3列"), ("catalogue.choice_unclear", "表1第2行第8列")]);
    let told = run(&["check", path]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("须改正　表1第2行第8列　两者"), "{}", String::from_utf8_lossy(&told.stdout));
    for wrong in [&["check", "没有这个文件.xlsx"][..], &["export", "--field", "99", "-o", "-"], &["export", "-o", "目录.doc"]] {
        assert_eq!(run(wrong).status.code(), Some(1), "{wrong:?}");
    }
}
