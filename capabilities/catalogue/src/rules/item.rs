//! What does one row of a catalogue demand? 公开事项 with its elements (国办发〔2019〕54号: 名称、内容、依据、时限、主体、方式、渠道、公开对象).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

gongkai_law::coded! {
    /// To whom it is disclosed.
    pub enum DisclosedTo "公开对象" {
        Everybody => "everybody", "全社会";
        /// Not pushed to the open web by default.
        Group => "group", "特定群体";
    }
}

gongkai_law::coded! {
    /// How it is disclosed.
    pub enum Mode "公开方式" {
        /// 条例 articles 19–21
        Proactive => "proactive", "主动公开";
        /// 条例 article 27
        OnRequest => "on_request", "依申请公开";
    }
}

gongkai_law::coded! {
    /// A level of government that discloses.
    pub enum Level "公开层级" {
        Province => "province", "省级";
        City => "city", "市级";
        County => "county", "县级";
        /// Towns and subdistricts.
        Town => "town", "乡级";
        Village => "village", "村级";
    }
}

gongkai_law::coded! {
    /// Stage of the work that is made public.
    pub enum Stage "五公开" {
        Decision => "decision", "决策公开";
        Execution => "execution", "执行公开";
        Management => "management", "管理公开";
        Service => "service", "服务公开";
        Result => "result", "结果公开";
    }
}

/// A document that a step makes, and whether it is disclosed (001 三(一)2: decided for each step).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub name: String,
    pub openness: gongkai_law::Openness,
    /// The ground for anything but proactive disclosure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ground: String,
}

/// A step of the process by which the matter is handled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Output>,
}

/// One row. The order of the fields is the order of the canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Key within its catalogue and all that inherit from it: `010203` (field, 一级, 二级) where nothing else is given.
    pub code: String,
    /// Code of the field (`01` … `26`); empty in lists that have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// 一级事项, 二级事项, 三级事项
    pub names: Vec<String>,
    /// 公开内容（要素）
    pub content: String,
    /// 公开依据
    pub basis: String,
    /// 公开时限, as it stands; `term::parse` reads it
    pub time_limit: String,
    /// 公开主体, as it stands
    pub subject: String,
    /// 公开渠道和载体: a name from the official boxes or `其他:…`; `▲` before it where it is conditional
    pub channels: Vec<String>,
    pub disclosed_to: DisclosedTo,
    /// Who the 特定群体 are
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group_note: String,
    pub mode: Mode,
    pub levels: Vec<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// Further columns, by their heading (责任科室, 监督电话 …), kept as they stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ext: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Default for Item {
    /// Openness is the rule (条例 article 5): to everybody, without being asked.
    fn default() -> Self {
        Self {
            code: String::new(),
            field: String::new(),
            names: Vec::new(),
            content: String::new(),
            basis: String::new(),
            time_limit: String::new(),
            subject: String::new(),
            channels: Vec::new(),
            disclosed_to: DisclosedTo::Everybody,
            group_note: String::new(),
            mode: Mode::Proactive,
            levels: Vec::new(),
            stages: Vec::new(),
            ext: BTreeMap::new(),
            steps: Vec::new(),
        }
    }
}

impl Item {
    /// The name by which it is listed: the most special one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.iter().rev().map(String::as_str).find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// The bytes that are hashed and kept.
    #[must_use]
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).expect("an item holds nothing that JSON cannot")
    }

    /// Lower-case hexadecimal SHA-256 of [`Item::canonical`].
    #[must_use]
    pub fn sha256(&self) -> String {
        Sha256::digest(self.canonical().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
