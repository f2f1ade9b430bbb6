//! Do the counts in a Word document's header fit into the file?
//!
//! The parser behind reserves memory for as many characters as the header claims, up to four thousand million; a failed
//! reservation ends the whole process and cannot be caught. So the claims are checked before.

use crate::read::Failure;
use std::io::{Cursor, Read};

const WORD6: u16 = 0xA5DC;
const FIRST_WORD97: u16 = 0x00C0;
const SECOND_TABLE: u16 = 0x0200;
/// Where a Word 6 header says how many characters the text has.
const WORD6_CHARACTERS: usize = 0x34;
/// Places in the array of counts: text, footnotes, headers, macros, annotations, endnotes.
const COUNTS: std::ops::RangeInclusive<usize> = 3..=8;
/// Places in the array of tables: footnote texts, headers, endnote texts. Each holds character positions.
const POSITION_TABLES: [usize; 3] = [3, 11, 47];

pub(super) fn check(bytes: &[u8]) -> Result<(), Failure> {
    let word = stream(bytes, "/WordDocument")?;
    let most = word.len() as u64;
    let fits = |claim: Option<u32>| claim.is_none_or(|claim| u64::from(claim) <= most);
    let old = short(&word, 0) == Some(WORD6) || short(&word, 2).is_some_and(|version| version < FIRST_WORD97);
    if old {
        return if fits(long(&word, WORD6_CHARACTERS)) { Ok(()) } else { Err(excessive()) };
    }
    // Two arrays of stated length stand before the array of tables.
    let words = usize::from(short(&word, 32).unwrap_or(0));
    let counts_at = 34 + words * 2 + 2;
    let counts = usize::from(short(&word, counts_at - 2).unwrap_or(0));
    let tables_at = counts_at + counts * 4 + 2;
    if !COUNTS.clone().all(|index| fits(long(&word, counts_at + index * 4))) {
        return Err(excessive());
    }
    let name = if short(&word, 10).unwrap_or(0) & SECOND_TABLE != 0 { "/1Table" } else { "/0Table" };
    let table = stream(bytes, name)?;
    for index in POSITION_TABLES {
        let (from, length) = (long(&word, tables_at + index * 8), long(&word, tables_at + index * 8 + 4));
        let (Some(from), Some(length)) = (from, length) else { continue };
        let range = from as usize..(from as usize).saturating_add(length as usize);
        let positions = table.get(range).unwrap_or_default().chunks_exact(4);
        if !positions.map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).all(|position| fits(Some(position))) {
            return Err(excessive());
        }
    }
    Ok(())
}

fn excessive() -> Failure {
    Failure::Damaged("文件头声称的字数超过文件本身".to_owned())
}

fn stream(bytes: &[u8], name: &str) -> Result<Vec<u8>, Failure> {
    let damaged = |error: std::io::Error| Failure::Damaged(error.to_string());
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let stream = container.open_stream(name).map_err(damaged)?;
    if stream.len() > bytes.len() as u64 {
        return Err(excessive());
    }
    let mut content = Vec::new();
    stream.take(bytes.len() as u64).read_to_end(&mut content).map_err(damaged)?;
    Ok(content)
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
