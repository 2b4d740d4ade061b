"""The test of the sweep: one object against sixteen neighbors at once.

Numba compiles the test from vector instructions of LLVM's intermediate language, which every
processor family has in its own width; where kernels run uncompiled, the same test stands in Python.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

WIDTH = 16
COMPONENTS = 7


def _can_meet(entries, stride, at, x, y, z, u, v, w, pad, gain, slack, half_s):
    """Return a bit for each of the entries at..at+15 that can come within reach of the object.

    entries : float32, component c of entry p stands at c * stride + p: x y z u v w pad
    x..pad : the object's own numbers, float32

    With d and v the relative position and velocity at the middle of the interval, f = d.v and L
    the sum of both pads, an entry stays if d^2 <= L^2, or if the straight line through d along v
    passes within L, (d^2 - L^2) v^2 <= f^2, at a moment inside the interval, |f| <= T (gain v^2 + slack L^2).

    A straight line is right because two objects at one radius share Lagrange's coefficients F and G
    (Battin, Mathematics and Methods of Astrodynamics, 1999, section 3.6): d(t) = F d0 + G v0, a line in
    G / F; what their difference in radius adds is inside L.
    """
    mask = 0
    for lane in range(WIDTH):
        p = at + lane
        dx = entries[p] - x
        dy = entries[stride + p] - y
        dz = entries[2 * stride + p] - z
        du = entries[3 * stride + p] - u
        dv = entries[4 * stride + p] - v
        dw = entries[5 * stride + p] - w
        reach = entries[6 * stride + p] + pad
        reach2 = reach * reach
        d2 = dx * dx + dy * dy + dz * dz
        v2 = du * du + dv * dv + dw * dw
        f = dx * du + dy * dv + dz * dw
        excess = d2 - reach2
        limit = half_s * (gain * v2 + slack * reach2)
        is_near = excess <= 0.0
        is_met = excess * v2 <= f * f and abs(f) <= limit
        mask |= int(is_near or is_met) << lane
    return mask


@intrinsic
def _can_meet_vector(typing_context, entries, stride, at, x, y, z, u, v, w, pad, gain, slack, half_s):
    """The same as one block of 16-lane vector code."""
    single = types.float32
    signature = types.int64(entries, types.intp, types.intp, *([single] * 10))

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        vector = ir.VectorType(ir.FloatType(), WIDTH)

        def load(component):
            offset = builder.add(
                builder.mul(ir.Constant(arguments[1].type, component), arguments[1]), arguments[2]
            )
            place = builder.gep(array.data, [offset])
            return builder.load(builder.bitcast(place, vector.as_pointer()), align=4)

        def spread(value):
            one = builder.insert_element(
                ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
            )
            zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), None)
            return builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), zeros)

        flags = ("contract",)

        def multiply(a, b):
            return builder.fmul(a, b, flags=flags)

        def dot(a, b):
            products = [multiply(p, q) for p, q in zip(a, b, strict=True)]
            return builder.fadd(builder.fadd(products[0], products[1], flags=flags), products[2], flags=flags)

        own = [spread(value) for value in arguments[3:]]
        d = [builder.fsub(load(c), own[c], flags=flags) for c in range(3)]
        v = [builder.fsub(load(c), own[c], flags=flags) for c in range(3, 6)]
        reach = builder.fadd(load(6), own[6], flags=flags)
        gain, slack, half_s = own[7:]
        reach2 = multiply(reach, reach)
        v2 = dot(v, v)
        f = dot(d, v)
        excess = builder.fsub(dot(d, d), reach2, flags=flags)
        limit = multiply(half_s, builder.fadd(multiply(gain, v2), multiply(slack, reach2), flags=flags))
        zero = spread(ir.Constant(ir.FloatType(), 0.0))
        is_near = builder.fcmp_ordered("<=", excess, zero)
        f2 = multiply(f, f)
        is_line = builder.fcmp_ordered("<=", multiply(excess, v2), f2)
        is_now = builder.fcmp_ordered("<=", f2, multiply(limit, limit))
        hit = builder.or_(is_near, builder.and_(is_line, is_now))
        bits = builder.bitcast(hit, ir.IntType(WIDTH))
        return builder.zext(bits, context.get_value_type(types.int64))

    return signature, generate


can_meet = _can_meet if config.DISABLE_JIT else _can_meet_vector
