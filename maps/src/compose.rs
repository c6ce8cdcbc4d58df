//! From the pixels of the renderer to a file: cut to size, with letters and signs laid over.

use std::sync::Arc;

use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::error::MapError;
use crate::picture::Picture;

/// The family of the faces; the server measures its texts in the same.
const FAMILY: &str = "Noto Sans";
const FACES: [&[u8]; 2] = [
    include_bytes!("../../src/pdf/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../src/pdf/fonts/NotoSans-Bold.ttf"),
];

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

/// Opaque pixels as PNG.
fn encode(image: &Pixmap) -> Result<Vec<u8>, MapError> {
    let wrong = |error: png::EncodingError| MapError::Renderer(error.to_string());
    let pixels: Vec<u8> =
        image.data().chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(wrong)?;
    writer.write_image_data(&pixels).map_err(wrong)?;
    writer.finish().map_err(wrong)?;
    Ok(file)
}
