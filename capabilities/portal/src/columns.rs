//! Which columns has the site, and what does each publish? (页面标签, group 栏目)

use gongkai_documents::public::shown::Column;

pub(crate) const OPEN: Column = Column {
    name: "政府信息公开",
    description: "集中公开政府信息公开指南、制度、法定主动公开内容、年报和依申请公开渠道",
    keywords: "政府信息公开,指南,制度,年报,依申请公开",
    kind: "政府信息公开",
    path: "/open",
};
pub(crate) const GUIDE: Column = Column {
    name: "政府信息公开指南",
    description: "说明政府信息的分类、编排体系、获取方式和公开工作机构",
    keywords: "政府信息公开指南,索引号,公开工作机构",
    kind: "政府信息公开",
    path: "/open/guide",
};
pub(crate) const INSTITUTIONS: Column = Column {
    name: "政府信息公开制度",
    description: "集中公开政府信息公开的法规、规章、规范性文件和工作制度",
    keywords: "政府信息公开制度,条例,规范性文件",
    kind: "政府信息公开",
    path: "/open/institutions",
};
pub(crate) const ITEMS: Column = Column {
    name: "法定主动公开内容",
    description: "按照政府信息公开条例第二十条、第二十一条逐项公开政府信息",
    keywords: "法定主动公开,政府信息,公开目录",
    kind: "政府信息公开",
    path: "/open/items",
};
pub(crate) const REPORTS: Column = Column {
    name: "政府信息公开年报",
    description: "按年度和机关公开政府信息公开工作年度报告",
    keywords: "政府信息公开年报,年度报告",
    kind: "政府信息公开",
    path: "/open/annual-reports",
};
pub(crate) const REQUESTS: Column = Column {
    name: "依申请公开",
    description: "说明申请公开政府信息的渠道、所需内容、答复期限和收费",
    keywords: "依申请公开,政府信息公开申请",
    kind: "政府信息公开",
    path: "/open/requests",
};
/// The five parts in the order that 国办公开办函〔2019〕61号 fixes.
pub(crate) const PARTS: [Column; 5] = [GUIDE, INSTITUTIONS, ITEMS, REPORTS, REQUESTS];

pub(crate) const POLICIES: Column = Column {
    name: "政策文件库",
    description: "集中公开行政规范性文件和其他政策文件，标明有效性，可按机构、主题、年份查找",
    keywords: "政策文件,规范性文件,有效性",
    kind: "政策文件",
    path: "/policies",
};
pub(crate) const NEWS: Column = Column {
    name: "政务动态",
    description: "发布本地区政务活动和工作进展",
    keywords: "政务动态,要闻,工作进展",
    kind: "动态要闻",
    path: "/news",
};
pub(crate) const DOCUMENTS: Column = Column {
    name: "全部公开信息",
    description: "本站公开的全部政府信息，可按机构、种类、主题、年份查找",
    keywords: "政府信息,公开目录,主动公开",
    kind: "政府信息公开",
    path: "/documents",
};
pub(crate) const AGENCIES: Column = Column {
    name: "机构",
    description: "公开各机关的职能、机构设置、负责人、办公地址和联系方式",
    keywords: "机构职能,负责人,办公地址,联系方式",
    kind: "机构职能",
    path: "/agencies",
};
pub(crate) const SEARCH: Column =
    Column {
        name: "检索", description: "检索本站公开的全部政府信息", keywords: "检索,全文检索,文号", kind: "检索", path: "/search"
    };
pub(crate) const ABOUT: Column = Column {
    name: "关于本站",
    description: "本站的使用帮助、无障碍说明、隐私声明和纠错渠道",
    keywords: "使用帮助,无障碍,隐私声明,网站找错",
    kind: "网站说明",
    path: "/about",
};
pub(crate) const SITE_MAP: Column =
    Column {
        name: "网站地图", description: "本站全部栏目和机构一览", keywords: "网站地图,栏目", kind: "网站说明", path: "/site-map"
    };

/// Kinds that the columns are made of.
pub(crate) const NOTICE_KINDS: [&str; 4] = ["announcement", "public_notice", "recruitment", "personnel"];
pub(crate) const NEWS_KINDS: [&str; 1] = ["news"];
