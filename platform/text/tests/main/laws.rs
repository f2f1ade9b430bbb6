//! Real laws are nobody's tampering: nothing may be cut from them as noise, advertising or pinyin, and reading is quick.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use gongkai_text::extract::Extract;
use gongkai_text::reading::read;
use gongkai_text::script::{to_simplified, to_traditional};

/// What is shown in Traditional must come back the same, or a reader's copy would say something else.
#[test]
fn laws_survive_the_way_to_traditional_and_back() {
    let Some(folder) = std::env::var_os("GONGKAI_LAWS") else {
        println!("skipped: GONGKAI_LAWS names no folder of unpacked laws");
        return;
    };
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    paths.sort();
    let (mut there, mut back, mut bytes, mut characters) = (0.0, 0.0, 0, 0);
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths.iter().step_by(5) {
        let text = std::fs::read_to_string(path).expect("a law is UTF-8");
        bytes += text.len();
        let started = Instant::now();
        let hant = to_traditional(&text);
        there += started.elapsed().as_secs_f64();
        let started = Instant::now();
        let hans = to_simplified(&hant);
        back += started.elapsed().as_secs_f64();
        characters += text.chars().count();
        let originals: Vec<char> = text.chars().collect();
        for (at, (a, b)) in text.chars().zip(hans.chars()).enumerate().filter(|(_, (a, b))| a != b) {
            let around: String = originals[at.saturating_sub(2)..originals.len().min(at + 3)].iter().collect();
            *lost.entry(format!("{around} {a}{b}")).or_default() += 1;
        }
    }
    println!("{:.0} MB/s to Traditional, {:.0} MB/s back", bytes as f64 / 1e6 / there, bytes as f64 / 1e6 / back);
    let mut worst: Vec<(&String, &usize)> = lost.iter().collect();
    worst.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    println!("{:?}", worst.iter().take(60).collect::<Vec<_>>());
    let n: usize = lost.values().sum();
    println!("{n} of {characters} characters did not come back");
    assert!(n * 2000 <= characters);
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn laws_are_left_as_they_are() {
    let Some(folder) = std::env::var_os("GONGKAI_LAWS") else {
        println!("skipped: GONGKAI_LAWS names no folder of unpacked laws");
        return;
    };
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    paths.sort();
    let mut bytes = 0;
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let mut tampered = BTreeSet::new();
    let mut seconds = 0.0;
    let mut slowest = (0.0, PathBuf::new());
    let nothing = BTreeSet::new();
    let show = std::env::var_os("GONGKAI_SHOW").map(|show| show.to_string_lossy().into_owned()).unwrap_or_default();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a law is UTF-8");
        let started = Instant::now();
        let reading = read(&Extract::of_lines(&text), &nothing);
        let took = started.elapsed().as_secs_f64();
        seconds += took;
        if took > slowest.0 && bytes > 0 {
            slowest = (took, path.clone());
        }
        bytes += text.len();
        for cut in &reading.cuts {
            *codes.entry(cut.code.clone()).or_default() += 1;
            if !show.is_empty() && cut.code.contains(&show) {
                println!("{} {} {:?} {}", path.display(), cut.place, cut.original.chars().take(100).collect::<String>(), cut.reason);
            }
            if cut.code.starts_with("tamper.") && cut.code != "tamper.doubled" {
                tampered.insert(path.clone());
            }
        }
        if show == "title" {
            println!("{:?} {:?} {:?}", path.file_stem(), reading.metadata.title, reading.metadata.document_number);
        }
    }
    println!(
        "{} laws, {:.1} MB, {:.0} a second, {:.1} MB/s, slowest {:.1} ms {:?}",
        paths.len(),
        bytes as f64 / 1e6,
        paths.len() as f64 / seconds,
        bytes as f64 / 1e6 / seconds,
        slowest.0 * 1e3,
        slowest.1
    );
    println!("cuts: {codes:?}");
    assert!(tampered.len() * 1000 <= paths.len(), "real laws taken for tampered ones: {tampered:#?}");
}
