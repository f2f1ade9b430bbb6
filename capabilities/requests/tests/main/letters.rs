//! Is every paper D01–D28 written from its facts, complete, readable on paper, and silent about the applicant where it must be?

mod facts;

use std::path::Path;
use std::sync::LazyLock;

use facts::{changed, facts};
use gongkai_letters::letter::Letter;
use gongkai_letters::{Fonts, form_docx, form_pdf, form_text, letter_docx, letter_pdf, letter_text};
use gongkai_requests::letters::{built_in, compose, own_file, sheet};
use gongkai_requests::rules::outcome::RemedyClass;
use gongkai_requests::rules::papers::Paper;
use serde_json::{Value, json};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::find(&[]).unwrap_or_else(|missing| panic!("{missing}")));

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

fn keep(name: &str, pdf: &[u8], docx: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers-of-requests");
    std::fs::create_dir_all(&folder).expect("a folder for the papers");
    std::fs::write(folder.join(format!("{name}.pdf")), pdf).expect("the PDF is kept");
    std::fs::write(folder.join(format!("{name}.docx")), docx).expect("the docx is kept");
}

#[track_caller]
fn written(paper: Paper, values: &Value) -> Letter {
    compose(paper, None, values).unwrap_or_else(|problems| panic!("{paper}: {}", problems.join("\n")))
}

/// The letter is typeset, and its text can be read out of the PDF again.
#[track_caller]
fn check(name: &str, paper: Paper, values: &Value, sentences: &[&str]) {
    let letter = written(paper, values);
    let text = letter_text(&letter);
    for remnant in ["{{", "}}", "{%", "undefined", "none", "null"] {
        assert!(!text.contains(remnant), "{name} has “{remnant}” left: {text}");
    }
    let pdf = letter_pdf(&letter, &FONTS).expect("typeset");
    keep(name, &pdf, &letter_docx(&letter).expect("written"));
    let printed = bare(&pdf_extract::extract_text_from_mem(&pdf).expect("the PDF has text"));
    for sentence in sentences {
        assert!(printed.contains(&bare(sentence)), "{name} lacks “{sentence}”: {printed}");
    }
    assert!(printed.contains(&bare(&letter.title)) && printed.contains("2026年11月24日"), "{name}: {printed}");
    assert_eq!(letter.number.is_some(), paper.is_numbered(), "{name}");
    assert_eq!(letter.remedy.is_some(), paper.remedy() != RemedyClass::NoRemedy, "{name}");
}

#[test]
fn steps_on_the_way_are_written() {
    let all = [
        ("D02", Paper::Receipt, "即不晚于2026年12月1日"),
        ("D03", Paper::ClarificationNotice, "《中华人民共和国政府信息公开条例》第三十条的规定，请你对下列事项作出补正"),
        ("D04", Paper::ExtensionNotice, "答复期限延长20个工作日，即延长至2026年12月29日"),
        ("D04b", Paper::DeferralNotice, "《中华人民共和国政府信息公开条例》第三十五条的规定，本机关确定延迟答复的合理期限"),
        ("D06", Paper::CoMakerLetter, "逾期未提出意见的，视为同意公开"),
        ("D07", Paper::OpinionSoughtNotice, "第三十三条第三款的规定"),
        ("D08", Paper::ExplanationNotice, "就2026年11月3日提交的申请（编号：QL-2026-0031）书面说明理由"),
        ("D09", Paper::FeeNotice, "合计人民币5500元"),
        ("D15b", Paper::PassedOn, "将你的申请转送青岚县住房和城乡建设局，本机关不再办理"),
    ];
    for (name, paper, sentence) in all {
        check(name, paper, &facts(), &[sentence]);
    }
    let other = changed(&[("co_maker", json!(false))]);
    check("D06-other", Paper::CoMakerLetter, &other, &["第十一条的规定"]);
    assert!(
        !letter_text(&written(Paper::CoMakerLetter, &other)).contains("视为同意"),
        "silence of an organ that made nothing is no consent"
    );
}

