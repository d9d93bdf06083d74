# Writes logits.f32 and labels.i32: 64 rows of 10 logits from -4 to 4; every ninth label is missing.
import array
import pathlib

folder = pathlib.Path(__file__).parent
logits = array.array("f", (8 * (i * 2654435761 & 0xFFFF) / 65536 - 4 for i in range(640)))
labels = array.array("i", (-100 if i % 9 == 0 else i * 7 % 10 for i in range(64)))
folder.joinpath("logits.f32").write_bytes(logits.tobytes())
folder.joinpath("labels.i32").write_bytes(labels.tobytes())
