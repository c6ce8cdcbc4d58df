//! The rows of a dataset, as `import` and `demo` fill them and readers get them back.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, MultiPolygon};
use serde::{Deserialize, Serialize};

use super::manifest::Meta;
use super::report::{CheckTitle, ReportLine};
use super::shape::Shape;
use crate::code::AreaCode;
use crate::tables::OwnTable;

/// Everything that a dataset holds, before it is written.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Titles, vintage, sources and origins of columns.
    pub meta: Meta,
    /// The provinces, in any order; writing sorts by code.
    pub provinces: Vec<NewArea>,
    /// The regencies (kabupaten and kota).
    pub regencies: Vec<NewArea>,
    /// The districts (kecamatan).
    pub districts: Vec<NewArea>,
    /// The villages (desa, kelurahan, desa adat).
    pub villages: Vec<NewArea>,
    /// The catalogue of indicators.
    pub indicators: Vec<Indicator>,
    /// Their values.
    pub values: Vec<IndicatorValue>,
    /// The programme's own tables.
    pub programme: ProgrammeTables,
    /// Codes over time.
    pub codes: CodeTables,
    /// What happened to every row that did not simply join.
    pub report: Vec<ReportLine>,
    /// How many more each check found, which have no line in `report`.
    pub unlisted: BTreeMap<String, usize>,
    /// Tables of one's own, whose files stand where the dataset is built.
    pub tables: Vec<OwnTable>,
    /// What the checks of `report` mean.
    pub checks: Vec<CheckTitle>,
}

/// One administrative area of any level, with its polygons as a dataset in memory shares them.
#[derive(Debug, Clone, PartialEq)]
pub struct Area<Polygons = Shape> {
    /// The Kemendagri code; it carries the level and all parents.
    pub code: AreaCode,
    /// The official name.
    pub name: String,
    /// `provinsi`, `kabupaten`, `kota`, `kecamatan`, `desa`, `kelurahan` or `desa_adat`.
    pub kind: String,
    /// A point inside the polygon: longitude, latitude in degrees.
    pub point: Option<Coord<f64>>,
    /// Land area in square kilometres.
    pub area_km2: Option<f64>,
    /// Residents; not stored for villages, where it is an indicator.
    pub population: Option<i64>,
    /// The polygons, longitude and latitude in degrees (CRS84).
    pub geometry: Option<Polygons>,
}

/// An area before its dataset is written, with polygons of its own.
pub type NewArea = Area<Arc<MultiPolygon<f64>>>;

/// A line of the indicator catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Column name in `village_indicators`.
    pub id: String,
    /// Name in Indonesian.
    pub name_id: String,
    /// Name in English.
    pub name_en: String,
    /// Definition in Indonesian.
    pub description_id: String,
    /// Definition in English.
    pub description_en: String,
    /// Unit, as printed behind a value.
    pub unit: String,
    /// `benefit` when more means sooner in a ranking of need, else `cost`.
    pub direction: String,
    /// `need`, `readiness`, `coverage` or `cost`.
    pub dimension: String,
    /// The level at which it is known: `province`, `regency`, `district` or `village`.
    pub level: String,
    /// What a larger area has.
    pub aggregate: Aggregate,
    /// Decimals to print.
    pub decimals: i32,
    /// Who publishes it.
    pub owner: String,
    /// Counts below this are suppressed in publications.
    pub min_cell: Option<i32>,
}

/// How the value of a larger area follows from those of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Counts and amounts add up.
    Sum,
    /// Indices, distances and prices: the mean over the villages.
    Mean,
    /// Rates and shares of residents: the mean in which each part counts by its residents.
    MeanByPopulation,
    /// What there is of something in a square kilometre: each part counts by its area.
    MeanByArea,
}

impl Aggregate {
    /// The value of the column `indicators.aggregate`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::MeanByPopulation => "mean_by_population",
            Self::MeanByArea => "mean_by_area",
        }
    }
}

/// How a value came to be; the better known comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueStatus {
    /// Published or measured, of a whole year.
    Observed,
    /// Computed by a model.
    Modelled,
    /// The mean of a period of several years.
    Averaged,
    /// Computed by a rule of the specification from what is known of other areas and times.
    Imputed,
    /// Of a part of a year; never stands for a year.
    Partial,
    /// Known but withheld.
    Suppressed,
    /// Not known; the value is null.
    Missing,
}

