//! Which fields does the letter of an outcome need? By the names of its template; and how they become its values again.

use gongkai_law::Ground;
use gongkai_web::multipart::Form;
use serde_json::{Map, Value, json};

use super::forms::Field;
use super::view::Seen;
use super::{Choice, choice};
use crate::acts::letters::chinese;
use crate::rules::clock::Standing;
use crate::rules::history::{Opinion, What};
use crate::rules::outcome::Outcome;
use crate::tables::office::SearchRecord;

/// Rows of a list that the form offers; one that stays empty is left out of the letter.
const ROWS: usize = 4;

/// The fields of an outcome, with what the case itself can say already.
pub(super) struct Needs<'a> {
    pub seen: &'a Seen,
    pub searches: &'a [SearchRecord],
}

impl Needs<'_> {
    pub(super) fn fields(&self, outcome: Outcome) -> Vec<Field> {
        use Outcome as O;
        let area = |name: &str, label: &str| Field::new("area", name, label).must();
        let text = |name: &str, label: &str| Field::new("text", name, label).must();
        match outcome {
            O::AlreadyPublic => rows(
                "information",
                &[("name", "信息名称"), ("published_on", "公开日期"), ("place", "获取途径（网址、刊物期次、查阅地点）")],
            ),
            O::Granted | O::PartlyGranted => {
                let mut all = self.granted();
                if outcome == O::PartlyGranted {
                    all.extend(given_part());
                    all.extend(withheld());
                }
                all.extend(self.overruling(outcome));
                all
            }
            O::RefusedStateSecret
            | O::RefusedForbiddenByLaw
            | O::RefusedSecurityOrStability
            | O::RefusedThirdParty
            | O::RefusedInternalAffairs
            | O::RefusedProcessInformation
            | O::RefusedEnforcementFile => self.refused(outcome),
            O::RefusedSpecialAccessRule => vec![
                text("special.kind", "信息的种类").hint("如：不动产登记资料"),
                text("special.law", "规定查询办法的法律、行政法规").hint("写到条款"),
                text("place.name", "查询机构"),
                text("place.address", "地址"),
                text("place.phone", "电话"),
            ],
            O::CannotProvideNonexistent => self.nonexistent(),
            O::CannotProvideNotResponsible => vec![
                area("reason", "理由"),
                Field::new("text", "right_agency.name", "负责公开的机关").hint("能够确定的，应当告知（条例第三十六条第（五）项）"),
                Field::new("text", "right_agency.contact", "联系方式"),
            ],
            O::CannotProvideNeedsMaking => {
                vec![
                    text("work", "需要做的加工、分析").hint("如：逐件汇总近三年的台账"),
                    Field::new("area", "alternative", "可以获取的有关信息"),
                ]
            }
            O::CannotProvideStillUnclear => vec![
                text("correction.notice_on", "告知补正的日期").value(self.day(|what| matches!(what, What::ClarificationAsked { .. }))),
                text("correction.received_on", "收到补正的日期").value(self.day(|what| matches!(what, What::Clarified { .. }))),
                area("reason", "仍不明确之处"),
            ],
            O::NotProcessedPetition => vec![
                text("petition.kind", "活动的性质").hint("信访、投诉、举报或者咨询"),
                area("petition.reason", "具体表现"),
                text("petition.channel", "反映的渠道").hint("名称、地址、电话或者网址"),
            ],
            O::NotProcessedRepeated => vec![
                text("earlier.number", "此前答复的文号"),
                text("earlier.on", "此前答复的日期"),
                text("earlier.served_on", "此前答复送达的日期"),
            ],
            O::NotProcessedPublication => rows("information", &[("name", "出版物名称"), ("issue", "期（版）次"), ("place", "获取途径")]),
            O::NotProcessedExcessive => self.excessive(),
            O::NotProcessedConfirmation => vec![
                text("demand", "要求确认或者重新出具的内容"),
                text("obtained_on", "此前取得的日期"),
                text("obtained_how", "此前取得的方式"),
                text("earlier.number", "此前答复的文号或者名称"),
            ],
            O::ClarificationLapsed | O::FeeLapsed | O::OtherwiseClosed => Vec::new(),
        }
    }

    fn day(&self, is: impl Fn(&What) -> bool) -> String {
        self.seen.history.first_on(is).map(chinese).unwrap_or_default()
    }

    fn granted(&self) -> Vec<Field> {
        let mut all = rows("information", &[("name", "信息名称"), ("form", "提供形式"), ("pages", "页数")]);
        all.push(
            Field::new("text", "provided_how", "提供的方式")
                .must()
                .value("随本告知书一并提供")
                .hint("接在“上述信息按照你要求的方式，”之后"),
        );
        all
    }

    /// Over an objection: why, and what of it is disclosed; the third party reads it (article 32).
    fn overruling(&self, outcome: Outcome) -> Vec<Field> {
        let clock = self.seen.clock();
        if clock.objectors().next().is_none() {
            return Vec::new();
        }
        let reason = Field::new("area", "public_interest.reason", "不公开会对公共利益造成重大影响的理由");
        let must = outcome == Outcome::Granted;
        let hint = if must {
            "第三方不同意公开；写入告知第三方的决定公开告知书"
        } else {
            "公开第三方不同意公开的内容的填写，写入告知第三方的决定公开告知书"
        };
        let reason = reason.hint(hint);
        vec![
            if must { reason.must() } else { reason },
            Field::new("area", "public_interest.information", "决定公开的、涉及第三方的内容")
                .hint("一行一项；不填的为征求意见时写明的信息"),
        ]
    }

    fn refused(&self, outcome: Outcome) -> Vec<Field> {
        let grounds: Vec<Choice> = Ground::ALL
            .iter()
            .filter(|ground| ground.report_row() == outcome.row())
            .map(|ground| choice(ground.statute_code(), format!("{}（{}）", ground.label(), ground.article())))
            .collect();
        let first = grounds.first().map(|ground| ground.value.clone()).unwrap_or_default();
        let mut all = vec![Field::new("select", "ground", "不予公开的理由条款").must().options(grounds).value(first)];
        if outcome == Outcome::RefusedForbiddenByLaw {
            all.push(Field::new("text", "provision", "所依据的法律、行政法规条款").must().hint("如：《中华人民共和国统计法》第九条"));
        }
        if outcome == Outcome::RefusedThirdParty {
            all.push(Field::new("text", "third_party_opinion", "第三方的意见").must().value(self.opinion()));
        }
        all.push(Field::new("area", "reason", "说明理由").must().hint("一段完整的话，直接写入告知书"));
        all
    }

    fn opinion(&self) -> String {
        let standing: Standing = self.seen.standing();
        let last = standing.sought.iter().rev().find(|sought| sought.ended_on.is_some());
        match last.map(|sought| (sought.opinion, sought.silent)) {
            Some((Some(Opinion::Agreed), _)) => "第三方同意公开".to_owned(),
            Some((Some(Opinion::AgreedInPart), _)) => "第三方同意部分公开".to_owned(),
            Some((Some(Opinion::Objected), _)) => "第三方不同意公开".to_owned(),
            Some((None, true)) => "第三方逾期未提出意见".to_owned(),
            _ => String::new(),
        }
    }

    fn nonexistent(&self) -> Vec<Field> {
        let last = self.searches.last();
        let of = |read: fn(&SearchRecord) -> &str| last.map_or(String::new(), |record| read(record).to_owned());
        let on = last.and_then(|record| record.searched_on.parse().ok()).map(chinese).unwrap_or_default();
        let method = last.map_or(String::new(), |record| format!("以“{}”为检索词检索", record.words));
        let text = |name: &str, label: &str| Field::new("text", name, label).must();
        vec![
            text("search.on", "检索日期").value(on),
            Field::new("area", "search.scope", "检索范围").must().value(of(|record| &record.systems)),
            text("search.method", "检索方式").value(method),
            text("search.searcher", "检索人员").value(of(|record| &record.searcher)),
            Field::new("area", "search.explanation", "补充说明").hint("如：该事项尚未开展，因此没有形成"),
        ]
    }

    fn excessive(&self) -> Vec<Field> {
        let text = |name: &str, label: &str| Field::new("text", name, label).must();
        vec![
            text("counted_from", "起算日期"),
            text("counted_until", "截止日期"),
            text("count", "申请件数"),
            text("explanation.notice_on", "要求说明理由的日期").value(self.day(|what| matches!(what, What::ExplanationAsked { .. }))),
            text("explanation.result", "说明的情况").hint("如：你未在规定期限内说明理由"),
            Field::new("area", "reason", "审查意见").must(),
        ]
    }
}

