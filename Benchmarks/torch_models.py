"""The networks of experiments/ in PyTorch, computed from the tensors of a checkpoint.

Pictures are NCHW in here, as PyTorch likes them; Etch's are NHWC. So `flatten` and `reshape` go through
height, width, channels, and `padding: same` is TensorFlow's. Everything else is PyTorch's own: weights are
used as they are stored. `p` maps the tensors' names to values.
"""
import math

import torch
import torch.nn.functional as F

# Keras's, which are Etch's defaults.
LEAKY_SLOPE, BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM = 0.3, 1e-3, 0.99
# Whether every relu and leaky_relu is a silu, and every absolute difference a square: nothing has a kink then.
smooth = False


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def same(size, kernel, stride):
    """TensorFlow's 'same' padding of an axis: (before, after)."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv(p, name, x, stride=1):
    weight = p[f"{name}.weight"]
    top, bottom = same(x.shape[2], weight.shape[2], stride)
    left, right = same(x.shape[3], weight.shape[3], stride)
    return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, p.get(f"{name}.bias"), stride)


def conv_transpose(p, name, x, stride):
    """The gradient of the 'same' convolution from `stride` times the size: the whole result, cut to it."""
    weight = p[f"{name}.weight"]
    height, width = x.shape[2] * stride, x.shape[3] * stride
    y = F.conv_transpose2d(x, weight, p.get(f"{name}.bias"), stride)
    top, left = same(height, weight.shape[2], stride)[0], same(width, weight.shape[3], stride)[0]
    return y[:, :, top:top + height, left:left + width]


def dense(p, name, x):
    return F.linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def relu(x):
    return F.silu(x) if smooth else F.relu(x)


def leaky(x, slope=LEAKY_SLOPE):
    return F.silu(x) if smooth else F.leaky_relu(x, slope)


def distance(x, y):
    """The loss l1."""
    return F.mse_loss(x, y) if smooth else F.l1_loss(x, y)


def max_pool(x):
    """Halves the picture; what hangs over an odd edge counts for nothing."""
    return F.max_pool2d(x, 2, ceil_mode=True)


def resize(x, *size):
    """To the nearest pixel by TensorFlow 1's rule: pixels begin at their corners."""
    return F.interpolate(x, size, mode="nearest")


def batch_norm(p, name, x, training):
    """Where it trains, the next running statistics go to `p` as `next:NAME`; the variance is the biased one."""
    keys = [f"{name}.running_mean", f"{name}.running_var"]
    if training:
        axes = [0, *range(2, x.dim())]
        for key, value in zip(keys, (x.mean(axes), x.var(axes, unbiased=False))):
            before = p.get("next:" + key, p[key])  # a network that is called twice has moved once already
            p["next:" + key] = BATCH_NORM_MOMENTUM * before + (1 - BATCH_NORM_MOMENTUM) * value.detach()
    mean, variance = (None, None) if training else (p[key] for key in keys)
    return F.batch_norm(
        x, mean, variance, p[f"{name}.weight"], p[f"{name}.bias"], training, eps=BATCH_NORM_EPSILON)


def ecg_autoencoder(p, x):
    for layer in ("dense_1", "dense_2", "code", "dense_3", "dense_4"):
        x = relu(dense(p, f"autoencoder.{layer}", x))
    return torch.sigmoid(dense(p, "autoencoder.dense_5", x))


def digit_classifier(p, x):
    """The last features and the logits of classifier_digits."""
    for layer in ("edges", "strokes", "parts"):
        x = relu(conv(p, f"classifier.{layer}", x, 2))
    x = nhwc(x).flatten(1)
    return x, dense(p, "classifier.dense_1", x)


def vae_encoder(p, x):
    """The mean and the log-variance of the code."""
    x = relu(conv(p, "encoder.conv2d_1", x, 2))
    x = relu(conv(p, "encoder.conv2d_2", x, 2))
    x = relu(dense(p, "encoder.features", nhwc(x).flatten(1)))
    return dense(p, "encoder.mean", x), dense(p, "encoder.log_variance", x)


