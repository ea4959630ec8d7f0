import test from 'ava'
import { CONTROLS } from '../../src/controls/index.ts'
import { CLAUSES, controlsFor } from './clauses.ts'

test('each clause is met by a control, or the table says what else', (t) => {
  for (const clause of CLAUSES)
    t.true(controlsFor(clause).length > 0 !== (clause.note !== undefined), `${clause.name}: ${clause.asks}`)
})

test('each reference of a control to a standard means a clause of it', (t) => {
  const judged = ['Pod Security Standards', 'CIS Kubernetes Benchmark', 'NSA/CISA']
  for (const { id, references } of CONTROLS) {
    for (const reference of references.filter(({ standard }) => judged.includes(standard))) {
      const { standard, version, section } = reference
      t.true(
        CLAUSES.some((clause) => clause.isMeant(reference)),
        `${id}: ${standard} ${version} ${section}`,
      )
    }
  }
})
