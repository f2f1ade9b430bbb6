//! Are the pages of other governments' sites read as their readers see them?

use crate::{label, read_ok, shown};
use encoding_rs::GB18030;
use gongkai_files::{Limits, read, url_shapes};
use gongkai_text::extract::LabelSource;

const BODY: &str = "各乡镇人民政府，县政府各部门：为进一步做好节约用水工作，经县政府同意，现就有关事项通知如下。";

fn page(head: &str, before: &str, content: &str, after: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head>{head}</head><body><div class=\"nav\"><a href=\"/\">首页</a><a href=\"/zwgk/\">政务公开</a>\
         </div>{before}{content}{after}<div class=\"footer\">主办单位：青岚县人民政府办公室</div></body></html>"
    )
}

#[test]
fn the_national_labels_are_read_in_any_case() {
    let head = "<meta charset=\"utf-8\" name=\"viewport\" content=\"width=device-width\">\
        <meta name=\"articletitle\" content=\"青岚县节约用水通知\"/><meta name=\"PUBDATE\" content=\"2026-05-27 09:30\"/>\
        <meta name=\"ContentSource\" content=\"\"/><meta name=\"KeyWords\" content=\"节水,用水\"/>\
        <meta name=\"Url\" content=\"https://www.qinglan.gov.cn/zwgk/202605/t20260527_8740.htm\"/>\
        <title>青岚县节约用水通知_青岚县人民政府</title>";
    let html = page(head, "", &format!("<div class=\"TRS_Editor\"><p>{BODY}</p></div>"), "");
    let extract = read_ok("t20260527_8740.htm", html.as_bytes());
    assert_eq!(extract.title.as_deref(), Some("青岚县节约用水通知"));
    assert_eq!(label(&extract, "PubDate"), Some("2026-05-27 09:30"));
    assert_eq!(label(&extract, "Keywords"), Some("节水,用水"));
    assert_eq!(label(&extract, "ContentSource"), Some(""));
    assert!(extract.labels.iter().all(|l| l.from == LabelSource::Meta && l.name != "viewport"), "{:?}", extract.labels);
    let url = extract.url.expect("an address");
    assert_eq!(url_shapes::published_in_url(&url), jiff::civil::Date::new(2026, 5, 27).ok());
    assert_eq!(extract.blocks.len(), 1);
}

#[test]
fn header_tables_of_every_shape() {
    let table = "<table><tr><td>索&ensp;引&ensp;号：</td><td>QL00101-0200-2026-00143</td><th>主题分类</th><td><font id=\"z\"></font></td></tr>\
        <tr><td>发文机关</td><td>青岚县文化和旅游局</td><td>成文日期</td><td>2026-02-05</td></tr>\
        <tr><td>标&ensp;&ensp;题：</td><td colspan=\"3\">关于节水的通知</td></tr>\
        <tr><td>有&ensp;效&ensp;性：</td><td>有效</td></tr></table>";
    let list = "<ul class=\"xx\"><li><b>索 引 号：</b><span>QL00101-0200-2026-00143</span></li><li><b>主题分类：</b></li>\
        <li><b>发文机关：</b>青岚县文化和旅游局</li><li><b>成文日期：</b>2026-02-05</li><li><b>标题：</b>关于节水的通知</li>\
        <li><b>有效性：</b>有效</li></ul>";
    let terms = "<dl><dt>索引号</dt><dd>QL00101-0200-2026-00143</dd><dt>主题分类</dt><dd></dd><dt>发文机关</dt>\
        <dd>青岚县文化和旅游局</dd><dt>成文日期</dt><dd>2026-02-05</dd><dt>标题</dt><dd>关于节水的通知</dd><dt>有效性</dt><dd>有效</dd></dl>";
    let boxes = "<div><div>索引号：</div><div>QL00101-0200-2026-00143</div><div>发文机关：</div><div>青岚县文化和旅游局</div>\
        <div>成文日期：</div><div>2026-02-05</div><div>标题：</div><div>关于节水的通知</div><div>有效性：</div><div>有效</div></div>";
    for (name, header) in [("table", table), ("list", list), ("terms", terms), ("boxes", boxes)] {
        let html = page("", header, &format!("<div id=\"zoom\"><p>{BODY}</p></div>"), "");
        let extract = read_ok("a.html", html.as_bytes());
        assert_eq!(label(&extract, "索引号"), Some("QL00101-0200-2026-00143"), "{name}: {:?}", extract.labels);
        assert_eq!(label(&extract, "发文机关"), Some("青岚县文化和旅游局"), "{name}");
        assert_eq!(label(&extract, "成文日期"), Some("2026-02-05"), "{name}");
        assert_eq!(label(&extract, "标题"), Some("关于节水的通知"), "{name}");
        assert_eq!(label(&extract, "有效性"), Some("有效"), "{name}");
        assert!(label(&extract, "主题分类").is_none_or(str::is_empty), "{name}: {:?}", extract.labels);
        assert_eq!(shown(&extract), [BODY], "{name}");
    }
}

