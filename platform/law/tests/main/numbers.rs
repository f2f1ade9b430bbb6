//! Document numbers, index numbers, credit codes and typed ids.

use gongkai_law::index_number::IndexScheme;
use gongkai_law::{DocumentNumber, DocumentNumberError, IndexNumber, IndexNumberError, Uscc, UsccError, id};
use proptest::prelude::*;

#[track_caller]
fn number(text: &str, canonical: &str) {
    assert_eq!(DocumentNumber::parse(text).map(|n| n.to_string()), Ok(canonical.to_owned()), "{text}");
}

#[test]
fn one_number_in_every_bracket() {
    for text in [
        "宁政办发〔2017〕169号",
        "宁政办发[2017]169号",
        "宁政办发（2017）169号",
        "宁政办发(2017)169号",
        "宁政办发【2017】169号",
        "宁政办发﹝2017﹞169号",
        "宁政办发〖2017〗169号",
        "宁政办发［2017］169号",
        "宁政办发〔2017)169号",
        "宁政办发〔2017〕第169号",
        "宁政办发〔2017〕00169号",
        "宁政办发〔２０１７〕１６９号",
        " 宁政办发 〔2017〕 169 号 ",
        "宁政办发〔2017年〕169号",
        "宁政办发〔二〇一七〕一百六十九号",
        "宁政办发〔2017〕169",
        "宁政办发〔2017〕169號",
    ] {
        number(text, "宁政办发〔2017〕169号");
    }
    let key = DocumentNumber::new("宁政办发", 2017, 169).key();
    assert_eq!(DocumentNumber::parse("宁政办发(2017)第0169号").map(|n| n.key()), Ok(key));
}

#[test]
fn codes_and_orders() {
    number("国发〔83〕137号", "国发〔1983〕137号");
    number("国办(秘)函〔2019〕19号", "国办（秘）函〔2019〕19号");
    number("闽岚综实管办〔2012〕48号", "闽岚综实管办〔2012〕48号");
    number("国务院令第711号", "国务院令第711号");
    number("青岚县人民政府令（第3号）", "青岚县人民政府令第3号");
    number("公告第3号", "公告第3号");
    number("青岚县市场监督管理局公告2026年第3号", "青岚县市场监督管理局公告2026年第3号");
    number("令第十二号", "令第12号");
}

#[test]
fn what_is_not_a_number_is_told() {
    assert_eq!(DocumentNumber::parse(" "), Err(DocumentNumberError::Empty));
    assert!(matches!(DocumentNumber::parse("关于春耕的通知"), Err(DocumentNumberError::Malformed(_))));
    assert!(matches!(DocumentNumber::parse("青政发〔1017〕3号"), Err(DocumentNumberError::YearOutOfRange(_))));
    assert!(matches!(DocumentNumber::parse("青政发〔2026〕0号"), Err(DocumentNumberError::BadSerial(_))));
    assert!(DocumentNumber::parse("〔2026〕5号").is_err());
}

#[test]
fn numbers_in_a_sentence() {
    let text = "根据青政发〔2024〕3号和《青岚县养老服务办法》（青政规〔2023〕4号）要求，贯彻落实国办发 [2019] 54 号文件精神，原青政办发(2021)第007号同时废止。";
    let found: Vec<String> = DocumentNumber::find_in(text).into_iter().map(|(_, n)| n.to_string()).collect();
    assert_eq!(found, ["青政发〔2024〕3号", "青政规〔2023〕4号", "国办发〔2019〕54号", "青政办发〔2021〕7号"]);
    let codes: Vec<String> = DocumentNumber::find_in("和政发〔2020〕1号与青经信发〔2020〕2号").into_iter().map(|(_, n)| n.code).collect();
    assert_eq!(codes, ["和政发", "青经信发"]);
    for (range, number) in DocumentNumber::find_in(text) {
        assert_eq!(DocumentNumber::parse(&text[range]), Ok(number));
    }
}

