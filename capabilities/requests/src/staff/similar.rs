//! Which requests were worded nearly the same? The share of character pairs that two texts have in common.

use crate::rules::likeness::Pairs;

/// Under this share two requests have only everyday words in common.
const ALIKE: f32 = 0.18;

/// The `n` nearest of the known texts to one, nearest first: (place among the known, likeness).
#[must_use]
pub(super) fn nearest(own: &str, known: &[&str], n: usize) -> Vec<(usize, f32)> {
    let own = Pairs::of(own);
    let mut all: Vec<(usize, f32)> = known
        .iter()
        .enumerate()
        .map(|(at, text)| (at, own.likeness(&Pairs::of(text))))
        .filter(|(_, likeness)| *likeness >= ALIKE)
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(n);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_wish_in_other_words_is_found_and_another_is_not() {
        let known = ["申请公开2025年度学校食堂招标文件", "公开柳河大桥维修工程的预算", "申请公开2025年学校食堂的招标文件和合同"];
        let found = nearest("2025年度学校食堂招标文件", &known, 5);
        assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2]);
        assert!(nearest("", &known, 5).is_empty());
    }
}
