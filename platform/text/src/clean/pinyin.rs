//! Which readings in brackets were interleaved with the characters to defeat searching?

use std::sync::LazyLock;

use regex::Regex;

use super::work::Work;

static READING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\p{Han})((?:[（(][a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）])+)").expect("the pattern is fixed"));

/// One reading may explain a rare place name; from here on they are an injection.
const ENOUGH: usize = 3;

pub fn cut(work: &mut Work<'_>) {
    let found: Vec<(usize, usize)> = work
        .live()
        .into_iter()
        .filter(|at| work.lines[*at].text.contains('(') || work.lines[*at].text.contains('（'))
        .map(|at| (at, READING.captures_iter(&work.lines[at].text).filter(|found| is_reading(&found[2])).count()))
        .filter(|(_, n)| *n > 0)
        .collect();
    if found.iter().map(|(_, n)| n).sum::<usize>() < ENOUGH {
        return;
    }
    for (at, _) in found {
        let text = work.lines[at].text.clone();
        let cleaned = READING.replace_all(
            &text,
            |found: &regex::Captures<'_>| {
                if is_reading(&found[2]) { found[1].to_owned() } else { found[0].to_owned() }
            },
        );
        work.replace(at, 0..text.len(), &cleaned, "tamper.pinyin", "汉字之间夹入带括号的拼音，疑为防检索的人为插入");
    }
}

/// Pinyin has a vowel and is written small; (GDP) and (kg) are not readings.
fn is_reading(brackets: &str) -> bool {
    brackets.split([')', '）']).map(|part| part.trim_start_matches(['(', '（'])).filter(|part| !part.is_empty()).all(|part| {
        part.chars().all(|c| !c.is_ascii_uppercase()) && part.chars().any(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') || !c.is_ascii())
    })
}
