//! What bytes does an attachment of the demonstration have, in the format its name says?

use anyhow::Result;
use gongkai_text::extract::Extract;

use crate::demo::model::AttachmentContent;

/// The bytes of an attachment, in the format its name says.
pub(super) fn bytes_of(name: &str, content: &AttachmentContent) -> Result<Vec<u8>> {
    match content {
        AttachmentContent::Table(rows) if name.ends_with(".xlsx") => sheet(rows),
        AttachmentContent::Table(rows) => Ok(rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n").into_bytes()),
        AttachmentContent::Text(text) if name.ends_with(".docx") => {
            let reading = gongkai_text::reading::read(&Extract::of_lines(text), &std::collections::BTreeSet::new());
            let title = name.trim_end_matches(".docx").to_owned();
            gongkai_letters::docx(&gongkai_letters::Paper { title, paragraphs: reading.paragraphs, ..Default::default() })
        }
        AttachmentContent::Text(text) => Ok(text.clone().into_bytes()),
    }
}

fn sheet(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(line, column, cell)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}
