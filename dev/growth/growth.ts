import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LARGE_RUNS, MOST_MEGABYTES, MOST_SECONDS, runLarge } from './large.ts'
import { FACTORS, HIGHEST_EXPONENT, isTooFast, measure } from './measure.ts'
import { OBJECTS } from './objects.ts'
import { PODS } from './pods.ts'
import { TEXTS } from './texts.ts'

/*
 * Measures how the CPU time grows with each part of the input, and what three large inputs take. Arguments are words: only
 * dimensions and runs whose names contain one of them are measured.
 */

const words = process.argv.slice(2)
const isWanted = ({ name }: { name: string }): boolean =>
  words.length === 0 || words.some((word) => name.includes(word))

const WIDTH = 66
const failures: string[] = []

console.log(
  `${'seconds of CPU for n'.padEnd(WIDTH)}${'n'.padStart(6)}${FACTORS.map((f) => `${f}n`.padStart(8)).join('')}  exponent`,
)
for (const dimension of [...OBJECTS, ...PODS, ...TEXTS].filter(isWanted)) {
  const growth = measure(dimension)
  const { name, base } = dimension
  const times = growth.seconds.map((seconds) => seconds.toFixed(3).padStart(8)).join('')
  console.log(
    `${name.padEnd(WIDTH)}${String(base).padStart(6)}${times}${(growth.exponent?.toFixed(2) ?? '-').padStart(10)}`,
  )
  if (isTooFast(growth))
    failures.push(`${name}: the exponent is ${growth.exponent?.toFixed(2)}, and at most ${HIGHEST_EXPONENT} is allowed`)
}

const folder = mkdtempSync(join(tmpdir(), 'casehard-growth-'))
try {
  for (const run of LARGE_RUNS.filter(isWanted)) {
    const { seconds, megabytes, status, passes } = runLarge(run, folder)
    const used = `${seconds.toFixed(1)} s of CPU, ${Math.round(megabytes)} MB, exit code ${status}`
    console.log(`${run.name}: ${used}`)
    if (!passes)
      failures.push(
        `${run.name}: ${used}; at most ${MOST_SECONDS} s and ${MOST_MEGABYTES} MB are allowed, and exit code ${run.status}`,
      )
  }
} finally {
  rmSync(folder, { recursive: true })
}

for (const failure of failures) console.error(failure)
if (failures.length > 0) process.exitCode = 1
