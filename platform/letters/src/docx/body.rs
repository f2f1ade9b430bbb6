//! How is each block written in Word's language?

use std::fmt::Write;

use super::{escape, parts};
use crate::form::{COLUMNS, Row};
use crate::layout::{Block, Line, Style};
use crate::letter_layout::{Foot, Signed};
use crate::paper::Paper;
use crate::picture::Picture;
use crate::runs::{Face, Run};
use crate::table::Table;
use crate::title::half_widths;

/// The type area of 156 mm in twips.
const WIDTH: f64 = 8845.0;
/// One character of 15.79 points in twips.
const CELL: f64 = 316.0;
const EMU_PER_MM: f64 = 36_000.0;
const TWIPS_PER_MM: f64 = 56.7;

pub(super) fn document(paper: &Paper, blocks: &[Block]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>"#,
    );
    for block in blocks {
        match block {
            Block::Header { rows } => header(&mut xml, rows),
            Block::Line(line) => paragraph(&mut xml, line),
            Block::Table(table) => self::table(&mut xml, table),
            Block::Picture(picture) => self::picture(&mut xml, picture),
            Block::Signed(signed) => self::signed(&mut xml, signed),
            Block::Foot(foot) => self::foot(&mut xml, foot),
            Block::Grid { rows } => grid(&mut xml, rows),
        }
    }
    xml + &parts::section(paper) + "</w:body></w:document>"
}

