"""Records what PyTorch makes of small cases, in float64, and how far its own float32 is from that: for RecordedCases.

Run with a Python that has torch: python Tests/LayersTests/Recording. Writes Recorded/*.json beside this folder.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from averages import averages
from functions import functions
from layers import layers
from losses import losses
from optimizers import optimizers
from schedules import schedules

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Recorded"
FOLDER.mkdir(exist_ok=True)
for name, cases in [("averages", averages), ("functions", functions), ("layers", layers), ("losses", losses), ("optimizers", optimizers),
                    ("schedules", schedules)]:
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n")
