import { ConfigurationError } from '../../src/config/errors.ts'
import { isObject } from '../../src/kube/pod/pod.ts'
import { suggest } from '../../src/lib/suggest.ts'
import type { Json } from '../../src/model.ts'
import type { ResourceList } from '../../src/pipeline/read/resource-list.ts'
import { positionAt } from '../../src/yaml/locate.ts'
import { Failure } from '../cli/failure.ts'
import { OPTIONS, type OptionRow } from '../cli/options.ts'
import { checkChoices, splitValue, type Values } from '../cli/values.ts'
import type { Brought } from './run.ts'

/** The functionConfig in messages and reports; lines are those of the ResourceList. */
export const FUNCTION_CONFIG = 'functionConfig'

/** Where it stands in the ResourceList. */
export const FUNCTION_CONFIG_AT = '/functionConfig'

const ROWS = OPTIONS.filter(({ commands }) => commands.includes('fn'))

const NAMES = ROWS.map(({ name }) => name)

const problemAt = (list: ResourceList, pointer: string, message: string): ConfigurationError =>
  new ConfigurationError(FUNCTION_CONFIG, [
    { ...positionAt(list.parsed, FUNCTION_CONFIG_AT + pointer), pointer, message },
  ])

/** What names an option of a ConfigMap in messages. */
export const originOf = (key: string): string => `${FUNCTION_CONFIG} data.${key}`

const readOption = (list: ResourceList, row: OptionRow, given: Json): Values[OptionRow['name']] => {
  const { name } = row
  const pointer = `/data/${name}`
  if (given === null || typeof given === 'object')
    throw problemAt(list, pointer, `data.${name} is no text; say it as one`)
  const text = String(given)
  if (text === '') return undefined
  try {
    return checkChoices(row, { origin: originOf(name), values: row.repeatable ? splitValue(text) : [text] })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw problemAt(list, pointer, error.report.message.replace(`${FUNCTION_CONFIG} `, ''))
  }
}

/** The options that the data of a ConfigMap say, as `kpt fn eval ... -- profile=baseline` does. */
const readData = (list: ResourceList, data: Json): Values => {
  if (!isObject(data)) throw problemAt(list, '/data', 'data is no mapping; say options there, e.g. profile: baseline')
  const values: Values = {}
  for (const [key, given] of Object.entries(data)) {
    const row = ROWS.find(({ name }) => name === key)
    if (row === undefined) {
      throw problemAt(list, `/data/${key}`, `unknown option "${key}"; ${suggest(key, NAMES, 'options')}`)
    }
    const said = readOption(list, row, given)
    if (said !== undefined) values[row.name] = said
  }
  return values
}

const USE =
  'use kind: Hardening (apiVersion: casehard.dev/v1), or a ConfigMap whose data are options, e.g. profile: baseline'

/**
 * What the functionConfig of a ResourceList says: a Hardening stands in the place of the configuration file, the data of
 * a ConfigMap in the place of flags; null says nothing.
 * @throws ConfigurationError for anything else; a Hardening is checked by whoever loads it
 */
export const readFunctionConfig = (list: ResourceList): Brought => {
  const { functionConfig = null } = list.value
  if (functionConfig === null) return {}
  if (!isObject(functionConfig)) throw problemAt(list, '', `it is no object; ${USE}`)
  const { kind, data = null } = functionConfig
  if (kind === 'ConfigMap') return data === null ? {} : { values: readData(list, data) }
  if (kind !== 'Hardening')
    throw problemAt(
      list,
      '/kind',
      `${kind === undefined ? 'it has no kind' : `kind is ${JSON.stringify(kind)}`}; ${USE}`,
    )
  const positionOf = (pointer: string) => positionAt(list.parsed, FUNCTION_CONFIG_AT + pointer)
  // Whoever only wants the defaults need not say so.
  const value = { ...functionConfig, spec: functionConfig.spec ?? {} }
  return { given: { name: FUNCTION_CONFIG, settings: { value, positionOf } } }
}
