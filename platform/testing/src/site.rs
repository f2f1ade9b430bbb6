//! How does a whole service come up for one test, and how does it go again?

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gongkai_capability::{Capability, Platform, SESSION_COOKIE, Settings};
use gongkai_identity::{Grant, NewStaff, Role, Session, SessionToken, Staff, sign_in};
use gongkai_store::{Actor, Change, Clock, Db, Options};
use gongkai_web::{Footer, SiteProfile};
use jiff::SignedDuration;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::browser::{Browser, cookie_line, keep, with_token};
use crate::request::{self, Upload};
use crate::tables;

/// The password of everybody whom a test takes on.
pub const PASSWORD: &str = "Qinglan-2026";

/// When every test begins: a Monday morning, 09:00 in China.
pub const START: &str = "2026-03-02T01:00:00Z";

/// The whole service with a database of its own; a handle that may be cloned.
#[derive(Clone)]
pub struct TestSite {
    pub platform: Arc<Platform>,
    inner: Arc<Inner>,
}

impl std::fmt::Debug for TestSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestSite")
    }
}

struct Inner {
    router: Router,
    /// Cookies of the people a test acts as, by log-in.
    people: Mutex<HashMap<String, BTreeMap<String, String>>>,
    // Fields are dropped in this order: the database before the folder.
    _database: Option<ThrowAway>,
    _dir: tempfile::TempDir,
}

/// A database on a server, gone when the test is over, also when it failed.
struct ThrowAway {
    server: String,
    name: String,
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A thread of its own: a test's runtime may not be waited on from within.
        let gone = std::thread::spawn(move || -> Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let server = administrator(&server).await?;
                tables::drop_database(&server, &name).await?;
                server.close().await;
                Ok(())
            })
        });
        match gone.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("the throw-away database {} remains: {error:#}", self.name),
            Err(_) => eprintln!("the throw-away database {} remains", self.name),
        }
    }
}

async fn administrator(server: &str) -> Result<Db> {
    let options = Options { url: server.to_owned(), readers: 1 };
    Db::connect(&options, Clock::System).await.context("reaching the server of GONGKAI_TEST_POSTGRES")
}

#[expect(clippy::disallowed_methods, reason = "where the test server listens is told by the environment")]
fn test_server() -> Option<String> {
    std::env::var("GONGKAI_TEST_POSTGRES").ok().filter(|server| !server.is_empty())
}

async fn throw_away(server: &str) -> Result<ThrowAway> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("gongkai_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let administrator = administrator(server).await?;
    tables::create_database(&administrator, &name).await?;
    administrator.close().await;
    Ok(ThrowAway { server: server.to_owned(), name })
}

impl TestSite {
    /// A service of these capabilities on SQLite.
    pub async fn new(capabilities: &'static [Capability]) -> Self {
        Self::with(capabilities, |_| {}).await
    }

    /// The same with settings of the test's own.
    pub async fn with(capabilities: &'static [Capability], set: impl Fn(&mut Settings)) -> Self {
        Self::open(capabilities, None, set).await.expect("opening a site on SQLite")
    }

    /// Tells the same story on every backend at hand: SQLite, and PostgreSQL where `GONGKAI_TEST_POSTGRES` names a server.
    pub async fn on_each_backend(capabilities: &'static [Capability], story: impl AsyncFn(TestSite)) {
        Self::on_each_backend_with(capabilities, |_| {}, story).await;
    }

    /// The same with settings of the test's own.
    pub async fn on_each_backend_with(capabilities: &'static [Capability], set: impl Fn(&mut Settings), story: impl AsyncFn(TestSite)) {
        println!("backend: SQLite");
        story(Self::with(capabilities, &set).await).await;
        let Some(server) = test_server() else {
            println!("skipped: PostgreSQL (GONGKAI_TEST_POSTGRES is not set)");
            return;
        };
        println!("backend: PostgreSQL");
        let database = throw_away(&server).await.expect("making a throw-away database");
        story(Self::open(capabilities, Some(database), &set).await.expect("opening a site on PostgreSQL")).await;
    }

