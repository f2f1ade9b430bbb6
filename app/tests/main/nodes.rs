//! Does one node hear what another did? Two of them on one database, each with its own memory of pages and its own index.

use std::os::unix::fs::symlink;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use gongkai::capabilities::CAPABILITIES;
use gongkai_capability::{Platform, router};
use gongkai_documents::acts::withdraw;
use gongkai_store::Fact;
use gongkai_testing::TestSite;
use gongkai_web::listing::percent;
use tower::ServiceExt as _;

use crate::ask::{Ask, COUNTY, Caller};
use crate::county::furnish;
use crate::routes::offers;
use crate::stage::{Maker, State, doer, done};

/// A second node on the database of the first; the store of files is shared, as a province shares it.
struct Node {
    platform: Arc<Platform>,
    router: Router,
    _dir: tempfile::TempDir,
}

impl Node {
    async fn beside(site: &TestSite) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        symlink(site.platform.settings.data.join("files"), dir.path().join("files")).expect("the shared store");
        let mut settings = site.platform.settings.clone();
        settings.data = dir.path().to_owned();
        let platform = Platform::open(settings, &CAPABILITIES, site.db().clock().clone()).await.expect("a second node");
        platform.sites.replace(gongkai_agencies::load_sites(&platform.db).await.expect("the sites"));
        let router = router(platform.clone());
        Self { platform, router, _dir: dir }
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::builder().uri(path).header(header::HOST, COUNTY).body(Body::empty()).expect("a request");
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), usize::MAX).await.expect("a body in memory");
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// What the loop of a node does twice a second.
    async fn hears(&self) {
        self.platform.db.listen().await.expect("hearing the journal");
        gongkai_capability::catch_up(&self.platform).await.expect("followers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_publishes_and_withdraws_the_other_shows_and_forgets() {
    TestSite::on_each_backend(&CAPABILITIES, async |site| {
        furnish(&site).await;
        let other = Node::beside(&site).await;
        other.hears().await;
        let lists = ["/api/v1/documents", "/documents", "/documents?format=atom", "/", "/sitemap/0.xml"];
        let lists: Vec<&str> =
            lists.into_iter().filter(|path| *path == "/sitemap/0.xml" || offers("GET", path.split('?').next().unwrap_or("/"))).collect();
        for path in &lists {
            assert_eq!(other.get(path).await.0, 200, "{path}: kept in memory while it is empty");
        }
        let of = Maker::new(&site).make(State::Published).await;
        other.hears().await;
        let address = format!("/documents/{}", of.id);
        let (status, page) = other.get(&address).await;
        assert!(status == 200 && page.contains(&of.marks.body), "{status}: {page}");
        for path in &lists {
            let (_, page) = other.get(path).await;
            assert!(page.contains(&of.marks.title) || page.contains(&address), "{path} of the other node is void: {page}");
        }
        if offers("GET", "/search") {
            let path = format!("/search?q={}&format=json", percent(&of.marks.title));
            assert!(other.get(&path).await.1.contains(&address), "its own index has heard of it");
        }
        done(withdraw::withdraw(&doer(&site, "made-office").await, of.id, "内容有误", "条例第六条").await);
        other.hears().await;
        assert_eq!(other.get(&address).await.0, 410);
        for path in &lists {
            let (_, page) = other.get(path).await;
            assert!(!page.contains(&of.marks.title), "{path} of the other node still names it");
        }
        other.platform.db.close().await;
    })
    .await;
}

/// A node that writes something itself, after another wrote something public, has still to hear what the other wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_writes_meanwhile_hears_the_other_all_the_same() {
    TestSite::on_each_backend(&CAPABILITIES, async |site| {
        furnish(&site).await;
        let other = Node::beside(&site).await;
        let of = Maker::new(&site).make(State::Published).await;
        other.hears().await;
        let address = format!("/documents/{}", of.id);
        assert_eq!(other.get(&address).await.0, 200);
        assert_eq!(other.get("/api/v1/documents").await.0, 200);
        done(withdraw::withdraw(&doer(&site, "made-office").await, of.id, "内容有误", "条例第六条").await);
        // A refusal, a sign-in: anything that this node writes itself before it listens.
        let mut change = other.platform.db.change(&gongkai_store::Actor::system("test")).await.expect("a change");
        change.record(Fact::internal("test.something", "test:1", "", serde_json::json!({})));
        change.commit().await.expect("a fact");
        other.hears().await;
        assert_eq!(other.get(&address).await.0, 410, "the page kept in memory is void");
        assert!(!other.get("/api/v1/documents").await.1.contains(&of.marks.title));
        other.platform.db.close().await;
        // The node that wrote it first was never in doubt.
        Ask::get(&address).by(&site, &Caller::nobody()).await.expect(410);
    })
    .await;
}
