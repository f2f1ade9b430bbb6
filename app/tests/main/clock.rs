//! Does `gongkai clock` answer every settled case, and name every row it cannot answer?

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::binary::bare;

/// The columns of the command, with what is expected behind them.
const CASES: &str = include_str!("../../../capabilities/requests/tests/main/cases.tsv");

fn clock(arguments: &[&str], table: &str) -> Output {
    let mut child = bare(&[&["clock"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("piped").write_all(table.as_bytes()).expect("the table is taken");
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn objects(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[test]
fn every_settled_case_is_answered() {
    let output = clock(&["-", "--json"], CASES);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let answers = objects(&output);
    assert_eq!(answers.len(), 44);
    for (row, answer) in CASES.lines().skip(1).zip(&answers) {
        let cells: Vec<&str> = row.split('\t').collect();
        let expected = serde_json::from_str(cells[8]).ok().filter(Value::is_boolean).unwrap_or_else(|| json!(cells[8]));
        assert_eq!((&answer["id"], &answer["answer"], &answer["due"]), (&json!(cells[0]), &expected, &json!(cells[9])), "{row}");
        assert_eq!(answer["provisional"], json!(cells[0] == "C30"), "{row}");
        assert!(answer["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{row}");
        let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["id", "answer", "due", "provisional", "reasons"]);
    }
}

#[test]
fn a_table_is_printed_as_a_table() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("cases.tsv");
    // A head in another order, without the columns that nothing is asked of, as an office program saves it.
    std::fs::write(&path, "\u{feff}id\tchannel\task\tsubmitted\r\nA1\tCOUNTER\treply_due\t2025-03-03\r\n\r\n").expect("written");
    let output = clock(&[path.to_str().expect("UTF-8")], "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stdout(&output),
        "id\tanswer\tdue\tprovisional\treasons\nA1\t2025-03-31\t2025-03-31\tfalse\t\
         2025年3月3日收到申请（当面提交），自次日起20个工作日内答复（条例第三十一条、第三十三条第二款）\n"
    );
}

#[test]
fn bad_rows_are_named_and_the_others_answered() {
    let table = "\
id\task\tchannel\tsubmitted\tsigned\tconfirmed\tevents\treceipt
B1\treply_due\tWEB\t2025-03-03\t-\t-\t-\t-
B2\treply_due\tPIGEON\t2025-13-03\t-\t-\t-\t-
B3\treply_due\tEMS\t2025-03-01\t2025-03-04\t-\t-\t2025-03-01
B4\treply_due\tCOUNTER\t2025-03-03\t-\t-\tEXT@2025-03-10:10; EXT@2025-03-11:5\t-
B5\treply_due\tCOUNTER\t2025-03-03\t-\t-\tCORR_RECV@2025-03-12; CORR_NOTICE@2025-03-10\t-
B6\twhen\tCOUNTER\t2025-03-03\t-\t-\t-\t-
B7\treply_due\tCOUNTER\t2025-03-03\t-\t-\tNAP@2025-03-10; EXT@2025-03-11; TP_RECV@2025-03-12\t-
B8\tfee_due\tCOUNTER\t2025-03-03\t-\t-\t-\t-
OK\treply_due\tCOUNTER\t2025-03-03\t-\t-\t-\t2025-03-03
";
    let output = clock(&["-", "--json"], table);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(objects(&output).iter().map(|object| object["id"].clone()).collect::<Vec<_>>(), [json!("OK")]);
    let said = stderr(&output);
    for expected in [
        "第2行（B1）：尚未与申请人确认",
        "第3行（B2）：“PIGEON”不是渠道，应为 COUNTER、EMS、POST、WEB、FAX、ORAL、MISROUTED 之一；“2025-13-03”不是日期（submitted 列）",
        "第4行（B3）：所填收到日期2025-03-01与渠道规则不符，应为2025-03-04",
        "第5行（B4）：2025-03-11再次延期，答复期限只能延长一次（条例第三十三条第二款）",
        "第6行（B5）：“CORR_NOTICE@2025-03-10”的日期早于前一事件“CORR_RECV@2025-03-12”",
        "第7行（B6）：“when”不是可以提出的问题",
        "第8行（B7）：“NAP”不是事件名称；“EXT@2025-03-11”缺少天数，应写作“名称@年-月-日:天数”；“TP_RECV@2025-03-12”之前没有",
        "第9行（B8）：通知尚未送达，缴费期限尚未起算",
        "8行未能作答",
    ] {
        assert!(said.contains(expected), "{expected}\n---\n{said}");
    }
}

#[test]
fn one_request_from_the_command_line() {
    let events = "CONSULT_START@2025-03-10; TP_RECV@2025-03-12; CONSULT_END@2025-03-24";
    let output = clock(&["--received", "2025-03-03", "--events", events], "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stdout(&output),
        "2025-04-15\n  2025年3月3日收到申请（当面提交），自次日起20个工作日内答复（条例第三十一条、第三十三条第二款）\n  \
         征求第三方意见3月10日至3月24日，扣除10个工作日（条例第三十三条第三款）\n"
    );
    let paused = clock(&["--received", "2025-03-03", "--channel", "web", "--events", "CONSULT_START@2025-03-10", "--json"], "");
    assert_eq!((&objects(&paused)[0]["answer"], &objects(&paused)[0]["due"]), (&Value::Null, &Value::Null));
    let provisional = clock(&["--received", "2026-12-10"], "");
    assert!(stdout(&provisional).starts_with("2027-01-08（暂定"), "{}", stdout(&provisional));
    let future = clock(&["--received", "2026-12-10", "--today", "2026-11-24"], "");
    assert_eq!(future.status.code(), Some(2));
    assert!(stderr(&future).contains("不能登记将来的日期"), "{}", stderr(&future));
}

#[test]
fn wrong_use_is_told() {
    for arguments in [&["/nowhere/cases.tsv"][..], &[], &["--received", "3月10日"], &["--received", "2025-03-03", "--channel", "PIGEON"]]
    {
        let output = clock(arguments, "");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty() && stdout(&output).is_empty(), "{arguments:?}");
    }
}