fn rows(list: &str, columns: &[(&str, &str)]) -> Vec<Field> {
    let row = |n: usize| {
        columns.iter().map(move |(name, label)| {
            let field = Field::new("text", &format!("{list}.{n}.{name}"), &format!("第{}项 {label}", n + 1));
            if n == 0 { field.must() } else { field }
        })
    };
    (0..ROWS).flat_map(row).collect()
}

/// Where the part that is given is not a copy with boxes.
fn given_part() -> [Field; 2] {
    [
        Field::new("check", "part_in_text", "公开的部分已经写在告知书正文中，没有遮盖后的公开件"),
        Field::new("area", "given_text", "写在正文中的公开内容").hint("有公开件的不填；接在“其中可以公开的内容为：”之后"),
    ]
}

fn withheld() -> Vec<Field> {
    let grounds: Vec<Choice> = Ground::ALL
        .iter()
        .filter(|ground| **ground != Ground::SpecialAccessRule)
        .map(|ground| choice(ground.statute_code(), ground.label()))
        .collect();
    let row = |n: usize| {
        let name = |part: &str| format!("withheld.{n}.{part}");
        let fields = [
            Field::new("text", &name("name"), &format!("不公开的第{}处", n + 1)),
            Field::new("select", &name("ground"), "理由条款").options(grounds.clone()),
            Field::new("text", &name("reason"), "理由"),
        ];
        fields.map(|field| if n == 0 { field.must() } else { field })
    };
    (0..3).flat_map(row).collect()
}

