//! The map of an annex: the chosen villages, numbered as in the list, as they were drawn when the list was frozen, or over
//! outlines where nothing could be drawn.

use super::super::frozen::{Frozen, FrozenMap};
use crate::pdf::document::{BLACK, Document, GREY, RED};
use crate::pdf::font::Style;
use crate::pdf::image::Image;

/// Villages are numbered on the map up to this many.
const NUMBERED: usize = 80;

/// Equirectangular, true to scale at the middle latitude: degrees to points of the page.
struct Projection {
    scale: [f32; 2],
    from: [f64; 2],
    to: [f32; 2],
}

impl Projection {
    fn fit(map: &FrozenMap, at: [f32; 2], size: [f32; 2]) -> Self {
        let [west, south, east, north] = map.bbox;
        let narrow = ((south + north) / 2.0).to_radians().cos();
        let (wide, high) = (((east - west) * narrow).max(1e-6), (north - south).max(1e-6));
        let scale = (f64::from(size[0]) / wide).min(f64::from(size[1]) / high);
        let slack = |space: f32, used: f64| (space - (used * scale) as f32) / 2.0;
        Self {
            scale: [(scale * narrow) as f32, scale as f32],
            from: [west, north],
            to: [at[0] + slack(size[0], wide), at[1] + slack(size[1], high)],
        }
    }

    fn point(&self, [lon, lat]: [f64; 2]) -> [f32; 2] {
        let [west, north] = self.from;
        [
            self.to[0] + (lon - west) as f32 * self.scale[0],
            self.to[1] + (north - lat) as f32 * self.scale[1],
        ]
    }
}

/// Whether the map has the numbers of the list: beyond so many nobody could read them.
pub fn is_numbered(frozen: &Frozen) -> bool {
    frozen.rows.len() <= NUMBERED
}

/// Draws the map into a rectangle of the current page.
pub fn draw(document: &mut Document, frozen: &Frozen, at: [f32; 2], size: [f32; 2]) {
    let map = &frozen.map;
    if let Some(image) = map.picture.as_deref().and_then(Image::of) {
        let [wide, high] = image.size();
        let scale = (size[0] / wide).min(size[1] / high);
        let fitted = [wide * scale, high * scale];
        let left = at[0] + (size[0] - fitted[0]) / 2.0;
        document.image(image, [left, at[1]], fitted);
        return;
    }
    document.fill(at, size, [0.91, 0.94, 0.97]);
    let projection = Projection::fit(map, at, size);
    let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|p| projection.point(*p)).collect();
    let rings: Vec<Vec<[f32; 2]>> = map.outlines.iter().map(ring).collect();
    document.shapes(at, size, &rings, [0.98, 0.98, 0.95]);
    for (name, place) in &map.labels {
        document.text_centred(Style::Regular, 6.0, GREY, projection.point(*place), name);
    }
    let numbered = is_numbered(frozen);
    for (row, number) in frozen.rows.iter().zip(1..) {
        let Some(place) = row.village.lon.zip(row.village.lat) else { continue };
        let [x, y] = projection.point([place.0, place.1]);
        document.dot([x, y], if numbered { 2.4 } else { 1.6 }, RED);
        if numbered {
            let number = number.to_string();
            document.text(Style::Bold, 5.5, BLACK, [x + 3.0, y - 1.5], &number);
        }
    }
}
