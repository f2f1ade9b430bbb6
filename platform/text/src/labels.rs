//! Which name and value pairs does a line, a header table or a page's meta labels give, and which field is each?

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::normalise::{canonical, is_space, label_name};

/// The field that a label names, by the synonym table `data/labels.tsv`. `furniture` is known but says nothing about
/// the document (浏览次数).
#[must_use]
pub fn field(name: &str) -> Option<&'static str> {
    table().get(label_name(name).as_str()).map(|entry| entry.field)
}

/// Whether the label is unmistakable; 时间： or 名称： also begin sentences of a notice.
fn is_sure(name: &str) -> bool {
    table().get(label_name(name).as_str()).is_some_and(|entry| entry.sure)
}

struct Entry {
    field: &'static str,
    sure: bool,
}

fn table() -> &'static HashMap<&'static str, Entry> {
    static TABLE: OnceLock<HashMap<&'static str, Entry>> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("data/labels.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(field, labels)| {
                labels.split_whitespace().map(move |label| match label.strip_suffix('?') {
                    Some(label) => (label, Entry { field, sure: false }),
                    None => (label, Entry { field, sure: true }),
                })
            })
            .collect()
    })
}

/// Values that say there is none.
#[must_use]
pub fn is_missing(value: &str) -> bool {
    matches!(
        value.trim_matches(|c| is_space(c) || matches!(c, '|' | '：' | ':')),
        "" | "无" | "無" | "-" | "—" | "－" | "--" | "——" | "None" | "none" | "null" | "NULL" | "暂无" | "/" | "\\"
    )
}

/// The pairs of a line that consists of labels and their values, and of nothing else. `None`: the line is text.
#[must_use]
pub fn of_line(line: &str) -> Option<Vec<(String, String)>> {
    // No header line is longer; a long one is a paragraph with a colon in it.
    if line.len() > 900 || ![":", "：", "|", "]", "】"].iter().any(|mark| line.contains(mark)) {
        return None;
    }
    let line = canonical(line);
    let pairs = if line.contains('|') { of_cells(line.split('|')) } else { of_colons(&line).or_else(|| of_brackets(&line)) }?;
    let sure = pairs.iter().any(|(name, _)| is_sure(name));
    // A cell rule is itself a mark of a header table.
    (sure || pairs.len() > 1 || line.contains('|')).then_some(pairs)
}

