//! How is a value made harmless and yet recognisable to the person it belongs to?
//!
//! 去标识化 (个人信息保护法第七十三条). No State Council text fixes a format, so the formats are data in the profile.

use serde::{Deserialize, Serialize};

/// Keep `head` and `tail` characters, hide what is between. A value too short for both loses its tail first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    pub head: usize,
    pub tail: usize,
}

impl Format {
    pub(crate) fn apply(self, value: &str) -> String {
        let chars: Vec<char> = value.chars().collect();
        // At least a third stays hidden, whatever the profile says: a mask that shows all is none.
        let most_shown = chars.len() - chars.len().div_ceil(3);
        let head = self.head.min(most_shown);
        let tail = self.tail.min(most_shown - head);
        let hidden = chars.len() - head - tail;
        let mut masked: String = chars[..head].iter().collect();
        masked.extend(std::iter::repeat_n('*', hidden));
        masked.extend(&chars[chars.len() - tail..]);
        masked
    }
}

/// How much of a home address stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressKeeps {
    County,
    Town,
    Village,
}

/// `青岚县东河镇柳树村三组12号` → `青岚县东河镇***`.
pub(crate) fn address(value: &str, keeps: AddressKeeps) -> String {
    let county: &[&str] = &["县", "区", "市", "旗"];
    let town: &[&str] = &["镇", "乡", "街道", "苏木"];
    let village: &[&str] = &["村", "社区", "居委会"];
    let levels: &[&[&str]] = match keeps {
        AddressKeeps::County => &[county],
        AddressKeeps::Town => &[town, county],
        AddressKeeps::Village => &[village, town, county],
    };
    let total = value.len();
    for words in levels {
        // 小区, 市场 and the like are no levels of government.
        let end = words.iter().filter_map(|word| last_level(value, word)).max();
        if let Some(end) = end.filter(|end| *end < total) {
            return format!("{}***", &value[..end]);
        }
    }
    "***".to_owned()
}

fn last_level(value: &str, word: &str) -> Option<usize> {
    value
        .match_indices(word)
        .filter(|(at, _)| {
            let before = value[..*at].chars().next_back();
            let after = value[at + word.len()..].chars().next();
            before.is_some_and(|c| !c.is_ascii_digit() && !matches!(c, '小' | '大' | '城' | '社'))
                && !matches!(after, Some('场' | '路' | '街'))
        })
        .map(|(at, _)| at + word.len())
        .last()
}

/// `1990年5月6日` → `1990年**月**日`, `1990-05-06` → `1990-**-**`, `19900506` → `1990****`.
pub(crate) fn birth_date(value: &str) -> String {
    let mut masked = String::with_capacity(value.len());
    let (mut kept, mut hidden) = (0, false);
    for c in value.chars() {
        let digit = c.is_numeric() || "〇○零一二三四五六七八九十".contains(c);
        if digit && kept < 4 {
            kept += 1;
            masked.push(c);
        } else if digit {
            let compact = !masked.contains(|c: char| !c.is_numeric() && c != '*' && !"〇○零一二三四五六七八九十".contains(c));
            if !hidden {
                masked.push_str(if compact { "****" } else { "**" });
            }
            hidden = true;
        } else {
            hidden = false;
            masked.push(c);
        }
    }
    masked
}

/// `zhangsan@example.com` → `z***@example.com`.
pub(crate) fn email(value: &str, head: usize) -> String {
    let at = value.find(['@', '＠']).unwrap_or(value.len());
    let local = &value[..at];
    let shown = local.chars().count().saturating_sub(1).min(head);
    let head: String = local.chars().take(shown).collect();
    format!("{head}***{}", &value[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_formats() {
        let id = Format { head: 6, tail: 4 };
        assert_eq!(id.apply("110101199003071234"), "110101********1234");
        assert_eq!(Format { head: 3, tail: 4 }.apply("13812341234"), "138****1234");
        assert_eq!(Format { head: 2, tail: 2 }.apply("宁A12356"), "宁A***56");
        assert_eq!(Format { head: 9, tail: 9 }.apply("13812341234"), "1381234****");
    }

    #[test]
    fn addresses_keep_the_town() {
        assert_eq!(address("青岚县东河镇柳树村三组12号", AddressKeeps::Town), "青岚县东河镇***");
        assert_eq!(address("青岚县东河镇柳树村三组12号", AddressKeeps::Village), "青岚县东河镇柳树村***");
        assert_eq!(address("青岚县东河镇柳树村三组12号", AddressKeeps::County), "青岚县***");
        assert_eq!(address("澄江市青岚县人民路阳光小区3单元", AddressKeeps::Town), "澄江市青岚县***");
        assert_eq!(address("三组12号", AddressKeeps::Town), "***");
    }

    #[test]
    fn birth_dates_keep_the_year() {
        assert_eq!(birth_date("1990年5月16日"), "1990年**月**日");
        assert_eq!(birth_date("1990-05-16"), "1990-**-**");
        assert_eq!(birth_date("19900516"), "1990****");
        assert_eq!(birth_date("一九九〇年五月六日"), "一九九〇年**月**日");
        assert_eq!(birth_date("1990年5月"), "1990年**月");
    }

    #[test]
    fn email_keeps_the_first_letter() {
        assert_eq!(email("zhangsan@example.com", 1), "z***@example.com");
        assert_eq!(email("z@example.com", 1), "***@example.com");
    }
}
