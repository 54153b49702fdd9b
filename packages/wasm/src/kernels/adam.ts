import { accelerate, sizeOf } from './accelerate'

export function registerAdam(): void {
  accelerate('AeAdam', ({ inputs, attrs, backend }) => {
    const { value, gradient, first, second, largest } = inputs
    if (value === undefined || gradient === undefined || first === undefined || second === undefined)
      return undefined
    const pointers = [value, gradient, first, second].map((info) => backend.pointer(info))
    const [pv, pg, pm, ps] = pointers
    const pl = largest === undefined ? 0 : backend.pointer(largest)
    if (pv === undefined || pg === undefined || pm === undefined || ps === undefined || pl === undefined)
      return undefined
    const outputs = [value, first, second, ...(largest === undefined ? [] : [largest])].map(() =>
      backend.output(value.shape),
    )
    const [v, m, s, l] = outputs.map(({ pointer }) => pointer)
    const { stepSize, secondCorrection, beta1, beta2, epsilon, shrink } = attrs as unknown as Record<
      string,
      number
    >
    backend.exports.adam(
      pv,
      pg,
      pm,
      ps,
      pl,
      v ?? 0,
      m ?? 0,
      s ?? 0,
      l ?? 0,
      sizeOf(value.shape),
      stepSize ?? 0,
      secondCorrection ?? 1,
      beta1 ?? 0,
      1 - (beta1 ?? 0),
      beta2 ?? 0,
      1 - (beta2 ?? 0),
      epsilon ?? 0,
      shrink ?? 1,
    )
    return outputs.map(({ info }) => info)
  })
}
