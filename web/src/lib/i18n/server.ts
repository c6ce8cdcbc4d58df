import { reader, type Sentence, type Wording } from './patterns';
import { recordedInIndonesian } from './recorded';
import { id as registry } from './registry';

/**
 * What the server says in English of a single request or calculation, in Indonesian. Each entry is the server's
 * sentence with `{}` where it writes a name or a figure, and the sentence in Indonesian with `{0}`, `{1}` in their place.
 * A sentence that is not here is shown as the server wrote it, and marked as English.
 */
export const SENTENCES: readonly Sentence[] = [
	// Areas and parameters.
	['There is no `{}`: the {} around it, `{}`, was split into {}.', 'Tidak ada {=0}: wilayah di atasnya, {=2}, dimekarkan menjadi {=3}.'],
	['There is no `{}`: the {} around it, `{}`, is now {}.', 'Tidak ada {=0}: wilayah di atasnya, {=2}, kini {=3}.'],
	['The code `{}` is gone: the area was split into {}.', 'Kode {=0} sudah tidak berlaku: wilayahnya dimekarkan menjadi {=1}.'],
	['The code `{}` is gone: the area is now {}.', 'Kode {=0} sudah tidak berlaku: wilayah itu kini {=1}.'],
	['Ask for the code of today.', 'Gunakan kode yang berlaku sekarang.'],
	['Look for it there by its name: parts were often given other numbers.', 'Cari di sana menurut namanya: nomor bagian-bagiannya sering ikut berubah.'],
	['No area of this dataset has the code `{}`.', 'Data ini tidak memuat wilayah dengan kode {0}.'],
	['Find areas by name with /api/v1/areas?q=', 'Cari wilayah menurut namanya di kotak pencarian.'],
	['Parameter `{}` is not known here.', 'Parameter {0} tidak dikenal di sini.'],
	['Parameter {} is missing.', 'Parameter {0} belum diisi.'],
	['The answer was not ready within {} s.', 'Jawaban belum siap dalam {0} detik.'],
	['Ask for less, or try again when the server is less busy.', 'Persempit permintaan, atau coba lagi ketika server lebih lengang.'],
	['Too many {} requests are under way.', 'Terlalu banyak permintaan sedang berjalan.'],
	['Too many computations wait for their turn.', 'Terlalu banyak perhitungan menunggu giliran.'],
	['Try again in a second.', 'Coba lagi sebentar.'],
	['Nobody waited for the answer.', 'Permintaan dibatalkan.'],
	['The server could not answer this request.', 'Server tidak dapat menjawab permintaan ini.'],
	['Tell the operator the request id; the log has the cause.', 'Sampaikan nomor permintaan kepada pengelola; sebabnya tercatat di log.'],
	// Lists of villages. The columns are named in both languages.
	['A list holds sums, and this one speaks of persons: {}.', 'Daftar hanya memuat jumlah, sedangkan berkas ini memuat data orang: {=0}.'],
	['Nothing was read or kept. Delete these columns, count people by village, kind and year, and send the sums.', 'Tidak ada yang dibaca atau disimpan. Hapus kolom-kolom itu, hitung orang menurut desa, jenis, dan tahun, lalu kirim jumlahnya.'],
	['This is a workbook of before 2007 (.xls), or one with a password.', 'Ini buku kerja sebelum 2007 (.xls), atau yang berkata sandi.'],
	['Save it as .xlsx, without a password, or as CSV.', 'Simpan sebagai .xlsx tanpa kata sandi, atau sebagai CSV.'],
	['Send it in parts, one for each district.', 'Kirim per bagian, satu untuk tiap kecamatan.'],
	// SQL. What an engine says of a statement word for word stays behind the colon.
	['there is no table `{}`', 'Tidak ada tabel {0}.'],
	['there is no column `{}`', 'Tidak ada kolom {0}.'],
	['there is no function `{}`', 'Tidak ada fungsi {0}.'],
	['did you mean `{}`?', 'Mungkin maksudnya {0}?'],
	["DESCRIBE with the table's name lists its columns; text stands in single quotes", 'DESCRIBE dengan nama tabel menampilkan kolomnya; teks ditulis dalam petik tunggal.'],
	['filter the rows that cause it; NULLIF(x, 0) guards a division, TRY_CAST a cast', 'Saring baris penyebabnya; NULLIF(x, 0) menjaga pembagian, TRY_CAST menjaga pengubahan jenis.'],
	['write the query in another way, for example with a join', 'Tulis dengan cara lain, misalnya dengan JOIN.'],
	['use one SELECT, WITH, VALUES, EXPLAIN, SHOW TABLES or DESCRIBE statement', 'Pakai satu pernyataan SELECT, WITH, VALUES, EXPLAIN, SHOW TABLES, atau DESCRIBE.'],
	['correct the parameter and send the query again', 'Perbaiki parameternya, lalu jalankan lagi.'],
	['ask for at most {} rows, or aggregate', 'Minta paling banyak {0} baris, atau jumlahkan.'],
	['select fewer columns (geometry is large) or fewer rows', 'Pilih lebih sedikit kolom (geometri besar) atau lebih sedikit baris.'],
	['filter earlier, or join on codes and not on geometry', 'Saring lebih dulu, atau gabungkan menurut kode dan bukan geometri.'],
	['SHOW TABLES lists the tables', 'SHOW TABLES menampilkan semua tabel.'],
	['SHOW FUNCTIONS lists the functions', 'SHOW FUNCTIONS menampilkan semua fungsi.'],
	['correct the SQL at the marked place', 'Perbaiki SQL di tempat yang ditandai.'],
	['the SQL could not be read: {}', 'SQL tidak dapat dibaca: {0}'],
	['the query does not fit together: {}', 'Bagian-bagian pernyataan tidak cocok: {0}'],
	['check the arguments and cast where types differ', 'Periksa argumennya, dan ubah jenisnya (CAST) bila berbeda.'],
	['a value could not be computed: {}', 'Sebuah nilai tidak dapat dihitung: {0}'],
	['this engine does not support that: {}', 'Mesin SQL ini tidak mendukungnya: {0}'],
	['only reading is allowed: {}', 'Hanya boleh membaca: {0}'],
	['{} rows were asked for and {} are allowed', '{0} baris diminta; paling banyak {1}.'],
	['{} is larger than {} bytes', '{0} lebih besar daripada {1} bita.'],
	['the query did not finish within {} s', 'Pernyataan tidak selesai dalam {0} detik.'],
	['the query needs more memory than it may have ({} bytes)', 'Pernyataan memerlukan lebih banyak memori daripada yang boleh dipakainya ({0} bita).'],
	['filter or aggregate before sorting and joining', 'Saring atau jumlahkan sebelum mengurutkan dan menggabungkan.'],
	['{} queries are running already', '{0} pernyataan sudah berjalan.'],
	['try again in a few seconds', 'Coba lagi beberapa detik lagi.'],
	['run it again if it is still wanted', 'Jalankan lagi bila masih diperlukan.'],
	['the query was cancelled', 'Pernyataan dibatalkan.'],
	['select a geometry column, or choose JSON or CSV', 'Pilih kolom geometri, atau pakai JSON atau CSV.'],
	['the result has no geometry column, and GeoJSON needs one', 'Hasilnya tidak memuat kolom geometri, padahal GeoJSON memerlukannya.'],
	// Scenarios.
	['Read the scenario again, and make the change to what it is now.', 'Muat ulang skenario, lalu ulangi perubahan pada isinya yang sekarang.'],
	['Duplicate it, and change the copy.', 'Buat salinannya, lalu ubah salinan itu.'],
	['No set of villages satisfies all constraints of the plan.', 'Tidak ada kumpulan desa yang memenuhi semua syarat rencana.'],
	['No set of villages was found in the time that the plan allows.', 'Tidak ditemukan kumpulan desa dalam waktu yang diizinkan rencana.'],
	['Raise `constraints.time_limit_s`.', 'Naikkan batas waktu rencana.'],
	['Pin what must be in the list, or select again, and save the basket.', 'Kunci desa yang harus masuk, atau optimalkan lagi, lalu simpan keranjang.'],
	['No scenario has the id `{}`.', 'Tidak ada skenario dengan nomor {0}.'],
	['The scenario has version {}, the change was made to version {}.', 'Skenario kini versi {0}, perubahan dibuat pada versi {1}.'],
	['The scenario is frozen and cannot be changed.', 'Skenario sudah dibekukan dan tidak dapat diubah.'],
	['The scenario is a draft; freeze it first.', 'Skenario masih konsep; bekukan dulu.'],
	['The village {} did not compete in this scenario.', 'Desa {0} tidak menjadi kandidat dalam skenario ini.'],
	// Plans.
	['there is no criterion', 'belum ada kriteria'],
	['{} is listed twice', '{0} disebut dua kali'],
	['all weights are 0', 'semua bobot 0'],
	['give at least one criterion a weight above 0', 'beri sedikitnya satu kriteria bobot di atas 0'],
	['is not between 0 and 1', 'tidak terletak antara 0 dan 1'],
	['{} is above {}', '{0} lebih besar daripada {1}'],
	['is below {} without a reason', 'di bawah {0} tanpa alasan'],
	['say in constraints.incomplete_because why incomplete villages may be chosen', 'sebutkan alasan mengapa desa dengan data belum lengkap boleh dipilih'],
	['is missing although there is a budget', 'belum diisi, padahal ada anggaran'],
	['name the indicator that holds the cost, or give one amount for all', 'pilih indikator biaya, atau beri satu biaya untuk semua desa'],
	['is missing; this objective needs it', 'belum diisi; tujuan ini memerlukannya'],
	['is missing', 'belum diisi'],
	['say how many villages the round takes', 'isi berapa desa yang dipilih'],
	['{} is pinned and excluded', '{0} dikunci dan dikeluarkan sekaligus'],
	['at least {} but at most {}', 'paling sedikit {0} tetapi paling banyak {1}'],
	['{} is not among the candidates', '{0} bukan kandidat'],
	['name villages by the id that the ranking gives them', 'sebutkan desa dengan kodenya'],
	['{} is not an indicator of this dataset', '{0} bukan indikator data ini'],
	['this objective takes at most {} candidates, not {}', 'tujuan ini menerima paling banyak {0} kandidat, bukan {1}'],
	['copeland compares every pair: at most {} villages, not {}', 'Copeland membandingkan setiap pasang: paling banyak {0} desa, bukan {1}'],
	['narrow candidates.where, for example to one province', 'persempit syarat kandidat, misalnya satu provinsi'],
	['migrants of villages are not known without {}', 'PMI desa tidak diketahui tanpa {0}'],
	['robustness is computed for wsm only', 'ketahanan dihitung untuk jumlah berbobot saja'],
	['no set was found in time', 'tidak ditemukan susunan dalam waktu yang ada'],
	['give it more seconds, or narrow candidates.where', 'beri waktu lebih lama, atau persempit syarat kandidat'],
	// Notes on a calculation.
	['{}: no village has a value', '{0}: tidak satu desa pun memiliki nilai'],
	['{} and {} correlate with r = {}: they count partly twice', '{0} dan {1} berkorelasi, r = {2}: sebagian terhitung dua kali'],
	['{} % of the variance of all criteria is one direction', '{0}% ragam semua kriteria berasal dari satu arah'],
	['only the weighted sum over goalposts is official', 'hanya jumlah berbobot dengan titik acuan yang resmi'],
	['no village competes', 'tidak ada desa yang menjadi kandidat'],
	['only one village competes', 'hanya satu desa yang menjadi kandidat'],
	['no criterion separates the villages: all are equal', 'tidak ada kriteria yang membedakan desa: semuanya setara'],
	['the sources together would be enough, but no village is paid from two', 'semua sumber bersama-sama cukup, tetapi tidak ada desa yang dibiayai dua sumber'],
	['what would have to give way was not found within the time limit', 'syarat yang harus mengalah tidak ditemukan dalam batas waktu'],
	['alternatives, replacement costs and regrets were not all found in time', 'waktu habis sebelum semua susunan lain dan kerugiannya dihitung'],
	['no set was found in time, and it is not proven that there is none', 'tidak ditemukan susunan dalam waktu yang ada, dan belum terbukti bahwa tidak ada'],
	['{}: {} of {} villages have no value', '{0}: {1} dari {2} desa tanpa nilai'],
	['{} is the same for all villages: it weighs nothing', '{0} sama untuk semua desa: tidak berpengaruh'],
	['{} designated or selected villages lie in areas whose need is not known; they are left out', '{0} desa yang ditetapkan atau dipilih terletak di daerah yang kebutuhannya tidak diketahui; tidak ikut dihitung'],
	['the mean of three years in a row counts of {}', 'dipakai rata-rata tiga tahun berturut-turut: {0}'],
	['{} has nowhere three years in a row: the latest figure counts', '{0} di mana pun tidak punya tiga tahun berturut-turut: dipakai angka terakhir'],
	['means of three years have no imputed figures', 'rata-rata tiga tahun tidak punya angka perkiraan'],
	['need is of different years, {} to {}', 'angka kebutuhan berasal dari tahun {0} sampai {1}'],
	['{} codes stand there more than once', '{0} kode disebut lebih dari sekali'],
	['{} of the selected villages are designated already', '{0} desa yang dipilih sudah ditetapkan'],
	['the need of {} areas is known for a part of them only', 'kebutuhan {0} daerah hanya diketahui sebagian']
];

