//! Which things can screening find, how bad is each, under which article, and what should the editor do?
//!
//! Codes are stable: they are stored with exemptions and printed in reports. `docs/findings.md` documents every one (a test
//! holds the two together).

use crate::finding::Severity;

macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $meaning:literal $law:literal $advice:literal;)*) => {
        /// One kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $name,)* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word that is stored and printed.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// The severity without a site's overrides.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)* } }

            /// What it is called on screen.
            #[must_use]
            pub fn label(self) -> &'static str { match self { $(Self::$name => $meaning,)* } }

            /// The law or standard that makes it wrong.
            #[must_use]
            pub fn law(self) -> &'static str { match self { $(Self::$name => $law,)* } }

            /// What to do, one sentence.
            #[must_use]
            pub fn advice(self) -> &'static str { match self { $(Self::$name => $advice,)* } }
        }
    };
}

codes! {
    IdCard "personal.id_card" Stop "公民身份号码" "个人信息保护法第二十五条；GB 11643—1999"
        "请遮掩公民身份号码后再公开；未经本人单独同意不得公开个人信息（个人信息保护法第二十五条）。";
    Mobile "personal.mobile" Stop "个人手机号码" "个人信息保护法第二十五条"
        "请遮掩个人手机号码，或改为机关办公电话（个人信息保护法第二十五条）。";
    Landline "personal.landline" Warn "住宅电话" "个人信息保护法第二十五条"
        "请核对是否为个人住宅电话，如是请遮掩（个人信息保护法第二十五条）。";
    BankCard "personal.bank_card" Stop "银行账号或卡号" "个人信息保护法第二十八条（金融账户）"
        "请遮掩个人银行账号或卡号；金融账户属敏感个人信息（个人信息保护法第二十八条）。";
    Plate "personal.plate" Stop "私家车牌号" "个人信息保护法第二十五条；GA 36—2018"
        "请遮掩私家车牌号，公务车辆可说明后保留（个人信息保护法第二十五条）。";
    Address "personal.address" Stop "家庭住址" "个人信息保护法第二十五条"
        "请将家庭住址保留到乡镇（街道）一级，其余遮掩（个人信息保护法第二十五条）。";
    BirthDate "personal.birth_date" Stop "出生日期" "个人信息保护法第二十五条"
        "请遮掩出生月日，确需公开的只保留年份（个人信息保护法第二十五条）。";
    Minor "personal.minor" Stop "未成年人信息" "未成年人保护法第一百零三条；个人信息保护法第二十八条、第三十一条"
        "未成年人信息从严审核：请删去姓名和号码，只公布人数或者编号（个人信息保护法第二十八条、第三十一条）。";
    Property "personal.property" Stop "个人财产状况" "个人信息保护法第二十五条；条例第十五条"
        "请删去个人收入、存款、房产等财产状况，或改为区间（政府信息公开条例第十五条）。";
    Health "personal.health" Stop "个人健康或困难原因" "个人信息保护法第二十八条（医疗健康）"
        "请删去病情、残疾类别、救助原因等栏目；医疗健康属敏感个人信息（个人信息保护法第二十八条）。";
    Passport "personal.passport" Stop "护照或通行证号码" "个人信息保护法第二十五条"
        "请遮掩护照、通行证号码（个人信息保护法第二十五条）。";
    Email "personal.email" Warn "个人电子邮箱" "个人信息保护法第二十五条"
        "请核对是否为个人电子邮箱，如是请遮掩或改为单位邮箱（个人信息保护法第二十五条）。";

    Marking "classified.marking" Stop "国家秘密标志" "保守国家秘密法第三十五条；条例第十四条"
        "文中有国家秘密标志，不得公开；请立即停止流转并报保密工作机构处理（政府信息公开条例第十四条、保守国家秘密法第三十五条）。";
    NotPublic "classified.not_public" Stop "印有不公开字样" "条例第十七条；国办发〔2016〕80号"
        "文中标注的公开属性与拟主动公开不一致，请先按程序重新认定公开属性（政府信息公开条例第十七条）。";
    Internal "classified.internal" Warn "内部资料或工作秘密字样" "保守国家秘密法第六十四条；条例第十六条"
        "文中有内部资料或者工作秘密字样，请送保密审查后再定（保守国家秘密法第六十四条、政府信息公开条例第十六条）。";
    Word "classified.word" Warn "本站敏感词" "条例第十七条"
        "文中有本站词表所列字样，请核对能否公开（政府信息公开条例第十七条）。";

    Advertising "tamper.advertising" Stop "广告或不良信息" "网络安全法第十二条；政府网站发展指引"
        "文中混入广告或者不良信息，请删去并检查来源页面是否被篡改。";
    Noise "tamper.noise" Stop "无意义字符" "政府网站发展指引"
        "文中混入无意义字符，请对照原件删去。";
    Pinyin "tamper.pinyin" Stop "拼音夹杂" "政府网站发展指引"
        "文中逐字夹杂拼音，请对照原件恢复。";
    HiddenText "tamper.hidden" Warn "隐藏内容" "条例第十七条"
        "存在读者看不见的内容（隐藏的工作表、行、列、批注等），请删去或者确认可以公开后取消隐藏（政府信息公开条例第十七条）。";
    Doubled "tamper.doubled" Stop "全文或大段重复" "政府网站发展指引"
        "正文大段重复，请对照原件删去重复部分。";
    OffsiteLink "tamper.offsite_link" Warn "站外链接" "政府网站发展指引；国办秘函〔2019〕19号"
        "链接指向非政府网站，请核对是否必要、是否安全，否则删去。";
    Homoglyph "tamper.homoglyph" Warn "形近异体字符" "政府网站发展指引"
        "词中混用外文形近字母或者部首字符，影响检索，请改为正常字符。";
    Bidi "tamper.bidi" Stop "改变文字方向的控制字符" "政府网站发展指引"
        "文中有改变文字显示方向的控制字符，所见与所存不一致，请删去。";
    ZeroWidth "tamper.zero_width" Warn "零宽或控制字符" "政府网站发展指引"
        "文中有看不见的零宽字符或者控制字符，请删去。";

    AnnexMissing "defect.annex_missing" Stop "附件缺失" "条例第六条；GB/T 9704—2012"
        "文中列明的附件未随文提供，请补充附件或者说明不公开的理由。";
    AnnexMentioned "defect.annex_mentioned" Warn "正文提到附件而文后没有" "条例第六条；GB/T 9704—2012"
        "正文提到附件，文后没有列明也没有附上，请核对是否漏附。";
    AnnexEmpty "defect.annex_empty" Stop "附件为空" "条例第六条；GB/T 9704—2012"
        "附件没有内容或者只写了“附件”二字，请补充或者删去。";
    AnnexBroken "defect.annex_broken" Stop "附件损坏" "政府网站发展指引"
        "附件文件损坏（不足64字节），请重新上传。";
    AnnexImage "defect.annex_image" Stop "附件只剩图片文件名" "条例第六条；政府网站发展指引"
        "附件内容只剩图片文件名，请补充附件原文。";
    ImageMissing "defect.image_missing" Stop "图片缺失" "政府网站发展指引"
        "此处图片缺失，请补充图片或者删去。";
    NumberYear "defect.number_year" Warn "文号年份与成文日期不符" "GB/T 9704—2012"
        "发文字号的年份与成文日期不一致，请核对。";
    IssuerSignature "defect.issuer_signature" Warn "落款与发文机关不符" "GB/T 9704—2012"
        "落款署名与登记的发文机关不一致，请核对由谁公开（政府信息公开条例第十条）。";
    FormedAfterPublished "defect.formed_after_published" Stop "成文日期晚于发布日期" "条例第二十六条"
        "成文日期晚于发布日期，请核对日期。";
    LatePublication "defect.late_publication" Warn "超期公开" "条例第二十六条"
        "公开已超过形成或者变更之日起20个工作日，请说明原因（政府信息公开条例第二十六条）。";
    TemplateField "defect.template_field" Warn "模板字段未填写" "政府网站发展指引"
        "文中有未填写的模板字段或者空白，请补全。";
    StructureGap "defect.structure_gap" Warn "层次序号不连续" "GB/T 9704—2012"
        "层次序号跳号、重号，请核对是否漏段。";
    EmptyText "defect.empty_text" Stop "正文为空" "政府网站发展指引"
        "没有正文，请补充正文或者上传附件。";
    TitleMissing "defect.title_missing" Stop "缺少标题" "条例第十二条"
        "没有标题，请补充（政府信息公开条例第十二条要求目录载明名称）。";
    DateInvalid "defect.date_invalid" Warn "日期不存在" "GB/T 7408"
        "日期在日历中不存在，请核对。";
    ReferenceYear "defect.reference_year" Warn "引用文号年份异常" "GB/T 9704—2012"
        "所引文件的年份不合常理，请核对文号。";
    MixedScript "defect.mixed_script" Warn "简繁混用" "国家通用语言文字法第九条"
        "同一文中简体、繁体混用，请统一为规范汉字（国家通用语言文字法第九条）。";
    ReplacementCharacter "defect.replacement_character" Stop "乱码" "GB 18030"
        "文中有乱码，请按正确的编码重新读取原件。";
    IndexNumberForm "defect.index_number_form" Warn "索引号格式不符" "政府信息公开目录系统实施指引"
        "索引号格式不正确，请核对。";
    UsccCheck "defect.uscc_check" Warn "统一社会信用代码校验不符" "GB 32100—2015"
        "统一社会信用代码的校验码不符，请核对。";
    DuplicateParagraph "defect.duplicate_paragraph" Warn "段落重复" "政府网站发展指引"
        "有段落与前文完全相同，请核对是否重复粘贴。";

    DuplicateExact "duplicate.exact" Stop "与已公开信息完全相同" "条例第十二条"
        "与已公开的信息内容完全相同，请勿重复公开，确需更正的请更新原信息。";
    DuplicateNear "duplicate.near" Warn "与已公开信息高度相似" "条例第十二条"
        "与已公开的信息高度相似，请核对是否为同一信息的修改稿。";
    DuplicateNumber "duplicate.number" Stop "文号重复" "GB/T 9704—2012"
        "同一发文机关已有相同发文字号的信息，请核对文号。";
}

impl Code {
    /// The first word of the code: `personal`, `classified`, `tamper`, `defect`, `duplicate`.
    #[must_use]
    pub fn family(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_of_known_families() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{} twice", code.as_str());
            assert!(["personal", "classified", "tamper", "defect", "duplicate"].contains(&code.family()));
            assert_eq!(Code::parse(code.as_str()), Some(*code));
            assert!(code.advice().ends_with('。'));
        }
    }

    /// A code without a row in docs/findings.md is a code nobody can look up: add the row.
    #[test]
    fn every_code_is_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/findings.md");
        let page = std::fs::read_to_string(path).expect("docs/findings.md");
        for code in Code::ALL {
            let row = format!(
                "| `{}` | {} |",
                code.as_str(),
                match code.severity() {
                    Severity::Stop => "stop",
                    Severity::Warn => "warn",
                }
            );
            assert!(page.contains(&row), "docs/findings.md lacks a row beginning {row}");
        }
    }
}
