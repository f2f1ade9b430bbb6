//! What does one cell say: a tick, a choice among boxes, a list of channels, a text?

use gongkai_text::normalise::{canonical, fold};

use crate::rules::channel::{self, CONDITIONAL, OTHER};

/// Whether a box is ticked, and what is written beside the tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    pub on: bool,
    pub note: String,
}

/// `t` and `R` are ☑ of a symbol font that was lost; `▄` and `▇` are how some fonts draw ■.
const ON: &str = "√✓✔☑■▄▇◼◆●▲";
/// 口 is □ after a text recognition.
const OFF: &str = "□口☐▢〇○◯◇×✗✘";

/// The text that may be kept: no invisible characters, one line a paragraph.
pub(super) fn text(cell: &str) -> String {
    if !cell.contains('\n') {
        return canonical(cell);
    }
    cell.lines().map(canonical).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A cell that says the same as the one above.
pub(super) fn is_same_as_above(text: &str) -> bool {
    matches!(text, "同上" | "同前" | "〃" | "″" | "\"" | "同上。")
}

/// Numbers or words that a copy hides: nothing of such a row is what was written.
pub(super) fn is_masked(text: &str) -> bool {
    text.contains("**")
        || text.contains("＊＊")
        || text.contains("* 个")
        || text.contains("* 级")
        || text.contains("*个")
        || matches!(text, "略" | "(略)" | "（略）")
        || text.contains(" (略)")
        || text.contains(" （略）")
}

/// Reads a cell that holds a tick or nothing. `None`: it holds something else.
pub(super) fn tick(cell: &str) -> Option<Tick> {
    let text = cell.trim();
    let off = Tick { on: false, note: String::new() };
    if matches!(text, "" | "否" | "无" | "-" | "—" | "——" | "/" | "0" | "None") {
        return Some(off);
    }
    if matches!(text, "是" | "t" | "R" | "Y") {
        return Some(Tick { on: true, note: String::new() });
    }
    let mark = text.chars().next()?;
    let rest = text[mark.len_utf8()..].trim();
    if OFF.contains(mark) {
        return rest.is_empty().then_some(off);
    }
    ON.contains(mark).then(|| Tick { on: true, note: without_brackets(rest).to_owned() })
}

fn without_brackets(text: &str) -> &str {
    let inner = text.strip_prefix(['（', '(']).and_then(|text| text.strip_suffix(['）', ')']));
    inner.unwrap_or(text).trim()
}

/// The boxes of a cell, each with whether it is ticked: `■主动 □依申请`. `None` where there is no box.
pub(super) fn boxes(cell: &str) -> Option<Vec<(char, String)>> {
    let chars: Vec<char> = cell.chars().collect();
    let mut found: Vec<(char, String)> = Vec::new();
    for (index, c) in chars.iter().enumerate() {
        if is_mark(&chars, index) {
            found.push((*c, String::new()));
        } else if let Some((_, text)) = found.last_mut() {
            text.push(*c);
        } else if !c.is_whitespace() {
            return None;
        }
    }
    (!found.is_empty()).then_some(found.into_iter().map(|(mark, text)| (mark, text.trim().to_owned())).collect())
}

/// Letters that are also words are marks only at the head of a box: 口 of 窗口 is none.
fn is_mark(chars: &[char], index: usize) -> bool {
    let c = chars[index];
    match c {
        '口' | '〇' | '○' | 't' | 'R' => {
            let free = index == 0 || chars[index - 1].is_whitespace() || c == '口' && ends_box(chars, index);
            free && chars.get(index + 1).is_some_and(|next| gongkai_text::normalise::is_han(*next))
        }
        _ => ON.contains(c) || OFF.contains(c),
    }
}

/// Whether what stands before is the whole name of a box: 政府网站口政府公报.
fn ends_box(chars: &[char], index: usize) -> bool {
    let before: String = chars[index.saturating_sub(20)..index].iter().collect();
    channel::ends_with_box(&fold(&before))
}

pub(super) fn is_on(mark: char) -> bool {
    ON.contains(mark) || matches!(mark, 't' | 'R')
}

/// The channels of a cell, of boxes or of names with separators, in the words of the official form.
pub(super) fn channels(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if !found.contains(&name) {
            found.push(name);
        }
    };
    // Where ▲ is the only mark, it stands before some names of a list.
    match boxes(cell).filter(|boxes| boxes.iter().any(|(mark, _)| *mark != CONDITIONAL)) {
        Some(boxes) => {
            for (mark, name) in boxes.into_iter().filter(|(mark, name)| is_on(*mark) && !name.is_empty()) {
                let conditional = if mark == CONDITIONAL { CONDITIONAL.to_string() } else { String::new() };
                add(conditional + &one_channel(&name));
            }
        }
        None => listed(cell).into_iter().for_each(add),
    }
    found
}