/** Fields of a plan as the page names them. */
export const FIELDS: Readonly<Record<string, string>> = {
	id: 'desa',
	other: 'desa pembanding',
	criteria: 'kriteria',
	method: 'metode',
	'candidates.where': 'syarat kandidat',
	'constraints.count': 'jumlah desa dipilih',
	'constraints.cost': 'biaya per desa',
	'constraints.budget': 'anggaran',
	'constraints.demand': 'yang dijangkau',
	'constraints.objective': 'tujuan',
	'constraints.radius_km': 'jangkauan sebuah desa',
	'constraints.spacing_km': 'jarak antardesa',
	'constraints.pin': 'desa yang dikunci',
	'constraints.exclude': 'desa yang dikeluarkan',
	'constraints.per_regency': 'kuota kabupaten/kota',
	'constraints.per_province': 'kuota provinsi',
	'constraints.min_weight_present': 'kelengkapan data',
	'constraints.time_limit_s': 'batas waktu'
};

const read = reader(SENTENCES);

/** A sentence of the server in Indonesian; `null` where it is not known here. */
export function inIndonesian(sentence: string, wording: Wording): string | null {
	// What is wrong with a field of the plan: "`field`: problem."
	const field = /^`([\w.[\]]+)`: (.+)$/s.exec(sentence);
	if (field) {
		const problem = inIndonesian(field[2] ?? '', wording);
		const path = (field[1] ?? '').replace(/\[\d+\]/g, '').replace(/^(constraints\.(?:per_regency|per_province|budget))\..*/, '$1');
		if (problem !== null && path in FIELDS) return `${FIELDS[path]}: ${problem}`;
	}
	return read(sentence, wording) ?? recordedInIndonesian(sentence, wording, registry.fields);
}
