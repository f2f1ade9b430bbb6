//! Is each phrase of real catalogues read as the rule that it means, and nothing read that is not there?

use std::collections::BTreeMap;

use gongkai_law::Calendar;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const STANDARD: &str = include_str!("../../../data/standard26.tsv");

fn phrases() -> impl Iterator<Item = &'static str> {
    STANDARD.lines().skip(1).map(|row| row.split('\t').nth(6).expect("a column of the table"))
}

/// The phrase, and its parts in words; `?` after a part whose event had to be assumed.
#[track_caller]
fn check(phrase: &str, words: &[&str]) {
    let term = parse(phrase).unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<String> = term.parts.iter().map(Part::in_words).map(|words| words.replace("（未写明起算之日）", "?")).collect();
    assert_eq!(found, words, "{phrase}: {term:?}");
    assert_eq!(parse(&term.in_words()).as_ref(), Ok(&term), "{} reads back", term.in_words());
}

#[track_caller]
fn unread(phrase: &str) {
    assert!(parse(phrase).is_err(), "{phrase} was read as {:?}", parse(phrase));
}

const FORMED_20: &str = "信息形成或者变更后20个工作日内公开";

#[test]
fn t1_twenty_working_days_after_formation() {
    for phrase in [
        "信息形成或者变更之日起20个工作日内",
        "信息形成或变更之日起20个工作日内公开",
        "信息形成或者变更之日起20个工作日内予以公开",
        "自该政府信息形成或者变更之日起20个工作日内及时公开",
        "自该信息形成或者变更之日起20个工作日内",
        "自政府信息形成或者变更之日起20个工作日内",
        "公开事项信息形成或变更之日起20个工作日内公开",
        "信息形成（变更）20个工作日内",
        "信息形成(变更)20个工作日内",
        "信息获取（形成、变更）20个工作日内",
        "信息形成之日起20个工作日内",
        "信息形成之后20个工作日内",
        "信息形成20个工作日内公开",
        "形成或者变更之日起20个工作日内予以公开",
        "信息形成(变更)下发至本单位20个工作日内",
        "自信息形成或者变更之日起20 个 工 作\n日 内予以公开",
        "信息形成或者变更之日起二十个工作日内",
        "資訊形成或者變更之日起20個工作日內".replace("資訊", "信息").as_str(),
        "信息形成或变更之日起２０工作日内公开。",
    ] {
        check(phrase, &[FORMED_20]);
    }
    check("自制作或获取该信息之日起20个工作日内公开", &["制定或者获取信息后20个工作日内公开"]);
    check("信息产生、变更之日起20个工作日内公开,保持长期公开", &[FORMED_20, "长期公开"]);
}

#[test]
fn t2_a_bare_number_says_that_the_event_was_assumed() {
    for phrase in ["20个工作日", "20个工作日内", "20工作日", "公开时限：20个工作日"] {
        check(phrase, &["信息形成或者变更后20个工作日内公开?"]);
    }
}

#[test]
fn t3_t4_shorter_ones() {
    check("制定或获取信息之日起10个工作日内", &["制定或者获取信息后10个工作日内公开"]);
    for made in ["文件", "扶持政策措施", "指南", "备案政策", "补贴政策", "评估结果"] {
        check(&format!("制定或获取{made}之日起10个工作日内"), &["制定或者获取信息后10个工作日内公开"]);
    }
    check("信息形成或变更之日起3个工作日内", &["信息形成或者变更后3个工作日内公开"]);
    check("信息形成(变更)5个工作日内", &["信息形成或者变更后5个工作日内公开"]);
    check("颁布或印发之日起5个工作日内", &["颁布或印发后5个工作日内公开"]);
}

