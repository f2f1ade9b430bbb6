//! Who does an act, and may they? Carried through every act of this capability.

use std::sync::Arc;

use gongkai_capability::{Platform, StaffPage};
use gongkai_identity::{Action, Subject, Viewer, may};
use gongkai_store::{Actor, Change};
use gongkai_web::Failure;

use crate::document::Document;
use crate::tables;

/// The person (or the program itself) that acts.
#[derive(Clone)]
pub struct Doer {
    pub platform: Arc<Platform>,
    pub viewer: Viewer,
    pub actor: Actor,
}

impl Doer {
    /// The program itself: jobs and the command line.
    #[must_use]
    pub fn system(platform: &Arc<Platform>, from: &str) -> Self {
        Self { platform: platform.clone(), viewer: Viewer::System, actor: Actor::system(from) }
    }

    #[must_use]
    pub fn staff(page: &StaffPage) -> Self {
        Self { platform: page.platform.clone(), viewer: page.viewer(), actor: page.actor() }
    }

    /// Asks the gate about a thing of an agency.
    pub fn may(&self, action: Action, path: &str) -> Result<(), Failure> {
        Ok(may(&self.viewer, action, Subject::internal(path))?)
    }

    pub async fn change(&self) -> Result<Change, Failure> {
        Ok(self.platform.db.change(&self.actor).await?)
    }

    /// Loads a document that one may read the inside of. What may not be read does not exist.
    pub async fn document(&self, id: i64) -> Result<Document, Failure> {
        let document = tables::document::by_id(&self.platform.db, id).await?.ok_or(Failure::NotFound)?;
        self.may(Action::ReadInternal, &document.agency_path).map_err(|_| Failure::NotFound)?;
        Ok(document)
    }

    /// Loads and locks a document on which one may do this. What may not be read does not exist.
    pub async fn locked(&self, change: &mut Change, id: i64, action: Action) -> Result<Document, Failure> {
        let document = tables::document::lock(change, id).await?.ok_or(Failure::NotFound)?;
        self.may(Action::ReadInternal, &document.agency_path).map_err(|_| Failure::NotFound)?;
        self.may(action, &document.agency_path)?;
        Ok(document)
    }
}
