//! How does a catalogue look as a text with separators, one heading and one row an item?

use anyhow::Context;

use super::form::joined;
use crate::rules::item::Item;

/// The official columns and the further ones, separated by tabs, in UTF-8. All fields stand in one table.
pub fn write_tsv<'a>(items: impl IntoIterator<Item = &'a Item>) -> anyhow::Result<Vec<u8>> {
    let form = joined("", items);
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    writer.write_record(form.columns.iter().map(|column| column.name.as_str())).context("writing the heading")?;
    for (index, item) in form.items.iter().enumerate() {
        writer.write_record(form.columns.iter().map(|column| column.text(index + 1, item))).context("writing an item")?;
    }
    writer.into_inner().context("closing the table")
}
