//! How is a paper typeset as PDF? As PDF/A-2a and PDF/UA-1: for archives (GB/T 9704) and for screen readers.
//!
//! All text goes in as data (`data.json` of a virtual folder), never as source, so that no text can become a command.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use anyhow::{Context, anyhow};
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::{Fonts, Shelf};
use crate::layout::{Block, Style, blocks, foot};
use crate::letter_layout::{Foot, Signed};
use crate::paper::{Form, Paper, Script};
use crate::runs::Face;
use crate::{seal, title};

/// China keeps one time, eight hours before UTC.
const BEIJING_MINUTES: i32 = 8 * 60;
/// Characters of a letter's red heading on one line.
const LONGEST_HEADING: usize = 22;
/// What a Chinese printer sets where he has no type for a character.
const GETA: char = '〓';

/// Typesets a paper. Takes a core for its time: call it where blocking is allowed, and few at once.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    pdf_of(paper, blocks(paper), fonts)
}

/// Typesets the blocks under the properties of the paper.
pub(crate) fn pdf_of(paper: &Paper, blocks: Vec<Block>, fonts: &Fonts) -> anyhow::Result<Vec<u8>> {
    let shelf = fonts.shelf();
    let data = Data::of(paper, blocks, shelf);
    let mut files = HashMap::new();
    for block in &data.blocks {
        match block {
            Block::Picture(picture) => {
                files.insert(file_id(&picture.file_name())?, Bytes::new(picture.bytes.clone()));
            }
            Block::Foot(Foot { picture: Some(code), .. }) => {
                files.insert(file_id(&code.file_name())?, Bytes::new(code.bytes.clone()));
            }
            Block::Signed(Signed { seal: Some(seal), .. }) => {
                files.insert(file_id("seal.svg")?, Bytes::new(seal::svg(seal, shelf).into_bytes()));
            }
            _ => {}
        }
    }
    typeset(&MAIN, &data, files, paper, shelf)
}

/// Typesets data by a template of its own.
pub(crate) fn typeset(
    main: &Source,
    data: &impl Serialize,
    mut files: HashMap<FileId, Bytes>,
    paper: &Paper,
    shelf: &Shelf,
) -> anyhow::Result<Vec<u8>> {
    let json = serde_json::to_vec(data).context("writing the data of a paper")?;
    files.insert(file_id("data.json")?, Bytes::new(json));
    let world = PaperWorld { main, shelf, files };
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|errors| broken("typesetting", &errors))?;
    let bytes = export(&document, paper);
    comemo::evict(3);
    bytes
}

/// The archival form; a text that cannot be had in it (a script whose glyphs have no plain code) still gets a tagged PDF.
fn export(document: &PagedDocument, paper: &Paper) -> anyhow::Result<Vec<u8>> {
    let made = paper.printed_at;
    let component = |value: i8| u8::try_from(value).unwrap_or_default();
    let (month, day) = (component(made.month()), component(made.day()));
    let (hour, minute, second) = (component(made.hour()), component(made.minute()), component(made.second()));
    let made = Datetime::from_ymd_hms(i32::from(made.year()), month, day, hour, minute, second);
    let timestamp = made.and_then(|made| Timestamp::new_local(made, BEIJING_MINUTES));
    let options = |standards: &[PdfStandard]| -> anyhow::Result<PdfOptions> {
        let standards = PdfStandards::new(standards).map_err(|error| anyhow!("{}", error.message()))?;
        let ident = paper.origin.as_ref().map(|origin| format!("{}#{}", origin.address, origin.edition));
        let ident = ident.map_or(Smart::Auto, Smart::Custom);
        let creator = Smart::Custom(Some("gongkai".to_owned()));
        Ok(PdfOptions { ident, creator, timestamp, standards, ..PdfOptions::default() })
    };
    let archival = typst_pdf::pdf(document, &options(&[PdfStandard::A_2a, PdfStandard::Ua_1])?);
    archival.or_else(|errors| {
        tracing::warn!(title = paper.title, error = %broken("PDF/A-2a", &errors), "a paper is not archival");
        typst_pdf::pdf(document, &options(&[])?).map_err(|errors| broken("writing the PDF", &errors))
    })
}

fn broken(step: &str, errors: &EcoVec<SourceDiagnostic>) -> anyhow::Error {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    anyhow!("{step}: {}", messages.join("; "))
}

/// What the template reads.
#[derive(Serialize)]
struct Data {
    letter: bool,
    region: &'static str,
    title: String,
    author: Vec<String>,
    faces: BTreeMap<Face, Vec<String>>,
    blocks: Vec<Block>,
    foot: Option<[String; 2]>,
}

