import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { execa } from 'execa'
import { diffHeading, diffHunks, diffText } from '../../cmd/files/diff.ts'
import { filesBelow, hardenText, optionsOfInput } from '../support/hardening.ts'
import { CORPUS } from '../support/streams.ts'

/** A file before and after, and the lines of its diff. */
interface Sample {
  name: string
  before: string
  after: string
}

/** The same manifests as they may lie in a repository. */
const variantsOf = (text: string): Record<string, string> => ({
  '': text,
  '.crlf': text.replaceAll(/\r?\n/g, '\r\n'),
  '.open': text.replace(/(?:\r?\n)+$/, ''),
  '.bom': `\uFEFF${text.replace(/^\uFEFF/, '')}`,
})

const APPLIERS: [string, string[]][] = [
  ['git', ['apply', '--whitespace=nowarn']],
  ['patch', ['-p1', '--silent']],
]

/** Applies a patch of all samples with a program; returns the names of files that differ from the expected text. */
const applyAll = async (folder: string, samples: readonly Sample[], patch: string, program: string, args: string[]) => {
  for (const { name, before } of samples) {
    mkdirSync(join(folder, dirname(name)), { recursive: true })
    writeFileSync(join(folder, name), before)
  }
  // Without that, git would look for the repository around the folder.
  const env = { GIT_CEILING_DIRECTORIES: dirname(folder) }
  await execa(program, args, { cwd: folder, env, input: patch })
  return samples.filter(({ name, after }) => readFileSync(join(folder, name), 'utf8') !== after).map(({ name }) => name)
}

const proves = async (t: ExecutionContext, folder: string, files: readonly string[]): Promise<void> => {
  const samples: Sample[] = []
  let patch = ''
  for (const file of files) {
    const options = optionsOfInput(file)
    for (const [ending, before] of Object.entries(variantsOf(readFileSync(file, 'utf8')))) {
      const name = `${file.slice(folder.length + 1)}${ending}`
      const { text, edits } = hardenText(before, options)
      const hunks = diffHunks(before, edits)
      t.is(hunks.length === 0, text === before, name)
      if (hunks.length === 0) continue
      samples.push({ name, before, after: text })
      patch += diffText([...diffHeading(join('/x', name), '/x'), ...hunks])
    }
  }
  t.true(samples.length > 0)
  for (const [program, args] of APPLIERS) {
    const scratch = mkdtempSync(join(tmpdir(), 'casehard-diff-'))
    t.deepEqual(await applyAll(scratch, samples, patch, program, args), [], program)
    rmSync(scratch, { recursive: true })
  }
}

test('git and patch make of a diff what hardening makes of the file, for every case and example', async (t) => {
  const cases = filesBelow('testdata', '.in.yaml').filter((file) => !/\/errors\/|\/charts\/|slots/.test(file))
  await proves(t, 'testdata', cases)
  await proves(t, 'examples', filesBelow('examples', 'shop.yaml', 'manifests.yaml'))
})

const corpus = filesBelow(CORPUS, '.yaml')
const withCorpus = corpus.length === 0 ? test.skip : test
withCorpus(`git and patch make of a diff what hardening makes of the file, for ${basename(CORPUS)}`, async (t) => {
  await proves(t, CORPUS, corpus)
})
