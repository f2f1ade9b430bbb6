//! May everyone read it, and if not, under which article? 公开属性 and the grounds for withholding.

crate::coded! {
    /// 公开属性, fixed when a paper is drafted and approved together with it.
    pub enum Openness "公开属性" {
        /// 主动公开 (article 19).
        Proactive => "proactive", "主动公开";
        /// 依申请公开 (article 27).
        OnRequest => "on_request", "依申请公开";
        /// 不予公开 (articles 14 to 16).
        Withheld => "withheld", "不予公开";
    }
}

impl Openness {
    /// The note under the date of a paper: 此件公开发布.
    pub fn printed_note(self) -> &'static str {
        match self {
            Openness::Proactive => "此件公开发布",
            Openness::OnRequest => "此件依申请公开",
            Openness::Withheld => "此件不予公开",
        }
    }

    /// Reads the note as papers print it, with or without brackets; 此件主动公开 is the other usual wording.
    pub fn of_note(note: &str) -> Option<Openness> {
        let bare: String = note.chars().filter(|c| !c.is_whitespace() && !"（）()。".contains(*c)).collect();
        match bare.trim_start_matches("此件").trim_start_matches("信息公开选项：") {
            "公开发布" | "主动公开" | "公开" => Some(Openness::Proactive),
            "依申请公开" => Some(Openness::OnRequest),
            "不予公开" | "不公开" => Some(Openness::Withheld),
            _ => None,
        }
    }
}

crate::coded! {
    /// Grounds for anything but proactive disclosure (statute: articles 14, 15, 16 and 36(7)).
    pub enum Ground "不予公开理由" {
        StateSecret => "state_secret", "国家秘密";
        ForbiddenByLaw => "forbidden_by_law", "法律、行政法规禁止公开";
        SecurityOrStability => "security_or_stability", "公开后可能危及国家安全、公共安全、经济安全、社会稳定";
        TradeSecret => "trade_secret", "商业秘密";
        Privacy => "privacy", "个人隐私";
        InternalAffairs => "internal_affairs", "内部事务信息";
        ProcessInformation => "process_information", "过程性信息";
        EnforcementFile => "enforcement_file", "行政执法案卷信息";
        SpecialAccessRule => "special_access_rule", "法律、行政法规另有查询规定";
    }
}

/// How strongly a ground binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// 不予公开: there is no choice (article 14).
    MustNot,
    /// Withheld unless the third party agrees or the public interest weighs more (article 15).
    UnlessConsentOrPublicInterest,
    /// 可以不予公开 (article 16); laws may still demand it.
    May,
    /// Another law says how to look it up (article 36(7)).
    Redirect,
}

impl Ground {
    /// The code of the statute table, as reports cite it.
    pub fn statute_code(self) -> &'static str {
        match self {
            Ground::StateSecret => "BG14-1",
            Ground::ForbiddenByLaw => "BG14-2",
            Ground::SecurityOrStability => "BG14-3",
            Ground::TradeSecret => "BG15-1",
            Ground::Privacy => "BG15-2",
            Ground::InternalAffairs => "BG16-1",
            Ground::ProcessInformation => "BG16-2",
            Ground::EnforcementFile => "BG16-3",
            Ground::SpecialAccessRule => "BG36-7",
        }
    }

    /// The article of 《政府信息公开条例》.
    pub fn article(self) -> &'static str {
        match self {
            Ground::StateSecret | Ground::ForbiddenByLaw | Ground::SecurityOrStability => "《政府信息公开条例》第十四条",
            Ground::TradeSecret | Ground::Privacy => "《政府信息公开条例》第十五条",
            Ground::InternalAffairs => "《政府信息公开条例》第十六条第一款",
            Ground::ProcessInformation | Ground::EnforcementFile => "《政府信息公开条例》第十六条第二款",
            Ground::SpecialAccessRule => "《政府信息公开条例》第三十六条第（七）项",
        }
    }

    pub fn force(self) -> Force {
        match self {
            Ground::StateSecret | Ground::ForbiddenByLaw | Ground::SecurityOrStability => Force::MustNot,
            Ground::TradeSecret | Ground::Privacy => Force::UnlessConsentOrPublicInterest,
            Ground::InternalAffairs | Ground::ProcessInformation | Ground::EnforcementFile => Force::May,
            Ground::SpecialAccessRule => Force::Redirect,
        }
    }

    /// The row of table 3 of the annual report in which a refusal on this ground is counted.
    pub fn report_row(self) -> &'static str {
        match self {
            Ground::StateSecret => "3.3.1",
            Ground::ForbiddenByLaw => "3.3.2",
            Ground::SecurityOrStability => "3.3.3",
            Ground::TradeSecret | Ground::Privacy => "3.3.4",
            Ground::InternalAffairs => "3.3.5",
            Ground::ProcessInformation => "3.3.6",
            Ground::EnforcementFile => "3.3.7",
            Ground::SpecialAccessRule => "3.3.8",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_back() {
        for openness in Openness::ALL {
            assert_eq!(Openness::of_note(&format!("（{}）", openness.printed_note())), Some(*openness));
        }
        assert_eq!(Openness::of_note("(此件主动公开)"), Some(Openness::Proactive));
        assert_eq!(Openness::of_note("（联系人：略）"), None);
    }

    #[test]
    fn every_ground_names_its_article() {
        for ground in Ground::ALL {
            let number = &ground.statute_code()[2..4];
            let article = match number {
                "14" => "第十四条",
                "15" => "第十五条",
                "16" => "第十六条",
                _ => "第三十六条",
            };
            assert!(ground.article().contains(article), "{ground:?}");
            assert_eq!(ground.code().parse(), Ok(*ground));
        }
    }
}
