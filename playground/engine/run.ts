import type { Hardening } from '../../src/config/hardening.ts'
import { parseHardening, readBuiltinHardening } from '../../src/config/parse.ts'
import { resolveConfiguration } from '../../src/config/resolve.ts'
import { RULES } from '../../src/generate/index.ts'
import { harden } from '../../src/harden.ts'
import type { Configuration, ImageCatalog, Json, Options, Platform, Report, UnknownImage } from '../../src/model.ts'
import { unknownImages } from '../../src/pipeline/configured.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { type Difference, differencesOf } from './differences.ts'

/** The options that a reader chooses; an absent one is that of the profile. */
export interface Choices {
  profile: string
  platform?: Platform
  generate?: true
  assume?: true
}

/** Manifests and how to harden them. */
export interface Task extends Choices {
  text: string
  /** `casehard.yaml` as a text. */
  settings: string
  /** Today's ISO date. */
  today: string
}

/** What comes with casehard. */
export interface Builtin {
  profiles: Readonly<Record<string, Json>>
  images: ImageCatalog
  version: string
}

/** The hardened manifests, or why they could not be read. */
export type Outcome =
  | { text: string; report: Report; images: UnknownImage[]; differences?: Difference[] }
  | { error: { message: string; line?: number; column?: number } }

/** Returns a built-in profile with its bases, weakest first. */
const chainOf = (name: string, profiles: Builtin['profiles']): Hardening[] => {
  const value = profiles[name]
  if (value === undefined) return []
  const hardening = readBuiltinHardening(name, value)
  const base = hardening.spec.profile
  return [...(base === undefined ? [] : chainOf(base, profiles)), hardening]
}

const configurationOf = (
  { profile, platform, generate, assume, settings }: Task,
  profiles: Builtin['profiles'],
): Configuration =>
  resolveConfiguration(
    {
      profile: chainOf(profile, profiles),
      file: parseHardening('casehard.yaml', settings, { controls: RULES, profiles: Object.keys(profiles) }),
      overrides: {
        ...(platform === undefined ? {} : { platform }),
        ...(generate === undefined ? {} : { generate }),
        ...(assume === undefined ? {} : { assume }),
      },
    },
    RULES,
  )

/** Hardens manifests as `casehard` does with the same options. Any exception is a bug, or a fault of the settings. */
export const run = (task: Task, { profiles, images, version }: Builtin): Outcome => {
  const options: Options = { configuration: configurationOf(task, profiles), images, version, today: task.today }
  const files = [{ name: 'stdin', text: task.text }]
  try {
    const { files: hardened, edits, report } = harden(files, options)
    const text = hardened[0]?.text ?? ''
    const differences = differencesOf(task.text, text, edits[0] ?? [])
    return {
      text,
      report,
      images: unknownImages(files, options),
      ...(differences === undefined ? {} : { differences }),
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { error: { message: error.message, line: error.line, column: error.column } }
  }
}
