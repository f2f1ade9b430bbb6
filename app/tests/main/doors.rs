//! Does each door open for the right people alone? Every route that any capability offers, knocked at by nobody, by somebody
//! whose account is disabled, and by each role at two agencies, for documents in every state.

use std::collections::BTreeSet;

use gongkai::capabilities::CAPABILITIES;
use gongkai_agencies::{directory, load_sites};
use gongkai_identity::{Action, Role, Staff};
use gongkai_testing::{Answer, TestSite};

use crate::ask::{Ask, Caller, TOWN};
use crate::county::{callers, holder, opened};
use crate::routes::{Law, Part, TABLE, Thing, addresses, answered, inside_of, offered};
use crate::secrets::assert_silent;
use crate::stage::{AGENCY, Maker, Staged, State, document};

/// So many doors were there when this was written; the walk must not shrink unseen.
const AT_LEAST: usize = 35;

#[test]
fn no_route_is_missing_from_the_table_and_no_row_is_stale() {
    let routes = offered();
    assert!(routes.len() >= AT_LEAST, "{} routes", routes.len());
    let rows: BTreeSet<_> = TABLE.iter().map(|row| (row.method, row.path)).collect();
    assert_eq!(rows.len(), TABLE.len(), "a row for each, and no two for one");
    let offered: BTreeSet<_> = routes.iter().map(|row| (row.method, row.path)).collect();
    assert_eq!(offered.len(), routes.len(), "no two routes at one address");
    let stale: Vec<_> = rows.difference(&offered).collect();
    assert!(stale.is_empty(), "rows whose route is gone: take them out: {stale:?}");
}

/// The law of the staff's part, for one caller at one door.
fn for_staff(caller: &Caller, method: &str, at_door: Action) -> Option<u16> {
    match (caller.role, method) {
        (None, "GET") => Some(303),
        (None, _) => Some(401),
        (Some(role), _) if !role.allows(at_door) => Some(403),
        _ => None,
    }
}

/// Not turned away, and nothing broke. What a form lacks is another matter.
fn came_through(status: u16) -> bool {
    status < 500 && !matches!(status, 401 | 403 | 404 | 405)
}

