//! What must hold in this repository that no compiler checks?
//!
//! `cargo xtask tidy` holds the house rules of `ARCHITECTURE.md`, `cargo xtask glossary` holds the names of `GLOSSARY.md`.

mod checks;
mod glossary;
mod problem;
mod rust_source;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::problem::{Level, Problem};
use crate::tree::Tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  tidy              dependency order, pure rules, SQL only in tables, shape of files, templates in use
  glossary          every marked identifier of GLOSSARY.md occurs in the code, no banned synonym does
  glossary --mark   mark the identifiers that have come to occur in the code";

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = repository()?;
    let problems = match words.as_slice() {
        ["tidy"] => checks::all(&Tree::read(&root)?),
        ["glossary"] => glossary::check(&Tree::read(&root)?),
        ["glossary", "--mark"] => mark(&root)?,
        ["--help" | "-h" | "help"] => {
            println!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
        _ => bail!("unknown command: {}\n{USAGE}", words.join(" ")),
    };
    Ok(report(words.first().copied().unwrap_or_default(), &problems))
}

/// Writes the marks of rows whose identifiers have come into use, then checks the result.
fn mark(root: &Path) -> Result<Vec<Problem>> {
    let tree = Tree::read(root)?;
    let text = tree.text("GLOSSARY.md").context("GLOSSARY.md is missing")?;
    let (marked, n_new) = glossary::mark(text, &tree);
    std::fs::write(root.join("GLOSSARY.md"), marked).context("writing GLOSSARY.md")?;
    println!("glossary: {n_new} rows newly marked");
    Ok(glossary::check(&Tree::read(root)?))
}

fn report(command: &str, problems: &[Problem]) -> ExitCode {
    for problem in problems {
        println!("{problem}");
    }
    let n_errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
    println!("{command}: {n_errors} errors, {} warnings", problems.len() - n_errors);
    if n_errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The checkout this program was built from, so that the working directory does not matter.
fn repository() -> Result<PathBuf> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(crate_folder.parent().context("xtask stands inside the repository")?.to_path_buf())
}
