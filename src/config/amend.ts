import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { renderScalar } from '../yaml/edit/render.ts'
import { SpliceError, splice } from '../yaml/edit/splice.ts'
import { InputError } from '../yaml/errors.ts'
import { type Parsed, parseSlice } from '../yaml/parse.ts'
import { isSame } from '../yaml/value.ts'
import type { ExemptionEntry } from './hardening.ts'

/** What to add to a configuration. */
export interface Amendments {
  /** The controls whose changes are written although nothing shows that a workload starts with them: all of them. */
  assume: readonly string[]
  /** Controls that get the stance `default`. */
  defaults: readonly string[]
  exemptions: readonly ExemptionEntry[]
}

/** A configuration that cannot be amended, because its text is unusual; it is to be edited by hand. */
export class AmendError extends Error {
  override name = 'AmendError'
}

/** Returns the text of a configuration that sets nothing but the profile. */
export const newConfiguration = (profile: string): string => `\
# Decisions of casehard review. casehard config check -f MANIFESTS lists what each exemption holds.
apiVersion: casehard.dev/v1
kind: Hardening
metadata:
  name: casehard
spec:
  profile: ${renderScalar(profile)}
`

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const found = value[key]
  return isObject(found) ? found : {}
}

const amend = (value: Json, { assume, defaults, exemptions }: Amendments): JsonObject => {
  if (!isObject(value)) throw new AmendError('it is not a mapping')
  const spec = objectAt(value, 'spec')
  const controls = objectAt(spec, 'controls')
  const stances = Object.fromEntries(
    defaults.map((id): [string, Json] => {
      const entry = controls[id]
      return [id, isObject(entry) ? { ...entry, stance: 'default' } : 'default']
    }),
  )
  const listed = Array.isArray(spec.exemptions) ? spec.exemptions : []
  return {
    ...value,
    spec: {
      ...spec,
      ...(defaults.length === 0 ? {} : { controls: { ...controls, ...stances } }),
      ...(assume.length === 0 ? {} : { assume: [...assume] }),
      ...(exemptions.length === 0 ? {} : { exemptions: [...listed, ...(exemptions as unknown as Json[])] }),
    },
  }
}

const parse = (text: string): Parsed => {
  try {
    const parsed = parseSlice(text)
    if (parsed !== undefined) return parsed
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  throw new AmendError('Kubernetes would not read this YAML')
}

const spliced = (parsed: Parsed, value: Json): string => {
  try {
    return splice(parsed, value, () => 0).text
  } catch (error) {
    if (error instanceof SpliceError) throw new AmendError('its YAML is too unusual to be edited')
    throw error
  }
}

/**
 * Adds to the text of a configuration; no byte besides the additions changes, so comments stay.
 * @throws AmendError if the text would not read back as the old configuration with the additions
 */
export const amendConfiguration = (text: string, amendments: Amendments): string => {
  const before = readConfigFile(text)
  if ('error' in before) throw new AmendError(before.error.message)
  const wanted = amend(before.value, amendments)
  if (isSame(before.value, wanted)) return text
  const parsed = parse(text)
  // Manifests are read by other rules than configurations, so the result is read again by those of configurations.
  const amended = spliced(parsed, amend(parsed.value, amendments))
  const after = readConfigFile(amended)
  if ('error' in after || !isSame(after.value, wanted))
    throw new AmendError('the edited text does not read as intended')
  return amended
}
