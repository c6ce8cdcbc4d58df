//! Where places lie in a picture of any part of the country.

use geodata::mercator::{WORLD_BITS, project};
use geodata::tile::{MAX_ZOOM, TileCoord};

/// Sides of tiles in pixels: a map shows the tiles of the zoom at which they are at most this large, as the browser does.
const SIDE: f64 = 512.0;
/// Metres around the equator.
const EQUATOR: f64 = 40_075_016.686;

/// Pixels that are kept free of the area that is shown, at each edge.
#[derive(Debug, Clone, Copy)]
pub struct Margins {
    /// Above.
    pub top: f64,
    /// Below.
    pub bottom: f64,
    /// At the left.
    pub left: f64,
    /// At all four edges, beside the others.
    pub around: f64,
}

/// A picture over the world in Web Mercator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// The width of the world in pixels.
    world: f64,
    /// The upper left corner of the picture in pixels of the world.
    corner: [f64; 2],
    /// Latitude of the middle in degrees.
    latitude: f64,
}

/// A tile in a picture: its address, its upper left corner, its side.
pub type Placed = (TileCoord, [f64; 2], f64);

impl Frame {
    /// The frame in which a box (west, south, east, north in degrees) fills what `margins` leave.
    pub fn around([west, south, east, north]: [f64; 4], size: [u32; 2], margins: Margins) -> Self {
        let [low, high] = [unit([west, north]), unit([east, south])];
        let [width, height] = size.map(f64::from);
        let room = [
            (width - 2.0 * margins.around - margins.left).max(1.0),
            (height - 2.0 * margins.around - margins.top - margins.bottom).max(1.0),
        ];
        let fit = |axis: usize| -> f64 {
            let at = |of: [f64; 2]| of.get(axis).copied().unwrap_or_default();
            let extent = (at(high) - at(low)).max(f64::MIN_POSITIVE);
            room.get(axis).copied().unwrap_or(1.0) / extent
        };
        // Nearer than the nearest tiles there is nothing more to see.
        let world = fit(0).min(fit(1)).min(SIDE * f64::from(1u32 << MAX_ZOOM));
        let middle = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
        let centre = [
            f64::midpoint(margins.left, width),
            f64::midpoint(margins.top, height - margins.bottom),
        ];
        let corner = [middle[0] * world - centre[0], middle[1] * world - centre[1]];
        Self { size, world, corner, latitude: f64::midpoint(south, north) }
    }

    /// Where a place (longitude, latitude in degrees) lies.
    pub fn at(&self, point: [f64; 2]) -> [f64; 2] {
        self.on_world(unit(point))
    }

    /// Where a place lies that is given in parts of the world's width, to the east and to the south (Web Mercator).
    pub fn on_world(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [x * self.world - self.corner[0], y * self.world - self.corner[1]]
    }

    /// A bar for the scale that is at most `room` pixels long: the round length that it stands for in metres, and its own in pixels.
    pub fn bar(&self, room: f64) -> Option<[f64; 2]> {
        let length = round_length(room * self.metres())?;
        Some([length, length / self.metres()])
    }

    /// Where a box (west, south, east, north) lies: left, top, right, bottom.
    pub fn of(&self, [west, south, east, north]: [f64; 4]) -> [f64; 4] {
        let ([left, top], [right, bottom]) = (self.at([west, north]), self.at([east, south]));
        [left, top, right, bottom]
    }

    /// The zoom of a map in the browser of the same scale.
    pub fn zoom(&self) -> f64 {
        (self.world / SIDE).log2()
    }

    /// Metres on the ground to a pixel, in the middle of the picture.
    pub fn metres(&self) -> f64 {
        EQUATOR * self.latitude.to_radians().cos() / self.world
    }

