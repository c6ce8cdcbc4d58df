//! Reads one country from the quantised TopoJSON of `world-atlas`.

use serde::Deserialize;

use super::files::File;
use crate::error::{GeodataError, Place};

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    #[serde(default)]
    arcs: serde_json::Value,
}

/// The rings (closed: first = last) of the country with the ISO 3166 number `id`, in degrees
/// on the grid of 1e-7. Exterior and interior rings alike; fill them by the even-odd rule.
///
/// # Errors
/// When the file is no such TopoJSON or does not hold the country.
pub fn country(file: &File, id: &str) -> Result<Vec<Vec<[f64; 2]>>, GeodataError> {
    let wrong = |problem: String| file.wrong(Place::File, problem);
    let topology: Topology =
        serde_json::from_slice(&file.bytes).map_err(|error| wrong(error.to_string()))?;
    let geometry = topology
        .objects
        .countries
        .geometries
        .iter()
        .find(|geometry| geometry.id.as_deref() == Some(id))
        .ok_or_else(|| wrong(format!("holds no country {id}")))?;
    let polygons: Vec<Vec<Vec<i64>>> = serde_json::from_value(geometry.arcs.clone())
        .map_err(|_| wrong(format!("country {id} is no MultiPolygon")))?;
    let arcs: Vec<Vec<[f64; 2]>> =
        topology.arcs.iter().map(|arc| decode(arc, &topology.transform)).collect();
    polygons
        .iter()
        .flatten()
        .map(|ring| {
            join(ring, &arcs)
                .ok_or_else(|| wrong(format!("country {id} names an arc that is not there")))
        })
        .collect()
}

/// Undoes the delta encoding and the quantisation of one arc.
fn decode(arc: &[[i64; 2]], transform: &Transform) -> Vec<[f64; 2]> {
    let (mut x, mut y) = (0i64, 0i64);
    arc.iter()
        .map(|[dx, dy]| {
            x += dx;
            y += dy;
            [
                crate::demo::mesh::snap(x as f64 * transform.scale[0] + transform.translate[0]),
                crate::demo::mesh::snap(y as f64 * transform.scale[1] + transform.translate[1]),
            ]
        })
        .collect()
}

/// Joins arcs to a ring; a negative index `~i` is arc `i` backwards.
fn join(ring: &[i64], arcs: &[Vec<[f64; 2]>]) -> Option<Vec<[f64; 2]>> {
    let mut points: Vec<[f64; 2]> = Vec::new();
    for &index in ring {
        let at = usize::try_from(if index < 0 { !index } else { index }).ok()?;
        let mut arc = arcs.get(at)?.clone();
        if index < 0 {
            arc.reverse();
        }
        // Each arc begins where the one before ended.
        points.extend(arc.into_iter().skip(usize::from(!points.is_empty())));
    }
    points.dedup();
    (points.len() >= 4).then_some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_decoded_turned_and_joined() {
        let text = r#"{"type":"Topology","transform":{"scale":[1,1],"translate":[10,20]},
            "objects":{"countries":{"geometries":[{"id":"360","type":"MultiPolygon","arcs":[[[0,-2]]]}]}},
            "arcs":[[[0,0],[2,0],[0,2]],[[0,0]],[[0,0],[0,2],[2,0]]]}"#;
        let file = File::written(&text.replace("[0,-2]", "[0,-3]"));
        let rings = country(&file, "360").unwrap();
        assert_eq!(
            rings,
            [vec![[10.0, 20.0], [12.0, 20.0], [12.0, 22.0], [10.0, 22.0], [10.0, 20.0]]]
        );
        assert!(country(&file, "1").unwrap_err().to_string().contains("holds no country 1"));
    }
}
