/// The look of every page: one column of text, figures in a grid, ink on paper or the other way round.
///
/// The series colours are told apart by colour-blind readers and are doubled by dashes and marks.
let pageStyle = """
  \(colorStyle)
  * { box-sizing: border-box }
  html { -webkit-text-size-adjust: 100% }
  :lang(ko) { word-break: keep-all }
  body { margin: 0; background: var(--paper); color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
    font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
  .top, nav, main, footer { max-width: 960px; margin: 0 auto; padding: 0 20px }
  .top { padding-top: 44px }
  .over { margin: 0; color: var(--soft); font-size: 14px; letter-spacing: .02em }
  h1 { margin: 6px 0 22px; font-size: clamp(26px, 5vw, 40px); line-height: 1.15; letter-spacing: -.015em; font-weight: 650 }
  h2 { margin: 0 0 6px; font-size: 23px; line-height: 1.25; letter-spacing: -.01em; font-weight: 650 }
  h3 { margin: 28px 0 8px; font-size: 17px; font-weight: 650 }
  p { margin: 0 0 12px; max-width: 68ch }
  .lead { color: var(--soft); margin-bottom: 20px }
  a { color: var(--accent); text-underline-offset: 3px }
  .verdict { background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--accent); border-radius: 6px; padding: 22px 24px 12px }
  .verdict p { font-size: 18px; line-height: 1.5; max-width: 74ch; margin-bottom: 14px }
  .verdict b { display: block; font-size: 14px; font-weight: 600; color: var(--soft); margin-bottom: 2px }
  .keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr)); gap: 0 28px; margin: 26px 0 0; padding: 0 }
  .keys div { border-top: 1px solid var(--rule); padding: 12px 0 14px }
  .keys dt { color: var(--soft); font-size: 14px }
  .keys dd { margin: 0; font-size: 26px; font-weight: 600; letter-spacing: -.01em; line-height: 1.3 }
  .keys dd small { display: block; font-size: 14px; font-weight: 400; color: var(--soft); letter-spacing: 0 }
  nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding-top: 22px; padding-bottom: 4px; font-size: 14px }
  section { padding: 40px 0 8px; border-top: 1px solid var(--rule); margin-top: 32px }
  .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 310px), 1fr)); gap: 30px 36px; align-items: start; margin-bottom: 34px }
  .grid.pairs { grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)) }
  figure { margin: 0; break-inside: avoid; min-width: 0 }
  figure svg { display: block; width: 100%; height: auto; max-width: 420px; overflow: visible }
  figcaption { font-size: 14px; line-height: 1.45; color: var(--soft); margin-top: 8px; max-width: 60ch }
  figcaption b, .name { color: var(--ink); font-weight: 600 }
  figure h3 { margin: 0 0 6px; font-size: 16px }
  \(chartStyle)
  .scroll { overflow-x: auto; margin: 0 0 22px; border-radius: 4px;
    background: linear-gradient(270deg, var(--paper) 35%, transparent) 100% 0 / 48px 100% no-repeat local, linear-gradient(270deg, var(--rule), transparent) 100% 0 / 22px 100% no-repeat scroll }
  .hint { display: none }
  .scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  table { border-collapse: collapse; overflow-wrap: break-word; font-size: 14.5px; line-height: 1.35; width: 100% }
  caption { text-align: left; color: var(--soft); font-size: 14px; padding: 0 0 8px }
  caption span { display: block; position: sticky; left: 0; width: max-content; max-width: min(74ch, calc(100vw - 56px)) }
  th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; white-space: nowrap }
  thead th { color: var(--soft); font-weight: 500; font-size: 13px; border-bottom-color: var(--soft); white-space: normal; vertical-align: bottom }
  .numeric td, .numeric thead th:not(.first) { text-align: right }
  .words td, .words th { text-align: left; white-space: normal }
  th.first { text-align: left; font-weight: 500; position: sticky; left: 0; background: var(--paper); padding-right: 18px; min-width: 200px }
  .pair { display: inline-block; margin-left: 12px; white-space: nowrap }
  .best { font-weight: 650 } .better { color: var(--good) } .worse { color: var(--bad) }
  .tag { font-size: 12.5px; color: var(--soft); font-weight: 400; white-space: nowrap }
  .swatch { display: inline-block; width: 22px; height: 8px; margin-right: 7px; vertical-align: middle; overflow: visible }
  .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; margin: 0 0 14px; padding: 0; list-style: none }
  .confusion { width: auto; font-size: 13px } .confusion th, .confusion td { padding: 4px 6px; border: 1px solid var(--paper); text-align: right }
  .confusion td { min-width: 34px; background: var(--faint) } .confusion thead th { border-bottom: 0 }
  .confusion th.first { text-align: left; min-width: 84px; max-width: 180px; white-space: normal; padding-right: 10px }
  .confusion .sum { background: none; color: var(--soft); padding-left: 12px }
  \(heatStyle)
  dl.words { display: grid; grid-template-columns: minmax(120px, 200px) 1fr; gap: 8px 24px; margin: 0 0 20px; max-width: 86ch }
  dl.words dt { font-weight: 600 } dl.words dd { margin: 0; color: var(--soft) }
  pre { white-space: pre-wrap; background: var(--faint); padding: 12px 14px; border-radius: 4px; font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace; margin: 0 0 16px }
  ul.notes { padding-left: 20px; max-width: 74ch } ul.notes li { margin-bottom: 6px }
  footer { color: var(--soft); font-size: 13.5px; padding-top: 24px; padding-bottom: 56px }
  @media (max-width: 560px) { dl.words { grid-template-columns: 1fr; gap: 2px } dl.words dd { margin-bottom: 10px }
    .verdict { padding: 18px 16px 8px } .verdict p { font-size: 17px } .top { padding-top: 28px } th.first { min-width: 124px; max-width: 50vw; white-space: normal } .wide th.first { min-width: 164px } th.first bdi { overflow-wrap: anywhere }
    .wide .hint { display: block; margin-top: 4px; color: var(--accent) } .numeric .tag { display: block; margin-left: 29px } }
  @media print { :root { color-scheme: light; --paper: #fff } @page { size: A4; margin: 13mm }
    body { font-size: 10pt } nav { display: none } .scroll { overflow: visible; background: none } .hint { display: none } .top { padding-top: 0 }
    section { margin-top: 10px; padding-top: 14px } .lead { margin-bottom: 10px } .verdict p { font-size: 11.5pt }
    .top, main, footer { max-width: none; padding-left: 0; padding-right: 0 }
    h2, h3, .lead, caption { break-after: avoid } p, tr, .short, .verdict, .keys div, pre, .confusion { break-inside: avoid }
    .keys { grid-template-columns: repeat(3, 1fr) } .keys dd { font-size: 15pt }
    table { font-size: 8.2pt } .scroll th, .scroll td { padding: 3px 8px 3px 0 } thead th { font-size: 7.6pt }
    th.first { position: static; min-width: 0 } .confusion td { min-width: 0 }
    .grid { grid-template-columns: repeat(4, 1fr); gap: 10px 14px; margin-bottom: 14px } .grid.pairs { grid-template-columns: 1fr 1fr }
    .grid.pairs svg { max-width: 68mm } figcaption { font-size: 8pt } figure h3 { font-size: 9pt }
    dl.words { display: block; columns: 2; column-gap: 24px; max-width: none; font-size: 8.6pt } dl.words dt { break-after: avoid }
    dl.words dd { break-inside: avoid; margin-bottom: 5px } }

  """

