//! Workbooks as a ZIP of their parts. Written here because no library that writes them is among the dependencies, and none
//! would write those that are not as they should be.

use libdeflater::{CompressionLvl, Compressor};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook with one sheet of these rows, in which a cell of style 1 is a date.
pub fn workbook(epoch_1904: bool, rows: &[&str]) -> Vec<u8> {
    let rows: String =
        rows.iter().zip(1..).map(|(cells, n)| format!(r#"<row r="{n}">{cells}</row>"#)).collect();
    zip(&parts(epoch_1904, &format!("<sheetData>{rows}</sheetData>")))
}

/// The parts of a workbook with one sheet, `Data`, of this content.
pub fn parts(epoch_1904: bool, sheet: &str) -> Vec<Part> {
    let date1904 = if epoch_1904 { r#"<workbookPr date1904="1"/>"# } else { "" };
    vec![
        Part::stored(
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        Part::stored(
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{date1904}<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        Part::stored(
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="r3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
            ),
        ),
        Part::stored(
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-421]d mmmm yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>"#
            ),
        ),
        Part::deflated(
            "xl/worksheets/sheet1.xml",
            &format!(r#"<worksheet xmlns="{MAIN}">{sheet}</worksheet>"#),
        ),
    ]
}

/// The part with the texts that cells share; `count` is how many it says that there are.
pub fn texts(count: &str, texts: &[&str]) -> Part {
    let texts: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    Part::deflated(
        "xl/sharedStrings.xml",
        &format!(r#"<sst xmlns="{MAIN}" uniqueCount="{count}">{texts}</sst>"#),
    )
}

/// A part of a ZIP file.
pub struct Part {
    name: &'static str,
    /// 0 as it is, 8 by Deflate.
    method: u8,
    bytes: Vec<u8>,
    checksum: u32,
    /// What the file says that it expands to.
    pub says: usize,
}

impl Part {
    /// As it is.
    pub fn stored(name: &'static str, text: String) -> Self {
        let (checksum, says) = (crc32(text.as_bytes()), text.len());
        Self { name, method: 0, bytes: text.into_bytes(), checksum, says }
    }

    /// By Deflate.
    pub fn deflated(name: &'static str, text: &str) -> Self {
        let mut compressor = Compressor::new(CompressionLvl::fastest());
        let mut bytes = vec![0; compressor.deflate_compress_bound(text.len())];
        let length = compressor.deflate_compress(text.as_bytes(), &mut bytes).unwrap();
        bytes.truncate(length);
        Self { name, method: 8, bytes, checksum: crc32(text.as_bytes()), says: text.len() }
    }
}

/// A ZIP file of these parts.
pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for Part { name, method, bytes, checksum, says } in parts {
        let offset = out.len();
        let mut about = Vec::new();
        about.extend([20, 0, 0, 0, *method, 0, 0, 0, 0, 0]);
        about.extend(checksum.to_le_bytes());
        about.extend(long(bytes.len()));
        about.extend(long(*says));
        about.extend(short(name.len()));
        about.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 0]);
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(long(offset));
        directory.extend(name.as_bytes());
    }
    let at = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(short(parts.len()));
    out.extend(short(parts.len()));
    out.extend(long(directory.len()));
    out.extend(long(at));
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256)
        .map(|byte| {
            (0..8).fold(byte, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        })
        .collect();
    let step = |crc: u32, byte: &u8| table[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ crc >> 8;
    !bytes.iter().fold(u32::MAX, step)
}
