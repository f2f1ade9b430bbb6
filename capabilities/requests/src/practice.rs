//! What does this place decide where the law leaves it open: terms, names around it, how long identity is kept?

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::rules::terms::Terms;

/// Settings of requests; a TOML file named by the setting `requests`. Every key has a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Practice {
    pub terms: Terms,
    /// The government above the topmost one here: it reconsiders what that one answers (行政复议法 article 24).
    pub superior: String,
    /// The court for suits, where the place names one.
    pub court: String,
    /// The address at which a reconsideration can be filed online (行政复议法 article 22).
    pub review_channel: String,
    /// How and where a fee is paid.
    pub payment: String,
    /// Months after the end of a request for which identity is kept (个人信息保护法 article 19: no longer than needed).
    pub identity_months: u32,
    /// Whether a picture of the proof of identity must come with the form on the site. Article 29 (2) (1) asks for the proof, and
    /// article 30 has what is lacking corrected: so by default it is taken in without, and marked as lacking.
    pub identity_file: bool,
    /// So many like requests of different applicants within twelve months suggest to tell everybody (article 44).
    pub repeated: usize,
    /// Folder of the agencies' own templates of letters.
    pub letters: Option<std::path::PathBuf>,
}

impl Default for Practice {
    fn default() -> Self {
        Self {
            terms: Terms::default(),
            superior: String::new(),
            court: String::new(),
            review_channel: String::new(),
            payment: "持本通知书到本机关办理缴款，取得财政票据".to_owned(),
            identity_months: 36,
            identity_file: false,
            repeated: 3,
            letters: None,
        }
    }
}

/// The practice of this place.
///
/// # Errors
/// Names the file and the key that is wrong.
pub fn practice(file: Option<&Path>) -> Result<Practice> {
    let Some(file) = file else { return Ok(Practice::default()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    toml::from_str(&text).with_context(|| format!("{} does not describe the practice of requests", file.display()))
}
