//! How is the real program run, watched, killed and asked?

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gongkai::capabilities::CAPABILITIES;
use gongkai_agencies::samples;
use gongkai_capability::{Platform, Settings};
use gongkai_store::{Actor, Clock};

/// A folder in which the program runs.
#[derive(Debug)]
pub struct Installation {
    pub data: PathBuf,
    /// Settings beside the data folder, as variables.
    pub settings: Vec<(String, String)>,
    _dir: Option<tempfile::TempDir>,
}

impl Installation {
    /// With the agencies and sites of the sample county.
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let own = Self { data: dir.path().join("data"), settings: Vec::new(), _dir: Some(dir) };
        own.furnish().await;
        own
    }

    pub async fn at(data: &Path) -> Self {
        let own = Self::empty(data);
        own.furnish().await;
        own
    }

    /// A folder that does not exist yet.
    pub fn empty(data: &Path) -> Self {
        Self { data: data.to_owned(), settings: Vec::new(), _dir: None }
    }

    async fn furnish(&self) {
        let platform = self.opened().await;
        let mut change = platform.db.change(&Actor::system("test")).await.expect("a change");
        samples::county(&mut change).await.expect("the sample county");
        change.commit().await.expect("the sample county");
        platform.db.close().await;
    }

    /// The same installation, opened within the test.
    pub async fn opened(&self) -> Arc<Platform> {
        let mut settings = Settings::in_folder(self.data.clone());
        if let Some((_, address)) = self.settings.iter().find(|(name, _)| name == "GONGKAI_DATABASE") {
            settings.database.clone_from(address);
        }
        let platform = Platform::open(settings, &CAPABILITIES, Clock::System).await.expect("a platform");
        platform.sites.replace(gongkai_agencies::load_sites(&platform.db).await.expect("the sites"));
        platform
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command.env("GONGKAI_DATA", &self.data).envs(self.settings.iter().cloned());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// The program at an address of its own; it is killed when it is dropped.
    pub fn serve(&self, arguments: &[&str]) -> Served {
        let mut command = self.command(&[&["serve"], arguments].concat());
        let mut child =
            command.env("GONGKAI_LISTEN", "127.0.0.1:0").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let mut all = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).expect("what it says can be read") > 0, "it ended before it listened: {all}");
            all.push_str(&line);
            let at = line.split_once("http://").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default().to_owned());
            if let Some(address) = at {
                break address;
            }
        };
        // Read on, so that the program never waits for a full pipe.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Served { child, address }
    }
}

/// The program with no settings of this machine.
pub fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[derive(Debug)]
pub struct Served {
    child: Child,
    pub address: String,
}

impl Served {
    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it is gone");
    }

    /// The most memory that it has had, in MB.
    pub fn peak_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let kb = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        kb.expect("the kernel says so") / 1024
    }

    /// Status and body of what it answers.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: www.qinglan.test\r\nConnection: close\r\n\r\n").expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer: {text}"));
        (status, text.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks until the answer is yes; fails after the time given. Gives how long it took.
pub fn until(what: &str, within: Duration, mut asked: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    loop {
        if asked() {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < within, "not within {within:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
