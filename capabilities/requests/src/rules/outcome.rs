//! How was this request decided? The leaf outcomes of the annual report, each with its article, row, paper and remedy.
//!
//! Exactly one outcome closes one request; a severed reply counts only as partly granted (国办公开办函〔2021〕30号).

use std::sync::OnceLock;

use serde::Serialize;

use super::papers::Paper;

const TABLE: &str = include_str!("../../data/outcomes.tsv");

gongkai_law::coded! {
    /// The decision codes R01–R43 (articles 30, 35 to 39 of the regulation; 国办函〔2020〕109号).
    pub enum Outcome "答复类型" {
        AlreadyPublic => "R01", "予以公开（已主动公开）";
        Granted => "R02", "予以公开（提供信息）";
        PartlyGranted => "R03", "部分公开";
        RefusedStateSecret => "R11", "不予公开（国家秘密）";
        RefusedForbiddenByLaw => "R12", "不予公开（法律、行政法规禁止公开）";
        RefusedSecurityOrStability => "R13", "不予公开（危及“三安全一稳定”）";
        RefusedThirdParty => "R14", "不予公开（保护第三方合法权益）";
        RefusedInternalAffairs => "R15", "不予公开（内部事务信息）";
        RefusedProcessInformation => "R16", "不予公开（过程性信息）";
        RefusedEnforcementFile => "R17", "不予公开（行政执法案卷信息）";
        RefusedSpecialAccessRule => "R18", "不予公开（行政查询事项）";
        CannotProvideNonexistent => "R21", "无法提供（信息不存在）";
        CannotProvideNotResponsible => "R22", "无法提供（不属于本机关负责公开）";
        CannotProvideNeedsMaking => "R23", "无法提供（没有现成信息需要另行制作）";
        CannotProvideStillUnclear => "R24", "无法提供（补正后申请内容仍不明确）";
        NotProcessedPetition => "R31", "不予处理（信访举报投诉类申请）";
        NotProcessedRepeated => "R32", "不予处理（重复申请）";
        NotProcessedPublication => "R33", "不予处理（要求提供公开出版物）";
        NotProcessedExcessive => "R34", "不予处理（无正当理由大量反复申请）";
        NotProcessedConfirmation => "R35", "不予处理（要求确认或者重新出具已获取信息）";
        ClarificationLapsed => "R41", "其他处理（逾期不补正）";
        FeeLapsed => "R42", "其他处理（逾期不缴费）";
        OtherwiseClosed => "R43", "其他处理（撤回、并案等）";
    }
}

gongkai_law::coded! {
    /// Which way of redress the reply must name (行政复议法 article 23; 法释〔2025〕8号).
    pub enum RemedyClass "救济类型" {
        /// 复议前置: reconsideration first, then the court.
        ReconsiderationFirst => "F", "应当先申请行政复议";
        /// Reconsideration or the court, as the applicant likes.
        Either => "RS", "可以申请行政复议或者提起行政诉讼";
        /// The text of `Either` is given, but a court will probably refuse the case.
        EitherDoubtful => "RS?", "可以申请行政复议或者提起行政诉讼（法院可能不予受理）";
        /// Cannot be challenged alone: 补正, 延期, 收费.
        NoRemedy => "none", "不单独告知救济途径";
    }
}

gongkai_law::coded! {
    /// What must be at hand before this outcome may be chosen.
    pub enum Demand "前提材料" {
        /// Reasons, which article 36 wants of everything but a full grant.
        Reasons => "reasons", "说明理由";
        /// Where or how it can be had (article 36(1)(2)).
        WayToGet => "way_to_get", "告知获取的方式、途径";
        /// The ground of articles 14 to 16.
        Ground => "ground", "不予公开的具体理由条款";
        /// The part that is given: a copy without what is withheld, or said to stand in the letter itself (article 37).
        GivenPart => "given_part", "区分处理后公开的部分（遮盖后生成的公开件，或者注明已写在告知书正文中）";
        /// The exact provision of the statute or administrative regulation.
        Provision => "provision", "所依据的法律、行政法规条款";
        /// The record of opinions sought (article 32).
        OpinionRecord => "opinion_record", "征求第三方意见的记录";
        /// The record of the search: systems, words, persons, days (article 36(4)).
        SearchRecord => "search_record", "检索记录";
        /// Name and contact of the organ answerable, if known (article 36(5)).
        RightAgency => "right_agency", "负责公开的机关名称和联系方式";
        /// One correction was asked and given (article 30).
        Clarified => "clarified", "已经补正的记录";
        /// Number and day of the earlier reply (article 36(6)).
        EarlierReply => "earlier_reply", "此前答复的文号和日期";
        /// 说明理由 was asked under article 35.
        Explanation => "explanation", "要求说明理由的记录";
        /// Why not to disclose would gravely affect the public interest (articles 15, 32).
        PublicInterest => "public_interest", "不公开会对公共利益造成重大影响的理由";
        /// The special law of access (article 36(7)).
        SpecialLaw => "special_law", "规定查询办法的法律、行政法规";
        /// The last day of the term that passed, and that the notice was served.
        LapsedTerm => "lapsed_term", "期限届满和送达的事实";
    }
}

