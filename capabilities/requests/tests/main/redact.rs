//! Is a paper disclosed in part rightly: drawn, covered, checked, reviewed with its answer, given out, and forgotten?

use gongkai_files::redact::Area;
use gongkai_identity::Role;
use gongkai_law::Ground;
use gongkai_letters::form::{Form, Row};
use gongkai_letters::form_pdf;
use gongkai_requests::acts;
use gongkai_requests::acts::answer::Decision;
use gongkai_requests::acts::keep::{Incoming, read_file};
use gongkai_requests::acts::redact::{Paper, Place, attach, find, mark, papers, picture, release, reopen, screen};
use gongkai_requests::rules::history::{ReviewKind, Way};
use gongkai_requests::rules::outcome::Outcome;
use gongkai_requests::tables;
use gongkai_testing::{TestSite, Upload};
use gongkai_web::Failure;
use serde_json::json;

use crate::stage::{CAPABILITIES, days, doer, in_hand, load, refused, stage, today};

/// An invented number with a right check digit, an invented telephone and a price that a firm keeps to itself.
const CARD: &str = "110101199003078515";
const PHONE: &str = "13900139000";
const PRICE: &str = "每公里四元八角";

/// An agreement of one page, as an office would typeset it.
fn agreement(site: &TestSite) -> Vec<u8> {
    let form = Form {
        title: "校车服务协议".to_owned(),
        subtitle: None,
        rows: vec![
            Row::pair("甲方", "青岚县教育局"),
            Row::pair("驾驶员", &format!("韦某某，身份证号{CARD}，电话{PHONE}")),
            Row::pair("单价", &format!("综合单价{PRICE}，每季度结算一次")),
        ],
        notes: vec!["本协议一式四份。".to_owned()],
        printed_at: "2026-03-02T09:00:00".parse().unwrap(),
    };
    form_pdf(&form, &site.platform.fonts().unwrap()).unwrap()
}

fn partly(ground: &str, in_text: bool) -> Decision {
    let mut body = json!({
        "information": [{"name": "校车服务协议", "form": "电子文档", "pages": 1}],
        "provided_how": "通过申请网站提供下载",
        "withheld": [{"name": "驾驶员身份证号和电话", "ground": ground, "reason": "公开会损害个人的合法权益"}],
    });
    if in_text {
        body["part_in_text"] = json!("1");
        body["given_text"] = json!("协议的期限和服务范围");
    }
    Decision { outcome: Some(Outcome::PartlyGranted), grounds: Vec::new(), body }
}

async fn only(site: &TestSite, id: i64) -> Paper {
    papers(&site.platform, id).await.unwrap().remove(0)
}

async fn sha_of(site: &TestSite, id: i64) -> String {
    tables::letter::of(site.db(), id).await.unwrap().into_iter().find(|letter| letter.outcome.is_some()).unwrap().body_sha256
}

