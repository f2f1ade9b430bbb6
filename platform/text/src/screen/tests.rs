//! Does screening find what the law protects, and leave alone what must be public?

use super::*;
use crate::finding::Severity;
use crate::paragraph::Metadata;
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::LazyLock;

mod corpus;
mod documents;
mod samples;

const TODAY: Date = date(2026, 11, 24);
static SCREEN: LazyLock<Screen> = LazyLock::new(|| Screen::new(&Profile::default()).expect("the default profile"));

pub(super) fn paragraph(id: usize, text: &str) -> Paragraph {
    Paragraph { id: format!("p{id}"), kind: ParagraphKind::Body, level: 0, text: text.to_owned(), rows: vec![], image: None }
}

pub(super) fn table(rows: &[&[&str]]) -> Paragraph {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    Paragraph { kind: ParagraphKind::Table, rows, ..paragraph(9, "") }
}

pub(super) fn screen_of(paragraphs: &[Paragraph]) -> Vec<Finding> {
    SCREEN.screen(&Subject::new(&Metadata::default(), paragraphs, TODAY))
}

/// Codes of the families that look at pieces of text: what is missing from a document is another matter.
pub(super) fn codes_in(paragraphs: &[Paragraph]) -> Vec<String> {
    let mut codes: Vec<String> = screen_of(paragraphs)
        .into_iter()
        .map(|f| f.code)
        .filter(|code| !code.starts_with("defect.") && !code.starts_with("duplicate."))
        .collect();
    codes.dedup();
    codes
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let paragraphs: Vec<Paragraph> = text.split('\n').enumerate().map(|(at, line)| paragraph(at, line)).collect();
    assert_eq!(codes_in(&paragraphs), expected, "{text}");
}

#[test]
fn identity_numbers_by_their_checks() {
    for text in [
        "身份证号11010519491231002X",
        "身份证 34052419800101001x。",
        "身份证：１１０１０１１９９００３０７００１１",
        "证件110101 19900307 0011",
        "110101-19900307-0011",
        "名单：1 张三 110101199003070011",
    ] {
        check(text, &["personal.id_card"]);
    }
    check("身份证号320102198512310010", &["personal.id_card"]);
    check("学生身份证640181201506010016", &["personal.id_card", "personal.minor"]);
    check("身份证号110101199003070012", &[]);
    check("身份证号110101199013070011", &[]);
    check("编号A110101199003070011", &[]);
    check("流水1101011990030700110", &[]);
    check("统一社会信用代码11640112010148754W", &[]);
    check("身份证号110101900307001", &["personal.id_card"]);
    check("注册号110101900307001", &[]);
    check("身份证号110101********0011", &[]);
}

#[test]
fn a_mobile_of_a_person_but_not_of_an_office() {
    for text in [
        "张某13812345678",
        "联系人：张某 13812345678",
        "联系人：张某，联系电话：13812345678",
        "手机号码：+86 138 1234 5678",
        "手机：１３８１２３４５６７８",
        "手机138-1234-5678",
        "申请人李某，电话13912345678",
        "咨询电话：王明 13812345678",
        "联系人：李某\n联系电话：13912345678",
        "电话8613812345678，姓名张某",
    ] {
        check(text, &["personal.mobile"]);
    }
    for text in [
        "办公电话：13812345678",
        "咨询电话13812345678",
        "监督电话：县教育局 13812345678",
        "举报电话：0951-4021234、13812345678",
        "联系电话：青岚县教育局 13812345678",
        "联系单位：青岚县民政局\n联系电话：13812345678",
        "青岚县教育局（13812345678）",
        "投资13812345678元",
        "合同编号2023-13812345678-01",
        "见https://www.qinglan.gov.cn/t/13812345678.html",
        "213812345678901",
        "办公电话0951-4021234，12345",
        "坐标0.13812345678",
    ] {
        check(text, &[]);
    }
    let bare = screen_of(&[paragraph(1, "联系电话：13812345678")]);
    let mobile = bare.iter().find(|f| f.code == "personal.mobile").expect("found");
    assert_eq!(mobile.severity, Severity::Warn);
    assert_eq!(mobile.masked.as_deref(), Some("138****5678"));
}

