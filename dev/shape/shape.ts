import { goldenCost } from './golden-cost.ts'
import { countByFolder, findShapeProblems } from './rules.ts'
import { filesBehind, readSources } from './sources.ts'

/** The controls that are folders with many files behind them. */
const LARGE_CONTROLS = [
  'run-as-non-root',
  'read-only-root-filesystem',
  'drop-capabilities',
  'default-resources',
  'no-service-account-token',
]

const sources = readSources()
const program = sources.filter(({ path, isTest }) => !isTest && /^(?:cmd|src)\//.test(path))
const lengths = program.map(({ lines }) => lines).sort((a, b) => a - b)
const largest = program.reduce((most, file) => (file.lines > most.lines ? file : most))
const folders = countByFolder(program)

console.log(`source files outside dev and test: ${program.length}`)
console.log(`lines of a file: median ${lengths[lengths.length >> 1]}, largest ${largest.lines} (${largest.path})`)
console.log(`folders: ${folders.length}`)
for (const [folder, files] of folders) console.log(`  ${String(files).padStart(3)}  ${folder}`)
console.log('files behind a control, src/model aside:')
for (const control of LARGE_CONTROLS) {
  const behind = filesBehind(`src/controls/${control}/index.ts`, sources)
  const files = behind.filter((path) => !path.startsWith('src/model'))
  console.log(`  ${String(files.length).padStart(3)}  ${control}`)
}
const { rewordings, newControl, reportLines } = await goldenCost()
const [dearest] = rewordings
console.log(`golden files that a reworded reason rewrites: ${dearest?.files.length} at most (${dearest?.control})`)
console.log(`golden files that a new control rewrites: ${newControl.length}`)
console.log(`lines of golden reports: ${reportLines}`)

/** The limits for the cost of a change. */
const BUDGETS: readonly [what: string, found: number, most: number][] = [
  ['golden files that a reworded reason rewrites', dearest?.files.length ?? 0, 10],
  ['golden files that a new control rewrites', newControl.length, 3],
  ['lines of golden reports', reportLines, 25_000],
]

const problems = [
  ...findShapeProblems(sources),
  ...BUDGETS.flatMap(([what, found, most]) => (found > most ? [`${what}: ${found}, at most ${most}`] : [])),
]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