fn paragraph(xml: &mut String, line: &Line) {
    let style = match line.style {
        Style::Title => "Title".to_owned(),
        Style::IssuerHeading => "IssuerHeading".to_owned(),
        Style::DocumentNumber => "DocumentNumber".to_owned(),
        Style::Heading => format!("Heading{}", line.outline.clamp(1, 6)),
        Style::Chapter => "Chapter".to_owned(),
        Style::Body | Style::AnnexNote | Style::Note => "Body".to_owned(),
        Style::Salutation => "Normal".to_owned(),
        Style::AnnexMark => "AnnexMark".to_owned(),
        Style::Signature => "Signature".to_owned(),
        Style::Imprint => "Imprint".to_owned(),
        Style::Caption => "Caption".to_owned(),
        Style::Origin => "Origin".to_owned(),
    };
    let mut properties = format!(r#"<w:pStyle w:val="{style}"/>"#);
    if line.keep {
        properties += "<w:keepNext/>";
    }
    if line.new_page {
        properties += "<w:pageBreakBefore/>";
    }
    if line.style == Style::Imprint {
        properties += &rules(line);
    }
    if line.gap {
        properties += r#"<w:spacing w:before="579"/>"#;
    }
    if line.style == Style::Signature {
        let _ = write!(properties, r#"<w:ind w:right="{:.0}"/>"#, line.right * CELL);
    }
    // Styles of headings carry their own level; titles and chapters have one by their place.
    if matches!(line.style, Style::Title | Style::Chapter) && line.outline > 0 {
        let _ = write!(properties, r#"<w:outlineLvl w:val="{}"/>"#, line.outline - 1);
    }
    let runs: String = line.runs.iter().map(|run| self::run(run, line.style)).collect();
    let _ = write!(xml, "<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>");
}

/// A run names its typeface only where the style of its paragraph does not.
fn run(run: &Run, style: Style) -> String {
    let bears_mixed_faces = matches!(style, Style::Body | Style::Heading | Style::Caption | Style::Origin);
    let fonts = if bears_mixed_faces { format!("<w:rPr>{}</w:rPr>", parts::fonts(run.face)) } else { String::new() };
    format!(r#"<w:r>{fonts}<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(&run.text))
}

/// 版记: strong rules outside, fine ones between (GB/T 9704-2012, 7.4.1); eighths of a point.
fn rules(line: &Line) -> String {
    let top = if line.first { r#"<w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/>"# } else { "" };
    let weight = if line.last { 8 } else { 6 };
    let between = r#"<w:between w:val="single" w:sz="6" w:space="1" w:color="000000"/>"#;
    format!(r#"<w:pBdr>{top}<w:bottom w:val="single" w:sz="{weight}" w:space="1" w:color="000000"/>{between}</w:pBdr>"#)
}

fn header(xml: &mut String, rows: &[[String; 2]]) {
    open_table(xml, &[0.22, 0.78]);
    for [label, value] in rows {
        let cells = [cell(label, Face::Hei, 21.0, "right", 0.22), cell(value, Face::Song, 21.0, "left", 0.78)];
        let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>", cells.concat());
    }
    xml.push_str("</w:tbl><w:p/>");
}

fn table(xml: &mut String, table: &Table) {
    let shares: Vec<f64> = table.widths.iter().map(|width| width / crate::table::WIDTH).collect();
    open_table(xml, &shares);
    if !table.head.is_empty() {
        let cells: String =
            table.head.iter().zip(&shares).map(|(text, share)| cell(text, Face::Hei, table.size * 2.0, "center", *share)).collect();
        let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>");
    }
    for row in &table.rows {
        let places = row.iter().zip(&shares).zip(&table.centred);
        let cells: String = places
            .map(|((text, share), centred)| cell(text, Face::FangSong, table.size * 2.0, if *centred { "center" } else { "left" }, *share))
            .collect();
        let _ = write!(xml, "<w:tr>{cells}</w:tr>");
    }
    // Word joins two tables that follow each other without a paragraph between.
    xml.push_str("</w:tbl><w:p/>");
}

fn open_table(xml: &mut String, shares: &[f64]) {
    let side = |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(side).concat();
    let grid: String = shares.iter().map(|share| format!(r#"<w:gridCol w:w="{:.0}"/>"#, share * WIDTH)).collect();
    let _ = write!(
        xml,
        r#"<w:tbl><w:tblPr><w:tblW w:w="{WIDTH:.0}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#
    );
}

fn cell(text: &str, face: Face, half_points: f64, side: &str, share: f64) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line))).collect();
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{:.0}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>{}<w:sz w:val="{half_points:.0}"/><w:szCs w:val="{half_points:.0}"/></w:rPr>{}</w:r></w:p></w:tc>"#,
        share * WIDTH,
        parts::fonts(face),
        lines.join("<w:br/>")
    )
}

/// Agency and date as on paper. A docx bears no seal: it is the draft, and a seal in it could be copied anywhere.
fn signed(xml: &mut String, signed: &Signed) {
    let width = |line: &str| line.chars().map(half_widths).sum::<usize>() as f64 / 2.0;
    let lines: Vec<&str> = signed.organ.iter().map(String::as_str).chain([signed.date.as_str()]).collect();
    let widest = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
    for (n, line) in lines.iter().enumerate() {
        let right = signed.right + (widest - width(line)) / 2.0;
        let block = Line { gap: n == 0, keep: true, right, ..Line::plain(Style::Signature, Face::FangSong, *line) };
        paragraph(xml, &block);
    }
}

fn foot(xml: &mut String, foot: &Foot) {
    if let Some(code) = &foot.picture {
        picture(xml, code);
    }
    for (n, line) in foot.lines.iter().enumerate() {
        paragraph(xml, &Line { gap: n == 0 && foot.picture.is_none(), ..Line::plain(Style::Origin, Face::Song, line) });
    }
}

fn grid(xml: &mut String, rows: &[Row]) {
    let column = 1.0 / f64::from(COLUMNS);
    open_table(xml, &[column; COLUMNS as usize]);
    for row in rows {
        let height = row.height_mm * TWIPS_PER_MM;
        let height = if height > 0.0 { format!(r#"<w:trHeight w:val="{height:.0}" w:hRule="atLeast"/>"#) } else { String::new() };
        let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>");
        for sheet_cell in &row.cells {
            let (face, side) = if sheet_cell.label { (Face::Hei, "center") } else { (Face::FangSong, "left") };
            let share = f64::from(sheet_cell.span) * column;
            let drawn = cell(&sheet_cell.text, face, 21.0, side, share);
            *xml += &drawn.replacen("<w:vAlign", &format!(r#"<w:gridSpan w:val="{}"/><w:vAlign"#, sheet_cell.span), 1);
        }
        xml.push_str("</w:tr>");
    }
    xml.push_str("</w:tbl><w:p/>");
}

fn picture(xml: &mut String, picture: &Picture) {
    let (width, height) = (picture.width_mm * EMU_PER_MM, picture.height_mm * EMU_PER_MM);
    let (id, alt) = (picture.number + 1, escape(&picture.alt));
    let _ = write!(
        xml,
        r#"<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width:.0}" cy="{height:.0}"/><wp:docPr id="{id}" name="{name}" descr="{alt}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{id}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width:.0}" cy="{height:.0}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#,
        name = picture.file_name(),
        number = picture.number,
    );
}
