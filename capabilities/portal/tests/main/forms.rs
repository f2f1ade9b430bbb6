//! Do feed, JSON, table, paper and interface say what the page says?

use crate::stage::{CAPABILITIES, fill, full, pages};

#[tokio::test]
async fn a_filter_gives_the_same_records_in_every_form() {
    let full = full().await;
    for (path, expected) in [
        ("/policies", 4),
        ("/policies?kind=normative", 2),
        ("/policies?kind=news", 0),
        ("/documents?q=%E9%9D%92%E6%94%BF", 3),
        ("/news", 1),
        ("/open/items/ZD20-01", 3),
    ] {
        let page = full.site.get(path).await.expect(200).text();
        let shown = page.matches("class=\"record-title\"").count();
        let join = if path.contains('?') { '&' } else { '?' };
        let json = full.site.get(&format!("{path}{join}format=json")).await.expect(200).json();
        let atom = full.site.get(&format!("{path}{join}format=atom")).await.expect(200).text();
        let csv = full.site.get(&format!("{path}{join}format=csv")).await.expect(200).text();
        let xlsx = full.site.get(&format!("{path}{join}format=xlsx")).await.expect(200);
        let rows = json["rows"].as_array().expect("rows");
        assert_eq!(
            (shown, rows.len(), atom.matches("<entry>").count(), csv.lines().count() - 1),
            (expected, expected, expected, expected),
            "{path}"
        );
        for row in rows {
            let address = row["url"].as_str().expect("an address");
            let own = address.trim_start_matches("http://www.qinglan.test");
            assert!(page.contains(&format!("href=\"{own}\"")) && atom.contains(address) && csv.contains(address), "{path}: {address}");
        }
        assert!(xlsx.body.starts_with(b"PK"));
    }
}

#[tokio::test]
async fn a_bad_day_is_said_and_kept() {
    let full = full().await;
    let page = full.site.get("/policies?from=2026-02-30").await.expect(422).text();
    assert!(page.contains("2026-02-30”不是有效的日期") && page.contains("value=\"2026-02-30\""), "{page}");
    full.site.get("/policies?from=2026-02-30&format=atom").await.expect(422);
    full.site.get("/policies?format=exe").await.expect(422);
    full.site.get("/search?q=a&to=x").await.expect(422);
}

