"""Chromium without a window, driven over its own pipe; the standard library alone."""

import base64
import json
import os
import shutil
import struct
import subprocess
import tempfile
import zlib


def find():
    """Chromium's path; None where it is not installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


class Browser:
    """One run of Chromium with one page."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="keyferry-browser-")
        commands_out, self.commands = os.pipe()
        self.replies, replies_in = os.pipe()

        def pipes():
            # Chromium reads commands from 3 and writes replies to 4. Copies first: either number may be taken.
            a, b = os.dup(commands_out), os.dup(replies_in)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-default-browser-check", "--disable-background-networking",
             f"--user-data-dir={self.folder}", *(["--no-sandbox"] if os.geteuid() == 0 else []), "about:blank"],
            preexec_fn=pipes, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(commands_out)
        os.close(replies_in)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.session = None
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, **parameters):
        """What Chromium answers; what it tells meanwhile is in `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive()
            if reply.get("id") == self.number:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']['message']}")
                return reply["result"]

    def receive(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.replies, 1 << 20)
            if not piece:
                raise RuntimeError("chromium has ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(message)
        if "method" in message:
            self.events.append(message)
        return message

    def open(self, url):
        self.events = []
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.receive()

    def value(self, script):
        """What a script comes to in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", script))
        return result["result"].get("value")

    def resize(self, width, height=900):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, kind="", **features):
        self.call(
            "Emulation.setEmulatedMedia", media=kind,
            features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def click(self, selector):
        """Where a pointer would: in the middle of what is seen."""
        x, y = self.value(
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();"
            f" return [r.x + r.width / 2, r.y + r.height / 2]; }})(document.querySelector({json.dumps(selector)}))")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, code, number, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=number,
                text=text if kind == "keyDown" else "")

    def screenshot(self, path=None, whole=False):
        """The PNG's bytes, which are kept in a file where one is named."""
        image = base64.b64decode(
            self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])
        if path:
            with open(path, "wb") as file:
                file.write(image)
        return image

    def pdf(self):
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])


def pixels(png):
    """Its pixels, as bytes of red, green and blue or with alpha, row by row: (width, height, bytes a pixel, rows)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at:at + 4])
        kind, body = png[at + 4:at + 8], png[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and color in (2, 6) and not interlaced, "a PNG of another kind"
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    step = 4 if color == 6 else 3
    raw, rows, above = zlib.decompress(packed), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        rows.append(above := unfiltered(raw[start], bytearray(raw[start + 1:start + 1 + width * step]), above, step))
    return width, height, step, rows


def unfiltered(kind, row, above, step):
    if kind == 0:
        return row
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            nearest = left + up - corner
            distances = (abs(nearest - left), abs(nearest - up), abs(nearest - corner))
            guess = (left, up, corner)[distances.index(min(distances))]
        row[i] = (row[i] + guess) & 255
    return row


def colors(png):
    """How many pixels have which color."""
    _, _, step, rows = pixels(png)
    counts = {}
    for row in rows:
        for i in range(0, len(row), step):
            color = bytes(row[i:i + 3])
            counts[color] = counts.get(color, 0) + 1
    return counts
