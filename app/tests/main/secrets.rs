//! Does anything say a word of what its reader may not read? Lists, feeds, exports, counts, search, the interface, headers and
//! conditional answers, in both scripts and on both sites.

use gongkai_documents::acts::draft::{Source, create, save};
use gongkai_documents::acts::{review, submit, withdraw};
use gongkai_documents::{Content, Handling};
use gongkai_identity::{Action, Role};
use gongkai_store::Fact;
use gongkai_testing::{Answer, TestSite};
use gongkai_web::listing::percent;

use crate::ask::{Ask, COUNTY, Caller, TOWN, whole};
use crate::county::{callers, holder, opened};
use crate::routes::{Law, Part, addresses, offered, offers};
use crate::stage::{AGENCY, Maker, Staged, State, document, doer, done, published, submitted};

const FORMS: [&str; 5] = ["", "atom", "json", "csv", "xlsx"];

/// Words of a document that this caller may not find in this answer.
fn forbidden<'a>(caller: &Caller, ask: &Ask<'_>, status: u16, of: &'a Staged) -> Vec<&'a str> {
    if caller.may(Action::ReadInternal, AGENCY) || matches!(of.state, State::Published | State::Revised) {
        return Vec::new();
    }
    let mut words = of.marks.all().to_vec();
    // A tombstone names what was withdrawn, at its own address and nowhere else.
    let own = ask.path.split('/').any(|part| part == of.id.to_string());
    if of.state == State::Withdrawn && status == 410 && own && ask.path.contains("/documents/") {
        words.retain(|word| *word != of.marks.title);
    }
    // The audit administrator reads what was done to which document, never what is in it.
    if caller.may(Action::ReadJournal, AGENCY) && ask.path.starts_with("/staff/journal") {
        words.retain(|word| *word != of.marks.title && *word != of.marks.file_name);
    }
    words
}

/// The answer holds no word that its reader may not read.
#[track_caller]
pub fn assert_silent(answer: &Answer, caller: &Caller, ask: &Ask<'_>, staged: &[Staged]) {
    let text = whole(answer);
    for of in staged {
        for word in forbidden(caller, ask, answer.status, of) {
            let at = text.find(word);
            let around = at.map(|at| text[at.saturating_sub(200)..].chars().take(400).collect::<String>());
            let around = around.unwrap_or_default();
            assert!(
                at.is_none(),
                "{} is told {word} of a {:?} document by {} {} at {}:\n{around}",
                caller.name,
                of.state,
                ask.method,
                ask.path,
                ask.host
            );
        }
    }
}

async fn staged(site: &TestSite) -> Vec<Staged> {
    let mut maker = Maker::new(site);
    let mut staged = Vec::new();
    for state in State::ALL {
        staged.push(maker.make(state).await);
    }
    site.catch_up().await;
    staged
}

/// Every address of the public part that names no document, lists in each of their forms and under some conditions.
fn open_addresses() -> Vec<String> {
    let conditions = [
        "",
        "q=%E7%90%A5%E7%8F%80",
        "q=%E9%80%9A%E7%9F%A5&sort=oldest",
        "agency=qinglan%2Fedu",
        "kind=notice&year=2026",
        "from=2026-01-01",
    ];
    let mut all = Vec::new();
    for row in offered() {
        match row.law {
            Law::Open(own) => all.extend(own.iter().filter(|(_, status)| *status == 200).map(|(path, _)| (*path).to_owned())),
            Law::List(own) => {
                for (path, condition, form) in
                    own.iter().flat_map(|path| conditions.map(|c| (path, c))).flat_map(|(path, c)| FORMS.map(|f| (path, c, f)))
                {
                    all.push(format!("{path}?{condition}&format={form}"));
                }
            }
            _ => {}
        }
    }
    all
}

