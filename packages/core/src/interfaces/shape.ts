/** Sizes of a tensor's axes without the batch axis: `[28, 28, 1]`. Images are `[H, W, C]`, sequences `[T, C]`. */
export type Shape = readonly number[]
