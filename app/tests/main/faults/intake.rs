//! What is left of requests when the program is killed while people ask, and what of a scan that is far too large?

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use gongkai::bench::chance::Chance;
use gongkai::bench::intake::{Asked, Crowd, is_found, receipt, send};
use gongkai_capability::Platform;
use gongkai_identity::Scope;
use gongkai_requests::acts::Work;
use gongkai_requests::acts::keep::person;
use gongkai_requests::calendars::calendars;
use gongkai_requests::case::Case;
use gongkai_requests::rules::applicant::Application;
use gongkai_requests::rules::clock::Clock;
use gongkai_requests::tables;

use crate::binary::{Installation, Served, said, until};

const HOST: &str = "www.qinglan.test";
const PEOPLE: usize = 50;
/// The moments of the blows are drawn from it.
const SEED: u64 = 2026;

async fn installation() -> Installation {
    let mut installation = Installation::new().await;
    // Each applicant has an address of his own, as behind a proxy: fifty from one would be held back.
    let settings = [("GONGKAI_BEHIND_PROXY", "true"), ("GONGKAI_REQUESTS_PER_MINUTE", "100000")];
    installation.settings.extend(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    installation
}

fn crowd<'a>(served: &'a str, agencies: &'a [String]) -> Crowd<'a> {
    Crowd { address: served, host: HOST, agencies, people: PEOPLE, most: usize::MAX }
}

/// Fifty people ask; so long after so many have their receipts the program is killed. Gives what each had been told by then.
fn killed_while_they_ask(served: Served, agencies: &[String], receipts: usize, beyond: Duration) -> Vec<Asked> {
    let address = served.address.clone();
    let crowd = crowd(&address, agencies);
    let (count, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| crowd.ask(&count, &stop).0);
        until("some have their receipts", Duration::from_secs(60), || count.load(Ordering::Relaxed) >= receipts);
        std::thread::sleep(beyond);
        served.kill();
        stop.store(true, Ordering::Relaxed);
        asking.join().expect("the applicants do not fall over")
    })
}

