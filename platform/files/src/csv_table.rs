//! Which rows does a CSV file hold?

use crate::charset::decode;
use crate::limits::Limits;
use crate::read::Failure;
use gongkai_text::extract::{Block, Extract};

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let decoded = decode(bytes, None).ok_or(Failure::Encoding)?;
    let delimiter = delimiter_of(&decoded.text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(decoded.text.as_bytes());
    let mut rows = Vec::new();
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(|error| Failure::Damaged(error.to_string()))?;
        cells += record.len();
        if cells > limits.cells {
            return Err(Failure::TooManyCells);
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(Extract {
        blocks: vec![Block::Table { rows }],
        hidden: decoded.dropped,
        encoding: Some(decoded.encoding.to_owned()),
        ..Extract::default()
    })
}

/// The separator that the first line uses most often.
fn delimiter_of(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    [',', '\t', ';'].into_iter().max_by_key(|mark| (count(*mark), *mark == ',')).map_or(b',', |mark| mark as u8)
}
