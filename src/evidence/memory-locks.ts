import type { Clue, Container, Context, Pod } from '../model.ts'
import { searchTexts, textOfContainer, uniqueClues } from './text.ts'

/** Settings that keep memory from being swapped: Elasticsearch and OpenSearch, Vault, Cassandra, and flags of others. */
const LOCKS =
  /bootstrap[._]memory_lock["']?\s*[:=]\s*["']?true|disable_mlock["']?\s*[:=]\s*["']?false|(?<![\w-])mlockall\b|--(?:enable-)?mlock(?:all)?\b/i

const VARIABLE = /^bootstrap[._]memory_lock$/i

/** Clues that a container locks memory, for which a process needs IPC_LOCK or an unlimited `memlock`. */
export const memoryLocks = (pod: Pod, container: Container, context: Context): Clue[] => {
  const texts = textOfContainer(pod, container, context)
  const variables = texts.filter(
    ({ kind, variable, text }) => kind === 'env' && VARIABLE.test(variable ?? '') && text === 'true',
  )
  return uniqueClues([...searchTexts(texts, LOCKS), ...searchTexts(variables, /^true$/)].map(({ clue }) => clue))
}
