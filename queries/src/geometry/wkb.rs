//! Well-known binary (OGC 06-103r4, 8): written, and with PostGIS's extension of it read, strictly.
//!
//! Rings must be closed, nothing may follow the geometry, and the only system is 4326. Heights and measures are left
//! out, as the tables have none.

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use ::wkb::Endianness;
use ::wkb::writer::{WriteOptions, geometry_wkb_size, write_geometry};

use super::rules;

/// How deep collections may stand in one another.
const MAX_DEPTH: usize = 32;

const Z: u32 = 0x8000_0000;
const M: u32 = 0x4000_0000;
const SRID: u32 = 0x2000_0000;

/// A geometry, its rings closed and its coordinates finite.
///
/// # Errors
/// What is wrong with the bytes, for people.
pub(crate) fn read_wkb(bytes: &[u8]) -> Result<Geometry<f64>, String> {
    let mut reader = Reader { rest: bytes };
    let geometry = reader.geometry(0)?;
    if reader.rest.is_empty() {
        return Ok(geometry);
    }
    Err(format!("{} bytes follow its end", reader.rest.len()))
}

/// The bytes of a geometry, little-endian.
///
/// # Errors
/// More parts or vertices than the format can count.
pub(crate) fn write_wkb(geometry: &Geometry<f64>) -> Result<Vec<u8>, String> {
    let options = WriteOptions { endianness: Endianness::LittleEndian };
    let mut bytes = Vec::with_capacity(geometry_wkb_size(geometry));
    write_geometry(&mut bytes, geometry, &options).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The bytes that a text of hexadecimal digits writes, or `None` when the text is something else.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let is_wkb = text.starts_with("00") || text.starts_with("01");
    if !is_wkb || text.len() % 2 == 1 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}

struct Reader<'a> {
    rest: &'a [u8],
}

/// How the numbers of one geometry are written.
#[derive(Clone, Copy)]
struct Form {
    little: bool,
    /// Numbers of a coordinate.
    size: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>().ok_or("the bytes end too early")?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn integer(&mut self, little: bool) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// A number of things that take at least `least` bytes each.
    fn count(&mut self, form: Form, least: usize) -> Result<usize, String> {
        let count = usize::try_from(self.integer(form.little)?).map_err(|e| e.to_string())?;
        if count > self.rest.len() / least.max(1) {
            return Err("the bytes end too early".to_owned());
        }
        Ok(count)
    }

