import { type Network, restoreNetwork } from '@ae/core'

/**
 * The same networks again, with weights of their own; the caller's.
 *
 * @throws AeError `data` for a network that only its own code can build; nothing is left behind
 */
export async function copyNetworks(
  networks: Readonly<Record<string, Network>>,
): Promise<Readonly<Record<string, Network>>> {
  const copies: Record<string, Network> = {}
  try {
    for (const [name, network] of Object.entries(networks)) {
      const copy = await restoreNetwork(network.topology())
      copies[name] = copy
      const weights = copy.weights()
      for (const [key, weight] of Object.entries(network.weights())) weights[key]?.assign(weight)
    }
    return copies
  } catch (error) {
    for (const copy of Object.values(copies)) copy.dispose()
    throw error
  }
}
