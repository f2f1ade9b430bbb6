//! Is this string of digits really an identity number, a credit code, a bank card or a plate?
//!
//! Checksums are what keeps a contract number from being masked as a person's: a number that fails its check is not a finding.

use jiff::civil::Date;

/// First two digits of a citizen's identity number (GB/T 2260), and 9 of the permanent residence card of foreigners.
fn is_province(two: u32) -> bool {
    matches!(two, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91..=99)
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'))
}

fn date_of(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The birth date in a valid identity number (GB 11643-1999: 18 characters, region, date, check; or 15 digits, void since
/// 2013 but still printed in old lists). `None` where it is not one.
#[must_use]
pub fn id_card_birth(text: &str, today: Date) -> Option<Date> {
    let bytes = text.as_bytes();
    let birth = match bytes.len() {
        18 => {
            if !bytes[..17].iter().all(u8::is_ascii_digit) || id_check_digit(&bytes[..17]) != bytes[17].to_ascii_uppercase() {
                return None;
            }
            date_of(number(&bytes[6..10]), number(&bytes[10..12]), number(&bytes[12..14]))?
        }
        15 if bytes.iter().all(u8::is_ascii_digit) => date_of(1900 + number(&bytes[6..8]), number(&bytes[8..10]), number(&bytes[10..12]))?,
        _ => return None,
    };
    let region = number(&bytes[..2]);
    (is_province(region) && birth.year() >= 1900 && birth <= today).then_some(birth)
}

/// The check character of seventeen digits.
#[must_use]
pub fn id_check_digit(seventeen: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d.wrapping_sub(b'0')) * w).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// Is it a unified social credit code (GB 32100-2015), by both of its checks?
#[must_use]
pub fn is_uscc(text: &str) -> bool {
    uscc_shape(text) && gongkai_law::Uscc::parse(text).is_ok()
}

/// Eighteen characters of the alphabet of credit codes, with a region where one belongs.
#[must_use]
pub fn uscc_shape(text: &str) -> bool {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let bytes = text.as_bytes();
    bytes.len() == 18 && bytes.iter().all(|b| ALPHABET.contains(b)) && bytes[0] != b'0' && bytes[2..8].iter().all(u8::is_ascii_digit)
}

/// Luhn, with the lengths and first digits that bank cards have.
#[must_use]
pub fn is_bank_card(digits: &str) -> bool {
    (16..=19).contains(&digits.len()) && matches!(digits.as_bytes()[0], b'3'..=b'6') && luhn(digits) && !is_trivial(digits)
}

/// `0000…`, `4444…`: filled-in blanks, not cards.
fn is_trivial(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let mut seen = [false; 10];
    for b in bytes {
        seen[usize::from((b - b'0') % 10)] = true;
    }
    seen.iter().filter(|s| **s).count() < 3
}

#[must_use]
pub fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b.wrapping_sub(b'0')) * if i % 2 == 1 { 2 } else { 1 };
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `1[3-9]` and nine digits; segments move between carriers, so nothing narrower.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}

pub const PLATE_PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The part of a plate after the province character (GA 36-2018), separator removed: `A12345`, `AD12345`, `B12345D`, `A1234学`.
#[must_use]
pub fn is_plate_tail(tail: &str) -> bool {
    let chars: Vec<char> = tail.chars().collect();
    let serial = |c: &char| c.is_ascii_digit() || (c.is_ascii_uppercase() && !matches!(c, 'I' | 'O'));
    let Some((first, rest)) = chars.split_first() else { return false };
    if !first.is_ascii_uppercase() || matches!(first, 'I' | 'O') {
        return false;
    }
    match rest.len() {
        5 => {
            let (last, body) = (rest[4], &rest[..4]);
            body.iter().all(serial)
                && (serial(&last) || "挂学警港澳".contains(last))
                && rest.iter().filter(|c| c.is_ascii_digit()).count() >= 3
        }
        6 => {
            let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
            let small = "DABCEFGHJK".contains(rest[0]) && serial(&rest[1]) && digits(&rest[2..]);
            let large = digits(&rest[..5]) && matches!(rest[5], 'D' | 'F');
            small || large
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn gb_11643_identity_numbers() {
        for valid in [
            "11010519491231002X",
            "34052419800101001X",
            "34052419800101001x",
            "110101199003070011",
            "640181201506010016",
            "320102198512310010",
        ] {
            assert!(id_card_birth(valid, TODAY).is_some(), "{valid}");
        }
        for invalid in ["110101199003070012", "110101199013070011", "11010119900307001", "990101199003070011X", "11010119900307001é"] {
            assert!(id_card_birth(invalid, TODAY).is_none(), "{invalid}");
        }
        assert_eq!(id_card_birth("640181201506010016", TODAY), Some(date(2015, 6, 1)));
        assert!(id_card_birth("110101900307001", TODAY).is_some());
        assert!(id_card_birth("110101901307001", TODAY).is_none());
    }

    #[test]
    fn gb_32100_credit_codes() {
        for valid in ["11640112010148754W", "11370322004222241N", "11441300007187648G", "11341702486344515H", "11370812004339255B"] {
            assert!(is_uscc(valid), "{valid}");
        }
        assert!(!is_uscc("11640112010148754X"));
        assert!(!is_uscc("113708120042158000"));
    }

    #[test]
    fn luhn_of_bank_cards() {
        for valid in ["6222021234567890128", "6217001234567893", "622848001234567894"] {
            assert!(is_bank_card(valid), "{valid}");
        }
        assert!(!is_bank_card("6217001234567894"));
        assert!(!is_bank_card("0000000000000000"));
    }

    #[test]
    fn ga_36_plates() {
        for valid in ["A12345", "AD12345", "B12345D", "AF1234", "A1234学", "A1234挂"] {
            assert!(is_plate_tail(valid), "{valid}");
        }
        for invalid in ["AF123", "I12345", "AO1234", "ABCDEF", "", "A123456", "A1234I"] {
            assert!(!is_plate_tail(invalid), "{invalid}");
        }
    }

    proptest! {
        #[test]
        fn made_identity_numbers_are_valid_and_a_changed_check_is_not(seed in 0u32..1_000_000, days in 0i64..45_000, serial in 0u32..1000) {
            let provinces = [11, 12, 33, 64, 44, 51, 23];
            let born = date(1900, 1, 1).saturating_add(jiff::Span::new().days(days));
            let head = format!("{:02}{:04}{:04}{:02}{:02}{serial:03}", provinces[seed as usize % provinces.len()], seed % 10_000, born.year(), born.month(), born.day());
            let check = id_check_digit(head.as_bytes());
            let whole = format!("{head}{}", check as char);
            prop_assert_eq!(id_card_birth(&whole, TODAY), Some(born));
            for other in b"0123456789X".iter().filter(|c| **c != check) {
                let wrong = format!("{head}{}", *other as char);
                prop_assert!(id_card_birth(&wrong, TODAY).is_none());
            }
        }
    }
}
