//! What must be true of an agency, a site, an account before it is kept? Values in, refusals out.

pub mod agency;
pub mod back;
pub mod people;
pub mod site;

/// Ten or so digits with the marks that people put between them: `0000-2200001转8012`.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=60).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "-－—+ ()（）、，,/转".contains(c))
}

fn is_email(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && c != '@');
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.') && !host.ends_with('.'))
}
