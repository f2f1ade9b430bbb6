//! What does screening say of a mixed folder?

use std::io::Write as _;

use gongkai_exchange::Outcome;
use gongkai_files::Limits;

use crate::{codes, notice, screened, screened_with, write};

#[test]
fn a_folder_and_the_same_in_an_archive_read_alike() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("来文");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(dir.path().join("来文.zip")).unwrap());
    for n in 0..12 {
        write(&folder, &format!("{n:02}.txt"), notice(n));
        archive.start_file(format!("{n:02}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(notice(n).as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let plain = screened(&folder);
    let zipped = screened(&dir.path().join("来文.zip"));
    assert_eq!(plain.len(), 12);
    for (n, (plain, zipped)) in plain.iter().zip(&zipped).enumerate() {
        assert_eq!(plain.outcome, Outcome::Read);
        assert_eq!(plain.document_number.as_deref(), Some(format!("青政办发〔2026〕{}号", n + 1).as_str()));
        assert_eq!(plain.issuer.as_deref(), Some("青岚县人民政府办公室"));
        assert_eq!(plain.formed_on.unwrap().to_string(), format!("2026-02-{:02}", n % 27 + 1));
        assert!(plain.title.as_ref().unwrap().starts_with("青岚县人民政府办公室关于做好"));
        assert!(!plain.findings.iter().any(|told| told.code.starts_with("duplicate")), "{n}: {:?}", plain.findings);
        assert!(zipped.path.ends_with(&format!("来文.zip!/{n:02}.txt")), "{}", zipped.path);
        let same = gongkai_exchange::Report { path: plain.path.clone(), ..zipped.clone() };
        assert_eq!(&same, plain);
    }
}

#[test]
fn a_file_that_comes_twice_or_bears_a_number_twice_is_told() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "1.txt", notice(1));
    write(dir.path(), "2.txt", format!("\n{}\n", notice(1)));
    write(dir.path(), "3.txt", notice(2).replace("〔2026〕3号", "[2026] 2 号"));
    let reports = screened(dir.path());
    assert_eq!(codes(&reports[0]), Vec::<&str>::new(), "{:?}", reports[0].findings);
    assert!(codes(&reports[1]).contains(&"duplicate.exact") && codes(&reports[1]).contains(&"duplicate.number"));
    assert!(codes(&reports[2]).contains(&"duplicate.number"), "another bracket is the same number: {:?}", reports[2]);
    let told = reports[2].findings.iter().find(|told| told.code == "duplicate.number").unwrap();
    assert!(told.excerpt.contains("1.txt") && told.advice.contains("文号"));
}

#[test]
fn what_lies_beside_a_page_is_screened_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let page = "<html><head><meta name=\"ArticleTitle\" content=\"关于拟录用人员的公示\"></head><body><h1>关于拟录用人员的公示</h1>\
                <p>现将拟录用人员名单予以公示，公示期为五个工作日，如有异议请向县民政局反映。</p>\
                <p>附件：<a href=\"./P020260301000000000001.csv\">拟录用人员名单</a></p></body></html>";
    write(dir.path(), "t20260301_1.htm", page);
    write(dir.path(), "P020260301000000000001.csv", "姓名,身份证号\n沈见微,11010519491231002X\n");
    write(dir.path(), "照片.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let reports = screened(dir.path());
    let page = reports.iter().find(|report| report.path.ends_with(".htm")).unwrap();
    let told = page.findings.iter().find(|told| told.code == "personal.id_card").unwrap();
    assert!(told.place.contains("拟录用人员名单.csv"), "{told:?}");
    assert!(!told.excerpt.contains("11010519491231002X"), "a value is never told: {told:?}");
    let picture = reports.iter().find(|report| report.path.ends_with(".png")).unwrap();
    assert_eq!(picture.outcome, Outcome::Skipped);
    assert_eq!(reports.len(), 2, "an attachment has no line of its own");
    let named = screened(&dir.path().join("照片.png"));
    assert_eq!(named[0].outcome, Outcome::Failed, "somebody asked for this very file");
}

#[test]
fn what_is_said_on_the_command_line_counts() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "1.txt", notice(3).replace("2026年2月4日\n", "2026年2月4日\n（此件不公开）\n"));
    let reports = screened(&path);
    assert_eq!(reports[0].openness.as_deref(), Some("withheld"));
    let rules = gongkai_text::screen::Screen::new(&gongkai_text::screen::Profile::default()).unwrap();
    let check = gongkai_exchange::Check {
        paths: vec![path],
        limits: Limits::default(),
        today: jiff::civil::date(2026, 3, 2),
        openness: Some(gongkai_law::Openness::Proactive),
    };
    let mut said = Vec::new();
    gongkai_exchange::screen(
        &check,
        &rules,
        &mut |report| {
            said.push(report.clone());
            std::ops::ControlFlow::Continue(())
        },
        &mut |_| {},
    );
    assert_eq!(said[0].openness.as_deref(), Some("proactive"));
    assert!(codes(&said[0]).contains(&"classified.not_public"), "{:?}", said[0].findings);
    assert_eq!(screened_with(&[dir.path().to_owned()], Limits::default()).1.total(), 1);
}
