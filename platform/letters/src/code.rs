//! How does an address become a QR code that PDF and docx can both show?

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use qrcode::{Color, EcLevel, QrCode};

use crate::picture::Picture;

/// Dots for each module: sharp in every viewer, whether it smooths pictures or not.
const DOTS: usize = 8;
/// The light margin that readers need around the code.
const MARGIN: usize = 2;
/// 20 mm on paper can be read from an arm's length.
const SIZE_MM: f64 = 22.0;

/// The code as a picture; `None` where the text is too long for one.
pub(crate) fn picture(text: &str, alt: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = |x: usize, y: usize| code[(x, y)] == Color::Dark;
    let bytes = png(width, dark)?;
    // Numbered apart from the pictures of a paper, of which a letter has none.
    Some(Picture { number: 0, extension: "png", bytes, width_mm: SIZE_MM, height_mm: SIZE_MM, alt: alt.to_owned() })
}

/// A grey picture of one bit a dot.
fn png(width: usize, dark: impl Fn(usize, usize) -> bool) -> Option<Vec<u8>> {
    let side = (width + 2 * MARGIN) * DOTS;
    let module = |at: usize| (at / DOTS).checked_sub(MARGIN).filter(|at| *at < width);
    let light = |x: usize, y: usize| !matches!((module(x), module(y)), (Some(x), Some(y)) if dark(x, y));
    let mut rows = Vec::with_capacity(side * (side / 8 + 1));
    for y in 0..side {
        rows.push(0);
        for start in (0..side).step_by(8) {
            rows.push((0..8).fold(0u8, |byte, bit| byte << 1 | u8::from(light(start + bit, y))));
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&rows).ok()?;
    let side = u32::try_from(side).ok()?.to_be_bytes();
    let mut head = [side, side].concat();
    head.extend([1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", head), (b"IDAT", packed.finish().ok()?), (b"IEND", Vec::new())] {
        file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
        let mut sum = Crc::new();
        sum.update(name);
        sum.update(&data);
        file.extend_from_slice(name);
        file.extend(data);
        file.extend(sum.sum().to_be_bytes());
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_png_that_the_typesetter_reads() {
        let picture = picture("https://www.qinglan.example/check/QL-2026-0012", "核验").expect("short enough");
        assert!(Picture::read(0, &picture.bytes, "核验").is_some());
        assert!(super::picture(&"长".repeat(3000), "核验").is_none());
    }
}
