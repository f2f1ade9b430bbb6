//! How does a record get into the index, and up to which line of the journal has the index read?

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term};

use crate::codes::Codes;
use crate::entry::Entry;
use crate::fold::fold_text;
use crate::number;
use crate::schema::{self, Fields, KEPT_CHARS};

/// Two threads: the machine has two cores, and the second also merges.
const THREADS: usize = 2;
/// Bytes of inverted lists collected before a segment is written; larger means fewer merges and more memory while importing.
const WRITER_BYTES: usize = 2 * 48 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("检索索引正由另一进程写入")]
    Busy,
    #[error("检索索引目录无法读写")]
    Io(#[from] std::io::Error),
    #[error("检索索引无法编入新的取值“{value}”：该类取值过多")]
    TooManyValues { value: String },
    #[error("检索索引出错")]
    Engine(#[source] TantivyError),
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Error::Busy,
            other => Error::Engine(other),
        }
    }
}

/// The index of one node: many readers, one writer, safe to share between threads.
pub struct Index {
    pub(crate) inner: tantivy::Index,
    pub(crate) fields: Fields,
    pub(crate) reader: IndexReader,
    pub(crate) codes: RwLock<Arc<Codes>>,
    writer: Mutex<Writer>,
    position: AtomicI64,
}

#[derive(Default)]
struct Writer {
    /// Made when first needed, so that a node that only reads starts no threads and takes no lock.
    writer: Option<IndexWriter>,
    codes: Codes,
    /// The greatest id ever put; a greater one cannot be in the index yet and needs no deletion.
    greatest: Option<i64>,
    dirty: bool,
}

/// What a commit carries besides the records.
#[derive(Default, Serialize, Deserialize)]
struct Payload {
    position: i64,
    greatest: Option<i64>,
    codes: Codes,
}

impl Index {
    /// Opens the index in a directory, making it if need be. Of another version, or damaged, it is emptied, and
    /// [`Index::position`] is 0: the follower of the journal then reads everything anew.
    pub fn open(dir: impl AsRef<Path>) -> Result<Index, Error> {
        let dir = dir.as_ref();
        if schema::is_current(dir) {
            match Self::open_existing(dir) {
                Ok(index) => return Ok(index),
                Err(error) => tracing::warn!(?error, dir = %dir.display(), "search index unreadable, reading anew"),
            }
        }
        schema::empty(dir)?;
        let (schema, _) = schema::build();
        let inner = tantivy::Index::builder().schema(schema).settings(schema::settings()).tokenizers(schema::tokenizers());
        Self::over(inner.create_in_dir(dir)?)
    }

    /// An index that lives in memory, for tests and throw-away questions.
    pub fn in_memory() -> Result<Index, Error> {
        let (schema, _) = schema::build();
        let inner = tantivy::Index::builder().schema(schema).settings(schema::settings()).tokenizers(schema::tokenizers());
        Self::over(inner.create_in_ram()?)
    }

    fn open_existing(dir: &Path) -> Result<Index, Error> {
        let mut inner = tantivy::Index::open_in_dir(dir)?;
        inner.set_tokenizers(schema::tokenizers());
        Self::over(inner)
    }

    fn over(inner: tantivy::Index) -> Result<Index, Error> {
        let (_, fields) = schema::build();
        let payload = read_payload(&inner)?;
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(32).try_into()?;
        let writer = Writer { codes: payload.codes.clone(), greatest: payload.greatest, ..Writer::default() };
        Ok(Index {
            inner,
            fields,
            reader,
            codes: RwLock::new(Arc::new(payload.codes)),
            writer: Mutex::new(writer),
            position: AtomicI64::new(payload.position),
        })
    }

    /// Puts records, each in place of any older one with its id. Visible after the next [`Index::commit`].
    pub fn put(&self, entries: &[Entry]) -> Result<(), Error> {
        let mut guard = self.lock();
        let state = &mut *guard;
        for entry in entries {
            if state.greatest.is_some_and(|greatest| entry.id <= greatest) {
                self.made(&mut state.writer)?.delete_term(Term::from_field_i64(self.fields.id, entry.id));
                state.dirty = true;
            }
            if entry.openness != Entry::PROACTIVE {
                continue;
            }
            let packed = state.codes.pack(entry)?;
            self.made(&mut state.writer)?.add_document(self.document(entry, packed))?;
            state.greatest = state.greatest.max(Some(entry.id));
            state.dirty = true;
        }
        Ok(())
    }

