#!/usr/bin/env python3
"""Opens the live page in Chromium: every scene and claim, both languages, three widths, both colour schemes.

    python3 Scripts/playground_check.py [--xent .build/release/xent] [--pictures FOLDER] [--record]

Nothing may be said on the console, no request may leave the page, nothing may be cut off, and its numbers must be those of
`xent explain` and `xent measure` to 1e-6. The race is held to Tests/Fixtures/playground-race.json, which `PlaygroundRaceTests`
holds to the library's trainer; `--record` writes it. Needs websockets (Scripts/browser.py says how to get it).
"""
import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

from browser import Browser

root = pathlib.Path(__file__).resolve().parent.parent
page = (root / "Examples/playground.html").as_uri()
fixture = root / "Tests/Fixtures/playground-race.json"
scenes = ["surprise", "gap", "likelihood", "row", "tables", "race", "own"]

arguments = argparse.ArgumentParser()
arguments.add_argument("--xent", type=pathlib.Path, default=root / ".build/release/xent")
arguments.add_argument("--pictures", type=pathlib.Path)
arguments.add_argument("--record", action="store_true")
asked = arguments.parse_args()
faults, checked = [], 0

# What is wider than its box, or beyond the window. A region that scrolls, and a picture's own overflow, are meant.
cut_off = """(() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const each of document.querySelectorAll("body *")) {
    if (each.closest(".live, .scroll, [hidden], script, noscript") || each.matches("input, option, br, i")) continue;
    const box = each.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const name = `${each.tagName.toLowerCase()}.${each.getAttribute("class") ?? ""} "${(each.textContent ?? "").trim().slice(0, 40)}"`;
    const text = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (each.matches("svg text") && (box.left < -1 || box.right > width + 1)) found.push(`${name} ends at ${box.right}`);
    if (!each.closest("svg") && text && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
      found.push(`${name} holds ${each.scrollWidth} in ${each.clientWidth}`);
    if (!each.closest("svg") && (box.left < -1 || box.right > width + 1) && !each.matches(".skip, input")) found.push(`${name} ends at ${box.right}`);
  }
  return found;
})()"""

# Words that stand on one another within a picture.
overlapping = """(() => {
  const found = [];
  for (const svg of document.querySelectorAll("main svg")) {
    const boxes = [...svg.querySelectorAll("text")].map((each) => [each.textContent, each.getBoundingClientRect()]);
    boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
      const across = Math.min(x.right, y.right) - Math.max(x.left, y.left);
      const down = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
      if (across > 2 && down > 4) found.push(`"${a}" stands on "${b}"`);
    }));
  }
  return found;
})()"""


def fault(text):
    faults.append(text)
    print("✘", text)


def equal(name, ours, theirs, relative=1e-6):
    global checked
    checked += 1
    if isinstance(theirs, str):
        theirs = math.inf if theirs == "inf" else float(theirs)
    if ours == theirs:
        return
    if not math.isclose(ours, theirs, rel_tol=relative, abs_tol=relative * 1e-3):
        fault(f"{name}: the page has {ours}, xent {theirs}")


