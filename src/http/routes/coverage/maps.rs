//! What maps of several areas show of their parts, with one set of classes for all of them.

use std::sync::Arc;

use geodata::dataset::Indicator;
use geodata::values::When;
use geodata::{AreaCode, Level};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::{ApiError, ApiResult};
use crate::snapshot::{Series, Snapshot};

/// What maps of the areas show, each drawn in its parts.
#[derive(Serialize, ToSchema)]
pub struct ComparedMaps {
    /// What they show: `designated`, or the id of an indicator.
    series: String,
    /// What was asked for; where that is known of no part of any of the areas, they show `designated`.
    asked: String,
    /// The unit of an indicator.
    unit: Option<String>,
    /// Edges between the classes, ascending, over all areas of these levels in the country. A value belongs to the class above an
    /// edge that it has reached.
    breaks: Vec<f64>,
    /// The parts of the areas, in the order of the areas and of the codes.
    parts: Vec<ComparedPart>,
}

/// A part of a compared area.
#[derive(Serialize, ToSchema)]
pub struct ComparedPart {
    /// The compared area that it lies in.
    area: String,
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// What the map shows of it; null where that is not known of exactly this part, which is not zero.
    value: Option<f64>,
}

/// What maps of areas show.
pub(super) struct Shown<'a> {
    pub(super) series: Series<'a>,
    asked: Series<'a>,
    pub(super) breaks: Arc<[f64]>,
    /// Of each area its parts with their values.
    pub(super) parts: Vec<Vec<(AreaCode, Option<f64>)>>,
}

impl<'a> Shown<'a> {
    /// What maps of `codes` show, where this series is asked for.
    ///
    /// # Errors
    /// Where there is no such series.
    pub(super) fn of(
        snapshot: &'a Snapshot,
        codes: &[AreaCode],
        asked: &'a str,
        when: When,
    ) -> ApiResult<Self> {
        let asked = series(snapshot, asked)?;
        let parts_with = |series: Series<'_>| -> Vec<Vec<(AreaCode, Option<f64>)>> {
            let part = |code: AreaCode| (code, snapshot.shown(series, code, when));
            let within = |code: &AreaCode| -> Vec<(AreaCode, Option<f64>)> {
                let below = code.level().below();
                let areas = below.map_or(&[][..], |below| snapshot.within(below, *code));
                areas.iter().map(|area| part(area.code)).collect()
            };
            codes.iter().map(within).collect()
        };
        let (mut series, mut parts) = (asked, parts_with(asked));
        if parts.iter().flatten().all(|(_, value)| value.is_none()) {
            series = Series::Designated;
            parts = parts_with(series);
        }
        let drawn = |level: &Level| codes.iter().any(|code| code.level().below() == Some(*level));
        let levels: Vec<Level> = Level::ALL.into_iter().filter(drawn).collect();
        let breaks = snapshot.shown_classes(series, &levels, when);
        Ok(Self { series, asked, breaks, parts })
    }

    /// Whether what was asked for is known of no part.
    pub(super) fn gave_way(&self) -> bool {
        self.series != self.asked
    }

    /// The line of the catalogue about what was asked for.
    pub(super) fn asked_for<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Indicator> {
        indicator(snapshot, self.asked)
    }

    /// The line of the catalogue about what is shown; none of designated villages.
    pub(super) fn indicator<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Indicator> {
        indicator(snapshot, self.series)
    }
}

fn indicator<'s>(snapshot: &'s Snapshot, series: Series<'_>) -> Option<&'s Indicator> {
    match series {
        Series::Designated => None,
        Series::Indicator(id) => snapshot.values().indicator(id),
    }
}

fn series<'a>(snapshot: &Snapshot, asked: &'a str) -> ApiResult<Series<'a>> {
    // A dataset without the usual need has none, which is known of no part.
    let known = asked == geodata::coverage::NEED || snapshot.values().indicator(asked).is_some();
    if asked == Series::DESIGNATED {
        return Ok(Series::Designated);
    }
    if known {
        return Ok(Series::Indicator(asked));
    }
    Err(ApiError::parameter("maps", format!("there is no indicator `{asked}`."))
        .hint("Give `designated`, or an id of /api/v1/indicators."))
}

impl ComparedMaps {
    pub(super) fn new(snapshot: &Snapshot, codes: &[AreaCode], shown: &Shown<'_>) -> Self {
        let name = |code| snapshot.dataset().area(code).map(|area| area.name.clone());
        let part = |area: AreaCode, (code, value): (AreaCode, Option<f64>)| ComparedPart {
            area: area.to_string(),
            code: code.to_string(),
            name: name(code).unwrap_or_default(),
            value,
        };
        let of_area = |(area, parts): (&AreaCode, &Vec<(AreaCode, Option<f64>)>)| {
            let area = *area;
            parts.iter().map(move |one| (area, *one)).collect::<Vec<_>>()
        };
        let parts = codes.iter().zip(&shown.parts).flat_map(of_area);
        Self {
            series: shown.series.name().to_owned(),
            asked: shown.asked.name().to_owned(),
            unit: shown.indicator(snapshot).map(|of| of.unit.clone()),
            breaks: shown.breaks.to_vec(),
            parts: parts.map(|(area, one)| part(area, one)).collect(),
        }
    }
}
