//! Can this number be the number of this kind of paper?

use gongkai_law::{Uscc, UsccError};
use gongkai_text::screen::id_card_birth;
use jiff::civil::Date;

use super::IdentityKind;

/// Why a number cannot be one of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    #[error("请填写{0}号码（条例第二十九条第二款第（一）项）")]
    Missing(&'static str),
    #[error("{kind}号码应为18位，现为{length}位")]
    Length { kind: &'static str, length: usize },
    #[error("{0}号码前17位应为数字，末位为数字或者X")]
    Characters(&'static str),
    #[error("{0}号码末位校验码不符，请核对")]
    Check(&'static str),
    #[error("{0}号码中的地区或者出生日期不存在，请核对")]
    RegionOrBirth(&'static str),
    #[error("{kind}号码格式不正确，应为{shape}")]
    Shape { kind: &'static str, shape: &'static str },
    #[error(transparent)]
    CreditCode(#[from] UsccError),
}

/// The number as it is kept: trimmed, in capitals.
///
/// # Errors
/// What is wrong with it, said so that it can be corrected.
pub fn check_identity(kind: IdentityKind, number: &str, today: Date) -> Result<String, IdentityFault> {
    let number = number.trim().to_uppercase();
    let name = kind.label();
    if number.is_empty() {
        return Err(IdentityFault::Missing(name));
    }
    let shaped = |is: bool, shape: &'static str| if is { Ok(()) } else { Err(IdentityFault::Shape { kind: name, shape }) };
    match kind {
        IdentityKind::ResidentCard | IdentityKind::ResidencePermit => resident(name, &number, today)?,
        IdentityKind::ForeignResident if number.len() == 18 => resident(name, &number, today)?,
        IdentityKind::ForeignResident => shaped(letters_then_digits(&number, 3, 12), "18位号码，或者3位字母加12位数字")?,
        IdentityKind::Passport => shaped(is_plain(&number, 5, 12), "5至12位字母和数字")?,
        IdentityKind::HongKongMacaoPermit => {
            let starts = number.starts_with(['H', 'M']);
            shaped(starts && (letters_then_digits(&number, 1, 8) || letters_then_digits(&number, 1, 10)), "H或者M加8位或者10位数字")?;
        }
        IdentityKind::TaiwanPermit => shaped(letters_then_digits(&number, 0, 8) || letters_then_digits(&number, 0, 10), "8位或者10位数字")?,
        IdentityKind::CreditCode => return Ok(Uscc::parse(&number)?.as_str().to_owned()),
        IdentityKind::Officer | IdentityKind::Other => {
            shaped((2..=40).contains(&number.chars().count()) && !number.chars().any(char::is_control), "2至40个字符")?;
        }
    }
    Ok(number)
}

fn resident(kind: &'static str, number: &str, today: Date) -> Result<(), IdentityFault> {
    let length = number.chars().count();
    if length != 18 {
        return Err(IdentityFault::Length { kind, length });
    }
    let (digits, last) = number.split_at_checked(17).ok_or(IdentityFault::Characters(kind))?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(last.as_bytes(), [b'0'..=b'9' | b'X']) {
        return Err(IdentityFault::Characters(kind));
    }
    if id_card_birth(number, today).is_some() {
        return Ok(());
    }
    // With another last character it would be one: then that is what was mistyped.
    let other_check = "0123456789X".chars().any(|check| id_card_birth(&format!("{digits}{check}"), today).is_some());
    Err(if other_check { IdentityFault::Check(kind) } else { IdentityFault::RegionOrBirth(kind) })
}

fn is_plain(text: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn letters_then_digits(text: &str, n_letters: usize, n_digits: usize) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == n_letters + n_digits
        && bytes[..n_letters].iter().all(u8::is_ascii_alphabetic)
        && bytes[n_letters..].iter().all(u8::is_ascii_digit)
}
