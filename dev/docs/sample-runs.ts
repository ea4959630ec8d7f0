import { readFileSync } from 'node:fs'
import { diffHunks, diffText } from '../../cmd/files/diff.ts'
import { builtinImages } from '../../cmd/run/configuration.ts'
import { loadConfiguration } from '../../cmd/run/profiles.ts'
import { lookupIn } from '../../src/config/image-lock.ts'
import { CONTROLS } from '../../src/controls/index.ts'
import { RULES } from '../../src/generate/index.ts'
import { harden } from '../../src/harden.ts'
import type { Held, Options, Report, Stance } from '../../src/model.ts'
import type { Sample } from './samples.ts'

/** What a control does with a sample under a stance. */
export interface SampleRun {
  stance: Stance
  /** Unified diff without a heading; empty if nothing changed. */
  diff: string
  report: Report
}

/** The options of a run in which only one control is on, with a fixed date and version. */
const optionsFor = (control: string, stance: Stance, { policies, lock }: Sample): Options => {
  const { configuration } = loadConfiguration({ controls: RULES, profile: policies ?? 'restricted' })
  const stances = CONTROLS.map(({ id }): [string, Stance] => [id, id === control ? stance : 'off'])
  const images = builtinImages()
  return {
    configuration: { ...configuration, controls: Object.fromEntries(stances) },
    images: lock === undefined ? images : { ...images, locked: lookupIn(lock, readFileSync(lock, 'utf8')) },
    version: '0.0.0',
    today: '2026-01-01',
  }
}

/** Runs a control alone on its sample. */
export const runSample = (control: string, stance: Stance, sample: Sample): SampleRun => {
  const text = readFileSync(sample.input, 'utf8')
  const { report, edits } = harden([{ name: sample.input, text }], optionsFor(control, stance, sample))
  return { stance, diff: diffText(diffHunks(text, edits.flat())), report }
}

/** Formats where an entry of a report is: the object, and the container or the pod. */
export const formatTarget = ({ resource, container }: Pick<Held, 'resource' | 'container'>): string =>
  `${resource.kind} ${resource.name}${container === undefined ? '' : `, container \`${container}\``}`
