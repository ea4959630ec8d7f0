import { printable, printableLines } from '../../../src/lib/printable.ts'
import { type Item, layOutItems, paint } from '../../../src/report/format.ts'
import { safeJson } from '../../../src/report/json/json.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'
import { examineFolder, type FolderStatus } from './folder.ts'
import { findOnPath, isBefore, type ProgramStatus, probe, versionIn } from './probe.ts'
import { examinePrograms } from './programs.ts'

/** The oldest supported version of Node.js. */
export const OLDEST_NODE = [20, 19, 0] as const

/** How to put casehard on the PATH; no registry has a package of it. */
const onPathOf = ({ runtime }: Io): string =>
  runtime.name === 'bun'
    ? 'put the executable into a folder on the PATH, with the name casehard'
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
  else if (other !== VERSION)
    itself.problems.push(
      `the casehard on the PATH is ${other}, but this is ${VERSION}; update or remove the one on the PATH`,
    )
  if (/[\\/]node_modules[\\/]\.bin[\\/]/.test(path))
    itself.problems.push(`only npx and npm run find casehard there; ${onPathOf(io)}`)
  return itself
}

const itemsOf = ({ lines, problems, notes }: Pick<ProgramStatus, 'lines' | 'problems' | 'notes'>): Item[] => [
  ...lines.flatMap(({ way, line, missing }, i): Item[] => [
    { sign: missing === undefined ? '+' : '-', subject: way, text: line },
    // What several lines need is told once, below them.
    ...(missing === undefined || missing === lines[i + 1]?.missing
      ? []
      : [{ sign: '!' as const, subject: 'do first', text: missing }]),
  ]),
  ...problems.map((text): Item => ({ sign: '!', subject: 'problem', text })),
  ...notes.map((text): Item => ({ sign: 'i', subject: 'note', text })),
]

const WITHOUT = `casehard works without these programs: casehard fix PATH hardens files, and casehard < FILE prints hardened
manifests.
`

const textOf = (
  { casehard, folder, programs }: { casehard: ProgramStatus; folder: FolderStatus; programs: readonly ProgramStatus[] },
  color: boolean,
): string => {
  const style = paint(color)
  const block = (title: string, rest: string, items: readonly Item[]): string =>
    `${[`${style.bold(printable(title))}${rest === '' ? '' : `  ${printable(rest)}`}`, ...layOutItems(items, style)].join('\n')}\n`
  const blockOf = (one: ProgramStatus): string =>
    block(`${one.program} ${one.version ?? ''}`.trimEnd(), one.path ?? '', itemsOf(one))
  const here = block('settings in this folder', '', itemsOf({ lines: [], ...folder }))
  const present = programs.filter(({ path }) => path !== undefined)
  const absent = programs.filter(({ path }) => path === undefined).map(({ program }) => program)
  const end = absent.length === 0 ? [] : [block(absent.join(', '), 'not on the PATH', [])]
  const without = present.length === 0 ? [WITHOUT] : []
  return printableLines([blockOf(casehard), here, ...present.map(blockOf), ...end, ...without].join('\n'))
}

/**
 * `casehard doctor`: prints the installed programs, the command lines for each, the settings in use, and problems. Returns exit code 1 if no
 * command line works.
 */
export const runDoctor = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [word] = positionals
  if (word !== undefined) throw usageFailure(`doctor: unexpected argument "${word}"; doctor takes no arguments`)
  const casehard = await examineCasehard(io)
  const programs = await examinePrograms(io, casehard.path === undefined ? onPathOf(io) : undefined)
  const json = single(values, 'format') === 'json'
  const found = { casehard, folder: examineFolder(io, values), programs }
  await print(io, json ? safeJson(found, 2) : textOf(found, mayColor(io, io.stdout)))
  const works = programs.some(({ lines }) => lines.some(({ missing }) => missing === undefined))
  return works ? EXIT_WRITTEN : EXIT_FINDINGS
}
