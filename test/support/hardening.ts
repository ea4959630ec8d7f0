import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { builtinImages } from '../../cmd/run/configuration.ts'
import { loadConfiguration } from '../../cmd/run/profiles.ts'
import { lookupIn } from '../../src/config/image-lock.ts'
import { RULES } from '../../src/generate/index.ts'
import { harden } from '../../src/harden.ts'
import type { Configuration, Edit, Options, Report, Stance } from '../../src/model.ts'

/**
 * The options of a run, with a fixed date and version so that reports can be compared. Unless the configuration sets
 * `assume`, they write also what is unknown, so that the images of tests need no facts and every edit is covered.
 */
export const optionsWith = (config?: string, profile?: string): Options => {
  const setsAssume = config !== undefined && /^\s*assume:/m.test(readFileSync(config, 'utf8'))
  const wanted = {
    controls: RULES,
    ...(setsAssume ? {} : { assume: true }),
    ...(config === undefined ? {} : { config }),
    ...(profile === undefined ? {} : { profile }),
  }
  const configuration: Configuration = loadConfiguration(wanted).configuration
  return { configuration, images: builtinImages(), version: '0.0.0', today: '2026-01-01' }
}

/** Reads a file next to `NAME.in.yaml` with the same name, if it exists. */
const beside = (input: string, part: string): string | undefined => {
  const file = input.replace(/\.in\.yaml$/, `.${part}.yaml`)
  return file !== input && existsSync(file) ? file : undefined
}

/**
 * The options of an input: beside `NAME.in.yaml` there may be a configuration, PodSecurityPolicies as its profile, and a
 * lock file.
 */
export const optionsOfInput = (input: string): Options => {
  const options = optionsWith(beside(input, 'config'), beside(input, 'psp'))
  const lock = beside(input, 'images')
  if (lock === undefined) return options
  return { ...options, images: { ...options.images, locked: lookupIn(lock, readFileSync(lock, 'utf8')) } }
}

/** Cheap controls, which show in cases about no control that something is hardened at all. */
const SIGNS_OF_HARDENING = ['no-privilege-escalation', 'no-service-links']

/** Returns the controls of a case, see `optionsOfCase`; undefined means all. */
const controlsOfCase = (input: string): readonly string[] | undefined => {
  const config = beside(input, 'config')
  const text = config === undefined ? '' : readFileSync(config, 'utf8')
  const said = /^# controls: (.+)\n/.exec(text)?.[1]
  if (said !== undefined) return said === 'all' ? undefined : said.split(' ')
  const folder = basename(dirname(input))
  const own = RULES.some(({ id }) => id === folder) ? [folder] : []
  const wanted = [...own, ...Object.keys(parse(text)?.spec?.controls ?? {})]
  const generators = RULES.filter((rule) => 'generates' in rule).map(({ id }) => id)
  return [...(wanted.length === 0 ? SIGNS_OF_HARDENING : wanted), ...generators]
}

/**
 * The options of a case for its golden files: those of the input with only the controls on that the case is about, so
 * that a word of another control is no news to it. These are the control that its folder is called after and those that
 * its configuration gives a stance; where there are none, two cheap ones. A first line `# controls: ID ID` in the
 * configuration names them instead, and `# controls: all` leaves the configuration as it is written. Generators are off
 * unless the configuration asks for them.
 */
export const optionsOfCase = (input: string): Options => {
  const options = optionsOfInput(input)
  const wanted = controlsOfCase(input)
  if (wanted === undefined) return options
  const { configuration } = options
  const controls = Object.entries(configuration.controls).map(([id, stance]): [string, Stance] => [
    id,
    wanted.includes(id) ? stance : 'off',
  ])
  return { ...options, configuration: { ...configuration, controls: Object.fromEntries(controls) } }
}

/** Hardens one stream; `edits` are those that were made, in which nothing is masked. */
export const hardenText = (text: string, options: Options): { text: string; report: Report; edits: Edit[] } => {
  const { files, report, edits } = harden([{ name: 'stdin', text }], options)
  return { text: files.map((file) => file.text).join(''), report, edits: edits.flat() }
}

/** Puts the texts that were written in the place of those that a report masks; throws if one has no counterpart. */
export const unmask = (report: Report, written: readonly Edit[]): Report => {
  const placeOf = ({ text: _text, masked: _masked, ...place }: Edit): string => JSON.stringify(place)
  const texts = new Map(written.map((edit) => [placeOf(edit), edit]))
  const textOf = (edit: Edit): Edit => {
    const found = texts.get(placeOf(edit))
    if (found === undefined) throw new Error(`no edit was made at line ${edit.line}`)
    return edit.masked ? found : edit
  }
  return { ...report, changes: report.changes.map((change) => ({ ...change, edits: change.edits.map(textOf) })) }
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

/** Lists all files below a folder with one of the extensions, sorted; returns none if the folder is absent. */
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
