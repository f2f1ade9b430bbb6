//! Is every text kept once, and does the row that lists read say what the text says?

use gongkai_documents::acts::{draft, publish, withdraw};
use gongkai_documents::filter::Sort;
use gongkai_documents::rules::required::openness_of;
use gongkai_documents::{Content, Document, Filter, Handling, tables};
use gongkai_identity::Scope;
use gongkai_testing::TestSite;
use sqlx::Row;

use crate::stage::*;

/// How many texts a document has beside its editions.
async fn beside(site: &TestSite, id: i64) -> i64 {
    let query = sqlx::query("select count(*) from working_copy where document_id = $1").bind(id);
    query.fetch_one(site.db().read()).await.unwrap().try_get(0).unwrap()
}

/// Saves another title.
async fn retitled(site: &TestSite, document: &Document, title: &str) -> Document {
    let mut content = document.content.clone();
    content.metadata.title = Some(title.into());
    let handling = Handling { change_reason: "更正标题".into(), ..document.handling.clone() };
    draft::save(&doer(site, "author").await, document.id, document.version, content, handling).await.unwrap()
}

#[tokio::test]
async fn each_text_is_kept_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let (author, publisher) = (doer(&site, "author").await, doer(&site, "publisher").await);
        let id = draft(&site, notice("青岚县教育局关于校园开放的通知", "校园开放")).await;
        let drafted = load(&site, id).await;
        assert_eq!((beside(&site, id).await, drafted.is_its_edition()), (1, false), "a draft has a text of its own");
        submit(&site, id).await;
        approve_all(&site, id).await;
        let public = publish::publish(&publisher, id).await.unwrap();
        assert_eq!((beside(&site, id).await, public.is_its_edition()), (0, true), "what is published is in its edition alone");
        assert_eq!(load(&site, id).await, public);
        assert_eq!(public.content, drafted.content);

        let amended = retitled(&site, &public, "青岚县教育局关于校园开放时间的通知").await;
        assert_eq!(beside(&site, id).await, 1, "an amendment is a text beside the edition");
        assert_eq!(load(&site, id).await, amended);
        assert_eq!(tables::document::by_ids(site.db(), &[id]).await.unwrap(), [amended]);
        let given_up = draft::discard_amendment(&author, id).await.unwrap();
        assert_eq!((beside(&site, id).await, &given_up.content), (0, &public.content));

        withdraw::withdraw(&publisher, id, "内容有误", "县教育局批示").await.unwrap();
        let reopened = withdraw::reopen(&author, id).await.unwrap();
        assert_eq!((beside(&site, id).await, &reopened.content), (0, &public.content), "taken up again it reads as before");
        retitled(&site, &reopened, "青岚县教育局关于校园有序开放的通知").await;
        assert_eq!(beside(&site, id).await, 1);

        let thrown_away = draft(&site, notice("青岚县教育局关于食堂的通知", "食堂管理")).await;
        draft::delete(&author, thrown_away).await.unwrap();
        assert_eq!(beside(&site, thrown_away).await, 0);
    })
    .await;
}

/// What the row shows in lists of a text.
fn shown(content: &Content) -> [String; 9] {
    let metadata = &content.metadata;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let n_files = content.attachments.iter().filter(|file| !file.inline).count();
    [
        content.title().to_owned(),
        text(&metadata.document_number),
        content.topic.clone(),
        content.item.clone(),
        text(&metadata.genre),
        openness_of(content).code().to_owned(),
        content.summary(),
        n_files.to_string(),
        format!("{:?} {:?} {:?}", metadata.formed_on, metadata.effective_on, metadata.ends_on),
    ]
}

#[tokio::test]
async fn what_lists_show_is_taken_from_the_text() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        draft(&site, notice("青岚县教育局关于春游的通知", "春游安全")).await;
        let amended = published(&site, numbered("青岚县教育局关于秋游的通知", "秋游安全", "青教发〔2026〕3号")).await;
        retitled(&site, &amended, "青岚县教育局关于秋季研学的通知").await;
        let mut rule = notice("青岚县教育局关于印发校车管理办法的通知", "校车管理");
        rule.metadata.effective_on = Some(jiff::civil::date(2026, 4, 1));
        rule.metadata.ends_on = Some(jiff::civil::date(2031, 3, 31));
        rule.metadata.summary = Some("校车的许可、驾驶人和路线".into());
        published(&site, rule).await;
        let gone = published(&site, notice("青岚县教育局关于停课的通知", "停课安排")).await;
        withdraw::withdraw(&doer(&site, "publisher").await, gone.id, "内容有误", "县教育局批示").await.unwrap();

        let everything = Scope { root: String::new(), internal: vec![String::new()] };
        let filter = Filter { sort: Sort::Id, ..Filter::default() };
        let lines = tables::list::lines(site.db(), &everything, &filter, 100, 0).await.unwrap();
        assert_eq!(lines.len(), 4);
        for line in lines {
            let document = load(&site, line.id).await;
            // While a public record is amended, lists say what its edition says.
            let content = match tables::edition::get(site.db(), line.id, line.edition).await.unwrap() {
                Some(edition) if document.is_public() => edition.content,
                _ => document.content,
            };
            let dates = format!("{:?} {:?} {:?}", line.formed_on, line.effective_on, line.ends_on);
            let number = line.document_number.unwrap_or_default();
            let n_files = line.n_attachments.to_string();
            let row = [line.title, number, line.topic, line.item, line.genre, line.openness, line.summary, n_files, dates];
            assert_eq!(row, shown(&content));
        }
    })
    .await;
}
