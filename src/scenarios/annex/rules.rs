//! The rules of a plan in words: everything that decided which villages are in the list.

use super::frozen::Frozen;
use super::text::{funding, number};
use mcda::{AreaLimits, Constraints, Cost, Figures, MissingPolicy, Objective, Plan};

/// A rule: its name, and what it says.
pub type Rule = (&'static str, String);

/// All rules of the frozen plan, in the order in which they are applied.
pub fn rules(frozen: &Frozen) -> Vec<Rule> {
    let Ok(plan) = serde_json::from_value::<Plan>(frozen.plan.clone()) else {
        let text = "aturan rencana tidak dapat dibaca oleh versi program ini";
        return vec![("Aturan rencana", text.to_owned())];
    };
    let condition = plan.candidates.condition.as_deref().unwrap_or("semua desa dan kelurahan");
    let mut rules: Vec<Rule> = vec![
        ("Syarat kandidat", condition.to_owned()),
        ("Nilai yang tidak ada", missing(plan.missing).to_owned()),
    ];
    match plan.figures() {
        Figures::Latest => {}
        Figures::WithImputed => {
            let text = "ikut dipakai di mana tidak ada angka yang diumumkan";
            rules.push(("Angka perkiraan (imputasi)", text.to_owned()));
        }
        Figures::OfThreeYears => {
            let text = "rata-rata tiga tahun berturut-turut yang terakhir, pada indikator yang memilikinya; \
                wilayah tanpa tiga tahun demikian tidak diketahui";
            rules.push(("Waktu angka", text.to_owned()));
        }
    }
    let own = plan.criteria.iter().filter_map(|criterion| {
        let name = frozen.criteria.iter().find(|one| one.indicator == criterion.indicator);
        let name = name.map_or(criterion.indicator.as_str(), |one| one.name.as_str());
        Some(format!("{name}: {}", missing(criterion.missing?)))
    });
    let own: Vec<String> = own.collect();
    if !own.is_empty() {
        rules.push(("Nilai yang tidak ada, menurut kriteria", own.join("; ")));
    }
    match &plan.constraints {
        Some(constraints) => rules.extend(limits(frozen, constraints)),
        None => rules.push(("Kuota", "tidak ada".to_owned())),
    }
    rules.extend(gaps(frozen));
    rules
}

fn limits(frozen: &Frozen, limits: &Constraints) -> Vec<Rule> {
    let km = |km: f64| format!("{} km", number(km, if km.fract() == 0.0 { 0 } else { 1 }));
    let none = || "tidak dibatasi".to_owned();
    let mut rules = vec![
        ("Tujuan", aim(limits, &km)),
        ("Jumlah desa", limits.count.map_or_else(none, |n| format!("tepat {}", whole(n)))),
        ("Kuota per kabupaten/kota", quota(frozen, &limits.per_regency).unwrap_or_else(none)),
        ("Kuota per provinsi", quota(frozen, &limits.per_province).unwrap_or_else(none)),
        (
            "Jarak antardesa",
            limits.spacing_km.map_or_else(none, |far| {
                let designated = if limits.spacing_to_designated {
                    "juga terhadap desa yang sudah ditetapkan"
                } else {
                    "tidak berlaku terhadap desa yang sudah ditetapkan"
                };
                format!("paling dekat {}, {designated}", km(far))
            }),
        ),
        (
            "Biaya per desa",
            match &limits.cost {
                None => "tidak dihitung".to_owned(),
                Some(Cost::Fixed(rupiah)) => format!("Rp {}", number(*rupiah, 0)),
                Some(Cost::Column(name)) => format!("menurut indikator {name}"),
            },
        ),
    ];
    let budget = limits.budget.iter();
    let budget: Vec<String> = budget
        .map(|(source, rupiah)| format!("{} Rp {}", funding(source), number(*rupiah, 0)))
        .collect();
    rules.push(("Anggaran", if budget.is_empty() { none() } else { budget.join("; ") }));
    let least =
        format!("paling sedikit {} % bobot berdata", number(limits.min_weight_present * 100.0, 0));
    let because = limits.incomplete_because.as_deref();
    let because = because.map(|reason| format!("; alasan: {reason}")).unwrap_or_default();
    rules.push((
        "Kelengkapan data",
        format!("{least}, kecuali yang dipastikan dengan alasan{because}"),
    ));
    rules
}

fn aim(limits: &Constraints, km: &dyn Fn(f64) -> String) -> String {
    let radius = limits.radius_km.map(km).unwrap_or_default();
    let served = limits.demand.as_deref().unwrap_or("pekerja migran");
    match limits.objective {
        Objective::Score => "jumlah skor setinggi mungkin".to_owned(),
        Objective::Mclp => {
            format!("jangkauan seluas mungkin: {served} dalam {radius} dari desa program")
        }
        Objective::Lscp => format!("desa sesedikit mungkin yang menjangkau semua dalam {radius}"),
        Objective::PMedian => {
            format!("jumlah {served} kali jarak ke desa terpilih terdekat sekecil mungkin")
        }
    }
}

fn quota(frozen: &Frozen, limits: &AreaLimits) -> Option<String> {
    let range = |code: &str| {
        let limit = limits.of(code);
        let least = limit.min.map(|n| format!("paling sedikit {}", whole(n)));
        let most = limit.max.map(|n| format!("paling banyak {}", whole(n)));
        let both: Vec<String> = least.into_iter().chain(most).collect();
        (!both.is_empty()).then(|| both.join(" dan "))
    };
    let every = range("").into_iter();
    let single = limits.codes().filter_map(|code| {
        let named = frozen.rows.iter().find_map(|row| {
            let village = &row.village;
            let inside = village.code.strip_prefix(code).is_some_and(|rest| rest.starts_with('.'));
            let name = if code.len() == 2 { &village.province } else { &village.regency };
            inside.then_some(name.as_str())
        });
        let name = named.map_or(code.to_owned(), |name| format!("{name} ({code})"));
        Some(format!("{name} {}", range(code)?))
    });
    let all: Vec<String> = every.chain(single).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What is not known of the chosen villages, criterion by criterion.
fn gaps(frozen: &Frozen) -> Vec<Rule> {
    /// So many codes are written; the rest is counted.
    const NAMED: usize = 12;
    let lacking = frozen.criteria.iter().enumerate().filter_map(|(j, criterion)| {
        let without = frozen.rows.iter().map(|row| &row.village);
        let without = without.filter(|village| village.values.get(j).is_none_or(Option::is_none));
        let codes: Vec<&str> = without.map(|village| village.code.as_str()).collect();
        let more = codes.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(", dan {} lainnya", number(more as f64, 0))
        } else {
            String::new()
        };
        let first: Vec<&str> = codes.iter().take(NAMED).copied().collect();
        let n = number(codes.len() as f64, 0);
        (n != "0").then(|| format!("{}: {n} desa ({}{more})", criterion.name, first.join(", ")))
    });
    let lacking: Vec<String> = lacking.collect();
    let text = if lacking.is_empty() { "tidak ada".to_owned() } else { lacking.join("; ") };
    vec![("Nilai yang tidak ada pada desa terpilih", text)]
}

fn missing(policy: MissingPolicy) -> &'static str {
    match policy {
        MissingPolicy::Interval => {
            "tidak menambah skor; rentang peringkat menyatakan apa yang dapat diubahnya"
        }
        MissingPolicy::Reject => "desa tidak diberi peringkat",
        MissingPolicy::Worst => "dianggap nilai terburuk",
        MissingPolicy::Median => "diganti nilai tengah kabupaten/kotanya",
        MissingPolicy::Reweight => "kriterianya dilewati, bobot lain dinaikkan",
    }
}