def xent(*line):
    done = subprocess.run([asked.xent, *line, "--format", "json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def open_scene(browser, address):
    browser.open(f"{page}#{address}")
    browser.wait("document.documentElement?.dataset.ready === 'true'")
    if address.startswith(("race", "own")):
        browser.wait("document.querySelector('[data-done]') !== null")
    # Two frames, so that pictures have their width.
    browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
    for error in browser.errors:
        fault(f"{address}: {error}")
    browser.errors.clear()


def numbers(browser):
    found = browser.evaluate(
        "[...document.querySelectorAll('main [data-name]')].map((each) => [each.dataset.name, each.dataset.value])")
    return {name: float(value.replace("Infinity", "inf")) for name, value in found}


def compare_row(name, has, answer):
    beside = answer["beside"][0]
    # Under --base 2 a gradient is one of bits.
    nats = answer["value_nats"] / answer["value"] if answer["value_nats"] else 1
    equal(f"{name} loss", has["loss"], answer["value_nats"] if answer["value_nats"] is not None else answer["value"])
    equal(f"{name} other loss", has["rivalLoss"],
          beside["value_nats"] if beside["value_nats"] is not None else beside["value"])
    for j, (p, own, other) in enumerate(zip(answer["probabilities"], answer["gradient"], beside["gradient"])):
        equal(f"{name} p{j}", has[f"p{j}"], p)
        equal(f"{name} gradient {j}", has[f"gradient{j}"], own * nats)
        equal(f"{name} other gradient {j}", has[f"rival{j}"], other)
    if answer["weight_gradient"] and "w" in has:
        equal(f"{name} w", has["w"], answer["weight_gradient"][0][0])
        equal(f"{name} other w", has["rivalW"], beside["weight_gradient"][0][0])


def check_claims(browser):
    """Every claim whose line is of `measure` or `explain` shows that line's numbers."""
    for scene in scenes:
        open_scene(browser, f"{scene}&lang=en")
        claims = browser.evaluate("[...document.querySelectorAll('[data-claim]')].map((each) => each.dataset.claim)")
        for claim in claims:
            open_scene(browser, f"{scene}&lang=en&claim={claim}")
            command = browser.evaluate("document.querySelector('.claim pre')?.textContent ?? ''")
            if not browser.evaluate("document.querySelector('.claim p').textContent.length > 12"):
                fault(f"{claim} is not told")
            if not command.startswith(("xent measure", "xent explain")):
                continue
            has, answer = numbers(browser), xent(*command.split()[1:])
            if scene == "surprise":
                factor = {"bits": math.log(2), "hartleys": math.log(10)}
                unit = browser.evaluate("document.querySelector('[data-key=unit]:checked').value")
                theirs = answer["entropy"] * (factor["hartleys"] if "--base 10" in command else factor["bits"]
                                              if "--base 2" in command else 1)
                equal(claim, has["entropy"] * factor.get(unit, 1), theirs)
            elif scene == "gap":
                one = "/" in command
                equal(claim, has["entropy"], entropy([0.3, 0.7]) if one else answer["entropy"])
                if not one and answer["cross_entropy"] is not None:
                    equal(claim, has["crossEntropy"], answer["cross_entropy"])
                    equal(claim, has["divergence"], answer["kl_divergence"])
            elif scene == "likelihood":
                equal(claim, has["mean"], answer["cross_entropy"])
            elif scene == "tables":
                table = "first" if "--q .3" in command else "second"
                equal(claim, has[f"{table}.crossEntropy"], answer["cross_entropy"])
                equal(claim, has[f"{table}.squaredError"], answer["squared_error"])
                equal(claim, has[f"{table}.accuracy"], answer["accuracy"])
            elif scene == "row":
                compare_row(claim, has, answer)


def entropy(p):
    return -sum(x * math.log(x) for x in p if x)


def check_random(browser):
    """Random rows under every loss, and random bags."""
    dice = random.Random(20261127)
    losses = {"cross_entropy": "cross_entropy", "squared_error": "squared_error", "focal": "focal:gamma=2",
              "generalized_cross_entropy": "generalized_cross_entropy:q=0.7", "squentropy": "squentropy"}
    for loss, written in losses.items():
        # The last two are so certain that some losses leave their kernels.
        for place in range(6):
            z = [round(dice.uniform(-9, 9), 2) for _ in range(dice.randint(2, 5))] if place < 4 else [-10, 10, -10, -10]
            label = dice.randrange(len(z)) if place < 4 else place - 4
            row = ",".join(map(str, z))
            open_scene(browser, f"row&z={row}&truth={label}&loss={loss}")
            compare_row(f"{loss} {row} {label}", numbers(browser),
                        xent("explain", "--loss", written, "--logits", row, "--label", str(label)))
            truths = [dice.randint(0, 1) for _ in z]
            open_scene(browser, f"row&unit=sigmoid&z={row}&loss={loss}&truth={','.join(str(j) for j, x in enumerate(truths) if x)}")
            compare_row(f"{loss} {row} {truths}", numbers(browser),
                        xent("explain", "--loss", written, "--logits", row, "--output", "sigmoid", "--target-probabilities",
                             ",".join(map(str, truths))))
    for _ in range(8):
        p, q = ([dice.randint(1, 100) for _ in range(3)] for _ in range(2))
        open_scene(browser, f"gap&p={','.join(map(str, p))}&q={','.join(map(str, q))}")
        has = numbers(browser)
        answer = xent("measure", "--p", ",".join(map(str, p)), "--q", ",".join(map(str, q)), "--normalize")
        for ours, theirs in (("entropy", "entropy"), ("crossEntropy", "cross_entropy"), ("divergence", "kl_divergence")):
            equal(f"{p} {q}", has[ours], answer[theirs])


races = ["race&model=neuron&start=saturated", "race&model=neuron&start=small&step=1",
         "race&model=layer&start=saturated", "race&model=layer&start=small", "race&model=network&start=usual&step=0.5",
         "race&model=network&start=usual&activation=relu&hidden=2&step=0.1", "race&model=network&start=small&hidden=1"]


def check_race(browser):
    """The histories of the race, which the library's trainer must give too."""
    made = []
    for race in races:
        open_scene(browser, f"{race}&losses=cross_entropy,squared_error,focal,generalized_cross_entropy,squentropy")
        made += browser.evaluate("""(() => document.querySelector('.race').runs.map((run) => ({
          loss: run.loss, step: run.step, sizes: run.task.sizes, unit: run.task.unit, activation: run.task.activation ?? null,
          features: [...run.task.features], labels: [...run.task.labels], diverged: run.diverged,
          start: [...run.first], losses: run.history.loss, log_losses: run.history.logLoss })))()""")
    for run in made:
        run["at"] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 300]
        for key in ("losses", "log_losses"):
            run[key] = [run[key][step] for step in run["at"] if step < len(run[key])]
    # The features of all runs of a table are the same: they stand once.
    tables = []
    for run in made:
        table = {key: run.pop(key) for key in ("features", "labels")}
        if table not in tables:
            tables.append(table)
        run["table"] = tables.index(table)
    text = json.dumps({"tables": tables, "runs": made}, separators=(",", ":")) + "\n"
    if asked.record:
        fixture.write_text(text)
    known = json.loads(fixture.read_text())
    if len(known["runs"]) != len(made):
        fault("the fixture has other races: --record")
    for ours, theirs in zip(made, known["runs"]):
        for key in ("losses", "log_losses"):
            for step, a, b in zip(ours["at"], ours[key], theirs[key]):
                equal(f"{ours['loss']} {ours['sizes']} step {step}", a, b, 1e-9)


def check_hands(browser):
    """The keyboard moves what the mouse moves, and the address follows."""
    browser.show(1280)
    open_scene(browser, "tables&lang=en")
    before = browser.evaluate("document.querySelector('.border').getAttribute('aria-valuenow')")
    browser.evaluate("document.querySelector('.border').focus()")
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    browser.wait("location.hash.includes('first=')", 5)
    if browser.evaluate("document.querySelector('.border').getAttribute('aria-valuenow')") != str(int(before) + 1):
        fault("an arrow key does not move a border")
    drag(browser, ".table:nth-child(2) .border", ".table:nth-child(2) .bars", 0.05)
    if browser.evaluate("document.querySelector('.table:nth-child(2) .border').getAttribute('aria-valuenow')") != "5":
        fault("a border does not follow the mouse")
    # What is drawn anew while it is dragged: the bars' border, the dot on a curve, the neuron.
    open_scene(browser, "surprise&balls=50,50")
    drag(browser, ".show .handle", ".show svg", 0.3)
    balls = [int(each) for each in browser.evaluate("[...document.querySelectorAll('[data-key^=balls]')].map((each) => each.value)")]
    if sum(balls) != 100 or not 22 < balls[0] < 30:
        fault(f"dragged to a quarter, the bag has {balls}")
    open_scene(browser, "likelihood")
    drag(browser, ".show .handle", ".show svg", 0.9)
    if not 0.8 < float(browser.evaluate("document.querySelector('[data-key=q]').value")) / 100 < 0.95:
        fault("the dot of the likelihood does not follow the mouse")
    open_scene(browser, "row&unit=neuron&z=0")
    drag(browser, ".show .handle", ".show svg", 0.2)
    if not -7 < float(browser.evaluate("document.querySelector('[data-key=z0]').value")) < -4:
        fault("the neuron does not follow the mouse")
    # Playing, pausing, and the other language with the same values.
    for motion in ("no-preference", "reduce"):
        browser.show(1280, motion=motion)
        open_scene(browser, "race&lang=en&at=0")
        browser.evaluate("document.querySelector('.player .main').click()")
        browser.wait("Number(document.querySelector('[data-key=at]').value) > 20", 10)
        browser.evaluate("document.querySelector('.player .main').click()")
        at = browser.evaluate("document.querySelector('[data-key=at]').value")
        browser.wait("location.hash.includes('at=')", 5)
        browser.evaluate("document.querySelector('.languages a:not([aria-current])').click()")
        browser.wait("document.documentElement.lang === 'ko'", 5)
        if browser.evaluate("document.querySelector('[data-key=at]').value") != at:
            fault("another language has another step")
    browser.show(1280)
    open_scene(browser, "tables&lang=en")
    browser.evaluate("document.querySelector('.border').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    browser.wait("document.querySelector('.live').textContent.length > 5", 5)
    # Names without one, and controls without a label.
    for scene in scenes:
        open_scene(browser, f"{scene}&lang=ko")
        nameless = browser.evaluate("""[...document.querySelectorAll('main button, main input, main select, main textarea, main [role]')]
          .filter((each) => !each.closest('[hidden]') && !(each.labels?.length || each.getAttribute('aria-label') || each.textContent.trim()))
          .map((each) => each.outerHTML.slice(0, 80))""")
        for each in nameless:
            fault(f"{scene}: no name: {each}")
        if browser.evaluate("document.documentElement.lang") != "ko":
            fault(f"{scene}: lang is not ko")
    # A pasted table, with quotes and a hostile name.
    open_scene(browser, "own&lang=en")
    browser.evaluate("""(() => {
      const rows = ['x,"<b>y</b>, it\\'s"'];
      for (let i = 0; i < 40; i++) rows.push(`${i},${i < 21 ? '<img src=x onerror=alert(1)>' : 'no'}`);
      document.querySelector('textarea').value = rows.join('\\n');
      document.querySelector('.own .main').click();
    })()""")
    browser.wait("document.querySelector('[data-done]') !== null && document.querySelector('.own pre')?.textContent.includes('table.csv')")
    command = browser.evaluate("document.querySelector('.own pre').textContent")
    if command != "xent compare table.csv --target '<b>y</b>, it'\\''s'":
        fault(f"the command of a hostile column is {command}")
    for error in browser.errors:
        fault(f"a pasted table: {error}")
    browser.errors.clear()
    # A dropped file.
    browser.evaluate(r"""(() => {
      const dropped = new DataTransfer();
      const rows = Array.from({ length: 30 }, (_, i) => `${i};${(i * 7) % 11};${i % 2 ? 'ja' : 'nein'}`);
      dropped.items.add(new File(["a;b;c\n" + rows.join("\n")], "it's.csv"));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, cancelable: true }));
    })()""")
    browser.wait(r"""document.querySelector('.own pre')?.textContent === "xent compare 'it'\\''s.csv' --target c" """, 20)
    browser.wait("document.querySelector('[data-done]') !== null")
    if "30" not in browser.evaluate("document.querySelector('.own .show .note').textContent"):
        fault("a dropped file is not read")
    # What an address may bring.
    for hostile in ("nowhere", "row&z=NaN,1e999,x&truth=9&loss=%3Cb%3E&unit=toString", "gap&p=&q=-5", "surprise&balls=0,0&unit=__proto__",
                    "race&losses=&start=constructor&step=-1&at=1e9", "own&target=%00", "row&claim=__proto__", "tables&first=1,2,3"):
        open_scene(browser, hostile)


def drag(browser, grip, frame, to):
    """Drags from the middle of one element to a share of the width of another, in some steps."""
    x, y, end = browser.evaluate(f"""(() => {{
      const grip = document.querySelector({json.dumps(grip)}).getBoundingClientRect();
      const frame = document.querySelector({json.dumps(frame)}).getBoundingClientRect();
      return [grip.x + grip.width / 2, grip.y + grip.height / 2, frame.x + frame.width * {to}];
    }})()""")
    places = [x] + [x + (end - x) * i / 5 for i in range(1, 6)]
    browser.send("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", buttons=1, clickCount=1)
    for place in places:
        browser.send("Input.dispatchMouseEvent", type="mouseMoved", x=place, y=y, button="left", buttons=1)
    browser.send("Input.dispatchMouseEvent", type="mouseReleased", x=end, y=y, button="left", buttons=0, clickCount=1)


def check_written(browser):
    """A page with a table's rows, as `xent explain --report` writes it, starts with them, in its language."""
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "why.html"
        subprocess.run([asked.xent, "explain", "--report", file, root / "Examples/wine.csv", "--target", "cultivar",
                        "--language", "ko", "-q"], check=True, capture_output=True)
        browser.open(file.as_uri())
        browser.wait("document.documentElement?.dataset.ready === 'true' && document.querySelector('[data-done]') !== null")
        said = browser.evaluate("[document.documentElement.lang, document.querySelector('.own .show .note').textContent, "
                                "document.querySelector('.own pre').textContent]")
        if said[0] != "ko" or "wine.csv: 178행" not in said[1] or not said[2].endswith("wine.csv --target cultivar"):
            fault(f"a page with rows says {said}")
        browser.requests = [each for each in browser.requests if each != file.as_uri()]


def main():
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    with Browser() as browser:
        browser.show(1280)
        check_race(browser)
        check_claims(browser)
        check_random(browser)
        check_hands(browser)
        check_written(browser)
        for width in (360, 800, 1920):
            for scheme in ("light", "dark"):
                browser.show(width, 900, scheme, motion="reduce" if scheme == "dark" else "no-preference")
                for language in ("en", "ko"):
                    for scene in scenes:
                        open_scene(browser, f"{scene}&lang={language}")
                        for what in browser.evaluate(cut_off) + browser.evaluate(overlapping):
                            fault(f"{scene} {language} {width} {scheme}: {what}")
                        if asked.pictures:
                            browser.picture(asked.pictures / f"{scene}-{language}-{width}-{scheme}.png")
        for address in set(browser.requests):
            if not address.startswith((page, "about:", "data:", "blob:")):
                fault(f"a request for {address}")
    print(f"{checked} numbers compared, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
