//! What every reader of geometries holds a line and a ring to (OGC 06-103r4, 6.1.6 and 6.1.7). Readers of
//! formats leave it open or mend it in silence; a slip in a text is to be an error.

/// A line has no point or at least two.
pub(super) fn line<C>(coords: &[C]) -> Result<(), String> {
    if coords.len() == 1 { Err("a line has one point".to_owned()) } else { Ok(()) }
}

/// A ring is empty, or ends where it begins and has at least four points.
pub(super) fn ring<C: PartialEq>(coords: &[C]) -> Result<(), String> {
    match (coords.first(), coords.last()) {
        (Some(first), Some(last)) if first != last => {
            Err("a ring does not end where it begins".to_owned())
        }
        (Some(_), _) if coords.len() < 4 => Err("a ring has fewer than four points".to_owned()),
        _ => Ok(()),
    }
}

/// The one system of coordinates here.
pub(super) fn system(srid: &str) -> Result<(), String> {
    match srid.trim() {
        "4326" | "0" => Ok(()),
        other => Err(format!(
            "it is in the system {other}, and all coordinates here are longitude and latitude (4326)"
        )),
    }
}
