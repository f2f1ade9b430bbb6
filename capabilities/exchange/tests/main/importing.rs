//! Does an import take in each document once, as far as it was asked to, and nothing that is stopped?

use std::path::Path;

use gongkai_agencies::{directory, samples};
use gongkai_documents::acts::import::Until;
use gongkai_documents::{Kind, State, tables};
use gongkai_exchange::{ImportError, Order, Outcome, Report, Tally, import, resembling};
use gongkai_files::Limits;
use gongkai_testing::TestSite;

use crate::{CAPABILITIES, codes, notice, write};

pub fn order(path: &Path, until: Until) -> Order {
    Order {
        paths: vec![path.to_owned()],
        agency_path: "qinglan/office".to_owned(),
        until,
        reason: if until == Until::Public { "旧站迁移".to_owned() } else { String::new() },
        kind: None,
        openness: None,
        batch: 4,
        dry_run: false,
        limits: Limits::default(),
    }
}

async fn run(site: &TestSite, order: &Order) -> Result<(Vec<Report>, Tally), ImportError> {
    let mut reports = Vec::new();
    let tally = import(&site.platform, order, &mut |report| reports.push(report.clone()), &mut |_| {}).await?;
    Ok((reports, tally))
}

async fn county(site: &TestSite) {
    let mut change = site.change().await;
    samples::county(&mut change).await.unwrap();
    change.commit().await.unwrap();
}