    fn float(&mut self, little: bool) -> Result<f64, String> {
        let bytes = self.take()?;
        Ok(if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// A coordinate; `None` where all is NaN, which is how an empty point is written.
    fn coord(&mut self, form: Form) -> Result<Option<Coord<f64>>, String> {
        let (x, y) = (self.float(form.little)?, self.float(form.little)?);
        for _ in 2..form.size {
            self.float(form.little)?;
        }
        match (x.is_finite(), y.is_finite()) {
            (true, true) => Ok(Some(Coord { x, y })),
            _ if x.is_nan() && y.is_nan() => Ok(None),
            _ => Err("a coordinate is not a finite number".to_owned()),
        }
    }

    fn coords(&mut self, form: Form) -> Result<Vec<Coord<f64>>, String> {
        let count = self.count(form, form.size * 8)?;
        let each = (0..count).map(|_| {
            self.coord(form)?.ok_or_else(|| "a coordinate is not a finite number".to_owned())
        });
        each.collect()
    }

    fn line(&mut self, form: Form) -> Result<LineString<f64>, String> {
        let coords = self.coords(form)?;
        rules::line(&coords)?;
        Ok(LineString::new(coords))
    }

    /// `None` for an empty one.
    fn polygon(&mut self, form: Form) -> Result<Option<Polygon<f64>>, String> {
        let count = self.count(form, 4)?;
        let mut rings = Vec::with_capacity(count);
        for _ in 0..count {
            let coords = self.coords(form)?;
            rules::ring(&coords)?;
            rings.push(LineString::new(coords));
        }
        let mut rings = rings.into_iter();
        let Some(shell) = rings.next().filter(|shell| !shell.0.is_empty()) else { return Ok(None) };
        Ok(Some(Polygon::new(shell, rings.filter(|ring| !ring.0.is_empty()).collect())))
    }

    fn geometry(&mut self, depth: usize) -> Result<Geometry<f64>, String> {
        if depth > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} collections deep"));
        }
        let little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err("it does not begin with a byte order".to_owned()),
        };
        let code = self.integer(little)?;
        if code & SRID != 0 {
            rules::system(&self.integer(little)?.to_string())?;
        }
        let plain = code & !(Z | M | SRID);
        let (kind, more) = (plain % 1000, plain / 1000);
        let dimension =
            |flag: u32, thousands: [u32; 2]| code & flag != 0 || thousands.contains(&more);
        if more > 3 {
            return Err(format!("it has the unknown type {code}"));
        }
        let size = 2 + usize::from(dimension(Z, [1, 3])) + usize::from(dimension(M, [2, 3]));
        let form = Form { little, size };
        Ok(match kind {
            1 => match self.coord(form)? {
                Some(coord) => Geometry::Point(coord.into()),
                None => Geometry::GeometryCollection(GeometryCollection::empty()),
            },
            2 => Geometry::LineString(self.line(form)?),
            3 => match self.polygon(form)? {
                Some(polygon) => Geometry::Polygon(polygon),
                None => Geometry::Polygon(Polygon::new(LineString::new(Vec::new()), Vec::new())),
            },
            4..=7 => self.many(kind, form, depth)?,
            _ => return Err(format!("it has the unknown type {code}")),
        })
    }

    fn many(&mut self, kind: u32, form: Form, depth: usize) -> Result<Geometry<f64>, String> {
        let count = self.count(form, 9)?;
        let mut parts = Vec::with_capacity(count);
        for _ in 0..count {
            parts.push(self.geometry(depth + 1)?);
        }
        let wrong = || Err("a part has another type than its geometry".to_owned());
        let is_empty = |part: &Geometry<f64>| matches!(part, Geometry::GeometryCollection(c) if c.0.is_empty());
        match kind {
            4 => {
                let mut points: Vec<Point<f64>> = Vec::with_capacity(parts.len());
                for part in parts {
                    match part {
                        Geometry::Point(point) => points.push(point),
                        empty if is_empty(&empty) => {}
                        _ => return wrong(),
                    }
                }
                Ok(Geometry::MultiPoint(MultiPoint::new(points)))
            }
            5 => {
                let mut lines = Vec::with_capacity(parts.len());
                for part in parts {
                    match part {
                        Geometry::LineString(line) => lines.push(line),
                        _ => return wrong(),
                    }
                }
                Ok(Geometry::MultiLineString(MultiLineString::new(lines)))
            }
            6 => {
                let mut polygons = Vec::with_capacity(parts.len());
                for part in parts {
                    match part {
                        Geometry::Polygon(polygon) => polygons.push(polygon),
                        _ => return wrong(),
                    }
                }
                polygons.retain(|polygon| !polygon.exterior().0.is_empty());
                Ok(Geometry::MultiPolygon(MultiPolygon::new(polygons)))
            }
            _ => Ok(Geometry::GeometryCollection(GeometryCollection::from(parts))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{point, polygon};

    fn read(hex: &str) -> Result<Geometry<f64>, String> {
        read_wkb(&from_hex(hex).ok_or("no hexadecimal digits")?)
    }

    /// As PostGIS writes them.
    const POINT: &str = "0101000000000000000000F03F0000000000000040";
    const WITH_SRID: &str = "0101000020E6100000000000000000F03F0000000000000040";

    #[test]
    fn points_are_read_in_both_orders_with_and_without_a_system() {
        for hex in [
            POINT,
            WITH_SRID,
            "00000000013FF00000000000004000000000000000",
            "01E9030000000000000000F03F00000000000000400000000000000840",
        ] {
            assert_eq!(read(hex).unwrap(), Geometry::Point(point!(x: 1., y: 2.)), "{hex}");
        }
        assert!(read("0101000000000000000000F87F000000000000F87F").is_ok());
    }

    #[test]
    fn polygons_are_read_and_open_rings_refused() {
        let ring = |last: &str| {
            format!(
                "0103000000010000000400000000000000000000000000000000000000000000000000F03F0000000000000000000000000000F03F000000000000F03F{last}"
            )
        };
        let closed = read(&ring("00000000000000000000000000000000")).unwrap();
        assert_eq!(
            closed,
            Geometry::Polygon(polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)])
        );
        let open = read(&ring("0000000000000000000000000000F03F")).unwrap_err();
        assert!(open.contains("does not end where it begins"), "{open}");
    }

    #[test]
    fn what_is_broken_is_refused() {
        for (hex, problem) in [
            ("0101000020110F0000000000000000F03F0000000000000040".to_owned(), "3857"),
            (format!("{POINT}00"), "follow its end"),
            (POINT[..20].to_owned(), "end too early"),
            ("0102000000FFFFFFFF".to_owned(), "end too early"),
            ("010200000001000000000000000000F03F0000000000000040".to_owned(), "one point"),
            ("0109000000".to_owned(), "unknown type"),
            ("0101000000000000000000F07F0000000000000040".to_owned(), "finite"),
            ("0107000000".repeat(40), "end too early"),
            (format!("{}00000000", "010700000001000000".repeat(40)), "nested"),
        ] {
            let found = read(&hex).unwrap_err();
            assert!(found.contains(problem), "{hex}: {found}");
        }
        assert!(
            from_hex("POINT").is_none() && from_hex("0").is_none() && from_hex("01zz").is_none()
        );
    }
}
