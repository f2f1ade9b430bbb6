//! Which words of a page's head are labels, and what are their values?
//!
//! Header tables come as tables, lists, lines of spans, bracketed runs and pipes. All are turned into lines first
//! (cells parted by `|`, inline elements by [`PART`]), so that one scanner reads them all.

use gongkai_text::extract::{Label, LabelSource};
use regex::Regex;
use std::sync::LazyLock;

/// Stands between two inline elements of one line.
pub(crate) const PART: char = '\u{1F}';

/// Labels that hardly occur outside a header table.
const STRONG: &[&str] = &[
    "索引号码",
    "索引号",
    "信息索取号",
    "信息索引号",
    "信息索引",
    "索取号",
    "发文字号",
    "发文文号",
    "文件编号",
    "公文字号",
    "成文日期",
    "成文时间",
    "生成日期",
    "生成时间",
    "产生日期",
    "发文日期",
    "发文机关",
    "发布机构",
    "发布机关",
    "发文单位",
    "发文机构",
    "制发机关",
    "制发单位",
    "主题分类",
    "体裁分类",
    "组配分类",
    "服务对象分类",
    "公文种类",
    "信息分类",
    "信息类别",
    "有效性",
    "效力状态",
    "文件状态",
    "信息状态",
    "时效性",
    "废止日期",
    "失效日期",
    "失效时间",
    "生效日期",
    "实施日期",
    "施行日期",
    "公开方式",
    "公开属性",
    "公开类别",
    "公开范围",
    "公开对象",
    "公开时限",
    "公开期限",
    "公开责任部门",
    "责任部门",
    "责任科室",
    "内容概述",
    "信息名称",
    "文件名称",
    "发布日期",
    "发布时间",
    "公开日期",
    "发文时间",
    "主题词",
];

/// Labels that are also ordinary words: they count only beside others.
const WEAK: &[&str] = &[
    "文号",
    "字号",
    "标题",
    "名称",
    "主题",
    "分类",
    "体裁",
    "文种",
    "服务对象",
    "责任单位",
    "有效期",
    "关键词",
    "摘要",
    "来源",
    "信息来源",
    "文章来源",
    "时间",
    "日期",
    "更新时间",
    "更新日期",
    "作者",
    "责任编辑",
    "编辑",
    "图文解读",
    "政策解读",
    "解读链接",
    "相关解读",
];

/// Furniture that ends the value before it and is no label itself.
const STOPS: &[&str] =
    &["浏览次数", "浏览量", "点击数", "点击量", "点击次数", "阅读次数", "访问量", "阅读量", "字体", "分享到", "分享", "打印", "收藏"];

/// The same character in both scripts, for those that labels are made of.
const PAIRS: &str = "发發号號码碼机機构構关關单單时時间間类類别別题題标標称稱书書体體种種对對务務范範围圍开開责責门門\
室室内內状狀态態废廢属屬键鍵词詞来來编編辑輯图圖读讀链鏈浏瀏览覽次次数數点點击擊访訪问問阅閱享享藏藏印印";

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let mut words: Vec<&str> = STRONG.iter().chain(WEAK).chain(STOPS).copied().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let patterns: Vec<String> = words.iter().map(|word| spaced(word)).collect();
    // No captures: finding alone runs on the fast automaton, and the name is what stands before the last character.
    let pattern = format!(r"(?:{}){GAP}(?:[:：∶\]】〕］|\u{{1F}}]|$)", patterns.join("|"));
    Regex::new(&pattern).expect("a fixed pattern")
});

/// Layout spaces that stand inside a label, and between it and its colon.
const GAP: &str = r"[ \t\u{A0}\u{2000}-\u{200A}\u{3000}\u{1F}]*";

/// A word whose characters may be set apart by layout spaces and written in either script.
fn spaced(word: &str) -> String {
    let pairs: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
    let both = |c: char| match pairs.chunks(2).find(|pair| pair[0] == c) {
        Some([simplified, traditional]) => format!("[{simplified}{traditional}]"),
        _ => c.to_string(),
    };
    word.chars().map(both).collect::<Vec<_>>().join(GAP)
}

/// A label's word without layout spaces, colons and brackets, in Simplified characters.
pub(crate) fn bare(name: &str) -> String {
    let pairs: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
    let simple = |c: char| pairs.chunks(2).find(|pair| pair[1] == c).map_or(c, |pair| pair[0]);
    let furniture = |c: &char| !(c.is_whitespace() || c.is_control() || ":：∶[]【】〔〕［］|".contains(*c));
    name.chars().filter(furniture).map(simple).collect()
}

/// Whether a word is a label of a document header, whatever spaces, colons and brackets surround it.
#[must_use]
pub fn is_known_label(name: &str) -> bool {
    let bare = bare(name);
    STRONG.contains(&bare.as_str()) || WEAK.contains(&bare.as_str())
}

struct Found {
    line: usize,
    name: String,
    value: String,
}

/// So many lines may lie between two labels of one header.
const NEIGHBOURS: usize = 8;
const LONGEST_LINE: usize = 2000;
const LONGEST_VALUE: usize = 500;

/// The labels of a header: strong ones, and weak ones that stand beside another label.
pub(crate) fn labels_of_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Label> {
    let lines: Vec<&str> = lines.into_iter().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let here = scan(lines[at]);
        let open = here.last().is_some_and(|(_, value)| value.is_empty());
        found.extend(here.into_iter().map(|(name, value)| Found { line: at, name, value }));
        if open && let (Some(next), Some(last)) = (lines.get(at + 1).filter(|next| may_be_value(next)), found.last_mut()) {
            last.value = clean(next);
            at += 1;
        }
        at += 1;
    }
    accepted(found)
}

