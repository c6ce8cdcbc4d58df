//! Functions of PostgreSQL about texts and numbers that the engine lacks, or that it would let make values of any size.

use std::str::FromStr;

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geodata::AreaCode;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

/// The longest text that is filled up, in letters.
const LONGEST: i64 = 10_000;

const FILLED: &[Argument] = &[
    Argument::new("text", Kind::Text, "a text"),
    Argument::new("length", Kind::Integer, "letters of the result, at most 10,000"),
    Argument::optional("fill", Kind::Text, "what it is filled with; a blank when not given"),
];

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "in_area",
        arguments: &[
            Argument::new("code", Kind::Text, "the code of an area, such as 52.03.01.2001"),
            Argument::new(
                "area",
                Kind::Text,
                "the code of an area of the same level or above, such as 52 or 52.03",
            ),
        ],
        returns: Returns::Boolean,
        eval: in_area,
        en: "Whether an area is another one or lies in it, by their codes. A text that is no code lies in nothing; one as the second argument is an error.",
        id: "Apakah suatu wilayah adalah wilayah lain atau bagian darinya, menurut kodenya. Teks yang bukan kode tidak berada di mana pun; sebagai argumen kedua itu kesalahan.",
        example: "SELECT count(*) FROM villages WHERE in_area(code, '52.03')",
    },
    Spec {
        name: "lpad",
        arguments: FILLED,
        returns: Returns::Text,
        eval: |call| filled(call, |fill, text| fill + text),
        en: "The text filled up on its left to a length; a longer text is cut on its right.",
        id: "Teks yang diisi di kiri sampai panjang tertentu; teks yang lebih panjang dipotong di kanan.",
        example: "SELECT lpad('7', 3, '0')",
    },
    Spec {
        name: "rpad",
        arguments: FILLED,
        returns: Returns::Text,
        eval: |call| filled(call, |fill, text| format!("{text}{fill}")),
        en: "The text filled up on its right to a length; a longer text is cut on its right.",
        id: "Teks yang diisi di kanan sampai panjang tertentu; teks yang lebih panjang dipotong di kanan.",
        example: "SELECT rpad(name, 20, '.') FROM provinces",
    },
    Spec {
        name: "width_bucket",
        arguments: &[
            Argument::new("value", Kind::Number, "a number"),
            Argument::new("low", Kind::Number, "where the first class begins"),
            Argument::new("high", Kind::Number, "where the last class ends"),
            Argument::new("count", Kind::Integer, "how many classes of one width, 1 or more"),
        ],
        returns: Returns::Integer,
        eval: width_bucket,
        en: "In which of so many classes of one width a value lies: 1 to count, 0 below and count + 1 above.",
        id: "Di kelas mana dari sekian kelas selebar sama suatu nilai berada: 1 sampai count, 0 di bawah dan count + 1 di atas.",
        example: "SELECT width_bucket(area_km2, 0, 100, 10), count(*) FROM villages GROUP BY 1",
    },
];

fn in_area(call: &Call<'_>) -> Result<ArrayRef> {
    let (codes, areas) = (call.texts(0)?, call.texts(1)?);
    let mut found = Vec::with_capacity(call.rows());
    let mut known: Option<String> = None;
    for row in 0..call.rows() {
        let (Some(code), Some(area)) = (codes(row), areas(row)) else {
            found.push(None);
            continue;
        };
        if known.as_ref() != Some(&area) {
            if let Err(error) = AreaCode::from_str(&area) {
                return call.fail(error);
            }
            known = Some(area.clone());
        }
        let rest = code.strip_prefix(area.as_str());
        found.push(Some(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))));
    }
    Ok(call.each_boolean(|row| found.get(row).copied().flatten()))
}

fn filled(call: &Call<'_>, joined: fn(String, &str) -> String) -> Result<ArrayRef> {
    let (texts, lengths) = (call.texts(0)?, call.integers(1)?);
    let fills = if call.has(2) { Some(call.texts(2)?) } else { None };
    for row in 0..call.rows() {
        if lengths(row).is_some_and(|length| length > LONGEST) {
            return call.fail(format!("a text is filled up to {LONGEST} letters at most"));
        }
    }
    Ok(call.each_text(|row, out| {
        let fill = fills.as_ref().map_or_else(|| Some(" ".to_owned()), |fills| fills(row));
        let (Some(text), Some(length), Some(fill)) = (texts(row), lengths(row), fill) else {
            return false;
        };
        let length = usize::try_from(length).unwrap_or(0);
        let missing = length.saturating_sub(text.chars().count());
        let text: String = text.chars().take(length).collect();
        let fill: String = fill.chars().cycle().take(missing).collect();
        out.push_str(&joined(fill, &text));
        true
    }))
}

fn width_bucket(call: &Call<'_>) -> Result<ArrayRef> {
    let (value, low, high) = (call.numbers(0)?, call.numbers(1)?, call.numbers(2)?);
    let count = call.integers(3)?;
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        let (Some(value), Some(low), Some(high), Some(count)) =
            (value(row), low(row), high(row), count(row))
        else {
            found.push(None);
            continue;
        };
        // More classes than a double counts exactly are nobody's wish.
        if !(1..=1_000_000_000).contains(&count) {
            return call.fail("the number of classes must be 1 to 1,000,000,000");
        }
        if !low.is_finite() || !high.is_finite() || low == high || value.is_nan() {
            return call.fail("the limits must be finite and differ, and the value a number");
        }
        found.push(Some(class(value, low, high, count)));
    }
    Ok(call.each_integer(|row| found.get(row).copied().flatten()))
}

/// Classes may also go downwards, from a higher limit to a lower.
fn class(value: f64, low: f64, high: f64, count: i64) -> i64 {
    let share = (value - low) / (high - low);
    if share < 0.0 {
        return 0;
    }
    if share >= 1.0 {
        return count + 1;
    }
    let below = (share * count as f64).floor() as i64;
    below.min(count - 1) + 1
}
