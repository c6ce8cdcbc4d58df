//! JSON in texts, by PostgreSQL's names: its operators `->` and `->>` are the first four of them (`guard/json.rs`).

use arrow::array::ArrayRef;
use datafusion::error::Result;

use super::call::Call;
use super::json_text::{Json, JsonKind};
use super::rows::{Row, texts};
use super::spec::{Argument, Kind, Returns, Spec};

const JSON: Argument = Argument::new("json", Kind::Text, "a JSON text");
const ONE: &[Argument] = &[JSON];
const MEMBER: &[Argument] = &[JSON, Argument::new("key", Kind::Text, "the key of a member")];
const ITEM: &[Argument] =
    &[JSON, Argument::new("place", Kind::Integer, "from 0; from the end when it is negative")];
const PATH: &[Argument] = &[
    JSON,
    Argument::new("step1", Kind::Text, "a key, or the place of an item as a text"),
    Argument::optional("step2", Kind::Text, "the next step"),
    Argument::optional("step3", Kind::Text, "the next step"),
    Argument::optional("step4", Kind::Text, "the next step"),
    Argument::optional("step5", Kind::Text, "the next step"),
    Argument::optional("step6", Kind::Text, "the next step"),
];

/// The functions of this module. NULL in gives NULL out; a text that is no JSON is an error.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "json",
        arguments: ONE,
        returns: Returns::Text,
        eval: |call| one(call, |json| Some(json.as_str().to_owned())),
        en: "The text as it is, where it is JSON; an error otherwise. Casts to json and jsonb are this.",
        id: "Teks apa adanya bila berupa JSON; jika tidak, galat. Cast ke json dan jsonb adalah fungsi ini.",
        example: "SELECT '{\"a\": 1}'::json",
    },
    Spec {
        name: "json_object_field",
        arguments: MEMBER,
        returns: Returns::Text,
        eval: |call| member(call, raw),
        en: "The operator json -> 'key': the member of an object as JSON, NULL where there is none.",
        id: "Operator json -> 'kunci': anggota objek sebagai JSON, NULL bila tidak ada.",
        example: "SELECT '{\"a\": [1, 2]}' -> 'a'",
    },
    Spec {
        name: "json_object_field_text",
        arguments: MEMBER,
        returns: Returns::Text,
        eval: |call| member(call, text),
        en: "The operator json ->> 'key': the member of an object as text, NULL for null and where there is none.",
        id: "Operator json ->> 'kunci': anggota objek sebagai teks, NULL untuk null dan bila tidak ada.",
        example: "SELECT ST_AsGeoJSON(geometry) ->> 'type' FROM provinces",
    },
    Spec {
        name: "json_array_element",
        arguments: ITEM,
        returns: Returns::Text,
        eval: |call| item(call, raw),
        en: "The operator json -> 0: the item of an array as JSON, NULL where there is none.",
        id: "Operator json -> 0: isi array sebagai JSON, NULL bila tidak ada.",
        example: "SELECT '[[1], [2]]' -> -1",
    },
    Spec {
        name: "json_array_element_text",
        arguments: ITEM,
        returns: Returns::Text,
        eval: |call| item(call, text),
        en: "The operator json ->> 0: the item of an array as text, NULL for null and where there is none.",
        id: "Operator json ->> 0: isi array sebagai teks, NULL untuk null dan bila tidak ada.",
        example: "SELECT '[\"a\", \"b\"]' ->> 1",
    },
    Spec {
        name: "json_extract_path",
        arguments: PATH,
        returns: Returns::Text,
        eval: |call| path(call, raw),
        en: "What stands at the end of a path of keys and places, as JSON; NULL where the path leads nowhere.",
        id: "Yang berada di ujung jalur kunci dan nomor, sebagai JSON; NULL bila jalurnya tidak ada.",
        example: "SELECT json_extract_path('{\"a\": [{\"b\": 5}]}', 'a', '0', 'b')",
    },
    Spec {
        name: "json_extract_path_text",
        arguments: PATH,
        returns: Returns::Text,
        eval: |call| path(call, text),
        en: "What stands at the end of a path of keys and places, as text; NULL for null and where the path leads nowhere.",
        id: "Yang berada di ujung jalur kunci dan nomor, sebagai teks; NULL untuk null dan bila jalurnya tidak ada.",
        example: "SELECT json_extract_path_text(ST_AsGeoJSON(ST_Point(115, -8)), 'coordinates', '0')",
    },
    Spec {
        name: "json_array_length",
        arguments: ONE,
        returns: Returns::Integer,
        eval: array_length,
        en: "How many items an array has; an error for what is no array.",
        id: "Berapa isi suatu array; galat bila bukan array.",
        example: "SELECT json_array_length('[1, 2, 3]')",
    },
    Spec {
        name: "json_typeof",
        arguments: ONE,
        returns: Returns::Text,
        eval: |call| one(call, |json| Some(json.kind().as_str().to_owned())),
        en: "Whether it is an object, an array, a string, a number, a boolean or null.",
        id: "Apakah object, array, string, number, boolean atau null.",
        example: "SELECT json_typeof('{\"a\": 1}' -> 'a')",
    },
    Spec {
        name: "json_array_elements",
        arguments: ONE,
        returns: Returns::Rows(Row::Text),
        eval: |call| items(call, raw),
        en: "A row for each item of an array, as JSON; an error for what is no array.",
        id: "Satu baris untuk setiap isi array, sebagai JSON; galat bila bukan array.",
        example: "SELECT x ->> 'n' FROM json_array_elements('[{\"n\": 1}, {\"n\": 2}]') AS t(x)",
    },
    Spec {
        name: "json_array_elements_text",
        arguments: ONE,
        returns: Returns::Rows(Row::Text),
        eval: |call| items(call, text),
        en: "A row for each item of an array, as text, NULL for null; an error for what is no array.",
        id: "Satu baris untuk setiap isi array, sebagai teks, NULL untuk null; galat bila bukan array.",
        example: "SELECT json_array_elements_text('[\"a\", \"b\"]')",
    },
    Spec {
        name: "json_object_keys",
        arguments: ONE,
        returns: Returns::Rows(Row::Text),
        eval: keys,
        en: "A row for each key of an object; an error for what is no object.",
        id: "Satu baris untuk setiap kunci objek; galat bila bukan objek.",
        example: "SELECT json_object_keys(ST_AsGeoJSON(ST_Point(115, -8)))",
    },
];