impl ValueStatus {
    /// All, the best known first.
    pub const ALL: [Self; 7] = [
        Self::Observed,
        Self::Modelled,
        Self::Averaged,
        Self::Imputed,
        Self::Partial,
        Self::Suppressed,
        Self::Missing,
    ];

    /// The status that [`as_str`](Self::as_str) writes so.
    pub fn of_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether a row of this status states a value.
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::Suppressed | Self::Missing)
    }

    /// Whether a value of this status is known of a whole year and of no other time.
    pub const fn is_of_one_year(self) -> bool {
        matches!(self, Self::Observed | Self::Modelled)
    }

    /// The value of the column `indicator_values.status`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Modelled => "modelled",
            Self::Averaged => "averaged",
            Self::Imputed => "imputed",
            Self::Partial => "partial",
            Self::Suppressed => "suppressed",
            Self::Missing => "missing",
        }
    }
}

/// One value of one indicator for one area and year.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorValue {
    /// The area, of any level.
    pub area: AreaCode,
    /// [`Indicator::id`].
    pub indicator: Arc<str>,
    /// The year it speaks of; for a period, its last year.
    pub year: i32,
    /// The value in the indicator's unit.
    pub value: Option<f64>,
    /// How it came to be.
    pub status: ValueStatus,
    /// Key of the source, or the source itself where rows differ.
    pub source: Arc<str>,
    /// What more there is to know of it.
    pub qualifier: Qualifier,
}

/// What qualifies a value; nothing for most.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Qualifier {
    /// The months that it speaks of where they are no calendar year, as `2014-01/2014-09`.
    pub period: Option<Arc<str>>,
    /// The place of its source in the specification's precedence, 1 speaks first; `None` comes last.
    pub source_rank: Option<i32>,
    /// The lower and upper bound of an imputed value.
    pub bounds: Option<[f64; 2]>,
}

macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* #[allow(missing_docs, reason = "columns are documented in docs/dataset.md")] pub $field: $type,)* }
    };
}