/// The values of a form by the paths of their names: `information.0.name`. What is empty is left out.
pub(super) fn values_of(form: &Form, fields: &[Field]) -> Value {
    let mut all = Map::new();
    for field in fields {
        let value = form.get(&field.name).trim();
        if !value.is_empty() {
            put(&mut all, &field.name, value);
        }
    }
    // A row whose only value is what a list to choose from came with was not filled in.
    for rows in all.values_mut().filter_map(Value::as_array_mut) {
        rows.retain(|row| row.get("name").is_some());
    }
    all.retain(|_, value| value.as_array().is_none_or(|rows| !rows.is_empty()));
    Value::Object(all)
}

fn put(all: &mut Map<String, Value>, path: &str, value: &str) {
    let parts: Vec<&str> = path.split('.').collect();
    match parts[..] {
        [list, n, name] => {
            let rows = all.entry(list).or_insert_with(|| json!([]));
            let (Some(rows), Ok(n)) = (rows.as_array_mut(), n.parse::<usize>()) else { return };
            while rows.len() <= n {
                rows.push(json!({}));
            }
            rows[n][name] = json!(value);
        }
        [map, name] => {
            all.entry(map).or_insert_with(|| json!({}))[name] = json!(value);
        }
        _ => {
            all.insert(path.to_owned(), json!(value));
        }
    }
}

/// What a kept draft says in a field.
pub(super) fn value_in(body: &Value, path: &str) -> Option<String> {
    let mut at = body;
    for part in path.split('.') {
        at = match part.parse::<usize>() {
            Ok(n) => at.get(n)?,
            Err(_) => at.get(part)?,
        };
    }
    at.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_become_values_and_values_fields() {
        let fields = [
            Field::new("text", "information.0.name", ""),
            Field::new("text", "information.1.name", ""),
            Field::new("text", "information.1.pages", ""),
            Field::new("text", "search.on", ""),
            Field::new("text", "reason", ""),
        ];
        let typed =
            [("information.0.name", " "), ("information.1.name", "合同"), ("information.1.pages", "3"), ("search.on", "今天"), ("x", "y")];
        let form = Form { fields: typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into(), files: Vec::new() };
        let values = values_of(&form, &fields);
        assert_eq!(values, json!({"information": [{"name": "合同", "pages": "3"}], "search": {"on": "今天"}}));
        assert_eq!(value_in(&values, "information.0.pages").as_deref(), Some("3"));
        assert_eq!(value_in(&values, "reason"), None);
    }
}
