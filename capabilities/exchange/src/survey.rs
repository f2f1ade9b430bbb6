//! What lies under these paths, and which of it belongs together? A first walk that reads names, and keeps little.

use std::path::PathBuf;

use gongkai_files::{Entry, Limits, sniff, walk};

use crate::rules::beside::{Claims, Folders};

/// Files that come to no more than this stay in memory: what lies in an archive is unpacked once.
const AT_HAND: usize = 64 * 1024 * 1024;

/// What the second walk will meet.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub files: usize,
    pub claims: Claims,
    /// All that was met, where it is little enough to spare the second walk.
    pub at_hand: Option<Vec<Entry>>,
}

/// Walks once. What cannot be read is met again, and told, by the second walk.
pub(crate) fn survey(paths: &[PathBuf], limits: &Limits) -> Plan {
    let mut folders = Folders::default();
    let (mut files, mut bytes) = (0, 0);
    let mut at_hand = Some(Vec::new());
    walk(paths, limits, &mut |entry| {
        files += 1;
        if let Ok(content) = &entry.content {
            folders.note(&entry.path, sniff(entry.name(), content), content);
            bytes += content.len();
        }
        match &mut at_hand {
            Some(met) if bytes <= AT_HAND => met.push(entry),
            _ => at_hand = None,
        }
    });
    Plan { files, claims: folders.claims(), at_hand }
}