#[test]
fn t5_seven_working_days_after_a_decision() {
    check("自作出行政决定之日起7个工作日内公示", &["作出行政决定后7个工作日内公开"]);
    check("制作或获取信息之日起7个工作日内", &["制定或者获取信息后7个工作日内公开"]);
    check("行政处罚决定做出之日起7个工作日内（旧版10个工作日）", &["行政处罚决定：作出行政决定后7个工作日内公开"]);
    check("行政处罚决定形成之日起7个工作日内", &["行政处罚决定：作出行政决定后7个工作日内公开"]);
    check("行政处罚决定7个工作日内", &["行政处罚决定：信息形成或者变更后7个工作日内公开?"]);
    check("自作出之日起20个工作日内", &["作出行政决定后20个工作日内公开"]);
    check(
        "执法决定信息在决定作出之日起7个工作日内公开，其他相关信息形成或变更之日起20个工作日内公开",
        &["执法决定信息：作出行政决定后7个工作日内公开", "其他相关信息：信息形成或者变更后20个工作日内公开"],
    );
    check(
        "信息形成20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示",
        &[FORMED_20, "行政许可、行政处罚事项：作出行政决定后7个工作日内公开"],
    );
    check(
        "信息形成之日起20个工作日内；行政许可和行政处罚决定作出后7个工作日内",
        &[FORMED_20, "行政许可和行政处罚决定：作出行政决定后7个工作日内公开"],
    );
    check("自该信息形成或者变更之日起20个工作日内（行政处罚7个工作日内）", &[FORMED_20, "行政处罚：信息形成或者变更后7个工作日内公开?"]);
    check(
        "行政处罚决定形成之日起20个工作日内（2021年后：作出之日起20个工作日内经国家企业信用信息公示系统公示）",
        &["行政处罚决定：作出行政决定后20个工作日内公开", "2021年后：作出行政决定后20个工作日内，在国家企业信用信息公示系统公开"],
    );
}

#[test]
fn t6_parts_have_their_own_rules() {
    check(
        "1.除处罚决定外其他内容：长期公开（动态调整）；2.处罚决定：20个工作日内",
        &["除处罚决定外其他内容：长期公开", "处罚决定：信息形成或者变更后20个工作日内公开?"],
    );
    check(
        "1、除处罚决定外其他内容:长期公开2、处罚决定:20个工作日内",
        &["除处罚决定外其他内容：长期公开", "处罚决定：信息形成或者变更后20个工作日内公开?"],
    );
    check("①政策：长期公开②结果：20个工作日内", &["政策：长期公开", "结果：信息形成或者变更后20个工作日内公开?"]);
    check(
        "指南类：自信息形成或者变更之日起20个工作日内予以公开；许可、处罚等结果：自信息形成或者变更之日起7个工作日内予以公开",
        &["指南类：信息形成或者变更后20个工作日内公开", "许可、处罚等结果：信息形成或者变更后7个工作日内公开"],
    );
    check("20个工作日内；隐患信息按进展及时公开", &["信息形成或者变更后20个工作日内公开?", "隐患信息：按进展情况及时公开"]);
}

#[test]
fn t7_t8_t9_keywords_and_a_number_before_them_wins() {
    for phrase in ["实时公开", "实时", "即时公开"] {
        check(phrase, &["实时公开"]);
    }
    for phrase in ["及时公开", "及时公告", "及时公布", "及时", "随时公告"] {
        check(phrase, &["及时公开"]);
    }
    check("重大决策作出后及时公开", &["重大决策作出后及时公开"]);
    check("重大决策作出后，及时公开", &["重大决策作出后及时公开"]);
    check("征集结束后及时公开", &["征集结束后及时公开"]);
    check("自作出确定文书后及时公开", &["作出确定文书后及时公开"]);
    check("自该政府信息形成或者变更之日起20个工作日内及时公开", &[FORMED_20]);
    check("及时公开，最迟不超过20个工作日", &["及时公开", "信息形成或者变更后20个工作日内公开?"]);
    check("信息形成之日起20个工作日内（不合格信息及时公布）", &[FORMED_20, "不合格信息：及时公开"]);
    check("按进展情况及时公开", &["按进展情况及时公开"]);
    check("根据工作进展及时公开", &["按进展情况及时公开"]);
    check("空气质量实时公开；饮用水水源水质每月（季）公开", &["空气质量：实时公开", "饮用水水源水质：每月公开"]);
}