fn whole(n: u32) -> String {
    number(n.into(), 0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::frozen;
    use super::rules;
    use serde_json::json;

    #[test]
    fn every_rule_of_the_plan_is_said() {
        let mut frozen = frozen(6);
        frozen.plan = json!({
            "candidates": {"where": "kind = 'desa'"},
            "criteria": [{"indicator": "pmi", "weight": 1}, {"indicator": "idm", "weight": 1, "missing": "median"}],
            "constraints": {
                "count": 50, "per_regency": {"max": 3, "35.01": {"min": 1}}, "per_province": {"52": {"min": 5}},
                "budget": {"APBD_PROV": 30_000_000_000.0}, "cost": 200_000_000, "spacing_km": 7.5,
                "min_weight_present": 0.5, "incomplete_because": "uji coba",
            },
        });
        let text = rules(&frozen).into_iter().map(|(name, text)| format!("{name}: {text}\n"));
        let text: String = text.collect();
        for part in [
            "Syarat kandidat: kind = 'desa'",
            "Nilai yang tidak ada: tidak menambah skor",
            "Nama idm: diganti nilai tengah",
            "Tujuan: jumlah skor",
            "Jumlah desa: tepat 50",
            "Kuota per kabupaten/kota: paling banyak 3; Kabupaten Malang (35.01) paling sedikit 1 dan paling banyak 3",
            "Kuota per provinsi: 52 paling sedikit 5",
            "Jarak antardesa: paling dekat 7,5 km, juga terhadap",
            "Biaya per desa: Rp 200.000.000",
            "Anggaran: APBD provinsi Rp 30.000.000.000",
            "paling sedikit 50 % bobot berdata",
            "alasan: uji coba",
            "Nilai yang tidak ada pada desa terpilih: Nama idm: 1 desa (35.01.01.2005)",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        frozen.plan = json!({"criteria": 3});
        assert!(rules(&frozen)[0].1.contains("tidak dapat dibaca"));
    }
}
