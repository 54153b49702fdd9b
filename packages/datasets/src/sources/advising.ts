import { AeError, requireChoice, show } from '@ae/core'
import { jsonObject, parseJson } from './checked-json'
import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

/** A question and the query that answers it. */
export interface QuestionQuery {
  /** In English, with names of variables in place of values. */
  readonly question: string
  /** In SQL, with the same names. */
  readonly sql: string
  /** Other queries that answer it as well. */
  readonly alternatives: readonly string[]
  /** What the variables stand for. */
  readonly variables: Readonly<Record<string, string>>
  /** Number of the query: questions with the same number have the same answer. */
  readonly template: number
}

/** Questions with queries. */
export interface QuestionSplits {
  /** To learn from. */
  readonly train: readonly QuestionQuery[]
  /** To choose by. */
  readonly dev: readonly QuestionQuery[]
  /** To test with. */
  readonly test: readonly QuestionQuery[]
}

/** Options of {@link advising}. */
export interface AdvisingOptions {
  /**
   * `question`: test questions are new, their queries are not; 956 questions belong to no part. `query`: the queries are new too, which is much
   * harder. Default `question`.
   */
  readonly division?: 'question' | 'query'
}

const FILE: SourceFile = officialFile('advising.json', {
  urls: [
    'https://raw.githubusercontent.com/jkkummerfeld/text2sql-data/5050bad2309a93636ea4788d3660c9202bf11e0e/data/advising.json',
  ],
  repacks: [
    {
      name: 'advising.json.gz',
      sha256: '468ebd302590946a50fad8cafc27d25157ec5b1a2e47cb2a177f737510bf3211',
      bytes: 101_335,
    },
  ],
})

/** Advising: students' questions about courses and the SQL queries that answer them. */
export const advising: DatasetSource<QuestionSplits, AdvisingOptions> = defineSource({
  info: {
    name: 'advising',
    title: 'Advising: questions and SQL',
    licence: 'CC BY 4.0',
    citation: 'Finegan-Dollak et al., Improving Text-to-SQL Evaluation Methodology, ACL 2018',
    homepage: 'https://github.com/jkkummerfeld/text2sql-data',
    splits: { train: 2_629, dev: 229, test: 573 },
    shape: 'question, sql, variables',
    folders: ['advising', 'text2sql-advising'],
    files: [FILE],
  },
  options: ['division'],
  async load(files, { division = 'question' }) {
    requireChoice('advising', 'division', division, ['question', 'query'])
    const found = parseJson('advising', decodeText((await files.read(FILE)).bytes))
    if (!Array.isArray(found)) {
      throw new AeError('data', `advising: expected a list. Received: ${show(found)}.`)
    }
    const items = found.flatMap((value: unknown, template) => questionsOf(value, template, division))
    const split = (name: string): QuestionQuery[] =>
      items.flatMap((item) => (item.split === name ? [item.pair] : []))
    return { train: split('train'), dev: split('dev'), test: split('test') }
  },
})

interface SplitQuestion {
  readonly split: string
  readonly pair: QuestionQuery
}

function questionsOf(value: unknown, template: number, division: 'question' | 'query'): SplitQuestion[] {
  const query = jsonObject(`advising, query ${template}`, value)
  const [sql = '', ...alternatives] = query.texts('sql')
  return query.objects('sentences').map((sentence) => ({
    split: division === 'query' ? query.text('query-split') : sentence.text('question-split'),
    pair: {
      question: sentence.text('text'),
      sql,
      alternatives,
      variables: sentence.textsByName('variables'),
      template,
    },
  }))
}
