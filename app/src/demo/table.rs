//! What stands in the attachments? Tables of invented rows, and short texts.

use super::fill::Slots;
use super::model::{AttachmentContent, DemoAttachment};
use super::template::Template;

/// `table: name ｜ head;head ｜ cell;cell ｜ rows` and `file: name ｜ text` lines of a template, filled.
pub fn attachments(template: &Template, slots: &mut Slots<'_>) -> Vec<DemoAttachment> {
    let tables: Vec<DemoAttachment> = template.block.every("table").filter_map(|line| table(line, slots)).collect();
    let files: Vec<DemoAttachment> = template.block.every("file").filter_map(|line| file(line, slots)).collect();
    tables.into_iter().chain(files).collect()
}

fn table(line: &str, slots: &mut Slots<'_>) -> Option<DemoAttachment> {
    let cells: Vec<&str> = line.split('｜').map(str::trim).collect();
    let [name, head, row, count] = cells[..] else { return None };
    let name = slots.fill(name);
    let head: Vec<String> = slots.fill(head).split(';').map(str::to_owned).collect();
    let count: usize = slots.fill(count).parse().ok()?;
    let bound = slots.known.clone();
    let rows = (1..=count).map(|number| slots.row(row, number, &bound).split(';').map(str::to_owned).collect());
    Some(DemoAttachment { name, content: AttachmentContent::Table(std::iter::once(head).chain(rows).collect()) })
}

fn file(line: &str, slots: &mut Slots<'_>) -> Option<DemoAttachment> {
    let (name, text) = line.split_once('｜')?;
    let text = slots.fill(text.trim()).replace("\\n", "\n");
    Some(DemoAttachment { name: slots.fill(name.trim()), content: AttachmentContent::Text(text) })
}
