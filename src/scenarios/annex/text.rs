//! Numbers and dates as Indonesian officials write them.

use chrono::{Datelike, NaiveDate};

const DATE: &str = "%Y-%m-%d";

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// A number with a comma and with points between thousands: `83.762,5`.
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    // Rounding may have left nothing but zeros: then there is no sign.
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// A number, or a dash where there is none.
pub fn known(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_owned(), |value| number(value, decimals))
}

/// `2026-11-21`, with or without a time behind it, as `21 November 2026`; another text as it is.
pub fn date(text: &str) -> String {
    let day = text.get(..10).unwrap_or(text);
    let written = NaiveDate::parse_from_str(day, DATE).ok().and_then(|day| {
        let month = MONTHS.get(day.month0() as usize)?;
        Some(format!("{} {month} {}", day.day(), day.year()))
    });
    written.unwrap_or_else(|| text.to_owned())
}

/// Whether a text is a date of the calendar in the form `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    // The calendar's own reader also takes signs and single digits.
    let shape =
        |(at, b): (usize, u8)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() };
    text.len() == 10
        && text.bytes().enumerate().all(shape)
        && NaiveDate::parse_from_str(text, DATE).is_ok()
}

/// The kind of a village in words.
pub fn kind(name: &str) -> &str {
    match name {
        "kelurahan" => "Kelurahan",
        "desa_adat" => "Desa Adat",
        _ => "Desa",
    }
}

/// What has kept a village out, in words.
pub fn because(name: &str) -> &str {
    match name {
        "score" => "skornya lebih rendah daripada desa terpilih yang memenuhi syarat",
        "per_regency" => "kuota kabupaten/kota sudah terisi",
        "per_province" => "kuota provinsi sudah terisi",
        "minimum" => "tempatnya diperlukan bagi desa lain agar jumlah minimum terpenuhi",
        "budget" => "anggaran tidak mencukupi",
        "spacing" => "jaraknya terlalu dekat dengan desa terpilih",
        "near_designated" => "jaraknya terlalu dekat dengan desa yang sudah ditetapkan",
        "excluded" => "dikecualikan dalam rencana",
        "incomplete" => "datanya belum cukup lengkap",
        "no_cost" => "biayanya tidak diketahui",
        "no_location" => "letaknya tidak diketahui",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_and_points_as_in_indonesia() {
        assert_eq!(number(83_762.0, 0), "83.762");
        assert_eq!(number(0.512_34, 3), "0,512");
        assert_eq!(number(-1_234_567.891, 2), "−1.234.567,89");
        assert_eq!(number(-0.000_1, 2), "0,00");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(known(None, 2), "–");
    }

    #[test]
    fn dates_are_written_out_and_checked() {
        assert_eq!(date("2026-11-01T08:00:00Z"), "1 November 2026");
        assert_eq!(date("segera"), "segera");
        assert_eq!(date("2026-13-01"), "2026-13-01");
        assert!(is_date("2028-02-29"));
        for text in
            ["2027-02-29", "2027-2-3", "2027-00-10", "2027-04-31", "+027-01-01", "é027-01-01"]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}
