//! How long does one letter take, from the facts of its case to the signed PDF?

use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use gongkai_letters::sign::{Signer, sign};
use gongkai_letters::{Fonts, letter_pdf};
use gongkai_requests::letters::compose;
use gongkai_requests::rules::papers::Paper;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{cpu_of, line, spread};

/// Letters of one round; each has other words, other names and another number.
const LETTERS: usize = 20;
/// The first three answers of offices, and a notice on the way.
const PAPERS: [Paper; 4] = [Paper::Granted, Paper::PartlyGranted, Paper::Nonexistent, Paper::ClarificationNotice];

/// Wall and CPU time of a letter, warm: the fonts are read, every template was used once.
pub fn measure(rounds: usize) -> Result<()> {
    let Ok(fonts) = Fonts::find(&[]) else {
        line("a letter, typeset and signed", "no fonts on this machine", "≤ 100 ms", "");
        return Ok(());
    };
    let at: Timestamp = "2026-11-24T01:30:00Z".parse().context("an instant")?;
    let made = Signer::self_made("青岚县教育局（测算）", "测算", &[7; 32], at)?;
    let signer = Signer::from_pem(&made.key_pem, &made.certificate_pem)?;
    let began = Instant::now();
    for (n, paper) in PAPERS.iter().enumerate() {
        written(*paper, n, &fonts, &signer, at)?;
    }
    let first = began.elapsed().as_secs_f64() * 1e3;
    let (mut walls, mut costs, mut signing, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for round in 0..rounds.max(1) {
        let before = cpu_of("self")?;
        for n in 0..LETTERS {
            let began = Instant::now();
            let (pdf, signed) = written(PAPERS[n % PAPERS.len()], 100 + round * LETTERS + n, &fonts, &signer, at)?;
            walls.push(began.elapsed().as_secs_f64() * 1e3);
            signing.push(signed);
            bytes = bytes.max(pdf.len());
        }
        costs.push((cpu_of("self")? - before).as_secs_f64() * 1e3 / LETTERS as f64);
    }
    let (low, middle, high) = spread(&mut walls);
    let (_, cpu, _) = spread(&mut costs);
    let figure = format!("{middle:.0} ({low:.0}–{high:.0}) ms, CPU {cpu:.0} ms");
    line("a letter, typeset and signed, warm", &figure, "≤ 100 ms", "bare typst 50, LibreOffice 320 ms");
    let (low, middle, high) = spread(&mut signing);
    line("  signing of it", &format!("{middle:.1} ({low:.1}–{high:.1}) ms, up to {} kB", bytes / 1000), "", "");
    line("  the first four, with reading the fonts", &format!("{first:.0} ms"), "", "");
    Ok(())
}

/// The signed letter, and how long the signature took in ms.
fn written(paper: Paper, n: usize, fonts: &Fonts, signer: &Signer, at: Timestamp) -> Result<(Vec<u8>, f64)> {
    let letter = compose(paper, None, &facts(n)).map_err(|problems| anyhow!("{paper}: {}", problems.join("; ")))?;
    let pdf = letter_pdf(&letter, fonts)?;
    let began = Instant::now();
    let signed = sign(&pdf, signer, at, "依申请公开文书", "青岚县教育局")?;
    Ok((signed, began.elapsed().as_secs_f64() * 1e3))
}

/// Invented facts; `n` makes others of them.
fn facts(n: usize) -> Value {
    const NAMES: [&str; 8] = ["宋照临", "林岚", "何欣", "郑航", "周静", "吴桐", "孙丽华", "李昊"];
    const MATTERS: [&str; 5] = ["校舍安全检查结果", "食堂食材采购合同", "道路改造工程招标文件", "征地补偿安置方案", "医疗机构设置规划"];
    let (name, matter, year) = (NAMES[n % NAMES.len()], MATTERS[n / 3 % MATTERS.len()], 2019 + n % 7);
    json!({
        "agency": {"name": "青岚县教育局"},
        "number": {"mark": "青教公开", "year": 2026, "serial": n + 1},
        "applicant": {"name": name, "is_organisation": false},
        "request": {
            "number": format!("2026-{n:06}"), "channel": "互联网", "received_on": format!("2026年10月{}日", n % 28 + 1),
            "submitted_on": format!("2026年10月{}日", n % 28 + 1),
            "content": format!("{year}年全县第{n}批{matter}，包括批准文件、检查记录、整改台账和资金拨付凭证；如有附图、附表，请一并提供。"),
        },
        "date": "2026年11月24日",
        "printed_at": "2026-11-24T09:30:00",
        "seal": "电子印章（示范）",
        "contact": {"person": "青岚县教育局政务公开股", "phone": format!("0000-88{n:05}")},
        "check": {"address": "https://www.qinglan.example/requests/progress"},
        "remedy": "如对本告知书不服，可以自收到本告知书之日起60日内向青岚县人民政府申请行政复议，或者自收到本告知书之日起6个月内依法向人民法院提起行政诉讼。",
        "corrections": [format!("写明需要{year}年哪些学校的{matter}"), "提供能够证明身份的材料"],
        "guidance": format!("{matter}每年分两次汇总；写明年度和学校名称即可查找。"),
        "term_days": 15, "last_day": "2026年12月15日",
        "information": [
            {"name": format!("{year}年{matter}通报"), "form": "电子文档（PDF）", "pages": n % 9 + 2},
            {"name": format!("{year}年{matter}汇总表（隐去联系人手机号码）"), "form": "电子文档（表格）", "pages": 11},
        ],
        "provided_how": "通过申请网站提供下载",
        "withheld": [
            {"name": format!("第{n}号联系人的手机号码"), "ground": "BG15-2", "reason": "该号码为个人所有，联系人不同意公开。"},
            {"name": "整改方案讨论记录", "ground": "BG16-2", "reason": "该记录形成于方案确定之前，没有法律、法规、规章规定应当公开。"},
        ],
        "third_party_opinion": "第三方不同意公开，理由是其中含有未公开的施工工艺",
        "search": {
            "on": "2026年11月12日", "scope": "办公自动化系统、局档案室、基建科文件柜", "method": format!("按“{matter}”检索标题和全文，并查阅收发文登记簿"),
            "searcher": "基建科王某某、办公室李某某", "words": format!("{matter}；{year}年1月至12月"), "asked": "基建科、安全科", "results": ["没有找到"],
            "found": "没有形成单独的检查结果文件。",
        },
    })
}
