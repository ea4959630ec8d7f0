import { parse } from 'yaml'
import { type RunResult, type RunSetup, run, SOFT_POD } from '../../testing.ts'

const indented = (text: string, by: string): string => text.trimEnd().replaceAll('\n', `\n${by}`)

/** A ResourceList of items, each a manifest, and a functionConfig. */
export const listOf = (items: readonly string[], rest = ''): string =>
  `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${items.map((item) => `- ${indented(item, '  ')}\n`).join('')}${rest}`

/** A ResourceList with a functionConfig. */
export const configured = (config: string, items: readonly string[] = [SOFT_POD]): string =>
  listOf(items, `functionConfig:\n  ${indented(config, '  ')}\n`)

/** A functionConfig that is a Hardening. */
export const HARDENING = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: shop}\nspec: ${spec}`

/** A functionConfig that is a ConfigMap. */
export const MAP = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: function-input}\ndata: ${data}`

/** The fields of a result that tests use. */
export interface Result {
  message: string
  severity: string
  resourceRef?: Record<string, string>
  field?: { path: string; currentValue?: unknown; proposedValue?: unknown }
  file?: { path: string; index?: number }
  tags: Record<string, string>
}

/** Returns the results in the output. */
export const resultsIn = ({ stdout }: RunResult): Result[] => parse(stdout).results ?? []

/** Returns the output without its results, which are last if the input has none. */
export const itemsIn = ({ stdout }: RunResult): string => stdout.replace(/^results:[\s\S]*/m, '')

/** Runs `casehard fn`. */
export const fn = (stdin: string, setup: RunSetup = {}, argv: readonly string[] = []): Promise<RunResult> =>
  run(['fn', ...argv], { stdin, ...setup })
