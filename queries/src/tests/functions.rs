//! Every spatial function is called here: with a value, with NULL and with EMPTY.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::function_calls::CALLS;
use super::{ENGINE, bytes, value};
use crate::functions::{HAZARDS, examples};
use crate::{Code, Format, FunctionKind, QueryRequest};

/// Functions that stand in `spatial.rs`.
const PREDICATES: &[&str] = &[
    "st_contains",
    "st_within",
    "st_covers",
    "st_coveredby",
    "st_intersects",
    "st_disjoint",
    "st_equals",
    "st_touches",
    "st_crosses",
    "st_overlaps",
];

#[tokio::test]
async fn every_spatial_function_is_called_in_a_test() {
    let offered: BTreeSet<String> =
        ENGINE.functions().iter().filter(|f| f.spatial).map(|f| f.name.to_lowercase()).collect();
    let tested: BTreeSet<String> = CALLS
        .iter()
        .map(|call| call.0.to_owned())
        .chain(PREDICATES.iter().map(|p| (*p).to_owned()))
        .collect();
    let missing: Vec<_> = offered.difference(&tested).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
    let gone: Vec<_> = tested.difference(&offered).filter(|name| *name != "geometrytype").collect();
    assert!(gone.is_empty(), "not offered any more: {gone:?}");
}

#[tokio::test]
async fn every_spatial_function_answers_as_known() {
    for (name, call, expected) in CALLS {
        let found = value(&format!("SELECT {call}")).await;
        assert_eq!(found, serde_json::from_str::<Json>(expected).unwrap(), "{name}");
    }
}

#[tokio::test]
async fn every_example_is_answered() {
    for (name, example) in examples() {
        let answer = bytes(QueryRequest::new(example), Format::Json).await;
        assert!(answer.is_ok(), "{name}: {example}: {}", answer.unwrap_err());
    }
}

#[tokio::test]
async fn no_spatial_function_panics_on_null_or_empty() {
    let shapes = [
        "NULL",
        "ST_GeomFromText(NULL)",
        "ST_GeomFromText('POINT EMPTY')",
        "ST_GeomFromText('POLYGON EMPTY')",
        "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')",
        "geometry",
    ];
    let mut broken = Vec::new();
    for function in ENGINE.functions().iter().filter(|f| f.spatial) {
        for shape in shapes {
            for arguments in [
                shape.to_owned(),
                format!("{shape}, {shape}"),
                format!("{shape}, 1.0"),
                format!("{shape}, NULL"),
                format!("{shape}, {shape}, 1.0"),
            ] {
                let sql = format!(
                    "SELECT {}({arguments}) FROM villages WHERE geometry IS NULL",
                    function.name
                );
                if let Err(error) = bytes(QueryRequest::new(&sql), Format::Json).await
                    && error.code() == Code::Internal
                {
                    broken.push(format!("{sql}: {error}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn every_spatial_function_is_documented() {
    for function in ENGINE.functions().iter().filter(|f| f.spatial) {
        assert!(!function.description_en.is_empty(), "{}", function.name);
    }
    let contains = ENGINE.functions().iter().find(|f| f.name == "ST_Contains").unwrap();
    assert_eq!(contains.signature, "ST_Contains(a geometry, b geometry) -> boolean");
    assert_eq!(contains.kind, FunctionKind::Scalar);
    assert_ne!(contains.description_id, contains.description_en);
}

#[tokio::test]
async fn functions_that_make_values_of_any_size_are_gone() {
    for call in ["repeat('x', 2000000000)", "array_repeat(1, 1000000000)", "range(1, 10000000000)"]
    {
        let error = super::error(&format!("SELECT {call}")).await;
        let refused = [Code::UnknownFunction, Code::SqlUnsupported].contains(&error.code());
        assert!(refused, "{call}: {error}");
    }
    let error = super::error("SELECT lpad('x', 2000000000)").await;
    assert_eq!(error.code(), Code::SqlEvaluation, "{error}");
    for name in HAZARDS {
        let offered = ENGINE.functions().iter().find(|function| function.name == *name);
        assert_eq!(offered, None);
    }
    assert_eq!(value("SELECT count(*) FROM generate_series(1, 10)").await, json!(10));
}