/// The labels of rows that were saved as text with pipes.
pub(crate) fn labels_of_pipe_rows<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Label> {
    labels_of_lines(lines.filter(|line| line.contains('|') && !is_rule(line)))
}

/// The rule under the head of a pipe table: `---|---`.
pub(crate) fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

fn may_be_value(line: &str) -> bool {
    line.len() <= LONGEST_VALUE && scan(line).is_empty() && !clean(line).is_empty()
}

/// All labels of one line with their values, furniture removed.
fn scan(line: &str) -> Vec<(String, String)> {
    if line.len() > LONGEST_LINE || !line.contains([':', '：', '∶', '|', ']', '】', '〕', '］', PART]) {
        return Vec::new();
    }
    let starts_free = |at: usize| !line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let marks: Vec<(usize, usize, &str)> = LABEL
        .find_iter(line)
        .filter(|found| starts_free(found.start()))
        .map(|found| {
            let name = found.as_str();
            let end = |c: char| matches!(c, ':' | '：' | '∶' | ']' | '】' | '〕' | '］' | '|' | PART);
            (found.start(), found.end(), name.strip_suffix(end).unwrap_or(name))
        })
        .collect();
    let ends = marks.iter().skip(1).map(|mark| mark.0).chain([line.len()]);
    let pairs = marks.iter().zip(ends).filter(|((_, _, name), _)| !STOPS.contains(&bare(name).as_str()));
    pairs.map(|((_, after, name), end)| (tidy_name(name), clean(&line[*after..end]))).collect()
}

fn tidy_name(name: &str) -> String {
    name.chars().filter(|c| *c != PART).collect::<String>().trim().to_owned()
}

fn clean(value: &str) -> String {
    let edge = |c: char| c.is_whitespace() || matches!(c, '|' | PART | ':' | '：' | '[' | '【' | ']' | '】' | '［' | '］');
    let opening = value.trim_start_matches(edge);
    // A value may end with a bracket of its own, as 〔2026〕 does not but "（试行）" does: only header brackets are cut.
    let trimmed = opening.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '|' | PART | '[' | '【' | '［'));
    let parts: Vec<&str> = trimmed.split(['|', PART]).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn accepted(found: Vec<Found>) -> Vec<Label> {
    let names: Vec<(usize, String)> = found.iter().map(|f| (f.line, bare(&f.name))).collect();
    let beside_another = |f: &Found| {
        let own = bare(&f.name);
        names.iter().any(|(line, name)| *name != own && line.abs_diff(f.line) <= NEIGHBOURS)
    };
    let mut labels: Vec<Label> = Vec::new();
    for f in &found {
        let strong = STRONG.contains(&bare(&f.name).as_str());
        let too_long = f.value.len() > LONGEST_VALUE;
        if too_long || !(strong && !f.value.is_empty() || beside_another(f)) {
            continue;
        }
        let label = Label { name: f.name.clone(), value: f.value.clone(), from: LabelSource::HeaderTable };
        // A page repeats its header for printing and for phones; an empty repetition says nothing either.
        if !labels.iter().any(|l| bare(&l.name) == bare(&label.name) && (l.value == label.value || label.value.is_empty())) {
            labels.push(label);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = labels_of_lines(text.lines());
        let found: Vec<(String, &str)> = found.iter().map(|l| (bare(&l.name), l.value.as_str())).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_shapes_of_headers() {
        check(
            "索 引 号: | 113301MB0000000001/2026-00012 | 效力状态: | 有效 |\n---|---|---|---|\n名 称: | 青岚县通知 | ||",
            &[("索引号", "113301MB0000000001/2026-00012"), ("效力状态", "有效"), ("名称", "青岚县通知")],
        );
        check(
            "[ 索引号 ] 113301MB/2026-00047 [ 发文字号 ] 青岚政办发〔2026〕3号",
            &[("索引号", "113301MB/2026-00047"), ("发文字号", "青岚政办发〔2026〕3号")],
        );
        check(
            "索\u{2002}引\u{2002}号：\u{1F}QL00101-0200-2026-00143\n标\u{3000}\u{3000}题：\n关于节水的意见（试行）",
            &[("索引号", "QL00101-0200-2026-00143"), ("标题", "关于节水的意见（试行）")],
        );
        check(
            "索引号: 1133/2026-00050 分类: 发布机构: 青岚县人民政府 成文日期: 2026-03-01",
            &[("索引号", "1133/2026-00050"), ("分类", ""), ("发布机构", "青岚县人民政府"), ("成文日期", "2026-03-01")],
        );
        check(
            "信息來源：青嵐縣人民政府網站 發布時間：2026-05-18 瀏覽次數: 【打印內容】",
            &[("信息来源", "青嵐縣人民政府網站"), ("发布时间", "2026-05-18")],
        );
    }

    #[test]
    fn ordinary_words_alone_are_no_labels() {
        check("会议时间：上午九时", &[]);
        check("名称：青岚县第一小学", &[]);
        check("全县各单位的来源：不一", &[]);
        assert!(is_known_label("有 效\u{2002}性："));
        assert!(!is_known_label("办公地址"));
    }
}
