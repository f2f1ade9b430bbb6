//! Which other documents does this text speak of, and what does it do to them? From when, and for how long, is it in force?

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::dates;
use crate::marks;
use crate::normalise::squeeze;
use crate::paragraph::Paragraph;

/// `《title》（文号）` in the text, with what the sentence does to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    pub relation: Relation,
    /// Where it stands.
    pub paragraph: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 修改, 修订
    Amends,
    /// 废止, 停止执行
    Repeals,
    /// 贯彻, 落实, 实施
    Implements,
    /// 解读
    Interprets,
    /// 根据, 依据, 按照, 依照
    BasedOn,
    /// 转发, 批转
    Forwards,
    /// 印发, and whatever else only names it
    Cites,
}

/// All citations in reading order, each title with each relation once.
#[must_use]
pub fn citations(paragraphs: &[Paragraph]) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    // 废止以下文件： rules the list below it.
    let mut list: Option<Relation> = None;
    for paragraph in paragraphs {
        let mut before: Option<(usize, Relation)> = None;
        for title in titles(&paragraph.text) {
            let relation = relation(&paragraph.text, &title, before, list);
            before = Some((title.end, relation));
            let citation =
                Citation { title: squeeze(title.name), document_number: title.number.clone(), relation, paragraph: paragraph.id.clone() };
            if !found.iter().any(|other| other.title == citation.title && other.relation == relation) {
                found.push(citation);
            }
        }
        if paragraph.text.ends_with(['：', ':']) {
            list = verb_before(&paragraph.text, true).filter(|relation| matches!(relation, Relation::Repeals | Relation::Amends));
        } else if before.is_none() {
            list = None;
        }
    }
    found
}

struct Title<'a> {
    name: &'a str,
    number: Option<String>,
    start: usize,
    /// After the title and its number.
    end: usize,
}

/// 《…》 with titles nested in it, and a number in brackets straight after it.
fn titles(text: &str) -> Vec<Title<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '《' => open.push(at),
            '》' => {
                let Some(start) = open.pop() else { continue };
                if open.is_empty() {
                    let name = &text[start + '《'.len_utf8()..at];
                    let after = at + '》'.len_utf8();
                    let (number, taken) = number_after(&text[after..]);
                    found.push(Title { name, number, start, end: after + taken });
                }
            }
            // A title never runs over the end of a sentence: the closing mark was lost.
            '。' | '；' => open.clear(),
            _ => {}
        }
    }
    found
}

fn number_after(text: &str) -> (Option<String>, usize) {
    let Some(inner) = text.strip_prefix(['（', '(']) else { return (None, 0) };
    let Some((range, number)) = marks::document_numbers(inner).next() else { return (None, 0) };
    if range.start > 0 {
        return (None, 0);
    }
    let open = text.len() - inner.len();
    let close = inner[range.end..].chars().next().filter(|c| matches!(c, '）' | ')')).map_or(0, char::len_utf8);
    (Some(number), open + range.end + close)
}

/// What the sentence does: the nearest verb before the title, a verb after it, the title before it in a row, the list above.
fn relation(text: &str, title: &Title<'_>, before: Option<(usize, Relation)>, list: Option<Relation>) -> Relation {
    let sentence = text[title.end..].split(['。', '；']).next().unwrap_or_default();
    if let Some(relation) = verb_after(sentence) {
        return relation;
    }
    let from = before.map_or(0, |(end, _)| end);
    let lead = &text[from..title.start];
    if let Some((_, relation)) = before
        && lead.chars().count() <= 4
        && lead.chars().all(|c| "、，,和及与以或者".contains(c))
    {
        return relation;
    }
    let lead = lead.rsplit(['。', '；']).next().unwrap_or(lead);
    verb_before(lead, false).or(list).unwrap_or(Relation::Cites)
}

const BEFORE: [(&str, Relation); 19] = [
    ("废止", Relation::Repeals),
    ("停止执行", Relation::Repeals),
    ("修改", Relation::Amends),
    ("修订", Relation::Amends),
    ("修正", Relation::Amends),
    ("转发", Relation::Forwards),
    ("批转", Relation::Forwards),
    ("解读", Relation::Interprets),
    ("贯彻落实", Relation::Implements),
    ("贯彻执行", Relation::Implements),
    ("贯彻", Relation::Implements),
    ("落实", Relation::Implements),
    ("执行", Relation::Implements),
    ("实施", Relation::Implements),
    ("根据", Relation::BasedOn),
    ("依据", Relation::BasedOn),
    ("按照", Relation::BasedOn),
    ("依照", Relation::BasedOn),
    ("印发", Relation::Cites),
];

