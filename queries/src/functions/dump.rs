//! A geometry taken apart, a row for each part: its single geometries, rings, segments or vertices, each with the path
//! to it, numbered as PostGIS numbers them.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Coord, CoordsIter, Geometry, HasDimensions, LineString, Point, Polygon};

use super::call::Call;
use super::rows::{Part, Row, parts, subscripts};
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{part, part_count};

const GEOMETRY: &[Argument] = &[Argument::new("geom", Kind::Geometry, "a geometry")];

/// The functions of this module. NULL and EMPTY have no rows.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Dump",
        arguments: GEOMETRY,
        returns: Returns::Rows(Row::Part),
        eval: |call| dumped(call, |geometry, out| single(geometry, &[], out)),
        en: "A row for each single geometry: geom, and its number in path, which is empty for a geometry that has no parts. In the select list (ST_Dump(geom)).geom, or in FROM: villages v, ST_Dump(v.geometry) AS d.",
        id: "Satu baris untuk setiap geometri tunggal: geom, dan nomornya di path, yang kosong bila geometri tidak berbagian. Di daftar pilihan (ST_Dump(geom)).geom, atau di FROM: villages v, ST_Dump(v.geometry) AS d.",
        example: "SELECT v.code, d.path[1] AS part, ST_Area(d.geom, true) AS m2 FROM villages v, ST_Dump(v.geometry) AS d",
    },
    Spec {
        name: "ST_DumpPoints",
        arguments: GEOMETRY,
        returns: Returns::Rows(Row::Part),
        eval: |call| dumped(call, |geometry, out| vertices(geometry, &[], out)),
        en: "A row for each vertex: geom, and in path the numbers of its part, its ring and itself. The first vertex of a ring comes again as its last.",
        id: "Satu baris untuk setiap titik sudut: geom, dan di path nomor bagian, cincin dan titiknya. Titik pertama cincin muncul lagi sebagai yang terakhir.",
        example: "SELECT d.path, ST_X(d.geom) AS lon, ST_Y(d.geom) AS lat FROM regencies r, ST_DumpPoints(r.geometry) AS d WHERE r.code = '52.03'",
    },
    Spec {
        name: "ST_DumpRings",
        arguments: &[Argument::new("polygon", Kind::Geometry, "a single polygon")],
        returns: Returns::Rows(Row::Part),
        eval: rings,
        en: "A row for each ring of a polygon, as a polygon without holes: number 0 in path is the outer one. Of a multipolygon take the parts with ST_Dump first.",
        id: "Satu baris untuk setiap cincin poligon, sebagai poligon tanpa lubang: nomor 0 di path adalah yang terluar. Bagian multipoligon diambil dahulu dengan ST_Dump.",
        example: "SELECT p.code, r.path[1] AS ring, ST_NPoints(r.geom) FROM provinces p, ST_Dump(p.geometry) AS d, ST_DumpRings(d.geom) AS r",
    },
    Spec {
        name: "ST_DumpSegments",
        arguments: GEOMETRY,
        returns: Returns::Rows(Row::Part),
        eval: |call| dumped(call, |geometry, out| segments(geometry, &[], out)),
        en: "A row for each line from vertex to vertex: geom, and in path the numbers of its part, its ring and itself. Points have none.",
        id: "Satu baris untuk setiap ruas dari titik ke titik: geom, dan di path nomor bagian, cincin dan ruasnya. Titik tidak punya ruas.",
        example: "SELECT s.path, ST_Length(s.geom, true) AS metres FROM districts d, ST_DumpSegments(d.geometry) AS s WHERE d.code = '52.71.01'",
    },
    Spec {
        name: "generate_subscripts",
        arguments: &[
            Argument::new("array", Kind::List, "an array"),
            Argument::new("dim", Kind::Integer, "the dimension: 1"),
        ],
        returns: Returns::Rows(Row::Integer),
        eval: numbered,
        en: "A row for each item of an array: its number, from 1.",
        id: "Satu baris untuk setiap isi array: nomornya, mulai dari 1.",
        example: "SELECT unnest(make_array('a', 'b')) AS item, generate_subscripts(make_array('a', 'b'), 1) AS number",
    },
];

fn dumped(call: &Call<'_>, take: fn(&Geometry<f64>, &mut Vec<Part>)) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    parts(call, |row| {
        let Some(shape) = shapes.get(row) else { return Ok(None) };
        let mut out = Vec::new();
        take(&shape.geometry, &mut out);
        Ok(Some(out))
    })
}

