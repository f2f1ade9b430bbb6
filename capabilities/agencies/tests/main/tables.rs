//! Every statement of `tables.rs`, told as one story on each backend.

use std::sync::Arc;

use gongkai_agencies::acts::{NewAgency, change_agency, create_agency, dissolve_agency, set_site};
use gongkai_agencies::rules::agency::AgencyRefusal;
use gongkai_agencies::{AgencyData, AgencyId, AgencyKind, directory, load_sites, samples};
use gongkai_testing::TestSite;
use jiff::SignedDuration;

use crate::CAPABILITIES;

#[tokio::test]
async fn an_agency_is_set_up_renamed_and_ended() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        let mut change = site.change().await;
        samples::county(&mut change).await.unwrap();
        change.commit().await.unwrap();

        let known = directory(site.db()).await.unwrap();
        assert!(Arc::ptr_eq(&known, &directory(site.db()).await.unwrap()), "nothing public changed: the same directory");
        let paths: Vec<&str> = known.all().iter().map(|agency| agency.path.as_str()).collect();
        assert_eq!(paths, ["qinglan", "qinglan/office", "qinglan/edu", "qinglan/health", "qinglan/civil", "qinglan/yunxi"]);
        let edu = known.by_path("qinglan/edu").unwrap().clone();
        assert_eq!((edu.short_name(), edu.data.kind, edu.active), ("县教育局", AgencyKind::Department, true));
        assert_eq!(known.by_code(edu.code()).unwrap().id, edu.id);
        assert_eq!(known.by_name(" 青岚县 教育局").unwrap().id, edu.id, "spaces inside a name are layout");
        assert_eq!(known.by_name("县教育局").unwrap().id, edu.id);
        assert_eq!(known.find("qinglan/edu").unwrap().id, edu.id);
        assert_eq!(known.name_of("qinglan/nothing"), "qinglan/nothing");
        assert_eq!(known.children("qinglan").count(), 5);
        assert_eq!(known.children("").next().unwrap().path, "qinglan");
        assert_eq!(known.above("qinglan/edu").iter().map(|agency| agency.name()).collect::<Vec<_>>(), ["青岚县人民政府"]);
        assert_eq!(known.subtree("qinglan/yunxi").count(), 1);

        site.advance(SignedDuration::from_hours(24));
        let data = AgencyData { name: "青岚县教育体育局".into(), code: edu.code().to_lowercase(), ..edu.data.clone() };
        let mut change = site.change().await;
        assert_eq!(change_agency(&mut change, edu.id, &data).await.unwrap(), Ok(()));
        let taken = NewAgency { path: "qinglan/edu".into(), parent: "qinglan".into(), data: edu.data.clone() };
        let refusals = create_agency(&mut change, &taken).await.unwrap().unwrap_err();
        assert_eq!(refusals.iter().map(AgencyRefusal::field).collect::<Vec<_>>(), ["path", "code"], "the old name is free again");
        change.commit().await.unwrap();
        let known = directory(site.db()).await.unwrap();
        let renamed = known.by_id(edu.id).unwrap();
        assert_eq!((renamed.name(), renamed.code()), ("青岚县教育体育局", edu.code()));
        assert_eq!(known.by_name("青岚县教育局").unwrap().id, edu.id, "papers of last year still name it so");
        let former = &renamed.former_names;
        assert_eq!((former[0].name.as_str(), former[0].from_on.to_string().as_str()), ("青岚县教育局", "2026-03-02"));
        assert_eq!(former[0].until_on.to_string(), "2026-03-03");
        let entry = &site.db().journal_of(&format!("agency:{}", edu.id), 1).await.unwrap()[0];
        assert_eq!(entry.detail["changed"]["name"][1], "青岚县教育体育局");
        assert!(entry.detail["changed"].get("code").is_none(), "only what differs is told");

        let mut change = site.change().await;
        let today = change.today();
        assert_eq!(dissolve_agency(&mut change, edu.id, today, "qinglan/office").await.unwrap(), Ok(()));
        assert!(change_agency(&mut change, AgencyId(99), &data).await.is_err(), "an unknown agency is a broken call");
        change.commit().await.unwrap();
        let known = directory(site.db()).await.unwrap();
        let ended = known.by_path("qinglan/edu").unwrap();
        assert_eq!((ended.active, ended.dissolved_on), (false, Some(today)));
        assert_eq!(known.answering_for("qinglan/edu").unwrap().path, "qinglan/office");
    })
    .await;
}

#[tokio::test]
async fn one_site_is_the_main_one() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        let mut change = site.change().await;
        samples::county(&mut change).await.unwrap();
        change.commit().await.unwrap();
        let sites = load_sites(site.db()).await.unwrap();
        assert_eq!(
            sites.iter().map(|site| (site.host.as_str(), site.main)).collect::<Vec<_>>(),
            [("www.qinglan.test", true), ("yunxi.qinglan.test", false)]
        );
        let mut town = sites[1].clone();
        town.main = true;
        town.footer.ipv6 = true;
        let mut change = site.change().await;
        assert_eq!(set_site(&mut change, &town).await.unwrap(), Ok(town.id));
        let mut county = sites[0].clone();
        county.footer.icp = "ICP 1".into();
        county.colour = "#ffff00".into();
        let refusals = set_site(&mut change, &county).await.unwrap().unwrap_err();
        assert_eq!(refusals.len(), 2, "all reasons at once: {refusals:?}");
        change.commit().await.unwrap();
        site.catch_up().await;
        let served = site.platform.sites.of_host("unknown.test").unwrap();
        assert_eq!((served.host.as_str(), served.footer.ipv6), ("yunxi.qinglan.test", true), "the follower brings the new main site");
        assert_eq!(load_sites(site.db()).await.unwrap().iter().filter(|site| site.main).count(), 1);
    })
    .await;
}
