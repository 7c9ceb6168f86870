/// What every page begins and ends with.
enum PageFrame {
  /// - Parameters:
  ///   - title: plain text.
  ///   - header: markup, as is `main`.
  static func html(title: String, header: String, main: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTML.text(title))</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <a class="skip" href="#content">To the content</a>
    <header>
    \(header)
    </header>
    <main id="content">
    \(main)</main>
    </body>
    </html>

    """
  }
}
