/// The colours and the style sheet of pages.
enum ReportStyle {
  struct Palette {
    let background: String
    let text: String
    let link: String
    let warning: String
    let failure: String
    let faint: String
    /// The edge of a table that goes on beyond its box, on which its text may lie.
    let shade: String
  }

  static let light = Palette(
    background: "#ffffff", text: "#1d2126", link: "#0b57a4", warning: "#7a4a00",
    failure: "#a61b1b", faint: "#565d66", shade: "#d8dce1")
  static let dark = Palette(
    background: "#15181c", text: "#e6e8eb", link: "#8ab8f0", warning: "#f0b866",
    failure: "#ff9c95", faint: "#a6adb6", shade: "#30363d")

  /// How far drawings and plots, which are on white, are turned over in the dark: white becomes nearly black, and hues stay.
  static let inversion = 0.92

  /// On a narrow screen what is wider scrolls in a box of its own, whose end fades while more follows.
  static var sheet: String {
    """
    :root { color-scheme: light dark; \(variables(light)) }
    @media (prefers-color-scheme: dark) { :root { \(variables(dark)) } }
    body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--background); color: var(--text);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    a { color: var(--link); } h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { margin-top: 2.2rem; }
    .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
    .hash, figcaption { color: var(--faint); } .warning { color: var(--warning); } .failed { color: var(--failure); }
    figure { margin: 1rem 0; } img, svg { max-width: 100%; height: auto; }
    .moments { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
    .moments figure { min-width: 0; }
    .scroll { overflow-x: auto; background:
      linear-gradient(to right, var(--background) 50%, transparent) left / 3rem 100% no-repeat local,
      linear-gradient(to left, var(--background) 50%, transparent) right / 3rem 100% no-repeat local,
      linear-gradient(to right, var(--shade), transparent) left / .7rem 100% no-repeat scroll,
      linear-gradient(to left, var(--shade), transparent) right / .7rem 100% no-repeat scroll; }
    table { border-collapse: collapse; } caption { text-align: left; color: var(--faint); }
    .pan { overflow-x: auto; } .chart .pan > svg { min-width: 47rem; } .key { display: none; }
    .drawing svg { max-width: none; } [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
    @media screen and (prefers-color-scheme: dark) {
      .drawing svg { filter: invert(\(inversion)) hue-rotate(180deg); } .plot img { filter: brightness(0.8); }
    }
    th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid currentColor; }
    td { overflow-wrap: break-word; } th, td.number { white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    pre { overflow-x: auto; font-size: .85rem; line-height: 1.35; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
    pre.text { white-space: pre-wrap; font: inherit; margin: 0; }
    @media screen and (max-width: 51rem) {
      .chart .pan, .drawing .pan, .scroll { mask-image: linear-gradient(to left, transparent, #000 2.5rem); }
      .chart .pan > svg, .drawing svg, .scroll table { margin-right: 2.5rem; }
    }
    @media screen and (max-width: 35rem) {
      .plot .pan { mask-image: linear-gradient(to left, transparent, #000 2.5rem); }
      .plot img { max-width: none; width: 33rem; margin-right: 2.5rem; }
    }
    @media screen and (max-width: 42rem) {
      .key { display: block; } .key > span { display: block; } tbody th { white-space: normal; min-width: 9rem; }
    }
    @page { size: A4; margin: 15mm; }
    @media print {
      :root { color-scheme: light; \(variables(light)) } body { max-width: none; padding: 0; }
      pre { white-space: pre-wrap; } figure, table, svg { break-inside: avoid; }
      details::details-content { content-visibility: visible; display: block; block-size: auto; }
      summary { list-style: none; } summary, dt { break-after: avoid; } details:has(figure) { break-inside: avoid; }
      .scroll { overflow: visible; background: none; } table { font-size: .7rem; } th, td.number { white-space: normal; }
      .pan { overflow: visible; } .chart .pan > svg { min-width: 0; } h2, h3 { break-after: avoid; }
      .drawing svg { max-width: 100%; max-height: 245mm; }
    }
    """
  }

  private static func variables(_ palette: Palette) -> String {
    "--background: \(palette.background); --text: \(palette.text); --link: \(palette.link); "
      + "--warning: \(palette.warning); --failure: \(palette.failure); --faint: \(palette.faint); "
      + "--shade: \(palette.shade);"
  }
}
