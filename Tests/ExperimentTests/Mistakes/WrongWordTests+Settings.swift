extension WrongWordTests {
  /// People who come from other programs' settings: kinds as fields, names in braces or behind sections, paths of keys, keys at
  /// other places.
  static let settings: [Word] = [
    // Layers
    plain("[28, 28, 1]", "[${side}, 28, 1]", "a param is its bare name here: 'side'"),
    plain(
      layer, "{type: conv2d, filters: 4, kernel: 3}", "its fields stand under it: {conv2d: {…}}"),
    plain(layer, "{conv2d: {filters: 4, kernel: 3}, name: first}", "{conv2d: {…}, as: first}"),
    // Expressions
    whole("net(digit)", "networks.net(digit)", "a network is called by its name alone: 'net(…)'"),
    whole("\(wholeLoss)\n", "{mse: [rebuilt, digit]}\n", "a call is written 'mse(rebuilt, digit)'"),
    whole("\(wholeLoss)\n", "{type: mse, weight: 0.5}\n", "a call is written 'mse(…)'"),
    plain(loss, "{type: mse}", "a call is written 'mse(…)'"),
    // Params
    whole("filters: width", "filters: params.width", "a param is its bare name here: 'width'"),
    whole("filters: width", "filters: '{{ width }}'", "a param is its bare name here: 'width'"),
    whole("filters: width", "filters: '{width}'", "a param is its bare name here: 'width'"),
    whole("filters: width", "filters: 2 * params.width", "alone: 'width', not 'params.width'"),
    whole("dense: 28 * 28", "dense: ${params.width}", "between '${' and '}'; write '${width}'"),
    whole("net(digit)", "net(digit) * params.width", "alone: 'width', not 'params.width'"),
    whole("net(digit)", "net(data.digit)", "names stand alone: 'digit', not 'data.digit'"),
    whole(
      "\(wholeLoss)\n", "mean(data.digit.label)\n", "names stand alone: 'digit', not 'data.digit'"),
    whole(
      "name: it", "name: it\nprofiles: {quick: {train.epochs: 2}}",
      "no field 'train.epochs'; a key within a key is written 'train: {epochs: 2}'"),
    // Training
    whole("  step:", "  steps:", "found a map; did you mean 'step'?"),
    plain(
      adam, "{sgd: {nesterov: true}}", "there is none; write 'momentum: 0.9' beside it, or leave"),
    plain(adam, "{type: adam, lr: 0.001}", "its fields stand under it: {adam: {…}}"),
    plain(batch, "\(batch)\n  checkpoint: 3", "'outputs' has it: 'outputs: {checkpoints: {"),
    plain(batch, "\(batch)\n  loss: mse", "an update minimizes it"),
    plain("train:\n", "epochs: 10\ntrain:\n", "it belongs under 'train'"),
    plain("train:\n", "outputs: {dir: runs}\ntrain:\n", "'--out' says where runs stand"),
    plain(
      batch, "\(batch)\n  minimize: loss",
      "it stands under a name in 'step': 'step: {net: {minimize: loss}}'"),
    plain(batch, "\(batch)\n  assign: 1", "it stands under a name in 'step'"),
    plain("train:\n", "layers: []\ntrain:\n", "they stand in a network"),
    whole(
      batch, "\(batch)\n  seed: 3", "no field 'seed'; it stands at the top of the file: 'seed: 7'"),
    whole(batch, "\(batch)\n  losses: {a: recon}", "it stands at the top of the file"),
    // Data
    plain(
      set, "{source: image, path: photo.png, method: nearest}",
      "write 'height', 'longest' or 'size', or leave 'method' away"),
    // Outputs
    whole(
      set, "{dataset: builtin/digits, count: 64}",
      "needs 'source'; instead of 'dataset' write 'source: builtin/digits'"),
    whole(sample, "{images: rebuilt}", "here it is 'grid': 'grid: [picture, rebuilt]'"),
    whole(sample, "{value: rebuilt}", "no field 'value'; here it is 'grid'"),
    whole("  samples:\n", "  images:\n", "here it is 'samples': 'samples: {new: {grid: rebuilt}}'"),
    whole("outputs:\n", "outputs:\n  save: best\n", "here it is 'checkpoints'"),
    whole(
      "outputs:\n", "outputs:\n  plots: {h: {histogram: mean(rebuilt), xlim: [0, 1]}}\n",
      "no field 'xlim'; 'x: [-4, 4]' says the ends of that axis"),
    plain(
      "  step:\n    net: {minimize: loss}\n", "  minimize: loss\n",
      "no field 'minimize'; it stands under a name in 'step'"),
    plain("minimize: loss", "minimize: [loss]", "[loss] is no list of numbers; write loss, "),
    whole(metric, "{loss: recon}", "no field 'loss'; here it is 'value'"),
    whole("name: it", "title: it", "no field 'title'; here it is 'name'"),
  ]
}