/// Label and value in alternating cells, as a header table gives; merged cells are empty.
pub fn of_cells<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for cell in cells.map(|cell| cell.trim_matches(is_space)).filter(|cell| !cell.is_empty()) {
        if field(cell).is_some() {
            pairs.push((label_name(cell), String::new()));
            open = true;
        } else if let Some((name, value)) = cell.split_once([':', '：']).filter(|(name, _)| field(name).is_some()) {
            pairs.push((label_name(name), value.trim_matches(is_space).to_owned()));
            open = false;
        } else if open {
            if let Some(last) = pairs.last_mut() {
                last.1 = cell.to_owned();
            }
            open = false;
        } else if !cell.chars().all(|c| matches!(c, '-' | ':' | ' ')) {
            return None;
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// `来源:甲网站 发布时间:2020-05-18 浏览次数: 【打印】`: before each colon stands a known label, before the first nothing else.
fn of_colons(line: &str) -> Option<Vec<(String, String)>> {
    let mut starts: Vec<(usize, usize, String)> = Vec::new();
    for (at, c) in line.char_indices().filter(|(_, c)| matches!(c, ':' | '：')) {
        let from = starts.last().map_or(0, |last| last.1);
        if let Some(start) = label_before(&line[from..at]) {
            starts.push((from + start, at + c.len_utf8(), label_name(&line[from + start..at])));
        } else if starts.is_empty() {
            return None;
        }
    }
    let first = starts.first()?;
    if !line[..first.0].chars().all(|c| is_space(c) || matches!(c, '•' | '·' | '*' | '【' | '[' | '（' | '(' | '-')) {
        return None;
    }
    let pairs = starts
        .iter()
        .enumerate()
        .map(|(n, (_, value, name))| {
            let end = starts.get(n + 1).map_or(line.len(), |next| next.0);
            let value = line[*value..end].trim_matches(|c| is_space(c) || matches!(c, '|' | '•'));
            (name.clone(), without_tools(value))
        })
        .collect::<Vec<_>>();
    pairs.iter().all(|(_, value)| value.chars().count() <= 120 && !value.contains('。')).then_some(pairs)
}

/// Where the known label begins that ends `text`: the longest one; layout spaces inside it are allowed.
fn label_before(text: &str) -> Option<usize> {
    let mut found = None;
    for (at, c) in text.char_indices().rev().take(16) {
        if !is_space(c) && field(&text[at..]).is_some() {
            found = Some(at);
        }
    }
    found
}

/// `[ 索引号 ] … [ 发文字号 ] …` and the same in 【】.
fn of_brackets(line: &str) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut rest = line.trim_start_matches(is_space);
    while !rest.is_empty() {
        let inner = rest.strip_prefix(['[', '【', '［'])?;
        let end = inner.find([']', '】', '］'])?;
        let name = label_name(&inner[..end]);
        field(&name)?;
        rest = inner[end..].trim_start_matches([']', '】', '］']);
        let next = rest.find(['[', '【', '［']).filter(|at| opens_label(&rest[*at..])).unwrap_or(rest.len());
        pairs.push((name, rest[..next].trim_matches(is_space).to_owned()));
        rest = &rest[next..];
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn opens_label(text: &str) -> bool {
    let inner = text.trim_start_matches(['[', '【', '［']);
    inner.find([']', '】', '］']).is_some_and(|end| field(&inner[..end]).is_some())
}

/// A value without the buttons that a copied page leaves behind it: `2020-05-18 【打印】 【关闭】`.
fn without_tools(value: &str) -> String {
    let end = value.find(['【', '［']).unwrap_or(value.len());
    value[..end].trim_matches(is_space).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, pairs: &[(&str, &str)]) {
        let found = of_line(line).unwrap_or_default();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, pairs, "{line}");
    }

    #[test]
    fn headers_met_in_the_wild() {
        check(
            "索 引 号: | 11000000000000000X/2026-00012 | 效力状态: | 有效 |",
            &[("索引号", "11000000000000000X/2026-00012"), ("效力状态", "有效")],
        );
        check("名 称: | 青岚县公开工作要点 | ||", &[("名称", "青岚县公开工作要点")]);
        check("来源:某资讯网 更新时间:2026-10-23 10:08", &[("来源", "某资讯网"), ("更新时间", "2026-10-23 10:08")]);
        check(
            "信息來源:青嵐縣網站 發布時間:2026-05-18 瀏覽次數: 【打印內容】",
            &[("信息来源", "青嵐縣網站"), ("发布时间", "2026-05-18"), ("浏览次数", "")],
        );
        check("[ 索引号 ] qlx-2026-00047 [ 发文字号 ] 青政〔2026〕1号", &[("索引号", "qlx-2026-00047"), ("发文字号", "青政〔2026〕1号")]);
        check("• 發布單位:青嵐縣人民政府", &[("发布单位", "青嵐縣人民政府")]);
    }

    #[test]
    fn sentences_are_no_labels() {
        for line in [
            "时间:2026年5月6日上午9时",
            "地点:县政府三楼",
            "责任单位:县政府各部门",
            "各单位:",
            "经研究,意见如下:一是来源:不明",
            "比例为1:2",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    #[test]
    fn nothing_is_a_value() {
        for value in ["无", "-", "—", "None", " ", "|", "无 "] {
            assert!(is_missing(value), "{value}");
        }
        assert!(!is_missing("无锡路"));
    }
}
