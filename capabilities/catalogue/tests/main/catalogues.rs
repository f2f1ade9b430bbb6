//! A county localises, a town inherits, the province changes an item, and both see it: told on each backend.

use gongkai_agencies::directory;
use gongkai_catalogue::acts::{self, Decision, NewCatalogue, Word};
use gongkai_catalogue::rules::change::CatalogueRefusal as R;
use gongkai_catalogue::rules::inherit::{ProposalKind, Status};
use gongkai_catalogue::{ItemRef, ListKind, Target, Tier, library};
use gongkai_testing::TestSite;
use jiff::SignedDuration;

use crate::CAPABILITIES;
use crate::stage::{amendment, day, item, set, standard};

#[tokio::test]
async fn a_county_localises_a_town_inherits_and_a_change_above_is_proposed_to_both() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        let mut localised = standard().remove(3);
        localised.content = "医疗救助的对象、标准和结果，另列本县定点医院".to_owned();
        let words = [
            Word::Put(Box::new(localised.clone()), "补充本县定点医院".to_owned()),
            Word::NotApplicable("200105".to_owned(), "本县没有海岛".to_owned()),
            Word::Put(Box::new(item("209901", "茶农救助", "及时公开", &[gongkai_catalogue::Level::County])), "本县特有".to_owned()),
        ];
        let mut change = site.change().await;
        let number = acts::amend(&mut change, stage.county, &words, &amendment("2025-01-10", "结合本县实际修订")).await.unwrap().unwrap();
        change.commit().await.unwrap();
        assert_eq!(number, 2);

        let known = library(site.db()).await.unwrap();
        let county = known.items_now(stage.county);
        let status = |code: &str| county[code].status;
        assert_eq!(
            (status("200101"), status("200104"), status("200105"), status("209901")),
            (Status::Inherited, Status::Localised, Status::NotApplicable, Status::Own)
        );
        assert_eq!(known.items(stage.county, 1)["200104"].status, Status::Inherited, "the first version is read as it was");
        let up = known.proposals(stage.town);
        assert_eq!(
            up.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(),
            ["200104", "200105", "209901"],
            "the county's word is proposed to the town"
        );
        let mut change = site.change().await;
        acts::accept_all(&mut change, stage.town, &amendment("2025-02-01", "采纳县目录")).await.unwrap().unwrap();
        change.commit().await.unwrap();

        // The province says more of one item, drops none, and adds one.
        let mut changed = standard().remove(0);
        changed.content = "救助政策的对象、标准和结果，含政策解读".to_owned();
        let added = item("200106", "临时救助", "及时公开", &[gongkai_catalogue::Level::County]);
        let words = [Word::Put(Box::new(changed), "统一要求".to_owned()), Word::Put(Box::new(added), "新增".to_owned())];
        let mut change = site.change().await;
        acts::amend(&mut change, stage.province, &words, &amendment("2026-01-05", "省级统一修订")).await.unwrap().unwrap();
        change.commit().await.unwrap();

        let known = library(site.db()).await.unwrap();
        let seen = known.proposals(stage.county);
        assert_eq!(
            seen.iter().map(|one| (one.code.as_str(), one.kind)).collect::<Vec<_>>(),
            [("200101", ProposalKind::Changed), ("200106", ProposalKind::Added)]
        );
        assert_eq!(seen[0].differences[0].label, "公开内容（要素）");
        assert!(seen[0].differences[0].after.ends_with("含政策解读"));
        let above = known.upstream(stage.town);
        assert_eq!((above[0].0.code.as_str(), above[0].1.len()), ("qinglan", 2), "the town sees what waits at the county");
        assert!(known.proposals(stage.town).is_empty());

        let decisions = [
            Decision { code: "200101".to_owned(), kept_because: None },
            Decision { code: "200106".to_owned(), kept_because: Some("由医疗保障局另行编制".to_owned()) },
        ];
        let mut change = site.change().await;
        acts::decide(&mut change, stage.county, &decisions, &amendment("2026-02-01", "研究上级变更")).await.unwrap().unwrap();
        change.commit().await.unwrap();
        let known = library(site.db()).await.unwrap();
        assert!(known.proposals(stage.county).is_empty());
        assert!(known.items_now(stage.county)["200101"].kept.item.content.ends_with("含政策解读"));
        assert!(!known.items_now(stage.county)["200106"].applies);
        assert_eq!(known.proposals(stage.town).len(), 2, "now it has come down to the town");
        assert_eq!(known.version_on(stage.county, day("2025-12-31")).unwrap().number, 2);
        let digests: std::collections::BTreeSet<&str> =
            known.versions(stage.county).iter().map(|version| version.sha256.as_str()).collect();
        assert_eq!(digests.len(), 3, "every version has its own digest");
        let (of, found) = known.find(&ItemRef::parse("std26/200104").unwrap(), "qinglan/edu").unwrap();
        assert_eq!((of.code.as_str(), found.kept.item.content.as_str()), ("qinglan", localised.content.as_str()));
        let (of, _) = known.find(&ItemRef::parse("std26/200104").unwrap(), "qinglan/yunxi").unwrap();
        assert_eq!(of.code, "yunxi", "an agency's own catalogue is the nearest");
        assert!(site.db().verify_journal().await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_nothing_is_half_kept() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        let directory = directory(site.db()).await.unwrap();
        let new = |code: &str, owner: &str, parent: &str, kind| NewCatalogue {
            code: code.to_owned(),
            title: String::new(),
            list_kind: kind,
            tier: Tier::County,
            owner: owner.to_owned(),
            parent: parent.to_owned(),
            items: vec![gongkai_catalogue::Item { names: Vec::new(), ..item("2001 01", "", "及时", &[]) }],
        };
        let mut change = site.change().await;
        let refused =
            acts::create(&mut change, &directory, &new("Std", "nowhere", "std26", ListKind::Powers), &amendment("2027-01-01", "")).await;
        let refused = refused.unwrap().unwrap_err();
        assert_eq!(
            refused,
            [
                R::CodeMalformed,
                R::TitleMissing,
                R::OwnerUnknown("nowhere".into()),
                R::OtherKind("基层政务公开标准目录"),
                R::ItemCode("2001 01".into()),
                R::NameMissing("2001 01".into()),
                R::LevelMissing("2001 01".into()),
                R::Later(day("2027-01-01")),
            ]
        );
        let first = amendment("2026-01-01", "");
        let round = new("round", "qinglan/edu", "round", ListKind::Standard);
        let refused = acts::create(&mut change, &directory, &round, &first).await.unwrap().unwrap_err();
        assert!(refused.contains(&R::ParentIsSelf), "a circle cannot be said: {refused:?}");
        let twice = new("qinglan-2", "qinglan", "std26", ListKind::Standard);
        let refused = acts::create(&mut change, &directory, &twice, &first).await.unwrap().unwrap_err();
        assert!(refused.contains(&R::OwnerHasOne("青岚县人民政府".into(), "青岚县标准目录".into())), "{refused:?}");

        let words = [
            Word::NotApplicable("209999".to_owned(), "无".to_owned()),
            Word::NotApplicable("200101".to_owned(), " ".to_owned()),
            Word::TakeBack("200102".to_owned()),
        ];
        let refused = acts::amend(&mut change, stage.county, &words, &amendment("2023-01-01", " ")).await.unwrap().unwrap_err();
        assert_eq!(
            refused,
            [
                R::BeforeLast(day("2023-01-01"), day("2024-01-01")),
                R::ReasonMissing,
                R::ItemUnknown("209999".into()),
                R::WhyNotApplicable("200101".into()),
                R::NotOurs("200102".into()),
            ]
        );
        let same = [Word::Put(Box::new(standard().remove(0)), String::new())];
        assert_eq!(acts::amend(&mut change, stage.county, &same, &amendment("2026-01-01", "无变化")).await.unwrap(), Err(vec![R::Nothing]));
        let decided = [Decision { code: "200101".to_owned(), kept_because: Some(String::new()) }];
        let refused = acts::decide(&mut change, stage.county, &decided, &amendment("2026-01-01", "")).await.unwrap().unwrap_err();
        assert_eq!(refused, [R::NotProposed("200101".into())]);
        assert_eq!(acts::accept_all(&mut change, stage.county, &amendment("2026-01-01", "")).await.unwrap(), Err(vec![R::Nothing]));
        let field = [(Target::Field("77".to_owned()), "qinglan/none".to_owned())];
        let refused = acts::bear(&mut change, &directory, stage.county, &field, day("2026-01-01")).await.unwrap().unwrap_err();
        assert_eq!(refused, [R::BearerUnknown("qinglan/none".into()), R::FieldUnknown("77".into())]);
        change.commit().await.unwrap();
        let known = library(site.db()).await.unwrap();
        assert_eq!((known.all().count(), known.newest(stage.county)), (4, 1));
    })
    .await;
}

