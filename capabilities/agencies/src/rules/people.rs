//! May this account be made, may it hold these offices?

use gongkai_identity::{Grant, PasswordRefusal, Role};

use crate::directory::Directory;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleRefusal {
    #[error("登录名由 3 至 32 个小写字母、数字、点、连字符组成，以字母开头")]
    LoginMalformed,
    #[error("登录名“{0}”已被使用")]
    LoginTaken(String),
    #[error("请填写姓名")]
    NameMissing,
    #[error("姓名过长")]
    NameTooLong,
    #[error("请选择所在机构")]
    AgencyUnknown,
    #[error("岗位所在的机构“{0}”不存在")]
    GrantAgencyUnknown(String),
    #[error("无法识别的岗位")]
    RoleUnknown,
    /// GB/T 22239-2019, 8.1.10: the three administrators check each other, so one person cannot be two of them.
    #[error("系统管理员、安全管理员、审计管理员不得由同一人担任")]
    AdministratorsTogether,
    #[error("管理员不得兼任起草、审核、发布等业务岗位")]
    AdministratorWithBusiness,
    #[error("不能更改自己的岗位或停用自己的账号，请由另一名安全管理员办理")]
    OwnAccount,
    #[error("{0}")]
    Password(PasswordRefusal),
}

impl PeopleRefusal {
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::LoginMalformed | Self::LoginTaken(_) => "login",
            Self::NameMissing | Self::NameTooLong => "name",
            Self::AgencyUnknown => "agency",
            Self::GrantAgencyUnknown(_) | Self::RoleUnknown | Self::AdministratorsTogether | Self::AdministratorWithBusiness => "role",
            Self::OwnAccount => "",
            Self::Password(_) => "password",
        }
    }
}

/// Whether an account may be made like this; whether the log-in is free is asked elsewhere.
#[must_use]
pub fn check_person(login: &str, name: &str, agency: &str, directory: &Directory) -> Vec<PeopleRefusal> {
    let mut refusals = Vec::new();
    let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
    if !(3..=32).contains(&login.len()) || !login.starts_with(|c: char| c.is_ascii_lowercase()) || !login.bytes().all(letters) {
        refusals.push(PeopleRefusal::LoginMalformed);
    }
    if name.is_empty() {
        refusals.push(PeopleRefusal::NameMissing);
    } else if name.chars().count() > 40 {
        refusals.push(PeopleRefusal::NameTooLong);
    }
    if directory.by_path(agency).is_none() {
        refusals.push(PeopleRefusal::AgencyUnknown);
    }
    refusals
}

/// Whether one person may hold these offices together.
#[must_use]
pub fn check_grants(grants: &[Grant], directory: &Directory) -> Vec<PeopleRefusal> {
    let mut refusals = Vec::new();
    for grant in grants {
        // The empty path is the whole installation.
        if !grant.path.is_empty() && directory.by_path(&grant.path).is_none() {
            refusals.push(PeopleRefusal::GrantAgencyUnknown(grant.path.clone()));
        }
    }
    let mut administrators: Vec<Role> = grants.iter().map(|grant| grant.role).filter(|role| is_administrator(*role)).collect();
    administrators.sort();
    administrators.dedup();
    if administrators.len() > 1 {
        refusals.push(PeopleRefusal::AdministratorsTogether);
    }
    if !administrators.is_empty() && grants.iter().any(|grant| !is_administrator(grant.role)) {
        refusals.push(PeopleRefusal::AdministratorWithBusiness);
    }
    refusals
}

/// One of the three of 等保三级.
#[must_use]
pub fn is_administrator(role: Role) -> bool {
    matches!(role, Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_are_kept_apart() {
        let nobody = Directory::default();
        let held = |roles: &[Role]| {
            let grants: Vec<Grant> = roles.iter().map(|role| Grant { role: *role, path: String::new() }).collect();
            check_grants(&grants, &nobody)
        };
        assert_eq!(held(&[Role::Author, Role::FirstReviewer]), []);
        assert_eq!(held(&[Role::SystemAdministrator]), []);
        assert_eq!(held(&[Role::SystemAdministrator, Role::AuditAdministrator]), [PeopleRefusal::AdministratorsTogether]);
        assert_eq!(held(&[Role::SecurityAdministrator, Role::Author]), [PeopleRefusal::AdministratorWithBusiness]);
        let elsewhere = [Grant { role: Role::Author, path: "nowhere".into() }];
        assert_eq!(check_grants(&elsewhere, &nobody), [PeopleRefusal::GrantAgencyUnknown("nowhere".into())]);
    }

    #[test]
    fn every_field_is_looked_at() {
        let fields = |login: &str, name: &str| {
            let refusals = check_person(login, name, "x", &Directory::default());
            refusals.iter().map(PeopleRefusal::field).collect::<Vec<_>>()
        };
        assert_eq!(fields("zhangmin", "张敏"), ["agency"]);
        assert_eq!(fields("张敏", ""), ["login", "name", "agency"]);
        assert_eq!(fields("1st", "张"), ["login", "agency"]);
    }
}
