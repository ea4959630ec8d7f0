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
