//! From draft to public, amended, withdrawn: what each act does, on both databases.

use gongkai_documents::acts::import::{Incoming, Taken, Until, take_in};
use gongkai_documents::acts::{draft, mask, publish, review, submit, withdraw};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::tables::relation::Relation;
use gongkai_documents::{Content, Handling, PublicState, State, tables};
use gongkai_identity::{Denied, Role};
use gongkai_testing::TestSite;
use gongkai_text::compare::{Change, compare};
use gongkai_text::paragraph::ParagraphKind;
use gongkai_web::Failure;
use jiff::civil::date;

use crate::stage::*;

#[tokio::test]
async fn from_draft_to_public_amended_compared_and_withdrawn() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let (author, first, publisher) = (doer(&site, "author").await, doer(&site, "first").await, doer(&site, "publisher").await);
        let empty = Content { kind: "normative".into(), ..Content::default() };
        let id = draft::create(&author, "qinglan/edu", empty, Handling::default(), draft::Source::default()).await.unwrap();
        // Everything missing is told at once.
        let all = reasons(submit::submit(&author, id, 1).await);
        assert!(all.len() >= 7 && all.iter().any(|reason| reason.contains("施行日期")), "{all:?}");

        let content = numbered("青岚县教育局关于做好春季开学工作的通知", "春季开学工作", "青教发〔2026〕5号");
        let saved = draft::save(&author, id, 1, content.clone(), Handling::default()).await.unwrap();
        assert_eq!(saved.version, 2);
        assert!(matches!(draft::save(&author, id, 1, Content::default(), Handling::default()).await, Err(Failure::Conflict)));
        assert!(matches!(submit::submit(&author, id, 1).await, Err(Failure::Conflict)));
        let submitted = submit(&site, id).await;
        assert_eq!(submitted.state, State::InReview);

        // The author approves nothing of his own; the wrong office, the wrong step and other bytes are refused.
        let sha = submitted.content_sha256.clone();
        assert!(matches!(review::approve(&author, id, Step::FirstReview, &sha, "").await, Err(Failure::Denied(Denied::NotAllowed))));
        site.staff("both", "钱程", "qinglan/edu", &[Role::Author, Role::FirstReviewer, Role::SecondReviewer]).await;
        let both = doer(&site, "both").await;
        assert_eq!(
            reasons(review::approve(&doer(&site, "second").await, id, Step::SecondReview, &sha, "").await),
            ["当前应由“初审”环节办理"]
        );
        assert_eq!(reasons(review::approve(&first, id, Step::FirstReview, "0000", "").await), ["文件内容已改变，请刷新后重新核对"]);
        review::approve(&both, id, Step::FirstReview, &sha, "").await.unwrap();
        let twice = reasons(review::approve(&both, id, Step::SecondReview, &sha, "").await);
        assert!(twice[0].contains("初审"), "nobody takes two steps: {twice:?}");

        // A save voids what was approved, and whoever saved is the author now.
        let mut changed = content.clone();
        changed.contact = "0000-2200003".into();
        let version = load(&site, id).await.version;
        draft::save(&both, id, version, changed.clone(), Handling::default()).await.unwrap();
        let decisions = tables::review::decisions(site.db(), id).await.unwrap();
        assert!(decisions.iter().all(|decision| decision.voided_at.is_some()));
        let sha = load(&site, id).await.content_sha256;
        assert_eq!(reasons(review::approve(&both, id, Step::FirstReview, &sha, "").await), ["拟稿人不得审核自己起草的文件"]);

        // Returned with reasons, submitted again, approved by four people.
        assert_eq!(reasons(review::return_to_author(&first, id, Step::FirstReview, " ").await), ["退回时应当填写退回原因"]);
        review::return_to_author(&first, id, Step::FirstReview, "请补充联系人").await.unwrap();
        assert_eq!(load(&site, id).await.state, State::Draft);
        let early = reasons(publish::publish(&publisher, id).await);
        assert!(early[0].contains("尚不能发布"), "{early:?}");
        submit(&site, id).await;
        assert_eq!(approve_all(&site, id).await.state, State::Approved);
        let public = publish::publish(&publisher, id).await.unwrap();
        assert_eq!((public.state, public.public_state, public.edition), (State::Settled, PublicState::Published, 1));
        assert_eq!(public.published_on, Some(date(2026, 3, 2)));
        assert_eq!(public.first_online_at.as_deref(), Some("2026-03-02T01:00:00Z").map(|_| public.first_online_at.as_deref().unwrap()));
        let index_number = public.index_number.clone().unwrap();
        assert!(index_number.ends_with("/2026-00001"), "{index_number}");

        // Amended: the public edition stays until the new one is through.
        let mut amended = changed.clone();
        let body = amended
            .paragraphs
            .iter_mut()
            .find(|paragraph| paragraph.kind == ParagraphKind::Body && paragraph.text.contains("月底"))
            .unwrap();
        body.text = body.text.replace("月底", "3月20日");
        draft::save(&author, id, public.version, amended, Handling::default()).await.unwrap();
        assert_eq!(load(&site, id).await.edition, 1);
        let no_reason = reasons(submit::submit(&author, id, load(&site, id).await.version).await);
        assert_eq!(no_reason, ["修改已公开的信息，应当填写修改原因"]);
        let document = load(&site, id).await;
        let handling = Handling { change_reason: "报送时间提前".into(), ..document.handling };
        draft::save(&author, id, document.version, document.content, handling).await.unwrap();
        submit(&site, id).await;
        approve_all(&site, id).await;
        let second = publish::publish(&publisher, id).await.unwrap();
        assert_eq!((second.edition, second.index_number.as_deref()), (2, Some(index_number.as_str())), "the number stays");
        let (one, two) = (
            tables::edition::get(site.db(), id, 1).await.unwrap().unwrap(),
            tables::edition::get(site.db(), id, 2).await.unwrap().unwrap(),
        );
        assert_eq!(two.reason, "报送时间提前");
        let rows = compare(&one.content.paragraphs, &two.content.paragraphs);
        assert_eq!(rows.iter().filter(|row| row.change != Change::Same).count(), 1);

        // An amendment that is given up leaves no trace in the text.
        let mut other = second.content.clone();
        other.contact = "0000-2200004".into();
        draft::save(&author, id, second.version, other, Handling::default()).await.unwrap();
        let back = draft::discard_amendment(&author, id).await.unwrap();
        assert_eq!((back.state, back.content_sha256.as_str()), (State::Settled, two.sha256.as_str()));

        // Withdrawn with reason and basis; its number is free again, and its place is remembered.
        let office = doer(&site, "office").await;
        assert_eq!(reasons(withdraw::withdraw(&office, id, "", " ").await).len(), 2);
        assert!(matches!(withdraw::withdraw(&author, id, "内容有误", "条例第六条").await, Err(Failure::Denied(_))));
        let gone = withdraw::withdraw(&office, id, "内容有误", "条例第六条").await.unwrap();
        assert_eq!((gone.public_state, gone.withdrawn_by.as_deref()), (PublicState::Withdrawn, Some("孙丽华")));
        let again = published(&site, numbered("青岚县教育局关于调整春季开学时间的通知", "开学时间调整", "青教发〔2026〕5号")).await;
        assert!(again.index_number.unwrap().ends_with("/2026-00002"));
        let reopened = withdraw::reopen(&author, id).await.unwrap();
        assert_eq!(reopened.state, State::Draft);
        let taken = reasons(submit::submit(&author, id, reopened.version).await);
        assert!(taken.iter().any(|reason| reason.contains("文号") || reason.contains("duplicate.number")), "{taken:?}");
        assert!(site.db().verify_journal().await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_draft_can_be_thrown_away_and_a_record_cannot() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let author = doer(&site, "author").await;
        let id = draft(&site, notice("青岚县教育局关于校园消防演练的通知", "校园消防演练")).await;
        assert!(
            matches!(draft::delete(&doer(&site, "other").await, id).await, Err(Failure::NotFound)),
            "what one may not read does not exist"
        );
        draft::delete(&author, id).await.unwrap();
        assert!(tables::document::by_id(site.db(), id).await.unwrap().is_none());
        let kept: Vec<String> =
            site.db().journal_of(&format!("document:{id}"), 9).await.unwrap().into_iter().map(|entry| entry.kind).collect();
        assert_eq!(kept, ["documents.draft_deleted", "documents.drafted"]);
        let public = published(&site, notice("青岚县教育局关于校园防汛检查的通知", "校园防汛检查")).await;
        assert_eq!(reasons(draft::delete(&author, public.id).await), ["只能删除从未公开、且未在审核中的草稿"]);
    })
    .await;
}

