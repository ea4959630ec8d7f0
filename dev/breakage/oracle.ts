import { existsSync, readFileSync } from 'node:fs'
import { CORPUS, listCorpus, PROGRAM } from '../../test/support/streams.ts'
import { type Hardened, hardenEach, heldFor, percent } from './run.ts'
import type { ContainerSettings } from './settings.ts'
import {
  compareWithTests,
  locateTested,
  readTested,
  SETTINGS,
  type Setting,
  type Tested,
  type TestVerdict,
} from './tested.ts'

/*
 * Hardens charts whose functionality was tested under single settings, and tells what the run wrote that broke them in
 * the tests, and what worked in the tests and is left undone; see `compareWithTests`. Arguments are options of casehard.
 */

/** The number of settings that may be written although they broke the container. */
const MOST_BROKEN = 0

/** The share of the settings that worked that may be left undone. */
const MOST_UNDONE = 0.3

/** The control that writes a setting. */
const CONTROLS: Record<Setting, string> = {
  readOnlyRootFilesystem: 'read-only-root-filesystem',
  runAsNonRoot: 'run-as-non-root',
  automountServiceAccountToken: 'no-service-account-token',
  allowPrivilegeEscalation: 'no-privilege-escalation',
}

interface Row extends TestVerdict {
  run: Hardened
  at: ContainerSettings
}

const compare = (run: Hardened, tested: Tested): Row => {
  const position = locateTested(tested, run.before)
  const [before, after] = [run.before[position ?? -1], run.after[position ?? -1]]
  if (before === undefined || after === undefined)
    throw new Error(
      `${run.name}: no ${tested.kind} ${tested.names.join(' or ')} with one container "${tested.container}"`,
    )
  return { run, at: after, ...compareWithTests(tested, before, after) }
}

const printRow = ({ run, at, broken, worked }: Row): void => {
  const where = `${run.name}: ${at.kind} ${at.name}, container "${at.container}"`
  for (const text of broken) console.log(`${where}: broken: ${text}`)
  for (const { setting } of worked.filter(({ done }) => !done)) {
    const held = heldFor(run, at, CONTROLS[setting])
    console.log(`${where}: undone: ${setting}${held === undefined ? '' : ` (${held})`}`)
  }
}

const main = async (options: readonly string[]): Promise<number> => {
  const files = listCorpus(['oracle'])
  if (files.length === 0) {
    console.log(`oracle: skipped, no tested charts in ${CORPUS}`)
    return 0
  }
  if (!existsSync(PROGRAM)) throw new Error('dist is missing: run npm run build')
  const runs = await hardenEach(files, options)
  const rows = runs.flatMap((run, index) => {
    const findings = (files[index]?.path ?? '').replace(/yaml$/, 'json')
    return readTested(readFileSync(findings, 'utf8')).map((tested) => compare(run, tested))
  })
  for (const row of rows) printRow(row)
  const worked = rows.flatMap((row) => row.worked)
  const undone = worked.filter(({ done }) => !done)
  const broken = rows.flatMap((row) => row.broken).length
  const shareOf = (setting: Setting): string => {
    const all = worked.filter((entry) => entry.setting === setting)
    return `${setting} ${all.filter(({ done }) => !done).length} of ${all.length}`
  }
  const share = percent(undone.length, worked.length)
  console.log(
    `\noracle: ${rows.length} containers of ${files.length} charts, ${broken} settings broken; ${share} (${undone.length} of ${worked.length}) of what worked is undone`,
  )
  console.log(`  undone: ${SETTINGS.map(shareOf).join(', ')}`)
  const isRight = broken <= MOST_BROKEN && undone.length <= MOST_UNDONE * worked.length
  if (!isRight) console.log(`\noracle: at most ${MOST_BROKEN} broken and ${percent(MOST_UNDONE, 1)} undone are allowed`)
  return isRight ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
