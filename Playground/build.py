#!/usr/bin/env python3
"""Builds the live page: compiles the kernels to WebAssembly, joins the modules, and writes one file.

    python3 Playground/build.py                 writes Examples/playground.html
    python3 Playground/build.py --check         says whether that file is what the sources give

Needs the clang and the wasm-ld of a Swift toolchain, found beside `swift`. Another clang may give other bytes of WebAssembly: the
page says which one made its own, and from which sources, so that the check, which then compares all the rest, says what it
left out, and still sees kernels that have changed since.
"""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parent
page_file = root / "Examples/playground.html"
most_bytes = 400_000

# In the order in which they are joined: each stands behind those that it imports.
modules = ["numbers", "measures", "kernels", "losses", "network", "table", "dom", "examples", "texts/en", "texts/ko", "claims",
           "scenes/surprise", "scenes/gap", "scenes/likelihood", "scenes/row", "scenes/tables", "scenes/race",
           "scenes/own", "main"]


def tool(name):
    """The toolchain's own: another clang on the path may not know WebAssembly."""
    swift = shutil.which("swift")
    beside = pathlib.Path(os.path.realpath(swift)).parent / name if swift else None
    found = str(beside) if beside and beside.exists() else shutil.which(name)
    if not found:
        sys.exit(f"{name} is missing: it comes with a Swift toolchain, beside `swift`")
    return found


def version():
    """The compiler, as the page names it."""
    said = subprocess.run([tool("clang"), "--version"], check=True, capture_output=True, text=True).stdout
    return re.match(r".*?version ([\w.]+)", said)[1] + " " + "".join(re.findall(r" ([0-9a-f]{12})[0-9a-f]{28}\)", said)[:1])


def digest():
    """What the kernels are made from."""
    found = hashlib.sha256()
    sources = root / "Sources/CrossEntropyKernels"
    for file in sorted([*sources.rglob("*.[ch]"), *(here / "kernels").rglob("*.[ch]")]):
        found.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def kernels():
    """The kernels in WebAssembly."""
    sources = root / "Sources/CrossEntropyKernels"
    flags = ["--target=wasm32-unknown-unknown", "-std=c17", "-Os", "-msimd128", "-mbulk-memory", "-nostdlibinc",
             "-ffunction-sections", "-w", "-isystem", here / "kernels/shims", "-I", sources, "-I", sources / "include"]
    with tempfile.TemporaryDirectory() as scratch:
        objects = []
        for source in (sources / "Level_baseline.c", here / "kernels/face.c"):
            objects.append(pathlib.Path(scratch) / (source.stem + ".o"))
            subprocess.run([tool("clang"), *flags, "-c", source, "-o", objects[-1]], check=True)
        linked = pathlib.Path(scratch) / "kernels.wasm"
        subprocess.run([tool("wasm-ld"), "--no-entry", "--gc-sections", "--strip-all", "--allow-undefined", *objects, "-o",
                        linked], check=True)
        return linked.read_bytes()


def module(name):
    """A module as a block whose exports are constants of the page: no two modules may export the same name."""
    text = (here / f"{name}.js").read_text()
    for imported in re.findall(r'^import .* from "(.*)";$', text, re.M):
        place = os.path.relpath((here / f"{name}.js").parent / imported, here).removesuffix(".js")
        if modules.index(place) >= modules.index(name):
            sys.exit(f"{name}.js imports {imported}, which is joined behind it")
    text = re.sub(r'^import .*;\n', "", text, flags=re.M)
    exported = re.findall(r"^export (?:async )?(?:function|const|class) ([A-Za-z]+)", text, re.M)
    text = re.sub(r"^export ", "", text, flags=re.M)
    if not exported:
        return f"// {name}.js\n{{\n{text}}}\n", []
    names = ", ".join(exported)
    return f"// {name}.js\nconst {{ {names} }} = (() => {{\n{text}return {{ {names} }};\n}})();\n", exported


def script():
    joined, known = [], {}
    for name in modules:
        text, exported = module(name)
        for each in exported:
            if each in known:
                sys.exit(f"{each} is exported by {known[each]}.js and {name}.js")
            known[each] = name
        joined.append(text)
    text = "".join(joined).replace('"/*IRIS*/"', json.dumps((root / "Examples/iris.csv").read_text()))
    if "</script" in text:
        sys.exit("a module holds </script")
    return text


def page(clang, packed):
    text = (here / "page.html").read_text()
    for mark, content in (("STYLE", (here / "style.css").read_text().rstrip()), ("SCRIPT", script().rstrip()),
                          ("CLANG", clang), ("SOURCES", digest()), ("KERNELS", packed)):
        text = text.replace(f"/*{mark}*/", content)
    return text


def main():
    old = page_file.read_text() if page_file.exists() else ""
    kept = re.search(r'id="kernels" data-clang="([^"]*)" data-sources="([^"]*)">([^<]*)', old)
    if "--check" in sys.argv:
        check(old, *kept.groups())
        return
    if "--scripts" in sys.argv and kept and kept[2] == digest():
        new = page(kept[1], kept[3])
    else:
        new = page(version(), base64.b64encode(gzip.compress(kernels(), 9, mtime=0)).decode())
    if len(new.encode()) > most_bytes:
        sys.exit(f"the page has {len(new.encode())} bytes, more than {most_bytes}")
    page_file.write_text(new)
    print(f"{page_file.relative_to(root)}: {len(new.encode())} bytes")


def check(old, clang, sources, packed):
    """Ends with what is wrong, if anything is."""
    name = page_file.relative_to(root)
    if sources != digest() or page(clang, packed) != old:
        sys.exit(f"{name} is not what the sources give: python3 Playground/build.py")
    if version() != clang:
        print(f"{name} is what the sources give. Its WebAssembly was not compared: clang {clang} made it, and this is {version()}")
    elif gzip.decompress(base64.b64decode(packed)) != kernels():
        sys.exit(f"the WebAssembly in {name} is not what the sources give: python3 Playground/build.py")
    else:
        print(f"{name} is what the sources give")


main()