    /// The tiles that cover the picture, row by row.
    pub fn tiles(&self) -> Vec<Placed> {
        let z = self.zoom().ceil().clamp(0.0, f64::from(MAX_ZOOM)) as u8;
        let last = (1u32 << z) - 1;
        let side = self.world / f64::from(1u32 << z);
        let range = |axis: usize| {
            let corner = self.corner.get(axis).copied().unwrap_or_default();
            let length = self.size.get(axis).copied().unwrap_or_default();
            let first = (corner / side).floor().max(0.0) as u32;
            let end = ((corner + f64::from(length)) / side).floor().max(0.0) as u32;
            first..=end.min(last)
        };
        let placed = |x: u32, y: u32| {
            let at = [f64::from(x) * side - self.corner[0], f64::from(y) * side - self.corner[1]];
            TileCoord::new(z, x, y).ok().map(|tile| (tile, at, side))
        };
        range(1).flat_map(|y| range(0).filter_map(move |x| placed(x, y))).collect()
    }
}

/// The longest of 1, 2 or 5 times a power of ten metres that is not above `most`.
fn round_length(most: f64) -> Option<f64> {
    if !most.is_finite() || most < 1.0 {
        return None;
    }
    let power = 10f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].map(|step| step * power).into_iter().find(|length| *length <= most)
}

/// A place in parts of the world's width, to the east and to the south.
fn unit(point: [f64; 2]) -> [f64; 2] {
    project(point).map(|c| f64::from(c) / f64::from(1u32 << WORLD_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Margins = Margins { top: 0.0, bottom: 0.0, left: 0.0, around: 0.0 };

    #[test]
    fn a_box_fills_the_picture_and_its_middle_is_in_the_middle() {
        let frame = Frame::around([105.0, -9.0, 115.0, -5.0], [1000, 600], NONE);
        let [left, top] = frame.at([105.0, -5.0]);
        let [right, bottom] = frame.at([115.0, -9.0]);
        assert!(left.abs() < 1e-3 && (right - 1000.0).abs() < 1e-3, "{left} {right}");
        assert!((top + bottom - 600.0).abs() < 1e-3 && top > 0.0);
        // A degree is 111.3 km at the equator and a little less here.
        assert!((frame.metres() / 1000.0 - 1.1048).abs() < 2e-3, "{}", frame.metres());
    }

    #[test]
    fn tiles_cover_the_whole_picture_once() {
        let frame = Frame::around([110.0, -8.0, 110.5, -7.0], [700, 900], NONE);
        let tiles = frame.tiles();
        let side = tiles[0].2;
        assert!((256.0..=512.0).contains(&side), "{side}");
        let least = |axis: usize| tiles.iter().map(|t| t.1[axis]).fold(f64::MAX, f64::min);
        let most = |axis: usize| tiles.iter().map(|t| t.1[axis] + side).fold(f64::MIN, f64::max);
        assert!(least(0) <= 0.0 && least(1) <= 0.0 && most(0) >= 700.0 && most(1) >= 900.0);
        let area = (most(0) - least(0)) * (most(1) - least(1));
        assert!((area / (side * side) - tiles.len() as f64).abs() < 1e-6);
    }

    #[test]
    fn a_scale_bar_has_a_round_length() {
        assert_eq!(round_length(73_000.0), Some(50_000.0));
        assert_eq!(round_length(2000.0), Some(2000.0));
        assert_eq!(round_length(1.7), Some(1.0));
        assert_eq!(round_length(f64::NAN), None);
        let frame = Frame::around([105.0, -9.0, 115.0, -5.0], [1000, 600], NONE);
        let [metres, pixels] = frame.bar(220.0).unwrap();
        assert_eq!(metres, 200_000.0);
        assert!(pixels <= 220.0 && (pixels * frame.metres() - metres).abs() < 1e-6);
    }

    #[test]
    fn a_point_is_a_frame_too() {
        let frame = Frame::around([110.0, -8.0, 110.0, -8.0], [256, 256], NONE);
        assert!((frame.zoom() - 14.0).abs() < 1e-9);
        let [x, y] = frame.at([110.0, -8.0]);
        assert!((x - 128.0).abs() < 1.0 && (y - 128.0).abs() < 1.0);
    }
}
