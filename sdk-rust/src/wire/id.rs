//! Message ids: a string or an integer, echoed exactly as it came.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// The id of a request: a string or an integer of any size.
///
/// Equality is equality of the JSON value: `"a"` and `"\u0061"` are the same id, `1` and `"1"` are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// An integer that fits into 64 bits.
    Number(i64),
    /// An integer that does not, kept in the digits in which it came.
    Digits(Box<str>),
    /// A string.
    Text(Box<str>),
}

impl Id {
    /// Reads an id from its JSON text; anything but a string or an integer is `None`.
    pub fn from_json(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if text.starts_with('"') {
            return serde_json::from_str::<String>(text)
                .ok()
                .map(|s| Self::Text(s.into()));
        }
        if !is_integer(text) {
            return None;
        }
        match text.parse::<i64>() {
            Ok(number) if number != 0 || text == "0" => Some(Self::Number(number)),
            _ => Some(Self::Digits(text.into())),
        }
    }

    /// The JSON text of the id.
    pub fn to_json(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Digits(digits) => digits.to_string(),
            Self::Text(text) => Value::from(&**text).to_string(),
        }
    }
}

/// An integer as JSON writes it: no fraction, no exponent, no leading zero.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// Shows the bare text: for logs and error messages, not for the wire.
impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(out),
            Self::Digits(text) | Self::Text(text) => out.write_str(text),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Digits(digits) => RawValue::from_string(digits.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value.to_string()).ok_or_else(|| {
            D::Error::custom(format!("an id is a string or an integer, not {value}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_echoed_exactly() {
        for text in [
            "1",
            "-7",
            "0",
            "-0",
            "9223372036854775808",
            "\"h-1\"",
            "\"\"",
            "\"a\\\"b\"",
        ] {
            assert_eq!(Id::from_json(text).unwrap().to_json(), text);
            assert_eq!(
                serde_json::to_string(&Id::from_json(text).unwrap()).unwrap(),
                text
            );
        }
    }

    #[test]
    fn other_values_are_no_ids() {
        for text in [
            "null",
            "true",
            "1.5",
            "1e3",
            "[1]",
            "{}",
            "01",
            "-",
            "",
            "\"\\ud800\"",
        ] {
            assert_eq!(Id::from_json(text), None, "{text}");
        }
    }

    #[test]
    fn an_escape_does_not_make_another_id() {
        assert_eq!(Id::from_json("\"\\u0061\""), Id::from_json("\"a\""));
        assert_ne!(Id::from_json("1"), Id::from_json("\"1\""));
    }
}
