//! What may everybody do with their own account? See what they hold, change the password, set up one-time codes.

use gongkai_capability::{StaffForm, StaffPage};
use gongkai_identity::{Staff, check_password_rules, check_totp, new_totp_secret, totp_url};
use serde_json::{Value, json};

use super::entrance::signed_out;
use super::{Answer, FieldError, errors_of, messages};
use crate::directory::directory;

const PAGE: &str = "agencies/account.html";

pub(super) async fn show(page: StaffPage) -> Answer {
    let values = values(&page, &[], Value::Null).await?;
    page.render(PAGE, values)
}

/// What the page shows: `setup` is the secret that waits for its first code.
async fn values(page: &StaffPage, errors: &[FieldError], setup: Value) -> Result<Value, gongkai_web::Failure> {
    let (db, staff) = (&page.platform.db, &page.session.staff);
    let directory = directory(db).await?;
    let named = |path: &str| if path.is_empty() { "全部机构".to_owned() } else { directory.name_of(path).to_owned() };
    let grants: Vec<Value> = staff.grants.iter().map(|grant| json!({"role": grant.role.label(), "agency": named(&grant.path)})).collect();
    let due = page.session.password_due(db.clock().now(), page.platform.settings.password_days);
    Ok(json!({
        "password_due": due.map(|due| due.to_string()),
        "login": staff.login,
        "agency": directory.name_of(&staff.agency_path),
        "grants": grants,
        "codes": Staff::has_totp(db, &staff.login).await?,
        "codes_required": page.platform.settings.require_second_factor,
        "setup": setup,
        "errors": errors,
    }))
}

pub(super) async fn change_password(StaffForm { page, form }: StaffForm) -> Answer {
    let (db, staff) = (&page.platform.db, &page.session.staff);
    let (current, new) = (form.get("current"), form.get("new"));
    let mut errors = Vec::new();
    if !Staff::knows_password(db, &staff.login, current).await? {
        errors.push(FieldError { field: "current", message: "当前密码不正确".to_owned() });
    }
    errors.extend(errors_of(&check_password_rules(new, &staff.login), |_| "new"));
    if new != form.get("repeat") {
        errors.push(FieldError { field: "repeat", message: "两次输入的新密码不一致".to_owned() });
    }
    if !new.is_empty() && new == current {
        errors.push(FieldError { field: "new", message: "新密码不能与当前密码相同".to_owned() });
    }
    if !errors.is_empty() {
        let values = values(&page, &errors, Value::Null).await?;
        return page.refuse(PAGE, messages(&errors), values);
    }
    let mut change = db.change(&page.actor()).await?;
    if Staff::set_password(&mut change, staff.id, &staff.login, new).await?.is_err() {
        return Err(gongkai_web::Failure::refused("密码不符合要求"));
    }
    change.commit().await?;
    // Every session of the account ended with the old password.
    signed_out(&page.platform, "password")
}

/// Shows a new secret; nothing is kept until a code proves that it was taken down.
pub(super) async fn begin_codes(StaffForm { page, .. }: StaffForm) -> Answer {
    let setup = setup_of(&page, &new_totp_secret())?;
    let values = values(&page, &[], setup).await?;
    page.render(PAGE, values)
}

fn setup_of(page: &StaffPage, secret: &str) -> Result<Value, gongkai_web::Failure> {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(json!({"secret": secret, "shown": groups.join(" "), "url": totp_url(secret, &page.session.staff.login)?}))
}

pub(super) async fn confirm_codes(StaffForm { page, form }: StaffForm) -> Answer {
    let (db, staff, secret) = (&page.platform.db, &page.session.staff, form.get("secret"));
    let seconds = db.clock().now().as_second();
    let right = check_totp(secret, &staff.login, form.get("code"), seconds, 0);
    let Ok(right) = right else { return Err(gongkai_web::Failure::refused("密钥无效，请重新设置")) };
    if right.is_none() {
        let errors = [FieldError {
            field: "code", message: "验证码不正确，请核对验证器中显示的最新验证码和手机时间".to_owned()
        }];
        let values = values(&page, &errors, setup_of(&page, secret)?).await?;
        return page.refuse(PAGE, messages(&errors), values);
    }
    let mut change = db.change(&page.actor()).await?;
    Staff::set_totp(&mut change, staff.id, secret).await?;
    change.commit().await?;
    if page.platform.settings.require_second_factor && !page.session.second_factor {
        // This session began without a code, so it opens nothing but this page.
        super::entrance::end_session(&page, "identity.signed_out").await?;
        return signed_out(&page.platform, "codes");
    }
    page.redirect("/staff/account", "动态验证码已启用，下次登录时需要输入")
}

pub(super) async fn remove_codes(StaffForm { page, form }: StaffForm) -> Answer {
    let (db, staff) = (&page.platform.db, &page.session.staff);
    let mut errors = Vec::new();
    if page.platform.settings.require_second_factor {
        errors.push(FieldError { field: "", message: "本系统要求所有人员使用动态验证码，不能停用".to_owned() });
    }
    if !Staff::knows_password(db, &staff.login, form.get("password")).await? {
        errors.push(FieldError { field: "password", message: "当前密码不正确".to_owned() });
    }
    if !errors.is_empty() {
        let values = values(&page, &errors, Value::Null).await?;
        return page.refuse(PAGE, messages(&errors), values);
    }
    let mut change = db.change(&page.actor()).await?;
    Staff::set_totp(&mut change, staff.id, "").await?;
    change.commit().await?;
    page.redirect("/staff/account", "动态验证码已停用")
}
