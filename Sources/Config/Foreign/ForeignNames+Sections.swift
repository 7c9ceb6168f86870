extension ForeignNames {
  /// Keys of updates, schedules, samples, metrics and sets of data. The keys of a file and of its training go before them.
  static let sections = [
    Entry(
      "networks network model models params parameters trainableparameters trainablevariables trainableweights",
      "update", "'update: [net]'"),
    Entry(
      "ncritic criticsteps criticiterations dsteps diters steps repeat repeats", nil,
      "'times: 5' does it so often on one batch; where each time has a batch of its own, the other update has 'every: 5 steps'",
      among: ["assign"]),
    Entry(
      "weight lossweight coefficient scale lambda", nil,
      "a loss is weighted by a factor: 'minimize: 0.5 * loss'", among: ["assign"]),
    Entry(
      "trainable requiresgrad freeze frozen unfreeze freezelayers", nil,
      "an update changes only what its 'update' names", among: ["assign"]),
    Entry(
      "warmup warmupsteps warmupepochs numwarmupsteps", nil,
      "it is the learning rate's: 'learning_rate: {warmup: {over: 500 steps, then: 1e-3}}'",
      among: ["batch_size", "learning_rate"]),
    Entry(
      "ema emadecay swa polyak", nil,
      "a running average is a network: 'networks: {average: {ema: net, decay: 0.999}}'",
      among: ["batch_size"]),
    Entry(
      "seed losses networks values outputs params functions variables profiles", nil,
      "it stands at the top of the file, beside 'train'", among: ["batch_size"]),
    Entry("interval frequency freq period stepsize decaysteps", "every", "'every: 1 epoch'"),
    Entry("tmax decaysteps totaliters", "over", "'over: 50 epochs'"),
    Entry("gamma decayrate factor", "rate"), Entry("etamin minlr endlearningrate", "final"),
    Entry("lr learningrate baselr initiallr", "initial"),
    Entry("images image pictures picture expression", "grid", "'grid: [picture, rebuilt]'"),
    Entry("value values", "grid"),
    Entry(
      "normalize vmin vmax valuerange", "range", "'range: [-1, 1]' of what goes from -1 to 1"),
    Entry("c hue colour colors", "color", "'color: digit.label'"),
    Entry(
      "tsne umap pca", "scatter",
      "of more than two numbers the two directions in which they differ most"),
    Entry("shape", "init", "'init: \"zeros([4])\"'"),
    Entry(
      "trainable requiresgrad", nil, "an update changes only what its 'update' names",
      among: ["pool"]),
    Entry(
      "valevery validateevery evalevery evalinterval valinterval", nil,
      "metrics are computed after each epoch", among: ["batch_size"]),
    Entry(
      "rows nrows", nil,
      "'count' says how many pictures there are, 'columns' how many stand side by side",
      among: ["gif"]),
    Entry(
      "n num number numsamples nsamples numimages nimages limit maxsamples maxexamples", "count"),
    Entry(
      "every interval frequency", nil, "figures are computed after each epoch", among: ["iterate"]),
    Entry("loss expression formula", "value"),
    Entry("numsteps nsteps samplingsteps diffusionsteps timesteps iterations steps", "times"),
    Entry("savebestonly savebest monitor", "best", "'best: {minimize: test_loss}'"),
    Entry("monitor", "minimize", "'minimize: test_loss'"),
    Entry("mode", nil, "it is 'minimize' or 'maximize'", among: ["patience"]),
    Entry(
      "mindelta threshold", nil, "whatever is better at all counts: leave it out",
      among: ["patience"]),
    Entry(
      "restorebestweights", nil,
      "'outputs: {checkpoints: {best: {minimize: test_loss}}}' keeps the best checkpoint, and 'etch sample RUN/best' shows it",
      among: ["patience"]),
    Entry(
      "height width", nil,
      "'size: [height, width]' says both; one side alone keeps the aspect", among: ["longest"]),
    Entry(
      "xlim xlimits xrange", nil, "'x: [-4, 4]' says the ends of that axis", among: ["histogram"]),
    Entry(
      "ylim ylimits yrange", nil, "'y: [0, 100]' says the ends of that axis", among: ["histogram"]),
    Entry("val valid validation dev eval", "test"),
    Entry(
      "images image pictures picture grids figures", "samples", "'samples: {new: {grid: rebuilt}}'"),
    Entry(
      "target targets targetcolumn labelcolumn labelcol classcolumn classes classnames classmode labelmode",
      "label"),
    Entry(
      "axis dim", nil,
      "outputs are joined along the last axis; along another it is 'compute: \"concat([x, other], axis=0)\"'",
      among: ["names"]),
    Entry(
      "onehot categorical tocategorical", nil,
      "a class stays a number: 'cross_entropy' takes it as it is, and 'one_hot(x.label, 10)' spreads it",
      among: ["train_where"]),
    Entry("to featurerange outputrange", "range", "'range: [0, 1]'"),
    Entry(
      "level charlevel char chars characters tokenizer analyzer splitmode", "tokens",
      "'tokens: characters'; by default texts are read by words"),
    Entry("maxlength maxlen seqlen sequencelength outputsequencelength blocksize", "length"),
    Entry("maxtokens numwords maxfeatures", "vocabulary"),
    Entry("features featurecolumns usecols", "columns"), Entry("sep separator", "delimiter"),
    Entry(
      "augment augmentation augmentations dataaugmentation", "transforms",
      "'transforms: [{random_flip: horizontal}]'"),
    Entry("colormode grayscale greyscale", "transforms", "'transforms: [grayscale]'"),
    Entry("title experiment experimentname", "name"),
    Entry(
      "checkpoint", nil, "a run's is 'run: digits/3f2a', another 'file' with its path",
      among: ["kernels"]),
    Entry(
      "prefix from mapping keymap", nil,
      "what the file calls them is said by 'names: {\"*\": \"classifier.*\"}'", among: ["kernels"]),
  ]
}
