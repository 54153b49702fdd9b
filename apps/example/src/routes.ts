import type { Route } from './route'
import { autoencoder } from './routes/autoencoder/route'

/** Every page, in the order of the navigation. A technique is one folder beside `autoencoder` and one line here. */
export const routes: readonly Route[] = [autoencoder]
