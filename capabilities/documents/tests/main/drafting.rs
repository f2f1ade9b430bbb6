//! How a draft is written: uploaded, pasted, typed, saved by itself, by two people, with files and what was cut.

use gongkai_documents::tables;
use gongkai_testing::{Answer, TestSite, Upload};
use gongkai_text::paragraph::ParagraphKind;

use crate::stage::*;

fn plain(answer: &Answer) -> String {
    answer.text().replace("&#x2f;", "/")
}

/// The number in the address of an edit page.
fn id_in(location: &str) -> i64 {
    location.split('/').find_map(|part| part.parse().ok()).unwrap_or_else(|| panic!("no number in {location}"))
}

const TEXT: &str = "青岚县教育局关于开展安全月活动的通知\n青教发〔2026〕31号\n各学校：\n为普及安全知识，决定开展安全月活动，现将有关事项通知如下如下。\n一、活动时间\n活动自4月1日开始，\n为期一个月。\n\
    二、联系方式\n联系人手机13912345678。\n青岚县教育局\n2026年2月26日\n";

#[tokio::test]
async fn an_uploaded_file_is_understood_cut_and_can_be_restored() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let file = |name, bytes| [Upload { field: "file", name, bytes }];
        let answer = site
            .upload_as(
                "author",
                "/staff/documents/new",
                &[("agency", "qinglan/edu"), ("way", "upload")],
                &file("安全月.txt", TEXT.as_bytes()),
            )
            .await;
        let answer = answer.expect(303);
        assert!(answer.location().ends_with("/edit?read=1"), "{}", answer.location());
        let id = id_in(answer.location());
        let page = plain(&site.get_as("author", answer.location()).await.expect(200));
        for expected in
            ["青岚县教育局关于开展安全月活动的通知", "青教发〔2026〕31号", "2026-02-26", "自动识别", "personal.mobile", "保存并遮盖"]
        {
            assert!(page.contains(expected), "{expected}");
        }
        let original = site.get_as("author", &format!("/staff/documents/{id}/original")).await.expect(200);
        assert_eq!(original.body, TEXT.as_bytes());
        assert!(original.header("content-disposition").starts_with("attachment") && original.header("x-content-type-options") == "nosniff");

        // The cuts beside the original; one undone and made again.
        let cuts = plain(&site.get_as("author", &format!("/staff/documents/{id}/cuts")).await.expect(200));
        assert!(cuts.contains("安全月.txt") && cuts.contains("来文原样") && cuts.contains("name=\"made\""), "{cuts}");
        let before = load(&site, id).await;
        let version = before.version.to_string();
        site.post_as("author", &format!("/staff/documents/{id}/cuts"), &[("version", &version)]).await.expect(303);
        let undone = load(&site, id).await;
        assert!(undone.content.text().contains("如下如下") && !before.content.text().contains("如下如下"));
        assert_eq!(undone.content.metadata, before.content.metadata, "what was said of it stays");
        assert!(undone.content.paragraphs.len() >= before.content.paragraphs.len());
        site.post_as("author", &format!("/staff/documents/{id}/cuts"), &[("version", "1")]).await.expect(422);

        // What cannot be read is refused with the name and the cause.
        let bad = site
            .upload_as(
                "author",
                "/staff/documents/new",
                &[("agency", "qinglan/edu")],
                &file("坏.docx", b"PK\x03\x04 not a package at all, only the first four bytes of one"),
            )
            .await;
        assert!(plain(&bad.expect(422)).contains("坏.docx"));
        site.upload_as(
            "author",
            "/staff/documents/new",
            &[("agency", "qinglan/edu")],
            &file("run.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00"),
        )
        .await
        .expect(422);
        site.upload_as("author", "/staff/documents/new", &[("agency", "qinglan/edu")], &[]).await.expect(422);
        site.upload_as("author", "/staff/documents/new", &[("agency", "qinglan/health")], &file("a.txt", TEXT.as_bytes()))
            .await
            .expect(403);
    })
    .await;
}

/// The fields of the edit form for a text.
fn fields<'a>(version: &'a str, title: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", version),
        ("kind", "notice"),
        ("title", title),
        ("issuers", "青岚县教育局"),
        ("formed_on", "2026-02-26"),
        ("topic", "1003"),
        ("openness", "proactive"),
        ("body", body),
    ]
}

