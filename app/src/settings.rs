//! What did the operator decide? One optional TOML file, overlaid by `GONGKAI_*` variables; a wrong key or value is named.

use std::collections::BTreeMap;
use std::net::ToSocketAddrs as _;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use gongkai_capability::Settings;

/// Every setting: its key in the file (its variable is `GONGKAI_` and the key in capitals) and what it means.
pub const KEYS: [(&str, &str); 18] = [
    ("listen", "address and port to listen on (127.0.0.1:8080)"),
    ("data", "folder of files, index and SQLite database (./data)"),
    ("database", "sqlite:///path/file.sqlite or postgres://user@host/name (a file in the data folder)"),
    ("readers", "reading database connections (4)"),
    ("page_cache_mb", "memory for drawn pages, in MB (48)"),
    ("upload_mb", "largest file that may be uploaded, in MB (50, and no more)"),
    ("templates", "folder of templates that take the place of the built-in ones"),
    ("fonts", "folders of fonts that come before the system's, separated by ':'"),
    ("screening", "screening profile (TOML) in place of the built-in one or, with `extends = true`, over it"),
    ("kinds", "kinds of record (TOML) in place of the built-in ones or, with `extends = true`, over them"),
    ("chains", "chains of review (TOML) in place of the built-in ones or, with `extends = true`, before them"),
    ("seal_key", "file of the key that seals identities of applicants (keys/seal.key in the data folder)"),
    ("requests", "practice of requests for information (TOML) where the law leaves it to the place"),
    ("https", "true when a proxy in front speaks https"),
    ("behind_proxy", "true when X-Forwarded-For of a proxy in front is to be believed"),
    ("require_second_factor", "true when every member of staff must use one-time codes"),
    ("password_days", "days after which staff must choose a new password, 0 for never (90)"),
    ("requests_per_minute", "uncached requests a minute from one address (1200)"),
];

/// Reads the settings.
///
/// # Errors
/// Names the file or variable, the key and the value that is wrong.
pub fn read(file: Option<&Path>, variables: impl Iterator<Item = (String, String)>) -> Result<Settings> {
    let mut given: BTreeMap<String, (String, String)> = BTreeMap::new();
    if let Some(file) = file {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let table: toml::Table = text.parse().with_context(|| format!("{} is not valid TOML", file.display()))?;
        for (key, value) in table {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Array(items) => items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join(":"),
                other => other.to_string(),
            };
            known(&key, &format!("{}: key `{key}`", file.display()))?;
            given.insert(key.clone(), (text, format!("{}: `{key}`", file.display())));
        }
    }
    for (name, value) in variables {
        let Some(key) = name.strip_prefix("GONGKAI_").map(str::to_lowercase) else { continue };
        // Set by the tests and scripts around the program, not for it.
        if key.starts_with("test_") || key == "shared" || key == "config" {
            continue;
        }
        known(&key, &format!("variable `{name}`"))?;
        given.insert(key, (value, format!("variable `{name}`")));
    }
    let text = |key: &str| given.get(key).map(|(value, _)| value.as_str());
    let mut settings = Settings::in_folder(PathBuf::from(text("data").unwrap_or("data")));
    if let Some(listen) = text("listen") {
        listen.to_socket_addrs().with_context(|| format!("{}: `{listen}` is not an address and port", given["listen"].1))?;
        settings.listen = listen.to_owned();
    }
    if let Some(database) = text("database") {
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database.starts_with(scheme)) {
            bail!("{}: a database address begins with sqlite: or postgres:", given["database"].1);
        }
        settings.database = database.to_owned();
    }
    settings.readers = number(&given, "readers", settings.readers.into(), 1..=200)? as u32;
    settings.page_cache_bytes = number(&given, "page_cache_mb", 48, 0..=100_000)? * 1024 * 1024;
    // Readers take no file of more than 50 MB, so a larger number would promise what is refused. What comes with a file in its
    // form may be a fifth of it.
    settings.upload_bytes = number(&given, "upload_mb", 50, 1..=50)? as usize * 1024 * 1024 * 6 / 5;
    settings.password_days = number(&given, "password_days", 90, 0..=3_650)? as u32;
    settings.templates = existing(&given, "templates")?;
    if let Some(file) = text("seal_key") {
        settings.seal_key = PathBuf::from(file);
    }
    settings.requests = existing(&given, "requests")?;
    settings.screening = existing(&given, "screening")?;
    settings.kinds = existing(&given, "kinds")?;
    settings.chains = existing(&given, "chains")?;
    settings.fonts =
        text("fonts").map(|list| list.split(':').filter(|part| !part.is_empty()).map(PathBuf::from).collect()).unwrap_or_default();
    settings.https = truth(&given, "https")?;
    settings.behind_proxy = truth(&given, "behind_proxy")?;
    settings.require_second_factor = truth(&given, "require_second_factor")?;
    let rate = number(&given, "requests_per_minute", 1200, 1..=10_000_000)? as u32;
    settings.requests_per_minute = NonZeroU32::new(rate).context("requests_per_minute is at least 1")?;
    Ok(settings)
}