#[test]
fn t10_standing() {
    for phrase in ["长期公开", "长期", "长期公示", "常年公开", "永久公开", "长期公开（动态调整）", "长期有效", "保持长期公开"]
    {
        check(phrase, &["长期公开"]);
    }
    assert_eq!(parse("长期公开（动态调整）").unwrap().remarks, ["动态调整"]);
}

#[test]
fn t11_to_t14_named_events() {
    check("本级人民代表大会或其常务委员会批准后20日内", &["本级人民代表大会或其常务委员会批准后20日内公开"]);
    check("本级人大批准之日起20日内公开", &["本级人民代表大会或其常务委员会批准后20日内公开"]);
    for phrase in ["本级政府财政部门批复后20日内", "财政部门批复后20日内", "(财政部门)批复后20日内", "批复后20日内"]
    {
        check(phrase, &["本级政府财政部门批复后20日内公开"]);
    }
    for phrase in ["自收到申请之日起20个工作日内公开", "收到申请之日起20个工作日内"] {
        check(phrase, &["收到申请后20个工作日内公开"]);
    }
    check("收到征地批准文件之日起10个工作日内公开", &["收到批准文件后10个工作日内公开"]);
    check("收到批准文件之日起15个工作日内发布（旧标准为10个工作日内）", &["收到批准文件后15个工作日内公开"]);
}

#[test]
fn t15_an_event_and_a_channel() {
    check("拟征收土地现状调查结束后5个工作日内，在村公示栏公开", &["拟征收土地现状调查结束后5个工作日内，在村公示栏公开"]);
    check(
        "在实地启动拟征收土地工作时，在村公示栏公开；收到征地批准文件之日起10个工作日内，在政府网站公开",
        &["实地启动拟征收土地工作当日，在村公示栏公开", "收到批准文件后10个工作日内，在政府网站公开"],
    );
    check("在公告规定期限内，于村公示栏公开", &["公告规定的期限内，在村公示栏公开"]);
}

#[test]
fn t16_minimum_display() {
    check("公示7个工作日", &["公示期不少于7个工作日"]);
    check("公示期不少于10日", &["公示期不少于10日"]);
    check("公示期限不得少于5日", &["公示期不少于5日"]);
    check("公告时间不少于30日", &["公示期不少于30日"]);
    check("不少于20个工作日", &["公示期不少于20个工作日"]);
    check("征求意见期限不得少于30日", &["征求意见：公示期不少于30日"]);
    check("信息披露期不少于20个工作日", &["信息披露：公示期不少于20个工作日"]);
    check("批前公示时间不得少于30日；批准后20个工作日内公布", &["批前公示：公示期不少于30日", "批准后20个工作日内公开"]);
    check("公告期限不少于5个工作日（竞争性磋商等3个工作日）", &["公示期不少于5个工作日", "竞争性磋商等：公示期不少于3个工作日"]);
    check("信息形成（变更）20个工作日内；村级公示不少于10日", &[FORMED_20, "村级公示：公示期不少于10日"]);
    check("制定或获取信息之日起10个工作日内，公示7个工作日", &["制定或者获取信息后10个工作日内公开", "公示期不少于7个工作日"]);
}

#[test]
fn t17_after_a_result() {
    check("资金分配结果确定后20个工作日内", &["资金分配结果确定后20个工作日内公开"]);
    check("批后公布应在规划批准后20个工作日内向社会公布", &["批后公布：规划批准后20个工作日内公开"]);
    check("自中标、成交供应商确定之日起2个工作日内", &["中标、成交供应商确定后2个工作日内公开"]);
    check("自合同签订之日起2个工作日内", &["合同签订后2个工作日内公开"]);
    check("自收到评标报告之日起3日内公示，公示期不得少于3日", &["收到评标报告后3日内公开", "公示期不少于3日"]);
    check("自完成并履行有关报审程序后5个工作日内", &["完成并履行有关报审程序后5个工作日内公开"]);
    check("交易合同生效后5个工作日内公告，公告期不少于5个工作日", &["交易合同生效后5个工作日内公开", "公示期不少于5个工作日"]);
}

