//! Which doors are there, and what is the law at each? The table against which every route of every capability is held.
//!
//! Whoever adds a route writes a row: which page or act it is, and who may come through. The rows are written from the law of
//! the house (house.md, invariants 5 and 8) and not from the handlers; the tests fail where the two disagree.

use gongkai::capabilities::CAPABILITIES;
use gongkai_identity::Action::{self, *};

use crate::stage::{Staged, State};

/// The law at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// A page of the site that names no document: anybody may read it, whoever is signed in. Its addresses and their statuses.
    Open(&'static [(&'static str, u16)]),
    /// A list of public records: the addresses of the list; each is asked for in every form as well.
    List(&'static [&'static str]),
    /// Something of one public record.
    Record(Part),
    /// The way in for staff.
    Entrance(u16),
    /// For anybody who is signed in.
    SignedIn,
    /// For staff who may do this somewhere; of nothing in particular.
    Office(Action),
    /// Of one person, agency or site, for those who administer them where they are.
    Administered(Action, Thing),
    /// Of one document: whoever comes must hold the first action somewhere, be allowed to read the inside of the document,
    /// and may do the second to it.
    Inside(Action, Action, Fields),
    /// The relations of one document: of a draft its author decides, of what is public whoever answers for its validity.
    Relations,
    /// A one-time link.
    Link,
    /// Of one request for information: whoever comes must hold the first action somewhere, be allowed to read the requests of
    /// its agency, and may do the second there.
    Case(Action, Action),
    /// An applicant's own address: its key is the right to it, whoever brings it.
    Keyed,
    /// An answer that the agency made public without who asked.
    Answer,
    /// Of a catalogue of the county or a duty of its education bureau: whoever comes must hold the action, a change also at the
    /// agency named here. The address as it is asked for, and what the form says.
    Catalogue(Action, &'static str, &'static str, Fields),
}

/// What a form says.
pub type Fields = &'static [(&'static str, &'static str)];

/// What of a record is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Page,
    Edition,
    Compare,
    Download,
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Person,
    Agency,
    Site,
}

pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    pub law: Law,
}

const fn get(path: &'static str, law: Law) -> Row {
    Row { method: "GET", path, law }
}

const fn post(path: &'static str, law: Law) -> Row {
    Row { method: "POST", path, law }
}

/// A page of the inside of a document.
const fn inside(path: &'static str) -> Row {
    get(path, Law::Inside(ReadInternal, ReadInternal, &[]))
}

/// An act upon a document that needs one and the same right at the door and at the document.
const fn act(path: &'static str, action: Action, fields: Fields) -> Row {
    post(path, Law::Inside(action, action, fields))
}

const OFFICE_OF_SYSTEM: Law = Law::Office(ManageSystem);

