//! Do addresses of the old site lead to the records that came of its pages, and tell nothing of what is not public?

use gongkai_agencies::{reload_sites, samples};
use gongkai_documents::Doer;
use gongkai_documents::acts::import::Until;
use gongkai_documents::acts::withdraw;
use gongkai_exchange::{Order, import};
use gongkai_testing::TestSite;

use crate::importing::order;
use crate::{CAPABILITIES, notice, write};

fn page(n: usize, url: &str) -> String {
    let text = notice(n);
    let title = text.lines().next().unwrap();
    let lines: String = text.lines().map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"PubDate\" content=\"2026-02-03\">\
         <meta name=\"Url\" content=\"{url}\"><title>{title}</title><body>{lines}</body>"
    )
}

async fn run(site: &TestSite, order: &Order) {
    import(&site.platform, order, &mut |_| {}, &mut |_| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_address_leads_to_its_record() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        let mut change = site.change().await;
        samples::county(&mut change).await.unwrap();
        change.commit().await.unwrap();
        reload_sites(&site.platform).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let old = dir.path().join("旧站");
        write(&old, "www.old.gov.cn/art/2026/2/3/art_1_2.html", page(1, ""));
        write(&old, "www.old.gov.cn/col/通知/index.html", page(2, "http://www.old.gov.cn/info/7/8.htm?x=1"));
        run(&site, &order(&old, Until::Public)).await;
        let drafts = dir.path().join("未公开");
        write(&drafts, "art/2026/2/3/art_9_9.html", page(3, ""));
        run(&site, &order(&drafts, Until::Draft)).await;

        let moved = site.get("/art/2026/2/3/art_1_2.html").await.expect(301);
        let record = moved.location().to_owned();
        assert!(record.starts_with("/documents/"), "{record}");
        site.get(&record).await.expect(200);
        // What was told of where it was clicked does not matter, nor how an address is spelled.
        assert_eq!(site.get("/art/2026/2/3/art_1_2.html?from=timeline").await.expect(301).location(), record);
        let other = site.get("/info/7/8.htm?x=1").await.expect(301).location().to_owned();
        assert_ne!(other, record);
        for spelling in ["/col/%E9%80%9A%E7%9F%A5/index.html", "/col/%E9%80%9A%E7%9F%A5/"] {
            assert_eq!(site.get(spelling).await.expect(301).location(), other, "{spelling}");
        }
        // Never public, never there.
        for nothing in ["/art/2026/2/3/art_9_9.html", "/info/7/8.htm", "/no/such.html", "/nothing"] {
            site.get(nothing).await.expect(404);
        }
        // Twice is once.
        let n = site.db().journal_head().await.unwrap().0;
        run(&site, &order(&old, Until::Public)).await;
        assert_eq!(site.db().journal_head().await.unwrap().0, n);
        // What is withdrawn says so at its own address.
        let id = record.rsplit('/').next().unwrap().parse().unwrap();
        let doer = Doer::system(&site.platform, "test");
        withdraw::withdraw(&doer, id, "内容有误", "政府信息公开条例第六条").await.unwrap();
        assert_eq!(site.get("/art/2026/2/3/art_1_2.html").await.expect(301).location(), record);
        site.get(&record).await.expect(410);
    })
    .await;
}
