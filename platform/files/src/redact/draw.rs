//! What does a paper look like, page by page, and may we look at it at all?

use std::io::{Cursor, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use flate2::read::ZlibDecoder;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page};
use hayro::hayro_syntax::object::{Object, Stream};
use hayro::hayro_syntax::page::Page as Leaf;
use hayro::hayro_syntax::{Filter, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::kurbo::{Affine, Rect};
use hayro::{RenderCache, RenderSettings, render};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader};

use super::text::{Reader, Run};
use super::{Ink, Page};
use crate::guard;

const MB: u64 = 1024 * 1024;
/// Pixels to the inch: small print can be read, and a page of text stays near a hundred kilobytes.
const DENSITY: u32 = 150;
/// The longer side of a picture: A3 at that density. Larger papers are drawn smaller.
const LONGEST: u32 = 2_480;
/// A photograph is laid on A4, whose longer side is 842 points.
const A4_POINTS: u32 = 842;

/// How much of a paper are we willing to draw?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawLimits {
    pub file_bytes: u64,
    pub pages: usize,
    /// Of one picture in the file.
    pub pixels: u64,
    /// What the streams of the file may unpack to, all together.
    pub unpacked_bytes: u64,
    pub seconds: u64,
}

impl Default for DrawLimits {
    fn default() -> Self {
        Self { file_bytes: 40 * MB, pages: 100, pixels: 120_000_000, unpacked_bytes: 1024 * MB, seconds: 180 }
    }
}

/// Why a paper cannot be drawn, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    #[error("不是PDF或者图片（png、jpg）；Word、OFD等文件请先另存为PDF再上传")]
    Kind,
    #[error("文件有{0}MB，超过{1}MB，请分册上传或者降低扫描精度")]
    TooLarge(u64, u64),
    #[error("PDF设有密码或者使用了不能识别的加密，请去除密码后再上传")]
    Encrypted,
    #[error("文件已损坏，不能识别，请重新生成或者扫描后再上传")]
    Damaged,
    #[error("文件没有页面")]
    Empty,
    #[error("文件有{0}页，超过{1}页，请分册上传")]
    TooManyPages(usize, usize),
    #[error("第{0}页的页面尺寸不正常")]
    PageSize(usize),
    #[error("文件中有过大的图像，请降低扫描精度后再上传")]
    TooManyPixels,
    #[error("文件展开后过大，疑似异常文件，不予接收")]
    Unpacks,
    #[error("在{0}秒内没有画完各页，请分册上传")]
    TooSlow(u64),
    #[error("文件内容异常，不能画出页面，请转换成扫描件或者重新生成PDF后再上传")]
    Crashed,
}

/// The pages of a PDF or of a picture. Takes about a tenth of a second a page, on a thread of its own.
///
/// # Errors
/// The first reason against it.
pub fn draw(bytes: &[u8], limits: &DrawLimits) -> Result<Vec<Page>, DrawError> {
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(DrawError::TooLarge(size.div_ceil(MB), limits.file_bytes / MB));
    }
    let (owned, own) = (bytes.to_vec(), limits.clone());
    let work = move || match owned.as_slice() {
        [0x25, 0x50, 0x44, 0x46, ..] => of_pdf(owned, &own),
        [0x89, 0x50, 0x4e, 0x47, ..] => of_picture(&owned, ImageFormat::Png, &own).map(|page| vec![page]),
        [0xff, 0xd8, 0xff, ..] => of_picture(&owned, ImageFormat::Jpeg, &own).map(|page| vec![page]),
        _ => Err(DrawError::Kind),
    };
    match guard::run(Duration::from_secs(limits.seconds), work) {
        Ok(outcome) => outcome,
        Err(guard::Stopped::TimedOut) => Err(DrawError::TooSlow(limits.seconds)),
        Err(guard::Stopped::Panicked) => Err(DrawError::Crashed),
    }
}