/// What the tables say of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The row of table 3 of the annual report: `3.3.4`.
    pub row: &'static str,
    /// 《政府信息公开条例》第三十六条第（三）项…
    pub articles: &'static str,
    pub remedy: RemedyClass,
    pub paper: Option<Paper>,
    pub demands: Vec<Demand>,
}

impl Outcome {
    #[must_use]
    pub fn from_code(code: &str) -> Option<Outcome> {
        code.parse().ok()
    }

    /// The row of the table for this outcome.
    #[must_use]
    pub fn facts(self) -> &'static Facts {
        static FACTS: OnceLock<Vec<Facts>> = OnceLock::new();
        &FACTS.get_or_init(read)[self as usize]
    }

    /// The row of table 3 of the annual report.
    #[must_use]
    pub fn row(self) -> &'static str {
        self.facts().row
    }

    /// The provisions a reply cites.
    #[must_use]
    pub fn articles(self) -> &'static str {
        self.facts().articles
    }

    #[must_use]
    pub fn remedy(self) -> RemedyClass {
        self.facts().remedy
    }

    /// The letter that tells it; a withdrawal needs none.
    #[must_use]
    pub fn paper(self) -> Option<Paper> {
        self.facts().paper
    }

    #[must_use]
    pub fn demands(self) -> &'static [Demand] {
        &self.facts().demands
    }

    /// Does the applicant get at least a part?
    #[must_use]
    pub fn discloses(self) -> bool {
        matches!(self, Outcome::AlreadyPublic | Outcome::Granted | Outcome::PartlyGranted)
    }

    /// 不予公开 in the sense of articles 14 to 16, which must go to reconsideration first.
    #[must_use]
    pub fn refuses(self) -> bool {
        self.remedy() == RemedyClass::ReconsiderationFirst && self != Outcome::PartlyGranted
    }

    /// Chosen by the office in a draft; the others follow from what happened (a lapse, a withdrawal).
    #[must_use]
    pub fn is_drafted(self) -> bool {
        !matches!(self, Outcome::ClarificationLapsed | Outcome::FeeLapsed | Outcome::OtherwiseClosed)
    }
}

fn read() -> Vec<Facts> {
    let rows = || TABLE.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let facts = |outcome: &Outcome| {
        let row = rows().find(|row| row[0] == outcome.code()).expect("every outcome has its row: checked by a test");
        let [_, report_row, remedy, paper, demands, articles] = row[..] else { unreachable!("every row has six cells: checked by a test") };
        Facts {
            row: report_row,
            articles,
            remedy: remedy.parse().expect("a class of remedy: checked by a test"),
            paper: paper.parse().ok(),
            demands: demands.split_whitespace().map(|demand| demand.parse().expect("a demand: checked by a test")).collect(),
        }
    };
    Outcome::ALL.iter().map(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_row_and_every_row_its_outcome() {
        assert_eq!(TABLE.lines().count(), Outcome::ALL.len() + 1);
        for outcome in Outcome::ALL {
            assert!(outcome.row().starts_with("3."), "{outcome:?}");
            assert!(!outcome.articles().is_empty(), "{outcome:?}");
            assert_eq!(outcome.paper().is_none(), *outcome == Outcome::OtherwiseClosed, "{outcome:?}");
            assert_eq!(Outcome::from_code(outcome.code()), Some(*outcome));
        }
    }

    #[test]
    fn refusals_under_articles_14_to_16_go_to_reconsideration_first() {
        let first: Vec<&str> = Outcome::ALL.iter().filter(|o| o.remedy() == RemedyClass::ReconsiderationFirst).map(|o| o.code()).collect();
        assert_eq!(first, ["R03", "R11", "R12", "R13", "R14", "R15", "R16", "R17"]);
        assert!(!Outcome::PartlyGranted.refuses());
        assert!(Outcome::RefusedThirdParty.refuses());
        assert!(!Outcome::RefusedSpecialAccessRule.refuses());
    }

    #[test]
    fn what_a_decision_demands() {
        assert!(Outcome::CannotProvideNonexistent.demands().contains(&Demand::SearchRecord));
        assert!(Outcome::RefusedThirdParty.demands().contains(&Demand::OpinionRecord));
        assert!(Outcome::NotProcessedRepeated.demands().contains(&Demand::EarlierReply));
        assert!(Outcome::Granted.demands().iter().all(|d| *d == Demand::WayToGet));
        assert!(Outcome::OtherwiseClosed.demands().is_empty());
    }
}