/// Attached by the unit, with a box by somebody else of the unit, who reviews as well.
async fn covered(site: &TestSite, id: i64) -> i64 {
    let unit = doer(site, "unit").await;
    refused(attach(&unit, id, "协议.docx", b"PK\x03\x04".to_vec()).await, &["协议.docx", "另存为PDF"]);
    refused(attach(&unit, id, "协议.pdf", b"%PDF-1.7 broken".to_vec()).await, &["已损坏"]);
    refused(attach(&unit, id, "", Vec::new()).await, &["请选择"]);
    assert!(matches!(attach(&doer(site, "other-clerk").await, id, "a.pdf", agreement(site)).await, Err(Failure::NotFound)));
    assert!(attach(&doer(site, "legal").await, id, "a.pdf", agreement(site)).await.is_err());
    let paper = attach(&unit, id, "校车服务协议.pdf", agreement(site)).await.unwrap();
    let begun = only(site, id).await;
    assert_eq!((begun.pages.len(), begun.pages[0].density, begun.pages[0].doubtful, begun.boxes.len()), (1, 150, false, 0));
    let shown = picture(&site.platform, &begun.redaction, &begun.pages[0]).unwrap();
    assert!(shown.starts_with(b"\x89PNG"));
    let files = tables::file::of(site.db(), id).await.unwrap();
    assert!(files.iter().all(|file| file.kind == "original" && file.sealed));
    refused(release(&unit, id, paper, " / ").await, &["斜线", "还没有遮盖"]);
    // Words are found where they stand; numbers of persons by themselves.
    refused(find(&unit, id, paper, "价", None).await, &["至少两个字", "理由条款"]);
    assert_eq!(find(&doer(site, "both").await, id, paper, PRICE, Some(Ground::TradeSecret)).await.unwrap(), (1, 0));
    assert_eq!(find(&unit, id, paper, PRICE, Some(Ground::TradeSecret)).await.unwrap(), (1, 0), "covered already");
    assert_eq!(only(site, id).await.boxes.len(), 1);
    assert_eq!(find(&unit, id, paper, "没有这样的话", Some(Ground::Privacy)).await.unwrap(), (0, 0));
    let (n_found, _) = screen(&unit, id, paper).await.unwrap();
    assert!(n_found >= 2, "{n_found}");
    paper
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withheld_leaves_no_trace_in_what_is_given() {
    TestSite::on_each_backend(CAPABILITIES, async |site| {
        stage(&site).await;
        site.staff("both", "岑一", crate::stage::EDU, &[Role::RequestUnit, Role::SecrecyReviewer]).await;
        let id = in_hand(&site, "part", "公开校车服务协议").await.id;
        let unit = doer(&site, "unit").await;
        // Without a copy and without a word about it nothing is partly given; everything is told at once.
        acts::answer::draft(&unit, id, &partly("", false)).await.unwrap();
        refused(acts::answer::submit(&unit, id).await, &["区分处理后公开的部分", "不予公开的具体理由条款"]);
        let paper = covered(&site, id).await;
        let stray = Area::new(100, 9_000, 600, 9_500).unwrap();
        let mut places: Vec<Place> =
            only(&site, id).await.boxes.iter().map(|m| Place { page: 1, area: m.area, ground: m.ground }).collect();
        places.push(Place { page: 1, area: stray, ground: Ground::ProcessInformation });
        mark(&unit, id, paper, 1, &places).await.unwrap();
        assert!(only(&site, id).await.boxes.iter().any(|marked| marked.by_name == "岑一"), "a box that stays is his who laid it");
        places.pop();
        mark(&unit, id, paper, 1, &places).await.unwrap();
        refused(release(&unit, id, paper, &format!("协议{PRICE}")).await, &["名称中有被遮盖的文字"]);

        let first = release(&unit, id, paper, "校车服务协议").await.unwrap();
        refused(mark(&unit, id, paper, 1, &[]).await, &["请先撤回"]);
        acts::answer::draft(&unit, id, &partly("BG15-2", false)).await.unwrap();
        refused(acts::answer::submit(&unit, id).await, &["按“商业秘密”遮盖", "第三十七条"]);
        let mut both = partly("BG15-2", false);
        both.body["withheld"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "综合单价", "ground": "BG15-1", "reason": "公开会损害企业的竞争地位"}));
        let letter = acts::answer::draft(&unit, id, &both).await.unwrap();
        assert_eq!(letter.body["enclosures"][0]["sha256"], first.as_str());
        acts::answer::submit(&unit, id).await.unwrap();

        // While others look at it nothing moves; who covered does not judge.
        for outcome in [reopen(&unit, id, paper).await, mark(&unit, id, paper, 1, &[]).await] {
            refused(outcome, &["不能改动"]);
        }
        let more = Incoming { kind: "released", name: "另一份.txt".into(), bytes: "另一份".into() };
        refused(acts::handle::add_files(&unit, id, &[more]).await, &["审核中"]);
        let sha = sha_of(&site, id).await;
        let by_both = acts::answer::review(&doer(&site, "both").await, id, ReviewKind::Secrecy, true, "", &sha).await;
        refused(by_both, &["不能是遮盖或者生成公开件的人"]);
        let secrecy = doer(&site, "secrecy").await;
        acts::answer::review(&secrecy, id, ReviewKind::Secrecy, false, "签名也应遮盖", &sha).await.unwrap();
        second(&site, id, paper, &first, &sha).await;
    })
    .await;
}

