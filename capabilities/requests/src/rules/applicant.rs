//! Is this an application that can be handled: who asks, how they prove it, how they are reached, what they want?
//!
//! Article 29. All faults are told at once, each with the field it belongs to. There is no question of purpose: since 2019
//! nobody need say what the information is for (article 27).

mod identity;

use gongkai_text::screen::is_mobile;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use identity::{IdentityFault, check_identity};

/// A name: one character (玉) to fifty.
const LONGEST_NAME: usize = 50;
const LONGEST_ORGANISATION: usize = 100;
const LONGEST_DESCRIPTION: usize = 4000;
const LONGEST_ADDRESS: usize = 200;

gongkai_law::coded! {
    /// The columns of table 3 of the annual report.
    pub enum ApplicantKind "申请人类型" {
        NaturalPerson => "natural_person", "自然人";
        Business => "business", "商业企业";
        Research => "research", "科研机构";
        Charity => "charity", "社会公益组织";
        LegalService => "legal_service", "法律服务机构";
        OtherOrganisation => "other_organisation", "其他";
    }
}

gongkai_law::coded! {
    /// 身份证明 (article 29(2)(1)).
    pub enum IdentityKind "证件类型" {
        ResidentCard => "resident_card", "居民身份证";
        /// 港澳台居民居住证, with a number like a resident's.
        ResidencePermit => "residence_permit", "港澳台居民居住证";
        ForeignResident => "foreign_resident", "外国人永久居留身份证";
        Passport => "passport", "护照";
        HongKongMacaoPermit => "hong_kong_macao_permit", "港澳居民来往内地通行证";
        TaiwanPermit => "taiwan_permit", "台湾居民来往大陆通行证";
        Officer => "officer", "军官证、警官证";
        CreditCode => "credit_code", "统一社会信用代码";
        Other => "other", "其他身份证明";
    }
}

gongkai_law::coded! {
    /// 获取信息的方式 (article 29(2)(3)).
    pub enum DeliveryWish "获取信息的方式" {
        Post => "post", "邮寄";
        Email => "email", "电子邮件";
        Online => "online", "网上下载";
        Fax => "fax", "传真";
        InPerson => "in_person", "当面领取";
        OnSite => "on_site", "现场查阅、抄录";
    }
}

gongkai_law::coded! {
    /// 载体形式 (article 29(2)(3)).
    pub enum FormWish "载体形式" {
        Paper => "paper", "纸质";
        Electronic => "electronic", "电子数据";
        Either => "either", "不限";
    }
}

impl ApplicantKind {
    /// 0 to 5: the columns c1 to c6.
    #[must_use]
    pub fn column(self) -> usize {
        self as usize
    }

    #[must_use]
    pub fn is_organisation(self) -> bool {
        self != ApplicantKind::NaturalPerson
    }

    /// What a credit code suggests; a person may say otherwise.
    #[must_use]
    pub fn suggested_by(credit_code: &str) -> ApplicantKind {
        let code = credit_code.trim();
        match (code.get(..1), code.get(..2)) {
            (None, _) => ApplicantKind::NaturalPerson,
            (_, Some("31" | "32" | "33")) => ApplicantKind::LegalService,
            (Some("9"), _) => ApplicantKind::Business,
            (Some("5"), _) => ApplicantKind::Charity,
            _ => ApplicantKind::OtherOrganisation,
        }
    }
}

/// Somebody with a proof of identity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    pub name: String,
    pub identity: Option<IdentityKind>,
    pub number: String,
}

/// Who acts for the applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agent {
    pub person: Person,
    /// 授权委托书 is in the file.
    pub authorised: bool,
}

/// How the applicant is reached; one way is enough, but the way of delivery must be among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub phone: String,
    pub email: String,
    pub fax: String,
    pub address: String,
    pub postcode: String,
}

/// An application as it was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Application {
    pub kind: Option<ApplicantKind>,
    pub applicant: Person,
    /// 联系人 of an organisation.
    pub contact_person: String,
    pub agent: Option<Agent>,
    pub contact: Contact,
    /// 名称、文号或者便于查询的其他特征性描述 (article 29(2)(2)).
    pub description: String,
    pub delivery: Option<DeliveryWish>,
    pub form: Option<FormWish>,
}

/// A fault with the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `applicant.name`, `contact.phone` …: the name of the field in the form.
    pub field: &'static str,
    pub reason: Refusal,
}

