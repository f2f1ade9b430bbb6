//! Where does the head of a document end, and what are its title and number?

use crate::marks;
use crate::normalise::{bare, squeeze};

use super::lines::{Item, What};

pub struct Head {
    pub title: Option<String>,
    pub document_number: Option<String>,
    /// Lines of the head that are neither title nor number and stay in the body.
    pub others: Vec<usize>,
    /// The first item after the head.
    pub next: usize,
}

/// The longest head seen: secrecy mark, urgency, name of the organ, number, five lines of title.
const HEAD_LINES: usize = 12;

pub fn head(items: &[Item<'_>], format_title: Option<&str>) -> Head {
    let end = items
        .iter()
        .take(HEAD_LINES)
        .position(|item| !may_be_head(item) && !opens_with_date(&item.key))
        .unwrap_or(items.len().min(HEAD_LINES));
    let number_at = items[..end].iter().position(|item| marks::document_number(&item.key).is_some());
    let document_number = number_at.and_then(|at| marks::document_number(&items[at].key));

    let before = title_before(items, number_at.unwrap_or(end), format_title);
    let (title, lines) = match (before, number_at) {
        (Some((title, range)), _) => (Some(title), range),
        (None, Some(number)) => match group(&items[number + 1..end], format_title) {
            Some((title, taken)) => (Some(title), number + 1..number + 1 + taken),
            None => (None, number..number),
        },
        (None, None) => (None, 0..0),
    };
    let next = lines.end.max(number_at.map_or(0, |at| at + 1));
    let others = (0..next).filter(|at| !lines.contains(at) && Some(*at) != number_at).collect();
    Head { title, document_number, others, next }
}

/// A line that may stand above the body: a number, or something short that is no sentence, greeting or numbered part.
fn may_be_head(item: &Item<'_>) -> bool {
    item.is_line()
        && (marks::document_number(&item.key).is_some()
            || (may_be_title(item) && marks::mark(&item.key).is_none() && !marks::is_note(&item.key) && !opens_with_date(&item.key)))
}

/// What the format marks as the first heading may be longer than titles mostly are.
fn may_be_title(item: &Item<'_>) -> bool {
    marks::may_be_title(&item.key) || (matches!(item.what, What::Heading(1)) && item.key.len() <= 600 && !item.key.contains('。'))
}

/// 成文日期, or the note under the title of a law: 2026年1月2日县人民政府第3次常务会议通过.
fn opens_with_date(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_digit() || "（(一二〇○".contains(c))
        && crate::dates::find(key.trim_start_matches(['（', '('])).is_some_and(|(range, _)| range.start == 0)
}

/// The title above the number: the last group of title lines there; without a number, the first.
fn title_before(items: &[Item<'_>], end: usize, format_title: Option<&str>) -> Option<(String, std::ops::Range<usize>)> {
    let has_number = items.get(end).is_some_and(|item| marks::document_number(&item.key).is_some());
    let mut found = None;
    let mut at = 0;
    while at < end {
        match group(&items[at..end], format_title) {
            Some((title, taken)) => {
                found = Some((title, at..at + taken));
                at += taken;
                if !has_number {
                    break;
                }
            }
            None => at += 1,
        }
    }
    found
}

/// The title that begins with the first item: as many lines as make it complete, or the first alone.
fn group(items: &[Item<'_>], format_title: Option<&str>) -> Option<(String, usize)> {
    let first = items.first().filter(|item| may_be_head(item))?;
    // The name of the organ over the red line is no title.
    if first.key.ends_with("文件") && marks::is_organ(first.key.trim_end_matches("文件")) {
        return None;
    }
    let wanted = format_title.map(bare).unwrap_or_default();
    let mut joined = String::new();
    let mut key = String::new();
    for (n, item) in items.iter().take(6).enumerate() {
        if !may_be_head(item) || marks::document_number(&item.key).is_some() {
            break;
        }
        joined.push_str(&squeeze(&item.text));
        key.push_str(&squeeze(&item.key));
        if !wanted.is_empty() && bare(&joined) == wanted {
            return Some((joined, n + 1));
        }
        let continues = items.get(n + 1).is_some_and(|next| next.key.starts_with(['的', '（', '(']) && may_be_head(next));
        if is_complete(&key) && !continues {
            return Some((joined, n + 1));
        }
    }
    Some((squeeze(&first.text), 1))
}

/// 关于印发《方案》的通知 is not complete with 方案.
fn is_complete(title: &str) -> bool {
    const FORWARDS: [&str; 5] = ["关于印发", "关于转发", "关于批转", "关于公布", "关于发布"];
    const COVERS: [&str; 10] = ["通知", "公告", "函", "批复", "决定", "令", "意见", "通报", "通告", "报告"];
    let core = title.trim_end_matches(['）', ')']);
    if FORWARDS.iter().any(|word| title.contains(word)) {
        return COVERS.iter().any(|end| core.ends_with(end));
    }
    marks::ends_title(title)
}

/// The title of an attached document at the start of `items`, and how many lines it takes. After an annex marker any
/// short line is one; elsewhere only a complete one.
pub fn inner(items: &[Item<'_>], in_annex: bool) -> Option<(String, usize)> {
    let lines = items.iter().take(4).take_while(|item| is_inner_line(item)).count();
    let mut title = String::new();
    let mut key = String::new();
    for (n, item) in items[..lines].iter().enumerate() {
        title.push_str(&squeeze(&item.text));
        key.push_str(&squeeze(&item.key));
        if is_complete(&key) {
            return Some((title, n + 1));
        }
    }
    (in_annex && lines > 0).then(|| (squeeze(&items[0].text), 1))
}

fn is_inner_line(item: &Item<'_>) -> bool {
    matches!(item.what, What::Text | What::Heading(_))
        && may_be_head(item)
        && !super::lines::picture_name(&item.text)
        && marks::annex_marker(&item.key).is_none()
        && !marks::is_imprint(&item.key)
        && !marks::is_responsible(&item.key)
}
