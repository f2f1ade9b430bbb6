//! What is wrong, in which line of which file, and does it stop the build?

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    /// Printed, does not fail the run.
    Warning,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Relative to the repository, with `/`.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    pub level: Level,
    /// The short name of the rule, the same in `ARCHITECTURE.md`.
    pub rule: &'static str,
    pub text: String,
}

impl Problem {
    pub fn error(rule: &'static str, path: &str, line: usize, text: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), line, level: Level::Error, rule, text: text.into() }
    }

    pub fn warning(rule: &'static str, path: &str, line: usize, text: impl Into<String>) -> Problem {
        Problem { level: Level::Warning, ..Problem::error(rule, path, line, text) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(out, "{}:{}: {level}[{}]: {}", self.path, self.line, self.rule, self.text)
    }
}
