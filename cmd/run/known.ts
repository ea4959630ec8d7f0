import { resolve } from 'node:path'
import { parseKnownFindings } from '../../src/config/known-findings.ts'
import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { KnownFinding } from '../../src/model.ts'
import { formatKnownFinding, formatKnownFindings, subtractKnown } from '../../src/report/known-findings.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import { isOn, single, type Values } from '../cli/values.ts'
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

/**
 * Writes the findings to the file of `--write-known`, or compares them with the file of `--known`. Without either option
 * all findings are new.
 * @throws Failure, ConfigurationError if a file cannot be used
 */
export const compareWithKnown = <T extends { known: KnownFinding }>(
  io: Io,
  values: Values,
  found: readonly T[],
): KnownComparison<T> => {
  const [target, source] = [single(values, 'write-known'), single(values, 'known')]
  if (target !== undefined && source !== undefined)
    throw usageFailure(
      'check: --known and --write-known exclude each other; write the file first, then check with --known',
    )
  const isQuiet = isOn(values, 'quiet')
  if (target !== undefined) {
    const message = write(
      io,
      target,
      found.map(({ known }) => known),
    )
    return { newFindings: [], message: isQuiet ? '' : message }
  }
  if (source === undefined) return { newFindings: [...found], message: '' }
  const { newFindings, gone } = subtractKnown(found, read(io, source))
  const head = `casehard: ${formatCount(found.length, 'finding')}, ${newFindings.length} of them not in ${source}\n`
  return { newFindings, message: isQuiet ? '' : `${head}${formatGone(source, gone)}` }
}