#[test]
fn bank_cards_and_accounts() {
    for text in [
        "银行卡6222021234567890128",
        "卡号：6217001234567893",
        "账号622848001234567894",
        "卡号6222 0212 3456 7890 128",
        "一卡通账号：1234567890123",
    ] {
        check(text, &["personal.bank_card"]);
    }
    for text in [
        "6217001234567894",
        "项目编号6217001234567893",
        "统一社会信用代码：11640112010148754W",
        "账号、电话：0951-4021234",
        "备案号35012899001",
    ] {
        check(text, &[]);
    }
    let fee = screen_of(&[paragraph(1, "保证金缴纳：户名：青岚县公共资源交易中心，账号：1234567890123456")]);
    let card = fee.iter().find(|f| f.code == "personal.bank_card").expect("found");
    assert_eq!(card.severity, Severity::Warn);
}

#[test]
fn plates_by_ga_36() {
    for text in ["车牌宁A12345", "京AD12345违停", "粤B12345D", "沪A·F1234", "车主张某，宁A 12345"] {
        check(text, &["personal.plate"]);
    }
    for text in ["沪A·F123", "京I12345", "京AO1234", "公务用车宁A12345", "宁A1234警", "渝G2020年", "新A级景区5家"] {
        check(text, &[]);
    }
}

#[test]
fn addresses_of_homes_but_not_of_offices() {
    for text in [
        "家庭住址：青岚县东河镇柳树村三组12号",
        "张某，住青岚县东河镇柳树村3组，身份证110101199003070011",
        "村民张某，住青岚县东河镇柳树村三组12号",
        "户籍地址：澄江市青岚县人民路8号阳光小区2号楼3单元501室",
    ] {
        let paragraphs = [paragraph(1, text)];
        assert!(codes_in(&paragraphs).contains(&"personal.address".to_owned()), "{text}");
    }
    for text in [
        "办公地址：青岚县人民路1号",
        "地址：青岚县人民路1号政务服务中心2楼201室",
        "居民可到青岚县人民路12号政务大厅办理",
        "申请人的姓名、住址、身份证号码",
        "家庭住址：青岚县东河镇***",
        "当事人可向青岚县人民法院起诉",
        "公司住所地青岚县工业园区3号",
    ] {
        check(text, &[]);
    }
}

#[test]
fn birth_dates_but_not_conditions_of_age() {
    for text in
        ["出生日期：1990年5月6日", "张某，男，1990年5月6日出生", "生于1990-05-06", "出生年月：1990.05", "张某，汉族，1975年3月生，大学学历"]
    {
        check(text, &["personal.birth_date"]);
    }
    for text in [
        "1990年1月1日以后出生的人员",
        "2018年9月1日至2019年8月31日出生的适龄儿童",
        "出生于1990年1月1日以后",
        "本办法自2026年5月1日生效",
        "2026年5月生产总值",
        "1990年出生",
        "出生医学证明2026年1月1日起",
    ] {
        check(text, &[]);
    }
    check("出生日期：2015年6月1日", &["personal.birth_date", "personal.minor"]);
}

#[test]
fn children_means_and_health() {
    check("孤儿名单：王小明、李小红", &["personal.minor"]);
    check("学生王小明，男，8岁，就读于县一小", &["personal.minor"]);
    check("孤儿、困境儿童、留守儿童关爱服务", &[]);
    check("不满14周岁的未成年人", &[]);
    check("户主张某，家庭年收入12000元", &["personal.property"]);
    check("农村居民年收入12345元", &[]);
    check("患者张某，病情：肺癌晚期", &["personal.health"]);
    check("患有严重疾病的人员", &[]);
    check("护照号码E12345678", &["personal.passport"]);
    check("产品型号E12345678", &[]);
    check("申请人邮箱zhangsan@example.com", &["personal.email"]);
    check("意见反馈邮箱：qlxjyj@example.com", &[]);
    check("邮箱zwgk@qinglan.gov.cn", &[]);
}