/// The last verb of the words before a title; it must stand near, unless `anywhere`.
fn verb_before(lead: &str, anywhere: bool) -> Option<Relation> {
    BEFORE
        .iter()
        .filter_map(|(verb, relation)| lead.rfind(verb).map(|at| (at, *relation, lead[at + verb.len()..].chars().count())))
        .filter(|(_, _, distance)| anywhere || *distance <= 14)
        .max_by_key(|(at, _, _)| *at)
        .map(|(_, relation, _)| relation)
}

fn verb_after(sentence: &str) -> Option<Relation> {
    let near: String = sentence.chars().take(40).take_while(|c| *c != '《').collect();
    if ["同时废止", "予以废止", "即行废止", "自行废止", "废止。", "停止执行"].iter().any(|verb| near.contains(verb))
        || near.ends_with("废止")
    {
        return Some(Relation::Repeals);
    }
    if ["作如下修改", "作出修改", "予以修改", "作以下修改", "修改为"].iter().any(|verb| near.contains(verb)) {
        return Some(Relation::Amends);
    }
    (near.starts_with("的解读") || near.starts_with("政策解读") || near.starts_with("解读")).then_some(Relation::Interprets)
}

/// From when a document is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effective {
    /// 自公布（发布、印发）之日起施行
    OnPublication,
    OnDate(Date),
    /// 自公布之日起30日后施行
    DaysAfter(u16),
}

/// The closing clause: 自…起施行，有效期5年.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityClause {
    pub effective: Option<Effective>,
    /// 有效期至…
    pub ends_on: Option<Date>,
    /// 有效期5年, 试行2年
    pub years: Option<u16>,
    /// 试行 rather than 施行.
    pub trial: bool,
    pub paragraph: String,
}

impl ValidityClause {
    /// The first day in force, for a document made public on `published`.
    #[must_use]
    pub fn effective_on(&self, published: Date) -> Option<Date> {
        match self.effective? {
            Effective::OnPublication => Some(published),
            Effective::OnDate(day) => Some(day),
            Effective::DaysAfter(days) => published.checked_add(jiff::Span::new().days(i64::from(days))).ok(),
        }
    }

    /// The last day in force: the day named, or the day before the anniversary that ends the term.
    #[must_use]
    pub fn last_day(&self, published: Date) -> Option<Date> {
        if self.ends_on.is_some() {
            return self.ends_on;
        }
        let first = self.effective_on(published)?;
        first.checked_add(jiff::Span::new().years(i64::from(self.years?))).ok()?.yesterday().ok()
    }
}

static FROM_PUBLICATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"自(?:公布|发布|印发|颁布|下发|签发|公开)之日起(?:满|的?第)?([0-9０-９一二三四五六七八九十]{1,4})?(?:个)?(?:日|天)?(?:后|之后)?(?:起)?[^。；]{0,6}(?:施行|执行|实施|生效|试行)")
        .expect("the pattern is fixed")
});
static FROM_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:自|从|于)([^。；，,自从于]{6,24}?日)(?:起)?[^。；]{0,4}(?:施行|执行|实施|生效|试行)").expect("the pattern is fixed")
});
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:有效期限?|施行期限?|试行期限?|执行期限?|试行)(?:为|是|：|:)?([0-9０-９一二两三四五六七八九十]{1,3})年")
        .expect("the pattern is fixed")
});
static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"有效期[^。；]{0,24}?(?:至|到|截至|截止到?)([^。；，]{6,24}?日)").expect("the pattern is fixed"));

