//! Coming in and going, as a browser does it.

use gongkai_capability::SESSION_COOKIE;
use gongkai_identity::{Role, Staff};
use gongkai_testing::{PASSWORD, TestSite};
use jiff::SignedDuration;

use crate::{CAPABILITIES, stage};

#[tokio::test]
async fn a_person_comes_in_works_and_goes() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        stage(&site).await;
        let mut browser = site.browser();
        let asked = browser.get("/staff/people?q=%E5%BC%A0").await.expect(303);
        assert_eq!(asked.location(), "/staff/sign-in?back=%2Fstaff%2Fpeople%3Fq%3D%25E5%25BC%25A0");
        let page = browser.get(asked.location()).await.expect(200).text();
        assert!(page.contains(r#"name="back" value="/staff/people?q=%E5%BC%A0""#), "{page}");

        let wrong = browser.post("/staff/sign-in", &[("login", "security"), ("password", "no")]).await.expect(422);
        assert!(wrong.text().contains("登录名或密码不正确") && wrong.text().contains(r#"value="security""#), "the log-in typed is kept");
        let fields = [("login", "security"), ("password", PASSWORD), ("back", "/staff/people?q=%E5%BC%A0")];
        let signed = browser.post("/staff/sign-in", &fields).await.expect(303);
        assert_eq!(signed.location(), "/staff/people?q=%E5%BC%A0");
        let cookie = signed.header("set-cookie");
        assert!(cookie.starts_with(&format!("{SESSION_COOKIE}=")) && cookie.ends_with("; Path=/staff; HttpOnly; SameSite=Lax"), "{cookie}");
        let people = browser.get(signed.location()).await.expect(200).text();
        assert!(people.contains("张敏") && !people.contains("沈计"));
        assert!(people.contains("安全管理员") && people.contains(r#"aria-current="page">人员与岗位"#));

        let forged = browser.post("/staff/sign-out", &[("token", "0000")]).await.expect(403);
        assert!(forged.text().contains("页面已过期"));
        browser.get("/staff/account").await.expect(200);
        assert_eq!(browser.post("/staff/sign-out", &[]).await.expect(303).location(), "/staff/sign-in?said=out");
        assert_eq!(browser.cookie(SESSION_COOKIE), None);
        browser.get("/staff/account").await.expect(303);
        let kinds = site.db().journal_page(i64::MAX, "identity.signed_", "安全", 9).await.unwrap();
        assert_eq!(kinds.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(), ["identity.signed_out", "identity.signed_in"]);
        let refused = site.db().journal_page(i64::MAX, "access.refused", "安全", 9).await.unwrap();
        assert_eq!(refused[0].detail["path"], "/staff/sign-out", "a forged form is in the journal");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    for back in ["https://evil.example/", "//evil.example", "/staff/../x", "/staff\\..\\x"] {
        let mut browser = site.browser();
        let fields = [("login", "zhangmin"), ("password", PASSWORD), ("back", back)];
        assert_eq!(browser.post("/staff/sign-in", &fields).await.expect(303).location(), "/staff");
    }
}

#[tokio::test]
async fn five_failures_lock_and_the_security_administrator_unlocks() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut browser = site.browser();
    for _ in 0..5 {
        browser.post("/staff/sign-in", &[("login", "zhangmin"), ("password", "no")]).await.expect(422);
    }
    let right = [("login", "zhangmin"), ("password", PASSWORD)];
    let locked = browser.post("/staff/sign-in", &right).await.expect(422);
    assert!(locked.text().contains("账号已锁定，请 15 分钟后再试"));
    let id = Staff::by_login(site.db(), "zhangmin").await.unwrap().unwrap().id;
    assert!(site.get_as("security", "/staff/people").await.text().contains("已锁定"));
    site.post_as("security", &format!("/staff/people/{id}/state"), &[("to", "active")]).await.expect(303);
    browser.post("/staff/sign-in", &right).await.expect(303);
}

#[tokio::test]
async fn one_address_may_not_try_for_ever() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut browser = site.browser();
    for _ in 0..20 {
        browser.post("/staff/sign-in", &[("login", "nobody"), ("password", "no")]).await.expect(422);
    }
    let stopped = browser.post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD)]).await.expect(429);
    assert!(stopped.text().contains("请求过于频繁") && stopped.text().contains(r#"value="zhangmin""#));
}

fn code(secret: &str, site: &TestSite) -> String {
    let url = gongkai_identity::totp_url(secret, "zhangmin").unwrap();
    assert!(url.starts_with("otpauth://totp/"));
    let now = site.db().clock().now().as_second();
    let right = |code: &String| gongkai_identity::check_totp(secret, "zhangmin", code, now, 0).unwrap().is_some();
    (0..1_000_000).map(|n| format!("{n:06}")).find(right).expect("one of a million codes is right")
}

#[tokio::test]
async fn one_time_codes_are_proved_before_they_count() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let shown = site.post_as("zhangmin", "/staff/account/codes", &[]).await.expect(200).text();
    let secret = shown.split_once(r#"name="secret" value=""#).unwrap().1.split_once('"').unwrap().0.to_owned();
    assert!(!Staff::has_totp(site.db(), "zhangmin").await.unwrap(), "nothing is kept before a code proves it");
    let confirm = "/staff/account/codes/confirm";
    let wrong = site.post_as("zhangmin", confirm, &[("secret", &secret), ("code", "abc")]).await.expect(422).text();
    assert!(wrong.contains("验证码不正确") && wrong.contains(&secret), "the secret that was taken down stays");
    site.post_as("zhangmin", confirm, &[("secret", "not base32 !"), ("code", "000000")]).await.expect(422);
    let proof = code(&secret, &site);
    site.post_as("zhangmin", confirm, &[("secret", &secret), ("code", &proof)]).await.expect(303);

    site.advance(SignedDuration::from_mins(5));
    let mut browser = site.browser();
    let first = browser.post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD)]).await.expect(422).text();
    assert!(first.contains("请输入动态验证码") && first.contains(r#"id="f-code""#) && !first.contains(PASSWORD));
    let now = code(&secret, &site);
    browser.post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD), ("code", &now)]).await.expect(303);
    let again = site.browser().post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD), ("code", &now)]).await.expect(422);
    assert!(again.text().contains("不正确或已使用"), "a code is good once");

    assert!(browser.get("/staff/account").await.expect(200).text().contains("已启用"));
    let kept = browser.post("/staff/account/codes/remove", &[("password", "no")]).await.expect(422);
    assert!(kept.text().contains("当前密码不正确"));
    browser.post("/staff/account/codes/remove", &[("password", PASSWORD)]).await.expect(303);
    assert!(!Staff::has_totp(site.db(), "zhangmin").await.unwrap());
}