fn raw(json: Json<'_>) -> Option<String> {
    Some(json.as_str().to_owned())
}

fn text(json: Json<'_>) -> Option<String> {
    json.text()
}

/// What is shown of a part.
type Shown = for<'a> fn(Json<'a>) -> Option<String>;

/// A text for each row, of the JSON in argument 0.
fn each(
    call: &Call<'_>,
    mut found: impl FnMut(Json<'_>, usize) -> Option<String>,
) -> Result<ArrayRef> {
    let given = call.texts(0)?;
    let mut wrong = None;
    let column = call.each_text(|row, out| {
        let Some(text) = given(row) else { return false };
        match Json::new(&text) {
            Ok(json) => match found(json, row) {
                Some(text) => {
                    out.push_str(&text);
                    true
                }
                None => false,
            },
            Err(problem) => {
                wrong.get_or_insert(problem);
                false
            }
        }
    });
    match wrong {
        Some(problem) => call.fail(problem),
        None => Ok(column),
    }
}

fn one(call: &Call<'_>, shown: Shown) -> Result<ArrayRef> {
    each(call, |json, _| shown(json))
}

fn member(call: &Call<'_>, shown: Shown) -> Result<ArrayRef> {
    let keys = call.texts(1)?;
    each(call, |json, row| shown(json.member(&keys(row)?)?))
}

fn item(call: &Call<'_>, shown: Shown) -> Result<ArrayRef> {
    let places = call.integers(1)?;
    each(call, |json, row| shown(json.item(places(row)?)?))
}

fn path(call: &Call<'_>, shown: Shown) -> Result<ArrayRef> {
    let steps = (1..PATH.len()).filter(|step| call.has(*step));
    let steps = steps.map(|step| call.texts(step)).collect::<Result<Vec<_>>>()?;
    each(call, |json, row| {
        let mut at = json;
        for step in &steps {
            at = at.step(&step(row)?)?;
        }
        shown(at)
    })
}

fn array_length(call: &Call<'_>) -> Result<ArrayRef> {
    let given = call.texts(0)?;
    let mut lengths = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        lengths.push(match given(row) {
            Some(text) => i64::try_from(array(call, &text)?.len()).ok(),
            None => None,
        });
    }
    Ok(call.each_integer(|row| lengths.get(row).copied().flatten()))
}

fn read<'a>(call: &Call<'_>, text: &'a str) -> Result<Json<'a>> {
    match Json::new(text) {
        Ok(json) => Ok(json),
        Err(problem) => call.fail(problem),
    }
}

fn array<'a>(call: &Call<'_>, text: &'a str) -> Result<Vec<Json<'a>>> {
    let json = read(call, text)?;
    match json.items() {
        Some(items) => Ok(items),
        None => call.fail(format!("it is no array but {}", article(json.kind()))),
    }
}

const fn article(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Object => "an object",
        JsonKind::Array => "an array",
        JsonKind::String => "a string",
        JsonKind::Number => "a number",
        JsonKind::Boolean => "a boolean",
        JsonKind::Null => "null",
    }
}

fn items(call: &Call<'_>, shown: Shown) -> Result<ArrayRef> {
    let given = call.texts(0)?;
    texts(call, |row| {
        let Some(text) = given(row) else { return Ok(None) };
        Ok(Some(array(call, &text)?.into_iter().map(shown).collect()))
    })
}

fn keys(call: &Call<'_>) -> Result<ArrayRef> {
    let given = call.texts(0)?;
    texts(call, |row| {
        let Some(text) = given(row) else { return Ok(None) };
        let json = read(call, &text)?;
        match json.members() {
            Some(members) => Ok(Some(members.into_iter().map(|(key, _)| Some(key)).collect())),
            None => call.fail(format!("it is no object but {}", article(json.kind()))),
        }
    })
}