row!(
    /// A programme that designates villages.
    Programme { id: String, name: String, ministry: Option<String>, legal_basis: Option<String>, legal_basis_source: Option<String>, valid_from: Option<String>, valid_to: Option<String>, source: String, }
);
row!(
    /// A pillar of a programme.
    Pillar { programme: String, pillar_no: i32, name_id: String, name_en: String, source: String, }
);
row!(
    /// A pillar in the words of one source: they differ, and none of them is the right one.
    PillarWording { programme: String, pillar_no: Option<i32>, wording: String, as_of: Option<String>, area_code: Option<String>, stated_by: Option<String>, source: String, note: Option<String>, }
);
row!(
    /// What was said of a programme and is no figure: an aim, a reason, whose it is.
    Statement { id: String, kind: String, programme: Option<String>, area_code: Option<String>, text_id: String, text_en: String, as_of: Option<String>, stated_by: Option<String>, source: String, note: Option<String>, }
);
row!(
    /// Something that took place.
    Event { id: String, programme: String, name_id: String, name_en: String, date: Option<String>, area_code: Option<String>, place: Option<String>, source: String, note: Option<String>, }
);
row!(
    /// Who held an office, by the name that was published.
    OfficeHolder { id: String, name: String, role: String, institution: Option<String>, area_code: Option<String>, event: Option<String>, as_of: Option<String>, source: String, }
);
row!(
    /// A round of designations.
    Round { id: String, programme: String, year: i32, name: String, target_n: Option<i32>, status: String, source: String, }
);
row!(
    /// How many villages a round may or must take from an area.
    RoundQuota { round: String, area_code: String, min_n: Option<i32>, max_n: Option<i32>, basis: String, }
);
row!(
    /// A plan that is offered to begin with: titles, why it is as it is, and the plan as JSON.
    PlanTemplate { id: String, title_id: String, title_en: String, reason_id: String, reason_en: String, plan: String, }
);
row!(
    /// A village that takes part in a programme.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DesignationInfo))]
    Designation { id: String, village_code: String, programme: String, round: Option<String>, year: Option<i32>, status: String, funding: String, source: String, note: Option<String>, }
);
row!(
    /// The state of one pillar in one village.
    PillarStatus { village_code: String, programme: String, pillar_no: i32, as_of: String, state: String, evidence: Option<String>, }
);
row!(
    /// A one-stop service office (LTSA).
    LtsaOffice { id: String, area_code: String, name: String, since: Option<String>, status: String, lon: Option<f64>, lat: Option<f64>, location_basis: String, #[serde(default)] placed_by_rule: bool, source: String, note: Option<String>, }
);
row!(
    /// A kind of desk that an LTSA has by one version of the list; `main` where the version tells main desks from others.
    LtsaDesk { version: String, desk_type: String, name_id: String, name_en: String, main: Option<bool>, legal_basis: Option<String>, valid_from: Option<String>, source: String, }
);
row!(
    /// A ministry, bank or other body.
    Institution { id: String, name: String, kind: String, source: String, }
);
row!(
    /// The part that an institution takes in a programme, or in what no programme stands for.
    Partnership { institution: String, programme: Option<String>, area_code: Option<String>, role: String, document: Option<String>, year: Option<i32>, source: String, }
);
row!(
    /// A published figure, shown beside our own counts and never averaged with them.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ClaimInfo))]
    Claim { id: String, metric: String, subject: String, area_code: Option<String>, programme: Option<String>, period: Option<String>, as_of: Option<String>, value: Option<f64>, unit: Option<String>, status: String, funding: String, stated_by: Option<String>, source: String, note: Option<String>, }
);

row!(
    /// What became of a code; a split has a row for each of its parts.
    AreaChange { from_code: String, from_name: Option<String>, to_code: String, kind: String, date: Option<String>, share: Option<f64>, basis: String, source: String, }
);
row!(
    /// Another name of an area.
    AreaAlias { area_code: String, alias: String, source: String, }
);
row!(
    /// The code that the statistics office has for an area.
    CodeBridge { area_code: String, bps_code: String, period: Option<String>, source: String, }
);

/// Codes over time and between offices.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeTables {
    /// Table `area_changes`.
    pub changes: Vec<AreaChange>,
    /// Table `area_aliases`.
    pub aliases: Vec<AreaAlias>,
    /// Table `code_bridge`.
    pub bridge: Vec<CodeBridge>,
}

/// The tables of the programme itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProgrammeTables {
    /// Table `programmes`.
    pub programmes: Vec<Programme>,
    /// Table `pillars`.
    pub pillars: Vec<Pillar>,
    /// Table `pillar_wordings`.
    pub pillar_wordings: Vec<PillarWording>,
    /// Table `statements`.
    pub statements: Vec<Statement>,
    /// Table `events`.
    pub events: Vec<Event>,
    /// Table `office_holders`.
    pub office_holders: Vec<OfficeHolder>,
    /// Table `rounds`.
    pub rounds: Vec<Round>,
    /// Table `round_quotas`.
    pub round_quotas: Vec<RoundQuota>,
    /// Table `plan_templates`, the plan to begin with first.
    pub plan_templates: Vec<PlanTemplate>,
    /// Table `designations`.
    pub designations: Vec<Designation>,
    /// Table `pillar_status`.
    pub pillar_status: Vec<PillarStatus>,
    /// Table `ltsa_offices`.
    pub ltsa_offices: Vec<LtsaOffice>,
    /// Table `ltsa_desks`.
    pub ltsa_desks: Vec<LtsaDesk>,
    /// Table `institutions`.
    pub institutions: Vec<Institution>,
    /// Table `partnerships`.
    pub partnerships: Vec<Partnership>,
    /// Table `claims`.
    pub claims: Vec<Claim>,
}

/// An indicator, and the one that it is made from.
const MADE_FROM: [(&str, &str); 1] = [("pmi_per_1000", "pmi_placed")];

impl Claim {
    /// Whether it is about a figure of this area and indicator, or about what the indicator is made from.
    pub fn stands_beside(&self, area: AreaCode, indicator: &str) -> bool {
        let made_from = |metric: &str| MADE_FROM.contains(&(indicator, metric));
        (self.metric == indicator || made_from(&self.metric))
            && self.area_code.as_deref().and_then(|code| code.parse().ok()) == Some(area)
    }
}
