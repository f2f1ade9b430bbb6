//! Do txt, Markdown and CSV files come out as they were written?

use crate::{label, read_ok, refused, shown};
use encoding_rs::{BIG5, GB18030};
use gongkai_files::{Limits, read};

#[test]
fn a_text_is_read_line_by_line_in_any_of_its_encodings() {
    let text = "青岚县人民政府办公室文件\n\n青政办发〔2026〕3号\n各乡镇人民政府，县政府各部门：\n";
    for (bytes, encoding) in [(text.as_bytes().to_vec(), "UTF-8"), (GB18030.encode(text).0.into_owned(), "gb18030")] {
        let extract = read_ok("通知.txt", &bytes);
        assert_eq!(extract.encoding.as_deref(), Some(encoding));
        assert_eq!(shown(&extract), text.lines().collect::<Vec<_>>());
        assert_eq!(extract.title, None);
    }
    let traditional = "青嵐縣人民政府辦公室關於做好節約用水工作的通知\n各鄉鎮人民政府：請認真貫徹落實。\n";
    let extract = read_ok("通知.txt", &BIG5.encode(traditional).0);
    assert_eq!((extract.encoding.as_deref(), shown(&extract).len()), (Some("Big5"), 2));
}

#[test]
fn a_header_table_saved_as_pipes_gives_labels() {
    let text = "索 引 号: | 113301MB0000000001/2026-00012 | 效力状态: | 有效 |\n---|---|---|---|\n\
                发布机构: | 青岚县人民政府办公室 | 成文日期: | 2026-05-26 |\n图文解读: |\n一图速览《节水要点》 |\n正文第一段。\n";
    let extract = read_ok("通知.txt", text.as_bytes());
    assert_eq!(label(&extract, "索引号"), Some("113301MB0000000001/2026-00012"));
    assert_eq!(label(&extract, "效力状态"), Some("有效"));
    assert_eq!(label(&extract, "成文日期"), Some("2026-05-26"));
    assert_eq!(label(&extract, "图文解读"), Some("一图速览《节水要点》"));
    assert_eq!(extract.blocks.len(), 6);
}

#[test]
fn page_breaks_and_control_characters() {
    let extract = read_ok("a.txt", "第一页\u{C}第二\u{8}页\r\n完".as_bytes());
    assert_eq!(shown(&extract), ["第一页", "----", "第二页", "完"]);
    assert_eq!(extract.hidden[0].how, "control");
    assert_eq!(shown(&read_ok("mac.txt", "甲\r乙".as_bytes())), ["甲", "乙"]);
}

#[test]
fn what_nobody_can_read_is_refused_with_its_cause() {
    assert_eq!(refused("空.txt", b"").code(), "empty");
    let noise: Vec<u8> = (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8 | 0x80).collect();
    let error = refused("乱码.txt", &noise);
    assert_eq!(error.code(), "encoding");
    assert!(error.to_string().contains("乱码.txt"), "{error}");
    let small = Limits { file_bytes: 10, ..Limits::default() };
    let error = read("大.txt", "一二三四五".as_bytes(), &small).expect_err("too large");
    assert!(error.to_string().contains("大.txt") && error.to_string().contains("上限"), "{error}");
    assert_eq!(refused("图.png", b"\x89PNG\r\n\x1a\n0000").code(), "unsupported");
}

#[test]
fn markdown_of_a_law() {
    let text = "# 青岚县节约用水条例\n\n2007年10月28日 青岚县第十届人民代表大会常务委员会第三次会议通过\n\n\
                2019年4月23日 根据《关于修改<青岚县市容条例>等二件条例的决定》修正\n\n<!-- INFO END -->\n\n\
                ## 第一章 总 则\n\n第一条 为了节约用水，制定本条例。\n\n本条例所称用水，包括：\n（一）生活用水；\n";
    let extract = read_ok("条例.md", text.as_bytes());
    assert_eq!(extract.title.as_deref(), Some("青岚县节约用水条例"));
    assert_eq!(label(&extract, "通过日期"), Some("2007年10月28日"));
    assert_eq!(label(&extract, "修正日期"), Some("2019年4月23日"));
    let lines = shown(&extract);
    assert_eq!(lines[0], "#1 青岚县节约用水条例");
    assert!(lines[2].contains("<青岚县市容条例>"));
    assert_eq!(lines[3..], ["#2 第一章 总 则", "第一条 为了节约用水，制定本条例。", "本条例所称用水，包括：", "（一）生活用水；"]);
    assert!(extract.hidden.is_empty());
}

#[test]
fn markdown_marks() {
    let text = "---\ntitle: \"节水公告\"\nweight: 3\n---\n**一、总体要求**，见[附件](a.pdf)与![图](b.png)\n\
                * 级事项 2*3*4\n| 名称 | 数 |\n|---|---:|\n| 甲\\|乙 | 1 |\n| 丙 |\n<!-- 电话别公开 -->\n```\n# 不是标题\n```\n";
    let extract = read_ok("公告.md", text.as_bytes());
    assert_eq!(extract.title.as_deref(), Some("节水公告"));
    assert_eq!(label(&extract, "weight"), Some("3"));
    assert_eq!(shown(&extract), ["![b.png]", "一、总体要求，见附件与", "* 级事项 2*3*4", "|名称|数\n|甲|乙|1\n|丙|", "# 不是标题"]);
    assert_eq!((extract.links[0].href.as_str(), extract.links[0].text.as_str()), ("a.pdf", "附件"));
    assert_eq!((extract.hidden[0].how.as_str(), extract.hidden[0].text.as_str()), ("comment", "电话别公开"));
}

#[test]
fn csv_is_a_table() {
    let extract = read_ok("名单.csv", &GB18030.encode("姓名,事项\n\"张,某\",\"低保\n救助\"\n李某\n").0);
    assert_eq!(shown(&extract), ["|姓名|事项\n|张,某|低保\n救助\n|李某"]);
    let few = Limits { cells: 3, ..Limits::default() };
    assert_eq!(read("a.csv", b"a,b\nc,d\n", &few).expect_err("four cells").code(), "too_many_cells");
}
