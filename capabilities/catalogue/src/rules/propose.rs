//! Which items may a record fulfil? Ranked by its title, kind and agency, each with its reasons; a person decides.

use std::collections::HashSet;

use super::item::Item;

/// What is known of a record.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub title: &'a str,
    /// Label of its kind: 行政处罚, 财政预算.
    pub kind: &'a str,
    /// The beginning of its text.
    pub summary: &'a str,
}

/// An item that a record may fulfil.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Where it stands in what was given.
    pub at: usize,
    /// Out of a hundred.
    pub score: u32,
    pub reasons: Vec<String>,
}

/// Below this nothing is proposed.
const LEAST: u32 = 34;

/// Words that nearly every title and every item has; they tell nothing.
const EMPTY: [[char; 2]; 20] = [
    ['关', '于'],
    ['信', '息'],
    ['公', '开'],
    ['公', '示'],
    ['公', '告'],
    ['通', '知'],
    ['有', '关'],
    ['工', '作'],
    ['情', '况'],
    ['事', '项'],
    ['管', '理'],
    ['政', '策'],
    ['文', '件'],
    ['进', '行'],
    ['相', '关'],
    ['办', '法'],
    ['印', '发'],
    ['人', '民'],
    ['民', '政'],
    ['政', '府'],
];

/// The pairs of characters of a text; Chinese words are mostly two, and no dictionary is needed to compare them.
fn pairs(text: &str) -> HashSet<[char; 2]> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|pair| [pair[0], pair[1]]).filter(|pair| !EMPTY.contains(pair)).collect()
}

/// How much of the smaller is in the other, in percent.
fn share(part: &HashSet<[char; 2]>, whole: &HashSet<[char; 2]>) -> u32 {
    let common = part.intersection(whole).count();
    u32::try_from(common * 100 / part.len().max(1)).unwrap_or(100)
}

/// The items that a record may fulfil, the likeliest first, `most` of them.
#[must_use]
pub fn ranked<'a>(known: &Known<'_>, items: impl IntoIterator<Item = &'a Item>, most: usize) -> Vec<Ranked> {
    let (title, kind) = (pairs(known.title), pairs(known.kind));
    let text: HashSet<[char; 2]> = title.union(&pairs(known.summary)).copied().collect();
    let mut all: Vec<Ranked> =
        items.into_iter().enumerate().filter_map(|(at, item)| score(at, item, known, &title, &kind, &text)).collect();
    all.sort_by(|a, b| b.score.cmp(&a.score).then(a.at.cmp(&b.at)));
    all.truncate(most);
    all
}

fn score(
    at: usize,
    item: &Item,
    known: &Known<'_>,
    title: &HashSet<[char; 2]>,
    kind: &HashSet<[char; 2]>,
    text: &HashSet<[char; 2]>,
) -> Option<Ranked> {
    let mut reasons = Vec::new();
    let name = pairs(item.name());
    let mut score = 0;
    let whole: String = item.name().chars().filter(|c| c.is_alphanumeric()).collect();
    if whole.chars().count() >= 4 && known.title.contains(&whole) {
        score += 60;
        reasons.push(format!("标题含事项名称“{}”", item.name()));
    } else if !name.is_empty() && !title.is_empty() {
        let own = share(&name, title);
        if own >= 40 {
            score += own * 55 / 100;
            reasons.push(format!("标题与事项名称“{}”相近", item.name()));
        }
    }
    let above: HashSet<[char; 2]> = item.names.iter().rev().skip(1).flat_map(|name| pairs(name)).collect();
    if share(&above, text) >= 50 && !above.is_empty() {
        score += 12;
        reasons.push("与上级事项相近".to_owned());
    }
    let content = pairs(&item.content);
    let own = share(title, &content);
    if own >= 30 && !content.is_empty() {
        score += own * 25 / 100;
        reasons.push("标题与公开内容相近".to_owned());
    }
    if !kind.is_empty() && share(kind, &name.union(&above).copied().collect()) >= 60 {
        score += 18;
        reasons.push(format!("信息种类为{}", known.kind));
    }
    (score >= LEAST).then(|| Ranked { at, score: score.min(100), reasons })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(names: &[&str], content: &str) -> Item {
        Item {
            code: "010101".into(),
            field: "01".into(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            content: content.into(),
            ..Item::default()
        }
    }

    #[test]
    fn the_likeliest_item_comes_first_with_its_reasons() {
        let items = [
            item(&["财政预决算", "部门预算"], "部门收支总表、财政拨款收支总表"),
            item(&["招生管理", "招生政策"], "县级教育行政部门义务教育招生工作实施方案"),
            item(&["招生管理", "招生计划"], "各校招生计划、招生范围"),
            item(&["行政处罚"], "行政处罚决定书"),
        ];
        let of = |title, kind| ranked(&Known { title, kind, summary: "" }, &items, 3);
        let found = of("青岚县2026年义务教育学校招生计划", "通知");
        assert_eq!(found[0].at, 2);
        assert!(found[0].reasons[0].contains("标题含事项名称"), "{:?}", found[0]);
        assert!(found.iter().all(|one| one.at != 3));
        assert_eq!(of("青岚县教育局2026年部门预算", "财政预算")[0].at, 0);
        assert!(of("关于召开年度工作会议的通知", "通知").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_ranked_within_bounds(title in "\\PC{0,40}", kind in "\\PC{0,8}", name in "\\PC{0,20}") {
            let items = [item(&[&name], &title)];
            for one in ranked(&Known { title: &title, kind: &kind, summary: "" }, &items, 5) {
                proptest::prop_assert!(one.at == 0 && (LEAST..=100).contains(&one.score) && !one.reasons.is_empty());
            }
        }
    }
}
