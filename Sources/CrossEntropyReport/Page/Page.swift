/// A page that stands alone: no script, nothing from outside, light and dark, on paper too.
struct Page: Sendable {
  /// What the browser's tab says.
  let title: String
  /// What stands above the sections.
  let header: Markup
  let sections: [Section]
  let footer: Markup
  let phrases: any Phrases

  /// A part of the page, with a place in its contents.
  struct Section: Sendable {
    /// The name by which the contents find it.
    let anchor: String
    let heading: @Sendable (any Phrases) -> String
    /// What the section says in a sentence.
    let lead: Markup?
    let body: Markup

    /// A section of the page of a comparison.
    init(_ place: PageSection, lead: Markup? = nil, body: Markup) {
      self.init(place.rawValue, { $0.heading(place) }, lead, body)
    }

    /// A section of the page of a model.
    init(_ place: InspectSection, lead: Markup? = nil, body: Markup) {
      self.init(place.rawValue, { $0.heading(place) }, lead, body)
    }

    /// A section of the page of predictions.
    init(score place: ScoreSection, lead: Markup? = nil, body: Markup) {
      self.init(place.rawValue, { $0.scoreHeading(place) }, lead, body)
    }

    private init(
      _ anchor: String, _ heading: @escaping @Sendable (any Phrases) -> String, _ lead: Markup?,
      _ body: Markup
    ) {
      self.anchor = anchor
      self.heading = heading
      self.lead = lead
      self.body = body
    }
  }

  var html: String {
    let contents = sections.map {
      "<a href=\"#\($0.anchor)\">\($0.heading(phrases))</a>\n" as Markup
    }
    let parts = sections.map { section in
      let anchor = section.anchor
      let lead: Markup = section.lead.map { "<p class=\"lead\">\($0)</p>\n" } ?? ""
      return """
        <section id="\(anchor)" aria-labelledby="\(anchor)-h">
        <h2 id="\(anchor)-h">\(section.heading(phrases))</h2>
        \(lead)\(section.body)
        </section>

        """ as Markup
    }
    let body: Markup = """
      <body>
      <header class="top">
      \(header)
      </header>
      <nav aria-label="\(phrases.contents)">
      \(contents)</nav>
      <main>
      \(parts)</main>
      <footer>\(footer)</footer>
      </body>

      """
    let page: Markup = """
      <!doctype html>
      <html lang="\(phrases.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(Markup(raw: pageStyle))</style>
      </head>
      \(glossed(body, phrases.glosses))</html>

      """
    return page.text
  }
}

/// A table that may scroll sideways on a narrow screen, its first column in view; of many columns it says so there.
func pageTable(
  _ phrases: any Phrases, caption: Markup = "", head: [String], rows: [[Markup]],
  isNumeric: Bool = true, label: String
) -> Markup {
  let isWide = head.count > 4
  let heads = head.enumerated().map { index, cell in
    "<th scope=\"col\"\(index == 0 ? " class=\"first\"" : "" as Markup)>\(cell)</th>" as Markup
  }
  let body = rows.map { cells in
    let row = cells.enumerated().map { index, cell in
      (index == 0 ? "<th scope=\"row\" class=\"first\">\(cell)</th>" : "<td>\(cell)</td>") as Markup
    }
    return "<tr>\(row)</tr>\n" as Markup
  }
  let hint: Markup = isWide ? "<span class=\"hint\">\(phrases.scrollHint) →</span>" : ""
  let captionLine: Markup =
    caption.text.isEmpty && !isWide ? "" : "<caption><span>\(caption)\(hint)</span></caption>\n"
  return """
    <div class="scroll" role="region" aria-label="\(label)" tabindex="0">
    <table class="\(isNumeric ? "numeric" : "words")\(isWide ? " wide" : "")\(rows.count < 15 ? " short" : "")">
    \(captionLine)<thead><tr>\(heads)</tr></thead>
    <tbody>
    \(body)</tbody>
    </table>
    </div>

    """
}