#[test]
fn classification_marks_but_not_the_law_of_secrets() {
    for text in ["机密★1年", "秘密★", "绝密★长期", "密级：机密", "机密", "秘密 ★ 6个月", "【机密】"] {
        check(text, &["classified.marking"]);
    }
    for text in [
        "保守国家秘密",
        "国家秘密的密级分为绝密、机密、秘密三级",
        "涉及国家秘密、商业秘密和个人隐私的",
        "不得泄露工作秘密",
        "密级：公开",
        "宗教内部资料性出版物",
        "规定“此件不公开”的文件",
        "按照绝密级载体管理",
    ] {
        check(text, &[]);
    }
    for text in ["（此件不公开）", "（此件不予公开）", "公开属性：不予公开", "（此件依申请公开）"] {
        check(text, &["classified.not_public"]);
    }
    for text in ["内部资料，注意保存", "（内部使用）", "工作秘密★3年", "内部文件　不得外传"] {
        check(text, &["classified.internal"]);
    }
    check("（此件公开发布）", &[]);
    let metadata = Metadata { openness: Some("on_request".to_owned()), ..Metadata::default() };
    let paragraphs = [paragraph(1, "（此件依申请公开）")];
    let found = SCREEN.screen(&Subject::new(&metadata, &paragraphs, TODAY));
    assert!(found.iter().all(|f| f.code != "classified.not_public"));
}

#[test]
fn tampering() {
    check("{蜜色影院}-精品国产精品国产自在久国产,高清无码", &["tamper.advertising"]);
    check("國(guo)務院(yuan)各(ge)部委", &["tamper.pinyin"]);
    check("依法查处利用老虎机、百家乐赌博的行为", &[]);
    check("百家樂 老虎機 註冊", &["tamper.advertising"]);
    check("機密★1年", &["classified.marking"]);
    check("政府\u{200B}信息", &["tamper.zero_width"]);
    check("政府\u{202E}信息", &["tamper.bidi"]);
    check("政✿ღ府◈信息", &["tamper.noise"]);
    check("gоvernment", &["tamper.homoglyph"]);
    check("系数α和β", &[]);
    check("详见http://www.example.com/a", &["tamper.offsite_link"]);
    check("详见https://www.gov.cn/zhengce/", &[]);
    check("五星级★★★★★酒店", &[]);
}

#[test]
fn a_column_is_one_finding_and_is_masked_whole() {
    let rows: &[&[&str]] = &[
        &["序号", "姓 名", "身份证号", "家庭住址", "年收入（元）", "致贫原因", "联系电话"],
        &["1", "张三", "110101199003070011", "青岚县东河镇柳树村三组12号", "5000", "因病", "13812345678"],
        &["2", "李四", "320102198512310010", "青岚县东河镇柳树村二组", "6,000", "因残", "13912345678"],
        &["3", "王五", "11010519491231002X", "东河镇", "", "无", "0951-4021234"],
    ];
    let mut paragraphs = [table(rows)];
    let found: Vec<Finding> = screen_of(&paragraphs).into_iter().filter(|f| f.code.starts_with("personal")).collect();
    let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["personal.id_card", "personal.address", "personal.property", "personal.health", "personal.mobile"]);
    assert_eq!(found[0].place, "表1第2行起第3列（身份证号）共3处");
    let text: Vec<char> = table_text(&paragraphs[0].rows).chars().collect();
    let span = found[0].span.clone().expect("a span");
    assert_eq!(text[span.start..span.end].iter().collect::<String>(), "110101199003070011");
    SCREEN.apply_masks(&mut paragraphs, None, &found, TODAY);
    assert_eq!(paragraphs[0].rows[2], ["2", "李四", "320102********0010", "青岚县东河镇***", "***", "***", "139****5678"]);
    assert_eq!(paragraphs[0].rows[3][3], "东河镇");
    assert!(screen_of(&paragraphs).iter().all(|f| !f.code.starts_with("personal")), "nothing is left to mask");
}

#[test]
fn tables_of_offices_and_of_children() {
    check_table(&[&["单位", "办公地址", "联系电话"], &["县教育局", "青岚县人民路1号", "13812345678"]], &[]);
    check_table(&[&["姓名", "职务", "手机号"], &["张三", "河长", "13812345678"]], &["personal.mobile"]);
    check_table(&[&["学生姓名", "学校"], &["王小明", "县一小"], &["李小红", "县二小"]], &["personal.minor"]);
    check_table(&[&["姓名", "年龄", "救助金额"], &["王小明", "8", "500"], &["张大山", "58", "500"]], &["personal.minor"]);
    check_table(
        &[&["姓名", "张三"], &["身份证号码", "110101199003070011"], &["家庭住址", "青岚县东河镇柳树村三组12号"]],
        &["personal.id_card", "personal.address"],
    );
    check_table(&[&["项目", "金额", "年度"], &["公路", "138", "2026"]], &[]);
    check_table(&[&["姓名", "单位", "岗位"], &["张三", "县医院", "护士"]], &[]);
}

