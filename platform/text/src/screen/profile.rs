//! What does this site look for, with which words, how severely, and how does it mask?
//!
//! Everything that differs by place or year is data here (`house.md` invariant 12); the default is the embedded TOML.

use super::codes::Code;
use super::masks::{AddressKeeps, Format};
use crate::finding::Severity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const DEFAULT: &str = include_str!("../data/screen-profile.toml");

/// The settings of screening. `Profile::default()` is a county's usual practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub version: u32,
    /// Codes (`personal.email`) or families (`duplicate`) that are not looked for.
    #[serde(default)]
    pub off: Vec<String>,
    /// Values are dropped whole instead of being masked in part.
    #[serde(default)]
    pub strict: bool,
    /// Severities that differ from `docs/findings.md`.
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    pub masks: Masks,
    pub hosts: Hosts,
    pub words: Words,
    pub classified: Classified,
    pub tamper: Tamper,
    pub defect: Defect,
    pub heads: Heads,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masks {
    pub id_card: Format,
    pub id_card_15: Format,
    pub mobile: Format,
    pub landline: Format,
    pub bank_card: Format,
    pub plate: Format,
    pub passport: Format,
    pub email: Format,
    pub address_keeps: AddressKeeps,
    /// What stands in place of a dropped value.
    pub dropped: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    pub allowed: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub contact: Vec<String>,
    pub individual: Vec<String>,
    pub resident: Vec<String>,
    pub office_phone: Vec<String>,
    pub phone: Vec<String>,
    pub office_unit: Vec<String>,
    pub account: Vec<String>,
    pub org_account: Vec<String>,
    pub org_name: Vec<String>,
    pub identifier: Vec<String>,
    pub id_label: Vec<String>,
    pub passport: Vec<String>,
    pub birth: Vec<String>,
    pub address: Vec<String>,
    pub office_address: Vec<String>,
    pub income: Vec<String>,
    pub health: Vec<String>,
    pub minor: Vec<String>,
    pub minor_list: Vec<String>,
    pub adult_list: Vec<String>,
    pub public_vehicle: Vec<String>,
    pub surnames: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classified {
    pub levels: Vec<String>,
    pub level_labels: Vec<String>,
    pub not_public: Vec<String>,
    pub on_request: Vec<String>,
    pub internal: Vec<String>,
    pub internal_strong: Vec<String>,
    /// The site's own list.
    #[serde(default)]
    pub words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tamper {
    pub advertising: Vec<String>,
    /// Words that count only together, and not where the text speaks against them.
    pub advertising_weak: Vec<String>,
    pub against: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    pub mojibake: Vec<String>,
    pub template: Vec<String>,
}

/// Words by which a table's column is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heads {
    pub name: Vec<String>,
    pub id_card: Vec<String>,
    pub mobile: Vec<String>,
    pub bank_card: Vec<String>,
    pub address: Vec<String>,
    pub birth_date: Vec<String>,
    pub property: Vec<String>,
    pub plate: Vec<String>,
    pub health: Vec<String>,
    pub email: Vec<String>,
    pub passport: Vec<String>,
    pub age: Vec<String>,
    /// Heads that only lists of pupils have.
    pub pupil: Vec<String>,
    pub office: Vec<String>,
    pub personal: Vec<String>,
}

/// Why a profile cannot be used. All reasons are reported at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("筛查配置无法读取：{0}")]
    Unreadable(String),
    #[error("筛查配置版本{0}不受支持，应为1")]
    Version(u32),
    #[error("筛查配置中的“{0}”不是已知的提示代码")]
    UnknownCode(String),
    #[error("筛查配置“{0}”中有空白词条")]
    EmptyWord(&'static str),
    #[error("“{0}”须用不少于一个字的替代文字，且不得含数字")]
    Dropped(String),
    #[error("筛查词条过多，无法编译：{0}")]
    TooLarge(String),
}

impl Default for Profile {
    fn default() -> Self {
        toml::from_str(DEFAULT).expect("the embedded profile is read by a test")
    }
}

impl Profile {
    /// Reads a site's own profile.
    pub fn from_toml(text: &str) -> Result<Self, Vec<ProfileError>> {
        let profile: Self = toml::from_str(text).map_err(|error| vec![ProfileError::Unreadable(error.to_string())])?;
        let errors = profile.errors();
        if errors.is_empty() { Ok(profile) } else { Err(errors) }
    }

    pub(crate) fn errors(&self) -> Vec<ProfileError> {
        let mut errors = Vec::new();
        if self.version != 1 {
            errors.push(ProfileError::Version(self.version));
        }
        let families = ["personal", "classified", "tamper", "defect", "duplicate"];
        for code in &self.off {
            if Code::parse(code).is_none() && !families.contains(&code.as_str()) {
                errors.push(ProfileError::UnknownCode(code.clone()));
            }
        }
        errors.extend(self.severity.keys().filter(|code| Code::parse(code).is_none()).cloned().map(ProfileError::UnknownCode));
        for (name, words) in self.lists() {
            if words.iter().any(|word| word.trim().is_empty()) {
                errors.push(ProfileError::EmptyWord(name));
            }
        }
        if self.masks.dropped.is_empty() || self.masks.dropped.contains(|c: char| c.is_numeric()) {
            errors.push(ProfileError::Dropped(self.masks.dropped.clone()));
        }
        errors
    }

    fn lists(&self) -> [(&'static str, &Vec<String>); 13] {
        [
            ("words.contact", &self.words.contact),
            ("words.individual", &self.words.individual),
            ("words.office_phone", &self.words.office_phone),
            ("words.phone", &self.words.phone),
            ("words.account", &self.words.account),
            ("words.address", &self.words.address),
            ("words.birth", &self.words.birth),
            ("words.minor", &self.words.minor),
            ("words.identifier", &self.words.identifier),
            ("classified.words", &self.classified.words),
            ("classified.internal", &self.classified.internal),
            ("tamper.advertising", &self.tamper.advertising),
            ("defect.template", &self.defect.template),
        ]
    }

    /// Is this kind looked for here?
    #[must_use]
    pub fn is_on(&self, code: Code) -> bool {
        !self.off.iter().any(|off| off == code.as_str() || off == code.family())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_profile_is_sound() {
        assert_eq!(Profile::default().errors(), vec![]);
    }

    #[test]
    fn a_wrong_profile_is_refused_with_all_reasons() {
        let mut profile = Profile { version: 2, ..Profile::default() };
        profile.off.push("personal.shoe_size".to_owned());
        profile.severity.insert("defect.none".to_owned(), Severity::Warn);
        profile.classified.words.push(" ".to_owned());
        profile.masks.dropped = "1".to_owned();
        assert_eq!(profile.errors().len(), 5);
        let error = Profile::from_toml("version = 1\nnonsense = 3").expect_err("unknown key");
        assert!(error[0].to_string().contains("筛查配置无法读取"));
    }
}
