//! The views, by their SQL. The dataset never changes, so they are computed once at load.

/// Name and definition.
pub(crate) const VIEWS: &[(&str, &str)] = &[
    ("coverage_by_province", include_str!("../../sql/views/coverage_by_province.sql")),
    ("coverage_by_regency", include_str!("../../sql/views/coverage_by_regency.sql")),
    ("coverage_by_district", include_str!("../../sql/views/coverage_by_district.sql")),
];