#[track_caller]
fn check_table(rows: &[&[&str]], expected: &[&str]) {
    assert_eq!(codes_in(&[table(rows)]), expected, "{rows:?}");
}

#[test]
fn attachments_with_their_hidden_parts_are_read() {
    let hidden = vec![Hidden { how: "sheet".to_owned(), place: "Sheet2!A5".to_owned(), text: "张三 110101199003070011".to_owned() }];
    let rows = vec![vec!["姓名".to_owned(), "手机号".to_owned()], vec!["张三".to_owned(), "13812345678".to_owned()]];
    let blocks = vec![PlacedBlock { place: "名单".to_owned(), content: Content::Table { rows, is_sheet: true } }];
    let attachment = AttachmentText { name: "名单.xlsx".to_owned(), kind: "xlsx".to_owned(), bytes: 9000, blocks, hidden, links: vec![] };
    let (metadata, paragraphs) = (Metadata::default(), [paragraph(1, "现予公布。")]);
    let subject = Subject { attachments: std::slice::from_ref(&attachment), ..Subject::new(&metadata, &paragraphs, TODAY) };
    let found = SCREEN.screen(&subject);
    let told: Vec<(&str, &str)> =
        found.iter().filter(|f| !f.code.starts_with("defect")).map(|f| (f.code.as_str(), f.place.as_str())).collect();
    assert_eq!(
        told,
        [
            ("personal.mobile", "附件“名单.xlsx” 名单!B2"),
            ("tamper.hidden", "附件“名单.xlsx” Sheet2!A5（隐藏工作表）"),
            ("personal.id_card", "附件“名单.xlsx” Sheet2!A5（隐藏工作表）"),
        ]
    );
    assert!(found.iter().all(|f| !f.excerpt.contains("110101199003070011")), "{found:#?}");
}

#[test]
fn excerpts_never_tell_the_value() {
    let found = screen_of(&[paragraph(1, "联系人：张某 13812345678，身份证110101199003070011，卡号6222021234567890128。")]);
    assert_eq!(found.iter().filter(|f| f.code.starts_with("personal")).count(), 3);
    for finding in found {
        for value in ["13812345678", "110101199003070011", "6222021234567890128"] {
            assert!(!finding.excerpt.contains(value), "{}", finding.excerpt);
        }
    }
}

#[test]
fn masks_by_profile_and_strictly() {
    let text = "张某13812345678，110101199003070011";
    assert_eq!(SCREEN.mask(text).0, "张某138****5678，110101********0011");
    let strict = Screen::new(&Profile { strict: true, ..Profile::default() }).expect("a profile");
    assert_eq!(strict.mask(text).0, "张某***，***");
    let child = SCREEN.mask_on("学生640181201506010016", TODAY);
    assert_eq!(child.0, "学生***");
}

#[test]
fn a_site_may_switch_off_and_change_severity() {
    let mut profile = Profile { off: vec!["personal.mobile".to_owned()], ..Profile::default() };
    profile.severity.insert("personal.id_card".to_owned(), Severity::Warn);
    profile.classified.words.push("青龙项目".to_owned());
    let screen = Screen::new(&profile).expect("a profile");
    let paragraphs = [paragraph(1, "青龙项目张某13812345678，110101199003070011")];
    let found = screen.screen(&Subject::new(&Metadata::default(), &paragraphs, TODAY));
    let told: Vec<_> = found.iter().filter(|f| !f.code.starts_with("defect")).map(|f| (f.code.as_str(), f.severity)).collect();
    assert_eq!(told, [("personal.id_card", Severity::Warn), ("classified.word", Severity::Warn)]);
}

