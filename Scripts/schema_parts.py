"""What the scripts that write schemas share: the parts of compare.schema.json, and how one writes others."""

import json
import pathlib

folder = pathlib.Path(__file__).resolve().parent.parent / "Guides" / "JSON"
compare = json.loads((folder / "compare.schema.json").read_text())


def ref(name, description=None):
    part = {"$ref": f"#/$defs/{name}"}
    return {"description": description, **part} if description else part


def closed(description, properties):
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def nullable(name, description):
    return {"description": description, "oneOf": [ref(name), {"type": "null"}]}


def number(description, **more):
    return {"description": description, "type": "number", **more}


def optional_number(description, **more):
    return {"description": description, "type": ["number", "null"], **more}


def count(description, least=0):
    return {"description": description, "type": "integer", "minimum": least}


def text(description):
    return {"description": description, "type": "string"}


def optional_text(description):
    return {"description": description, "type": ["string", "null"]}


def write(name, schema):
    """Writes a schema whose keys are all required."""
    schema["required"] = list(schema["properties"])
    (folder / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
