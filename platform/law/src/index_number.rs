//! Where does a record stand in its agency's catalogue? 索引号: made by us in the national form, read in every form met.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::{chinese, uscc};

/// How the part before the year names the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexScheme {
    /// `{统一社会信用代码}/{年}-{流水}`: the national form, and the one we make.
    National,
    /// `{组织机构代码}/{年}-{流水}`: its predecessor.
    OrganisationCode,
    /// `{行政区划代码}/{年}-{流水}`.
    DivisionCode,
    /// `{机构代码}-{类别}-{年}-{流水}`.
    AgencyAndCategory,
    /// `{拼音缩写}-{年}-{流水}`.
    Initials,
}

/// 索引号. The serial keeps its printed width, so that an imported number is shown as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndexNumber {
    pub scheme: IndexScheme,
    /// The code of the agency, by whatever the scheme uses.
    pub agency: String,
    pub category: Option<String>,
    pub year: i16,
    pub month: Option<i8>,
    pub serial: u32,
    pub width: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexNumberError {
    #[error("索引号为空")]
    Empty,
    /// `…/2021-None`: a fault of the system it came from.
    #[error("索引号“{0}”没有流水号，是来源系统留下的缺陷")]
    NoSerial(String),
    #[error("“{0}”不是索引号，国家统一格式为“统一社会信用代码/年份-流水号”")]
    Malformed(String),
}

static PATTERNS: LazyLock<[(IndexScheme, Regex); 5]> = LazyLock::new(|| {
    let tail = r"((?:19|20)\d{2})(0[1-9]|1[0-2])?-?(\d{4,7})$";
    let pattern = |head: &str| Regex::new(&format!("^{head}{tail}")).expect("a fixed pattern");
    [
        (IndexScheme::National, pattern(r"([0-9A-HJ-NPQRTUWXY]{18})()[/-]")),
        (IndexScheme::AgencyAndCategory, pattern(r"([0-9A-Z]{2,21})-(\d{4})-")),
        (IndexScheme::OrganisationCode, pattern(r"([0-9A-Z]{8}-?[0-9X])()/")),
        (IndexScheme::DivisionCode, pattern(r"(\d{6})()/")),
        (IndexScheme::Initials, pattern(r"([a-z]{2,16})()[-/]")),
    ]
});

/// The width of the serial in the national form.
const WIDTH: u8 = 5;

impl IndexNumber {
    /// The number for the `serial`th record of the agency in that year, in the national form. Counting without gaps is the
    /// caller's: it holds the series.
    pub fn next(uscc: &str, year: i16, serial: u32) -> IndexNumber {
        IndexNumber { scheme: IndexScheme::National, agency: uscc.to_owned(), category: None, year, month: None, serial, width: WIDTH }
    }

    /// Reads the forms in use on government sites.
    ///
    /// # Errors
    /// What is wrong with it; `无`, `-` and blanks count as empty.
    pub fn parse(text: &str) -> Result<IndexNumber, IndexNumberError> {
        let bare = chinese::half_width(text);
        if matches!(bare.as_str(), "" | "无" | "-" | "—" | "——" | "None" | "null") {
            return Err(IndexNumberError::Empty);
        }
        if bare.ends_with("-None") || bare.ends_with("-null") || bare.ends_with("-undefined") {
            return Err(IndexNumberError::NoSerial(text.trim().to_owned()));
        }
        for (scheme, pattern) in PATTERNS.iter() {
            let Some(parts) = pattern.captures(&bare) else { continue };
            let (Ok(year), Ok(serial)) = (parts[3].parse(), parts[5].parse()) else { continue };
            return Ok(IndexNumber {
                scheme: *scheme,
                agency: parts[1].to_owned(),
                category: Some(parts[2].to_owned()).filter(|category| !category.is_empty()),
                year,
                month: parts.get(4).and_then(|month| month.as_str().parse().ok()),
                serial,
                width: u8::try_from(parts[5].len()).unwrap_or(WIDTH),
            });
        }
        Err(IndexNumberError::Malformed(text.trim().to_owned()))
    }

    /// Whether the credit code in it passes its own checks; `None` where the scheme has none. Sites have numbers that fail
    /// (made-up codes of systems), so this is a warning and no refusal.
    pub fn uscc_passes(&self) -> Option<bool> {
        (self.scheme == IndexScheme::National).then(|| uscc::Uscc::parse(&self.agency).is_ok())
    }
}

impl fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = usize::from(self.width);
        match (self.scheme, &self.category) {
            (IndexScheme::AgencyAndCategory, Some(category)) => write!(f, "{}-{category}-{}", self.agency, self.year)?,
            (IndexScheme::Initials, _) => write!(f, "{}-{}", self.agency, self.year)?,
            _ => write!(f, "{}/{}", self.agency, self.year)?,
        }
        if let Some(month) = self.month {
            write!(f, "{month:02}")?;
        }
        write!(f, "-{:0width$}", self.serial)
    }
}

impl FromStr for IndexNumber {
    type Err = IndexNumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        IndexNumber::parse(text)
    }
}
