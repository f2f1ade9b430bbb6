//! May a catalogue be made or changed like this? All that is wrong, at once.

use jiff::civil::Date;

use super::item::Item;

/// Long enough for every element that the official tables hold.
const LONGEST: usize = 8_000;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueRefusal {
    #[error("目录代码由小写字母、数字和连字符组成，不超过40个字符")]
    CodeMalformed,
    #[error("目录代码“{0}”已被使用")]
    CodeTaken(String),
    #[error("请填写目录名称")]
    TitleMissing,
    #[error("编制机关“{0}”不存在或者已撤销")]
    OwnerUnknown(String),
    #[error("{0}已有承接同一上级目录的目录“{1}”")]
    OwnerHasOne(String, String),
    #[error("上级目录不存在")]
    ParentUnknown,
    #[error("上级目录还没有任何版本")]
    ParentEmpty,
    #[error("目录不能承接自身")]
    ParentIsSelf,
    #[error("清单种类应与上级目录相同（{0}）")]
    OtherKind(&'static str),
    #[error("生效日期{0}早于上一版本的生效日期{1}")]
    BeforeLast(Date, Date),
    #[error("生效日期{0}晚于今天")]
    Later(Date),
    #[error("请写明修订理由")]
    ReasonMissing,
    #[error("内容没有变化")]
    Nothing,
    #[error("目录中没有编号为“{0}”的事项")]
    ItemUnknown(String),
    #[error("编号“{0}”出现了两次")]
    ItemTwice(String),
    #[error("事项编号“{0}”只能由字母、数字、点和连字符组成，不超过32个字符")]
    ItemCode(String),
    #[error("事项“{0}”没有名称")]
    NameMissing(String),
    #[error("事项“{0}”的{1}过长")]
    TooLong(String, &'static str),
    #[error("事项“{0}”没有公开层级")]
    LevelMissing(String),
    #[error("事项“{0}”为本级新增，不需要标注不适用，可以直接取消")]
    OwnItem(String),
    #[error("事项“{0}”没有本级调整，无需恢复")]
    NotOurs(String),
    #[error("请写明事项“{0}”不适用的理由")]
    WhyNotApplicable(String),
    #[error("请写明保留本级内容的理由（“{0}”）")]
    WhyKept(String),
    #[error("“{0}”没有待处理的上级变更")]
    NotProposed(String),
    #[error("承担单位“{0}”不存在或者已撤销")]
    BearerUnknown(String),
    #[error("“{0}”已由该单位承担")]
    BorneAlready(String),
    #[error("没有领域“{0}”")]
    FieldUnknown(String),
    #[error("“及时”应为1至20个工作日（条例第二十六条）")]
    PromptTooLong,
    #[error("“实时”应为1至72小时")]
    RealTimeTooLong,
}

/// What is wrong with items as they are given.
#[must_use]
pub fn check_items(items: &[Item]) -> Vec<CatalogueRefusal> {
    let mut refusals = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for item in items {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if item.code.is_empty() || item.code.len() > 32 || !item.code.chars().all(plain) {
            refusals.push(CatalogueRefusal::ItemCode(item.code.clone()));
        } else if !seen.insert(&item.code) {
            refusals.push(CatalogueRefusal::ItemTwice(item.code.clone()));
        }
        if item.name().trim().is_empty() {
            refusals.push(CatalogueRefusal::NameMissing(item.code.clone()));
        }
        if item.levels.is_empty() {
            refusals.push(CatalogueRefusal::LevelMissing(item.code.clone()));
        }
        for (label, text) in
            [("公开内容", &item.content), ("公开依据", &item.basis), ("公开时限", &item.time_limit), ("公开主体", &item.subject)]
        {
            if text.chars().count() > LONGEST {
                refusals.push(CatalogueRefusal::TooLong(item.code.clone(), label));
            }
        }
    }
    refusals
}

/// What is wrong with the code and title of a new catalogue.
#[must_use]
pub fn check_head(code: &str, title: &str) -> Vec<CatalogueRefusal> {
    let mut refusals = Vec::new();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if code.is_empty() || code.len() > 40 || !code.bytes().all(plain) {
        refusals.push(CatalogueRefusal::CodeMalformed);
    }
    if title.trim().is_empty() {
        refusals.push(CatalogueRefusal::TitleMissing);
    }
    refusals
}

/// Whether a version may begin on a day.
#[must_use]
pub fn check_day(on: Date, last: Option<Date>, today: Date) -> Vec<CatalogueRefusal> {
    let mut refusals = Vec::new();
    if let Some(last) = last.filter(|last| on < *last) {
        refusals.push(CatalogueRefusal::BeforeLast(on, last));
    }
    if on > today {
        refusals.push(CatalogueRefusal::Later(on));
    }
    refusals
}