/// The clause that says when the document comes into force and how long it holds; the last one of the text.
#[must_use]
pub fn validity_clause(paragraphs: &[Paragraph]) -> Option<ValidityClause> {
    paragraphs.iter().rev().find_map(|paragraph| {
        let text = &paragraph.text;
        let speaks = ["施行", "执行", "实施", "生效", "有效期", "试行"].iter().any(|word| text.contains(word));
        if !speaks {
            return None;
        }
        let effective = effective(text);
        let years = TERM.captures(text).and_then(|found| dates::number(&found[1])).and_then(|years| u16::try_from(years).ok());
        let ends_on = UNTIL.captures(text).and_then(|found| dates::of_value(&found[1])?.day());
        (effective.is_some() || years.is_some() || ends_on.is_some()).then(|| ValidityClause {
            effective,
            ends_on,
            years,
            trial: text.contains("试行") && !text.contains("施行"),
            paragraph: paragraph.id.clone(),
        })
    })
}

fn effective(text: &str) -> Option<Effective> {
    if let Some(found) = FROM_PUBLICATION.captures(text) {
        let days = found.get(1).and_then(|days| dates::number(days.as_str())).and_then(|days| u16::try_from(days).ok());
        return Some(days.map_or(Effective::OnPublication, Effective::DaysAfter));
    }
    let found = FROM_DATE.captures(text)?;
    dates::of_value(&found[1])?.day().map(Effective::OnDate)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::extract::Extract;
    use crate::structure::structure;

    fn paragraphs(text: &str) -> Vec<Paragraph> {
        structure(&Extract::of_lines(text).blocks, None).paragraphs
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>, Relation)]) {
        let found = citations(&paragraphs(text));
        let found: Vec<(&str, Option<&str>, Relation)> =
            found.iter().map(|c| (c.title.as_str(), c.document_number.as_deref(), c.relation)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_a_text_does_to_others() {
        use Relation::{Amends, BasedOn, Cites, Forwards, Implements, Repeals};
        check(
            "为贯彻落实《公开条例》(青政发〔2026〕3号)和《实施意见》(青政办发[2026]4号),根据《信息办法》规定,制定本方案。",
            &[
                ("公开条例", Some("青政发〔2026〕3号"), Implements),
                ("实施意见", Some("青政办发〔2026〕4号"), Implements),
                ("信息办法", None, BasedOn),
            ],
        );
        check(
            "本办法自2026年1月1日起施行。《青岚县旧办法》（青政发〔2020〕1号）同时废止。",
            &[("青岚县旧办法", Some("青政发〔2020〕1号"), Repeals)],
        );
        check(
            "经研究,决定废止以下2份文件:\n一、《甲办法》（青政办〔2023〕57号）\n二、《乙办法》（青政办〔2023〕58号）",
            &[("甲办法", Some("青政办〔2023〕57号"), Repeals), ("乙办法", Some("青政办〔2023〕58号"), Repeals)],
        );
        check("现将《工作方案》印发给你们,请认真执行好各项任务要求。", &[("工作方案", None, Cites)]);
        check("现转发《关于〈办法〉的通知》给你们，请结合实际认真执行。", &[("关于〈办法〉的通知", None, Forwards)]);
        check("对《青岚县信息办法》作如下修改，请各单位遵照执行。", &[("青岚县信息办法", None, Amends)]);
    }

    #[track_caller]
    fn clause(text: &str, effective: Option<Effective>, years: Option<u16>, ends_on: Option<Date>) {
        let found = validity_clause(&paragraphs(&format!("第一条 甲。\n第二条 {text}"))).expect(text);
        assert_eq!((found.effective, found.years, found.ends_on), (effective, years, ends_on), "{text}");
        assert_eq!(found.paragraph, "a2");
    }

    #[test]
    fn closing_clauses() {
        clause("本办法自公布之日起施行，有效期5年。", Some(Effective::OnPublication), Some(5), None);
        clause("本办法自2026年7月1日起施行,有效期为五年。", Some(Effective::OnDate(date(2026, 7, 1))), Some(5), None);
        clause("本办法自发布之日起30日后施行，有效期至2031年6月30日。", Some(Effective::DaysAfter(30)), None, Some(date(2031, 6, 30)));
        clause("本办法自印发之日起试行，试行期2年。", Some(Effective::OnPublication), Some(2), None);
    }

    #[test]
    fn terms_end_on_the_eve() {
        let clause = validity_clause(&paragraphs("本办法自2026年7月1日起施行,有效期5年。其他规定同时停止执行。")).expect("there is one");
        assert_eq!(clause.last_day(date(2026, 6, 1)), Some(date(2031, 6, 30)));
    }
}
