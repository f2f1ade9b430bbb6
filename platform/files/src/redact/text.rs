//! Which letters stand on a page and where: what a search finds, and what lies beneath a box?

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{BlendMode, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask};
use hayro::vello_cpu::kurbo::{Affine, BezPath, Point, Rect, Shape as _};
use serde::{Deserialize, Serialize};

use super::{Area, PARTS};

/// One glyph: the letter or letters it stands for, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub area: Area,
}

/// Where fonts count a thousand units to their size: how far a line of them reaches above and below.
const ABOVE: f64 = 880.0;
const BELOW: f64 = -180.0;
const SIZE: f64 = 1000.0;

/// Takes down every glyph that is drawn, also what is drawn invisibly: the text behind a scan that somebody has recognised.
pub(super) struct Reader {
    pub width: f64,
    pub height: f64,
    pub runs: Vec<Run>,
}

impl Reader {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { width: f64::from(width), height: f64::from(height), runs: Vec::new() }
    }

    fn area(&self, place: Rect) -> Option<Area> {
        let part = |at: f64, whole: f64| (at / whole * f64::from(PARTS)).clamp(0.0, f64::from(PARTS));
        // Clamped above: a number of parts.
        let (left, right) = (part(place.x0, self.width).floor() as u32, part(place.x1, self.width).ceil() as u32);
        let (top, bottom) = (part(place.y0, self.height).floor() as u32, part(place.y1, self.height).ceil() as u32);
        (left < right && top < bottom).then_some(Area { left, top, right, bottom })
    }
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, glyph_transform: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        let whole = transform * glyph_transform;
        let place = match glyph {
            Glyph::Outline(outline) => {
                let advance = outline.advance_width().map_or(SIZE, f64::from).clamp(1.0, 4.0 * SIZE);
                let line = Rect::new(0.0, BELOW, advance, ABOVE).to_path(0.1);
                let mut place = (whole * line).bounding_box();
                let drawn = outline.outline();
                if !drawn.elements().is_empty() {
                    place = place.union((whole * drawn).bounding_box());
                }
                place
            }
            // Its own drawing has no size that is known beforehand: a spot of a fiftieth of the page.
            Glyph::Type3(_) => {
                let at = whole * Point::ORIGIN;
                let side = self.width.min(self.height) / 50.0;
                Rect::new(at.x, at.y - side, at.x + side, at.y)
            }
        };
        let Some(area) = self.area(place) else { return };
        let run = Run { text, area };
        // Filled and outlined is one letter, drawn twice.
        if self.runs.last() != Some(&run) {
            self.runs.push(run);
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The letters of a page in the order in which they are drawn, and which glyph each of them is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelled {
    pub text: String,
    /// For each letter of the text its glyph; `None` for the end of a line.
    pub glyphs: Vec<Option<usize>>,
}

/// Without white space; with `lines`, the ends of lines are line ends.
#[must_use]
pub fn spell(runs: &[Run], lines: bool) -> Spelled {
    let mut spelled = Spelled::default();
    for (n, run) in runs.iter().enumerate() {
        if lines && n > 0 && !on_one_line(runs[n - 1].area, run.area) {
            spelled.text.push('\n');
            spelled.glyphs.push(None);
        }
        for letter in run.text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()) {
            spelled.text.push(letter);
            spelled.glyphs.push(Some(n));
        }
    }
    spelled
}

/// Next to each other in a row, or in a column of upright writing.
fn on_one_line(one: Area, other: Area) -> bool {
    let shared = |a0: u32, a1: u32, b0: u32, b1: u32| 2 * a1.min(b1).saturating_sub(a0.max(b0)) > (a1 - a0).min(b1 - b0);
    shared(one.top, one.bottom, other.top, other.bottom)
}

/// Every place of these words: of each, an area for each of its lines.
#[must_use]
pub fn find(runs: &[Run], words: &str) -> Vec<Vec<Area>> {
    let wanted: Vec<char> = words.chars().filter(|letter| !letter.is_whitespace()).map(alike).collect();
    let spelled = spell(runs, false);
    let letters: Vec<char> = spelled.text.chars().map(alike).collect();
    if wanted.is_empty() || letters.len() < wanted.len() {
        return Vec::new();
    }
    let starts = (0..=letters.len() - wanted.len()).filter(|at| letters[*at..at + wanted.len()] == wanted[..]);
    starts.map(|at| around(runs, &spelled.glyphs[at..at + wanted.len()])).collect()
}

/// Wide and narrow signs, great and small letters are looked for alike.
fn alike(letter: char) -> char {
    let narrow = match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    narrow.to_ascii_lowercase()
}

/// The areas that hold these glyphs, one a line.
#[must_use]
pub fn around(runs: &[Run], glyphs: &[Option<usize>]) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for area in glyphs.iter().flatten().filter_map(|n| runs.get(*n)).map(|run| run.area) {
        match areas.last_mut() {
            Some(last) if on_one_line(*last, area) => *last = last.with(area),
            _ => areas.push(area),
        }
    }
    areas
}

/// The text that lies beneath boxes, in one piece as long as glyph follows glyph. A letter whose edge alone is touched is not of
/// it: the piece would be sought in a wording in which it was never hidden.
#[must_use]
pub fn beneath(runs: &[Run], areas: &[Area]) -> Vec<String> {
    let mut all = Vec::new();
    let mut piece = String::new();
    for run in runs {
        if areas.iter().any(|area| area.covers_middle_of(run.area)) {
            piece.extend(run.text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()));
        } else if !piece.is_empty() {
            all.push(std::mem::take(&mut piece));
        }
    }
    all.extend(Some(piece).filter(|piece| !piece.is_empty()));
    all
}
