/** Objects have names of at most so many characters (a DNS subdomain name, RFC 1123). */
const MOST = 253

/** FNV-1a, 32 bits: it only has to tell long names apart that begin alike. */
const hash = (text: string): string => {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value.toString(36)
}

/** The name of a generated object: stable, and for names that are too long cut and marked with a hash of the whole. */
export const generatedName = (...words: string[]): string => {
  const name = ['casehard', ...words].join('-').toLowerCase()
  if (name.length <= MOST) return name
  const mark = hash(name)
  return `${name.slice(0, MOST - mark.length - 1).replace(/[^a-z0-9]+$/, '')}-${mark}`
}
