"""The test of the sweep: one object against sixteen neighbors at once.

Numba compiles it from vector instructions of LLVM's intermediate language, which every processor
family has in its own width; where kernels run uncompiled, the same test stands in Python.

With d and v the relative position and velocity at the middle of the interval, f = d.v and L the
sum of both pads, two objects can come within reach only if the straight line through d along v passes
within L:

    d^2 - f^2 / v^2 <= L^2,  here (d^2 - L^2) v^2 <= f^2.

A straight line is right because two objects at one radius share Lagrange's coefficients F and G (Battin,
An Introduction to the Mathematics and Methods of Astrodynamics, 1999, section 3.6): d(t) = F d0 + G v0 is
a line in G / F. What their difference in radius adds is inside L.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # it has no stubs
from numba import types
from numba.core import config
from numba.extending import intrinsic

WIDTH = 16
# Behind each list stand this many entries with a key above all others: a scan reads up to two
# vectors past its last entry, and must not see the next list.
SENTINELS = 2 * WIDTH
COMPONENTS = 7


def _lines_meet(entries, stride, at, x, y, z, u, v, w, pad):
    """Return a bit for each of the entries at..at+15 whose line passes the object within L.

    entries : float32, component c of entry p stands at c * stride + p: x y z u v w pad
    x..pad : the object's own numbers, float32
    """
    mask = 0
    for lane in range(WIDTH):
        p = at + lane
        dx, dy, dz = entries[p] - x, entries[stride + p] - y, entries[2 * stride + p] - z
        du, dv, dw = entries[3 * stride + p] - u, entries[4 * stride + p] - v, entries[5 * stride + p] - w
        reach = entries[6 * stride + p] + pad
        excess = dx * dx + dy * dy + dz * dz - reach * reach
        f = dx * du + dy * dv + dz * dw
        mask |= int(excess * (du * du + dv * dv + dw * dw) - f * f <= 0.0) << lane
    return mask


@intrinsic
def _lines_meet_vector(typing_context, entries, stride, at, x, y, z, u, v, w, pad):  # noqa: ARG001 -- read by Numba
    """The same as one block of 16-lane vector code."""
    single = types.float32
    signature = types.int64(entries, types.intp, types.intp, *([single] * COMPONENTS))

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride, at = arguments[1:3]
        vector = ir.VectorType(ir.FloatType(), WIDTH)
        undefined = ir.Constant(vector, ir.Undefined)
        first = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), None)
        flags = ("contract",)

        def load(component):
            offset = builder.add(builder.mul(ir.Constant(stride.type, component), stride), at)
            place = builder.gep(array.data, [offset])
            return builder.load(builder.bitcast(place, vector.as_pointer()), align=4)

        def spread(value):
            one = builder.insert_element(undefined, value, ir.Constant(ir.IntType(32), 0))
            return builder.shuffle_vector(one, undefined, first)

        def product(a, b):
            return builder.fmul(a, b, flags=flags)

        def minus(a, b):
            return builder.fsub(a, b, flags=flags)

        def plus(a, b):
            return builder.fadd(a, b, flags=flags)

        own = [spread(value) for value in arguments[3:]]
        d = [minus(load(c), own[c]) for c in range(3)]
        v = [minus(load(c), own[c]) for c in range(3, 6)]
        reach = plus(load(6), own[6])
        excess = minus(product(d[0], d[0]), product(reach, reach))
        speed2 = product(v[0], v[0])
        f = product(d[0], v[0])
        for c in (1, 2):
            excess = plus(product(d[c], d[c]), excess)
            speed2 = plus(product(v[c], v[c]), speed2)
            f = plus(product(d[c], v[c]), f)
        far = minus(product(excess, speed2), product(f, f))
        hit = builder.fcmp_ordered("<=", far, ir.Constant(vector, None))
        bits = builder.bitcast(hit, ir.IntType(WIDTH))
        return builder.zext(bits, context.get_value_type(types.int64))

    return signature, generate


lines_meet: Any = _lines_meet_vector
if config.DISABLE_JIT:  # type: ignore[attr-defined]  # it comes from the environment
    lines_meet = _lines_meet