/// Sent back: another box, another copy, another review; then out and forgotten.
async fn second(site: &TestSite, id: i64, paper: i64, first: &str, old: &str) {
    let (unit, secrecy) = (doer(site, "unit").await, doer(site, "secrecy").await);
    let file = only(site, id).await.redaction.released_id.unwrap();
    reopen(&unit, id, paper).await.unwrap();
    let mut places: Vec<Place> = only(site, id).await.boxes.iter().map(|m| Place { page: 1, area: m.area, ground: m.ground }).collect();
    places.push(Place { page: 1, area: Area::new(100, 9_000, 600, 9_500).unwrap(), ground: Ground::Privacy });
    mark(&unit, id, paper, 1, &places).await.unwrap();
    let now = release(&unit, id, paper, "校车服务协议").await.unwrap();
    assert_ne!(now, first);
    acts::answer::submit(&unit, id).await.unwrap();
    let sha = sha_of(site, id).await;
    assert_ne!(sha, old, "another copy is another answer");
    assert!(matches!(acts::answer::review(&secrecy, id, ReviewKind::Secrecy, true, "", old).await, Err(Failure::Conflict)));
    acts::answer::review(&secrecy, id, ReviewKind::Secrecy, true, "遮盖完整", &sha).await.unwrap();
    acts::answer::review(&doer(site, "legal").await, id, ReviewKind::Legal, true, "", &sha).await.unwrap();
    // A copy that was exchanged on the disk is not signed.
    let hash = now.parse().unwrap();
    let path = site.platform.files.path(&hash).unwrap();
    let copy = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"%PDF-1.7 exchanged").unwrap();
    let leader = doer(site, "leader").await;
    refused(acts::answer::sign(&leader, id, &sha).await, &["与审核时的内容不一致"]);
    std::fs::write(&path, &copy).unwrap();
    acts::answer::sign(&leader, id, &sha).await.unwrap();
    acts::answer::dispatch(&doer(site, "clerk").await, id, Way::Online, "", today(site)).await.unwrap();
    given(site, id, file, &copy).await;

    let journal = site.db().journal_of(&load(site, id).await.subject(), 100).await.unwrap();
    let entry = journal.iter().find(|entry| entry.kind == "requests.redaction_released" && entry.detail["sha256"] == now.as_str()).unwrap();
    assert_eq!((entry.actor_name.as_str(), entry.detail["boxes"].as_array().unwrap().len()), ("张敏", places.len()));
    let all: String = journal.iter().map(|entry| entry.detail.to_string()).collect();
    assert!([CARD, PHONE, PRICE].iter().all(|word| !all.contains(word)));
    assert!(site.db().verify_journal().await.unwrap().is_ok());
    // With identity the unredacted paper and its pictures are forgotten; what was given stays.
    days(site, 2_000);
    acts::tick::tick(&gongkai_documents::Doer::system(&site.platform, "job")).await.unwrap();
    let after = only(site, id).await;
    assert!(matches!(picture(&site.platform, &after.redaction, &after.pages[0]), Err(Failure::Gone)));
    let files = tables::file::of(site.db(), id).await.unwrap();
    assert!(files.iter().all(|file| (file.kind == "original") == file.sha256.is_empty()), "{files:?}");
}

