"""What Etch draws, for PyTorch to be given: numbers are a function of where a layer stands, the element and the step."""

import numpy as np
import torch

MASK = (1 << 64) - 1


def key(seed, path):
    """FNV-1a over the seed and the parts with their lengths, then a finalizing mix."""
    value = 0xCBF29CE484222325
    parts = [seed.to_bytes(8, "little")]
    for part in path:
        parts += [len(part.encode()).to_bytes(8, "little"), part.encode()]
    for byte in b"".join(parts):
        value = (value ^ byte) * 0x100000001B3 & MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
    return value ^ value >> 31


def block(counter, key):
    """Philox 4x32-10: Salmon, Moraes, Dror & Shaw 2011."""
    c, k = list(counter), list(key)
    for _ in range(10):
        products = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [products[1] >> 32 ^ c[1] ^ k[0], products[1] & 0xFFFFFFFF, products[0] >> 32 ^ c[3] ^ k[1], products[0] & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def words(layer, count):
    """Of a layer that is called as the tests do: in the first step, by the seed 1."""
    whole = key(1, ["train", "1", "", f"net.{layer}", "test"])
    return np.array([block((i, 0, 0, 0), (whole & 0xFFFFFFFF, whole >> 32)) for i in range(count)], np.uint64)


def fractions(words):
    return ((words >> np.uint64(8)).astype(np.float64) + 0.5) * 2.0**-24


def uniform(layer, *shape):
    found = fractions(words(layer, int(np.prod(shape)))[:, 0])
    return torch.tensor(found).reshape(shape)


def normal(layer, *shape):
    """Box & Muller 1958."""
    drawn = words(layer, int(np.prod(shape)))
    radius = np.sqrt(-2 * np.log(fractions(drawn[:, 0])))
    return torch.tensor(radius * np.cos(2 * np.pi * fractions(drawn[:, 1]))).reshape(shape)
