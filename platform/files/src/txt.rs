//! What does a plain text file say?

use crate::charset::decode;
use crate::labels::labels_of_pipe_rows;
use crate::limits::Limits;
use crate::read::Failure;
use gongkai_text::extract::{Block, Extract};

/// Only the first lines can be a header table that was saved as text.
const HEADER_LINES: usize = 40;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let decoded = decode(bytes, None).ok_or(Failure::Encoding)?;
    let size = decoded.text.len() as u64;
    if size > limits.part_bytes {
        return Err(Failure::TooLarge { size, limit: limits.part_bytes });
    }
    let mut extract = Extract {
        encoding: Some(decoded.encoding.to_owned()),
        hidden: decoded.dropped,
        labels: labels_of_pipe_rows(decoded.text.lines().take(HEADER_LINES)),
        ..Extract::default()
    };
    // A lone carriage return ends a line too (old Mac editors, and pages copied from them).
    let old_ends = decoded.text.contains('\r') && !decoded.text.contains('\n');
    let lines: Box<dyn Iterator<Item = &str>> = if old_ends { Box::new(decoded.text.split('\r')) } else { Box::new(decoded.text.lines()) };
    for line in lines {
        push_line(&mut extract.blocks, line);
    }
    Ok(extract)
}

/// A form feed is a page break; what stands around it are lines of their own.
fn push_line(blocks: &mut Vec<Block>, line: &str) {
    if !line.contains('\u{C}') {
        blocks.push(Block::Text { text: line.to_owned() });
        return;
    }
    for (number, piece) in line.split('\u{C}').enumerate() {
        if number > 0 {
            blocks.push(Block::PageBreak);
        }
        if !piece.is_empty() {
            blocks.push(Block::Text { text: piece.to_owned() });
        }
    }
}
