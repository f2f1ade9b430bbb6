//! Is this a picture that can be printed, and how large is it on paper?

use serde::Serialize;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage};

/// A picture that was decoded once, so that a broken file costs one picture and never the whole paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Picture {
    /// Its number among the pictures of the paper.
    pub number: usize,
    pub extension: &'static str,
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub width_mm: f64,
    pub height_mm: f64,
    /// What a screen reader says.
    pub alt: String,
}

/// Larger files are not put on paper; they stay on the page.
const MOST_BYTES: usize = 20 << 20;
/// A PNG of a few kilobytes can unpack into gigabytes.
const MOST_PIXELS: u64 = 60_000_000;
const WIDEST_MM: f64 = 156.0;
const TALLEST_MM: f64 = 200.0;

impl Picture {
    pub(crate) fn read(number: usize, bytes: &[u8], alt: &str) -> Option<Self> {
        if bytes.len() > MOST_BYTES || png_pixels(bytes).is_some_and(|n| n > MOST_PIXELS) {
            return None;
        }
        let format = ExchangeFormat::detect(bytes)?;
        let extension = match format {
            ExchangeFormat::Png => "png",
            ExchangeFormat::Jpg => "jpg",
            ExchangeFormat::Gif => "gif",
            ExchangeFormat::Webp => "webp",
        };
        let image = RasterImage::plain(Bytes::new(bytes.to_vec()), RasterFormat::Exchange(format)).ok()?;
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        if width < 1.0 || height < 1.0 {
            return None;
        }
        // Screen pictures are drawn at 96 dots an inch, and made smaller where they would not fit.
        let natural = width * 25.4 / 96.0;
        let scale = (WIDEST_MM / natural).min(TALLEST_MM / (natural * height / width)).min(1.0);
        let width_mm = natural * scale;
        Some(Self { number, extension, bytes: bytes.to_vec(), width_mm, height_mm: width_mm * height / width, alt: alt.to_owned() })
    }

    pub(crate) fn file_name(&self) -> String {
        format!("picture-{}.{}", self.number, self.extension)
    }
}

/// Width times height as the header of a PNG claims.
fn png_pixels(bytes: &[u8]) -> Option<u64> {
    if !bytes.starts_with(b"\x89PNG") {
        return None;
    }
    let number = |at: usize| Some(u64::from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)));
    number(16)?.checked_mul(number(20)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(Picture::read(0, b"<svg onload='x'/>", "图").is_none());
        assert!(Picture::read(0, b"\x89PNG\r\n\x1a\n broken", "图").is_none());
        assert!(Picture::read(0, b"", "图").is_none());
    }

    #[test]
    fn a_png_that_unpacks_into_gigabytes_is_refused_by_its_header() {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend([0, 1, 0, 0, 0, 1, 0, 0]);
        assert_eq!(png_pixels(&bytes), Some(1 << 32));
        assert!(Picture::read(0, &bytes, "图").is_none());
    }
}