/// Why a field cannot stay as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("请选择申请人类型（自然人，或者法人、其他组织的类别）")]
    NoKind,
    #[error("请填写{0}（条例第二十九条第二款第（一）项）")]
    NoName(&'static str),
    #[error("{what}不能超过{longest}个字符，现为{length}个")]
    TooLong { what: &'static str, longest: usize, length: usize },
    #[error("{what}中不能使用字符“{character}”")]
    BadCharacter { what: &'static str, character: String },
    #[error("请选择证件类型（条例第二十九条第二款第（一）项）")]
    NoIdentity,
    #[error("自然人不使用统一社会信用代码作为身份证明")]
    PersonWithCreditCode,
    #[error("法人或者其他组织请使用统一社会信用代码，没有的选择“其他身份证明”")]
    OrganisationWithPersonalCard,
    #[error("{0}")]
    Identity(#[from] IdentityFault),
    #[error("委托他人代为申请的，应当提交授权委托书")]
    NotAuthorised,
    #[error(
        "请上传身份证明的照片或者扫描件（条例第二十九条第二款第（一）项）；阅读、书写有困难或者有视听障碍、不便上传的，请在“需要的帮助”中写明，由工作人员协助补充（条例第四十三条）"
    )]
    NoProof,
    #[error("请至少填写一种联系方式：电话、电子邮箱或者通信地址（条例第二十九条第二款第（一）项）")]
    NoContact,
    #[error("电话号码格式不正确：手机号码为11位数字，固定电话请带区号")]
    BadPhone,
    #[error("传真号码格式不正确，请带区号")]
    BadFax,
    #[error("电子邮箱格式不正确")]
    BadEmail,
    #[error("邮政编码应为6位数字")]
    BadPostcode,
    #[error("选择{0}的，请填写{1}")]
    DeliveryNeeds(&'static str, &'static str),
    #[error("请写明所需政府信息的名称、文号或者便于查询的其他特征性描述（条例第二十九条第二款第（二）项）")]
    NoDescription,
    #[error("请选择获取信息的方式（条例第二十九条第二款第（三）项）")]
    NoDelivery,
    #[error("请选择载体形式（条例第二十九条第二款第（三）项）")]
    NoForm,
}

impl Application {
    /// Every fault, in the order of the form; empty where it can be taken.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = Faults(Vec::new());
        match self.kind {
            None => faults.add("kind", Refusal::NoKind),
            Some(kind) => self.of_applicant(kind, today, &mut faults),
        }
        if let Some(agent) = &self.agent {
            faults.name("agent.name", "代理人姓名", &agent.person.name, false);
            faults.identity(["agent.identity", "agent.number"], &agent.person, today);
            if agent.person.identity == Some(IdentityKind::CreditCode) {
                faults.add("agent.identity", Refusal::PersonWithCreditCode);
            }
            if !agent.authorised {
                faults.add("agent.authorisation", Refusal::NotAuthorised);
            }
        }
        self.of_contact(&mut faults);
        self.of_wishes(&mut faults);
        faults.0
    }

    fn of_applicant(&self, kind: ApplicantKind, today: Date, faults: &mut Faults) {
        let organisation = kind.is_organisation();
        faults.name("applicant.name", if organisation { "名称" } else { "姓名" }, &self.applicant.name, organisation);
        faults.identity(["applicant.identity", "applicant.number"], &self.applicant, today);
        match self.applicant.identity {
            Some(IdentityKind::CreditCode) if !organisation => faults.add("applicant.identity", Refusal::PersonWithCreditCode),
            Some(IdentityKind::CreditCode | IdentityKind::Other) | None => {}
            Some(_) if organisation => faults.add("applicant.identity", Refusal::OrganisationWithPersonalCard),
            Some(_) => {}
        }
        if organisation && self.agent.is_none() {
            faults.name("contact_person", "联系人姓名", &self.contact_person, false);
        }
    }

    fn of_contact(&self, faults: &mut Faults) {
        let Contact { phone, email, fax, address, postcode } = &self.contact;
        let filled = |text: &String| !text.trim().is_empty();
        if ![phone, email, address].into_iter().any(filled) {
            faults.add("contact.phone", Refusal::NoContact);
        }
        if filled(phone) && !is_phone(phone) {
            faults.add("contact.phone", Refusal::BadPhone);
        }
        if filled(email) && !is_email(email.trim()) {
            faults.add("contact.email", Refusal::BadEmail);
        }
        if filled(fax) && !is_phone(fax) {
            faults.add("contact.fax", Refusal::BadFax);
        }
        if filled(postcode) && !(postcode.trim().len() == 6 && postcode.trim().bytes().all(|b| b.is_ascii_digit())) {
            faults.add("contact.postcode", Refusal::BadPostcode);
        }
        faults.text("contact.address", "通信地址", address, LONGEST_ADDRESS);
        let (field, needed, text) = match self.delivery {
            Some(DeliveryWish::Post) => ("contact.address", "通信地址", address),
            Some(DeliveryWish::Email) => ("contact.email", "电子邮箱", email),
            Some(DeliveryWish::Fax) => ("contact.fax", "传真号码", fax),
            _ => return,
        };
        if !filled(text) {
            faults.add(field, Refusal::DeliveryNeeds(self.delivery.map_or("", DeliveryWish::label), needed));
        }
    }

    fn of_wishes(&self, faults: &mut Faults) {
        if self.description.trim().is_empty() {
            faults.add("description", Refusal::NoDescription);
        }
        faults.text("description", "所需政府信息的描述", &self.description, LONGEST_DESCRIPTION);
        if self.delivery.is_none() {
            faults.add("delivery", Refusal::NoDelivery);
        }
        if self.form.is_none() {
            faults.add("form", Refusal::NoForm);
        }
    }
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, field: &'static str, reason: Refusal) {
        self.0.push(Fault { field, reason });
    }

    fn name(&mut self, field: &'static str, what: &'static str, name: &str, organisation: bool) {
        let name = name.trim();
        let longest = if organisation { LONGEST_ORGANISATION } else { LONGEST_NAME };
        let length = name.chars().count();
        if length == 0 {
            self.add(field, Refusal::NoName(what));
        } else if length > longest {
            self.add(field, Refusal::TooLong { what, longest, length });
        }
        if let Some(bad) = name.chars().find(|c| !is_of_name(*c, organisation)) {
            self.add(field, Refusal::BadCharacter { what, character: shown(bad) });
        }
    }

    fn identity(&mut self, [kind_field, number_field]: [&'static str; 2], person: &Person, today: Date) {
        match person.identity {
            None => self.add(kind_field, Refusal::NoIdentity),
            Some(kind) => {
                if let Err(fault) = check_identity(kind, &person.number, today) {
                    self.add(number_field, fault.into());
                }
            }
        }
    }

    fn text(&mut self, field: &'static str, what: &'static str, text: &str, longest: usize) {
        let length = text.chars().count();
        if length > longest {
            self.add(field, Refusal::TooLong { what, longest, length });
        }
        if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.add(field, Refusal::BadCharacter { what, character: shown(bad) });
        }
    }
}

