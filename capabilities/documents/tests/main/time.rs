//! What happens by itself when its moment comes: scheduled publication, validity, 公示.

use gongkai_documents::acts::{publish, review, schedule, validity};
use gongkai_documents::{State, screening, tables};
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
