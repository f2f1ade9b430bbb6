//! Do real shapes of tables come in whole, and is everything else told with its address?

use gongkai_files::Limits;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::*;
use crate::pack;
use crate::rules::item::{DisclosedTo, Level, Mode, Output, Stage, Step};

fn take(name: &str, bytes: &[u8]) -> Reading {
    read(name, bytes, &Limits::default()).expect(name)
}

/// Code and place of each finding, without those of a code that the test is not about.
fn told<'a>(reading: &'a Reading, without: &[&str]) -> Vec<(&'a str, &'a str)> {
    let findings = reading.findings.iter().map(|finding| (finding.code.strip_prefix("catalogue.").unwrap(), finding.place.as_str()));
    findings.filter(|(code, _)| !without.contains(code)).collect()
}

/// A sheet with the official heading in rows 3 and 4, a title and a line for the unit above it.
fn official(sheet: &mut Worksheet, top: u32) {
    let plain = Format::new();
    sheet.merge_range(top, 0, top, 12, "青岚县社会救助领域基层政务公开标准目录", &plain).unwrap();
    sheet.write_string(top + 1, 0, "填报单位：青岚县民政局").unwrap();
    let head = top + 2;
    let tall = |sheet: &mut Worksheet, column: u16, text: &str| {
        sheet.merge_range(head, column, head + 1, column, text, &plain).unwrap();
    };
    tall(sheet, 0, "序号");
    sheet.merge_range(head, 1, head, 2, "公 开 事 项", &plain).unwrap();
    for (column, text) in [(3, "公开内容\n（要素）"), (4, "公开依据"), (5, "公开时限"), (6, "公开主体"), (7, "公开渠道和载体")]
    {
        tall(sheet, column, text);
    }
    sheet.merge_range(head, 8, head, 9, "公开对象", &plain).unwrap();
    sheet.merge_range(head, 10, head, 11, "公开方式", &plain).unwrap();
    tall(sheet, 12, "公开层级");
    for (column, text) in [(1, "一级事项"), (2, "二级事项"), (8, "全社会"), (9, "特定群体\n（请写明）"), (10, "主动"), (11, "依申请")]
    {
        sheet.write_string(head + 1, column, text).unwrap();
    }
}

const ITEM: [&str; 13] = [
    "1",
    "综合业务",
    "政策文件",
    "各级有关社会救助政策的文件",
    "《社会救助暂行办法》",
    "信息形成或者变更之日起20个工作日内",
    "青岚县民政局",
    "■政府网站 □政府公报\n■两微一端 □其他____",
    "√",
    "",
    "√",
    "",
    "县级、乡级",
];

fn write(sheet: &mut Worksheet, row: u32, cells: &[(u16, &str)]) {
    for (column, text) in (0..).zip(ITEM) {
        let text = cells.iter().find(|(other, _)| *other == column).map_or(text, |(_, text)| text);
        if !text.is_empty() {
            sheet.write_string(row, column, text).unwrap();
        }
    }
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_official_form_with_merged_headings_is_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("标准目录").unwrap();
    official(sheet, 0);
    write(sheet, 4, &[]);
    write(sheet, 5, &[(1, ""), (2, "申请办理"), (4, "同上"), (5, ""), (8, ""), (9, "申请人"), (10, "□"), (11, "☑"), (12, "both")]);
    write(sheet, 6, &[(2, "结果公示"), (7, "入户/现场、精准推送")]);
    sheet.merge_range(4, 1, 6, 1, "综合业务", &Format::new()).unwrap();
    sheet.merge_range(8, 0, 8, 12, "注：本目录由青岚县民政局解释。", &Format::new()).unwrap();
    let reading = take("目录.xlsx", &saved(workbook));
    let open = ("group_on_open_channel", "标准目录!H6");
    assert_eq!(told(&reading, &[]), [("line_apart", "标准目录!A9"), ("filled_down", "标准目录!F6"), open, open]);
    assert!(!reading.is_stopped());
    let found = &reading.catalogues[0];
    assert_eq!(
        (found.title.as_str(), found.field.as_str(), found.place.as_str(), found.n_items),
        ("青岚县社会救助领域基层政务公开标准目录", "20", "标准目录!A3", 3)
    );
    let [first, second, third] = reading.items().try_into().unwrap();
    assert_eq!((first.code.as_str(), second.code.as_str(), third.code.as_str()), ("200101", "200102", "200103"));
    assert_eq!(first.names, ["综合业务", "政策文件"]);
    assert_eq!(first.channels, ["政府网站", "两微一端"]);
    assert_eq!(
        (first.mode, first.disclosed_to, first.levels.as_slice()),
        (Mode::Proactive, DisclosedTo::Everybody, &[Level::County, Level::Town][..])
    );
    assert_eq!(second.names, ["综合业务", "申请办理"]);
    assert_eq!((second.basis.as_str(), second.time_limit.as_str()), (ITEM[4], ITEM[5]));
    assert_eq!((second.mode, second.disclosed_to, second.group_note.as_str()), (Mode::OnRequest, DisclosedTo::Group, "申请人"));
    assert_eq!(third.channels, ["入户/现场", "精准推送"]);
    assert_eq!(reading.rows[2].place.of(crate::rules::element::Element::Basis), "标准目录!E7");
    assert_eq!(reading.rows[2].place.row(), 7);
}

