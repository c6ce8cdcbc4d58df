//! The parts of a geometry. Parts are counted from 1; what there is not is NULL.

use datafusion::error::Result;
use geo::{Geometry, LineString, Point};

use super::call::{Call, SRID};
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{boundary, dimension, part, part_count};

const GEOMETRY: Argument = Argument::new("geom", Kind::Geometry, "a geometry");
const N: Argument = Argument::new("n", Kind::Integer, "which, counted from 1");

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_CoordDim",
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: |call| whole_number(call, |_| Some(2)),
        en: "How many numbers a coordinate has: always 2, longitude and latitude.",
        id: "Banyaknya bilangan dalam satu koordinat: selalu 2, bujur dan lintang.",
        example: "SELECT ST_CoordDim(ST_Point(115, -8))",
    },
    Spec {
        name: "ST_NDims",
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: |call| whole_number(call, |_| Some(2)),
        en: "How many numbers a coordinate has: always 2, longitude and latitude.",
        id: "Banyaknya bilangan dalam satu koordinat: selalu 2, bujur dan lintang.",
        example: "SELECT ST_NDims(ST_Point(115, -8))",
    },
    Spec {
        name: "ST_Dimension",
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: |call| whole_number(call, |geometry| Some(dimension(geometry))),
        en: "0 for points, 1 for lines, 2 for areas; of a collection the largest.",
        id: "0 untuk titik, 1 untuk garis, 2 untuk luasan; dari kumpulan yang terbesar.",
        example: "SELECT ST_Dimension(geometry) FROM provinces",
    },
    Spec {
        name: "ST_SRID",
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: |call| whole_number(call, |_| Some(SRID)),
        en: "The system of coordinates: always 4326, longitude and latitude on WGS 84.",
        id: "Sistem koordinat: selalu 4326, bujur dan lintang pada WGS 84.",
        example: "SELECT ST_SRID(ST_Point(115, -8))",
    },
    Spec {
        name: "ST_SetSRID",
        arguments: &[GEOMETRY, Argument::new("srid", Kind::Integer, "4326, the only system here")],
        returns: Returns::Geometry,
        eval: |call| {
            let srid = call.srid(1)?;
            call.map_geometry(|geometry, row| Ok(srid(row).then(|| geometry.clone())))
        },
        en: "The geometry as it is, where the system is 4326; another is an error.",
        id: "Geometri apa adanya bila sistemnya 4326; sistem lain adalah kesalahan.",
        example: "SELECT ST_SetSRID(ST_Point(115, -8), 4326)",
    },
    Spec {
        name: "ST_Transform",
        arguments: &[GEOMETRY, Argument::new("srid", Kind::Integer, "4326, the only system here")],
        returns: Returns::Geometry,
        eval: transform,
        en: "The geometry as it is, where the system is 4326. Coordinates have no other system here; areas, lengths, distances and buffers in metres are computed on the WGS 84 ellipsoid instead.",
        id: "Geometri apa adanya bila sistemnya 4326. Koordinat tidak memiliki sistem lain di sini; luas, panjang, jarak dan penyangga dalam meter dihitung pada elipsoid WGS 84.",
        example: "SELECT ST_Transform(ST_Point(115, -8), 4326)",
    },
    Spec {
        name: "ST_NumGeometries",
        arguments: &[GEOMETRY],
        returns: Returns::Integer,
        eval: |call| whole_number(call, |geometry| i64::try_from(part_count(geometry)).ok()),
        en: "How many geometries it has: 1 for a single one, 0 for EMPTY.",
        id: "Banyaknya geometri di dalamnya: 1 untuk geometri tunggal, 0 untuk EMPTY.",
        example: "SELECT code, ST_NumGeometries(geometry) FROM regencies",
    },
    Spec {
        name: "ST_GeometryN",
        arguments: &[GEOMETRY, N],
        returns: Returns::Geometry,
        eval: |call| nth(call, part),
        en: "One geometry of a multi-geometry or collection.",
        id: "Satu geometri dari multigeometri atau kumpulan.",
        example: "SELECT ST_GeometryN(geometry, 1) FROM regencies",
    },
    Spec {
        name: "ST_PointN",
        arguments: &[
            GEOMETRY,
            Argument::new("n", Kind::Integer, "which, counted from 1, or from the end as -1, -2"),
        ],
        returns: Returns::Geometry,
        eval: point_n,
        en: "One point of a line; NULL for what is no single line.",
        id: "Satu titik dari garis; NULL untuk yang bukan garis tunggal.",
        example: "SELECT ST_PointN(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'), -1)",
    },
    Spec {
        name: "ST_StartPoint",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| Ok(line(geometry).and_then(|l| point_at(l, 0))))
        },
        en: "The first point of a line; NULL for what is no single line, and for EMPTY.",
        id: "Titik pertama garis; NULL untuk yang bukan garis tunggal dan untuk EMPTY.",
        example: "SELECT ST_StartPoint(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'))",
    },
    Spec {
        name: "ST_EndPoint",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| {
                let last = |line: &LineString<f64>| point_at(line, line.0.len().checked_sub(1)?);
                Ok(line(geometry).and_then(last))
            })
        },
        en: "The last point of a line; NULL for what is no single line, and for EMPTY.",
        id: "Titik terakhir garis; NULL untuk yang bukan garis tunggal dan untuk EMPTY.",
        example: "SELECT ST_EndPoint(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'))",
    },
    Spec {
        name: "ST_ExteriorRing",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| {
                let Geometry::Polygon(polygon) = geometry else { return Ok(None) };
                Ok(Some(Geometry::LineString(polygon.exterior().clone())))
            })
        },
        en: "The outer ring of a polygon as a line; NULL for others, also for a multipolygon: take its parts with ST_GeometryN.",
        id: "Cincin luar poligon sebagai garis; NULL untuk yang lain, juga multipoligon: ambil bagiannya dengan ST_GeometryN.",
        example: "SELECT ST_ExteriorRing(ST_GeometryN(geometry, 1)) FROM regencies",
    },
    Spec {
        name: "ST_InteriorRingN",
        arguments: &[GEOMETRY, N],
        returns: Returns::Geometry,
        eval: |call| {
            nth(call, |geometry, n| {
                let Geometry::Polygon(polygon) = geometry else { return None };
                polygon.interiors().get(n).cloned().map(Geometry::LineString)
            })
        },
        en: "One hole of a polygon as a line; NULL for others.",
        id: "Satu lubang poligon sebagai garis; NULL untuk yang lain.",
        example: "SELECT ST_InteriorRingN(ST_GeometryN(geometry, 1), 1) FROM regencies",
    },
    Spec {
        name: "ST_Boundary",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| match boundary(geometry) {
                Some(boundary) => Ok(Some(boundary)),
                None => call.fail("a collection has no boundary; ST_GeometryN takes its parts"),
            })
        },
        en: "The rings of an area, the ends of a line; nothing (EMPTY) of points and closed lines.",
        id: "Cincin-cincin luasan, ujung-ujung garis; kosong (EMPTY) untuk titik dan garis tertutup.",
        example: "SELECT ST_Length(ST_Boundary(geometry), true) FROM regencies",
    },
];