#[test]
fn t18_before_an_event() {
    check(
        "《听证通知书》在组织听证7个工作日前予以公开；其他听证公开内容为依申请公开",
        &["《听证通知书》：组织听证前至少7个工作日公开", "其他听证公开内容：依申请公开"],
    );
    check("至少在投标、拍卖或者挂牌开始日前20日", &["投标、拍卖或者挂牌开始日前至少20日公开"]);
    check("提前一周发通知邀请", &["提前7日公开"]);
    check("计划停水提前24小时；其他20个工作日", &["计划停水前至少24小时公开", "其他：信息形成或者变更后20个工作日内公开?"]);
}

#[test]
fn t19_periodic() {
    check("每季度", &["每季度公开"]);
    check("每季公告一次", &["每季度公开"]);
    check("每季度前10日内", &["每季度前10日内公开"]);
    check("每季度前10日内集中公布上季度情况", &["每季度结束后10日内公开"]);
    check("每半年", &["每半年公开"]);
    check("半年至少更新1次", &["每半年公开"]);
    check("每月（季）", &["每月公开"]);
    check("每20个工作日更新", &["每20个工作日公开"]);
    check("20个工作日内（每20个工作日更新）", &["信息形成或者变更后20个工作日内公开?", "每20个工作日公开"]);
    check("每年3月底前", &["每年3月31日前公开"]);
    check("名录每年3月底前公布", &["名录：每年3月31日前公开"]);
    check("每年1月31日前", &["每年1月31日前公开"]);
    check("每月10日前公布", &["每月前10日内公开"]);
    check("每日", &["每日公开"]);
    check(
        "企业或单位每季公告一次，个体工商户和其他个人每半年公告一次，走逃失踪户随时公告",
        &["企业或单位：每季度公开", "个体工商户和其他个人：每半年公开", "走逃失踪户：及时公开"],
    );
}

#[test]
fn t20_together_with() {
    check("随采购公告、采购文件公开", &["随采购公告、采购文件公开"]);
    check("随同预算公开", &["随预算公开"]);
    check("随中标、成交结果同时公告", &["随中标、成交结果公开"]);
}

#[test]
fn t21_an_exception_changes_no_number() {
    for phrase in [
        "自政府信息形成或者变更之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的，从其规定",
        "自该信息形成或者变更之日起20个工作日内予以公开，法律法规另有规定的除外",
        "信息形成或变更之日起20个工作日内公开，法律、法规另有规定的，从其规定。",
    ] {
        check(phrase, &[FORMED_20]);
        assert!(parse(phrase).unwrap().unless_law_says_otherwise, "{phrase}");
    }
    check("作出行政决定之日起7个工作日内，法律法规另有规定的从其规定", &["作出行政决定后7个工作日内公开"]);
    assert!(!parse("20个工作日").unwrap().unless_law_says_otherwise);
}

#[test]
fn what_is_not_understood_is_never_guessed() {
    for phrase in [
        "",
        " ",
        "同上",
        "法律、法规另有规定的，从其规定",
        "信息形成或者变更之日起 * 个工作日内",
        "信息形成或者变更之日起*个工作日内及时公开",
        "××个工作日",
        "__个工作日内",
        "(略)",
        "略",
        "按规定时限",
        "按法律规定的期限公开",
        "视情况",
        "20",
        "0个工作日",
        "20个",
        "99999个工作日",
        "收到申请之日起20个工作日内答复，需延长的延长20个工作日",
        "每年13月底前",
        "每年2月30日前",
        "每季度3月底前",
        "20个工作日内（其中征地信息另行确定，10个工作日）",
        "信息形成之日起20个工作日内公开且不得早于听证",
        "网站",
        "政府网站",
        "开标前3日内公开",
        "内季度不少于",
        "半年至少",
    ] {
        unread(phrase);
    }
}

