//! Which parts does every docx have beside its text: styles, footers, properties?

use super::{escape, pictures};
use crate::layout::{Block, foot};
use crate::paper::{Form, Paper, Script};
use crate::runs::Face;

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="gif" ContentType="image/gif"/><Default Extension="webp" ContentType="image/webp"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer3.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

pub(super) const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

/// Odd and even pages have their number on different sides.
pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn core(paper: &Paper) -> String {
    let title = escape(&crate::layout::clean(&paper.title));
    let creator = paper.issuer_heading.as_deref().or(paper.origin.as_ref().map(|origin| origin.site_name.as_str()));
    let creator = escape(&crate::layout::clean(creator.unwrap_or_default()));
    // Midnight in Beijing is 16:00 of the day before in UTC; the format wants UTC.
    let made = paper.printed_at.checked_sub(jiff::Span::new().hours(8)).unwrap_or(paper.printed_at).strftime("%Y-%m-%dT%H:%M:%SZ");
    format!(
        r#"{HEADER}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>{}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>"#,
        language(paper)
    )
}

fn language(paper: &Paper) -> &'static str {
    if paper.script == Script::Traditional { "zh-TW" } else { "zh-CN" }
}

/// The names under which offices have these typefaces.
pub(super) fn fonts(face: Face) -> String {
    let name = match face {
        Face::FangSong => "仿宋_GB2312",
        Face::Hei => "黑体",
        Face::Kai => "楷体_GB2312",
        Face::Song => "宋体",
        Face::XiaoBiaoSong => "方正小标宋简体",
    };
    format!(r#"<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>"#)
}

/// One style for each part of the standard; headings carry their outline level, so that Word's navigation shows them.
pub(super) fn styles(paper: &Paper) -> String {
    let exact = |twips: u32| format!(r#"<w:spacing w:line="{twips}" w:lineRule="exact"/>"#);
    let indent = r#"<w:ind w:firstLine="632" w:firstLineChars="200"/>"#;
    let issuer = format!(r#"{}<w:color w:val="D0021B"/><w:sz w:val="72"/><w:szCs w:val="72"/>"#, fonts(Face::XiaoBiaoSong));
    let letter = paper.form == Form::Letter;
    // The red rule: double under the heading of a letter (10.1), single under the number of a document (7.2.7).
    let rule =
        |kind: &str, eighths: u32| format!(r#"<w:pBdr><w:bottom w:val="{kind}" w:sz="{eighths}" w:space="6" w:color="D0021B"/></w:pBdr>"#);
    let under_issuer = if letter { rule("thickThinSmallGap", 24) } else { String::new() };
    let under_number = if !letter && paper.issuer_heading.is_some() { rule("single", 8) } else { String::new() };
    let number_side = if letter { "right" } else { "center" };
    let mut styles = vec![
        style("Body", "正文段落", &format!("{indent}<w:jc w:val=\"both\"/>"), ""),
        style("Title", "Title", &format!("<w:keepNext/>{}<w:jc w:val=\"center\"/>", exact(680)), &sized(Face::XiaoBiaoSong, 44)),
        style(
            "IssuerHeading",
            "发文机关标志",
            &format!(
                "{under_issuer}<w:spacing w:before=\"400\" w:after=\"400\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>"
            ),
            &issuer,
        ),
        style("DocumentNumber", "发文字号", &format!("{under_number}<w:spacing w:after=\"579\"/><w:jc w:val=\"{number_side}\"/>"), ""),
        style("Chapter", "章节", "<w:keepNext/><w:jc w:val=\"center\"/>", &fonts(Face::Hei)),
        style("AnnexMark", "附件标志", "", &fonts(Face::Hei)),
        style("Signature", "署名", "<w:jc w:val=\"right\"/>", ""),
        style(
            "Imprint",
            "版记",
            &format!("{}<w:ind w:left=\"280\" w:right=\"280\"/>", exact(480)),
            "<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>",
        ),
        style("Caption", "caption", &format!("{}<w:jc w:val=\"center\"/>", exact(400)), "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>"),
        style("Origin", "来源与核对", &exact(320), &sized(Face::Song, 21)),
        style("Cell", "表格文字", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>", ""),
        style("Picture", "图片", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>", ""),
        style("PageNumber", "页码", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>", &sized(Face::Song, 28)),
        style("Foot", "页脚来源", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>", &sized(Face::Song, 15)),
    ];
    for level in 1..=6u8 {
        let face = match level {
            1 | 2 => Face::Hei,
            3 => Face::Kai,
            _ => Face::FangSong,
        };
        let outline = level - 1;
        let paragraph = format!(r#"<w:keepNext/>{indent}<w:outlineLvl w:val="{outline}"/>"#);
        styles.push(style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, &fonts(face)));
    }
    let normal = format!(
        r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>{}</w:pPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>"#,
        exact(579)
    );
    let defaults = format!(
        r#"<w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="{}"/></w:rPr></w:rPrDefault></w:docDefaults>"#,
        fonts(Face::FangSong),
        language(paper)
    );
    format!("{HEADER}<w:styles {WORD}>{defaults}{normal}{}</w:styles>", styles.concat())
}

fn sized(face: Face, half_points: u32) -> String {
    format!(r#"{}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>"#, fonts(face))
}

fn style(id: &str, name: &str, paragraph: &str, run: &str) -> String {
    format!(
        r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
    )
}

/// The page number on its side (none on the first page of a letter) and the line that says where the text can be checked.
pub(super) fn footer(paper: &Paper, side: Option<&str>) -> String {
    let number = side.map(|side| {
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="PageNumber"/><w:ind w:left="280" w:right="280"/><w:jc w:val="{side}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>"#
        )
    });
    let [place, check] = foot(paper).unwrap_or_default();
    let origin = format!(
        r#"<w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr><w:r><w:t>{}</w:t><w:br/><w:t>{}</w:t></w:r></w:p>"#,
        escape(&place),
        escape(&check)
    );
    format!("{HEADER}<w:ftr {WORD}>{}{origin}</w:ftr>", number.unwrap_or_default())
}

/// A4, 37/28/26/35 mm, a grid of 22 lines of 28 characters; twips.
pub(super) fn section(paper: &Paper) -> String {
    let first = if paper.form == Form::Letter { "<w:titlePg/>" } else { "" };
    format!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:footerReference w:type="first" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1020" w:gutter="0"/>{first}<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/></w:sectPr>"#
    )
}

pub(super) fn document_relations(blocks: &[Block]) -> String {
    let mut relations = vec![("rId1", "styles", "styles.xml"), ("rId2", "settings", "settings.xml")];
    relations.extend([("rId3", "footer", "footer1.xml"), ("rId4", "footer", "footer2.xml"), ("rId5", "footer", "footer3.xml")]);
    let mut xml: String = relations
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{RELATION}/{kind}" Target="{target}"/>"#))
        .collect();
    for picture in pictures(blocks) {
        let (number, name) = (picture.number, picture.file_name());
        xml += &format!(r#"<Relationship Id="picture{number}" Type="{RELATION}/image" Target="media/{name}"/>"#);
    }
    format!(r#"{HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{xml}</Relationships>"#)
}
