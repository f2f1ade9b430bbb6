//! What must not be published in this text, what is wrong with it, and how is it masked?
//!
//! Pure: a [`Subject`] in, [`Finding`]s out. A [`Screen`] is compiled once from a [`Profile`] and shared. The order of work:
//! one pass over the bytes for numbers and odd characters (`scan`), one for the profile's words (`lexicon`); only where these
//! found something do the rules look closer. Codes are documented in `docs/findings.md`.

mod addresses;
mod apply;
mod cards;
mod classified;
pub mod codes;
mod completeness;
mod lexicon;
mod look;
mod masks;
mod numbers;
mod people;
mod personal;
mod phones;
mod profile;
mod report;
mod scan;
mod sequence;
pub mod similarity;
mod subject;
mod tables;
mod tamper;
mod wording;

pub use apply::{Masked, table_text};
pub use codes::Code;
pub use masks::{AddressKeeps, Format};
pub use numbers::{id_card_birth, is_bank_card, is_mobile, is_uscc};
pub use profile::{Classified, Defect, Heads, Hosts, Masks, Profile, ProfileError, Tamper, Words};
pub use subject::{AttachmentText, Content, PlacedBlock, Subject};

use crate::extract::{Hidden, Link};
use crate::finding::{Finding, Severity, Span};
use crate::paragraph::{Paragraph, ParagraphKind};
use classified::Openness;
use jiff::civil::Date;
use lexicon::{Group, Lexicon, Mark};
use look::{Hit, Look};
use scan::Scan;
use tables::HeadIndex;

/// The compiled rules of a site.
#[derive(Debug)]
pub struct Screen {
    profile: Profile,
    lexicon: Lexicon,
    heads: HeadIndex,
}

/// Scratch space, so that a text of a million paragraphs allocates once.
#[derive(Default)]
struct Scratch {
    scan: Scan,
    marks: Vec<Mark>,
    hits: Vec<Hit>,
    in_form: bool,
    mentions_annex: bool,
}

/// What the rules need to know of the document when they look at a piece of it.
struct Setting<'a> {
    today: Date,
    openness: Openness,
    own_hosts: &'a [String],
    /// In an annex or a table blanks are for the citizen to fill in.
    in_form: bool,
}

impl<'a> Setting<'a> {
    fn of(subject: &Subject<'a>) -> Self {
        Self {
            today: subject.today,
            openness: Openness::of(subject.metadata.openness.as_deref()),
            own_hosts: subject.own_hosts,
            in_form: false,
        }
    }
}

/// What the first pass saw in a piece of text.
struct Seen<'a> {
    scan: &'a Scan,
    marks: &'a [Mark],
}

/// Where the pieces of a text stand, for the reader of a finding.
struct Piece<'a> {
    text: &'a str,
    lead: &'a str,
    place: &'a str,
    paragraph: Option<&'a str>,
}

/// A table to be screened, and how its cells are called.
struct Grid<'a> {
    rows: &'a [Vec<String>],
    /// What stands above it.
    title: &'a str,
    place: &'a str,
    is_sheet: bool,
    paragraph: Option<&'a str>,
}

impl Screen {
    /// Compiles a profile, or says everything that is wrong with it.
    pub fn new(profile: &Profile) -> Result<Self, Vec<ProfileError>> {
        let errors = profile.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        let lexicon = Lexicon::new(profile).map_err(|error| vec![ProfileError::TooLarge(error.to_string())])?;
        Ok(Self { profile: profile.clone(), lexicon, heads: HeadIndex::new(&profile.heads) })
    }

    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Everything wrong with a document, in the order of the text, then its attachments, then the document as a whole.
    #[must_use]
    pub fn screen(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut scratch = Scratch::default();
        if let Some(title) = &subject.metadata.title {
            self.piece(subject, &Piece { text: title, lead: "", place: "标题", paragraph: None }, &mut scratch, &mut found);
        }
        self.paragraphs(subject, &mut scratch, &mut found);
        let mentions_annex = scratch.mentions_annex;
        scratch.in_form = true;
        self.hidden(subject, subject.hidden, "正文", &mut scratch, &mut found);
        self.links(subject, subject.links, "正文", &mut found);
        for attachment in subject.attachments {
            self.attachment(subject, attachment, &mut scratch, &mut found);
        }
        self.document(subject, mentions_annex, &mut found);
        found
    }

    /// What only the document as a whole shows.
    fn document(&self, subject: &Subject<'_>, mentions_annex: bool, found: &mut Vec<Finding>) {
        let all = sequence::find(subject.paragraphs).into_iter().chain(completeness::find(subject, mentions_annex));
        for told in all.filter(|told| self.profile.is_on(told.code)) {
            let mut finding = self.whole(told.code, &told.place, &told.excerpt);
            if told.is_guess {
                finding.severity = Severity::Warn;
            }
            finding.span = told.paragraph.map(|at| whole_span(&subject.paragraphs[at]));
            found.push(finding);
        }
    }

