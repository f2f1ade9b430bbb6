//! Numbers and days in Chinese writing.

use gongkai_law::chinese::{DateError, format_date, format_date_in_characters, number, numeral, parse_date, relative};
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn numerals_both_ways() {
    for (value, text) in [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (123, "一百二十三"),
        (1001, "一千零一"),
        (10_010, "一万零一十"),
        (120_000, "十二万"),
    ] {
        assert_eq!(numeral(value), text);
        assert_eq!(number(text), Some(value));
    }
    assert_eq!(number("二〇二〇"), Some(2020));
    assert_eq!(number("两百"), Some(200));
    assert_eq!(number("１２３"), Some(123));
    assert_eq!(number("一二三号"), None);
    assert_eq!(number(""), None);
    assert_eq!(number("99999999999"), None);
}

#[test]
fn days_in_every_writing() {
    for (text, day) in [
        ("2020年5月18日", date(2020, 5, 18)),
        ("2020 年 05 月 18 日", date(2020, 5, 18)),
        ("２０２０年５月１８日", date(2020, 5, 18)),
        ("二〇二〇年五月十八日", date(2020, 5, 18)),
        ("二○一二年六月八日", date(2012, 6, 8)),
        ("二０二一年十二月三十一日", date(2021, 12, 31)),
        ("二零二一年十月十日", date(2021, 10, 10)),
        ("2011.2.10", date(2011, 2, 10)),
        ("2011-2-10", date(2011, 2, 10)),
        ("2024/02/05", date(2024, 2, 5)),
        ("20240205", date(2024, 2, 5)),
        ("2025-08-04 10:08", date(2025, 8, 4)),
        ("2025-08-04T10:08:00", date(2025, 8, 4)),
        (" 2011-2-10 ", date(2011, 2, 10)),
    ] {
        assert_eq!(parse_date(text), Ok(day), "{text}");
    }
}

#[test]
fn a_day_that_does_not_exist_is_named() {
    assert_eq!(parse_date("2025年2月30日"), Err(DateError::NoSuchDay("2025年2月30日".to_owned())));
    assert_eq!(parse_date("二〇二五年十三月一日"), Err(DateError::NoSuchDay("二〇二五年十三月一日".to_owned())));
    assert_eq!(parse_date("2025-02-30"), Err(DateError::NoSuchDay("2025-02-30".to_owned())));
    assert_eq!(parse_date("去年"), Err(DateError::NotADate("去年".to_owned())));
    assert_eq!(parse_date("2025年2月30日").map_err(|e| e.to_string()), Err("“2025年2月30日”这一天不存在".to_owned()));
}

#[test]
fn days_as_papers_print_them() {
    assert_eq!(format_date(date(2026, 11, 24)), "2026年11月24日");
    assert_eq!(format_date(date(2020, 5, 8)), "2020年5月8日");
    assert_eq!(format_date_in_characters(date(2020, 10, 20)), "二〇二〇年十月二十日");
}

#[test]
fn days_as_people_say_them() {
    let today = date(2026, 11, 24);
    assert_eq!(relative(today, today), "今天");
    assert_eq!(relative(date(2026, 11, 23), today), "昨天");
    assert_eq!(relative(date(2026, 11, 27), today), "3天后");
    assert_eq!(relative(date(2026, 9, 20), today), "2个月前");
    assert_eq!(relative(date(2024, 11, 1), today), "2年前");
}

proptest! {
    #[test]
    fn every_number_is_read_back(value in 0u32..100_000_000) {
        prop_assert_eq!(number(&numeral(value)), Some(value));
    }

    #[test]
    fn every_day_is_read_back(offset in 0i64..40_000) {
        let day = date(1949, 10, 1).saturating_add(jiff::Span::new().days(offset));
        prop_assert_eq!(parse_date(&format_date(day)), Ok(day));
        prop_assert_eq!(parse_date(&format_date_in_characters(day)), Ok(day));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,30}") {
        let _ = parse_date(&text);
        let _ = number(&text);
        let _ = gongkai_law::DocumentNumber::parse(&text);
        let _ = gongkai_law::DocumentNumber::find_in(&text);
        let _ = gongkai_law::IndexNumber::parse(&text);
        let _ = gongkai_law::Uscc::parse(&text);
    }
}
