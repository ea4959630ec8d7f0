import type { Tape } from './tape-testing.ts'

/** Keys of mappings. */
export const KEYS = ['a', 'b', 'name', 'key', 'c/d.e', '"q k"', "'s'", 'yes', '~t', 'f_g', '"__proto__"', '7']

/** Plain scalars. */
export const PLAIN = ['x', 'y', '5', 'true', '1:20', 'a b', '~', '-1.5', 'a#b', 'http://h:80', '.', '0x1F', 'x-']

/** Quoted scalars. */
export const QUOTED = [`'x'`, `"y"`, `'it''s'`, `"a\\nb"`, `''`, `"# no"`, `'a: b'`, `"\\u00e9"`]

/** The text of a value: the part after the colon or the dash, and the lines that follow. */
export interface Written {
  inline: string
  lines: string[]
}

/** A numbered comment after a value, or nothing. */
export const comment = (tape: Tape): string => (tape.isRare(5) ? ` # note ${++tape.comments}` : '')

/** A literal or folded scalar below a collection at `indent`. */
export const blockScalar = (tape: Tape, indent: number): Written => {
  const margin = ' '.repeat(indent + tape.pick([1, 2, 4]))
  const lines = Array.from({ length: 1 + tape.below(3) }, () =>
    tape.pick([`${margin}text`, `${margin}  deeper`, '', `${margin}# no comment`]),
  )
  lines[0] = `${margin}first`
  return { inline: ` ${tape.pick(['|', '>', '|-', '>-', '|+', '>+'])}${comment(tape)}`, lines }
}

/** A plain or quoted scalar over several lines. */
export const longScalar = (tape: Tape, indent: number): Written => {
  const deep = ' '.repeat(indent + 2)
  const margin = tape.isRare(6) ? '' : deep
  return tape.pick([
    { inline: ' word', lines: [`${deep}goes on`, '', `${deep}here`] },
    { inline: ' "word', lines: [`${margin}goes on\\`, `${margin}here"`] },
    { inline: " 'word", lines: ['', `${margin}here'`] },
  ])
}
