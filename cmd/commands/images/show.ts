import { catalogOf } from '../../../src/evidence/image/catalog.ts'
import { findFacts } from '../../../src/evidence/image/facts.ts'
import { findLocked } from '../../../src/evidence/lock/facts.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { ImageCatalog, ImageFacts } from '../../../src/model.ts'
import { COLUMNS, wrap } from '../../../src/report/format.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { builtinImages, loadSettings } from '../../run/configuration.ts'
import { print } from '../../run/output.ts'

/** What one source says of an image. */
interface SourceFacts {
  name: string
  facts: Partial<ImageFacts>
}

/** A fact, with the source that counts and what weaker sources say instead. */
interface ShownFact {
  value: unknown
  source: string
  others: { value: unknown; source: string }[]
}

/** Fields that say where facts come from, not what the image is. */
const ABOUT = ['image', 'mirrors', 'tags', 'status', 'source', 'stored']

const WIDTH = 26

/** Returns what each source says, the strongest first. */
const sourcesOf = (image: string, configured: ImageFacts[], images: ImageCatalog): SourceFacts[] => {
  const lock = findLocked(images, image)
  const found: [string, Partial<ImageFacts> | undefined][] = [
    ['images in the configuration', findFacts({ images: configured, catalog: catalogOf([]) }, image)?.facts],
    [
      lock === undefined ? 'lock file' : `lock file, ${lock.locked.digest.slice(0, 19)} on ${lock.locked.found}`,
      lock?.facts,
    ],
    ['built-in facts of the program that the lock file shows', lock?.program],
    ['built-in facts', findFacts({ images: [], catalog: builtinImages() }, image)?.facts],
  ]
  return found.flatMap(([name, facts]) => (facts === undefined ? [] : [{ name, facts }]))
}

/** Merges the sources field by field; a source counts whose value is that of the merged facts. */
const merge = (merged: ImageFacts, sources: readonly SourceFacts[]): Record<string, ShownFact> => {
  const shown: Record<string, ShownFact> = {}
  for (const [field, value] of Object.entries(merged)) {
    if (ABOUT.includes(field)) continue
    const said = sources.flatMap(({ name, facts }) => {
      const own = facts[field as keyof ImageFacts]
      return own === undefined
        ? []
        : [{ value: own, source: name, same: JSON.stringify(own) === JSON.stringify(value) }]
    })
    const others = said.filter(({ same }) => !same).map(({ value: other, source }) => ({ value: other, source }))
    shown[field] = { value, source: said.find(({ same }) => same)?.source ?? 'several sources', others }
  }
  return shown
}

const valueText = (value: unknown): string => {
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (value.length === 0) return 'none'
  return value
    .map((item) => (typeof item === 'object' && item !== null && 'path' in item ? pathText(item) : valueText(item)))
    .join(', ')
}

const pathText = ({ path, ...flags }: object & { path: unknown }): string => {
  const words = Object.entries(flags).map(([key, value]) => (value === true ? key : `${key}: ${valueText(value)}`))
  return `${path}${words.length === 0 ? '' : ` (${words.join(', ')})`}`
}

const factLines = ([field, { value, source, others }]: [string, ShownFact]): string[] => {
  const texts = [
    `${valueText(value)} [${source}]`,
    ...others.map((other) => `not ${valueText(other.value)} [${other.source}]`),
  ]
  const lines = texts.flatMap((text) => wrap(printable(text), COLUMNS - WIDTH))
  return lines.map((line, i) => `${(i === 0 ? field : '').padEnd(WIDTH)}${line}`)
}

const sourceLine = ({ name, facts: { source, status } }: SourceFacts): string =>
  printable(`  ${name}${source === undefined || status === 'configured' ? '' : `: ${source}`}`)

/**
 * `casehard images show IMAGE`: prints what the configuration, the lock file and the built-in facts say of an image, and
 * which of them counts; returns exit code 1 if nothing is known.
 */
export const runImagesShow = async (io: Io, values: Values, [image, more]: readonly string[]): Promise<number> => {
  if (image === undefined) throw usageFailure('images show: name an image, e.g. casehard images show redis:7.4')
  if (more !== undefined) throw usageFailure(`images show: unexpected argument "${more}"; name one image`)
  const format = single(values, 'format') ?? 'text'
  if (!['text', 'json'].includes(format)) throw usageFailure(`--format: "${format}" is not text or json`)
  const { configuration, images } = loadSettings(io, values)
  const merged = findFacts({ images: configuration.images, catalog: images }, image)
  const sources = merged === undefined ? [] : sourcesOf(image, configuration.images, images)
  const facts = merged === undefined ? {} : merge(merged.facts, sources)
  if (format === 'json') {
    const named = sources.map(({ name, facts: { source = '' } }) => ({ name, source }))
    await print(
      io,
      `${JSON.stringify({ image, proves: merged?.proves ?? false, sources: named, facts }, undefined, 2)}\n`,
    )
  } else {
    const nothing = '  nothing; casehard images lock looks the image up, and images: in the configuration describes it'
    const proof = merged?.proves
      ? 'A change that follows from this is proven.'
      : 'A change that follows from this is likely at most.'
    const body = Object.entries(facts).flatMap(factLines)
    const lines = merged === undefined ? [nothing] : [...sources.map(sourceLine), '', ...body, '', proof]
    await print(io, `${[printable(image), ...lines].join('\n')}\n`)
  }
  return merged === undefined ? EXIT_FINDINGS : EXIT_WRITTEN
}
