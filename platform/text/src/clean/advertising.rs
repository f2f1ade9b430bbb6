//! Which lines were put there by those who hijack pages to advertise?

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::normalise::fold;

use super::work::Work;

const REASON: &str = "整行由广告推广词语组成，与文件内容无关，疑为网页被篡改植入";

/// Weight at which a line is an advertisement. One word proves nothing: laws against gambling name its games.
const ENOUGH: u32 = 3;

pub fn cut(work: &mut Work<'_>) {
    for at in work.live() {
        if is_advertising(work.key(at)) {
            work.remove(at..at + 1, "tamper.advertising", REASON);
        }
    }
}

/// `line` in Simplified characters.
fn is_advertising(line: &str) -> bool {
    // Longer than any such line, or too short to tell.
    if line.len() > 3000 || line.len() < 12 {
        return false;
    }
    let (words, weights) = words();
    let mut seen = vec![false; weights.len()];
    let mut weight = 0;
    for found in words.find_iter(line) {
        if !std::mem::replace(&mut seen[found.pattern().as_usize()], true) {
            weight += weights[found.pattern().as_usize()];
        }
    }
    if weight < ENOUGH {
        return false;
    }
    // A sentence of a law speaks of these things with full stops and duties.
    let sentence = ["。", "；", "禁止", "依法", "查处", "打击", "规定"].iter().any(|word| line.contains(word));
    weight >= if sentence { 2 * ENOUGH } else { ENOUGH }
}

fn words() -> &'static (AhoCorasick, Vec<u32>) {
    static WORDS: OnceLock<(AhoCorasick, Vec<u32>)> = OnceLock::new();
    WORDS.get_or_init(|| {
        let rows: Vec<(String, u32)> = include_str!("../data/advertising.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(word, weight)| Some((fold(word), weight.trim().parse().ok()?)))
            .collect();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(rows.iter().map(|row| row.0.as_str()))
            .expect("a word list is no pattern");
        (automaton, rows.into_iter().map(|row| row.1).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advertisements_and_laws_about_them() {
        assert!(is_advertising("{某某影院}-国产精品在线观看,高清无码免费"));
        assert!(is_advertising("澳门新葡京真人百家乐官网注册送彩金,BET365"));
        assert!(!is_advertising("禁止利用百家乐、老虎机等方式赌博。"));
        assert!(!is_advertising("（三）制作、传播淫秽、色情、赌博信息的；"));
        assert!(!is_advertising("公共文化服务机构应当提供在线观看服务"));
    }
}
