use std::path::Path;

use super::{checked, country};
use crate::lists::{Field, Mapping, Personal, Refused, Row, Table, sent as sent_rows, table};
use crate::source::{TableFormat, sent};

fn of_csv(text: &str, mapping: &Mapping) -> Result<Table, Refused> {
    let grid = sent(Path::new("daftar"), text.as_bytes(), TableFormat::Csv, None).unwrap();
    table(&grid, mapping)
}

fn rows(table: &Table) -> Vec<(u64, &str, &str)> {
    table
        .rows
        .iter()
        .map(|row| (row.row, row.cell(Field::VillageCode), row.cell(Field::Count)))
        .collect()
}

#[test]
fn a_heading_is_found_below_titles_and_columns_in_any_order() {
    let text = "DATA PMI KABUPATEN KUPANG\n\nTahun 2025\nJumlah (orang);Kode_Desa;Jenis;Tahun;Catatan\n12;11.01.01.2001;PMI;2025;-\n;;;;\n3;11.01.01.2002;CPMI;2025;\n";
    let table = of_csv(text, &Mapping::new()).unwrap();
    assert_eq!(table.heading, Some(4));
    assert_eq!(rows(&table), [(5, "11.01.01.2001", "12"), (7, "11.01.01.2002", "3")]);
    let columns: Vec<(&str, Option<Field>)> =
        table.columns.iter().map(|column| (column.letter.as_str(), column.field)).collect();
    assert_eq!(columns[0], ("A", Some(Field::Count)));
    assert_eq!(columns[4], ("E", None));
}

#[test]
fn what_excel_writes_is_read_whatever_its_marks_and_its_encoding() {
    for text in [
        "kode desa,jenis,tahun,jumlah\r\n11.01.01.2001,PMI,2025,12\r\n",
        "\u{feff}kode desa;jenis;tahun;jumlah\r\n11.01.01.2001;PMI;2025;12\r\n",
        "sep=;\r\nkode desa;jenis;tahun;jumlah\r\n11.01.01.2001;PMI;2025;12\r\n",
        "kode desa\tjenis\ttahun\tjumlah\n11.01.01.2001\tPMI\t2025\t12\n",
    ] {
        let table = of_csv(text, &Mapping::new()).unwrap();
        let (_, village, count) = rows(&table)[0];
        assert_eq!((village, count), ("11.01.01.2001", "12"), "{text}");
    }
    let latin = b"desa;jenis;tahun;jumlah\nD\xe9sa Baru;PMI;2025;1\n";
    let grid = sent(Path::new("daftar"), latin, TableFormat::Csv, None).unwrap();
    let table = table(&grid, &Mapping::new()).unwrap();
    assert_eq!(table.rows[0].cell(Field::Village), "Désa Baru");
    let unicode = sent(Path::new("daftar"), b"\xff\xfek\0o\0", TableFormat::Csv, None).unwrap_err();
    assert!(unicode.to_string().contains("UTF-16"), "{unicode}");
    assert!(sent(Path::new("daftar"), b"", TableFormat::Csv, None).is_err());
}

#[test]
fn the_sender_says_which_heading_is_which() {
    let text = "AREA,SIAPA,KAPAN,BERAPA\n11.01.01.2001,PMI,2025,12\n";
    let unread = of_csv(text, &Mapping::new()).unwrap();
    assert_eq!((unread.heading, unread.rows.len()), (Some(1), 0), "the sender has to say");
    assert!(
        unread.columns.len() == 4 && unread.columns.iter().all(|column| column.field.is_none())
    );
    assert_eq!(of_csv("catatan\nlain\n", &Mapping::new()).unwrap().heading, None);
    let one = of_csv(text, &[(Field::Count, "JUMLAH".to_owned())].into()).unwrap_err();
    assert_eq!(one, Refused::Heading("JUMLAH".to_owned()));
    let mapping = |pairs: &[(Field, &str)]| -> Mapping {
        pairs.iter().map(|(field, heading)| (*field, (*heading).to_owned())).collect()
    };
    let all = [
        (Field::VillageCode, "area"),
        (Field::Kind, "Siapa"),
        (Field::Year, "KAPAN"),
        (Field::Count, "berapa"),
    ];
    assert_eq!(rows(&of_csv(text, &mapping(&all)).unwrap()), [(2, "11.01.01.2001", "12")]);
    let absent = of_csv(text, &mapping(&[all[0], all[1], (Field::Count, "banyak")])).unwrap_err();
    assert_eq!(absent, Refused::Heading("banyak".to_owned()));
    // A heading that stands for something else unless it is said.
    let swapped = "kode,kode lama,jenis,tahun,jumlah\nx,11.01.01.2001,PMI,2025,12\n";
    let table = of_csv(swapped, &mapping(&[(Field::VillageCode, "kode lama")])).unwrap();
    assert_eq!(rows(&table), [(2, "11.01.01.2001", "12")]);
}

