/** The name under which tfjs knows the backend. */
export const BACKEND_NAME = 'ae-wasm'
