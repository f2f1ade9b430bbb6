//! What lies under these paths, and which of it belongs together? A first walk that reads names and keeps nothing.

use std::path::PathBuf;

use gongkai_files::{Limits, sniff, walk};

use crate::rules::beside::{Claims, Folders};

/// What the second walk will meet.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub files: usize,
    pub claims: Claims,
}

/// Walks once. What cannot be read is met again, and told, by the second walk.
pub(crate) fn survey(paths: &[PathBuf], limits: &Limits) -> Plan {
    let mut folders = Folders::default();
    let mut files = 0;
    walk(paths, limits, &mut |entry| {
        files += 1;
        if let Ok(bytes) = &entry.content {
            folders.note(&entry.path, sniff(entry.name(), bytes), bytes);
        }
    });
    Plan { files, claims: folders.claims() }
}
