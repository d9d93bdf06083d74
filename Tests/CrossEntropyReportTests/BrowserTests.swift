import CrossEntropyLearning
import CrossEntropyWorkflows
import Foundation
import Testing

@testable import CrossEntropyReport

/// Opens the page in headless Chromium: no error, no request, no text cut off or on another.
///
/// The pictures are left in `.build/report-pictures`, to be looked at.
@Suite(
  .serialized,
  .enabled(if: Browser.path != nil, "Chromium is not installed (Debian: apt install chromium)"))
struct BrowserTests {
  static let widths = [360, 375, 800, 1200, 1600]

  @Test func opensWithoutAnErrorOrARequest() throws {
    let visit = try Visit(page(try hostileOutcome()))
    #expect(visit.dom.contains("</html>"))
    #expect(visit.consoleLines.isEmpty, "\(visit.consoleLines)")
    #expect(visit.requests.isEmpty, "\(visit.requests)")
  }

  @Test func aRequestAndAnErrorWouldBeSeen() throws {
    let visit = try Visit(
      "<!doctype html><body><img src=\"http://127.0.0.1:9/x.png\"><script>nothing()</script></body>"
    )
    #expect(visit.requests == ["http://127.0.0.1:9/x.png"])
    #expect(visit.consoleLines.contains { $0.contains("nothing is not defined") })
  }

  /// A script is stopped by the page's policy, if one should ever get in.
  @Test func aScriptWouldNotRun() throws {
    let folder = try Folder()
    let html = page(try exampleOutcome().outcome).replacing(
      "</main>", with: "</main><script>document.title = 'it ran'</script>")
    let file = try folder.write(html, to: "report.html")
    let run = try Browser.run(["--enable-logging=stderr", "--dump-dom", file.absoluteString])
    #expect(!run.output.contains("<title>it ran"))
    #expect(run.errors.contains("Content Security Policy"))
  }

  @Test(arguments: Language.allCases, ["example", "hostile", "labels", "groups"])
  func noTextIsCutOffOrOnAnother(language: Language, kind: String) throws {
    let html = page(try outcome(kind), phrases(in: language))
    let folder = try Folder()
    let probed =
      html
      .replacing("default-src 'none';", with: "default-src 'none'; script-src 'unsafe-inline';")
      .replacing("</body>", with: "<script>\(probe)</script></body>")
    let file = try folder.write(probed, to: "probed.html")
    let frames = Self.widths.map {
      "<iframe src=\"\(file.absoluteString)\" name=\"\($0)\" style=\"border:0;width:\($0)px;height:900px\"></iframe>"
    }
    let wrapper = try folder.write(
      """
      <!doctype html><body><pre id="found"></pre>\(frames.joined())<script>
      addEventListener("message", e => { document.getElementById("found").textContent += e.data + "\\n" })
      </script></body>
      """, to: "wrapper.html")
    let run = try Browser.run([
      "--virtual-time-budget=20000", "--window-size=1700,1000", "--dump-dom",
      wrapper.absoluteString,
    ])
    let start = try #require(run.output.firstRange(of: "<pre id=\"found\">"))
    let end = try #require(run.output.firstRange(of: "</pre>"))
    let lines = run.output[start.upperBound..<end.lowerBound].split(separator: "\n")
    for width in Self.widths {
      let done = lines.first { $0.hasPrefix("\(width): measured ") }
      let texts = done.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
      #expect(texts > 500, "the probe should have measured the texts at \(width)")
    }
    let problems = lines.filter { !$0.contains(": measured ") }
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
  }

