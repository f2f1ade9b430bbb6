//! What if two act at once on one case, somebody is given it who may not have it, or one only looks?

use gongkai_identity::Staff;
use gongkai_requests::acts;
use gongkai_requests::acts::At;
use gongkai_requests::tables;
use gongkai_testing::TestSite;
use gongkai_web::Failure;

use crate::acts::granted;
use crate::stage::{CAPABILITIES, doer, in_hand, load, refused, stage};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_send_at_once_one_goes_first_and_the_other_is_shown_it() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let case = in_hand(&site, "at-once", "公开学区划分方案").await;
        let (path, version) = (format!("/staff/requests/{}/note", case.id), case.version.to_string());
        let fields =
            |text: &'static str| [("version", version.clone()), ("act", "note".to_owned()), ("kind", "note".into()), ("text", text.into())];
        let (ours, theirs) = (fields("何欣的记录"), fields("张敏的记录"));
        let ours: Vec<_> = ours.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let theirs: Vec<_> = theirs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for round in 0..3 {
            let before = load(&site, case.id).await.version;
            let (first, second) = tokio::join!(site.post_as("clerk", &path, &ours), site.post_as("unit", &path, &theirs));
            let mut came = [first.status, second.status];
            came.sort_unstable();
            // The page is that of the first round: whoever sends it again comes too late as well.
            assert_eq!(came, if round == 0 { [303, 409] } else { [409, 409] });
            assert_eq!(load(&site, case.id).await.version, before + i64::from(round == 0));
        }
        assert_eq!(tables::office::notes(site.db(), case.id).await.unwrap().len(), 1);
        // Below the pages the same holds of the act itself, and nobody who names no page is kept back.
        let clerk = doer(&site, "clerk").await;
        let stale = At { id: case.id, seen: Some(case.version) };
        assert!(matches!(acts::handle::note(&clerk, stale, "note", "旧页").await, Err(Failure::Conflict)));
        acts::handle::note(&clerk, case.id, "note", "没有页面").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_given_to_nobody_who_cannot_handle_it() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let case = in_hand(&site, "given", "公开招生计划").await;
        let clerk = doer(&site, "clerk").await;
        let gone = doer(&site, "unit-2").await.actor.id;
        let mut change = site.change().await;
        Staff::set_state(&mut change, gone, false).await.unwrap();
        change.commit().await.unwrap();
        for forged in [gone, doer(&site, "legal").await.actor.id, doer(&site, "other-clerk").await.actor.id, 99_999] {
            refused(acts::handle::assign(&clerk, case.id, forged).await, &["可以承办"]);
        }
        assert_eq!(load(&site, case.id).await.assignee_name, "张敏");
        let form = site.get_as("clerk", &format!("/staff/requests/{}", case.id)).await.expect(200).text();
        assert!(form.contains("张敏") && !form.contains("林岚"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_draft_waits_for_no_writer() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let case = in_hand(&site, "look", "公开校舍安全检查情况").await;
        acts::answer::draft(&doer(&site, "unit").await, case.id, &granted()).await.unwrap();
        let path = format!("/staff/requests/{}", case.id);
        site.get_as("unit", &path).await.expect(200);
        let entries = site.db().journal_head().await.unwrap().0;
        let held = site.change().await;
        for path in [path.clone(), format!("{path}/answer")] {
            let page = site.get_as("unit", &path).await.expect(200).text();
            assert!(page.contains("2025年校舍安全检查情况通报"), "{path}");
        }
        drop(held);
        assert_eq!(site.db().journal_head().await.unwrap().0, entries);
    })
    .await;
}