/// Which families a term belongs to, by what was read.
fn families(phrase: &str) -> Vec<&'static str> {
    let term = parse(phrase).unwrap_or_else(|error| panic!("{error}"));
    let mut found: Vec<&'static str> = term.parts.iter().map(family).collect();
    // Mixed by part: some of it stands for long, some has a day.
    if term.parts.iter().any(|part| part.rule == Rule::Standing && !part.scope.is_empty()) {
        found = vec!["T6", "T10"];
    }
    if term.unless_law_says_otherwise {
        found.push("T21");
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn family(part: &Part) -> &'static str {
    let days = |n: u16| Span { amount: n, unit: Unit::WorkingDays };
    match &part.rule {
        Rule::Within { span, .. } if part.anchor_assumed && *span == days(20) => "T2",
        Rule::Within { anchor: Anchor::FormedOrChanged | Anchor::MadeOrObtained | Anchor::DecisionMade, span } => match span.amount {
            7 => "T5",
            10 => "T3",
            20 => "T1",
            _ => "T4",
        },
        Rule::Within { anchor: Anchor::CongressApproved, .. } => "T11",
        Rule::Within { anchor: Anchor::FinanceReplied, .. } => "T12",
        Rule::Within { anchor: Anchor::ApprovalReceived, .. } => "T14",
        Rule::SetBy { .. } => "T15",
        Rule::Within { span: Span { amount: 0, .. }, .. } => "T15",
        Rule::Within { .. } if !part.channel.is_empty() => "T15",
        Rule::Within { .. } => "T17",
        Rule::RealTime => "T7",
        Rule::Prompt { .. } => "T8",
        Rule::Progress => "T9",
        Rule::Standing => "T10",
        Rule::OnRequest { .. } => "T13",
        Rule::Shown { .. } => "T16",
        Rule::Before { .. } => "T18",
        Rule::Periodic { .. } => "T19",
        Rule::With { .. } => "T20",
    }
}

