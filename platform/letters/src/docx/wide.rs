//! How is a wide table with merged cells written in Word's language?

use std::fmt::Write;

use super::{escape, parts};
use crate::runs::Face;
use crate::wide::{Cell, Wide};

/// A3 across less its margins, in twips.
const WIDTH: f64 = 22_450.0;
/// 8 points.
const HALF_POINTS: u32 = 16;
const SECTION: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="23811" w:h="16838" w:orient="landscape"/><w:pgMar w:top="794" w:right="680" w:bottom="907" w:left="680" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>"#;

pub(super) fn document(tables: &[Wide]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
    );
    for (n, table) in tables.iter().enumerate() {
        let new_page = if n > 0 { "<w:pageBreakBefore/>" } else { "" };
        let title = escape(&table.title);
        let _ = write!(
            xml,
            r#"<w:p><w:pPr><w:pStyle w:val="Title"/>{new_page}<w:outlineLvl w:val="0"/></w:pPr><w:r><w:rPr><w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr><w:t xml:space="preserve">{title}</w:t></w:r></w:p>"#
        );
        self::table(&mut xml, table);
    }
    xml + SECTION + "</w:body></w:document>"
}

fn table(xml: &mut String, table: &Wide) {
    let total: f64 = table.widths.iter().sum();
    let widths: Vec<f64> = table.widths.iter().map(|width| width / total * WIDTH).collect();
    let side = |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(side).concat();
    let grid: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width:.0}"/>"#)).collect();
    let margins = r#"<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>"#;
    let _ = write!(
        xml,
        r#"<w:tbl><w:tblPr><w:tblW w:w="{WIDTH:.0}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#
    );
    rows(xml, &table.head, &widths, |_| (Face::Hei, "center"), "<w:tblHeader/>");
    let side_of = |column: usize| if table.centred.get(column) == Some(&true) { "center" } else { "left" };
    rows(xml, &table.rows, &widths, |column| (Face::FangSong, side_of(column)), "");
    // Word joins two tables that follow each other without a paragraph between.
    xml.push_str("</w:tbl><w:p/>");
}

/// Word wants a cell for each place that one from above covers.
fn rows<'a>(xml: &mut String, rows: &[Vec<Cell>], widths: &[f64], style: impl Fn(usize) -> (Face, &'a str), mark: &str) {
    // For each column, how many more rows a cell from above covers, and how many columns that cell is wide.
    let mut covered: Vec<(usize, usize)> = vec![(0, 1); widths.len()];
    for row in rows {
        let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>");
        let mut cells = row.iter();
        let mut column = 0;
        while column < widths.len() {
            let (left, wide) = covered[column];
            if left > 0 {
                covered[column].0 -= 1;
                cell(xml, "", wide, r#"<w:vMerge/>"#, width(widths, column, wide), style(column));
                column += wide;
                continue;
            }
            let Some(next) = cells.next() else { break };
            let wide = next.columns.clamp(1, widths.len() - column);
            covered[column] = (next.rows.saturating_sub(1), wide);
            let merge = if next.rows > 1 { r#"<w:vMerge w:val="restart"/>"# } else { "" };
            cell(xml, &next.text, wide, merge, width(widths, column, wide), style(column));
            column += wide;
        }
        xml.push_str("</w:tr>");
    }
}

fn width(widths: &[f64], column: usize, wide: usize) -> f64 {
    widths[column..column + wide].iter().sum()
}

fn cell(xml: &mut String, text: &str, wide: usize, merge: &str, width: f64, (face, side): (Face, &str)) {
    let span = if wide > 1 { format!(r#"<w:gridSpan w:val="{wide}"/>"#) } else { String::new() };
    let lines: Vec<String> = text.split('\n').map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line))).collect();
    let _ = write!(
        xml,
        r#"<w:tc><w:tcPr><w:tcW w:w="{width:.0}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>{}<w:sz w:val="{HALF_POINTS}"/><w:szCs w:val="{HALF_POINTS}"/></w:rPr>{}</w:r></w:p></w:tc>"#,
        parts::fonts(face),
        lines.join("<w:br/>")
    );
}
