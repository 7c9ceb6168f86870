"""More networks of experiments/ in PyTorch, as torch_models.py has them: autoencoders that pool, and what translates pictures."""
import torch
import torch.nn.functional as F

from torch_models import batch_norm, conv, conv_transpose, dense, leaky, nchw, nhwc, relu


def instance_norm(p, name, x, training=True):
    """As a norm of groups of one channel, since F.instance_norm refuses pictures of one pixel."""
    return F.group_norm(x, x.shape[1], p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)


#: By the name of the layer.
NORMS = {"batch_norm": batch_norm, "instance_norm": instance_norm}


def padded(p, name, x, stride=1, padding=1):
    return F.conv2d(x, p[f"{name}.weight"], p.get(f"{name}.bias"), stride, padding)


def reflected(p, name, x):
    side = p[f"{name}.weight"].shape[2] // 2
    return F.conv2d(F.pad(x, (side,) * 4, mode="reflect"), p[f"{name}.weight"], p[f"{name}.bias"])


def unet(p, network, x, norm, training=True, strides=(2,) * 6 + (1,) * 2):
    """unet_generator.yaml, without its dropout."""
    def normed(name, x):
        return NORMS[norm](p, f"{network}.{name}.{norm}_1", x, training)

    skips = []
    for level, stride in enumerate(strides, 1):
        x = conv(p, f"{network}.down{level}.conv2d_1", x, stride)
        x = leaky(normed(f"down{level}", x) if level > 1 else x)
        skips.append(x)
    for level, (skip, stride) in enumerate(zip(reversed(skips[:-1]), reversed(strides)), 1):
        x = conv_transpose(p, f"{network}.up_{level}.conv2d_transpose_1", x, stride)
        x = torch.cat([relu(normed(f"up_{level}", x)), skip], 1)
    return torch.tanh(conv_transpose(p, f"{network}.conv2d_transpose_1", x, 2))


def patches(p, network, x, norm, training=True):
    """patch_discriminator.yaml."""
    def normed(name, x):
        return NORMS[norm](p, f"{network}.{name}{norm}_1", x, training)

    x = leaky(conv(p, f"{network}.down_1.conv2d_1", x, 2))
    for level in (2, 3):
        x = leaky(normed(f"down_{level}.", conv(p, f"{network}.down_{level}.conv2d_1", x, 2)))
    x = leaky(normed("", padded(p, f"{network}.conv2d_1", x)))
    return padded(p, f"{network}.conv2d_2", x)


def resnet(p, network, x, blocks):
    """resnet_generator.yaml: norms without factors."""
    normed = lambda x: F.instance_norm(x, eps=1e-5)
    name = f"{network}.conv2d"
    x = relu(normed(reflected(p, f"{name}_1", x)))
    for i in (2, 3):
        x = relu(normed(padded(p, f"{name}_{i}", x, 2)))
    for i in range(4, 4 + 2 * blocks, 2):
        y = relu(normed(reflected(p, f"{name}_{i}", x)))
        x = x + normed(reflected(p, f"{name}_{i + 1}", y))
    for i in (1, 2):
        layer = f"{name}_transpose_{i}"
        x = relu(normed(F.conv_transpose2d(x, p[f"{layer}.weight"], p[f"{layer}.bias"], 2, 1, 1)))
    return torch.tanh(reflected(p, f"{name}_{4 + 2 * blocks}", x))


def judge(p, network, x):
    """The discriminator of cyclegan_resnet_horse2zebra."""
    for i, stride in ((1, 2), (2, 2), (3, 2), (4, 1)):
        x = padded(p, f"{network}.conv2d_{i}", x, stride)
        x = leaky(F.instance_norm(x, eps=1e-5) if i > 1 else x, 0.2)
    return padded(p, f"{network}.conv2d_5", x)


def texture_taps(p, network, x):
    """The three convolutions of texture_classifier.yaml that style_transfer looks at."""
    x, taps = x / 64, []
    for i in (1, 2, 3):
        x = relu(conv(p, f"{network}.conv{i}", F.max_pool2d(x, 2) if i > 1 else x))
        taps.append(x)
    return taps


def cvae_encoder(p, x):
    for i in (1, 2):
        x = relu(padded(p, f"encoder.conv2d_{i}", x, 2, 0))
    return dense(p, "encoder.dense_1", nhwc(x).flatten(1)).chunk(2, 1)


def cvae_decoder(p, z):
    x = nchw(relu(dense(p, "decoder.dense_1", z)).view(-1, 7, 7, 32))
    for i in (1, 2):
        x = relu(conv_transpose(p, f"decoder.conv2d_transpose_{i}", x, 2))
    return conv_transpose(p, "decoder.conv2d_transpose_3", x, 1)


def vae20_encoder(p, x):
    """The mean and the deviation."""
    for i in (1, 2):
        x = leaky(conv(p, f"encoder.conv2d_{i}", x, 2), 0.2)
    x = nhwc(x).flatten(1)
    return dense(p, "encoder.mean", x), dense(p, "encoder.deviation", x)


def vae20_decoder(p, z):
    x = relu(nchw(dense(p, "decoder.dense_1", z).view(-1, 7, 7, 32)))
    x = relu(conv_transpose(p, "decoder.conv2d_transpose_1", x, 2))
    return torch.sigmoid(conv_transpose(p, "decoder.conv2d_transpose_2", x, 2))


def twice(p, name, x, training):
    for i in (1, 2):
        x = batch_norm(p, f"{name}.batch_norm_{i}", relu(conv(p, f"{name}.conv2d_{i}", x)), training)
    return x


def pooling_encoder(p, x, training=True):
    """Of vae_upsample_mnist: the mean and the logarithm of the variance."""
    for i in (1, 2):
        x = F.max_pool2d(twice(p, f"encoder.twice_{i}", x, training), 2)
    x = batch_norm(p, "encoder.features", relu(dense(p, "encoder.dense_1", nhwc(x).flatten(1))), training)
    return dense(p, "encoder.mean", x), dense(p, "encoder.log_variance", x)


def upsampling_decoder(p, z, training=True):
    """Before its sigmoid."""
    x = batch_norm(p, "decoder.batch_norm_1", relu(dense(p, "decoder.dense_1", z)), training)
    x = relu(nchw(dense(p, "decoder.dense_2", x).view(len(z), 7, 7, -1)))
    for i in (1, 2):
        x = twice(p, f"decoder.twice_{i}", F.interpolate(x, scale_factor=2, mode="nearest"), training)
    return conv(p, "decoder.conv2d_1", x)
