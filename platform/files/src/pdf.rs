//! What does the text layer of a PDF say?
//!
//! Only the text layer: scanned pages are refused rather than guessed at. The parser runs under the reader's time limit on a
//! thread of its own, because it is known to panic and to take long on odd files.

use crate::limits::Limits;
use crate::read::Failure;
use gongkai_text::extract::{Block, Extract};

/// Fewer characters than this on the average page is a stamp or a page number, not a text layer.
const FEWEST_A_PAGE: usize = 4;

pub(crate) fn read(bytes: &[u8], _limits: &Limits) -> Result<Extract, Failure> {
    if is_encrypted(bytes) {
        return Err(Failure::Encrypted);
    }
    let pages = pdf_extract::extract_text_from_mem_by_pages(bytes).map_err(|error| {
        let text = error.to_string();
        if text.to_lowercase().contains("password") { Failure::Encrypted } else { Failure::Damaged(text) }
    })?;
    let seen = |page: &String| page.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{FFFD}').count();
    let characters: usize = pages.iter().map(seen).sum();
    if characters <= FEWEST_A_PAGE * pages.len() {
        return Err(Failure::NoText);
    }
    let mut extract = Extract::default();
    for (number, page) in pages.iter().enumerate() {
        if number > 0 {
            extract.blocks.push(Block::PageBreak);
        }
        let lines = page.lines().map(|line| line.trim_end_matches(['\r', ' ', '\u{C}']));
        let lines = lines.filter(|line| !line.trim().is_empty());
        extract.blocks.extend(lines.map(|line| Block::Text { text: line.chars().filter(|c| !c.is_control() || *c == '\t').collect() }));
    }
    Ok(extract)
}

/// A PDF that asks for a password to be opened names its dictionary in the trailer. (One with an empty user password opens.)
fn is_encrypted(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    let named = |window: &[u8]| window.windows(8).any(|w| w == b"/Encrypt");
    named(tail) && pdf_extract::extract_text_from_mem_encrypted(bytes, "").is_err()
}
