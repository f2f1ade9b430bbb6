//! How does a record get into the index, and up to which line of the journal has the index read?

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use tantivy::{IndexBuilder, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term};

use crate::codes::Codes;
use crate::entry::Entry;
use crate::fold::fold_text;
use crate::kept;
use crate::number;
use crate::schema::{self, Fields};
use crate::tokens::bytes_of;
use crate::view::View;

/// Two threads: the machine has two cores, and the second also merges.
const THREADS: usize = 2;
/// Bytes of inverted lists collected before a segment is written; larger means fewer merges and more memory while importing.
const WRITER_BYTES: usize = 2 * 64 * 1024 * 1024;

/// Texts that wait for the indexing threads.
const MOST_WAITING_BYTES: i64 = 8 * 1024 * 1024;

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
    inner: tantivy::Index,
    pub(crate) fields: Fields,
    reader: IndexReader,
    view: RwLock<Arc<View>>,
    /// Bytes of text put but not yet cut into tokens.
    waiting: Arc<AtomicI64>,
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
        Self::over(Self::fresh().create_in_dir(dir)?)
    }

    /// An index that lives in memory, for tests and throw-away questions.
    pub fn in_memory() -> Result<Index, Error> {
        Self::over(Self::fresh().create_in_ram()?)
    }

    fn fresh() -> IndexBuilder {
        tantivy::Index::builder().schema(schema::build().0).settings(schema::settings())
    }

    fn open_existing(dir: &Path) -> Result<Index, Error> {
        Self::over(tantivy::Index::open_in_dir(dir)?)
    }

    fn over(mut inner: tantivy::Index) -> Result<Index, Error> {
        let waiting = Arc::new(AtomicI64::new(0));
        inner.set_tokenizers(schema::tokenizers(&waiting));
        let (_, fields) = schema::build();
        let payload = read_payload(&inner)?;
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(32).try_into()?;
        let view = View::read(reader.searcher(), Arc::new(payload.codes.clone()), None)?;
        let writer = Writer { codes: payload.codes, greatest: payload.greatest, ..Writer::default() };
        Ok(Index {
            inner,
            fields,
            reader,
            view: RwLock::new(Arc::new(view)),
            waiting,
            writer: Mutex::new(writer),
            position: AtomicI64::new(payload.position),
        })
    }

    /// Puts records, each in place of any older one with its id. Visible after the next [`Index::commit`].
    ///
    /// # Errors
    /// After an error of this or of `commit` (a full disk) all that was put since the last commit is forgotten; the follower
    /// goes on from [`Index::position`].
    pub fn put(&self, entries: &[Entry]) -> Result<(), Error> {
        let mut state = self.lock();
        let outcome = entries.iter().try_for_each(|entry| self.put_one(&mut state, entry));
        self.settled(&mut state, outcome)
    }

    fn put_one(&self, state: &mut Writer, entry: &Entry) -> Result<(), Error> {
        self.delete(state, entry.id)?;
        if entry.openness != Entry::PROACTIVE {
            return Ok(());
        }
        let packed = state.codes.pack(entry)?;
        let texts = [Some(&entry.title), entry.document_number.as_ref(), entry.index_number.as_ref(), Some(&entry.text)];
        self.wait_for_room();
        self.waiting.fetch_add(texts.into_iter().flatten().map(|text| bytes_of(text)).sum(), Ordering::Relaxed);
        self.made(&mut state.writer)?.add_document(self.document(entry, packed))?;
        state.greatest = state.greatest.max(Some(entry.id));
        state.dirty = true;
        Ok(())
    }

    /// Takes a record out (withdrawn, no longer public). Visible after the next [`Index::commit`].
    pub fn remove(&self, id: i64) -> Result<(), Error> {
        let mut state = self.lock();
        let outcome = self.delete(&mut state, id);
        self.settled(&mut state, outcome)
    }

    fn delete(&self, state: &mut Writer, id: i64) -> Result<(), Error> {
        if state.greatest.is_some_and(|greatest| id <= greatest) {
            self.made(&mut state.writer)?.delete_term(Term::from_field_i64(self.fields.id, id));
            state.dirty = true;
        }
        Ok(())
    }

    /// Makes everything put and removed so far visible and durable, together with the place in the journal.
    ///
    /// Where nothing was put or removed only the place moves, and is written with the next change: a restart may read a few
    /// lines of the journal twice, which does no harm.
    pub fn commit(&self, position: i64) -> Result<(), Error> {
        let mut state = self.lock();
        if state.dirty {
            let outcome = self.write(&mut state, position);
            self.settled(&mut state, outcome)?;
        }
        self.position.store(position, Ordering::Release);
        Ok(())
    }

    fn write(&self, state: &mut Writer, position: i64) -> Result<(), Error> {
        let payload = Payload { position, greatest: state.greatest, codes: state.codes.clone() };
        let text = serde_json::to_string(&payload).map_err(std::io::Error::from)?;
        let mut prepared = self.made(&mut state.writer)?.prepare_commit()?;
        prepared.set_payload(&text);
        prepared.commit()?;
        state.dirty = false;
        self.waiting.store(0, Ordering::Relaxed);
        self.show(payload.codes)
    }

    /// A writer that failed is of no further use: the next change makes a new one, which begins at the last commit.
    fn settled(&self, state: &mut Writer, outcome: Result<(), Error>) -> Result<(), Error> {
        if matches!(outcome, Err(Error::Engine(_) | Error::Io(_))) {
            state.writer = None;
            state.dirty = false;
            self.waiting.store(0, Ordering::Relaxed);
        }
        outcome
    }

    /// The position of the last [`Index::commit`], 0 for a new index.
    pub fn position(&self) -> i64 {
        self.position.load(Ordering::Acquire)
    }

    /// Sees what another process has committed to the same directory.
    pub fn refresh(&self) -> Result<(), Error> {
        let payload = read_payload(&self.inner)?;
        self.show(payload.codes)?;
        self.position.store(payload.position, Ordering::Release);
        Ok(())
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
        self.view().searcher.num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, codes: Codes) -> Result<(), Error> {
        self.reader.reload()?;
        let view = View::read(self.reader.searcher(), Arc::new(codes), Some(&self.view()))?;
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        Ok(())
    }

    /// Lets the indexing threads catch up: the engine would queue ten thousand texts, which may be a gigabyte.
    fn wait_for_room(&self) {
        let mut patience = Duration::from_secs(5);
        let step = Duration::from_millis(1);
        while self.waiting.load(Ordering::Relaxed) > MOST_WAITING_BYTES && patience > step {
            std::thread::sleep(step);
            patience -= step;
        }
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
        doc.add_text(f.text, &entry.text);
        doc.add_bytes(f.body, &kept::pack(&entry.text));
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
