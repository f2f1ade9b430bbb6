//! Do Word and Excel files give what their readers see, and what they hide?

use crate::{label, read_ok, refused, shown};
use gongkai_files::{FileKind, Limits, read, sniff};
use gongkai_text::extract::Extract;
use std::io::Write;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("entry");
        writer.write_all(text.as_bytes()).expect("text");
    }
    writer.finish().expect("finished").into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        let mode = if target.starts_with("http") { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{REL}/{kind}\" Target=\"{target}\"{mode}/>")
    };
    format!("<?xml version=\"1.0\"?><Relationships>{}</Relationships>", list.iter().map(one).collect::<String>())
}

pub fn docx(body: &str, extra: &[(&str, &str)]) -> Vec<u8> {
    let root = relations(&[("rId1", "officeDocument", "word/document.xml")]);
    let document = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let mut parts = vec![("_rels/.rels", root.as_str()), ("word/document.xml", document.as_str())];
    parts.extend(extra);
    package(&parts)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn hidden(extract: &Extract) -> Vec<String> {
    extract.hidden.iter().map(|h| format!("{} {} {}", h.how, h.place, h.text)).collect()
}

#[test]
fn headings_by_style_and_outline_level() {
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"a7\"><w:name w:val=\"公文二级\"/><w:basedOn w:val=\"b\"/></w:style>\
         <w:style w:styleId=\"b\"><w:name w:val=\"基准\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style></w:styles>"
    );
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>青岚县人民政府办公室</w:t><w:br/><w:t>关于节水的通知</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"a7\"/></w:pPr><w:r><w:t>一、总体要求</w:t></w:r></w:p>\
         <w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t xml:space=\"preserve\">（一）目标 </w:t></w:r><w:r><w:t>明确</w:t></w:r></w:p>\
         {}<w:p><w:r><w:t>上</w:t><w:br/><w:t>下&lt;甲&gt;&#x4E59;</w:t><w:br w:type=\"page\"/><w:t>次页</w:t></w:r></w:p>",
        p("正文。")
    );
    let rels = relations(&[("rId1", "styles", "styles.xml")]);
    let bytes = docx(&body, &[("word/styles.xml", &styles), ("word/_rels/document.xml.rels", &rels)]);
    assert_eq!(sniff("通知.docx", &bytes), FileKind::Docx);
    assert_eq!(
        shown(&read_ok("通知.docx", &bytes)),
        ["#1 青岚县人民政府办公室关于节水的通知", "#2 一、总体要求", "#3 （一）目标 明确", "正文。", "上", "下<甲>乙", "----", "次页"]
    );
}

#[test]
fn the_numbers_of_lists_are_written_out() {
    let level = |n: usize, format: &str, text: &str| {
        format!("<w:lvl w:ilvl=\"{n}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>")
    };
    let numbering = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\">{}{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride>\
         </w:num></w:numbering>",
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(0, "bullet", "\u{F0B7}"),
    );
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"L\"><w:name w:val=\"List Number\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
         </w:style></w:styles>"
    );
    let item = |list: usize, level: usize, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        item(1, 0, "总体要求"),
        item(1, 1, "目标"),
        item(1, 1, "原则"),
        item(1, 2, "依法"),
        item(1, 2, "便民"),
        "<w:p><w:pPr><w:pStyle w:val=\"L\"/></w:pPr><w:r><w:t>重点任务</w:t></w:r></w:p>".to_owned(),
        item(1, 1, "公开"),
        item(2, 0, "圆点"),
        item(3, 0, "另起"),
        item(0, 0, "无号"),
    ]
    .concat();
    let rels = relations(&[("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml")]);
    let parts = [("word/styles.xml", styles.as_str()), ("word/numbering.xml", &numbering), ("word/_rels/document.xml.rels", &rels)];
    assert_eq!(
        shown(&read_ok("a.docx", &docx(&body, &parts))),
        ["一、总体要求", "（一）目标", "（二）原则", "1. 依法", "2. 便民", "二、重点任务", "（一）公开", "• 圆点", "五、另起", "无号"]
    );
}

#[test]
fn tables_with_merged_cells_and_pictures() {
    let tc = |props: &str, text: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{}</w:tc>", p(text));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}<w:tc><w:tbl><w:tr>{}{}</w:tr></w:tbl>{}</w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr>{}</w:tr></w:tbl>\
         <w:p><w:r><w:drawing><wp:docPr descr=\"示意图\"/><a:blip r:embed=\"rId9\"/></w:drawing></w:r></w:p>",
        tc("<w:vMerge w:val=\"restart\"/>", "事项"),
        tc("<w:gridSpan w:val=\"2\"/>", "层级"),
        tc("<w:vMerge/>", ""),
        tc("", "县级"),
        tc("", "乡级"),
        tc("", "救助"),
        tc("", "√"),
        tc("", "甲"),
        tc("", "乙"),
        p("丙"),
        tc("", "藏行"),
    );
    let rels = relations(&[("rId9", "image", "media/image1.png")]);
    let extract = read_ok("a.docx", &docx(&body, &[("word/_rels/document.xml.rels", &rels)]));
    assert_eq!(shown(&extract), ["|事项|层级|层级\n|事项|县级|乡级\n|救助|√|甲 乙\n丙", "![image1.png]"]);
    assert_eq!(hidden(&extract), ["row 第1段（表格） 藏行"]);
}