/// The box of a name; 其他：村口广播 keeps what was written in.
fn one_channel(name: &str) -> String {
    let name = canonical(name).trim_end_matches([';', '；', '、', ',', '，', '。']).replace('\n', "");
    if let Some(own) = ["其他", "其它"].iter().find_map(|other| name.strip_prefix(other)) {
        let own = own.trim_start_matches([':', '：']).trim_matches(['_', '＿', ' ', '…']);
        let own = if own == "填写" || own == "（填写）" || own == "(填写)" { "" } else { without_brackets(own) };
        return if own.is_empty() { OTHER.to_owned() } else { format!("{OTHER}:{own}") };
    }
    channel::official(&name).map_or(name, str::to_owned)
}

/// Names one after another: separators also stand inside of names (入户/现场), so the names of the form are taken first.
fn listed(cell: &str) -> Vec<String> {
    const BETWEEN: [char; 11] = ['、', ',', '，', ';', '；', '\n', ' ', '/', '\u{3000}', '。', '\t'];
    const AFTER_OTHER: [char; 3] = [';', '；', '\n'];
    let mut found = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let (conditional, name) = rest.strip_prefix(CONDITIONAL).map_or((false, rest), |name| (true, name));
        let end = if name.starts_with(OTHER) { name.find(AFTER_OTHER) } else { of_form(name).or_else(|| name.find(BETWEEN)) };
        let end = end.unwrap_or(name.len());
        let one = one_channel(&name[..end]);
        if !one.is_empty() {
            found.push(if conditional { format!("{CONDITIONAL}{one}") } else { one });
        }
        rest = name[end..].trim_start_matches(BETWEEN);
    }
    found
}

/// How long a name of the form is at the start of the text, where a separator or the end follows it.
fn of_form(text: &str) -> Option<usize> {
    // Folding changes the bytes of a bracket but not the number of characters, save for rare ligatures, which no box has.
    let folded = fold(text);
    let (_, length) = channel::beginning(&folded).filter(|_| folded.chars().count() == text.chars().count())?;
    let n = folded[..length].chars().count();
    let length = text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let follows = text[length..].chars().next();
    follows.is_none_or(|c| !gongkai_text::normalise::is_han(c) && c != '（' && c != '(').then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tick_mark() {
        for mark in ["√", "■", "▄", "◆", "▲", "☑", "✓", " √ ", "✔", "●", "t"] {
            assert_eq!(tick(mark).map(|tick| tick.on), Some(true), "{mark}");
        }
        for mark in ["", "□", "口", "☐", "〇", "-", "否"] {
            assert_eq!(tick(mark).map(|tick| tick.on), Some(false), "{mark}");
        }
        assert_eq!(tick("√（申请人）"), Some(Tick { on: true, note: "申请人".to_owned() }));
        assert_eq!((tick("□村民"), tick("部分"), tick("1")), (None, None, None));
    }

    #[track_caller]
    fn check(cell: &str, expected: &[&str]) {
        assert_eq!(channels(cell), expected, "{cell}");
    }

    #[test]
    fn channels_as_boxes() {
        check("■政府网站 □政府公报\n■两微一端 □发布会/听证会\n□其他______", &["政府网站", "两微一端"]);
        check("▄政府网站口政府公报 口两微一端 ◆政府服务中心", &["政府网站", "政务服务中心"]);
        check(
            "☑一微一端\n√入户/现场宣传\n✓社区/企事业单位、村公示栏（电子屏）",
            &["两微一端", "入户/现场", "社区/企事业单位/村公示栏（电子屏）"],
        );
        check("■政府网站\n▲征地信息公开平台\n■其他：中国政府采购网", &["政府网站", "▲征地信息公开平台", "其他:中国政府采购网"]);
        check("■其他（村口广播）□精准推送", &["其他:村口广播"]);
        check("■其他", &["其他"]);
        check("■办事窗口 □政府公报", &["办事窗口"]);
        check("□政府网站 □政府公报", &[]);
        check("t政府网站 □政府公报", &["政府网站"]);
    }

    #[test]
    fn channels_as_names() {
        check("政府网站、政务服务中心", &["政府网站", "政务服务中心"]);
        check("政府网站;广播电视;其他:中国政府采购网及其地方分网", &["政府网站", "广播电视", "其他:中国政府采购网及其地方分网"]);
        check("入户/现场，社区/企事业单位/村公示栏（电子屏）", &["入户/现场", "社区/企事业单位/村公示栏（电子屏）"]);
        check("政府网站 抖音号", &["政府网站", "抖音号"]);
        check("▲政府网站;政府网站", &["▲政府网站", "政府网站"]);
        check("政府网站群", &["政府网站群"]);
        check("", &[]);
    }

    #[test]
    fn masked_cells_are_known() {
        assert!(
            is_masked("****局")
                && is_masked("* 级事项")
                && is_masked("（略）")
                && is_masked("区 (略)")
                && !is_masked("变更之日起20个工作日内")
        );
    }
}
