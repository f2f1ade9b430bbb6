//! Which lines belong to the site around the document: paths, buttons, header tables, lists of other pages?

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::labels;
use crate::marks;
use crate::normalise::{bare, is_space, squeeze};

use super::work::{Kind, Work};

const CODE: &str = "defect.furniture";
/// So many lines at each end may be furniture; between them a line is left alone.
const ZONE: usize = 40;

/// Cuts the furniture and gives the labels that stood in it, as they were written.
pub fn cut(work: &mut Work<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    head(work, &mut found);
    repeated_title(work);
    tail(work, &mut found);
    found
}

/// Why a line is furniture; equal reasons on neighbouring lines make one cut.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    Path,
    Header,
    Tools,
    Encyclopedia,
    Comment,
    RedHead,
    Links,
}

impl Why {
    fn reason(self) -> &'static str {
        match self {
            Self::Path => "网页导航路径，不属于文件内容",
            Self::Header => "网页上的信息表头，已读入元数据，不重复出现在正文",
            Self::Tools => "网页按钮文字，不属于文件内容",
            Self::Encyclopedia => "百科网站添加的条目栏，不属于文件内容",
            Self::Comment => "网页源码注释，不属于文件内容",
            Self::RedHead => "发文机关标志由版式生成，不重复出现在正文",
            Self::Links => "网页底部的链接和版权信息，不属于文件内容",
        }
    }
}

fn head(work: &mut Work<'_>, found: &mut Vec<(String, String)>) {
    let zone: Vec<usize> = (0..work.lines.len()).filter(|at| !work.lines[*at].gone).take(ZONE).collect();
    let encyclopedia = zone.iter().any(|at| work.is_live(*at) && is_box_line(work.key(*at)));
    let mut body = false;
    let mut table = false;
    let mut marked: Vec<(usize, Why)> = Vec::new();
    for (n, &at) in zone.iter().enumerate() {
        if let Kind::Block(block) = work.lines[at].kind {
            if let Some(pairs) = work.table_labels(block).filter(|_| !body) {
                found.extend(pairs);
                marked.push((at, Why::Header));
            }
            continue;
        }
        let key = work.key(at);
        let why = if is_path(key) {
            Some(Why::Path)
        } else if key.starts_with("<!--") || key == "-->" {
            Some(Why::Comment)
        } else if n < 6 && is_red_head(key) {
            Some(Why::RedHead)
        } else if let Some(pairs) = labels::of_line(&work.lines[at].text).filter(|_| !body || key.contains('|')) {
            table = key.contains('|');
            found.extend(pairs);
            Some(Why::Header)
        } else if table && is_rest_of_table(key) {
            fill_last(found, &work.lines[at].text);
            Some(Why::Header)
        } else if is_tools(key) {
            Some(Why::Tools)
        } else if encyclopedia && is_box_line(key) {
            found.extend(labels::of_line(&work.lines[at].text).unwrap_or_default());
            Some(Why::Encyclopedia)
        } else if encyclopedia && is_box_heading(key) {
            Some(Why::Encyclopedia)
        } else {
            None
        };
        match why {
            Some(why) => marked.push((at, why)),
            None => {
                table = false;
                body |= is_body(key);
            }
        }
    }
    remove(work, &marked);
}

/// From here on a label at the head of a line may be the document's own.
fn is_body(key: &str) -> bool {
    marks::is_salutation(key) || marks::mark(key).is_some() || (key.len() > 240 && key.contains('。'))
}

/// Cuts the marked lines, neighbours with the same reason as one.
fn remove(work: &mut Work<'_>, marked: &[(usize, Why)]) {
    let mut start = 0;
    while start < marked.len() {
        let mut end = start + 1;
        while end < marked.len() && marked[end].1 == marked[start].1 && (marked[end - 1].0 + 1..marked[end].0).all(|at| work.lines[at].gone)
        {
            end += 1;
        }
        work.remove(marked[start].0..marked[end - 1].0 + 1, CODE, marked[start].1.reason());
        start = end;
    }
}

fn is_path(key: &str) -> bool {
    const STARTS: [&str; 6] = ["当前位置", "您的位置", "您所在的位置", "所在位置", "当前的位置", "您现在的位置"];
    let squeezed = squeeze(key);
    let separators = squeezed.matches(['>', '»', '›']).count();
    (STARTS.iter().any(|start| squeezed.starts_with(start)) && squeezed.len() < 400)
        || (separators >= 2 && squeezed.starts_with("首页") && squeezed.len() < 300)
}

fn is_red_head(key: &str) -> bool {
    key.strip_suffix("文件").is_some_and(|organ| marks::is_organ(organ) && !organ.contains("关于"))
}

/// `---|---` under a header row, or the value cell that was broken onto the next line.
fn is_rest_of_table(key: &str) -> bool {
    key.ends_with('|') || key.chars().all(|c| matches!(c, '-' | '|' | ' ' | ':'))
}

fn fill_last(found: &mut [(String, String)], line: &str) {
    let value = line.trim_matches(|c| is_space(c) || matches!(c, '|' | '-'));
    if let Some(last) = found.last_mut().filter(|last| last.1.is_empty()) {
        last.1 = value.to_owned();
    }
}

