extension ForeignNames {
  /// Layers of others that are several here, or an expression.
  static let recipes = [
    Entry("mish", "compute", "'compute: x * tanh(softplus(x))'"),
    Entry("softsign", "compute", "'compute: x / (1 + abs(x))'"),
    Entry("hardtanh", "compute", "'compute: \"clip(x, -1, 1)\"'"),
    Entry("hardsigmoid", "compute", "'compute: \"clip(x / 6 + 0.5, 0, 1)\"'"),
    Entry("hardswish hardsilu", "compute", "'compute: \"x * clip(x / 6 + 0.5, 0, 1)\"'"),
    Entry("glu", "compute", "of 16 channels 'compute: \"x[..., :8] * sigmoid(x[..., 8:])\"'"),
    Entry(
      "rmsnorm rmsnormalization pixelnorm", "compute",
      "'compute: x / sqrt(mean(square(x), axis=-1) + 1e-8)', in quotes within braces"),
    Entry(
      "minibatchstddev minibatchstd minibatchdiscrimination", "compute",
      "'compute: \"concat([x, 0 * x[..., :1] + mean(std(x, axis=batch))])\"'"),
    Entry("stopgradient detach", "compute", "'compute: stop_gradient(x)'"),
    Entry("onehot categoryencoding", "compute", "'compute: \"one_hot(x, 10)\"'"),
    Entry("blur gaussianblur", "compute", "'compute: \"blur(x, 1)\"'"),
    Entry(
      "timeembedding sinusoidalembedding sinusoidalpositionembedding fourierfeatures", "compute",
      "'compute: x * exp(-log(10000) * range(16) / 15)' of one number, then 'compute: \"concat([sin(x), cos(x)])\"'"
    ),
    Entry(
      "film adain conditionalbatchnorm conditionalbatchnorm2d conditionalinstancenorm", "compute",
      "'compute: normed * (1 + gamma) + beta' of outputs that 'as' names, two of a dense layer or an embedding"
    ),
    Entry(
      "squeezeexcite squeezeexcitation seblock", "multiply",
      "'global_average_pool', 'dense: {units: 8, activation: sigmoid}', 'reshape: [1, 1, 8]', then 'multiply: [seen]'"
    ),
    Entry(
      "skip skipconnection shortcut", "add",
      "'add: [seen]' of an output that 'as' names; 'residual' holds the layers that are passed over"
    ),
    Entry(
      "positionalencoding positionalembedding learnedposition learnedpositionembedding posembed",
      "position_embedding"),
    Entry("transformer transformerblock", "transformer_encoder"),
    Entry(
      "mlp feedforward ffn", "dense",
      "'dense: {units: 64, activation: relu}', then 'dense: 10'"),
    Entry(
      "noiseinjection", "compute", "'compute: \"x + 0.1 * normal(like=x[..., :1])\"'"),
    Entry(
      "biasadd biaslayer", "parameter",
      "'parameter: {shape: [1, 1, 64], initializer: zeros}' of 64 channels, then 'add: [seen]'"),
    Entry(
      "attention selfattention crossattention", "multi_head_attention",
      "of a sequence: 'reshape: [49, 64]' makes one of 7 x 7 pixels; 'memory' names what is looked at"
    ),
    Entry(
      "patchembed patchembedding patchify", "conv2d",
      "with 'kernel: 4, stride: 4, padding: valid', then 'reshape: [49, 64]'"),
    Entry(
      "spacetodepth pixelunshuffle", "permute",
      "of 28 x 28 pixels 'reshape: [14, 2, 14, 2, 1]', 'permute: [1, 3, 2, 4, 5]', 'reshape: [14, 14, 4]'"
    ),
    Entry(
      "scale layerscale rezero skipinit affine actnorm", "parameter",
      "'parameter: {shape: [1, 1, 64], initializer: zeros}' of 64 channels, then 'multiply: [seen]'"
    ),
    Entry(
      "clstoken classtoken addclasstoken prependclasstoken masktoken learnedtoken", "parameter",
      "'parameter: [1, 64]', then 'compute: \"concat([x, patches], axis=0)\"', and behind the blocks 'compute: x[0]'"
    ),
    Entry(
      "addweight learnedconstant constantinput constant", "parameter", "'parameter: [4, 4, 512]'"),
    Entry("interpolate", "resize", "'resize: 14', or 'upsample: 2'"),
    Entry("maxunpool2d unpool", "upsample", "'upsample: 2'"),
    Entry(
      "weightnorm weightnormalization", "spectral_norm",
      "another norm, which stands around a layer too: 'spectral_norm: {conv2d: {filters: 64, kernel: 4}}'"
    ),
    Entry(
      "logsoftmax", nil, "leave it out: 'cross_entropy' takes scores as they are",
      among: ["flatten"]),
    Entry(
      "vectorquantize vectorquantizer vq", nil,
      "it is an expression over a variable: 'lookup(codebook, nearest)', whose gradient 'z + stop_gradient(code - z)' passes on",
      among: ["flatten"]),
    Entry(
      "droppath stochasticdepth", "multiply",
      "at the end of the branch 'as: branch', 'compute: \"ones(like=x[:1, :1])\"', 'dropout: 0.1', 'multiply: [branch]'; of pictures 'x[:1, :1, :1]'"
    ),
    Entry(
      "causal iscausal", nil,
      "'transformer_decoder' is the causal block, and without 'memory' it is one of a GPT",
      among: ["hidden"]),
    Entry(
      "topk topp nucleus", nil,
      "words are drawn of all, by 'temperatures': a low one keeps to the likely ones",
      among: ["temperatures"]),
  ]
}
