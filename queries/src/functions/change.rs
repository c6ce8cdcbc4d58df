//! Geometries with the same points in another form: moved, turned round, taken apart, put together.

use std::collections::HashSet;

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::orient::Direction;
use geo::{
    Coord, CoordsIter, Geometry, GeometryCollection, LineString, MapCoords, MultiLineString,
    MultiPoint, MultiPolygon, Orient, Point, Polygon,
};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{dimension, singles};

const GEOMETRY: Argument = Argument::new("geom", Kind::Geometry, "a geometry");

/// A function of one geometry.
const fn of_one(
    name: &'static str,
    eval: fn(&Call<'_>) -> Result<ArrayRef>,
    en: &'static str,
    id: &'static str,
    example: &'static str,
) -> Spec {
    Spec { name, arguments: &[GEOMETRY], returns: Returns::Geometry, eval, en, id, example }
}

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    of_one(
        "ST_Reverse",
        |call| call.map_geometry(|geometry, _| Ok(Some(reversed(geometry)))),
        "The geometry with the vertices of its lines and rings in the other order.",
        "Geometri dengan urutan titik garis dan cincin dibalik.",
        "SELECT ST_AsText(ST_Reverse(ST_GeomFromText('LINESTRING(115 -8, 116 -8)')))",
    ),
    of_one(
        "ST_ForcePolygonCCW",
        |call| call.map_geometry(|geometry, _| Ok(Some(wound(geometry, Direction::Default)))),
        "The geometry with outer rings counter-clockwise and holes clockwise, as GeoJSON wants them.",
        "Geometri dengan cincin luar berlawanan arah jarum jam dan lubang searah, seperti aturan GeoJSON.",
        "SELECT ST_ForcePolygonCCW(geometry) FROM provinces",
    ),
    of_one(
        "ST_ForcePolygonCW",
        |call| call.map_geometry(|geometry, _| Ok(Some(wound(geometry, Direction::Reversed)))),
        "The geometry with outer rings clockwise and holes counter-clockwise.",
        "Geometri dengan cincin luar searah jarum jam dan lubang berlawanan arah.",
        "SELECT ST_ForcePolygonCW(geometry) FROM provinces",
    ),
    of_one(
        "ST_Multi",
        |call| call.map_geometry(|geometry, _| Ok(Some(multi(geometry)))),
        "The geometry as a multi-geometry; multi-geometries and collections stay.",
        "Geometri sebagai multigeometri; multigeometri dan kumpulan tetap.",
        "SELECT ST_AsText(ST_Multi(ST_Point(115, -8)))",
    ),
    of_one(
        "ST_Points",
        |call| {
            call.map_geometry(|geometry, _| {
                let points = geometry.coords_iter().map(Point::from).collect();
                Ok(Some(Geometry::MultiPoint(MultiPoint::new(points))))
            })
        },
        "All vertices as a multipoint; the first of a ring comes again as its last.",
        "Semua titik sudut sebagai multititik; titik pertama cincin muncul lagi sebagai titik terakhir.",
        "SELECT ST_NumGeometries(ST_Points(geometry)) FROM provinces",
    ),
    of_one(
        "ST_RemoveRepeatedPoints",
        |call| call.map_geometry(|geometry, _| Ok(Some(without_repeats(geometry)))),
        "The geometry without vertices that repeat the one before; a multipoint without points that it has already.",
        "Geometri tanpa titik yang mengulang titik sebelumnya; multititik tanpa titik yang sudah ada.",
        "SELECT ST_RemoveRepeatedPoints(geometry) FROM provinces",
    ),
    Spec {
        name: "ST_Translate",
        arguments: &[
            GEOMETRY,
            Argument::new("dx", Kind::Number, "degrees to the east"),
            Argument::new("dy", Kind::Number, "degrees to the north"),
        ],
        returns: Returns::Geometry,
        eval: |call| mapped(call, |c, x, y| Coord { x: c.x + x, y: c.y + y }),
        en: "The geometry moved by so many degrees.",
        id: "Geometri yang digeser sekian derajat.",
        example: "SELECT ST_AsText(ST_Translate(ST_Point(115, -8), 1, 0.5))",
    },
    Spec {
        name: "ST_Scale",
        arguments: &[
            GEOMETRY,
            Argument::new("fx", Kind::Number, "the factor of longitudes"),
            Argument::new("fy", Kind::Number, "the factor of latitudes"),
        ],
        returns: Returns::Geometry,
        eval: |call| mapped(call, |c, x, y| Coord { x: c.x * x, y: c.y * y }),
        en: "The geometry with its coordinates multiplied.",
        id: "Geometri dengan koordinat dikalikan.",
        example: "SELECT ST_AsText(ST_Scale(ST_Point(1, 2), 10, 10))",
    },
    Spec {
        name: "ST_CollectionExtract",
        arguments: &[
            GEOMETRY,
            Argument::optional(
                "kind",
                Kind::Integer,
                "1 for points, 2 for lines, 3 for areas; the highest that there is when not given",
            ),
        ],
        returns: Returns::Geometry,
        eval: extract,
        en: "The points, lines or areas of a collection as one multi-geometry; a geometry that is no collection stays where it is of that kind, and is EMPTY otherwise.",
        id: "Titik, garis atau luasan dari suatu kumpulan sebagai satu multigeometri; geometri yang bukan kumpulan tetap bila jenisnya sama, selain itu EMPTY.",
        example: "SELECT ST_CollectionExtract(ST_Collect(geometry), 3) FROM provinces",
    },
];

