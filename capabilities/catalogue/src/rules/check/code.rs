//! What can be wrong with a catalogue, how badly, and what is to be done? Each code stands in docs/findings.md.

use gongkai_text::finding::{Finding, Severity};

macro_rules! codes {
    ($($name:ident => $code:literal, $severity:ident, $advice:literal;)+) => {
        /// A stable code of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($name,)+ }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// Stored, printed, given out.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)+ }
            }

            /// What to do, in one sentence.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Code::$name => $advice,)+ }
            }
        }
    };
}

codes! {
    ElementMissing => "catalogue.element_missing", Stop, "请补齐该要素：目录至少应当有名称、内容、依据、时限、主体、方式、渠道、公开对象（国办发〔2019〕54号）。";
    TimeLimitUnread => "catalogue.time_limit_unread", Warn, "系统不能按这一时限计时，请改用通行表述，如“信息形成或者变更之日起20个工作日内”。";
    CodeDuplicate => "catalogue.code_duplicate", Stop, "事项编码重复，请为其中一项另编编码。";
    ChannelUnknown => "catalogue.channel_unknown", Warn, "该渠道不在标准渠道之列，请核对名称，或者按“其他：名称”填写。";
    GroupOnOpenChannel => "catalogue.group_on_open_channel", Warn, "面向特定群体的事项不宜在面向社会的渠道公开，请核对渠道或者公开对象。";
    GroundMissing => "catalogue.ground_missing", Warn, "该环节产生的信息不主动公开，请列出法律法规依据和理由。";
    BasisMarks => "catalogue.basis_marks", Warn, "公开依据中的书名号不成对或者是空的，请核对法律法规名称。";
    NoCatalogue => "catalogue.no_catalogue", Stop, "没有找到目录的表头，请确认表中有“公开事项、公开内容、公开依据、公开时限、公开主体”等栏目。";
    ColumnMissing => "catalogue.column_missing", Stop, "目录缺少该栏目，请补上后再导入（国办发〔2019〕54号）。";
    ColumnTwice => "catalogue.column_twice", Stop, "同一栏目出现两次，无法确定以哪一栏为准，请删去或者改名。";
    ColumnUnnamed => "catalogue.column_unnamed", Warn, "该列有内容但没有栏目名称，已按列号保留，请补上栏目名称。";
    CellUnread => "catalogue.cell_unread", Stop, "该单元格不能识别，请用“√”或者“■”表示选中，留空或者“□”表示未选。";
    ChoiceUnclear => "catalogue.choice_unclear", Stop, "各选项中应当选中并且只选中一项，请核对。";
    NothingAbove => "catalogue.nothing_above", Stop, "写有“同上”，但上面没有可以沿用的内容，请填写完整。";
    FilledDown => "catalogue.filled_down", Warn, "单元格为空，已沿用上一行的内容，请核对是否确属合并单元格。";
    Hidden => "catalogue.hidden", Warn, "隐藏的工作表、行、列没有导入；需要导入的请取消隐藏。";
    Formula => "catalogue.formula", Warn, "单元格是公式，采用的是文件中保存的结果，请核对。";
    FormulaEmpty => "catalogue.formula_empty", Stop, "公式没有可用的结果，请改为直接填写内容。";
    MergeOverlap => "catalogue.merge_overlap", Stop, "合并单元格互相重叠，表格已经损坏，请取消合并后重新填写。";
    TooLarge => "catalogue.too_large", Stop, "表格超过60列或者20000行，请拆分或者删去无关的行列。";
    SeveralOnSheet => "catalogue.several_on_sheet", Warn, "同一张表中有不止一个目录，已分别读取，请核对。";
    LineApart => "catalogue.line_apart", Warn, "这部分不像是目录中的事项，没有导入，请核对。";
    Masked => "catalogue.masked", Stop, "内容被星号或者“略”遮盖，不是完整的原文，请换用原始文件。";
    LevelAssumed => "catalogue.level_assumed", Warn, "栏目名称带有地名，已按县级理解，请核对公开层级。";
}

impl Code {
    /// The finding at a place; `what` is the element or the words in question.
    #[must_use]
    pub fn at(self, place: impl Into<String>, what: &str) -> Finding {
        let mut excerpt: String = what.chars().take(40).collect();
        if what.chars().nth(40).is_some() {
            excerpt.push('…');
        }
        Finding {
            code: self.as_str().to_owned(),
            severity: self.severity(),
            place: place.into(),
            excerpt,
            advice: self.advice().to_owned(),
            span: None,
            masked: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_documented() {
        let page = include_str!("../../../../../docs/findings.md");
        for code in Code::ALL {
            let severity = if code.severity() == Severity::Stop { "stop" } else { "warn" };
            let row = page.lines().find(|line| line.starts_with(&format!("| `{}` | {severity} |", code.as_str())));
            let row = row.unwrap_or_else(|| panic!("docs/findings.md lacks a row for {} ({severity})", code.as_str()));
            assert!(row.ends_with(&format!("| {} |", code.advice())), "docs/findings.md gives other advice for {}", code.as_str());
        }
    }
}
