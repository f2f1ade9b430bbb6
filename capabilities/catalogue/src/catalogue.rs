//! What is a catalogue, and what is kept of it? Its kind, its place among those it inherits from, its versions and who bears what.

use jiff::civil::Date;
use serde::Serialize;

gongkai_law::id!(
    /// Number of one catalogue.
    CatalogueId
);

gongkai_law::coded! {
    /// What sort of list it is.
    pub enum ListKind "清单种类" {
        /// 国办发〔2019〕54号
        Standard => "standard", "基层政务公开标准目录";
        /// A superior's catalogue for all below it.
        Common => "common", "统一目录";
        /// 权责清单
        Powers => "powers", "权力和责任清单";
        PublicServices => "public_services", "公共服务事项清单";
        Intermediary => "intermediary", "中介服务事项清单";
        Fees => "fees", "收费目录清单";
        /// 不予公开的事项, adjusted publicly
        Negative => "negative", "不予公开清单";
        /// 主动公开基本目录 of a department
        Basic => "basic", "主动公开基本目录";
        /// 公共企事业单位 (条例 article 55)
        Enterprise => "enterprise", "公共企事业单位信息公开目录";
        Village => "village", "村级事务公开目录";
    }
}

impl ListKind {
    /// Whether its items must be made public; a negative list says what must not.
    #[must_use]
    pub fn demands(self) -> bool {
        self != Self::Negative
    }
}

gongkai_law::coded! {
    /// Whose catalogue it is.
    pub enum Tier "目录层级" {
        Nation => "nation", "国家";
        Province => "province", "省";
        City => "city", "市";
        County => "county", "县";
        Town => "town", "乡镇（街道）";
        Village => "village", "村（社区）";
        /// A department or a public enterprise.
        Unit => "unit", "单位";
    }
}

/// A catalogue, aside from what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    pub id: CatalogueId,
    pub code: String,
    pub title: String,
    pub list_kind: ListKind,
    pub tier: Tier,
    /// Empty where it is kept outside of this installation.
    pub owner: String,
    pub parent: Option<CatalogueId>,
    pub filed_on: Date,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    pub number: i64,
    /// The parent's version that it inherits; 0 at the root.
    pub parent_version: i64,
    pub on: Date,
    pub reason: String,
    pub basis: String,
    pub by_name: String,
    pub sha256: String,
}

/// What a bearer bears.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Field(String),
    Item(String),
}

impl Target {
    /// As it is stored and sent: `field:01`, `item:010203`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Field(code) => format!("field:{code}"),
            Self::Item(code) => format!("item:{code}"),
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split_once(':')? {
            ("field", code) => Some(Self::Field(code.to_owned())),
            ("item", code) if !code.is_empty() => Some(Self::Item(code.to_owned())),
            _ => None,
        }
    }
}

/// An agency that owes a field or an item, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub id: i64,
    pub catalogue: CatalogueId,
    pub target: Target,
    pub agency: String,
    pub from_on: Date,
    /// The first day on which it no longer holds.
    pub until_on: Option<Date>,
}

impl Bearer {
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from_on <= day && self.until_on.is_none_or(|until| day < until)
    }
}

/// An item wherever it is inherited to: the root of its catalogues and its code, `std26/010203`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// Code of the catalogue at the root of the inheritance.
    pub line: String,
    pub code: String,
}

impl std::fmt::Display for ItemRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.line, self.code)
    }
}

impl ItemRef {
    /// `None` where the text names no item.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (line, code) = text.split_once('/')?;
        (!line.is_empty() && !code.is_empty()).then(|| Self { line: line.to_owned(), code: code.to_owned() })
    }
}
