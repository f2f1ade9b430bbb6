//! Accounts and offices, as the security administrator manages them.

use gongkai_identity::{Grant, Role, Staff};
use gongkai_testing::{PASSWORD, TestSite};

use crate::{CAPABILITIES, stage};

#[tokio::test]
async fn somebody_is_taken_on_given_offices_and_let_go() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        stage(&site).await;
        let bad = [
            ("login", "Li Hao"),
            ("name", ""),
            ("agency", ""),
            ("password", "short"),
            ("role", "author"),
            ("role", "system_administrator"),
        ];
        let refused = site.post_as("security", "/staff/people/new", &[bad.as_slice(), &[("at", "qinglan")]].concat()).await.expect(422);
        for reason in ["登录名由 3 至 32", "请填写姓名", "请选择所在机构", "密码至少 10", "至少三类", "不得兼任"]
        {
            assert!(refused.text().contains(reason), "all reasons at once: {reason}");
        }
        assert!(refused.text().contains(r#"value="Li Hao""#) && !refused.text().contains("short\""), "kept, but for the password");
        let good = [
            ("login", "lihao"),
            ("name", "李昊"),
            ("agency", "qinglan/edu"),
            ("password", PASSWORD),
            ("role", "first_reviewer"),
            ("role", "second_reviewer"),
            ("at", "qinglan/edu"),
        ];
        let made = site.post_as("security", "/staff/people/new", &good).await.expect(303);
        let path = made.location().to_owned();
        assert!(site.get_as("security", &path).await.expect(200).text().contains("已新建账号“lihao”"), "the notice is shown once");
        assert!(!site.get_as("security", &path).await.expect(200).text().contains("已新建账号"));
        let taken = site.post_as("security", "/staff/people/new", &good).await.expect(422);
        assert!(taken.text().contains("登录名“lihao”已被使用"));

        let roles = format!("{path}/roles");
        let fields = [("keep", "first_reviewer@qinglan/edu"), ("role", "publisher"), ("at", "qinglan/office")];
        site.post_as("security", &roles, &fields).await.expect(303);
        let lihao = Staff::by_login(site.db(), "lihao").await.unwrap().unwrap();
        assert_eq!(
            lihao.grants,
            [
                Grant { role: Role::FirstReviewer, path: "qinglan/edu".into() },
                Grant { role: Role::Publisher, path: "qinglan/office".into() }
            ]
        );
        for fields in [[("role", "emperor"), ("at", "qinglan")], [("role", "audit_administrator"), ("at", "qinglan")]] {
            let all = [fields.as_slice(), &[("keep", "publisher@qinglan/office")]].concat();
            site.post_as("security", &roles, &all).await.expect(422);
        }

        // Whoever made the account knows its password: nothing is done before it is changed.
        assert_eq!(site.get_as("lihao", "/staff").await.expect(303).location(), "/staff/account");
        assert!(site.get_as("lihao", "/staff/account").await.expect(200).text().contains("您的密码由管理员设定"));
        let own = "Qinglan-Own-27";
        site.post_as("lihao", "/staff/account/password", &[("current", PASSWORD), ("new", own), ("repeat", own)]).await.expect(303);
        let mut browser = site.browser();
        browser.post("/staff/sign-in", &[("login", "lihao"), ("password", own)]).await.expect(303);
        browser.get("/staff").await.expect(200);
        let state = format!("{path}/state");
        site.post_as("security", &state, &[("to", "disabled")]).await.expect(303);
        let mut browser = site.browser();
        let stopped = browser.post("/staff/sign-in", &[("login", "lihao"), ("password", own)]).await.expect(422);
        assert!(stopped.text().contains("账号已停用"));
        site.post_as("security", &state, &[("to", "active")]).await.expect(303);
        let password = format!("{path}/password");
        assert!(site.post_as("security", &password, &[("password", "abc")]).await.expect(422).text().contains("密码至少 10"));
        site.post_as("security", &password, &[("password", "Chengjiang-27")]).await.expect(303);
        browser.post("/staff/sign-in", &[("login", "lihao"), ("password", "Chengjiang-27")]).await.expect(303);
        assert_eq!(browser.get("/staff").await.expect(303).location(), "/staff/account", "a reset password is changed first");
        site.post_as("security", &state, &[("to", "promoted")]).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn a_password_grows_old() {
    let site = TestSite::with(CAPABILITIES, |settings| settings.password_days = 90).await;
    stage(&site).await;
    let sign_in = [("login", "security"), ("password", PASSWORD)];
    for (days, status) in [(89, 200), (2, 303)] {
        site.advance(jiff::SignedDuration::from_hours(24 * days));
        let mut browser = site.browser();
        browser.post("/staff/sign-in", &sign_in).await.expect(303);
        browser.get("/staff").await.expect(status);
        let told = browser.get("/staff/account").await.expect(200).text().contains("您的密码已使用超过 90 天");
        assert_eq!(told, status == 303);
    }
}

#[tokio::test]
async fn nobody_raises_himself() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let own = Staff::by_login(site.db(), "security").await.unwrap().unwrap();
    let path = format!("/staff/people/{}", own.id);
    let page = site.get_as("security", &path).await.expect(200).text();
    assert!(page.contains("由另一名安全管理员办理") && !page.contains(&format!("{path}/roles")));
    let fields = [("keep", "security_administrator@qinglan"), ("role", "security_administrator"), ("at", "qinglan/edu")];
    assert!(site.post_as("security", &format!("{path}/roles"), &fields).await.expect(422).text().contains("不能更改自己的岗位"));
    site.post_as("security", &format!("{path}/state"), &[("to", "disabled")]).await.expect(422);
    site.post_as("security", &format!("{path}/password"), &[("password", "Chengjiang-27")]).await.expect(422);
    assert_eq!(Staff::by_login(site.db(), "security").await.unwrap().unwrap().grants, own.grants);
}

#[tokio::test]
async fn a_towns_administrator_stays_within_the_town() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    site.staff("yunxi", "云安", "qinglan/yunxi", &[Role::SecurityAdministrator]).await;
    let edu = Staff::by_login(site.db(), "zhangmin").await.unwrap().unwrap().id;
    let list = site.get_as("yunxi", "/staff/people").await.expect(200).text();
    assert!(list.contains("云安") && !list.contains("张敏"));
    site.get_as("yunxi", &format!("/staff/people/{edu}")).await.expect(403);
    for act in ["roles", "state", "password"] {
        site.post_as("yunxi", &format!("/staff/people/{edu}/{act}"), &[("to", "disabled")]).await.expect(403);
    }
    let clerk = [("login", "clerk"), ("name", "文员"), ("agency", "qinglan/yunxi"), ("password", PASSWORD)];
    for at in ["qinglan", "", "qinglan/edu"] {
        let fields = [clerk.as_slice(), &[("role", "publisher"), ("at", at)]].concat();
        site.post_as("yunxi", "/staff/people/new", &fields).await.expect(403);
    }
    let fields = [clerk.as_slice(), &[("role", "publisher"), ("at", "qinglan/yunxi")]].concat();
    let made = site.post_as("yunxi", "/staff/people/new", &fields).await.expect(303);
    // Given by the county, not the town's to take away.
    let id: i64 = made.location().rsplit('/').next().unwrap().parse().unwrap();
    let both = [("keep", "publisher@qinglan/yunxi"), ("role", "supervisor"), ("at", "qinglan")];
    site.post_as("security", &format!("/staff/people/{id}/roles"), &both).await.expect(303);
    site.post_as("yunxi", &format!("/staff/people/{id}/roles"), &[("keep", "publisher@qinglan/yunxi")]).await.expect(403);
    let kept = [("keep", "supervisor@qinglan"), ("role", "author"), ("at", "qinglan/yunxi")];
    site.post_as("yunxi", &format!("/staff/people/{id}/roles"), &kept).await.expect(303);
}
