import type { InputFile } from '../src/model.ts'
import { type ResourceList, readResourceList, withResults } from '../src/pipeline/resource-list.ts'
import { resultJson } from '../src/report/krm-result.ts'
import { resultsOf } from '../src/report/krm-results.ts'
import { toFailure, usageFailure } from './failure.ts'
import { findingsOf } from './findings.ts'
import { failureResults } from './fn-failure.ts'
import { readFunctionConfig } from './function-config.ts'
import { readStdin } from './input.ts'
import type { Io } from './io.ts'
import { print } from './output.ts'
import { type Brought, type Outcome, runHardening } from './run.ts'
import { tell } from './tell.ts'
import type { Values } from './values.ts'

/** The hardened ResourceList with all that there is to say of it. */
const answer = (list: ResourceList, { files, report, failOn }: Outcome): string => {
  const hardened = readResourceList(files[0] as InputFile)
  const failed = findingsOf(report, failOn).map((line) =>
    resultJson({ severity: 'error', message: line.replace(/^casehard: /, '').trimEnd(), tags: { code: 'findings' } }),
  )
  return withResults(hardened, [...failed, ...resultsOf(report, list.value, hardened.value)])
}

const warnOfTwo = (io: Io, said: Values, { values, given }: Brought): void => {
  const { config } = { ...values, ...said }
  if (given === undefined || config === undefined || config.values[0] === 'none') return
  io.stderr.write(
    `casehard: warning: ${config.origin} names a configuration, so the functionConfig is left aside; say one of the two\n`,
  )
}

/**
 * Hardens the items of the ResourceList that `read` gives. On an error it comes back as it was, with the error among its
 * results, because kpt shows those; where there is no ResourceList, stdout stays empty.
 */
export const hardenResourceList = async (io: Io, said: Values, read: () => Promise<InputFile>): Promise<number> => {
  let input: InputFile
  let list: ResourceList | undefined
  const bring = async (): Promise<Brought> => {
    input = await read()
    list = readResourceList(input)
    const brought = readFunctionConfig(list)
    warnOfTwo(io, said, brought)
    return brought
  }
  let answered: { text: string; outcome: Outcome }
  try {
    const outcome = await runHardening(io, said, async () => [input], { bring })
    answered = { text: answer(list as ResourceList, outcome), outcome }
  } catch (error) {
    const failure = toFailure(error)
    if (list !== undefined) await print(io, withResults(list, failureResults(failure, list)))
    throw failure
  }
  await print(io, answered.text)
  return tell(io, answered.outcome)
}

/** `casehard fn`: a KRM function (specification v1), for kpt and Kustomize. */
export const runFn = async (io: Io, said: Values, [word]: readonly string[]): Promise<number> => {
  if (word !== undefined) throw usageFailure(`"${word}": fn reads stdin and takes no files; see casehard fn --help`)
  const instead = 'it is for kpt and Kustomize, e.g. kpt fn eval PACKAGE --exec "casehard fn"'
  return hardenResourceList(io, said, () => readStdin(io, instead))
}
