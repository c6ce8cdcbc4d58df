//! Pictures in a document: the pixels of a PNG file stand in a PDF as they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pdf_writer::{Filter, Finish, Pdf, Ref};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Colours of eight bits, opaque, not interlaced.
const KIND: &[u8] = &[8, 2, 0, 0, 0];

/// A picture.
pub struct Image {
    width: i32,
    height: i32,
    /// Rows with their filters, compressed with zlib.
    rows: Vec<u8>,
}

impl Image {
    /// The picture of a PNG file, in base64; none for what is no such file, or of another kind than the renderer of maps
    /// writes.
    pub fn of(base64: &str) -> Option<Self> {
        let file = STANDARD.decode(base64).ok()?;
        let mut rest = file.strip_prefix(SIGNATURE)?;
        let mut head = None;
        let mut rows = Vec::new();
        while let Some((length, behind)) = rest.split_first_chunk() {
            let length = u32::from_be_bytes(*length) as usize;
            let (kind, behind) = behind.split_first_chunk::<4>()?;
            let (content, behind) = behind.split_at_checked(length)?;
            match kind {
                b"IHDR" => head = Some(content.to_vec()),
                b"IDAT" => rows.extend_from_slice(content),
                _ => {}
            }
            // A checksum stands behind each.
            rest = behind.get(4..)?;
        }
        let head = head?;
        let (width, behind) = head.split_first_chunk()?;
        let (height, kind) = behind.split_first_chunk()?;
        let side = |bytes: &[u8; 4]| i32::try_from(u32::from_be_bytes(*bytes)).ok();
        let (width, height) = (side(width)?, side(height)?);
        (kind == KIND && width > 0 && height > 0).then_some(Self { width, height, rows })
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [f32; 2] {
        [self.width as f32, self.height as f32]
    }

    /// Writes it as an object.
    pub fn write(&self, pdf: &mut Pdf, id: Ref) {
        let mut image = pdf.image_xobject(id, &self.rows);
        image.filter(Filter::FlateDecode);
        image.width(self.width).height(self.height);
        image.color_space().device_rgb();
        image.bits_per_component(8).interpolate(true);
        // Each row says how it is told from the one above (ISO 32000-1, 7.4.4.4).
        let mut rows = image.decode_parms();
        rows.predictor(pdf_writer::types::Predictor::PngOptimum).colors(3);
        rows.bits_per_component(8).columns(self.width);
        rows.finish();
        image.finish();
    }
}
