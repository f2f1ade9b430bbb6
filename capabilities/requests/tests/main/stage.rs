//! Who asks and who works in the sample county? All of it invented.

use gongkai_agencies::{reload_sites, samples};
use gongkai_capability::Capability;
use gongkai_documents::Doer;
use gongkai_identity::{Role, Staff, Viewer};
use gongkai_requests::acts::receive::{Filed, Filing, Registration};
use gongkai_requests::acts::{self, Work};
use gongkai_requests::case::Case;
use gongkai_requests::rules::applicant::{ApplicantKind, Application, Contact, DeliveryWish, FormWish, IdentityKind, Person};
use gongkai_requests::rules::history::Channel;
use gongkai_requests::rules::receipt::Intake;
use gongkai_requests::tables;
use gongkai_store::{Actor, ActorKind};
use gongkai_testing::TestSite;
use jiff::civil::Date;

pub const CAPABILITIES: &[Capability] =
    &[gongkai_agencies::CAPABILITY, gongkai_catalogue::CAPABILITY, gongkai_documents::CAPABILITY, gongkai_requests::CAPABILITY];

pub const EDU: &str = "qinglan/edu";

/// Log-in, name and office.
const PEOPLE: [(&str, &str, &str, Role); 9] = [
    ("clerk", "何欣", EDU, Role::RequestClerk),
    ("unit", "张敏", EDU, Role::RequestUnit),
    ("unit-2", "林岚", EDU, Role::RequestUnit),
    ("secrecy", "周静", EDU, Role::SecrecyReviewer),
    ("legal", "吴桐", EDU, Role::LegalReviewer),
    ("head", "郑航", EDU, Role::OpennessHead),
    ("leader", "陈国栋", EDU, Role::SigningLeader),
    ("supervisor", "孙丽华", "qinglan", Role::Supervisor),
    ("other-clerk", "李昊", "qinglan/health", Role::RequestClerk),
];

/// The sample county and its people.
pub async fn stage(site: &TestSite) {
    let mut change = site.change().await;
    samples::county(&mut change).await.unwrap();
    change.commit().await.unwrap();
    reload_sites(&site.platform).await.unwrap();
    for (login, name, agency, role) in PEOPLE {
        site.staff(login, name, agency, &[role]).await;
    }
}

/// Somebody of the staff as they act.
pub async fn doer(site: &TestSite, login: &str) -> Doer {
    let staff = Staff::by_login(site.db(), login).await.unwrap().unwrap();
    let actor = Actor { kind: ActorKind::Staff, id: staff.id, name: staff.name.clone(), from: "127.0.0.1".into() };
    Doer { platform: site.platform.clone(), viewer: Viewer::Staff(staff), actor }
}

/// Somebody on the site.
pub fn visitor(site: &TestSite) -> Doer {
    Doer { platform: site.platform.clone(), viewer: Viewer::Public, actor: Actor::visitor("192.0.2.7") }
}

/// What must never be seen by those who need not know who asks.
pub const MARKS: [&str; 3] = ["宋照临", "E12345678", "13800138000"];

pub fn application(description: &str) -> Application {
    Application {
        kind: Some(ApplicantKind::NaturalPerson),
        applicant: Person { name: MARKS[0].into(), identity: Some(IdentityKind::Passport), number: MARKS[1].into() },
        contact: Contact { phone: MARKS[2].into(), email: "reader@example.org".into(), ..Contact::default() },
        description: description.into(),
        delivery: Some(DeliveryWish::Online),
        form: Some(FormWish::Electronic),
        ..Application::default()
    }
}

pub fn filing(key: &str, description: &str) -> Filing {
    Filing {
        submission_key: format!("{key:0>20}"),
        agency_path: EDU.into(),
        application: application(description),
        assistance: String::new(),
        files: Vec::new(),
    }
}

/// Handed in over the counter today: the clock runs.
pub async fn received(site: &TestSite, key: &str, description: &str) -> Filed {
    let today = site.db().clock().today();
    let intake = Intake { submitted_on: Some(today), ..Intake::of(Channel::Counter) };
    let registration = Registration { filing: filing(key, description), intake };
    acts::receive::register(&doer(site, "clerk").await, registration).await.unwrap()
}

/// Received and given to the unit.
pub async fn in_hand(site: &TestSite, key: &str, description: &str) -> Case {
    let filed = received(site, key, description).await;
    let unit = doer(site, "unit").await;
    acts::handle::assign(&doer(site, "clerk").await, filed.case.id, unit.actor.id).await.unwrap()
}

pub async fn load(site: &TestSite, id: i64) -> Case {
    tables::case::by_id(site.db(), id).await.unwrap().unwrap()
}

pub async fn as_applicant(site: &TestSite, id: i64) -> Work {
    Work::open(&visitor(site), id).await.unwrap()
}

pub fn today(site: &TestSite) -> Date {
    site.db().clock().today()
}

/// Days pass.
pub fn days(site: &TestSite, n: i64) {
    site.advance(jiff::SignedDuration::from_hours(24 * n));
}

#[track_caller]
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, gongkai_web::Failure>, words: &[&str]) {
    let Err(gongkai_web::Failure::Refused(reasons)) = outcome else { panic!("not refused: {outcome:?}") };
    for word in words {
        assert!(reasons.iter().any(|reason| reason.contains(word)), "“{word}” is not among {reasons:?}");
    }
}
