//! Is what was covered gone, and does the check find every way in which it might not be?

use gongkai_files::redact::{Area, Cover, DrawError, DrawLimits, Ink, Leak, Page, Wanted, beneath, check, draw, find, spell, write};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgba, RgbaImage};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use std::io::Cursor;

use crate::pdf::pdf;

const NUMBER: &str = "110101199003078515";
const TITLE: &str = "校车协议（公开件）";

fn paper() -> Vec<u8> {
    pdf(&format!("BT /F1 14 Tf 72 700 Td (Driver 13800138000) Tj 0 -60 Td (Card {NUMBER} of Zhang) Tj ET 72 500 200 40 re f"))
}

fn drawn(bytes: &[u8]) -> Page {
    draw(bytes, &DrawLimits::default()).expect("drawn").remove(0)
}

fn covers(areas: impl IntoIterator<Item = Area>) -> Vec<Cover> {
    areas.into_iter().map(|area| Cover { area, mark: "第十五条".to_owned() }).collect()
}

/// The page, its boxes and the text beneath them.
fn marked() -> (Page, Vec<Cover>, Vec<String>) {
    let page = drawn(&paper());
    let areas: Vec<Area> = find(&page.runs, NUMBER).concat();
    let hidden = beneath(&page.runs, &areas);
    (page, covers(areas), hidden)
}

fn checked(bytes: &[u8], page: &Page, covers: &[Cover], hidden: &[String]) -> Vec<Leak> {
    check(bytes, TITLE, &[Wanted { width: page.width, height: page.height, covers }], hidden)
}

