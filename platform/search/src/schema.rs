//! What is kept of a record, and when must an index be read anew?

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use tantivy::schema::{Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{IndexSettings, schema};

use crate::fold::Table;
use crate::tokens::{Chars, Initials, Pairs, Syllables};

/// Raise it whenever tokens, fields or codes change their meaning.
const VERSION: u32 = 3;
const VERSION_FILE: &str = "VERSION";

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub id: Field,
    /// Agency, topic, kind … in one number: `codes`.
    pub packed: Field,
    /// Day of publication, counted from 1970-01-01.
    pub day: Field,
    /// Day of formation, if known.
    pub formed: Field,
    /// Kept as printed, for lists.
    pub title: Field,
    /// Text, title and numbers, in this order, so that all words of a query may be sought in one place, and a place in the
    /// text is the number of its character.
    pub text: Field,
    /// The text as printed, for snippets: `kept`.
    pub body: Field,
    pub number: Field,
    pub index_number: Field,
    /// Raw keys: numbers in one spelling, the whole title.
    pub key: Field,
    pub title_char: Field,
    pub title_sound: Field,
    pub title_initial: Field,
}

pub(crate) fn build() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fast_number = schema::NumericOptions::default().set_fast();
    let fields = Fields {
        id: builder.add_i64_field("id", fast_number.clone() | INDEXED),
        packed: builder.add_u64_field("packed", fast_number.clone()),
        day: builder.add_i64_field("day", fast_number),
        formed: builder.add_i64_field("formed", STORED),
        title: builder.add_text_field("title", positions("pairs", true).set_stored()),
        text: builder.add_text_field("text", positions("text", true)),
        body: builder.add_bytes_field("body", STORED),
        number: builder.add_text_field("number", STORED),
        index_number: builder.add_text_field("index_number", STORED),
        key: builder.add_text_field("key", STRING),
        title_char: builder.add_text_field("title_char", positions("chars", false)),
        title_sound: builder.add_text_field("title_sound", positions("syllables", false)),
        title_initial: builder.add_text_field("title_initial", positions("initials", false)),
    };
    (builder.build(), fields)
}

fn positions(tokenizer: &str, norms: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(norms),
    )
}

/// The tokenizers; `waiting` is lowered by every text that has been cut.
pub(crate) fn tokenizers(waiting: &Arc<AtomicI64>) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register("pairs", TextAnalyzer::from(Pairs::default()));
    manager.register("text", TextAnalyzer::from(Pairs { waiting: Some(Arc::clone(waiting)) }));
    manager.register("chars", TextAnalyzer::from(Chars));
    manager.register("syllables", TextAnalyzer::from(Syllables));
    manager.register("initials", TextAnalyzer::from(Initials));
    manager
}

/// Small blocks: a page of results reads twenty records from twenty places. Not packed by the engine, which would unpack a
/// whole text for one line of it.
pub(crate) fn settings() -> IndexSettings {
    IndexSettings { docstore_blocksize: 4_096, docstore_compression: Compressor::None, ..IndexSettings::default() }
}

fn version() -> String {
    format!("gongkai-search {VERSION} {:016x}\n", Table::get().fingerprint())
}

pub(crate) fn is_current(dir: &Path) -> bool {
    std::fs::read_to_string(dir.join(VERSION_FILE)).is_ok_and(|found| found == version())
}

/// Empties the directory and marks it with this version. Only files are removed: the index has no sub-directories, so
/// whatever else lies there is not its own.
pub(crate) fn empty(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for item in std::fs::read_dir(dir)? {
        let item = item?;
        if item.file_type()?.is_file() {
            std::fs::remove_file(item.path())?;
        }
    }
    std::fs::write(dir.join(VERSION_FILE), version())
}
