@inline
export function min(a: i32, b: i32): i32 {
  return a < b ? a : b
}
