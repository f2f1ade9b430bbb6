//! May this person do this to that? The one gate: asked by every list, page, file, feed, export and count.

use crate::role::{Grant, Role, within};
use crate::staff::Staff;

/// Who asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Viewer {
    Public,
    Staff(Staff),
    /// The program itself: jobs and the command line.
    System,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read what is published.
    Read,
    /// Read drafts, reviews, findings and history.
    ReadInternal,
    Draft,
    Import,
    Export,
    ReviewFirst,
    ReviewSecond,
    ReviewFinal,
    ReviewSecrecy,
    /// 公开属性: agree that a policy document is not proactively public.
    DecideOpenness,
    /// Lift a stop with a reason.
    Exempt,
    Publish,
    /// Publish before the chain is complete; flagged and reviewed after.
    ForcePublish,
    Withdraw,
    SetValidity,
    /// Read requests for information, without who asked.
    ReadRequests,
    /// See who asked: identity and contact. Every look is in the journal.
    ReadApplicant,
    /// Receive requests, write to applicants, dispatch answers: 公开工作机构经办人.
    RegisterRequest,
    /// Search, assess and draft an answer.
    HandleRequest,
    ReviewLegal,
    /// Approve an extension, a fee or an assignment: 公开工作机构负责人.
    ApproveRequest,
    /// Sign an answer for the agency.
    SignRequest,
    /// Read catalogues and how the duties of an agency stand.
    ReadDuties,
    /// Amend catalogues, decide what a superior changed, say who bears what: 政务公开机构.
    ManageCatalogue,
    /// Sign that nothing arose in a period (零报告).
    SignStatement,
    ManageStaff,
    ManageSystem,
    ReadJournal,
}

/// What it would be done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Path of the agency it belongs to.
    pub path: &'a str,
    /// Whether it is published and not withdrawn.
    pub public: bool,
}

impl<'a> Subject<'a> {
    #[must_use]
    pub fn internal(path: &'a str) -> Self {
        Self { path, public: false }
    }

    #[must_use]
    pub fn public(path: &'a str) -> Self {
        Self { path, public: true }
    }
}

/// The gate says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("请先登录")]
    NotSignedIn,
    #[error("您没有办理此事项的权限")]
    NotAllowed,
}

/// The one gate.
///
/// # Errors
/// [`Denied`] when the viewer may not; a caller that must not reveal that the subject exists answers "not found".
pub fn may(viewer: &Viewer, action: Action, subject: Subject<'_>) -> Result<(), Denied> {
    if action == Action::Read && subject.public {
        return Ok(());
    }
    match viewer {
        Viewer::System => Ok(()),
        Viewer::Public => Err(Denied::NotSignedIn),
        Viewer::Staff(staff) => {
            let wanted = if action == Action::Read { Action::ReadInternal } else { action };
            let allowed = staff.grants.iter().any(|grant| grant.role.allows(wanted) && grant.reaches(subject.path));
            if allowed { Ok(()) } else { Err(Denied::NotAllowed) }
        }
    }
}

/// What a viewer may read, for the `where` of a list: the published within `root`, and the internal below `internal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Only agencies within this path (a site's subtree); empty for all.
    pub root: String,
    /// Paths whose internal records may be read as well.
    pub internal: Vec<String>,
}

impl Scope {
    /// What anybody may read of a site.
    #[must_use]
    pub fn public(root: &str) -> Self {
        Self { root: root.to_owned(), internal: Vec::new() }
    }

    /// Whether one subject lies in the scope; says the same as the `where` that is built from it.
    #[must_use]
    pub fn holds(&self, subject: Subject<'_>) -> bool {
        let readable = subject.public || self.internal.iter().any(|path| within(path, subject.path));
        readable && within(&self.root, subject.path)
    }
}

impl Viewer {
    /// Everything this viewer may read for an action.
    #[must_use]
    pub fn scope(&self, action: Action) -> Scope {
        let internal = match self {
            Self::Public => Vec::new(),
            Self::System => vec![String::new()],
            Self::Staff(staff) => staff.paths_for(action),
        };
        Scope { root: String::new(), internal }
    }

    #[must_use]
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Public | Self::System => None,
        }
    }

    /// Whether the viewer may do this anywhere at all: what menus ask.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        match self {
            Self::System => true,
            Self::Public => action == Action::Read,
            Self::Staff(staff) => staff.grants.iter().any(|grant| grant.role.allows(action)),
        }
    }

    #[must_use]
    pub fn holds(&self, role: Role, path: &str) -> bool {
        self.staff().is_some_and(|staff| staff.grants.iter().any(|grant: &Grant| grant.role == role && grant.reaches(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::Staff;

    fn person(role: Role, path: &str) -> Viewer {
        Viewer::Staff(Staff {
            id: 1,
            login: "zhang".into(),
            name: "张三".into(),
            agency_path: path.into(),
            grants: vec![Grant { role, path: path.into() }],
        })
    }

    #[test]
    fn anybody_reads_what_is_public_and_nothing_else() {
        assert_eq!(may(&Viewer::Public, Action::Read, Subject::public("qinglan")), Ok(()));
        assert_eq!(may(&Viewer::Public, Action::Read, Subject::internal("qinglan")), Err(Denied::NotSignedIn));
        assert_eq!(may(&Viewer::Public, Action::Draft, Subject::public("qinglan")), Err(Denied::NotSignedIn));
    }

    #[test]
    fn a_role_reaches_its_agency_and_below_only() {
        let author = person(Role::Author, "qinglan/edu");
        assert!(may(&author, Action::Draft, Subject::internal("qinglan/edu")).is_ok());
        assert!(may(&author, Action::Draft, Subject::internal("qinglan/edu/school")).is_ok());
        assert!(may(&author, Action::Draft, Subject::internal("qinglan")).is_err());
        assert!(may(&author, Action::Draft, Subject::internal("qinglan/education")).is_err());
        assert!(may(&author, Action::ReviewFirst, Subject::internal("qinglan/edu")).is_err());
    }

    #[test]
    fn administrators_are_kept_apart_and_read_no_drafts() {
        use Action as A;
        let three = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
        let theirs = [A::ManageSystem, A::ManageStaff, A::ReadJournal];
        for (i, role) in three.into_iter().enumerate() {
            let viewer = person(role, "");
            for (j, action) in theirs.into_iter().enumerate() {
                assert_eq!(may(&viewer, action, Subject::internal("qinglan")).is_ok(), i == j, "{role:?} {action:?}");
            }
            for action in [A::ReadInternal, A::Draft, A::Publish, A::ReviewFinal, A::ReviewSecrecy, A::Exempt] {
                assert!(may(&viewer, action, Subject::internal("qinglan")).is_err(), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn scope_and_gate_agree() {
        for role in Role::ALL {
            for held in ["qinglan", "qinglan/edu", "other"] {
                let viewer = person(role, held);
                let scope = viewer.scope(Action::ReadInternal);
                for path in ["qinglan", "qinglan/edu", "qinglan/edu/x", "qinglanx", "other"] {
                    for public in [true, false] {
                        let subject = Subject { path, public };
                        assert_eq!(scope.holds(subject), may(&viewer, Action::Read, subject).is_ok(), "{role:?} {held} {path} {public}");
                    }
                }
            }
        }
    }
}