fn transform(call: &Call<'_>) -> Result<arrow::array::ArrayRef> {
    let srid = call.integers(1)?;
    if let Some(other) = (0..call.rows()).filter_map(&srid).find(|srid| *srid != SRID) {
        return call.fail(format!(
            "coordinates stay in {SRID}, not {other}; metres come from ST_Area(geom, true), ST_Length(geom, true), ST_Distance(a, b, true), ST_DWithin(a, b, metres) and ST_Buffer(geom, metres)"
        ));
    }
    call.map_geometry(|geometry, row| Ok(srid(row).map(|_| geometry.clone())))
}

fn whole_number(
    call: &Call<'_>,
    each: fn(&Geometry<f64>) -> Option<i64>,
) -> Result<arrow::array::ArrayRef> {
    let shapes = call.shapes(0)?;
    Ok(call.each_integer(|row| each(&shapes.get(row)?.geometry)))
}

fn nth(
    call: &Call<'_>,
    each: fn(&Geometry<f64>, usize) -> Option<Geometry<f64>>,
) -> Result<arrow::array::ArrayRef> {
    let n = call.integers(1)?;
    call.map_geometry(|geometry, row| {
        let index = n(row).and_then(|n| usize::try_from(n.checked_sub(1)?).ok());
        Ok(index.and_then(|index| each(geometry, index)))
    })
}

fn point_n(call: &Call<'_>) -> Result<arrow::array::ArrayRef> {
    let n = call.integers(1)?;
    call.map_geometry(|geometry, row| {
        let (Some(line), Some(n)) = (line(geometry), n(row)) else { return Ok(None) };
        let count = i64::try_from(line.0.len()).unwrap_or(i64::MAX);
        let index = if n < 0 { count.checked_add(n) } else { n.checked_sub(1) };
        Ok(index.and_then(|index| point_at(line, usize::try_from(index).ok()?)))
    })
}

fn line(geometry: &Geometry<f64>) -> Option<&LineString<f64>> {
    match geometry {
        Geometry::LineString(line) => Some(line),
        _ => None,
    }
}

fn point_at(line: &LineString<f64>, index: usize) -> Option<Geometry<f64>> {
    line.0.get(index).map(|coord| Geometry::Point(Point::from(*coord)))
}