    fn paragraphs(&self, subject: &Subject<'_>, scratch: &mut Scratch, found: &mut Vec<Finding>) {
        let mut lead = "";
        let mut n_tables = 0;
        for (at, paragraph) in subject.paragraphs.iter().enumerate() {
            scratch.in_form |= paragraph.kind == ParagraphKind::Annex;
            if paragraph.rows.is_empty() {
                let piece = Piece { text: &paragraph.text, lead, place: "", paragraph: Some(&paragraph.id) };
                let first = found.len();
                self.piece(subject, &piece, scratch, found);
                for finding in &mut found[first..] {
                    finding.place = format!("第{}段", at + 1);
                }
            } else {
                n_tables += 1;
                let title = format!("{}{}{lead}", subject.metadata.title.as_deref().unwrap_or_default(), paragraph.text);
                let place = format!("表{n_tables}");
                let grid = Grid { rows: &paragraph.rows, title: &title, place: &place, is_sheet: false, paragraph: Some(&paragraph.id) };
                self.table(subject, &grid, scratch, found);
            }
            lead = lead_of(paragraph);
        }
    }

    /// The rules that look at one piece of text.
    fn judge(&self, text: &str, lead: &str, setting: &Setting<'_>, seen: &Seen<'_>, hits: &mut Vec<Hit>) {
        let (scan, marks) = (seen.scan, seen.marks);
        let look = Look { text, lead, scan, marks, lexicon: &self.lexicon, profile: &self.profile, today: setting.today };
        if !scan.runs.is_empty() || !marks.is_empty() || !scan.odds.is_empty() {
            personal::find(&look, hits);
            tamper::find(&look, setting.own_hosts, hits);
            wording::find(&look, setting.in_form, hits);
        }
        classified::find(&look, setting.openness, hits);
        hits.retain_mut(|hit| self.allow(hit));
    }

    fn piece(&self, subject: &Subject<'_>, piece: &Piece<'_>, scratch: &mut Scratch, found: &mut Vec<Finding>) {
        scratch.scan.read(piece.text);
        self.lexicon.find(piece.text, &mut scratch.marks);
        scratch.hits.clear();
        let seen = Seen { scan: &scratch.scan, marks: &scratch.marks };
        scratch.mentions_annex |= scratch.marks.iter().any(|mark| mark.group == Group::AnnexMention);
        self.judge(piece.text, piece.lead, &Setting { in_form: scratch.in_form, ..Setting::of(subject) }, &seen, &mut scratch.hits);
        if !scratch.hits.is_empty() {
            let teller = report::Teller::new(piece.text, &scratch.hits);
            found.extend(scratch.hits.iter().map(|hit| teller.finding(hit, piece.place, piece.paragraph, 0)));
        }
    }

    fn table(&self, subject: &Subject<'_>, grid: &Grid<'_>, scratch: &mut Scratch, found: &mut Vec<Finding>) {
        let cells = self.table_cells(grid.rows, grid.title, subject, scratch);
        if cells.is_empty() {
            return;
        }
        let labels = self.column_labels(grid.rows);
        for group in tables::columns(&cells, &|column| labels.get(column).cloned().unwrap_or_default()) {
            let (row, column) = (group.first.row, group.first.column);
            let text = &grid.rows[row][column];
            let offset = grid.paragraph.map_or(0, |_| apply::cell_offset(grid.rows, row, column));
            let place = apply::cell_place(grid.place, grid.is_sheet, &group);
            let beside: Vec<Hit> =
                cells.iter().filter(|cell| (cell.row, cell.column) == (row, column)).map(|cell| cell.hit.clone()).collect();
            found.push(report::Teller::new(text, &beside).finding(&group.first.hit, &place, grid.paragraph, offset));
        }
    }

    fn table_cells(&self, rows: &[Vec<String>], title: &str, subject: &Subject<'_>, scratch: &mut Scratch) -> Vec<tables::CellHit> {
        let setting = Setting { in_form: true, ..Setting::of(subject) };
        let mut judge = |screen: &Self, text: &str, lead: &str, hits: &mut Vec<Hit>| {
            scratch.scan.read(text);
            screen.lexicon.find(text, &mut scratch.marks);
            screen.judge(text, lead, &setting, &Seen { scan: &scratch.scan, marks: &scratch.marks }, hits);
        };
        let mut cells = self.cells(rows, title, subject.today, &mut judge);
        cells.retain_mut(|cell| self.allow(&mut cell.hit));
        cells
    }

