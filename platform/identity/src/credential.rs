//! Does this secret belong to this person? Password rules, Argon2id, and time-based one-time codes.

use anyhow::{Result, anyhow};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Builder, Secret, Totp};

/// At least this many characters (GB/T 22239-2019 asks for length and mixture; the number is ours).
const MIN_PASSWORD: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    #[error("密码至少 {MIN_PASSWORD} 个字符")]
    TooShort,
    #[error("密码应包含大写字母、小写字母、数字、符号中的至少三类")]
    TooUniform,
    #[error("密码不得包含登录名")]
    ContainsLogin,
    #[error("密码过于常见，请更换")]
    Common,
}

/// Every rule that a password breaks; none when it may be used.
#[must_use]
pub fn check_password_rules(password: &str, login: &str) -> Vec<PasswordRefusal> {
    let mut refusals = Vec::new();
    if password.chars().count() < MIN_PASSWORD {
        refusals.push(PasswordRefusal::TooShort);
    }
    let classes = [
        password.chars().any(|c| c.is_lowercase()),
        password.chars().any(|c| c.is_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric() || !c.is_ascii()),
    ];
    if classes.into_iter().filter(|held| *held).count() < 3 {
        refusals.push(PasswordRefusal::TooUniform);
    }
    let lower = password.to_lowercase();
    if !login.is_empty() && lower.contains(&login.to_lowercase()) {
        refusals.push(PasswordRefusal::ContainsLogin);
    }
    if ["password", "qwerty", "12345678", "admin@123", "p@ssw0rd"].iter().any(|common| lower.contains(common)) {
        refusals.push(PasswordRefusal::Common);
    }
    refusals
}

pub(crate) fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| anyhow!("hashing a password: {error}"))?;
    Ok(hash.to_string())
}

pub(crate) fn verify_password(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// A new secret for one-time codes, in base32.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a secret is made by chance")]
pub fn new_totp_secret() -> String {
    Secret::new_stack(rand::random::<[u8; 20]>()).to_base32()
}

/// The `otpauth:` address that an authenticator reads.
pub fn totp_url(secret: &str, login: &str) -> Result<String> {
    Ok(totp(secret, login)?.to_url()?)
}

fn totp(secret: &str, login: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|error| anyhow!("reading a one-time secret: {error}"))?;
    let built = Builder::new().with_secret(secret).with_account_name(login).with_issuer(Some("gongkai")).build();
    built.map_err(|error| anyhow!("building a one-time code: {error}"))
}

/// The time step that a code belongs to, if it is right now and later than `last_step`: every code is good once.
pub fn check_totp(secret: &str, login: &str, code: &str, unix_seconds: i64, last_step: i64) -> Result<Option<i64>> {
    let Ok(seconds) = u64::try_from(unix_seconds) else { return Ok(None) };
    let step = totp(secret, login)?.check(code.trim(), seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()).filter(|step| *step > last_step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_broken_rules_are_told_at_once() {
        assert_eq!(check_password_rules("Qinglan-2026", "zhangmin"), []);
        assert_eq!(check_password_rules("abc", "zhangmin"), [PasswordRefusal::TooShort, PasswordRefusal::TooUniform]);
        assert_eq!(
            check_password_rules("zhangminpassword", "zhangmin"),
            [PasswordRefusal::TooUniform, PasswordRefusal::ContainsLogin, PasswordRefusal::Common]
        );
    }

    #[test]
    fn a_code_is_good_once_and_near_its_time() {
        let secret = new_totp_secret();
        let now = 1_790_000_000_i64;
        let code = totp(&secret, "z").unwrap().generate(now as u64).to_string();
        let step = check_totp(&secret, "z", &code, now, 0).unwrap().expect("right code at the right time");
        assert_eq!(check_totp(&secret, "z", &code, now, step).unwrap(), None, "used before");
        assert_eq!(check_totp(&secret, "z", &code, now + 600, 0).unwrap(), None, "ten minutes late");
        assert_eq!(check_totp(&secret, "z", "000000x", now, 0).unwrap(), None);
        assert!(totp_url(&secret, "z").unwrap().starts_with("otpauth://totp/"));
    }

    #[test]
    fn a_hash_verifies_its_password_only() {
        let hash = hash_password("Qinglan-2026").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify_password("Qinglan-2026", &hash));
        assert!(!verify_password("Qinglan-2027", &hash));
        assert!(!verify_password("x", "not a hash"));
    }
}
