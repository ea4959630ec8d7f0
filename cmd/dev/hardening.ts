import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { RULES } from '../../src/generate/index.ts'
import { harden } from '../../src/harden.ts'
import type { Configuration, Options, Report } from '../../src/model.ts'
import { ALL_RULES } from '../../src/pipeline/all-rules.ts'
import { builtinImages } from '../images.ts'
import { loadConfiguration } from '../profiles.ts'

/** Everything in a run that is not the input: a fixed day and version, so that reports can be compared. */
export const optionsWith = (config?: string, profile?: string): Options => {
  const wanted = {
    controls: RULES,
    ...(config === undefined ? {} : { config }),
    ...(profile === undefined ? {} : { profile }),
  }
  const configuration: Configuration = loadConfiguration(wanted).configuration
  return { configuration, images: builtinImages(), version: '0.0.0', today: '2026-01-01' }
}

/** The options of a case: beside `NAME.in.yaml` there may be a configuration, and PodSecurityPolicies as its profile. */
export const optionsOfCase = (input: string): Options => {
  const [config, profile] = ['config', 'psp'].map((part) => {
    const file = input.replace(/\.in\.yaml$/, `.${part}.yaml`)
    return file !== input && existsSync(file) ? file : undefined
  })
  return optionsWith(config, profile)
}

/** Hardens one stream. */
export const hardenText = (text: string, options: Options): { text: string; report: Report } => {
  const { files, report } = harden([{ name: 'stdin', text }], options, ALL_RULES)
  return { text: files.map((file) => file.text).join(''), report }
}

/** Applies the edits of a report as a reader would: by position, and at one place in their order. */
export const applyEdits = (text: string, report: Report): string => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = (line: number, column: number): number => (starts[line - 1] as number) + column - 1
  const edits = report.changes
    .flatMap((change) => change.edits)
    .sort((a, b) => offset(a.line, a.column) - offset(b.line, b.column) || (a.order ?? 1) - (b.order ?? 1))
  let out = ''
  let at = 0
  for (const edit of edits) {
    out += text.slice(at, offset(edit.line, edit.column)) + edit.text
    at = offset(edit.endLine, edit.endColumn)
  }
  return out + text.slice(at)
}

/** All files below a folder that end in one of the extensions, in a fixed order; none where the folder is absent. */
export const filesBelow = (folder: string, ...endings: string[]): string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => endings.some((ending) => file.endsWith(ending)))
      .map((file) => join(folder, file))
      .sort()
  } catch {
    return []
  }
}