#[tokio::test]
async fn where_codes_are_required_nothing_else_opens() {
    let site = TestSite::with(CAPABILITIES, |settings| settings.require_second_factor = true).await;
    stage(&site).await;
    assert_eq!(site.get_as("system", "/staff/agencies").await.expect(303).location(), "/staff/account");
    assert!(site.get_as("system", "/staff/account").await.expect(200).text().contains("要求所有人员使用动态验证码"));
    site.post_as("system", "/staff/sign-out", &[]).await.expect(303);
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut other = site.browser();
    other.post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD)]).await.expect(303);
    let path = "/staff/account/password";
    let bad = [("current", "no"), ("new", "zhangmin"), ("repeat", "x")];
    let refused = site.post_as("zhangmin", path, &bad).await.expect(422).text();
    for reason in ["当前密码不正确", "密码至少 10 个字符", "至少三类", "不得包含登录名", "不一致"] {
        assert!(refused.contains(reason), "all reasons at once: {reason}");
    }
    let good = [("current", PASSWORD), ("new", "Chengjiang-27"), ("repeat", "Chengjiang-27")];
    assert_eq!(site.post_as("zhangmin", path, &good).await.expect(303).location(), "/staff/sign-in?said=password");
    other.get("/staff/account").await.expect(303);
    other.post("/staff/sign-in", &[("login", "zhangmin"), ("password", PASSWORD)]).await.expect(422);
    other.post("/staff/sign-in", &[("login", "zhangmin"), ("password", "Chengjiang-27")]).await.expect(303);
    let journal = site.db().journal_page(i64::MAX, "", "", 50).await.unwrap();
    assert!(!journal.iter().any(|entry| entry.detail.to_string().contains("Chengjiang")), "no password in the journal");
}

#[tokio::test]
async fn a_cookie_is_marked_secure_behind_https() {
    let site = TestSite::with(CAPABILITIES, |settings| settings.https = true).await;
    site.staff("lihao", "李昊", "qinglan", &[Role::Author]).await;
    let signed = site.browser().post("/staff/sign-in", &[("login", "lihao"), ("password", PASSWORD)]).await.expect(303);
    assert!(signed.header("set-cookie").contains("; Secure"));
}
