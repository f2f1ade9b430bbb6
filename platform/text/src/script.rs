//! In which script is this text, and how does it read in the other one?
//!
//! Official texts come in as Simplified originals, as Traditional copies of them made character by character, and as
//! copies in Taiwan wording (檔案 for 文件). Back-conversion by character would give wrong legal terms, so a table of
//! government terms runs first (`data/terms_to_hans.tsv`), and the reader is told that the text was reconverted.

mod phrases;

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use hanconv::RawDictionary::{STCharacters, STPhrases, TSCharacters, TSPhrases};
use serde::{Deserialize, Serialize};

use self::phrases::{Characters, Found, Phrases};

/// 简体 or 繁体.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    #[default]
    Hans,
    Hant,
}

impl Script {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hans => "hans",
            Self::Hant => "hant",
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Hans => "简体",
            Self::Hant => "繁体",
        }
    }
}

/// The script of a text by its telling characters: those that only one of the two scripts uses. A text without any is
/// Simplified, since that is what official texts are.
#[must_use]
pub fn detect(text: &str) -> Script {
    let telling = telling();
    let (mut hans, mut hant) = (0_usize, 0_usize);
    for c in text.chars() {
        match telling.get(c) {
            '简' => hans += 1,
            '繁' => hant += 1,
            _ => {}
        }
    }
    if hant > hans { Script::Hant } else { Script::Hans }
}

/// One Traditional character as its Simplified one, any other unchanged. For comparing and for search, never for storing:
/// it looks at no neighbour.
#[must_use]
pub fn fold_char(c: char) -> char {
    // ASCII and the rest of the low plane are never folded, and most calls are about them or about common Han.
    if (c as u32) < 0x3400 { c } else { folding().get(c) }
}

/// The text in Simplified script and mainland wording. Simplified text passes unchanged.
#[must_use]
pub fn to_simplified(text: &str) -> String {
    Reconversion::of(text).line(text)
}

/// The text in Traditional script, with mainland terms kept (信息 stays 信息) and the characters that fit official terms.
#[must_use]
pub fn to_traditional(text: &str) -> String {
    to_hant().convert(text)
}

fn to_hant() -> &'static ToHant {
    static TABLE: OnceLock<ToHant> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut terms, mut phrases) = (Phrases::default(), Phrases::default());
        for (key, value) in STPhrases.iter() {
            phrases.insert(key, value, None);
        }
        for (key, value, _) in rows(include_str!("data/terms_to_hant.tsv")) {
            terms.insert(key, value, None);
        }
        terms.seal();
        phrases.seal();
        let mut characters = Characters::default();
        for (key, value) in STCharacters.iter() {
            characters.insert(key, value);
        }
        ToHant { terms, phrases, characters }
    })
}

struct ToHant {
    terms: Phrases,
    phrases: Phrases,
    characters: Characters,
}

impl ToHant {
    /// Terms first over the whole text, phrases only between them: 之后制定 holds the phrase 后制 (post-production), but
    /// 制定 is the term.
    fn convert(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let (mut at, mut done) = (0, 0);
        while at < chars.len() {
            match self.terms.longest(&chars[at..], |_| true) {
                Some(found) => {
                    self.between(&chars[done..at], &mut out);
                    out.push_str(found.value);
                    at += found.taken;
                    done = at;
                }
                None => at += 1,
            }
        }
        self.between(&chars[done..], &mut out);
        out
    }

    fn between(&self, chars: &[char], out: &mut String) {
        let mut at = 0;
        while at < chars.len() {
            match self.phrases.longest(&chars[at..], |_| true) {
                Some(found) => {
                    out.push_str(found.value);
                    at += found.taken;
                }
                None => {
                    out.push(self.characters.get(chars[at]));
                    at += 1;
                }
            }
        }
    }
}

/// How one document is brought back to Simplified: which terms of the other wording are really conversions.
///
/// A converter is consistent: where it turned every 文件 into 檔案, no 文件 is left. So a term is brought back only if
/// the document does not also use the mainland one, and only if the document bears some unmistakable term at all.
pub struct Reconversion {
    hant: bool,
    allowed: Vec<bool>,
}

impl Reconversion {
    /// Judges the whole document, so that each of its lines is converted alike.
    #[must_use]
    pub fn of(document: &str) -> Self {
        if detect(document) == Script::Hans {
            return Self { hant: false, allowed: Vec::new() };
        }
        let folded: String = document.chars().map(fold_char).collect();
        let terms = to_hans();
        if !terms.prove_conversion(&folded) {
            return Self { hant: true, allowed: vec![false; terms.guards.len()] };
        }
        let mut present = vec![false; terms.guards.len()];
        for found in terms.guard_words.find_overlapping_iter(&folded) {
            present[found.pattern().as_usize()] = true;
        }
        let allowed = terms.guards.iter().zip(present).map(|(guard, present)| guard.is_empty() || !present).collect();
        Self { hant: true, allowed }
    }

    /// Whether Taiwan wording is brought back, not only characters.
    #[must_use]
    pub fn rewords(&self) -> bool {
        self.allowed.iter().any(|allowed| *allowed)
    }

    #[must_use]
    pub fn line(&self, line: &str) -> String {
        if !self.hant {
            return line.to_owned();
        }
        let terms = to_hans();
        let chars: Vec<char> = line.chars().collect();
        let folded: Vec<char> = chars.iter().map(|c| fold_char(*c)).collect();
        let mut out = String::with_capacity(line.len());
        let mut at = 0;
        while at < chars.len() {
            let found = terms
                .terms
                .longest(&folded[at..], |guard| guard.is_none_or(|guard| self.allowed[guard]))
                .or_else(|| terms.phrases.longest(&chars[at..], |_| true));
            match found {
                Some(found) => {
                    out.push_str(found.value);
                    at += found.taken;
                }
                None => {
                    out.push(folded[at]);
                    at += 1;
                }
            }
        }
        out
    }
}