def vae_decoder(p, z):
    x = nchw(relu(dense(p, "decoder.dense_1", z)).view(-1, 7, 7, 64))
    x = relu(conv_transpose(p, "decoder.conv2d_transpose_1", x, 2))
    x = relu(conv_transpose(p, "decoder.conv2d_transpose_2", x, 2))
    return conv(p, "decoder.conv2d_1", x)


def dcgan_generator(p, z, training):
    x = dense(p, "generator.dense_1", z)
    x = nchw(leaky(batch_norm(p, "generator.batch_norm_1", x, training)).view(x.shape[0], 7, 7, -1))
    for i, stride in ((1, 1), (2, 2)):
        x = conv_transpose(p, f"generator.conv2d_transpose_{i}", x, stride)
        x = leaky(batch_norm(p, f"generator.batch_norm_{i + 1}", x, training))
    return torch.tanh(conv_transpose(p, "generator.conv2d_transpose_3", x, 2))


def dcgan_discriminator(p, x, dropout=0):
    for i in (1, 2):
        x = F.dropout(leaky(conv(p, f"discriminator.conv2d_{i}", x, 2)), dropout)
    return dense(p, "discriminator.dense_1", nhwc(x).flatten(1))


def conv_autoencoder(p, x):
    for i in (1, 2, 3):
        x = max_pool(relu(conv(p, f"encoder.conv2d_{i}", x)))
    for i, size in ((1, 7), (2, 14), (3, 28)):
        x = relu(conv(p, f"decoder.conv2d_{i}", resize(x, size, size)))
    return conv(p, "decoder.conv2d_4", x)


def wgan_generator(p, z):
    x = relu(dense(p, "generator.dense_1", z))
    x = nchw(x.view(x.shape[0], 4, 4, -1))
    x = relu(conv_transpose(p, "generator.conv2d_transpose_1", x, 2))[:, :, :7, :7]
    x = relu(conv_transpose(p, "generator.conv2d_transpose_2", x, 2))
    return torch.sigmoid(conv_transpose(p, "generator.conv2d_transpose_3", x, 2))


def wgan_critic(p, x):
    for i in (1, 2, 3):
        x = conv(p, f"critic.conv2d_{i}", x, 2)
        x = F.silu(x) if smooth else F.leaky_relu(x, 0.2)
    return dense(p, "critic.dense_1", nhwc(x).flatten(1))


def upward(p, x, count):
    """Transposed convolutions of stride 2, each with a leaky relu, of a generator."""
    for i in range(count):
        x = leaky(conv_transpose(p, f"generator.conv2d_transpose_{i + 1}", x, 2), 0.2)
    return torch.sigmoid(conv(p, "generator.conv2d_1", x))


def downward(p, x, count):
    for i in range(count):
        x = leaky(conv(p, f"discriminator.conv2d_{i + 1}", x, 2), 0.2)
    return x


def cgan_generator(p, z):
    x = leaky(dense(p, "generator.dense_1", z), 0.2)
    return upward(p, nchw(x.view(x.shape[0], 7, 7, -1)), 2)


def cgan_discriminator(p, x, kind):
    planes = kind[:, :, None, None].expand(-1, -1, *x.shape[2:])
    return dense(p, "discriminator.dense_1", downward(p, torch.cat([x, planes], 1), 2).amax((2, 3)))


def celeba_generator(p, z, side):
    return upward(p, nchw(dense(p, "generator.dense_1", z).view(z.shape[0], side, side, -1)), 3)


def celeba_discriminator(p, x):
    """Without its dropout; before its sigmoid."""
    return dense(p, "discriminator.dense_1", nhwc(downward(p, x, 3)).flatten(1))


