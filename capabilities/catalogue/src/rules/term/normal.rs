//! What does a phrase look like when layout, width and the writing of numbers are given up?

use std::sync::LazyLock;

use gongkai_text::normalise::fold;
use regex::{Captures, Regex};

/// The units of a span, longest first, as they stand after [`normal`].
pub(super) const UNIT: &str = "(?:个?工作日|个?自然日|日|天|周|个月|小时)";

/// The phrase without white space, in half-width signs, with numbers before a unit in digits.
pub(super) fn normal(phrase: &str) -> String {
    // ① is folded to 1, which would then be a number of days: it begins a part.
    let parted = phrase.replace(|c| matches!(c, '①'..='⑳'), ";");
    let text: String = fold(&parted).chars().filter(|c| !c.is_whitespace()).collect();
    let text = digits(&text);
    let text = text.replace("一次", "1次").replace("其它", "其他").replace("做出", "作出");
    formed(&text).trim_end_matches(['.', ';', '。', ',', '、']).to_owned()
}

/// 二十个工作日 → 20个工作日; 第二十日 names a day and stays.
fn digits(text: &str) -> String {
    static NUMERAL: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = format!("(第?)([一二三四五六七八九十百两]+){UNIT}");
        Regex::new(&pattern).expect("a constant pattern")
    });
    let digit = |found: &Captures<'_>| match gongkai_law::chinese::number(&found[2]) {
        Some(number) if found[1].is_empty() => found[0].replacen(&found[2], &number.to_string(), 1),
        _ => found[0].to_owned(),
    };
    NUMERAL.replace_all(text, digit).into_owned()
}

/// 信息形成(变更), 信息获取(形成、变更): brackets that only name further events of the same kind become part of the list.
fn formed(text: &str) -> String {
    static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(形成|产生|生成|获取|制作|制定)\(((?:(?:或者?|、|和|及)?(?:形成|变更|更新|获取|产生))+)\)")
            .expect("a constant pattern")
    });
    BRACKET.replace_all(text, "${1}、${2}").into_owned()
}

/// Numbers that a copy hides: `*个工作日`, `××日`, `(略)`. Nothing may be read from such a phrase.
pub(super) fn masked(text: &str) -> Option<&str> {
    static MASK: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = format!(r"[*×x_?■□△▲…]+{UNIT}?|\.{{3,}}{UNIT}?|\(略\)|略$");
        Regex::new(&pattern).expect("a constant pattern")
    });
    MASK.find(text).map(|found| found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_numerals_are_given_up() {
        assert_eq!(normal("信息形成（变更）20 个 工 作\n日 内"), "信息形成、变更20个工作日内");
        assert_eq!(normal("自作出之日起二十个工作日内。"), "自作出之日起20个工作日内");
        assert_eq!(normal("提前一周；三个月内"), "提前1周;3个月内");
        assert_eq!(normal("第十日"), "第十日");
        assert_eq!(masked("变更之日起*个工作日内"), Some("*个工作日"));
        assert_eq!(masked("20个工作日"), None);
    }
}
