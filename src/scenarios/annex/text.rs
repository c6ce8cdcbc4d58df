//! Numbers and dates as Indonesian officials write them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

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

/// A moment of RFC 3339 in the time of the capital: `22 November 2026 pukul 03.30 WIB`; another text as it is.
pub fn moment(text: &str) -> String {
    const WIB_S: i32 = 7 * 3600;
    let wib = FixedOffset::east_opt(WIB_S).zip(DateTime::parse_from_rfc3339(text).ok());
    wib.map_or(text.to_owned(), |(zone, at)| {
        let there = at.with_timezone(&zone);
        let day = date(&there.format(DATE).to_string());
        format!("{day} pukul {} WIB", there.format("%H.%M"))
    })
}

/// The kind of a village in words.
pub fn kind(name: &str) -> &str {
    match name {
        "kelurahan" => "Kelurahan",
        "desa_adat" => "Desa Adat",
        _ => "Desa",
    }
}

/// A source of money in words.
pub fn funding(name: &str) -> &str {
    match name {
        "APBD_PROV" => "APBD provinsi",
        "APBD_KAB" => "APBD kabupaten/kota",
        "DANA_DESA" => "Dana desa",
        "OTHER" => "Lainnya",
        "UNKNOWN" => "tidak diketahui",
        other => other,
    }
}

/// Whether values of this unit stay as they are, whatever anybody does: sizes, people and ways to an
/// office. It is no advice that they should be others.
pub fn stands_still(unit: &str) -> bool {
    matches!(unit, "km" | "km²" | "ha" | "jiwa" | "jiwa/km²" | "menit" | "jam" | "Rp")
}

/// What would have to change before a village that was kept out could come in; nothing where its own
/// values decide.
pub fn remedy(name: &str) -> Option<&str> {
    Some(match name {
        "per_regency" => "Hasilnya berubah bila kuota kabupaten/kotanya ditambah.",
        "per_province" => "Hasilnya berubah bila kuota provinsinya ditambah.",
        "minimum" => {
            "Hasilnya berubah bila jumlah minimum wilayah lain dikurangi atau jumlah desa ditambah."
        }
        "budget" => "Hasilnya berubah bila anggaran ditambah.",
        "spacing" => "Hasilnya berubah bila jarak terkecil antardesa diperpendek.",
        "near_designated" => {
            "Hasilnya berubah bila jarak terhadap desa yang sudah ditetapkan tidak disyaratkan."
        }
        "excluded" => "Hasilnya berubah bila pengecualian itu dicabut dari rencana.",
        "incomplete" => "Hasilnya dapat berubah bila nilai yang belum tersedia dilengkapi.",
        "no_cost" => "Hasilnya dapat berubah bila biayanya diketahui.",
        "no_location" => "Hasilnya dapat berubah bila letak desa tercatat.",
        _ => return None,
    })
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
    fn dates_are_written_out() {
        assert_eq!(date("2026-11-01T08:00:00Z"), "1 November 2026");
        assert_eq!(moment("2026-11-21T20:30:00Z"), "22 November 2026 pukul 03.30 WIB");
        assert_eq!(moment("segera"), "segera");
        assert_eq!(date("segera"), "segera");
        assert_eq!(date("2026-13-01"), "2026-13-01");
    }
}
