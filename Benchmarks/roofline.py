#!/usr/bin/env python3
"""Draws the kernels of the workloads' steps below the machine's roof: operations a second over operations a byte.

    Benchmarks/roofline.py [--etch PROGRAM] [--data DIR] [--seconds 3] [--threads 2] [--out Benchmarks/roofline.svg] [WORKLOAD …]

`etch kernels --time` tells each kernel's time, operations and the bytes of its operands; the roof is measured by probe.c
before and after. Kernels that multiply nothing have no place there: the table tells their share and their traffic, and what a
step would take with the products of its algorithms at the peak and the operands of all other kernels at the memory's speed.
"""
import argparse
import dataclasses
import json
import math
import pathlib

from machine import Probe, described
from rounds import table
from workloads import HERE, WORKLOADS, Kernel, add_options, etch_kernels, parsed

PANEL, GAP, LEFT, TOP, COLUMNS = (270, 170), (22, 46), 52, 64, 3
INTENSITY, SPEED = (0.25, 2048), (0.5, 512)  # the ranges of the axes
LEAST_SHARE = 0.003  # of a step's time, below which a kernel is not drawn
INK, FAINT, LINE, DOT = "#1f2328", "#6b7280", "#d7dbe0", "#1769aa"


@dataclasses.dataclass
class Panel:
    """A workload's kernels; launches of one kernel at one shape are one circle."""
    name: str
    kernels: list

    def __post_init__(self):
        self.total = sum(kernel.ms for kernel in self.kernels)
        self.multiplying = [kernel for kernel in self.kernels if kernel.speed > 0]
        self.moving = [kernel for kernel in self.kernels if kernel.speed == 0]
        self.work = sum(kernel.ms * kernel.speed for kernel in self.multiplying)  # 10⁶ operations

    def circles(self):
        """Intensity, speed and share of time of each shape, the largest first."""
        shapes = {}
        for kernel in self.multiplying:
            shapes.setdefault((kernel.name, kernel.megabytes), []).append(kernel)
        for (_, megabytes), launches in sorted(shapes.items(), key=lambda item: -sum(one.ms for one in item[1])):
            ms, work = sum(one.ms for one in launches), sum(one.ms * one.speed for one in launches)
            if megabytes > 0 and ms > LEAST_SHARE * self.total:
                yield work / (megabytes * len(launches)), work / ms, ms / self.total

    @property
    def moved(self):
        return sum(kernel.megabytes for kernel in self.moving)

    def least(self, peak, traffic):
        """Milliseconds of a step all of whose kernels are at a roof, each kind at its own."""
        return self.work / peak + self.moved / traffic

    def row(self, peak, traffic):
        moved, moving = self.moved, sum(kernel.ms for kernel in self.moving)
        spent = self.total - moving
        return [self.name, f"{self.total:.4g}", f"{len(self.kernels)}", f"{100 * spent / self.total:.0f} %",
                f"{self.work / spent:.0f} ({100 * self.work / spent / peak:.0f} %)", f"{100 * moving / self.total:.0f} %",
                f"{moved / moving:.1f} ({100 * moved / moving / traffic:.0f} %)" if moving else "",
                f"{self.least(peak, traffic):.3g}"]


class Axes:
    """The place of a panel in the picture; both axes are logarithmic."""

    def __init__(self, index):
        row, column = divmod(index, COLUMNS)
        self.left, self.top = LEFT + column * (PANEL[0] + GAP[0]), TOP + row * (PANEL[1] + GAP[1])

    def x(self, value):
        return self.left + PANEL[0] * fraction(value, INTENSITY)

    def y(self, value):
        return self.top + PANEL[1] * (1 - fraction(value, SPEED))


def fraction(value, ends):
    low, high = (math.log(end) for end in ends)
    return min(max((math.log(value) - low) / (high - low), 0), 1)


