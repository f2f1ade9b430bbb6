//! Are folders and archives walked to the end, whatever lies in them?

use encoding_rs::GB18030;
use gongkai_files::{Entry, Limits, walk};
use std::fs;
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("entry");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("finished").into_inner()
}

fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Written by hand: the builder itself refuses `..`.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *bytes).expect("entry");
    }
    builder.into_inner().expect("finished")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// `path=bytes` or `path!code`, with the root cut off.
fn walked(root: &Path, limits: &Limits) -> Vec<String> {
    let mut seen = Vec::new();
    let mut visit = |entry: Entry| {
        let prefix = format!("{}/", root.display());
        let path = entry.path.strip_prefix(&prefix).unwrap_or(&entry.path).to_owned();
        seen.push(match entry.content {
            Ok(bytes) if bytes.len() < 20 => format!("{path}={}", String::from_utf8_lossy(&bytes)),
            Ok(bytes) => format!("{path}={}字节", bytes.len()),
            Err(error) => {
                assert!(error.to_string().contains(entry.path.rsplit('/').next().expect("a name")), "{error}");
                format!("{path}?{}", error.code())
            }
        });
    };
    walk(&[root.to_owned()], limits, &mut visit);
    seen
}

#[test]
fn folders_and_archives_in_archives() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let inner = zip_of(&[("丙.txt", b"3")]);
    let outer = zip_of(&[("通知/甲.txt", b"1"), ("__MACOSX/x", b"-"), ("内.zip", &inner), ("../../越.txt", b"4")]);
    fs::create_dir(dir.path().join("乙")).expect("folder");
    fs::write(dir.path().join("a.zip"), outer).expect("written");
    fs::write(dir.path().join("b.tar.gz"), gz(&tar_of(&[("d/2.txt", b"2"), ("../e.txt", b"5")]))).expect("written");
    fs::write(dir.path().join("c.tar.xz"), xz(&tar_of(&[("6.txt", b"6")]))).expect("written");
    fs::write(dir.path().join("d.txt.gz"), gz(b"7")).expect("written");
    fs::write(dir.path().join("乙").join("8.txt"), "8").expect("written");
    fs::write(dir.path().join(".git"), "-").expect("written");
    assert_eq!(
        walked(dir.path(), &Limits::default()),
        [
            "a.zip!/通知/甲.txt=1",
            "a.zip!/内.zip!/丙.txt=3",
            "a.zip!/越.txt=4",
            "b.tar.gz!/d/2.txt=2",
            "b.tar.gz!/e.txt=5",
            "c.tar.xz!/6.txt=6",
            "d.txt.gz!/d.txt=7",
            "乙/8.txt=8",
        ]
    );
}

#[test]
fn names_in_gbk_are_decoded() {
    let mut bytes = zip_of(&[("AAAAAAAA.txt", b"1")]);
    let gbk = GB18030.encode("青岚通知").0.into_owned();
    let places: Vec<usize> = (0..bytes.len() - 8).filter(|at| bytes[*at..].starts_with(b"AAAAAAAA")).collect();
    for place in places {
        bytes[place..place + 8].copy_from_slice(&gbk);
    }
    let dir = tempfile::tempdir().expect("temporary directory");
    fs::write(dir.path().join("a.zip"), bytes).expect("written");
    assert_eq!(walked(dir.path(), &Limits::default()), ["a.zip!/青岚通知.txt=1"]);
}

#[test]
fn damage_is_told_and_the_walk_goes_on() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let whole = zip_of(&[("1.txt", &[b'x'; 4000])]);
    fs::write(dir.path().join("a.zip"), &whole[..whole.len() / 2]).expect("written");
    let tar = tar_of(&[("1.txt", b"1"), ("2.txt", &[b'y'; 4000])]);
    fs::write(dir.path().join("b.tar"), &tar[..2000]).expect("written");
    let packed = gz(&tar);
    fs::write(dir.path().join("c.tgz"), &packed[..packed.len() - 12]).expect("written");
    fs::write(dir.path().join("d.docx"), &whole[..whole.len() / 2]).expect("written");
    fs::write(dir.path().join("e.txt"), "e").expect("written");
    let seen = walked(dir.path(), &Limits::default());
    assert_eq!(seen[0], "a.zip?damaged_archive");
    assert_eq!(seen[1..3], ["b.tar!/1.txt=1", "b.tar!/2.txt?damaged_archive"]);
    assert!(seen.iter().any(|s| s.starts_with("c.tgz") && s.ends_with("?damaged_archive")), "{seen:?}");
    assert!(seen.iter().any(|s| s.starts_with("d.docx=")), "a broken document goes to its reader: {seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("e.txt=e"));
    assert_eq!(walked(&dir.path().join("none"), &Limits::default()), [format!("{}?io", dir.path().join("none").display())]);
}

#[test]
fn bombs_and_other_excess_are_stopped() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let zeros = vec![0_u8; 12 * 1024 * 1024];
    let bomb = zip_of(&[("bomb.txt", &zeros), ("ok.txt", b"1")]);
    fs::write(dir.path().join("a.zip"), bomb).expect("written");
    assert_eq!(walked(dir.path(), &Limits::default()), ["a.zip!/bomb.txt?bomb", "a.zip!/ok.txt=1"]);
    fs::write(dir.path().join("a.zip"), xz(&tar_of(&[("bomb.txt", &zeros)]))).expect("written");
    assert_eq!(walked(dir.path(), &Limits::default()), ["a.zip!/bomb.txt?bomb"]);

    let files: &[(&str, &[u8])] = &[("1.txt", &[b'a'; 600]), ("2.txt", &[b'b'; 600]), ("3.txt", b"3")];
    fs::write(dir.path().join("a.zip"), zip_of(files)).expect("written");
    let little = Limits { archive_bytes: 1000, ..Limits::default() };
    assert_eq!(walked(dir.path(), &little), ["a.zip!/1.txt=600字节", "a.zip!/2.txt?exhausted"]);
    let short = Limits { file_bytes: 500, ..Limits::default() };
    assert_eq!(walked(dir.path(), &short), ["a.zip!/1.txt?too_large", "a.zip!/2.txt?too_large", "a.zip!/3.txt=3"]);
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(walked(dir.path(), &few), ["a.zip!/1.txt=600字节", "a.zip!/2.txt?too_many"]);

    let deep = (0..4).fold(b"x".to_vec(), |inner, n| {
        let name = if n == 0 { "x.txt".to_owned() } else { format!("{n}.zip") };
        zip_of(&[(&name, &inner)])
    });
    fs::write(dir.path().join("a.zip"), deep).expect("written");
    assert_eq!(walked(dir.path(), &Limits::default()), ["a.zip!/3.zip!/2.zip!/1.zip?too_deep"]);
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let dir = tempfile::tempdir().expect("temporary directory");
    fs::write(dir.path().join("a.txt"), "a").expect("written");
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).expect("linked");
    std::os::unix::fs::symlink("/etc/hostname", dir.path().join("out.txt")).expect("linked");
    assert_eq!(walked(dir.path(), &Limits::default()), ["a.txt=a"]);
}
