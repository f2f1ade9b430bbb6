//! Which number does a paper bear? 发文字号: 代字, year and serial, however its brackets were typed.
//!
//! The 代字 is not unique in the country (宁政办发 is Nanjing's, 宁政办 Xining's), so a number is unique per issuer only.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::chinese;

/// 发文字号. `year` is absent for orders that are counted through (国务院令第711号).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// 机关代字: 宁政办发; of an order, everything before 第: 青岚县人民政府令.
    pub code: String,
    pub year: Option<i16>,
    pub serial: u32,
    /// Written 令第N号 instead of 〔年〕N号.
    pub ordinal: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNumberError {
    #[error("发文字号为空")]
    Empty,
    #[error("“{0}”不是发文字号，应当写作“机关代字〔年份〕序号号”，例如：青政办发〔2026〕12号")]
    Malformed(String),
    #[error("发文字号“{0}”的年份不在1949年至2100年之间")]
    YearOutOfRange(String),
    #[error("发文字号“{0}”的序号应当是从1开始的数字")]
    BadSerial(String),
}

const OPEN: &str = r"[〔﹝\[(（【〖［｛{〘<＜〈]";
const CLOSE: &str = r"[〕﹞\])）】〗］｝}〙>＞〉]";
const NUMERAL: &str = "[0-9〇○零一二三四五六七八九十百]";

/// Applied to text in half width without white space.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^([\p{{Han}}A-Za-z()（）·-]{{1,16}}?){OPEN}([0-9]{{2}}|[0-9]{{4}}|[〇○零一二三四五六七八九]{{4}})年?{CLOSE}(?:字)?第?({NUMERAL}{{1,6}})(?:[号號]|$)$"
    ))
    .expect("a fixed pattern")
});

static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^([\p{{Han}}()（）]{{0,30}}(?:令|公告|通告))[(（]?(?:([0-9]{{4}})年?)?第?({NUMERAL}{{1,6}})[号號][)）]?$"))
        .expect("a fixed pattern")
});

/// In running text the 代字 is at most ten characters long and every bracket style occurs.
static IN_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(\p{{Han}}[\p{{Han}} \u{{3000}}]{{0,14}})[ \u{{3000}}]*{OPEN}[ \u{{3000}}]*([0-9０-９]{{4}}|[〇○零一二三四五六七八九]{{4}})[ \u{{3000}}]*年?[ \u{{3000}}]*{CLOSE}[ \u{{3000}}]*第?[ \u{{3000}}]*[0-9０-９]{{1,5}}[ \u{{3000}}]*[号號]"
    ))
    .expect("a fixed pattern")
});

/// What stands before a number in a sentence and is not part of its 代字; longest first where one begins another.
const LEADING_WORDS: &[&str] = &[
    "贯彻落实",
    "文件精神",
    "发文字号",
    "的通知",
    "的意见",
    "的决定",
    "的批复",
    "的函",
    "关于",
    "根据",
    "按照",
    "依据",
    "依照",
    "遵照",
    "贯彻",
    "落实",
    "转发",
    "印发",
    "执行",
    "参照",
    "对照",
    "废止",
    "修订",
    "修改",
    "文件",
    "文号",
    "以及",
    "详见",
    "参见",
    "报送",
    "原",
    "见",
    "及",
    "和",
    "与",
    "附",
    "即",
    "按",
    "据",
];

impl DocumentNumber {
    /// A number in the usual form `代字〔年份〕序号号`.
    pub fn new(code: impl Into<String>, year: i16, serial: u32) -> DocumentNumber {
        DocumentNumber { code: code.into(), year: Some(year), serial, ordinal: false }
    }

    /// Reads a number written alone, in any bracket style, with 第, leading zeros, full-width digits or stray spaces.
    ///
    /// # Errors
    /// What is wrong with it, for the person who typed it.
    pub fn parse(text: &str) -> Result<DocumentNumber, DocumentNumberError> {
        let bare = chinese::half_width(text);
        if bare.is_empty() {
            return Err(DocumentNumberError::Empty);
        }
        if let Some(parts) = BRACKETED.captures(&bare) {
            let year = read_year(&parts[2]).ok_or_else(|| DocumentNumberError::YearOutOfRange(text.trim().to_owned()))?;
            return Ok(DocumentNumber {
                code: canonical_code(&parts[1]),
                year: Some(year),
                serial: read_serial(&parts[3], text)?,
                ordinal: false,
            });
        }
        if let Some(parts) = ORDINAL.captures(&bare) {
            let year = match parts.get(2) {
                Some(year) => Some(read_year(year.as_str()).ok_or_else(|| DocumentNumberError::YearOutOfRange(text.trim().to_owned()))?),
                None => None,
            };
            return Ok(DocumentNumber { code: canonical_code(&parts[1]), year, serial: read_serial(&parts[3], text)?, ordinal: true });
        }
        Err(DocumentNumberError::Malformed(text.trim().to_owned()))
    }

    /// Every bracketed number in running text, with the bytes it stands in. Words that merely precede it (根据, 转发…) are not
    /// taken for its 代字.
    pub fn find_in(text: &str) -> Vec<(Range<usize>, DocumentNumber)> {
        IN_TEXT
            .captures_iter(text)
            .filter_map(|found| {
                let whole = found.get(0)?;
                let start = whole.start() + leading_words(found.get(1)?.as_str());
                let number = DocumentNumber::parse(&text[start..whole.end()]).ok()?;
                Some((start..whole.end(), number))
            })
            .collect()
    }

    /// One writing for all ways to type it: unique per issuer, and what search compares.
    pub fn key(&self) -> String {
        match self.year {
            Some(year) => format!("{}-{year}-{}", self.code, self.serial),
            None => format!("{}-{}", self.code, self.serial),
        }
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.ordinal, self.year) {
            (false, Some(year)) => write!(f, "{}〔{year}〕{}号", self.code, self.serial),
            (true, Some(year)) => write!(f, "{}{year}年第{}号", self.code, self.serial),
            (_, None) => write!(f, "{}第{}号", self.code, self.serial),
        }
    }
}

impl FromStr for DocumentNumber {
    type Err = DocumentNumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DocumentNumber::parse(text)
    }
}

fn canonical_code(code: &str) -> String {
    code.replace('(', "（").replace(')', "）")
}

/// Two digits are the fifties to nineties of papers before 1990 (国发〔83〕137号).
fn read_year(text: &str) -> Option<i16> {
    let year = i16::try_from(chinese::number(text)?).ok()?;
    let year = if text.len() == 2 && year >= 49 { 1900 + year } else { year };
    (1949..=2100).contains(&year).then_some(year)
}

fn read_serial(serial: &str, whole: &str) -> Result<u32, DocumentNumberError> {
    chinese::number(serial).filter(|serial| *serial > 0).ok_or_else(|| DocumentNumberError::BadSerial(whole.trim().to_owned()))
}

/// How many bytes of `before` are words of the sentence rather than the 代字.
fn leading_words(before: &str) -> usize {
    let mut cut = 0;
    for word in LEADING_WORDS {
        let Some(at) = before.rfind(word) else { continue };
        let end = at + word.len();
        let rest = before[end..].trim();
        // 和政发 is a county's own code: a single character is a word of the sentence only where a place still follows it.
        let is_word = word.chars().count() > 1 || (at == cut && !rest.starts_with('政'));
        if is_word && !rest.is_empty() {
            cut = cut.max(end);
        }
    }
    cut + (before[cut..].len() - before[cut..].trim_start().len())
}
