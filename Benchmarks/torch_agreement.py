"""Compares the first gradients and ten steps of training with PyTorch in float64.

    python Benchmarks/torch_agreement.py [--etch .build/release/etch] [--data ../shared/data] [CASE ...]

Needs torch, numpy, safetensors and zstandard. Every case runs `etch run --steps 0`, `1` and `10` on data
and noise from files, in order; PyTorch starts from the initial checkpoint, once in float64 and once in
float32. Per tensor, the deviation from float64 in L2 must be at most twice that of PyTorch's own float32
(floor 1e-6). The first gradients are read from Adam's first moment, which is (1 - beta_1) times them.
"""
import argparse, gzip, pathlib, subprocess, sys, tempfile
import numpy as np, torch, torch.nn.functional as F, zstandard
from safetensors.numpy import load as load_safetensors

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEPS = 10


def checkpoint(folder, step):
    [file] = folder.glob(f"*/*/checkpoints/step-{step:08d}.safetensors.zst")
    return load_safetensors(zstandard.ZstdDecompressor().stream_reader(file.open("rb")).read())


def same(size, kernel, stride):
    """TensorFlow's 'same' padding: (before, after)."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv(p, name, x, stride=1):
    w = p[f"{name}.weight"]
    (t, b), (l, r) = same(x.shape[2], w.shape[2], stride), same(x.shape[3], w.shape[3], stride)
    return F.conv2d(F.pad(x, (l, r, t, b)), w, p.get(f"{name}.bias"), stride)


def deconv(p, name, x, stride):
    w = p[f"{name}.weight"]
    h, k = x.shape[2] * stride, w.shape[2]
    before, _ = same(h, k, stride)
    y = F.conv_transpose2d(x, w, None, stride)
    y = F.pad(y, (0, max(0, h - y.shape[3]), 0, max(0, h - y.shape[2])))
    y = y[:, :, before:before + h, before:before + h]
    bias = p.get(f"{name}.bias")
    return y if bias is None else y + bias[:, None, None]


def dense(p, name, x):
    return F.linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def hwc(x):
    """Flattens in the order height, width, channels."""
    return x.permute(0, 2, 3, 1).flatten(1)


def batch_norm(p, name, x):
    axes = [0] + list(range(2, x.dim()))
    shape = [1, -1] + [1] * (x.dim() - 2)
    mean, variance = x.mean(axes), x.var(axes, unbiased=False)
    for statistic, value in (("running_mean", mean), ("running_var", variance)):
        key = f"{name}.{statistic}"
        p["next:" + key] = 0.99 * p.get("next:" + key, p[key]) + 0.01 * value.detach()
    x = (x - mean.view(shape)) / torch.sqrt(variance.view(shape) + 1e-3)
    return x * p[f"{name}.weight"].view(shape) + p[f"{name}.bias"].view(shape)


class Case:
    overrides = []


class Ecg(Case):
    file, batch, rate = "ecg_anomaly", 512, 1e-3
    overrides = ["data.beat={source: tensors, path: beat.npy, shuffle: false}", "metrics={}", "outputs.plots={}"]

    def arrays(self, data):
        rows = np.loadtxt(data / "ecg5000/ecg.csv", delimiter=",", dtype=np.float64)
        rows = rows[rows[:, -1] == 1][:self.batch * STEPS // 2, :-1]
        rows = np.concatenate([rows, rows[::-1]])[:self.batch * STEPS]
        rows = (rows - rows.min()) / (rows.max() - rows.min())
        return {"beat": rows.astype(np.float32)}

    def updates(self, p, batch):
        x = batch["beat"]
        for i in range(1, 6):
            x = F.relu(dense(p, f"autoencoder.{'code' if i == 3 else f'dense_{i if i < 3 else i - 1}'}", x))
        x = torch.sigmoid(dense(p, "autoencoder.dense_5", x))
        return [{"autoencoder": (["autoencoder."], lambda: (x - batch["beat"]).abs().mean())}]


class Vae(Case):
    file, batch, rate = "vae_mnist", 128, 1e-3
    overrides = [
        "data.digit={source: tensors, path: digit.npy, shuffle: false}",
        "data.noise={source: tensors, path: noise.npy, shuffle: false}",
        "values.z=posterior.mean + exp(0.5 * posterior.log_variance) * noise",
        "outputs.plots={}", "outputs.samples={}"]

    def arrays(self, data):
        generator = np.random.default_rng(1)
        return {"digit": digits(data, self.batch * STEPS),
                "noise": generator.standard_normal((self.batch * STEPS, 2)).astype(np.float32)}

    def updates(self, p, batch):
        x = batch["digit"].permute(0, 3, 1, 2)
        h = F.relu(conv(p, "encoder.conv2d_1", x, 2))
        h = F.relu(conv(p, "encoder.conv2d_2", h, 2))
        h = F.relu(dense(p, "encoder.features", hwc(h)))
        mean, log_variance = dense(p, "encoder.mean", h), dense(p, "encoder.log_variance", h)
        z = mean + torch.exp(0.5 * log_variance) * batch["noise"]
        d = F.relu(dense(p, "decoder.dense_1", z)).view(-1, 7, 7, 64).permute(0, 3, 1, 2)
        d = F.relu(deconv(p, "decoder.conv2d_transpose_1", d, 2))
        d = F.relu(deconv(p, "decoder.conv2d_transpose_2", d, 2))
        logits = conv(p, "decoder.conv2d_1", d)

        def loss():
            reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3)).mean()
            divergence = -0.5 * (1 + log_variance - mean ** 2 - log_variance.exp()).mean()
            return reconstruction + divergence
        return [{"vae": (["encoder.", "decoder."], loss)}]


class Dcgan(Case):
    file, batch, rate = "dcgan_mnist", 64, 1e-4
    overrides = [
        "train.batch_size=64",
        "data.digit={source: tensors, path: digit.npy, shuffle: false}",
        "data.noise={source: tensors, path: noise.npy, shuffle: false}",
        "values.fake=generator(noise)", "params={}", "networks.generator.input=[100]", "values.seeds=null",
        "outputs.samples={}"]
    discriminator = [
        "{conv2d: {filters: 64, kernel: 5, stride: 2}}", "leaky_relu", "{dropout: 0}",
        "{conv2d: {filters: 128, kernel: 5, stride: 2}}", "leaky_relu", "{dropout: 0}", "flatten",
        "{dense: {units: 1}}"]
    sequential = False

    def __init__(self):
        self.overrides = self.overrides + [f"networks.discriminator.layers=[{', '.join(self.discriminator)}]"]
        if self.sequential:
            self.overrides.append("train.step=[{discriminator: {minimize: judge}}, {generator: {minimize: fool}}]")

    def arrays(self, data):
        generator = np.random.default_rng(2)
        return {"digit": digits(data, self.batch * STEPS) * 2 - 1,
                "noise": generator.standard_normal((self.batch * STEPS, 100)).astype(np.float32)}

    def generator(self, p, z):
        x = dense(p, "generator.dense_1", z)
        x = F.leaky_relu(batch_norm(p, "generator.batch_norm_1", x), 0.3)
        x = x.view(-1, 7, 7, 256).permute(0, 3, 1, 2)
        x = F.leaky_relu(batch_norm(p, "generator.batch_norm_2", deconv(p, "generator.conv2d_transpose_1", x, 1)), 0.3)
        x = F.leaky_relu(batch_norm(p, "generator.batch_norm_3", deconv(p, "generator.conv2d_transpose_2", x, 2)), 0.3)
        return torch.tanh(deconv(p, "generator.conv2d_transpose_3", x, 2))

    def discriminate(self, p, x):
        x = F.leaky_relu(conv(p, "discriminator.conv2d_1", x, 2), 0.3)
        x = F.leaky_relu(conv(p, "discriminator.conv2d_2", x, 2), 0.3)
        return dense(p, "discriminator.dense_1", hwc(x))

    def updates(self, p, batch):
        real = batch["digit"].permute(0, 3, 1, 2)

        def bce(x, target):
            return F.binary_cross_entropy_with_logits(x, torch.full_like(x, target))

        def fool(fake):
            return bce(self.discriminate(p, fake), 1.0)

        def judge(fake):
            return bce(self.discriminate(p, real), 1.0) + bce(self.discriminate(p, fake), 0.0)
        if not self.sequential:
            fake = self.generator(p, batch["noise"])
            return [{"generator": (["generator."], lambda: fool(fake)),
                     "discriminator": (["discriminator."], lambda: judge(fake))}]
        return [{"discriminator": (["discriminator."], lambda: judge(self.generator(p, batch["noise"])))},
                {"generator": (["generator."], lambda: fool(self.generator(p, batch["noise"])))}]


class DcganSequential(Dcgan):
    sequential = True


def digits(data, count):
    with gzip.open(data / "mnist/train-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read(16 + count * 784), np.uint8)[16:]
    return (raw.reshape(count, 28, 28, 1) / 255).astype(np.float32)


def train(case, initial, arrays, dtype, steps):
    """Keras's Adam. Returns the first gradients and the tensors after the last step."""
    p = {k: torch.tensor(v, dtype=dtype) for k, v in initial.items() if not k.startswith("optimizer/")}
    m, v, t, first = {}, {}, {}, {}
    beta_1, beta_2, epsilon = 0.9, 0.999, 1e-7
    for step in range(steps):
        rows = slice(step * case.batch, (step + 1) * case.batch)
        batch = {k: torch.tensor(a[rows], dtype=dtype) for k, a in arrays.items()}
        stages = len(case.updates(dict(p), batch))
        for stage in range(stages):
            trained = [k for k in p if "running" not in k]
            leaves = {k: p[k].detach().requires_grad_(k in trained) for k in p}
            updates = case.updates(leaves, batch)[stage]
            grown = {}
            for update, (prefixes, loss) in updates.items():
                names = [k for k in trained if any(k.startswith(x) for x in prefixes)]
                gradients = torch.autograd.grad(loss(), [leaves[k] for k in names], retain_graph=True)
                t[update] = t.get(update, 0) + 1
                alpha = case.rate * (1 - beta_2 ** t[update]) ** 0.5 / (1 - beta_1 ** t[update])
                for k, g in zip(names, gradients):
                    if step == 0:
                        first[k] = g
                    m[k] = m.get(k, 0) + (1 - beta_1) * (g - m.get(k, 0))
                    v[k] = v.get(k, 0) + (1 - beta_2) * (g * g - v.get(k, 0))
                    grown[k] = (p[k] - alpha * m[k] / (torch.sqrt(v[k]) + epsilon)).detach()
            for k in list(leaves):
                if k.startswith("next:"):
                    grown[k[5:]] = leaves[k].detach()
            p.update(grown)
    return first, p


