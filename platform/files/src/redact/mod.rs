//! How is what a paper must not tell taken out of it, so that nothing of it is left?
//!
//! A paper is drawn to pictures ([`draw`]), boxes are burnt into the pixels and a new PDF of pictures alone is written
//! ([`write`]); before it may leave, [`check`] opens those very bytes with other libraries and looks for what should be gone.
//! Nothing of the original file but its pixels goes into the new one: no text, fonts, metadata, attachments or scripts.

mod check;
mod draw;
mod stamp;
mod text;
mod write;

pub use check::{Leak, Wanted, check};
pub use draw::{DrawError, DrawLimits, draw};
pub use text::{Run, Spelled, around, beneath, find, spell};
pub use write::write;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat};
use serde::{Deserialize, Serialize};

/// The parts into which the width and the height of a page are divided: places on it are whole numbers, whatever its pixels.
pub const PARTS: u32 = 10_000;

/// A rectangle on a page, in ten-thousandths of its width and height from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Area {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Area {
    /// `None` where it is not a rectangle on the page, or so thin that it covers nothing.
    #[must_use]
    pub fn new(left: u32, top: u32, right: u32, bottom: u32) -> Option<Self> {
        let thin = |from: u32, to: u32| to > PARTS || to.saturating_sub(from) < 10;
        (!thin(left, right) && !thin(top, bottom)).then_some(Self { left, top, right, bottom })
    }

    /// Its pixels on a page of this size, rounded outwards: what it touches, it covers.
    #[must_use]
    pub fn pixels(self, width: u32, height: u32) -> Pixels {
        let down = |part: u32, whole: u32| u64::from(part) * u64::from(whole) / u64::from(PARTS);
        let up = |part: u32, whole: u32| (u64::from(part) * u64::from(whole)).div_ceil(u64::from(PARTS));
        let bounded = |at: u64, whole: u32| u32::try_from(at).unwrap_or(whole).min(whole);
        Pixels {
            left: bounded(down(self.left, width), width),
            top: bounded(down(self.top, height), height),
            right: bounded(up(self.right, width), width),
            bottom: bounded(up(self.bottom, height), height),
        }
    }

    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Does it cover the middle of another, and so most of a letter that stands there?
    #[must_use]
    pub fn covers_middle_of(self, other: Self) -> bool {
        let (across, down) = (other.left + other.right, other.top + other.bottom);
        (2 * self.left..=2 * self.right).contains(&across) && (2 * self.top..=2 * self.bottom).contains(&down)
    }

    /// The least area that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Pixels of a page from the upper left, the ends not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

/// A box over a page: where, and the article that stands in it, such as 第十五条.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    pub area: Area,
    pub mark: String,
}

/// How many bytes a pixel has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Grey,
    Colour,
}

impl Ink {
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Ink::Grey => 1,
            Ink::Colour => 3,
        }
    }
}

/// One page as a picture, with the letters on it and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub width: u32,
    pub height: u32,
    /// Pixels to the inch of the paper.
    pub density: u32,
    pub ink: Ink,
    /// Row by row from the top, `ink.bytes()` a pixel.
    pub pixels: Vec<u8>,
    pub runs: Vec<Run>,
    /// A font or picture of the page could not be drawn: it must be held against the original.
    pub doubtful: bool,
}

impl Page {
    /// The picture alone, for a browser and for keeping.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let colour = match self.ink {
            Ink::Grey => ExtendedColorType::L8,
            Ink::Colour => ExtendedColorType::Rgb8,
        };
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::NoFilter);
        encoder
            .write_image(&self.pixels, self.width, self.height, colour)
            .expect("a page has as many pixels as its width and height say, and memory takes any bytes");
        out
    }

    /// A page again from its picture.
    ///
    /// # Errors
    /// The bytes are not such a picture.
    pub fn from_png(png: &[u8], density: u32) -> Result<Self, DrawError> {
        let read = image::load_from_memory_with_format(png, ImageFormat::Png).map_err(|_| DrawError::Damaged)?;
        let (width, height) = (read.width(), read.height());
        let (ink, pixels) = match read {
            image::DynamicImage::ImageLuma8(grey) => (Ink::Grey, grey.into_raw()),
            other => (Ink::Colour, other.into_rgb8().into_raw()),
        };
        Ok(Self { width, height, density, ink, pixels, runs: Vec::new(), doubtful: false })
    }
}
