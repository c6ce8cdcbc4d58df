//! A map of any part of the country, as one picture.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use geodata::dataset::DatasetKind;
use geodata::{AreaCode, Level};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer, params};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::cache::Caching;
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::{Query, numbers};
use crate::http::routes::scenarios::chosen::{Chosen, chosen};
use crate::http::routes::tiles::address;
use crate::maps::{
    Choropleth, Entry, Frame, Lang, Layout, Mark, Marks, Picture, Scene, Sign, Source, Words,
    drawn_at, margins, overlay,
};
use crate::snapshot::{IndicatorSummary, Snapshot};

/// The usual size: what link previews ask for.
const SIZE: [u32; 2] = [1200, 630];
const SHORTEST: u32 = 64;
const LONGEST: u32 = 2048;
/// Indonesia, where a dataset has no geometry.
const COUNTRY: [f64; 4] = [94.9, -11.1, 141.1, 6.1];

/// What a static map shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StillParams {
    /// The code of an area: it fills the picture, and only its parts have colours.
    area: Option<String>,
    /// West, south, east, north in degrees, with commas between them.
    bbox: Option<String>,
    /// A frozen scenario: its villages are marked, and around them is the picture.
    scenario: Option<String>,
    /// Pixels, 64 to 2048; 1200 without it.
    width: Option<u32>,
    /// Pixels, 64 to 2048; 630 without it.
    height: Option<u32>,
    /// provinces, regencies, districts or villages; without it one that suits what is shown.
    layer: Option<String>,
    /// The indicator that colours the areas; without one they are land.
    indicator: Option<String>,
    /// `quantile` (as without it), `equal`, `natural` or `diverging`.
    scheme: Option<String>,
    /// `light` (as without it) or `dark`.
    theme: Option<String>,
    /// `id` (as without it) or `en`.
    lang: Option<String>,
    /// The version of the tiles as TileJSON names it; with the current one the answer may be kept for ever.
    v: Option<String>,
}

