export { leavesCodec } from './leaves-codec'
