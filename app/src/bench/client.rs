//! What does a plain HTTP client see? One connection kept open, as little work of its own as possible.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

pub struct Client {
    stream: BufReader<TcpStream>,
    /// Header lines of every request.
    head: String,
}

pub struct Answer {
    pub status: u16,
    /// Where it leads to; empty where it leads nowhere.
    pub location: String,
    /// Name and value of the cookie that it sets; empty where it sets none.
    pub cookie: String,
    pub body: Vec<u8>,
}

impl Answer {
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    pub fn connect(address: &str) -> Result<Self> {
        Self::named(address, address)
    }

    /// Connects to an address where a site of this name is kept.
    pub fn named(address: &str, host: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_nodelay(true)?;
        let head = format!("host: {host}\r\naccept-encoding: identity\r\n");
        Ok(Self { stream: BufReader::with_capacity(256 * 1024, stream), head })
    }

    /// Says one more thing with every request.
    #[must_use]
    pub fn with(mut self, header: &str, value: &str) -> Self {
        self.head += &format!("{header}: {value}\r\n");
        self
    }

    /// Fetches one page over the open connection.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(path)?;
        self.answer()
    }

    /// Sends a form over the open connection.
    pub fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\n{}content-type: {kind}\r\ncontent-length: {length}\r\n\r\n", self.head);
        // In one piece: a body that follows its head waits for nobody's acknowledgement.
        self.stream.get_mut().write_all(&[head.as_bytes(), body].concat())?;
        self.answer()
    }

    fn ask(&mut self, path: &str) -> Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head);
        Ok(self.stream.get_mut().write_all(request.as_bytes())?)
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("a status line")?;
        let (mut length, mut chunked) = (0, false);
        let (mut location, mut cookie) = (String::new(), String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().context("a length")?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "location" => value.clone_into(&mut location),
                "set-cookie" => value.split(';').next().unwrap_or_default().clone_into(&mut cookie),
                _ => {}
            }
        }
        let body = if chunked { self.chunks()? } else { self.exactly(length)? };
        Ok(Answer { status, location, cookie, body })
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end(), 16).context("a chunk's length")?;
            body.extend(self.exactly(length)?);
            self.exactly(2)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

/// Ids of public records, by the API.
pub fn ids(address: &str) -> Result<Vec<i64>> {
    let mut client = Client::connect(address)?;
    let (mut ids, mut after) = (Vec::new(), 0);
    while ids.len() < 1000 {
        let answer = client.get(&format!("/api/v1/documents?limit=200&after={after}"))?;
        let page: serde_json::Value = serde_json::from_slice(&answer.body).context("a page of the API")?;
        let rows: Vec<i64> =
            page["rows"].as_array().map(|rows| rows.iter().filter_map(|row| row["id"].as_i64()).collect()).unwrap_or_default();
        let Some(last) = rows.last() else { break };
        after = *last;
        ids.extend(rows);
    }
    anyhow::ensure!(!ids.is_empty(), "the API names no record");
    Ok(ids)
}

/// Connections of [`cost_of_many`].
const CONNECTIONS: usize = 16;

/// CPU in ms that a server spends on one page asked for by sixteen connections at once, each waiting for its answer.
pub fn cost_of_many(process: &str, address: &str, path: &str, n: usize) -> Result<f64> {
    let mut clients = (0..CONNECTIONS).map(|_| Client::connect(address)).collect::<Result<Vec<_>>>()?;
    for client in &mut clients {
        client.get(path)?;
    }
    let turns = n.div_ceil(CONNECTIONS);
    let before = super::cpu_of(process)?;
    for _ in 0..turns {
        for client in &mut clients {
            client.ask(path)?;
        }
        for client in &mut clients {
            let answer = client.answer()?;
            anyhow::ensure!(answer.status == 200, "{path} answered {}", answer.status);
        }
    }
    Ok((super::cpu_of(process)? - before).as_secs_f64() * 1e3 / (turns * CONNECTIONS) as f64)
}

/// The yardstick of a page from memory: the same bytes in a file served by nginx.
pub struct Nginx {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// # Errors
    /// Where nginx is not installed, or does not start.
    pub fn start(address: &str, path: &str) -> Result<Self> {
        let body = Client::connect(address)?.get(path)?.body;
        let folder = tempfile::tempdir()?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        std::fs::write(folder.path().join("page.html"), body)?;
        let at = folder.path().display();
        let configuration = format!(
            "daemon off; master_process off; worker_processes 1; pid {at}/pid; error_log {at}/error.log;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; client_body_temp_path {at}; \
             proxy_temp_path {at}; fastcgi_temp_path {at}; uwsgi_temp_path {at}; scgi_temp_path {at}; \
             keepalive_requests 100000000; server {{ listen 127.0.0.1:{port}; root {at}; }} }}\n"
        );
        std::fs::write(folder.path().join("nginx.conf"), configuration)?;
        let program =
            ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| Path::new(path).exists()).context("nginx is not installed")?;
        let child = Command::new(program).arg("-c").arg(folder.path().join("nginx.conf")).stderr(Stdio::null()).spawn()?;
        let nginx = Self { child, address: format!("127.0.0.1:{port}"), _folder: folder };
        let started = Instant::now();
        while Client::connect(&nginx.address).is_err() {
            anyhow::ensure!(started.elapsed() < Duration::from_secs(5), "nginx did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(nginx)
    }

    /// CPU in ms for one page.
    pub fn cost(&self, n: usize) -> Result<f64> {
        cost_of_many(&self.child.id().to_string(), &self.address, "/page.html", n)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
