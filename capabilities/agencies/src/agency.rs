//! What is an agency, and what is said of it in its guide?

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

gongkai_law::id!(
    /// Number of one agency.
    AgencyId
);

/// What sort of body it is: who must disclose under 条例 article 2, article 54 and article 55.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// 人民政府 of a province, city or county
    Government,
    /// 政府办公室: usually the office in charge of openness (条例 article 3)
    Office,
    #[default]
    Department,
    Town,
    Subdistrict,
    /// 法律、法规授权的具有管理公共事务职能的组织 (条例 article 54)
    Institution,
    /// 公共企事业单位 (条例 article 55)
    PublicEnterprise,
}

impl AgencyKind {
    pub const ALL: [Self; 7] =
        [Self::Government, Self::Office, Self::Department, Self::Town, Self::Subdistrict, Self::Institution, Self::PublicEnterprise];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Office => "office",
            Self::Department => "department",
            Self::Town => "town",
            Self::Subdistrict => "subdistrict",
            Self::Institution => "institution",
            Self::PublicEnterprise => "public_enterprise",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Government => "人民政府",
            Self::Office => "政府办公室",
            Self::Department => "政府部门",
            Self::Town => "乡镇",
            Self::Subdistrict => "街道办事处",
            Self::Institution => "授权组织",
            Self::PublicEnterprise => "公共企事业单位",
        }
    }
}

/// One of those who lead it: name, post, 分工.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Leader {
    pub name: String,
    pub post: String,
    #[serde(default)]
    pub duties: String,
}

/// 政府信息公开工作机构, with what the guide must say of it (条例 article 12).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpennessContact {
    pub unit: String,
    pub address: String,
    pub office_hours: String,
    pub phone: String,
    pub fax: String,
    /// 互联网联系方式
    pub online: String,
}

/// What may be said anew of an agency at any time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AgencyData {
    /// 全称
    pub name: String,
    pub short_name: String,
    /// 统一社会信用代码, 18 characters; empty where it has none
    pub code: String,
    pub kind: AgencyKind,
    pub order_no: i64,
    pub address: String,
    pub postcode: String,
    pub office_hours: String,
    pub phone: String,
    pub fax: String,
    pub email: String,
    /// 机构职能, one a line
    pub functions: String,
    pub divisions: Vec<String>,
    pub leaders: Vec<Leader>,
    pub openness: OpennessContact,
    /// 机关代字 such as 青教发, 青教函, the usual one first
    pub abbreviations: Vec<String>,
}

/// A name that an agency bore, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormerName {
    pub name: String,
    pub short_name: String,
    pub from_on: Date,
    pub until_on: Date,
}

/// An agency as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agency {
    pub id: AgencyId,
    pub path: String,
    /// Path of the agency above; empty at the root.
    pub parent: String,
    pub active: bool,
    pub dissolved_on: Option<Date>,
    /// Path of the agency that took over; empty where none did.
    pub successor: String,
    pub former_names: Vec<FormerName>,
    /// Written out flat in templates and JSON: `agency.name`.
    #[serde(flatten)]
    pub data: AgencyData,
}

impl Agency {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.data.name
    }

    /// The short name, or the full one where there is none.
    #[must_use]
    pub fn short_name(&self) -> &str {
        if self.data.short_name.is_empty() { &self.data.name } else { &self.data.short_name }
    }

    /// 统一社会信用代码, with which its index numbers begin; empty where it has none.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.data.code
    }
}