#[tokio::test]
async fn personal_data_stops_until_it_is_masked_or_lifted() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let author = doer(&site, "author").await;
        let mut content = notice("青岚县教育局关于资助名单公布的通知", "资助名单公布");
        let at = content.paragraphs.iter().position(|paragraph| paragraph.kind == ParagraphKind::Body).unwrap();
        content.paragraphs[at].text.push_str("学生家长手机13912345678，银行卡号6222021234567890128。");
        let id = draft(&site, content).await;
        let stopped = reasons(submit::submit(&author, id, 1).await);
        assert!(stopped.iter().any(|reason| reason.contains("personal.mobile")), "{stopped:?}");
        let (masked, n) = mask::mask(&author, id, 1, &[]).await.unwrap();
        assert!(n >= 1 && masked.content.text().contains("139****5678"), "{}", masked.content.text());
        assert!(matches!(mask::mask(&author, id, 1, &[]).await, Err(Failure::Conflict)));
        assert!(!masked.content.text().contains("13912345678"));

        // A plate that belongs to the office may stay, with a reason by somebody allowed; the author is not.
        let mut plate = notice("青岚县教育局关于校车安全检查的通知", "校车安全检查");
        plate.paragraphs[1].text.push_str("联系人手机13812345678。");
        let id = draft(&site, plate).await;
        let judged = gongkai_documents::screening::judge(&site.platform, &load(&site, id).await).await.unwrap();
        let stop = judged.iter().find(|judged| judged.stops()).unwrap();
        assert!(matches!(review::exempt(&author, id, &stop.key, "公务手机可以公开").await, Err(Failure::Denied(_))));
        let office = doer(&site, "office").await;
        assert!(reasons(review::exempt(&office, id, &stop.key, "可").await)[0].contains("理由"));
        assert_eq!(reasons(review::exempt(&office, id, "0000", "公务手机可以公开").await), ["该问题已不存在，请刷新"]);
        review::exempt(&office, id, &stop.key, "公务手机可以公开").await.unwrap();
        let lifted = gongkai_documents::screening::judge(&site.platform, &load(&site, id).await).await.unwrap();
        assert!(!lifted.iter().any(|judged| judged.stops()), "{lifted:?}");
        submit(&site, id).await;
        review::unexempt(&office, id, &stop.key).await.unwrap();
        approve_all(&site, id).await;
        let again = reasons(publish::publish(&doer(&site, "publisher").await, id).await);
        assert!(again.iter().any(|reason| reason.contains("personal.mobile")), "screened again at publication: {again:?}");
    })
    .await;
}