impl Data {
    fn of(paper: &Paper, mut blocks: Vec<Block>, shelf: &Shelf) -> Self {
        let mut foot = foot(paper);
        let mut absent = BTreeSet::new();
        // What is set in 仿宋 decides which 仿宋.
        let mut text = String::new();
        for_each_text(&mut blocks, &mut |part, longest, face| {
            *part = drawable(part, longest, shelf, &mut absent);
            if face == Face::FangSong {
                text.push_str(part);
            }
        });
        for block in &mut blocks {
            if let Block::Line(line) = block
                && line.style == Style::Title
            {
                // 2号 is 22 points: twenty characters fill a line of the type area.
                line.lines = title::lines(&line.text(), 20);
            }
            // At this length one line of the red heading would be smaller than the text under it.
            if let Block::Line(line) = block
                && line.style == Style::IssuerHeading
                && paper.form == Form::Letter
            {
                line.lines = title::lines(&line.text(), LONGEST_HEADING);
            }
        }
        foot.iter_mut().flatten().for_each(|line| *line = drawable(line, 90, shelf, &mut absent));
        if !absent.is_empty() {
            tracing::warn!(title = paper.title, characters = ?absent, "no font has these characters");
        }
        let face = |face| (face, shelf.chain_for(face, paper.script, &text));
        let faces = [Face::FangSong, Face::Hei, Face::Kai, Face::Song, Face::XiaoBiaoSong].map(face).into();
        let title = first_of(&blocks, Style::Title).unwrap_or_else(|| "无标题".to_owned());
        let region = if paper.script == Script::Traditional { "TW" } else { "CN" };
        let author = paper.issuer_heading.iter().cloned().collect();
        Self { letter: paper.form == Form::Letter, region, title, author, faces, blocks, foot }
    }
}

fn first_of(blocks: &[Block], style: Style) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Line(line) if line.style == style => Some(line.text()).filter(|text| !text.is_empty()),
        _ => None,
    })
}

/// Visits every printed text with the longest Latin word that its place can hold.
fn for_each_text(blocks: &mut [Block], visit: &mut impl FnMut(&mut String, usize, Face)) {
    for block in blocks {
        match block {
            Block::Header { rows } => rows.iter_mut().flatten().for_each(|cell| visit(cell, 24, Face::Song)),
            Block::Line(line) => {
                let longest = if line.style == Style::Origin { 80 } else { 50 };
                line.runs.iter_mut().for_each(|run| visit(&mut run.text, longest, run.face));
            }
            Block::Table(table) => {
                let longest = 60 / table.widths.len().clamp(1, 15);
                table.head.iter_mut().for_each(|cell| visit(cell, longest, Face::Hei));
                table.rows.iter_mut().flatten().for_each(|cell| visit(cell, longest, Face::FangSong));
            }
            Block::Picture(picture) => visit(&mut picture.alt, 1000, Face::Song),
            Block::Signed(signed) => {
                signed.organ.iter_mut().for_each(|line| visit(line, 40, Face::FangSong));
                visit(&mut signed.date, 40, Face::FangSong);
            }
            Block::Foot(foot) => foot.lines.iter_mut().for_each(|line| visit(line, 60, Face::Song)),
            Block::Grid { rows } => {
                for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                    let longest = usize::from(cell.span.clamp(1, 12)) * 5;
                    visit(&mut cell.text, longest, if cell.label { Face::Hei } else { Face::FangSong });
                }
            }
        }
    }
}

/// The text with characters that no font has as 〓, and with places to break words longer than their column.
pub(crate) fn drawable(text: &str, longest: usize, shelf: &Shelf, absent: &mut BTreeSet<char>) -> String {
    let mut drawn = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        let private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
        if matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}') {
            continue;
        }
        run = if c.is_ascii_graphic() { run + 1 } else { 0 };
        if run > longest {
            drawn.push('\u{200B}');
            run = 1;
        }
        if c == '\n' || (!private && shelf.draws(c)) {
            drawn.push(c);
        } else {
            absent.insert(c);
            drawn.push(GETA);
        }
    }
    drawn
}

/// Made once: what the typesetter remembers of one paper it finds again for the next only under the same library and template.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers of tables are still called an extra by the typesetter; a screen reader needs them.
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static MAIN: LazyLock<Source> = LazyLock::new(|| template("paper.typ", include_str!("../templates/paper.typ")));

/// A template, to be made once.
pub(crate) fn template(name: &str, text: &str) -> Source {
    Source::new(file_id(name).expect("a plain name is a path"), text.to_owned())
}

/// The virtual folder in which the template is compiled; it holds the template, the data and the pictures, and nothing else.
struct PaperWorld<'a> {
    main: &'a Source,
    shelf: &'a Shelf,
    files: HashMap<FileId, Bytes>,
}

fn file_id(name: &str) -> anyhow::Result<FileId> {
    let path = VirtualPath::new(name).map_err(|error| anyhow!("{name}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
