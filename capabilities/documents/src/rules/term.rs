//! How long is a text in force that does not say so itself? A proposal to its editor with its reason, never a decision.

use gongkai_text::relations::validity_clause;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::content::Content;
use crate::kind::Kind;

/// A last day that the editor may take over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub ends_on: Date,
    /// Why, in a sentence.
    pub why: String,
}

/// The usual term where the closing clause is silent: five years, two for 试行 and 暂行, or what the table of kinds says
/// (rules of provinces differ; there is no national number).
#[must_use]
pub fn proposal(content: &Content) -> Option<Proposal> {
    let kind = Kind::get(&content.kind)?;
    let metadata = &content.metadata;
    let from = metadata.effective_on.filter(|_| metadata.ends_on.is_none())?;
    let clause = validity_clause(&content.paragraphs);
    let says = clause.as_ref().is_some_and(|clause| clause.years.is_some() || clause.ends_on.is_some());
    if says || content.paragraphs.iter().any(|paragraph| paragraph.text.contains("长期有效")) {
        return None;
    }
    let trial = ["试行", "暂行"].iter().any(|word| content.title().contains(word)) || clause.is_some_and(|clause| clause.trial);
    let years = if trial { kind.trial_term.or(kind.term) } else { kind.term }?;
    // In force from 1 April for five years: the last day is 31 March.
    let ends_on = from.checked_add(i32::from(years).years()).ok()?.yesterday().ok()?;
    let sort = if trial { format!("“试行”“暂行”的{}", kind.label) } else { kind.label.clone() };
    let why = format!("正文没有写明有效期。{sort}的有效期一般为{years}年，自施行日期{from}起算到{ends_on}为止；确需另定的，请写入正文。");
    Some(Proposal { ends_on, why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_text::extract::Extract;
    use gongkai_text::structure::structure;
    use jiff::civil::date;

    #[track_caller]
    fn check(title: &str, kind: &str, clause: &str, expected: Option<Date>) {
        let text = format!("{title}\n第一条 为规范管理，制定本办法。\n第二条 {clause}");
        let mut content = Content { kind: kind.into(), ..Content::default() };
        content.paragraphs = structure(&Extract::of_lines(&text).blocks, Some(title)).paragraphs;
        content.metadata.title = Some(title.into());
        content.metadata.effective_on = Some(date(2026, 4, 1));
        assert_eq!(proposal(&content).map(|proposal| proposal.ends_on), expected, "{title} {clause}");
    }

    #[test]
    fn the_usual_term_is_proposed_where_the_text_is_silent() {
        check("青岚县停车管理办法", "normative", "本办法自2026年4月1日起施行。", Some(date(2031, 3, 31)));
        check("青岚县停车管理办法（试行）", "normative", "本办法自2026年4月1日起施行。", Some(date(2028, 3, 31)));
        check("青岚县停车管理暂行办法", "normative", "本办法自2026年4月1日起施行。", Some(date(2028, 3, 31)));
        check("青岚县停车管理办法", "normative", "本办法自2026年4月1日起施行，有效期3年。", None);
        check("青岚县停车管理办法", "normative", "本办法自2026年4月1日起施行，长期有效。", None);
        check("关于停车管理的通知", "notice", "本通知自2026年4月1日起施行。", None);
    }

    #[test]
    fn a_decided_last_day_is_left_alone() {
        let mut content = Content { kind: "normative".into(), ..Content::default() };
        assert_eq!(proposal(&content), None, "nothing to count from");
        content.metadata.effective_on = Some(date(2024, 2, 29));
        assert_eq!(proposal(&content).map(|proposal| proposal.ends_on), Some(date(2029, 2, 27)));
        content.metadata.ends_on = Some(date(2026, 1, 1));
        assert_eq!(proposal(&content), None);
    }
}