#[test]
fn answers_are_written() {
    let asked = "2025年全县中小学校舍安全检查结果";
    let all = [
        ("D10", Paper::Granted, "第三十六条第（二）项的规定，本机关决定予以公开"),
        ("D11", Paper::AlreadyPublic, "第三十六条第（一）项的规定"),
        ("D12", Paper::PartlyGranted, "第三十七条的规定，本机关决定部分公开"),
        ("D14", Paper::Nonexistent, "第三十六条第（四）项的规定，现告知你该政府信息不存在"),
        ("D15", Paper::NotResponsible, "该信息由青岚县住房和城乡建设局负责公开"),
        ("D16", Paper::Repeated, "第三十六条第（六）项的规定，本机关不予重复处理"),
        ("D17", Paper::SpecialAccessRule, "第三十六条第（七）项的规定"),
        ("D18", Paper::NeedsMaking, "第三十八条的规定"),
        ("D19", Paper::Petition, "第三十九条第一款的规定"),
        ("D20", Paper::Publication, "第三十九条第二款的规定"),
    ];
    for (name, paper, sentence) in all {
        check(name, paper, &facts(), &[sentence, asked, "可以自收到本告知书之日起60日内"]);
    }
    check("D15-unknown", Paper::NotResponsible, &changed(&[("right_agency", Value::Null)]), &["不能确定负责公开该信息的行政机关"]);
}

#[test]
fn article_36_3_a_refusal_cites_its_ground_to_the_paragraph() {
    let all = [
        ("BG14-1", "第十四条、第三十六条第（三）项"),
        ("BG14-2", "第十四条、第三十六条第（三）项"),
        ("BG14-3", "第十四条、第三十六条第（三）项"),
        ("BG15-1", "第十五条、第三十六条第（三）项"),
        ("BG15-2", "第十五条、第三十六条第（三）项"),
        ("BG16-1", "第十六条第一款、第三十六条第（三）项"),
        ("BG16-2", "第十六条第二款、第三十六条第（三）项"),
        ("BG16-3", "第十六条第二款、第三十六条第（三）项"),
    ];
    for (ground, articles) in all {
        let name = format!("D13-{ground}");
        check(&name, Paper::Refused, &changed(&[("ground", json!(ground))]), &[articles, "本机关决定不予公开"]);
    }
    let problems = compose(Paper::Refused, None, &changed(&[("ground", json!("BG36-7"))])).expect_err("another letter tells that");
    assert!(problems.iter().any(|problem| problem.contains("BG36-7")), "{problems:?}");
}

#[test]
fn what_ends_a_matter_otherwise_is_written() {
    let all = [
        ("D21-R24", Paper::NotProcessed, json!({"outcome": "R24"}), "补正后的申请内容仍不明确"),
        ("D21-R34", Paper::NotProcessed, json!({"outcome": "R34"}), "第三十五条的规定，本机关对该申请不予处理"),
        ("D21-R35", Paper::NotProcessed, json!({"outcome": "R35"}), "上述要求不属于申请公开政府信息"),
        ("D22", Paper::ClarificationLapsed, json!({}), "视为你放弃申请"),
        ("D23", Paper::FeeLapsed, json!({}), "缴纳信息处理费5500元"),
        ("D25", Paper::RecordCorrected, json!({}), "第四十一条的规定，本机关已于2026年11月20日予以更正"),
    ];
    for (name, paper, more, sentence) in all {
        let more: Vec<(&str, Value)> =
            more.as_object().expect("an object").iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        check(name, paper, &changed(&more), &[sentence]);
    }
    for result in ["forwarded", "referred", "refused"] {
        let mut values = facts();
        values["correction"]["result"] = json!(result);
        check(&format!("D25-{result}"), Paper::RecordCorrected, &values, &["第四十一条"]);
    }
    assert!(compose(Paper::NotProcessed, None, &changed(&[("outcome", json!("R11"))])).is_err());
}

#[test]
fn article_32_a_third_party_does_not_learn_who_asked() {
    let mut values = facts();
    values["information"] = json!(["张某某申请的《校舍加固工程检测报告》"]);
    values["opinion"] = json!("你单位不同意向张某某公开");
    for (name, paper, sentence) in [
        ("D05", Paper::ThirdPartyLetter, "逾期未提出意见的，由本机关依照《中华人民共和国政府信息公开条例》的规定决定是否公开"),
        ("D24", Paper::ThirdPartyTold, "第三十二条的规定，本机关决定予以公开"),
    ] {
        check(name, paper, &values, &[sentence, "青岚县某某建筑有限公司："]);
        let told = letter_text(&written(paper, &values));
        assert!(!told.contains("张某某") && !told.contains("校舍安全检查结果"), "{told}");
        let own = r#"salutation = "{{ applicant.name }}：""#;
        let problems = compose(paper, Some(own), &values).expect_err("no template can print it");
        assert!(problems.iter().any(|problem| problem.contains("applicant.name")), "{problems:?}");
    }
}

