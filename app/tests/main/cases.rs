//! Does each door of a request open for the right people alone, and does nobody learn who asked who need not know?
//!
//! Every route of one request, knocked at by nobody, a disabled account and each role at two agencies, for requests in every
//! state; the law is written in `routes.rs` from the roles, not from the handlers.

use gongkai_documents::Doer;
use gongkai_identity::{Action, Role, Viewer};
use gongkai_requests::acts::answer::{Decision, dispatch, draft, review, sign, submit};
use gongkai_requests::acts::consult::{Asked, Consultation, consult};
use gongkai_requests::acts::handle::assign;
use gongkai_requests::acts::receive::{Filed, Filing, Registration, file, register};
use gongkai_requests::acts::redact::attach;
use gongkai_requests::acts::{Work, close, public_answer};
use gongkai_requests::case::Case;
use gongkai_requests::rules::applicant::{ApplicantKind, Application, Contact, DeliveryWish, FormWish, IdentityKind, Person};
use gongkai_requests::rules::history::{Channel, PartyKind, ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::rules::receipt::Intake;
use gongkai_requests::tables;
use gongkai_store::Actor;
use gongkai_testing::{Answer, TestSite};
use serde_json::json;

use crate::ask::{Ask, Caller, whole};
use crate::county::{callers, opened};
use crate::routes::{Law, offered};
use crate::stage::{AGENCY, doer, done};

/// Who asks: words that occur nowhere else.
const MARKS: [&str; 3] = ["宋照临", "E12345678", "13800138000"];
const RETAINED: &str = "全县校车接送点调整方案";

/// A paper of one blank page; readers find their way in it without a table of places.
const PAPER: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n";

/// Requests in every state.
pub struct Stage {
    filed: Vec<Filed>,
    /// A request with a paper that is disclosed in part, and the paper.
    paper: (i64, i64),
    /// The page of a third party that is asked.
    pub consult: String,
}

async fn people(site: &TestSite) {
    for (login, role) in [
        ("made-clerk", Role::RequestClerk),
        ("made-unit", Role::RequestUnit),
        ("made-legal", Role::LegalReviewer),
        ("made-head", Role::OpennessHead),
        ("made-leader", Role::SigningLeader),
    ] {
        site.staff(login, login, "qinglan", &[role]).await;
    }
}

fn filing(n: usize) -> Filing {
    let application = Application {
        kind: Some(ApplicantKind::NaturalPerson),
        applicant: Person { name: MARKS[0].to_owned(), identity: Some(IdentityKind::Passport), number: MARKS[1].to_owned() },
        contact: Contact { phone: MARKS[2].to_owned(), ..Contact::default() },
        description: format!("{RETAINED}（第{n}件）"),
        delivery: Some(DeliveryWish::Online),
        form: Some(FormWish::Electronic),
        ..Application::default()
    };
    Filing {
        submission_key: format!("doors-of-requests-{n:06}"),
        agency_path: AGENCY.to_owned(),
        application,
        assistance: String::new(),
        files: Vec::new(),
    }
}

fn visitor(site: &TestSite) -> Doer {
    Doer { platform: site.platform.clone(), viewer: Viewer::Public, actor: Actor::visitor("192.0.2.7") }
}

async fn received(site: &TestSite, n: usize) -> Filed {
    let intake = Intake { submitted_on: Some(site.db().clock().today()), ..Intake::of(Channel::Counter) };
    done(register(&doer(site, "made-clerk").await, Registration { filing: filing(n), intake }).await)
}

async fn in_review(site: &TestSite, n: usize) -> (Filed, String) {
    let filed = received(site, n).await;
    let id = filed.case.id;
    let unit = doer(site, "made-unit").await;
    done(assign(&doer(site, "made-clerk").await, id, unit.actor.id).await);
    let body = json!({"information": [{"name": "接送点一览表", "form": "电子文档", "pages": 2}], "provided_how": "随本告知书提供"});
    let letter = done(draft(&unit, id, &Decision { outcome: Some(Outcome::Granted), grounds: Vec::new(), body }).await);
    done(submit(&unit, id).await);
    (filed, letter.body_sha256)
}

async fn replied(site: &TestSite, n: usize) -> Filed {
    let (filed, sha) = in_review(site, n).await;
    let id = filed.case.id;
    done(review(&doer(site, "made-secrecy").await, id, ReviewKind::Secrecy, true, "不涉密", &sha).await);
    done(sign(&doer(site, "made-leader").await, id, &sha).await);
    done(dispatch(&doer(site, "made-clerk").await, id, Way::Online, "", site.db().clock().today()).await);
    filed
}

impl Stage {
    /// Submitted, received, in review, replied, made public, withdrawn.
    pub async fn of(site: &TestSite) -> Self {
        people(site).await;
        let mut filed =
            vec![done(file(&visitor(site), filing(1)).await), received(site, 2).await, in_review(site, 3).await.0, replied(site, 4).await];
        let public = replied(site, 5).await;
        let proposal =
            public_answer::Proposal {
                title: "校车接送点".to_owned(), question: "接送点在哪里".to_owned(), text: "见一览表。".to_owned()
            };
        done(public_answer::propose(&doer(site, "made-clerk").await, public.case.id, &proposal).await);
        done(public_answer::approve(&doer(site, "made-head").await, public.case.id).await);
        filed.push(public);
        let withdrawn = received(site, 6).await;
        let work = done(Work::open(&visitor(site), withdrawn.case.id).await);
        done(close::withdraw(work, "").await);
        filed.push(withdrawn);
        let asked = received(site, 7).await;
        done(assign(&doer(site, "made-clerk").await, asked.case.id, doer(site, "made-unit").await.actor.id).await);
        let consultation = Consultation {
            party: PartyKind::ThirdParty,
            asked: Asked { name: "青岚县某某校车公司".to_owned(), is_organisation: true, contact: Contact::default() },
            information: "校车服务合同".to_owned(),
            way: "post".to_owned(),
        };
        let (_, consult, _) = done(consult(&doer(site, "made-clerk").await, asked.case.id, &consultation).await);
        filed.push(asked);
        let parted = filed[1].case.id;
        let paper = (parted, done(attach(&doer(site, "made-unit").await, parted, "协议.pdf", PAPER.to_vec()).await));
        Self { filed, paper, consult }
    }

    /// Answers what the third party objected to: given all the same, for the reason that it is told (条例 article 32).
    pub async fn overrule(&self, site: &TestSite) {
        let id = self.filed.last().expect("the one whose third party was asked").case.id;
        let unit = doer(site, "made-unit").await;
        let body = json!({
            "information": [{"name": "校车服务合同", "form": "电子文档", "pages": 6}],
            "provided_how": "随本告知书提供",
            "public_interest": {"reason": "合同关系全县学生乘车安全，公众有权监督。"},
        });
        let letter = done(draft(&unit, id, &Decision { outcome: Some(Outcome::Granted), grounds: Vec::new(), body }).await);
        done(submit(&unit, id).await);
        for (login, kind) in [("made-secrecy", ReviewKind::Secrecy), ("made-legal", ReviewKind::Legal)] {
            done(review(&doer(site, login).await, id, kind, true, "同意", &letter.body_sha256).await);
        }
        done(sign(&doer(site, "made-leader").await, id, &letter.body_sha256).await);
        done(dispatch(&doer(site, "made-clerk").await, id, Way::Online, "", site.db().clock().today()).await);
    }

    /// Every address of every request with who may come there: the right an account needs, or none where the key is enough.
    pub async fn knocks(&self, site: &TestSite) -> Vec<(Option<Action>, &'static str, String)> {
        let mut all = Vec::new();
        for filed in &self.filed {
            let letter = self.letter(site, filed.case.id).await;
            for row in offered() {
                let action = match row.law {
                    Law::Case(action, _) => Some(action),
                    Law::Keyed | Law::Answer => None,
                    _ => continue,
                };
                let path =
                    row.path.replace("{key}", &filed.access_key).replace("{token}", &self.consult).replace("{letter}", &letter.to_string());
                let own = if row.path.contains("/letters/{id}") { letter } else { filed.case.id };
                let path = path.replace("{paper}", &self.paper(filed.case.id)).replace("{page}", "1");
                let path = path.replace("{id}", &own.to_string()).replace("{file}", "99999");
                let form = if row.path.contains("/forms/") { "D28.pdf" } else { "pdf" };
                all.push((action, row.method, path.replace("{form}", form)));
            }
        }
        // Pages first: a form that is sent may end what the page shows.
        all.sort_by_key(|(_, method, _)| *method != "GET");
        all
    }

    /// The paper of a request, or one that is not there.
    fn paper(&self, id: i64) -> String {
        if self.paper.0 == id { self.paper.1.to_string() } else { "99999".to_owned() }
    }

    async fn letter(&self, site: &TestSite, id: i64) -> i64 {
        let all = tables::letter::of(site.db(), id).await.expect("letters");
        all.last().map_or(99_999, |letter| letter.id)
    }
}

async fn load(site: &TestSite, id: i64) -> Case {
    tables::case::by_id(site.db(), id).await.expect("a request").expect("it is there")
}

/// The law of one request, for one caller; `None`: he comes through.
fn law(caller: &Caller, method: &str, at_door: Action, wanted: Action) -> Option<u16> {
    match (caller.role, method) {
        (None, "GET") => Some(303),
        (None, _) => Some(401),
        (Some(role), _) if !role.allows(at_door) => Some(403),
        // What one may not read does not exist.
        _ if !caller.may(Action::ReadRequests, AGENCY) => Some(404),
        _ if !caller.may(wanted, AGENCY) => Some(403),
        _ => None,
    }
}

#[track_caller]
fn silent(answer: &Answer, caller: &Caller, path: &str) {
    if caller.may(Action::ReadApplicant, AGENCY) {
        return;
    }
    let text = whole(answer);
    for mark in MARKS {
        assert!(!text.contains(mark), "{} learns {mark} from {path}", caller.name);
    }
    assert!(caller.may(Action::ReadRequests, AGENCY) || !text.contains(RETAINED), "{} learns of the request from {path}", caller.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_of_a_request() {
    let site = opened(|_| {}).await;
    let stage = Stage::of(&site).await;
    let callers = callers(&site).await;
    let mut knocks = 0;
    for row in offered() {
        let Law::Case(at_door, wanted) = row.law else { continue };
        for filed in &stage.filed {
            let id = filed.case.id;
            let before = load(&site, id).await;
            let letter = stage.letter(&site, id).await;
            let path = row.path.replace("{id}", &id.to_string()).replace("{letter}", &letter.to_string()).replace("{file}", "99999");
            let path = path.replace("{paper}", &stage.paper(id)).replace("{page}", "1");
            let path = path.replace("{form}", if row.path.contains("/forms/") { "D28.pdf" } else { "pdf" });
            for caller in &callers {
                let Some(expected) = law(caller, row.method, at_door, wanted) else { continue };
                let ask = Ask { method: row.method, ..Ask::get(&path) };
                let answer = ask.by(&site, caller).await;
                assert_eq!(answer.status, expected, "{} {} {path}: {}", caller.name, row.method, answer.text());
                silent(&answer, caller, &path);
                knocks += 1;
            }
            assert_eq!(load(&site, id).await, before, "{path}: who may not act changes nothing");
        }
    }
    assert!(knocks > 2_000, "{knocks}");
    // Who may come, comes: to every page, whatever the state of the request. What is not there yet is said, nothing breaks.
    for row in offered() {
        let Law::Case(at_door, wanted) = row.law else { continue };
        for filed in &stage.filed {
            let letter = stage.letter(&site, filed.case.id).await;
            let path =
                row.path.replace("{id}", &filed.case.id.to_string()).replace("{letter}", &letter.to_string()).replace("{file}", "99999");
            let path = path.replace("{paper}", &stage.paper(filed.case.id)).replace("{page}", "1");
            let path = path.replace("{form}", if row.path.contains("/forms/") { "D28.pdf" } else { "pdf" });
            for caller in callers.iter().filter(|caller| law(caller, row.method, at_door, wanted).is_none()) {
                let ask = Ask { method: row.method, ..Ask::get(&path) };
                let answer = ask.by(&site, caller).await;
                // Papers and files of the case are for those who work on it, not for whoever watches over it.
                let papers = ["/forms/", "/files/", "/redactions"].iter().any(|part| row.path.contains(part)) && answer.status == 403;
                let watches = matches!(caller.role, Some(Role::OpennessOffice | Role::Supervisor));
                let came = answer.status < 500 && !matches!(answer.status, 401 | 403 | 405);
                assert!(came || papers && watches, "{} {path}: {}", caller.name, answer.status);
                silent(&answer, caller, &path);
            }
        }
    }
    site.db().verify_journal().await.expect("reading the journal").expect("the journal holds together");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_its_key_opens_and_any_other_does_not() {
    let site = opened(|_| {}).await;
    let stage = Stage::of(&site).await;
    let callers = callers(&site).await;
    for row in offered().into_iter().filter(|row| row.law == Law::Keyed) {
        let wrong = row.path.replace("{key}", &"0".repeat(64)).replace("{token}", &"0".repeat(64));
        let wrong = wrong.replace("{id}", "1").replace("{form}", "pdf");
        for caller in &callers {
            let ask = Ask { method: row.method, ..Ask::get(&wrong) };
            let answer = ask.by(&site, caller).await;
            assert_eq!(answer.status, 404, "{} {wrong}", caller.name);
        }
    }
    for filed in &stage.filed {
        let path = format!("/requests/case/{}", filed.access_key);
        let answer = Ask::get(&path).by(&site, &Caller::nobody()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = answer.text();
        assert!(text.contains(&filed.case.number) && text.contains(RETAINED));
        for mark in MARKS {
            assert!(!text.contains(mark), "his own data are masked: an address can be seen over a shoulder");
        }
        assert!(answer.header("cache-control").contains("no-store"));
    }
    // The letter of one request is not had by the key of another.
    let replied = &stage.filed[3];
    let letter = stage.letter(&site, replied.case.id).await;
    let own = format!("/requests/case/{}/letters/{letter}/pdf", replied.access_key);
    assert_eq!(Ask::get(&own).by(&site, &Caller::nobody()).await.status, 200);
    let other = format!("/requests/case/{}/letters/{letter}/pdf", stage.filed[1].access_key);
    assert_eq!(Ask::get(&other).by(&site, &Caller::nobody()).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_answers_made_public_are_read_by_everybody() {
    let site = opened(|_| {}).await;
    let stage = Stage::of(&site).await;
    for (n, filed) in stage.filed.iter().enumerate() {
        let path = format!("/requests/answers/{}", filed.case.id);
        let answer = Ask::get(&path).by(&site, &Caller::nobody()).await;
        assert_eq!(answer.status, if n == 4 { 200 } else { 404 }, "{path}");
        silent(&answer, &Caller::nobody(), &path);
    }
    for path in [
        "/requests",
        "/requests/answers",
        "/requests/answers.json",
        "/requests/statistics",
        "/requests/similar?q=接送点",
        "/search?q=接送点",
    ] {
        let path = path.replace("接送点", "%E6%8E%A5%E9%80%81%E7%82%B9");
        silent(&Ask::get(&path).by(&site, &Caller::nobody()).await, &Caller::nobody(), &path);
    }
}
