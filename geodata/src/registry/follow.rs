//! Rows that name a code which is gone from the dataset follow it to the code that the same area has today.

use std::borrow::Cow;

use serde_json::Value;

use super::known::Known;
use crate::changes::Heir;
use crate::code::AreaCode;

/// Fields that hold the code of an area.
const FIELDS: [&str; 2] = ["village_code", "area_code"];

/// The row as this dataset knows its area. What was split or merged stays as it was recorded: only people can say which of
/// the areas has it now.
pub(super) fn followed<'a>(known: &Known<'_>, row: &'a Value) -> Cow<'a, Value> {
    let mut row = Cow::Borrowed(row);
    for field in FIELDS {
        let heirs = gone(known, &row, field);
        let [heir] = heirs.as_slice() else { continue };
        let there = known.dataset.area(heir.code).is_some();
        if there
            && heir.last.kind == "recode"
            && let Some(fields) = row.to_mut().as_object_mut()
        {
            let now = heir.code.to_string();
            let before = fields.get(field).and_then(Value::as_str).unwrap_or_default();
            // The id that it was given then ends in the code; the one that the same row is given today must be the same.
            let id = fields.get("id").and_then(Value::as_str);
            let id = id.and_then(|id| id.strip_suffix(before));
            if let Some(id) = id.map(|id| format!("{id}{now}")) {
                fields.insert("id".to_owned(), id.into());
            }
            fields.insert(field.to_owned(), now.into());
        }
    }
    row
}

/// What came of an area that a row names and that is gone, in words.
pub(super) fn successors(known: &Known<'_>, row: &Value) -> Option<String> {
    FIELDS.into_iter().find_map(|field| {
        let heirs = gone(known, row, field);
        let codes: Vec<String> = heirs.iter().map(|heir| heir.code.to_string()).collect();
        let list = codes.join(", ");
        (!codes.is_empty()).then(|| format!("what had this code is now {list}; record it there"))
    })
}

/// What came of the code in a field, where the dataset has no such area.
fn gone<'k>(known: &'k Known<'_>, row: &Value, field: &str) -> Vec<Heir<'k>> {
    let code = row.get(field).and_then(Value::as_str);
    let code: Option<AreaCode> = code.and_then(|code| code.parse().ok());
    match code.filter(|code| known.dataset.area(*code).is_none()) {
        Some(code) => known.changes.follow(code, None),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::dataset::Designation;
    use crate::registry::{Base, Entry, Table, admit, fold};
    use crate::testing::{self, rows};

    fn entry(number: i64, table: Table, row: serde_json::Value) -> Entry {
        Entry {
            id: format!("b{number}.0"),
            seq: number,
            table,
            row,
            replaces: None,
            withdrawn: false,
            approved: false,
        }
    }

    #[test]
    fn what_was_recorded_of_a_code_that_is_gone_counts_where_one_area_has_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut contents = testing::contents().unwrap();
        contents.codes.changes = vec![
            rows::change("52.03.09.2001", "52.03.01.2003", "recode", "2024-01-01", None),
            rows::change("52.03.09.2002", "52.03.01.2004", "split", "2024-01-01", Some(0.5)),
            rows::change("52.03.09.2002", "52.03.01.2005", "split", "2024-01-01", Some(0.5)),
        ];
        let dataset = testing::written(&contents, &dir.path().join("tiny")).unwrap();
        let designation = |village: &str| {
            json!({"id": format!("desmigratif-2019-{village}"), "village_code": village, "programme": "desmigratif",
                "round": "r2019", "year": 2019, "status": "designated", "source": "SK"})
        };
        let pillar = json!({"village_code": "52.03.09.2001", "programme": "desmigratif",
            "pillar_no": 2, "as_of": "2026-10-01", "state": "active"});
        let entries = [
            entry(1, Table::Designations, designation("52.03.09.2001")),
            entry(2, Table::PillarStatus, pillar),
            entry(3, Table::Designations, designation("52.03.09.2002")),
            entry(4, Table::Designations, designation("52.03.09.2003")),
        ];
        let base = Base { dataset: &dataset, values: dataset.table("indicator_values").unwrap() };
        let folded = fold(base, &entries).unwrap().unwrap();
        let designated: Vec<Designation> = folded.dataset.designations().unwrap();
        let has = |village: &str| designated.iter().any(|row| row.village_code == village);
        assert!(has("52.03.01.2003") && !has("52.03.01.2004") && !has("52.03.01.2005"));
        let unfit: Vec<_> = folded.unfit.iter().map(|of| (of.id.as_str(), &of.detail)).collect();
        assert_eq!(unfit.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["b3.0", "b4.0"]);
        assert!(unfit[0].1.contains("now 52.03.01.2004, 52.03.01.2005"), "{unfit:?}");
        assert!(!unfit[1].1.contains("is now"), "{unfit:?}");

        // The same of today's code is recorded already.
        let again = [designation("52.03.01.2003")];
        let today = "2026-11-29";
        let problems = admit(&dataset, &entries, Table::Designations, &again, &[], today);
        let problems = problems.unwrap().unwrap_err();
        assert!(problems[0].detail.contains("recorded already as `b1.0`"), "{problems:?}");
    }
}
