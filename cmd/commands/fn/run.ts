import { ConfigurationError } from '../../../src/config/validate.ts'
import { objectsOf } from '../../../src/kube/pod/locate.ts'
import { asObject, asString, isObject } from '../../../src/kube/pod/pod.ts'
import { shownKey } from '../../../src/lib/printable.ts'
import { suggest } from '../../../src/lib/suggest.ts'
import type { InputFile, InputObject, Json, JsonObject } from '../../../src/model.ts'
import { type ResourceList, readResourceList, withResults } from '../../../src/pipeline/read/resource-list.ts'
import { join } from '../../../src/pointer.ts'
import { buildResults, type KrmResult, resultJson } from '../../../src/report/krm.ts'
import { InputError } from '../../../src/yaml/errors.ts'
import { lineAt, positionAt } from '../../../src/yaml/parse.ts'
import { Failure, toFailure, usageFailure } from '../../cli/failure.ts'
import { FILTER_OPTIONS, type Option } from '../../cli/options.ts'
import { checkChoices, FUNCTION_CONFIG, splitValue, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { readStdin } from '../../run/input.ts'
import { findingsOf, print } from '../../run/output.ts'
import { type HardeningOutcome, type InputSettings, printSummary, runHardening } from '../../run/run.ts'

/** Its JSON Pointer in the ResourceList. */
const FUNCTION_CONFIG_AT = '/functionConfig'

const NAMES = FILTER_OPTIONS.map(({ name }) => name)

const problemAt = (list: ResourceList, pointer: string, message: string): ConfigurationError =>
  new ConfigurationError(FUNCTION_CONFIG, [
    { ...positionAt(list.parsed, FUNCTION_CONFIG_AT + pointer), pointer, message },
  ])

/** Returns the name of a ConfigMap option in messages. */
const originOf = (key: string): string => `${FUNCTION_CONFIG} data.${key}`

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
const readFunctionConfig = (list: ResourceList): InputSettings => {
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

/** Returns the functionConfig as an object of the ResourceList. */
const configOf = (list: ResourceList): InputObject | undefined => {
  const value = list.value.functionConfig
  if (!isObject(value)) return undefined
  const text = (key: string) => asString(value[key]) ?? ''
  const resource = {
    apiVersion: text('apiVersion'),
    kind: text('kind'),
    name: asString(asObject(value.metadata).name) ?? '',
  }
  return { resource, value, at: { document: 0, pointer: FUNCTION_CONFIG_AT } }
}

/** Returns the item that contains a line of the ResourceList. */
const itemAt = (list: ResourceList, line: number): InputObject | undefined =>
  objectsOf(list.value, 0).findLast(({ at }) => lineAt(list.parsed, at.pointer) <= line)

/** Returns the option of a ConfigMap whose origin a message contains. */
const optionIn = (message: string, list: ResourceList): string | undefined =>
  Object.keys(asObject(asObject(list.value.functionConfig).data)).find((key) => message.includes(originOf(key)))

const resultsFor = (failure: Failure, list: ResourceList): KrmResult[] => {
  const { report, cause: error } = failure
  const message = failure.message.split('\n', 1).join('')
  const tags = { code: report.code }
  if (error instanceof ConfigurationError && error.file === FUNCTION_CONFIG)
    return error.problems.map((problem): KrmResult => {
      const { line, column, pointer } = problem
      const where = line === undefined ? FUNCTION_CONFIG : `${FUNCTION_CONFIG}:${line}:${column ?? 1}`
      const field = pointer === undefined || pointer === '' ? {} : { field: { pointer: FUNCTION_CONFIG_AT + pointer } }
      return { severity: 'error', message: `${where}: ${problem.message}`, object: configOf(list), ...field, tags }
    })
  if (error instanceof InputError) return [{ severity: 'error', message, object: itemAt(list, error.line), tags }]
  const option = optionIn(message, list)
  const place =
    option === undefined ? {} : { object: configOf(list), field: { pointer: `${FUNCTION_CONFIG_AT}/data/${option}` } }
  return [{ severity: 'error', message, ...place, tags }]
}

/** Converts the failure of a run to `results`, one for each error. */
export const failureResults = (failure: Failure, list: ResourceList): JsonObject[] =>
  resultsFor(failure, list).map(resultJson)

/** Returns the hardened ResourceList with its results. */
const answer = (list: ResourceList, { files, report, failOn }: HardeningOutcome): string => {
  const hardened = readResourceList(files[0] as InputFile)
  const failed = findingsOf(report, failOn).map((line) =>
    resultJson({ severity: 'error', message: line.replace(/^casehard: /, '').trimEnd(), tags: { code: 'findings' } }),
  )
  return withResults(hardened, [...failed, ...buildResults(report, list.value, hardened.value)])
}

/** Warns if `--config` overrides the functionConfig. */
const warnOfOverride = (io: Io, requested: Values, { values, configuration }: InputSettings): void => {
  const { config } = { ...values, ...requested }
  if (configuration === undefined || config === undefined || config.values[0] === 'none') return
  io.stderr.write(
    `casehard: warning: ${config.origin} overrides the functionConfig, which is ignored; set one of them\n`,
  )
}

/**
 * Hardens the items of the ResourceList that `read` returns. On an error the list is printed unchanged with the error in its
 * results, which kpt shows; if the input is not a ResourceList, stdout stays empty.
 */
export const hardenResourceList = async (
  io: Io,
  requested: Values,
  read: () => Promise<InputFile>,
): Promise<number> => {
  let input: InputFile
  let list: ResourceList | undefined
  const readInputSettings = async (): Promise<InputSettings> => {
    input = await read()
    list = readResourceList(input)
    const settings = readFunctionConfig(list)
    warnOfOverride(io, requested, settings)
    return settings
  }
  let answered: { text: string; outcome: HardeningOutcome }
  try {
    const outcome = await runHardening(io, requested, async () => [input], { readInputSettings })
    answered = { text: answer(list as ResourceList, outcome), outcome }
  } catch (error) {
    const failure = toFailure(error)
    if (list !== undefined) await print(io, withResults(list, failureResults(failure, list)))
    throw failure
  }
  await print(io, answered.text)
  return printSummary(io, answered.outcome)
}

/** `casehard fn`: a KRM function (specification v1), for kpt and Kustomize. */
export const runFn = async (io: Io, requested: Values, [word]: readonly string[]): Promise<number> => {
  if (word !== undefined)
    throw usageFailure(`unexpected argument "${word}": fn reads stdin, not files; see casehard fn --help`)
  const instead = 'fn is for kpt and Kustomize, e.g. kpt fn eval PACKAGE --exec "casehard fn"'
  return hardenResourceList(io, requested, () => readStdin(io, instead))
}
