//! What do the records of an old workbook (BIFF8) say that `calamine` does not: hidden sheets, rows and columns, notes,
//! and how far the cells of each sheet lie apart?

use super::layout::Layout;
use std::collections::HashMap;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const BOUNDSHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007D;
const TXO: u16 = 0x01B6;
const CONTINUE: u16 = 0x003C;
/// Records of one or more cells, each beginning with row and column.
const CELLS: &[u16] = &[0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E];

#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub layout: Layout,
    /// Texts of notes and text boxes.
    pub notes: Vec<String>,
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Facts {
    /// The cells of the smallest rectangle around all cells: what a dense reader will reserve.
    pub(crate) fn area(&self) -> usize {
        let side = |span: Option<(u32, u32)>| span.map_or(0, |(low, high)| (high - low + 1) as usize);
        side(self.rows).saturating_mul(side(self.columns))
    }
}

fn widen(span: &mut Option<(u32, u32)>, value: u32) {
    *span = Some(span.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
}

struct Record<'a> {
    at: usize,
    kind: u16,
    data: &'a [u8],
}

/// Cuts the stream into records; a cut or overlong record ends it.
fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = stream.get(at..at + 4)?;
        let (kind, length) = (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
        let data = stream.get(at + 4..at + 4 + length)?;
        let record = Record { at, kind, data };
        at += 4 + length;
        Some(record)
    })
}

fn word(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// The facts of each worksheet, in the order of the sheet list.
pub(crate) fn facts(stream: &[u8]) -> Vec<Facts> {
    let mut starts: HashMap<usize, usize> = HashMap::new();
    let mut sheets: Vec<Facts> = Vec::new();
    let mut current: Option<usize> = None;
    let mut awaits_text = 0_usize;
    for record in records(stream) {
        match record.kind {
            BOUNDSHEET if record.data.len() >= 8 => {
                let place = usize::from(word(record.data, 0)) | usize::from(word(record.data, 2)) << 16;
                starts.insert(place, sheets.len());
                let hidden_sheet = record.data[4] & 0x03 != 0;
                sheets.push(Facts { layout: Layout::of_state(hidden_sheet), ..Facts::default() });
            }
            BOF => current = starts.get(&record.at).copied().or(current),
            EOF => {}
            _ => {
                if let Some(facts) = current.and_then(|number| sheets.get_mut(number)) {
                    note(facts, &record, &mut awaits_text);
                }
            }
        }
    }
    sheets
}

fn note(facts: &mut Facts, record: &Record<'_>, awaits_text: &mut usize) {
    let data = record.data;
    match record.kind {
        ROW if data.len() >= 16 && word(data, 12) & 0x20 != 0 => facts.layout.hide_row(u32::from(word(data, 0))),
        COLINFO if data.len() >= 10 && word(data, 8) & 1 != 0 => {
            facts.layout.hide_columns(u32::from(word(data, 0)), u32::from(word(data, 2)));
        }
        TXO => *awaits_text = usize::from(word(data, 10)),
        CONTINUE if *awaits_text > 0 && data.len() > 1 => {
            let length = std::mem::take(awaits_text);
            let text: String = if data[0] & 1 == 0 {
                data[1..].iter().take(length).map(|b| char::from(*b)).collect()
            } else {
                let units: Vec<u16> = data[1..].chunks_exact(2).take(length).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
                String::from_utf16_lossy(&units)
            };
            facts.notes.push(text.replace('\r', "\n").trim().to_owned());
        }
        kind if CELLS.contains(&kind) && data.len() >= 4 => {
            widen(&mut facts.rows, u32::from(word(data, 0)));
            widen(&mut facts.columns, u32::from(word(data, 2)));
            // Runs of cells (MULRK, MULBLANK) end with the number of their last column.
            if matches!(kind, 0x00BD | 0x00BE) {
                widen(&mut facts.columns, u32::from(word(data, data.len() - 2)));
            }
        }
        _ => {}
    }
}
