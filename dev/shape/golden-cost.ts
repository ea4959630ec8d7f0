import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { CONTROLS } from '../../src/controls/index.ts'
import { GENERATORS, RULES } from '../../src/generate/index.ts'
import type { Assessment, Control } from '../../src/model.ts'
import { allGoldens, type Goldens } from '../../test/golden/goldens.ts'
import { filesBelow } from '../../test/support/hardening.ts'

/**
 * Counts the golden files that a reworded reason and a new control rewrite, and the lines of the golden reports. Nothing is
 * written: all golden files are made in memory three times: unchanged, with a stamp on each reason, and with one more
 * control that finds everything compliant.
 *
 *     npm run golden-cost
 */

/** The golden files that a reworded reason of a control rewrites. */
export interface Rewording {
  control: string
  /** The files with its most frequent reason, whose names and numbers are ignored. */
  files: string[]
  reason: string
  /** The files with any of its reasons. */
  all: string[]
}

/** The figures. */
export interface GoldenCost {
  /** Sorted by the number of files, descending. */
  rewordings: Rewording[]
  /** The golden files that a new control rewrites which `restricted` has and which changes nothing. */
  newControl: string[]
  reportLines: number
}

/** A control, its part for other objects, or a generator, whose assessments are parts of findings. */
interface Rule {
  id: string
  owner: { assess(...args: unknown[]): (Assessment | { assessment: Assessment })[] }
}

const rules = [
  ...CONTROLS.flatMap(({ id, objects }, i) => [
    { id, owner: CONTROLS[i] },
    ...(objects === undefined ? [] : [{ id, owner: objects }]),
  ]),
  ...GENERATORS.map((owner) => ({ id: owner.id, owner })),
] as unknown as Rule[]

/** Puts a stamp in front of each reason: the index of the reason, ignoring names and numbers. */
const stampReasons = (): { reasons: string[]; restore: () => void } => {
  const reasons: string[] = []
  const stamp = (id: string, reason: string): string => {
    const plain = `${id}: ${reason.replaceAll(/"[^"]*"|\/[\w./*-]+|\d+/g, '*')}`
    const known = reasons.indexOf(plain)
    return `<<${known < 0 ? reasons.push(plain) - 1 : known}>>${reason}`
  }
  const stamped = (id: string, { reason, objection, ...assessment }: Assessment): Assessment => ({
    ...assessment,
    ...(reason === undefined ? {} : { reason: stamp(id, reason) }),
    ...(objection === undefined ? {} : { objection: { ...objection, reason: stamp(id, objection.reason) } }),
  })
  const originals = rules.map(({ owner }) => owner.assess)
  for (const [i, { id, owner }] of rules.entries())
    owner.assess = (...args) =>
      (originals[i] as Rule['owner']['assess'])
        .apply(owner, args)
        .map((found) =>
          'assessment' in found ? { ...found, assessment: stamped(id, found.assessment) } : stamped(id, found),
        )
  const restore = () => {
    for (const [i, { owner }] of rules.entries()) owner.assess = originals[i] as Rule['owner']['assess']
  }
  return { reasons, restore }
}

const costOf = (id: string, reasons: readonly string[], stamped: Goldens): Rewording => {
  const filesWith = (numbers: readonly number[]): string[] =>
    [...stamped].flatMap(([file, text]) => (numbers.some((one) => isStamped(text, one)) ? [file] : []))
  const own = [...reasons.keys()].filter((i) => reasons[i]?.startsWith(`${id}: `))
  const costs = own.map((i) => ({ reason: reasons[i] as string, files: filesWith([i]) }))
  const [worst] = costs.sort((a, b) => b.files.length - a.files.length)
  return { control: id, files: worst?.files ?? [], reason: worst?.reason ?? '', all: filesWith(own) }
}

/** Whether a text contains a stamp in the escaping of any format. */
const isStamped = (text: string, number: number): boolean =>
  [`<<${number}>>`, `&lt;&lt;${number}&gt;&gt;`, `\\<\\<${number}\\>\\>`].some((stamp) => text.includes(stamp))

const NEW_CONTROL: Control = {
  id: 'no-shell-in-probe',
  title: 'No probe starts a shell',
  rationale: 'A new control, to see what it costs.',
  breaks: 'Nothing.',
  references: [{ standard: 'None', version: '1', section: '1', url: 'https://example.com/' }],
  fields: [],
  assess: (pod) => pod.containers.map(({ name, pointer }) => ({ container: name, path: pointer, state: 'compliant' })),
}

/** Adds the control to the lists and the profile `restricted`; `restore` removes it. */
const addControl = (): { restore: () => void } => {
  const lists = [CONTROLS, RULES] as unknown as Control[][]
  for (const list of lists) list.push(NEW_CONTROL)
  const profiles = structuredClone(builtinProfiles()) as Record<string, { spec: { controls: Record<string, string> } }>
  for (const name of ['restricted', 'baseline', 'audit'])
    if (profiles[name]?.spec.controls !== undefined) profiles[name].spec.controls[NEW_CONTROL.id] = 'default'
  const globals = globalThis as { CASEHARD_PROFILES?: string }
  globals.CASEHARD_PROFILES = JSON.stringify(profiles)
  const restore = () => {
    for (const list of lists) list.splice(list.indexOf(NEW_CONTROL), 1)
    delete globals.CASEHARD_PROFILES
  }
  return { restore }
}

const goldensWith = async (change: { restore: () => void }): Promise<Goldens> => {
  try {
    return await allGoldens()
  } finally {
    change.restore()
  }
}

/** Makes all golden files three times and compares them. */
export const goldenCost = async (): Promise<GoldenCost> => {
  const plain = await allGoldens()
  const stamping = stampReasons()
  const stamped = await goldensWith(stamping)
  const added = await goldensWith(addControl())
  const lines = filesBelow('testdata', '.report.json').map((file) => readFileSync(file, 'utf8').split('\n').length - 1)
  return {
    rewordings: RULES.map(({ id }) => costOf(id, stamping.reasons, stamped)).sort(
      (a, b) => b.files.length - a.files.length,
    ),
    newControl: [...plain].flatMap(([file, text]) => (added.get(file) === text ? [] : [file])),
    reportLines: lines.reduce((sum, count) => sum + count, 0),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { rewordings, newControl, reportLines } = await goldenCost()
  console.log('golden files that a reworded reason rewrites: of its dearest reason, of all its reasons\n')
  for (const { control, files, all, reason } of rewordings)
    console.log(`${String(files.length).padStart(4)} ${String(all.length).padStart(4)}  ${reason || control}`)
  if (process.argv.includes('--files'))
    for (const { control, files } of rewordings) console.log(`\n${control}\n  ${files.join('\n  ')}`)
  console.log(`\na new control rewrites ${newControl.length}: ${newControl.join(' ')}`)
  console.log(`golden reports have ${reportLines} lines`)
}
