//! Does each site show its own subtree and nothing beside it, in the script and the size that the reader wants?

use crate::stage::full;

const TOWN: &str = "http://yunxi.qinglan.test";

#[tokio::test]
async fn a_town_shows_its_own() {
    let full = full().await;
    let get = |path: &str| {
        let (site, address) = (full.site.clone(), format!("{TOWN}{path}"));
        async move { site.get(&address).await }
    };
    let home = get("/").await.expect(200).text();
    assert!(home.contains("云溪镇关于灌溉渠道维修的通知") && !home.contains("关于做好春季防汛"), "{home}");
    assert!(get("/documents").await.expect(200).text().contains("共 <strong>1</strong> 条"));
    assert!(!get("/search?q=%E9%80%9A%E7%9F%A5").await.expect(200).text().contains("关于做好春季防汛"));
    assert!(!get("/documents?format=atom").await.expect(200).text().contains("关于做好春季防汛"));
    assert!(!get("/sitemap/0.xml").await.expect(200).text().contains(&format!("/documents/{}<", full.notice)));
    assert_eq!(get("/api/v1/documents").await.expect(200).json()["rows"].as_array().map(Vec::len), Some(1));
    get("/agencies/qinglan/edu").await.expect(404);
    get(&format!("/documents/{}", full.town)).await.expect(200);
    // The county's text has a place of its own: the reader is led there.
    let led = get(&format!("/documents/{}", full.notice)).await.expect(301);
    assert_eq!(led.location(), format!("http://www.qinglan.test/documents/{}", full.notice));
    get(&format!("/documents/{}/download/txt", full.notice)).await.expect(301);
    full.site.get(&format!("/documents/{}", full.town)).await.expect(200);
}

#[tokio::test]
async fn items_of_towns_stand_on_the_sites_of_towns() {
    let full = full().await;
    let county = full.site.get("/open/items").await.text();
    assert!(county.contains("市政建设") && county.contains("农田水利"));
    let town = full.site.get(&format!("{TOWN}/open/items")).await.text();
    assert!(!town.contains("市政建设") && town.contains("农田水利"));
}

#[tokio::test]
async fn a_reader_chooses_script_and_size() {
    let full = full().await;
    let mut browser = full.site.browser();
    let choice = browser.get("/view?script=hant&back=/policies").await.expect(303);
    assert_eq!(choice.location(), "/policies");
    let page = browser.get("/policies").await.expect(200).text();
    assert!(page.contains("lang=\"zh-Hant\"") && page.contains("政策文件庫"), "{page}");
    let found = browser.get("/search?q=%E4%BD%8F%E6%88%BF%E4%BF%9D%E9%9A%9C").await.expect(200).text();
    assert!(found.contains("lang=\"zh-Hant\"") && found.contains("檢索"), "{found}");
    // A Traditional query finds the Simplified text.
    let found = browser.get("/search?q=%E4%BF%9D%E9%9A%9C%E8%BE%A6%E6%B3%95").await.expect(200).text();
    assert!(found.contains(&format!("/documents/{}", full.repealed)), "{found}");
    let _ = browser.get("/view?elder=1&back=https://evil.example").await.expect(303);
    let page = browser.get("/").await.expect(200).text();
    assert!(page.contains("class=\"elder\"") && page.contains("lang=\"zh-Hant\""));
    let _ = browser.get("/view?script=hans&elder=0&back=/").await;
    let page = browser.get("/").await.expect(200).text();
    assert!(page.contains("lang=\"zh-Hans\"") && !page.contains("class=\"elder\""));
    let hant = full.site.get(&format!("/hant/documents/{}", full.notice)).await.expect(200).text();
    assert!(hant.contains("總體要求"), "{hant}");
    let txt = browser.get(&format!("/hant/documents/{}/download/txt", full.notice)).await.expect(200).text();
    assert!(txt.contains("總體要求"), "{txt}");
}

#[tokio::test]
async fn machines_are_answered() {
    let full = full().await;
    assert_eq!(full.site.get("/healthz").await.expect(200).json()["status"], "ok");
    assert!(full.site.get("/metrics").await.expect(200).text().contains("gongkai_requests_total"));
    assert!(full.site.get("/robots.txt").await.expect(200).text().contains("Sitemap: http://www.qinglan.test/sitemap.xml"));
    assert!(full.site.get("/theme.css?c=1f5f8b").await.expect(200).text().contains("--main:#1f5f8b"));
    assert!(full.site.get("/favicon.svg").await.expect(200).text().starts_with("<svg"));
    let index = full.site.get("/sitemap.xml").await.expect(200).text();
    assert_eq!(index.matches("<loc>").count(), 2, "{index}");
    let part = full.site.get("/sitemap/0.xml").await.expect(200).text();
    assert!(part.contains(&format!("<loc>http://www.qinglan.test/documents/{}</loc><lastmod>2026-03-02</lastmod>", full.notice)), "{part}");
    let suggested = full.site.get("/search/suggest?q=%E4%BD%8F%E6%88%BF").await.expect(200).json();
    assert!(suggested["suggestions"].as_array().is_some_and(|all| !all.is_empty()), "{suggested}");
}
