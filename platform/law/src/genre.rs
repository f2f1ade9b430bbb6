//! What sort of paper is this? 体裁: the fifteen 文种 of the rules on official papers (2012), and what government sites add.

crate::coded! {
    /// 体裁 (文种). The first fifteen are those of 《党政机关公文处理工作条例》 article 8; the rest are in use on sites.
    pub enum Genre "体裁" {
        Resolution => "resolution", "决议";
        Decision => "decision", "决定";
        Order => "order", "命令（令）";
        Communique => "communique", "公报";
        Announcement => "announcement", "公告";
        /// 通告: binds those within its field, where 公告 tells everyone.
        Proclamation => "proclamation", "通告";
        Opinion => "opinion", "意见";
        Notice => "notice", "通知";
        Bulletin => "bulletin", "通报";
        Report => "report", "报告";
        RequestForInstructions => "request_for_instructions", "请示";
        Reply => "reply", "批复";
        Bill => "bill", "议案";
        Letter => "letter", "函";
        Minutes => "minutes", "纪要";
        /// 公示: shown for comment for some days, then over.
        PublicNotice => "public_notice", "公示";
        Plan => "plan", "规划";
        Programme => "programme", "计划";
        Scheme => "scheme", "方案";
        Provisions => "provisions", "规定";
        Measures => "measures", "办法";
        DetailedRules => "detailed_rules", "细则";
        List => "list", "名单";
        Chart => "chart", "图表";
        Other => "other", "其他";
    }
}

/// The last noun of a title decides; the longer word stands first where one ends with another.
const ENDINGS: &[(&str, Genre)] = &[
    ("会议纪要", Genre::Minutes),
    ("纪要", Genre::Minutes),
    ("决议", Genre::Resolution),
    ("决定", Genre::Decision),
    ("命令", Genre::Order),
    ("令", Genre::Order),
    ("公报", Genre::Communique),
    ("公告", Genre::Announcement),
    ("通告", Genre::Proclamation),
    ("意见", Genre::Opinion),
    ("通知书", Genre::Other),
    ("通知", Genre::Notice),
    ("通报", Genre::Bulletin),
    ("报告", Genre::Report),
    ("请示", Genre::RequestForInstructions),
    ("批复", Genre::Reply),
    ("议案", Genre::Bill),
    ("复函", Genre::Letter),
    ("函", Genre::Letter),
    ("公示", Genre::PublicNotice),
    ("规划", Genre::Plan),
    ("规划纲要", Genre::Plan),
    ("计划", Genre::Programme),
    ("工作要点", Genre::Programme),
    ("方案", Genre::Scheme),
    ("预案", Genre::Scheme),
    ("实施细则", Genre::DetailedRules),
    ("细则", Genre::DetailedRules),
    ("规定", Genre::Provisions),
    ("办法", Genre::Measures),
    ("名单", Genre::List),
    ("清单", Genre::List),
    ("目录", Genre::List),
    ("一览表", Genre::Chart),
    ("统计表", Genre::Chart),
];

impl Genre {
    /// What the title says it is; `None` where it does not say.
    ///
    /// Looks at the last noun only, after brackets such as （试行） and the order number are put aside: a notice that forwards
    /// measures is a notice.
    pub fn of_title(title: &str) -> Option<Genre> {
        let bare: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        if bare.contains("人民政府令") || bare.contains("令第") && bare.ends_with('号') {
            return Some(Genre::Order);
        }
        let bare = without_trailing_brackets(&bare);
        ENDINGS.iter().find(|(ending, _)| bare.ends_with(ending)).map(|(_, genre)| *genre)
    }

    /// Whether this is one of the fifteen 文种 of article 8, which alone carry a document number in the strict sense.
    pub fn is_statutory(self) -> bool {
        self <= Genre::Minutes
    }
}

fn without_trailing_brackets(title: &str) -> &str {
    let mut rest = title.trim_end_matches(['》', '”', '"', '。']);
    while rest.ends_with(['）', ')', '〕', ']']) {
        let Some(open) = rest.rfind(['（', '(', '〔', '[']) else { break };
        if open == 0 {
            break;
        }
        rest = rest[..open].trim_end_matches(['》', '”', '"']);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, genre: Option<Genre>) {
        assert_eq!(Genre::of_title(title), genre, "{title}");
    }

    #[test]
    fn the_last_noun_decides() {
        check("青岚县人民政府办公室关于印发《青岚县养老服务办法》的通知", Some(Genre::Notice));
        check("青岚县人民政府关于同意设立云岭工业园区的批复", Some(Genre::Reply));
        check("青岚县城市供水管理办法（试行）", Some(Genre::Measures));
        check("关于2026年第一批低保对象名单的公示", Some(Genre::PublicNotice));
        check("青岚县人民政府令第12号", Some(Genre::Order));
        check("青岚县人民政府 第十二次常务会议 纪要", Some(Genre::Minutes));
        check("关于废止部分文件的决定 （2026年修订）", Some(Genre::Decision));
        check("县长调研春耕生产", None);
        check("（征求意见稿）", None);
        check("", None);
    }

    #[test]
    fn fifteen_are_statutory() {
        assert_eq!(Genre::ALL.iter().filter(|g| g.is_statutory()).count(), 15);
        assert_eq!("minutes".parse(), Ok(Genre::Minutes));
        assert!("memo".parse::<Genre>().is_err());
    }
}
