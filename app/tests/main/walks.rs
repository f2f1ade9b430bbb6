//! Does a document become public as house.md section 5a tells it? Through the pages that people use, on both databases.

use gongkai::capabilities::CAPABILITIES;
use gongkai_identity::Role;
use gongkai_letters::{Paper, docx};
use gongkai_testing::{Answer, TestSite, Upload};
use gongkai_text::extract::Extract;
use gongkai_web::listing::percent;
use scraper::{Html, Selector};

use crate::ask::whole;
use crate::county::furnish;
use crate::routes::offers;

const TEXT: &str = "青岚县教育局关于开展校园网络软件应用培训的通知\n青教函〔2026〕7号\n各中小学校：\n\
    为提高教职工的信息素养，经研究，定于近期开展校园网络软件应用培训。现将有关事项通知如下：\n\
    一、培训对象为各校信息管理员和班主任，每校不少于三人，由学校统一报名。\n\
    二、培训分为理论讲解和上机操作两部分，共两天，参训人员应当自备笔记本电脑。\n\
    三、各校应当于3月10日前将报名表送县教育局业务股，逾期不再受理。\n\
    青岚县教育局\n2026年2月27日\n";

/// The fields of the form that holds a field of this name, as a browser would send them.
fn form(page: &Answer, field: &str) -> Vec<(String, String)> {
    let html = Html::parse_document(&page.text());
    let select = |text: &str| Selector::parse(text).expect("a selector of ours");
    let forms: Vec<_> =
        html.select(&select("form")).filter(|form| form.select(&select(&format!("[name='{field}']"))).next().is_some()).collect();
    let form = forms.first().unwrap_or_else(|| panic!("no form with a field {field}: {}", page.text()));
    let mut fields = Vec::new();
    for control in form.select(&select("input[name], textarea[name], select[name]")) {
        let value = control.value();
        let name = value.attr("name").expect("selected by it").to_owned();
        let text = match value.name() {
            "textarea" => control.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => control
                .select(&select("option[selected]"))
                .next()
                .and_then(|option| option.value().attr("value"))
                .unwrap_or_default()
                .to_owned(),
            _ => match value.attr("type") {
                Some("submit" | "button" | "image" | "file") => continue,
                Some("checkbox" | "radio") if value.attr("checked").is_none() => continue,
                _ => value.attr("value").unwrap_or_default().to_owned(),
            },
        };
        fields.push((name, text));
    }
    fields
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(own, _)| own != name);
    fields.push((name.to_owned(), value.to_owned()));
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

async fn send(site: &TestSite, login: &str, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post_as(login, path, &fields).await
}

/// The four reviews and the publication, each from the page that the person sees.
async fn reviewed_and_published(site: &TestSite, id: i64) {
    let page = format!("/staff/documents/{id}");
    for login in ["made-first", "made-second", "made-final", "made-secrecy"] {
        let desk = site.get_as(login, "/staff/desk").await.expect(200);
        assert!(desk.text().contains(&page), "it waits on the desk of {login}");
        let seen = site.get_as(login, &page).await.expect(200);
        let mut fields = form(&seen, "sha256");
        assert!(!value(&fields, "step").is_empty(), "{login} is offered a step: {fields:?}");
        set(&mut fields, "opinion", "同意");
        send(site, login, &format!("{page}/approve"), &fields).await.expect(303);
    }
    site.post_as("made-publisher", &format!("{page}/publish"), &[]).await.expect(303);
}

/// A docx, as an office would send it.
fn file() -> Vec<u8> {
    let extract: Extract = gongkai_files::read("a.txt", TEXT.as_bytes(), &gongkai_files::Limits::default()).expect("a text");
    let reading = gongkai_text::reading::read(&extract, &std::collections::BTreeSet::new());
    let paper = Paper {
        title: reading.metadata.title.clone().expect("it has a title"),
        document_number: reading.metadata.document_number.clone(),
        paragraphs: reading.paragraphs,
        ..Paper::default()
    };
    docx(&paper).expect("a docx")
}

/// Title as a reader of Traditional script would type it.
const TRADITIONAL: &str = "校園網絡軟件";
const SIMPLIFIED: &str = "校园网络软件";