fn opened(bytes: Vec<u8>) -> Result<Pdf, DrawError> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DrawError::Encrypted,
        LoadPdfError::Invalid => DrawError::Damaged,
    })
}

/// Every letter of a PDF, wherever it stands: for the check of what was written.
pub(super) fn letters(bytes: &[u8]) -> Result<Vec<Run>, DrawError> {
    let pdf = opened(bytes.to_vec())?;
    let doubtful = Arc::new(AtomicBool::new(false));
    Ok(pdf.pages().iter().flat_map(|leaf| runs(&pdf, leaf, 1.0, (1000, 1000), &settings(&doubtful))).collect())
}

fn of_pdf(bytes: Vec<u8>, limits: &DrawLimits) -> Result<Vec<Page>, DrawError> {
    let pdf = opened(bytes)?;
    let leaves = pdf.pages();
    match leaves.len() {
        0 => return Err(DrawError::Empty),
        many if many > limits.pages => return Err(DrawError::TooManyPages(many, limits.pages)),
        _ => {}
    }
    bounded(&pdf, limits)?;
    let cache = RenderCache::new();
    leaves.iter().enumerate().map(|(n, leaf)| of_leaf(&pdf, &cache, leaf).ok_or(DrawError::PageSize(n + 1))).collect()
}

/// What a few kilobytes could unpack to is counted before anything is drawn.
fn bounded(pdf: &Pdf, limits: &DrawLimits) -> Result<(), DrawError> {
    let mut left = limits.unpacked_bytes;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let side = |name: &str| stream.dict().get::<u32>(name).map_or(0, u64::from);
        if side("Width").saturating_mul(side("Height")) > limits.pixels {
            return Err(DrawError::TooManyPixels);
        }
        left = left.checked_sub(unpacked(&stream, left)).ok_or(DrawError::Unpacks)?;
    }
    Ok(())
}

/// The bytes that a stream unpacks to, or more than `left` as soon as it is certain.
fn unpacked(stream: &Stream<'_>, left: u64) -> u64 {
    let raw = stream.raw_data();
    let filters = stream.filters();
    let packs = |filter: &&Filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode);
    match (filters.first(), filters.iter().filter(packs).count()) {
        (_, 0) => raw.len() as u64,
        // Packed twice only to seem small.
        (_, 2..) => left + 1,
        (Some(Filter::FlateDecode), _) => {
            // What is damaged counts as far as it goes.
            let mut reader = ZlibDecoder::new(&*raw).take(left + 1);
            let mut buffer = [0; 64 * 1024];
            let mut n = 0;
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                n += read as u64;
            }
            n
        }
        // An old way of packing, rarely met: taken at what it gives at most for ordinary pictures.
        _ => (raw.len() as u64).saturating_mul(128),
    }
}

fn settings(doubtful: &Arc<AtomicBool>) -> InterpreterSettings {
    let usual = InterpreterSettings::default();
    let (resolve, missed, warned) = (usual.font_resolver.clone(), doubtful.clone(), doubtful.clone());
    InterpreterSettings {
        // A font that is not in the file has no Chinese letters here: they would be left out without a word.
        font_resolver: Arc::new(move |query: &FontQuery| -> Option<(FontData, u32)> {
            if matches!(query, FontQuery::Fallback(_)) {
                missed.store(true, Ordering::Relaxed);
            }
            resolve(query)
        }),
        warning_sink: Arc::new(move |_| warned.store(true, Ordering::Relaxed)),
        ..usual
    }
}

