/// A picture with its title, what it shows, and a caption.
///
/// All pictures are 340 units wide, so that their letters have the size of the page's on a phone.
struct Figure: Sendable {
  static let width = 340.0

  /// What stands above the picture.
  let heading: Markup
  /// What a reader hears who does not see it.
  let title: String
  let description: String
  let height: Double
  let content: [Markup]
  let caption: Markup

  var markup: Markup {
    """
    <figure>
    <h3>\(heading)</h3>
    <svg viewBox="0 0 \(place(Self.width)) \(place(height))" role="img" aria-label="\(title)" xmlns="http://www.w3.org/2000/svg">
    <title>\(title)</title><desc>\(description)</desc>
    \(content)</svg>
    <figcaption>\(caption)</figcaption>
    </figure>

    """
  }
}

/// A coordinate: a tenth of a unit is less than can be seen, and what is far off any picture is at 0.
func place(_ x: Double) -> String {
  guard abs(x) < 1e6 else { return "0" }
  let tenths = Int((10 * x).rounded())
  let size = abs(tenths)
  return (tenths < 0 ? "-" : "") + "\(size / 10)" + (size % 10 == 0 ? "" : ".\(size % 10)")
}

func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Markup {
  """
  <line class="\(kind)" x1="\(place(x1))" y1="\(place(y1))" x2="\(place(x2))" y2="\(place(y2))"/>

  """
}

func rectangle(
  _ kind: String, x: Double, y: Double, width: Double, height: Double, title: String? = nil
) -> Markup {
  let inner: Markup = title.map { "<title>\($0)</title>" } ?? ""
  return """
    <rect class="\(kind)" x="\(place(x))" y="\(place(y))" width="\(place(max(0, width)))" height="\(place(max(0, height)))">\(inner)</rect>

    """
}

/// Where a text stands against its place.
enum Anchor: String { case start, middle, end }

func label(
  _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, kind: String = ""
) -> Markup {
  let names: Markup = kind.isEmpty ? "" : " class=\"\(kind)\""
  return """
    <text\(names) x="\(place(x))" y="\(place(y))" text-anchor="\(anchor.rawValue)">\(text)</text>

    """
}

/// The mark of a series: a shape of its own beside its colour.
func mark(
  _ series: Int, _ x: Double, _ y: Double, radius r: Double = 4, isHollow: Bool = false,
  title: String? = nil
) -> Markup {
  let inner: Markup = title.map { "<title>\($0)</title>" } ?? ""
  let kind = isHollow ? "mark hollow k\(series)" : "mark f\(series)"
  func path(_ points: [(Double, Double)]) -> Markup {
    let text = points.map { place(x + $0.0) + " " + place(y + $0.1) }.joined(separator: "L")
    return "<path class=\"\(kind)\" d=\"M\(text)Z\">\(inner)</path>\n"
  }
  if isHollow { return path([(-r, 0), (0, -r), (r, 0), (0, r)]) }
  switch series % 4 {
  case 1: return path([(-r, r * 0.8), (0, -r), (r, r * 0.8)])
  case 2:
    return path([
      (-r * 0.85, -r * 0.85), (r * 0.85, -r * 0.85), (r * 0.85, r * 0.85), (-r * 0.85, r * 0.85),
    ])
  case 3: return path([(-r, -r * 0.8), (0, r), (r, -r * 0.8)])
  default:
    return """
      <circle class="\(kind)" cx="\(place(x))" cy="\(place(y))" r="\(place(r))">\(inner)</circle>

      """
  }
}