def deviation(a, exact):
    exact = np.asarray(exact, np.float64)
    return np.linalg.norm(np.asarray(a, np.float64) - exact) / max(np.linalg.norm(exact), 1e-30)


def run_case(name, case, etch, data):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        arrays = case.arrays(data)
        for key, array in arrays.items():
            np.save(scratch / f"{key}.npy", array)
        files = [o.replace("path: ", f"path: {scratch}/") for o in case.overrides]
        for steps in (0, 1, STEPS):
            subprocess.run(
                [etch, "run", ROOT / f"experiments/{case.file}.yaml", *files, "train.epochs=2",
                 "outputs.checkpoints.keep=10", "--out", scratch / "out", "--steps", str(steps)],
                check=True, stderr=subprocess.DEVNULL)
        out = scratch / "out"
        initial, one, ten = (checkpoint(out, s) for s in (0, 1, STEPS))
    exact_gradients, exact = train(case, initial, arrays, torch.float64, STEPS)
    float_gradients, single = train(case, initial, arrays, torch.float32, STEPS)
    moments = {k.split("/adam/m/")[1]: v / 0.1 for k, v in one.items() if "/adam/m/" in k}
    worst, failures = 0.0, 0
    for kind, ours, float32, float64 in (
            ("gradient", moments, float_gradients, exact_gradients), ("after ten", ten, single, exact)):
        for k in float64:
            mine, theirs = deviation(ours[k], float64[k].detach()), deviation(float32[k].detach(), float64[k].detach())
            allowed = max(2 * theirs, 1e-6)
            worst = max(worst, mine / allowed)
            mark = "" if mine <= allowed else "  FAILS"
            failures += mine > allowed
            print(f"{name:16s} {kind:10s} {k:40s} etch {mine:.2e}  float32 {theirs:.2e}{mark}")
    print(f"{name}: {'agrees' if not failures else f'{failures} tensors deviate'}, "
          f"at worst {worst:.2f} of what is allowed")
    return failures


def main():
    cases = {"ecg": Ecg, "vae": Vae, "dcgan": Dcgan, "dcgan_sequential": DcganSequential}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--etch", default=ROOT / ".build/release/etch")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases))
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    chosen = arguments.cases or list(cases)
    sys.exit(1 if sum(run_case(n, cases[n](), arguments.etch, arguments.data) for n in chosen) else 0)


if __name__ == "__main__":
    main()
