const everywhere = new WeakMap<RegExp, RegExp>()

const global = (words: RegExp): RegExp => {
  const known = everywhere.get(words) ?? new RegExp(words.source, `${words.flags.replace('g', '')}g`)
  everywhere.set(words, known)
  return known
}

/** Every match of a pattern in a text, in the order of the text, whether the pattern has the flag `g` or not. */
export const matchesOf = (text: string, words: RegExp): RegExpExecArray[] =>
  // Most texts have none, and looking once is cheaper than setting out to look for all.
  text.search(words) === -1 ? [] : [...text.matchAll(global(words))]
