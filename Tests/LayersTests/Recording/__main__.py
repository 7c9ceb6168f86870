"""Records what PyTorch (in float64) and Keras's formulas make of small cases, for RecordedTests.

Run with a Python that has torch and numpy: python Tests/LayersTests/Recording. Writes Recorded/*.json beside this folder.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from layers import layers
from losses import losses
from optimizers import optimizers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Recorded"
FOLDER.mkdir(exist_ok=True)
for name, cases in [("layers", layers), ("losses", losses), ("optimizers", optimizers)]:
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n")
