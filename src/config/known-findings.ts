import { list, object, type Schema, string, text } from '../lib/json-schema/schema.ts'
import type { KnownFinding } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { ConfigurationError } from './errors.ts'
import { validateFile } from './validate.ts'

const finding = object(
  'A finding, without lines and positions.',
  {
    namespace: text('Namespace of the object, where it names one.'),
    kind: text('Kind of the object.'),
    // An object without a name has an empty one.
    name: string('Name of the object.'),
    container: text('Name of the container; absent where none is meant.'),
    standard: text('The standard that forbids it; absent where hardening would change it.'),
    check: text('The standard’s own id, or the control that would change it.'),
    field: text('The field without positions, e.g. spec.containers[app].volumeMounts[*].readOnly.'),
    item: text('What tells items of one list apart.'),
  },
  ['kind', 'name', 'check', 'field'],
)

/** JSON Schema (draft 2020-12) of a file that `casehard check --write-known` writes. */
export const KNOWN_FINDINGS_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard KnownFindings',
  ...object(
    'Findings that casehard check takes as known.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'KnownFindings' },
      findings: list('A list, which may be empty; of two that are the same each counts.', finding),
    },
    ['apiVersion', 'kind', 'findings'],
  ),
}

/**
 * Reads a file of known findings.
 * @param file its name as the user would say it, for messages
 * @throws ConfigurationError with all that is wrong, in the order of the text
 */
export const parseKnownFindings = (file: string, source: string): KnownFinding[] => {
  const read = readConfigFile(source)
  if ('error' in read) throw new ConfigurationError(file, [read.error])
  validateFile(file, read, KNOWN_FINDINGS_SCHEMA)
  return (read.value as { findings: unknown }).findings as KnownFinding[]
}
