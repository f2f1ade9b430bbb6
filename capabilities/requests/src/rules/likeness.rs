//! Do two people wish for the same? The share of character pairs that their words have in common; Chinese needs no words for that.

use std::collections::BTreeSet;

/// From this share on, two wishes are taken for the same in other words.
const SAME: f32 = 0.4;

/// Said in every request, and telling nothing.
const IDLE: [&str; 17] = [
    "政府信息公开",
    "政府信息",
    "申请公开",
    "我申请",
    "本人",
    "申请",
    "公开",
    "我想",
    "希望",
    "了解",
    "请提供",
    "提供",
    "获取",
    "需要",
    "相关",
    "有关",
    "信息",
];

/// The words of a description that tell what is wanted.
#[must_use]
pub fn telling(description: &str) -> String {
    let mut text: String = description.split_whitespace().collect::<Vec<_>>().join(" ");
    for idle in IDLE {
        text = text.replace(idle, " ");
    }
    let text: String = text.chars().map(|c| if "，。；：、？！,.;:?!".contains(c) { ' ' } else { c }).collect();
    // One character alone tells nothing: what is left of 我申请.
    let telling = text.split_whitespace().map(|word| word.trim_matches('的')).filter(|word| word.chars().count() > 1);
    telling.collect::<Vec<_>>().join(" ")
}

/// Neighbouring characters of a text, sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(char, char)>);

impl Pairs {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bare: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut pairs: Vec<(char, char)> = bare.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// What both have of what either has (Jaccard): 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        let (a, b) = (&self.0, &other.0);
        let (mut at, mut with, mut shared) = (0, 0, 0_usize);
        while let (Some(own), Some(theirs)) = (a.get(at), b.get(with)) {
            shared += usize::from(own == theirs);
            at += usize::from(own <= theirs);
            with += usize::from(own >= theirs);
        }
        let all = a.len() + b.len() - shared;
        if all == 0 { 0.0 } else { shared as f32 / all as f32 }
    }
}

/// One wish among those of an agency.
#[derive(Debug, Clone)]
pub struct Wish {
    pairs: Pairs,
    /// The same applicant, without who it is.
    applicant: String,
}

impl Wish {
    #[must_use]
    pub fn new(description: &str, applicant: &str) -> Self {
        Self { pairs: Pairs::of(&telling(description)), applicant: applicant.to_owned() }
    }

    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.pairs.likeness(&other.pairs) >= SAME
    }
}

/// How many different applicants wish so: article 44 speaks of several, not of one who asks again.
#[must_use]
pub fn applicants<'a>(wishes: impl Iterator<Item = &'a Wish>) -> usize {
    wishes.map(|wish| wish.applicant.as_str()).collect::<BTreeSet<_>>().len()
}

/// The wishes (by their places) that at least so many applicants have in common, the largest group first. Each is held against
/// the first of every group alone, so that a year of wishes is looked through in a moment.
#[must_use]
pub fn repeated(wishes: &[Wish], least: usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, wish) in wishes.iter().enumerate() {
        match groups.iter_mut().find(|group| wishes[group[0]].is_like(wish)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.retain(|group| group.len() >= least && applicants(group.iter().map(|at| &wishes[*at])) >= least);
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_request_says_tells_nothing() {
        assert_eq!(telling("我申请公开2025年校车采购合同的相关信息。"), "2025年校车采购合同");
        assert_eq!(telling("请提供政府信息"), "");
    }

    #[test]
    fn several_who_wish_the_same_are_found_and_one_who_asks_again_is_not() {
        let wish = |text: &str, who: &str| Wish::new(text, who);
        let wishes = [
            wish("申请公开2025年校车采购合同", "a"),
            wish("柳河大桥维修工程的预算", "b"),
            wish("我想了解2025年度校车采购合同", "c"),
            wish("校车采购合同（2025年）", "d"),
            wish("柳河大桥维修工程预算", "b"),
            wish("柳河大桥的维修工程预算是多少", "b"),
            wish("公开政府信息", "e"),
        ];
        assert_eq!(repeated(&wishes, 3), [vec![0, 2, 3]]);
        assert_eq!(repeated(&wishes, 4), Vec::<Vec<usize>>::new());
        assert!(!wishes[6].is_like(&wishes[6]), "who says nothing wishes nothing in common");
    }

    #[test]
    fn likeness_is_of_both_and_at_most_one() {
        let (one, other) = (Pairs::of("校车采购合同"), Pairs::of("校车采购公告"));
        assert!((one.likeness(&other) - other.likeness(&one)).abs() < f32::EPSILON);
        assert!((one.likeness(&one) - 1.0).abs() < f32::EPSILON && one.likeness(&other) < 1.0);
        assert!(Pairs::of("").likeness(&Pairs::of("")).abs() < f32::EPSILON);
    }
}
