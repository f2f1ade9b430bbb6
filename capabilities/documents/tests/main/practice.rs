//! What an operator sets for his county: his own kinds of record, chains of review and words, refused by name where they are wrong.

use std::path::PathBuf;

use gongkai_capability::{Platform, Settings};
use gongkai_documents::acts::{draft, publish, review};
use gongkai_documents::rules::workflow::Step;
use gongkai_documents::{Handling, Kind, State, screening};
use gongkai_store::Clock;
use gongkai_testing::{START, TestSite};

use crate::stage::*;

const KINDS: &str = "extends = true\n\n[[kind]]\ncode = \"bidding\"\nlabel = \"招标公告\"\nitem = \"\"\nrequired = [\"formed_on\"]\n";
const CHAINS: &str = "extends = true\n\n[[chain]]\nname = \"招标公告两级审核\"\nkinds = [\"bidding\"]\nagencies = [\"qinglan/edu\"]\n\
    steps = [\"final_review\", \"secrecy_review\"]\ndistinct = true\n";
const WORDS: &str = "extends = true\n\n[agency.\"qinglan/edu\".classified]\nwords = [\"试题清样\"]\n";

fn files() -> (tempfile::TempDir, impl Fn(&str, &str) -> PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_owned();
    (dir, move |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        file
    })
}

#[tokio::test]
async fn kinds_chains_and_words_are_the_operators() {
    let (_dir, file) = files();
    let (kinds, chains, words) = (file("kinds.toml", KINDS), file("chains.toml", CHAINS), file("words.toml", WORDS));
    let set = |settings: &mut Settings| {
        settings.kinds = Some(kinds.clone());
        settings.chains = Some(chains.clone());
        settings.screening = Some(words.clone());
    };
    TestSite::on_each_backend_with(CAPABILITIES, set, async |site| {
        stage(&site).await;
        let mut content = notice("青岚县教育局校舍修缮招标公告", "校舍修缮");
        content.kind = "bidding".into();
        let id = draft(&site, content).await;
        let document = submit(&site, id).await;
        assert_eq!(document.chain.unwrap().steps, [Step::FinalReview, Step::SecrecyReview]);
        let sha = load(&site, id).await.content_sha256;
        let early = reasons(review::approve(&doer(&site, "first").await, id, Step::FirstReview, &sha, "").await);
        assert!(early[0].contains("终审"), "{early:?}");
        for (login, step) in &REVIEWS[2..] {
            review::approve(&doer(&site, login).await, id, *step, &sha, "同意").await.unwrap();
        }
        assert_eq!(load(&site, id).await.state, State::Approved);
        publish::publish(&doer(&site, "publisher").await, id).await.unwrap();
        assert!(site.get(&format!("/documents/{id}")).await.expect(200).text().contains("招标公告"));
        assert!(site.get("/api/v1/kinds").await.text().contains("招标公告"), "the interface names it");
        let form = site.get_as("author", "/staff/documents/new").await.expect(200).text();
        assert!(form.contains("招标公告") && form.contains("行政规范性文件"), "both ours and theirs can be chosen");

        // The other kinds keep the chain that we bring along, also at this agency.
        let other = draft(&site, notice("青岚县教育局关于开学准备的通知", "开学准备")).await;
        assert_eq!(submit(&site, other).await.chain.unwrap().steps.len(), 4);

        // The bureau's word is found in its texts and in nobody else's.
        let found = async |login: &str, agency: &str, subject: &str| {
            let content = notice(&format!("关于{subject}和试题清样管理的通知"), subject);
            let id =
                draft::create(&doer(&site, login).await, agency, content, Handling::default(), draft::Source::default()).await.unwrap();
            let judged = screening::judge(&site.platform, &load(&site, id).await).await.unwrap();
            judged.iter().any(|judged| judged.finding.code == "classified.word")
        };
        assert!(found("author", "qinglan/edu", "考务").await);
        assert!(!found("other", "qinglan/health", "体检").await);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_table_stops_the_start_and_is_named() {
    let (dir, file) = files();
    let refused = async |set: &dyn Fn(&mut Settings)| {
        let mut settings = Settings::in_folder(dir.path().join("data"));
        set(&mut settings);
        let opened = Platform::open(settings, CAPABILITIES, Clock::frozen(START.parse().unwrap())).await;
        format!("{:#}", opened.map(|_| ()).unwrap_err())
    };
    let told = refused(&|settings| settings.kinds = Some(file("my-kinds.toml", &format!("{KINDS}colour = 3\n")))).await;
    assert!(told.contains("my-kinds.toml") && told.contains("colour"), "{told}");
    let told = refused(&|settings| settings.kinds = Some(file("my-kinds.toml", &KINDS.replace("formed_on", "formed")))).await;
    assert!(told.contains("kind 1 (`bidding`): `formed`"), "{told}");
    let told = refused(&|settings| settings.chains = Some(file("my-chains.toml", CHAINS))).await;
    assert!(told.contains("my-chains.toml") && told.contains("chain 1 (`招标公告两级审核`): there is no kind `bidding`"), "{told}");
    let text = CHAINS.replace("\"bidding\"", "\"notice\"").replace(", \"secrecy_review\"", "");
    let told = refused(&|settings| settings.chains = Some(file("my-chains.toml", &text))).await;
    assert!(told.contains("secrecy_review"), "{told}");
    let told = refused(&|settings| settings.screening = Some(file("my-words.toml", &WORDS.replace("试题清样", " ")))).await;
    assert!(told.contains("my-words.toml") && told.contains("qinglan/edu"), "{told}");
    assert!(!dir.path().join("data").exists(), "nothing is begun");
    assert!(Kind::get("notice").is_some());
}
