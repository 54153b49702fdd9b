export { default } from './vitest'
