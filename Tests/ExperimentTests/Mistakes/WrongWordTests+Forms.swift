extension WrongWordTests {
  /// What is written in another form than a list, a map, an item or a value has here, in YAML and above it.
  static let forms: [Word] = [
    // Layers
    whole(
      "dense: 28 * 28",
      "dense: 784\n        activation: relu\n        as: wide\n      - dense: 784\n        from: wide",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    plain(layer, "\(layer)\n      - batch_norm: 0.9", "write {momentum: 0.9}"),
    plain(layer, "\(layer)\n      - relu: 8", "it has no fields: leave the number out"),
    plain("- flatten", "-flatten", "a blank is missing after this '-'"),
    plain("- dense: 1", "-dense: 1", "a blank is missing after this '-'"),
    plain("- conv2d", "-conv2d", "a blank is missing after this '-'"),
    plain("[28, 28, 1]", "[28 28 1]", "; a list is written [28, 28, 1]"),
    plain(layer, "conv2d: {filters: 4, kernel: 7 x 7}", "; a list is written [7, 7]"),
    plain(layer, "conv2d: {filters: 4, kernel: 7x7}", "; a list is written [7, 7]"),
    plain("[28, 28, 1]", "784", "found the number 784; a list is written [784]"),
    plain("- flatten", "flatten", "the '- ' before this item of a list is missing"),
    plain("dense: 1", "dense: {units: 1, as: code}", "on a line of its own below it: 'as: code'"),
    plain(
      layer, "conv2d: {filters: 4, kernel: ~}", "'kernel' of conv2d is given as null; it takes"),
    plain("dense: 1", "dense: {units: }", "'units' of dense has no value; it takes a whole number"),
    plain(layer, "conv2d: [4, 3]", "have names, as in {filters: 4, kernel: 3}"),
    plain(layer, "dropout: 50%", "the text '50%'; write 0.5"),
    plain(layer, "dropout: 50", "found 50; 50 % is written 0.5"),
    plain(
      layer, "conv2d: {filters: 4, kernel: 3, padding: '1'}",
      "the text '1'; a number stands without quotes"),
    plain(rate, "learning_rate: 0.1%", "the text '0.1%'; write 0.001"),
    plain(rate, "learning_rate: 1e\u{2212}3", "a minus is written '-': 1e-3"),
    plain(
      "train:\n", "outputs: {checkpoints: {every: 5 min}}\ntrain:\n", "; write '5 minutes'"),
    plain("train:\n", "outputs: {checkpoints: {every: 2h}}\ntrain:\n", "; write '120 minutes'"),
    plain("    input: [28, 28, 1]\n    layers:", "    -", "found a list; write {layers: […]}"),
    whole(
      "dense: 28 * 28", "dense: 784\n        activation: relu",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    whole(
      "dense: 28 * 28", "{dense: {units: 784}, activation: relu}",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    whole(
      wholeLayer, "conv2d:\n        filters: 4\n        kernel: 3",
      "its fields stand under it: {conv2d: {filters: 4, kernel: 3}}"),
    whole(
      "dense: 28 * 28", "dense: 784\n        from: [flatten_1]",
      "one stands without brackets: 'from: flatten_1'"),
    whole(
      "dense: 28 * 28", "dense: 784\n        from: [flatten_1, conv2d_1]",
      "a layer joins several: 'concat: {of: [flatten_1, conv2d_1]}'"),
    whole("dense: 28 * 28", "dense: 784, relu", "have names, as in {units: 784, …}"),
    whole("dense: 28 * 28", "dense: [784, relu]", "have names, as in {units: 784, …}"),
    whole("reshape: [28, 28, 1]", "reshape: 28 * 28", "a list is written [28 * 28]"),
    whole("dense: 28 * 28", "dense 784", "a ':' is missing: 'dense: 784'"),
    whole("activation: relu", "relu", "no field 'relu'; write 'activation: relu'"),
    // Training
    plain("{minimize: loss}", "loss", "found the text 'loss'; write {minimize: loss}"),
    plain("net: {minimize: loss}", "minimize: loss", "a name: 'NAME: {minimize: loss}'"),
    plain(adam, "Adam(1e-3)", "write '{adam: {learning_rate: 1e-3}}'"),
    plain("  step:\n    net: {minimize: loss}\n", "", "such as 'step: {net: {minimize: loss}}'"),
    plain(
      "train:\n", "outputs: {checkpoints: {every: 5epochs}}\ntrain:\n",
      "a blank is missing: '5 epochs'"),
    whole("update: [net]", "update: net, other", "in brackets: 'update: [net, other]'"),
    // Data
    plain(
      "\n  digit: {source: builtin/digits, count: 64, scale: [0, 1]}", " mnist", "'NAME: mnist'"),
    plain("  digit: \(set)", "  source: mnist\n  digit: \(set)", "a name: 'NAME: {source: mnist}'"),
    whole("scale: [0, 1]", "transforms: {resize: 28}", "a list is written [{resize: 28}]"),
    plain(set, "{source: csv, path: a.csv, ignore: id}", "text 'id'; a list is written [id]"),
    plain(set, "{source: csv, path: a.csv, ignore: 3}", "number 3; a list is written [3]"),
    whole("scale: [0, 1]", "transforms: grayscale", "a list is written [grayscale]"),
    whole("  digit:", "  - digit:", "names stand without '-': 'digit: {…}'"),
    whole("  width: 4", "  - width: 4", "names stand without '-': 'width: 4'"),
    whole("scale: [0, 1]", "transforms: [resize 28]", "a ':' is missing: 'resize: 28'"),
    // Outputs
    whole(sample, "{grid: rebuilt, titles: again}", "text 'again'; a list is written [again]"),
    whole(sample, "rebuilt", "found the text 'rebuilt'; write {grid: rebuilt}"),
    whole(sample, "[rebuilt, digit]", "found a list; write {grid: [rebuilt, digit]}"),
  ]
}
