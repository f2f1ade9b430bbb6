//! What a citizen types, and what must come first.

use gongkai_search::{Index, Mode, Query, Sort, SuggestionKind};
use jiff::civil::date;

use crate::corpus::{entry, found, ids, index, marked, plain, records};

#[test]
fn a_document_number_lands_first_in_every_way_of_typing_it() {
    let index = index();
    for typed in [
        "青政办发〔2017〕169号",
        "青政办发[2017]169号",
        "青政办发（2017）169号",
        "青政办发(2017) 169 号",
        "青政办发【2017】169号",
        "青政办发〔２０１７〕１６９号",
        "青政办发2017 169",
        "青政办发2017169",
        "青政办发 2017年 第169号",
        "青政辦發〔2017〕169號",
        "〔2017〕169号",
    ] {
        assert_eq!(found(&index, typed).first(), Some(&1), "{typed}");
        let exact = Query { mode: Mode::Exact, ..Query::new(typed) };
        assert_eq!(ids(&index.search(&exact).unwrap()).first(), Some(&1), "exact: {typed}");
    }
    assert_eq!(found(&index, "青政办发〔2018〕16号").first(), Some(&2));
}

#[test]
fn who_cites_a_number_is_found_below_its_bearer() {
    let index = index();
    assert_eq!(found(&index, "青政办发2017 169"), [1, 2]);
    let hits = index.search(&Query::new("青政办发2017 169")).unwrap();
    assert!(hits.hits[1].snippet.iter().any(|(_, marked)| *marked), "{:?}", hits.hits[1].snippet);
}

#[test]
fn an_index_number_lands_first() {
    let index = index();
    for typed in
        ["11999999MB0000000X/2019-00005", "11999999mb0000000x 2019-00005", "１１９９９９９９ＭＢ０００００００Ｘ／２０１９－００００５"]
    {
        assert_eq!(found(&index, typed).first(), Some(&5), "{typed}");
    }
}

#[test]
fn twenty_traditional_queries_find_simplified_texts() {
    let index = index();
    for (typed, id) in [
        ("養老服務", 1),
        ("社會保險費", 1),
        ("實施意見", 1),
        ("防汛抗旱", 2),
        ("備足物資", 2),
        ("義務教育", 3),
        ("學校招生", 3),
        ("隨遷子女", 3),
        ("戶口簿", 3),
        ("殘疾人證", 5),
        ("辦理指南", 5),
        ("最低生活保障標準", 6),
        ("複核按季度", 6),
        ("行政處罰裁量基準", 7),
        ("罰款", 7),
        ("檢驗結論", 8),
        ("複檢", 8),
        ("政府信息公開指南", 9),
        ("檔案數字化", 10),
        ("規範性文件", 11),
    ] {
        assert!(found(&index, typed).contains(&id), "{typed} finds {id}: {:?}", found(&index, typed));
    }
}

#[test]
fn simplified_queries_find_traditional_texts_and_mark_them_as_printed() {
    let index = Index::in_memory().unwrap();
    let mut traditional = entry(&records()[0]);
    traditional.title = "關於加快養老服務體系建設的實施意見".into();
    traditional.text = "為推進養老服務體系建設，現提出以下意見。".into();
    index.put(&[traditional]).unwrap();
    index.commit(1).unwrap();
    let hits = index.search(&Query::new("养老服务体系")).unwrap();
    assert_eq!(hits.total, 1);
    assert_eq!(marked(&hits.hits[0].title_parts).concat(), "養老服務體系");
    assert_eq!(marked(&hits.hits[0].snippet).concat(), "養老服務體系");
    assert_eq!(plain(&hits.hits[0].title_parts), hits.hits[0].title);
}

#[test]
fn width_and_case_do_not_matter() {
    let index = index();
    assert_eq!(found(&index, "gb/t ９７０４"), [7]);
    assert_eq!(found(&index, "ＧＢ"), [7]);
    assert_eq!(found(&index, "第5条"), [7]);
}

#[test]
fn one_and_two_characters_are_enough() {
    let index = index();
    assert_eq!(found(&index, "罚款"), [7]);
    assert_eq!(found(&index, "汛"), [2]);
    assert!(found(&index, "保险").contains(&1), "a word inside 社会保险费");
}

#[test]
fn the_title_outranks_the_text_and_what_holds_outranks_what_is_repealed() {
    let index = index();
    assert_eq!(found(&index, "养老服务")[0], 1);
    assert_eq!(found(&index, "义务教育招生"), [3, 4]);
    let hits = index.search(&Query::new("义务教育招生")).unwrap();
    assert_eq!((hits.hits[1].validity.as_str(), hits.hits[1].validity_label.as_str()), ("repealed", "废止"));
}