fn changed(bytes: &[u8], change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).expect("our own file");
    change(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

#[test]
fn a_page_is_drawn_with_its_letters_and_what_is_found_is_covered() {
    let (page, covers, hidden) = marked();
    assert_eq!((page.width, page.height, page.density, page.ink), (1239, 1754, 150, Ink::Grey));
    assert!(!page.doubtful && page.pixels.contains(&0) && page.pixels[0] == 255);
    assert_eq!(spell(&page.runs, true).text, format!("Driver13800138000\nCard{NUMBER}ofZhang"));
    assert_eq!((covers.len(), hidden.as_slice()), (1, [NUMBER.to_owned()].as_slice()));
    assert_eq!(find(&page.runs, "ｄＲＩver 138").len(), 1, "wide, great and spaced alike");
    assert!(find(&page.runs, "nowhere").is_empty() && find(&page.runs, " ").is_empty());
    // The letters stand where the ink is.
    let at = covers[0].area.pixels(page.width, page.height);
    let dark = (at.top..at.bottom).flat_map(|y| (at.left..at.right).map(move |x| (x, y)));
    let n_dark = dark.filter(|(x, y)| page.pixels[(y * page.width + x) as usize] < 128).count();
    assert!(n_dark > 300, "{n_dark}");
    let again = Page::from_png(&page.png(), page.density).expect("our own picture");
    assert_eq!(Page { runs: page.runs.clone(), ..again }, page);

    let bytes = write(TITLE, &[(page.clone(), covers.clone())]);
    assert_eq!(checked(&bytes, &page, &covers, &hidden), []);
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let released = drawn(&bytes);
    assert!(released.runs.is_empty());
    // Outside of the box nothing changed; seen through the drawer again, to a shade.
    let far = |x: u32, y: u32| page.pixels[(y * page.width + x) as usize].abs_diff(released.pixels[(y * released.width + x) as usize]);
    assert!((0..at.top - 2).all(|y| (0..released.width).all(|x| far(x, y) < 60)));
}

#[test]
fn a_black_rectangle_over_the_text_does_not_pass() {
    let (page, covers, hidden) = marked();
    let naive = changed(&paper(), |document| {
        let page = *document.get_pages().values().next().expect("a page");
        document.add_page_contents(page, b"0 g 60 620 400 40 re f".to_vec()).expect("drawn over");
    });
    let leaks = checked(&naive, &page, &covers, &hidden);
    assert!(leaks.contains(&Leak::Text) && leaks.contains(&Leak::Words(1)), "{leaks:?}");
    assert!(leaks.contains(&Leak::Picture(1)), "{leaks:?}");
    assert!(!leaks.iter().any(|leak| leak.to_string().contains(NUMBER)), "a reason is no way out either");
}

#[test]
fn a_box_that_is_not_burnt_or_not_wholly_does_not_pass() {
    let (page, covers, hidden) = marked();
    let bare = write(TITLE, &[(page.clone(), Vec::new())]);
    assert_eq!(checked(&bare, &page, &covers, &hidden), [Leak::Box(1, 1)]);
    // One pixel less, or one that is nearly black.
    let mut holed = page.clone();
    let at = covers[0].area.pixels(page.width, page.height);
    let own = Cover { area: covers[0].area, mark: String::new() };
    for y in at.top..at.bottom {
        holed.pixels[(y * page.width + at.left) as usize..(y * page.width + at.right) as usize].fill(0);
    }
    assert_eq!(checked(&write(TITLE, &[(holed.clone(), Vec::new())]), &page, std::slice::from_ref(&own), &hidden), []);
    holed.pixels[(at.bottom - 1) as usize * page.width as usize + at.right as usize - 1] = 3;
    assert_eq!(checked(&write(TITLE, &[(holed, Vec::new())]), &page, std::slice::from_ref(&own), &hidden), [Leak::Box(1, 1)]);
    // With another mark, on a page less, of another size.
    let other = Cover { mark: "第十四条".to_owned(), ..covers[0].clone() };
    assert_eq!(checked(&write(TITLE, &[(page.clone(), vec![other])]), &page, &covers, &hidden), [Leak::Box(1, 1)]);
    let good = write(TITLE, &[(page.clone(), covers.clone())]);
    assert_eq!(check(&good, TITLE, &[Wanted { width: 10, height: 10, covers: &[] }], &[]), [Leak::Picture(1)]);
    assert!(matches!(check(&good, TITLE, &[], &[])[..], [Leak::Extra(_)]));
}

#[test]
fn nothing_may_come_with_the_pictures() {
    let (page, covers, hidden) = marked();
    let good = write(TITLE, &[(page.clone(), covers.clone())]);
    assert!(checked(&changed(&good, |_| ()), &page, &covers, &hidden).is_empty(), "saved again by others it is still good");
    let refused = |bytes: &[u8]| {
        let leaks = checked(bytes, &page, &covers, &hidden);
        assert!(!leaks.is_empty());
        leaks
    };
    let leaf = |document: &Document| *document.get_pages().values().next().expect("a page");
    // A text layer left behind.
    let layered = changed(&good, |document| {
        let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        let text = vec![
            Operation::new("BT", Vec::new()),
            Operation::new("Tr", vec![3.into()]),
            Operation::new("Tf", vec!["F1".into(), 14.into()]),
            Operation::new("Td", vec![72.into(), 700.into()]),
            Operation::new("Tj", vec![Object::string_literal(NUMBER)]),
            Operation::new("ET", Vec::new()),
        ];
        let id = leaf(document);
        document.add_page_contents(id, Content { operations: text }.encode().expect("coded")).expect("added");
        let dictionary = document.get_object_mut(id).and_then(Object::as_dict_mut).expect("a page");
        let resources = dictionary.get_mut(b"Resources").and_then(Object::as_dict_mut).expect("resources");
        resources.set("Font", dictionary! { "F1" => font });
    });
    let leaks = refused(&layered);
    assert!(leaks.contains(&Leak::Text) && leaks.contains(&Leak::Words(1)), "{leaks:?}");
    // Metadata, an attachment, a script, an object that nobody names, a stream that is packed.
    refused(&changed(&good, |document| {
        let id = document.trailer.get(b"Info").and_then(Object::as_reference).expect("info");
        document.get_object_mut(id).and_then(Object::as_dict_mut).expect("info").set("Author", Object::string_literal("Zhang"));
    }));
    refused(&changed(&good, |document| {
        let id = document.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, b"<x/>".to_vec()));
        document.catalog_mut().expect("a catalog").set("Metadata", id);
    }));
    refused(&changed(&good, |document| {
        document.catalog_mut().expect("a catalog").set("OpenAction", dictionary! { "S" => "JavaScript" });
    }));
    let packed = changed(&good, |document| {
        let mut stream = Stream::new(dictionary! {}, format!("left behind: {NUMBER} and more of the same {NUMBER}").into_bytes());
        stream.compress().expect("packed");
        document.add_object(stream);
    });
    assert!(refused(&packed).contains(&Leak::Words(1)));
    // An older state beneath, or words behind the end.
    let mut behind = good.clone();
    behind.extend_from_slice(b"\n%%EOF\n");
    refused(&behind);
    for coded in [format!("% {NUMBER}").into_bytes(), hex(NUMBER)] {
        let at = good.windows(9).position(|window| window == b"startxref").expect("an end");
        let mut with = good.clone();
        with.splice(at..at, coded.into_iter().chain(*b"\n"));
        assert!(refused(&with).contains(&Leak::Words(1)));
    }
    assert!(refused(b"%PDF-1.7\n").iter().any(|leak| matches!(leak, Leak::Unreadable(_))));
    assert!(matches!(check(&good, "x", &[Wanted { width: page.width, height: page.height, covers: &covers }], &[])[..], [Leak::Extra(_)]));
}

/// UTF-16 as hexadecimal digits, as strings of a PDF may be written.
fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    format!("% <FEFF{digits}>").into_bytes()
}

