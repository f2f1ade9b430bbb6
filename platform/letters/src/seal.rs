//! How is the seal drawn: a plain circle with the agency's name along it, as outlines and not as text?
//!
//! As text its characters would stand among those of the signature when the letter is read aloud or copied.

use std::f64::consts::TAU;
use std::fmt::Write;

use ttf_parser::Face;

use crate::fonts::Shelf;
use crate::letter_layout::SealText;
use crate::paper::Script;
use crate::runs;

/// 42 mm across, as for a county; the drawing's unit is a tenth of a millimetre.
const SIDE: f64 = 420.0;
const CENTRE: f64 = SIDE / 2.0;
const RING: f64 = 203.0;
/// Where the characters of the ring stand, measured to their middle.
const NAME_AT: f64 = 158.0;
/// The name spans at most so much of the circle.
const WIDEST: f64 = TAU * 0.78;
const LARGEST: f64 = 52.0;
/// The words in the middle stand under the date, where no line of the signature is.
const MIDDLE_BELOW: f64 = 95.0;

/// The drawing as SVG of paths alone.
pub(crate) fn svg(seal: &SealText, shelf: &Shelf) -> String {
    let fonts = Outlines::new(shelf);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"><circle cx="{CENTRE}" cy="{CENTRE}" r="{RING}" fill="none" stroke="#d0021b" stroke-width="11"/><g fill="#d0021b">"##
    );
    let name: Vec<char> = seal.ring.chars().filter(|c| !c.is_whitespace()).collect();
    let step = (WIDEST / name.len().max(1) as f64).min(LARGEST * 1.25 / NAME_AT);
    let size = (step * NAME_AT * 0.92).min(LARGEST);
    for (n, c) in name.iter().enumerate() {
        let angle = (n as f64 - (name.len() as f64 - 1.0) / 2.0) * step;
        let (x, y) = (CENTRE + NAME_AT * angle.sin(), CENTRE - NAME_AT * angle.cos());
        fonts.draw(&mut svg, *c, size, x, y, angle.to_degrees());
    }
    let middle: Vec<char> = seal.middle.chars().collect();
    let size = (270.0 / middle.len().max(1) as f64).min(38.0);
    for (n, c) in middle.iter().enumerate() {
        let x = CENTRE + (n as f64 - (middle.len() as f64 - 1.0) / 2.0) * size;
        fonts.draw(&mut svg, *c, size, x, CENTRE + MIDDLE_BELOW, 0.0);
    }
    svg + "</g></svg>"
}

/// The fonts for a seal in the order in which they are tried.
struct Outlines<'a>(Vec<Face<'a>>);

impl<'a> Outlines<'a> {
    fn new(shelf: &'a Shelf) -> Self {
        let families = shelf.chain(runs::Face::Song, Script::Simplified);
        let of = |family: &String| {
            let font = shelf.fonts.iter().find(|font| font.info().family.to_lowercase() == *family)?;
            Face::parse(font.data(), font.index()).ok()
        };
        Self(families.iter().filter_map(of).collect())
    }

    /// One character with its middle at a place, turned.
    fn draw(&self, svg: &mut String, c: char, size: f64, x: f64, y: f64, degrees: f64) {
        let found = self.0.iter().find_map(|face| Some((face, face.glyph_index(c)?)));
        let Some((face, glyph)) = found else { return };
        let mut path = Path(String::new());
        if face.outline_glyph(glyph, &mut path).is_none() {
            return;
        }
        let scale = size / f64::from(face.units_per_em());
        // Chinese characters fill a square from 0.12 em under the line to 0.88 em above it.
        let (left, up) = (f64::from(face.units_per_em()) * 0.5, f64::from(face.units_per_em()) * 0.38);
        let _ = write!(
            svg,
            r#"<path transform="translate({x:.1} {y:.1}) rotate({degrees:.1}) scale({scale:.4} -{scale:.4}) translate(-{left} -{up})" d="{}"/>"#,
            path.0
        );
    }
}

struct Path(String);

impl ttf_parser::OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x:.0} {y:.0}");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x:.0} {y:.0}");
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{x1:.0} {y1:.0} {x:.0} {y:.0}");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{x1:.0} {y1:.0} {x2:.0} {y2:.0} {x:.0} {y:.0}");
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
