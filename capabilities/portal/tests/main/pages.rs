//! Is every page drawn, with and without anything to show, with its labels and without a line of script or style in it?

use gongkai_documents::acts::withdraw::withdraw;
use gongkai_documents::{Content, Doer};
use gongkai_testing::Answer;
use gongkai_text::paragraph::Metadata;
use regex::Regex;

use crate::stage::{FILE, content, county, folder, full, pages, publish};

/// What no page may hold (strict CSP), and what every page must.
#[track_caller]
fn sound(path: &str, page: &Answer) {
    let html = page.text();
    let forbidden = r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\bNone\b|\{\{|&lt;(p|div|li|span)\b";
    let found = Regex::new(forbidden).expect("a pattern").find(&html);
    assert!(found.is_none(), "{path} holds {found:?}");
    let scripts = Regex::new(r"<script[^>]*>").expect("a pattern");
    assert!(scripts.find_iter(&html).all(|tag| tag.as_str().contains(" src=\"/assets/")), "{path} holds a script of its own");
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading of the first level");
    assert_eq!(html.matches("<main").count(), 1, "{path}: one main part");
    for label in ["SiteName", "SiteDomain", "SiteIDCode"] {
        assert!(!value(&html, label).is_empty(), "{path} lacks {label}");
    }
    assert!(!html.contains("content=\"\""), "{path} has an empty label");
    headings_descend(path, &html);
}

/// No level of heading is skipped.
#[track_caller]
fn headings_descend(path: &str, html: &str) {
    let mut last = 0;
    for found in Regex::new(r"<h([1-6])[ >]").expect("a pattern").captures_iter(html) {
        let level: u8 = found[1].parse().expect("a digit");
        assert!(level <= last + 1, "{path}: h{level} follows h{last}");
        last = level;
    }
}

fn value(html: &str, label: &str) -> String {
    let at = html.split_once(&format!("<meta name=\"{label}\" content=\"")).map(|(_, rest)| rest);
    at.and_then(|rest| rest.split_once('"')).map_or_else(String::new, |(value, _)| value.to_owned())
}

#[tokio::test]
async fn every_page_is_drawn_with_something_to_show() {
    let full = full().await;
    for path in pages(&full) {
        let page = full.site.get(&path).await.expect(200);
        if let Some(folder) = folder() {
            let name = path.trim_matches('/').replace(['/', '?', '&', '=', '%'], "_");
            std::fs::write(folder.join(format!("{}.html", if name.is_empty() { "home" } else { &name })), page.text())
                .expect("keeping a page");
        }
        sound(&path, &page);
        if path != "/" {
            for label in ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"] {
                assert!(!value(&page.text(), label).is_empty(), "{path} lacks {label}");
            }
        }
    }
}

#[tokio::test]
async fn every_page_is_drawn_with_nothing_to_show() {
    let site = county().await;
    for path in [
        "/",
        "/open",
        "/open/guide",
        "/open/institutions",
        "/open/items",
        "/open/items/ZD20-01",
        "/open/annual-reports",
        "/open/requests",
        "/agencies",
        "/agencies/qinglan/edu",
        "/policies",
        "/news",
        "/documents",
        "/search?q=%E4%BD%8F%E6%88%BF",
        "/about",
        "/site-map",
    ] {
        sound(path, &site.get(path).await.expect(200));
    }
    assert!(site.get("/open/items").await.text().contains("本机关暂无此类信息"));
    assert!(site.get("/open/annual-reports").await.text().contains("本机关暂无此类信息"));
    assert!(site.get("/search?q=%E4%BD%8F%E6%88%BF").await.text().contains("没有找到相关信息"));
    sound("/no-such-page", &site.get("/no-such-page").await.expect(404));
    let zero = gongkai_documents::tables::sundry::zero_results(site.db(), 10).await.expect("the log");
    assert_eq!(zero.iter().map(|(words, n, _)| (words.as_str(), *n)).collect::<Vec<_>>(), [("住房", 2)]);
}

#[tokio::test]
async fn a_record_says_what_it_is() {
    let full = full().await;
    let html = full.site.get(&format!("/documents/{}", full.notice)).await.expect(200).text();
    for expected in [
        "索引号",
        "青政办发〔2026〕4号",
        "2026-02-26",
        "2026-02-27",
        "财政、金融、审计 / 财政",
        "主动公开",
        "<h2 id=\"s1\">一、总体要求</h2>",
        "href=\"#a3\">第三条</a>",
        "<th scope=\"col\">事项</th>",
        "class=\"signature\"",
        "物资清单.txt",
        "SHA-256",
        "/download/pdf",
    ] {
        assert!(html.contains(expected), "{expected} is missing:\n{html}");
    }
    assert_eq!(value(&html, "ArticleTitle"), "关于做好春季防汛值守工作的通知");
    assert_eq!(value(&html, "PubDate"), "2026-02-27 00:00");
    assert_eq!(value(&html, "ContentSource"), "青岚县人民政府办公室");
    assert_eq!(value(&html, "SiteDomain"), "www.qinglan.test");
    assert_eq!(value(&html, "ColumnType"), "政策文件");
    assert!(value(&html, "Url").ends_with(&format!("/documents/{}", full.notice)));
}

#[tokio::test]
async fn a_repealed_text_says_so_and_names_what_repealed_it() {
    let full = full().await;
    let html = full.site.get(&format!("/documents/{}", full.repealed)).await.expect(200).text();
    let (banner, rest) = html.split_once("<h1>").expect("a heading");
    assert!(
        banner.contains("本文件已经废止") && banner.contains(&format!("/documents/{}\">青岚县住房保障管理办法", full.repealing)),
        "{banner}"
    );
    assert!(rest.contains("被以下文件废止"));
    let new = full.site.get(&format!("/documents/{}", full.repealing)).await.expect(200).text();
    assert!(new.contains("废止以下文件") && !new.contains("role=\"note\""), "{new}");
    let list = full.site.get("/policies?validity=repealed").await.expect(200).text();
    assert!(list.contains("青岚县住房保障办法</a>") && !list.contains("青岚县住房保障管理办法</a>"), "{list}");
}

#[tokio::test]
async fn what_is_not_there_and_what_is_gone_differ() {
    let full = full().await;
    for path in [
        "/documents/9999",
        "/documents/abc",
        "/documents/99999999999999999999",
        "/documents/1/editions/7",
        "/documents/1/compare/1/x",
        "/open/items/ZD99",
        "/agencies/nowhere",
        "/documents/1/download/exe",
        "/sitemap/x.xml",
        "/documents/1/files/zz/a.txt",
    ] {
        assert_eq!(full.site.get(path).await.status, 404, "{path}");
    }
    let doer = Doer::system(&full.site.platform, "test");
    let address = format!("/documents/{}", full.notice);
    let page = full.site.get(&address).await.expect(200).text();
    let file =
        page.split("href=\"").find(|part| part.contains("/files/")).and_then(|part| part.split('"').next()).expect("a file").to_owned();
    assert_eq!(full.site.get(&file).await.expect(200).text(), FILE);
    withdraw(&doer, full.notice, "附件有误，另行发布", "条例第六条").await.expect("withdrawing");
    let gone = full.site.get(&address).await.expect(410);
    sound(&address, &gone);
    let html = gone.text();
    assert!(
        html.contains("附件有误，另行发布") && html.contains("条例第六条") && html.contains("关于做好春季防汛值守工作的通知"),
        "{html}"
    );
    assert!(!html.contains("物资清点"), "not a word of the text");
    for path in [file, format!("{address}/download/txt"), format!("{address}/download/json")] {
        full.site.get(&path).await.expect(410);
    }
    full.site.catch_up().await;
    let found = full.site.get("/search?q=%E9%98%B2%E6%B1%9B%E5%80%BC%E5%AE%88").await.expect(200).text();
    assert!(!found.contains(&format!("href=\"{address}\"")), "{found}");
    let api = full.site.get(&format!("/api/v1{address}")).await.expect(410).json();
    assert_eq!(api["reason"], "附件有误，另行发布");
}

#[tokio::test]
async fn what_people_write_is_never_a_tag() {
    let site = county().await;
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'";
    let mut text = content("notice", "ZD20-15", hostile);
    text.contact = hostile.into();
    text.paragraphs[2].text = hostile.into();
    text.paragraphs[4].rows[1][0] = hostile.into();
    text.metadata = Metadata {
        source: Some(hostile.into()),
        keywords: Some(hostile.into()),
        summary: Some(hostile.into()),
        issuers: vec![hostile.into()],
        ..text.metadata
    };
    let id = publish(&site, "qinglan/edu", vec![text]).await[0];
    let typed = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    for path in [
        format!("/documents/{id}"),
        "/".into(),
        "/policies".into(),
        format!("/policies?q={typed}&from={typed}&kind={typed}"),
        format!("/search?q={typed}"),
        "/documents?format=atom".into(),
        format!("/view?back={typed}"),
    ] {
        let answer = site.get(&path).await;
        assert!(!answer.text().contains("<script>") && !answer.text().contains("<img src=x"), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_edition_stays_and_is_compared() {
    let full = full().await;
    let doer = Doer::system(&full.site.platform, "test");
    amend(&full.site, &doer, full.notice, |content| {
        content.paragraphs[2].text = "各单位应当结合实际，抓好夏季防汛值守和物资清点工作。".into()
    })
    .await;
    let address = format!("/documents/{}", full.notice);
    let html = full.site.get(&address).await.expect(200).text();
    assert!(html.contains("抓好夏季防汛") && html.contains("季节写错") && html.contains(&format!("{address}/compare/1/2")), "{html}");
    let old = full.site.get(&format!("{address}/editions/1")).await.expect(200);
    sound("edition", &old);
    assert!(old.text().contains("抓好春季防汛") && old.text().contains("这是本信息的第1版"));
    assert_eq!(full.site.get(&format!("{address}/editions/2")).await.location(), address);
    let compared = full.site.get(&format!("{address}/compare/1/2")).await.expect(200);
    sound("comparison", &compared);
    assert!(compared.text().contains("<del>春</del><ins>夏</ins>") && compared.text().contains("季节写错"), "{}", compared.text());
}

/// What an amendment says before it is published is nobody's to read.
#[tokio::test]
async fn a_draft_beside_a_public_text_stays_inside() {
    let full = full().await;
    let doer = Doer::system(&full.site.platform, "test");
    let document = gongkai_documents::tables::document::by_id(full.site.db(), full.notice).await.expect("reading").expect("it is there");
    let mut content = document.content.clone();
    content.metadata.title = Some("不该看到的标题".into());
    content.paragraphs[2].text = "不该看到的正文".into();
    gongkai_documents::acts::draft::save(&doer, full.notice, document.version, content, document.handling.clone()).await.expect("saving");
    full.site.catch_up().await;
    let address = format!("/documents/{}", full.notice);
    let lists = ["/", "/policies", "/documents?format=atom", "/documents?format=csv", "/api/v1/documents", "/open/items/ZD20-15"]
        .map(str::to_owned);
    let searches =
        ["/search?q=%E4%B8%8D%E8%AF%A5%E7%9C%8B%E5%88%B0&format=json", "/search/suggest?q=%E4%B8%8D%E8%AF%A5"].map(str::to_owned);
    let own = [address.clone(), format!("{address}/download/txt"), format!("/api/v1{address}")];
    for path in own.into_iter().chain(lists).chain(searches) {
        let answer = full.site.get(&path).await.expect(200).text();
        assert!(!answer.contains("不该看到的") && !answer.contains("\"total\":1"), "{path}: {answer}");
    }
}

async fn amend(site: &gongkai_testing::TestSite, doer: &Doer, id: i64, edit: impl FnOnce(&mut Content)) {
    let document = gongkai_documents::tables::document::by_id(site.db(), id).await.expect("reading").expect("it is there");
    let mut content = document.content.clone();
    edit(&mut content);
    let mut handling = document.handling.clone();
    handling.change_reason = "季节写错".into();
    use gongkai_documents::acts::{draft, publish, review, submit};
    use gongkai_documents::rules::workflow::Step;
    let saved = draft::save(doer, id, document.version, content, handling).await.expect("saving");
    let sent = submit::submit(doer, id, saved.version).await.expect("submitting");
    // Somebody else than the author: nobody reviews what he wrote.
    let actor = gongkai_store::Actor { id: 99, name: "周静".into(), ..doer.actor.clone() };
    let secrecy = Doer { actor, ..doer.clone() };
    review::approve(&secrecy, id, Step::SecrecyReview, &sent.content_sha256, "不涉密").await.expect("reviewing");
    publish::force(doer, id, "测试中直接发布").await.expect("publishing");
    site.catch_up().await;
}

#[tokio::test]
async fn an_error_page_is_in_the_script_its_reader_chose() {
    let site = county().await;
    assert!(site.get("/no-such-page").await.expect(404).text().contains("您要找的页面不存在"));
    let hant = site.get("/hant/no-such-page").await.expect(404).text();
    assert!(hant.contains("您要找的頁面不存在") && hant.contains("lang=\"zh-Hant\""), "{hant}");
    let mut reader = site.browser();
    reader.get("/view?script=hant&back=/").await.expect(303);
    for missing in ["/no-such-page", "/documents/999999", "/documents/x"] {
        let page = reader.get(missing).await.expect(404).text();
        assert!(page.contains("您要找的頁面不存在") && !page.contains("页面"), "{missing}: {page}");
    }
}
