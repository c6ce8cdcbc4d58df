//! The columns of the files, in one place; `docs/dataset.md` says what they mean.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef};

/// A column: name, type, whether it may be null.
pub(super) type Column = (&'static str, DataType, bool);

const TEXT: DataType = DataType::Utf8;
const INT: DataType = DataType::Int32;
const FLOAT: DataType = DataType::Float64;
const BOOL: DataType = DataType::Boolean;

/// The plain tables, in the order in which they are written.
pub const PLAIN_TABLES: [&str; 22] = [
    "indicators",
    "indicator_values",
    "programmes",
    "pillars",
    "pillar_wordings",
    "statements",
    "events",
    "office_holders",
    "rounds",
    "round_quotas",
    "plan_templates",
    "designations",
    "pillar_status",
    "ltsa_offices",
    "ltsa_desks",
    "institutions",
    "partnerships",
    "claims",
    "area_changes",
    "area_aliases",
    "code_bridge",
    "join_report",
];

/// Those of [`PLAIN_TABLES`] that datasets of the same format did not always have; without their file they are empty.
pub(super) const LATER_TABLES: [&str; 3] = ["area_changes", "area_aliases", "code_bridge"];

/// Tables that no dataset has in a file: what people record fills them ([`crate::registry`]), and without that they are empty.
pub const REGISTRY_TABLES: [&str; 3] = ["designation_decrees", "office_desks", "officers"];

/// The columns of a plain table or one of [`REGISTRY_TABLES`]; `None` for another name.
pub(super) fn columns(table: &str) -> Option<&'static [Column]> {
    Some(match table {
        "indicators" => &[
            ("id", TEXT, false),
            ("name_id", TEXT, false),
            ("name_en", TEXT, false),
            ("description_id", TEXT, false),
            ("description_en", TEXT, false),
            ("unit", TEXT, false),
            ("direction", TEXT, false),
            ("dimension", TEXT, false),
            ("level", TEXT, false),
            ("aggregate", TEXT, false),
            ("decimals", INT, false),
            ("owner", TEXT, false),
            ("min_cell", INT, true),
        ],
        "indicator_values" => &[
            ("area_code", TEXT, false),
            ("indicator", TEXT, false),
            ("year", INT, false),
            ("value", FLOAT, true),
            ("status", TEXT, false),
            ("source", TEXT, false),
            ("source_rank", INT, true),
            ("period", TEXT, true),
            ("lower", FLOAT, true),
            ("upper", FLOAT, true),
        ],
        "programmes" => &[
            ("id", TEXT, false),
            ("name", TEXT, false),
            ("ministry", TEXT, true),
            ("legal_basis", TEXT, true),
            ("legal_basis_source", TEXT, true),
            ("valid_from", TEXT, true),
            ("valid_to", TEXT, true),
            ("source", TEXT, false),
        ],
        "pillars" => &[
            ("programme", TEXT, false),
            ("pillar_no", INT, false),
            ("name_id", TEXT, false),
            ("name_en", TEXT, false),
            ("source", TEXT, false),
        ],
        "pillar_wordings" => &[
            ("programme", TEXT, false),
            ("pillar_no", INT, true),
            ("wording", TEXT, false),
            ("as_of", TEXT, true),
            ("area_code", TEXT, true),
            ("stated_by", TEXT, true),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "statements" => &[
            ("id", TEXT, false),
            ("kind", TEXT, false),
            ("programme", TEXT, true),
            ("area_code", TEXT, true),
            ("text_id", TEXT, false),
            ("text_en", TEXT, false),
            ("as_of", TEXT, true),
            ("stated_by", TEXT, true),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "events" => &[
            ("id", TEXT, false),
            ("programme", TEXT, false),
            ("name_id", TEXT, false),
            ("name_en", TEXT, false),
            ("date", TEXT, true),
            ("area_code", TEXT, true),
            ("place", TEXT, true),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "office_holders" => &[
            ("id", TEXT, false),
            ("name", TEXT, false),
            ("role", TEXT, false),
            ("institution", TEXT, true),
            ("area_code", TEXT, true),
            ("event", TEXT, true),
            ("as_of", TEXT, true),
            ("source", TEXT, false),
        ],
        "rounds" => &[
            ("id", TEXT, false),
            ("programme", TEXT, false),
            ("year", INT, false),
            ("name", TEXT, false),
            ("target_n", INT, true),
            ("status", TEXT, false),
            ("source", TEXT, false),
        ],
        "round_quotas" => &[
            ("round", TEXT, false),
            ("area_code", TEXT, false),
            ("min_n", INT, true),
            ("max_n", INT, true),
            ("basis", TEXT, false),
        ],
        "plan_templates" => &[
            ("id", TEXT, false),
            ("title_id", TEXT, false),
            ("title_en", TEXT, false),
            ("reason_id", TEXT, false),
            ("reason_en", TEXT, false),
            ("plan", TEXT, false),
        ],
        "designations" => &[
            ("id", TEXT, false),
            ("village_code", TEXT, false),
            ("programme", TEXT, false),
            ("round", TEXT, true),
            ("year", INT, true),
            ("status", TEXT, false),
            ("funding", TEXT, false),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "pillar_status" => &[
            ("village_code", TEXT, false),
            ("programme", TEXT, false),
            ("pillar_no", INT, false),
            ("as_of", TEXT, false),
            ("state", TEXT, false),
            ("evidence", TEXT, true),
        ],
        "ltsa_offices" => &[
            ("id", TEXT, false),
            ("area_code", TEXT, false),
            ("name", TEXT, false),
            ("since", TEXT, true),
            ("status", TEXT, false),
            ("lon", FLOAT, true),
            ("lat", FLOAT, true),
            ("location_basis", TEXT, false),
            ("placed_by_rule", BOOL, false),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "ltsa_desks" => &[
            ("version", TEXT, false),
            ("desk_type", TEXT, false),
            ("name_id", TEXT, false),
            ("name_en", TEXT, false),
            ("main", BOOL, true),
            ("legal_basis", TEXT, true),
            ("valid_from", TEXT, true),
            ("source", TEXT, false),
        ],
        "institutions" => &[
            ("id", TEXT, false),
            ("name", TEXT, false),
            ("kind", TEXT, false),
            ("source", TEXT, false),
        ],
        "partnerships" => &[
            ("institution", TEXT, false),
            ("programme", TEXT, true),
            ("area_code", TEXT, true),
            ("role", TEXT, false),
            ("document", TEXT, true),
            ("year", INT, true),
            ("source", TEXT, false),
        ],
        "claims" => &[
            ("id", TEXT, false),
            ("metric", TEXT, false),
            ("subject", TEXT, false),
            ("area_code", TEXT, true),
            ("programme", TEXT, true),
            ("period", TEXT, true),
            ("as_of", TEXT, true),
            ("value", FLOAT, true),
            ("unit", TEXT, true),
            ("status", TEXT, false),
            ("funding", TEXT, false),
            ("stated_by", TEXT, true),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "area_changes" => &[
            ("from_code", TEXT, false),
            ("from_name", TEXT, true),
            ("to_code", TEXT, false),
            ("kind", TEXT, false),
            ("date", TEXT, true),
            ("share", FLOAT, true),
            ("basis", TEXT, false),
            ("source", TEXT, false),
        ],
        "area_aliases" => {
            &[("area_code", TEXT, false), ("alias", TEXT, false), ("source", TEXT, false)]
        }
        "code_bridge" => &[
            ("area_code", TEXT, false),
            ("bps_code", TEXT, false),
            ("period", TEXT, true),
            ("source", TEXT, false),
        ],
        "designation_decrees" => {
            &[("designation", TEXT, false), ("decree", TEXT, true), ("date", TEXT, true)]
        }
        "office_desks" => &[
            ("office", TEXT, false),
            ("desk_type", TEXT, false),
            ("since", TEXT, true),
            ("until", TEXT, true),
            ("source", TEXT, false),
            ("note", TEXT, true),
        ],
        "officers" => &[
            ("village_code", TEXT, false),
            ("programme", TEXT, false),
            ("role", TEXT, false),
            ("since", TEXT, true),
            ("until", TEXT, true),
        ],
        "join_report" => &[
            ("source", TEXT, false),
            ("check", TEXT, false),
            ("severity", TEXT, false),
            ("area_code", TEXT, true),
            ("name", TEXT, true),
            ("detail", TEXT, false),
            ("area_before_km2", FLOAT, true),
            ("area_after_km2", FLOAT, true),
            ("value", FLOAT, true),
        ],
        _ => return None,
    })
}

/// The Arrow fields of a table; empty for a name that [`columns`] does not have.
pub(super) fn fields(table: &str) -> Vec<FieldRef> {
    columns(table)
        .unwrap_or_default()
        .iter()
        .map(|(name, data_type, nullable)| {
            Arc::new(Field::new(*name, data_type.clone(), *nullable))
        })
        .collect()
}
