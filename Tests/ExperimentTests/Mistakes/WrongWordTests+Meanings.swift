extension WrongWordTests {
  /// Words of the language that are meant otherwise: units, shapes, names, and what stands for what.
  static let meanings: [Word] = [
    // Expressions
    plain(loss, "mse(net(digit), digit.label)", "'net(digit)[0]' is one number an example"),
    plain(loss, "mse(2 * net(digit), digit.label)", "'(…)[0]' is one number an example"),
    plain(loss, "mean(net(digit)) + mean(label)", "'label'; did you mean 'digit.label'?"),
    plain(
      loss, "mean(square(net(normal([32, 28, 28, 1]))))",
      "the batch is not written: a shape is that of one example, as in 'normal([28, 28, 1])'"),
    plain(loss, "cross_entropy(digit.label, net(digit))", "the prediction comes first"),
    plain(
      loss, "bce(digit.label == 1, net(digit)[0])",
      "here the prediction is made without a network [prediction-first]"),
    plain(
      loss, "cross_entropy(2 * digit[0, :2, 0], concat([net(digit), net(digit)]))",
      "here the prediction is made without a network [prediction-first]"),
    plain(
      loss, "mse(concat([net(digit), net(digit)]), digit.label)",
      "where it is a class, cross_entropy takes both as they are"),
    plain(
      loss, "bce(one_hot(digit.label, 3), digit.label) + mean(net(digit))",
      "class, 'cross_entropy(one_hot(digit.label, 3), digit.label)' takes both as they are"),
    whole(metric, "{value: sum(rebuilt) / batch_size}", "the metric 'figure' reads it"),
    whole(
      metric, "mean(argmax(digit.label))",
      "argmax goes along an axis, and this is one number an example"),
    // Training
    plain(adam, "{adam: 0.001}", "write {learning_rate: 0.001}"),
    plain("net: {minimize: loss}", "net: {loss: loss}", "here it is 'minimize': 'minimize: loss'"),
    plain(
      "train:\n", "outputs: {checkpoints: {every: epoch}}\ntrain:\n",
      "found the text 'epoch'; its count is missing: '1 epoch'"),
    plain("train:\n", "outputs: {checkpoints: {every: 1}}\ntrain:\n", "; its unit is missing"),
    plain(
      adam, "{adam: {learning_rate: {cosine: {initial: 1e-3, over: 8}}}}",
      "'1 epoch' or '500 steps', found the number 8; its unit is missing"),
    plain(
      adam, "{adam: {learning_rate: {step: {initial: 1e-3, every: 5}}}}",
      "'every' of step expects a count and a unit"),
    plain(
      adam, "{adam: {learning_rate: {linear_decay: {initial: 1e-3, start: 0, end: 5 epochs}}}}",
      "found the number 0; its unit is missing"),
    plain(
      adam,
      "{adam: {learning_rate: {warmup: {over: 1 epoch, then: {cosine: {initial: 1, over: 8}}}}}}",
      "'over' of cosine expects a count and a unit"),
    plain(
      "net: {minimize: loss}",
      "fit: {update: [net], minimize: loss}\nmetrics: {total: {value: fit}}",
      "'fit' is an update, and a name of values is wanted; what it minimizes is 'loss'"),
    plain(
      "net: {minimize: loss}",
      "fit: {update: [net], maximize: loss}\nmetrics: {total: {value: fit}}",
      "what it maximizes is 'loss'"),
    plain(
      "net: {minimize: loss}",
      "fit: {update: [net], minimize: loss}\nfunctions: {fit(x): x}\nmetrics: {total: {value: fit}}",
      "'fit' is a function; call it: fit(…)"),
    whole("update: [net]", "update: all", "to update; there is 'net'"),
    whole("epochs: 1", "epochs: 10 epochs", "'10 epochs'; the number stands alone: 10"),
    whole("epochs: 1", "steps: 10 epochs", "'10 epochs'; that is 'epochs: 10'"),
    whole("minimize: recon", "minimize: recon, weight: 2", "'minimize: 0.5 * loss'"),
    // Data
    plain(
      set, "{source: builtin/faces, count: 8, scale: [0, 1]}",
      "'transforms: [{resize: 28}, grayscale, {scale: …}]' of 'digit' makes it fit"),
    plain(
      set, "{source: builtin/faces, count: 8, transforms: [{scale: [0, 1]}]}",
      "'{resize: 28}, grayscale' behind the other 'transforms' of 'digit' makes it fit"),
    plain(
      set, "{source: builtin/faces, count: 8}",
      "'transforms: [{resize: 28}, grayscale]' of 'digit' makes it fit"),
    plain(set, "{source: images, path: 'https://a.org/b.zip'}", "an address is no path"),
    plain(set, "{source: images, path: “b”}", "quotes are straight, \" or '"),
    plain(set, "{source: images, path: 'b/*.png'}", "a path has no wildcards: name the folder"),
    plain(set, "{source: images, path: none_such.png}", "'source: image' reads one picture"),
    plain("scale: [0, 1]", "scale: 255", "; both ends are written: [0, 1]"),
    plain(
      "scale: [0, 1]}", "scale: rnage}\nparams: {range: [0, 1]}",
      "found the text 'rnage', which is no param; did you mean 'range'?"),
    whole("  digit:", "  other: {like: digt}\n  digit:", "written out; did you mean 'digit'?"),
    // Outputs
    whole("count: 8", "rows: 2", "'columns' how many stand side by side"),
    whole(metric, "{value: recon, every: 5}", "figures are computed after each epoch"),
  ]
}
