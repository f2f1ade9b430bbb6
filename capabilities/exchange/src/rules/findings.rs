//! What is told of a document when reading and screening speak of the same thing?

use gongkai_text::finding::Finding;
use gongkai_text::screen::{Code, Profile};

/// One list of both. Where both report a code, reading's words stand (it knows which annex is missing) with the severity of
/// screening, which is documented and which a site may set; what the profile has switched off is left out.
#[must_use]
pub fn together(read: Vec<Finding>, screened: Vec<Finding>, profile: &Profile) -> Vec<Finding> {
    // Findings that both can make about the document as a whole. Cuts are another matter: reading reports what it has cut.
    const OF_THE_WHOLE: [Code; 3] = [Code::AnnexMissing, Code::AnnexEmpty, Code::TitleMissing];
    let mut all = Vec::with_capacity(read.len() + screened.len());
    for mut finding in read {
        let code = Code::parse(&finding.code);
        if code.is_some_and(|code| !profile.is_on(code)) {
            continue;
        }
        if let Some(code) = code.filter(|code| OF_THE_WHOLE.contains(code) || *code == Code::DateInvalid) {
            finding.severity = profile.severity.get(code.as_str()).copied().unwrap_or(code.severity());
        }
        all.push(finding);
    }
    let n_read = all.len();
    for finding in screened {
        let code = Code::parse(&finding.code);
        let whole = code.is_some_and(|code| OF_THE_WHOLE.contains(&code));
        // A day that is in no calendar is told by both, at the head of the text and where it stands.
        let same_day = |held: &Finding| code == Some(Code::DateInvalid) && finding.excerpt.contains(&held.excerpt);
        if !all[..n_read].iter().any(|held| held.code == finding.code && (whole || same_day(held))) {
            all.push(finding);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_text::finding::Severity;

    fn of(code: &str, severity: Severity, advice: &str) -> Finding {
        let text = String::new;
        Finding { code: code.to_owned(), severity, place: text(), excerpt: text(), advice: advice.to_owned(), span: None, masked: None }
    }

    #[test]
    fn the_same_thing_is_told_once() {
        // Whatever screening documents for the code holds, not what reading thought of it.
        let documented = Code::AnnexMissing.severity();
        let other = if documented == Severity::Stop { Severity::Warn } else { Severity::Stop };
        let read = vec![of("defect.annex_missing", other, "附件1"), of("tamper.noise", Severity::Warn, "已剔除")];
        let screened = vec![of("defect.annex_missing", documented, "附件"), of("tamper.noise", Severity::Stop, "第3段")];
        let all = together(read, screened, &Profile::default());
        let told: Vec<(&str, Severity)> = all.iter().map(|finding| (finding.advice.as_str(), finding.severity)).collect();
        assert_eq!(told, [("附件1", documented), ("已剔除", Severity::Warn), ("第3段", Severity::Stop)]);
    }

    #[test]
    fn what_is_switched_off_is_left_out() {
        let profile = Profile { off: vec!["tamper".to_owned()], ..Profile::default() };
        assert!(together(vec![of("tamper.noise", Severity::Warn, "")], Vec::new(), &profile).is_empty());
    }
}