struct ToHans {
    /// Government terms; keys in Simplified characters, matched on the folded text, so that mixed spellings fit.
    terms: Phrases,
    phrases: Phrases,
    /// For each term the word that must not stand in the document too; empty where there is none.
    guards: Vec<&'static str>,
    guard_words: AhoCorasick,
    unmistakable: Vec<bool>,
}

impl ToHans {
    /// Whether some term can only come from a converter; 行政许可权 is shielded from being taken for 许可权.
    fn prove_conversion(&self, folded: &str) -> bool {
        let chars: Vec<char> = folded.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            match self.terms.longest(&chars[at..], |_| true) {
                Some(Found { guard: Some(guard), .. }) if self.unmistakable[guard] => return true,
                Some(found) => at += found.taken,
                None => at += 1,
            }
        }
        false
    }
}

fn to_hans() -> &'static ToHans {
    static TABLE: OnceLock<ToHans> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut terms, mut phrases) = (Phrases::default(), Phrases::default());
        let (mut guards, mut unmistakable): (Vec<&'static str>, Vec<bool>) = (Vec::new(), Vec::new());
        for (key, value, guard) in rows(include_str!("data/terms_to_hans.tsv")) {
            // A term that stands for itself shields a genuine use from the shorter term inside it.
            let guard = if key == value || guard == "=" {
                None
            } else {
                unmistakable.push(guard == "!");
                guards.push(match guard {
                    "" => value,
                    "!" | "-" => "",
                    other => other,
                });
                Some(guards.len() - 1)
            };
            terms.insert(key, value, guard);
        }
        for (key, value) in TSPhrases.iter() {
            phrases.insert(key, value, None);
        }
        terms.seal();
        phrases.seal();
        // An empty guard gets a word that no text holds, so that places in both lists agree.
        let words = guards.iter().map(|guard| if guard.is_empty() { "\0" } else { *guard });
        let guard_words = AhoCorasick::new(words).expect("a word list is no pattern");
        ToHans { terms, phrases, guards, guard_words, unmistakable }
    })
}

/// Rows of a data file: key, value and an optional third column; `#` starts a comment.
fn rows(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next().unwrap_or("")))
    })
}

fn folding() -> &'static Characters {
    static TABLE: OnceLock<Characters> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut characters = Characters::default();
        for (key, value) in TSCharacters.iter() {
            characters.insert(key, value);
        }
        characters
    })
}

/// For each telling character the script it belongs to, written as 简 or 繁.
fn telling() -> &'static Characters {
    static TABLE: OnceLock<Characters> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut characters = Characters::default();
        // A character that may also stand for itself (后, 里, 云 in Traditional; 著, 乾 in Simplified) tells nothing.
        for (dictionary, script) in [(&TSCharacters, "繁"), (&STCharacters, "简")] {
            for (key, values) in dictionary.var_iter() {
                if !values.contains(&key) {
                    characters.insert(key, script);
                }
            }
        }
        characters
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(detect("青岚县政务公开工作要点"), Script::Hans);
        assert_eq!(detect("青嵐縣政務公開工作要點"), Script::Hant);
        // The mixed script of a careless conversion is Traditional all the same.
        assert_eq!(detect("全面推進標準化規范化,關于印發"), Script::Hant);
        assert_eq!(detect("2026"), Script::Hans);
    }

    #[test]
    fn taiwan_wording_comes_back_as_law_terms() {
        let text = "縣政府在入口網站集中發布規範性檔案,最佳化辦事流程,按照許可權設定欄目,維護網際網路程式,方便民眾";
        assert_eq!(to_simplified(text), "县政府在门户网站集中发布规范性文件,优化办事流程,按照权限设置栏目,维护互联网程序,方便群众");
    }

    #[test]
    fn archives_stay_archives() {
        let text = "入口網站公開檔案目錄,檔案館保管人事檔案,依法設定行政許可";
        assert_eq!(to_simplified(text), "门户网站公开文件目录,档案馆保管人事档案,依法设定行政许可");
    }

    #[test]
    fn a_term_across_two_words_is_no_term() {
        let text = "入口網站刊登建設定點醫院、產品質量和農民眾多的情況";
        assert_eq!(to_simplified(text), "门户网站刊登建设定点医院、产品质量和农民众多的情况");
    }

    #[test]
    fn a_plain_traditional_copy_keeps_its_words() {
        // No unmistakable Taiwan term, so 設定 and 檔案 are what the original said.
        assert_eq!(to_simplified("行政許可的設定和實施,檔案公開"), "行政许可的设定和实施,档案公开");
        assert_eq!(to_simplified("相對集中行政許可權,公路網路段"), "相对集中行政许可权,公路网路段");
        // Both words stand in the text, so neither was made by a converter.
        assert_eq!(to_simplified("入口網站,檔案和文件分別保管"), "门户网站,档案和文件分别保管");
    }

    #[test]
    fn reading_in_traditional() {
        assert_eq!(to_traditional("县干部征求意见后制定标准"), "縣幹部徵求意見後制定標準");
        assert_eq!(to_traditional("云南省"), "雲南省");
        assert_eq!(to_traditional("若干部门系统联系人关系"), "若干部門系統聯繫人關係");
    }

    #[test]
    fn one_character_at_a_time() {
        assert_eq!(fold_char('國'), '国');
        assert_eq!(fold_char('国'), '国');
        assert_eq!(fold_char('a'), 'a');
    }
}