#[tokio::test]
async fn a_text_is_written_saved_masked_and_submitted() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let new = [("way", "write"), ("agency", "qinglan/edu"), ("title", "青岚县教育局关于读书节的通知"), ("body", "各学校：\n一、时间安排")];
        let id = id_in(site.post_as("author", "/staff/documents/new", &new).await.expect(303).location());
        assert_eq!(load(&site, id).await.content.metadata.issuers, ["青岚县教育局"]);
        let edit = format!("/staff/documents/{id}/edit");
        let title = "青岚县教育局关于举办读书节的通知";
        let body = "各学校：\n一、时间安排\n读书节自4月23日起，联系人手机13912345678。\n| 学校 | 名额 |\n| 一中 | 20 |\n青岚县教育局\n2026年2月26日";
        site.post_as("author", &edit, &fields("1", title, body)).await.expect(303);
        let saved = load(&site, id).await;
        assert_eq!((saved.version, saved.content.title()), (2, title));
        let kinds: Vec<ParagraphKind> = saved.content.paragraphs.iter().map(|paragraph| paragraph.kind).collect();
        use ParagraphKind as K;
        assert_eq!(kinds, [K::Salutation, K::Heading, K::Body, K::Table, K::Signature, K::FormedOn]);

        // A day that is none is told at its field, and nothing typed is lost.
        let mut wrong = fields("2", "改过的标题", body);
        wrong.push(("effective_on", "2026-02-30"));
        wrong.retain(|(name, _)| *name != "formed_on");
        wrong.push(("formed_on", "昨天"));
        let page = plain(&site.post_as("author", &edit, &wrong).await.expect(422));
        assert!(page.contains("成文日期“昨天”不是有效日期") && page.contains("施行日期“2026-02-30”不是有效日期"));
        assert!(page.contains("value=\"改过的标题\"") && page.contains("value=\"昨天\"") && page.contains("读书节自4月23日起"));

        // Submitting from the form tells every stop; masking from the form saves first.
        let mut then = fields("2", title, body);
        then.push(("then", "submit"));
        assert!(plain(&site.post_as("author", &edit, &then).await.expect(422)).contains("personal.mobile"));
        let version = load(&site, id).await.version.to_string();
        let mut then = fields(&version, title, body);
        then.push(("then", "mask"));
        site.post_as("author", &edit, &then).await.expect(303);
        let masked = load(&site, id).await;
        assert!(masked.content.text().contains("139****5678"));
        let version = masked.version.to_string();
        let body = body.replace("13912345678", "139****5678");
        let mut then = fields(&version, title, &body);
        then.push(("then", "submit"));
        assert_eq!(site.post_as("author", &edit, &then).await.expect(303).location(), format!("/staff/documents/{id}"));
    })
    .await;
}

#[tokio::test]
async fn two_people_on_one_draft_are_told_and_overwrite_nothing_unseen() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = draft(&site, notice("青岚县教育局关于运动会的通知", "运动会")).await;
        let edit = format!("/staff/documents/{id}/edit");
        site.get_as("author", &edit).await.expect(200);
        let page = plain(&site.get_as("author-2", &edit).await.expect(200));
        assert!(page.contains("<span data-others>张敏</span>正在编辑"), "{page}");
        let mut auto = fields("1", "青岚县教育局关于春季运动会的通知", "各学校：\n请做好准备。");
        auto.push(("autosave", "1"));
        let saved = site.post_as("author", &edit, &auto).await.expect(200).json();
        assert_eq!(saved["version"], 2);
        assert_eq!(saved["others"][0], "何欣");
        let mut late = fields("1", "何欣写的标题", "各学校：\n何欣写的正文。");
        let page = plain(&site.post_as("author-2", &edit, &late).await.expect(422));
        assert!(page.contains("张敏 在您编辑期间保存了新的稿子") && page.contains("何欣写的正文") && page.contains("以我的内容为准保存"));
        late.push(("autosave", "1"));
        assert_eq!(site.post_as("author-2", &edit, &late).await.expect(409).json()["others"][0], "张敏");
        late.retain(|(name, _)| *name != "autosave");
        late.push(("then", "overwrite"));
        site.post_as("author-2", &edit, &late).await.expect(303);
        let now = load(&site, id).await;
        assert_eq!((now.content.title(), now.author_name.as_str()), ("何欣写的标题", "何欣"));
        let mut broken = fields("9", "x", "y");
        broken.extend([("autosave", "1"), ("ends_on", "明年")]);
        assert!(site.post_as("author", &edit, &broken).await.expect(422).json()["reasons"][0].as_str().unwrap().contains("明年"));
        site.advance(jiff::SignedDuration::from_mins(5));
        assert!(!plain(&site.get_as("author", &edit).await).contains("何欣</span>正在编辑"), "gone after a while");
    })
    .await;
}

