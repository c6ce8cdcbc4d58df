//! From tiles to triangles.

use geozero::mvt::tile::{Feature, GeomType};
use geozero::mvt::{Message, Tile, tile};

use crate::edges::Edges;
use crate::error::MapError;
use crate::paint::{EXTENT, Ink, Placing, Sheets};
use crate::picture::Picture;
use crate::rings::Rings;

/// Cuts all layers of all tiles into triangles, by colour. maplibre-rs can do this too, but it also indexes every
/// feature with all that is known of it, for clicks that no picture has, and panics where a geometry is none.
pub fn sheets(picture: &Picture, tiles: &[Vec<u8>], side: u32) -> Result<Sheets, MapError> {
    let mut sheets = Sheets::new(side);
    sheets.cover(&picture.background)?;
    let inks: Vec<Ink> =
        picture.layers.iter().map(|layer| sheets.begin(&layer.paint)).collect::<Result<_, _>>()?;
    let mut pen = Pen { sheets, rings: Rings::default(), edges: Edges::default() };
    for (bytes, place) in tiles.iter().zip(&picture.tiles) {
        let tile =
            Tile::decode(bytes.as_slice()).map_err(|error| MapError::Tile(error.to_string()))?;
        let placing = Placing::new(*place, side);
        for (layer, ink) in picture.layers.iter().zip(&inks) {
            for of_tile in tile.layers.iter().filter(|of_tile| of_tile.name == layer.source) {
                if of_tile.extent.unwrap_or_default() != EXTENT as u32 {
                    return Err(MapError::Tile(format!("the extent of {}", of_tile.name)));
                }
                pen.draw(of_tile, ink, placing)?;
            }
        }
    }
    Ok(pen.sheets)
}

struct Pen {
    sheets: Sheets,
    rings: Rings,
    edges: Edges,
}

impl Pen {
    /// Draws the areas of a layer.
    fn draw(&mut self, layer: &tile::Layer, ink: &Ink, placing: Placing) -> Result<(), MapError> {
        let Self { sheets, rings, edges } = self;
        let filled = ink.of(layer);
        let is_area = |of: &&Feature| of.r#type == Some(GeomType::Polygon as i32);
        for feature in layer.features.iter().filter(is_area) {
            rings.read(&feature.geometry, placing.step)?;
            if !placing.shows(rings) {
                continue;
            }
            match filled(feature) {
                None => rings.iter().for_each(|ring| edges.add(ring)),
                Some((place, hatched)) => {
                    sheets.fill(place, rings, placing)?;
                    if let Some((place, hatch)) = hatched {
                        sheets.hatch(place, hatch, rings, placing);
                    }
                }
            }
        }
        if let Ink::Line { place, half } = ink {
            edges.take().for_each(|edge| sheets.line(*place, *half, edge, placing));
        }
        Ok(())
    }
}
