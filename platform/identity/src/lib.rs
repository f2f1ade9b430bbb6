//! Who is this, and what may they do? Staff, their roles, their sessions, and the one gate.

pub mod access;
mod credential;
mod role;
mod seal;
mod session;
mod sign_in;
mod staff;
mod tables;

pub use access::{Action, Denied, Scope, Subject, Viewer, may};
pub use credential::{PasswordRefusal, check_password_rules, check_totp, new_totp_secret, totp_url};
pub use role::{Grant, Role, within};
pub use seal::Seal;
pub use session::{PasswordDue, Session, SessionToken, random_token};
pub use sign_in::{SignInRefusal, sign_in};
pub use staff::{NewStaff, Staff, StaffRow};

use gongkai_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "identity/1_staff", sql: include_str!("../migrations/1_staff.sql") },
    Migration { name: "identity/2_password", sql: include_str!("../migrations/2_password.sql") },
];
