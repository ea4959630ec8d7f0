import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { builtinProfiles } from '../../cmd/run/profiles.ts'
import { KNOWN_FINDINGS_SCHEMA } from '../../src/config/known-findings.ts'
import { hardeningSchema } from '../../src/config/schema/hardening.ts'
import { imageLockSchema } from '../../src/config/schema/image-lock.ts'
import { explainedFacts, imageDefinitions, imageFactsSchema } from '../../src/config/schema/images.ts'
import { RULES } from '../../src/generate/index.ts'
import { COMPARISON_SCHEMA } from '../../src/report/compare/schema.ts'
import { explainSchema } from '../../src/report/explain/schema.ts'
import { REPORT_SCHEMA } from '../../src/report/json/read.ts'

/** The published JSON Schemas as texts, by file name. */
export const schemaFiles = (): Record<string, string> => {
  const names = { controls: RULES, profiles: Object.keys(builtinProfiles()) }
  const explain = explainSchema({
    facts: explainedFacts,
    ...imageDefinitions,
  })
  return {
    'comparison.schema.json': `${JSON.stringify(COMPARISON_SCHEMA, null, 2)}\n`,
    'explain.schema.json': `${JSON.stringify(explain, null, 2)}\n`,
    'hardening.schema.json': `${JSON.stringify(hardeningSchema(names), null, 2)}\n`,
    'image-facts.schema.json': `${JSON.stringify(imageFactsSchema, null, 2)}\n`,
    'image-lock.schema.json': `${JSON.stringify(imageLockSchema, null, 2)}\n`,
    'known-findings.schema.json': `${JSON.stringify(KNOWN_FINDINGS_SCHEMA, null, 2)}\n`,
    'report.schema.json': `${JSON.stringify(REPORT_SCHEMA, null, 2)}\n`,
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  mkdirSync('schemas', { recursive: true })
  for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(join('schemas', name), text)
}