#[test]
fn everything_wrong_is_told_at_once_with_its_cell() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("目录").unwrap();
    official(sheet, 0);
    write(sheet, 4, &[(4, "同上"), (5, "视情况"), (8, "部分")]);
    write(sheet, 5, &[(3, ""), (7, "□政府网站"), (10, ""), (12, "全部")]);
    write(sheet, 6, &[(6, ""), (8, "√"), (9, "√")]);
    write(sheet, 7, &[(5, "信息形成之日起 * 个工作日内"), (6, "****局")]);
    write(sheet, 8, &[(4, "《》"), (13, "")]);
    sheet.write_string(8, 13, "无栏目的内容").unwrap();
    sheet.write_formula(9, 3, Formula::new("=A1&\"x\"").set_result("保存的结果")).unwrap();
    write_but(sheet, 9, 3);
    sheet.write_formula(10, 3, Formula::new("=NOSUCH()").set_result("#NAME?")).unwrap();
    write_but(sheet, 10, 3);
    let hidden = workbook.add_worksheet();
    hidden.set_name("底稿").unwrap();
    hidden.set_hidden(true);
    hidden.write_string(0, 0, "旧目录").unwrap();
    let notes = workbook.add_worksheet();
    notes.set_name("说明").unwrap();
    notes.write_string(0, 0, "填表说明").unwrap();
    let reading = take("目录.xlsx", &saved(workbook));
    let mut found = told(&reading, &[]);
    found.sort_unstable();
    let mut expected = vec![
        ("hidden", "底稿!A1"),
        ("line_apart", "说明!A1"),
        ("nothing_above", "目录!E5"),
        ("cell_unread", "目录!I5"),
        ("choice_unclear", "目录!K6"),
        ("cell_unread", "目录!M6"),
        ("choice_unclear", "目录!I7"),
        ("filled_down", "目录!G7"),
        ("masked", "目录!F8"),
        ("column_unnamed", "目录!N9"),
        ("basis_marks", "目录!E9"),
        ("formula", "目录!D10"),
        ("formula_empty", "目录!D11"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(reading.is_stopped());
    // Only rows whose way and audience are clear become items; the others are told and nothing is put in their place.
    assert_eq!(reading.rows.iter().map(|row| row.place.row()).collect::<Vec<_>>(), [9, 10, 11]);
    assert_eq!(reading.rows[0].item.ext["第14列"], "无栏目的内容");
    assert_eq!(reading.rows[1].item.content, "保存的结果");
}

fn write_but(sheet: &mut Worksheet, row: u32, but: u16) {
    for (column, text) in (0..).zip(ITEM).filter(|(column, text)| *column != but && !text.is_empty()) {
        sheet.write_string(row, column, text).unwrap();
    }
}

#[test]
fn elements_missing_from_items_are_told_at_their_cells() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("目录").unwrap();
    official(sheet, 0);
    write(sheet, 4, &[(2, ""), (3, "无"), (4, ""), (5, "视情况"), (6, ""), (7, "□政府网站")]);
    let reading = take("目录.xlsx", &saved(workbook));
    assert_eq!(
        told(&reading, &[]),
        [
            ("element_missing", "目录!D5"),
            ("element_missing", "目录!E5"),
            ("element_missing", "目录!G5"),
            ("element_missing", "目录!H5"),
            ("time_limit_unread", "目录!F5"),
        ]
    );
}

#[test]
fn two_catalogues_on_a_sheet_are_read_each() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("汇总").unwrap();
    official(sheet, 0);
    write(sheet, 4, &[]);
    sheet.write_string(5, 0, "注：以上为救助领域。").unwrap();
    official(sheet, 7);
    sheet.clear_cell(7, 0);
    sheet.write_string(7, 0, "青岚县养老服务领域基层政务公开标准目录").unwrap();
    write(sheet, 11, &[(12, "")]);
    let reading = take("汇总.xlsx", &saved(workbook));
    assert_eq!(reading.catalogues.iter().map(|found| (found.field.as_str(), found.n_items)).collect::<Vec<_>>(), [("20", 1), ("21", 1)]);
    assert_eq!(told(&reading, &[]), [("several_on_sheet", "汇总!A10"), ("line_apart", "汇总!A6")]);
    assert_eq!(reading.items()[1].code, "210101");
}

