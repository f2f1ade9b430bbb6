//! How does one ask this agency for information: by which ways, in which steps, how long, at what cost?

use axum::extract::Query;
use gongkai_capability::PublicPage;
use gongkai_web::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, office, receiver, receivers};
use crate::calendars::calendars;
use crate::rules::terms::Terms;
use crate::rules::transitions::Transition;

const TIERS: &str = include_str!("../../data/fee-tiers.tsv");

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub agency: String,
}

pub(super) async fn page(page: PublicPage, Query(asked): Query<Asked>) -> Answer {
    let directory = gongkai_agencies::directory(&page.platform.db).await?;
    let path = if asked.agency.is_empty() { page.site.root.as_str() } else { asked.agency.as_str() };
    let agency = receiver(&page, &directory, path).ok_or(Failure::NotFound)?;
    let agencies: Vec<Value> =
        receivers(&directory, &page.site.root).map(|agency| json!({"value": agency.path, "label": agency.name()})).collect();
    let terms = calendars(&page.platform).await?.practice.terms;
    let values = json!({
        "agency": office(agency), "agencies": agencies, "steps": steps(&terms), "fees": fees(), "terms": terms,
    });
    page.render("requests/public/start.html", values)
}

/// One box of the chart.
#[derive(Debug, Serialize)]
struct Step {
    name: &'static str,
    who: &'static str,
    /// How long, in words.
    term: String,
    article: &'static str,
    /// What may come between, each with its effect on the term.
    branches: Vec<Branch>,
}

#[derive(Debug, Serialize)]
struct Branch {
    name: &'static str,
    effect: String,
    article: &'static str,
}

/// The course of a request in four steps; days are the place's terms and articles those of the table of steps.
fn steps(terms: &Terms) -> Vec<Step> {
    let article = |transition: Transition| transition.step().article;
    let branch = |name, transition, effect: String| Branch { name, effect, article: article(transition) };
    vec![
        Step {
            name: "提交申请",
            who: "申请人",
            term: "网上、当面、邮寄、传真均可".to_owned(),
            article: article(Transition::Submit),
            branches: Vec::new(),
        },
        Step {
            name: "确认收到、登记",
            who: "公开工作机构",
            term: format!("网上提交的，{}个工作日内与您确认；确认之日为收到之日", terms.confirmation),
            article: article(Transition::Confirm),
            branches: vec![branch(
                "内容不明确，需要补正",
                Transition::AskClarification,
                format!(
                    "收到之日起{}个工作日内一次性告知；补正后答复期限重新计算；无正当理由逾期不补正的，视为放弃",
                    terms.ask_clarification
                ),
            )],
        },
        Step {
            name: "检索、办理",
            who: "公开工作机构、承办单位",
            term: "能够当场答复的，当场答复".to_owned(),
            article: article(Transition::AnswerOnSpot),
            branches: vec![
                branch(
                    "涉及第三方合法权益，征求第三方意见",
                    Transition::SeekThirdParty,
                    format!("第三方{}个工作日内提出意见，所需时间不计入答复期限", terms.opinion),
                ),
                branch(
                    "与其他机关共同制作，征求其意见",
                    Transition::SeekAgency,
                    format!("其他机关{}个工作日内提出意见，逾期视为同意；所需时间不计入答复期限", terms.opinion),
                ),
                branch(
                    "需要延长期限",
                    Transition::Extend,
                    format!("经公开工作机构负责人同意并告知您，最多延长{}个工作日", terms.longest_extension),
                ),
            ],
        },
        Step {
            name: "书面答复",
            who: "行政机关",
            term: format!("自收到申请之日的次日起{}个工作日内", terms.answer),
            article: article(Transition::Dispatch),
            branches: Vec::new(),
        },
    ]
}

/// A row of the fee table.
#[derive(Debug, Serialize)]
struct Fee {
    basis: &'static str,
    span: String,
    rate: String,
}

/// The tiers of 国办函〔2020〕109号 articles 4 and 5, as the reckoning itself reads them.
fn fees() -> Vec<Fee> {
    TIERS.lines().skip(1).filter_map(fee).collect()
}

fn fee(line: &str) -> Option<Fee> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [basis, from, until, rate, every, grows_by] = cells[..] else { return None };
    let (basis, unit) = if basis == "item" { ("按件计收（每月）", "件") } else { ("按量计收（每件）", "页") };
    let span = if until == "-" { format!("第{from}{unit}起") } else { format!("第{from}至第{until}{unit}") };
    let rate = match (rate, every) {
        ("0", _) => "不收费".to_owned(),
        (rate, "0") => format!("每{unit}{rate}元"),
        (rate, every) => format!("每{unit}{rate}元，此后每增加{every}{unit}，每{unit}提高{grows_by}元"),
    };
    Some(Fee { basis, span, rate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_table_says_what_the_reckoning_does() {
        let fees = fees();
        assert_eq!(fees.len(), 7);
        assert_eq!((fees[2].span.as_str(), fees[2].rate.as_str()), ("第31件起", "每件200元，此后每增加10件，每件提高100元"));
        assert_eq!((fees[3].basis, fees[3].rate.as_str()), ("按量计收（每件）", "不收费"));
    }

    #[test]
    fn the_chart_has_four_steps_with_their_articles() {
        let steps = steps(&Terms::default());
        assert_eq!(
            steps.iter().map(|step| step.article).collect::<Vec<_>>(),
            ["第二十九条", "第三十一条", "第三十三条第一款", "第三十三条"]
        );
        assert!(steps[3].term.contains("20个工作日"));
    }
}
