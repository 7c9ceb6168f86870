/// Functions in Python for what PyTorch has no word for, of which a module gets those that it calls.
enum TorchHelpers {
  /// The functions that code calls, and those that these call, in order.
  static func called(by code: [String]) -> [String] {
    var called: [String] = []
    for helper in all.reversed() {
      let name = helper.prefix { $0 != "(" }.dropFirst("def ".count)
      if (code + called).contains(where: { $0.contains("\(name)(") }) {
        called.insert(helper, at: 0)
      }
    }
    return called
  }

  /// Each behind those that it calls.
  private static let all = [
    """
    def _pad(x, low, high, interior, value):
        \"""x between values: so many before, behind, and between its elements, along each axis.\"""
        shape = [l + (e - 1) * (i + 1) + 1 + h for e, l, h, i in zip(x.shape, low, high, interior)]
        wide = [e + max(0, -l) + max(0, -h) for e, l, h in zip(shape, low, high)]
        y = x.new_full(wide, value)
        at = tuple(slice(max(0, l), max(0, l) + (e - 1) * (i + 1) + 1, i + 1) for e, l, i in zip(x.shape, low, interior))
        y[at] = x
        return y[tuple(slice(max(0, -l), max(0, -l) + e) for e, l in zip(shape, low))]
    """,
    """
    def _gather(x, index, axis):
        \"""Elements of an axis by their places; 0 where there is no such place.\"""
        count = x.shape[axis]
        flat = index.reshape(-1).long()
        y = x.index_select(axis, flat.clamp(0, count - 1))
        inside = ((flat >= 0) & (flat < count)).to(x.dtype)
        y = y * inside.reshape([-1] + [1] * (x.dim() - axis - 1))
        return y.reshape(x.shape[:axis] + index.shape + x.shape[axis + 1:])
    """,
    """
    def _argmax(x, axes):
        \"""The row-major place of the greatest element over some axes.\"""
        kept = [axis for axis in range(x.dim()) if axis not in axes]
        return x.permute(kept + list(axes)).flatten(len(kept)).argmax(-1).to(torch.int32)
    """,
    """
    def _same(size, taps, stride, dilation):
        \"""Padding before and behind that gives ceil(size / stride) windows; an odd element is behind.\"""
        total = max(0, (-(-size // stride) - 1) * stride + (taps - 1) * dilation + 1 - size)
        return total // 2, total - total // 2
    """,
    """
    def _reaching(size, taps, stride, padding):
        \"""Padding before and behind, where the last window may reach beyond the end (ceil_mode).\"""
        room = size + 2 * padding - taps
        start = (room // stride + 1) * stride
        lacks = room % stride != 0 and start < size + padding
        return padding, padding + (start - room if lacks else 0)
    """,
    """
    def _means(rows, columns, window, stride, padding):
        \"""One divided by how many pixels lie under each window of an average; padding does not count.\"""
        ones = F.pad(torch.ones(1, 1, rows, columns), padding)
        counts = F.conv2d(ones, torch.ones(1, 1, *window), stride=stride).clamp(min=1)
        return (1 / counts).permute(0, 2, 3, 1)
    """,
    """
    def _mirrored(size, before, behind, twice):
        \"""The places of an axis with more before and behind, mirrored at the outermost, which may stand there twice.\"""
        first = -1 if twice else 0
        place = torch.arange(-before, size + behind)
        place = torch.where(place < 0, first - place, place)
        return torch.where(place >= size, 2 * size - 2 - first - place, place)
    """,
    """
    def _nearest(size, target, half):
        \"""The nearest of an axis's places to those of another size.\"""
        return ((2 * torch.arange(target) + int(half)) * size // (2 * target)).clamp(max=size - 1)
    """,
    """
    def _resampled(size, target, half):
        \"""Where the places of another size lie on an axis; centres are at half pixels or at whole ones.\"""
        shift = 0.5 if half else 0.0
        return (torch.arange(target, dtype=torch.float64) + shift) * size / target - shift
    """,
    """
    def _bilinear(size, target, half):
        \"""The two places around each of another size, and the share of the upper one.\"""
        place = _resampled(size, target, half).clamp(min=0)
        lower = place.floor().clamp(max=size - 1)
        return lower.long(), (lower + 1).clamp(max=size - 1).long(), (place - lower).float()
    """,
    """
    def _bicubic(size, target, half):
        \"""The four places around each of another size, and their shares (Keys 1981, a = -1/2; none outside).\"""
        place = _resampled(size, target, half)
        taps = place.floor() + torch.arange(-1, 3).reshape(-1, 1)
        x = (place - taps).abs()
        near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
        weight = torch.where(x < 1, near, torch.where(x < 2, far, 0.0))
        weight = torch.where((taps >= 0) & (taps < size), weight, 0.0)
        return taps.clamp(0, size - 1).long(), (weight / weight.sum(0)).float()
    """,
  ]
}