/// Letters of any script, and what stands between the parts of a name; organisations also count and bracket.
fn is_of_name(c: char, organisation: bool) -> bool {
    // U+3007 〇 is a numeral to Unicode and a character to those who bear it; U+E000 to U+F8FF hold rare characters of old systems.
    let letter =
        c.is_alphabetic() || matches!(c, '·' | '•' | '‧' | '・' | '.' | '．' | '-' | '\'' | '’' | ' ' | '〇' | '\u{e000}'..='\u{f8ff}');
    letter || organisation && (c.is_numeric() || "（）()&＆、，,《》“”—/".contains(c))
}

fn shown(c: char) -> String {
    if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { c.to_string() }
}

fn is_phone(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '—' | '(' | ')' | '（' | '）')).collect();
    let (plus, digits) = bare.strip_prefix('+').map_or((false, bare.as_str()), |rest| (true, rest));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let national = if plus { digits.strip_prefix("86") } else { Some(digits) };
    match national {
        // Abroad: a country code and a number.
        None => (8..=15).contains(&digits.len()),
        Some(mobile) if mobile.starts_with('1') => is_mobile(mobile),
        Some(fixed) if fixed.starts_with('0') => (10..=16).contains(&fixed.len()),
        // 400 numbers and local numbers of seven or eight digits.
        Some(other) => (7..=10).contains(&other.len()),
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str, more: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || more.contains(c));
    text.len() <= 254
        && plain(local, ".!#$%&'*+/=?^_`{|}~-")
        && domain.contains('.')
        && domain.split('.').all(|label| plain(label, "-") && !label.starts_with('-') && !label.ends_with('-'))
}

#[cfg(test)]
mod tests;