fn mapped(call: &Call<'_>, each: fn(Coord<f64>, f64, f64) -> Coord<f64>) -> Result<ArrayRef> {
    let (x, y) = (call.numbers(1)?, call.numbers(2)?);
    call.map_geometry(|geometry, row| {
        Ok(x(row).zip(y(row)).map(|(x, y)| geometry.map_coords(|c| each(c, x, y))))
    })
}

/// The geometry with each line and each ring as `line` makes it; `least` is told beside it.
fn with_lines(
    geometry: &Geometry<f64>,
    line: &dyn Fn(&LineString<f64>, usize) -> LineString<f64>,
) -> Geometry<f64> {
    let polygon = |whole: &Polygon<f64>| {
        let holes = whole.interiors().iter().map(|ring| line(ring, 4)).collect();
        Polygon::new(line(whole.exterior(), 4), holes)
    };
    match geometry {
        Geometry::LineString(whole) => Geometry::LineString(line(whole, 2)),
        Geometry::MultiLineString(lines) => {
            Geometry::MultiLineString(lines.iter().map(|part| line(part, 2)).collect())
        }
        Geometry::Polygon(whole) => Geometry::Polygon(polygon(whole)),
        Geometry::MultiPolygon(parts) => {
            Geometry::MultiPolygon(parts.iter().map(polygon).collect())
        }
        Geometry::GeometryCollection(items) => Geometry::GeometryCollection(
            items.iter().map(|item| with_lines(item, line)).collect::<Vec<_>>().into(),
        ),
        other => other.clone(),
    }
}

fn reversed(geometry: &Geometry<f64>) -> Geometry<f64> {
    with_lines(geometry, &|line, _| LineString::new(line.0.iter().rev().copied().collect()))
}

fn without_repeats(geometry: &Geometry<f64>) -> Geometry<f64> {
    if let Geometry::MultiPoint(points) = geometry {
        let mut seen = HashSet::new();
        // -0 and 0 are the same place.
        let key = |point: &Point<f64>| ((point.x() + 0.0).to_bits(), (point.y() + 0.0).to_bits());
        let kept = points.iter().filter(|point| seen.insert(key(point))).copied();
        return Geometry::MultiPoint(kept.collect());
    }
    with_lines(geometry, &|line, least| {
        let mut coords = line.0.clone();
        coords.dedup();
        match line.0.as_slice() {
            // A line between the same points is still a line, as in PostGIS.
            [first, .., last] if coords.len() < least && least == 2 => {
                LineString::new(vec![*first, *last])
            }
            _ if coords.len() < least => line.clone(),
            _ => LineString::new(coords),
        }
    })
}

fn wound(geometry: &Geometry<f64>, direction: Direction) -> Geometry<f64> {
    match geometry {
        Geometry::Polygon(polygon) => Geometry::Polygon(polygon.orient(direction)),
        Geometry::MultiPolygon(parts) => Geometry::MultiPolygon(parts.orient(direction)),
        Geometry::GeometryCollection(items) => Geometry::GeometryCollection(
            items.iter().map(|item| wound(item, direction)).collect::<Vec<_>>().into(),
        ),
        other => other.clone(),
    }
}

fn multi(geometry: &Geometry<f64>) -> Geometry<f64> {
    let empty = geometry.coords_iter().next().is_none();
    match geometry {
        Geometry::Point(point) => Geometry::MultiPoint(MultiPoint::new(vec![*point])),
        Geometry::LineString(line) => Geometry::MultiLineString(MultiLineString::new(if empty {
            Vec::new()
        } else {
            vec![line.clone()]
        })),
        Geometry::Polygon(polygon) => Geometry::MultiPolygon(MultiPolygon::new(if empty {
            Vec::new()
        } else {
            vec![polygon.clone()]
        })),
        other => other.clone(),
    }
}

fn extract(call: &Call<'_>) -> Result<ArrayRef> {
    let kinds = if call.has(1) { Some(call.integers(1)?) } else { None };
    call.map_geometry(|geometry, row| {
        let wanted = match &kinds {
            None => None,
            Some(kinds) => match kinds(row) {
                None => return Ok(None),
                Some(kind @ 1..=3) => Some(kind - 1),
                Some(other) => {
                    return call.fail(format!("the kind is 1, 2 or 3, not {other}"));
                }
            },
        };
        if !matches!(geometry, Geometry::GeometryCollection(_)) {
            let stays = wanted.is_none_or(|wanted| wanted == dimension(geometry));
            return Ok(Some(match wanted {
                Some(wanted) if !stays => nothing(wanted),
                _ => geometry.clone(),
            }));
        }
        let parts = singles(geometry);
        let Some(wanted) = wanted.or_else(|| parts.iter().map(dimension).max()) else {
            return Ok(Some(Geometry::GeometryCollection(GeometryCollection::empty())));
        };
        Ok(Some(together(&parts, wanted)))
    })
}

fn nothing(dimension: i64) -> Geometry<f64> {
    match dimension {
        0 => Geometry::MultiPoint(MultiPoint::new(Vec::new())),
        1 => Geometry::LineString(LineString::new(Vec::new())),
        _ => Geometry::Polygon(Polygon::new(LineString::new(Vec::new()), Vec::new())),
    }
}

/// The single geometries of one dimension as a multi-geometry.
fn together(parts: &[Geometry<f64>], dimension: i64) -> Geometry<f64> {
    match dimension {
        0 => Geometry::MultiPoint(
            parts.iter().filter_map(|part| Point::try_from(part.clone()).ok()).collect(),
        ),
        1 => Geometry::MultiLineString(
            parts.iter().filter_map(|part| LineString::try_from(part.clone()).ok()).collect(),
        ),
        _ => Geometry::MultiPolygon(
            parts.iter().filter_map(|part| Polygon::try_from(part.clone()).ok()).collect(),
        ),
    }
}
