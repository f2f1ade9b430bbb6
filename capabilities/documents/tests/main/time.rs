//! What happens by itself when its moment comes: scheduled publication, validity, 公示.

use gongkai_documents::acts::{draft, publish, review, schedule, validity};
use gongkai_documents::{Handling, State, screening, tables};
use gongkai_testing::TestSite;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::stage::*;

#[tokio::test]
async fn a_scheduled_publication_is_exact_and_survives_a_restart() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let publisher = doer(&site, "publisher").await;
        let id = draft(&site, notice("青岚县教育局关于开展植树活动的通知", "植树活动")).await;
        submit(&site, id).await;
        let now = site.db().clock().now();
        assert!(reasons(schedule::schedule(&publisher, id, now + SignedDuration::from_hours(1)).await)[0].contains("尚不能安排"));
        approve_all(&site, id).await;
        assert_eq!(reasons(schedule::schedule(&publisher, id, now).await), ["发布时间应当晚于现在"]);
        let at: Timestamp = "2026-03-03T00:30:00Z".parse().unwrap();
        schedule::schedule(&publisher, id, at).await.unwrap();
        assert_eq!(
            site.db().next_job_at().await.unwrap(),
            Some(at),
            "the queue knows the very second; it lies in the database, not in a process"
        );
        site.advance(at.duration_since(now) - SignedDuration::from_secs(1));
        assert_eq!(site.run_jobs().await, 0, "not a second before");
        assert_eq!(load(&site, id).await.state, State::Scheduled);
        site.advance(SignedDuration::from_secs(1));
        assert_eq!(site.run_jobs().await, 1);
        let public = load(&site, id).await;
        assert!(public.is_public() && public.state == State::Settled);
        assert_eq!(public.first_online_at.unwrap().parse::<Timestamp>().unwrap(), at);
        assert_eq!(site.run_jobs().await, 0, "once");

        // Taken back in time, nothing happens.
        let id = draft(&site, notice("青岚县教育局关于春游安全的通知", "春游安全")).await;
        submit(&site, id).await;
        approve_all(&site, id).await;
        let at = site.db().clock().now() + SignedDuration::from_hours(2);
        schedule::schedule(&publisher, id, at).await.unwrap();
        schedule::unschedule(&publisher, id).await.unwrap();
        site.advance(SignedDuration::from_hours(3));
        assert_eq!(site.run_jobs().await, 0);
        assert_eq!(load(&site, id).await.state, State::Approved);

        // A number taken meanwhile holds it back, with the reason in the journal.
        let id = draft(&site, numbered("青岚县教育局关于作业管理的通知", "作业管理", "青教发〔2026〕11号")).await;
        submit(&site, id).await;
        approve_all(&site, id).await;
        schedule::schedule(&publisher, id, site.db().clock().now() + SignedDuration::from_hours(1)).await.unwrap();
        publish::publish(&publisher, id).await.unwrap();
        site.advance(SignedDuration::from_hours(2));
        site.run_jobs().await;
        assert_eq!(load(&site, id).await.edition, 1, "published by hand before its time: not twice");
    })
    .await;
}

