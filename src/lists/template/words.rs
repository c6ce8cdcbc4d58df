//! What the sheet of instructions says, in both languages.

/// A line of the instructions: in Indonesian and in English.
pub type Line = [&'static str; 2];

/// How the table is filled in.
pub const INSTRUCTIONS: [Line; 12] = [
    [
        "Isi lembar “Daftar”: satu baris untuk satu desa, satu jenis, dan satu tahun. Salin baris desa bila ada beberapa jenis, tahun, atau rincian.",
        "Fill in the sheet “Daftar”: one row for one village, one kind and one year. Copy the row of a village for several kinds, years or details.",
    ],
    [
        "Hanya jumlah. Jangan tulis nama orang, NIK, nomor KK, paspor, alamat, nomor telepon, atau tanggal lahir: daftar dengan kolom seperti itu ditolak seluruhnya.",
        "Sums only. Do not write names of persons, identity, family card or passport numbers, addresses, telephone numbers or dates of birth: a list with such a column is refused as a whole.",
    ],
    [
        "Kode desa adalah kode Kemendagri dengan titik, seperti 52.03.01.2001. Jangan diganti dengan kode BPS.",
        "The code of a village is that of Kemendagri with its points, such as 52.03.01.2001. Do not put codes of BPS in its place.",
    ],
    [
        "Jenis: CPMI (calon pekerja migran Indonesia), PMI (sedang bekerja di luar negeri), atau PMI purna (sudah kembali).",
        "Kind: CPMI (prospective), PMI (working abroad) or PMI purna (returned).",
    ],
    ["Tahun: tahun yang dihitung, empat angka.", "Year: the year that is counted, four digits."],
    [
        "Jumlah: bilangan bulat, 0 atau lebih. Nol berarti diketahui tidak ada; kosong berarti belum diisi, dan baris itu tidak diambil.",
        "Count: a whole number, 0 or more. Zero means that it is known that there is nobody; empty means not filled in yet, and the row is not taken.",
    ],
    [
        "Jenis kelamin, negara tujuan, sektor, dan prosedural boleh kosong bila tidak dirinci. Bila untuk satu desa, jenis, dan tahun sebagian baris dirinci, semuanya harus: tulis “tidak diketahui” untuk sisanya.",
        "Sex, destination, sector and documented may be empty where people are not told apart. Where some rows of one village, kind and year tell them apart, all have to: write “tidak diketahui” (unknown) for the rest.",
    ],
    [
        "Prosedural: ya bila berangkat lewat prosedur resmi, tidak bila tidak.",
        "Documented: ya (yes) for those who went by the official procedure, tidak (no) for the others.",
    ],
    [
        "Pilihan tiap kolom ada pada lembar “Pilihan”.",
        "The choices of each column are on the sheet “Pilihan”.",
    ],
    [
        "Baris desa yang belum diisi boleh dibiarkan; desa tanpa baris tidak dihitung nol.",
        "Rows of villages that are not filled in may stay; villages without a row do not count as zero.",
    ],
    [
        "Simpan sebagai .xlsx atau CSV, lalu kirim di halaman Daftar desa. Sebelum ditulis, halaman itu menunjukkan baris mana yang masuk, mana yang tidak, dan sebabnya.",
        "Save it as .xlsx or CSV and send it on the page Daftar desa. Before anything is written that page shows which rows are taken, which are not, and why.",
    ],
    [
        "Jumlah di bawah 5 hanya tampak bagi yang berhak.",
        "Counts below 5 are seen only by those who may.",
    ],
];

/// What stands beside a cell of counts that is wrong.
pub const COUNT: Line = ["Bilangan bulat, 0 atau lebih", "a whole number, 0 or more"];
/// What stands beside a cell of years that is wrong.
pub const YEAR: Line = [
    "Tahun empat angka, paling lambat tahun ini",
    "a year of four digits, this year at the latest",
];
/// What stands beside a cell of words that is wrong.
pub const WORD: Line =
    ["Pilih dari daftar, atau kosongkan", "choose from the list, or leave it empty"];
