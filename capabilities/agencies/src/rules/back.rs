//! Where may a person be sent after signing in? To pages of staff on this site, and nowhere else.

/// The page asked for, if it is one of ours; the staff's first page otherwise.
#[must_use]
pub fn safe_back(asked: &str) -> &str {
    let ours = asked == "/staff" || asked.starts_with("/staff/") || asked.starts_with("/staff?");
    // A backslash is read as a slash by browsers, and a sign-in or sign-out page would only lead round in a circle.
    let plain = asked.chars().all(|c| c.is_ascii_graphic() && c != '\\') && !asked.contains("//") && !asked.contains("..");
    let round = asked.starts_with("/staff/sign-in") || asked.starts_with("/staff/sign-out");
    if ours && plain && !round { asked } else { "/staff" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages() {
        for good in ["/staff", "/staff/people", "/staff/documents?state=draft&q=%E9%9D%92"] {
            assert_eq!(safe_back(good), good);
        }
        for bad in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/staff",
            "/staff//evil",
            "/staff\\evil",
            "/stafff",
            "/staff/sign-in",
            "/staff/../x",
        ] {
            assert_eq!(safe_back(bad), "/staff", "{bad}");
        }
    }
}
