import { list, object, type Schema, string, text } from '../lib/json-schema/schema.ts'
import type { KnownFinding } from '../model.ts'
import { readConfigFile } from '../yaml/config-file.ts'
import { ConfigurationError, validateFile } from './validate.ts'

const finding = object(
  'A finding, without lines and positions.',
  {
    namespace: text('Namespace of the object, if it sets one.'),
    kind: text('Kind of the object.'),
    // The name of an object without a name is empty.
    name: string('Name of the object.'),
    container: text('Name of the container; absent for a finding about the whole object.'),
    standard: text('The standard that forbids it; absent for a change that hardening would make.'),
    check: text('The id of the check in the standard, or the control that would make the change.'),
    field: text('The field without positions, e.g. spec.containers[app].volumeMounts[*].readOnly.'),
    item: text('Distinguishes the items of a list.'),
    file: text(
      'The file, relative to this one; absent for a stream. A finding in another file is the same; only a run that reads the file reports it as gone.',
    ),
  },
  ['kind', 'name', 'check', 'field'],
)

/** JSON Schema (draft 2020-12) of a file that `casehard check --write-known` writes. */
export const KNOWN_FINDINGS_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'casehard KnownFindings',
  ...object(
    'Findings that casehard check treats as known.',
    {
      apiVersion: { type: 'string', const: 'casehard.dev/v1' },
      kind: { type: 'string', const: 'KnownFindings' },
      findings: list(
        'A list of known findings, which may be empty; an entry that is listed twice is known twice.',
        finding,
      ),
    },
    ['apiVersion', 'kind', 'findings'],
  ),
}

/**
 * Reads a file of known findings.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const parseKnownFindings = (file: string, source: string): KnownFinding[] => {
  const read = readConfigFile(source)
  if ('error' in read) throw new ConfigurationError(file, [read.error])
  validateFile(file, read, KNOWN_FINDINGS_SCHEMA)
  return (read.value as { findings: unknown }).findings as KnownFinding[]
}
