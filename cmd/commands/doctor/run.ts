import { printable, printableLines } from '../../../src/lib/printable.ts'
import { type Item, layOutItems, paint } from '../../../src/report/format.ts'
import { safeJson } from '../../../src/report/json/json.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'
import { findOnPath, isBefore, type ProgramStatus, probe, versionIn } from './probe.ts'
import { examinePrograms } from './programs.ts'

/** The oldest supported version of Node.js. */
export const OLDEST_NODE = [20, 19, 0] as const

/** How to put casehard on the PATH; no registry has a package of it. */
const onPathOf = ({ runtime }: Io): string =>
  runtime.name === 'bun'
    ? 'put the executable on the PATH under the name casehard'
    : `put casehard on the PATH: run npm pack in a clone of its repository, then npm install --global ./casehard-${VERSION}.tgz`

/** Examines casehard itself, as other programs find it. */
const examineCasehard = async (io: Io): Promise<ProgramStatus> => {
  const { name, version } = io.runtime
  const path = findOnPath(io, 'casehard')
  const itself: ProgramStatus = {
    program: 'casehard',
    ...(path === undefined ? {} : { path }),
    version: VERSION,
    lines: [],
    problems: [],
    notes: [`runs on ${name} ${version}`],
  }
  const running = versionIn(version)
  if (name === 'node' && running !== undefined && isBefore(running, OLDEST_NODE))
    itself.problems.push(`casehard needs Node ${OLDEST_NODE.join('.')} or newer, but this is ${version}; upgrade Node`)
  if (path === undefined) return { ...itself, problems: [...itself.problems, `not on the PATH: ${onPathOf(io)}`] }
  const { stdout, problem } = await probe(io, ['casehard', '--version'])
  const other = versionIn(stdout)?.text
  if (problem !== undefined) itself.problems.push(problem)
  else if (other !== VERSION) itself.problems.push(`the casehard on the PATH is ${other}, but this is ${VERSION}`)
  if (/[\\/]node_modules[\\/]\.bin[\\/]/.test(path))
    itself.problems.push(`only npx and npm run find it there; ${onPathOf(io)}`)
  return itself
}

const itemsOf = ({ lines, problems, notes }: ProgramStatus): Item[] => [
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

const textOf = (all: readonly ProgramStatus[], color: boolean): string => {
  const style = paint(color)
  const blocks = all.map((one) => {
    const { program, version = '', path } = one
    const head = path === undefined && program !== 'casehard' ? `${program}  not on the PATH` : `${program} ${version}`
    const lines = [`${style.bold(printable(head.trimEnd()))}${path === undefined ? '' : `  ${printable(path)}`}`]
    return `${[...lines, ...layOutItems(itemsOf(one), style)].join('\n')}\n`
  })
  return printableLines(blocks.join('\n'))
}

/**
 * `casehard doctor`: prints the installed programs, the command line for each, and problems. Returns exit code 1 if no
 * command line works.
 */
export const runDoctor = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [word] = positionals
  if (word !== undefined) throw usageFailure(`doctor: unexpected argument "${word}"; doctor takes no arguments`)
  const casehard = await examineCasehard(io)
  const programs = await examinePrograms(io, casehard.path === undefined ? onPathOf(io) : undefined)
  const json = single(values, 'format') === 'json'
  const text = json ? safeJson({ casehard, programs }, 2) : undefined
  await print(io, text ?? textOf([casehard, ...programs], mayColor(io, io.stdout)))
  const works = programs.some(({ lines }) => lines.some(({ missing }) => missing === undefined))
  return works ? EXIT_WRITTEN : EXIT_FINDINGS
}