#[tokio::test]
async fn an_original_is_imported_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let author = doer(&site, "author").await;
        let incoming = |subject: &str, key: &str| Incoming {
            agency_path: "qinglan/edu".into(),
            content: notice(&format!("青岚县教育局关于{subject}的通知"), subject),
            handling: Handling::default(),
            key: key.into(),
            name: format!("{subject}.docx"),
            stops: Vec::new(),
        };
        let batch = || vec![incoming("中考报名", "a"), incoming("高考报名", "b"), incoming("中考报名", "a")];
        let taken = take_in(&author, &mut batch(), Until::Draft).await.unwrap();
        let ids: Vec<i64> = taken.iter().filter_map(|taken| if let Taken::Drafted(id) = taken { Some(*id) } else { None }).collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(taken[2], Taken::Known(ids[0]), "the same bytes twice in one run");
        assert_eq!(
            take_in(&author, &mut batch(), Until::Review).await.unwrap(),
            [Taken::Known(ids[0]), Taken::Known(ids[1]), Taken::Known(ids[0])]
        );
        let held = Incoming { stops: vec!["personal.mobile".into()], ..incoming("学籍管理", "c") };
        let public = take_in(&author, &mut [held, incoming("教师招聘", "d")], Until::Public).await.unwrap();
        assert!(matches!(public[..], [Taken::Drafted(_), Taken::Published(_)]), "{public:?}");
        let other = doer(&site, "other").await;
        assert!(matches!(take_in(&other, &mut [incoming("研学", "e")], Until::Draft).await, Err(Failure::Denied(_))));
    })
    .await;
}

