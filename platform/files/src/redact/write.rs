//! Which PDF is released: the pages as pictures, the boxes in their pixels, a title, and nothing else?

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::stamp::Stamp;
use super::{Cover, Ink, Page};

/// Points to the inch.
const POINTS: f32 = 72.0;

/// A new PDF of these pages with their boxes. It is not proven yet: see [`super::check`].
#[must_use]
pub fn write(title: &str, pages: &[(Page, Vec<Cover>)]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (root_id, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let mut root = pdf.catalog(root_id);
    root.pages(tree);
    root.lang(TextStr("zh-CN"));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.document_info(info).title(TextStr(title));
    let first = |n: usize| Ref::new(4 + 3 * i32::try_from(n).expect("a paper has far fewer pages"));
    pdf.pages(tree).kids((0..pages.len()).map(first)).count(i32::try_from(pages.len()).expect("a paper has far fewer pages"));
    for (n, (page, covers)) in pages.iter().enumerate() {
        one(&mut pdf, tree, first(n), page, covers);
    }
    pdf.finish()
}

fn one(pdf: &mut Pdf, tree: Ref, id: Ref, page: &Page, covers: &[Cover]) {
    let (content_id, picture_id, name) = (Ref::new(id.get() + 1), Ref::new(id.get() + 2), Name(b"P"));
    let points = |pixels: u32| pixels as f32 * POINTS / page.density.max(1) as f32;
    let (width, height) = (points(page.width), points(page.height));
    let mut leaf = pdf.page(id);
    leaf.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content_id);
    leaf.resources().x_objects().pair(name, picture_id);
    leaf.finish();
    let mut content = Content::new();
    content.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(name).restore_state();
    pdf.stream(content_id, &content.finish());
    let packed = pack(&burnt(page, covers));
    let mut picture = pdf.image_xobject(picture_id, &packed);
    picture.filter(Filter::FlateDecode);
    let side = |pixels: u32| i32::try_from(pixels).expect("the sides of a page are bounded");
    picture.width(side(page.width)).height(side(page.height)).bits_per_component(8);
    match page.ink {
        Ink::Grey => picture.color_space().device_gray(),
        Ink::Colour => picture.color_space().device_rgb(),
    };
}

/// The pixels of a page with each box in place of what was there.
fn burnt(page: &Page, covers: &[Cover]) -> Vec<u8> {
    let mut pixels = page.pixels.clone();
    let bytes = page.ink.bytes();
    for cover in covers {
        let at = cover.area.pixels(page.width, page.height);
        let stamp = Stamp::of(&cover.mark, at.right - at.left, at.bottom - at.top);
        for y in at.top..at.bottom {
            for x in at.left..at.right {
                let first = (y as usize * page.width as usize + x as usize) * bytes;
                pixels[first..first + bytes].fill(stamp.shade(x - at.left, y - at.top));
            }
        }
    }
    pixels
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes any bytes")
}
