"""Opens the layers of docs/clients.md in QGIS without a screen, draws them, and tells what came of it as JSON.

Runs in the Python that QGIS belongs to (Debian's), which knows none of the other packages:
    qgis_layers.py CODE FOLDER ZOOM X Y
"""

import json
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication, QgsFillSymbol, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle, QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIDE = 256
HALF = 20037508.342789244
LOW, HIGH = 0xFF0000FF, 0xFFFF0000


def colour_by_value(layer):
    """Blue below the middle of an indicator's steps, red above it: by the properties that the tiles carry."""
    styles = []
    for colour, condition in (("0,0,255", '"idm" < 50'), ("255,0,0", '"idm" >= 50')):
        style = QgsVectorTileBasicRendererStyle(condition, "villages", QgsWkbTypes.PolygonGeometry)
        style.setFilterExpression(condition)
        style.setSymbol(QgsFillSymbol.createSimple({"color": colour, "outline_style": "no"}))
        style.setEnabled(True)
        styles.append(style)
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles(styles)
    layer.setRenderer(renderer)


def drawn(layer, tile, file):
    """How many pixels of a tile's picture something was drawn on, and in how many colours."""
    zoom, x, y = tile
    side = 2 * HALF / (1 << zoom)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setBackgroundColor(QColor(255, 255, 255))
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setExtent(QgsRectangle(x * side - HALF, HALF - (y + 1) * side, (x + 1) * side - HALF, HALF - y * side))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(file))
    pixels = [image.pixel(column, row) for column in range(SIDE) for row in range(SIDE)]
    return {
        "crs": layer.crs().authid(), "pixels": sum(pixel != 0xFFFFFFFF for pixel in pixels), "colours": len(set(pixels)),
        "low": pixels.count(LOW), "high": pixels.count(HIGH),
        "errors": [error.message for error in job.errors()],
    }


def main(code, folder, *tile):
    tile = tuple(map(int, tile))
    application = QgsApplication([], False)
    application.initQgis()
    layers = {}
    exec(compile(Path(code).read_text(), code, "exec"), layers)
    villages, offices, picture = layers["villages"], layers["offices"], layers["picture"]
    colour_by_value(villages)
    told = {
        "villages": {"valid": villages.isValid(), "zooms": [villages.sourceMinZoom(), villages.sourceMaxZoom()]},
        "offices": {
            "valid": offices.isValid(), "crs": offices.crs().authid(),
            "rows": [[feature["id"], feature["name"], [feature.geometry().asPoint().x(), feature.geometry().asPoint().y()]]
                     for feature in offices.getFeatures() if feature.hasGeometry()],
        },
        "picture": {"valid": picture.isValid()},
    }
    for name, layer in (("villages", villages), ("picture", picture)):
        told[name].update(drawn(layer, tile, Path(folder) / f"{name}.png"))
    print(json.dumps(told))


main(*sys.argv[1:])
