//! Who owes what, and how does it stand: told on each backend.

use gongkai_agencies::directory;
use gongkai_catalogue::acts::{self, NewOccurrence, NewStatement, Published, StatementRefusal, Word};
use gongkai_catalogue::rules::duty::DutyState as S;
use gongkai_catalogue::{Ask, ItemRef, Overview, Target, duties, library};
use gongkai_identity::Role;
use gongkai_store::{Actor, ActorKind, Change};
use gongkai_testing::TestSite;
use jiff::SignedDuration;

use crate::CAPABILITIES;
use crate::stage::{Stage, amendment, day, set};

fn states(overview: &Overview, code: &str) -> Vec<(String, S, Option<i32>)> {
    let of = overview.lines.iter().filter(|line| line.owed.code() == code);
    of.flat_map(|line| &line.duties)
        .map(|duty| (duty.period.map(|period| period.code()).unwrap_or_default(), duty.state, duty.days))
        .collect()
}

async fn published(site: &TestSite, change: &mut Change, document: i64, agency: &str, title: &str, days: (&str, &str), items: &[&str]) {
    let (library, directory) = (library(site.db()).await.unwrap(), directory(site.db()).await.unwrap());
    let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
    let record =
        Published { document, agency, title, kind: "通知", formed_on: Some(day(days.0)), published_on: day(days.1), items: &items };
    acts::fulfil(change, &library, &directory, &record).await.unwrap();
}

async fn borne(site: &TestSite, stage: &Stage) {
    let directory = directory(site.db()).await.unwrap();
    let mut change = site.change().await;
    let field = [(Target::Field("20".to_owned()), "qinglan/civil".to_owned())];
    acts::bear(&mut change, &directory, stage.county, &field, day("2024-01-01")).await.unwrap().unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn duties_are_met_late_nil_due_and_missing() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        let before = duties(site.db(), &Ask::of("qinglan/civil", day("2026-03-02"))).await.unwrap();
        assert!(before.lines.is_empty());
        assert_eq!(before.orphans.len(), 5, "nobody bears the items of departments yet: {:?}", before.orphans);
        borne(&site, &stage).await;
        let mut change = site.change().await;
        let absent = [Word::NotApplicable("200105".to_owned(), "本县没有海岛".to_owned())];
        acts::amend(&mut change, stage.county, &absent, &amendment("2024-06-01", "本县实际")).await.unwrap().unwrap();
        published(&site, &mut change, 1, "qinglan/civil", "救助政策", ("2025-03-03", "2025-03-10"), &["std26/200101"]).await;
        published(&site, &mut change, 2, "qinglan/civil", "2025年第三季度低保名单", ("2025-10-08", "2025-10-09"), &["std26/200102"]).await;
        published(&site, &mut change, 3, "qinglan/civil", "救助监督电话", ("2025-03-03", "2025-03-10"), &["std26/200103"]).await;
        change.commit().await.unwrap();

        let as_of = day("2026-03-02");
        let ask = Ask { from: day("2025-01-01"), ..Ask::of("qinglan/civil", as_of) };
        let read = duties(site.db(), &ask).await.unwrap();
        assert!(read.orphans.is_empty());
        assert_eq!(states(&read, "200101"), [("2025".into(), S::Met, Some(-21)), ("2026".into(), S::Due, None)]);
        assert_eq!(states(&read, "200103"), [(String::new(), S::Met, Some(-21))]);
        assert_eq!(states(&read, "200104"), [("2025".into(), S::NeverFiled, None), ("2026".into(), S::Due, None)]);
        assert_eq!(states(&read, "200105"), [(String::new(), S::NotApplicable, None)]);
        let quarters = states(&read, "200102");
        assert_eq!(quarters[2], ("2025-Q3".into(), S::MetLate, Some(9)));
        assert_eq!((quarters[0].1, quarters[4].1), (S::Late, S::Due));

        // On a day of the past nothing is known of what came later.
        let past = duties(site.db(), &Ask { as_of: day("2025-03-09"), ..ask.clone() }).await.unwrap();
        assert_eq!(states(&past, "200101"), [("2025".into(), S::Due, None)]);
        assert_eq!(states(&past, "200103"), [(String::new(), S::NeverFiled, None)]);

        // Withdrawn: from that day on it fulfils nothing.
        let mut change = site.change().await;
        acts::withdraw(&mut change, 1).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(states(&duties(site.db(), &ask).await.unwrap(), "200101")[0].1, S::NeverFiled);
        let day_before = Ask { as_of: day("2026-03-01"), ..ask.clone() };
        assert_eq!(states(&duties(site.db(), &day_before).await.unwrap(), "200101")[0].1, S::Met, "the day before it still stood there");

        // The town owes what its own catalogue says is for towns.
        let town = duties(site.db(), &Ask::of("qinglan/yunxi", as_of)).await.unwrap();
        let codes: Vec<&str> = town.lines.iter().map(|line| line.owed.code()).collect();
        assert_eq!(codes, ["200102", "200103"]);
        assert_eq!(town.lines[0].owed.catalogue, stage.town);
    })
    .await;
}