#[test]
fn newer_is_mildly_first_where_all_else_is_equal() {
    let index = Index::in_memory().unwrap();
    let all = records();
    let entries: Vec<_> = [(1, date(2010, 1, 1)), (2, date(2024, 1, 1)), (3, date(2017, 1, 1))]
        .into_iter()
        .map(|(id, on)| gongkai_search::Entry { id, published_on: on, ..entry(&all[4]) })
        .collect();
    index.put(&entries).unwrap();
    index.commit(1).unwrap();
    assert_eq!(found(&index, "残疾人证"), [2, 3, 1]);
    let oldest = Query { sort: Sort::Oldest, ..Query::new("残疾人证") };
    assert_eq!(ids(&index.search(&oldest).unwrap()), [1, 3, 2]);
}

#[test]
fn words_of_a_question_are_sought_wherever_they_stand() {
    let index = index();
    assert_eq!(found(&index, "请问残疾人证怎么办理？")[0], 5);
    assert_eq!(found(&index, "乡镇残联 身份证"), [5]);
    let exact = Query { mode: Mode::Exact, ..Query::new("乡镇残联身份证") };
    assert_eq!(index.search(&exact).unwrap().total, 0, "the very characters do not stand side by side");
}

#[test]
fn what_is_not_found_whole_is_found_mostly() {
    let index = index();
    let hits = index.search(&Query::new("乡镇落实防汛责任备足物资到位")).unwrap();
    assert!(hits.loosened);
    assert_eq!(hits.hits[0].id, 2);
    let exact = Query { mode: Mode::Exact, ..Query::new("乡镇落实防汛责任备足物资到位") };
    assert_eq!(index.search(&exact).unwrap().total, 0);
}

#[test]
fn facets_count_the_filtered_set_and_a_facet_ignores_itself() {
    let index = index();
    let all = index.search(&Query::new("")).unwrap();
    assert_eq!(all.total, 11);
    let count = |facets: &[gongkai_search::Facet], value: &str| {
        facets.iter().find(|facet| facet.value == value).map(|facet| (facet.label.clone(), facet.count))
    };
    assert_eq!(count(&all.facets.agency, "edu"), Some(("青岚县教育局".into(), 2)));
    assert_eq!(count(&all.facets.year, "2025"), Some(("2025年".into(), 2)));
    let chosen = Query { agency: vec!["edu".into()], validity: vec!["in_force".into()], ..Query::new("") };
    let hits = index.search(&chosen).unwrap();
    assert_eq!(ids(&hits), [3]);
    assert_eq!(count(&hits.facets.validity, "repealed"), Some(("废止".into(), 1)), "within 教育局");
    assert_eq!(count(&hits.facets.agency, "market").unwrap().1, 2, "within 有效");
    assert_eq!(count(&hits.facets.topic, "education").unwrap().1, 1, "obeys both");
    assert!(hits.facets.agency.iter().find(|facet| facet.value == "edu").unwrap().chosen);
    let two = Query { agency: vec!["edu".into(), "market".into()], ..Query::new("") };
    assert_eq!(index.search(&two).unwrap().total, 4);
    let years = Query { year: vec![2017, 2018], ..Query::new("") };
    assert_eq!(ids(&index.search(&years).unwrap()), [2, 1]);
}

#[test]
fn every_choice_of_a_facet_gives_the_number_it_promises() {
    let index = index();
    let base = Query { kind: vec!["notice".into()], ..Query::new("青岚县") };
    let hits = index.search(&base).unwrap();
    assert!(!hits.facets.kind.is_empty());
    for facet in &hits.facets.agency {
        let total = index.search(&Query { agency: vec![facet.value.clone()], ..base.clone() }).unwrap().total;
        assert_eq!(total, facet.count as usize, "{facet:?}");
    }
    for facet in &hits.facets.kind {
        let total = index.search(&Query { kind: vec![facet.value.clone()], ..base.clone() }).unwrap().total;
        assert_eq!(total, facet.count as usize, "{facet:?}");
    }
}

#[test]
fn a_site_sees_only_its_subtree() {
    let index = index();
    let town = Query { scope: Some("qinglan/liuxi".into()), ..Query::new("") };
    assert_eq!(ids(&index.search(&town).unwrap()), [9, 10]);
    assert!(index.search(&town).unwrap().facets.agency.iter().all(|facet| facet.value == "town"));
    let elsewhere = Query { scope: Some("qing".into()), ..Query::new("") };
    assert_eq!(index.search(&elsewhere).unwrap().total, 0);
    let titles = index.suggest("青岚县", Some("qinglan/liuxi"), 10).unwrap();
    assert!(titles.iter().all(|s| s.id.is_none_or(|id| id >= 9)), "{titles:?}");
}

#[test]
fn without_words_the_newest_come_first_and_dates_bound() {
    let index = index();
    let hits = index.search(&Query { limit: 3, ..Query::new("  ") }).unwrap();
    assert_eq!(ids(&hits)[2..], [8]);
    let between = Query { from: Some(date(2018, 3, 2)), to: Some(date(2020, 1, 1)), sort: Sort::Oldest, ..Query::new("") };
    assert_eq!(ids(&index.search(&between).unwrap()), [2, 5, 11]);
}