  /// The probe itself: it sees a text on another one, and one that sticks out.
  @Test func theProbeSeesWhatItShould() throws {
    let folder = try Folder()
    let file = try folder.write(
      """
      <!doctype html><body style="margin:0"><svg width="200" height="40"><text x="5" y="20">first</text>
      <text x="12" y="22">second</text></svg><p style="white-space:nowrap;width:10px">\(String(repeating: "long ", count: 90))</p>
      <script>\(probe)</script></body>
      """, to: "bad.html")
    let wrapper = try folder.write(
      """
      <!doctype html><body><pre id="found"></pre><iframe src="\(file.absoluteString)" name="360" style="width:360px"></iframe><script>
      addEventListener("message", e => { document.getElementById("found").textContent += e.data + "\\n" })
      </script></body>
      """, to: "wrapper.html")
    let run = try Browser.run([
      "--virtual-time-budget=10000", "--dump-dom", wrapper.absoluteString,
    ])
    #expect(run.output.contains("360: ‘first’ is on ‘second’"))
    #expect(run.output.contains("360: the page is wider than the screen"))
  }

  /// A table or a picture that could not be divided would leave pages with empty thirds, and so more of them.
  @Test func printsOnFewPages() throws {
    let folder = try Folder()
    let file = try folder.write(page(try exampleOutcome().outcome), to: "report.html")
    let paper = folder.url.appendingPathComponent("report.pdf")
    _ = try Browser.run(["--print-to-pdf=\(paper.path)", file.absoluteString])
    let text = String(decoding: try Data(contentsOf: paper), as: UTF8.self)
    let pages = text.matches(of: /\/Type\s*\/Page\b/).count
    #expect(pages > 2 && pages <= 9, "\(pages)")
  }

  @Test(arguments: widths, Language.allCases.flatMap { [($0, "light"), ($0, "dark")] })
  func takesAPicture(width: Int, look: (language: Language, scheme: String)) throws {
    let (language, scheme) = look
    let folder = try Folder()
    let html = page(try exampleOutcome().outcome, phrases(in: language))
    let file = try folder.write(html, to: "report.html")
    // A window is never narrower than 500 points; a frame is.
    let frame = try folder.write(
      "<!doctype html><meta name=\"color-scheme\" content=\"light dark\"><body style=\"margin:0\"><iframe src=\"\(file.absoluteString)\" style=\"border:0;width:\(width)px;height:6000px\"></iframe>",
      to: "frame.html")
    let pictures = packageRoot.appendingPathComponent(".build/report-pictures")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    let picture = pictures.appendingPathComponent("\(width)-\(scheme)-\(language.rawValue).png")
    try? FileManager.default.removeItem(at: picture)
    _ = try Browser.run([
      "--hide-scrollbars", "--blink-settings=preferredColorScheme=\(scheme == "dark" ? 0 : 1)",
      "--window-size=\(max(500, width)),6000", "--screenshot=\(picture.path)", frame.absoluteString,
    ])
    #expect(try Data(contentsOf: picture).count > 100_000)
  }
}

/// A page as Chromium opens it, with what it said and asked for.
private struct Visit {
  let dom: String
  let consoleLines: [String]
  /// What the page asked for; the browser's own traffic has no origin.
  let requests: [String]

  init(_ html: String) throws {
    let folder = try Folder()
    let file = try folder.write(html, to: "page.html")
    let log = folder.url.appendingPathComponent("net.json")
    let run = try Browser.run([
      "--enable-logging=stderr", "--log-net-log=\(log.path)", "--dump-dom", file.absoluteString,
    ])
    dom = run.output
    consoleLines = run.errors.split(separator: "\n").map(String.init).filter {
      $0.contains("CONSOLE")
    }
    let traffic = try String(contentsOf: log, encoding: .utf8)
    let all = traffic.matches(of: /"initiator":"([^"]*)".*?"url":"(\w+:[^"]*)"/)
    requests = Set(
      all.filter { $0.output.1 != "not an origin" && !$0.output.2.hasPrefix("file:") }
        .map { String($0.output.2) }
    ).sorted()
  }
}