#[tokio::test]
async fn index_numbers_have_no_gaps_under_concurrency() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut ids = Vec::new();
        for n in 0..6 {
            let subject = ["禁毒宣传", "阅读活动", "近视防控", "劳动实践", "法治教育", "食堂检查"][n];
            let id = draft(&site, notice(&format!("青岚县教育局关于{subject}的通知"), subject)).await;
            submit(&site, id).await;
            approve_all(&site, id).await;
            ids.push(id);
        }
        let publisher = doer(&site, "publisher").await;
        let mut running = Vec::new();
        for id in ids {
            let publisher = publisher.clone();
            running
                .push(tokio::spawn(async move { publish::publish(&publisher, id).await.map(|document| document.index_number.unwrap()) }));
        }
        let mut numbers = Vec::new();
        for one in running {
            numbers.push(one.await.unwrap().unwrap());
        }
        numbers.sort();
        let tails: Vec<&str> = numbers.iter().map(|number| number.rsplit('-').next().unwrap()).collect();
        assert_eq!(tails, ["00001", "00002", "00003", "00004", "00005", "00006"]);
    })
    .await;
}

#[tokio::test]
async fn a_document_number_is_borne_once_per_issuer() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let first = published(&site, numbered("青岚县教育局关于教研活动的通知", "教研活动", "青教发〔2026〕8号")).await;
        // The same in another bracket style is the same number.
        let id = draft(&site, numbered("青岚县教育局关于校服管理的通知", "校服管理", "青教发[2026]8号")).await;
        let refused = reasons(submit::submit(&doer(&site, "author").await, id, 1).await);
        assert!(refused.iter().any(|reason| reason.contains("duplicate.number")), "{refused:?}");
        let mut elsewhere = numbered("青岚县教育局关于实验室安全的通知", "实验室安全", "青教发〔2026〕8号");
        elsewhere.metadata.issuers = vec!["青岚县教育局工会".into()];
        assert_ne!(draft(&site, elsewhere).await, first.id, "another issuer's numbers are another series");
    })
    .await;
}

#[tokio::test]
async fn a_repeal_turns_its_target_and_outlives_its_page() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let mut old = numbered("青岚县教育局校外培训管理办法", "校外培训管理", "青教规〔2026〕1号");
        old.kind = "normative".into();
        old.metadata.effective_on = Some(date(2026, 2, 26));
        let old = published(&site, old).await;
        assert_eq!(old.validity, "in_force");
        let mut new = numbered("青岚县教育局校外培训机构管理办法", "校外培训机构管理", "青教规〔2026〕2号");
        new.kind = "normative".into();
        new.metadata.effective_on = Some(date(2026, 2, 28));
        let last = new.paragraphs.iter().rposition(|paragraph| paragraph.kind == ParagraphKind::Body).unwrap();
        new.paragraphs[last].text = "本办法自2026年2月28日起施行，《青岚县教育局校外培训管理办法》（青教规〔2026〕1号）同时废止。".into();
        let id = draft(&site, new).await;
        submit(&site, id).await;
        let proposed = tables::relation::of(site.db(), id).await.unwrap();
        let repeal = proposed.iter().find(|relation| relation.relation == "repeals").expect("the text says what it repeals");
        assert_eq!((repeal.target_id, repeal.state.as_str()), (Some(old.id), "proposed"));
        let confirmed: Vec<Relation> = proposed.iter().map(|relation| Relation { state: "confirmed".into(), ..relation.clone() }).collect();
        submit::decide_relations(&doer(&site, "author").await, id, &confirmed).await.unwrap();
        assert_eq!(load(&site, old.id).await.validity, "in_force", "nothing happens before publication");
        approve_all(&site, id).await;
        publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        assert_eq!(load(&site, old.id).await.validity, "repealed");
        let (publisher, confirmed) = (doer(&site, "publisher").await, tables::relation::of(site.db(), id).await.unwrap());
        let rejected: Vec<Relation> = confirmed.iter().map(|relation| Relation { state: "rejected".into(), ..relation.clone() }).collect();
        submit::decide_relations(&publisher, id, &rejected).await.unwrap();
        assert_eq!(load(&site, old.id).await.validity, "in_force", "a mistake is taken back");
        submit::decide_relations(&publisher, id, &confirmed).await.unwrap();
        withdraw::withdraw(&doer(&site, "office").await, id, "程序有误", "条例第六条").await.unwrap();
        assert_eq!(load(&site, old.id).await.validity, "repealed", "taking a page off line is no act of law");
    })
    .await;
}

