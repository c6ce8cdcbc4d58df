//! From the pixels of the renderer to a file: cut to size, with letters and signs laid over.

use std::sync::Arc;

use miniz_oxide::deflate::compress_to_vec_zlib;
use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::error::MapError;
use crate::picture::Picture;

/// The family of the faces; the server measures its texts in the same.
const FAMILY: &str = "Noto Sans";
const FACES: [&[u8]; 4] = [
    include_bytes!("../../src/pdf/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../src/pdf/fonts/NotoSans-Bold.ttf"),
    // What the letters' faces do not have: ≥, and the sign of negative numbers.
    include_bytes!("../../src/pdf/fonts/DejaVuSymbols-Regular.ttf"),
    include_bytes!("../../src/pdf/fonts/DejaVuSymbols-Bold.ttf"),
];
/// Of deflate, 0 to 10. Maps are few colours in flat areas, which the fast ones double.
const LEVEL: u8 = 3;

/// Lays overlays over pictures.
pub struct Composer {
    options: Options<'static>,
}

impl Composer {
    /// With the faces that are part of this program; those of the machine are not looked at.
    pub fn new() -> Self {
        let mut faces = fontdb::Database::new();
        for face in FACES {
            faces.load_font_data(face.to_vec());
        }
        faces.set_sans_serif_family(FAMILY);
        let options = Options {
            font_family: FAMILY.to_owned(),
            fontdb: Arc::new(faces),
            ..Options::default()
        };
        Self { options }
    }

    /// The picture as PNG; `pixels` are RGBA, `side` to a row.
    pub fn png(&self, picture: &Picture, pixels: &[u8], side: u32) -> Result<Vec<u8>, MapError> {
        let (width, height) = (picture.width, picture.height);
        let rows = pixels.chunks_exact(side as usize * 4).take(height as usize);
        let mut cut = Vec::with_capacity(width as usize * height as usize * 4);
        for row in rows {
            cut.extend_from_slice(row.get(..width as usize * 4).unwrap_or_default());
        }
        // Where samples of a pixel are of different colours all are opaque, but rounding may say 254.
        for pixel in cut.chunks_exact_mut(4) {
            if let Some(alpha) = pixel.last_mut() {
                *alpha = u8::MAX;
            }
        }
        let size = IntSize::from_wh(width, height).ok_or(MapError::Size(width, height))?;
        let mut image = Pixmap::from_vec(cut, size).ok_or(MapError::Size(width, height))?;
        if let Some(svg) = &picture.overlay {
            let tree = Tree::from_str(svg, &self.options)
                .map_err(|error| MapError::Overlay(error.to_string()))?;
            resvg::render(&tree, Transform::identity(), &mut image.as_mut());
        }
        encode(&image)
    }
}

/// Opaque pixels as PNG, without filters: they tear flat areas apart, and make files of maps twice as large.
fn encode(image: &Pixmap) -> Result<Vec<u8>, MapError> {
    let wrong = |error: png::EncodingError| MapError::Renderer(error.to_string());
    let row = image.width() as usize * 4;
    let mut rows = Vec::with_capacity(image.data().len());
    for pixels in image.data().chunks_exact(row.max(1)) {
        rows.push(png::FilterType::NoFilter as u8);
        for pixel in pixels.chunks_exact(4) {
            rows.extend_from_slice(pixel.get(..3).unwrap_or_default());
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(wrong)?;
    let packed = compress_to_vec_zlib(&rows, LEVEL);
    writer.write_chunk(png::chunk::IDAT, &packed).map_err(wrong)?;
    writer.finish().map_err(wrong)?;
    Ok(file)
}
