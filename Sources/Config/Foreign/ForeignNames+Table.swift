extension ForeignNames {
  static let layers = [
    Entry("linear fullyconnected fc", "dense", "'dense: 10'"),
    Entry("conv2d convolution2d conv convolution", "conv2d"),
    Entry("conv2dtranspose convtranspose2d deconv2d deconvolution2d", "conv2d_transpose"),
    Entry("depthwiseconv2d", "depthwise_conv2d"),
    Entry(
      "separableconv2d separableconvolution2d", nil,
      "it is two layers: 'depthwise_conv2d: {kernel: 3}', then 'conv2d: {filters: 16, kernel: 1}'",
      among: ["flatten"]),
    Entry("maxpooling2d maxpool2d maxpooling maxpool", "max_pool", "'max_pool: 2'"),
    Entry("averagepooling2d avgpool2d averagepool2d avgpool", "average_pool", "'average_pool: 2'"),
    Entry(
      "globalaveragepooling2d globalavgpool2d adaptiveavgpool2d adaptiveaveragepool adaptiveavgpool globalavgpool",
      "global_average_pool"),
    Entry("globalmaxpooling2d globalmaxpool2d adaptivemaxpool2d", "global_max_pool"),
    Entry(
      "globalsumpooling2d globalsumpool2d globalsumpool sumpool", "global_average_pool",
      "a mean; of 7 x 7 pixels 'compute: 49 * x' behind it makes the sum"),
    Entry(
      "maskedconv2d maskedconvolution2d maskedconv causalconv2d", nil,
      "a masked kernel is two that are added, of the rows above and of what is left of a pixel: 'pad', then 'conv2d' with 'padding: valid'",
      among: ["flatten"]),
    Entry(
      "embedding", nil,
      "'dense: {units: 8, bias: false}' behind 'compute: one_hot(x, 10)' is one, and stands there",
      among: ["depthwise_conv2d"]),
    Entry("batchnormalization batchnorm2d batchnorm1d batchnorm bn", "batch_norm"),
    Entry("layernormalization layernorm", "layer_norm"), Entry("resizing", "resize"),
    Entry("instancenormalization instancenorm2d instancenorm", "instance_norm"),
    Entry("groupnormalization groupnorm", "group_norm"),
    Entry("spectralnormalization spectralnorm", "spectral_norm"),
    Entry(
      "upsampling2d upsampling upsamplingnearest2d upsamplingbilinear2d", "upsample",
      "'upsample: 2'"),
    Entry("zeropadding2d zeropad2d constantpad2d", "pad", "'pad: 1'"),
    Entry("reflectionpad2d reflectionpadding2d", "pad", "'pad: {size: 1, mode: reflect}'"),
    Entry("cropping2d", "crop"), Entry("unflatten view", "reshape"),
    Entry("pixelshuffle depthtospace", "depth_to_space"),
    Entry("concatenate cat", "concat"), Entry("dropout2d spatialdropout2d", "spatial_dropout"),
    Entry("gaussiannoise", "gaussian_noise"), Entry("leakyrelu", "leaky_relu"),
    Entry("swish", "silu"),
    Entry("multiheadattention", "multi_head_attention"),
    Entry(
      "transformerencoderlayer transformerencoder", "transformer_encoder"),
    Entry("transformerdecoderlayer transformerdecoder", "transformer_decoder"),
    Entry("lambda", "compute", "'compute: x / 2'"),
    Entry(
      "activation", nil,
      "an activation is a layer of its own, 'relu', or the field 'activation' of dense and conv2d",
      among: ["flatten"]),
    Entry(
      "sequential modulelist", nil, "a network's 'layers' is such a list already",
      among: ["flatten"]),
    Entry(
      "input inputlayer", nil, "the network's 'input' says what goes in: 'input: [28, 28, 1]'",
      among: ["flatten"]),
    Entry("identity", nil, "'none' leaves a layer out", among: ["flatten"]),
    Entry(
      "conv1d convolution1d", "conv2d",
      "a kernel of [3, 1] on an input of [length, 1, channels]"),
    Entry(
      "lstm gru rnn simplernn lstmcell convlstm", nil,
      "nothing is recurrent; 'transformer_decoder' reads sequences", among: ["flatten"]),
    Entry(
      "conv3d convolution3d maxpool3d", nil, "pictures have two dimensions", among: ["flatten"]),
    Entry(
      "randomflip randomcrop randomrotation", nil,
      "what is drawn anew for each picture stands in its data: 'transforms'", among: ["flatten"]),
  ]

  static let fields = [
    Entry("outchannels nfilters numfilters channels out", "filters"),
    Entry("outfeatures", "units"), Entry("kernelsize", "kernel"), Entry("strides", "stride"),
    Entry("dilationrate", "dilation"), Entry("usebias", "bias"),
    Entry(
      "biasinitializer biasinit", nil,
      "a bias begins with 0, and 'initializer' is that of the weights", among: ["initializer"]),
    Entry("kernelinitializer", "initializer"), Entry("negativeslope alpha", "slope"),
    Entry("eps", "epsilon"), Entry("p prob", "rate"), Entry("poolsize", "size"),
    Entry("scalefactor factor upscalefactor", "size"),
    Entry("numheads nhead", "heads"), Entry("keydim", "head_size"),
    Entry("dffn dimfeedforward", "hidden"), Entry("mode interpolation", "method"),
    Entry("ceilmode", "ceil"), Entry("targetshape", "shape"),
    Entry(
      "affine elementwiseaffine", nil, "'scale: false' and 'center: false' leave its weights out",
      among: ["center"]),
    Entry(
      "axis axes", nil, "'x: [-4, 4]' and 'y: [0, 100]' say the ends of the axes",
      among: ["histogram"]),
    Entry(
      "axis normalizedshape", nil, "leave it out: the channels are the last axis",
      among: ["center"]),
    Entry("inputdim", "vocabulary"),
    Entry(
      "inchannels infeatures inputdim numfeatures inputchannels", nil,
      "leave it out: it is what comes in", among: ["bias", "epsilon", "units"]),
    Entry(
      "inputshape", nil, "the network's 'input' says it", among: ["bias", "epsilon", "layers"]),
    Entry("lr stepsize", "learning_rate"),
    Entry("paddingmode", "padding", "'padding: reflect'"),
    Entry(
      "trackrunningstats", nil, "running statistics are always kept, and training never reads them",
      among: ["momentum"]),
    Entry("numembeddings vocabsize vocabularysize", "vocabulary"),
    Entry("embeddingdim outputdim", "units"),
    Entry(
      "trainable requiresgrad freeze frozen", nil,
      "a network is changed only by the updates that name it in 'update'",
      among: ["layers"]),
    Entry(
      "pretrained checkpoint", "weights",
      "a file, 'weights: weights/vgg19.safetensors'; 'etch fetch --list' has some"),
    Entry("betas", "beta_1", "and 'beta_2': a field each"), Entry("momentum", "beta_1"),
    Entry("amsgrad foreach fused", nil, "leave it out", among: ["learning_rate"]),
    Entry("loss lossfn objective", "minimize", "'minimize: loss'"),
    Entry("nrow ncol ncols cols numcolumns", "columns"),
    Entry(
      "clipnorm maxgradnorm gradientclip gradclip gradientclipping gradclipnorm gradientclipnorm clipgradnorm gradientclipval",
      "clip_norm", "'clip_norm: {global: 1}' of all gradients together"),
    Entry("clipvalue", "clip_value"),
    Entry("alphas smoothing", "rho"),
    Entry(
      "kernelregularizer biasregularizer activityregularizer regularizer weightregularizer weightdecay l2",
      nil, "weights are held small by the optimizer: 'optimizer: {adam: {weight_decay: 1e-4}}'",
      among: ["bias", "vocabulary"]),
    Entry(
      "dropout dropoutrate", nil, "it is a layer of its own, an item of the list: '- dropout: 0.3'",
      among: ["units", "filters"]),
    Entry(
      "batchnorm usebatchnorm bn norm normalization normlayer", nil,
      "it is a layer of its own, an item of the list: '- batch_norm'", among: ["units", "filters"]),
    Entry(
      "spectralnorm spectralnormalization", nil,
      "it stands around the layer: 'spectral_norm: {conv2d: {filters: 64, kernel: 4}}'",
      among: ["units", "filters"]),
    Entry(
      "pool maxpool pooling", nil, "it is a layer of its own, an item of the list: '- max_pool: 2'",
      among: ["filters"]),
  ]

  /// Fields of which there is one list elsewhere.
  static let lists = ["betas": ["beta_1", "beta_2"]]

  /// Optimizers, schedules, initializers, sources, transforms.
  static let kinds = [
    Entry("exponentiallr", "exponential_decay"), Entry("steplr multisteplr", "step"),
    Entry("cosineannealinglr cosinedecay cosineannealing", "cosine"),
    Entry(
      "reducelronplateau reduceonplateau plateau", nil,
      "schedules go by steps and epochs; 'stop' of train ends it where a figure no longer becomes better",
      among: ["cosine"]),
    Entry("cosineannealingwarmrestarts cosinerestarts lambdalr", "cosine"),
    Entry(
      "onecyclelr onecycle", "warmup",
      "'warmup: {over: 500 steps, then: {cosine: {initial: 1e-3, over: 10 epochs}}}'"),
    Entry("linearlr polynomialdecay polynomial", "linear_decay"),
    Entry(
      "warmup warmupsteps warmupepochs warmuptarget numwarmupsteps", nil,
      "it stands around the schedule: 'warmup: {over: 500 steps, then: {cosine: {initial: 1e-3, over: 10 epochs}}}'",
      among: ["staircase"]),
    Entry("loguniform reciprocal qloguniform", "log", "'log: [1e-5, 1e-2]'"),
    Entry("randint quniform qrandint int", "integers", "'integers: [2, 64]'"),
    Entry("categorical values sample", "choice", "'choice: [relu, tanh]'"),
    Entry(
      "linear identity", nil, "'none', or no 'activation', leaves the numbers as they are",
      among: ["relu6"]),
    Entry("xavieruniform", "glorot_uniform"), Entry("xaviernormal", "glorot_normal"),
    Entry("xavier glorot", "glorot_uniform"), Entry("kaiming he", "he_normal"),
    Entry("kaiminguniform", "he_uniform"), Entry("kaimingnormal", "he_normal"),
    Entry("randomnormal", "normal"), Entry("truncatednormal truncnormal", "truncated_normal"),
    Entry("randomuniform", "uniform"),
    Entry("fashionmnist builtin/fashionmnist", "fashion_mnist"),
    Entry(
      "builtin/mnist", "mnist",
      "'etch fetch mnist' gets its files; 'builtin/digits' needs none"),
    Entry(
      "kmnist", "mnist", "with the folder of its files: 'path: data/kmnist'"),
    Entry(
      "imagefolder imagedatasetfromdirectory folder", "images",
      "'label: folder' makes each folder a class"),
    Entry("rescaling", "scale", "'scale: [0, 1]'"),
    Entry("totensor", "scale", "pictures are read as numbers; 'scale: [0, 1]' sets their range"),
    Entry(
      "minmax minmaxscaler", "scale",
      "'scale: {range: [0, 1], fit: train, per: channel}', where each column is one"),
    Entry("standardize standardscaler zscore", "normalize", "'normalize: {mean: 0.5, std: 0.5}'"),
    Entry("randomhorizontalflip", "random_flip", "'random_flip: horizontal'"),
    Entry("randomverticalflip", "random_flip", "'random_flip: vertical'"),
    Entry(
      "randomtranslation randomshift translate randomaffine", "random_crop",
      "'random_crop: {size: 28, padding: 2}' moves pictures of 28 by up to 2 pixels"),
    Entry("randomresizedcrop randomzoom", "jitter", "'jitter: {resize: 36, crop: 32}'"),
    Entry(
      "randomrotation rotation rotate", nil, "pictures are moved and mirrored, not turned",
      among: ["random_flip"]),
    Entry(
      "randomerasing cutout", nil, "nothing is cut out of pictures; 'noise' hides them a little",
      among: ["random_flip"]),
    Entry(
      "pad", nil,
      "'random_crop: {size: 32, padding: 2}' pads in training, a network's layer 'pad' always",
      among: ["random_flip"]),
    Entry(
      "mixup cutmix", nil,
      "it is of a batch, so an expression: 'a * x + (1 - a) * concat([x.batch[1:], x.batch[:1]], axis=batch)'",
      among: ["random_flip"]),
    Entry("colorjitter", nil, "colours are not changed", among: ["random_flip"]),
    Entry(
      "cifar10 cifar100 builtin/cifar10 builtin/cifar100 svhn imagenet lsun omniglot", nil,
      "'images' reads folders of pictures, 'tensors' files of NumPy and safetensors",
      among: ["images"]),
    Entry(
      "celeba builtin/celeba", "images",
      "'{source: images, path: data/celeba}'; 'etch fetch celeba' tells where its pictures are got"),
    Entry(
      "horse2zebra", "images",
      "'{source: images, path: data/horse2zebra, splits: {train: trainA, test: testA}}'; 'etch fetch horse2zebra' gets it"
    ),
    Entry(
      "facades", "paired_images",
      "'{source: paired_images, path: data/facades}', which 'etch fetch facades' gets; 'builtin/facades' needs no file"
    ),
    Entry(
      "imdb imdbreviews builtin/imdb", "text",
      "'{source: text, path: data/imdb}', which 'etch fetch imdb' gets; 'builtin/sentences' needs no file"
    ),
    Entry(
      "ecg5000", "csv",
      "'{source: csv, path: data/ecg5000/ecg.csv, header: false, label: last}', which 'etch fetch ecg5000' gets; 'builtin/ecg' needs no file"
    ),
  ]

  /// Keys of a file and of its training.
  static let keys = [
    Entry(
      "compile", nil, "'losses' says what is minimized, 'train' how", among: ["networks", "step"]),
    Entry("fit", "train", "it has 'epochs', 'batch_size' and the updates of a step"),
    Entry("loss lossfn criterion objective", "minimize", "'minimize: loss'"),
    Entry(
      "clip gradientclip gradclip gradientclipping clipnorm maxgradnorm clipgradnorm gradclipnorm gradientclipnorm gradientclipval",
      nil, "it is the optimizer's: 'optimizer: {adam: {clip_norm: {global: 1}}}'",
      among: ["batch_size", "assign"]),
    Entry(
      "labelsmoothing", nil,
      "it is in the target: 'cross_entropy(scores, 0.9 * one_hot(x.label, 10) + 0.01)'",
      among: ["batch_size"]),
    Entry(
      "mixup cutmix", nil,
      "it is an expression: 'a * x + (1 - a) * concat([x.batch[1:], x.batch[:1]], axis=batch)'",
      among: ["batch_size"]),
    Entry(
      "start startstep after begin", nil,
      "what begins later weighs nothing before: 'minimize: (step >= 1000) * loss'",
      among: ["assign"]),
    Entry(
      "clipvalue gradientclipvalue", nil,
      "it is the optimizer's: 'optimizer: {adam: {clip_value: 1}}'",
      among: ["batch_size", "assign"]),
    Entry(
      "weightdecay l2", nil,
      "it is the optimizer's: 'optimizer: {adam: {weight_decay: 1e-4}}'",
      among: ["batch_size", "assign"]),
    Entry(
      "momentum", nil, "it is the optimizer's: 'optimizer: {sgd: {momentum: 0.9}}'",
      among: ["batch_size", "assign"]),
    Entry("model models", "networks"), Entry("loss", "losses"),
    Entry(
      "hyperparameters hyperparams hparams", "params",
      "'params: {width: 32}', of which a field may be 'units: width'"),
    Entry(
      "import imports", nil,
      "every word of the language is there by its name; 'extends: other.yaml' takes another file along",
      among: ["networks"]),
    Entry(
      "sequential modulelist architecture", "layers", "a list, 'layers: [flatten, {dense: 10}]'"),
    Entry(
      "loss lossfn lossfunction criterion objective", nil,
      "'losses' of the experiment defines it, an update minimizes it: 'step: {net: {minimize: loss}}'",
      among: ["batch_size"]),
    Entry(
      "layers", nil, "they stand in a network: 'networks: {net: {input: [784], layers: […]}}'",
      among: ["networks"]),
    Entry(
      "scheduler lrscheduler schedule lrschedule", nil,
      "it is the learning rate of the optimizer: 'optimizer: {adam: {learning_rate: {cosine: {initial: 1e-3, over: 10 epochs}}}}'",
      among: ["networks", "batch_size", "assign"]),
    Entry(
      "scheduler lrscheduler schedule lrschedule", "learning_rate",
      "'learning_rate: {cosine: {initial: 1e-3, over: 10 epochs}}'"),
    Entry(
      "gradientaccumulationsteps accumulategradbatches gradaccumsteps accumulate accumulationsteps",
      "batch_size",
      "a larger one does the same"),
    Entry("stepsperepoch", "steps", "in all; 'count' of a data set makes its epochs shorter"),
    Entry(
      "verbose progress logging logger log loginterval logevery logeverynsteps loggingsteps logfrequency logfreq tensorboard wandb summary",
      nil,
      "every run shows its progress and writes metrics.jsonl, report.html and a file for TensorBoard",
      among: ["networks", "batch_size", "checkpoints"]),
    Entry(
      "numworkers workers nthreads threads", nil,
      "'--threads' says how many; results do not depend on it",
      among: ["networks", "batch_size", "split"]),
    Entry(
      "resume resumefrom restore", nil,
      "the same command goes on with an interrupted run; '--continue RUN' trains another further",
      among: ["networks", "batch_size"]),
    Entry(
      "savebestonly savebest monitor", nil,
      "'outputs: {checkpoints: {best: {minimize: test_loss}}}' keeps the best checkpoint, and 'etch sample RUN/best' shows it",
      among: ["networks", "batch_size", "checkpoints"]),
    Entry(
      "saveevery savefreq saveinterval savesteps checkpoint save savemodel saveweights",
      "checkpoints",
      "'checkpoints: {every: 1 epoch, keep: 3}'"),
    Entry(
      "checkpoint checkpoints saveevery", "outputs",
      "'outputs: {checkpoints: {every: 1 epoch, keep: 3}}'"),
    Entry(
      "modelcheckpoint", "outputs",
      "'outputs: {checkpoints: {keep: 3, best: {minimize: test_loss}}}', and 'etch sample RUN/best' shows the best"
    ),
    Entry(
      "checkpoint checkpoints saveevery savefreq saveinterval savesteps modelcheckpoint", nil,
      "'outputs' has it: 'outputs: {checkpoints: {every: 1 epoch, keep: 3}}'",
      among: ["batch_size"]),
    Entry(
      "evaluate evaluation validation eval test", "metrics",
      "figures over the test part, after each epoch"),
    Entry("numepochs nepochs maxepochs", nil, "it is 'epochs' of 'train'", among: ["networks"]),
    Entry(
      "optimizers optims", nil,
      "one of its own stands in an update: 'step: {net: {minimize: loss, optimizer: adam}}'",
      among: ["batch_size"]),
    Entry(
      "dir directory folder savedir outputdir outdir logdir rundir", nil,
      "'--out' says where runs stand: OUT/NAME/HASH", among: ["networks", "checkpoints"]),
    Entry("randomstate randomseed manualseed", "seed"),
    Entry(
      "seed randomstate randomseed manualseed", nil, "it stands at the top of the file: 'seed: 7'",
      among: ["batch_size"]),
    Entry(
      "normalize normalise standardize", "transforms",
      "'transforms: [{normalize: {mean: 0.5, std: 0.5}}]'"),
    Entry("rescale rescaling", "scale", "'scale: [0, 1]'"),
    Entry("istrain train subset", "split", "'split: train'"),
    Entry(
      "download", nil, "'etch fetch' downloads what an experiment lacks", among: ["split"]),
    Entry(
      "size", nil, "'transforms: [{resize: 64}]' brings pictures to one", among: ["transforms"]),
    Entry("imagesize targetsize imgsize", "size"),
    Entry("imagesize targetsize imgsize", "transforms", "'transforms: [{resize: 64}]'"),
    Entry("batchsize", nil, "it is train's: 'train: {batch_size: 32}'", among: ["split"]),
    Entry("root datadir directory folder filename", "path"),
    Entry(
      "labels labelfile labelsfile annotations annotationsfile csvfile", nil,
      "'label: folder' reads pictures from one folder for each class, 'source: image_table' those that a table lists",
      among: ["skip_bad"]),
    Entry("dataset datasets traindata", "data"),
    Entry(
      "validationsplit valsplit", nil, "'holdout: 0.2' of a data set keeps a test part",
      among: ["networks", "step"]),
    Entry("validationsplit valsplit testsize", "holdout"),
    Entry(
      "validationdata", nil, "'splits' or 'holdout' of a data set make its test part",
      among: ["networks", "step"]),
    Entry("earlystopping earlystop patience", "stop", "'stop: {minimize: test_loss, patience: 5}'"),
    Entry(
      "earlystopping earlystop patience", nil,
      "'train' has it: 'stop: {minimize: test_loss, patience: 5}'; Ctrl-C ends a run by hand, its state saved",
      among: ["networks", "step"]),
    Entry(
      "trainable requiresgrad freeze frozen unfreeze freezelayers", nil,
      "an update changes only what its 'update' names", among: ["networks", "step"]),
    Entry(
      "klweight klannealing klwarmup klanneal beta", nil,
      "a weight that grows is a factor in what is minimized: 'reconstruction + minimum(1, epoch / 10) * divergence'",
      among: ["networks", "step"]),
    Entry(
      "metrics", nil,
      "they stand beside 'train': 'metrics: {test_loss: loss}' at the top of the file",
      among: ["networks", "step"]),
    Entry(
      "callbacks", nil,
      "'outputs' says what is saved and shown, and how often; 'stop' of 'train' ends it early",
      among: ["networks", "step"]),
    Entry(
      "lr learningrate", nil, "it is the optimizer's: 'optimizer: {adam: {learning_rate: 1e-3}}'",
      among: ["networks", "step", "assign"]),
    Entry("numepochs nepochs maxepochs", "epochs"),
    Entry("maxsteps totalsteps iterations", "steps"),
    Entry("batch bs", "batch_size"),
    Entry(
      "device cuda dtype gpu gpus accelerator mixedprecision amp fp16 bf16 halfprecision precision",
      nil, "everything is computed on the processor, in single precision",
      among: ["networks", "step"]),
    Entry("shufflebuffersize", "shuffle"), Entry("droplast", "last_batch", "'last_batch: drop'"),
  ]
}