/// Counters of the machine, which change with every request.
fn of_the_machine(path: &str) -> bool {
    path == "/metrics"
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_feed_export_or_search_tells() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    let nobody = Caller::nobody();
    let turned = Caller { cookies: "gongkai_view=hant".to_owned(), ..Caller::nobody() };
    for path in open_addresses() {
        for host in [COUNTY, TOWN] {
            let ask = Ask::get(&path).at(host);
            assert_silent(&ask.by(&site, &nobody).await, &nobody, &ask, &staged);
        }
        let ask = Ask::get(&path);
        assert_silent(&ask.by(&site, &turned).await, &turned, &ask, &staged);
        let hant = format!("/hant{path}");
        let ask = Ask::get(&hant);
        assert_silent(&ask.by(&site, &nobody).await, &nobody, &ask, &staged);
    }
}

/// Public records on the stage.
fn n_public(staged: &[Staged]) -> usize {
    staged.iter().filter(|of| of.state.is_public()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_count_what_is_public() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    let n = n_public(&staged) as u64;
    let nobody = Caller::nobody();
    for path in [
        "/documents?format=json",
        "/documents?q=%E7%90%A5%E7%8F%80&format=json",
        "/search?q=%E9%80%9A%E7%9F%A5&format=json",
        "/policies?agency=qinglan%2Fedu&format=json",
    ] {
        let route = path.split('?').next().expect("a path");
        if !offers("GET", route) {
            continue;
        }
        let list = Ask::get(path).by(&site, &nobody).await.expect(200).json();
        assert_eq!((list["total"].as_u64(), list["rows"].as_array().map(Vec::len)), (Some(n), Some(n as usize)), "{path}: {list}");
        let town = Ask::get(path).at(TOWN).by(&site, &nobody).await.expect(200).json();
        assert_eq!(town["total"], 0, "{path} at the town");
    }
    if offers("GET", "/api/v1/documents") {
        let list = Ask::get("/api/v1/documents").by(&site, &nobody).await.expect(200).json();
        assert_eq!(list["rows"].as_array().map(Vec::len), Some(n as usize), "{list}");
    }
    if offers("GET", "/sitemap/{part}") {
        let map = Ask::get("/sitemap/0.xml").by(&site, &nobody).await.expect(200).text();
        assert_eq!(map.matches("<loc>").count(), n as usize, "{map}");
    }
}

/// Looking for the very words finds nothing, and says so the same way as for words that nobody wrote.
#[tokio::test(flavor = "multi_thread")]
async fn looking_for_a_secret_finds_nothing() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    let nobody = Caller::nobody();
    if !offers("GET", "/search") {
        println!("skipped: no capability offers /search yet");
        return;
    }
    for of in staged.iter().filter(|of| !matches!(of.state, State::Published | State::Revised)) {
        for word in of.marks.all() {
            let path = format!("/search?q={}&format=json&mode=exact", percent(word));
            let list = Ask::get(&path).by(&site, &nobody).await.expect(200).json();
            let rows = list["rows"].as_array().expect("rows");
            let found = rows.iter().any(|row| row["url"].as_str().is_some_and(|url| url.ends_with(&format!("/{}", of.id))));
            // The amended record itself is public, under its other words.
            assert!(!found || of.state == State::Amended, "{word} finds a {:?} document: {list}", of.state);
            assert!(!list["rows"].to_string().contains(word), "{word}: {list}");
            let path = format!("/search?q={}", percent(word));
            let ask = Ask::get(&path);
            let page = ask.by(&site, &nobody).await.expect(200);
            let others: Vec<Staged> = staged.iter().filter(|other| other.id != of.id).cloned().collect();
            assert_silent(&page, &nobody, &ask, &others);
            // What the visitor typed is repeated in the form, the title and the links, but no link leads to the document.
            assert!(
                !page.text().contains(&format!("/documents/{}\"", of.id)) || of.state == State::Amended,
                "{word} links a {:?} document",
                of.state
            );
            let typed: String = word.chars().take(3).collect();
            let path = format!("/search/suggest?q={}", percent(&typed));
            let ask = Ask::get(&path);
            assert_silent(&ask.by(&site, &nobody).await, &nobody, &ask, &staged);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_of_another_agency_are_told_no_more_than_anybody() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    let callers = callers(&site).await;
    let ids: Vec<String> = staged.iter().map(|of| of.id.to_string()).collect();
    for caller in callers.iter().filter(|caller| caller.role.is_some() && !caller.may(Action::ReadInternal, AGENCY)) {
        for row in offered() {
            let Law::Office(_) = row.law else { continue };
            let asks: Vec<String> = match row.method {
                "GET" if row.path == "/staff/documents" => FORMS.iter().map(|form| format!("{}?format={form}&all=1", row.path)).collect(),
                "GET" => vec![row.path.to_owned(), format!("{}?q=%E7%90%A5", row.path)],
                _ => Vec::new(),
            };
            for path in asks {
                let ask = Ask::get(&path);
                assert_silent(&ask.by(&site, caller).await, caller, &ask, &staged);
            }
        }
        for path in open_addresses().iter().filter(|path| !path.contains("format=xlsx")).step_by(7) {
            let ask = Ask::get(path);
            assert_silent(&ask.by(&site, caller).await, caller, &ask, &staged);
        }
        for act in ["submit", "publish", "withdraw", "topic", "export_csv", "export_xlsx", "export_json"] {
            let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
            fields.extend([("act", act), ("topic", "0701"), ("reason", "有误"), ("basis", "条例")]);
            let ask = Ask::post("/staff/documents/bulk", &fields);
            assert_silent(&ask.by(&site, caller).await, caller, &ask, &staged);
        }
        let ask = Ask::post("/staff/journal/export", &[]);
        let answer = ask.by(&site, caller).await;
        let auditor = caller.role == Some(Role::AuditAdministrator);
        assert_eq!(answer.status, if auditor { 200 } else { 403 }, "{} exports the journal", caller.name);
        assert_silent(&answer, caller, &ask, &staged);
    }
    for of in staged {
        let state = document(&site, of.id).await.state;
        assert_eq!(
            state == gongkai_documents::State::Draft,
            matches!(of.state, State::Draft | State::Amended),
            "nothing was done to {:?}",
            of.state
        );
    }
}

/// Who reads all of the journal reads what happened, and never what is in a document.
#[tokio::test(flavor = "multi_thread")]
async fn the_journal_holds_no_text() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    let callers = callers(&site).await;
    let auditor = holder(&callers, Role::AuditAdministrator, "qinglan");
    let ask = Ask::post("/staff/journal/export", &[]);
    let answer = ask.by(&site, &auditor).await.expect(200);
    assert_silent(&answer, &auditor, &ask, &staged);
    assert!(whole(&answer).contains("documents."), "it tells of documents");
}

/// Addresses at which a published record is read or named.
fn of_record(of: &Staged) -> Vec<String> {
    let mut all = Vec::new();
    for row in offered() {
        if let Law::Record(part) = row.law {
            // An edition that is the newest leads to the record.
            if part != Part::Edition {
                all.extend(addresses(row.path, of, true));
            }
        }
    }
    all.extend(open_addresses().into_iter().filter(|path| !of_the_machine(path)));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_followed_at_once_by_everything() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let mut of = maker.make(State::Published).await;
    site.catch_up().await;
    let nobody = Caller::nobody();
    let mut tags = Vec::new();
    for path in of_record(&of).into_iter().flat_map(|path| [format!("/hant{path}"), path]) {
        let answer = Ask::get(&path).by(&site, &nobody).await;
        let tag = answer.header("etag").to_owned();
        if !tag.is_empty() {
            let again = Ask::get(&path).with(&[("if-none-match", &tag)]).by(&site, &nobody).await;
            assert_eq!(again.status, 304, "{path} is not sent twice to who has it");
        }
        let told = whole(&answer);
        tags.push((path, tag, told.contains(of.marks.title.as_str()) || told.contains(of.marks.body.as_str())));
    }
    assert!(tags.iter().filter(|(_, _, told)| *told).count() >= 4, "the record was there to be read");
    done(withdraw::withdraw(&doer(&site, "made-office").await, of.id, "内容有误", "政府信息公开条例第六条").await);
    of.state = State::Withdrawn;
    // No follower has run yet: a page may not wait for one.
    for (path, tag, told) in tags {
        let ask = Ask::get(&path);
        for headers in [&[][..], &[("if-none-match", tag.as_str())][..], &[("if-none-match", "W/\"x\", *")][..]] {
            let ask = ask.clone().with(headers);
            let answer = ask.by(&site, &nobody).await;
            assert!(answer.status != 304 || !told, "{path}: who has the old page is told that it still holds");
            assert_silent(&answer, &nobody, &ask, std::slice::from_ref(&of));
        }
    }
    site.catch_up().await;
    for path in of_record(&of) {
        let ask = Ask::get(&path);
        assert_silent(&ask.by(&site, &nobody).await, &nobody, &ask, std::slice::from_ref(&of));
    }
}

/// Says in the journal that something public changed, so that no page is answered from memory.
async fn forget_pages(site: &TestSite) {
    let mut change = site.change().await;
    change.record(Fact::public("test.nothing", "test:1", "", serde_json::json!({})));
    change.commit().await.expect("a fact");
}

/// While a published record is being amended, every public answer stays what it was, to the byte.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_beside_a_published_record_changes_no_public_answer() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let of = maker.make(State::Published).await;
    maker.make(State::Published).await;
    let other = maker.make(State::Draft).await;
    site.catch_up().await;
    let nobody = Caller::nobody();
    let mut before = Vec::new();
    for path in of_record(&of).into_iter().filter(|path| !path.contains("format=xlsx")) {
        let answer = Ask::get(&path).by(&site, &nobody).await;
        before.push((path, answer.status, keyless(&answer.text())));
    }
    let kept = document(&site, of.id).await;
    let draft = document(&site, other.id).await;
    let mut content = Content { kind: "news".to_owned(), topic: "0701".to_owned(), item: String::new(), ..draft.content };
    content.metadata.openness = Some("withheld".to_owned());
    content.metadata.document_number = Some("青教函〔2026〕999号".to_owned());
    content.metadata.formed_on = Some(jiff::civil::date(2027, 1, 1));
    content.metadata.effective_on = Some(jiff::civil::date(2027, 1, 1));
    content.metadata.summary = Some(other.marks.body.clone());
    content.metadata.audience = Some("citizens".to_owned());
    content.ground = "privacy".to_owned();
    let handling = Handling { change_reason: "改".to_owned(), ..kept.handling };
    done(save(&doer(&site, "made-author").await, of.id, kept.version, content, handling).await);
    forget_pages(&site).await;
    site.catch_up().await;
    for (path, status, text) in before {
        let answer = Ask::get(&path).by(&site, &nobody).await;
        assert_eq!((answer.status, keyless(&answer.text())), (status, text), "{path}");
    }
}

