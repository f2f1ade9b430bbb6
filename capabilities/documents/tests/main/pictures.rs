//! Do the pictures of an uploaded document come along: into the draft, the page, the copies, and before whoever confirms it?

use gongkai_documents::acts::review;
use gongkai_documents::screening::judge;
use gongkai_documents::{Document, tables};
use gongkai_files::{Limits, pictures};
use gongkai_letters::Paper;
use gongkai_testing::{TestSite, Upload};
use gongkai_text::paragraph::{Paragraph, ParagraphKind};

use crate::stage::*;

/// One pixel.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\
    \x80Z4}k\0\0\0\0IEND\xaeB`\x82";
const PNG_TEXT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A Word document that shows a picture after its text.
fn docx(title: &str, subject: &str) -> Vec<u8> {
    let content = notice(title, subject);
    let mut paper = Paper { title: title.to_owned(), paragraphs: content.paragraphs, ..Paper::default() };
    let shown = Paragraph {
        id: "g-1".into(),
        kind: ParagraphKind::Image,
        level: 0,
        text: "流程图".into(),
        rows: Vec::new(),
        image: Some("chart".into()),
    };
    paper.paragraphs.insert(3, shown);
    paper.images.insert("chart".into(), PNG.to_vec());
    gongkai_letters::docx(&paper).unwrap()
}

async fn uploaded(site: &TestSite, name: &str, bytes: &[u8]) -> Document {
    let fields = [("agency", "qinglan/edu"), ("way", "upload")];
    let answer = site.upload_as("author", "/staff/documents/new", &fields, &[Upload { field: "file", name, bytes }]).await.expect(303);
    let id = answer.location().split('/').find_map(|part| part.parse().ok()).expect("the number of the draft");
    load(site, id).await
}

/// The hash of the one picture, which the text names and the files hold; nothing is missing.
async fn only_picture(site: &TestSite, document: &Document) -> String {
    let [file] = &document.content.attachments[..] else { panic!("{:?}", document.content.attachments) };
    assert!(file.inline && file.extract.is_none() && file.kind == "png" && file.name.ends_with(".png"), "{file:?}");
    assert_eq!(site.platform.files.get(&file.hash).unwrap(), PNG);
    let named: Vec<&str> = document.content.paragraphs.iter().filter_map(|paragraph| paragraph.image.as_deref()).collect();
    assert_eq!(named, [file.hash.as_str()]);
    let found = judge(&site.platform, document).await.unwrap();
    assert!(found.iter().all(|judged| !judged.finding.code.contains("image")), "{found:?}");
    file.hash.as_str().to_owned()
}

#[tokio::test]
async fn the_pictures_of_an_uploaded_document_come_along() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let document = uploaded(&site, "流程.docx", &docx("青岚县教育局关于优化入学流程的通知", "入学流程优化")).await;
        let hash = only_picture(&site, &document).await;
        let id = document.id;
        let preview = site.get_as("author", &format!("/staff/documents/{id}/preview")).await.expect(200).text().to_owned();
        let address = preview.split("src=\"").find(|rest| rest.starts_with(&format!("/staff/documents/{id}/files/{hash}/")));
        let address = address.and_then(|rest| rest.split('"').next()).expect("the picture in the preview").to_owned();
        let picture = site.get_as("author", &address).await.expect(200);
        assert_eq!((&picture.body[..], picture.header("content-type")), (PNG, "image/png"));

        // Read again from the original, it is still there, and once.
        let version = document.version.to_string();
        site.post_as("author", &format!("/staff/documents/{id}/cuts"), &[("version", &version)]).await.expect(303);
        assert_eq!(only_picture(&site, &load(&site, id).await).await, hash);

        // A page with the picture written into it.
        let page = format!(
            "<html><head><title>通知</title></head><body><p>青岚县教育局关于公布咨询电话的通知</p><p>各学校：</p><p>现将流程图公布如下。</p>\
             <p><img src=\"data:image/png;base64,{PNG_TEXT}\" alt=\"流程图\"></p><p>青岚县教育局</p><p>2026年2月26日</p></body></html>"
        );
        let of_page = uploaded(&site, "通知.html", page.as_bytes()).await;
        assert_eq!(only_picture(&site, &of_page).await, hash, "the same bytes");

        // What is looked at without being kept lacks nothing either.
        let bytes = docx("青岚县教育局关于优化转学流程的通知", "转学流程优化");
        let file = [Upload { field: "file", name: "转学.docx", bytes: &bytes }];
        let checked = site.upload_as("author", "/staff/screening", &[], &file).await.expect(200);
        assert!(!checked.text().contains("image_missing") && !checked.text().contains("图片缺失"));
    })
    .await;
}

#[tokio::test]
async fn whoever_confirms_by_a_link_sees_pictures_and_files_as_long_as_it_is_good() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        let read = uploaded(&site, "流程.docx", &docx("青岚县教育局关于公开办学流程的通知", "办学流程公开")).await;
        let hash = only_picture(&site, &read).await;
        let mut content = notice("青岚县教育局关于公开办学流程的通知", "办学流程公开");
        content.paragraphs.extend(read.content.paragraphs.into_iter().filter(|paragraph| paragraph.image.is_some()));
        content.attachments = read.content.attachments;
        let table = "学校,名额\n一中,20\n二中,30\n三中,40\n四中,50\n五中,60\n六中,70\n七中,80\n八中,90\n";
        let limits = Limits::default();
        let file = gongkai_documents::incoming::keep_attachment(&site.platform, "名额.csv", table.as_bytes(), &limits).unwrap();
        content.attachments.push(file.clone());
        let id = draft(&site, content).await;
        submit(&site, id).await;
        let secret = review::invite_stakeholder(&doer(&site, "author").await, id, "青岚惠民学校").await.unwrap();
        let link = format!("/confirm/{secret}");
        let page = site.get(&link).await.expect(200).text().to_owned();
        assert!(page.contains(&format!("src=\"{link}/files/{hash}\"")), "{page}");
        assert!(!page.contains(&format!("/documents/{id}/files/")), "nothing points to what is not public");
        let listed = page.replace("&#x2f;", "/");
        assert!(listed.contains(&format!("href=\"{link}/files/{}\"", file.hash)) && !listed.contains("picture-0.png</a>"), "{listed}");

        let picture = site.get(&format!("{link}/files/{hash}")).await.expect(200);
        assert_eq!((&picture.body[..], picture.header("content-type")), (PNG, "image/png"));
        assert_eq!((picture.header("cache-control"), picture.header("x-content-type-options")), ("no-store", "nosniff"));
        let beside = site.get(&format!("{link}/files/{}", file.hash)).await.expect(200);
        assert!(beside.body == table.as_bytes() && beside.header("content-disposition").starts_with("attachment"));
        // The link opens one text: no other file, and no file under another link.
        let other = site.platform.files.put(b"what belongs to another document").unwrap();
        for wrong in [other.as_str(), "", "x", "%"] {
            let status = site.get(&format!("{link}/files/{wrong}")).await.status;
            assert!(matches!(status, 400 | 404), "{wrong} {status}");
        }
        site.get(&format!("/confirm/nothing/files/{hash}")).await.expect(404);
        site.get(&format!("/documents/{id}/files/{hash}/picture-0.png")).await.expect(404);

        site.post(&link, &[("decision", "agree"), ("opinion", "同意公开")]).await.expect(200);
        site.get(&format!("{link}/files/{hash}")).await.expect(410);

        // Published, the picture stands on the page and in the copies.
        approve_all(&site, id).await;
        site.post_as("publisher", &format!("/staff/documents/{id}/publish"), &[]).await.expect(303);
        let shown = site.get(&format!("/documents/{id}")).await.expect(200).text().to_owned();
        assert!(shown.contains(&format!("<img src=\"/documents/{id}/files/{hash}/")), "{shown}");
        site.get(&format!("/documents/{id}/files/{hash}/picture-0.png")).await.expect(200);
        let copy = site.get(&format!("/documents/{id}/download/docx")).await.expect(200);
        let in_copy = pictures("副本.docx", &copy.body, &limits);
        assert_eq!(in_copy.iter().map(|picture| picture.bytes.as_slice()).collect::<Vec<_>>(), [PNG]);
        assert_eq!(tables::document::by_id(site.db(), id).await.unwrap().unwrap().edition, 1);
    })
    .await;
}

#[tokio::test]
async fn a_pasted_picture_is_a_file_that_the_text_names() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        // What the page sends once it has put the picture among the files of the form.
        let html = "<p>办理流程如下。</p><p><img src=\"粘贴图片1-1.png\" alt=\"流程图\"></p><p><img src=\"file:///C:/Temp/clip_image002.png\"></p>";
        let text = site.post_as("author", "/staff/documents/clean-html", &[("html", html)]).await.expect(200).text().to_owned();
        assert_eq!(text, "办理流程如下。\n![流程图](粘贴图片1-1.png)\n![](clip_image002.png)");

        let fields = [("agency", "qinglan/edu"), ("way", "write"), ("title", "青岚县教育局关于公布转学流程的通知"), ("body", &text)];
        let file = Upload { field: "attachment", name: "粘贴图片1-1.png", bytes: PNG };
        let answer = site.upload_as("author", "/staff/documents/new", &fields, &[file]).await.expect(303);
        let id = answer.location().split('/').find_map(|part| part.parse().ok()).expect("the number of the draft");
        let begun = load(&site, id).await;
        let named = |document: &Document| -> Vec<String> {
            document.content.paragraphs.iter().filter_map(|paragraph| paragraph.image.clone()).collect()
        };
        let [kept] = &begun.content.attachments[..] else { panic!("{:?}", begun.content.attachments) };
        assert!(kept.inline, "it stands in the text");
        assert_eq!(named(&begun), [kept.hash.as_str(), "clip_image002.png"]);
        let found = judge(&site.platform, &begun).await.unwrap();
        let missing: Vec<_> = found.iter().filter(|judged| judged.finding.code == "defect.image_missing").collect();
        assert!(matches!(missing[..], [one] if one.stops() && one.finding.excerpt.contains("clip_image002.png")), "{missing:?}");

        // The other one is brought later, under the name that the text gives it.
        let version = begun.version.to_string();
        let body = format!("![流程图]({})\n![窗口位置](clip_image002.png)\n办理流程如上。", kept.hash);
        let fields =
            [("version", version.as_str()), ("kind", "notice"), ("title", "青岚县教育局关于公布转学流程的通知"), ("body", body.as_str())];
        let other = [PNG, b"\0"].concat();
        let file = Upload { field: "attachment", name: "clip_image002.png", bytes: &other };
        site.upload_as("author", &format!("/staff/documents/{id}/edit"), &fields, &[file]).await.expect(303);
        let saved = load(&site, id).await;
        assert_eq!(saved.content.attachments.len(), 2);
        assert!(saved.content.attachments.iter().all(|file| file.inline && named(&saved).contains(&file.hash.to_string())));
        let found = judge(&site.platform, &saved).await.unwrap();
        assert!(found.iter().all(|judged| !judged.finding.code.contains("image")), "{found:?}");

        // What is no picture is refused with its reason, and the text stays.
        let fields = [("agency", "qinglan/edu"), ("way", "write"), ("title", "通知"), ("body", "正文还在。")];
        let file = Upload { field: "attachment", name: "图.png", bytes: b"<script>alert(1)</script>" };
        let refused = site.upload_as("author", "/staff/documents/new", &fields, &[file]).await.expect(422);
        assert!(refused.text().contains("正文还在。") && refused.text().contains("图.png"));
    })
    .await;
}
