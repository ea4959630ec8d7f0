import { readFileSync } from 'node:fs'

/** A block of code in a page: fenced, with its language, or indented by four spaces. */
export interface Block {
  /** The info string of a fenced block, e.g. `yaml`, or an empty string. */
  language: string
  /** The lines without fence and indentation, with a final newline. */
  text: string
}

const SECTION = /^## (.+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm
const BLOCK = /^```(\w*)\n([\s\S]*?)^```$|(?<=^\n)((?: {4}.*\n|\n(?= {4}))+)/gm

/** Finds the code blocks of a Markdown text, in their order. */
export const findBlocks = (text: string): Block[] =>
  [...text.matchAll(BLOCK)].map(([, language = '', fenced, indented = '']) => ({
    language,
    text: fenced ?? indented.replace(/^ {4}/gm, ''),
  }))

/**
 * Finds the code blocks in a section of a Markdown text.
 * @throws RangeError if the section does not exist
 */
export const findBlocksUnder = (heading: string, text: string): Block[] => {
  const section = [...text.matchAll(SECTION)].find(([, title]) => title === heading)
  if (section === undefined) throw new RangeError(`the page has no section "${heading}"`)
  return findBlocks(section[2] as string)
}

/**
 * Reads the code blocks of a page, so that tests run exactly these.
 * @param page the path of a Markdown file
 * @param heading the section to read; without it, the whole page
 * @throws RangeError if the section does not exist
 */
export const readBlocks = (page: string, heading?: string): Block[] => {
  const text = readFileSync(page, 'utf8')
  return heading === undefined ? findBlocks(text) : findBlocksUnder(heading, text)
}