/// Every request that is there is whole: its row is what its history says, who asked can be read, the journal tells of it once,
/// and no number is missing.
async fn assert_whole(platform: &Arc<Platform>) -> Vec<Case> {
    platform.db.verify_journal().await.expect("reading the journal").expect("the journal holds together");
    let everything = Scope { root: String::new(), internal: vec![String::new()] };
    let (filter, today) = (tables::list::Filter::default(), platform.db.clock().today());
    let (mut cases, total) = tables::list::page(&platform.db, &everything, &filter, today, 10_000, 0).await.expect("all requests");
    assert_eq!(cases.len(), usize::try_from(total).expect("a count"));
    cases.sort_by_key(|case| case.id);
    let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
    let histories = tables::event::of_many(&platform.db, &ids).await.expect("their histories");
    assert_eq!(histories.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids, "each has a history");
    let calendars = calendars(platform).await.expect("the calendars");
    for ((serial, case), (_, history)) in (1..).zip(&cases).zip(&histories) {
        assert!(case.number.ends_with(&format!("-{serial:06}")), "{} is the {serial}th", case.number);
        let (law, mut rebuilt) = (calendars.as_of(case.notice_id), case.clone());
        rebuilt.state = String::new();
        (rebuilt.is_open, rebuilt.due_on, rebuilt.receipt_on, rebuilt.waits_until) = (false, Some(today), Some(today), Some(today));
        Work::project_row(&mut rebuilt, &Clock::after(history, law), law, &calendars.practice, today);
        assert_eq!(&rebuilt, case, "its row is what its history says");
        let asked: Option<Application> = person(platform, case, "applicant").await.expect("it can be unsealed");
        assert!(asked.is_some_and(|asked| asked.description == case.description), "{}", case.number);
        let facts = platform.db.journal_of(&case.subject(), 10).await.expect("its journal");
        assert_eq!(facts.iter().filter(|fact| fact.kind == "requests.filed").count(), 1, "{}", case.number);
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_people_ask_loses_no_promised_request_and_leaves_no_half_of_one() {
    let installation = installation().await;
    let agencies = ["qinglan/edu", "qinglan/health", "qinglan/civil"].map(str::to_owned);
    let mut chance = Chance::new(SEED);
    let mut asked: Vec<Asked> = Vec::new();
    for _ in 0..3 {
        let (receipts, beyond) = (usize::try_from(chance.between(3, 60)).expect("a count"), chance.between(0, 60_000));
        let beyond = Duration::from_micros(beyond.unsigned_abs());
        asked.extend(killed_while_they_ask(installation.serve(&[]), &agencies, receipts, beyond));
        let verified = installation.run(&["journal", "verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
    }
    let platform = installation.opened().await;
    let kept = assert_whole(&platform).await;
    platform.db.close().await;
    let promised = asked.iter().filter(|one| one.receipt_path.is_some()).count();
    println!("{} forms filled in, {promised} answered, {} kept", asked.len(), kept.len());
    assert!(promised >= 9 && promised < asked.len(), "every blow fell while people asked");
    assert!(promised <= kept.len() && kept.len() <= asked.len());
    // What was promised is found, by number and code; and whatever is sent again is filed once.
    let served = installation.serve(&[]);
    let crowd = crowd(&served.address, &agencies);
    for (n, one) in asked.iter().enumerate() {
        let mut client = crowd.client(&format!("10.9.{}.{}", n / 250, n % 250 + 1)).expect("it listens");
        if let Some(path) = &one.receipt_path {
            let told = receipt(&mut client, path).expect("its receipt is there");
            assert!(one.receipt.as_ref().is_none_or(|receipt| *receipt == told), "the same number and code");
            assert!(is_found(&mut client, &told).expect("an answer"), "{} is found", told.number);
        }
        let again = send(&mut client, &one.form).expect("it is taken, or known");
        assert!(one.receipt_path.as_ref().is_none_or(|path| *path == again), "the same request");
    }
    served.kill();
    let platform = installation.opened().await;
    let keys: BTreeSet<String> = assert_whole(&platform).await.into_iter().map(|case| case.submission_key).collect();
    assert_eq!(keys, asked.iter().map(|one| one.form.key.clone()).collect(), "every form once, and nothing else");
    platform.db.close().await;
}

/// Sends a form with a scan of so many MB; gives the whole answer.
fn send_scan(address: &str, mb: usize) -> String {
    const BORDER: &str = "----qinglan-scan";
    let field = format!("--{BORDER}\r\ncontent-disposition: form-data; name=\"description\"\r\n\r\n全县校舍安全检查结果\r\n");
    let file = "content-disposition: form-data; name=\"annex\"; filename=\"卷宗.pdf\"\r\ncontent-type: application/pdf\r\n\r\n%PDF";
    let (before, after) = (format!("{field}--{BORDER}\r\n{file}"), format!("\r\n--{BORDER}--\r\n"));
    let length = before.len() + (mb << 20) - 4 + after.len();
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
    let head = format!(
        "POST /requests/new HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary={BORDER}\r\n\
         content-length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), before.as_bytes()].concat()).expect("the form begins");
    // The name and the first four bytes stand in `before`.
    let mut left = (mb << 20) - 4;
    let page = vec![b'7'; 1 << 20];
    while left > 0 {
        let n = left.min(page.len());
        stream.write_all(&page[..n]).expect("the scan is taken to its end");
        left -= n;
    }
    stream.write_all(after.as_bytes()).expect("the form ends");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_of_200_mb_is_refused_in_words_and_needs_no_more_memory_than_one_of_61() {
    let installation = installation().await;
    let served = installation.serve(&[]);
    let mut peaks = Vec::new();
    for mb in [61, 200] {
        let answer = send_scan(&served.address, mb);
        assert!(answer.starts_with("HTTP/1.1 422"), "{}", answer.lines().next().unwrap_or_default());
        assert!(answer.contains(&format!("文件“卷宗.pdf”有{mb}MB，超过40MB，请分开或者降低扫描精度后重新选择")), "{answer}");
        assert!(answer.contains("全县校舍安全检查结果"), "what was typed stays");
        peaks.push(served.peak_mb());
    }
    println!("at most {peaks:?} MB");
    assert!(peaks[1] <= peaks[0] + 8, "the larger one costs no more: {peaks:?} MB");
    served.kill();
    let platform = installation.opened().await;
    assert!(assert_whole(&platform).await.is_empty(), "nothing was filed");
    platform.db.close().await;
}
