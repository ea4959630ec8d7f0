import { dirname, relative, resolve } from 'node:path'
import { parseKnownFindings } from '../../src/config/known-findings.ts'
import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { DocumentRef, KnownFinding, Resource } from '../../src/model.ts'
import { formatKnownFinding, formatKnownFindings, subtractKnown } from '../../src/report/known-findings.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import { isOn, single, type Values } from '../cli/values.ts'
import type { Coverage } from '../files/gather.ts'
import { replaceFile } from '../files/replace.ts'
import type { Io } from '../io/io.ts'
import { decodeInput, readBytes } from './input.ts'

/** The findings of a check, compared with the known-findings file. */
export interface KnownComparison<T> {
  /** Findings that the file does not list. */
  newFindings: T[]
  /** Text for stderr. */
  message: string
}

const KIND = /^kind: *['"]?KnownFindings\b/m

/** Throws a usage failure if the path is a symbolic link, or something that casehard did not write. */
const refuseForeign = (io: Io, name: string, path: string): void => {
  const kind = io.disk.kindOf(path, 'stay')
  if (kind === undefined) return
  if (kind === 'link') throw usageFailure(`${name}: is a symbolic link; name its target`)
  if (kind !== 'file') throw usageFailure(`${name}: is not a regular file; name another one with --write-known`)
  if (!KIND.test(decodeInput(readBytes(io, name), name)))
    throw usageFailure(`${name}: the file exists and is not a known-findings file; name another one with --write-known`)
}

const write = (io: Io, name: string, findings: readonly KnownFinding[]): string => {
  const path = resolve(io.cwd, name)
  refuseForeign(io, name, path)
  try {
    replaceFile(io, path, formatKnownFindings(findings))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the file cannot be written (${systemCause(error)}); name another one`, 'write')
  }
  return `casehard: ${name}: ${formatCount(findings.length, 'finding')} written; --known ${name} fails only on other findings\n`
}

const read = (io: Io, name: string): KnownFinding[] => {
  if (!io.exists(resolve(io.cwd, name)))
    throw usageFailure(`${name}: no such file; write it with casehard check --write-known ${name}`)
  return parseKnownFindings(name, decodeInput(readBytes(io, name), name))
}

const formatGone = (name: string, gone: readonly KnownFinding[]): string => {
  if (gone.length === 0) return ''
  const verb = gone.length === 1 ? 'is' : 'are'
  const head = `casehard: ${name}: ${formatCount(gone.length, 'known finding')} ${verb} gone; delete them from the file, or run --write-known ${name} again\n`
  return `${head}${gone.map((finding) => `  gone: ${printable(formatKnownFinding(finding))}\n`).join('')}`
}

/** What a check looked at, which decides which known findings it may call gone. */
export interface KnownScope {
  coverage: Coverage
  /** The absolute path of a file by its name in reports. */
  pathOf(file: string | undefined): string | undefined
  /** Whether the check looks for findings of this standard and check. */
  looksFor(finding: KnownFinding): boolean
  /** The objects that it found, at least those with findings. */
  resources: readonly Resource[]
}

/** A finding on its way to a known finding: its place, and the known finding without a file. */
export interface FoundFinding {
  known: KnownFinding
  document: DocumentRef
}

/** Adds the file to a finding, relative to the folder of the known findings. */
const withFile = <T extends FoundFinding>(io: Io, name: string, one: T, { pathOf }: KnownScope): T => {
  const path = pathOf(one.document.file)
  if (path === undefined) return one
  const file = relative(dirname(resolve(io.cwd, name)), path).replaceAll('\\', '/')
  return { ...one, known: { ...one.known, file } }
}

/** Reports whether a known finding would have been found by this check. */
const isLookedFor = (io: Io, name: string, finding: KnownFinding, scope: KnownScope): boolean => {
  const { coverage, resources } = scope
  if (!scope.looksFor(finding)) return false
  const folder = dirname(resolve(io.cwd, name))
  if (finding.file !== undefined) return coverage.covers(resolve(folder, finding.file))
  const isObject = ({ kind, namespace, name: own }: Resource): boolean =>
    kind === finding.kind && namespace === finding.namespace && own === finding.name
  return coverage.hasStdin || coverage.coversFolder(folder) || resources.some(isObject)
}

/**
 * Writes the findings to the file of `--write-known`, or compares them with the file of `--known`. Without either option
 * all findings are new.
 * @throws Failure, ConfigurationError if a file cannot be used
 */
export const compareWithKnown = <T extends FoundFinding>(
  io: Io,
  values: Values,
  findings: readonly T[],
  scope: KnownScope,
): KnownComparison<T> => {
  const [target, source] = [single(values, 'write-known'), single(values, 'known')]
  if (target !== undefined && source !== undefined)
    throw usageFailure(
      'check: --known and --write-known exclude each other; write the file first, then check with --known',
    )
  const isQuiet = isOn(values, 'quiet')
  const found = findings.map((one) => withFile(io, target ?? source ?? '', one, scope))
  if (target !== undefined) {
    const message = write(
      io,
      target,
      found.map(({ known }) => known),
    )
    return { newFindings: [], message: isQuiet ? '' : message }
  }
  if (source === undefined) return { newFindings: found, message: '' }
  const { newFindings, missing } = subtractKnown(found, read(io, source))
  const gone = missing.filter((finding) => isLookedFor(io, source, finding, scope))
  const head = `casehard: ${formatCount(found.length, 'finding')}, ${newFindings.length} of them not in ${source}\n`
  return { newFindings, message: isQuiet ? '' : `${head}${formatGone(source, gone)}` }
}
