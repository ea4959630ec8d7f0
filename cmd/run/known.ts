import { basename, dirname, join, resolve } from 'node:path'
import { parseKnownFindings } from '../../src/config/known-findings.ts'
import { printable } from '../../src/lib/printable.ts'
import type { KnownFinding } from '../../src/model.ts'
import { formatKnownFinding, formatKnownFindings, subtractKnown } from '../../src/report/known-findings.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import { isOn, single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { decodeInput, readBytes } from './input.ts'

/** What a check found, in the light of what was known. */
export interface KnownComparison<T> {
  /** What is to fail on. */
  fresh: T[]
  /** What to say of it on stderr. */
  told: string
}

const KIND = /^kind: *['"]?KnownFindings\b/m

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** Throws a usage failure where there is something that casehard did not write, or a link that would be lost. */
const refuseForeign = (io: Io, name: string, path: string): void => {
  const kind = io.disk.kindOf(path, 'stay')
  if (kind === undefined) return
  if (kind === 'link') throw usageFailure(`${name}: a symbolic link; name the file that it leads to`)
  if (kind !== 'file') throw usageFailure(`${name}: no file; name another one with --write-known`)
  if (!KIND.test(decodeInput(readBytes(io, name), name)))
    throw usageFailure(`${name}: there is a file with something else already; name another one with --write-known`)
}

/** Writes a file at once and whole, or leaves what is there. */
const writeWhole = (io: Io, path: string, text: string): void => {
  if (io.exists(path)) {
    io.disk.checkWritable(path)
    const draft = io.disk.draft(path, text)
    try {
      draft.commit()
    } finally {
      draft.discard()
    }
  } else {
    const stage = join(dirname(path), `.${basename(path)}.casehard-new`)
    try {
      io.writeFile(stage, text, 'replace')
      io.move(stage, path)
    } finally {
      io.remove(stage)
    }
  }
  io.disk.flush(dirname(path))
}

const write = (io: Io, name: string, findings: readonly KnownFinding[]): string => {
  const path = resolve(io.cwd, name)
  refuseForeign(io, name, path)
  try {
    writeWhole(io, path, formatKnownFindings(findings))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the file can not be written (${systemCause(error)}); name another one`, 'write')
  }
  return `casehard: ${name}: ${count(findings.length, 'finding')} written; --known ${name} fails on others only\n`
}

const read = (io: Io, name: string): KnownFinding[] => {
  if (!io.exists(resolve(io.cwd, name)))
    throw usageFailure(`${name}: there is no such file; write it with casehard check --write-known ${name}`)
  return parseKnownFindings(name, decodeInput(readBytes(io, name), name))
}

const tellGone = (name: string, gone: readonly KnownFinding[]): string => {
  if (gone.length === 0) return ''
  const verb = gone.length === 1 ? 'is' : 'are'
  const head = `casehard: ${name}: ${count(gone.length, 'known finding')} ${verb} gone; delete, or --write-known ${name}\n`
  return `${head}${gone.map((finding) => `  gone: ${printable(formatKnownFinding(finding))}\n`).join('')}`
}

/**
 * Does what `--write-known` and `--known` ask; without them all that was found is to fail on.
 * @throws Failure, ConfigurationError where a file can not be used
 */
export const compareWithKnown = <T extends { known: KnownFinding }>(
  io: Io,
  values: Values,
  found: readonly T[],
): KnownComparison<T> => {
  const [target, source] = [single(values, 'write-known'), single(values, 'known')]
  if (target !== undefined && source !== undefined)
    throw usageFailure('check: --known and --write-known are said together; write the file first, then check by it')
  const isQuiet = isOn(values, 'quiet')
  if (target !== undefined) {
    const told = write(
      io,
      target,
      found.map(({ known }) => known),
    )
    return { fresh: [], told: isQuiet ? '' : told }
  }
  if (source === undefined) return { fresh: [...found], told: '' }
  const { newFindings: fresh, gone } = subtractKnown(found, read(io, source))
  const head = `casehard: ${count(found.length, 'finding')}, ${fresh.length} of them not in ${source}\n`
  return { fresh, told: isQuiet ? '' : `${head}${tellGone(source, gone)}` }
}