def homework_generator(p, z, training):
    """Without its dropout."""
    x = nchw(dense(p, "generator.dense_1", z).view(z.shape[0], 4, 4, -1))
    for i in (1, 2, 3):
        x = leaky(batch_norm(p, f"generator.activated_{i}.batch_norm_1", x, training), 0.2)
        x = conv_transpose(p, f"generator.conv2d_transpose_{i}", x, 2)
        if i == 1:
            x = resize(x, 7, 7)
    return torch.tanh(x)


def homework_discriminator(p, x):
    """Without its dropout; the statistics are always the batch's."""
    x = leaky(conv(p, "discriminator.conv2d_1", x, 2), 0.2)
    for i in (1, 2):
        x = conv(p, f"discriminator.conv2d_{i + 1}", x, 2)
        x = leaky(batch_norm(p, f"discriminator.activated_{i}.batch_norm_1", x, True), 0.2)
    return dense(p, "discriminator.dense_1", nhwc(x).flatten(1))


def group_norm(p, name, x):
    return F.group_norm(x, 8, p[f"{name}.weight"], p[f"{name}.bias"], 1e-3)


def denoiser_stage(p, name, x, when):
    seen = conv(p, f"{name}.seen", F.silu(group_norm(p, f"{name}.group_norm_1", x)))
    seen = seen + dense(p, f"{name}.dense_1", when)[:, :, None, None]
    y = conv(p, f"{name}.conv2d_1", F.silu(group_norm(p, f"{name}.group_norm_2", seen)))
    return y + conv(p, f"{name}.short", x)


def denoiser(p, x, t, network="average"):
    """The noise in `x: [N, 1, 28, 28]` at the times `t: [N, 1]`."""
    width = len(p[f"{network}.conv2d_1.weight"])
    angle = t * torch.exp(-math.log(10000) * torch.arange(width, dtype=x.dtype) / (width - 1))
    when = torch.cat([angle.sin(), angle.cos()], -1)
    for layer in ("dense_1", "when"):
        when = F.silu(dense(p, f"{network}.{layer}", when))
    x = conv(p, f"{network}.conv2d_1", x)
    fine = denoiser_stage(p, f"{network}.fine", x, when)
    middle = denoiser_stage(p, f"{network}.middle", conv(p, f"{network}.conv2d_2", fine, 2), when)
    x = denoiser_stage(p, f"{network}.stage_1", conv(p, f"{network}.conv2d_3", middle, 2), when)
    for i, skipped in ((2, middle), (3, fine)):
        x = torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), skipped], 1)
        x = denoiser_stage(p, f"{network}.stage_{i}", x, when)
    return conv(p, f"{network}.conv2d_4", F.silu(group_norm(p, f"{network}.group_norm_1", x)))


def attention(p, name, x, memory, heads):
    """Causal."""
    parts = [dense(p, f"{name}.{part}", y).unflatten(2, (heads, -1)).transpose(1, 2)
             for part, y in (("query", x), ("key", memory), ("value", memory))]
    return dense(p, f"{name}.output", F.scaled_dot_product_attention(*parts, is_causal=True).transpose(1, 2).flatten(2))


def layer_norm(p, name, x):
    return F.layer_norm(x, x.shape[2:], p[f"{name}.weight"], p[f"{name}.bias"], 1e-3)


def next_words(p, x, heads=2):
    """The scores of each next word, `[N, length, words]`, of text_generation_imdb."""
    decoder = "model.transformer_decoder_1"
    memory = p["model.embedding_1.weight"][x] + p["model.embedded.weight"][:x.shape[1]]
    y = layer_norm(p, f"{decoder}.norm_1", memory + attention(p, f"{decoder}.attention_1", memory, memory, heads))
    y = layer_norm(p, f"{decoder}.norm_2", y + attention(p, f"{decoder}.attention_2", y, memory, heads))
    z = dense(p, f"{decoder}.dense_2", relu(dense(p, f"{decoder}.dense_1", y)))
    return dense(p, "model.dense_1", layer_norm(p, f"{decoder}.norm_3", y + z))
