//! Days of the calendar, as documents and grants write them.

use chrono::NaiveDate;

/// Whether `text` is a day: `2027-01-31`, in no other spelling.
pub fn is_day(text: &str) -> bool {
    // Read and written again: the reader alone also takes signs and single digits.
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|day| day.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(is_day("2028-02-29") && is_day("2027-12-31"));
        for wrong in [
            "2027-02-29",
            "2027-2-28",
            "+2027-02-28",
            "tomorrow",
            "2027-02-28 ",
            "02027-02-28",
            "2027-00-10",
            "2027-04-31",
            "é027-01-01",
            "",
        ] {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
