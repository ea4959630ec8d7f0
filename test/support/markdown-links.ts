/** A link in a Markdown file. */
export interface Link {
  /** What the link names, as written: a URL, a path, an anchor, or a path with an anchor. */
  target: string
  /** Line in the file, counted from 1. */
  line: number
}

const INLINE = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/

/** Blanks fenced blocks and HTML comments, and keeps the number of lines. */
const withoutBlocks = (text: string): string =>
  text.replaceAll(/^(```|~~~).*\n[\s\S]*?^\1.*$|<!--[\s\S]*?-->/gm, (block) => block.replaceAll(/[^\n]/g, ''))

/** Finds the links of a Markdown text: inline links, images and link definitions, outside of code. */
export const findLinks = (text: string): Link[] =>
  withoutBlocks(text)
    .split('\n')
    .flatMap((source, i) => {
      if (source.startsWith('    ')) return []
      const line = source.replaceAll(/`[^`]*`/g, '``')
      const targets = [...line.matchAll(INLINE)].map((match) => match[1] as string)
      const definition = DEFINITION.exec(line)?.[1]
      return [...targets, ...(definition === undefined ? [] : [definition])].map((target) => ({ target, line: i + 1 }))
    })

/** Makes the anchor of a heading as GitHub does: lower case, hyphens for spaces, no punctuation. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')

/** Lists the anchors of a Markdown text's headings; a repeated heading gets `-1`, `-2`, as on GitHub. */
export const findAnchors = (text: string): string[] => {
  const seen = new Map<string, number>()
  return [...withoutBlocks(text).matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)].map(([, heading = '']) => {
    const anchor = anchorOf(heading)
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}