#[tokio::test]
async fn a_publication_in_hand_when_its_process_died_is_taken_up_at_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = draft(&site, notice("青岚县教育局关于防溺水巡查的通知", "防溺水巡查")).await;
        submit(&site, id).await;
        approve_all(&site, id).await;
        let at = site.db().clock().now() + SignedDuration::from_mins(30);
        schedule::schedule(&doer(&site, "publisher").await, id, at).await.unwrap();
        site.advance(SignedDuration::from_mins(30));
        // A worker takes it in hand and is killed before it wrote anything.
        let held = site.db().claim_job().await.unwrap().unwrap();
        assert_eq!(site.run_jobs().await, 0, "nobody else takes it from a worker that lives");
        // Another worker on the same folder is alive: nothing is taken from it.
        let alive = gongkai_capability::take_up(&site.platform).await.unwrap().expect("the first worker has the folder");
        assert_eq!(site.run_jobs().await, 1, "a worker that starts again finds it free");
        let public = load(&site, id).await;
        assert!(public.is_public());
        assert_eq!(public.first_online_at.unwrap().parse::<Timestamp>().unwrap(), at, "not a second of the lease is waited for");
        site.db().finish_job(&held, Ok(())).await.unwrap();
        assert!(gongkai_capability::take_up(&site.platform).await.unwrap().is_none(), "one worker of a folder at a time");
        drop(alive);
        assert!(gongkai_capability::take_up(&site.platform).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn who_wrote_and_who_publishes_are_told_what_was_held_back() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut content = notice("青岚县教育局关于名单公布的通知", "名单公布");
        content.paragraphs[1].text = "其中，联系人王小宝，手机13812345678，经审核符合条件。".into();
        let id = draft(&site, content).await;
        let office = doer(&site, "office").await;
        let stops = screening::judge(&site.platform, &load(&site, id).await).await.unwrap().into_iter().filter(|judged| judged.stops());
        let stops: Vec<String> = stops.map(|judged| judged.key).collect();
        for key in &stops {
            review::exempt(&office, id, key, "本人已书面同意").await.unwrap();
        }
        submit(&site, id).await;
        approve_all(&site, id).await;
        schedule::schedule(&doer(&site, "publisher").await, id, site.db().clock().now() + SignedDuration::from_hours(1)).await.unwrap();
        // The consent is withdrawn before its hour.
        review::unexempt(&office, id, &stops[0]).await.unwrap();
        site.advance(SignedDuration::from_hours(1));
        assert_eq!(site.run_jobs().await, 1);
        assert_eq!(load(&site, id).await.state, State::Approved);
        for login in ["author", "publisher"] {
            let desk = site.get_as(login, "/staff/desk").await.expect(200).text();
            let tile = desk.split("定时发布未成").nth(1).expect("the tile is there");
            assert!(tile.contains("关于名单公布的通知") && tile.contains("personal.mobile"), "{login}: {desk}");
            let own = site.get_as(login, &format!("/staff/documents/{id}")).await.expect(200).text();
            assert!(own.contains("原定的发布没有进行"), "{login}");
        }
        let stranger = site.get_as("author-2", "/staff/desk").await.expect(200).text();
        assert!(!stranger.split("定时发布未成").nth(1).unwrap().contains("personal.mobile"), "a colleague who has no part in it");
        // Taken up again, the line is gone.
        review::exempt(&office, id, &stops[0], "本人再次书面同意").await.unwrap();
        publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        assert!(tables::held_back::of(site.db(), id).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn validity_turns_on_its_day() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut content = numbered("青岚县教育局学区划分暂行规定", "学区划分", "青教规〔2026〕7号");
        content.kind = "normative".into();
        content.metadata.effective_on = Some(date(2026, 3, 10));
        content.metadata.ends_on = Some(date(2026, 6, 9));
        let public = published(&site, content).await;
        assert_eq!((public.validity.as_str(), public.validity_turns_on), ("not_yet", Some(date(2026, 3, 10))));
        site.advance(SignedDuration::from_hours(24 * 8));
        assert_eq!(validity::turn_due(&site.platform).await.unwrap(), 1);
        let now = load(&site, public.id).await;
        assert_eq!((now.validity.as_str(), now.validity_turns_on), ("in_force", Some(date(2026, 6, 10))));
        site.advance(SignedDuration::from_hours(24 * 92));
        validity::turn_due(&site.platform).await.unwrap();
        assert_eq!(load(&site, public.id).await.validity, "lapsed");
        assert_eq!(validity::turn_due(&site.platform).await.unwrap(), 0, "once");
        let turned = site.db().journal_of(&public.subject(), 20).await.unwrap();
        assert_eq!(turned.iter().filter(|entry| entry.kind == "documents.validity_turned" && entry.public).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_public_notice_is_over_after_its_last_day() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let notice_until = |title: &str, subject: &str, after: &str| {
            let mut content = notice(title, subject);
            content.kind = "public_notice".into();
            content.shown_until = Some(date(2026, 3, 6));
            content.after_shown = after.into();
            content
        };
        let goes = published(&site, notice_until("青岚县教育局关于拟聘教师名单的公示", "拟聘教师", "withdraw")).await;
        let stays = published(&site, notice_until("青岚县教育局关于优质课评选结果的公示", "优质课评选", "keep")).await;
        assert_eq!(goes.expires_on, Some(date(2026, 3, 7)));
        site.advance(SignedDuration::from_hours(24 * 4));
        validity::turn_due(&site.platform).await.unwrap();
        assert!(load(&site, goes.id).await.is_public(), "the last day counts whole");
        site.advance(SignedDuration::from_hours(24));
        validity::turn_due(&site.platform).await.unwrap();
        let over = load(&site, goes.id).await;
        assert!(!over.is_public());
        assert_eq!(over.withdrawn_reason.as_deref(), Some("公示期满"));
        assert!(load(&site, stays.id).await.is_public());
        assert!(tables::document::expired(site.db(), date(2026, 3, 8), 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_is_over_is_masked_and_its_old_edition_closed() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut content = notice("青岚县教育局关于拟资助学员名单的公示", "拟资助学员");
        content.kind = "public_notice".into();
        content.shown_until = Some(date(2026, 3, 6));
        content.paragraphs[1].text = "其中，联系人王小宝，手机13812345678，经审核符合资助条件。".into();
        let id = draft(&site, content).await;
        let office = doer(&site, "office").await;
        for judged in screening::judge(&site.platform, &load(&site, id).await).await.unwrap() {
            if judged.stops() {
                review::exempt(&office, id, &judged.key, "公示期内依法应当公示").await.unwrap();
            }
        }
        submit(&site, id).await;
        approve_all(&site, id).await;
        publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        let first = site.get(&format!("/documents/{id}")).await;
        assert!(first.text().contains("13812345678"), "shown while the notice runs");

        site.advance(SignedDuration::from_hours(24 * 6));
        validity::turn_due(&site.platform).await.unwrap();
        let over = load(&site, id).await;
        assert_eq!((over.edition, over.is_public(), over.expires_on), (2, true, None));
        for path in ["", "/editions/1", "/editions/2", "/compare/1/2", "/download/txt", "/download/json"] {
            let answer = site.get(&format!("/documents/{id}{path}")).await;
            assert!(!answer.text().contains("13812345678"), "{path} still shows the number");
        }
        assert_eq!(site.get(&format!("/documents/{id}/editions/1")).await.status, 410);
        assert!(tables::edition::get(site.db(), id, 1).await.unwrap().is_some(), "the edition itself is kept");
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_ends_while_it_is_amended_is_masked_in_every_list() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut content = notice("青岚县教育局关于拟录取学员名单的公示", "拟录取学员");
        content.kind = "public_notice".into();
        content.shown_until = Some(date(2026, 3, 6));
        content.paragraphs[1].text = "其中，联系人王小宝，手机13812345678，经审核符合录取条件。".into();
        content.metadata.summary = Some("录取事宜请与王小宝联系，手机13812345678。".into());
        let id = draft(&site, content).await;
        let office = doer(&site, "office").await;
        for judged in screening::judge(&site.platform, &load(&site, id).await).await.unwrap() {
            if judged.stops() {
                review::exempt(&office, id, &judged.key, "公示期内依法应当公示").await.unwrap();
            }
        }
        submit(&site, id).await;
        approve_all(&site, id).await;
        let public = publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        site.catch_up().await;
        assert!(site.get("/api/v1/documents").await.text().contains("13812345678"), "shown while the notice runs");
        // Somebody is amending it when its time is over.
        let mut amended = public.content.clone();
        amended.contact = "0000-2200004".into();
        let handling = Handling { change_reason: "补充电话".into(), ..public.handling };
        draft::save(&doer(&site, "author").await, id, public.version, amended, handling).await.unwrap();
        site.advance(SignedDuration::from_hours(24 * 6));
        validity::turn_due(&site.platform).await.unwrap();
        site.catch_up().await;
        let over = load(&site, id).await;
        assert_eq!((over.edition, over.is_public(), over.state), (2, true, State::Draft), "his draft is still there");
        for path in ["/api/v1/documents".to_owned(), format!("/api/v1/documents/{id}"), format!("/documents/{id}")] {
            let text = site.get(&path).await.expect(200).text();
            assert!(!text.contains("13812345678"), "{path}: {text}");
        }
        let list = site.get_as("author", "/staff/documents?format=json").await.expect(200).text();
        assert!(!list.contains("13812345678"), "{list}");
    })
    .await;
}
