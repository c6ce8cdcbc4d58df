//! Rows that name a code which is gone from the dataset follow it to the code that the same area has today.
//!
//! Every kind of record follows in this one way: by the codes of areas that it names, and by the ids, its own and that of an
//! office, that end in such a code.

use std::borrow::Cow;

use serde_json::Value;

use super::known::Known;
use crate::changes::Today;
use crate::code::AreaCode;

/// Fields that hold the code of an area.
const AREAS: [&str; 2] = ["village_code", "area_code"];
/// Fields that hold what a row is known by, which may end in the code of its area: its own id, and the office of a desk.
const IDS: [&str; 2] = ["id", "office"];

/// The row as this dataset knows its area. What was split or merged stays as it was recorded: only people can say which of
/// the areas has it now.
pub(super) fn followed<'a>(known: &Known<'_>, row: &'a Value) -> Cow<'a, Value> {
    let areas = AREAS.into_iter().filter_map(|field| {
        let code: AreaCode = row.get(field)?.as_str()?.parse().ok()?;
        let Today::Elsewhere(heir) = known.today(code) else { return None };
        Some((field, heir.code.to_string()))
    });
    let ids = IDS
        .into_iter()
        .filter_map(|field| Some((field, renamed(known, row.get(field)?.as_str()?)?)));
    let mut now = Cow::Borrowed(row);
    for (field, text) in areas.chain(ids) {
        if let Some(fields) = now.to_mut().as_object_mut() {
            fields.insert(field.to_owned(), text.into());
        }
    }
    now
}

/// By what the same thing is known today. An id that was given to it ends in the code of its area, and the one that it would be
/// given today must be the same; a dataset that kept the old one still knows it by that.
fn renamed(known: &Known<'_>, id: &str) -> Option<String> {
    let (before, code) = code_at_end(id)?;
    let Today::Elsewhere(heir) = known.today(code) else { return None };
    (!known.has_in_base(id, heir.code)).then(|| format!("{before}{}", heir.code))
}

/// The code of an area that an id ends in, and what stands before it.
pub(super) fn code_at_end(id: &str) -> Option<(&str, AreaCode)> {
    let before = id.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    Some((before, id.get(before.len()..)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_ends_in_the_code_of_its_area_or_in_none() {
        let at_end =
            |id: &str| code_at_end(id).map(|(before, code)| (before.to_owned(), code.to_string()));
        let found = |before: &str, code: &str| Some((before.to_owned(), code.to_owned()));
        assert_eq!(at_end("ltsa-91.07"), found("ltsa-", "91.07"));
        assert_eq!(
            at_end("desmigratif-2019-52.03.01.2001"),
            found("desmigratif-2019-", "52.03.01.2001")
        );
        for id in ["baru", "d1.", "kantor-1", "ltsa-91.7", "", "é9", "018f2d7c.0"] {
            assert_eq!(at_end(id), None, "{id}");
        }
    }
}
