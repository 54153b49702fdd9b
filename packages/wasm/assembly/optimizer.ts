/** One Adam step on `count` numbers; see `adamStep` in @ae/core. `largest` 0 without AMSGrad. Outputs may be the inputs. */
export function adam(
  value: usize,
  gradient: usize,
  first: usize,
  second: usize,
  largest: usize,
  newValue: usize,
  newFirst: usize,
  newSecond: usize,
  newLargest: usize,
  count: i32,
  stepSize: f32,
  secondCorrection: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  epsilon: f32,
  shrink: f32,
): void {
  const b1 = f32x4.splat(beta1)
  const c1 = f32x4.splat(rest1)
  const b2 = f32x4.splat(beta2)
  const c2 = f32x4.splat(rest2)
  const correction = f32x4.splat(secondCorrection)
  const eps = f32x4.splat(epsilon)
  const rate = f32x4.splat(stepSize)
  const keep = f32x4.splat(shrink)
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    const g = v128.load(gradient + o)
    const m = f32x4.add(f32x4.mul(b1, v128.load(first + o)), f32x4.mul(c1, g))
    const v = f32x4.add(f32x4.mul(b2, v128.load(second + o)), f32x4.mul(c2, f32x4.mul(g, g)))
    v128.store(newFirst + o, m)
    v128.store(newSecond + o, v)
    let scale = v
    if (largest != 0) {
      scale = f32x4.max(v128.load(largest + o), v)
      v128.store(newLargest + o, scale)
    }
    const root = f32x4.add(f32x4.div(f32x4.sqrt(scale), correction), eps)
    v128.store(
      newValue + o,
      f32x4.sub(f32x4.mul(keep, v128.load(value + o)), f32x4.div(f32x4.mul(rate, m), root)),
    )
  }
  for (; i < count; i++) {
    const o = (<usize>i) << 2
    const g = load<f32>(gradient + o)
    const m = beta1 * load<f32>(first + o) + rest1 * g
    const v = beta2 * load<f32>(second + o) + rest2 * (g * g)
    store<f32>(newFirst + o, m)
    store<f32>(newSecond + o, v)
    let scale = v
    if (largest != 0) {
      scale = max<f32>(load<f32>(largest + o), v)
      store<f32>(newLargest + o, scale)
    }
    store<f32>(
      newValue + o,
      shrink * load<f32>(value + o) - (stepSize * m) / (sqrt<f32>(scale) / secondCorrection + epsilon),
    )
  }
}
