//! Which paper tells it, what does it rest on, and does it bear a number? D01 to D28.

use super::outcome::RemedyClass;

gongkai_law::coded! {
    /// The papers of a request.
    pub enum Paper "文书" {
        ApplicationForm => "D01", "政府信息公开申请表";
        Receipt => "D02", "政府信息公开申请登记回执";
        ClarificationNotice => "D03", "政府信息公开申请补正告知书";
        ExtensionNotice => "D04", "政府信息公开申请延期答复告知书";
        DeferralNotice => "D04b", "政府信息公开申请延迟答复告知书";
        ThirdPartyLetter => "D05", "政府信息公开第三方意见征询书";
        CoMakerLetter => "D06", "政府信息公开征求意见函";
        OpinionSoughtNotice => "D07", "政府信息公开征求意见告知书";
        ExplanationNotice => "D08", "政府信息公开申请说明理由告知书";
        FeeNotice => "D09", "政府信息公开信息处理费收费通知书";
        /// Of this program: what came by mistake goes on at the right agency of the same installation.
        PassedOn => "D15b", "政府信息公开申请转送告知书";
        Granted => "D10", "政府信息予以公开告知书";
        AlreadyPublic => "D11", "主动公开政府信息获取告知书";
        PartlyGranted => "D12", "政府信息部分公开告知书";
        Refused => "D13", "政府信息不予公开告知书";
        Nonexistent => "D14", "政府信息不存在告知书";
        NotResponsible => "D15", "非本机关负责公开政府信息告知书";
        Repeated => "D16", "政府信息公开重复申请不予处理告知书";
        SpecialAccessRule => "D17", "行政查询事项告知书";
        NeedsMaking => "D18", "需要加工分析的政府信息不予提供告知书";
        Petition => "D19", "信访、投诉、举报类申请告知书";
        Publication => "D20", "公开出版物获取告知书";
        NotProcessed => "D21", "政府信息公开申请处理告知书";
        ClarificationLapsed => "D22", "视为放弃申请告知书（逾期不补正）";
        FeeLapsed => "D23", "视为放弃申请告知书（逾期不缴费）";
        ThirdPartyTold => "D24", "决定公开政府信息告知书";
        RecordCorrected => "D25", "政府信息更正申请告知书";
        ServiceRecord => "D26", "送达回证";
        ApprovalSlip => "D27", "政府信息公开办理审批单";
        SearchRecord => "D28", "政府信息检索记录";
    }
}

/// Who gets a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    Applicant,
    ThirdParty,
    OtherAgency,
    /// Stays in the file.
    File,
    /// The applicant's own paper.
    Office,
}

impl Paper {
    /// The provision it rests on; of a reply, the one that all of its outcomes share.
    #[must_use]
    pub fn basis(self) -> &'static str {
        use Paper as P;
        match self {
            P::ApplicationForm => "《政府信息公开条例》第二十九条",
            P::Receipt | P::PassedOn => "《政府信息公开条例》第三十一条",
            P::ClarificationNotice | P::ClarificationLapsed => "《政府信息公开条例》第三十条",
            P::ExtensionNotice => "《政府信息公开条例》第三十三条第二款",
            P::DeferralNotice | P::ExplanationNotice => "《政府信息公开条例》第三十五条",
            P::ThirdPartyLetter | P::ThirdPartyTold => "《政府信息公开条例》第三十二条",
            P::CoMakerLetter => "《政府信息公开条例》第三十四条",
            P::OpinionSoughtNotice => "《政府信息公开条例》第三十三条第三款",
            P::FeeNotice => "《政府信息公开条例》第四十二条、《政府信息公开信息处理费管理办法》第六条",
            P::FeeLapsed => "《政府信息公开信息处理费管理办法》第六条",
            P::Granted => "《政府信息公开条例》第三十六条第（二）项",
            P::AlreadyPublic => "《政府信息公开条例》第三十六条第（一）项",
            P::PartlyGranted => "《政府信息公开条例》第三十七条",
            P::Refused => "《政府信息公开条例》第三十六条第（三）项",
            P::Nonexistent => "《政府信息公开条例》第三十六条第（四）项",
            P::NotResponsible => "《政府信息公开条例》第三十六条第（五）项",
            P::Repeated => "《政府信息公开条例》第三十六条第（六）项",
            P::SpecialAccessRule => "《政府信息公开条例》第三十六条第（七）项",
            P::NeedsMaking => "《政府信息公开条例》第三十八条",
            P::Petition => "《政府信息公开条例》第三十九条第一款",
            P::Publication => "《政府信息公开条例》第三十九条第二款",
            P::NotProcessed => "《政府信息公开条例》第三十条、第三十五条",
            P::RecordCorrected => "《政府信息公开条例》第四十一条",
            P::ServiceRecord | P::ApprovalSlip | P::SearchRecord => "《政府信息公开条例》第四十五条",
        }
    }

    /// Does it bear a number such as 青岚公开〔2026〕12号? The form, the receipt and what stays in the file do not.
    #[must_use]
    pub fn is_numbered(self) -> bool {
        !matches!(self, Paper::ApplicationForm | Paper::Receipt | Paper::ServiceRecord | Paper::ApprovalSlip | Paper::SearchRecord)
    }

    /// The remedy it must name where no outcome says otherwise; 补正, 延期 and 收费 cannot be challenged alone
    /// (法释〔2025〕8号; 国办函〔2020〕109号 article 7).
    #[must_use]
    pub fn remedy(self) -> RemedyClass {
        use Paper as P;
        match self {
            P::PartlyGranted | P::Refused => RemedyClass::ReconsiderationFirst,
            P::Granted | P::AlreadyPublic | P::Nonexistent | P::NotResponsible | P::NotProcessed => RemedyClass::Either,
            P::ClarificationLapsed | P::FeeLapsed | P::ThirdPartyTold | P::RecordCorrected => RemedyClass::Either,
            P::Repeated | P::SpecialAccessRule | P::NeedsMaking | P::Petition | P::Publication => RemedyClass::EitherDoubtful,
            _ => RemedyClass::NoRemedy,
        }
    }

    #[must_use]
    pub fn addressee(self) -> Addressee {
        match self {
            Paper::ApplicationForm => Addressee::Office,
            Paper::ThirdPartyLetter | Paper::ThirdPartyTold => Addressee::ThirdParty,
            Paper::CoMakerLetter => Addressee::OtherAgency,
            Paper::ServiceRecord | Paper::ApprovalSlip | Paper::SearchRecord => Addressee::File,
            _ => Addressee::Applicant,
        }
    }

    /// A reply that ends the matter, as against a step on the way.
    #[must_use]
    pub fn is_reply(self) -> bool {
        (Paper::Granted..=Paper::FeeLapsed).contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::outcome::Outcome;

    #[test]
    fn steps_on_the_way_name_no_remedy() {
        for paper in [Paper::ClarificationNotice, Paper::ExtensionNotice, Paper::DeferralNotice, Paper::FeeNotice, Paper::Receipt] {
            assert_eq!(paper.remedy(), RemedyClass::NoRemedy, "{paper}");
        }
    }

    #[test]
    fn an_outcome_and_its_paper_agree() {
        for outcome in Outcome::ALL {
            let Some(paper) = outcome.paper() else { continue };
            assert!(paper.is_reply() && paper.is_numbered(), "{outcome:?}");
            // D21 serves R24, R34 and R35; only the last is among the cases a court refuses.
            if *outcome != Outcome::NotProcessedConfirmation {
                assert_eq!(paper.remedy(), outcome.remedy(), "{outcome:?}");
            }
        }
    }
}
