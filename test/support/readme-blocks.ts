import { readFileSync } from 'node:fs'

/** A block of code in the README: fenced, with its language, or indented by four spaces. */
export interface Block {
  /** The info string of a fenced block, e.g. `yaml`, or an empty string. */
  language: string
  /** The lines without fence and indentation, with a final newline. */
  text: string
}

const SECTION = /^## (.+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm
const BLOCK = /^```(\w*)\n([\s\S]*?)^```$|(?<=^\n)((?: {4}.*\n|\n(?= {4}))+)/gm

/**
 * Reads the code blocks in a section of the README, so that tests run exactly these.
 * @throws RangeError if the section does not exist
 */
export const blocksUnder = (heading: string, readme = readFileSync('README.md', 'utf8')): Block[] => {
  const section = [...readme.matchAll(SECTION)].find(([, title]) => title === heading)
  if (section === undefined) throw new RangeError(`the README has no section "${heading}"`)
  return [...(section[2] as string).matchAll(BLOCK)].map(([, language = '', fenced, indented = '']) => ({
    language,
    text: fenced ?? indented.replace(/^ {4}/gm, ''),
  }))
}