#[test]
fn every_row_of_the_26_fields_is_read() {
    let mut counts = BTreeMap::new();
    let mut n_rows = 0;
    for phrase in phrases() {
        n_rows += 1;
        for family in families(phrase) {
            *counts.entry(family).or_insert(0) += 1;
        }
        let term = parse(phrase).unwrap();
        assert_eq!(parse(&term.in_words()).as_ref(), Ok(&term), "{phrase} is told as {}", term.in_words());
    }
    assert_eq!(n_rows, 650);
    // As the table of families counts the same rows with patterns, except: T2 35 for 34 (其他20个工作日 within a phrase), T8 31 for
    // 51 (10 are the tail of T1, 11 are T9, and 随时 is one more), T13 8 for 7 (为依申请公开 without a number), T17 15 for 23 (decisions,
    // 及时 and channels after an event are counted by what they are).
    let expected = [
        ("T1", 419),
        ("T2", 35),
        ("T3", 23),
        ("T4", 1),
        ("T5", 70),
        ("T6", 30),
        ("T7", 9),
        ("T8", 31),
        ("T9", 11),
        ("T10", 33),
        ("T11", 16),
        ("T12", 7),
        ("T13", 8),
        ("T14", 4),
        ("T15", 3),
        ("T16", 19),
        ("T17", 15),
        ("T18", 4),
        ("T19", 8),
        ("T20", 4),
        ("T21", 27),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[track_caller]
fn falls_due(phrase: &str, event: Date, expected: Option<Date>) {
    let term = parse(phrase).expect(phrase);
    let due = due(&term.parts[0].rule, event, &Settled::default(), &Calendar::national());
    assert_eq!(due.map(|due| due.on), expected, "{phrase}");
}

#[test]
fn days_are_reckoned_by_the_calendar() {
    // 30 September 2026 is a Wednesday; 1–7 October are off, 20 September and 10 October are worked in exchange.
    falls_due("20个工作日", date(2026, 11, 2), Some(date(2026, 11, 30)));
    falls_due("作出行政决定之日起7个工作日内", date(2026, 9, 30), Some(date(2026, 10, 15)));
    // 21 November 2026 is a Saturday (民法典 article 203).
    falls_due("财政部门批复后20日内", date(2026, 11, 1), Some(date(2026, 11, 23)));
    falls_due("实时公开", date(2026, 11, 20), Some(date(2026, 11, 21)));
    falls_due("及时公开", date(2026, 11, 2), Some(date(2026, 11, 9)));
    falls_due("长期公开", date(2026, 11, 2), Some(date(2026, 11, 30)));
    falls_due("在组织听证7个工作日前予以公开", date(2026, 11, 20), Some(date(2026, 11, 11)));
    falls_due("计划停水提前24小时", date(2026, 11, 20), Some(date(2026, 11, 19)));
    falls_due("在实地启动拟征收土地工作时公开", date(2026, 11, 21), Some(date(2026, 11, 21)));
    falls_due("印发之日起3个月内", date(2026, 8, 31), Some(date(2026, 11, 30)));
    for phrase in ["公示7个工作日", "每季度", "随同预算公开", "在公告规定期限内公开"] {
        falls_due(phrase, date(2026, 11, 2), None);
    }
    // An agency that settles 及时 as longer than the law allows gets what the law allows (条例 article 26).
    let settled = Settled { prompt: Span { amount: 60, unit: Unit::WorkingDays }, ..Settled::default() };
    let rule = Rule::Prompt { anchor: Anchor::FormedOrChanged };
    assert_eq!(due(&rule, date(2026, 11, 2), &settled, &Calendar::national()).map(|due| due.on), Some(date(2026, 11, 30)));
    let until = |amount, unit| shown_until(Span { amount, unit }, date(2026, 11, 2), &Calendar::national()).on;
    assert_eq!((until(7, Unit::WorkingDays), until(10, Unit::Days)), (date(2026, 11, 12), date(2026, 11, 13)));
}

#[test]
fn a_term_is_kept_as_json() {
    let term = parse("信息形成或变更之日起20个工作日内；行政许可决定7个工作日内").unwrap();
    let json = serde_json::to_string(&term).unwrap();
    assert_eq!(
        json,
        r#"{"parts":[{"kind":"within","anchor":"formed_or_changed","span":{"amount":20,"unit":"working_days"}},{"kind":"within","anchor":"formed_or_changed","span":{"amount":7,"unit":"working_days"},"scope":"行政许可决定","anchor_assumed":true}]}"#
    );
    assert_eq!(serde_json::from_str::<Term>(&json).unwrap(), term);
}

/// The same phrase as a cell may hold it: scattered by spaces and line ends, in full width.
fn scattered(phrase: &str, seed: &[u8]) -> String {
    let mut out = String::new();
    for (c, how) in phrase.chars().zip(seed.iter().cycle()) {
        match (how % 5, c) {
            (0, c @ '!'..='~') => out.push(char::from_u32(c as u32 + 0xfee0).unwrap()),
            (1, c) => out.extend([c, ' ']),
            (2, c) => out.extend([c, '\n']),
            (3, c) => out.extend([c, '\u{3000}']),
            (_, c) => out.push(c),
        }
    }
    out
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in "\\PC{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_read_of_any_words_reads_back(words in proptest::collection::vec(proptest::sample::select(WORDS), 1..8)) {
        if let Ok(term) = parse(&words.concat()) {
            let told = term.in_words();
            prop_assert_eq!(parse(&told), Ok(term), "{} is told as {}", words.concat(), told);
        }
    }

    #[test]
    fn layout_changes_nothing(row in 0usize..650, seed in proptest::collection::vec(any::<u8>(), 1..9)) {
        let phrase = phrases().nth(row).unwrap();
        prop_assert_eq!(parse(&scattered(phrase, &seed)).unwrap(), parse(phrase).unwrap());
    }
}

const WORDS: &[&str] = &[
    "信息",
    "形成",
    "或者",
    "变更",
    "之日起",
    "后",
    "20",
    "7",
    "个工作日",
    "日",
    "内",
    "公开",
    "及时",
    "实时",
    "长期",
    "；",
    "，",
    "（",
    "）",
    "：",
    "1.",
    "2.",
    "处罚决定",
    "作出",
    "自",
    "在",
    "村公示栏",
    "每",
    "季度",
    "年",
    "月",
    "前",
    "不少于",
    "公示期",
    "公示",
    "提前",
    "随",
    "预算",
    "收到",
    "申请",
    "批准",
    "同上",
    "*",
    "另有规定的",
    "法律",
    "从其规定",
    "其他",
    "《",
    "》",
    "按进展",
    "更新",
    "一次",
    "财政部门批复",
];
