import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harden } from '../../src/harden.ts'
import type { InputFile, Options } from '../../src/model.ts'
import { optionsWith } from '../../test/support/hardening.ts'

/** A part of the input that can grow. */
export interface Dimension {
  name: string
  /** The smallest size that is measured; the others are 10 and 100 times as large. */
  base: number
  /** Makes an input with `n` of it, and returns what is measured. */
  prepare(n: number): () => void
}

/** What is hardened: files, with the `spec` of a configuration and the name of a profile if the dimension needs them. */
export interface GrowthInput {
  files: InputFile[]
  spec?: string
  profile?: string
}

const optionsFor = ({ spec, profile }: GrowthInput): Options => {
  if (spec === undefined) return optionsWith(undefined, profile)
  const folder = mkdtempSync(join(tmpdir(), 'casehard-growth-'))
  try {
    const path = join(folder, 'casehard.yaml')
    writeFileSync(path, `apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n${spec}`)
    return optionsWith(path, profile)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Makes the dimension of an input that is hardened. */
export const hardening = (name: string, base: number, make: (n: number) => GrowthInput): Dimension => ({
  name,
  base,
  prepare: (n) => {
    const input = make(n)
    const options = optionsFor(input)
    return () => harden(input.files, options)
  },
})
