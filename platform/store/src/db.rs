//! Which database is this, and how is it reached? SQLite (default) or PostgreSQL behind one handle.
//!
//! Statements keep to the common subset: `$1` placeholders, `bigint` and `text` columns, booleans as 0/1, dates and
//! instants as ISO text, JSON as text (docs/adr/0002).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyPool, Executor};
use tokio::sync::watch;

use crate::change::{Actor, Change};
use crate::clock::Clock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:///path/file.sqlite` or `postgres://…`.
    pub url: String,
    /// Reading connections; SQLite has one writing connection beside them.
    pub readers: u32,
}

/// The database: readers, the one way to write, and the clock that every act uses.
#[derive(Debug, Clone)]
pub struct Db {
    read: AnyPool,
    write: AnyPool,
    backend: Backend,
    clock: Clock,
    pub(crate) heard: Arc<Heard>,
}

/// What this process has heard of the journal: wakes followers and voids cached pages without asking the database.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) last: watch::Sender<i64>,
    pub(crate) public_generation: AtomicI64,
    pub(crate) memo: crate::memo::Memo,
    /// Under which name this process holds jobs.
    pub(crate) node: std::sync::OnceLock<String>,
}

impl Db {
    /// Opens (and for SQLite creates) the database.
    ///
    /// # Errors
    /// When the address is not understood or the database cannot be reached; the message names the address without its password.
    pub async fn connect(options: &Options, clock: Clock) -> Result<Self> {
        install_default_drivers();
        let backend = if options.url.starts_with("sqlite:") {
            Backend::Sqlite
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            Backend::Postgres
        } else {
            anyhow::bail!("database address must begin with sqlite: or postgres:");
        };
        let (read, write) = match backend {
            Backend::Sqlite => {
                // One writer, so that `begin immediate` never waits on another connection of this process.
                let write = sqlite_pool(&options.url, 1, WRITER_CACHE_KB).await?;
                (sqlite_pool(&options.url, options.readers.max(1), READER_CACHE_KB).await?, write)
            }
            // Two pools: a change that reads beside its transaction must never wait for a connection that another change holds.
            Backend::Postgres => (postgres_pool(&options.url, options.readers.max(2)).await?, postgres_pool(&options.url, WRITERS).await?),
        };
        let heard = Arc::new(Heard {
            last: watch::Sender::new(0),
            public_generation: AtomicI64::new(0),
            memo: crate::memo::Memo::default(),
            node: std::sync::OnceLock::new(),
        });
        Ok(Self { read, write, backend, clock, heard })
    }

    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Says under which name this process holds jobs: the same after a restart, another on every node. The first name stays.
    pub fn name_node(&self, name: &str) {
        self.heard.node.get_or_init(|| name.to_owned());
    }

    pub(crate) fn node(&self) -> &str {
        self.heard.node.get().map_or("", String::as_str)
    }

    /// For reading. Writing through it is against the house: only a [`Change`] writes.
    #[must_use]
    pub fn read(&self) -> &AnyPool {
        &self.read
    }

    pub(crate) fn write(&self) -> &AnyPool {
        &self.write
    }

    /// Begins a change by `actor` at this moment. Dropped without [`Change::commit`] it leaves no trace.
    pub async fn change(&self, actor: &Actor) -> Result<Change> {
        Change::begin(self, actor).await
    }

    /// Rises whenever something public changed, here or (once heard through the journal) on another node.
    #[must_use]
    pub fn public_generation(&self) -> i64 {
        self.heard.public_generation.load(Ordering::Acquire)
    }

    /// Wakes when the journal grows.
    #[must_use]
    pub fn journal_watch(&self) -> watch::Receiver<i64> {
        self.heard.last.subscribe()
    }

    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Changes that one node makes at the same time on PostgreSQL; more wait for their turn.
const WRITERS: u32 = 4;

async fn postgres_pool(url: &str, connections: u32) -> Result<AnyPool> {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(20))
        .connect(url)
        .await
        .with_context(|| format!("connecting to {}", without_password(url)))
}

/// Pages that a connection of SQLite keeps for itself. The writer of an import comes back to the same leaves of its indexes; a
/// reader needs the rows that lists show, and finds the long texts as fast in the memory of the operating system.
const WRITER_CACHE_KB: u32 = 16_000;
const READER_CACHE_KB: u32 = 6_000;

async fn sqlite_pool(url: &str, connections: u32, cache_kb: u32) -> Result<AnyPool> {
    let address = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(60))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::AssertSqlSafe(format!("pragma cache_size = -{cache_kb}"))).await?;
                for pragma in [
                    "pragma busy_timeout = 20000",
                    "pragma journal_mode = wal",
                    // A committed publication must survive a power cut: nothing accepted is ever lost.
                    "pragma synchronous = full",
                    "pragma foreign_keys = on",
                    "pragma temp_store = memory",
                ] {
                    connection.execute(pragma).await?;
                }
                Ok(())
            })
        })
        .connect(&address)
        .await
        .with_context(|| format!("opening {url}"))
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if at > start => format!("{}://…{}", &url[..start], &url[at..]),
        _ => url.to_owned(),
    }
}

/// `$from, $from+1, …`: the placeholders of an `in (…)` list of `n` values.
#[must_use]
pub fn placeholders(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