async fn document(site: &TestSite, name: &str) -> gongkai_documents::Document {
    let bytes = std::fs::read(name).unwrap();
    let key = format!("qinglan/office {}", gongkai_files::FileHash::of(&bytes));
    let mut connection = site.db().read().acquire().await.unwrap();
    let known = tables::document::by_source_keys(&mut connection, &[key]).await.unwrap();
    drop(connection);
    tables::document::by_id(site.db(), known[0].1).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_a_text_come_in_with_it() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        county(&site).await;
        let dir = tempfile::tempdir().unwrap();
        let picture =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let path = write(dir.path(), "流程.md", format!("{}\n\n![流程图]({picture})\n\n![外部](b.png)\n", notice(3)));
        let missing = |report: &Report| report.findings.iter().filter(|told| told.code == "defect.image_missing").count();
        let looked = Order { dry_run: true, ..order(dir.path(), Until::Draft) };
        let (reports, _) = run(&site, &looked).await.unwrap();
        assert_eq!(missing(&reports[0]), 1, "only the picture that is not in the file");

        let (reports, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
        assert_eq!((tally.of(Outcome::Imported), missing(&reports[0])), (1, 1));
        let document = document(&site, path.to_str().unwrap()).await;
        let [file] = &document.content.attachments[..] else { panic!("{:?}", document.content.attachments) };
        assert!(file.inline && site.platform.files.get(&file.hash).unwrap().starts_with(b"\x89PNG"));
        let named: Vec<&str> = document.content.paragraphs.iter().filter_map(|paragraph| paragraph.image.as_deref()).collect();
        assert_eq!(named, [file.hash.as_str(), "b.png"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_comes_in_once() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        county(&site).await;
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<_> = (0..10).map(|n| write(dir.path(), &format!("{n:02}.txt"), notice(n))).collect();
        write(dir.path(), "坏.docx", b"PK\x03\x04 nothing");
        let looked = Order { dry_run: true, ..order(dir.path(), Until::Draft) };
        let (reports, tally) = run(&site, &looked).await.unwrap();
        assert_eq!((tally.of(Outcome::Read), tally.of(Outcome::Failed)), (10, 1));
        assert!(reports[..10].iter().all(|report| report.outcome == Outcome::Read));
        let hash = gongkai_files::FileHash::of(notice(0).as_bytes());
        assert!(!site.platform.files.contains(&hash), "a dry run keeps no file");

        let (reports, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
        assert_eq!((tally.of(Outcome::Imported), tally.of(Outcome::Failed)), (10, 1), "{tally:?}");
        assert!(reports[..10].iter().map(|report| &report.path).is_sorted(), "in the order of the walk");
        let document = document(&site, paths[0].to_str().unwrap()).await;
        assert_eq!((document.state, document.agency_path.as_str()), (State::Draft, "qinglan/office"));
        let original = document.handling.original.as_ref().unwrap();
        assert_eq!(site.platform.files.get(&original.hash).unwrap(), notice(0).as_bytes(), "the original bytes are kept");
        assert_eq!(document.content.metadata.document_number.as_deref(), Some("青政办发〔2026〕1号"));

        let (reports, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
        assert_eq!((tally.of(Outcome::Known), tally.of(Outcome::Failed)), (10, 1));
        assert!(codes(&reports[3]).iter().all(|code| !code.starts_with("duplicate")), "it does not repeat itself: {:?}", reports[3]);
        write(dir.path(), "10.txt", notice(10));
        let (_, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
        assert_eq!((tally.of(Outcome::Known), tally.of(Outcome::Imported)), (10, 1));
        site.catch_up().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_publishes_what_nothing_stops() {
    TestSite::on_each_backend(CAPABILITIES, async |site: TestSite| {
        county(&site).await;
        let dir = tempfile::tempdir().unwrap();
        let good = write(dir.path(), "1.txt", notice(1));
        write(dir.path(), "2.txt", notice(2).replace("逐项登记", "联系沈见微，身份证号11010519491231002X，逐项登记"));
        write(dir.path(), "3.txt", notice(1).replace("（第1期）", "（第1期）\n"));
        write(dir.path(), "4.txt", notice(4).replace("2026年2月5日\n", "2026年2月5日\n（此件依申请公开）\n"));
        let (reports, tally) = run(&site, &order(dir.path(), Until::Public)).await.unwrap();
        let outcomes: Vec<Outcome> = reports.iter().map(|report| report.outcome).collect();
        assert_eq!(outcomes, [Outcome::Published, Outcome::Held, Outcome::Held, Outcome::Held], "{reports:#?}");
        assert!(codes(&reports[1]).contains(&"personal.id_card"));
        assert!(codes(&reports[2]).contains(&"duplicate.exact") || codes(&reports[2]).contains(&"duplicate.number"));
        assert!(reports[3].error.as_ref().unwrap().message.contains("理由"), "{:?}", reports[3].error);
        assert_eq!(tally.of(Outcome::Published), 1);
        let public = document(&site, good.to_str().unwrap()).await;
        assert!(public.is_public() && public.index_number.is_some() && public.edition == 1);
        assert_eq!(public.handling.forced_reason, "旧站迁移");
        let journal = site.db().journal_of(&public.subject(), 10).await.unwrap();
        assert!(journal.iter().any(|entry| entry.kind == "documents.published"));
        // The same text from elsewhere, after it has become public.
        let other = tempfile::tempdir().unwrap();
        write(other.path(), "又一份.txt", format!("{}\n\n", notice(1)));
        let (reports, _) = run(&site, &order(other.path(), Until::Public)).await.unwrap();
        assert_eq!(reports[0].outcome, Outcome::Held);
        let told = reports[0].findings.iter().find(|told| told.code == "duplicate.exact").unwrap();
        assert!(told.excerpt.contains(&public.path()), "{told:?}");
        site.catch_up().await;
        site.run_jobs().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_complete_goes_into_review() {
    let site = TestSite::new(CAPABILITIES).await;
    county(&site).await;
    let dir = tempfile::tempdir().unwrap();
    let whole = write(dir.path(), "1.txt", notice(1));
    write(dir.path(), "2.txt", "关于没有日期的通知\n各乡镇：\n本通知没有落款，也没有成文日期，需要编辑补充后才能送审。\n");
    let (reports, _) = run(&site, &order(dir.path(), Until::Review)).await.unwrap();
    assert_eq!(reports[0].outcome, Outcome::Submitted, "{:?}", reports[0]);
    assert_eq!(reports[1].outcome, Outcome::Held);
    assert!(reports[1].error.as_ref().unwrap().message.contains("成文日期"), "{:?}", reports[1].error);
    assert_eq!(document(&site, whole.to_str().unwrap()).await.state, State::InReview);
    let bulletin = Order { kind: Kind::get("bulletin"), ..order(dir.path(), Until::Draft) };
    write(dir.path(), "3.txt", notice(3));
    let (reports, tally) = run(&site, &bulletin).await.unwrap();
    assert_eq!((tally.of(Outcome::Known), reports[2].outcome), (2, Outcome::Imported));
    let drafted = document(&site, dir.path().join("3.txt").to_str().unwrap()).await;
    assert_eq!(drafted.content.kind, "bulletin");
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_come_with_their_page() {
    let site = TestSite::new(CAPABILITIES).await;
    county(&site).await;
    let dir = tempfile::tempdir().unwrap();
    let page = "<html><head><meta name=\"ArticleTitle\" content=\"关于印发节水任务表的通知\"></head><body><p>现将节水任务表印发给你们，请认真执行。</p>\
                <p><a href=\"P020260301000000000001.csv\">节水任务表</a></p></body></html>";
    let path = write(dir.path(), "t20260301_1.htm", page);
    write(dir.path(), "P020260301000000000001.csv", "序号,任务,牵头单位\n1,更换老旧管网,县水利局\n");
    let (reports, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
    assert_eq!((tally.total(), reports[0].outcome), (1, Outcome::Imported), "{reports:?}");
    let drafted = document(&site, path.to_str().unwrap()).await;
    let attachment = &drafted.content.attachments[0];
    assert_eq!(attachment.name, "节水任务表.csv");
    assert!(site.platform.files.contains(&attachment.hash) && attachment.extract.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_files_cannot_be_kept_nothing_is_half_taken() {
    let site = TestSite::new(CAPABILITIES).await;
    county(&site).await;
    let dir = tempfile::tempdir().unwrap();
    for n in 0..10 {
        write(dir.path(), &format!("{n:02}.txt"), notice(n));
    }
    let incoming = site.platform.settings.data.join("files").join("incoming");
    std::fs::remove_dir_all(&incoming).unwrap();
    std::fs::write(&incoming, "a file where the folder was").unwrap();
    let error = run(&site, &order(dir.path(), Until::Draft)).await.unwrap_err();
    let ImportError::Broken(cause) = &error else { panic!("{error:?}") };
    assert!(format!("{cause:#}").contains("keeping"), "{cause:#}");
    std::fs::remove_file(&incoming).unwrap();
    std::fs::create_dir(&incoming).unwrap();
    let (_, tally) = run(&site, &order(dir.path(), Until::Draft)).await.unwrap();
    assert_eq!(tally.of(Outcome::Imported) + tally.of(Outcome::Known), 10, "the next run goes on: {tally:?}");
}

#[tokio::test]
async fn a_mistyped_agency_finds_its_likes() {
    let site = TestSite::new(CAPABILITIES).await;
    county(&site).await;
    let known = directory(site.db()).await.unwrap();
    let near = resembling("青岚县教肓局", known.all());
    assert_eq!(near[0].path, "qinglan/edu");
    assert!(resembling("zzzz", known.all()).is_empty());
}
