//! Are Word 97 and Excel 97 files read, hidden sheets and rows told, and damaged ones survived?

use crate::{read_ok, refused, shown};
use gongkai_files::{FileKind, Limits, read, sniff};
use std::io::{Cursor, Write};

fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).expect("created");
    for (name, bytes) in streams {
        file.create_stream(name).expect("stream").write_all(bytes).expect("written");
    }
    file.flush().expect("flushed");
    file.into_inner().into_inner()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn bof(kind: u16) -> Vec<u8> {
    record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat())
}

fn name(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&[u8::try_from(text.chars().count()).expect("short"), 1][..], &units].concat()
}

/// A LABEL record: a cell with its text beside it.
fn cell(row: u16, column: u16, text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u16::try_from(text.chars().count()).expect("short");
    let head = [row, column, 15, count].map(u16::to_le_bytes).concat();
    record(0x0204, &[&head[..], &[1], &units].concat())
}

/// Two sheets, the second hidden; row 2 of the first is hidden, and so is column C; a note of three characters.
pub fn xls() -> Vec<u8> {
    let mut hidden_row = [0_u8; 16];
    hidden_row[0] = 1;
    hidden_row[12] = 0x20;
    let column_c = [2_u16, 2, 0, 0, 1, 0].map(u16::to_le_bytes).concat();
    let mut note = [0_u8; 18];
    note[10] = 3;
    let wide: Vec<u8> = [1].into_iter().chain("请核实".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let first = [
        bof(0x10),
        record(0x007D, &column_c),
        record(0x0208, &hidden_row),
        cell(0, 0, "名称"),
        cell(0, 2, "证号"),
        cell(1, 0, "藏行"),
        cell(2, 0, "甲"),
        record(0x01B6, &note),
        record(0x003C, &wide),
        record(0x000A, &[]),
    ]
    .concat();
    let second = [bof(0x10), cell(4, 1, "底稿"), record(0x000A, &[])].concat();
    let sheet = |place: usize, state: u8, text: &str| {
        let place = u32::try_from(place).expect("small").to_le_bytes();
        record(0x0085, &[&place[..], &[state, 0], &name(text)].concat())
    };
    let globals = |a: usize, b: usize| {
        [bof(0x05), record(0x0042, &1200_u16.to_le_bytes()), sheet(a, 0, "名单"), sheet(b, 1, "隐表"), record(0x000A, &[])].concat()
    };
    let length = globals(0, 0).len();
    let mut stream = [globals(length, length + first.len()), first, second].concat();
    stream.resize(stream.len().max(5000), 0);
    container(&[("/Workbook", &stream)])
}

/// A Word 97 document of one piece of wide characters and no formatting.
pub fn doc(text: &str) -> Vec<u8> {
    let characters: Vec<u16> = text.encode_utf16().collect();
    let count = u32::try_from(characters.len()).expect("short");
    let text_at = 2048_u32;
    let clx =
        [&[2_u8][..], &16_u32.to_le_bytes(), &0_u32.to_le_bytes(), &count.to_le_bytes(), &[0, 0], &text_at.to_le_bytes(), &[0, 0]].concat();
    let mut word = vec![0_u8; text_at as usize];
    let mut put = |at: usize, bytes: &[u8]| word[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xA5EC_u16.to_le_bytes());
    put(2, &0x00C1_u16.to_le_bytes());
    put(10, &0x0200_u16.to_le_bytes());
    put(32, &14_u16.to_le_bytes());
    put(62, &22_u16.to_le_bytes());
    put(64 + 3 * 4, &count.to_le_bytes());
    put(152, &93_u16.to_le_bytes());
    put(0x01A6, &u32::try_from(clx.len()).expect("short").to_le_bytes());
    word.extend(characters.iter().flat_map(|unit| unit.to_le_bytes()));
    word.resize(word.len().max(5000), 0);
    container(&[("/WordDocument", &word), ("/1Table", &clx)])
}

#[test]
fn an_old_workbook_is_read_and_what_it_hides_is_told() {
    let bytes = xls();
    assert_eq!(sniff("名单.xls", &bytes), FileKind::Xls);
    let extract = read_ok("名单.xls", &bytes);
    assert_eq!(shown(&extract), ["#2 名单", "|名称\n|甲"]);
    let hidden: Vec<String> = extract.hidden.iter().map(|h| format!("{} {} {}", h.how, h.place, h.text)).collect();
    assert_eq!(hidden, ["row 名单!A2 藏行", "column 名单!C1 证号", "comment 名单的批注或文本框 请核实", "sheet 隐表!B5 底稿"]);
    let few = Limits { cells: 2, ..Limits::default() };
    assert_eq!(read("名单.xls", &bytes, &few).expect_err("five cells").code(), "too_many_cells");
}

#[test]
fn an_old_document_is_read() {
    let bytes = doc("青岚县通知\r一、总体要求\r正文。\r");
    assert_eq!(sniff("通知.doc", &bytes), FileKind::Doc);
    assert_eq!(shown(&read_ok("通知.doc", &bytes)), ["青岚县通知", "一、总体要求", "正文。"]);
    assert_eq!(refused("断.doc", &bytes[..1500]).code(), "damaged");
    // The header claims four thousand million characters: refused before anything is reserved for them.
    let header = bytes.windows(4).position(|w| w == [0xEC, 0xA5, 0xC1, 0x00]).expect("the header");
    let mut boastful = bytes.clone();
    boastful[header + 64 + 3 * 4..header + 64 + 4 * 4].fill(0xFF);
    assert!(refused("大.doc", &boastful).to_string().contains("字数超过文件本身"));
}
