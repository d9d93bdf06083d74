"""Reads a directory of events as TensorBoard does: python3 Scripts/events_check.py DIRECTORY > SCALARS.json

SCALARS.json is {run: {tag: [[step, number, time], ...]}}. The tests of the command call it with the Python of .build/python,
which CONTRIBUTING.md says how to make.
"""

import json
import sys

from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer

runs = EventMultiplexer().AddRunsFromDirectory(sys.argv[1]).Reload()
json.dump(
    {
        run: {
            tag: [[event.step, float(runs.Tensors(run, tag)[i].tensor_proto.float_val[0]), event.wall_time]
                  for i, event in enumerate(runs.Tensors(run, tag))]
            for tag in tags["tensors"]
        }
        for run, tags in runs.Runs().items()
    },
    sys.stdout,
)
