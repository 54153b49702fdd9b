import type { AcceptedFile, SourceFile } from './source-file'

/** What is known of an official file beside its name. */
export interface OfficialFile {
  /** Where it can be had, in the order to try. */
  readonly urls?: readonly string[]
  /** SHA-256, if somebody checked it. */
  readonly sha256?: string
  /** Its length. */
  readonly bytes?: number
  /** Repacks that are taken as well. */
  readonly repacks?: readonly AcceptedFile[]
}

/**
 * A {@link SourceFile} whose first accepted form is the official one.
 *
 * A file that is gzipped is taken unpacked as well, and one that is not, gzipped; only archives and images are not.
 */
export function officialFile(name: string, known: OfficialFile = {}): SourceFile {
  const { urls = [], repacks = [], sha256, bytes } = known
  const official: AcceptedFile = {
    name,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(bytes === undefined ? {} : { bytes }),
  }
  const other = otherForm(name)
  const listed = other === undefined || repacks.some((repack) => repack.name === other.name)
  return { name, urls, accepted: [official, ...repacks, ...(listed ? [] : [other])] }
}

function otherForm(name: string): AcceptedFile | undefined {
  if (/\.(tar\.gz|zip|npz|png)$/.test(name)) return undefined
  return name.endsWith('.gz')
    ? { name: name.slice(0, -'.gz'.length), note: 'unpacked' }
    : { name: `${name}.gz`, note: 'gzipped' }
}
