//! Is every template drawn, strictly, and is each page one that everybody can read?
//!
//! The templates are laid out once more in a folder of the site's own, each with its name in it: what an answer was drawn from
//! stands in the answer. The name is taken out before the page is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gongkai::capabilities::CAPABILITIES;
use gongkai_documents::Doer;
use gongkai_documents::acts::{close_edition, review};
use gongkai_identity::Role;
use gongkai_testing::{Answer, TestSite};
use gongkai_web::templates;

use crate::ask::{Ask, Caller, TOWN};
use crate::cases;
use crate::county::{callers, furnish, holder};
use crate::html::problems;
use crate::routes::{Law, Thing, addresses, offered};
use crate::stage::{Maker, Staged, State, document, doer, done};

const OPEN: char = '\u{27e6}';
const CLOSE: char = '\u{27e7}';

/// Writes every template into a folder, its name inside each block and macro that it fills.
fn laid_out(folder: &Path) -> BTreeSet<String> {
    let mut sources = templates::own();
    sources.extend(CAPABILITIES.iter().flat_map(|capability| (capability.templates)()));
    let mut names = BTreeSet::new();
    for source in sources {
        let mark = format!("{OPEN}{}{CLOSE}", source.name);
        let mut text = String::new();
        let mut rest = source.text.as_str();
        let mut marked = false;
        while let Some(at) = rest.find("{%") {
            let end = rest[at..].find("%}").map_or(rest.len(), |end| at + end + 2);
            text.push_str(&rest[..end]);
            let tag = rest[at + 2..end].trim_start_matches('-').trim_start();
            // The title of a page and its attributes are no place for a mark; a block of text is.
            if (tag.starts_with("block") || tag.starts_with("macro")) && !tag.contains("title") && !tag.contains("head") {
                text.push_str(&mark);
                marked = true;
            }
            rest = &rest[end..];
        }
        text.push_str(rest);
        // A frame is filled by others, so that nothing may be left of its own blocks.
        if let Some(at) = text.find("<body").and_then(|at| text[at..].find('>').map(|end| at + end + 1)) {
            text.insert_str(at, &mark);
            marked = true;
        }
        if !marked {
            text = format!("{mark}{text}");
        }
        let path = folder.join(&source.name);
        std::fs::create_dir_all(path.parent().expect("a template lies in a folder")).expect("a folder");
        std::fs::write(path, text).expect("a template");
        names.insert(source.name);
    }
    names
}

/// What was drawn so far, and what was wrong with it.
#[derive(Default)]
struct Seen {
    drawn: BTreeSet<String>,
    wrong: BTreeMap<String, String>,
    pages: usize,
}

impl Seen {
    fn look(&mut self, ask: &Ask<'_>, answer: &Answer) {
        assert!(answer.status < 500, "{} {}: {}", ask.method, ask.path, answer.status);
        if !answer.header("content-type").starts_with("text/html") {
            return;
        }
        self.pages += 1;
        let mut page = String::new();
        for (n, part) in answer.text().split(OPEN).enumerate() {
            match part.split_once(CLOSE) {
                Some((name, rest)) if n > 0 => {
                    self.drawn.insert(name.to_owned());
                    page.push_str(rest);
                }
                _ => page.push_str(part),
            }
        }
        // A part of a page, put into the form by its script.
        if ask.path.starts_with("/requests/similar") {
            return;
        }
        for problem in problems(&page) {
            self.wrong.entry(problem).or_insert_with(|| format!("{} {} ({})", ask.method, ask.path, answer.status));
        }
    }