#[test]
fn any_boxes_are_burnt_to_the_last_pixel() {
    let page = drawn(&paper());
    let mut state = 20_261_124_u64;
    let mut next = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 40).unwrap_or_default() % below
    };
    for _ in 0..4 {
        let mut all = Vec::new();
        while all.len() < 6 {
            let (left, top) = (next(9_900), next(9_900));
            let (wide, high) = (10 + next(10_001 - 10 - left), 10 + next(10_001 - 10 - top));
            all.extend(Area::new(left, top, left + wide, top + high).map(|area| Cover { area, mark: "第十六条".to_owned() }));
        }
        let hidden = beneath(&page.runs, &all.iter().map(|cover| cover.area).collect::<Vec<_>>());
        let bytes = write(TITLE, &[(page.clone(), all.clone()), (page.clone(), Vec::new())]);
        let wanted = |covers| Wanted { width: page.width, height: page.height, covers };
        assert_eq!(check(&bytes, TITLE, &[wanted(all.as_slice()), wanted(&[])], &hidden), []);
    }
    assert_eq!(Area::new(0, 0, 10_000, 10_000).map(|area| area.pixels(3, 7).right), Some(3));
    for (left, top, right, bottom) in [(5, 5, 5, 50), (50, 5, 5, 50), (0, 0, 10_001, 50), (0, 0, 9, 50)] {
        assert_eq!(Area::new(left, top, right, bottom), None);
    }
}

#[test]
fn pictures_are_papers_too() {
    let mut picture = RgbaImage::from_pixel(300, 200, Rgba([255, 255, 255, 0]));
    for x in 50..90 {
        picture.put_pixel(x, 60, Rgba([200, 0, 0, 255]));
    }
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).expect("written");
    let page = drawn(png.get_ref());
    assert_eq!((page.width, page.height, page.ink, page.density), (300, 200, Ink::Colour, 26));
    assert_eq!(&page.pixels[..3], [255; 3], "what is seen through is white paper");
    // A large grey photograph: smaller, and in fewer steps.
    let grey: Vec<u8> = (0..3000_u64 * 3600).map(|n| u8::try_from(((n * 7919) >> 5) % 256).unwrap_or_default()).collect();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 90).encode(&grey, 3000, 3600, ExtendedColorType::L8).expect("coded");
    let page = drawn(&jpeg);
    assert_eq!((page.width, page.height, page.ink), (2067, 2480, Ink::Grey));
    assert!(page.pixels.iter().all(|value| value % 17 == 0));
    let all = covers(Area::new(1_000, 1_000, 5_000, 2_000));
    let bytes = write(TITLE, &[(page.clone(), all.clone())]);
    assert_eq!(checked(&bytes, &page, &all, &[]), []);
}

#[test]
fn what_cannot_be_drawn_is_refused_by_name() {
    let limits = DrawLimits::default();
    let refused = |bytes: &[u8]| draw(bytes, &limits).expect_err("refused");
    assert_eq!(refused(b"PK\x03\x04 a document of Word"), DrawError::Kind);
    assert_eq!(refused(b""), DrawError::Kind);
    assert_eq!(refused(b"%PDF-1.7 and nothing more"), DrawError::Damaged);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n"), DrawError::Damaged);
    let small = |change: fn(&mut DrawLimits)| {
        let mut limits = DrawLimits::default();
        change(&mut limits);
        draw(&paper(), &limits).expect_err("refused")
    };
    assert!(matches!(small(|limits| limits.file_bytes = 100), DrawError::TooLarge(..)));
    assert_eq!(small(|limits| limits.pages = 0), DrawError::TooManyPages(1, 0));
    assert_eq!(small(|limits| limits.unpacked_bytes = 10), DrawError::Unpacks);
    let locked = String::from_utf8(paper()).expect("ASCII").replace(
        "/Root 1 0 R",
        "/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> >>",
    );
    assert_eq!(refused(locked.as_bytes()), DrawError::Encrypted);
    // Forty kilobytes that would unpack to forty megabytes, and a picture of ten thousand million pixels.
    let bomb = changed(&paper(), |document| {
        let mut stream = Stream::new(dictionary! {}, vec![0; 40_000_000]);
        stream.compress().expect("packed");
        document.add_object(stream);
    });
    let tight = DrawLimits { unpacked_bytes: 20_000_000, ..DrawLimits::default() };
    assert_eq!(draw(&bomb, &tight), Err(DrawError::Unpacks));
    let wide = changed(&paper(), |document| {
        document.add_object(Stream::new(dictionary! { "Subtype" => "Image", "Width" => 100_000, "Height" => 100_000 }, Vec::new()));
    });
    assert_eq!(refused(&wide), DrawError::TooManyPixels);
    // No mutation of a paper stops the program.
    let whole = paper();
    for at in (0..whole.len()).step_by(23) {
        let mut broken = whole.clone();
        broken[at] = broken[at].wrapping_add(1);
        let _ = draw(&broken, &limits);
        let _ = draw(&whole[..at], &limits);
    }
}
