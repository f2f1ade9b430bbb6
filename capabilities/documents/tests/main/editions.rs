//! Older editions: taken home as papers while they may be read, closed by hand where something slipped into one.

use std::path::PathBuf;

use gongkai_documents::acts::{close_edition, draft, publish, withdraw};
use gongkai_documents::{Content, Document, Handling, incoming, tables};
use gongkai_files::Limits;
use gongkai_testing::TestSite;
use gongkai_web::Failure;

use crate::stage::*;

const SLIPPED: &str = "领取地点由门卫老郭统一登记";

/// A record of two editions; the first holds what should not be read any more, in its text and in a file of its own.
async fn of_two_editions(site: &TestSite) -> (Document, String) {
    let mut content = notice("青岚县教育局关于校服发放的通知", "校服发放");
    let body = content.paragraphs.iter_mut().find(|paragraph| paragraph.text.contains("月底")).unwrap();
    body.text = format!("{SLIPPED}，请于月底前完成发放。");
    let bytes = "学校,套数,领取时间\n一中,120,三月十日上午\n二中,96,三月十日下午\n三中,88,三月十一日上午\n".as_bytes();
    let file = incoming::keep_attachment(&site.platform, "发放表.csv", bytes, &Limits::default()).unwrap();
    content.attachments.push(file.clone());
    let first = published(site, content).await;
    let mut content: Content = first.content.clone();
    content.paragraphs.iter_mut().find(|paragraph| paragraph.text.contains(SLIPPED)).unwrap().text = "请于月底前完成发放。".into();
    content.attachments.clear();
    let handling = Handling { change_reason: "更正发放安排".into(), ..first.handling.clone() };
    draft::save(&doer(site, "author").await, first.id, first.version, content, handling).await.unwrap();
    submit(site, first.id).await;
    approve_all(site, first.id).await;
    let second = publish::publish(&doer(site, "publisher").await, first.id).await.unwrap();
    assert_eq!(second.edition, 2);
    (second, file.hash.to_string())
}

/// The papers that this node keeps of a record.
fn papers(site: &TestSite, id: i64) -> Vec<String> {
    let folder: PathBuf = site.platform.settings.data.join("papers").join(id.to_string());
    let Ok(places) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = places.map(|place| place.unwrap().file_name().to_string_lossy()[..2].to_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_older_edition_is_taken_home_as_it_was() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let (record, _) = of_two_editions(&site).await;
        let path = format!("/documents/{}", record.id);
        let page = site.get(&format!("{path}/editions/1")).await.expect(200).text().replace("&#x2f;", "/");
        for form in ["pdf", "docx", "txt"] {
            assert!(page.contains(&format!("{path}/editions/1/download/{form}")), "{form}: {page}");
        }
        let old = site.get(&format!("{path}/editions/1/download/txt")).await.expect(200).text();
        assert!(old.contains(SLIPPED) && old.contains(&format!("{path}/editions/1")), "it names its own address: {old}");
        let new = site.get(&format!("{path}/editions/2/download/txt")).await.expect(200).text();
        assert_eq!(new, site.get(&format!("{path}/download/txt")).await.text(), "the newest is the newest by either address");
        assert!(site.get(&format!("{path}/editions/1/download/docx")).await.expect(200).body.starts_with(b"PK"));
        for wrong in ["editions/3/download/txt", "editions/0/download/txt", "editions/x/download/txt", "editions/1/download/exe"] {
            site.get(&format!("{path}/{wrong}")).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn an_older_edition_is_closed_by_hand_and_leaves_no_paper() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let (record, hash) = of_two_editions(&site).await;
        let (id, path) = (record.id, format!("/documents/{}", record.id));
        let printed = site.platform.fonts().is_ok();
        if printed {
            for edition in ["/editions/1", ""] {
                site.get(&format!("{path}{edition}/download/pdf")).await.expect(200);
            }
            assert_eq!(papers(&site, id), ["1-", "2-"]);
        }
        site.get(&format!("{path}/files/{hash}/x.csv")).await.expect(200);

        let (author, publisher) = (doer(&site, "author").await, doer(&site, "publisher").await);
        let denied = close_edition::close_edition(&author, id, 1, "含个人信息", "条例第十五条").await;
        assert!(matches!(denied, Err(Failure::Denied(_))));
        assert_eq!(reasons(close_edition::close_edition(&publisher, id, 9, " ", "").await).len(), 3, "everything at once");
        let newest = reasons(close_edition::close_edition(&publisher, id, 2, "有误", "条例第六条").await);
        assert!(newest[0].contains("现行版本"), "{newest:?}");
        let form = [("number", "1"), ("reason", "旧版中写有个人信息"), ("basis", "个人信息保护法第二十五条")];
        site.post_as("publisher", &format!("/staff/documents/{id}/close-edition"), &form).await.expect(303);
        let again = reasons(close_edition::close_edition(&publisher, id, 1, "有误", "条例第六条").await);
        assert!(again[0].contains("已经停止公开"), "{again:?}");

        for part in ["/editions/1", "/compare/1/2", "/compare/2/1"] {
            let gone = site.get(&format!("{path}{part}")).await.expect(410).text();
            assert!(gone.contains("旧版中写有个人信息") && gone.contains("个人信息保护法第二十五条"), "{part}: {gone}");
            assert!(!gone.contains(SLIPPED) && !gone.contains("发放表"), "{part}");
        }
        for part in ["/editions/1/download/txt", "/editions/1/download/pdf", "/editions/1/download/docx"] {
            site.get(&format!("{path}{part}")).await.expect(410);
        }
        site.get(&format!("{path}/files/{hash}/x.csv")).await.expect(410);
        let page = site.get(&path).await.expect(200).text();
        assert!(page.contains("第1版（已停止公开：旧版中写有个人信息）") && !page.contains(SLIPPED), "{page}");
        let api = site.get(&format!("/api/v1/documents/{id}")).await.expect(200).text();
        assert!(!api.contains(SLIPPED) && !api.contains("发放表"));
        let history = site.get_as("author", &format!("/staff/documents/{id}/history")).await.expect(200).text();
        assert!(history.contains("停止公开旧版") && history.contains("旧版中写有个人信息"), "{history}");
        let staff = site.get_as("author", &format!("/staff/documents/{id}/editions")).await.expect(200).text();
        assert!(staff.contains("已停止公开"));
        let facts = site.db().journal_of(&record.subject(), 9).await.unwrap();
        assert!(facts.iter().any(|fact| fact.kind == "documents.edition_closed" && fact.public));
        assert!(tables::edition::get(site.db(), id, 1).await.unwrap().is_some(), "the edition itself is kept");

        site.catch_up().await;
        if printed {
            assert_eq!(papers(&site, id), ["2-"], "the paper of the closed edition is gone, the other stays");
        }
        withdraw::withdraw(&publisher, id, "内容有误", "条例第六条").await.unwrap();
        site.get(&format!("{path}/editions/2/download/txt")).await.expect(410);
        site.catch_up().await;
        assert!(papers(&site, id).is_empty());
        // What a node missed while it was down is swept at its start; papers of a version before go as well.
        let folder = site.platform.settings.data.join("papers");
        std::fs::create_dir_all(folder.join(id.to_string())).unwrap();
        std::fs::write(folder.join(id.to_string()).join("2-x.pdf"), b"x").unwrap();
        std::fs::write(folder.join("0123abcd.pdf"), b"x").unwrap();
        gongkai_documents::sweep_papers(&site.platform).await.unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    })
    .await;
}
