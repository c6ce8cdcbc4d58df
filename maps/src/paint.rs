//! Triangles by colour.

use std::collections::HashMap;

use geozero::mvt::tile;
use lyon_tessellation::math::point;
use lyon_tessellation::{
    BuffersBuilder, FillOptions, FillRule, FillTessellator, FillVertex, FillVertexConstructor,
    VertexBuffers,
};
use maplibre::render::ShaderVertex;

use crate::error::MapError;
use crate::hatch::{Corner, Hatch};
use crate::picture::{Paint, Place};
use crate::rings::{Position, Rings};

/// Units of a tile's side, and of the square that the renderer draws.
pub const EXTENT: f64 = 4096.0;
/// Parts of a pixel that are told apart: the renderer takes four samples of each.
const PARTS: f64 = 2.0;

/// Triangles in the coordinates of the square.
pub type Triangles = VertexBuffers<ShaderVertex, u32>;

/// Colours from the lowest layer to the highest, each with its triangles.
pub struct Sheets {
    sheets: Vec<(csscolorparser::Color, Triangles)>,
    /// Side of the square in pixels.
    side: u32,
    cutter: FillTessellator,
    options: FillOptions,
}

/// How coordinates of a tile become those of the square.
#[derive(Debug, Clone, Copy)]
pub struct Placing {
    /// Units of the square to a unit of the tile.
    scale: f64,
    left: f64,
    top: f64,
    /// Units of the tile that nobody can tell apart.
    pub step: i32,
    /// What of the tile is in the square: the least and the greatest position.
    window: [[f64; 2]; 2],
}

impl Placing {
    /// Of a tile in a picture that is drawn into a square of `side` pixels.
    pub fn new(place: Place, side: u32) -> Self {
        let units = EXTENT / f64::from(side);
        let scale = place.side / f64::from(side);
        let (left, top) = (place.left * units, place.top * units);
        // Units of the tile to a part of a pixel; powers of two, so that the tile's edges stay where they are.
        let parts = (EXTENT / place.side / PARTS).max(1.0);
        let step = 1 << (parts.log2().floor().clamp(0.0, 5.0) as i32);
        let end = |corner: f64| (EXTENT - corner) / scale;
        let window = [[-left / scale, -top / scale], [end(left), end(top)]];
        Self { scale, left, top, step, window }
    }

    /// Whether anything of a polygon can be in the square.
    pub fn shows(&self, rings: &Rings) -> bool {
        let Some([least, most]) = rings.bounds() else { return false };
        let [from, to] = self.window;
        let axis = |least: i32, most: i32, from: f64, to: f64| {
            f64::from(most) >= from && f64::from(least) <= to
        };
        axis(least[0], most[0], from[0], to[0]) && axis(least[1], most[1], from[1], to[1])
    }

    fn at(&self, [x, y]: Position) -> Corner {
        [f64::from(x) * self.scale + self.left, f64::from(y) * self.scale + self.top]
    }
}

impl FillVertexConstructor<ShaderVertex> for Placing {
    fn new_vertex(&mut self, vertex: FillVertex) -> ShaderVertex {
        let [x, y] = vertex.position().to_array().map(f64::from);
        corner([x * self.scale + self.left, y * self.scale + self.top])
    }
}

impl Sheets {
    /// None yet, of a square of `side` pixels.
    pub fn new(side: u32) -> Self {
        let options = FillOptions::tolerance(1.0).with_fill_rule(FillRule::NonZero);
        Self { sheets: Vec::new(), side, cutter: FillTessellator::new(), options }
    }

    /// Begins a layer; answers where its colours stand.
    pub fn begin(&mut self, paint: &Paint) -> Result<Ink, MapError> {
        let units = EXTENT / f64::from(self.side);
        match paint {
            Paint::Fill(colour) => Ok(Ink::One(self.add(colour)?)),
            Paint::Line { colour, width } => {
                Ok(Ink::Line { place: self.add(colour)?, half: width / 2.0 * units })
            }
            Paint::Steps { property, colours, missing, hatch } => {
                let missing = self.add(missing)?;
                let hatch = match hatch {
                    None => None,
                    Some(of) => Some((
                        self.add(&of.colour)?,
                        Hatch { step: of.step * units, width: of.width * units },
                    )),
                };
                if hatch.is_some_and(|(_, hatch)| !(hatch.step >= units && hatch.width > 0.0)) {
                    return Err(MapError::Tile("a hatch without steps or width".to_owned()));
                }
                let mut known = HashMap::new();
                let mut steps = Vec::new();
                for colour in colours {
                    let place = match known.get(colour) {
                        Some(place) => *place,
                        None => self.add(colour)?,
                    };
                    known.insert(colour, place);
                    steps.push(place);
                }
                Ok(Ink::Steps { property: property.clone(), steps, missing, hatch })
            }
        }
    }