    async fn open(capabilities: &'static [Capability], database: Option<ThrowAway>, set: impl Fn(&mut Settings)) -> Result<Self> {
        // A page that broke says why beside the failed assertion; the first site of a process sets this up.
        let told = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).with_test_writer();
        let _ = told.try_init();
        let dir = tempfile::tempdir()?;
        let mut settings = Settings::in_folder(dir.path().to_owned());
        settings.readers = 2;
        // The doors test knocks more often than a visitor may.
        settings.requests_per_minute = NonZeroU32::new(1_000_000).expect("not zero");
        if let Some(ThrowAway { server, name }) = &database {
            let (base, _) = server.rsplit_once('/').context("GONGKAI_TEST_POSTGRES names no database")?;
            settings.database = format!("{base}/{name}");
        }
        set(&mut settings);
        let clock = Clock::frozen(START.parse().context("reading the first instant")?);
        let platform = Platform::open(settings, capabilities, clock).await?;
        platform.sites.replace(vec![profile()]);
        let router = gongkai_capability::router(platform.clone());
        let inner = Inner { router, people: Mutex::default(), _database: database, _dir: dir };
        Ok(Self { platform, inner: Arc::new(inner) })
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        &self.platform.db
    }

    /// Moves the clock; it stands still otherwise.
    pub fn advance(&self, by: SignedDuration) {
        self.db().clock().advance(by);
    }

    /// A change by the program itself, for setting a stage.
    pub async fn change(&self) -> Change {
        self.db().change(&Actor::system("test")).await.expect("beginning a change")
    }

    /// Takes somebody on, with [`PASSWORD`], holding each role at the agency's path. Gives their number.
    pub async fn staff(&self, login: &str, name: &str, agency: &str, roles: &[Role]) -> i64 {
        let grants: Vec<Grant> = roles.iter().map(|role| Grant { role: *role, path: agency.to_owned() }).collect();
        let new = NewStaff { login, name, agency_path: agency, password: PASSWORD, grants: &grants };
        let mut change = self.change().await;
        let id = Staff::create(&mut change, &new).await.expect("creating staff").expect("the tests' password keeps the rules");
        change.commit().await.expect("creating staff");
        id
    }

    /// Runs every job that is due now; gives how many.
    pub async fn run_jobs(&self) -> usize {
        gongkai_capability::run_due_jobs(&self.platform).await.expect("running jobs")
    }

    /// Lets the index and every follower hear what happened.
    pub async fn catch_up(&self) {
        gongkai_capability::catch_up(&self.platform).await.expect("followers");
    }

    /// A request as it stands.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let Ok(response) = self.inner.router.clone().oneshot(request).await;
        Answer::of(response).await
    }

    /// What a visitor without cookies gets.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(request::bare("GET", path, "")).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(request::form(path, "", fields)).await
    }

    /// What somebody of the staff gets; they are signed in first where they are not.
    pub async fn get_as(&self, login: &str, path: &str) -> Answer {
        let cookies = self.signed_in(login).await.1;
        self.noted(login, self.send(request::bare("GET", path, &cookies)).await)
    }

    /// A form sent by somebody of the staff, with their form token unless the fields bring one.
    pub async fn post_as(&self, login: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (token, cookies) = self.signed_in(login).await;
        let request = request::form(path, &cookies, &with_token(fields, &token));
        self.noted(login, self.send(request).await)
    }

    pub async fn upload_as(&self, login: &str, path: &str, fields: &[(&str, &str)], files: &[Upload<'_>]) -> Answer {
        let (token, cookies) = self.signed_in(login).await;
        let request = request::multipart(path, &cookies, &with_token(fields, &token), files);
        self.noted(login, self.send(request).await)
    }

    /// An empty browser.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    fn noted(&self, login: &str, answer: Answer) -> Answer {
        let mut people = self.inner.people.lock().unwrap_or_else(PoisonError::into_inner);
        keep(people.entry(login.to_owned()).or_default(), &answer);
        answer
    }

    /// Form token and cookies of a live session: the one they have, else a new one (the clock may have ended the last).
    async fn signed_in(&self, login: &str) -> (String, String) {
        let known = self.inner.people.lock().unwrap_or_else(PoisonError::into_inner).get(login).cloned().unwrap_or_default();
        if let Some(value) = known.get(SESSION_COOKIE) {
            let token = SessionToken::from_cookie(value);
            if let Some(session) = Session::find(self.db(), token).await.expect("finding a session") {
                return (session.token.form_token(), cookie_line(&known));
            }
        }
        let signed = sign_in(self.db(), login, PASSWORD, "", "127.0.0.1").await.expect("signing in");
        let (token, _) = signed.unwrap_or_else(|refusal| panic!("{login} cannot sign in: {refusal}"));
        let mut cookies = known;
        cookies.insert(SESSION_COOKIE.to_owned(), token.as_cookie().to_owned());
        let line = cookie_line(&cookies);
        self.inner.people.lock().unwrap_or_else(PoisonError::into_inner).insert(login.to_owned(), cookies);
        (token.form_token(), line)
    }
}

/// The site that answers until a test sets its own.
fn profile() -> SiteProfile {
    SiteProfile {
        id: 1,
        host: "www.qinglan.test".to_owned(),
        main: true,
        name: "青岚县人民政府".to_owned(),
        root: "qinglan".to_owned(),
        colour: "#1f5f8b".to_owned(),
        footer: Footer {
            sponsor: "青岚县人民政府".to_owned(),
            operator: "青岚县人民政府办公室".to_owned(),
            contact: "0000-2200001".to_owned(),
            site_code: "0000000001".to_owned(),
            icp: "澄ICP备00000001号".to_owned(),
            police: "澄公网安备00000000000001号".to_owned(),
            ipv6: false,
        },
    }
}
