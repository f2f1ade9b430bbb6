//! What does the paper say, without any layout? The text that PDF and docx must agree with.

use crate::layout::{Block, Style, blocks};
use crate::paper::Paper;

/// The whole paper as text: one paragraph a line, the cells of a table parted by tabs.
pub fn plain_text(paper: &Paper) -> String {
    text_of(blocks(paper))
}

pub(crate) fn text_of(blocks: Vec<Block>) -> String {
    let mut text = String::new();
    let mut push = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    for block in blocks {
        match block {
            Block::Header { rows } => {
                rows.iter().for_each(|[label, value]| push(&format!("{label}{value}")));
                push("");
            }
            Block::Line(line) => {
                if line.gap || line.new_page {
                    push("");
                }
                push(&format!("{}{}", indent(line.style), line.text()));
            }
            Block::Table(table) => {
                for row in table.all_rows() {
                    let cells: Vec<String> = row.iter().map(|cell| cell.replace('\n', " ")).collect();
                    push(&cells.join("\t"));
                }
            }
            Block::Picture(_) => {}
            Block::Signed(signed) => {
                push("");
                signed.organ.iter().for_each(|line| push(line));
                push(&signed.date);
            }
            Block::Foot(foot) => {
                push("");
                foot.lines.iter().for_each(|line| push(line));
            }
            Block::Grid { rows } => {
                for row in rows {
                    let cells: Vec<String> = row.cells.iter().map(|cell| cell.text.replace('\n', " ")).collect();
                    push(&cells.join("\t"));
                }
            }
        }
    }
    text
}

/// Running text begins two characters in, in a text file as on paper.
fn indent(style: Style) -> &'static str {
    match style {
        Style::Body | Style::Heading | Style::AnnexNote | Style::Note => "　　",
        _ => "",
    }
}