#[tokio::test]
async fn an_edited_table_replaces_what_was_said() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        let mut table = standard();
        table.remove(4);
        table[1].time_limit = "每月".to_owned();
        let mut change = site.change().await;
        acts::replace(&mut change, stage.county, &table, &amendment("2025-01-10", "年度修订")).await.unwrap().unwrap();
        change.commit().await.unwrap();
        site.advance(SignedDuration::from_hours(24));
        let known = library(site.db()).await.unwrap();
        let items = known.items_now(stage.county);
        assert_eq!(items.len(), 5, "no item is lost");
        assert_eq!((items["200102"].status, items["200105"].status), (Status::Localised, Status::NotApplicable));
        // The same table again, and then the standard itself: back to what is inherited.
        let mut change = site.change().await;
        assert_eq!(
            acts::replace(&mut change, stage.county, &table, &amendment("2025-01-11", "年度修订")).await.unwrap(),
            Err(vec![R::Nothing])
        );
        acts::replace(&mut change, stage.county, &standard(), &amendment("2025-02-10", "恢复")).await.unwrap().unwrap();
        change.commit().await.unwrap();
        let items = library(site.db()).await.unwrap().items_now(stage.county);
        assert!(items.values().all(|item| item.status == Status::Inherited && item.applies));
    })
    .await;
}
