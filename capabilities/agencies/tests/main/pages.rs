//! Every template of this capability and the error pages, drawn; agencies, sites and journal through their forms.

use gongkai_agencies::{directory, load_sites};
use gongkai_testing::TestSite;
use gongkai_web::Templates;
use serde_json::json;

use crate::{CAPABILITIES, stage};

#[tokio::test]
async fn an_agency_is_described_for_its_guide() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let known = directory(site.db()).await.unwrap();
    let edu = known.by_path("qinglan/edu").unwrap();
    let path = format!("/staff/agencies/{}", edu.id);
    assert!(site.get_as("system", "/staff/agencies").await.expect(200).text().contains("青岚县云溪镇人民政府"));
    let page = site.get_as("system", &path).await.expect(200).text();
    assert!(page.contains("青岚县教育局政务公开股") && page.contains("青教发、青教函、青教规"));
    let refused = [("name", ""), ("code", "123"), ("kind", "department"), ("phone", "总机"), ("address", "<b>新址</b>")];
    let again = site.post_as("system", &path, &refused).await.expect(422).text();
    for reason in ["请填写机构全称", "应为18位", "联系电话的格式不正确"] {
        assert!(again.contains(reason), "{reason}");
    }
    assert!(again.contains(r##"href="#f-phone""##) && again.contains(r#"aria-invalid="true""#) && again.contains("&lt;b&gt;新址"));
    let good = [
        ("name", "青岚县教育体育局"),
        ("kind", "department"),
        ("order_no", "3"),
        ("openness_phone", "0000-2200099"),
        ("leaders", "贺思齐｜局长｜全面"),
    ];
    site.post_as("system", &path, &good).await.expect(303);
    let known = directory(site.db()).await.unwrap();
    let changed = known.by_path("qinglan/edu").unwrap();
    assert_eq!((changed.name(), changed.data.openness.phone.as_str()), ("青岚县教育体育局", "0000-2200099"));
    assert!(site.get_as("system", &path).await.text().contains("曾用名称") || changed.former_names.is_empty());

    let new = [("parent", "qinglan"), ("path", "qinglan/water"), ("name", "青岚县水利局"), ("kind", "department")];
    site.post_as("system", "/staff/agencies/new", &new).await.expect(303);
    let root = [("parent", ""), ("path", "other"), ("name", "别县"), ("kind", "government")];
    site.post_as("system", "/staff/agencies/new", &root).await.expect(403);
    let ended = [("dissolved_on", "2026-03-02"), ("successor", "qinglan/office")];
    let dissolve = format!("{path}/dissolve");
    site.post_as("system", &dissolve, &[("dissolved_on", "2月30日")]).await.expect(422);
    site.post_as("system", &dissolve, &ended).await.expect(303);
    let again = site.post_as("system", &dissolve, &ended).await.expect(422).text();
    assert!(again.contains("机构已撤销"));
    site.get_as("system", "/staff/agencies/999").await.expect(404);
    site.get_as("system", "/staff/agencies/x").await.expect(404);
}

#[tokio::test]
async fn a_changed_site_is_served_at_once() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let county = load_sites(site.db()).await.unwrap().remove(0);
    let path = format!("/staff/sites/{}", county.id);
    site.get_as("system", "/staff/sites").await.expect(200);
    site.get_as("system", &path).await.expect(200);
    let bad = [("host", "HTTP://x"), ("name", ""), ("root", ""), ("colour", "yellow"), ("site_code", "1"), ("icp", "备1"), ("police", "2")];
    let refused = site.post_as("system", &path, &bad).await.expect(422).text();
    for reason in [
        "域名由小写字母",
        "请填写网站名称",
        "不存在",
        "六位十六进制",
        "应保留一个主站",
        "网站标识码为10位",
        "ICP备案编号的格式",
        "公安机关备案编号的格式",
    ] {
        assert!(refused.contains(reason), "{reason}");
    }
    let good = [
        ("host", "www.qinglan.test"),
        ("main", "1"),
        ("name", "青岚县人民政府门户网站"),
        ("root", "qinglan"),
        ("colour", "#2F6B4F"),
        ("site_code", "bm01000001"),
        ("ipv6", "1"),
    ];
    site.post_as("system", &path, &good).await.expect(303);
    let served = site.platform.sites.of_host("www.qinglan.test").unwrap();
    assert_eq!((served.name.as_str(), served.colour.as_str(), served.footer.ipv6), ("青岚县人民政府门户网站", "#2f6b4f", true));
    let new = [("host", "edu.qinglan.test"), ("name", "青岚县教育局"), ("root", "qinglan/edu"), ("colour", "#1f5f8b")];
    site.post_as("system", "/staff/sites/new", &new).await.expect(303);
    assert_eq!(site.platform.sites.of_host("edu.qinglan.test:8080").unwrap().root, "qinglan/edu");
}