fn actor(id: i64, name: &str) -> Actor {
    Actor { kind: ActorKind::Staff, id, name: name.to_owned(), from: "127.0.0.1".to_owned() }
}

#[tokio::test]
async fn a_statement_counts_when_another_has_signed_it() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        borne(&site, &stage).await;
        let clerk = site.staff("clerk", "经办", "qinglan/civil", &[Role::Author]).await;
        let leader = site.staff("leader", "负责人", "qinglan/civil", &[Role::SigningLeader]).await;
        let item = ItemRef::parse("std26/200104").unwrap();
        let new = |reason: &str| NewStatement {
            item: item.clone(),
            agency: "qinglan/civil".to_owned(),
            period: "2025".to_owned(),
            reason: reason.to_owned(),
        };
        let mut change = site.db().change(&actor(clerk, "经办")).await.unwrap();
        assert_eq!(acts::state_nothing(&mut change, &new(" ")).await.unwrap(), Err(vec![StatementRefusal::ReasonMissing]));
        let id = acts::state_nothing(&mut change, &new("2025年没有产生医疗救助政策调整")).await.unwrap().unwrap();
        assert_eq!(acts::state_nothing(&mut change, &new("再报一次")).await.unwrap(), Err(vec![StatementRefusal::StatedAlready]));
        assert_eq!(acts::sign(&mut change, id, None).await.unwrap(), Err(vec![StatementRefusal::OwnDraft]));
        change.commit().await.unwrap();
        let ask = Ask { from: day("2025-01-01"), ..Ask::of("qinglan/civil", day("2026-03-02")) };
        assert_eq!(states(&duties(site.db(), &ask).await.unwrap(), "200104")[0].1, S::NeverFiled, "a draft is no statement");
        let mut change = site.db().change(&actor(leader, "负责人")).await.unwrap();
        assert_eq!(acts::sign(&mut change, id, Some(" ")).await.unwrap(), Err(vec![StatementRefusal::NoteMissing]));
        acts::sign(&mut change, id, None).await.unwrap().unwrap();
        assert_eq!(acts::sign(&mut change, id, None).await.unwrap(), Err(vec![StatementRefusal::NotWaiting]));
        change.commit().await.unwrap();
        assert_eq!(states(&duties(site.db(), &ask).await.unwrap(), "200104")[0].1, S::Nil);
        let before = Ask { as_of: day("2026-03-01"), ..ask };
        assert_eq!(states(&duties(site.db(), &before).await.unwrap(), "200104")[0].1, S::NeverFiled, "it was signed the day after");
    })
    .await;
}

