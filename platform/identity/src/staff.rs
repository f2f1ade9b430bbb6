//! Who works here? Accounts of staff: made, changed, disabled, unlocked, never deleted (the journal names them).

use anyhow::Result;
use gongkai_store::{Change, Db, Fact};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::Action;
use crate::credential::{PasswordRefusal, check_password_rules, hash_password, verify_password};
use crate::role::{Grant, Role};
use crate::tables;

/// A person who is signed in, with what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    pub id: i64,
    pub login: String,
    pub name: String,
    /// Path of the agency they belong to.
    pub agency_path: String,
    pub grants: Vec<Grant>,
}

impl Staff {
    /// Paths at which one of their roles allows the action.
    #[must_use]
    pub fn paths_for(&self, action: Action) -> Vec<String> {
        let mut paths: Vec<String> = self.grants.iter().filter(|grant| grant.role.allows(action)).map(|grant| grant.path.clone()).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// The roles they hold, each once, for display.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = self.grants.iter().map(|grant| grant.role).collect();
        roles.sort();
        roles.dedup();
        roles
    }
}

/// An account as the security administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffRow {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub agency_path: String,
    pub state: String,
    pub locked_until: String,
    pub second_factor: bool,
    pub grants: Vec<Grant>,
}

/// What makes a new account.
#[derive(Debug, Clone)]
pub struct NewStaff<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub agency_path: &'a str,
    pub password: &'a str,
    pub grants: &'a [Grant],
}

impl Staff {
    /// Makes an account.
    ///
    /// # Errors
    /// The outer error is a broken database; the inner one lists every rule that the password breaks.
    pub async fn create(change: &mut Change, new: &NewStaff<'_>) -> Result<Result<i64, Vec<PasswordRefusal>>> {
        let refusals = check_password_rules(new.password, new.login);
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }
        let id = change.next("staff").await?;
        let hash = hash_password(new.password)?;
        tables::insert_staff(change, id, new, &hash).await?;
        tables::replace_grants(change, id, new.grants).await?;
        change.record(Fact::internal(
            "identity.staff_created",
            format!("staff:{id}"),
            new.agency_path,
            json!({"login": new.login, "name": new.name, "grants": new.grants}),
        ));
        Ok(Ok(id))
    }

    /// Replaces what a person holds.
    pub async fn set_grants(change: &mut Change, id: i64, grants: &[Grant]) -> Result<()> {
        tables::replace_grants(change, id, grants).await?;
        change.record(Fact::internal("identity.grants_set", format!("staff:{id}"), "", json!({"grants": grants})));
        Ok(())
    }

    /// Sets a new password, unlocks the account and ends its sessions.
    pub async fn set_password(change: &mut Change, id: i64, login: &str, password: &str) -> Result<Result<(), Vec<PasswordRefusal>>> {
        let refusals = check_password_rules(password, login);
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }
        tables::set_password(change, id, &hash_password(password)?).await?;
        tables::end_sessions_of(change, id).await?;
        change.record(Fact::internal("identity.password_set", format!("staff:{id}"), "", json!({})));
        Ok(Ok(()))
    }

    /// The password is known to whoever made the account or reset it: its owner must choose another.
    pub async fn password_was_told(change: &mut Change, id: i64) -> Result<()> {
        tables::set_password_told(change, id).await
    }

    /// Sets up (or, with an empty secret, removes) the second factor.
    pub async fn set_totp(change: &mut Change, id: i64, secret: &str) -> Result<()> {
        tables::set_totp(change, id, secret).await?;
        let kind = if secret.is_empty() { "identity.second_factor_removed" } else { "identity.second_factor_set" };
        change.record(Fact::internal(kind, format!("staff:{id}"), "", json!({})));
        Ok(())
    }

    /// Enables, disables or unlocks an account; a disabled one loses its sessions at once.
    pub async fn set_state(change: &mut Change, id: i64, active: bool) -> Result<()> {
        tables::set_state(change, id, if active { "active" } else { "disabled" }).await?;
        if !active {
            tables::end_sessions_of(change, id).await?;
        }
        let kind = if active { "identity.staff_enabled" } else { "identity.staff_disabled" };
        change.record(Fact::internal(kind, format!("staff:{id}"), "", json!({})));
        Ok(())
    }

    /// Whether this is their password now: asked again before they change what lets them in.
    pub async fn knows_password(db: &Db, login: &str, password: &str) -> Result<bool> {
        let Some(account) = tables::account_by_login(db, login).await? else { return Ok(false) };
        let password = password.to_owned();
        Ok(tokio::task::spawn_blocking(move || verify_password(&password, &account.password_hash)).await?)
    }

    /// Whether they have set up one-time codes.
    pub async fn has_totp(db: &Db, login: &str) -> Result<bool> {
        Ok(tables::account_by_login(db, login).await?.is_some_and(|account| !account.totp_secret.is_empty()))
    }

    pub async fn list(db: &Db) -> Result<Vec<StaffRow>> {
        tables::list_staff(db).await
    }

    pub async fn by_id(db: &Db, id: i64) -> Result<Option<Self>> {
        tables::staff_by_id(db, id).await
    }

    pub async fn by_login(db: &Db, login: &str) -> Result<Option<Self>> {
        Ok(tables::account_by_login(db, login).await?.map(|account| account.staff))
    }
}