fn of_leaf<'a>(pdf: &'a Pdf, cache: &RenderCache<'a>, leaf: &'a Leaf<'a>) -> Option<Page> {
    let (wide, high) = leaf.render_dimensions();
    if !(wide.is_finite() && high.is_finite() && wide >= 1.0 && high >= 1.0) {
        return None;
    }
    let density = DENSITY.min((LONGEST as f32 * 72.0 / wide.max(high)) as u32);
    let scale = density as f32 / 72.0;
    let (width, height) = ((wide * scale).floor() as u32, (high * scale).floor() as u32);
    if density == 0 || width == 0 || height == 0 {
        return None;
    }
    let doubtful = Arc::new(AtomicBool::new(false));
    let own = settings(&doubtful);
    let drawing = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let drawn = render(leaf, cache, &own, &drawing);
    let colours: Vec<u8> = drawn.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    let (ink, pixels) = plain(colours, width);
    let runs = runs(pdf, leaf, scale, (width, height), &own);
    Some(Page { width, height, density, ink, pixels, runs, doubtful: doubtful.load(Ordering::Relaxed) })
}

fn runs<'a>(pdf: &'a Pdf, leaf: &'a Leaf<'a>, scale: f32, (width, height): (u32, u32), settings: &InterpreterSettings) -> Vec<Run> {
    let mut reader = Reader::new(width, height);
    let whole = Affine::scale(f64::from(scale)) * leaf.initial_transform(true).to_kurbo();
    let cache = InterpreterCache::new();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(whole, bounds, &cache, pdf.xref(), settings.clone());
    interpret_page(leaf, &mut context, &mut reader);
    reader.runs
}

fn of_picture(bytes: &[u8], format: ImageFormat, limits: &DrawLimits) -> Result<Page, DrawError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.unpacked_bytes);
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(|_| DrawError::Damaged)?;
    let (wide, high) = decoder.dimensions();
    if u64::from(wide) * u64::from(high) > limits.pixels {
        return Err(DrawError::TooManyPixels);
    }
    // A telephone turns the picture by a note beside it.
    let turned = decoder.orientation().map_err(|_| DrawError::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| DrawError::Damaged)?;
    picture.apply_orientation(turned);
    if picture.width().max(picture.height()) > LONGEST {
        picture = picture.resize(LONGEST, LONGEST, FilterType::Triangle);
    }
    let (width, height) = (picture.width(), picture.height());
    let density = (width.max(height) * 72).div_ceil(A4_POINTS).max(1);
    let (ink, pixels) = plain(on_white(&picture), width);
    Ok(Page { width, height, density, ink, pixels, runs: Vec::new(), doubtful: false })
}

/// What can be seen through has white paper behind it.
fn on_white(picture: &DynamicImage) -> Vec<u8> {
    let over = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    picture.to_rgba8().pixels().flat_map(|pixel| [0, 1, 2].map(|n| over(pixel.0[n], pixel.0[3]))).collect()
}

/// Grey where the page has no colour, and fewer steps of it where it is a scan or photograph: pixels are kept exactly from here
/// on, so that every one of them can be proven, and the noise of a scanner must not make files of that too large.
fn plain(colours: Vec<u8>, width: u32) -> (Ink, Vec<u8>) {
    const TINGE: u8 = 40;
    const NOISE: usize = 4;
    let tinged = |pixel: &[u8]| pixel.iter().max().unwrap_or(&0) - pixel.iter().min().unwrap_or(&0) > TINGE;
    let (ink, mut pixels) = if colours.chunks_exact(3).any(tinged) {
        (Ink::Colour, colours)
    } else {
        let luma = |pixel: &[u8]| {
            let sum = 299 * u32::from(pixel[0]) + 587 * u32::from(pixel[1]) + 114 * u32::from(pixel[2]);
            u8::try_from(sum / 1000).unwrap_or(u8::MAX)
        };
        (Ink::Grey, colours.chunks_exact(3).map(luma).collect())
    };
    let bytes = ink.bytes();
    let row = (width as usize * bytes).max(bytes);
    let changes = |row: &[u8]| row.chunks_exact(bytes).zip(row.chunks_exact(bytes).skip(1)).filter(|(one, next)| one != next).count();
    let n_changes: usize = pixels.chunks_exact(row).map(changes).sum();
    if n_changes * NOISE > pixels.len() / bytes {
        for value in &mut pixels {
            *value = (*value / 16) * 17;
        }
    }
    (ink, pixels)
}
