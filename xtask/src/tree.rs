//! Which files belong to the project?

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use crate::rust_source::RustSource;

/// Built, fetched or written by a run: not part of the project.
const NOT_OURS: &[&str] = &[".git", ".tools", "target", "data", "node_modules", "__pycache__"];

/// Every text file by its path, so that a check is a function of values and its tests need no disk.
pub struct Tree {
    files: BTreeMap<String, String>,
    rust: BTreeMap<String, RustSource>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Tree> {
        let mut files = Vec::new();
        for entry in WalkDir::new(root).into_iter().filter_entry(|entry| !is_foreign(entry)) {
            let entry = entry.context("listing the repository")?;
            if !entry.file_type().is_file() {
                continue;
            }
            let bytes = std::fs::read(entry.path()).with_context(|| format!("reading {}", entry.path().display()))?;
            // A picture or an archive among the test samples has no lines to check.
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let relative = entry.path().strip_prefix(root).context("a listed file lies below the root")?;
            files.push((relative.to_string_lossy().replace('\\', "/"), text));
        }
        Ok(Tree::of(files))
    }

    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Tree {
        let files: BTreeMap<String, String> = files.into_iter().collect();
        let rust = files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(path, text)| (path.clone(), RustSource::read(text, is_test_path(path))))
            .collect();
        Tree { files, rust }
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    pub fn rust(&self) -> impl Iterator<Item = (&str, &RustSource)> {
        self.rust.iter().map(|(path, source)| (path.as_str(), source))
    }
}

fn is_foreign(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| NOT_OURS.contains(&name))
}

/// Cargo's own place for tests, and a module file that `#[cfg(test)] mod tests;` names.
fn is_test_path(path: &str) -> bool {
    path.ends_with("tests.rs") || path.split('/').any(|part| matches!(part, "tests" | "benches" | "fuzz"))
}

#[cfg(test)]
pub fn sample(files: &[(&str, &str)]) -> Tree {
    Tree::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}
