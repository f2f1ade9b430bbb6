//! Who may ask, and what is told to him who filled it in wrongly?

use jiff::civil::date;

use super::*;

const TODAY: Date = date(2026, 11, 24);

fn application() -> Application {
    Application {
        kind: Some(ApplicantKind::NaturalPerson),
        applicant: Person { name: "玉".into(), identity: Some(IdentityKind::ResidentCard), number: "11010519491231002x".into() },
        contact: Contact { phone: "139 0000 0000".into(), ..Contact::default() },
        description: "青岚县2025年度农村道路养护资金安排".into(),
        delivery: Some(DeliveryWish::InPerson),
        form: Some(FormWish::Paper),
        ..Application::default()
    }
}

#[track_caller]
fn faults(change: impl FnOnce(&mut Application), expected: &[(&str, &str)]) {
    let mut changed = application();
    change(&mut changed);
    let found: Vec<(&str, String)> = changed.faults(TODAY).into_iter().map(|fault| (fault.field, fault.reason.to_string())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(field, reason)| (*field, reason.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_of_one_character_and_of_fifty() {
    faults(|_| {}, &[]);
    faults(|a| a.applicant.name = "阿".repeat(50), &[]);
    faults(|a| a.applicant.name = "阿".repeat(51), &[("applicant.name", "姓名不能超过50个字符，现为51个")]);
    faults(|a| a.applicant.name = "买买提·艾力".into(), &[]);
    faults(|a| a.applicant.name = "𠮷田〇".into(), &[]);
    faults(|a| a.applicant.name = "Ana-María O'Neil".into(), &[]);
    faults(|a| a.applicant.name = "张😀".into(), &[("applicant.name", "姓名中不能使用字符“😀”")]);
    faults(|a| a.applicant.name = "张\u{7}三".into(), &[("applicant.name", "姓名中不能使用字符“U+0007”")]);
    faults(|a| a.applicant.name = " ".into(), &[("applicant.name", "请填写姓名（条例第二十九条第二款第（一）项）")]);
}

#[test]
fn numbers_of_papers() {
    let check = |kind, number: &str| check_identity(kind, number, TODAY).map_err(|fault| fault.to_string());
    let card = IdentityKind::ResidentCard;
    for number in ["11010519491231002X", "34052419800101001X", "110101199003070011", "640181201506010016", "320102198512310010"] {
        assert_eq!(check(card, number), Ok(number.to_owned()));
    }
    assert_eq!(check(card, "110101199003070012"), Err("居民身份证号码末位校验码不符，请核对".into()));
    assert_eq!(check(card, "110101199013070011"), Err("居民身份证号码中的地区或者出生日期不存在，请核对".into()));
    assert_eq!(check(card, "1101011990030700"), Err("居民身份证号码应为18位，现为16位".into()));
    assert_eq!(check(card, "1101011990O3070011"), Err("居民身份证号码前17位应为数字，末位为数字或者X".into()));
    assert_eq!(check(card, "１１０１０１１９９００３０７００１１"), Err("居民身份证号码前17位应为数字，末位为数字或者X".into()));
    assert_eq!(check(card, ""), Err("请填写居民身份证号码（条例第二十九条第二款第（一）项）".into()));
    assert_eq!(check(IdentityKind::Passport, "e12345678"), Ok("E12345678".into()));
    assert!(check(IdentityKind::Passport, "护照一号").is_err());
    assert_eq!(check(IdentityKind::HongKongMacaoPermit, "H12345678"), Ok("H12345678".into()));
    assert!(check(IdentityKind::HongKongMacaoPermit, "X12345678").is_err());
    assert_eq!(check(IdentityKind::TaiwanPermit, "12345678"), Ok("12345678".into()));
    assert_eq!(check(IdentityKind::ForeignResident, "ABC123456789012"), Ok("ABC123456789012".into()));
    let code = gongkai_law::Uscc::complete("91110000MA00ABCD").expect("a code");
    assert_eq!(check(IdentityKind::CreditCode, code.as_str()), Ok(code.as_str().to_owned()));
    assert!(check(IdentityKind::CreditCode, "91110000").is_err_and(|reason| reason.contains("18位")));
}

#[test]
fn every_fault_at_once() {
    let found: Vec<&str> = Application::default().faults(TODAY).iter().map(|fault| fault.field).collect();
    assert_eq!(found, ["kind", "contact.phone", "description", "delivery", "form"]);
    faults(
        |a| {
            a.kind = Some(ApplicantKind::Business);
            a.applicant.number = "110101199003070012".into();
            a.agent = Some(Agent { person: Person { name: "李四".into(), ..Person::default() }, authorised: false });
            a.contact = Contact { phone: "12345".into(), email: "a@b".into(), postcode: "12".into(), ..Contact::default() };
            a.delivery = Some(DeliveryWish::Post);
        },
        &[
            ("applicant.number", "居民身份证号码末位校验码不符，请核对"),
            ("applicant.identity", "法人或者其他组织请使用统一社会信用代码，没有的选择“其他身份证明”"),
            ("agent.identity", "请选择证件类型（条例第二十九条第二款第（一）项）"),
            ("agent.authorisation", "委托他人代为申请的，应当提交授权委托书"),
            ("contact.phone", "电话号码格式不正确：手机号码为11位数字，固定电话请带区号"),
            ("contact.email", "电子邮箱格式不正确"),
            ("contact.postcode", "邮政编码应为6位数字"),
            ("contact.address", "选择邮寄的，请填写通信地址"),
        ],
    );
}

#[test]
fn one_way_to_reach_somebody_is_enough() {
    faults(|a| a.contact = Contact { address: "青岚县城关镇一号".into(), ..Contact::default() }, &[]);
    faults(|a| a.contact = Contact { email: "a.b+c@qinglan.example".into(), ..Contact::default() }, &[]);
    for phone in ["0571-8888 0000", "+86 13900000000", "+1 212 555 0100", "010 6600 0000", "400 800 0000", "（0571）88880000"] {
        faults(|a| a.contact.phone = phone.into(), &[]);
    }
    for phone in ["电话", "1390000000", "12000000000", "999"] {
        assert!(!is_phone(phone), "{phone}");
    }
}

#[test]
fn an_organisation_names_somebody_to_speak_to() {
    let code = gongkai_law::Uscc::complete("51110000MJ00ABCD").expect("a code");
    let organisation = |a: &mut Application| {
        a.kind = Some(ApplicantKind::Charity);
        a.applicant =
            Person {
                name: "青岚县助学会（筹）第3分会".into(), identity: Some(IdentityKind::CreditCode), number: code.as_str().into()
            };
    };
    faults(organisation, &[("contact_person", "请填写联系人姓名（条例第二十九条第二款第（一）项）")]);
    faults(
        |a| {
            organisation(a);
            a.contact_person = "王五".into();
        },
        &[],
    );
    assert_eq!(ApplicantKind::suggested_by(code.as_str()), ApplicantKind::Charity);
    assert_eq!(ApplicantKind::suggested_by("31110000"), ApplicantKind::LegalService);
    assert_eq!(ApplicantKind::suggested_by(""), ApplicantKind::NaturalPerson);
}

#[test]
fn nobody_is_asked_what_for() {
    let json = serde_json::to_value(application()).expect("json");
    let fields: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert!(fields.iter().all(|field| !field.contains("purpose") && !field.contains("use")), "{fields:?}");
}