/// The form of a request carries a key of its own each time it is drawn: sent twice, it files once.
fn keyless(text: &str) -> String {
    let Some((before, key)) = text.split_once("name=\"key\" value=\"") else { return text.to_owned() };
    let (_, after) = key.split_once('"').expect("a value ends");
    format!("{before}{after}")
}

/// 文号 are unique per issuer; that one is taken may be said, by which secret paper may not.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_taken_does_not_name_its_holder() {
    let site = opened(|_| {}).await;
    let staged = staged(&site).await;
    site.staff("stranger", "外单位", "qinglan/health", &[Role::Author]).await;
    let stranger = Caller::signed_in(&site, "stranger", Role::Author, "qinglan/health").await;
    let author = doer(&site, "stranger").await;
    for of in &staged {
        let taken = document(&site, of.id).await;
        let content = Content { attachments: Vec::new(), paragraphs: Vec::new(), ..taken.content.clone() };
        let mut content = content;
        content.metadata.title = Some("关于核对文号的通知".to_owned());
        content.paragraphs.push(gongkai_text::paragraph::Paragraph {
            id: "p1".to_owned(),
            kind: gongkai_text::paragraph::ParagraphKind::Body,
            level: 0,
            text: "请各单位核对本年度使用过的文号。".to_owned(),
            rows: Vec::new(),
            image: None,
        });
        let id = match create(&author, "qinglan/health", content, Handling::default(), Source::default()).await {
            Ok(id) => id,
            Err(failure) => {
                let said = failure.reasons().join(" ");
                assert!(!said.contains("琥珀"), "{said}");
                continue;
            }
        };
        let submitted = submit::submit(&author, id, 1).await;
        if of.state == State::Withdrawn {
            // A withdrawn record gives its number free for the text that takes its place.
            done(submitted);
            continue;
        }
        let refused = submitted.expect_err("the number is taken").reasons().join(" ");
        let hidden = forbidden(&stranger, &Ask::get("/staff/documents"), 200, of);
        assert!(hidden.iter().all(|word| !refused.contains(word)), "{:?}: {refused}", of.state);
        for path in [format!("/staff/documents/{id}"), format!("/staff/documents/{id}/edit"), "/staff/desk".to_owned()] {
            let ask = Ask::get(&path);
            assert_silent(&ask.by(&site, &stranger).await, &stranger, &ask, &staged);
        }
    }
}