    async fn ask(&mut self, site: &TestSite, caller: &Caller, ask: Ask<'_>) -> Answer {
        let answer = ask.by(site, caller).await;
        self.look(&ask, &answer);
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_template_is_drawn_and_every_page_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = laid_out(folder.path());
    let own = folder.path().to_owned();
    let site = TestSite::with(&CAPABILITIES, |settings| settings.templates = Some(own.clone())).await;
    furnish(&site).await;
    let mut maker = Maker::new(&site);
    let mut staged = Vec::new();
    for state in State::ALL {
        staged.push(maker.make(state).await);
    }
    site.catch_up().await;
    let callers = callers(&site).await;
    let mut seen = Seen::default();
    for row in offered() {
        walk(&site, &mut seen, &callers, &staged, row.method, row.path, row.law).await;
    }
    by_hand(&site, &mut seen, &callers, &mut maker, &staged).await;
    of_requests(&site, &mut seen, &callers).await;
    let missing: Vec<_> = names.difference(&seen.drawn).collect();
    assert!(
        missing.is_empty() && seen.wrong.is_empty(),
        "templates that nothing here draws: {missing:?}\n{} pages; wrong:\n{:#?}",
        seen.pages,
        seen.wrong
    );
    println!("{} templates, {} pages", names.len(), seen.pages);
}

/// Every page and every empty form of a route, by whoever may see it.
async fn walk(site: &TestSite, seen: &mut Seen, callers: &[Caller], staged: &[Staged], method: &str, path: &str, law: Law) {
    let nobody = Caller::nobody();
    let office = holder(callers, Role::OpennessOffice, "qinglan");
    match law {
        Law::Open(all) => {
            for (path, _) in all {
                seen.ask(site, &nobody, Ask::get(path)).await;
            }
        }
        Law::List(all) => {
            for path in all {
                for query in [
                    "",
                    "?q=%E7%90%A5%E7%8F%80&kind=notice&year=2026",
                    "?q=zzz",
                    "?from=2026-02-30",
                    "?format=none",
                    "?page=99",
                    "?agency=qinglan%2Fedu&sort=oldest",
                ] {
                    let path = format!("{path}{query}");
                    seen.ask(site, &nobody, Ask::get(&path)).await;
                    seen.ask(site, &nobody, Ask::get(&path).at(TOWN)).await;
                    let hant = format!("/hant{path}");
                    seen.ask(site, &nobody, Ask::get(&hant)).await;
                }
            }
        }
        Law::Record(_) => {
            for path in staged.iter().flat_map(|of| addresses(path, of, true)) {
                seen.ask(site, &nobody, Ask::get(&path)).await;
            }
        }
        // Of one request: see `of_requests`.
        Law::Case(..) | Law::Keyed | Law::Answer => {}
        Law::Entrance(_) => drop(seen.ask(site, &nobody, Ask { method, ..Ask::get(path) }).await),
        // It ends the session; there is no page to look at.
        Law::SignedIn if path.ends_with("sign-out") => {}
        Law::SignedIn => {
            // An administrator has no desk: what they see first is another page.
            for caller in [office, holder(callers, Role::SystemAdministrator, "qinglan")] {
                seen.ask(site, &caller, Ask { method, ..Ask::get(path) }).await;
            }
        }
        Law::Office(action) => {
            let caller = callers.iter().find(|caller| caller.path == "qinglan" && caller.allows(action)).expect("somebody may");
            seen.ask(site, caller, Ask { method, ..Ask::get(path) }).await;
        }
        Law::Administered(action, thing) => {
            let caller = callers.iter().find(|caller| caller.path == "qinglan" && caller.allows(action)).expect("somebody may");
            let path = path.replace("{id}", if thing == Thing::Site { "1" } else { "2" });
            seen.ask(site, caller, Ask { method, ..Ask::get(&path) }).await;
        }
        Law::Catalogue(action, path, _, fields) => {
            let caller = callers.iter().find(|caller| caller.path == "qinglan" && caller.allows(action)).expect("somebody may");
            seen.ask(site, caller, Ask { method, fields, ..Ask::get(path) }).await;
        }
        Law::Inside(at_door, wanted, _) if method == "GET" => {
            for of in staged {
                for caller in callers.iter().filter(|caller| caller.path == "qinglan" && caller.allows(at_door) && caller.allows(wanted)) {
                    for path in addresses(path, of, true) {
                        seen.ask(site, caller, Ask::get(&path)).await;
                    }
                }
            }
        }
        // Acts with nothing in their forms: what is refused is a page too.
        Law::Inside(_, wanted, _) if !path.ends_with("/delete") => {
            let caller = callers.iter().find(|caller| caller.path == "qinglan" && caller.allows(wanted)).expect("somebody may");
            let path = path.replace("{id}", &staged[6].id.to_string());
            seen.ask(site, caller, Ask::post(&path, &[])).await;
        }
        Law::Inside(..) | Law::Relations | Law::Link => {}
    }
}

/// What no empty form reaches.
/// Every page of requests in every state, and what a form of theirs answers when it is empty.
async fn of_requests(site: &TestSite, seen: &mut Seen, callers: &[Caller]) {
    let stage = cases::Stage::of(site).await;
    for (action, method, path) in stage.knocks(site).await {
        let nobody = Caller::nobody();
        let caller = match action {
            None => &nobody,
            Some(action) => callers.iter().find(|caller| caller.path == "qinglan" && caller.allows(action)).expect("somebody may"),
        };
        seen.ask(site, caller, Ask { method, ..Ask::get(&path) }).await;
    }
    let consult = format!("/consult/{}", stage.consult);
    seen.ask(site, &Caller::nobody(), Ask::post(&consult, &[("opinion", "objected"), ("reasons", "含有未公开的报价")])).await;
    seen.ask(site, &Caller::nobody(), Ask::get(&consult)).await;
    stage.overrule(site).await;
    seen.ask(site, &Caller::nobody(), Ask::get(&consult)).await.expect(200);
}

async fn by_hand(site: &TestSite, seen: &mut Seen, callers: &[Caller], maker: &mut Maker<'_>, staged: &[Staged]) {
    let nobody = Caller::nobody();
    let author = holder(callers, Role::Author, "qinglan");
    let publisher = holder(callers, Role::Publisher, "qinglan");
    let draft = maker.make(State::Draft).await;
    let ids = [draft.id.to_string(), staged[0].id.to_string()];
    let fields: Vec<(&str, &str)> = [("act", "submit")].into_iter().chain(ids.iter().map(|id| ("id", id.as_str()))).collect();
    seen.ask(site, &author, Ask::post("/staff/documents/bulk", &fields)).await;
    let path = format!("/staff/documents/{}/edit", staged[6].id);
    seen.ask(site, &author, Ask::post(&path, &[("version", "0"), ("title", "题"), ("formed_on", "2026-02-30")])).await;
    seen.ask(site, &author, Ask::post("/staff/screening", &[("text", "联系人手机13800138000，身份证号11010119900307001X。")])).await;
    seen.ask(site, &author, Ask::post("/staff/documents/new", &[("way", "write"), ("agency", "qinglan/edu"), ("title", ""), ("body", "")]))
        .await;
    let review = maker.make(State::InReview).await;
    let path = format!("/staff/documents/{}/invite", review.id);
    seen.ask(site, &author, Ask::post(&path, &[("name", "青岚县第一小学")])).await;
    let token = done(review::invite_stakeholder(&doer(site, "made-author").await, review.id, "青岚县第二小学").await);
    let path = format!("/confirm/{token}");
    seen.ask(site, &nobody, Ask::get(&path)).await;
    seen.ask(site, &nobody, Ask::post(&path, &[])).await;
    seen.ask(site, &nobody, Ask::post(&path, &[("decision", "agree"), ("opinion", "")])).await;
    seen.ask(site, &nobody, Ask::get(&path)).await;
    // An older edition that was closed answers with a page of its own.
    // By the program itself: the empty forms above have taken the offices of the others away.
    let revised = staged.iter().find(|of| of.state == State::Revised).expect("every state is staged");
    let program = Doer::system(&site.platform, "test");
    done(close_edition::close_edition(&program, revised.id, 1, "含个人信息", "条例第十五条").await);
    seen.ask(site, &nobody, Ask::get(&format!("/documents/{}/editions/1", revised.id))).await;
    // Three editions, and a text that repeals another.
    let version = document(site, staged[5].id).await.version.to_string();
    let path = format!("/staff/documents/{}/relations", staged[5].id);
    seen.ask(site, &author, Ask::post(&path, &[("version", &version)])).await;
    seen.ask(site, &publisher, Ask::get("/staff/documents?state=approved")).await;
    seen.ask(site, &nobody, Ask::get("/nowhere")).await;
    seen.ask(site, &author, Ask::get("/staff/nowhere")).await;
    let elder = Caller { cookies: "gongkai_view=hant.elder".to_owned(), ..Caller::nobody() };
    for path in ["/", "/open", "/documents", "/search?q=%E9%80%9A%E7%9F%A5"] {
        seen.ask(site, &elder, Ask::get(path)).await;
    }
}
