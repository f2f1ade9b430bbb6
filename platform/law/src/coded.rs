//! How is a closed list of the law written down once: stable code, Chinese label, all members?

/// A code that is not in the list it was looked up in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{code}”不是有效的{list}代码")]
pub struct UnknownCode {
    pub list: &'static str,
    pub code: String,
}

/// Defines an enum whose members have a stable code (stored, sent, put in addresses) and a Chinese label (shown).
///
/// `coded! { /// doc
/// pub enum Colour "颜色" { Red => "red", "红"; } }` gives `ALL`, `code()`, `label()`, `FromStr` by code, `Display` by label and
/// serde by code.
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* pub enum $name:ident $list:literal { $($(#[$vdoc:meta])* $member:ident => $code:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $member,)+ }

        impl $name {
            /// Every member, in the order of the law.
            pub const ALL: &'static [$name] = &[$($name::$member,)+];

            /// The stable code: stored, sent, put in addresses.
            pub fn code(self) -> &'static str {
                match self { $($name::$member => $code,)+ }
            }

            /// What people read.
            pub fn label(self) -> &'static str {
                match self { $($name::$member => $label,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code {
                    $($code => Ok($name::$member),)+
                    _ => Err($crate::UnknownCode { list: $list, code: code.to_owned() }),
                }
            }
        }

        impl $crate::macros::serde::Serialize for $name {
            fn serialize<S: $crate::macros::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> $crate::macros::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macros::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as $crate::macros::serde::Deserialize>::deserialize(deserializer)?;
                code.parse().map_err(<D::Error as $crate::macros::serde::de::Error>::custom)
            }
        }
    };
}
