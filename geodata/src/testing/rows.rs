//! Rows of a dataset's tables, complete but for what a test wants to say.

use std::sync::Arc;

use crate::code::AreaCode;
use crate::dataset::{
    AreaChange, Designation, IndicatorValue, LtsaOffice, Programme, Qualifier, ReportLine,
    Severity, ValueStatus,
};

/// The value of an indicator; observed, or missing where there is none.
pub fn value(
    area: AreaCode,
    indicator: &str,
    year: i32,
    value: Option<f64>,
    source: &str,
) -> IndicatorValue {
    IndicatorValue {
        area,
        indicator: Arc::from(indicator),
        year,
        value,
        status: if value.is_some() { ValueStatus::Observed } else { ValueStatus::Missing },
        source: Arc::from(source),
        qualifier: Qualifier::default(),
    }
}

/// The designation of a village by `desmigratif`, reported and paid by the state.
pub fn designation(id: &str, village: &str, year: Option<i32>, source: &str) -> Designation {
    Designation {
        id: id.into(),
        village_code: village.into(),
        programme: "desmigratif".into(),
        round: None,
        year,
        status: "reported".into(),
        funding: "APBN".into(),
        source: source.into(),
        note: None,
    }
}

/// A one-stop service office at a place (longitude and latitude in degrees) that a rule has found.
pub fn office(
    id: &str,
    area: &str,
    status: &str,
    place: Option<[f64; 2]>,
    source: &str,
) -> LtsaOffice {
    LtsaOffice {
        id: id.into(),
        area_code: area.into(),
        name: format!("LTSA {id}"),
        since: None,
        status: status.into(),
        lon: place.map(|[lon, _]| lon),
        lat: place.map(|[_, lat]| lat),
        location_basis: "test".into(),
        placed_by_rule: true,
        source: source.into(),
        note: None,
    }
}

/// The programme that all are about.
pub fn programme(source: &str) -> Programme {
    Programme {
        id: "desmigratif".into(),
        name: "Desa Migran Produktif".into(),
        ministry: None,
        legal_basis: None,
        legal_basis_source: None,
        valid_from: None,
        valid_to: None,
        source: source.into(),
    }
}

/// A line of the report about an area.
pub fn report(
    check: &str,
    severity: Severity,
    area: &str,
    detail: &str,
    source: &str,
) -> ReportLine {
    ReportLine {
        source: source.into(),
        check: check.into(),
        severity,
        area_code: Some(area.into()),
        name: None,
        detail: detail.into(),
        area_before_km2: None,
        area_after_km2: None,
        value: None,
    }
}

/// What became of a code; `date` may be empty.
pub fn change(from: &str, to: &str, kind: &str, date: &str, share: Option<f64>) -> AreaChange {
    AreaChange {
        from_code: from.into(),
        from_name: None,
        to_code: to.into(),
        kind: kind.into(),
        date: (!date.is_empty()).then(|| date.into()),
        share,
        basis: "a law".into(),
        source: "tiny".into(),
    }
}