/// What the applicant gets: the last copy, and nothing of the first or of the original.
async fn given(site: &TestSite, id: i64, first: i64, copy: &[u8]) {
    let case = load(site, id).await;
    let (key, _) = acts::receive::opened(&crate::stage::visitor(site), &case).unwrap();
    let path = format!("/requests/case/{key}");
    let page = site.get(&path).await.expect(200).text();
    let after = only(site, id).await;
    let (released, original) = (after.redaction.released_id.unwrap(), after.redaction.original_id);
    assert!(page.contains("校车服务协议.pdf") && page.contains(&format!("/files/{released}")), "{page}");
    assert_eq!(page.matches("/files/").count(), 1);
    let got = site.get(&format!("{path}/files/{released}")).await.expect(200);
    assert_eq!(got.body, copy);
    for other in [first, original] {
        site.get(&format!("{path}/files/{other}")).await.expect(404);
    }
    assert_eq!(pdf_extract::extract_text_from_mem(copy).unwrap().trim(), "");
    for_foreign_readers(&after, copy, &agreement(site));
    // The letter names what lies beside it, and the file for the court what was taken out of it.
    let letters = tables::letter::of(site.db(), id).await.unwrap();
    let letter = letters.iter().find(|letter| letter.outcome.is_some()).unwrap();
    let pdf = acts::letters::read(&site.platform, letter, "pdf").unwrap();
    let text = pdf_extract::extract_text_from_mem(&pdf).unwrap().replace(char::is_whitespace, "");
    assert!(text.contains("附件") && text.contains("校车服务协议"), "{text}");
    let bundle = site.get_as("clerk", &format!("/staff/requests/{id}/bundle.pdf")).await.expect(200);
    let text = pdf_extract::extract_text_from_mem(&bundle.body).unwrap().replace(char::is_whitespace, "");
    for word in [
        "部分公开的遮盖清单",
        "商业秘密（《政府信息公开条例》第十五条）",
        "含不予公开的内容，不并入",
        &after.redaction.released_sha256[..16],
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!([CARD, PHONE, PRICE].iter().all(|word| !text.contains(word)));
    // The original is read by whoever works on the case, and every look is noted.
    let own = format!("/staff/requests/{id}/files/{original}");
    assert!(site.get_as("secrecy", &own).await.expect(200).body.starts_with(b"%PDF"));
    site.get_as("supervisor", &own).await.expect(403);
    let journal = site.db().journal_of(&case.subject(), 100).await.unwrap();
    assert!(journal.iter().any(|entry| entry.kind == "requests.original_seen" && entry.actor_name == "周静"));
    let row = tables::file::of(site.db(), id).await.unwrap().into_iter().find(|file| file.id == original).unwrap();
    assert_ne!(read_file(&site.platform, &row).unwrap(), copy);
}

/// Left beside the tests for `app/tests/foreign/redacted.py`.
fn for_foreign_readers(paper: &Paper, copy: &[u8], original: &[u8]) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("redacted");
    std::fs::create_dir_all(&folder).unwrap();
    let page = |page: &tables::redaction::RedactionPage| {
        let boxes: Vec<[u32; 4]> = paper
            .on(page.n)
            .map(|marked| marked.area.pixels(page.width, page.height))
            .map(|at| [at.left, at.top, at.right, at.bottom])
            .collect();
        json!({"width": page.width, "height": page.height, "density": page.density, "boxes": boxes})
    };
    let facts = json!({"words": [CARD, PHONE, PRICE], "pages": paper.pages.iter().map(page).collect::<Vec<_>>()});
    for (name, bytes) in [("released.pdf", copy), ("original.pdf", original), ("facts.json", facts.to_string().as_bytes())] {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_part_may_stand_in_the_letter_itself() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let id = in_hand(&site, "in-text", "公开校车服务协议的期限").await.id;
    let unit = doer(&site, "unit").await;
    acts::answer::draft(&unit, id, &partly("BG15-2", true)).await.unwrap();
    acts::answer::submit(&unit, id).await.unwrap();
    let page = site.get_as("secrecy", &format!("/staff/requests/{id}")).await.expect(200).text();
    assert!(page.contains("其中可以公开的内容为：协议的期限和服务范围。"), "{page}");
    assert!(!page.contains("copies_seen"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_paper() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let id = in_hand(&site, "pages", "公开校车服务协议").await.id;
    let list = format!("/staff/requests/{id}/redactions");
    let version = async || load(&site, id).await.version.to_string();
    assert!(site.get_as("unit", &list).await.expect(200).text().contains("还没有添加"));
    site.get_as("supervisor", &list).await.expect(403);
    let wrong = Upload { field: "file", name: "协议.docx", bytes: b"PK\x03\x04" };
    let now = version().await;
    let page = site.upload_as("unit", &list, &[("version", &now)], &[wrong]).await.expect(422).text();
    assert!(page.contains("另存为PDF"), "{page}");
    let bytes = agreement(&site);
    let right = || Upload { field: "file", name: "协议.pdf", bytes: &bytes };
    site.upload_as("unit", &list, &[("version", "0")], &[right()]).await.expect(409);
    let made = site.upload_as("unit", &list, &[("version", &now)], &[right()]).await.expect(303);
    let path = made.location().to_owned();
    let page = site.get_as("unit", &path).await.expect(200).text();
    assert!(page.contains("第1页的图像") && page.contains("data-draw") && page.contains("name=\"box.1.left\""), "{page}");
    let picture = site.get_as("secrecy", &format!("{path}/pages/1")).await.expect(200);
    assert!(picture.body.starts_with(b"\x89PNG") && picture.header("cache-control").contains("no-store"));
    site.get_as("secrecy", &format!("{path}/pages/2")).await.expect(404);
    site.get_as("supervisor", &format!("{path}/pages/1")).await.expect(403);
    site.get_as("other-clerk", &format!("{path}/pages/1")).await.expect(404);
    // What cannot be is refused with what was typed.
    let send = async |act: &str, fields: &[(&str, &str)]| {
        let now = version().await;
        let mut all = vec![("version", now.as_str()), ("page", "1")];
        all.extend_from_slice(fields);
        site.post_as("unit", &format!("{path}/{act}"), &all).await
    };
    let bad = [("box.0.left", "95"), ("box.0.top", "10"), ("box.0.width", "12.34"), ("box.0.height", "5"), ("box.0.ground", "")];
    let page = send("mark", &bad).await.expect(422).text();
    assert!(page.contains("第1处的位置不对") && page.contains("没有选择理由条款") && page.contains("value=\"12.34\""), "{page}");
    let good = [("box.0.left", "5"), ("box.0.top", "90"), ("box.0.width", "12.34"), ("box.0.height", "5"), ("box.0.ground", "BG15-2")];
    send("mark", &good).await.expect(303);
    send("find", &[("words", "单价"), ("ground", "")]).await.expect(422);
    send("find", &[("words", PRICE), ("ground", "BG15-1")]).await.expect(303);
    send("screen", &[]).await.expect(303);
    let page = site.get_as("unit", &path).await.expect(200).text();
    assert!(page.contains("value=\"12.34\"") && page.contains("4处") && page.contains("张敏"), "{page}");
    assert!(![CARD, PHONE, PRICE].iter().any(|word| page.contains(word)), "the page shows pictures, not words");
    assert!(send("release", &[("title", "")]).await.expect(422).text().contains("请填写公开件的名称"));
    send("release", &[("title", "校车服务协议")]).await.expect(303);
    let page = site.get_as("unit", &path).await.expect(200).text();
    assert!(page.contains("查看公开件") && page.contains("<rect") && !page.contains("data-draw"), "{page}");
    let released = only(&site, id).await.redaction;
    let copy = site.get_as("legal", &format!("/staff/requests/{id}/files/{}", released.released_id.unwrap())).await.expect(200);
    assert!(copy.body.starts_with(b"%PDF"));
    reviewed(&site, id, &version().await).await;
    send("reopen", &[]).await.expect(422);
    let page = site.get_as("unit", &path).await.expect(200).text();
    assert!(!page.contains("撤回公开件，修改遮盖") && !page.contains("不再提供该文件"));
}

/// Who passes the answer says that he saw the copy.
async fn reviewed(site: &TestSite, id: i64, version: &str) {
    let unit = doer(site, "unit").await;
    let page = site.get_as("unit", &format!("/staff/requests/{id}/answer?outcome=R03")).await.expect(200).text();
    assert!(page.contains("部分公开的文件") && page.contains("part_in_text"), "{page}");
    let mut both = partly("BG15-2", false);
    both.body["withheld"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "综合单价", "ground": "BG15-1", "reason": "公开会损害企业的竞争地位"}));
    acts::answer::draft(&unit, id, &both).await.unwrap();
    acts::answer::submit(&unit, id).await.unwrap();
    assert_ne!(load(site, id).await.version.to_string(), version);
    let sha = sha_of(site, id).await;
    let case = format!("/staff/requests/{id}");
    let page = site.get_as("secrecy", &case).await.expect(200).text();
    assert!(page.contains("copies_seen") && page.contains("查看公开件（PDF）"), "{page}");
    let now = load(site, id).await.version.to_string();
    let mut fields = vec![("version", now.as_str()), ("act", "review"), ("sha256", &sha), ("kind", "secrecy"), ("decision", "pass")];
    let page = site.post_as("secrecy", &format!("{case}/review"), &fields).await.expect(422).text();
    assert!(page.contains("请先打开公开件"), "{page}");
    fields.push(("copies_seen", "1"));
    site.post_as("secrecy", &format!("{case}/review"), &fields).await.expect(303);
}
