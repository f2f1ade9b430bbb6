//! Which kinds of record and which chains of review does this installation use? Ours, or those that its operator set.
//!
//! Read once at start and the same for the whole process, like the calendar: what a kind is called is asked for in every line
//! of every list.

use std::path::Path;
use std::sync::{OnceLock, PoisonError, RwLock};

use anyhow::{Context, Result, bail};
use gongkai_capability::Settings;

use crate::kind::{self, Kind};
use crate::rules::chains::{self, Pattern};

const KINDS: &str = include_str!("../data/kinds.toml");
const CHAINS: &str = include_str!("../data/chains.toml");

/// What is in force; each table lives as long as the process.
#[derive(Clone, Copy)]
struct Tables {
    kinds: &'static [Kind],
    chains: &'static [Pattern],
}

fn tables() -> &'static RwLock<Tables> {
    static TABLES: OnceLock<RwLock<Tables>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let (kinds, chains) = ours();
        RwLock::new(Tables { kinds: Vec::leak(kinds), chains: Vec::leak(chains) })
    })
}

fn ours() -> (Vec<Kind>, Vec<Pattern>) {
    let kinds = kind::read(KINDS, &[]).expect("the embedded table of kinds is checked by a test");
    let chains = chains::read(CHAINS, &[], &|_| true).expect("the embedded chains are checked by a test");
    (kinds, chains)
}

fn now() -> Tables {
    *tables().read().unwrap_or_else(PoisonError::into_inner)
}

/// The kinds of record in the order of menus.
pub(crate) fn kinds() -> &'static [Kind] {
    now().kinds
}

/// The chains of review; the first that fits is used.
pub(crate) fn chains() -> &'static [Pattern] {
    now().chains
}

/// Takes the operator's tables, before anything else is done with this capability.
///
/// # Errors
/// Names the file and each entry that is wrong.
pub(crate) fn configure(settings: &Settings) -> Result<()> {
    if settings.kinds.is_none() && settings.chains.is_none() {
        return Ok(());
    }
    let (mut kinds, mut chains) = ours();
    if let Some(file) = &settings.kinds {
        kinds = of_file(file, |text| kind::read(text, &kinds))?;
    }
    let known = |code: &str| kinds.iter().any(|kind| kind.code == code);
    if let Some(file) = &settings.chains {
        chains = of_file(file, |text| chains::read(text, &chains, &known))?;
    }
    let mut tables = tables().write().unwrap_or_else(PoisonError::into_inner);
    *tables = Tables { kinds: Vec::leak(kinds), chains: Vec::leak(chains) };
    Ok(())
}

fn of_file<T>(file: &Path, read: impl Fn(&str) -> Result<T, Vec<String>>) -> Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    match read(&text) {
        Ok(read) => Ok(read),
        Err(wrong) => bail!("{}: {}", file.display(), wrong.join("; ")),
    }
}
