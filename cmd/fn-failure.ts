import { objectsOf } from '../src/kube/locate.ts'
import { asObject, asString, isObject } from '../src/kube/pods.ts'
import type { JsonObject, StreamObject } from '../src/model.ts'
import type { ResourceList } from '../src/pipeline/resource-list.ts'
import { ConfigurationError } from '../src/profile/errors.ts'
import { type Result, resultJson } from '../src/report/krm-result.ts'
import { InputError } from '../src/text/errors.ts'
import { lineAt } from '../src/text/locate.ts'
import type { Failure } from './failure.ts'
import { FUNCTION_CONFIG, FUNCTION_CONFIG_AT, originOf } from './function-config.ts'

/** The functionConfig as an object of the ResourceList. */
const configOf = (list: ResourceList): StreamObject | undefined => {
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

/** The item that a line of the ResourceList belongs to. */
const itemAt = (list: ResourceList, line: number): StreamObject | undefined =>
  objectsOf(list.value, 0).findLast(({ at }) => lineAt(list.parsed, at.pointer) <= line)

/** The option of a ConfigMap that a message is about, by the origin that it names. */
const optionIn = (message: string, list: ResourceList): string | undefined =>
  Object.keys(asObject(asObject(list.value.functionConfig).data)).find((key) => message.includes(originOf(key)))

const resultsFor = (failure: Failure, list: ResourceList): Result[] => {
  const { report, cause: error } = failure
  const message = failure.message.split('\n', 1).join('')
  const tags = { code: report.code }
  if (error instanceof ConfigurationError && error.file === FUNCTION_CONFIG)
    return error.problems.map((problem): Result => {
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

/** What there is to say of a run that failed as `results`: one error for each thing that is wrong. */
export const failureResults = (failure: Failure, list: ResourceList): JsonObject[] =>
  resultsFor(failure, list).map(resultJson)