#[tokio::test]
async fn files_are_added_named_and_taken_out() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let id = draft(&site, notice("青岚县教育局关于经费预算的通知", "经费预算")).await;
        let edit = format!("/staff/documents/{id}/edit");
        let form = fields("1", "青岚县教育局关于经费预算的通知", "各学校：\n请按附件执行。");
        let csv = "项目,金额\n维修,10\n".as_bytes();
        let files = [
            Upload { field: "attachment", name: "预算表.csv", bytes: csv },
            Upload { field: "attachment", name: "病毒.exe", bytes: b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" },
        ];
        let page = plain(&site.upload_as("author", &edit, &form, &files).await.expect(422));
        assert!(page.contains("病毒.exe"), "{page}");
        assert!(load(&site, id).await.content.attachments.is_empty(), "all or nothing");
        site.upload_as("author", &edit, &form, &files[..1]).await.expect(303);
        let saved = load(&site, id).await;
        let file = saved.content.attachments[0].clone();
        assert_eq!((file.name.as_str(), file.kind.as_str(), file.extract.is_some()), ("预算表.csv", "csv", true));
        let path = format!("/staff/documents/{id}/files/{}/x", file.hash);
        let got = site.get_as("author", &path).await.expect(200);
        assert_eq!(got.body, csv);
        assert!(got.header("content-disposition").starts_with("attachment"));
        site.get_as("other", &path).await.expect(404);
        site.get_as("author", &format!("/staff/documents/{id}/files/{}/x", "0".repeat(64))).await.expect(404);
        let (name, version) = (format!("attachment_name_{}", file.hash), saved.version.to_string());
        let mut renamed = fields(&version, "青岚县教育局关于经费预算的通知", "各学校：\n请按附件执行。");
        renamed.push((&name, "2026年预算表"));
        site.post_as("author", &edit, &renamed).await.expect(303);
        assert_eq!(load(&site, id).await.content.attachments[0].name, "2026年预算表.csv");
        let (remove, version) = (format!("attachment_remove_{}", file.hash), load(&site, id).await.version.to_string());
        let mut removed = fields(&version, "青岚县教育局关于经费预算的通知", "各学校：\n请按附件执行。");
        removed.extend([(name.as_str(), "2026年预算表.csv"), (remove.as_str(), "1")]);
        site.post_as("author", &edit, &removed).await.expect(303);
        assert!(load(&site, id).await.content.attachments.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_pasted_from_word_is_cleaned() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let html = "<p class=MsoNormal style='mso-list:l0'><b>一、</b>总体要求<o:p></o:p></p><p>坚持安全第一。</p><script>alert(1)</script>\
        <table><tr><td>学校</td><td>名额</td></tr><tr><td>一中</td><td>20</td></tr></table><p>二、工作措施</p>";
    let answer = site.post_as("author", "/staff/documents/clean-html", &[("html", html)]).await.expect(200);
    let text = answer.text();
    assert_eq!(text.lines().next(), Some("一、总体要求"), "{text}");
    assert!(text.contains("| 学校 | 名额 |\n| 一中 | 20 |") && text.contains("二、工作措施"), "{text}");
    assert!(!text.contains("alert") && !text.contains('<'));
    site.post_as("first", "/staff/documents/clean-html", &[("html", html)]).await.expect(403);
    assert!(tables::document::by_id(site.db(), 1).await.unwrap().is_none());
}
