//! How are staff, grants and sessions kept?

use anyhow::{Context, Result};
use gongkai_store::{Change, Db};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::role::{Grant, Role};
use crate::staff::{NewStaff, Staff, StaffRow};

/// What signing in needs to know.
pub(crate) struct Account {
    pub staff: Staff,
    pub password_hash: String,
    pub totp_secret: String,
    pub totp_step: i64,
    pub failed_attempts: i64,
    pub locked_until: String,
    pub state: String,
}

pub(crate) struct LiveSession {
    pub staff_id: i64,
    pub password_told: bool,
    pub password_changed_at: String,
    pub seen_at: String,
    pub second_factor: bool,
}

pub(crate) async fn insert_staff(change: &mut Change, id: i64, new: &NewStaff<'_>, hash: &str) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "insert into staff (id, login, name, agency_path, password_hash, password_changed_at, totp_secret, totp_step, \
         failed_attempts, locked_until, state, created_at) values ($1, $2, $3, $4, $5, $6, '', 0, 0, '', 'active', $6)",
    )
    .bind(id)
    .bind(new.login)
    .bind(new.name)
    .bind(new.agency_path)
    .bind(hash)
    .bind(at)
    .execute(change.connection())
    .await
    .with_context(|| format!("inserting staff {}", new.login))?;
    Ok(())
}

pub(crate) async fn replace_grants(change: &mut Change, id: i64, grants: &[Grant]) -> Result<()> {
    sqlx::query("delete from staff_grant where staff_id = $1").bind(id).execute(change.connection()).await?;
    for grant in grants {
        sqlx::query("insert into staff_grant (staff_id, role, path) values ($1, $2, $3) on conflict do nothing")
            .bind(id)
            .bind(grant.role.code())
            .bind(&grant.path)
            .execute(change.connection())
            .await?;
    }
    Ok(())
}

pub(crate) async fn set_password(change: &mut Change, id: i64, hash: &str) -> Result<()> {
    let at = change.at_iso();
    sqlx::query(
        "update staff set password_hash = $1, password_changed_at = $2, password_told = 0, failed_attempts = 0, locked_until = '' \
         where id = $3",
    )
    .bind(hash)
    .bind(at)
    .bind(id)
    .execute(change.connection())
    .await?;
    Ok(())
}

pub(crate) async fn set_password_told(change: &mut Change, id: i64) -> Result<()> {
    sqlx::query("update staff set password_told = 1 where id = $1").bind(id).execute(change.connection()).await?;
    Ok(())
}

