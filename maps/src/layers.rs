//! From tiles to triangles.

use geozero::mvt::{Message, Tile};
use maplibre::headless::map::HeadlessMap;
use tokio::runtime::Runtime;

use crate::error::MapError;
use crate::outline::outlines;
use crate::paint::{Drawn, Ink, Placing, Sheets};
use crate::picture::{Layer, Paint, Picture};

/// Cuts all layers of all tiles into triangles, by colour.
pub fn sheets(
    map: &HeadlessMap,
    runtime: &Runtime,
    picture: &Picture,
    tiles: Vec<Vec<u8>>,
    side: u32,
) -> Result<Sheets, MapError> {
    let mut sheets = Sheets::default();
    sheets.cover(&picture.background)?;
    let inks: Vec<Ink> =
        picture.layers.iter().map(|layer| sheets.begin(&layer.paint)).collect::<Result<_, _>>()?;
    for (bytes, place) in tiles.into_iter().zip(&picture.tiles) {
        let prepared = prepare(bytes, &picture.layers)?;
        let names: Vec<String> = picture.layers.iter().map(name).collect();
        let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        let drawn = runtime.block_on(map.process_tile(prepared.into_boxed_slice(), &wanted));
        for ((layer, ink), name) in picture.layers.iter().zip(&inks).zip(&names) {
            let placing = Placing::new(*place, side, &layer.paint);
            for drawn in drawn.iter().filter(|drawn| drawn.layer_data.name == *name) {
                let drawn = Drawn {
                    layer: &drawn.layer_data,
                    triangles: &drawn.buffer.buffer,
                    counts: &drawn.feature_indices,
                };
                sheets.draw(&drawn, ink, placing);
            }
        }
    }
    Ok(sheets)
}

/// What a layer is called among those that are cut: outlines stand beside the areas that they are of.
fn name(layer: &Layer) -> String {
    match layer.paint {
        Paint::Fill(_) | Paint::Steps { .. } => layer.source.clone(),
        Paint::Line { .. } => format!("{} outline", layer.source),
    }
}

/// The tile with what the layers need and nothing else.
fn prepare(bytes: Vec<u8>, layers: &[Layer]) -> Result<Vec<u8>, MapError> {
    let tile = Tile::decode(bytes.as_slice()).map_err(|error| MapError::Tile(error.to_string()))?;
    let mut prepared = Tile::default();
    for of_tile in tile.layers {
        let mut wanted = layers.iter().filter(|layer| layer.source == of_tile.name);
        if let Some(lines) = wanted.clone().find(|layer| matches!(layer.paint, Paint::Line { .. }))
        {
            prepared.layers.push(outlines(&of_tile, name(lines)));
        }
        if wanted.any(|layer| !matches!(layer.paint, Paint::Line { .. })) {
            prepared.layers.push(of_tile);
        }
    }
    Ok(prepared.encode_to_vec())
}
