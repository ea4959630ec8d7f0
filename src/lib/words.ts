/**
 * Reports whether a pattern matches a whole text: `*` matches any characters, also `/`, and `?` matches one. The number
 * of steps is at most the product of both lengths.
 *
 * picomatch is not used: it matches paths, so that `*` stops at a `/` and braces, brackets and `!` are special, while
 * names of images and objects need exactly these two wildcards. It also compiles patterns to regular expressions,
 * which do not guarantee that bound.
 */
export const matchesGlob = (pattern: string, text: string): boolean => {
  let at = 0
  let star = -1
  let resume = 0
  for (let i = 0; i < text.length; ) {
    if (pattern[at] === '*') {
      star = at++
      resume = i
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

interface State {
  next: Map<string, State>
  /** The state of the longest end of the text read that a word starts with. */
  fallback: State | undefined
  /** The words that the text read ends with. */
  words: string[]
}

const newState = (fallback?: State): State => ({ next: new Map(), fallback, words: [] })

/**
 * Finds words anywhere in texts, in a time that grows with the text and not with the number of words (Aho and Corasick,
 * 1975). An empty word is never found.
 */
export class WordFinder {
  private readonly start = newState()

  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) if (word !== '') this.add(word)
    this.link()
  }

  /** Returns the words that a text contains. */
  findIn(text: string): Set<string> {
    const found = new Set<string>()
    for (const words of this.ends(text)) for (const word of words) found.add(word)
    return found
  }

  /** Returns whether a text contains any of the words. */
  isIn(text: string): boolean {
    return this.ends(text).next().done !== true
  }

  private add(word: string): void {
    let state = this.start
    for (let i = 0; i < word.length; i++) {
      const character = word[i] as string
      const next = state.next.get(character) ?? newState()
      state.next.set(character, next)
      state = next
    }
    state.words.push(word)
  }

  /** Links each state to its fallback, the states of short beginnings first. */
  private link(): void {
    const waiting = [this.start]
    for (const state of waiting)
      for (const [character, next] of state.next) {
        next.fallback = state === this.start ? this.start : this.step(state.fallback as State, character)
        next.words.push(...next.fallback.words)
        waiting.push(next)
      }
  }

  private step(from: State, character: string): State {
    for (let state: State | undefined = from; state !== undefined; state = state.fallback) {
      const next = state.next.get(character)
      if (next !== undefined) return next
    }
    return this.start
  }

  private *ends(text: string): Generator<readonly string[]> {
    let state = this.start
    for (let i = 0; i < text.length; i++) {
      state = this.step(state, text[i] as string)
      if (state.words.length > 0) yield state.words
    }
  }
}

/** Groups items by a key, each group in the order of the items. */
export const groupBy = <K, V>(items: Iterable<V>, keyOf: (item: V) => K): Map<K, V[]> => {
  const groups = new Map<K, V[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
