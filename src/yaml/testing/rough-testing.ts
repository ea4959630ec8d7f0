import type { Tape } from './tape-testing.ts'
import { yamlText } from './yaml-testing.ts'

const parted = (fragments: string): string[] => fragments.split('¦')

const KEYS = parted('a¦b¦key¦c/d.e¦a b¦"q"¦\'s\'¦"a\\"¦é¦7¦yes¦-x¦:z¦<<¦"<<"')
const ODD_KEYS = parted('¦~¦---¦...¦?¦?x¦&a¦!!str¦*a¦[a]¦{a}¦@¦%¦18446744073709551615')
const COLONS = parted(': ¦: ¦: ¦: ¦:  ¦ : ¦:¦:\t¦¦ ')
const SCALARS = parted("¦x¦5¦a b¦a#b¦h://x:80¦:80¦-1¦--x¦.5¦'x'¦\"y\"¦'it''s'¦\"a\\n\\\"b\\x41\\u00e9\"")
const BLOCKS = parted('|¦>¦|-¦>-¦|+¦>+¦| # c¦>  ')
const FLOWS = parted('{}¦[]¦[ ]¦[a, "b"]¦{a: b, \'c\': [1, {}]}¦{a: b,}¦[a,]')
const ODD = parted(
  'a: b¦a:¦"\\/"¦"\\ud800"¦"\\q"¦"\\¦|2¦|#c¦>-1¦{a: }¦{a:b}¦{a}¦[a b]¦[,]¦[¦[a: b]¦*a¦&a x¦!!str x¦@x¦`x¦%x¦- x¦-¦- - x' +
    '¦? x¦, x¦]¦"open¦\'open¦end"¦end\'¦x\ty¦\t¦...¦---¦# c¦"x" y¦"x"#c¦"x": y¦\\¦"a\\¦.¦\x85¦\u2028¦\ufeff¦\x07',
)
const ENDS = parted('¦¦¦¦¦¦ ¦ # c¦ #¦#¦\t¦\r')

const pickScalar = (tape: Tape): string =>
  tape.pick(tape.isRare(8) ? ODD : tape.pick([SCALARS, SCALARS, SCALARS, BLOCKS, FLOWS]))

/** Lines of anything, at indentations near each other, so that some of it is YAML by chance. */
export const roughText = (tape: Tape): string => {
  let indent = 0
  const ending = tape.pick(['\n', '\n', '\n', '\r\n'])
  const lines = Array.from({ length: 1 + tape.below(9) }, () => {
    indent = Math.max(0, indent + tape.pick([0, 0, 0, 2, 2, -2, -2, 1, -4]))
    const margin = ' '.repeat(indent)
    const dashes = tape.pick(['', '', '', '- ', '- ', '-  ', '- - ', '-'])
    const kind = tape.below(10)
    if (kind === 0) return tape.pick([margin, '', `${margin}# c`, '# c', `${margin}\t`])
    if (kind < 3) return `${margin}${dashes}${pickScalar(tape)}${tape.pick(ENDS)}`
    const key = tape.pick(tape.isRare(12) ? ODD_KEYS : KEYS)
    return `${margin}${dashes}${key}${tape.pick(COLONS)}${pickScalar(tape)}${tape.pick(ENDS)}`
  })
  return lines.join(ending) + tape.pick([ending, ending, '', '   '])
}

const DOCUMENTS = [
  'a: b\nlist:\n- x\n- y: 1\n  z: "2"\n\n- [a, b]\nmap:\n  k: {}\n  # c\n  l:\n    m: n\nlast:\n',
  '---\n# Source: web/templates/a.yaml\ndata:\n  run.sh: |\n    #!/bin/sh\n\n      exec "$@"\n\n  fold: >-\n    a\n    b\n\n     c\n  x: y\n',
  'args:\n  - --a=b: c\n  - -c\n  - |-\n    set -e\n    x: y\n\n  -\n    a: b\n  - - 1\n    - 2\n  -   k: v\n      l: w # c\n',
  'd: plain text\n  that goes on\n\n  and on\ns: \'it\'\'s\n  long\'\nq: "a\\\n  b\\n\n\n  c"\nz: {a: [b, "c"], d: e}\n',
  '- a: |+\n    keep\n\n\n- b: >\n   a\n     b\n   c\n\n# end\n- c\n-  "d" # e\n',
]
const INSERTED = parted(' ¦  ¦\n¦\t¦\r¦-¦:¦#¦"¦\'¦|¦>¦\\¦,¦[¦}¦&¦?¦x¦: ¦- ¦ #')

/** A document with one to three characters or lines put in, taken out or doubled. */
export const mutatedText = (tape: Tape): string => {
  let text = tape.isRare(2) ? yamlText(tape) : tape.pick(DOCUMENTS)
  if (tape.isRare(6)) text = text.replaceAll(/\r?\n/g, '\r\n')
  for (let count = 1 + tape.below(3); count > 0; count--) {
    const at = tape.below(text.length + 1)
    const start = text.lastIndexOf('\n', at - 1) + 1
    const end = text.indexOf('\n', at) + 1 || text.length
    const [from, to, fresh] = tape.pick<[number, number, string]>([
      [at, at + 1, ''],
      [at, at, tape.pick(INSERTED)],
      [at, at, tape.pick(INSERTED)],
      [start, start, text.slice(start, end)],
      [start, end, ''],
      [start, start, tape.pick(['  ', ' ', '- ', '# '])],
      [start, start + 2, ''],
    ])
    text = text.slice(0, from) + fresh + text.slice(to)
  }
  return text
}