#[tokio::test]
async fn the_journal_is_read_filtered_exported_and_proved() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    for n in 0..60 {
        site.post_as("zhangmin", "/staff/people/new", &[("n", &n.to_string())]).await.expect(403);
    }
    let first = site.get_as("audit", "/staff/journal?kind=access.").await.expect(200).text();
    assert!(first.contains("操作被拒") && first.contains("张敏") && !first.contains("新建机构</td>"));
    let older = first.split_once("&amp;before=").unwrap().1.split_once('"').unwrap().0;
    let second = site.get_as("audit", &format!("/staff/journal?kind=access.&before={older}")).await.expect(200).text();
    assert_eq!(second.matches("<summary>查看").count(), 10, "sixty refusals are fifty and ten");
    let nobody = site.get_as("audit", "/staff/journal?person=%E6%9F%90%E4%BA%BA").await.expect(200).text();
    assert!(nobody.contains("没有符合条件的日志"));

    let csv = site.post_as("audit", "/staff/journal/export", &[("kind", "access.refused")]).await.expect(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(csv.text().lines().filter(|line| line.contains("access.refused")).count(), 60);
    let proved = site.post_as("audit", "/staff/journal/verify", &[]).await.expect(200).text();
    assert!(
        proved.contains("日志完整") && proved.contains(&site.db().journal_page(i64::MAX, "journal.exported", "", 1).await.unwrap()[0].hash)
    );

    site.staff("town", "云计", "qinglan/yunxi", &[gongkai_identity::Role::AuditAdministrator]).await;
    let town = site.get_as("town", "/staff/journal").await.expect(200).text();
    assert!(
        town.contains("qinglan/yunxi") && !town.contains("qinglan/edu") && !town.contains("path:/staff/people/new"),
        "its own part alone"
    );
}

#[tokio::test]
async fn a_broken_chain_is_told() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let statement = "update journal set actor_name = '别人' where number = 3";
    sqlx::query(statement).execute(site.db().read()).await.unwrap();
    let told = site.post_as("audit", "/staff/journal/verify", &[]).await.expect(200).text();
    assert!(told.contains("日志链已断裂") && told.contains("第 3 条"));
}

#[tokio::test]
async fn people_begin_where_their_work_is() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let home = site.get_as("system", "/staff").await.expect(200).text();
    assert!(home.contains("陆系，您好") && home.contains(r#"href="/staff/sites""#) && !home.contains(r#"href="/staff/people""#));
    site.staff("new", "新人", "qinglan", &[]).await;
    assert!(site.get_as("new", "/staff").await.expect(200).text().contains("没有任何岗位"));
}

#[test]
fn error_pages_need_nothing_but_their_values() {
    let templates = Templates::new(gongkai_web::templates::own(), None).unwrap();
    let site = json!({"id": 1, "host": "a.test", "main": true, "name": "青岚县人民政府", "root": "qinglan", "colour": "#1f5f8b",
        "footer": {"sponsor": "", "operator": "", "contact": "", "site_code": "", "icp": "", "police": "", "ipv6": false}});
    let page = json!({"site": site, "view": {"traditional": false, "elder": false}, "address": "/x", "origin": "http://a.test",
        "assets": "0", "today": "2026-03-02"});
    for staff in [false, true] {
        for (status, message) in
            [(401, "请先登录"), (403, "没有权限"), (404, "不存在"), (410, "已撤下"), (422, "有误"), (429, "频繁"), (500, "不可用")]
        {
            let failure = json!({"status": status, "message": message, "reasons": ["<甲>", "乙"]});
            let html = templates.render("web/failure.html", json!({"failure": failure, "staff": staff, "page": page})).unwrap();
            assert!(html.contains("&lt;甲&gt;") && html.contains("乙") && html.contains(message), "{status} {staff}");
            assert_eq!(html.contains("failure-search"), !staff && matches!(status, 404 | 410), "{status} {staff}");
        }
    }
}
