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
