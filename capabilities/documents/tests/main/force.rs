//! What goes past the chain, or round it: forced publication, openness, somebody without an account.

use gongkai_documents::acts::{draft, publish, review, submit};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::{Handling, PublicState, State, tables};
use gongkai_testing::TestSite;
use gongkai_web::Failure;

use crate::stage::*;

#[tokio::test]
async fn a_forced_publication_is_flagged_and_reviewed_after() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = draft(&site, notice("青岚县教育局关于紧急停课的通知", "紧急停课")).await;
        let office = doer(&site, "office").await;
        assert!(matches!(publish::force(&doer(&site, "author").await, id, "突发暴雨").await, Err(Failure::Denied(_))));
        assert!(reasons(publish::force(&office, id, "急").await)[0].contains("理由"));
        // 先审查、后公开: the secrecy review is left out by nobody; it need not wait for its turn.
        assert!(reasons(publish::force(&office, id, "突发暴雨红色预警").await)[0].contains("保密审查"));
        let sent = submit(&site, id).await;
        let secrecy = doer(&site, "secrecy").await;
        review::approve(&secrecy, id, Step::SecrecyReview, &sent.content_sha256, "不涉密").await.unwrap();
        let public = publish::force(&office, id, "突发暴雨红色预警").await.unwrap();
        assert!(public.forced && public.is_public());
        assert_eq!(tables::desk::forced(site.db()).await.unwrap().len(), 1);
        assert!(matches!(review::review_forced(&office, id, "属实").await, Err(Failure::Denied(_))), "who forced it does not review it");
        let last = doer(&site, "final").await;
        assert_eq!(reasons(review::review_forced(&last, id, " ").await), ["请填写事后审核意见"]);
        review::review_forced(&last, id, "情况属实，内容无误").await.unwrap();
        assert!(!load(&site, id).await.forced);
        assert_eq!(reasons(review::review_forced(&last, id, "再看一次").await), ["该文件没有待事后审核的强制发布"]);

        // A stop is not forced past either.
        let mut content = notice("青岚县教育局关于值班安排的通知", "值班安排");
        content.paragraphs[1].text.push_str("值班人员手机13912345678。");
        let id = draft(&site, content).await;
        assert!(reasons(publish::force(&office, id, "突发暴雨红色预警").await).iter().any(|reason| reason.contains("personal.mobile")));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_to_be_public_goes_to_the_openness_office_first() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let author = doer(&site, "author").await;
        let mut content = notice("青岚县教育局关于命题工作的通知", "命题工作");
        content.metadata.openness = Some("withheld".into());
        let id = draft(&site, content.clone()).await;
        assert!(reasons(submit::submit(&author, id, 1).await).iter().any(|reason| reason.contains("法定理由")));
        content.ground = "internal_affairs".into();
        let handling = Handling { openness_reason: "命题安排属内部管理事务".into(), ..Handling::default() };
        draft::save(&author, id, 1, content, handling).await.unwrap();
        let submitted = submit(&site, id).await;
        assert_eq!(submitted.chain.as_ref().unwrap().steps[0], Step::OpennessReview);
        let sha = submitted.content_sha256.clone();
        assert_eq!(
            reasons(review::approve(&doer(&site, "first").await, id, Step::FirstReview, &sha, "").await),
            ["当前应由“公开属性审核”环节办理"]
        );
        review::approve(&doer(&site, "office").await, id, Step::OpennessReview, &sha, "同意不予公开").await.unwrap();
        approve_all(&site, id).await;
        let registered = publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        assert_eq!((registered.state, registered.public_state, registered.edition), (State::Settled, PublicState::None, 0));
        assert_eq!(registered.reassess_on.map(|day| day.to_string()).as_deref(), Some("2027-03-02"), "article 18");
        site.get(&format!("/documents/{id}")).await.expect(404);

        // Who drafts may choose another day; one that has come by then is refused.
        let withheld = async |subject: &str, day: jiff::civil::Date| {
            let mut content = notice(&format!("青岚县教育局关于{subject}的通知"), subject);
            content.metadata.openness = Some("withheld".into());
            content.ground = "internal_affairs".into();
            let handling = Handling { openness_reason: "内部管理事项".into(), reassess_on: Some(day), ..Handling::default() };
            let id = draft::create(&author, "qinglan/edu", content, handling, draft::Source::default()).await.unwrap();
            let sha = submit(&site, id).await.content_sha256;
            review::approve(&doer(&site, "office").await, id, Step::OpennessReview, &sha, "同意").await.unwrap();
            approve_all(&site, id).await;
            publish::publish(&doer(&site, "publisher").await, id).await
        };
        let chosen = withheld("值班调整", jiff::civil::date(2026, 9, 1)).await.unwrap();
        assert_eq!(chosen.reassess_on, Some(jiff::civil::date(2026, 9, 1)));
        let past = reasons(withheld("车辆调配", jiff::civil::date(2026, 3, 2)).await);
        assert!(past[0].contains("重新评估日期 2026-03-02 已到"), "{past:?}");

        // Changed to withheld while in review: the openness office is asked after all.
        let id = draft(&site, notice("青岚县教育局关于监考安排的通知", "监考安排")).await;
        let seen = submit(&site, id).await;
        assert_eq!(seen.chain.as_ref().unwrap().steps[0], Step::FirstReview);
        let mut turned = seen.content.clone();
        turned.metadata.openness = Some("withheld".into());
        turned.ground = "internal_affairs".into();
        let handling = Handling { openness_reason: "考务安排".into(), ..Handling::default() };
        let turned = draft::save(&author, id, seen.version, turned, handling).await.unwrap();
        assert_eq!(turned.chain.unwrap().steps[0], Step::OpennessReview);
    })
    .await;
}