async fn finds(site: &TestSite, words: &str) -> bool {
    let found = site.get(&format!("/search?q={}&format=json", percent(words))).await.expect(200).json();
    found["total"].as_i64().expect("a total") > 0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_becomes_public_is_amended_and_withdrawn() {
    if !offers("POST", "/staff/documents/new") || !offers("GET", "/search") {
        println!("skipped: the pages of this walk are not all offered yet");
        return;
    }
    TestSite::on_each_backend(&CAPABILITIES, async |site| {
        furnish(&site).await;
        site.staff("writer", "张敏", "qinglan/edu", &[Role::Author]).await;
        let docx = file();
        let begun = site
            .upload_as(
                "writer",
                "/staff/documents/new",
                &[("agency", "qinglan/edu")],
                &[Upload { field: "file", name: "通知.docx", bytes: &docx }],
            )
            .await;
        let edit = begun.expect(303).location().split('?').next().expect("an address").to_owned();
        let id: i64 = edit.split('/').nth(3).and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("{edit}"));
        let record = format!("/documents/{id}");

        // What was read stands in the form, and is confirmed.
        let page = site.get_as("writer", &edit).await.expect(200);
        let mut fields = form(&page, "body");
        assert!(value(&fields, "title").contains(SIMPLIFIED), "{fields:?}");
        assert!(value(&fields, "body").contains("自备笔记本电脑"), "{fields:?}");
        set(&mut fields, "document_number", "青教函〔2026〕7号");
        set(&mut fields, "formed_on", "2026-02-27");
        set(&mut fields, "issuers", "青岚县教育局");
        set(&mut fields, "then", "done");
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let table = "序号,学校,参训人数,联系股室\n1,青岚县第一小学,3,信息中心\n2,青岚县第二中学,4,信息中心\n".as_bytes();
        let upload = [Upload { field: "attachment", name: "报名表.csv", bytes: table }];
        site.upload_as("writer", &edit, &sent, &upload).await.expect(303);
        let mut fields = form(&site.get_as("writer", &edit).await.expect(200), "body");
        set(&mut fields, "then", "submit");
        send(&site, "writer", &edit, &fields).await.expect(303);
        site.get(&record).await.expect(404);
        reviewed_and_published(&site, id).await;

        // The citizen.
        let page = site.get(&record).await.expect(200);
        assert!(page.text().contains("自备笔记本电脑") && page.text().contains("青教函〔2026〕7号"), "{}", page.text());
        let files: Vec<String> = Html::parse_document(&page.text())
            .select(&Selector::parse("a[href*='/files/']").expect("ours"))
            .filter_map(|link| link.value().attr("href").map(str::to_owned))
            .collect();
        let file = files.first().unwrap_or_else(|| panic!("the attachment is linked: {}", page.text())).clone();
        assert!(site.get(&file).await.expect(200).text().contains("第一小学"));
        site.catch_up().await;
        for words in [SIMPLIFIED, TRADITIONAL, "青教函[2026]7号", "青教函〔2026〕7号", "報名表"] {
            assert!(finds(&site, words).await, "{words} finds it");
        }
        let turned = site.get(&format!("/hant{record}")).await.expect(200).text();
        assert!(turned.contains("自備"), "{turned}");
        let lists = ["/documents", "/documents?format=atom", "/documents?format=csv", "/policies?format=json", "/api/v1/documents", "/"];
        for path in lists {
            assert!(whole(&site.get(path).await.expect(200)).contains(SIMPLIFIED), "{path}");
        }

        // The amendment.
        let mut fields = form(&site.get_as("writer", &edit).await.expect(200), "body");
        let body = value(&fields, "body").replace("3月10日", "3月20日");
        set(&mut fields, "body", &body);
        set(&mut fields, "then", "submit");
        send(&site, "writer", &edit, &fields).await.expect(422);
        let mut fields = form(&site.get_as("writer", &edit).await.expect(200), "body");
        set(&mut fields, "body", &body);
        set(&mut fields, "change_reason", "报名时间延长");
        set(&mut fields, "then", "submit");
        send(&site, "writer", &edit, &fields).await.expect(303);
        assert!(site.get(&record).await.expect(200).text().contains("3月10日"), "until it is published again the old text stands");
        reviewed_and_published(&site, id).await;
        assert!(site.get(&record).await.expect(200).text().contains("3月20日"));
        assert!(site.get(&format!("{record}/editions/1")).await.expect(200).text().contains("3月10日"));
        let compared = site.get(&format!("{record}/compare/1/2")).await.expect(200).text();
        assert!(compared.contains("报名时间延长") || compared.contains("20"), "{compared}");

        // The withdrawal.
        site.catch_up().await;
        let reasons = [("reason", "报名安排有误"), ("basis", "政府信息公开条例第六条")];
        site.post_as("made-office", &format!("/staff/documents/{id}/withdraw"), &reasons).await.expect(303);
        let tombstone = site.get(&record).await.expect(410).text();
        assert!(tombstone.contains("报名安排有误") && tombstone.contains("第六条") && !tombstone.contains("自备笔记本"), "{tombstone}");
        for path in [
            file.clone(),
            format!("{record}/editions/1"),
            format!("{record}/compare/1/2"),
            format!("{record}/download/txt"),
            format!("/api/v1{record}"),
        ] {
            let gone = whole(&site.get(&path).await.expect(410));
            assert!(!gone.contains("自备笔记本") && !gone.contains("第一小学"), "{path}: {gone}");
        }
        site.catch_up().await;
        assert!(!finds(&site, SIMPLIFIED).await && !finds(&site, TRADITIONAL).await);
        for path in lists {
            assert!(!whole(&site.get(path).await.expect(200)).contains(SIMPLIFIED), "{path}");
        }
        site.db().verify_journal().await.expect("reading the journal").expect("the journal holds together");
    })
    .await;
}