def text(x, y, words, size=11, fill=INK, anchor="start", weight="normal"):
    return (f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{words}</text>')


def line(x1, y1, x2, y2, colour, width=1.0):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def grid(axes, outer_left, outer_bottom):
    """Lines at powers of ten and their numbers where the panel is at the edge."""
    bottom = axes.top + PANEL[1]
    for value in (1, 10, 100, 1000):
        x = axes.x(value)
        yield line(x, axes.top, x, bottom, LINE)
        if outer_bottom:
            yield text(x, bottom + 14, value, 10, FAINT, "middle")
    for value in (1, 10, 100):
        y = axes.y(value)
        yield line(axes.left, y, axes.left + PANEL[0], y, LINE)
        if outer_left:
            yield text(axes.left - 6, y + 4, value, 10, FAINT, "end")


def roof(axes, peak, traffic):
    """The memory's slope up to the ridge, then the peak."""
    ridge, low, high = peak / traffic, SPEED[0] / traffic, INTENSITY[1]
    begin = max(low, INTENSITY[0])
    yield line(axes.x(begin), axes.y(begin * traffic), axes.x(ridge), axes.y(peak), INK, 1.5)
    yield line(axes.x(ridge), axes.y(peak), axes.x(high), axes.y(peak), INK, 1.5)


def circle(axes, intensity, speed, share):
    return (f'<circle cx="{axes.x(intensity):.1f}" cy="{axes.y(speed):.1f}" r="{1.5 + 22 * math.sqrt(share):.1f}" '
            f'fill="{DOT}" fill-opacity="0.35" stroke="{DOT}"/>')


def drawn(panels, peak, traffic, threads):
    rows = -(-len(panels) // COLUMNS)
    width = LEFT + COLUMNS * (PANEL[0] + GAP[0])
    height = TOP + rows * (PANEL[1] + GAP[1]) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        text(LEFT, 20, "Kernels of a training step below the machine's roof", 15, weight="bold"),
        text(LEFT, 38, f"{threads} threads: {peak:.0f} GFLOP/s, {traffic:.0f} GB/s of memory. A circle's area is its share of "
             "the step's time; above the slope, operands are in caches.", 11, FAINT)]
    for index, panel in enumerate(panels):
        axes, last = Axes(index), index + COLUMNS >= len(panels)
        share, digits = 100 * panel.work / panel.total / peak, 3 if panel.total < 1 else 1 if panel.total < 100 else 0
        parts += [
            text(axes.left, axes.top - 6, panel.name, 12, weight="bold"),
            text(axes.left + PANEL[0], axes.top - 6, f"{panel.total:.{digits}f} ms, {share:.0f} % of the peak", 11, FAINT, "end"),
            *grid(axes, index % COLUMNS == 0, last), *roof(axes, peak, traffic),
            *(circle(axes, *shape) for shape in panel.circles())]
    parts += [text(LEFT, height - 12, "across: operations a byte; up: GFLOP/s", 11, FAINT), "</svg>"]
    return "\n".join(parts) + "\n"


def kernels_of(options):
    """What Etch tells of each workload, and what the machine could do meanwhile."""
    probe = Probe()
    limits = [probe.limits(options.threads)]
    found = {}
    for name in options.workloads:
        found[name] = [dataclasses.asdict(kernel) for kernel in etch_kernels(options, WORKLOADS[name], options.seconds)]
        limits.append(probe.limits(options.threads))
    if None in limits:
        raise SystemExit("without the machine's peak there is no roof to draw")
    return {"kernels": found, "limits": [max(values) for values in zip(*limits)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add_options(parser)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "roofline.svg")
    parser.add_argument("--record", type=pathlib.Path, help="where to keep what was measured")
    parser.add_argument("--show", type=pathlib.Path, nargs="+", help="measure nothing; draw what was recorded")
    options = parsed(parser)
    every = [json.loads(file.read_text()) for file in options.show or ()] or [kernels_of(options)]
    if options.record:
        options.record.write_text(json.dumps(every[0]))
    peak, traffic = (max(values) for values in zip(*(one["limits"] for one in every)))
    panels = [Panel(name, [Kernel(**kernel) for kernel in kernels])
              for one in every for name, kernels in one["kernels"].items()]
    options.out.write_text(drawn(panels, peak, traffic, options.threads))
    titles = ["workload", "ms", "launches", "time in multiplying kernels", "their GFLOP/s (of peak)", "in others",
              "their GB/s (of memory's)", "at both roofs, ms"]
    print(f"{described(options.threads)}; {peak:.0f} GFLOP/s, {traffic:.1f} GB/s.\n\n"
          + table(titles, [panel.row(peak, traffic) for panel in panels]))


if __name__ == "__main__":
    main()
