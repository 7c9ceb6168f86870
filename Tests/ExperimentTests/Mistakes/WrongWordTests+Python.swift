extension WrongWordTests {
  /// People who write Python: its tuples, 'None', operators, and the words of NumPy, pandas and scikit-learn.
  static let python: [Word] = [
    plain(loss, "mean(net(digit[0]))", "'digit.batch[:1]' is the first example"),
    plain("count: 64", "count: 1_000", "the text '1_000'; write 1000"),
    // Layers
    plain(layer, "conv2d: {filters: 4, kernel: '(3, 3)'}", "a list is written [3, 3]"),
    plain(layer, "conv2d: {filters: 4, kernel: (3, 3)}", "'(3, 3)'; a list is written [3, 3]\n"),
    plain(layer, "conv2d: {filters: 4, kernel: 3, bias: None}", "given as None; leave it out"),
    plain(layer, "conv2d: {filters: 4, kernel: 3, padding: (1, 1)}", "'(1, 1)'; write 1"),
    // Expressions
    plain(loss, "a if b else c", "an expression has no 'if'; a comparison is 1 or 0"),
    plain(
      loss, "mean(net(digit) if 1 else 0)", "an expression has no 'if'; a comparison is 1 or 0"),
    plain(loss, "mean(net(digit) and 1)", "an expression has no 'and'"),
    plain(loss, "mean(net(digit) ^ 2)", "a power is written '**', not '^'"),
    plain(loss, "'mean(net(digit)[:, 0])'", "has 1 axis to slice; the batch's is not written"),
    plain(loss, "'lambda x: mean(net(x))'", "by its name: 'functions: {f(x): …}'"),
    plain(loss, "mean(net(digit)) if true else 0", "'c * a + (1 - c) * b'"),
    whole("rebuilt: net(digit)", "rebuilt: |\n    x = net(digit)\n    x", "is an entry of its own"),
    whole(
      "rebuilt: net(digit)", "rebuilt, other: net(digit)",
      "each is read by the name of its layer: 'encoder(x).mean'"),
    // Training
    plain(adam, "{adam: {betas: (0.5, 0.9)}}", "'beta_1: 0.5' and 'beta_2: 0.9'\n"),
    plain("  batch_size: 32", "  batch_size: None", "None; leave it out for its default, which is"),
    plain("epochs: 1", "epochs = 1", "a value stands after ':', not '=': 'epochs:'"),
    plain("name: it", "name = it", "a value stands after ':', not '=': 'name:'"),
    plain("train:\n", "random_state: 3\ntrain:\n", "here it is 'seed'"),
    whole(wholeLoss, "mse(floor(rebuilt), round(digit))", "here it is 'floor': 'floor(x + 0.5)'"),
    // Data
    whole("scale: [0, 1]", "transforms: [standardize]", "'normalize: {mean: 0.5, std: 0.5}'"),
    whole("scale: [0, 1]", "transforms: [MinMaxScaler]", "fit: train, per: channel}"),
    plain(
      "scale: [0, 1]", "scale: 1/255", "; pictures are 0 to 255 when they are read, and [0, 1]"),
    plain("scale: [0, 1]", "scale: 1 / 255", "and [0, 1] divides them: write [0, 1]"),
    plain("scale: [0, 1]", "scale: 0.00392", "and [0, 1] divides them: write [0, 1]"),
    plain("scale: [0, 1]", "scale: 2", "; both ends are written: [0, 1]"),
    whole(set, "{source: csv, path: data/x.csv, target: y}", "here it is 'label'"),
    whole(set, "{source: csv, path: data/x.csv, features: [a, b]}", "here it is 'columns'"),
    whole(set, "{source: csv, path: data/x.csv, sep: ';'}", "here it is 'delimiter'"),
  ]
}
