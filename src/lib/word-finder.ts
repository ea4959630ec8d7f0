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