#[track_caller]
fn held(answer: &Answer, right: bool, caller: &Caller, ask: &Ask<'_>, law: impl std::fmt::Debug) {
    let text: String = answer.text().chars().take(400).collect();
    assert!(
        right,
        "{} {} {} at {}: {} {}; the law: {law:?}\n{text}",
        caller.name,
        ask.method,
        ask.path,
        ask.host,
        answer.status,
        answer.location()
    );
    if answer.status == 303 && caller.role.is_none() && ask.path.starts_with("/staff") {
        assert!(answer.location().starts_with("/staff/sign-in?back="), "{}", answer.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_no_document() {
    let site = opened(|_| {}).await;
    let callers = callers(&site).await;
    for row in offered() {
        for caller in &callers {
            // Whoever signs out or changes his password is no caller any more: the law at that door is asked of somebody new.
            let caller =
                if row.path.starts_with("/staff/sign-out") && caller.role.is_some() { &again(&site, caller).await } else { caller };
            match row.law {
                Law::Open(all) => {
                    for (path, status) in all {
                        let ask = Ask::get(path);
                        let answer = ask.by(&site, caller).await;
                        held(&answer, answer.status == *status, caller, &ask, status);
                    }
                }
                Law::List(all) => {
                    for path in all {
                        let ask = Ask::get(path);
                        let answer = ask.by(&site, caller).await;
                        held(&answer, answer.status == 200, caller, &ask, 200);
                    }
                }
                // So many from one address in a minute are turned away, whoever they are.
                Law::Entrance(_) if row.method == "POST" && !caller.path.is_empty() => {}
                Law::Entrance(status) => {
                    let ask = Ask { method: row.method, ..Ask::get(row.path) };
                    let answer = ask.by(&site, caller).await;
                    held(&answer, answer.status == status, caller, &ask, status);
                }
                Law::SignedIn => staff_door(&site, caller, row.method, row.path, None).await,
                Law::Office(action) => staff_door(&site, caller, row.method, row.path, Some(action)).await,
                Law::Catalogue(action, path, agency, fields) => {
                    let ask = Ask { method: row.method, fields, ..Ask::get(path) };
                    let answer = ask.by(&site, caller).await;
                    let reaches = row.method == "GET" || caller.may(action, agency);
                    let expected = for_staff(caller, row.method, action).or((!reaches).then_some(403));
                    let right = expected.map_or_else(|| came_through(answer.status), |expected| answer.status == expected);
                    held(&answer, right, caller, &ask, (action, expected));
                }
                Law::Administered(..) | Law::Record(_) | Law::Inside(..) | Law::Relations | Law::Link => {}
                // Of one request: see cases.rs.
                Law::Case(..) | Law::Keyed | Law::Answer => {}
            }
        }
    }
    let entries = site.db().verify_journal().await.expect("reading the journal").expect("the journal holds together");
    assert!(entries > 400, "every refusal is in the journal: {entries}");
}

async fn again(site: &TestSite, caller: &Caller) -> Caller {
    let login = caller.name.split(' ').next().expect("a log-in");
    Caller::signed_in(site, login, caller.role.expect("one of the staff"), caller.path).await
}

async fn staff_door(site: &TestSite, caller: &Caller, method: &str, path: &str, action: Option<Action>) {
    let ask = Ask { method, ..Ask::get(path) };
    let answer = ask.by(site, caller).await;
    let expected = match (action, caller.role) {
        (Some(action), _) => for_staff(caller, method, action),
        (None, None) => Some(if method == "GET" { 303 } else { 401 }),
        (None, Some(_)) => None,
    };
    // An empty form of a new root agency is refused to whoever does not look after the whole installation.
    let root = path == "/staff/agencies/new" && method == "POST" && answer.status == 403;
    held(
        &answer,
        expected.map_or_else(|| came_through(answer.status) || root, |expected| answer.status == expected),
        caller,
        &ask,
        expected,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_agencies_and_sites_are_administered_where_they_are() {
    let site = opened(|_| {}).await;
    let callers = callers(&site).await;
    site.staff("head", "被管理人", AGENCY, &[Role::Author]).await;
    let person = Staff::by_login(site.db(), "head").await.expect("reading staff").expect("taken on").id;
    let agency = directory(site.db()).await.expect("the agencies").by_path(AGENCY).expect("on the stage").id;
    let town = load_sites(site.db()).await.expect("the sites")[0].id;
    for row in offered() {
        let Law::Administered(action, thing) = row.law else { continue };
        let id = match thing {
            Thing::Person => person.to_string(),
            Thing::Agency => agency.to_string(),
            Thing::Site => town.to_string(),
        };
        for caller in &callers {
            let path = row.path.replace("{id}", &id);
            let ask = Ask { method: row.method, ..Ask::get(&path) };
            let answer = ask.by(&site, caller).await;
            let right = match for_staff(caller, row.method, action) {
                Some(expected) => answer.status == expected,
                None if caller.may(action, AGENCY) => came_through(answer.status),
                None => matches!(answer.status, 403 | 404),
            };
            held(&answer, right, caller, &ask, row.law);
        }
        // What is not there is not there for anybody.
        let path = row.path.replace("{id}", "99999");
        let ask = Ask { method: row.method, ..Ask::get(&path) };
        for role in Role::ALL.into_iter().filter(|role| role.allows(action)) {
            let caller = holder(&callers, role, "qinglan");
            let answer = ask.by(&site, &caller).await;
            held(&answer, answer.status == 404, &caller, &ask, 404);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_a_public_record() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let mut staged = Vec::new();
    for state in State::ALL {
        staged.push(maker.make(state).await);
    }
    let callers = callers(&site).await;
    for row in offered() {
        let Law::Record(part) = row.law else { continue };
        for of in &staged {
            let status = answered(part, of);
            for (n, caller) in callers.iter().enumerate() {
                for path in addresses(row.path, of, n > 0 || of.state == State::Revised) {
                    let ask = Ask::get(&path);
                    let answer = ask.by(&site, caller).await;
                    held(&answer, answer.status == status, caller, &ask, (of.state, status));
                    assert_silent(&answer, caller, &ask, &staged);
                }
            }
            of_the_site(&site, row.path, part, of, &staged).await;
        }
    }
}

/// The same by nobody: at a site that does not show the agency, in Traditional script, and the file of the edition.
async fn of_the_site(site: &TestSite, route: &str, part: Part, of: &Staged, staged: &[Staged]) {
    let nobody = Caller::nobody();
    for path in addresses(route, of, true) {
        let ask = Ask::get(&path).at(TOWN);
        let answer = ask.by(site, &nobody).await;
        let ever = of.state.is_public() || of.state == State::Withdrawn;
        held(&answer, answer.status == if ever { 301 } else { 404 }, &nobody, &ask, "a town does not show the county's records");
        assert_silent(&answer, &nobody, &ask, staged);
        let turned = format!("/hant{path}");
        let ask = Ask::get(&turned);
        let answer = ask.by(site, &nobody).await;
        held(&answer, answer.status == answered(part, of), &nobody, &ask, "the same in Traditional script");
        assert_silent(&answer, &nobody, &ask, staged);
    }
    if part == Part::File && of.state == State::Amended {
        let path = route.replace("{id}", &of.id.to_string()).replace("{hash}", &of.public_file).replace("{name}", "file");
        let ask = Ask::get(&path);
        let answer = ask.by(site, &nobody).await;
        held(&answer, answer.status == 200, &nobody, &ask, "the file of the edition");
    }
    let path = route.replace("{id}", "99999").replace("{hash}", &of.file);
    let path = ["{number}", "{from}", "{to}"]
        .iter()
        .fold(path, |path, name| path.replace(name, "1"))
        .replace("{form}", "txt")
        .replace("{name}", "x");
    let ask = Ask::get(&path);
    let answer = ask.by(site, &nobody).await;
    held(&answer, answer.status == 404, &nobody, &ask, "what is not there");
}

/// The law inside a document, for one caller.
fn of_document(caller: &Caller, method: &str, at_door: Action, wanted: Action) -> Option<u16> {
    for_staff(caller, method, at_door).or_else(|| {
        if !caller.may(Action::ReadInternal, AGENCY) {
            // What one may not read does not exist.
            Some(404)
        } else if !caller.may(wanted, AGENCY) {
            Some(403)
        } else {
            None
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_inside_of_a_document() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let mut staged = Vec::new();
    for state in State::ALL {
        staged.push(maker.make(state).await);
    }
    let callers = callers(&site).await;
    for row in offered().into_iter().filter(|row| row.method == "GET") {
        let Law::Inside(at_door, wanted, _) = row.law else { continue };
        for of in &staged {
            for caller in &callers {
                for path in addresses(row.path, of, true) {
                    let ask = Ask::get(&path);
                    let answer = ask.by(&site, caller).await;
                    let expected = of_document(caller, "GET", at_door, wanted);
                    held(&answer, answer.status == expected.unwrap_or(200), caller, &ask, (of.state, expected.unwrap_or(200)));
                    assert_silent(&answer, caller, &ask, &staged);
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_act_changes_nothing() {
    let site = opened(|_| {}).await;
    let mut maker = Maker::new(&site);
    let mut staged = Vec::new();
    for state in State::ALL {
        staged.push(maker.make(state).await);
    }
    let callers = callers(&site).await;
    let mut before = Vec::new();
    for of in &staged {
        before.push(document(&site, of.id).await);
    }
    for row in acts_of_documents() {
        for of in &staged {
            let Some((at_door, wanted, fields)) = inside_of(row.law, of.state) else { continue };
            for caller in &callers {
                let path = row.path.replace("{id}", &of.id.to_string());
                let ask = Ask::post(&path, fields);
                let Some(expected) = of_document(caller, "POST", at_door, wanted) else { continue };
                let answer = ask.by(&site, caller).await;
                held(&answer, answer.status == expected, caller, &ask, (of.state, expected));
                assert_silent(&answer, caller, &ask, &staged);
            }
        }
    }
    // Without the token of a form nobody does anything.
    let author = holder(&callers, Role::Author, "qinglan");
    for row in acts_of_documents() {
        let path = row.path.replace("{id}", &staged[0].id.to_string());
        let ask = Ask::post(&path, &[("token", "forged")]);
        let answer = ask.by(&site, &author).await;
        held(&answer, matches!(answer.status, 403), &author, &ask, "a forged form");
    }
    for before in before {
        assert_eq!(document(&site, before.id).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_act_comes_through() {
    let site = opened(|_| {}).await;
    let callers = callers(&site).await;
    let mut maker = Maker::new(&site);
    let mut knocks = 0;
    for row in acts_of_documents() {
        for state in State::ALL {
            let Some((at_door, wanted, fields)) = inside_of(row.law, state) else { continue };
            for role in Role::ALL.into_iter().filter(|role| role.allows(at_door) && role.allows(wanted)) {
                // A document of its own: the act may well succeed.
                let of = maker.make(state).await;
                let caller = holder(&callers, role, "qinglan");
                let path = row.path.replace("{id}", &of.id.to_string());
                let ask = Ask::post(&path, fields);
                let answer = ask.by(&site, &caller).await;
                held(&answer, came_through(answer.status), &caller, &ask, (state, "may do it"));
                knocks += 1;
            }
        }
    }
    assert!(knocks > 0 || acts_of_documents().is_empty());
    site.db().verify_journal().await.expect("reading the journal").expect("the journal holds together");
}

fn acts_of_documents() -> Vec<crate::routes::Row> {
    offered().into_iter().filter(|row| row.method == "POST" && inside_of(row.law, State::Draft).is_some()).collect()
}

/// A method that a route does not know is no way around its law.
#[tokio::test(flavor = "multi_thread")]
async fn other_methods_do_nothing() {
    let site = opened(|_| {}).await;
    let callers = callers(&site).await;
    let office = holder(&callers, Role::OpennessOffice, "qinglan");
    let paths: BTreeSet<_> = CAPABILITIES.iter().flat_map(|capability| (capability.routes)()).map(|route| route.path).collect();
    for path in paths {
        let path = path.replace(['{', '}', '*'], "");
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let ask = Ask { method, ..Ask::get(&path) };
            for caller in [&Caller::nobody(), &office] {
                let answer = ask.by(&site, caller).await;
                held(&answer, matches!(answer.status, 401 | 403 | 404 | 405), caller, &ask, 405);
            }
        }
    }
}
