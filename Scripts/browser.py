"""A headless Chromium, driven by its DevTools protocol.

Needs websockets from PyPI: `python3 -m venv .build/python && .build/python/bin/pip install websockets` (17.4 was used).
"""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

from websockets.sync.client import connect


class Browser:
    """One page of a browser of its own; `errors` has what its console said."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not found:
            raise SystemExit("chromium is missing (Debian: apt install chromium fonts-noto-cjk)")
        self.process = subprocess.Popen(
            [found, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0",
             f"--user-data-dir={self.profile.name}", "about:blank"], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if match := re.search(r"DevTools listening on ws://([^/]+)", line):
                break
        with urllib.request.urlopen(f"http://{match[1]}/json/list") as answer:
            pages = json.load(answer)
        page = next(each for each in pages if each["type"] == "page")
        self.socket = connect(page["webSocketDebuggerUrl"], max_size=None)
        self.count, self.errors, self.requests = 0, [], []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.profile.name, ignore_errors=True)

    def send(self, method, **parameters):
        """Calls a method and gives its result; what the page says meanwhile is kept."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=120))
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.note(message)

    def note(self, message):
        method, given = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = given["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.errors.append(given["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(each.get("value")) for each in given["args"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])

    def evaluate(self, expression):
        """The value of an expression of JavaScript, awaited."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        return result["result"].get("value")

    def wait(self, expression, seconds=90):
        """Waits until the expression is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise SystemExit(f"still not so after {seconds} s: {expression}; {self.errors}")
            time.sleep(0.05)

    def show(self, width, height=900, scheme="light", scale=1, motion="no-preference"):
        """A window of this width, with this colour scheme."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 500)
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme},
                                                          {"name": "prefers-reduced-motion", "value": motion}])

    def open(self, address):
        """Loads an address anew."""
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=address)

    def picture(self, path, whole=True):
        """Writes what the window shows, or the whole page."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))
