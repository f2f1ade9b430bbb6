//! Which offices can a person hold, and what does each allow?

use serde::{Deserialize, Serialize};

use crate::access::Action;

/// An office held for an agency and everything below it. The three administrators of 等保三级 are kept apart:
/// none of them can read a draft, and none can do another's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Author,
    FirstReviewer,
    SecondReviewer,
    FinalReviewer,
    SecrecyReviewer,
    Publisher,
    OpennessOffice,
    Supervisor,
    SystemAdministrator,
    SecurityAdministrator,
    AuditAdministrator,
}

impl Role {
    pub const ALL: [Self; 11] = [
        Self::Author,
        Self::FirstReviewer,
        Self::SecondReviewer,
        Self::FinalReviewer,
        Self::SecrecyReviewer,
        Self::Publisher,
        Self::OpennessOffice,
        Self::Supervisor,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::FirstReviewer => "first_reviewer",
            Self::SecondReviewer => "second_reviewer",
            Self::FinalReviewer => "final_reviewer",
            Self::SecrecyReviewer => "secrecy_reviewer",
            Self::Publisher => "publisher",
            Self::OpennessOffice => "openness_office",
            Self::Supervisor => "supervisor",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Author => "拟稿人",
            Self::FirstReviewer => "初审",
            Self::SecondReviewer => "复审",
            Self::FinalReviewer => "终审",
            Self::SecrecyReviewer => "保密审查",
            Self::Publisher => "发布员",
            Self::OpennessOffice => "政务公开机构",
            Self::Supervisor => "监督检查",
            Self::SystemAdministrator => "系统管理员",
            Self::SecurityAdministrator => "安全管理员",
            Self::AuditAdministrator => "审计管理员",
        }
    }

    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Author => matches!(action, A::ReadInternal | A::Draft | A::Import | A::Export),
            Self::FirstReviewer => matches!(action, A::ReadInternal | A::ReviewFirst | A::Export),
            Self::SecondReviewer => matches!(action, A::ReadInternal | A::ReviewSecond | A::Export),
            Self::FinalReviewer => matches!(action, A::ReadInternal | A::ReviewFinal | A::Export),
            Self::SecrecyReviewer => matches!(action, A::ReadInternal | A::ReviewSecrecy | A::Export),
            Self::Publisher => matches!(action, A::ReadInternal | A::Publish | A::Withdraw | A::SetValidity | A::Export),
            Self::OpennessOffice => matches!(
                action,
                A::ReadInternal
                    | A::Draft
                    | A::Import
                    | A::Export
                    | A::DecideOpenness
                    | A::Exempt
                    | A::Withdraw
                    | A::SetValidity
                    | A::ForcePublish
            ),
            Self::Supervisor => matches!(action, A::ReadInternal | A::Export),
            Self::SystemAdministrator => matches!(action, A::ManageSystem),
            Self::SecurityAdministrator => matches!(action, A::ManageStaff),
            Self::AuditAdministrator => matches!(action, A::ReadJournal),
        }
    }
}

/// A role held at an agency's path, and so for all below it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub path: String,
}

impl Grant {
    /// Whether the grant reaches an agency: its own path or one below (`qinglan` reaches `qinglan/edu`, not `qinglanx`).
    #[must_use]
    pub fn reaches(&self, path: &str) -> bool {
        within(&self.path, path)
    }
}

/// Whether `path` is `root` or lies below it. The empty root holds everything.
#[must_use]
pub fn within(root: &str, path: &str) -> bool {
    root.is_empty() || path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}