pub(crate) async fn set_totp(change: &mut Change, id: i64, secret: &str) -> Result<()> {
    sqlx::query("update staff set totp_secret = $1, totp_step = 0 where id = $2")
        .bind(secret)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

pub(crate) async fn set_state(change: &mut Change, id: i64, state: &str) -> Result<()> {
    sqlx::query("update staff set state = $1, failed_attempts = 0, locked_until = '' where id = $2")
        .bind(state)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

pub(crate) async fn note_failure(change: &mut Change, id: i64, failed: i64, locked_until: &str) -> Result<()> {
    sqlx::query("update staff set failed_attempts = $1, locked_until = $2 where id = $3")
        .bind(failed)
        .bind(locked_until)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

pub(crate) async fn note_success(change: &mut Change, id: i64, totp_step: i64) -> Result<()> {
    sqlx::query("update staff set failed_attempts = 0, locked_until = '', totp_step = $1 where id = $2")
        .bind(totp_step)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

fn staff_of(row: &AnyRow) -> Result<Staff> {
    Ok(Staff {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        agency_path: row.try_get("agency_path")?,
        grants: Vec::new(),
    })
}

fn grant_of(row: &AnyRow) -> Result<Option<Grant>> {
    let role: String = row.try_get("role")?;
    let path: String = row.try_get("path")?;
    // A role that this version does not know gives nothing.
    Ok(Role::from_code(&role).map(|role| Grant { role, path }))
}

async fn grants_of(db: &Db, id: i64) -> Result<Vec<Grant>> {
    let rows =
        sqlx::query("select role, path from staff_grant where staff_id = $1 order by role, path").bind(id).fetch_all(db.read()).await?;
    rows.iter().filter_map(|row| grant_of(row).transpose()).collect()
}

pub(crate) async fn account_by_login(db: &Db, login: &str) -> Result<Option<Account>> {
    let row = sqlx::query(
        "select id, login, name, agency_path, password_hash, totp_secret, totp_step, failed_attempts, locked_until, state \
         from staff where login = $1",
    )
    .bind(login)
    .fetch_optional(db.read())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut staff = staff_of(&row)?;
    staff.grants = grants_of(db, staff.id).await?;
    Ok(Some(Account {
        staff,
        password_hash: row.try_get("password_hash")?,
        totp_secret: row.try_get("totp_secret")?,
        totp_step: row.try_get("totp_step")?,
        failed_attempts: row.try_get("failed_attempts")?,
        locked_until: row.try_get("locked_until")?,
        state: row.try_get("state")?,
    }))
}

pub(crate) async fn staff_by_id(db: &Db, id: i64) -> Result<Option<Staff>> {
    let row = sqlx::query("select id, login, name, agency_path from staff where id = $1 and state = 'active'")
        .bind(id)
        .fetch_optional(db.read())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut staff = staff_of(&row)?;
    staff.grants = grants_of(db, id).await?;
    Ok(Some(staff))
}

pub(crate) async fn list_staff(db: &Db) -> Result<Vec<StaffRow>> {
    let rows = sqlx::query("select id, login, name, agency_path, state, locked_until, totp_secret from staff order by agency_path, login")
        .fetch_all(db.read())
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in &rows {
        list.push(StaffRow {
            id: row.try_get("id")?,
            login: row.try_get("login")?,
            name: row.try_get("name")?,
            agency_path: row.try_get("agency_path")?,
            state: row.try_get("state")?,
            locked_until: row.try_get("locked_until")?,
            second_factor: !row.try_get::<String, _>("totp_secret")?.is_empty(),
            grants: Vec::new(),
        });
    }
    let grants = sqlx::query("select staff_id, role, path from staff_grant order by staff_id, role, path").fetch_all(db.read()).await?;
    let mut by_staff = std::collections::HashMap::<i64, Vec<Grant>>::new();
    for row in &grants {
        if let Some(grant) = grant_of(row)? {
            by_staff.entry(row.try_get("staff_id")?).or_default().push(grant);
        }
    }
    for person in &mut list {
        person.grants = by_staff.remove(&person.id).unwrap_or_default();
    }
    Ok(list)
}

pub(crate) async fn insert_session(change: &mut Change, id: &str, staff_id: i64, from: &str, second_factor: bool) -> Result<()> {
    let at = change.at_iso();
    sqlx::query("insert into session (id, staff_id, created_at, seen_at, from_address, second_factor) values ($1, $2, $3, $3, $4, $5)")
        .bind(id)
        .bind(staff_id)
        .bind(at)
        .bind(from)
        .bind(i64::from(second_factor))
        .execute(change.connection())
        .await?;
    Ok(())
}

pub(crate) async fn live_session(db: &Db, id: &str, created_after: &str, seen_after: &str) -> Result<Option<LiveSession>> {
    let row = sqlx::query(
        "select s.staff_id, s.seen_at, s.second_factor, p.password_told, p.password_changed_at \
         from session s join staff p on p.id = s.staff_id where s.id = $1 and s.created_at >= $2 and s.seen_at >= $3",
    )
    .bind(id)
    .bind(created_after)
    .bind(seen_after)
    .fetch_optional(db.read())
    .await?;
    row.map(|row| {
        Ok(LiveSession {
            staff_id: row.try_get("staff_id")?,
            password_told: row.try_get::<i64, _>("password_told")? != 0,
            password_changed_at: row.try_get("password_changed_at")?,
            seen_at: row.try_get("seen_at")?,
            second_factor: row.try_get::<i64, _>("second_factor")? != 0,
        })
    })
    .transpose()
}

/// Not journalled and without an actor: that a session was seen says nothing but that it lives.
pub(crate) async fn touch_session(db: &Db, id: &str, at: &str) -> Result<()> {
    let mut change = db.change(&gongkai_store::Actor::system("session")).await?;
    sqlx::query("update session set seen_at = $1 where id = $2").bind(at).bind(id).execute(change.connection()).await?;
    change.commit().await?;
    Ok(())
}

pub(crate) async fn delete_session(change: &mut Change, id: &str) -> Result<()> {
    sqlx::query("delete from session where id = $1").bind(id).execute(change.connection()).await?;
    Ok(())
}

pub(crate) async fn end_sessions_of(change: &mut Change, staff_id: i64) -> Result<()> {
    sqlx::query("delete from session where staff_id = $1").bind(staff_id).execute(change.connection()).await?;
    Ok(())
}

pub(crate) async fn delete_sessions_before(change: &mut Change, created_at: &str, seen_at: &str) -> Result<()> {
    sqlx::query("delete from session where created_at < $1 or seen_at < $2")
        .bind(created_at)
        .bind(seen_at)
        .execute(change.connection())
        .await?;
    Ok(())
}
