"""Opens a model with the safetensors package: python3 Scripts/safetensors_check.py MODEL > CONTENT.json

The tests of CrossEntropyONNX call it as they call onnx_check.py.
"""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    metadata = file.metadata()

json.dump(
    {
        "metadata": metadata,
        "types": {name: str(tensor.dtype) for name, tensor in tensors.items()},
        "tensors": {name: tensor.tolist() for name, tensor in tensors.items() if tensor.ndim == 2},
        "biases": {name: tensor.tolist() for name, tensor in tensors.items() if tensor.ndim == 1},
    },
    sys.stdout,
)
