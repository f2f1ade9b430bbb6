//! How much of a foreign file are we willing to take?

use serde::{Deserialize, Serialize};

const MB: u64 = 1024 * 1024;

/// The bounds of reading, as data: a site may raise them in its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The largest single file, also inside an archive.
    pub file_bytes: u64,
    /// The largest uncompressed part of a docx or xlsx (`word/document.xml`), and the longest decoded text.
    pub part_bytes: u64,
    /// The most table cells of one file, merged cells counted as often as they are repeated.
    pub cells: usize,
    /// What all entries of the archives of one walk may unpack to.
    pub archive_bytes: u64,
    /// The most files and archive entries of one walk.
    pub entries: usize,
    /// How deep archives may lie in archives.
    pub depth: usize,
    /// What one byte of an archive may unpack to, once more than 10 MB came out: honest files stay below 100.
    pub ratio: u64,
    /// How long a parser may think about one file.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 * MB,
            part_bytes: 200 * MB,
            cells: 500_000,
            archive_bytes: 2048 * MB,
            entries: 200_000,
            depth: 3,
            ratio: 200,
            seconds: 20,
        }
    }
}

/// A number of bytes as people write it, for messages.
#[must_use]
pub(crate) fn human_bytes(bytes: u64) -> String {
    if bytes >= MB {
        format!("{:.1} MB", bytes as f64 / MB as f64)
    } else if bytes >= 1024 {
        format!("{:.1} KB", bytes as f64 / 1024.0)
    } else {
        format!("{bytes} 字节")
    }
}
