//! What may be asked of a tile beside its address.

use super::*;

#[test]
fn only_what_lies_in_the_area_is_drawn() {
    let office = |id: u64, area: &str| TileFeature {
        id,
        name: None,
        designated: false,
        point: Some([116.1, -8.6]),
        bounds: None,
        area: area.parse().ok(),
    };
    let offices =
        vec![office(1, "52.03"), office(2, "52.03.01.2001"), office(3, "53"), office(4, "")];
    let layer = TileLayer::new(spec("ltsa"), &Pyramid::default(), offices, Vec::new()).unwrap();
    let coord = TileCoord::at(6, [116.1, -8.6]);
    for (area, expected) in
        [("52", Some(2)), ("52.03", Some(2)), ("52.03.01", Some(1)), ("53", Some(1)), ("11", None)]
    {
        for encoding in Encoding::ALL {
            let options = TileOptions { area: area.parse().ok(), ..encoding.into() };
            let found = layer.tile(coord, options).unwrap().map(|tile| tile.features);
            assert_eq!(found, expected, "{area}");
        }
    }
    assert_eq!(mvt(&layer, coord).unwrap().features, 4);
}

#[test]
fn layers_of_one_tile_share_its_bytes_where_they_are_too_many() {
    let villages = country::synthetic(150, 150, 4, 0.01);
    let layers = ["districts", "villages"]
        .map(|name| std::sync::Arc::new(layer(name, &villages, columns(&villages, 12))));
    let coord = TileCoord::at(5, [105.5, -7.5]);
    for encoding in Encoding::ALL {
        let bound = match encoding {
            Encoding::Mvt => MAX_TILE_BYTES,
            Encoding::Mlt => MAX_MLT_BYTES,
        };
        let alone: Vec<_> =
            layers.iter().map(|l| l.tile(coord, encoding.into()).unwrap().unwrap()).collect();
        let sizes: Vec<_> = alone.iter().map(|tile| gzip(&tile.bytes).unwrap().len()).collect();
        assert!(sizes.iter().all(|size| *size <= bound), "{sizes:?}");
        let both = compose(&layers, coord, encoding.into()).unwrap().unwrap();
        assert_eq!(both.features, alone.iter().map(|tile| tile.features).sum::<usize>());
        let size = gzip(&both.bytes).unwrap().len();
        assert!(size <= bound, "{size}, alone {sizes:?}");
        let one = compose(&layers[..1], coord, encoding.into()).unwrap();
        assert_eq!(one.as_ref(), alone.first());
    }
    assert_eq!(
        compose(&layers, TileCoord::new(5, 0, 0).unwrap(), Encoding::Mvt.into()).unwrap(),
        None
    );
}

#[test]
fn whole_numbers_are_in_every_tile_as_they_are() {
    let villages = country::synthetic(20, 20, 8, 0.05);
    let plain = layer("villages", &villages, columns(&villages, 2));
    // Every fifth has none, and some are larger than any step.
    let rank =
        |row: usize| if row.is_multiple_of(5) { WholeColumn::MISSING } else { row as u32 * 977 };
    let ranks = WholeColumn { id: "rank", numbers: (0..villages.len()).map(rank).collect() };
    let with = plain.with_wholes(vec![ranks.clone()]).unwrap();
    assert_eq!(with.wholes().collect::<Vec<_>>(), ["rank"]);
    let coord = TileCoord::at(9, [105.5, -8.0]);
    let (before, found) = (decoded(&plain, coord), decoded(&with, coord));
    assert!(found.len() > 50 && before.keys().eq(found.keys()));
    for (id, feature) in found {
        let row = villages.iter().position(|village| village.id == id).unwrap();
        let mut own = feature.properties.unwrap();
        let expected = (rank(row) != WholeColumn::MISSING).then(|| Value::UInt(rank(row).into()));
        assert_eq!(own.remove("rank"), expected, "{id}");
        assert_eq!(Some(own), before[&id].properties, "{id}");
    }
    let short = WholeColumn { id: "rank", numbers: vec![1] };
    assert!(matches!(plain.with_wholes(vec![short]), Err(TileError::Column { .. })));
}