/// Stroke and fill of each series, and the dash that tells it apart without colour.
private var seriesStyle: String {
  let dashes = ["", "7 4", "2 3.5", "10 3 2 3", "5 2", "1 4", "12 4", "6 2 1 2"]
  return dashes.indices.map { i in
    let dash = dashes[i].isEmpty ? "" : "; stroke-dasharray: \(dashes[i])"
    return ".k\(i) { stroke: var(--s\(i)) } .f\(i) { fill: var(--s\(i)); stroke: var(--s\(i)) } "
      + ".line.k\(i) { stroke: var(--s\(i))\(dash) }"
  }.joined(separator: "\n  ")
}

/// Ten shades of a right cell and of a wrong one.
private var heatStyle: String {
  (1...9).map { level in
    let alpha = "0.\(level * 5 < 10 ? "0" : "")\(level * 5)"
    return ".confusion td.r\(level) { background: rgba(var(--heat), \(alpha)) } "
      + ".confusion td.w\(level) { background: rgba(var(--miss), \(alpha)) }"
  }.joined(separator: "\n  ")
}

/// The series class of a loss by its place.
func seriesIndex(_ place: Int) -> Int { place % 8 }

/// What a picture that stands alone needs of the look.
let pictureStyle = "  \(colorStyle)\n  .ground { fill: var(--paper) }\n  \(chartStyle)\n"

private let colorStyle = """
  :root { color-scheme: light dark;
    --paper: #fdfdfb; --card: #ffffff; --ink: #1c1f23; --soft: #565d66; --rule: #dcdfe3; --faint: #eef0f2;
    --accent: #0b5cad; --band: #d9e4ef; --good: #0a6b4b; --bad: #a63a00;
    --s0: #1c1f23; --s1: #c04f00; --s2: #0072b2; --s3: #00805c; --s4: #a3417f; --s5: #8a6a00; --s6: #5b4bb5; --s7: #3f7f93;
    --heat: 11, 92, 173; --miss: 192, 79, 0 }
  @media (prefers-color-scheme: dark) { :root {
    --paper: #14171a; --card: #1b1f23; --ink: #e9ecef; --soft: #a9b1ba; --rule: #343a41; --faint: #23282d;
    --accent: #7ab8f5; --band: #2c3d4f; --good: #5fd3a8; --bad: #ff9d66;
    --s0: #e9ecef; --s1: #ff9457; --s2: #63b3ee; --s3: #3fc79a; --s4: #e791c5; --s5: #e0b93a; --s6: #aa9cff; --s7: #7cc4d8;
    --heat: 99, 179, 238; --miss: 255, 148, 87 } }
  """

private let chartStyle = """
  svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", sans-serif; fill: var(--ink); unicode-bidi: isolate }
  svg .tick, svg .axis { fill: var(--soft); font-size: 11.5px }
  svg .grid-line { stroke: var(--faint); stroke-width: 1 }
  svg .base-line { stroke: var(--soft); stroke-width: 1 }
  svg .band { fill: var(--band) } svg .bar { fill: var(--rule) } svg .bar-own { fill: var(--s2) }
  svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
  svg .leader { stroke: var(--rule); stroke-width: 1; fill: none }
  svg .whisker { stroke-width: 2; stroke-linecap: round } svg .whisker.wide { stroke-width: 1.5; stroke-dasharray: 4 3 }
  svg .mark { stroke-width: 1.5 } svg .mark.hollow { fill: var(--paper) }
  \(seriesStyle)
  """