pub const TABLE: &[Row] = &[
    // agencies
    get("/staff/sign-in", Law::Entrance(200)),
    post("/staff/sign-in", Law::Entrance(422)),
    post("/staff/sign-out", Law::SignedIn),
    get("/staff", Law::SignedIn),
    get("/staff/account", Law::SignedIn),
    post("/staff/account/password", Law::SignedIn),
    post("/staff/account/codes", Law::SignedIn),
    post("/staff/account/codes/confirm", Law::SignedIn),
    post("/staff/account/codes/remove", Law::SignedIn),
    get("/staff/people", Law::Office(ManageStaff)),
    get("/staff/people/new", Law::Office(ManageStaff)),
    post("/staff/people/new", Law::Office(ManageStaff)),
    get("/staff/people/{id}", Law::Administered(ManageStaff, Thing::Person)),
    post("/staff/people/{id}/roles", Law::Administered(ManageStaff, Thing::Person)),
    post("/staff/people/{id}/state", Law::Administered(ManageStaff, Thing::Person)),
    post("/staff/people/{id}/password", Law::Administered(ManageStaff, Thing::Person)),
    get("/staff/agencies", OFFICE_OF_SYSTEM),
    get("/staff/agencies/new", OFFICE_OF_SYSTEM),
    post("/staff/agencies/new", OFFICE_OF_SYSTEM),
    get("/staff/agencies/{id}", Law::Administered(ManageSystem, Thing::Agency)),
    post("/staff/agencies/{id}", Law::Administered(ManageSystem, Thing::Agency)),
    post("/staff/agencies/{id}/dissolve", Law::Administered(ManageSystem, Thing::Agency)),
    get("/staff/sites", OFFICE_OF_SYSTEM),
    get("/staff/sites/new", OFFICE_OF_SYSTEM),
    post("/staff/sites/new", OFFICE_OF_SYSTEM),
    get("/staff/sites/{id}", Law::Administered(ManageSystem, Thing::Site)),
    post("/staff/sites/{id}", Law::Administered(ManageSystem, Thing::Site)),
    get("/staff/journal", Law::Office(ReadJournal)),
    post("/staff/journal/verify", Law::Office(ReadJournal)),
    post("/staff/journal/export", Law::Office(ReadJournal)),
    // catalogue: public
    get("/catalogue", Law::Open(&[("/catalogue", 200)])),
    get("/catalogue/{catalogue}", Law::List(&["/catalogue/county"])),
    get("/catalogue/{catalogue}/{code}", Law::Open(&[("/catalogue/county/240101", 200), ("/catalogue/county/none", 404)])),
    get("/coverage", Law::Open(&[("/coverage", 200)])),
    get("/coverage/{*path}", Law::Open(&[("/coverage/qinglan/edu", 200), ("/coverage/qinglan/yunxi", 200), ("/coverage/none", 404)])),
    get("/coverage-poster/{*path}", Law::Open(&[("/coverage-poster/qinglan/yunxi", 200), ("/coverage-poster/none", 404)])),
    get("/api/v1/duties", Law::Open(&[("/api/v1/duties?agency=qinglan/edu", 200), ("/api/v1/duties?as_of=x", 422)])),
    // catalogue: staff
    get("/staff/catalogues", Law::Office(ReadDuties)),
    post("/staff/catalogues", Law::Catalogue(ManageCatalogue, "/staff/catalogues", "qinglan", &[("owner", "qinglan")])),
    get("/staff/catalogues/{id}", Law::Catalogue(ReadDuties, "/staff/catalogues/2", "", &[])),
    get("/staff/catalogues/{id}/items/{code}", Law::Catalogue(ReadDuties, "/staff/catalogues/2/items/240101", "", &[])),
    post("/staff/catalogues/{id}/items/{code}", Law::Catalogue(ManageCatalogue, "/staff/catalogues/2/items/240101", "qinglan", &[])),
    get("/staff/catalogues/{id}/proposals", Law::Catalogue(ReadDuties, "/staff/catalogues/2/proposals", "", &[])),
    post("/staff/catalogues/{id}/proposals", Law::Catalogue(ManageCatalogue, "/staff/catalogues/2/proposals", "qinglan", &[])),
    get("/staff/catalogues/{id}/bearers", Law::Catalogue(ReadDuties, "/staff/catalogues/2/bearers", "", &[])),
    post(
        "/staff/catalogues/{id}/bearers",
        Law::Catalogue(ManageCatalogue, "/staff/catalogues/2/bearers", "qinglan", &[("target", "field:77")]),
    ),
    get("/staff/duties", Law::Office(ReadDuties)),
    post(
        "/staff/duties/nil",
        Law::Catalogue(Draft, "/staff/duties/nil", "qinglan/edu", &[("agency", "qinglan/edu"), ("item", "std/240101")]),
    ),
    post("/staff/duties/sign", Law::Catalogue(SignStatement, "/staff/duties/sign", "qinglan/edu", &[("statement", "1")])),
    post(
        "/staff/duties/occurrence",
        Law::Catalogue(Draft, "/staff/duties/occurrence", "qinglan/edu", &[("agency", "qinglan/edu"), ("item", "std/240101")]),
    ),
    post("/staff/duties/fulfilment", Law::Catalogue(Draft, "/staff/duties/fulfilment", "qinglan/edu", &[("agency", "qinglan/edu")])),
    get("/staff/coverage", Law::Office(ReadDuties)),
    // requests: public
    get("/requests", Law::Open(&[("/requests", 200)])),
    get("/requests/new", Law::Open(&[("/requests/new", 200), ("/requests/new?agency=qinglan/edu", 200)])),
    post("/requests/new", Law::Entrance(422)),
    get("/requests/similar", Law::Open(&[("/requests/similar", 200)])),
    get("/requests/form.pdf", Law::Open(&[("/requests/form.pdf", 200)])),
    get("/requests/form.docx", Law::Open(&[("/requests/form.docx", 200)])),
    get("/requests/progress", Law::Open(&[("/requests/progress", 200)])),
    post("/requests/progress", Law::Entrance(422)),
    get("/requests/statistics", Law::Open(&[("/requests/statistics", 200)])),
    get("/requests/answers", Law::List(&["/requests/answers"])),
    get("/requests/answers/{id}", Law::Answer),
    get("/requests/receipt/{key}", Law::Keyed),
    get("/requests/case/{key}", Law::Keyed),
    get("/requests/case/{key}/letters/{id}/{form}", Law::Keyed),
    get("/requests/case/{key}/files/{id}", Law::Keyed),
    post("/requests/case/{key}/withdraw", Law::Keyed),
    post("/requests/case/{key}/clarify", Law::Keyed),
    post("/requests/case/{key}/explain", Law::Keyed),
    post("/requests/case/{key}/received", Law::Keyed),
    get("/consult/{token}", Law::Keyed),
    post("/consult/{token}", Law::Keyed),
    get("/consult/{token}/letters/{id}/{form}", Law::Keyed),
    get("/requests/calendar/{token}", Law::Keyed),
    // requests: staff
    get("/staff/requests", Law::Office(ReadRequests)),
    get("/staff/requests/today", Law::Office(ReadRequests)),
    get("/staff/requests/new", Law::Office(RegisterRequest)),
    post("/staff/requests/new", Law::Office(RegisterRequest)),
    post("/staff/requests/calendar", Law::Office(ReadRequests)),
    get("/staff/holidays", Law::Office(ManageSystem)),
    post("/staff/holidays", Law::Office(ManageSystem)),
    get("/staff/requests/{id}", Law::Case(ReadRequests, ReadRequests)),
    get("/staff/requests/{id}/registered", Law::Case(ReadApplicant, ReadApplicant)),
    get("/staff/requests/{id}/applicant", Law::Case(ReadApplicant, ReadApplicant)),
    get("/staff/requests/{id}/files/{file}", Law::Case(ReadRequests, ReadRequests)),
    get("/staff/requests/{id}/letters/{letter}/{form}", Law::Case(ReadApplicant, ReadApplicant)),
    get("/staff/requests/{id}/receipt.pdf", Law::Case(ReadApplicant, ReadApplicant)),
    get("/staff/requests/{id}/forms/{form}", Law::Case(ReadRequests, ReadRequests)),
    get("/staff/requests/{id}/bundle.pdf", Law::Case(ReadApplicant, ReadApplicant)),
    get("/staff/requests/{id}/redactions", Law::Case(ReadRequests, ReadRequests)),
    get("/staff/requests/{id}/redactions/{paper}", Law::Case(ReadRequests, ReadRequests)),
    get("/staff/requests/{id}/redactions/{paper}/pages/{page}", Law::Case(ReadRequests, ReadRequests)),
    post("/staff/requests/{id}/redactions", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/mark", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/find", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/screen", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/release", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/reopen", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/redactions/{paper}/drop", Law::Case(HandleRequest, HandleRequest)),
    get("/staff/requests/{id}/answer", Law::Case(HandleRequest, HandleRequest)),
    get("/staff/requests/{id}/answer/preview.pdf", Law::Case(ReadApplicant, ReadApplicant)),
    post("/staff/requests/{id}/answer", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/confirm", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/assign", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/ask-clarification", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/notice-reached", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/clarify", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/ask-explanation", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/take-explanation", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/consult", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/letter-reached", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/take-opinion", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/lapse-opinion", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/extend", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/defer", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/take-over-notice", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/fee", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/paid", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/lapse", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/pass-on", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/answer-record", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/split", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/merge", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/withdraw", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/search", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/note", Law::Case(ReadRequests, ReadRequests)),
    post("/staff/requests/{id}/add-files", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/submit", Law::Case(HandleRequest, HandleRequest)),
    post("/staff/requests/{id}/review", Law::Case(ReadRequests, ReadRequests)),
    post("/staff/requests/{id}/sign", Law::Case(SignRequest, SignRequest)),
    post("/staff/requests/{id}/dispatch", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/delivered", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/accept-remedy", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/decide-remedy", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/propose-public", Law::Case(RegisterRequest, RegisterRequest)),
    post("/staff/requests/{id}/approve-public", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/take-back", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/convert", Law::Case(ApproveRequest, ApproveRequest)),
    post("/staff/requests/{id}/archive", Law::Case(RegisterRequest, RegisterRequest)),
    // documents: public
    get("/documents/{id}", Law::Record(Part::Page)),
    get("/documents/{id}/editions/{number}", Law::Record(Part::Edition)),
    get("/documents/{id}/compare/{from}/{to}", Law::Record(Part::Compare)),
    get("/documents/{id}/download/{form}", Law::Record(Part::Download)),
    get("/documents/{id}/editions/{number}/download/{form}", Law::Record(Part::Download)),
    get("/documents/{id}/files/{hash}/{name}", Law::Record(Part::File)),
    // documents: interface
    get(
        "/api/v1/documents",
        Law::Open(&[
            ("/api/v1/documents", 200),
            ("/api/v1/documents?limit=3&q=%E7%90%A5%E7%8F%80", 200),
            ("/api/v1/documents?limit=none", 422),
        ]),
    ),
    get("/api/v1/documents/{id}", Law::Record(Part::Page)),
    get("/api/v1/agencies", Law::Open(&[("/api/v1/agencies", 200)])),
    get("/api/v1/kinds", Law::Open(&[("/api/v1/kinds", 200)])),
    get("/api/openapi.json", Law::Open(&[("/api/openapi.json", 200)])),
    // documents: staff
    get("/staff/desk", Law::Office(ReadInternal)),
    get("/staff/documents", Law::Office(ReadInternal)),
    get("/staff/documents/new", Law::Office(Draft)),
    get("/staff/screening", Law::Office(ReadInternal)),
    get("/staff/zero-results", Law::Office(DecideOpenness)),
    inside("/staff/documents/{id}"),
    get("/staff/documents/{id}/edit", Law::Inside(Draft, Draft, &[])),
    inside("/staff/documents/{id}/preview"),
    inside("/staff/documents/{id}/cuts"),
    inside("/staff/documents/{id}/editions"),
    inside("/staff/documents/{id}/history"),
    inside("/staff/documents/{id}/original"),
    inside("/staff/documents/{id}/files/{hash}/{name}"),
    post("/staff/documents/bulk", Law::Office(ReadInternal)),
    post("/staff/documents/new", Law::Office(Draft)),
    post("/staff/documents/clean-html", Law::Office(Draft)),
    post("/staff/screening", Law::Office(ReadInternal)),
    act("/staff/documents/{id}/edit", Draft, &[("version", "0"), ("title", "换了题目"), ("body", "换了正文")]),
    act("/staff/documents/{id}/cuts", Draft, &[("version", "0")]),
    act("/staff/documents/{id}/mask", Draft, &[("version", "0")]),
    act("/staff/documents/{id}/exempt", Exempt, &[("finding", "x"), ("reason", "经核实无误")]),
    act("/staff/documents/{id}/unexempt", Exempt, &[("finding", "x")]),
    post("/staff/documents/{id}/relations", Law::Relations),
    act("/staff/documents/{id}/facts", SetValidity, &[("on", "2026-03-01"), ("kind", "repealed"), ("note", "依据决定")]),
    act("/staff/documents/{id}/submit", Draft, &[("version", "1")]),
    act("/staff/documents/{id}/recall", Draft, &[]),
    post("/staff/documents/{id}/approve", Law::Inside(ReadInternal, ReviewFirst, &[("step", "first_review"), ("sha256", "x")])),
    post("/staff/documents/{id}/return", Law::Inside(ReadInternal, ReviewFirst, &[("step", "first_review"), ("reasons", "请补充")])),
    act("/staff/documents/{id}/publish", Publish, &[]),
    act("/staff/documents/{id}/schedule", Publish, &[("at", "2026-03-09T09:00")]),
    act("/staff/documents/{id}/unschedule", Publish, &[]),
    act("/staff/documents/{id}/force", ForcePublish, &[("reason", "应急需要立即公开")]),
    act("/staff/documents/{id}/review-forced", ReviewFinal, &[("opinion", "同意")]),
    act("/staff/documents/{id}/withdraw", Withdraw, &[("reason", "有误"), ("basis", "条例")]),
    act("/staff/documents/{id}/close-edition", Withdraw, &[("number", "1"), ("reason", "含个人信息"), ("basis", "条例第十五条")]),
    act("/staff/documents/{id}/reopen", Draft, &[]),
    act("/staff/documents/{id}/discard", Draft, &[]),
    act("/staff/documents/{id}/delete", Draft, &[]),
    act("/staff/documents/{id}/invite", Draft, &[("name", "王某")]),
    get("/confirm/{token}", Law::Link),
    get("/confirm/{token}/files/{hash}", Law::Link),
    post("/confirm/{token}", Law::Link),
    // portal
    get("/", Law::Open(&[("/", 200)])),
    get("/open", Law::Open(&[("/open", 200)])),
    get("/open/guide", Law::Open(&[("/open/guide", 200)])),
    get("/open/institutions", Law::Open(&[("/open/institutions", 200)])),
    get("/open/items", Law::Open(&[("/open/items", 200)])),
    get("/open/items/{code}", Law::List(&["/open/items/ZD20-15"])),
    get("/open/annual-reports", Law::Open(&[("/open/annual-reports", 200)])),
    get("/open/requests", Law::Open(&[("/open/requests", 200)])),
    get("/agencies", Law::Open(&[("/agencies", 200)])),
    get("/agencies/{*path}", Law::Open(&[("/agencies/qinglan/edu", 200), ("/agencies/qinglan", 200), ("/agencies/nowhere", 404)])),
    get("/policies", Law::List(&["/policies"])),
    get("/news", Law::List(&["/news"])),
    get("/documents", Law::List(&["/documents"])),
    get("/search", Law::List(&["/search"])),
    get(
        "/search/suggest",
        Law::Open(&[
            ("/search/suggest?q=%E7%90%A5%E7%8F%80", 200),
            ("/search/suggest?q=%E5%81%9A%E5%A5%BD", 200),
            ("/search/suggest", 200),
        ]),
    ),
    get("/view", Law::Open(&[("/view?script=hant&back=/", 303)])),
    get("/about", Law::Open(&[("/about", 200)])),
    get("/site-map", Law::Open(&[("/site-map", 200)])),
    get("/sitemap.xml", Law::Open(&[("/sitemap.xml", 200)])),
    get("/sitemap/{part}", Law::Open(&[("/sitemap/0.xml", 200), ("/sitemap/columns.xml", 200), ("/sitemap/x", 404)])),
    get("/robots.txt", Law::Open(&[("/robots.txt", 200)])),
    get("/opensearch.xml", Law::Open(&[("/opensearch.xml", 200)])),
    get("/theme.css", Law::Open(&[("/theme.css", 200)])),
    get("/favicon.svg", Law::Open(&[("/favicon.svg", 200)])),
    get("/favicon.ico", Law::Open(&[("/favicon.ico", 308)])),
    get("/healthz", Law::Open(&[("/healthz", 200)])),
    get("/metrics", Law::Open(&[("/metrics", 200)])),
    // exchange: what no other route answers is asked for among the addresses of old sites
    get("/{*old_address}", Law::Open(&[("/no/such/page.html", 404)])),
];

/// The law at a route that is offered.
///
/// # Panics
/// Where no row of the table names it.
pub fn law_of(method: &str, path: &str) -> Law {
    let row = TABLE.iter().find(|row| row.method == method && row.path == path);
    row.unwrap_or_else(|| panic!("{method} {path} is offered, and no row of routes.rs says who may come: write one")).law
}

/// Every route of every capability with its law.
pub fn offered() -> Vec<Row> {
    let routes = CAPABILITIES.iter().flat_map(|capability| (capability.routes)());
    routes.map(|route| Row { method: route.method, path: route.path, law: law_of(route.method, route.path) }).collect()
}

pub fn offers(method: &str, path: &str) -> bool {
    CAPABILITIES.iter().flat_map(|capability| (capability.routes)()).any(|route| route.method == method && route.path == path)
}

/// For something of the inside of a document: who comes through the door, who may do it to this document, and what the form says.
pub fn inside_of(law: Law, of: State) -> Option<(Action, Action, Fields)> {
    match law {
        Law::Inside(at_door, wanted, fields) => Some((at_door, wanted, fields)),
        Law::Relations => Some((ReadInternal, if of.is_public() { SetValidity } else { Draft }, &[])),
        _ => None,
    }
}

/// The addresses of a route for a document, the dearest forms left out where `cheap`.
pub fn addresses(path: &str, of: &Staged, cheap: bool) -> Vec<String> {
    let path = path.replace("{id}", &of.id.to_string()).replace("{number}", "1").replace("{from}", "1").replace("{to}", "1");
    let path = path.replace("{name}", "file");
    if path.contains("{form}") {
        // Programs read the record; of an older edition there are papers only.
        let forms: &[&str] = match (cheap, path.contains("/editions/")) {
            (true, _) => &["txt"],
            (false, true) => &["txt", "docx", "pdf"],
            (false, false) => &["txt", "json", "docx", "pdf"],
        };
        return forms.iter().map(|form| path.replace("{form}", form)).collect();
    }
    vec![path.replace("{hash}", &of.file)]
}

/// What anybody is answered who asks for a part of a record at the county's site.
pub fn answered(part: Part, of: &Staged) -> u16 {
    match (of.state, part) {
        // A withdrawn record says so, whatever of it is asked for; what was never public does not exist.
        (State::Withdrawn, _) => 410,
        (state, _) if !state.is_public() => 404,
        // The newest edition has one address: the record's own.
        (State::Published | State::Amended, Part::Edition) => 303,
        // The file of the draft is no file of the record.
        (State::Amended, Part::File) => 404,
        _ => 200,
    }
}
