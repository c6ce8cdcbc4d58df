//! Triangles by colour.

use std::collections::HashMap;

use geozero::mvt::tile;
use lyon_tessellation::VertexBuffers;
use maplibre::render::ShaderVertex;

use crate::error::MapError;
use crate::picture::{Paint, Place};

/// Units of a tile's side, and of the square that the renderer draws.
pub const EXTENT: f64 = 4096.0;

/// Triangles in the coordinates of the square.
pub type Triangles = VertexBuffers<ShaderVertex, u32>;

/// Colours from the lowest layer to the highest, each with its triangles.
#[derive(Default)]
pub struct Sheets {
    sheets: Vec<(csscolorparser::Color, Triangles)>,
}

/// One layer of one tile in triangles: each vertex belongs to one feature, whose indices stand together.
pub struct Drawn<'a> {
    /// Names, properties.
    pub layer: &'a tile::Layer,
    /// In units of the tile.
    pub triangles: &'a Triangles,
    /// How many indices each feature has.
    pub counts: &'a [u32],
}

/// How coordinates of a tile become those of the square.
#[derive(Debug, Clone, Copy)]
pub struct Placing {
    /// Units of the square to a unit of the tile.
    scale: f64,
    left: f64,
    top: f64,
    /// Half the width of a line in units of the square.
    half: f64,
}

impl Placing {
    /// Of a tile in a picture that is drawn into a square of `side` pixels.
    pub fn new(place: Place, side: u32, paint: &Paint) -> Self {
        let units = EXTENT / f64::from(side);
        let half = match paint {
            Paint::Line { width, .. } => width / 2.0 * units,
            Paint::Fill(_) | Paint::Steps { .. } => 0.0,
        };
        let scale = place.side / f64::from(side);
        Self { scale, left: place.left * units, top: place.top * units, half }
    }

    /// Lines get their width here: the shader's own depends on the zoom.
    fn vertex(self, vertex: &ShaderVertex) -> ShaderVertex {
        let [x, y] = vertex.position.map(f64::from);
        let [to_x, to_y] = vertex.normal.map(f64::from);
        let x = x * self.scale + self.left + to_x * self.half;
        let y = y * self.scale + self.top + to_y * self.half;
        ShaderVertex::new([x as f32, y as f32], [0.0, 0.0])
    }
}

impl Sheets {
    /// Begins a layer; answers where its colours stand.
    pub fn begin(&mut self, paint: &Paint) -> Result<Ink, MapError> {
        match paint {
            Paint::Fill(colour) | Paint::Line { colour, .. } => Ok(Ink::One(self.add(colour)?)),
            Paint::Steps { property, colours, missing } => {
                let missing = self.add(missing)?;
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
                Ok(Ink::Steps { property: property.clone(), steps, missing })
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
        let corner = |x, y| ShaderVertex::new([x, y], [0.0, 0.0]);
        let end = EXTENT as f32;
        if let Some((_, triangles)) = self.sheets.get_mut(place) {
            triangles.vertices =
                vec![corner(0.0, 0.0), corner(end, 0.0), corner(end, end), corner(0.0, end)];
            triangles.indices = vec![0, 1, 2, 0, 2, 3];
        }
        Ok(())
    }

    /// Adds the features of a layer, each to its colour.
    pub fn draw(&mut self, drawn: &Drawn<'_>, ink: &Ink, placing: Placing) {
        let places = ink.of(drawn.layer);
        let mut begin = 0;
        for (feature, count) in drawn.counts.iter().enumerate() {
            let end = begin + *count as usize;
            let indices = drawn.triangles.indices.get(begin..end).unwrap_or_default();
            begin = end;
            let Some((least, most)) = indices.iter().min().zip(indices.iter().max()) else {
                continue;
            };
            let of_feature = drawn.triangles.vertices.get(*least as usize..=*most as usize);
            let sheet = places(feature).and_then(|place| self.sheets.get_mut(place));
            let Some((vertices, (_, to))) = of_feature.zip(sheet) else { continue };
            let base = u32::try_from(to.vertices.len()).unwrap_or(u32::MAX);
            to.vertices.extend(vertices.iter().map(|vertex| placing.vertex(vertex)));
            to.indices.extend(indices.iter().map(|index| index - least + base));
        }
    }

    /// Those on which anything is drawn.
    pub fn into_drawn(self) -> Vec<(csscolorparser::Color, Triangles)> {
        self.sheets.into_iter().filter(|(_, triangles)| !triangles.indices.is_empty()).collect()
    }
}

/// Which sheet a feature is drawn on.
pub enum Ink {
    /// All on one.
    One(usize),
    /// By a property.
    Steps {
        /// The property.
        property: String,
        /// By its number.
        steps: Vec<usize>,
        /// Without it.
        missing: usize,
    },
}

impl Ink {
    /// Answers for the features of a layer by their number.
    fn of<'a>(&'a self, layer: &'a tile::Layer) -> impl Fn(usize) -> Option<usize> + 'a {
        let key = match self {
            Self::One(_) => None,
            Self::Steps { property, .. } => layer.keys.iter().position(|key| key == property),
        };
        move |feature| match self {
            Self::One(place) => Some(*place),
            Self::Steps { steps, missing, .. } => {
                let tags = layer.features.get(feature).map_or(&[][..], |feature| &feature.tags);
                let value = tags
                    .chunks_exact(2)
                    .find(|pair| key.is_some() && pair.first().map(|key| *key as usize) == key);
                let value = value.and_then(|pair| layer.values.get(*pair.get(1)? as usize));
                match value.and_then(|value| value.uint_value) {
                    None => Some(*missing),
                    Some(step) => {
                        let step = usize::try_from(step).unwrap_or(usize::MAX);
                        steps.get(step).or(steps.last()).copied()
                    }
                }
            }
        }
    }
}