/// A file without a line end, or of nothing but numbers, must not take for ever.
#[test]
fn a_text_without_any_end_is_read_in_linear_time() {
    let dense = "身份证号110101199003070011出生日期1990年5月6日宁A12345手机138 1234 5678工作秘密★1年机密此件不公开家庭住址青岚县柳树村3组8号http://a.example.com 户主月收入5000元";
    let long = |piece: &str| piece.repeat(240_000 / piece.len());
    for text in [
        long(dense),
        long("1 2 3 44 555 "),
        long("138 1234 5678 "),
        long("a") + "13812345678",
        long("(a"),
        long("@a."),
        long("住址"),
        long("出生"),
        long("内部资料“"),
    ] {
        let started = std::time::Instant::now();
        let found = screen_of(&[paragraph(1, &text)]);
        let (masked, _) = SCREEN.mask_on(&text, TODAY);
        assert!(!masked.contains("110101199003070011"));
        println!("{} bytes, {} findings, {:?}", text.len(), found.len(), started.elapsed());
        // Seconds even when the machine is busy; a quadratic rule takes minutes.
        assert!(started.elapsed().as_secs() < 40, "too slow: {}", text.chars().take(12).collect::<String>());
    }
}

fn identity_number() -> impl Strategy<Value = String> {
    (0usize..31, 0u32..10_000, 0i64..40_000, 0u32..1000).prop_map(|(province, area, days, serial)| {
        let provinces =
            [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65];
        let born = date(1905, 1, 1).saturating_add(jiff::Span::new().days(days));
        let head = format!("{}{area:04}{:04}{:02}{:02}{serial:03}", provinces[province], born.year(), born.month(), born.day());
        let check = numbers::id_check_digit(head.as_bytes()) as char;
        format!("{head}{check}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn valid_identity_numbers_are_always_found_and_masked(number in identity_number(), before in "[\\p{Han}，：（ ]{0,8}", after in "[\\p{Han}，。）]{0,6}") {
        let text = format!("{before}{number}{after}");
        let found = screen_of(&[paragraph(1, &text)]);
        prop_assert!(found.iter().any(|f| f.code == "personal.id_card"), "{}", text);
        prop_assert!(!SCREEN.mask_on(&text, TODAY).0.contains(&number));
        for finding in found {
            prop_assert!(!finding.excerpt.contains(&number));
        }
    }

    #[test]
    fn a_changed_check_digit_is_never_an_identity_number(number in identity_number(), other in 0usize..11) {
        let check = "0123456789X".as_bytes()[other] as char;
        prop_assume!(!number.ends_with(check));
        let wrong = format!("{}{check}", &number[..17]);
        let text = format!("身份证号{wrong}");
        let found = screen_of(&[paragraph(1, &text)]);
        prop_assert!(found.iter().all(|f| f.code != "personal.id_card"), "{}", wrong);
    }

    #[test]
    fn digits_inside_longer_runs_are_nobodys(run in "[0-9]{20,60}") {
        let text = format!("数据{run}");
        let found = screen_of(&[paragraph(1, &text)]);
        prop_assert!(found.iter().all(|f| !f.code.starts_with("personal")), "{}", run);
    }

    #[test]
    fn any_text_is_screened_and_spans_lie_within(text in "\\PC{0,80}", soup in "[0-9A-Za-z宁A京·（）()@★×年月日生号住址：:. _-]{0,80}") {
        for text in [text, soup] {
            let paragraphs = [paragraph(1, &text)];
            for finding in screen_of(&paragraphs) {
                if let Some(span) = finding.span {
                    prop_assert!(span.start <= span.end && span.end <= text.chars().count());
                }
            }
            let (masked, done) = SCREEN.mask_on(&text, TODAY);
            for one in done {
                let value: String = text.chars().skip(one.start).take(one.end - one.start).collect();
                prop_assert!(value != one.masked, "{} -> {}", text, masked);
            }
        }
    }

    #[test]
    fn any_table_is_screened_and_masked(rows in proptest::collection::vec(proptest::collection::vec("(姓名|身份证号|年收入|13812345678|110101199003070011|[0-9]{0,12}|\\PC{0,6})", 0..5), 0..5)) {
        let mut paragraphs = [Paragraph { kind: ParagraphKind::Table, rows, ..paragraph(1, "") }];
        let n = table_text(&paragraphs[0].rows).chars().count();
        let found = screen_of(&paragraphs);
        for finding in &found {
            if let Some(span) = &finding.span {
                prop_assert!(span.start <= span.end && span.end <= n.max(paragraphs[0].text.chars().count()));
            }
        }
        SCREEN.apply_masks(&mut paragraphs, None, &found, TODAY);
        let left = screen_of(&paragraphs);
        prop_assert!(left.iter().all(|f| f.code != "personal.id_card"), "{:?}", paragraphs[0].rows);
    }
}
