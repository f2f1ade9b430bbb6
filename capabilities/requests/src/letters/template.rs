//! Which words does a template hold, the agency's own or ours?

use std::path::{Path, PathBuf};

use gongkai_law::Ground;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::rules::papers::Paper;

/// A letter: D02 to D25.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterTemplate {
    /// The name of the paper, where an agency calls it otherwise.
    pub title: Option<String>,
    /// 「某某：」; the applicant where nothing is said.
    pub salutation: Option<String>,
    /// The outcomes for which this letter is used; checked where given.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// The grounds that this letter may give; checked where given.
    #[serde(default)]
    pub grounds: Vec<String>,
    /// Names of what is enclosed.
    #[serde(default)]
    pub annexes: Vec<String>,
    /// The value that lists what else is enclosed; it may be absent.
    pub annexes_from: Option<String>,
    pub body: Vec<Part>,
    /// Parts that begin a page of their own.
    #[serde(default)]
    pub annex: Vec<Annex>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Annex {
    pub mark: String,
    pub title: String,
    pub body: Vec<Part>,
}

/// One part of the body. Exactly one of the kinds is given; `when` leaves it out where the expression is false.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub when: Option<String>,
    /// A paragraph; with `lines`, one for each entry of that list, known as `row` and `n`.
    pub text: Option<String>,
    pub lines: Option<String>,
    /// The name of a list of sentences.
    pub items: Option<String>,
    /// What somebody wrote, as it came.
    pub quotation: Option<String>,
    /// Labelled cells, to be filled in by hand.
    #[serde(default)]
    pub sheet: Vec<SheetRow>,
    /// A table as it stands, the first row its head.
    pub rows: Option<Vec<Vec<String>>>,
    /// A table with a row for each entry of a list, known as `row` and `n`.
    pub each: Option<String>,
    #[serde(default)]
    pub head: Vec<String>,
    #[serde(default)]
    pub cells: Vec<String>,
}

/// A form: D01, D02, D26, D27, D28.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetTemplate {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    /// The values without which the form is not filled.
    #[serde(default)]
    pub required: Vec<String>,
    #[serde(default)]
    pub notes: Vec<String>,
    pub rows: Vec<SheetRow>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SheetRow {
    pub section: Option<String>,
    pub pairs: Vec<[String; 2]>,
    /// The label of a row of boxes.
    pub choice: Option<String>,
    pub all: Vec<String>,
    /// The value that says which are taken: one word or a list.
    pub taken: Option<String>,
    /// The least height in millimetres.
    pub tall: f64,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../letters/", $name, ".toml")))),*] };
}

const FILES: &[(&str, &str)] = files![
    "D01", "D02", "D02-form", "D03", "D04", "D04b", "D05", "D06", "D07", "D08", "D09", "D10", "D11", "D12", "D13", "D14", "D15", "D15b",
    "D16", "D17", "D18", "D19", "D20", "D21", "D22", "D23", "D24", "D25", "D26", "D27", "D28",
];

const GROUNDS: &str = include_str!("../../letters/grounds.toml");

/// The text of a built-in template, from which an agency starts its own: `D13`, `D02-form`.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The file of an agency's own template; it need not exist.
#[must_use]
pub fn own_file(letters: &Path, agency_code: &str, paper: Paper) -> PathBuf {
    letters.join(agency_code).join(format!("{}.toml", paper.code()))
}

/// The built-in template with the agency's keys over it.
pub(super) fn read<T: DeserializeOwned>(name: &str, own: Option<&str>) -> Result<T, Vec<String>> {
    let broken = |what: &str, error: &dyn std::fmt::Display| vec![format!("{name}：{what}模板有误：{error}")];
    let text = built_in(name).ok_or_else(|| vec![format!("{name}：没有这种文书的模板")])?;
    let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| broken("内置", &error))?;
    if let Some(own) = own {
        let own: toml::Table = own.parse().map_err(|error: toml::de::Error| broken("本机关", &error.message()))?;
        table.extend(own);
    }
    table.try_into().map_err(|error: toml::de::Error| broken(if own.is_some() { "本机关" } else { "内置" }, &error.message()))
}

/// How a letter names a ground, and by which provision: `BG16-2`.
pub(super) fn ground(code: &str) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Grounds {
        ground: std::collections::BTreeMap<String, String>,
    }
    let known = Ground::ALL.iter().find(|ground| ground.statute_code() == code)?;
    let grounds: Grounds = toml::from_str(GROUNDS).expect("the built-in grounds are read by a test");
    // The letter has named the regulation before: only the article is wanted.
    let article = known.article().trim_start_matches("《政府信息公开条例》").to_owned();
    Some((grounds.ground.get(code)?.clone(), article))
}
