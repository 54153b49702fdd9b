import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { KDD_COLUMNS } from './kdd-columns'
import { officialFile } from './official-file'
import { readTables } from './read-table'
import type { SourceFile } from './source-file'
import type { Undivided } from './splits'
import type { Table } from './table'

const FILE: SourceFile = officialFile('kddcup.data_10_percent.gz', {
  urls: [
    'https://ndownloader.figshare.com/files/5976042',
    'http://kdd.ics.uci.edu/databases/kddcup99/kddcup.data_10_percent.gz',
  ],
  sha256: '8045aca0d84e70e622d1148d7df782496f6333bf6eb979a1b0837c42a9fd9561',
  bytes: 2_144_903,
})

/**
 * KDD Cup 99, the 10 % file: network connections, most of them attacks.
 *
 * `classes[0]` is `normal`; papers on anomalies mostly take it as the anomaly, since it is the rarer.
 */
export const kddCup99: DatasetSource<Undivided<Table>> = defineSource({
  info: {
    name: 'kddcup99',
    title: 'KDD Cup 1999, 10 %',
    licence: 'CC BY 4.0',
    citation: 'Stolfo, Fan, Lee, Prodromidis, Chan, KDD Cup 1999 Data, UCI KDD Archive, 1999',
    homepage: 'http://kdd.ics.uci.edu/databases/kddcup99/kddcup99.html',
    splits: { all: 494_021 },
    shape: '38 numbers and 3 words (118 numbers), label',
    files: [FILE],
  },
  async load(files) {
    const all = decodeText((await files.read(FILE)).bytes)
    return readTables(
      { all },
      {
        set: 'kddcup99',
        columns: KDD_COLUMNS,
        firstClasses: ['normal'],
        // Labels end in a full stop here, and only here.
        clean: (cells) => [...cells.slice(0, -1), cells.at(-1)?.replace(/\.$/, '') ?? ''],
      },
    )
  },
})
