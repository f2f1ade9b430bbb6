//! Whom does a document address? 服务对象分类.

crate::coded! {
    /// 服务对象: the common list of government sites; a document may address several.
    pub enum Audience "服务对象" {
        Citizens => "citizens", "公民";
        Enterprises => "enterprises", "企业";
        SocialOrganisations => "social_organisations", "社会组织";
        PublicBodies => "public_bodies", "机关单位";
        Children => "children", "儿童";
        Students => "students", "学生";
        Women => "women", "妇女";
        Elderly => "elderly", "老年人";
        Disabled => "disabled", "残疾人";
        Farmers => "farmers", "农民";
        Workers => "workers", "职工";
        Veterans => "veterans", "退役军人";
        OverseasChinese => "overseas_chinese", "港澳台侨";
        Foreigners => "foreigners", "外国人";
        Investors => "investors", "投资者";
        SmallBusinesses => "small_businesses", "小微企业";
        SoleTraders => "sole_traders", "个体工商户";
        Other => "other", "其他";
    }
}
