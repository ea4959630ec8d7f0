import { type Block, readBlocks } from '../../support/page-blocks.ts'
import { createSandbox, runIn, type Sandbox, withPlugin } from '../../support/sandbox.ts'
import { harden, objectsByName } from '../../support/slots.ts'

const blocks = readBlocks('docs/guides/other-tools.md')

/** Finds the code block of the guide that contains a text. */
export const blockWith = (word: string): string => {
  const found = blocks.find(({ text }: Block) => text.includes(word))
  if (found === undefined) throw new RangeError(`the guide shows nothing with ${word}`)
  return found.text
}

/** A sandbox with Helm under its usual name, and with the plugin that Helm 4 wants. */
export const openFor = (helm: string): Sandbox =>
  helm === 'helm4' ? withPlugin(createSandbox({ helm })) : createSandbox({ helm })

/** What is left out so that both runs are given the same: Helm 3 hands no hooks to a post-renderer. */
export const sameFor = (helm: string): string[] => (helm === 'helm3' ? ['--no-hooks'] : [])

/** The command line that renders the chart. */
export const template = (helm: string, ...flags: string[]) => [
  'helm',
  'template',
  'web',
  './chart',
  ...sameFor(helm),
  ...flags,
]

/** What casehard makes of the chart without a caller in between. */
export const expected = async (sandbox: Sandbox, helm: string, args: string[] = []) => {
  const { stdout } = await runIn(sandbox, template(helm))
  return objectsByName(await harden(stdout, sandbox.env, args))
}
