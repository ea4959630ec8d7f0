import { printable } from '../../../src/lib/printable.ts'
import { type Item, layOutItems, paint } from '../../../src/report/text/layout.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'
import { ask, type Examined, findOnPath, isBefore, versionIn } from './probe.ts'
import { examinePrograms } from './programs.ts'

/** The first Node that casehard runs on. */
export const OLDEST_NODE = [20, 19, 0] as const

/** What is missing where casehard is not on the PATH. */
const ON_PATH = 'put casehard on the PATH, e.g. npm install --global casehard'

/** casehard itself as the programs find it. */
const examineCasehard = async (io: Io): Promise<Examined> => {
  const { name, version } = io.runtime
  const path = findOnPath(io, 'casehard')
  const itself: Examined = {
    program: 'casehard',
    ...(path === undefined ? {} : { path }),
    version: VERSION,
    lines: [],
    problems: [],
    notes: [`it runs on ${name} ${version}`],
  }
  const running = versionIn(version)
  if (name === 'node' && running !== undefined && isBefore(running, OLDEST_NODE))
    itself.problems.push(`Node ${version} is older than ${OLDEST_NODE.join('.')}, which casehard needs; upgrade it`)
  if (path === undefined) return { ...itself, problems: [...itself.problems, `not on the PATH: ${ON_PATH}`] }
  const { stdout, problem } = await ask(io, ['casehard', '--version'])
  const other = versionIn(stdout)?.text
  if (problem !== undefined) itself.problems.push(problem)
  else if (other !== VERSION) itself.problems.push(`the one on the PATH is ${other}; this is ${VERSION}`)
  if (/[\\/]node_modules[\\/]\.bin[\\/]/.test(path))
    itself.problems.push(`only npx and npm run find it where it is; ${ON_PATH}`)
  return itself
}

const itemsOf = ({ lines, problems, notes }: Examined): Item[] => [
  ...lines.flatMap(({ way, line, missing }): Item[] =>
    missing === undefined
      ? [{ sign: '+', subject: way, text: line }]
      : [
          { sign: '-', subject: way, text: line },
          { sign: '!', subject: 'first', text: missing },
        ],
  ),
  ...problems.map((text): Item => ({ sign: '!', subject: 'problem', text })),
  ...notes.map((text): Item => ({ sign: 'i', subject: 'note', text })),
]

const textOf = (all: readonly Examined[], color: boolean): string => {
  const style = paint(color)
  const blocks = all.map((one) => {
    const { program, version = '', path } = one
    const head = path === undefined && program !== 'casehard' ? `${program}  not on the PATH` : `${program} ${version}`
    const lines = [`${style.bold(printable(head.trimEnd()))}${path === undefined ? '' : `  ${printable(path)}`}`]
    return `${[...lines, ...layOutItems(itemsOf(one), style)].join('\n')}\n`
  })
  return blocks.join('\n')
}

/**
 * `casehard doctor`: which programs are here, the line to use with each, and what is in the way. Exit code 1 where no
 * line works as it stands.
 */
export const runDoctor = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const [word] = words
  if (word !== undefined) throw usageFailure(`doctor: "${word}" is one too many; it looks at all programs by itself`)
  const casehard = await examineCasehard(io)
  const programs = await examinePrograms(io, casehard.path === undefined ? ON_PATH : undefined)
  const json = single(values, 'format') === 'json'
  const text = json ? `${JSON.stringify({ casehard, programs }, null, 2)}\n` : undefined
  await print(io, text ?? textOf([casehard, ...programs], mayColor(io, io.stdout)))
  const works = programs.some(({ lines }) => lines.some(({ missing }) => missing === undefined))
  return works ? EXIT_WRITTEN : EXIT_FINDINGS
}
