import { ConfigurationError } from '../../../src/config/errors.ts'
import { isObject } from '../../../src/kube/pod/pod.ts'
import { shownKey } from '../../../src/lib/printable.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import type { Json } from '../../../src/model.ts'
import type { ResourceList } from '../../../src/pipeline/read/resource-list.ts'
import { join } from '../../../src/pointer.ts'
import { positionAt } from '../../../src/yaml/locate.ts'
import { Failure } from '../../cli/failure.ts'
import { FILTER_OPTIONS, type Option } from '../../cli/options.ts'
import { checkChoices, FUNCTION_CONFIG, splitValue, type Values } from '../../cli/values.ts'
import type { InputSettings } from '../../run/run.ts'

/** Its JSON Pointer in the ResourceList. */
export const FUNCTION_CONFIG_AT = '/functionConfig'

const NAMES = FILTER_OPTIONS.map(({ name }) => name)

const problemAt = (list: ResourceList, pointer: string, message: string): ConfigurationError =>
  new ConfigurationError(FUNCTION_CONFIG, [
    { ...positionAt(list.parsed, FUNCTION_CONFIG_AT + pointer), pointer, message },
  ])

/** Returns the name of a ConfigMap option in messages. */
export const originOf = (key: string): string => `${FUNCTION_CONFIG} data.${key}`

const readOption = (list: ResourceList, option: Option, data: Json): Values[Option['name']] => {
  const { name } = option
  const pointer = `/data/${name}`
  if (data === null || typeof data === 'object')
    throw problemAt(list, pointer, `data.${name} is not a string; quote it`)
  const text = String(data)
  if (text === '') return undefined
  try {
    return checkChoices(option, { origin: originOf(name), values: option.repeatable ? splitValue(text) : [text] })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw problemAt(list, pointer, error.report.message.replace(`${FUNCTION_CONFIG} `, ''))
  }
}

/** Reads options from the data of a ConfigMap, as `kpt fn eval ... -- profile=baseline` writes them. */
const readData = (list: ResourceList, data: Json): Values => {
  if (!isObject(data))
    throw problemAt(list, '/data', 'data is not a mapping; set options in it, e.g. profile: baseline')
  const values: Values = {}
  for (const [key, value] of Object.entries(data)) {
    const option = FILTER_OPTIONS.find(({ name }) => name === key)
    if (option === undefined) {
      throw problemAt(list, join('/data', key), `unknown option${shownKey(key)}; ${suggest(key, NAMES, 'options')}`)
    }
    const parsed = readOption(list, option, value)
    if (parsed !== undefined) values[option.name] = parsed
  }
  return values
}

const USE =
  'use kind: Hardening (apiVersion: casehard.dev/v1), or a ConfigMap with options in its data, e.g. profile: baseline'

/**
 * Reads the functionConfig of a ResourceList: a Hardening replaces the configuration file, the data of a ConfigMap sets
 * options, and null sets nothing.
 * @throws ConfigurationError for anything else; a Hardening is validated when it is loaded
 */
export const readFunctionConfig = (list: ResourceList): InputSettings => {
  const { functionConfig = null } = list.value
  if (functionConfig === null) return {}
  if (!isObject(functionConfig)) throw problemAt(list, '', `not an object; ${USE}`)
  const { kind, data = null } = functionConfig
  if (kind === 'ConfigMap') return data === null ? {} : { values: readData(list, data) }
  if (kind !== 'Hardening')
    throw problemAt(list, '/kind', `${kind === undefined ? 'kind is missing' : 'kind is neither of the two'}; ${USE}`)
  const positionOf = (pointer: string) => positionAt(list.parsed, FUNCTION_CONFIG_AT + pointer)
  // A Hardening without spec means the defaults.
  const value = { ...functionConfig, spec: functionConfig.spec ?? {} }
  return { configuration: { name: FUNCTION_CONFIG, settings: { value, positionOf } } }
}
