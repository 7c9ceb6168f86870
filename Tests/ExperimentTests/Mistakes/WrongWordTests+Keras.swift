extension WrongWordTests {
  /// People who come from Keras and TensorFlow.
  static let keras: [Word] = [
    // Layers
    whole(
      "dense: 28 * 28", "dense: 784\n        name: wide\n      - dense: 784\n        from: wide",
      "its name is written 'as': {dense: {…}, as: wide}"),
    plain(layer, "MaxPooling2D: 2", "here it is 'max_pool': 'max_pool: 2'"),
    plain("dense: 1", "dense: {units: 1, input_shape: [9]}", "the network's 'input' says it"),
    plain("[28, 28, 1]", "[null, 28, 28, 1]", "the batch is not written"),
    plain(layer, "Conv2D(4, 3)", "write 'conv2d: {filters: 4, kernel: 3, padding: valid}'"),
    plain("    layers:", "    Sequential:", "here it is 'layers': a list, 'layers: [flatten,"),
    plain(layer, "\(layer)\n      - batch_norm: {axis: -1}", "the channels are the last axis"),
    plain(layer, "LSTM: 10", "'transformer_decoder' reads sequences"),
    plain("    layers:", "    trainable: false\n    layers:", "the updates that name it"),
    plain(layer, "SeparableConv2D: {filters: 4, kernel: 3}", "it is two layers: 'depthwise_conv2d"),
    plain(layer, "separable_conv2d: {filters: 4, kernel: 3}", "it is two layers"),
    plain("dense: 1", "dense: {units: 1, kernel_regularizer: l2}", "{adam: {weight_decay: 1e-4}}"),
    plain(
      "dense: 1", "dense: {units: 1, name: code}", "; its name stands beside the kind: 'as: code'"),
    plain(
      layer, "\(layer)\n        name: code", "; its name is written 'as': {conv2d: {…}, as: code}"),
    plain("- flatten", "- flatten\n        name: code", ": {}', and the layer's name as 'as'"),
    plain("dense: 1", "dense: {units: 1, trainable: false}", "stands in a network of its own"),
    plain(layer, "\(layer)\n        trainable: false", "stands in a network of its own"),
    plain("    layers:", "    weights: imagenet\n    layers:", "'etch fetch --list' tells"),
    plain(layer, "LeakyReLU(0.2)", "YAML has no calls: write 'leaky_relu: 0.2'"),
    plain(layer, "conv2d: {filters: 4, kernel: 3, padding: SAME}", "'SAME'; write same"),
    whole("activation: relu", "pool: 2", "an item of the list: '- max_pool: 2'"),
    whole("activation: relu", "activation: linear", "'none', or no 'activation', leaves the"),
    whole(
      "dense: 28 * 28", "dense: 784\n        inputs: flatten_1",
      "what it reads stands beside the kind: 'from: flatten_1'"),
    // Expressions
    plain(loss, "binary_crossentropy(net(digit), 1)", "here it is 'bce'"),
    plain(loss, "categorical_crossentropy(net(digit), 1)", "here it is 'cross_entropy'"),
    plain(loss, "bce(1, net(digit))", "here the prediction is a number [prediction-first]"),
    plain(loss, "bce(net(digit), 1, from_logits=true)", "logits are the rule"),
    plain(loss, "bce(net(digit), 1, class_weight=2)", "'mean(lookup([1, 9], x.label)"),
    plain(loss, "mean(net(digit)) * warmup(3)", "a weight that grows is 'minimum(1, step / 500)'"),
    plain(loss, "mean(net(digit)) * warmup(3 epochs)", "no 'epochs'; a moment is a number"),
    plain(loss, "triplet_loss(net(digit), 1)", "nothing is like it: 'mean(relu(near - far + 1))'"),
    plain(loss, "mean(net(digit)[digit.label])", "at computed places is 'lookup(table, places)'"),
    plain(loss, "psnr(net(digit), 1)", "it is '-10 * log(mse(a, b)) / log(10)'"),
    whole("width: 4", "width: {warmup: {over: 3 epochs}}", "an expression of 'step' or 'epoch'"),
    whole("net(digit)", "net.predict(digit)", "a network is called by its name: 'net(…)'"),
    whole("net(digit)", "net(digit, training=False)", "here it is 'mode': training or inference"),
    whole(
      "net(digit)", "net(digit).output",
      "note: its layers are 'conv2d_1', 'flatten_1', 'dense_1', 'reshape_1'"),
    whole(
      "figure: \(metric)", "accuracy: accuracy",
      "accuracy -> accuracy; here it is 'mean': 'mean(argmax(logits) == label)'"),
    // Training
    plain("minimize: loss", "minimize: {loss: 0.5}", "by a factor: '0.5 * loss'"),
    plain("minimize: loss", "minimize: {loss: 1, b: 0.5}", "by a factor: '1 * loss + 0.5 * b'"),
    whole("update: [net]", "update: [net.dense_1]", "stand in a network of their own"),
    whole(batch, "\(batch)\n  stop: 5", "the number 5; write {minimize: …, patience: 5}"),
    whole(
      batch, "\(batch)\n  stop: {monitor: recon}", "here it is 'minimize': 'minimize: test_loss'"),
    whole(
      batch, "\(batch)\n  stop: {minimize: recon, min_delta: 0.1}", "at all counts: leave it out"),
    whole(
      batch, "\(batch)\n  stop: {minimize: recon, mode: min}", "it is 'minimize' or 'maximize'"),
    plain(
      "train:\n", "metrics: [accuracy]\ntrain:\n", "{accuracy: mean(argmax(net(x)) == x.label)}"),
    plain(
      "train:\n", "outputs: {checkpoints: {best: {minimize: val_loss}}}\ntrain:\n",
      "the loss of the test part is a metric: 'metrics: {val_loss: loss}'"),
    plain(
      "train:\n", "outputs: {checkpoints: {best: {minimize: train_loss}}}\ntrain:\n",
      "note: the log has loss"),
    plain(batch, "\(batch)\n  stop: {minimize: test_loss}", "'metrics: {test_loss: loss}'"),
    plain(batch, "\(batch)\n  class_weight: [1, 9]", "each example has a factor: 'mean("),
    plain(
      "train:\n", "outputs: {plots: {new: {confusion_matrix: digit}}}\ntrain:\n",
      "nothing draws it; the recall of a class is a metric"),
    plain(batch, "\(batch)\n  verbose: 1", "every run shows its progress"),
    plain(batch, "\(batch)\n  save_best_only: true", "keeps the best checkpoint"),
    plain(batch, "\(batch)\n  early_stopping: {patience: 3}", "here it is 'stop'"),
    plain("train:\n", "compile: {loss: mse}\ntrain:\n", "'losses' says what is minimized"),
    plain("train:\n", "fit:\n", "here it is 'train'"),
    plain("train:\n", "callbacks: []\ntrain:\n", "'outputs' says what is saved and shown"),
    whole(
      rate, "learning_rate: {exponential_decay: {initial: 1, rate: 0.9, decay_steps: 9 steps}}",
      "no field 'decay_steps'; here it is 'every'"),
    // Data
    whole("scale: [0, 1]", "scale: [0, 1], split: val", "the text 'val'; here it is 'test'"),
    whole(set, "{source: image, path: a.png, width: 64}", "'size: [height, width]' says both"),
    plain("scale: [0, 1]", "validation_split: 0.2", "here it is 'holdout'"),
    plain("scale: [0, 1]", "rescale: 0.004", "here it is 'scale': 'scale: [0, 1]'"),
    plain("scale: [0, 1]", "image_size: [28, 28]", "'transforms: [{resize: 64}]'"),
    plain("scale: [0, 1]", "size: 28", "'transforms: [{resize: 64}]' brings pictures to one"),
    whole(set, "{source: images, path: data/x, classes: [a, b]}", "here it is 'label'"),
    whole(set, "{source: images, path: data/x, labels: l.csv}", "'source: image_table' those that"),
    whole(
      set, "{source: images, path: data/x, color_mode: grayscale}",
      "here it is 'transforms': 'transforms: [grayscale]'"),
    whole("scale: [0, 1]", "augment: true", "'transforms: [{random_flip: horizontal}]'"),
    // Outputs
    whole(
      "outputs:\n", "outputs:\n  checkpoints: {save_best_only: true}\n",
      "here it is 'best': 'best: {minimize: test_loss}'"),
    whole("count: 8", "training: true", "here it is 'mode': training or inference"),
  ]
}
