//! With which words is a text of this agency screened? The operator's profile, and what an agency and those below it add to it.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use gongkai_text::screen::{Profile, Screen};
use toml::{Table, Value};

/// The rules of the installation, and those of agencies that have words of their own.
pub struct Screens {
    everywhere: Screen,
    /// Longest path first.
    agencies: Vec<(String, Screen)>,
}

impl Screens {
    /// Reads the profile of a file; ours where there is none.
    ///
    /// # Errors
    /// Names the file, the agency and everything that is wrong.
    pub fn open(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else {
            let everywhere = Screen::new(&Profile::default()).map_err(|errors| anyhow!("the built-in profile: {errors:?}"))?;
            return Ok(Self { everywhere, agencies: Vec::new() });
        };
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        Self::read(&text).with_context(|| format!("screening profile {}", file.display()))
    }

    fn read(text: &str) -> Result<Self> {
        let mut own: Table = text.parse().context("it is not valid TOML")?;
        let agencies = match own.remove("agency") {
            None => Table::new(),
            Some(Value::Table(agencies)) => agencies,
            Some(_) => bail!("`agency` holds tables: [agency.\"path/of/agency\".classified]"),
        };
        let base = match own.remove("extends") {
            Some(Value::Boolean(true)) => {
                let mut ours = Table::try_from(Profile::default()).context("writing the built-in profile out")?;
                lay(&mut ours, own);
                ours
            }
            None | Some(Value::Boolean(false)) => own,
            Some(other) => bail!("`extends`: `{other}` is neither true nor false"),
        };
        let everywhere = screen(&base)?;
        let mut tables: Vec<(String, Table)> = Vec::new();
        let mut ordered: Vec<(String, Value)> = agencies.into_iter().collect();
        // What stands above comes first: an agency has the words of those above it besides its own.
        ordered.sort_by_key(|(path, _)| path.len());
        for (path, added) in ordered {
            let Value::Table(added) = added else { bail!("agency `{path}`: it is not a table") };
            if path.is_empty() || path.starts_with('/') || path.ends_with('/') {
                bail!("agency `{path}`: a path is like `qinglan/edu`");
            }
            let above = tables.iter().rev().find(|(root, _)| lies_in(&path, root));
            let mut table = above.map_or(&base, |(_, table)| table).clone();
            lay(&mut table, added);
            tables.push((path, table));
        }
        let of = |(path, table): &(String, Table)| Ok((path.clone(), screen(table).with_context(|| format!("agency `{path}`"))?));
        Ok(Self { everywhere, agencies: tables.iter().rev().map(of).collect::<Result<_>>()? })
    }

    /// The rules that hold where no agency has its own.
    #[must_use]
    pub fn everywhere(&self) -> &Screen {
        &self.everywhere
    }

    /// The rules for texts of an agency.
    #[must_use]
    pub fn of(&self, agency_path: &str) -> &Screen {
        self.agencies.iter().find(|(root, _)| lies_in(agency_path, root)).map_or(&self.everywhere, |(_, screen)| screen)
    }
}

fn lies_in(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Lists grow, everything else is replaced.
fn lay(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => lay(under, over),
            (Some(Value::Array(under)), Value::Array(over)) => {
                for item in over {
                    if !under.contains(&item) {
                        under.push(item);
                    }
                }
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

fn screen(table: &Table) -> Result<Screen> {
    let told = |errors: Vec<gongkai_text::screen::ProfileError>| {
        anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))
    };
    let profile = Profile::from_toml(&toml::to_string(table)?).map_err(told)?;
    Screen::new(&profile).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "extends = true\n[classified]\nwords = [\"青岚内参\"]\n[agency.qinglan.classified]\nwords = [\"县志初稿\"]\n\
        [agency.\"qinglan/edu\".classified]\nwords = [\"试题清样\"]\n";

    fn words(screens: &Screens, path: &str) -> Vec<String> {
        screens.of(path).profile().classified.words.clone()
    }

    #[test]
    fn an_agency_adds_its_words_to_those_above_it() {
        let screens = Screens::read(WORDS).unwrap();
        assert_eq!(words(&screens, "qinglan/edu/school"), ["青岚内参", "县志初稿", "试题清样"]);
        assert_eq!(words(&screens, "qinglan/education"), ["青岚内参", "县志初稿"], "a path, not its beginning");
        assert_eq!(words(&screens, "elsewhere"), ["青岚内参"]);
        let ours = Profile::default();
        assert_eq!(screens.everywhere().profile().words, ours.words, "what is not named stays");
    }

    #[test]
    fn what_is_wrong_names_its_agency() {
        let told = |text: &str| format!("{:#}", Screens::read(text).map(|_| ()).unwrap_err());
        assert!(told("extends = true\n[agency.\"qinglan/edu\".classified]\nwords = [\" \"]\n").contains("agency `qinglan/edu`"));
        assert!(told("extends = true\n[agency.\"qinglan/edu\".clasified]\nwords = [\"x\"]\n").contains("clasified"));
        assert!(told("extends = \"yes\"\n").contains("neither true nor false"));
        assert!(told("version = 1\n").contains("筛查配置"), "without `extends` a profile is whole");
    }
}
