//! May this person come in? Password, then the one-time code, with a lock after repeated failures.

use anyhow::Result;
use gongkai_store::{Actor, ActorKind, Db, Fact, iso};
use jiff::SignedDuration;
use serde_json::json;

use crate::credential::{check_totp, verify_password};
use crate::session::{Session, SessionToken};
use crate::staff::Staff;
use crate::tables;

/// After so many failures in a row the account is locked (GB/T 22239-2019 登录失败处理; the numbers are ours).
const ATTEMPTS: i64 = 5;
const LOCKED_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Verified when the log-in is unknown, so that the time taken does not tell which log-ins exist.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2sUJm0o0m8V8S4T9cQzv0q4s1m3v1b3mX0m4y1m2d3A";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    #[error("登录名或密码不正确")]
    Wrong,
    #[error("连续多次输入有误，账号已锁定，请 {0} 分钟后再试或联系安全管理员")]
    Locked(i64),
    #[error("请输入动态验证码")]
    CodeNeeded,
    #[error("动态验证码不正确或已使用")]
    CodeWrong,
    #[error("账号已停用，请联系安全管理员")]
    Disabled,
}

/// Signs a person in. Every success and every refusal is in the journal.
pub async fn sign_in(db: &Db, login: &str, password: &str, code: &str, from: &str) -> Result<Result<(SessionToken, Staff), SignInRefusal>> {
    let now = db.clock().now();
    let account = tables::account_by_login(db, login.trim()).await?;
    let hash = account.as_ref().map_or(NOBODY, |account| account.password_hash.as_str()).to_owned();
    let secret = password.to_owned();
    let right = tokio::task::spawn_blocking(move || verify_password(&secret, &hash)).await?;
    let Some(account) = account else {
        refuse(db, login, 0, from, &SignInRefusal::Wrong).await?;
        return Ok(Err(SignInRefusal::Wrong));
    };
    let id = account.staff.id;
    if account.locked_until > iso(now) {
        let until: jiff::Timestamp = account.locked_until.parse()?;
        let minutes = (until.duration_since(now).as_secs() + 59) / 60;
        let refusal = SignInRefusal::Locked(minutes);
        refuse(db, login, id, from, &refusal).await?;
        return Ok(Err(refusal));
    }
    let mut refusal = None;
    let mut step = account.totp_step;
    if !right {
        refusal = Some(SignInRefusal::Wrong);
    } else if account.state != "active" {
        refusal = Some(SignInRefusal::Disabled);
    } else if !account.totp_secret.is_empty() {
        if code.trim().is_empty() {
            return Ok(Err(SignInRefusal::CodeNeeded));
        }
        match check_totp(&account.totp_secret, &account.staff.login, code, now.as_second(), account.totp_step)? {
            Some(used) => step = used,
            None => refusal = Some(SignInRefusal::CodeWrong),
        }
    }
    if let Some(refusal) = refusal {
        let failed = account.failed_attempts + 1;
        let locked = if failed >= ATTEMPTS { iso(now + LOCKED_FOR) } else { String::new() };
        let mut change = db.change(&Actor::visitor(from)).await?;
        tables::note_failure(&mut change, id, if locked.is_empty() { failed } else { 0 }, &locked).await?;
        change.record(Fact::internal(
            "identity.sign_in_refused",
            format!("staff:{id}"),
            &account.staff.agency_path,
            json!({"login": account.staff.login, "reason": refusal.to_string(), "locked": !locked.is_empty()}),
        ));
        change.commit().await?;
        return Ok(Err(refusal));
    }
    let actor = Actor { kind: ActorKind::Staff, id, name: account.staff.name.clone(), from: from.to_owned() };
    let mut change = db.change(&actor).await?;
    tables::note_success(&mut change, id, step).await?;
    let token = Session::begin(&mut change, id, from, !account.totp_secret.is_empty()).await?;
    change.record(Fact::internal("identity.signed_in", format!("staff:{id}"), &account.staff.agency_path, json!({})));
    change.commit().await?;
    Ok(Ok((token, account.staff)))
}

async fn refuse(db: &Db, login: &str, id: i64, from: &str, refusal: &SignInRefusal) -> Result<()> {
    let mut change = db.change(&Actor::visitor(from)).await?;
    // What was typed as a log-in may be a password typed into the wrong field: keep only its beginning.
    let shown: String = login.chars().take(3).collect();
    let detail = json!({"login": format!("{shown}…"), "reason": refusal.to_string()});
    change.record(Fact::internal("identity.sign_in_refused", format!("staff:{id}"), "", detail));
    change.commit().await?;
    Ok(())
}