#[test]
fn duplicate_codes_missing_columns_and_too_many_are_told() {
    let tsv = "事项编码\t一级事项\t公开内容\t公开依据\t公开时限\t公开主体\t公开渠道\t公开对象\t公开方式\t责任科室\n\
               A1\t救助\t政策\t《社会救助暂行办法》\t长期公开\t民政局\t政府网站\t全社会\t主动\t办公室\n\
               A1\t救助\t结果\t《社会救助暂行办法》\t长期公开\t民政局\t抖音号\t特定群体（申请人）\t依申请\t\n";
    let reading = take("目录.tsv", tsv.as_bytes());
    assert_eq!(told(&reading, &[]), [("code_duplicate", "表1第3行第1列"), ("channel_unknown", "表1第3行第7列")]);
    assert_eq!(reading.catalogues[0].kept_columns, ["责任科室"]);
    assert_eq!((reading.items()[0].ext["责任科室"].as_str(), reading.items()[1].group_note.as_str()), ("办公室", "申请人"));

    let narrow = "一级事项\t公开内容\t公开依据\t公开主体\n救助\t政策\t《社会救助暂行办法》\t民政局\n";
    let reading = take("目录.tsv", narrow.as_bytes());
    let missing: Vec<&str> = reading.findings.iter().map(|finding| finding.excerpt.as_str()).collect();
    assert_eq!(missing, ["公开时限", "公开方式", "公开渠道和载体", "公开对象"]);
    assert!(reading.rows.is_empty());

    let twice = "公开事项\t公开内容\t公开依据\t公开依据\t公开时限\t公开主体\t公开渠道\t公开对象\t公开方式\n救助\t政策\t甲\t乙\t长期公开\t民政局\t政府网站\t全社会\t主动\n";
    assert_eq!(told(&take("目录.tsv", twice.as_bytes()), &[]), [("column_twice", "表1第1行第4列")]);

    let wide = (0..61).map(|n| format!("栏{n}")).collect::<Vec<_>>().join("\t");
    assert_eq!(told(&take("目录.tsv", wide.as_bytes()), &[]), [("too_large", "表1第1行第1列"), ("no_catalogue", "目录.tsv")]);
    let sixty = format!(
        "{}\t{}\n{}\t{}\n",
        narrow_head(),
        (9..60).map(|n| format!("栏{n}")).collect::<Vec<_>>().join("\t"),
        narrow_row(),
        "值\t".repeat(51).trim_end()
    );
    let reading = take("目录.tsv", sixty.as_bytes());
    assert_eq!((told(&reading, &[]), reading.items()[0].ext.len()), (vec![], 51));
}

fn narrow_head() -> &'static str {
    "公开事项\t公开内容\t公开依据\t公开时限\t公开主体\t公开渠道\t公开对象\t公开方式\t公开层级"
}

fn narrow_row() -> &'static str {
    "救助\t政策\t《社会救助暂行办法》\t长期公开\t民政局\t政府网站\t全社会\t主动\t县级"
}

#[test]
fn overlapping_merges_and_a_file_without_a_catalogue_are_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("目录").unwrap();
    official(sheet, 0);
    write(sheet, 4, &[]);
    let bytes = with_merge(&saved(workbook), "B5:C7", "C6:D8");
    let reading = take("目录.xlsx", &bytes);
    assert!(told(&reading, &[]).contains(&("merge_overlap", "目录!C6:D8")), "{:?}", reading.findings);

    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "通讯录").unwrap();
    assert_eq!(told(&take("通讯录.xlsx", &saved(workbook)), &[]), [("line_apart", "Sheet1!A1"), ("no_catalogue", "通讯录.xlsx")]);
    assert!(read("空.xlsx", b"", &Limits::default()).is_err());
}

