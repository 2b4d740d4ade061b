"""Where each coefficient stands in a block of the kernels.

A block holds LANES objects; coefficient k of lane l stands at k * LANES + l, so that the
compiler loads neighboring lanes with one instruction.
"""

from __future__ import annotations

LANES = 128

# Classes of eccentricity: how Kepler's equation is solved in a block.
CIRCULAR = 0
MODERATE = 1
ECCENTRIC = 2
# Kind of a block: the class near Earth, the class plus this in deep space.
N_CLASSES = 3

# Both theories
EPOCH_OFFSET_MIN = 0
MEAN_ANOMALY = 1
MEAN_ANOMALY_RATE = 2
PERIGEE = 3
PERIGEE_RATE = 4
NODE = 5
NODE_RATE = 6
NODE_DRAG = 7
C1 = 8
BSTAR_C4 = 9
T2 = 10
MEAN_MOTION = 11
ECCENTRICITY = 12
SEMI_MAJOR_AXIS = 13

# Near Earth
OMEGA_DRAG = 14
ANOMALY_DRAG = 15
ETA = 16
ANOMALY_CUBE = 17
D2 = 18
D3 = 19
D4 = 20
BSTAR_C5 = 21
SIN_ANOMALY = 22
T3 = 23
T4 = 24
T5 = 25
SEMI_MAJOR_AXIS_ROOT = 26
AY = 27
XL = 28
CON41 = 29
X1MTH2 = 30
X7THM1 = 31
COS_INCLINATION = 32
SIN_INCLINATION = 33
N_NEAR = 34

# Deep space
INCLINATION = 14
INCLINATION_RATE = 15
ECCENTRICITY_RATE = 16
SIDEREAL_TIME = 17
# 0 not resonant, 1 one day, 2 half a day: multiples of (sidereal time - node) in the mean anomaly
RESONANCE_NODE = 18
# 1 for one day, else 0: multiple of the perigee
RESONANCE_PERIGEE = 19
# Sine and cosine of the mean anomaly of the sun at the reference instant
SUN_SIN = 20
SUN_COS = 21
# Then sun: e2 e3 i2 i3 l2 l3 l4 g2 g3 g4 h2 h3; moon likewise
N_TERMS = 12
SUN_TERMS = 22
MOON_SIN = 34
MOON_COS = 35
MOON_TERMS = 36
# Secular rates from sun and moon; apart from the others, so that sums round as in the reference
THIRD_ANOMALY = 48
THIRD_PERIGEE = 49
THIRD_NODE = 50
N_DEEP = 51

# A resonance segment: longitude, its rate and second derivative, mean motion, its second derivative
N_SEGMENT = 5
SEGMENT_MIN = 720.0