    /// Is the hit wanted here? Then it gets this site's severity.
    fn allow(&self, hit: &mut Hit) -> bool {
        if let Some(severity) = self.profile.severity.get(hit.code.as_str()) {
            hit.severity = *severity;
        }
        self.profile.is_on(hit.code)
    }

    fn attachment(&self, subject: &Subject<'_>, attachment: &AttachmentText, scratch: &mut Scratch, found: &mut Vec<Finding>) {
        let file = format!("附件“{}”", attachment.name);
        let mut lead = "";
        for block in &attachment.blocks {
            let place = format!("{file} {}", block.place);
            match &block.content {
                Content::Text(text) => {
                    self.piece(subject, &Piece { text, lead, place: &place, paragraph: None }, scratch, found);
                    lead = short(text);
                }
                Content::Table { rows, is_sheet } => {
                    let title = format!("{}{lead}", attachment.name);
                    let first = found.len();
                    let grid = Grid { rows, title: &title, place: &block.place, is_sheet: *is_sheet, paragraph: None };
                    self.table(subject, &grid, scratch, found);
                    for finding in &mut found[first..] {
                        finding.place = format!("{file} {}", finding.place);
                    }
                }
            }
        }
        self.hidden(subject, &attachment.hidden, &file, scratch, found);
        self.links(subject, &attachment.links, &file, found);
    }

    /// What readers do not see is told, and read like all the rest.
    fn hidden(&self, subject: &Subject<'_>, hidden: &[Hidden], place: &str, scratch: &mut Scratch, found: &mut Vec<Finding>) {
        for (how, kind) in [
            ("sheet", "隐藏工作表"),
            ("row", "隐藏行"),
            ("column", "隐藏列"),
            ("comment", "批注"),
            ("deleted", "修订中删除的文字"),
            ("style", "不可见文字"),
        ] {
            let all: Vec<&Hidden> = hidden
                .iter()
                .filter(|h| h.how == how || how == "style" && !["sheet", "row", "column", "comment", "deleted"].contains(&h.how.as_str()))
                .collect();
            let Some(first) = all.iter().find(|h| !h.text.trim().is_empty()).or(all.first()) else { continue };
            if self.profile.is_on(Code::HiddenText) {
                let count = if all.len() > 1 { format!("，共{}处", all.len()) } else { String::new() };
                found.push(self.whole(
                    Code::HiddenText,
                    &format!("{place} {}（{kind}{count}）", first.place),
                    &self.told(&first.text, subject.today),
                ));
            }
            for one in all {
                let at = format!("{place} {}（{kind}）", one.place);
                for line in one.text.lines() {
                    self.piece(subject, &Piece { text: line, lead: "", place: &at, paragraph: None }, scratch, found);
                }
            }
        }
    }

    fn links(&self, subject: &Subject<'_>, links: &[Link], place: &str, found: &mut Vec<Finding>) {
        for link in links.iter().filter(|_| self.profile.is_on(Code::OffsiteLink)) {
            let absolute = link.href.starts_with("//") || link.href.contains("://");
            let Some(host) = Some(link.href.as_str()).filter(|_| absolute).and_then(tamper::host_of) else { continue };
            if let Some(severity) = tamper::offsite(host, subject.own_hosts, &self.profile.hosts.allowed) {
                let mut finding = self.whole(Code::OffsiteLink, &format!("{place}链接"), &format!("{} {}", link.text.trim(), link.href));
                finding.severity = finding.severity.max(severity);
                found.push(finding);
            }
        }
    }

    /// A finding about something that has no place in a paragraph.
    fn whole(&self, code: Code, place: &str, excerpt: &str) -> Finding {
        let severity = self.profile.severity.get(code.as_str()).copied().unwrap_or_else(|| code.severity());
        let excerpt: String = excerpt.trim().chars().take(60).collect();
        Finding {
            code: code.as_str().to_owned(),
            severity,
            place: place.to_owned(),
            excerpt,
            advice: code.advice().to_owned(),
            span: None,
            masked: None,
        }
    }

    /// The beginning of a text with its personal values masked.
    fn told(&self, text: &str, today: Date) -> String {
        let beginning: String = text.chars().take(200).collect();
        self.mask_on(&beginning, today).0.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()
    }
}

/// The paragraph above gives a meaning to the next only if it is short.
fn lead_of(paragraph: &Paragraph) -> &str {
    if matches!(paragraph.kind, ParagraphKind::Table | ParagraphKind::Image) { "" } else { short(&paragraph.text) }
}

fn short(text: &str) -> &str {
    const LONGEST: usize = 180; // bytes: sixty characters
    if text.len() <= LONGEST { text } else { "" }
}

/// The span of a whole paragraph.
fn whole_span(paragraph: &Paragraph) -> Span {
    Span { paragraph: paragraph.id.clone(), start: 0, end: paragraph.text.chars().count() }
}

#[cfg(test)]
mod tests;