/// The workbook with two more merged regions in its first sheet, as no program would write them.
fn with_merge(bytes: &[u8], first: &str, second: &str) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if part.name().unwrap() == "xl/worksheets/sheet1.xml" {
            let text = String::from_utf8(content).unwrap();
            let more = format!(r#"<mergeCell ref="{first}"/><mergeCell ref="{second}"/></mergeCells>"#);
            content = text.replace("</mergeCells>", &more).into_bytes();
        }
        out.start_file(part.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn html_tables_and_columns_of_channels_are_read() {
    let page = "<html><head><title>目录</title></head><body><h1>青岚县养老服务领域政务公开标准目录</h1><table>\
        <tr><th rowspan=2>序号</th><th colspan=2>公开事项</th><th rowspan=2>公开内容</th><th rowspan=2>公开依据</th><th rowspan=2>公开时限</th>\
        <th rowspan=2>公开主体</th><th colspan=3>公开渠道和载体</th><th colspan=2>公开对象</th><th colspan=2>公开方式</th><th colspan=2>公开层级</th></tr>\
        <tr><th>一级事项</th><th>二级事项</th><th>政府网站</th><th>政府服务中心</th><th>其他</th><th>全社会</th><th>特定群众</th><th>主动</th><th>依申请</th><th>区级</th><th>镇街级</th></tr>\
        <tr><td>1</td><td rowspan=2>通用政策</td><td>法规</td><td>法规文本</td><td rowspan=2>《老年人权益保障法》</td><td>长期公开</td><td>民政局</td>\
        <td>▄</td><td>口</td><td></td><td>◆</td><td></td><td>√</td><td></td><td>√</td><td></td></tr>\
        <tr><td>2</td><td>补贴</td><td>补贴名单</td><td>每季度</td><td>民政局</td><td>■</td><td>▲</td><td>村口广播</td><td>■</td><td>□</td><td>■</td><td>□</td><td>□</td><td>■</td></tr>\
        </table></body></html>";
    let reading = take("目录.html", page.as_bytes());
    assert_eq!(told(&reading, &[]), []);
    let items = reading.items();
    assert_eq!((items[0].code.as_str(), items[1].code.as_str()), ("210101", "210102"));
    assert_eq!((items[0].channels.as_slice(), items[0].levels.as_slice()), (&["政府网站".to_owned()][..], &[Level::County][..]));
    assert_eq!(items[1].channels, ["政府网站", "▲政务服务中心", "其他:村口广播"]);
    assert_eq!((items[1].basis.as_str(), items[1].levels.as_slice()), ("《老年人权益保障法》", &[Level::Town][..]));
}

fn rich() -> Vec<Item> {
    let mut items = pack::items()[..3].to_vec();
    items[0].ext.insert("责任科室".to_owned(), "规划股".to_owned());
    items[0].stages = vec![Stage::Decision, Stage::Result];
    items[0].content = "第一行\n第二行".to_owned();
    items[0].levels = vec![Level::City, Level::County];
    items[1].steps = vec![Step {
        name: "受理".to_owned(),
        outputs: vec![Output {
            name: "受理单".to_owned(),
            openness: gongkai_law::Openness::Withheld,
            ground: "《条例》第十六条".to_owned(),
        }],
    }];
    items[1].channels = vec!["▲政府网站".to_owned(), "其他".to_owned(), "其他:村口广播".to_owned()];
    items[2].names.push("三级事项名".to_owned());
    items[2].field = String::new();
    items
}

#[track_caller]
fn assert_unchanged(expected: &[Item], reading: &Reading) {
    let stops: Vec<_> = reading.findings.iter().filter(|finding| finding.severity == Severity::Stop).collect();
    assert!(stops.is_empty(), "{stops:?}");
    let found = reading.items();
    assert_eq!(found.len(), expected.len());
    let mut expected: Vec<String> = expected.iter().map(Item::canonical).collect();
    let mut found: Vec<String> = found.iter().map(Item::canonical).collect();
    expected.sort_unstable();
    found.sort_unstable();
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found);
    }
}

#[test]
fn the_pack_goes_out_as_xlsx_and_comes_in_unchanged() {
    let bytes = write_xlsx("青岚县基层政务公开标准目录", pack::items()).unwrap();
    let reading = take("目录.xlsx", &bytes);
    assert_unchanged(pack::items(), &reading);
    assert_eq!(reading.catalogues.len(), 27);
    assert_eq!(reading.catalogues[0].title, "青岚县基层政务公开标准目录（国土空间规划领域）");
    assert_eq!(told(&reading, &["group_on_open_channel"]), []);
    let items = rich();
    assert_unchanged(&items, &take("目录.xlsx", &write_xlsx("目录", &items).unwrap()));
}

#[test]
fn the_pack_goes_out_as_tsv_and_comes_in_unchanged() {
    assert_unchanged(pack::items(), &take("目录.tsv", &write_tsv(pack::items()).unwrap()));
    assert_unchanged(&rich(), &take("目录.tsv", &write_tsv(&rich()).unwrap()));
}

#[test]
fn an_empty_catalogue_has_a_form_too() {
    let reading = take("目录.xlsx", &write_xlsx("目录", &[]).unwrap());
    assert_eq!((reading.rows.len(), reading.catalogues.len(), told(&reading, &[])), (0, 1, vec![]));
}