#[test]
fn what_word_hides_is_told() {
    let body = "<w:p><w:r><w:t>经研究</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>（内部掌握）</w:t></w:r>\
        <w:del><w:r><w:delText>机密</w:delText></w:r></w:del><w:ins><w:r><w:t>同意</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>白字</w:t></w:r><w:r><w:rPr><w:sz w:val=\"1\"/></w:rPr><w:t>小字</w:t></w:r>\
        <w:commentRangeStart w:id=\"0\"/><w:hyperlink r:id=\"rId5\"><w:r><w:t>官网</w:t></w:r></w:hyperlink>\
        <w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:instrText> PAGEREF _Toc1 </w:instrText></w:r></w:p>";
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"0\" w:author=\"张\"><w:p><w:r><w:t>此处请核实</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let header = format!("<w:hdr {W}><w:p><w:r><w:t>机密★1年</w:t></w:r></w:p></w:hdr>");
    let footer = format!("<w:ftr {W}><w:p><w:r><w:t>第 1 页</w:t></w:r></w:p></w:ftr>");
    let notes = format!(
        "<w:footnotes {W}><w:footnote w:id=\"-1\"><w:p/></w:footnote><w:footnote w:id=\"1\"><w:p><w:r><w:t>注释文字</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>节水通知</dc:title><dc:creator>办公室</dc:creator><dc:description>改第三稿</dc:description></cp:coreProperties>";
    let rels = relations(&[
        ("rId1", "comments", "comments.xml"),
        ("rId2", "header", "header1.xml"),
        ("rId3", "footer", "footer1.xml"),
        ("rId4", "footnotes", "/word/footnotes.xml"),
        ("rId5", "hyperlink", "http://www.qinglan.gov.cn/"),
    ]);
    let bytes = docx(
        body,
        &[
            ("word/comments.xml", &comments),
            ("word/header1.xml", &header),
            ("word/footer1.xml", &footer),
            ("word/footnotes.xml", &notes),
            ("word/_rels/document.xml.rels", &rels),
            ("docProps/core.xml", core),
        ],
    );
    let extract = read_ok("a.docx", &bytes);
    assert!(extract.labels.iter().all(|label| label.name != "description"), "a remark is no summary");
    assert_eq!(shown(&extract), ["经研究同意官网", "脚注1：注释文字"]);
    assert_eq!(
        hidden(&extract),
        ["style 第1段 （内部掌握）", "deleted 第1段 机密", "style 第1段 白字小字", "comment 第1段批注 此处请核实", "header 页眉 机密★1年",]
    );
    assert_eq!((extract.title.as_deref(), label(&extract, "creator")), (Some("节水通知"), Some("办公室")));
    assert_eq!(extract.links[0].href, "http://www.qinglan.gov.cn/");
}

#[test]
fn outside_entities_are_never_resolved() {
    let document = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE w:document [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY a \"aaaaaaaaaa\">\
         <!ENTITY b \"&a;&a;&a;&a;\">]><w:document {W}><w:body><w:p><w:r><w:t>甲&x;&b;乙</w:t></w:r></w:p></w:body></w:document>"
    );
    let root = relations(&[("rId1", "officeDocument", "word/document.xml")]);
    let bytes = package(&[("_rels/.rels", &root), ("word/document.xml", &document)]);
    assert_eq!(shown(&read_ok("a.docx", &bytes)), ["甲乙"]);
}

#[test]
fn broken_and_bloated_documents_are_refused() {
    let whole = docx(&p("正文"), &[]);
    let error = refused("断.docx", &whole[..whole.len() / 2]);
    assert!(error.code() == "damaged" && error.to_string().contains("断.docx"), "{error}");
    assert_eq!(refused("a.docx", &docx("<w:p><w:r>", &[])).code(), "damaged");
    let bloated = docx(&p(&"水".repeat(6_000_000)), &[]);
    assert_eq!(refused("a.docx", &bloated).code(), "too_large");
    let deep = docx(&"<w:sdt>".repeat(5000), &[]);
    assert_eq!(refused("a.docx", &deep).code(), "damaged");
}

pub fn xlsx(sheet: &str, extra: &[(&str, &str)]) -> Vec<u8> {
    let root = relations(&[("rId1", "officeDocument", "xl/workbook.xml")]);
    let workbook = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
        <sheet name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"底稿\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/></sheets></workbook>";
    let rels = relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")]);
    let second = worksheet("", "<row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is><t>不公开人员</t></is></c></row>", "");
    let mut parts = vec![
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", &rels),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", &second),
    ];
    parts.extend(extra);
    package(&parts)
}