/// Measures every text of the page and tells the frame's owner what is wrong.
private let probe = """
  addEventListener("load", () => {
    const say = text => parent.postMessage(window.name + ": " + text, "*");
    const name = text => "‘" + text.trim().slice(0, 30) + "’";
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
      const owner = node.parentElement;
      if (!node.data.trim() || owner.closest("title, desc, script, style")) continue;
      if (owner.namespaceURI.endsWith("svg")) {
        const box = owner.getBoundingClientRect();
        boxes.push({ box, text: node.data, owner });
        const figure = owner.closest("figure");
        const frame = (figure || owner.closest("svg")).getBoundingClientRect();
        if (box.left < frame.left - 2 || box.right > frame.right + 2)
          say(name(node.data) + " sticks out of its figure");
        continue;
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      const scroller = owner.closest(".scroll");
      const visible = scroller && scroller.getBoundingClientRect();
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        // What is beyond the edge of a table that scrolls is reached by scrolling.
        if (visible && (box.left > visible.right - 1 || box.right > visible.right + 1)) {
          if (scroller.scrollWidth <= scroller.clientWidth) say(name(node.data) + " is cut off");
          continue;
        }
        if (box.left < -0.5 || box.right > innerWidth + 0.5) say(name(node.data) + " leaves the screen");
        boxes.push({ box, text: node.data, owner });
      }
    }
    boxes.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length && boxes[j].box.top < boxes[i].box.bottom; j++) {
        const a = boxes[i].box, b = boxes[j].box;
        if (boxes[i].text === boxes[j].text && boxes[i].owner === boxes[j].owner) continue;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Letters fill about two thirds of the height of their line.
        if (wide > 1.5 && high > 0.4 * Math.min(a.height, b.height))
          say(name(boxes[i].text) + " is on " + name(boxes[j].text));
      }
    }
    for (const table of document.querySelectorAll("table.numeric")) {
      // A word is whole where all of it stands on one line.
      const words = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
      for (let node; node = words.nextNode();) {
        if (node.parentElement.closest("svg, bdi")) continue;
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
          const range = document.createRange();
          range.setStart(node, word.index);
          range.setEnd(node, word.index + word[0].length);
          const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
          if (tops.size > 1) say(name(word[0]) + " is broken");
        }
      }
      const scroller = table.closest(".scroll");
      const hint = table.querySelector(".hint");
      const isHinted = hint && getComputedStyle(hint).display != "none";
      if (innerWidth <= 400 && scroller.scrollWidth > scroller.clientWidth + 1 && !isHinted)
        say(name(table.caption ? table.caption.innerText : "a table") + " scrolls without a hint");
      if (innerWidth >= 1200 && isHinted) say("a hint where there is room");
    }
    if (innerWidth >= 1200) {
      const main = document.querySelector("main").getBoundingClientRect();
      if (main.width < 0.6 * innerWidth && innerWidth == 1200) say("the page is narrow");
      for (const part of ["scores", "differences", "calibration", "learning", "table", "words"]) {
        const section = document.getElementById(part);
        if (!section) continue;
        const right = Math.max(...boxes.filter(b => section.contains(b.owner)).map(b => b.box.right));
        if (right - main.left < main.width * 2 / 3) say("a third of " + part + " is empty");
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) say("the page is wider than the screen");
    say("measured " + boxes.length);
  });
  """

/// Chromium, run to its end.
enum Browser {
  static let path: String? = {
    let given = ProcessInfo.processInfo.environment["XENT_BROWSER"].map { [$0] } ?? []
    let usual = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/\($0)" }
    return (given + usual).first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static func run(_ arguments: [String]) throws -> (output: String, errors: String) {
    let folder = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments =
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.url.appendingPathComponent("profile").path)",
      ] + arguments
    // Files rather than pipes: nothing can fill up.
    let output = try folder.write("", to: "stdout")
    let errors = try folder.write("", to: "stderr")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + 120) == .timedOut {
      process.terminate()
      Issue.record("Chromium did not end within two minutes")
    }
    return (
      String(decoding: try Data(contentsOf: output), as: UTF8.self),
      String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    )
  }
}

/// A folder that goes away with its owner.
final class Folder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file
  }
}
