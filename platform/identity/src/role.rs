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
    /// 公开工作机构的经办人 for requests (条例 article 4)
    RequestClerk,
    /// 业务承办单位 of a request
    RequestUnit,
    LegalReviewer,
    /// 公开工作机构负责人: approves an extension (条例 article 33)
    OpennessHead,
    /// 机关负责人 or who signs for him
    SigningLeader,
    SystemAdministrator,
    SecurityAdministrator,
    AuditAdministrator,
}

impl Role {
    pub const ALL: [Self; 16] = [
        Self::Author,
        Self::FirstReviewer,
        Self::SecondReviewer,
        Self::FinalReviewer,
        Self::SecrecyReviewer,
        Self::Publisher,
        Self::OpennessOffice,
        Self::Supervisor,
        Self::RequestClerk,
        Self::RequestUnit,
        Self::LegalReviewer,
        Self::OpennessHead,
        Self::SigningLeader,
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
            Self::RequestClerk => "request_clerk",
            Self::RequestUnit => "request_unit",
            Self::LegalReviewer => "legal_reviewer",
            Self::OpennessHead => "openness_head",
            Self::SigningLeader => "signing_leader",
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
            Self::RequestClerk => "依申请公开经办",
            Self::RequestUnit => "业务承办",
            Self::LegalReviewer => "合法性审核",
            Self::OpennessHead => "公开机构负责人",
            Self::SigningLeader => "签发人",
            Self::SystemAdministrator => "系统管理员",
            Self::SecurityAdministrator => "安全管理员",
            Self::AuditAdministrator => "审计管理员",
        }
    }

    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Author => matches!(action, A::ReadInternal | A::Draft | A::Import | A::Export | A::ReadDuties),
            Self::FirstReviewer => matches!(action, A::ReadInternal | A::ReviewFirst | A::Export),
            Self::SecondReviewer => matches!(action, A::ReadInternal | A::ReviewSecond | A::Export),
            Self::FinalReviewer => matches!(action, A::ReadInternal | A::ReviewFinal | A::Export),
            Self::SecrecyReviewer => matches!(action, A::ReadInternal | A::ReviewSecrecy | A::Export | A::ReadRequests),
            Self::Publisher => matches!(action, A::ReadInternal | A::Publish | A::Withdraw | A::SetValidity | A::Export | A::ReadDuties),
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
                    | A::ReadRequests
                    | A::ReadDuties
                    | A::ManageCatalogue
            ),
            Self::Supervisor => matches!(action, A::ReadInternal | A::Export | A::ReadRequests | A::ReadDuties),
            Self::RequestClerk => {
                matches!(action, A::ReadRequests | A::ReadApplicant | A::RegisterRequest | A::HandleRequest)
            }
            Self::RequestUnit => matches!(action, A::ReadRequests | A::HandleRequest),
            Self::LegalReviewer => matches!(action, A::ReadRequests | A::ReviewLegal),
            Self::OpennessHead => {
                matches!(action, A::ReadRequests | A::ReadApplicant | A::ApproveRequest | A::ReadDuties | A::ManageCatalogue)
            }
            Self::SigningLeader => matches!(action, A::ReadRequests | A::SignRequest | A::ReadDuties | A::SignStatement),
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