pub fn worksheet(columns: &str, rows: &str, after: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{columns}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
}

fn s(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn sheets_are_tables_and_what_they_hide_is_told() {
    let rows = format!(
        "<row r=\"1\">{}{}{}</row><row r=\"2\" hidden=\"1\">{}{}</row><row r=\"3\">{}<c r=\"B3\"><f>1+1.5</f><v>2.5</v></c>{}</row>\
         <row r=\"5\"><c r=\"A5\"><v>3</v></c><c r=\"B5\" t=\"b\"><v>1</v></c></row>",
        s("A1", "对象"),
        s("B1", "金额"),
        s("C1", "身份证号"),
        s("A2", "张某"),
        s("B2", "100"),
        s("A3", "李某"),
        s("C3", "330100"),
    );
    let sheet =
        worksheet("<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>", &rows, "<mergeCells><mergeCell ref=\"A5:A9\"/></mergeCells>");
    let comments =
        "<comments><commentList><comment ref=\"A1\"><text><r><t>内部</t></r><r><t>掌握</t></r></text></comment></commentList></comments>";
    let rels = relations(&[("rId1", "comments", "../comments1.xml")]);
    let bytes = xlsx(&sheet, &[("xl/comments1.xml", comments), ("xl/worksheets/_rels/sheet1.xml.rels", &rels)]);
    let extract = read_ok("名单.xlsx", &bytes);
    assert_eq!(shown(&extract), ["#2 名单", "|对象|金额\n|李某|2.5\n|3|TRUE"]);
    assert_eq!(
        hidden(&extract),
        [
            "row 名单!A2 张某 100",
            "column 名单!C1 身份证号",
            "column 名单!C3 330100",
            "comment 名单!A1 内部掌握",
            "sheet 底稿!B5 不公开人员",
        ]
    );
}

#[test]
fn a_workbook_of_too_many_cells_is_refused() {
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c><c r=\"B{n}\"><v>2</v></c></row>");
    let rows: String = (1..=600).map(row).collect();
    let few = Limits { cells: 1000, ..Limits::default() };
    let bytes = xlsx(&worksheet("", &rows, ""), &[]);
    let error = read("大表.xlsx", &bytes, &few).expect_err("1,200 cells");
    assert!(error.code() == "too_many_cells" && error.to_string().contains("1000"), "{error}");
    // Two cells at the corners of the sheet are two cells, not seventeen thousand million.
    let far = worksheet("", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>", "");
    assert_eq!(shown(&read_ok("a.xlsx", &xlsx(&far, &[]))), ["#2 名单", "|1|\n||2"]);
    let spread =
        worksheet("", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>");
    assert_eq!(shown(&read_ok("a.xlsx", &xlsx(&spread, &[]))), ["#2 名单", "|1"]);
}

#[test]
fn locked_and_macro_files_have_their_own_kind() {
    let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    locked.extend([0; 600]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("密.docx", &locked).code(), "encrypted");
    let root = relations(&[("rId1", "officeDocument", "word/document.xml")]);
    let document = format!("<w:document {W}><w:body>{}</w:body></w:document>", p("带宏"));
    let bytes = package(&[("_rels/.rels", &root), ("word/document.xml", &document), ("word/vbaProject.bin", "x")]);
    assert_eq!(sniff("a.docx", &bytes), FileKind::MacroOffice);
    assert_eq!(shown(&read_ok("a.docx", &bytes)), ["带宏"]);
    assert!(gongkai_files::allowed_upload("a.docx", &bytes, &Limits::default()).is_err());
}

#[test]
fn the_text_of_an_ofd_is_read_by_page_and_line() {
    let root = "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:DocBody><ofd:DocInfo><ofd:Title>节水公告</ofd:Title></ofd:DocInfo>\
        <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let document = "<ofd:Document><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/>\
        <ofd:Page ID=\"2\" BaseLoc=\"/Doc_0/Pages/Page_1/Content.xml\"/></ofd:Pages></ofd:Document>";
    let object = |top: usize, text: &str| {
        format!("<ofd:TextObject Boundary=\"30 {top} 100 8\"><ofd:TextCode X=\"0\" Y=\"5\">{text}</ofd:TextCode></ofd:TextObject>")
    };
    let page = |objects: &str| format!("<ofd:Page><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>");
    let first = page(&[object(40, "青岚县"), object(40, "公告"), object(60, "第一条")].concat());
    let second = page(&object(40, "第二页"));
    let bytes = package(&[
        ("OFD.xml", root),
        ("Doc_0/Document.xml", document),
        ("Doc_0/Pages/Page_0/Content.xml", &first),
        ("Doc_0/Pages/Page_1/Content.xml", &second),
    ]);
    let extract = read_ok("公告.ofd", &bytes);
    assert_eq!(extract.title.as_deref(), Some("节水公告"));
    assert_eq!(shown(&extract), ["青岚县公告", "第一条", "----", "第二页"]);
}