fn below(path: &[i64], place: usize) -> Vec<i64> {
    // No geometry has so many parts that the number would not fit.
    path.iter().copied().chain([i64::try_from(place + 1).unwrap_or(i64::MAX)]).collect()
}

/// Whether it is a multi-geometry or collection, whose parts are numbered.
fn has_parts(geometry: &Geometry<f64>) -> bool {
    matches!(
        geometry,
        Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::MultiPolygon(_)
            | Geometry::GeometryCollection(_)
    )
}

/// Does `take` with every part, whose number ends its path; `false` when there are no parts.
fn each_part(
    geometry: &Geometry<f64>,
    path: &[i64],
    out: &mut Vec<Part>,
    take: fn(&Geometry<f64>, &[i64], &mut Vec<Part>),
) -> bool {
    if !has_parts(geometry) {
        return false;
    }
    for place in 0..part_count(geometry) {
        if let Some(part) = part(geometry, place) {
            take(&part, &below(path, place), out);
        }
    }
    true
}

fn single(geometry: &Geometry<f64>, path: &[i64], out: &mut Vec<Part>) {
    if !each_part(geometry, path, out, single) && !geometry.is_empty() {
        out.push((path.to_vec(), geometry.clone()));
    }
}

/// The lines of a single geometry with their paths: of a polygon its rings from 1, of a line itself.
fn lines(geometry: &Geometry<f64>, path: &[i64]) -> Vec<(Vec<i64>, LineString<f64>)> {
    match geometry {
        Geometry::LineString(line) => vec![(path.to_vec(), line.clone())],
        Geometry::Line(line) => vec![(path.to_vec(), (*line).into())],
        Geometry::Polygon(polygon) => all_rings(polygon)
            .enumerate()
            .map(|(place, ring)| (below(path, place), ring.clone()))
            .collect(),
        Geometry::Rect(rect) => lines(&Geometry::Polygon(rect.to_polygon()), path),
        Geometry::Triangle(triangle) => lines(&Geometry::Polygon(triangle.to_polygon()), path),
        _ => Vec::new(),
    }
}

fn all_rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.filter(|ring| !ring.0.is_empty())
}

fn vertices(geometry: &Geometry<f64>, path: &[i64], out: &mut Vec<Part>) {
    if each_part(geometry, path, out, vertices) {
        return;
    }
    let point = |coord: Coord<f64>| Geometry::Point(Point(coord));
    if let Geometry::Point(only) = geometry {
        out.push((below(path, 0), Geometry::Point(*only)));
    }
    for (path, line) in lines(geometry, path) {
        let coords = line.coords_iter().enumerate();
        out.extend(coords.map(|(place, coord)| (below(&path, place), point(coord))));
    }
}

fn segments(geometry: &Geometry<f64>, path: &[i64], out: &mut Vec<Part>) {
    if each_part(geometry, path, out, segments) {
        return;
    }
    for (path, line) in lines(geometry, path) {
        let segments = line.lines().enumerate();
        out.extend(
            segments.map(|(place, segment)| {
                (below(&path, place), Geometry::LineString(segment.into()))
            }),
        );
    }
}

fn rings(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    parts(call, |row| {
        let Some(shape) = shapes.get(row) else { return Ok(None) };
        let polygon = match &shape.geometry {
            Geometry::Polygon(polygon) => polygon.clone(),
            // A column of the tables holds single polygons as multipolygons of one.
            Geometry::MultiPolygon(parts) if parts.0.len() == 1 => match parts.0.first() {
                Some(polygon) => polygon.clone(),
                None => return Ok(Some(Vec::new())),
            },
            _ if shape.is_empty() => return Ok(Some(Vec::new())),
            _ => return call.fail("rings are those of a single polygon; ST_Dump takes the parts"),
        };
        let rings = (0..).zip(all_rings(&polygon));
        let alone =
            |ring: &LineString<f64>| Geometry::Polygon(Polygon::new(ring.clone(), Vec::new()));
        Ok(Some(rings.map(|(number, ring)| (vec![number], alone(ring))).collect()))
    })
}

fn numbered(call: &Call<'_>) -> Result<ArrayRef> {
    let (lengths, dimension) = (call.list_lengths(0)?, call.integers(1)?);
    for row in 0..call.rows() {
        if dimension(row).is_some_and(|dimension| dimension != 1) {
            return call.fail("arrays have one dimension here");
        }
    }
    let rows = lengths.into_iter().enumerate();
    subscripts(rows.map(|(row, length)| dimension(row).and(length)))
}
