//! Is this code the name of an organisation? 统一社会信用代码 (GB 32100-2015) with the organisation code inside it (GB 11714).

use std::fmt;
use std::str::FromStr;

/// No I, O, S, V or Z: they are taken for digits.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code both of whose checks hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    #[error("统一社会信用代码应为18位，“{0}”不是")]
    Length(String),
    #[error("统一社会信用代码不使用字符“{0}”")]
    Character(char),
    #[error("统一社会信用代码的校验码不符，末位应为“{expected}”")]
    Check { expected: char },
    #[error("统一社会信用代码中的组织机构代码校验码不符，第17位应为“{expected}”")]
    OrganisationCheck { expected: char },
}

impl Uscc {
    /// The code, if its letters and both check characters are right; lower case is accepted.
    ///
    /// # Errors
    /// The first thing wrong, in the order in which a person would correct it.
    pub fn parse(text: &str) -> Result<Uscc, UsccError> {
        let code = text.trim().to_ascii_uppercase();
        if code.chars().count() != 18 {
            return Err(UsccError::Length(text.trim().to_owned()));
        }
        if let Some(c) = code.chars().find(|c| value(*c).is_none()) {
            return Err(UsccError::Character(c));
        }
        match organisation_check(&code[8..16]) {
            Some(expected) if code[16..17].starts_with(expected) => {}
            Some(expected) => return Err(UsccError::OrganisationCheck { expected }),
            None => return Err(UsccError::Length(text.trim().to_owned())),
        }
        match check_character(&code[..17]) {
            Some(expected) if code.ends_with(expected) => Ok(Uscc(code)),
            Some(expected) => Err(UsccError::Check { expected }),
            None => Err(UsccError::Length(text.trim().to_owned())),
        }
    }

    /// Completes a code from its first 16 characters (登记管理部门, 机构类别, 行政区划, 组织机构代码本体) with both checks.
    pub fn complete(first16: &str) -> Option<Uscc> {
        let organisation = organisation_check(first16.get(8..16)?)?;
        let first17 = format!("{first16}{organisation}");
        let check = check_character(&first17)?;
        Uscc::parse(&format!("{first17}{check}")).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the 行政区划.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// 11 for 机关, 12 for 事业单位, 91 for companies…
    pub fn category(&self) -> &str {
        &self.0[..2]
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Uscc {
    type Err = UsccError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uscc::parse(text)
    }
}

fn value(c: char) -> Option<u32> {
    ALPHABET.iter().position(|letter| char::from(*letter) == c).map(|at| at as u32)
}

/// The 18th character for the first 17.
pub fn check_character(first17: &str) -> Option<char> {
    if first17.chars().count() != 17 {
        return None;
    }
    let sum = first17.chars().zip(WEIGHTS).try_fold(0, |sum, (c, weight)| Some(sum + value(c)? * weight))?;
    Some(char::from(ALPHABET[((31 - sum % 31) % 31) as usize]))
}

/// The ninth character of an organisation code for its first eight (GB 11714; letters count 10 to 35).
pub fn organisation_check(first8: &str) -> Option<char> {
    if first8.chars().count() != 8 {
        return None;
    }
    let sum = first8.chars().zip(ORGANISATION_WEIGHTS).try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(36)? * weight))?;
    Some(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10)?,
    })
}