#[test]
fn codes_of_the_statistics_office_are_no_column_of_codes() {
    let text = "Kode BPS,Desa,Jenis,Tahun,Jumlah\n1101010001,Oesao,PMI,2025,12\n";
    let table = of_csv(text, &Mapping::new()).unwrap();
    assert!(table.columns[0].of_bps && table.columns[0].field.is_none());
    assert_eq!(table.rows[0].cell(Field::VillageCode), "");
}

#[test]
fn a_table_that_speaks_of_persons_is_refused_as_a_whole_and_nothing_is_repeated() {
    for (text, letter, personal) in [
        (
            "kode desa,jenis,tahun,jumlah,NIK\n11.01.01.2001,PMI,2025,1,3507111203900001\n",
            "E",
            Personal::IdentityNumber,
        ),
        ("kode desa,Nama,jenis,tahun,jumlah\n11.01.01.2001,Siti,PMI,2025,1\n", "B", Personal::Name),
        (
            "kode desa,jenis,tahun,jumlah,ket\n11.01.01.2001,PMI,2025,1,0812 3456 7890\n",
            "E",
            Personal::Phone,
        ),
        (
            "kode desa,jenis,tahun,jumlah\n3507111203900001,PMI,2025,1\n",
            "A",
            Personal::IdentityNumber,
        ),
        // Without a heading, and above it.
        ("3507111203900001,Siti\n", "A", Personal::IdentityNumber),
        (
            "hubungi siti@example.id\nx,siti@example.id\nkode desa,jenis,tahun,jumlah\n",
            "B",
            Personal::Email,
        ),
    ] {
        let Err(Refused::Persons(columns)) = of_csv(text, &Mapping::new()) else {
            panic!("{text}");
        };
        assert_eq!((columns[0].letter.as_str(), columns[0].personal), (letter, personal), "{text}");
        let told = format!("{columns:?}");
        assert!(
            ["3507", "Siti", "0812", "example"].iter().all(|part| !told.contains(part)),
            "{told}"
        );
    }
    let mut row = Row { row: 3, ..Row::default() };
    row.cells[Field::Village.place()] = "3507111203900001".to_owned();
    let Err(Refused::Persons(columns)) = sent_rows(vec![row]) else { panic!() };
    assert_eq!((columns[0].letter.as_str(), columns[0].row), ("village", Some(3)));
}

#[test]
fn what_is_too_large_or_broken_is_refused_and_says_why() {
    let long = format!("kode desa,jumlah\n{}", "11.01.01.2001,1\n".repeat(20_200));
    let error = sent(Path::new("daftar"), long.as_bytes(), TableFormat::Csv, None).unwrap_err();
    assert!(error.to_string().contains("20100 rows"), "{error}");
    let wide = "1,".repeat(200);
    let error = sent(Path::new("daftar"), wide.as_bytes(), TableFormat::Csv, None).unwrap_err();
    assert!(error.to_string().contains("columns"), "{error}");
    for bytes in [&b"PK\x03\x04"[..], b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        let error = sent(Path::new("daftar"), bytes, TableFormat::Xlsx, None).unwrap_err();
        assert!(error.to_string().contains("save it again"), "{error}");
    }
}

#[test]
fn a_list_of_ten_thousand_rows_none_of_which_joins_is_answered_soon() {
    let (_dir, dataset) = country();
    let of = |number: u64| {
        let name = format!("Atlantis {number}");
        super::right(number, &[(Field::VillageCode, ""), (Field::Village, &name)])
    };
    let begun = std::time::Instant::now();
    let list = checked(&dataset, (0..10_000).map(of).collect());
    assert_eq!(list.entries().len(), 0);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}