/// `• 中文名:…`, `* 颁布时间:…` in the box of an online encyclopedia.
fn is_box_line(key: &str) -> bool {
    key.starts_with(['•', '·', '*', '◦']) && labels::of_line(key).is_some()
}

fn is_box_heading(key: &str) -> bool {
    matches!(key.trim_end_matches([',', '，', ':', '：']), "基本介绍" | "基本信息" | "全文" | "目录" | "内容全文" | "词条介绍" | "正文")
}

fn is_tools(key: &str) -> bool {
    if key.len() > 240 {
        return false;
    }
    let mut any = false;
    key.split(|c: char| {
        is_space(c)
            || matches!(
                c,
                '【' | '】' | '[' | ']' | '(' | ')' | '（' | '）' | '|' | '/' | ':' | '：' | '·' | '>' | '-' | ',' | '，' | '!' | '"'
            )
    })
    .filter(|word| !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit()))
    .all(|word| {
        any = true;
        words().tools.contains(word)
    }) && any
}

/// A page title above the document that says the same as a title below: straight after it, over several lines, or the
/// title of the attached plan when the covering document has its own.
fn repeated_title(work: &mut Work<'_>) {
    let live = work.live();
    for n in 0..live.len().min(4) {
        let key = work.key(live[n]);
        if !marks::may_be_title(key) || marks::document_number(key).is_some() || marks::mark(key).is_some() {
            return;
        }
        let title = work.bare(live[n]);
        if title.chars().count() < 6 {
            continue;
        }
        let follows = |from: usize| {
            let mut joined = String::new();
            (from..live.len().min(from + 5)).any(|at| {
                joined.push_str(&work.bare(live[at]));
                joined == title
            })
        };
        let another = live.get(n + 1).is_some_and(|at| {
            let key = work.key(*at);
            marks::may_be_title(key) && marks::ends_title(key) && key.contains("关于")
        });
        let repeated = follows(n + 1) || (another && (n + 2..live.len()).any(|at| work.bare(live[at]) == title));
        if repeated {
            work.remove(live[n]..live[n] + 1, CODE, "网页标题与文件中的标题重复");
        }
    }
}

fn tail(work: &mut Work<'_>, found: &mut Vec<(String, String)>) {
    let live = work.live();
    let zone = &live[live.len().saturating_sub(ZONE)..];
    let mut marked: Vec<(usize, Why)> = Vec::new();
    // From a heading such as 相关阅读 on, all the rest, if the rest are links and no sentences.
    let links = zone.iter().position(|at| {
        let key = work.key(*at);
        words().tails.contains(key.trim_matches(|c| is_space(c) || matches!(c, ':' | '：' | '>' | '【' | '】')))
    });
    let end = match links {
        Some(start) if zone[start..].iter().all(|at| is_link(work.key(*at))) => {
            marked.extend(zone[start..].iter().map(|at| (*at, Why::Links)));
            start
        }
        _ => zone.len(),
    };
    for &at in &zone[..end] {
        let key = work.key(at);
        if is_tools(key) {
            marked.push((at, Why::Tools));
        } else if is_footer(key) {
            marked.push((at, Why::Links));
        } else if let Some(pairs) =
            labels::of_line(&work.lines[at].text).filter(|pairs| pairs.iter().any(|(name, _)| labels::field(name) == Some("furniture")))
        {
            found.extend(pairs);
            marked.push((at, Why::Tools));
        }
    }
    marked.sort_by_key(|(at, _)| *at);
    remove(work, &marked);
}

fn is_link(key: &str) -> bool {
    key.chars().count() <= 80 && (!key.contains('。') || is_footer(key)) && marks::mark(key).is_none_or(|_| key.chars().count() <= 40)
}

/// Lines of a site's foot: registrations, rights, host.
fn is_footer(key: &str) -> bool {
    const MARKS: [&str; 9] = ["ICP备", "icp备", "公网安备", "公安备案", "网站标识码", "版权所有", "Copyright", "copyright", "上一篇"];
    key.len() < 400 && (MARKS.iter().any(|mark| key.contains(mark)) || key.starts_with("下一篇")) && !key.contains('。')
}

struct Words {
    tools: HashSet<&'static str>,
    tails: HashSet<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let of = |kind: &str| {
            include_str!("../data/furniture.tsv")
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .filter(|(name, _)| *name == kind)
                .flat_map(|(_, words)| words.split_whitespace())
                .collect()
        };
        Words { tools: of("tools"), tails: of("tails") }
    })
}

impl Work<'_> {
    /// The pairs of a header table, if the table is one.
    fn table_labels(&self, block: usize) -> Option<Vec<(String, String)>> {
        let rows = self.table(block)?;
        let mut pairs = Vec::new();
        for row in rows.iter().filter(|row| row.iter().any(|cell| !bare(cell).is_empty())) {
            pairs.extend(labels::of_cells(row.iter().map(String::as_str))?);
        }
        (pairs.len() >= 3).then_some(pairs)
    }
}