#[test]
fn index_numbers_of_the_wild() {
    for (text, scheme) in [
        ("11640112010148754W/2022-00206", IndexScheme::National),
        ("11640112010148754W/2021-5135380", IndexScheme::National),
        ("11640112010148754W/202110-00013", IndexScheme::National),
        ("1150024100913825XR/2024-00047", IndexScheme::National),
        ("000014349/2022-00172", IndexScheme::OrganisationCode),
        ("370400/2022-00091", IndexScheme::DivisionCode),
        ("PZ00101-0200-2024-00143", IndexScheme::AgencyAndCategory),
        ("xhqrmzf-2024-00380", IndexScheme::Initials),
    ] {
        let number = IndexNumber::parse(text).expect(text);
        assert_eq!((number.scheme, number.to_string().as_str()), (scheme, text));
    }
    assert_eq!(IndexNumber::parse("无"), Err(IndexNumberError::Empty));
    assert!(matches!(IndexNumber::parse("11370300MB28347540/2021-None"), Err(IndexNumberError::NoSerial(_))));
    assert!(matches!(IndexNumber::parse("第206条"), Err(IndexNumberError::Malformed(_))));
    assert_eq!(IndexNumber::parse("113708120042158000/2020-00001").map(|n| n.uscc_passes()), Ok(Some(false)));
    assert_eq!(IndexNumber::parse("370400/2022-00091").map(|n| n.uscc_passes()), Ok(None));
}

#[test]
fn our_index_numbers_have_the_national_form() {
    let number = IndexNumber::next("11640112010148754W", 2026, 7);
    assert_eq!(number.to_string(), "11640112010148754W/2026-00007");
    assert_eq!(IndexNumber::parse(&number.to_string()), Ok(number));
    assert_eq!(IndexNumber::next("11640112010148754W", 2026, 123_456).to_string(), "11640112010148754W/2026-123456");
}

#[test]
fn credit_codes_of_organs() {
    for code in ["11640112010148754W", "11370322004222241N", "11441300007187648G", "11341702486344515H", "11370812004339255B"] {
        assert_eq!(Uscc::parse(code).map(|c| c.to_string()), Ok(code.to_owned()));
        assert_eq!(Uscc::complete(&code[..16]).map(|c| c.to_string()), Some(code.to_owned()));
    }
    assert_eq!(Uscc::parse("11640112010148754X"), Err(UsccError::Check { expected: 'W' }));
    assert_eq!(Uscc::parse("11640112010148I54W"), Err(UsccError::Character('I')));
    assert!(matches!(Uscc::parse("11640112010148755W"), Err(UsccError::OrganisationCheck { expected: '4' })));
    assert!(matches!(Uscc::parse("1164"), Err(UsccError::Length(_))));
}

id!(
    /// An id of this test.
    ThingId
);

#[test]
fn ids_are_positive_numbers() {
    assert_eq!("12".parse(), Ok(ThingId(12)));
    assert_eq!(ThingId(12).to_string(), "12");
    for bad in ["0", "-1", "+1", "1.0", "", "abc", "99999999999999999999"] {
        assert!(bad.parse::<ThingId>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_number_is_read_back(code in "[青宁政办发教财函规]{1,6}", year in 1949i16..2100, serial in 1u32..100_000) {
        let number = DocumentNumber::new(code, year, serial);
        prop_assert_eq!(DocumentNumber::parse(&number.to_string()), Ok(number));
    }

    #[test]
    fn one_wrong_character_of_a_code_is_noticed(at in 0usize..17, by in 1usize..31) {
        const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let mut code: Vec<char> = "11640112010148754W".chars().collect();
        let place = ALPHABET.chars().position(|c| c == code[at]).expect("in the alphabet");
        code[at] = ALPHABET.chars().nth((place + by) % 31).expect("in the alphabet");
        prop_assert!(Uscc::parse(&code.iter().collect::<String>()).is_err());
    }
}
