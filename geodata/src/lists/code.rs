//! What stands in a cell of codes.

use crate::code::{AreaCode, Level};

/// What stands in a cell of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Nothing.
    Nothing,
    /// A code of a village with its points.
    Village(AreaCode),
    /// A code of a larger area.
    Larger(AreaCode),
    /// Ten digits that would be this code if they were one of the ministry of home affairs; the statistics office writes ten
    /// as well, of other villages.
    Digits(AreaCode),
    /// Digits or groups that only the statistics office writes.
    Bps,
    /// Something else.
    Other,
}

/// Reads a cell of codes.
pub fn written(text: &str) -> Written {
    if text.is_empty() {
        return Written::Nothing;
    }
    if let Ok(code) = text.parse::<AreaCode>() {
        return if code.level() == Level::Village {
            Written::Village(code)
        } else {
            Written::Larger(code)
        };
    }
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let joined = |groups: &[&str]| groups.join(".").parse::<AreaCode>().ok();
    match lengths.as_slice() {
        // With other marks than points.
        [2, 2, 2, 4] => joined(&groups).map_or(Written::Other, Written::Village),
        [2, 2, 3, 3] | [2, 2, 3] => Written::Bps,
        [10] => digits(text),
        [7] => Written::Bps,
        _ => Written::Other,
    }
}

/// Ten digits.
fn digits(text: &str) -> Written {
    let parts = [text.get(..2), text.get(2..4), text.get(4..6), text.get(6..)];
    let parts: Option<Vec<&str>> = parts.into_iter().collect();
    let code = parts.and_then(|parts| parts.join(".").parse::<AreaCode>().ok());
    match code {
        // 0 or 4 to 9 begins no number of a village.
        Some(code) if code.village_kind().is_some() => Written::Digits(code),
        _ => Written::Bps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_statistics_office_are_told_from_those_of_the_ministry() {
        let code = |text: &str| text.parse::<AreaCode>().unwrap();
        for (text, is) in [
            ("", Written::Nothing),
            ("52.03.01.2001", Written::Village(code("52.03.01.2001"))),
            ("52-03-01-2001", Written::Village(code("52.03.01.2001"))),
            ("52.03.01", Written::Larger(code("52.03.01"))),
            ("5203012001", Written::Digits(code("52.03.01.2001"))),
            ("5303132001", Written::Digits(code("53.03.13.2001"))),
            ("5303010001", Written::Bps),
            ("53.03.132.001", Written::Bps),
            ("5303132", Written::Bps),
            ("52.03.1.2001", Written::Other),
            ("Desa Maju", Written::Other),
        ] {
            assert_eq!(written(text), is, "{text}");
        }
    }
}
