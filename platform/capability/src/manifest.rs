//! What does a capability offer to the platform? Everything that is treated alike for all of them is listed here.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::Result;
use axum::routing::MethodRouter;
use gongkai_identity::Action;
use gongkai_store::{Entry, Job, Migration};
use gongkai_web::TemplateSource;

use crate::platform::{Platform, Settings};

pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A capability as the platform sees it. The list of all of them stands in `app/src/capabilities.rs`.
#[derive(Clone, Copy)]
pub struct Capability {
    pub name: &'static str,
    /// The question it answers, for the map and for `--help`.
    pub question: &'static str,
    /// Takes what the operator set for it, before anything else; names the file and entry that is wrong.
    pub configure: fn(&Settings) -> Result<()>,
    pub migrations: &'static [Migration],
    pub templates: fn() -> Vec<TemplateSource>,
    pub routes: fn() -> Vec<Route>,
    pub menu: &'static [MenuEntry],
    pub jobs: &'static [JobKind],
    pub followers: &'static [Follower],
    pub searchable: Option<Searchable>,
    /// The facts it records, in the words of the journal's page: kind (`documents.published`) and label (发布文件).
    pub facts: &'static [(&'static str, &'static str)],
}

impl Capability {
    /// One that offers nothing yet but its name.
    #[must_use]
    pub const fn new(name: &'static str, question: &'static str) -> Self {
        Self {
            name,
            question,
            configure: |_| Ok(()),
            migrations: &[],
            templates: Vec::new,
            routes: Vec::new,
            menu: &[],
            jobs: &[],
            followers: &[],
            searchable: None,
            facts: &[],
        }
    }
}

/// Who may come to a route at all; the handler asks the gate again about the very thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; drawn for a site and kept in the page cache.
    Public,
    /// Anybody, never kept: health, forms, downloads decided at request time.
    Uncached,
    /// Anybody at all, under the staff path: the sign-in page.
    Entrance,
    /// Any staff.
    SignedIn,
    /// Staff who may do this somewhere.
    Staff(Action),
}

/// A page or act: one method, one path.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    pub handler: MethodRouter<Arc<Platform>>,
}

impl Route {
    /// A page, a file or a list: nothing changes by it.
    #[must_use]
    pub fn read(path: &'static str, access: Access, handler: MethodRouter<Arc<Platform>>) -> Self {
        Self { method: "GET", path, access, handler }
    }

    /// An act upon something.
    #[must_use]
    pub fn act(path: &'static str, access: Access, handler: MethodRouter<Arc<Platform>>) -> Self {
        Self { method: "POST", path, access, handler }
    }
}

/// A line of the staff menu, shown to those who may do the action somewhere.
#[derive(Debug, Clone, Copy)]
pub struct MenuEntry {
    pub label: &'static str,
    pub path: &'static str,
    pub action: Action,
    /// Lines stand in this order.
    pub order: u8,
}

/// How a kind of job is done. A job may run twice (its process died before saying that it was done): it must be harmless.
#[derive(Clone, Copy)]
pub struct JobKind {
    pub name: &'static str,
    pub run: fn(Arc<Platform>, Job) -> BoxFuture<Result<()>>,
}

/// Where a follower's place is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Once for the installation.
    Database,
    /// On every node: what it feeds lives there.
    Node,
}

/// Hears what happened, in order, at least once.
#[derive(Clone, Copy)]
pub struct Follower {
    pub name: &'static str,
    pub place: Place,
    pub follow: fn(Arc<Platform>, Vec<Entry>) -> BoxFuture<Result<()>>,
}

/// Reads things by number as search should know them.
pub type ReadEntries = fn(Arc<Platform>, Vec<i64>) -> BoxFuture<Result<Vec<gongkai_search::Entry>>>;

/// How things of this capability are found by search. `subject` is the prefix of its journal subjects (`document`).
#[derive(Clone, Copy)]
pub struct Searchable {
    pub subject: &'static str,
    /// What these ids read as now; an id that is not given back is taken out of the index.
    pub read: ReadEntries,
}
