/** Counts the letters to add, drop, replace or swap with their neighbour to turn one word into the other. */
export const editDistance = (from: string, to: string): number => {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1))
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        cost = Math.min(cost, (before[j - 2] as number) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[to.length] as number
}

/** Finds the candidate nearest to a mistyped word; undefined if more than a third of its letters differ from each. */
export const findNearest = (word: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.max(1, Math.floor(word.length / 3))
  const near = candidates
    .filter((candidate) => Math.abs(candidate.length - word.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate
}

/** Builds the end of a message about an unknown word: the nearest legal word, or all of them if none is near. */
export const suggest = (word: string, legal: readonly string[], noun: string): string => {
  const nearest = findNearest(word, legal)
  return nearest === undefined ? `legal ${noun}: ${legal.join(', ')}` : `did you mean "${nearest}"?`
}