#[test]
fn a_gb2312_page_is_read_as_gb18030() {
    let html =
        page("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">", "", &format!("<td id=zoom>{BODY}㐂</td>"), "");
    let extract = read_ok("index.shtml", &GB18030.encode(&html).0);
    assert_eq!(extract.encoding.as_deref(), Some("gb18030"));
    assert!(shown(&extract).concat().contains('㐂'));
}

#[test]
fn the_content_is_found_without_a_name() {
    let links: String = (0..60).map(|n| format!("<li><a href=\"/a/{n}.htm\">关于第{n}号事项的公示公告</a></li>")).collect();
    let content = format!("<div class=\"x7\"><h2>关于节约用水的通知</h2><p>{BODY}</p><p>一、{BODY}</p></div>");
    let html = page("", &format!("<div class=\"l\"><ul>{links}</ul></div>"), &content, "");
    assert_eq!(shown(&read_ok("a.html", html.as_bytes())), ["#2 关于节约用水的通知".to_owned(), BODY.to_owned(), format!("一、{BODY}")]);
    let bare = read_ok("b.html", "<p>只有一段短文</p>".as_bytes());
    assert_eq!(shown(&bare), ["只有一段短文"]);
}

#[test]
fn paragraphs_lists_headings_pictures_and_breaks() {
    let content = "<div class=\"TRS_Editor\"><h3>一、总体要求</h3><p>&emsp;&emsp;第一\n   段，a\n b</p>第二行<br/>第三行<br>\
        <ol><li>甲</li><li>乙</li></ol><p align=center><img src=\"./W020260205.jpg\" alt=\"图\"></p>\
        <p>附件：<a href=\"./P020260205.pdf\">1. 节水表.pdf</a></p><pre>行一\n行二</pre><script>alert(1)</script></div>";
    let html = page("", "<h1>关于做好节约用水工作的通知</h1>", content, "<div>附件下载：<a href=\"./P020260206.docx\">原件.docx</a></div>");
    let extract = read_ok("a.html", html.as_bytes());
    assert_eq!(
        shown(&extract),
        [
            "#1 关于做好节约用水工作的通知",
            "#3 一、总体要求",
            "\u{2003}\u{2003}第一段，a b",
            "第二行",
            "第三行",
            "1. 甲",
            "2. 乙",
            "![./W020260205.jpg]",
            "附件：1. 节水表.pdf",
            "行一",
            "行二",
        ]
    );
    let links: Vec<&str> = extract.links.iter().map(|l| l.href.as_str()).collect();
    assert_eq!(links, ["./P020260205.pdf", "./P020260206.docx"]);
}

#[test]
fn tables_with_merged_cells() {
    let content = format!(
        "<div id=\"zoom\"><p>{BODY}</p><table><tr><th rowspan=2>事项</th><th colspan=2>层级</th></tr><tr><td>县级</td><td>乡级</td></tr>\
         <tr><td><p>救助</p><p>申请</p></td><td>√</td></tr></table></div>"
    );
    let extract = read_ok("a.html", page("", "", &content, "").as_bytes());
    assert_eq!(shown(&extract)[1], "|事项|层级|层级\n|事项|县级|乡级\n|救助\n申请|√|");
    let bomb = format!("<div id=zoom>{BODY}<table>{}</table></div>", "<tr><td colspan=1000>x</td><td>y</td></tr>".repeat(600));
    assert_eq!(read("a.html", bomb.as_bytes(), &Limits::default()).expect_err("a bomb").code(), "too_many_cells");
}

#[test]
fn hidden_text_is_taken_out_and_told() {
    let content = format!(
        "<div class=\"TRS_Editor\"><p>第一段监管<span style=\"display:none\">恥巴拳</span>机制，<font style='font-size:0px'>船桨</font>{BODY}</p>\
         <p class=\"h4\">藏在样式表里</p><p style=\"color:#FFF\">白字</p><p style=\"background:#900;color:#fff\">红底白字</p></div>"
    );
    let before = "<legend id=\"h4sia\"><a href=\"http://spam.example.com\">精品影院</a></legend>\
        <ul style=\"display:none\"><li><a href=\"http://www.qinglan.gov.cn/a\">菜单</a></li></ul>\
        <div style=\"position:absolute;left:-9999px\">赌博网站</div>";
    let html = page("<style>.h4{display:none}</style>", before, &content, "");
    let extract = read_ok("a.html", html.as_bytes());
    assert_eq!(shown(&extract), [format!("第一段监管机制，{BODY}"), "红底白字".to_owned()]);
    let hidden: Vec<&str> = extract.hidden.iter().map(|h| h.text.as_str()).collect();
    assert_eq!(hidden, ["恥巴拳", "船桨", "藏在样式表里", "白字", "精品影院", "赌博网站"]);
    assert!(extract.hidden.iter().all(|h| h.how == "style"));
    assert_eq!((extract.hidden[0].place.as_str(), extract.hidden[4].place.as_str()), ("第1段", "正文之外"));
}

#[test]
fn a_search_form_and_a_menu_are_no_header() {
    let before = "<form><input name=q>标题：<input>文号：<input><a href='/x'>搜索</a></form><ul><li><a href='/a'>政策解读</a></li>\
        <li><a href='/b'>公开方式</a></li></ul>";
    let html = page("", before, &format!("<div id=zoom><p>{BODY}</p><p>会议时间：上午九时</p></div>"), "");
    let extract = read_ok("a.html", html.as_bytes());
    assert!(extract.labels.is_empty(), "{:?}", extract.labels);
}

#[test]
fn deep_nesting_neither_overflows_nor_hangs() {
    let started = std::time::Instant::now();
    for page in [
        format!("{}{BODY}", "<div><b>".repeat(8000)),
        (0..3000).map(|n| format!("<p><b id={n}>{BODY}")).collect(),
        format!("{}{BODY}", "<div>".repeat(1900)),
        format!("{}{BODY}{}", "<table><tr><td>".repeat(600), "</table>".repeat(600)),
    ] {
        let outcome = read("a.html", page.as_bytes(), &Limits::default());
        assert!(outcome.is_ok() || outcome.is_err_and(|e| e.code() == "damaged"));
    }
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