#[tokio::test]
async fn somebody_without_an_account_confirms_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let author = doer(&site, "author").await;
        let id = draft(&site, notice("青岚县教育局关于表彰优秀企业的通知", "表彰优秀企业")).await;
        assert!(reasons(review::invite_stakeholder(&author, id, "青岚惠民公司").await)[0].contains("审核过程中"));
        submit(&site, id).await;
        let secret = review::invite_stakeholder(&author, id, "青岚惠民公司").await.unwrap();
        let page = site.get(&format!("/confirm/{secret}")).await.expect(200);
        assert!(page.text().contains("青岚惠民公司") && page.text().contains("表彰优秀企业") && page.text().contains("noindex"));
        site.post(&format!("/confirm/{secret}"), &[("decision", "object"), ("opinion", "")]).await.expect(422);
        site.post(&format!("/confirm/{secret}"), &[]).await.expect(422);
        assert_eq!(approve_all(&site, id).await.state, State::InReview, "the confirmation is still missing");
        site.post(&format!("/confirm/{secret}"), &[("decision", "agree"), ("opinion", "同意公开")]).await.expect(200);
        assert_eq!(load(&site, id).await.state, State::Approved);
        let decisions = tables::review::decisions(site.db(), id).await.unwrap();
        assert!(decisions.iter().any(|decision| decision.name == "青岚惠民公司（相关方）" && decision.opinion == "同意公开"));
        assert!(site.get(&format!("/confirm/{secret}")).await.expect(410).text().contains("已经使用"));
        site.post(&format!("/confirm/{secret}"), &[("decision", "agree")]).await.expect(410);
        site.get("/confirm/nothing").await.expect(404);

        // A link names bytes: a change ends it. An objection returns the text.
        let id = draft(&site, notice("青岚县教育局关于公布合作企业的通知", "合作企业公布")).await;
        let seen = submit(&site, id).await;
        let stale = review::invite_stakeholder(&author, id, "青岚惠民公司").await.unwrap();
        let mut changed = seen.content.clone();
        changed.contact = "0000-2200009".into();
        draft::save(&author, id, load(&site, id).await.version, changed, Handling::default()).await.unwrap();
        site.get(&format!("/confirm/{stale}")).await.expect(410);
        let fresh = review::invite_stakeholder(&author, id, "青岚惠民公司").await.unwrap();
        site.post(&format!("/confirm/{fresh}"), &[("decision", "object"), ("opinion", "名称有误")]).await.expect(200);
        assert_eq!(load(&site, id).await.state, State::Draft);
    })
    .await;
}