#[tokio::test]
async fn a_record_that_names_no_item_is_proposed_and_a_person_decides() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        borne(&site, &stage).await;
        let mut change = site.change().await;
        published(&site, &mut change, 9, "qinglan/civil", "青岚县医疗救助对象名单", ("2026-02-10", "2026-02-20"), &[]).await;
        published(&site, &mut change, 10, "qinglan/edu", "医疗救助", ("2026-02-10", "2026-02-20"), &[]).await;
        change.commit().await.unwrap();
        let ask = Ask { from: day("2026-01-01"), ..Ask::of("qinglan/civil", day("2026-03-02")) };
        assert_eq!(states(&duties(site.db(), &ask).await.unwrap(), "200104")[0].1, S::Due, "a proposal counts for nothing");
        let item = ItemRef::parse("std26/200104").unwrap();
        let mut change = site.change().await;
        acts::confirm(&mut change, 9, &item).await.unwrap().unwrap();
        assert!(acts::confirm(&mut change, 9, &item).await.unwrap().is_err(), "once");
        assert!(acts::confirm(&mut change, 10, &item).await.unwrap().is_err(), "the education bureau does not owe it");
        change.commit().await.unwrap();
        assert_eq!(states(&duties(site.db(), &ask).await.unwrap(), "200104")[0].1, S::Met);

        // A correction that says nothing of items leaves what was confirmed, under the title that stands now.
        let corrected = "青岚县医疗救助对象名单（更正）";
        let mut change = site.change().await;
        published(&site, &mut change, 9, "qinglan/civil", corrected, ("2026-02-10", "2026-02-20"), &[]).await;
        change.commit().await.unwrap();
        let told = |overview: &Overview| -> Vec<(S, Vec<String>)> {
            let line = overview.lines.iter().find(|line| line.owed.code() == "200104").unwrap();
            line.duties.iter().map(|duty| (duty.state, line.records.iter().map(|record| record.title.clone()).collect())).collect()
        };
        assert_eq!(told(&duties(site.db(), &ask).await.unwrap()), [(S::Met, vec![corrected.to_owned()])]);

        // Withdrawn and published once more, it is proposed anew; what was declined is not.
        let mut change = site.change().await;
        acts::withdraw(&mut change, 9).await.unwrap();
        published(&site, &mut change, 9, "qinglan/civil", corrected, ("2026-02-10", "2026-02-20"), &[]).await;
        acts::decline(&mut change, 9, &item).await.unwrap().unwrap();
        published(&site, &mut change, 9, "qinglan/civil", corrected, ("2026-02-10", "2026-02-20"), &[]).await;
        assert!(acts::confirm(&mut change, 9, &item).await.unwrap().is_err(), "it waits for nobody");
        change.commit().await.unwrap();
        let mut change = site.change().await;
        let (known, agencies) = (library(site.db()).await.unwrap(), directory(site.db()).await.unwrap());
        let items = ["std26/999999".to_owned()];
        let wrong = Published {
            document: 11,
            agency: "qinglan/civil",
            title: "无",
            kind: "",
            formed_on: None,
            published_on: day("2026-03-01"),
            items: &items,
        };
        assert!(acts::fulfil(&mut change, &known, &agencies, &wrong).await.is_err(), "no catalogue has it");
    })
    .await;
}

#[tokio::test]
async fn an_agency_that_is_dissolved_hands_its_items_and_its_history_on() {
    TestSite::on_each_backend(&CAPABILITIES, async |site: TestSite| {
        let stage = set(&site).await;
        borne(&site, &stage).await;
        let mut change = site.change().await;
        published(&site, &mut change, 1, "qinglan/civil", "救助政策", ("2025-03-03", "2025-03-10"), &["std26/200101"]).await;
        let event = NewOccurrence {
            item: ItemRef::parse("std26/200101").unwrap(),
            agency: "qinglan/civil".to_owned(),
            on: day("2026-02-27"),
            what: "修订".to_owned(),
        };
        acts::occur(&mut change, &event).await.unwrap().unwrap();
        let civil = directory(site.db()).await.unwrap().by_path("qinglan/civil").unwrap().id;
        gongkai_agencies::acts::dissolve_agency(&mut change, civil, day("2026-01-15"), "qinglan/health").await.unwrap().unwrap();
        change.commit().await.unwrap();
        site.advance(SignedDuration::from_hours(24));
        let now = Ask { from: day("2025-01-01"), ..Ask::of("qinglan/health", day("2026-03-02")) };
        let read = duties(site.db(), &now).await.unwrap();
        let of = states(&read, "200101");
        assert_eq!(of[0], ("2025".into(), S::Met, Some(-21)), "with the history of who bore it before");
        assert_eq!(of[1].1, S::Due, "the revision waits for its record");
        assert!(duties(site.db(), &Ask::of("qinglan/civil", day("2026-03-02"))).await.unwrap().lines.is_empty());
        let before = Ask { as_of: day("2026-01-14"), ..Ask::of("qinglan/civil", day("2026-01-14")) };
        assert_eq!(duties(site.db(), &before).await.unwrap().lines.len(), 5, "the day before it was still theirs");
    })
    .await;
}