/// A one-time link opens one text to one person, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_once() {
    if !offers("GET", "/confirm/{token}") {
        println!("skipped: no capability offers one-time links yet");
        return;
    }
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let of = maker.make(State::InReview).await;
    let nobody = Caller::nobody();
    let token = done(review::invite_stakeholder(&doer(&site, "made-author").await, of.id, "青岚县第一小学").await);
    let path = format!("/confirm/{token}");
    let ask = Ask::get(&path);
    let shown = ask.by(&site, &nobody).await.expect(200);
    assert!(shown.text().contains(&of.marks.body), "who was given the link reads the text");
    assert_eq!((shown.header("cache-control"), shown.header("etag")), ("no-store", ""), "and nobody else from a cache");
    let post = Ask::post(&path, &[("decision", "agree"), ("opinion", "同意")]);
    // The link has the force of one approval: the text goes on when its other reviews are there.
    post.by(&site, &nobody).await.expect(200);
    for (path, status) in [(path.clone(), 410), ("/confirm/unknown".to_owned(), 404)] {
        for ask in [Ask::get(&path), Ask::post(&path, &[("decision", "agree"), ("opinion", "")])] {
            let answer = ask.by(&site, &nobody).await.expect(status);
            assert_silent(&answer, &nobody, &ask, std::slice::from_ref(&of));
        }
    }
    let token = {
        let of = maker.make(State::InReview).await;
        let token = done(review::invite_stakeholder(&doer(&site, "made-author").await, of.id, "青岚县第二小学").await);
        let seen = document(&site, of.id).await;
        let mut content = seen.content.clone();
        content.contact = "0000-2200001".to_owned();
        done(save(&doer(&site, "made-author").await, of.id, seen.version, content, seen.handling).await);
        token
    };
    Ask::get(&format!("/confirm/{token}")).by(&site, &nobody).await.expect(410);
}

/// Nobody publishes what he wrote, also not by the back door of somebody else's draft.
#[tokio::test(flavor = "multi_thread")]
async fn who_changed_a_draft_does_not_review_it() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let of = maker.make(State::Draft).await;
    site.staff("both", "兼任", "qinglan", &[Role::Author, Role::FirstReviewer]).await;
    let both = doer(&site, "both").await;
    let seen = document(&site, of.id).await;
    let mut content = seen.content.clone();
    content.contact = "0000-2200001".to_owned();
    done(save(&both, of.id, seen.version, content, seen.handling).await);
    submitted(&site, of.id).await;
    let seen = document(&site, of.id).await;
    let step = gongkai_documents::rules::workflow::Step::FirstReview;
    let refused = review::approve(&both, of.id, step, &seen.content_sha256, "同意").await.expect_err("his own text");
    assert!(refused.reasons().join("").contains("拟稿人不得审核"), "{refused:?}");
    let again = maker.make(State::Draft).await;
    published(&site, again.id).await;
}
