//! Is this browser still signed in? Sessions that can be revoked, known to the database only by their hash.

use anyhow::Result;
use gongkai_store::{Change, Db, iso};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::staff::Staff;
use crate::tables;

/// Without a request for this long a session ends (GB/T 22239-2019 session timeout; the number is ours).
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this long in any case.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// `seen_at` is written at most this often, so that reading pages does not write to the database each time.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// The secret that the browser holds.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    pub(crate) fn random() -> Self {
        Self(random_token())
    }

    #[must_use]
    pub fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    #[must_use]
    pub fn as_cookie(&self) -> &str {
        &self.0
    }

    pub(crate) fn id(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// The value that every form of this session carries.
    #[must_use]
    pub fn form_token(&self) -> String {
        hex(&Sha256::digest(format!("form {}", self.0).as_bytes())[..16])
    }
}

/// A secret for a link that works without an account: 256 bits in hexadecimal.
#[must_use]
pub fn random_token() -> String {
    hex(&random_bytes::<32>())
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes secrets")]
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    std::array::from_fn(|_| rand::random())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why somebody must choose a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordDue {
    #[error("您的密码由管理员设定，请先改为只有您自己知道的密码，之后才能办理其他事项")]
    Told,
    #[error("您的密码已使用超过 {0} 天，请先更改密码，之后才能办理其他事项")]
    Old(u32),
}

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    pub token: SessionToken,
    pub staff: Staff,
    pub second_factor: bool,
    /// Somebody else knows the password: it was given with the account, or at a reset.
    pub password_told: bool,
    /// When the password was set.
    pub password_changed_at: String,
}

impl Session {
    /// The session of a token, if it is alive; notes that it was seen.
    pub async fn find(db: &Db, token: SessionToken) -> Result<Option<Self>> {
        let now = db.clock().now();
        let oldest = iso(now - LONGEST);
        let idle = iso(now - IDLE);
        let Some(found) = tables::live_session(db, &token.id(), &oldest, &idle).await? else { return Ok(None) };
        if found.seen_at < iso(now - TOUCH_EVERY) {
            tables::touch_session(db, &token.id(), &iso(now)).await?;
        }
        let Some(staff) = tables::staff_by_id(db, found.staff_id).await? else { return Ok(None) };
        let second_factor = found.second_factor;
        let (password_told, password_changed_at) = (found.password_told, found.password_changed_at);
        Ok(Some(Self { token, staff, second_factor, password_told, password_changed_at }))
    }

    /// Why a new password is due before anything else; `days` is how old one may become, 0 for any age
    /// (GB/T 22239-2019 asks for regular change; the number is the operator's).
    #[must_use]
    pub fn password_due(&self, now: jiff::Timestamp, days: u32) -> Option<PasswordDue> {
        if self.password_told {
            return Some(PasswordDue::Told);
        }
        let oldest = iso(now - SignedDuration::from_hours(24 * i64::from(days)));
        (days > 0 && self.password_changed_at < oldest).then_some(PasswordDue::Old(days))
    }

    pub(crate) async fn begin(change: &mut Change, staff_id: i64, from: &str, second_factor: bool) -> Result<SessionToken> {
        let token = SessionToken::random();
        tables::insert_session(change, &token.id(), staff_id, from, second_factor).await?;
        Ok(token)
    }

    pub async fn end(change: &mut Change, token: &SessionToken) -> Result<()> {
        tables::delete_session(change, &token.id()).await
    }

    /// Forgets sessions that are over.
    pub async fn sweep(db: &Db, change: &mut Change) -> Result<()> {
        let now = db.clock().now();
        tables::delete_sessions_before(change, &iso(now - LONGEST), &iso(now - IDLE)).await
    }
}