/// A text that repeals another by number and title, submitted and with its proposals.
async fn repealing(site: &TestSite, on: jiff::civil::Date) -> (i64, Vec<Relation>) {
    let mut new = numbered("青岚县教育局托管服务管理办法", "托管服务管理", "青教规〔2026〕6号");
    new.kind = "normative".into();
    new.metadata.effective_on = Some(on);
    let last = new.paragraphs.iter().rposition(|paragraph| paragraph.kind == ParagraphKind::Body).unwrap();
    new.paragraphs[last].text = "本办法自2026年2月28日起施行，《青岚县教育局托管服务暂行规定》（青教规〔2026〕3号）同时废止。".into();
    let id = draft(site, new).await;
    submit(site, id).await;
    (id, tables::relation::of(site.db(), id).await.unwrap())
}

fn to_be_repealed() -> Content {
    let mut old = numbered("青岚县教育局托管服务暂行规定", "托管服务", "青教规〔2026〕3号");
    old.kind = "normative".into();
    old.metadata.effective_on = Some(date(2026, 2, 26));
    old
}

#[tokio::test]
async fn a_draft_is_never_the_target_of_a_repeal() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let old = draft(&site, to_be_repealed()).await;
        let (id, proposed) = repealing(&site, date(2026, 2, 28)).await;
        let repeal = proposed.iter().find(|relation| relation.relation == "repeals").unwrap();
        assert_eq!(repeal.target_id, None, "what it will say is not decided");
        let confirmed: Vec<Relation> =
            proposed.iter().map(|relation| Relation { state: "confirmed".into(), target_id: Some(old), ..relation.clone() }).collect();
        submit::decide_relations(&doer(&site, "author").await, id, &confirmed).await.unwrap();
        approve_all(&site, id).await;
        publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        let mut connection = site.db().read().acquire().await.unwrap();
        assert!(tables::relation::facts(&mut connection, old).await.unwrap().is_empty(), "not even where somebody names it");
        drop(connection);

        // Once it is public a proposal finds it, and somebody who sees both decides.
        let relations: Vec<Relation> = tables::relation::of(site.db(), id).await.unwrap();
        let undecided: Vec<Relation> =
            relations.iter().map(|relation| Relation { state: "proposed".into(), target_id: None, ..relation.clone() }).collect();
        submit::decide_relations(&doer(&site, "publisher").await, id, &undecided).await.unwrap();
        submit(&site, old).await;
        approve_all(&site, old).await;
        publish::publish(&doer(&site, "publisher").await, old).await.unwrap();
        let found = tables::relation::of(site.db(), id).await.unwrap();
        assert_eq!(found.iter().find(|relation| relation.relation == "repeals").unwrap().target_id, Some(old));
        assert_eq!(load(&site, old).await.validity, "in_force", "nothing happens by itself");
    })
    .await;
}

#[tokio::test]
async fn a_relation_decided_during_an_amendment_counts_from_what_is_public() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let old = published(&site, to_be_repealed()).await;
        let (id, proposed) = repealing(&site, date(2026, 2, 28)).await;
        approve_all(&site, id).await;
        let public = publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        // Somebody begins an amendment that would take force much later, under another title.
        let mut amended = public.content.clone();
        amended.metadata.effective_on = Some(date(2027, 1, 1));
        amended.metadata.title = Some("青岚县教育局托管服务管理办法（修订稿）".into());
        draft::save(&doer(&site, "author").await, id, public.version, amended, Handling::default()).await.unwrap();
        let confirmed: Vec<Relation> = proposed.iter().map(|relation| Relation { state: "confirmed".into(), ..relation.clone() }).collect();
        submit::decide_relations(&doer(&site, "publisher").await, id, &confirmed).await.unwrap();
        let mut connection = site.db().read().acquire().await.unwrap();
        let facts = tables::relation::facts(&mut connection, old.id).await.unwrap();
        assert_eq!((facts.len(), facts[0].fact.on), (1, date(2026, 2, 28)));
        assert_eq!(facts[0].note, "依据《青岚县教育局托管服务管理办法》");
        drop(connection);
        assert_eq!(load(&site, old.id).await.validity, "repealed");
    })
    .await;
}
