#!/usr/bin/env python3
"""One training step of each workload in TensorFlow and Keras, for bench.py, which asks for times on standard input.

    Benchmarks/tensorflow_peers.py WORKLOAD tensorflow THREADS [NAME=NUMBER …]

Networks, batches, losses and optimizers are those of the experiments, written as the tutorials that they were taken from
write them, each step a tf.function; each trains on one fixed batch. cyclegan_resnet was taken from none.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf
from keras import layers as L

from peer_loop import arguments, serve

HALF = {"strides": 2, "padding": "same"}


def bce(logits, target):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits))


def weights(*networks):
    return [weight for network in networks for weight in network.trainable_variables]


def optimizer(kind, variables, *rates, **more):
    made = kind(*rates, **more)
    made.build(variables)
    return made


def training(loss, made, variables):
    """A step of one optimizer."""
    made.build(variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = loss()
        made.apply_gradients(zip(tape.gradient(value, variables), variables))
        return value
    return step


def turns(losses, first, second, rate, beta=0.9):
    """Both sides at the same parameters: `losses` gives the first networks' and the second networks'."""
    sides = weights(*first), weights(*second)
    makers = [optimizer(keras.optimizers.Adam, variables, rate, beta_1=beta) for variables in sides]

    @tf.function
    def step():
        with tf.GradientTape() as one, tf.GradientTape() as other:
            values = losses()
        for tape, value, made, variables in zip((one, other), values, makers, sides):
            made.apply_gradients(zip(tape.gradient(value, variables), variables))
        return values[0]
    return step


def ecg(batch=512):
    network = keras.Sequential([
        keras.Input((140,)), *[L.Dense(units, activation="relu") for units in (32, 16, 8, 16, 32)],
        L.Dense(140, activation="sigmoid")])
    x = tf.random.uniform((batch, 140))
    return training(
        lambda: tf.reduce_mean(tf.abs(network(x, training=True) - x)), keras.optimizers.Adam(1e-3), weights(network))


def vae(batch=128):
    body = keras.Sequential([
        keras.Input((28, 28, 1)), L.Conv2D(32, 3, activation="relu", **HALF), L.Conv2D(64, 3, activation="relu", **HALF),
        L.Flatten(), L.Dense(16, activation="relu")])
    mean, variance = (keras.Sequential([keras.Input((16,)), L.Dense(2)]) for _ in range(2))
    decoder = keras.Sequential([
        keras.Input((2,)), L.Dense(3136, activation="relu"), L.Reshape((7, 7, 64)),
        L.Conv2DTranspose(64, 3, activation="relu", **HALF), L.Conv2DTranspose(32, 3, activation="relu", **HALF),
        L.Conv2D(1, 3, padding="same")])
    x = tf.random.uniform((batch, 28, 28, 1))

    def loss():
        seen = body(x)
        m, v = mean(seen), variance(seen)
        drawn = decoder(m + tf.exp(0.5 * v) * tf.random.normal(tf.shape(m)))
        rebuilt = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=drawn)
        divergence = -0.5 * tf.reduce_sum(1 + v - m * m - tf.exp(v), 1)
        return tf.reduce_mean(tf.reduce_sum(rebuilt, (1, 2, 3))) + tf.reduce_mean(divergence)
    return training(loss, keras.optimizers.Adam(1e-3), weights(body, mean, variance, decoder))


def adversaries(generator, discriminator, x, noise):
    def losses():
        fake = generator(tf.random.normal((x.shape[0], noise)), training=True)
        real, made = discriminator(x, training=True), discriminator(fake, training=True)
        return bce(made, 1.0), bce(real, 1.0) + bce(made, 0.0)
    return turns(losses, [generator], [discriminator], 1e-4)


def dcgan(batch=256):
    def up(channels, stride, **more):
        return L.Conv2DTranspose(channels, 5, stride, "same", use_bias=False, **more)
    generator = keras.Sequential([
        keras.Input((100,)), L.Dense(12544, use_bias=False), L.BatchNormalization(), L.LeakyReLU(), L.Reshape((7, 7, 256)),
        up(128, 1), L.BatchNormalization(), L.LeakyReLU(), up(64, 2), L.BatchNormalization(), L.LeakyReLU(),
        up(1, 2, activation="tanh")])
    discriminator = keras.Sequential([
        keras.Input((28, 28, 1)), L.Conv2D(64, 5, **HALF), L.LeakyReLU(), L.Dropout(0.3), L.Conv2D(128, 5, **HALF),
        L.LeakyReLU(), L.Dropout(0.3), L.Flatten(), L.Dense(1)])
    return adversaries(generator, discriminator, tf.random.uniform((batch, 28, 28, 1)), 100)


def celeba(batch=32):
    def layers(kind, *channels):
        return [layer for count in channels for layer in (kind(count, 4, **HALF), L.LeakyReLU(0.2))]
    generator = keras.Sequential([
        keras.Input((128,)), L.Dense(8192), L.Reshape((8, 8, 128)), *layers(L.Conv2DTranspose, 128, 256, 512),
        L.Conv2D(3, 5, padding="same", activation="sigmoid")])
    discriminator = keras.Sequential([
        keras.Input((64, 64, 3)), *layers(L.Conv2D, 64, 128, 128), L.Flatten(), L.Dropout(0.2), L.Dense(1)])
    return adversaries(generator, discriminator, tf.random.uniform((batch, 64, 64, 3)), 128)


class InstanceNorm(L.Layer):
    """As in tensorflow_examples."""

    def build(self, shape):
        self.scale = self.add_weight(shape=shape[-1:], initializer="ones")
        self.offset = self.add_weight(shape=shape[-1:], initializer="zeros")

    def call(self, x):
        mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
        return self.scale * (x - mean) * tf.math.rsqrt(variance + 1e-5) + self.offset


def unet(norm):
    x = start = keras.Input((256, 256, 3))
    skips = []
    for level, channels in enumerate((64, 128, 256, 512, 512, 512, 512, 512)):
        x = L.Conv2D(channels, 4, use_bias=False, **HALF)(x)
        x = L.LeakyReLU()(norm()(x) if level else x)
        skips.append(x)
    for level, channels in enumerate((512, 512, 512, 512, 256, 128, 64)):
        x = norm()(L.Conv2DTranspose(channels, 4, use_bias=False, **HALF)(x))
        x = L.ReLU()(L.Dropout(0.5)(x) if level < 3 else x)
        x = L.Concatenate()([x, skips[-2 - level]])
    return keras.Model(start, L.Conv2DTranspose(3, 4, activation="tanh", **HALF)(x))


def patch_judge(channels, norm):
    def down(count):
        return L.Conv2D(count, 4, use_bias=False, **HALF), norm(), L.LeakyReLU()
    return keras.Sequential([
        keras.Input((256, 256, channels)), L.Conv2D(64, 4, use_bias=False, **HALF), L.LeakyReLU(), *down(128), *down(256),
        L.ZeroPadding2D(), L.Conv2D(512, 4, use_bias=False), norm(), L.LeakyReLU(), L.ZeroPadding2D(), L.Conv2D(1, 4)])


def pix2pix(batch=1):
    generator, judge = unet(L.BatchNormalization), patch_judge(6, L.BatchNormalization)
    x, y = (tf.random.uniform((batch, 256, 256, 3)) for _ in range(2))

    def losses():
        fake = generator(x, training=True)
        real, made = (judge(tf.concat([x, picture], -1), training=True) for picture in (y, fake))
        return bce(made, 1.0) + 100 * tf.reduce_mean(tf.abs(y - fake)), bce(real, 1.0) + bce(made, 0.0)
    return turns(losses, [generator], [judge], 2e-4, 0.5)


def cyclegan_unet():
    G, F, DX, DY = unet(InstanceNorm), unet(InstanceNorm), patch_judge(3, InstanceNorm), patch_judge(3, InstanceNorm)
    x, y = (tf.random.uniform((1, 256, 256, 3)) for _ in range(2))

    def apart(a, b):
        return tf.reduce_mean(tf.abs(a - b))

    def losses():
        fake_y, fake_x = G(x, training=True), F(y, training=True)
        cycled = apart(F(fake_y, training=True), x) + apart(G(fake_x, training=True), y)
        same = apart(F(x, training=True), x) + apart(G(y, training=True), y)
        made_x, made_y = DX(fake_x, training=True), DY(fake_y, training=True)
        told = sum(0.5 * (bce(judge(real, training=True), 1.0) + bce(made, 0.0))
                   for judge, real, made in ((DX, x, made_x), (DY, y, made_y)))
        return bce(made_x, 1.0) + bce(made_y, 1.0) + 10 * cycled + 5 * same, told
    return turns(losses, [G, F], [DX, DY], 2e-4, 0.5)


def style(height=400):
    width = round(height * 4 / 3)
    network = keras.applications.VGG19(weights=None, include_top=False)
    names = [f"block{block}_conv1" for block in range(1, 6)]
    seen = keras.Model(network.inputs, [network.get_layer(name).output for name in (*names, "block5_conv2")])

    def gram(x):
        flat = tf.reshape(x, (-1, x.shape[-1]))
        return tf.matmul(flat, flat, transpose_a=True)
    painting, photo = (seen(tf.random.uniform((1, height, width, 3))) for _ in range(2))
    wanted = [gram(x) for x in painting[:-1]]
    canvas = tf.Variable(tf.random.uniform((1, height, width, 3)))

    def loss():
        *styled, content = seen(canvas)
        total = 2.5e-8 * tf.reduce_sum(tf.square(content - photo[-1]))
        for found, kept in zip(styled, wanted):
            total += 1e-6 / 5 * tf.reduce_sum(tf.square(gram(found) - kept)) / (36 * float(height * width) ** 2)
        corner = canvas[:, :-1, :-1]
        down, right = tf.square(corner - canvas[:, 1:, :-1]), tf.square(corner - canvas[:, :-1, 1:])
        return total + 1e-6 * tf.reduce_sum(tf.pow(down + right + 1e-8, 1.25))
    return training(loss, keras.optimizers.SGD(1e-3), [canvas])


class Places(L.Layer):
    """Words and their places, as in Deep Learning with Python, listing 11.24."""

    def __init__(self, words, length, units):
        super().__init__()
        self.words, self.places = L.Embedding(words, units), L.Embedding(length, units)

    def call(self, x):
        return self.words(x) + self.places(tf.range(tf.shape(x)[1]))


def text(batch=64):
    words, length, units = 15000, 99, 256
    start = keras.Input((length,), dtype="int64")
    memory = Places(words, length + 1, units)(start)

    def attention(x):
        return L.MultiHeadAttention(2, units)(x, memory, use_causal_mask=True)
    x = L.LayerNormalization()(memory + attention(memory))
    x = L.LayerNormalization()(x + attention(x))
    x = L.LayerNormalization()(x + L.Dense(units)(L.Dense(2048, activation="relu")(x)))
    model = keras.Model(start, L.Dense(words)(x))
    read = tf.random.uniform((batch, length + 1), 0, words, "int64")

    def loss():
        logits = model(read[:, :-1], training=True)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=read[:, 1:], logits=logits))
    return training(loss, keras.optimizers.RMSprop(1e-3), weights(model))


STEPS = {step.__name__: step for step in (ecg, vae, dcgan, celeba, pix2pix, cyclegan_unet, style, text)}


def main():
    name, _, threads, changes = arguments()
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    step = STEPS[name](**changes)
    serve(lambda: float(step()))


if __name__ == "__main__":
    main()