#[tokio::test]
async fn facets_count_what_choosing_gives() {
    let full = full().await;
    let page = full.site.get("/policies").await.text();
    let count = |name: &str, value: &str| -> usize {
        let (_, rest) =
            page.split_once(&format!("name=\"{name}\" value=\"{value}\"")).unwrap_or_else(|| panic!("no choice {name}={value}"));
        let (_, rest) = rest.split_once("class=\"count\">").expect("a count");
        rest.split('<').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    for (name, value) in [("kind", "normative"), ("validity", "repealed"), ("agency", "qinglan/office"), ("year", "2026"), ("topic", "04")]
    {
        let chosen = full.site.get(&format!("/policies?{name}={value}")).await.expect(200).text();
        assert!(chosen.contains("class=\"chip\"") && chosen.contains("checked"), "{name}");
        assert_eq!(chosen.matches("class=\"record-title\"").count(), count(name, value), "{name}={value}");
    }
}

/// Every question that a citizen's page asks is answered by both databases, and alike.
#[tokio::test]
async fn both_databases_answer() {
    use gongkai_testing::TestSite;
    TestSite::on_each_backend(&CAPABILITIES, async |site| {
        let full = fill(site).await;
        let mut paths = pages(&full);
        paths.extend(
            [
                "/sitemap.xml",
                "/sitemap/0.xml",
                "/healthz",
                "/api/v1/documents?limit=2",
                "/documents?format=csv&sort=oldest",
                "/policies?q=2026&to=2026-03-31",
            ]
            .map(str::to_owned),
        );
        paths.push(format!("/documents/{}/download/json", full.notice));
        for path in paths {
            let _ = full.site.get(&path).await.expect(200);
        }
        let record = full.site.get(&format!("/api/v1/documents/{}", full.repealed)).await.expect(200).json();
        assert_eq!(record["relations"][0]["id"].as_i64(), Some(full.repealing));
        let page = full.site.get("/policies?kind=normative").await.expect(200).text();
        assert_eq!(page.matches("class=\"record-title\"").count(), 2);
        let file = full.site.get(&format!("/documents/{}", full.notice)).await.text();
        let file =
            file.split("href=\"").find(|part| part.contains("/files/")).and_then(|part| part.split('"').next()).expect("a file").to_owned();
        let _ = full.site.get(&file).await.expect(200);
        let other = file.replace(file.split('/').nth(4).expect("a hash"), &"0".repeat(64));
        let _ = full.site.get(&other).await.expect(404);
    })
    .await;
}

/// The counts in memory are those of the database, whatever is chosen.
#[tokio::test]
async fn both_ways_of_counting_agree() {
    use gongkai_documents::tables::{list, shelf};
    use gongkai_documents::{Facet, Filter};
    use gongkai_identity::Scope;
    let full = full().await;
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let filters = [
        Filter::default(),
        Filter { kinds: words(&["normative", "notice"]), ..Filter::default() },
        Filter { agencies: words(&["qinglan/edu", "qinglan/yunxi"]), validities: words(&["in_force"]), ..Filter::default() },
        Filter { topics: words(&["04"]), years: vec![2026], ..Filter::default() },
        Filter { topics: words(&["0402"]), items: words(&["ZD20-01"]), genres: words(&["notice"]), ..Filter::default() },
        Filter { words: "住房".into(), ..Filter::default() },
    ];
    for root in ["", "qinglan", "qinglan/yunxi", "qing"] {
        let scope = Scope::public(root);
        for filter in &filters {
            assert_eq!(
                shelf::count(full.site.db(), &scope, filter).await.expect("counting"),
                list::count(full.site.db(), &scope, filter).await.expect("counting"),
                "{root} {filter:?}"
            );
            for facet in [Facet::Agency, Facet::Kind, Facet::Topic, Facet::Year, Facet::Validity, Facet::Item] {
                assert_eq!(
                    shelf::counts(full.site.db(), &scope, filter, facet).await.expect("counting"),
                    list::counts(full.site.db(), &scope, filter, facet).await.expect("counting"),
                    "{root} {filter:?} {facet:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_number_in_any_brackets_lands_first() {
    let full = full().await;
    for typed in ["青政规〔2021〕2号", "青政规[2021]2号", "青政规(2021)2号"] {
        let words: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let json = full.site.get(&format!("/search?q={words}&format=json")).await.expect(200).json();
        assert_eq!(json["rows"][0]["url"], format!("http://www.qinglan.test/documents/{}", full.repealed), "{typed}: {json}");
    }
}

#[tokio::test]
async fn papers_say_what_the_page_says() {
    let full = full().await;
    let address = format!("/documents/{}/download", full.notice);
    let txt = full.site.get(&format!("{address}/txt")).await.expect(200);
    assert!(txt.text().contains("抓好春季防汛值守") && txt.text().contains("青政办发〔2026〕4号"), "{}", txt.text());
    assert!(txt.header("content-disposition").starts_with("attachment"));
    let docx = full.site.get(&format!("{address}/docx")).await.expect(200);
    assert!(docx.body.starts_with(b"PK"));
    let json = full.site.get(&format!("{address}/json")).await.expect(200).json();
    assert_eq!(json["title"], "关于做好春季防汛值守工作的通知");
    assert_eq!(json["edition"]["number"], 1);
    if let Err(missing) = full.site.platform.fonts() {
        println!("skipped: PDF ({missing})");
        return;
    }
    let first = full.site.get(&format!("{address}/pdf")).await.expect(200);
    assert!(first.body.starts_with(b"%PDF") && first.header("content-type") == "application/pdf");
    let again = full.site.get(&format!("{address}/pdf")).await.expect(200);
    assert_eq!(first.body, again.body, "the same edition is the same paper");
}

#[tokio::test]
async fn programs_read_all_pages() {
    let full = full().await;
    let mut after = String::new();
    let mut ids = Vec::new();
    loop {
        let page = full.site.get(&format!("/api/v1/documents?limit=4{after}")).await.expect(200).json();
        ids.extend(page["rows"].as_array().expect("rows").iter().map(|row| row["id"].as_i64().expect("an id")));
        match page["next"].as_i64() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(ids.len(), 9);
    assert!(ids.is_sorted());
    let wrong = full.site.get("/api/v1/documents?limit=0&after=x&from=1&year=abc").await.expect(422).json();
    assert_eq!(wrong["reasons"].as_array().map(Vec::len), Some(4), "{wrong}");
    let missing = full.site.get("/api/v1/documents/9999").await.expect(404).json();
    assert!(missing["error"].is_string());
    assert_eq!(full.site.get("/api/v1/agencies").await.expect(200).json()["rows"].as_array().map(Vec::len), Some(6));
    assert!(full.site.get("/api/v1/kinds").await.expect(200).json()["rows"].as_array().is_some_and(|rows| rows.len() > 10));
    let record = full.site.get(&format!("/api/v1/documents/{}", full.repealed)).await.expect(200).json();
    assert_eq!((record["validity"].as_str(), record["relations"][0]["relation"].as_str()), (Some("repealed"), Some("repeals")));
}

/// The OpenAPI document names every route of the interface, and every answer keeps its shape.
#[tokio::test]
async fn the_interface_keeps_its_word() {
    let full = full().await;
    let document = full.site.get("/api/openapi.json").await.expect(200).json();
    let paths: Vec<&String> = document["paths"].as_object().expect("paths").keys().collect();
    assert_eq!(paths, ["/api/v1/agencies", "/api/v1/documents", "/api/v1/documents/{id}", "/api/v1/duties", "/api/v1/kinds"]);
    let record = full.site.get(&format!("/api/v1/documents/{}", full.notice)).await.expect(200).json();
    let shape = &document["components"]["schemas"]["DocumentRecord"];
    for required in shape["required"].as_array().expect("required fields") {
        assert!(record.get(required.as_str().expect("a name")).is_some(), "{required}");
    }
    for field in record.as_object().expect("an object").keys() {
        assert!(shape["properties"].get(field).is_some(), "{field} is not promised");
    }
}