type Given = BTreeMap<String, (String, String)>;

fn known(key: &str, place: &str) -> Result<()> {
    if KEYS.iter().any(|(known, _)| *known == key) {
        return Ok(());
    }
    let all: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    bail!("{place} is not known; the settings are: {}", all.join(", "))
}

fn number(given: &Given, key: &str, default: u64, range: std::ops::RangeInclusive<u64>) -> Result<u64> {
    let Some((value, place)) = given.get(key) else { return Ok(default) };
    match value.parse::<u64>() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => bail!("{place}: `{value}` is not a whole number from {} to {}", range.start(), range.end()),
    }
}

fn truth(given: &Given, key: &str) -> Result<bool> {
    match given.get(key) {
        None => Ok(false),
        Some((value, _)) if value == "true" || value == "1" => Ok(true),
        Some((value, _)) if value == "false" || value == "0" => Ok(false),
        Some((value, place)) => bail!("{place}: `{value}` is neither true nor false"),
    }
}

fn existing(given: &Given, key: &str) -> Result<Option<PathBuf>> {
    let Some((value, place)) = given.get(key) else { return Ok(None) };
    let path = PathBuf::from(value);
    if !path.exists() {
        bail!("{place}: {value} does not exist");
    }
    Ok(Some(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Settings> {
        read(None, pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())))
    }

    fn refusal(pairs: &[(&str, &str)]) -> String {
        format!("{:#}", with(pairs).map(|_| ()).unwrap_err())
    }

    #[test]
    fn variables_overlay_the_default() {
        let settings = with(&[("GONGKAI_LISTEN", "127.0.0.1:9000"), ("GONGKAI_DATA", "/tmp/x"), ("HOME", "/")]).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:9000");
        assert_eq!(settings.database, "sqlite:///tmp/x/gongkai.sqlite");
    }

    #[test]
    fn a_wrong_key_or_value_is_named() {
        assert!(refusal(&[("GONGKAI_LISTN", "x")]).contains("GONGKAI_LISTN"));
        assert!(refusal(&[("GONGKAI_LISTEN", "nowhere")]).contains("nowhere"));
        assert!(refusal(&[("GONGKAI_DATABASE", "mysql://x")]).contains("sqlite: or postgres:"));
        assert!(refusal(&[("GONGKAI_READERS", "many")]).contains("`many`"));
        assert!(refusal(&[("GONGKAI_HTTPS", "yes")]).contains("neither true nor false"));
        assert!(refusal(&[("GONGKAI_TEMPLATES", "/does/not/exist")]).contains("does not exist"));
    }

    #[test]
    fn a_file_is_read_and_its_wrong_key_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("gongkai.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9001\"\nreaders = 7\n").unwrap();
        let settings = read(Some(&file), std::iter::empty()).unwrap();
        assert_eq!((settings.listen.as_str(), settings.readers), ("127.0.0.1:9001", 7));
        std::fs::write(&file, "lisen = \"x\"\n").unwrap();
        let error = format!("{:#}", read(Some(&file), std::iter::empty()).map(|_| ()).unwrap_err());
        assert!(error.contains("gongkai.toml") && error.contains("`lisen`"), "{error}");
    }
}
