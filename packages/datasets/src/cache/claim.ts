import { type ObtainContext, requireNotAborted } from './obtain-context'
import { wait } from './wait'

/** How often a waiting process looks again. Unit: milliseconds. */
const LOOK_EVERY = 200

/**
 * Makes sure that of several processes one downloads a file while the others wait for it.
 *
 * A lock whose holder has died shows by the partial file not growing any more: after twice the time in
 * which a living one would have noticed a stall, the lock is taken over.
 *
 * @returns gives the claim up
 */
export async function claim(
  lock: string,
  partial: string,
  context: ObtainContext,
): Promise<() => Promise<void>> {
  const { store, limits } = context
  if (store.create === undefined) return async () => {}
  const patience = Math.ceil((2 * limits.stallTimeout) / LOOK_EVERY)
  let size = await store.size(partial)
  for (let looks = 0; !(await store.create(lock)); looks++) {
    if (looks >= patience) await store.remove(lock)
    else await wait(LOOK_EVERY, context.signal)
    requireNotAborted(context)
    const now = await store.size(partial)
    if (now !== size) looks = 0
    size = now
  }
  return async () => store.remove(lock)
}
