import { glorotUniform, type Initializer } from '@ae/core'

/** So small are a prior's first logits that it begins by finding all codes alike. */
const FIRST_LOGITS = 0.01

/** The start of the kernel that logits come from. */
export const logitsStart: Initializer = (rng, shape) =>
  glorotUniform(rng, shape).map((value) => value * FIRST_LOGITS)