/// A map with title, legend, scale bar, north, source and date: of an area, a box, the villages of a frozen scenario, or,
/// without any of these, the country.
#[utoipa::path(get, path = "/maps/static.png", tag = "map",
    operation_id = "static_map", params(StillParams),
    responses(
        (status = 200, description = "The map", content_type = "image/png", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub async fn still(
    State(app): State<AppState>,
    Served(snapshot): Served,
    reader: Reader,
    Query(asked): Query<StillParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let size = size(&asked)?;
    let given = [("area", &asked.area), ("bbox", &asked.bbox), ("scenario", &asked.scenario)];
    if given.iter().filter(|(_, value)| value.is_some()).count() > 1 {
        return Err(ApiError::parameter("area", "give one of `area`, `bbox` and `scenario`."));
    }
    let (lang, theme) =
        (params::lang(asked.lang.as_deref())?, params::theme(asked.theme.as_deref())?);
    let scheme = params::scheme(asked.scheme.as_deref())?;
    let indicator = params::indicator(&snapshot, asked.indicator.as_deref())?;
    let level = asked.layer.as_deref().map(params::level).transpose()?;
    let area = address::area(&snapshot, asked.area.as_deref())?;
    let bbox = asked.bbox.as_deref().map(bbox).transpose()?;
    let chosen = match &asked.scenario {
        Some(id) => Some(chosen(&app, reader, id.clone()).await?),
        None => None,
    };
    let extent = extent(&snapshot, area, bbox, chosen.as_ref());
    let zoom = Frame::around(extent, size, margins(size)).zoom();
    let level = drawn_at(level.unwrap_or_else(|| suitable(area, zoom)), zoom);

    let version = snapshot.tiles_version();
    let hash = chosen.as_ref().map(|chosen| chosen.hash.as_str());
    let name = answer::name(version, &format!("still {asked:?} {hash:?}"));
    // A scenario may be signed or withdrawn from the public meanwhile.
    let fixed = asked.v.as_deref() == Some(&**version) && chosen.is_none();
    let caching = if fixed { Caching::IMMUTABLE } else { Caching::FILE };
    let make = async {
        let choropleth = app.maps().choropleth(&snapshot, level, indicator, scheme, &theme).await?;
        let choropleth = choropleth.as_ref();
        let said = Said { snapshot: &snapshot, lang, level, area, chosen: chosen.as_ref() };
        let words = said.words(indicator.zip(choropleth));
        let layout = Layout::new(extent, size, &words.legend, &said.shown());
        let (frame, zoom) = (layout.frame, layout.frame.zoom());
        let scene = Scene { level, area, choropleth, theme: &theme, zoom, ratio: 1.0 };
        let [width, height] = size;
        let mut picture = Picture::new(width, height, theme.sea.clone());
        let source = Source { tiles: app.tiles(), version, layers: snapshot.layers() };
        source.lay(&scene, &frame.tiles(), &mut picture).await?;
        let mark = |at: &[f64; 2]| Mark { at: *at, number: None };
        let points = chosen.iter().flat_map(|chosen| chosen.points.iter().map(mark)).collect();
        let marks = Marks { points, names: Vec::new() };
        picture.overlay = Some(overlay(&layout, &theme, &words, &marks, lang));
        Ok(picture)
    };
    answer::picture(&app, &headers, name, caching, make).await
}

fn size(asked: &StillParams) -> ApiResult<[u32; 2]> {
    let side = |name: &str, given: Option<u32>, usual: u32| match given {
        None => Ok(usual),
        Some(pixels) if (SHORTEST..=LONGEST).contains(&pixels) => Ok(pixels),
        Some(pixels) => {
            let problem = format!("{pixels} is not between {SHORTEST} and {LONGEST} pixels.");
            Err(ApiError::parameter(name, problem))
        }
    };
    let [width, height] = SIZE;
    Ok([side("width", asked.width, width)?, side("height", asked.height, height)?])
}

fn bbox(text: &str) -> ApiResult<[f64; 4]> {
    let [west, south, east, north] = numbers::<4>("bbox", text, "west,south,east,north")?;
    let known = west >= -180.0 && east <= 180.0 && south >= -85.0 && north <= 85.0;
    if !known || west >= east || south >= north {
        let problem =
            "west must be less than east and south less than north, within 180 and 85 degrees.";
        return Err(ApiError::parameter("bbox", problem));
    }
    Ok([west, south, east, north])
}

/// What the picture must hold: west, south, east, north.
fn extent(
    snapshot: &Snapshot,
    area: Option<AreaCode>,
    bbox: Option<[f64; 4]>,
    chosen: Option<&Chosen>,
) -> [f64; 4] {
    let of_area = || snapshot.bbox(area?);
    let country = || snapshot.layer("provinces").and_then(|layer| layer.bounds());
    let found = bbox.or_else(|| chosen.and_then(Chosen::extent)).or_else(of_area);
    found.or_else(country).unwrap_or(COUNTRY)
}

/// The level below an area, or the one that suits the scale.
fn suitable(area: Option<AreaCode>, zoom: f64) -> Level {
    match area.map(|area| area.level()) {
        Some(Level::Province) => Level::Regency,
        Some(Level::Regency) => Level::District,
        Some(Level::District | Level::Village) => Level::Village,
        None if zoom < 6.9 => Level::Regency,
        None if zoom < 8.7 => Level::District,
        None => Level::Village,
    }
}

/// Who says what of the map.
struct Said<'a> {
    snapshot: &'a Snapshot,
    lang: Lang,
    level: Level,
    area: Option<AreaCode>,
    chosen: Option<&'a Chosen>,
}

impl Said<'_> {
    /// Boxes (west, south, east, north) that the legend must not hide: the chosen villages, else the areas with colours.
    fn shown(&self) -> Vec<[f64; 4]> {
        if let Some(chosen) = self.chosen {
            return chosen.points.iter().map(|[lon, lat]| [*lon, *lat, *lon, *lat]).collect();
        }
        let areas = self.snapshot.dataset().areas(self.level);
        let own = match self.area {
            None => areas,
            Some(code) => areas.get(code.range_in(areas, |area| area.code)).unwrap_or_default(),
        };
        own.iter().filter_map(|area| self.snapshot.bbox(area.code)).collect()
    }

    /// The area's name, and behind it those of what it lies in.
    fn place(&self, code: AreaCode) -> String {
        let above = Level::ALL.into_iter().rev().filter(|level| *level < code.level());
        let codes = std::iter::once(Some(code)).chain(above.map(|level| code.ancestor(level)));
        let name = |code| self.snapshot.dataset().area(code).map(|area| area.name.as_str());
        codes.flatten().filter_map(name).collect::<Vec<_>>().join(", ")
    }

    fn words(&self, shown: Option<(&IndicatorSummary, &Choropleth)>) -> Words {
        let (lang, manifest) = (self.lang, &self.snapshot.dataset().manifest);
        let title = match (self.chosen, self.area) {
            (Some(chosen), _) => chosen.name.clone(),
            (None, Some(area)) => self.place(area),
            (None, None) => "Indonesia".to_owned(),
        };
        let mut words = Words { title, ..Words::default() };
        let level = match self.level {
            Level::Province => lang.pick("per provinsi", "by province"),
            Level::Regency => lang.pick("per kabupaten/kota", "by regency or city"),
            Level::District => lang.pick("per kecamatan", "by district"),
            Level::Village => lang.pick("per desa/kelurahan", "by village"),
        };
        let meta = &manifest.meta;
        words.subject = lang.pick(&meta.title_id, &meta.title_en).to_owned();
        let mut source = self.snapshot.attribution();
        if let Some((summary, choropleth)) = shown {
            let of = &summary.indicator;
            let mut subject = lang.pick(&of.name_id, &of.name_en).to_owned();
            if !of.unit.is_empty() {
                subject = format!("{subject} ({})", of.unit);
            }
            if let Some(year) = summary.year {
                subject = format!("{subject}, {year}");
            }
            words.subject = format!("{subject} · {level}");
            let keys = summary.source.as_deref();
            let known = manifest.meta.sources.iter().find(|entry| Some(entry.key.as_str()) == keys);
            source = known.map_or(source, |entry| entry.title.clone());
            let mut classes = lang.classes(&choropleth.breaks);
            if classes.is_empty() {
                classes.push(lang.pick("semua sama", "all alike").to_owned());
            }
            // The highest class stands on top, as on the page.
            let entries = choropleth.colours.iter().zip(classes).rev();
            let entry =
                |(colour, text): (&String, _)| Entry { sign: Sign::Area(colour.clone()), text };
            words.legend = entries.map(entry).collect();
            let missing = lang.pick("tanpa data", "no data").to_owned();
            words.legend.push(Entry { sign: Sign::Missing, text: missing });
        }
        if self.chosen.is_some() {
            let chosen = lang.pick("desa terpilih", "chosen village").to_owned();
            words.legend.push(Entry { sign: Sign::Dot, text: chosen });
        }
        let from = lang.pick("Sumber", "Source");
        // What is longest comes last: it is cut where there is no room.
        words.source = format!("Data {} · {from}: {source}", meta.vintage);
        if meta.kind == DatasetKind::Demonstration {
            let notice =
                lang.pick("DATA PERAGAAN, bukan data resmi", "DEMONSTRATION DATA, not official");
            words.source = format!("{notice} · {}", words.source);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::Code;

    #[test]
    fn boxes_are_west_south_east_north() {
        assert_eq!(bbox("105,-9,115,-5").unwrap(), [105.0, -9.0, 115.0, -5.0]);
        for wrong in ["115,-9,105,-5", "105,-5,115,-9", "105,-9,115", "105,-9,190,-5", "1,1,1,2"] {
            assert_eq!(bbox(wrong).unwrap_err().code(), Code::InvalidParameter, "{wrong}");
        }
    }
}