    fn add(&mut self, colour: &str) -> Result<usize, MapError> {
        let parsed = colour.parse().map_err(|_| MapError::Colour(colour.to_owned()))?;
        self.sheets.push((parsed, Triangles::new()));
        Ok(self.sheets.len() - 1)
    }

    /// Covers the whole square.
    pub fn cover(&mut self, colour: &str) -> Result<(), MapError> {
        let place = self.add(colour)?;
        self.quad(place, [[0.0, 0.0], [EXTENT, 0.0], [EXTENT, EXTENT], [0.0, EXTENT]]);
        Ok(())
    }

    /// Fills a polygon.
    pub fn fill(&mut self, place: usize, rings: &Rings, placing: Placing) -> Result<(), MapError> {
        let Some((_, to)) = self.sheets.get_mut(place) else { return Ok(()) };
        let mut out = BuffersBuilder::new(to, placing);
        let mut builder = self.cutter.builder(&self.options, &mut out);
        for ring in rings.iter() {
            let mut points = ring.iter().map(|[x, y]| point(*x as f32, *y as f32));
            let Some(first) = points.next() else { continue };
            builder.begin(first);
            for at in points {
                builder.line_to(at);
            }
            builder.end(true);
        }
        builder.build().map_err(|error| MapError::Renderer(format!("a polygon: {error:?}")))
    }

    /// Hatches a polygon.
    pub fn hatch(&mut self, place: usize, hatch: Hatch, rings: &Rings, placing: Placing) {
        hatch.pieces(rings, |at| placing.at(at), |corners| self.quad(place, corners));
    }

    /// Draws a line that is `half` as wide to both sides, and to its ends, where others meet it.
    pub fn line(&mut self, place: usize, half: f64, [from, to]: [Position; 2], placing: Placing) {
        let ([x, y], [to_x, to_y]) = (placing.at(from), placing.at(to));
        let length = (to_x - x).hypot(to_y - y);
        if length <= 0.0 {
            return;
        }
        let (dx, dy) = ((to_x - x) / length * half, (to_y - y) / length * half);
        self.quad(
            place,
            [
                [x - dx - dy, y - dy + dx],
                [x - dx + dy, y - dy - dx],
                [to_x + dx + dy, to_y + dy - dx],
                [to_x + dx - dy, to_y + dy + dx],
            ],
        );
    }

    /// Four corners, one after the other around the piece.
    fn quad(&mut self, place: usize, corners: [Corner; 4]) {
        let Some((_, to)) = self.sheets.get_mut(place) else { return };
        let base = u32::try_from(to.vertices.len()).unwrap_or(u32::MAX - 4);
        to.vertices.extend(corners.map(corner));
        to.indices.extend([0, 1, 2, 0, 2, 3].map(|index| base + index));
    }

    /// Those on which anything is drawn.
    pub fn into_drawn(self) -> Vec<(csscolorparser::Color, Triangles)> {
        self.sheets.into_iter().filter(|(_, triangles)| !triangles.indices.is_empty()).collect()
    }
}

fn corner([x, y]: Corner) -> ShaderVertex {
    ShaderVertex::new([x as f32, y as f32], [0.0, 0.0])
}

/// Which sheets the features of a layer are drawn on.
pub enum Ink {
    /// All on one.
    One(usize),
    /// Their outlines.
    Line {
        /// The sheet.
        place: usize,
        /// Half their width in units of the square.
        half: f64,
    },
    /// By a property.
    Steps {
        /// The property.
        property: String,
        /// By its number.
        steps: Vec<usize>,
        /// Without it.
        missing: usize,
        /// Over those without it.
        hatch: Option<(usize, Hatch)>,
    },
}

impl Ink {
    /// Answers for features of a layer: the sheet of the filling, and what is hatched over it.
    pub fn of<'a>(
        &'a self,
        layer: &'a tile::Layer,
    ) -> impl Fn(&tile::Feature) -> Option<(usize, Option<(usize, Hatch)>)> + 'a {
        let key = match self {
            Self::One(_) | Self::Line { .. } => None,
            Self::Steps { property, .. } => layer.keys.iter().position(|key| key == property),
        };
        move |feature| match self {
            Self::One(place) => Some((*place, None)),
            Self::Line { .. } => None,
            Self::Steps { steps, missing, hatch, .. } => {
                let value = feature
                    .tags
                    .chunks_exact(2)
                    .find(|pair| key.is_some() && pair.first().map(|key| *key as usize) == key);
                let value = value.and_then(|pair| layer.values.get(*pair.get(1)? as usize));
                match value.and_then(|value| value.uint_value) {
                    None => Some((*missing, *hatch)),
                    Some(step) => {
                        let step = usize::try_from(step).unwrap_or(usize::MAX);
                        Some((*steps.get(step).or(steps.last())?, None))
                    }
                }
            }
        }
    }
}
