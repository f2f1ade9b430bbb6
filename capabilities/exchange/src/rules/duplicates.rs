//! Does a file of this run repeat an earlier one of the same run, in its words or in its 文号?

use std::collections::HashMap;

use gongkai_law::DocumentNumber;
use gongkai_text::finding::Finding;
use gongkai_text::paragraph::Metadata;
use gongkai_text::screen::Code;
use gongkai_text::screen::similarity::{Signature, compare};

/// What has been seen in this run; about 400 bytes a file.
#[derive(Debug, Default)]
pub struct Run {
    files: Vec<Seen>,
    /// The first file that had a band key.
    bands: HashMap<u64, u32>,
    numbers: HashMap<String, u32>,
}

#[derive(Debug)]
struct Seen {
    path: String,
    title: String,
    signature: Option<Signature>,
}

impl Run {
    /// Notes a file and says what of the files before it it repeats.
    pub fn note(&mut self, path: &str, metadata: &Metadata, signature: Option<&Signature>) -> Vec<Finding> {
        let mut found = Vec::new();
        let at = u32::try_from(self.files.len()).expect("a walk has fewer files than that");
        if let Some(signature) = signature
            && let Some((code, earlier)) = self.like(signature)
        {
            found.push(repeats(code, earlier));
        }
        if let Some(key) = number_key(metadata) {
            if let Some(earlier) = self.numbers.get(&key) {
                found.push(repeats(Code::DuplicateNumber, &self.files[*earlier as usize]));
            }
            self.numbers.entry(key).or_insert(at);
        }
        for band in signature.map(Signature::bands).into_iter().flatten() {
            self.bands.entry(band).or_insert(at);
        }
        let title = metadata.title.clone().unwrap_or_default();
        self.files.push(Seen { path: path.to_owned(), title, signature: signature.cloned() });
        found
    }

    /// The closest of the earlier files: the same words before nearly the same.
    fn like(&self, signature: &Signature) -> Option<(Code, &Seen)> {
        let mut near = None;
        for band in signature.bands() {
            let Some(earlier) = self.bands.get(&band).map(|at| &self.files[*at as usize]) else { continue };
            match earlier.signature.as_ref().and_then(|theirs| compare(signature, theirs)) {
                Some(Code::DuplicateExact) => return Some((Code::DuplicateExact, earlier)),
                Some(code) if near.is_none() => near = Some((code, earlier)),
                _ => {}
            }
        }
        near
    }
}

fn repeats(code: Code, earlier: &Seen) -> Finding {
    let advice = match code {
        Code::DuplicateExact => "与本批中在前的文件内容完全相同，请勿重复导入。",
        Code::DuplicateNumber => "与本批中在前的文件发文机关和发文字号相同，请核对文号。",
        _ => "与本批中在前的文件高度相似，请核对是否为同一文件的修改稿。",
    };
    Finding {
        code: code.as_str().to_owned(),
        severity: code.severity(),
        place: if code == Code::DuplicateNumber { "发文字号" } else { "全文" }.to_owned(),
        excerpt: format!("《{}》 {}", earlier.title.chars().take(40).collect::<String>(), earlier.path),
        advice: advice.to_owned(),
        span: None,
        masked: None,
    }
}

/// What makes a 文号 unique, as documents keep it: the first issuer and the number in its canonical form.
#[must_use]
pub fn number_key(metadata: &Metadata) -> Option<String> {
    let number = metadata.document_number.as_deref().map(str::trim).filter(|number| !number.is_empty())?;
    let key = DocumentNumber::parse(number).map_or_else(|_| number.to_owned(), |parsed| parsed.key());
    Some(format!("{} {key}", metadata.issuers.first().map_or("", String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: &str) -> Metadata {
        Metadata {
            title: Some("关于节水的通知".to_owned()),
            document_number: Some(number.to_owned()),
            issuers: vec!["青岚县水利局".to_owned()],
            ..Metadata::default()
        }
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code.as_str()).collect()
    }

    #[test]
    fn words_and_numbers_are_compared_with_earlier_files() {
        let text = "为落实节约用水的各项要求，现就今年节水工作的目标、任务和责任分工通知如下，请认真执行。";
        let other = "为做好防汛抗旱准备工作，各乡镇应当在汛期到来之前完成水库堤防的隐患排查和物资储备。";
        let [a, same, b] = [text, &format!("{text} "), other].map(|text| Signature::of([text]));
        let mut run = Run::default();
        assert!(run.note("1.txt", &of("青水发〔2026〕1号"), a.as_ref()).is_empty());
        let again = run.note("2.txt", &of("青水发[2026]1号"), same.as_ref());
        assert_eq!(codes(&again), ["duplicate.exact", "duplicate.number"]);
        assert!(again[0].excerpt.contains("1.txt"));
        assert!(run.note("3.txt", &of("青水发〔2026〕2号"), b.as_ref()).is_empty());
        assert!(run.note("4.txt", &Metadata::default(), None).is_empty());
    }
}
