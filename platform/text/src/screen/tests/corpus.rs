//! What does screening say of real documents? Laws and plans hold no personal data and bear no mark of secrecy.
//!
//! The folder is named by `GONGKAI_SHARED`, else `../shared` beside the checkout. A folder of unpacked laws (Markdown) may be
//! named by `GONGKAI_LAWS`: then the counts and the speed are printed.

use super::{SCREEN, TODAY};
use crate::extract::Extract;
use crate::paragraph::{Metadata, Paragraph};
use crate::screen::Subject;
use crate::structure::structure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files_in(folder: &Path, end: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_in(&path, end, files);
        } else if path.to_string_lossy().ends_with(end) {
            files.push(path);
        }
    }
    files.sort();
}

fn paragraphs_of(text: &str) -> (Metadata, Vec<Paragraph>) {
    let taken = structure(&Extract::of_lines(text).blocks, None);
    (Metadata { title: taken.title, document_number: taken.document_number, ..Metadata::default() }, taken.paragraphs)
}

fn shared() -> PathBuf {
    std::env::var_os("GONGKAI_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

#[test]
fn the_five_sources_hold_nothing_personal_or_secret() {
    let mut files = Vec::new();
    files_in(&shared().join("sources"), ".txt", &mut files);
    if files.is_empty() {
        println!("skipped: no sources in {}", shared().display());
        return;
    }
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source in UTF-8");
        let read = crate::reading::read(&Extract::of_lines(&text), &BTreeSet::new());
        let found = SCREEN.screen(&Subject::new(&read.metadata, &read.paragraphs, TODAY));
        for finding in &found {
            println!("{} {} {:?} {} {}", file.display(), finding.code, finding.severity, finding.place, finding.excerpt);
        }
        // What cleaning cuts must not be there any more either.
        let wrong: Vec<_> =
            found.iter().filter(|f| ["personal", "classified", "tamper"].iter().any(|family| f.code.starts_with(family))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn laws_hold_next_to_nothing() {
    let Some(folder) = std::env::var_os("GONGKAI_LAWS").map(PathBuf::from) else {
        println!("skipped: GONGKAI_LAWS names no folder of laws");
        return;
    };
    let mut files = Vec::new();
    files_in(&folder, ".md", &mut files);
    let texts: Vec<String> = files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let taken: Vec<(Metadata, Vec<Paragraph>)> = texts.iter().map(|text| paragraphs_of(text)).collect();
    let n_bytes: usize = taken.iter().flat_map(|(_, paragraphs)| paragraphs).map(|p| p.text.len()).sum();
    let started = std::time::Instant::now();
    let found: Vec<_> = taken.iter().map(|(metadata, paragraphs)| SCREEN.screen(&Subject::new(metadata, paragraphs, TODAY))).collect();
    let took = started.elapsed();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, findings) in files.iter().zip(&found) {
        for finding in findings {
            let count = counts.entry(&finding.code).or_default();
            *count += 1;
            if *count <= 40 || !finding.code.starts_with("defect") {
                println!("{} {} {} | {}", finding.code, file.display(), finding.place, finding.excerpt);
            }
        }
    }
    println!("{} laws, {n_bytes} bytes in {took:?}: {:.1} MB/s; {counts:#?}", files.len(), n_bytes as f64 / 1e6 / took.as_secs_f64());
    let wrong: usize =
        counts.iter().filter(|(code, _)| code.starts_with("personal") || code.starts_with("classified")).map(|(_, n)| n).sum();
    assert!(wrong * 1000 <= files.len(), "{wrong} findings of personal data or secrecy in {} laws", files.len());
}
