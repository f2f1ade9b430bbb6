//! What do the records of the demonstration say? The templates, as read from the data files.

use gongkai_law::{Audience, Genre, Ground, Openness};

use super::block::{self, Block};

const FILES: &[&str] = &[
    include_str!("../../demo/notices.txt"),
    include_str!("../../demo/public_notices.txt"),
    include_str!("../../demo/news.txt"),
    include_str!("../../demo/projects.txt"),
    include_str!("../../demo/normative.txt"),
    include_str!("../../demo/interpretation.txt"),
    include_str!("../../demo/finance.txt"),
    include_str!("../../demo/affairs.txt"),
    include_str!("../../demo/unfinished.txt"),
];

#[derive(Debug, Clone)]
pub struct Template {
    pub key: &'static str,
    pub block: Block,
}

/// One edition of a normative text, told by `version:` lines: days relative to today.
#[derive(Debug, Clone)]
pub struct Version {
    pub key: &'static str,
    pub formed: i64,
    pub effective_after: i64,
    pub term_years: Option<u16>,
    pub replaces: Option<&'static str>,
}

pub fn all() -> Vec<Template> {
    FILES.iter().flat_map(|file| block::read(file)).map(|block| Template { key: block.name, block }).collect()
}

impl Template {
    pub fn kind(&self) -> &'static str {
        self.block.get("kind").expect("every template has a kind")
    }

    pub fn title(&self) -> &'static str {
        self.block.get("title").expect("every template has a title")
    }

    pub fn count(&self) -> usize {
        self.block.number_or("count", 1).max(0) as usize
    }

    pub fn genre(&self, title: &str) -> Option<Genre> {
        match self.block.get("genre") {
            Some("none") => None,
            Some(code) => Some(code.parse().expect("a genre's code")),
            None => Genre::of_title(title),
        }
    }

    pub fn audiences(&self) -> Vec<Audience> {
        self.block.words("for").into_iter().map(|code| code.parse().expect("an audience's code")).collect()
    }

    pub fn openness(&self) -> Openness {
        self.block.get("openness").map_or(Openness::Proactive, |code| code.parse().expect("an openness code"))
    }

    pub fn ground(&self) -> Option<Ground> {
        self.block.get("ground").map(|code| code.parse().expect("a ground's code"))
    }

    pub fn versions(&self) -> Vec<Version> {
        self.block.every("version").map(version).collect()
    }
}

fn version(line: &'static str) -> Version {
    let value =
        |key: &str| line.split_whitespace().filter_map(|word| word.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value);
    let number = |key: &str| value(key).map(|value| value.parse::<i64>().expect("a version holds numbers"));
    Version {
        key: value("key").expect("a version has a key"),
        formed: number("formed").expect("a version says when it was formed"),
        effective_after: number("effective").unwrap_or(0),
        term_years: number("term").and_then(|years| u16::try_from(years).ok()),
        replaces: value("replaces"),
    }
}