/// Takes the facts away one by one: each letter either does without, or names what it lacks. A fact that neither the template
/// nor every letter speaks of cannot matter.
#[test]
fn a_missing_fact_is_named_and_never_a_blank() {
    let mut n_named = 0;
    for paper in Paper::ALL.iter().filter(|paper| built_in(paper.code()).is_some_and(|text| text.contains("[[body]]"))) {
        let template = built_in(paper.code()).expect("it is there");
        let every = ["agency", "number", "applicant", "request", "remedy", "date", "printed_at", "contact"];
        let all = facts();
        let keys = all.as_object().expect("an object").keys();
        for key in keys.filter(|key| template.contains(key.as_str()) || every.contains(&key.as_str())) {
            let lacking = changed(&[("outcome", json!("R24")), (key.as_str(), Value::Null)]);
            match compose(*paper, None, &lacking) {
                Ok(letter) => assert!(!letter_text(&letter).contains("{{"), "{paper} without {key}"),
                Err(problems) => {
                    n_named += 1;
                    assert!(
                        problems.iter().any(|problem| problem.contains(key) || (key == "number" && problem.contains("full_number"))),
                        "{paper} without {key}: {problems:?}"
                    );
                }
            }
        }
    }
    assert!(n_named > 150, "{n_named}");
    let problems = compose(Paper::Granted, None, &json!({})).expect_err("nothing is given");
    assert!(problems.len() > 10, "all at once: {problems:?}");
}

#[test]
fn an_agency_may_use_its_own_words() {
    let own = "title = \"关于{{ request.number }}号申请的答复\"\n[[body]]\ntext = \"经研究，同意公开。\"";
    let letter = compose(Paper::Granted, Some(own), &facts()).expect("written");
    assert_eq!(letter.title, "关于QL-2026-0031号申请的答复");
    assert!(letter_text(&letter).contains("经研究，同意公开。") && !letter_text(&letter).contains("现将"));
    for broken in ["title = ", "nonsense = 1", "[[body]]\ntext = \"{{ unclosed\"", "[[body]]\nwhen = \"true\""] {
        assert!(compose(Paper::Granted, Some(broken), &facts()).is_err(), "{broken}");
    }
    assert_eq!(own_file(Path::new("letters"), "qlxjyj", Paper::Refused), Path::new("letters/qlxjyj/D13.toml"));
}

#[test]
fn no_fact_is_taken_for_a_template() {
    let evil = "{{ applicant.name }} {% raw %} #read(\"x\") <b>";
    let letter = written(Paper::Granted, &changed(&[("provided_how", json!(evil))]));
    assert!(letter_text(&letter).contains(evil));
}

#[test]
fn forms_are_blank_and_filled() {
    for paper in [Paper::ApplicationForm, Paper::Receipt, Paper::ServiceRecord, Paper::ApprovalSlip, Paper::SearchRecord] {
        for blank in [true, false] {
            let values = if blank { json!({"printed_at": "2026-11-24T09:30:00"}) } else { facts() };
            let form = sheet(paper, None, &values, blank).unwrap_or_else(|problems| panic!("{paper}: {problems:?}"));
            let pdf = form_pdf(&form, &FONTS).expect("typeset");
            keep(&format!("{}-{}", paper.code(), if blank { "blank" } else { "filled" }), &pdf, &form_docx(&form).expect("written"));
            let printed = bare(&pdf_extract::extract_text_from_mem(&pdf).expect("the PDF has text"));
            for cell in form_text(&form).split(['\n', '\t']).map(bare) {
                // A long cell is broken into lines, which a reader may take in another order than the cells beside it.
                let head: String = cell.chars().take(4).collect();
                assert!(printed.contains(&head), "{paper} lacks “{cell}”: {printed}");
            }
        }
        if paper != Paper::ApplicationForm {
            assert!(sheet(paper, None, &json!({"printed_at": "2026-11-24T09:30:00"}), false).is_err(), "{paper} is not filled");
        }
    }
    let problems = sheet(Paper::ApplicationForm, None, &json!({}), true).expect_err("no time");
    assert!(problems[0].contains("printed_at"), "{problems:?}");
}
