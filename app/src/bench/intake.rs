//! What do many people see who ask at the same time? Applicants that fill in the real form over HTTP and keep what they were told.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::client::Client;

/// The border between two fields of a form; no field holds it.
const BORDER: &str = "----qinglan-9f2b7c1d";

/// A form as one applicant filled it in. Sent again it is the same one.
#[derive(Debug, Clone)]
pub struct Filled {
    pub agency: String,
    /// Made by the page of the form.
    pub key: String,
    body: String,
}

/// What the applicant takes home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub number: String,
    pub code: String,
}

/// One form, how far it came, and how long the three pages took in ms.
#[derive(Debug, Clone)]
pub struct Asked {
    pub form: Filled,
    /// The address that the answer to the form led to: from here on the request is promised.
    pub receipt_path: Option<String>,
    pub receipt: Option<Receipt>,
    pub took: Vec<f64>,
}

/// Opens the form of an agency and fills it in; `n` makes another text of it.
pub fn fill(client: &mut Client, agency: &str, n: usize) -> Result<Filled> {
    let page = client.get(&format!("/requests/new?agency={agency}"))?;
    ensure!(page.status == 200, "the form answered {}", page.status);
    let key = between(&page.text(), "name=\"key\" value=\"", "\"").context("the key of the form")?;
    let description = format!("申请公开{agency}第{n}号道路改造工程的招标文件、中标通知书和验收材料，以及资金拨付凭证。");
    // A name holds no figures.
    let name: String = format!("宋{n}").replace(|c: char| c.is_ascii_digit(), "照");
    let (number, phone) = (format!("E{:08}", n % 100_000_000), format!("138{:08}", n % 100_000_000));
    let fields = [
        ("key", key.as_str()),
        ("agency", agency),
        ("kind", "natural_person"),
        ("applicant.name", &name),
        ("applicant.identity", "passport"),
        ("applicant.number", &number),
        ("contact.phone", &phone),
        ("description", &description),
        ("form", "electronic"),
        ("delivery", "online"),
    ];
    let part = |(name, value): &(&str, &str)| format!("--{BORDER}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = fields.iter().map(part).collect::<String>() + &format!("--{BORDER}--\r\n");
    Ok(Filled { agency: agency.to_owned(), key, body })
}

/// Sends the form; gives the address of the receipt.
pub fn send(client: &mut Client, form: &Filled) -> Result<String> {
    let answer = client.post("/requests/new", &format!("multipart/form-data; boundary={BORDER}"), form.body.as_bytes())?;
    ensure!(answer.status == 303 && answer.location.starts_with("/requests/receipt/"), "the form was answered {}", answer.status);
    Ok(answer.location)
}

/// Reads number and query code from the receipt.
pub fn receipt(client: &mut Client, path: &str) -> Result<Receipt> {
    let page = client.get(path)?;
    ensure!(page.status == 200, "the receipt answered {}", page.status);
    let text = page.text();
    let value = |label: &str| between(&text, &format!("<dt>{label}</dt><dd class=\"big\">"), "</dd>");
    Ok(Receipt { number: value("申请编号").context("a number")?, code: value("查询码").context("a query code")? })
}

/// Whether number and code lead to the request, as anybody finds it again.
pub fn is_found(client: &mut Client, receipt: &Receipt) -> Result<bool> {
    let body = format!("number={}&code={}", receipt.number, receipt.code.replace(' ', "+"));
    let answer = client.post("/requests/progress", "application/x-www-form-urlencoded", body.as_bytes())?;
    if answer.status != 303 {
        return Ok(false);
    }
    let page = client.get(&answer.location)?;
    Ok(page.status == 200 && page.text().contains(&receipt.number))
}

/// One applicant's way from the form to the receipt; what was reached before something failed is kept.
fn ask(client: &mut Client, agency: &str, n: usize) -> Result<(Asked, Result<()>)> {
    let began = Instant::now();
    let form = fill(client, agency, n)?;
    let mut asked = Asked { form, receipt_path: None, receipt: None, took: vec![ms(began)] };
    let rest = (|| {
        let began = Instant::now();
        let path = send(client, &asked.form)?;
        asked.took.push(ms(began));
        asked.receipt_path = Some(path.clone());
        let began = Instant::now();
        asked.receipt = Some(receipt(client, &path)?);
        asked.took.push(ms(began));
        Ok(())
    })();
    Ok((asked, rest))
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// People at the form at the same time, each from an address of his own, until so many were served or they are stopped.
pub struct Crowd<'a> {
    /// Where the server listens, and the name under which the site is known.
    pub address: &'a str,
    pub host: &'a str,
    pub agencies: &'a [String],
    pub people: usize,
    /// Of all together.
    pub most: usize,
}

impl Crowd<'_> {
    /// Everybody's forms, and what went wrong. `served` counts the receipts while they are given; `stop` ends it.
    pub fn ask(&self, served: &AtomicUsize, stop: &AtomicBool) -> (Vec<Asked>, Vec<String>) {
        let next = AtomicUsize::new(0);
        let one = |person: usize| {
            let (mut all, mut failures) = (Vec::new(), Vec::new());
            let mut client = None;
            while !stop.load(Ordering::Relaxed) {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= self.most {
                    break;
                }
                let (address, agency) = (format!("10.0.{}.{}", person / 250, person % 250 + 1), &self.agencies[n % self.agencies.len()]);
                let connected = client.take().map_or_else(|| self.client(&address), Ok);
                let outcome = connected.and_then(|mut one| ask(&mut one, agency, n + 1).map(|outcome| (one, outcome)));
                match outcome {
                    Ok((one, (asked, rest))) => {
                        all.push(asked);
                        match rest {
                            Ok(()) => {
                                served.fetch_add(1, Ordering::Relaxed);
                                client = Some(one);
                            }
                            Err(error) => failures.push(format!("{error:#}")),
                        }
                    }
                    Err(error) => failures.push(format!("{error:#}")),
                }
            }
            (all, failures)
        };
        let one = &one;
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.people).map(|person| scope.spawn(move || one(person))).collect();
            let done = threads.into_iter().filter_map(|thread| thread.join().ok());
            done.fold((Vec::new(), Vec::new()), |(mut all, mut failures), (own, failed)| {
                all.extend(own);
                failures.extend(failed);
                (all, failures)
            })
        })
    }

    /// A connection of somebody at an address.
    pub fn client(&self, from: &str) -> Result<Client> {
        Ok(Client::named(self.address, self.host)?.with("x-forwarded-for", from))
    }
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let rest = text.split_once(before)?.1;
    Some(rest.split_once(after)?.0.trim().to_owned())
}