#[test]
fn pages_neither_repeat_nor_skip() {
    let index = index();
    let mut seen = Vec::new();
    for page in 0..5 {
        seen.extend(ids(&index.search(&Query { offset: page * 3, limit: 3, ..Query::new("青岚县") }).unwrap()));
    }
    assert_eq!(seen, found(&index, "青岚县"));
    assert_eq!(index.search(&Query { offset: usize::MAX, ..Query::new("青岚县") }).unwrap().hits, []);
}

#[test]
fn a_hit_carries_what_a_list_shows() {
    let index = index();
    let hit = index.search(&Query::new("养老服务体系")).unwrap().hits.remove(0);
    assert_eq!(hit.document_number.as_deref(), Some("青政办发〔2017〕169号"));
    assert_eq!(hit.index_number.as_deref(), Some("11999999MB0000000X/2017-00001"));
    assert_eq!((hit.published_on, hit.formed_on), (date(2017, 9, 15), None));
    assert_eq!((hit.agency_code.as_str(), hit.kind.as_str(), hit.topic.as_str()), ("gov", "normative", "civil"));
    assert!(hit.snippet.iter().all(|(text, _)| !text.contains('\n')));
}

#[test]
fn markup_in_a_text_stays_text() {
    let index = Index::in_memory().unwrap();
    let mut wild = entry(&records()[0]);
    wild.title = "<b>养老</b>&服务".into();
    index.put(&[wild]).unwrap();
    index.commit(1).unwrap();
    let hit = index.search(&Query::new("养老")).unwrap().hits.remove(0);
    assert_eq!(plain(&hit.title_parts), "<b>养老</b>&服务");
    assert_eq!(marked(&hit.title_parts), ["养老"]);
}

#[track_caller]
fn suggested(index: &Index, typed: &str) -> Vec<String> {
    index.suggest(typed, None, 8).unwrap().into_iter().map(|s| s.text).collect()
}

#[test]
fn suggestions_forgive_pinyin_initials_scripts_and_one_wrong_character() {
    let index = index();
    let title = "青岚县人民政府办公室关于加快养老服务体系建设的实施意见";
    for typed in ["养老服务", "養老服務", "yanglao", "yanglaofuw", "ylfwtx", "YLFW", "养佬服务", "养老服物", "养老眼务体系"]
    {
        assert!(suggested(&index, typed).iter().any(|text| text == title), "{typed}: {:?}", suggested(&index, typed));
    }
    assert!(suggested(&index, "canjirenzheng")[0].contains("残疾人证"));
    assert!(suggested(&index, "完全无关的话").is_empty());
    assert!(suggested(&index, "！").is_empty());
}

#[test]
fn agencies_and_numbers_are_suggested() {
    let index = index();
    for typed in ["教育局", "qlxjyj", "jiaoyuju", "jyj"] {
        let all = index.suggest(typed, None, 8).unwrap();
        let agency = all.iter().find(|s| s.kind == SuggestionKind::Agency);
        assert_eq!(agency.map(|s| s.agency_code.as_deref()), Some(Some("edu")), "{typed}: {all:?}");
    }
    let numbers = index.suggest("青政办发[2017]", None, 8).unwrap();
    assert_eq!(numbers[0].text, "青政办发〔2017〕169号");
    assert_eq!((numbers[0].kind, numbers[0].id), (SuggestionKind::Number, Some(1)));
}

#[test]
fn a_query_without_answer_gets_a_better_one() {
    let index = index();
    for (typed, meant) in [
        ("养佬服务", "养老服务"),
        ("义雾教育", "义务教育"),
        ("yanglaofuwu", "养老服务"),
        ("罚宽", "罚款"),
        ("残疾人正办理", "残疾人证办理"),
        ("食品安权", "食品安全"),
    ] {
        let hits = index.search(&Query::new(typed)).unwrap();
        assert_eq!(hits.suggestion.as_deref(), Some(meant), "{typed}");
        assert!(index.search(&Query::new(meant)).unwrap().total > 0, "{meant}");
    }
    assert_eq!(index.search(&Query::new("养老服务")).unwrap().suggestion, None);
}

#[test]
fn a_near_title_is_recognised() {
    let index = index();
    let near = index.similar("青岚县人民政府关于加快养老服务体系建设的意见", 3).unwrap();
    assert_eq!(near[0].id, 1);
    assert!(near[0].likeness > 0.7 && near[0].likeness < 1.0, "{near:?}");
    assert_eq!(index.similar("残疾人证办理指南", 1).unwrap()[0].likeness, 1.0);
    let text = records()[2].text.repeat(4);
    assert_eq!(index.similar(&text, 2).unwrap().iter().filter(|s| s.id == 3 || s.id == 4).count(), 2);
    assert!(index.similar("", 3).unwrap().is_empty());
}
