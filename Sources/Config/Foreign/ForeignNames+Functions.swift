extension ForeignNames {
  /// What expressions call, and what it takes.
  static let functions = [
    Entry(
      "binarycrossentropy bceloss bcewithlogitsloss binarycrossentropywithlogits", "bce",
      "of logits, the prediction first: 'bce(logits, target)'"),
    Entry(
      "categoricalcrossentropy sparsecategoricalcrossentropy crossentropyloss nllloss softmaxcrossentropywithlogits crossentropy",
      "cross_entropy", "of logits, the prediction first: 'cross_entropy(logits, label)'"),
    Entry("mseloss meansquarederror", "mse", "'mse(prediction, target)'"),
    Entry("l1loss mae meanabsoluteerror", "l1", "'l1(prediction, target)'"),
    Entry("smoothl1loss smoothl1 huberloss", "huber", "'huber(prediction, target)'"),
    Entry("hingeloss hingeembeddingloss", "hinge"),
    Entry(
      "kldivloss kldivergence kldiv", "kl",
      "'kl(mean, log_variance)' of normal distributions; of classes 'cross_entropy(scores, p)' has the same gradient"
    ),
    Entry(
      "logsoftmax", nil,
      "'cross_entropy' takes scores as they are; of one class it is '-cross_entropy(x, label, reduction=none)', of all 'log(softmax(x))'",
      among: ["sqrt"]),
    Entry(
      "logsumexp", nil,
      "'max(x, axis=-1) + log(sum(exp(x - max(x, axis=-1)), axis=-1))' holds of great numbers too",
      among: ["sqrt"]),
    Entry("wassersteinloss", "wasserstein"), Entry("tvloss", "total_variation"),
    Entry("randnlike", "normal", "'normal(like=x)'"),
    Entry("randn randomnormal", "normal", "'normal([100])', one row for each example"),
    Entry("randlike", "uniform", "'uniform(like=x)'"),
    Entry("rand randomuniform", "uniform", "'uniform([100])', one row for each example"),
    Entry("zeroslike", "zeros", "'zeros(like=x)'"), Entry("oneslike", "ones", "'ones(like=x)'"),
    Entry("cat concatenate stack", "concat", "'concat([a, b])'"),
    Entry("reducemean", "mean"), Entry("reducesum", "sum"), Entry("reducestd", "std"),
    Entry("clamp clipbyvalue", "clip", "'clip(x, 0, 1)'"), Entry("arange", "range"),
    Entry("mm bmm dot einsum", "matmul"), Entry("amax reducemax", "max"),
    Entry("min amin reducemin", "minimum", "of two values; the least of one is '-max(-x)'"),
    Entry("argmin", "argmax", "'argmax(-x)'"),
    Entry("var variance reducevariance", "std", "'std(x) ** 2'"),
    Entry("pi", nil, "write 3.14159265", among: ["sqrt"]),
    Entry("linspace", "interpolate", "'interpolate(0, 1, 5)'"),
    Entry("eye", "one_hot", "'one_hot(range(10), 10)'"),
    Entry("log1p", "log", "'log(1 + x)'"), Entry("expm1", "exp", "'exp(x) - 1'"),
    Entry("log2 log10", "log", "'log(x) / log(2)'"), Entry("rsqrt", "sqrt", "'1 / sqrt(x)'"),
    Entry("softmin", "softmax", "'softmax(-x)'"),
    Entry("logsigmoid", "softplus", "'-softplus(-x)'"),
    Entry("tan", nil, "it is 'sin(x) / cos(x)'", among: ["sqrt"]),
    Entry("sinh", nil, "it is '0.5 * (exp(x) - exp(-x))'", among: ["sqrt"]),
    Entry("cosh", nil, "it is '0.5 * (exp(x) + exp(-x))'", among: ["sqrt"]),
    Entry(
      "atan atan2 arctan arctan2 asin arcsin acos arccos", nil,
      "of angles there are 'sin' and 'cos' alone", among: ["sqrt"]),
    Entry(
      "leakyrelu", nil, "it is a layer; of a value it is 'maximum(x, 0.2 * x)'", among: ["sqrt"]),
    Entry("silu swish", nil, "it is a layer; of a value it is 'x * sigmoid(x)'", among: ["sqrt"]),
    Entry(
      "gelu elu selu prelu dropout conv2d linear dense maxpool2d avgpool2d upsample pad crop batchnorm layernorm embedding",
      nil, "it is a layer, an item of a network's 'layers', and 'net(x)' calls the network",
      among: ["sqrt"]),
    Entry(
      "median quantile percentile", nil, "of examples there are 'mean', 'std' and 'max' alone",
      among: ["sqrt"]),
    Entry(
      "sort argsort", nil,
      "nothing sorts; 'max' and 'argmax' find the greatest, and 'sum(x > column(x), axis=0)[0]' the place of each, with a network 'column' that reshapes [n] to [n, 1]",
      among: ["sqrt"]),
    Entry(
      "cumsum", nil, "sums up to each place are 'log(cumprod(exp(x)))', of small numbers",
      among: ["sqrt"]),
    Entry(
      "gather takealongdim takealongaxis indexselect", nil,
      "the score of each example's class is 'sum(scores * one_hot(x.label, 10), axis=-1)'; of one table for all it is 'lookup(table, places)'",
      among: ["sqrt"]),
    Entry(
      "flip fliplr flipud hflip vflip", nil,
      "pictures are mirrored in training by 'random_flip', a transform of their data",
      among: ["sqrt"]),
    Entry(
      "cdist pdist pairwisedistance outer", nil,
      "an example meets all others of its batch in 'info_nce' and 'kid' alone", among: ["sqrt"]),
    Entry(
      "gumbelsoftmax", "softmax", "'softmax((scores - log(-log(uniform(like=scores)))) / 0.5)'"),
    Entry(
      "multinomial categorical", "argmax",
      "a class is drawn by 'argmax(scores - log(-log(uniform(like=scores))))'"),
    Entry(
      "betadistribution", "uniform",
      "'uniform([])' is Beta(1, 1), and 'uniform([]) ** (1 / a)' Beta(a, 1); others are not drawn"),
    Entry(
      "truncatednormal truncnormal", "normal_quantile",
      "'normal_quantile(uniform([100], low=0.0228, high=0.9772))' is within 2 deviations"),
    Entry(
      "laplacedistribution", "uniform",
      "'-sign(u) * log(1 - 2 * abs(u))' of 'u: uniform([100], low=-0.5, high=0.5)'"),
    Entry(
      "poissondistribution gammadistribution dirichletdistribution", nil,
      "'normal', 'uniform', 'bernoulli' and 'randint' draw, and nothing else", among: ["sqrt"]),
    Entry("logprob normallogprob", "log_normal_pdf"),
    Entry(
      "distill distillation distillationloss knowledgedistillation", "cross_entropy",
      "'16 * cross_entropy(student / 4, softmax(teacher / 4))' at a temperature of 4"),
    Entry("prod reduceprod", "cumprod", "'cumprod(x)[..., -1]' along the last axis"),
    Entry(
      "any all reduceany reduceall", "max",
      "comparisons are 1 or 0: 'max(c)' is whether one holds, '1 - max(1 - c)' whether all do"),
    Entry(
      "rgbtograyscale rgbtogray tograyscale grayscale luminance luma", "matmul",
      "'matmul(x, [[0.299], [0.587], [0.114]])'; 'grayscale' is a transform of data"),
    Entry(
      "rgbtoyuv yuvtorgb rgbtoycbcr ycbcrtorgb", "matmul",
      "'matmul(x, m)' with a matrix of 3 rows of 3 numbers, of which each row is what one channel adds"
    ),
    Entry(
      "tile repeat repeatinterleave broadcastto expand expandas", nil,
      "an axis of 1 meets any other by itself: 'x + zeros([28, 28, 1])' has that shape",
      among: ["sqrt"]),
    Entry("exponentialdistribution", "uniform", "'-log(uniform([100]))'"),
    Entry("gumbeldistribution", "uniform", "'-log(-log(uniform([100])))'"),
    Entry("rademacher", "bernoulli", "'2 * bernoulli(0.5, [100]) - 1'"),
    Entry("lognormal", "normal", "'exp(normal([100]))'"),
    Entry(
      "isnan isinf isfinite nantonum", nil,
      "a run ends, and says so, where numbers are not finite", among: ["sqrt"]),
    Entry(
      "none newaxis", nil, "axes are added in a network, by its layer 'reshape'", among: ["sqrt"]),
    Entry(
      "parameters namedparameters weights getweights trainableweights", nil,
      "weights are no values; an optimizer holds them small: '{adam: {weight_decay: 1e-4}}'",
      among: ["sqrt"]),
    Entry("logit", nil, "of a probability it is 'log(p / (1 - p))'", among: ["sqrt"]),
    Entry(
      "topk topkaccuracy topkcategoricalaccuracy sparsetopkcategoricalaccuracy intopk", nil,
      "a class is among the first 3 where fewer scores are greater: 'sum(scores > sum(scores * one_hot(x.label, 10), axis=-1), per=example) < 3'",
      among: ["sqrt"]),
    Entry(
      "detach", "stop_gradient",
      "hardly ever needed, since an update differentiates only by what it changes"),
    Entry("pow", nil, "a power is 'x ** 2'", among: ["sqrt"]),
    Entry("floordivide floordiv", "floor", "'floor(a / b)'"),
    Entry(
      "mod fmod remainder", nil, "the rest of a division is 'a - b * floor(a / b)'",
      among: ["sqrt"]),
    Entry(
      "not logicalnot invert", nil, "a comparison is 1 or 0: '1 - a' is not", among: ["sqrt"]),
    Entry("logicaland", nil, "comparisons are 1 or 0: 'a * b' is both", among: ["sqrt"]),
    Entry("logicalor", nil, "comparisons are 1 or 0: 'maximum(a, b)'", among: ["sqrt"]),
    Entry("grad gradients autograd", "gradient", "'gradient(loss, x)'"),
    Entry("round rint", "floor", "'floor(x + 0.5)'"),
    Entry("erfinv", "normal_quantile"), Entry("lerp slerp", "interpolate"),
    Entry(
      "where cond select", nil, "a comparison is 1 or 0: 'c * a + (1 - c) * b'", among: ["sqrt"]),
    Entry(
      "len size shape", nil, "sizes are known when the file is checked: write the number",
      among: ["sqrt"]),
    Entry(
      "permute transpose swapaxes moveaxis", nil,
      "axes are moved in a network, by its layer 'permute'", among: ["sqrt"]),
    Entry(
      "reshape view flatten unflatten squeeze unsqueeze expanddims", nil,
      "shapes are changed in a network, by its layers 'reshape' and 'flatten'", among: ["sqrt"]),
    Entry(
      "ssim msssim structuralsimilarity", nil,
      "nothing is like it: 'mse', 'l1' and 'huber' compare pictures", among: ["sqrt"]),
    Entry(
      "lpips perceptual perceptualloss", nil,
      "pictures are compared by what a network sees of them: 'mse(vgg(a).block3_conv3, vgg(b).block3_conv3)'",
      among: ["sqrt"]),
    Entry(
      "psnr peaksignalnoiseratio", nil,
      "of pictures from 0 to 1 it is '-10 * log(mse(a, b)) / log(10)'", among: ["sqrt"]),
    Entry(
      "fid frechetinceptiondistance", "frechet",
      "of what a network makes of pictures: 'frechet(features(fake), features(real))'"),
    Entry(
      "focal focalloss dice diceloss iou iouloss jaccard tversky", nil,
      "nothing is like it: a loss may be any expression, as 'mean(square(a - b))'",
      among: ["sqrt"]),
    Entry(
      "infonceloss ntxent ntxentloss simclr simclrloss cliploss", "info_nce",
      "'info_nce(net(a), net(b))' of what belongs together"),
    Entry(
      "triplet tripletloss tripletmarginloss contrastiveloss", nil,
      "nothing is like it: 'mean(relu(near - far + 1))' of distances, of which the far one may be to the next example, 'concat([x.batch[1:], x.batch[:1]], axis=batch)'",
      among: ["sqrt"]),
    Entry(
      "roll shuffle randperm permutation", nil,
      "pictures are moved by 'shift', examples by 'concat([x.batch[1:], x.batch[:1]], axis=batch)'",
      among: ["sqrt"]),
    Entry(
      "norm vectornorm l2norm", nil, "a length is 'sqrt(sum(square(x), per=example))'",
      among: ["sqrt"]),
    Entry(
      "normalize l2normalize", nil, "of length 1 it is 'x / sqrt(sum(square(x), axis=-1))'",
      among: ["sqrt"]),
    Entry(
      "cosinesimilarity cosinedistance", nil,
      "of vectors of length 1 it is 'sum(a * b, per=example)'", among: ["sqrt"]),
    Entry(
      "warmup linearwarmup anneal annealing", nil,
      "a schedule, such as 'warmup', is of a learning rate; a weight that grows is 'minimum(1, step / 500)', or with 'epoch'",
      among: ["sqrt"]),
    Entry(
      "confusionmatrix confusion classificationreport", nil,
      "nothing draws it; the recall of a class is a metric, 'recall: mean((argmax(scores) == 3) * (x.label == 3)) / mean(x.label == 3)'",
      among: ["sqrt", "scatter"]),
    Entry(
      "item numpy tolist print", nil, "figures are shown by 'metrics' of the experiment",
      among: ["sqrt"]),
    Entry(
      "cuda cpu to half bfloat16", nil,
      "everything is computed on the processor, in single precision", among: ["sqrt"]),
    Entry(
      "float astype cast double long", nil, "all values are numbers of one kind", among: ["sqrt"]),
    Entry(
      "backward", nil, "an update differentiates: 'step: {net: {minimize: loss}}'",
      among: ["sqrt"]),
    Entry("clone contiguous copy", nil, "leave it out: no value is changed", among: ["sqrt"]),
    Entry("losses", nil, "losses are added by their names: 'error + penalty'", among: ["sqrt"]),
    Entry("accuracy", "mean", "'mean(argmax(logits) == label)'"),
    Entry(
      "recall f1 f1score fscore", nil,
      "a figure of one class is made of comparisons, which are 1 or 0; its recall is 'mean((argmax(scores) == 3) * (x.label == 3)) / mean(x.label == 3)'",
      among: ["sqrt"]),
    Entry(
      "auc roc rocauc auroc", nil,
      "nothing goes over all thresholds; of one it is 'mean((score > 0.5) == x.label)'",
      among: ["sqrt"]),
  ]

  /// Functions that are methods elsewhere, `x.mean()`, with the value first.
  static let methods = [
    "abs", "argmax", "clip", "cos", "cumprod", "exp", "floor", "log", "matmul", "max", "maximum",
    "mean", "minimum", "relu", "sigmoid", "sign", "sin", "softmax", "softplus", "sqrt", "square",
    "std", "sum", "tanh",
  ]

  /// What is meant by a second argument of a function that reduces one value.
  public static let secondArguments = [
    "max": "the greater of two values is 'maximum(a, b)'"
  ]

  static let arguments = [
    Entry(
      "fromlogits", "probabilities", "logits are the rule, and 'probabilities=true' says otherwise"
    ),
    Entry("dim axes", "axis"), Entry("size", "shape"),
    Entry(
      "weight classweights", nil,
      "each class has a factor: 'mean(lookup([1, 9], x.label) * cross_entropy(scores, x.label, reduction=none))'",
      among: ["ignore"]),
    Entry(
      "mean std stddev loc", nil, "of another mean and deviation it is '2 + 0.5 * normal([100])'",
      among: ["shape"]),
    Entry(
      "scalefactor aligncorners", nil,
      "it is a walk between values; pictures are enlarged by 'resize(x, scale=2)'", among: ["to"]),
    Entry(
      "dim axis axes", nil,
      "'argmax' goes along the last axis, and whatever else takes one value, over each number",
      among: ["x"]),
    Entry(
      "labelsmoothing", nil,
      "probabilities may stand in the place of classes: '0.9 * one_hot(x.label, 10) + 0.01'",
      among: ["reduction"]),
    Entry(
      "keepdim keepdims", nil, "with 'axis' the axis stays, of 1", among: ["axis"]),
    Entry(
      "ddof correction unbiased", nil, "'std' divides by how many numbers there are",
      among: ["axis"]),
    Entry("input ypred", "prediction", "it comes first"),
    Entry("ytrue label labels", "target", "it comes after the prediction"),
    Entry(
      "weight weights lossweight", nil,
      "a loss is weighted by a factor: '0.5 * mse(a, b)'", among: ["reduction"]),
    Entry(
      "sampleweight classweight classweights posweight", nil,
      "each example has a factor: 'mean(lookup([1, 9], x.label) * cross_entropy(scores, x.label, reduction=none))'",
      among: ["reduction", "assign", "step"]),
    Entry("training istraining", "mode", "training or inference"),
    Entry("sizeaverage reduce", "reduction"), Entry("minvalue minval min", "low"),
    Entry("maxvalue maxval max", "high"),
  ]
}