    /// Takes a record out (withdrawn, no longer public). Visible after the next [`Index::commit`].
    pub fn remove(&self, id: i64) -> Result<(), Error> {
        let mut guard = self.lock();
        self.made(&mut guard.writer)?.delete_term(Term::from_field_i64(self.fields.id, id));
        guard.dirty = true;
        Ok(())
    }

    /// Makes everything put and removed so far visible and durable, together with the place in the journal.
    ///
    /// Where nothing was put or removed only the place moves, and is written with the next change: a restart may read a few
    /// lines of the journal twice, which does no harm.
    pub fn commit(&self, position: i64) -> Result<(), Error> {
        let mut guard = self.lock();
        if guard.dirty {
            let payload = Payload { position, greatest: guard.greatest, codes: guard.codes.clone() };
            let text = serde_json::to_string(&payload).map_err(std::io::Error::from)?;
            let writer = self.made(&mut guard.writer)?;
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&text);
            prepared.commit()?;
            guard.dirty = false;
            self.show(payload.codes);
            self.reader.reload()?;
        }
        self.position.store(position, Ordering::Release);
        Ok(())
    }

    /// The position of the last [`Index::commit`], 0 for a new index.
    pub fn position(&self) -> i64 {
        self.position.load(Ordering::Acquire)
    }

    /// Sees what another process has committed to the same directory.
    pub fn refresh(&self) -> Result<(), Error> {
        let payload = read_payload(&self.inner)?;
        self.position.store(payload.position, Ordering::Release);
        self.show(payload.codes);
        Ok(self.reader.reload()?)
    }

    /// Empties the index; [`Index::position`] is 0 afterwards.
    pub fn clear(&self) -> Result<(), Error> {
        let mut guard = self.lock();
        self.made(&mut guard.writer)?.delete_all_documents()?;
        guard.greatest = None;
        guard.codes = Codes::default();
        guard.dirty = true;
        drop(guard);
        self.commit(0)
    }

    /// How many records can be found.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn codes(&self) -> Arc<Codes> {
        Arc::clone(&self.codes.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, codes: Codes) {
        *self.codes.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(codes);
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn made<'a>(&self, slot: &'a mut Option<IndexWriter>) -> Result<&'a mut IndexWriter, Error> {
        if slot.is_none() {
            *slot = Some(self.inner.writer_with_num_threads(THREADS, WRITER_BYTES)?);
        }
        Ok(slot.as_mut().expect("made just above"))
    }

    fn document(&self, entry: &Entry, packed: u64) -> TantivyDocument {
        let f = &self.fields;
        let mut doc = TantivyDocument::new();
        doc.add_i64(f.id, entry.id);
        doc.add_u64(f.packed, packed);
        doc.add_i64(f.day, days(entry.published_on));
        if let Some(formed_on) = entry.formed_on {
            doc.add_i64(f.formed, days(formed_on));
        }
        for field in [f.title, f.text, f.title_char, f.title_sound, f.title_initial] {
            doc.add_text(field, &entry.title);
        }
        doc.add_text(f.key, title_key(&entry.title));
        for (field, number) in [(f.number, &entry.document_number), (f.index_number, &entry.index_number)] {
            let Some(number) = number.as_deref().filter(|number| !number.trim().is_empty()) else { continue };
            doc.add_text(field, number);
            doc.add_text(f.text, number);
            for key in number.split(['、', '，', '；', ';']).flat_map(number::keys) {
                doc.add_text(f.key, key);
            }
        }
        doc.add_text(f.text, &entry.text);
        let kept = entry.text.char_indices().nth(KEPT_CHARS).map_or(entry.text.len(), |(at, _)| at);
        doc.add_text(f.raw, &entry.text[..kept]);
        doc
    }
}

/// The key under which a whole title is kept.
pub(crate) fn title_key(title: &str) -> String {
    let folded: String = fold_text(title).chars().filter(|c| c.is_alphanumeric()).take(200).collect();
    format!("={folded}")
}

const EPOCH: Date = date(1970, 1, 1);

pub(crate) fn days(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours() / 24
}

pub(crate) fn day_of(days: i64) -> Date {
    jiff::Span::new().try_days(days).ok().and_then(|span| EPOCH.checked_add(span).ok()).unwrap_or(EPOCH)
}

fn read_payload(inner: &tantivy::Index) -> Result<Payload, Error> {
    match inner.load_metas()?.payload {
        Some(text) => Ok(serde_json::from_str(&text).map_err(std::io::Error::from)?),
        None => Ok(Payload::default()),
    }
}
