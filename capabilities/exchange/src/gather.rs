//! Which bytes go together into one document? The second walk: a page waits for its attachments, and they for it.

use std::collections::HashMap;
use std::path::PathBuf;

use gongkai_files::{Entry, Limits, WalkError, walk};

use crate::rules::beside::Claims;
use crate::spool::{Held, Spool};
use crate::survey::Plan;

/// A document as it was met, with what lay beside it.
#[derive(Debug)]
pub(crate) struct Item {
    pub path: String,
    pub content: Result<Vec<u8>, WalkError>,
    pub attachments: Vec<Beside>,
    /// Files that this item stands for.
    pub files: usize,
}

/// An attachment: where it lay and what is in it.
#[derive(Debug)]
pub(crate) struct Beside {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Item {
    fn alone(entry: Entry) -> Self {
        Self { path: entry.path, content: entry.content, attachments: Vec::new(), files: 1 }
    }

    /// What it weighs while it is under way.
    pub(crate) fn bytes(&self) -> usize {
        self.content.as_ref().map_or(0, Vec::len) + self.attachments.iter().map(|beside| beside.bytes.len()).sum::<usize>()
    }
}

/// Gives every document of the paths once it is whole; its attachments come with it.
pub(crate) fn gather(paths: &[PathBuf], limits: &Limits, plan: Plan, give: &mut dyn FnMut(Item)) {
    let mut gather = Gather { claims: &plan.claims, waiting: HashMap::new(), spool: Spool::default(), give };
    match plan.at_hand {
        Some(met) => met.into_iter().for_each(|entry| gather.met(entry)),
        None => walk(paths, limits, &mut |entry| gather.met(entry)),
    }
    gather.rest();
}

struct Gather<'a> {
    claims: &'a Claims,
    waiting: HashMap<String, Waiting>,
    spool: Spool,
    give: &'a mut dyn FnMut(Item),
}

#[derive(Default)]
struct Waiting {
    document: Option<Held>,
    attachments: Vec<(String, Held)>,
    /// Attachments that could not be read; they are told by themselves.
    failed: usize,
}

impl Gather<'_> {
    fn met(&mut self, entry: Entry) {
        let Entry { path, content } = entry;
        let document = match self.claims.of_attachment.get(&path) {
            Some(document) => document.clone(),
            None if self.claims.of_document.contains_key(&path) => path.clone(),
            None => return (self.give)(Item::alone(Entry { path, content })),
        };
        let is_document = document == path;
        let held = match content {
            Ok(bytes) => self.put(&path, bytes),
            Err(error) => Err(error),
        };
        let waiting = self.waiting.entry(document.clone()).or_default();
        match held {
            Ok(held) if is_document => waiting.document = Some(held),
            Ok(held) => waiting.attachments.push((path, held)),
            Err(error) => {
                if !is_document {
                    waiting.failed += 1;
                }
                (self.give)(Item::alone(Entry { path, content: Err(error) }));
            }
        }
        let wanted = self.claims.of_document.get(&document).map_or(0, Vec::len);
        if waiting.document.is_some() && waiting.attachments.len() + waiting.failed >= wanted {
            self.release(&document);
        }
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) -> Result<Held, WalkError> {
        self.spool.put(bytes).map_err(|error| WalkError::Io { path: path.to_owned(), cause: format!("临时文件写入失败：{error}") })
    }

    fn take(&mut self, path: &str, held: Held) -> Result<Vec<u8>, WalkError> {
        self.spool.take(held).map_err(|error| WalkError::Io { path: path.to_owned(), cause: format!("临时文件读取失败：{error}") })
    }

    /// Gives a document with what came of its attachments; attachments whose document never came go as documents.
    fn release(&mut self, document: &str) {
        let Some(mut waiting) = self.waiting.remove(document) else { return };
        waiting.attachments.sort_by(|a, b| a.0.cmp(&b.0));
        let mut attachments = Vec::with_capacity(waiting.attachments.len());
        for (path, held) in waiting.attachments {
            match self.take(&path, held) {
                Ok(bytes) if waiting.document.is_some() => attachments.push(Beside { path, bytes }),
                content => (self.give)(Item::alone(Entry { path, content })),
            }
        }
        if let Some(held) = waiting.document {
            let content = self.take(document, held);
            let files = 1 + attachments.len();
            (self.give)(Item { path: document.to_owned(), content, attachments, files });
        }
    }

    /// Files that changed between the two walks leave something waiting: it is given as it is.
    fn rest(&mut self) {
        let mut left: Vec<String> = self.waiting.keys().cloned().collect();
        left.sort();
        for document in left {
            self.release(&document);
        }
    }
}
